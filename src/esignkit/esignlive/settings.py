"""Client settings: servers and credentials."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from esignkit.core.argument_types import checked
from esignkit.core.auth import Auth, RenewableToken, StaticHeader, Token
from esignkit.core.auth.token import call_provider
from esignkit.core.flow import Steps
from esignkit.core.patterns import pattern
from esignkit.core.retry import RetryPolicy
from esignkit.core.settings import (
    Settings,
    choose_base_url,
    environment_variable,
    one_credential,
    warn_misspelt_variables,
)
from esignkit.core.text import excerpt
from esignkit.errors import ConfigurationError
from esignkit.esignlive.error_responses import ESignLiveProvider
from esignkit.types import Secret

if TYPE_CHECKING:
    from typing import TypedDict

    from esignkit.esignlive.auth import ClientApp, OAuthClient

    class Variables(TypedDict):
        """The constructor arguments that the environment variables give."""

        api_key: Secret | None
        session_id: Secret | None
        client_app: ClientApp | None
        oauth: OAuthClient | None
        environment: str | None
        base_url: str | None
        client_request_ids: bool


__all__ = ["ENVIRONMENTS", "Environment", "TokenProvider", "resolve", "variables"]

Environment: TypeAlias = Literal[
    "us2-sandbox",
    "us2",
    "us1-sandbox",
    "us1",
    "ca-sandbox",
    "ca",
    "eu",
    "au",
    "us-gov-sandbox",
    "us-gov",
    "preview",
]
"""Names of the service's servers."""

TokenProvider: TypeAlias = Callable[[], str | Secret | Token | Awaitable[str | Secret | Token]]
"""Gives a bearer token each time it is called; on an async client it may be a coroutine function."""

MakesIds: TypeAlias = Callable[[], str]
"""Gives an id for each call that makes something."""

ENVIRONMENTS: Mapping[str, str] = {
    "us2-sandbox": "https://sandbox.esignlive.com/api",
    "us2": "https://apps.esignlive.com/api",
    "us1-sandbox": "https://sandbox.e-signlive.com/api",
    "us1": "https://apps.e-signlive.com/api",
    "ca-sandbox": "https://sandbox.e-signlive.ca/api",
    "ca": "https://apps.e-signlive.ca/api",
    "eu": "https://apps.esignlive.eu/api",
    "au": "https://apps.esignlive.com.au/api",
    "us-gov-sandbox": "https://signer-sandbox-gov.esignlive.com/api",
    "us-gov": "https://signer-gov.esignlive.com/api",
    "preview": "https://preview.esignlive.com/api",
}
"""Base URLs by name. An account, and so a key, lives on exactly one of them."""

_VARIABLES = (
    *("API_KEY", "SESSION_ID", "ENVIRONMENT", "BASE_URL", "CLIENT_REQUEST_IDS"),
    *("CLIENT_APP_ID", "CLIENT_APP_SECRET", "CLIENT_APP_EMAIL"),
    *("OAUTH_CLIENT_ID", "OAUTH_CLIENT_SECRET", "OAUTH_TOKEN_URL"),
)
_COOKIE = "ESIGNLIVE_SESSION_ID="
_VERSION = pattern(r"[0-9]{1,4}(\.[0-9]{1,6}){0,3}")


def variables(env: Mapping[str, str] | None) -> Variables:
    """Return the constructor arguments that the environment variables give."""
    environ = os.environ if env is None else env
    warn_misspelt_variables(environ, "ESIGNLIVE_", _VARIABLES)
    return {
        "api_key": _secret(environ, "ESIGNLIVE_API_KEY"),
        "session_id": _secret(environ, "ESIGNLIVE_SESSION_ID"),
        "client_app": _client_app(environ),
        "oauth": _oauth(environ),
        "environment": environment_variable(environ, "ESIGNLIVE_ENVIRONMENT"),
        "base_url": environment_variable(environ, "ESIGNLIVE_BASE_URL"),
        "client_request_ids": _switch(environ, "ESIGNLIVE_CLIENT_REQUEST_IDS"),
    }


def _switch(environ: Mapping[str, str], name: str) -> bool:
    """Return whether something is on, as it is without the variable.

    Raises:
        ConfigurationError: The variable says neither.
    """
    value = environment_variable(environ, name)
    if value is not None and value.lower() not in ("on", "off"):
        msg = f"{name} is {value!r}; write on or off"
        raise ConfigurationError(msg)
    return value is None or value.lower() == "on"


def _secret(environ: Mapping[str, str], name: str) -> Secret | None:
    value = environment_variable(environ, name)
    return None if value is None else Secret(value)


def _client_app(environ: Mapping[str, str]) -> ClientApp | None:
    pair = _pair(environ, "ESIGNLIVE_CLIENT_APP_ID", "ESIGNLIVE_CLIENT_APP_SECRET")
    if pair is None:
        return None
    from esignkit.esignlive.auth import ClientApp

    return ClientApp(
        client_id=pair[0], secret=pair[1], email=environment_variable(environ, "ESIGNLIVE_CLIENT_APP_EMAIL")
    )


def _oauth(environ: Mapping[str, str]) -> OAuthClient | None:
    pair = _pair(environ, "ESIGNLIVE_OAUTH_CLIENT_ID", "ESIGNLIVE_OAUTH_CLIENT_SECRET")
    if pair is None:
        return None
    from esignkit.esignlive.auth import OAuthClient

    return OAuthClient(
        client_id=pair[0], client_secret=pair[1], token_url=environment_variable(environ, "ESIGNLIVE_OAUTH_TOKEN_URL")
    )


