"""Client settings: server, application and credentials."""

from __future__ import annotations

import os
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from esignkit.core.argument_types import checked
from esignkit.core.auth import Auth, RenewableToken, StaticHeader, Token
from esignkit.core.auth.token import call_provider
from esignkit.core.flow import Steps
from esignkit.core.retry import RetryPolicy
from esignkit.core.settings import (
    Settings,
    check_base_url,
    environment_variable,
    one_credential,
    warn_misspelt_variables,
)
from esignkit.core.text import excerpt
from esignkit.errors import ConfigurationError
from esignkit.ignisign.auth import app_credentials
from esignkit.ignisign.enums import ApplicationEnvironment
from esignkit.ignisign.error_responses import IgnisignProvider
from esignkit.types import Secret

if TYPE_CHECKING:
    from typing import TypedDict

    class Variables(TypedDict):
        """The constructor arguments that the environment variables give."""

        app_id: str | None
        app_env: str | None
        app_secret: Secret | None
        token: Secret | None
        base_url: str | None
        api_version: ApiVersion | None


__all__ = ["BASE_URL", "ApiVersion", "TokenProvider", "resolve", "variables"]

BASE_URL = "https://api.ignisign.io"
"""The one server, which holds the three environments of every application."""

ApiVersion: TypeAlias = Literal["v3", "v4"]
"""Prefix of every path."""
_VERSIONS = ("v3", "v4")

TokenProvider: TypeAlias = Callable[[], str | Secret | Token | Awaitable[str | Secret | Token]]
"""Gives a bearer token each time it is called; on an async client it may be a coroutine function."""

_VARIABLES = ("APP_ID", "APP_ENV", "APP_SECRET", "TOKEN", "BASE_URL", "API_VERSION")
_KEY = "skv2_"
_KEY_NAMES = re.compile(_KEY + r"([A-Za-z]+)_([^_]+)_.")


def variables(env: Mapping[str, str] | None) -> Variables:
    """Return the constructor arguments that the environment variables give."""
    environ = os.environ if env is None else env
    warn_misspelt_variables(environ, "IGNISIGN_", _VARIABLES)
    secret, token = (environment_variable(environ, "IGNISIGN_" + name) for name in ("APP_SECRET", "TOKEN"))
    return {
        "app_id": environment_variable(environ, "IGNISIGN_APP_ID"),
        "app_env": environment_variable(environ, "IGNISIGN_APP_ENV"),
        "app_secret": Secret(secret) if secret else None,
        "token": Secret(token) if token else None,
        "base_url": environment_variable(environ, "IGNISIGN_BASE_URL"),
        # what is no version is refused with the rest, by `resolve`
        "api_version": cast("ApiVersion | None", environment_variable(environ, "IGNISIGN_API_VERSION")),
    }


@checked
def resolve(
    client: str,
    *,
    app_id: str | None,
    app_env: ApplicationEnvironment | str | None,
    app_secret: str | Secret | None,
    token: str | Secret | Token | TokenProvider | None,
    auth: Auth | None,
    base_url: str | None,
    api_version: ApiVersion | str | None,
    timeout: float,
    retry: RetryPolicy | None,
) -> Settings:
    """Turn constructor arguments into settings.

    Raises:
        ConfigurationError: The application or its environment is not named, there is no credential or several, or
            one that cannot be right.
    """
    token_source = Token(Secret(token)) if isinstance(token, str | Secret) else token
    known_token = token_source.value if isinstance(token_source, Token) else None
    if known_token is not None:
        app_id, app_env = _named_by_key(client, known_token, app_id, app_env)
    if app_secret is not None and auth is None and _is_key(Secret(app_secret)):
        msg = f"{client}: a key that begins with {_KEY} is sent as it is: give it as token=, not app_secret="
        raise ConfigurationError(msg)
    if not app_id:
        msg = f"{client}: give app_id= (or IGNISIGN_APP_ID), as the Ignisign console shows it: 'appId_…'"
        raise ConfigurationError(msg)
    url, in_url = _without_version(BASE_URL if base_url is None else check_base_url(base_url))
    api = _version(client, api_version, in_url, has_key=known_token is not None and _is_key(known_token))
    environment = _environment(client, app_env)
    credential = _auth(client, app_secret, token_source, auth, api)
    return Settings(
        IgnisignProvider(),
        url,
        credential,
        values={"api": api, "appId": app_id, "appEnv": environment},
        timeout=timeout,
        retry=retry or RetryPolicy(),
    )


def _is_key(token: Secret) -> bool:
    """Whether it is a key that is sent as it is, without a login; the vendor's clients do so in version 4 alone."""
    return token.reveal().startswith(_KEY)


_KEY_NEEDS_4 = f"a key that begins with {_KEY} is for version 4 of the API; "


def _without_version(url: str) -> tuple[str, str | None]:
    """Take a version off the end of a base URL: every path begins with one."""
    base, _, version = url.rpartition("/")
    return (base, version) if version in _VERSIONS and not base.endswith("/") else (url, None)


def _version(client: str, api_version: str | None, in_url: str | None, *, has_key: bool) -> str:
    """Return the version that argument, base URL and key agree on.

    Raises:
        ConfigurationError: There is no such version, or they contradict each other.
    """
    requested = None if api_version is None else str(api_version).lower()
    if requested not in (None, *_VERSIONS):
        msg = f"{client}: api_version {excerpt(str(api_version))} is neither 'v3' nor 'v4'"
        raise ConfigurationError(msg)
    if requested and in_url and requested != in_url:
        msg = f"{client}: base_url ends in /{in_url} and api_version is {requested!r}; leave one of the two out"
        raise ConfigurationError(msg)
    version = requested or in_url
    if has_key and version == "v3":
        msg = f"{client}: {_KEY_NEEDS_4}leave version 3 out of api_version= (or IGNISIGN_API_VERSION) and base_url="
        raise ConfigurationError(msg)
    return version or ("v4" if has_key else "v3")


def _environment(client: str, app_env: ApplicationEnvironment | str | None) -> str:
    names = [str(environment) for environment in ApplicationEnvironment]
    if app_env is None or str(app_env) not in names:
        wrong = "" if app_env is None else f"; there is no {excerpt(str(app_env))}"
        msg = (
            f"{client}: name the application's environment with app_env= (or IGNISIGN_APP_ENV), one of "
            f"{', '.join(map(repr, names))}{wrong}; there is no default, because the three are kept apart"
        )
        raise ConfigurationError(msg)
    return str(app_env)


def _named_by_key(
    client: str, token: Secret, app_id: str | None, app_env: ApplicationEnvironment | str | None
) -> tuple[str | None, ApplicationEnvironment | str | None]:
    """Take application and environment from a key that names them: `skv2_<environment>_<application>_<rest>`.

    Raises:
        ConfigurationError: The key names others than the caller did, or nobody names them.
    """
    match = _KEY_NAMES.match(token.reveal())
    if match is None:
        if _is_key(token) and (not app_id or app_env is None):
            msg = (
                f"{client}: the key given as token= does not name its application and environment, so it is not whole: "
                f"{_KEY}<environment>_<application>_…; copy all of it, or give app_id= and app_env= if it is"
            )
            raise ConfigurationError(msg)
        return app_id, app_env
    named_env, named_id = match[1].upper(), "appId_" + match[2]
    del match  # it holds the whole key, which no traceback may show
    if (app_id or named_id) != named_id or str(app_env or named_env) != named_env:
        msg = f"{client}: the key is for {named_id} in {named_env}; app_id= and app_env= say otherwise"
        raise ConfigurationError(msg)
    return named_id, named_env


def _auth(
    client: str,
    app_secret: str | Secret | None,
    token: Token | TokenProvider | None,
    auth: Auth | None,
    api: str,
) -> Auth:
    hint = "give app_secret=, token= or auth= (or IGNISIGN_APP_SECRET or IGNISIGN_TOKEN)"
    # A token beside the secret that gets new ones is no second way to sign in; a function that gives tokens is.
    cached = token if app_secret is not None and isinstance(token, Token) else None
    if app_secret is not None and callable(token):
        msg = (
            f"{client}: app_secret and token were given, and both get new tokens: leave one out; beside app_secret= "
            "goes only a token that you have already, as text or a Token"
        )
        raise ConfigurationError(msg)
    one_credential(client, [("app_secret", app_secret), ("token", None if cached else token), ("auth", auth)], hint)
    if auth is not None:
        return auth
    if app_secret is not None:
        secret = Secret(app_secret)
        if not secret.reveal().strip():
            msg = f"{client}: app_secret is empty"
            raise ConfigurationError(msg)
        if cached is not None and _is_key(cached.value):
            msg = f"{client}: a key that begins with {_KEY} never has to be renewed: leave app_secret= out"
            raise ConfigurationError(msg)
        return app_credentials(secret, cached)
    if callable(token):
        return RenewableToken(_Provided(client, token, api), per_call=True, name="token")
    return StaticHeader("authorization", token.value if token else Secret(""), "Bearer ", "token")


class _Provided:
    """Asks the caller's function for a token."""

    def __init__(self, client: str, provider: TokenProvider, api: str) -> None:
        self._client = client
        self._provider = provider
        self._api = api

    def __call__(self) -> Steps[Token]:
        token = yield from call_provider(self._provider, "token")
        if self._api == "v3" and _is_key(token.value):
            msg = f"{self._client}: {_KEY_NEEDS_4}make the client with api_version='v4'"
            raise ConfigurationError(msg)
        return token