def _pair(environ: Mapping[str, str], id_name: str, secret_name: str) -> tuple[str, Secret] | None:
    """Return two variables that belong together.

    Raises:
        ConfigurationError: Only one of them is set.
    """
    client_id, secret = environment_variable(environ, id_name), environment_variable(environ, secret_name)
    if client_id is None and secret is None:
        return None
    if client_id is None or secret is None:
        missing, present = (id_name, secret_name) if client_id is None else (secret_name, id_name)
        msg = f"{missing} is not set, and belongs with {present}"
        raise ConfigurationError(msg)
    return client_id, Secret(secret)


@checked
def resolve(
    client: str,
    *,
    api_key: str | Secret | None,
    session_id: str | Secret | None,
    client_app: ClientApp | None,
    oauth: OAuthClient | None,
    token: str | Secret | TokenProvider | None,
    auth: Auth | None,
    environment: str | None,
    base_url: str | None,
    api_version: str | None,
    timeout: float,
    retry: RetryPolicy | None,
    client_request_ids: bool | MakesIds = False,
) -> Settings:
    """Turn constructor arguments into settings.

    Raises:
        ConfigurationError: No server or several, no credential or several, or one that cannot be right.
        TypeError: `client_request_ids` is neither true or false nor a function.
    """
    base, root = _server(client, environment, base_url)
    if api_version is not None and not _VERSION.fullmatch(api_version):
        msg = f"{client}: api_version {excerpt(api_version)} is not a version; write it as '11' or '11.68.0'"
        raise ConfigurationError(msg)
    return Settings(
        ESignLiveProvider(api_version=api_version),
        base,
        _auth(client, api_key, session_id, client_app, oauth, token, auth),
        root_url=root,
        timeout=timeout,
        retry=retry or RetryPolicy(),
        new_request_id=_request_ids(client, client_request_ids),
    )


def _new_request_id() -> str:
    """Return an id that no other call has: 32 hexadecimal digits."""
    return os.urandom(16).hex()


def _request_ids(client: str, setting: object) -> Callable[[], str] | None:
    if setting is True:
        return _new_request_id
    if setting is False:
        return None
    if not callable(setting):
        msg = f"{client}: client_request_ids is True, False or a function that gives an id for each call"
        raise TypeError(msg)
    return cast("Callable[[], str]", setting)


def _server(client: str, environment: str | None, base_url: str | None) -> tuple[str, str]:
    """Return the base URL, which ends in `/api`, and what stands before that."""
    if environment in ("sandbox", "production", "prod"):
        candidates = {n: u for n, u in ENVIRONMENTS.items() if ("sandbox" in n) == (environment == "sandbox")}
        shown = ", ".join(f"{name!r} ({url.split('/')[2]})" for name, url in candidates.items())
        msg = (
            f"{client}: {environment!r} could be any of several servers, and a key lives on exactly one of them: "
            f"name it, as {shown}"
        )
        raise ConfigurationError(msg)
    url = choose_base_url(client, ENVIRONMENTS, environment, base_url, "ESIGNLIVE")
    root = url.removesuffix("/api")
    return f"{root}/api", root


def _auth(
    client: str,
    api_key: str | Secret | None,
    session_id: str | Secret | None,
    client_app: ClientApp | None,
    oauth: OAuthClient | None,
    token: str | Secret | TokenProvider | None,
    auth: Auth | None,
) -> Auth:
    one_credential(
        client,
        (
            ("api_key", api_key),
            ("session_id", session_id),
            ("client_app", client_app),
            ("oauth", oauth),
            ("token", token),
            ("auth", auth),
        ),
        "give api_key= (the account page shows it), session_id=, client_app=, oauth=, token= or auth=, "
        "or set ESIGNLIVE_API_KEY, ESIGNLIVE_SESSION_ID, ESIGNLIVE_CLIENT_APP_ID or ESIGNLIVE_OAUTH_CLIENT_ID",
    )
    if auth is not None:
        return auth
    if api_key is not None:
        key = Secret(api_key)
        _refuse_scheme(key, "basic ", "api_key: leave out the word Basic; give the key as the account page shows it")
        return StaticHeader("authorization", key, prefix="Basic ", name="api_key", lasting=True)
    if session_id is not None:
        return StaticHeader("cookie", _session(session_id), prefix=_COOKIE, name="session_id")
    if client_app is not None:
        return client_app.auth()
    if oauth is not None:
        return oauth.auth()
    if isinstance(token, str | Secret):
        bearer = Secret(token)
        _refuse_scheme(bearer, "bearer ", "token: leave out the word Bearer; give the token alone")
        return StaticHeader("authorization", bearer, prefix="Bearer ", name="token")
    if not callable(token):
        msg = f"{client}: token= takes text, a Secret or a function, not {type(token).__name__}"
        raise ConfigurationError(msg)
    return RenewableToken(_ProvidedToken(token), per_call=True, name="token")


def _refuse_scheme(secret: Secret, scheme: str, msg: str) -> None:
    if secret.reveal().lower().startswith(scheme):
        raise ConfigurationError(msg)


def _session(session_id: str | Secret) -> Secret:
    secret = Secret(session_id)
    value = secret.reveal()
    if value.startswith(_COOKIE):
        msg = f"session_id: leave out {_COOKIE} and give the value alone"
        raise ConfigurationError(msg)
    if any(c in ' ;,"\\' for c in value):
        msg = "session_id holds a blank, comma, semicolon, quote or backslash, which no cookie value can"
        raise ConfigurationError(msg)
    return secret


class _ProvidedToken:
    """Asks the caller's token provider, as a flow."""

    def __init__(self, provider: TokenProvider) -> None:
        self._provider = provider

    def __call__(self) -> Steps[Token]:
        return call_provider(self._provider, "token")
