"""Server, application and credentials: what both clients are set up with."""

from __future__ import annotations

import os
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Literal, TypeAlias, TypedDict

from esignkit.core.auth import Auth, RenewableToken, StaticHeader, Token
from esignkit.core.auth.token import call_provider
from esignkit.core.flow import Steps
from esignkit.core.retry import RetryPolicy
from esignkit.core.settings import Settings, check_base_url, environment_variable, one_credential
from esignkit.errors import ConfigurationError
from esignkit.ignisign.auth import app_credentials
from esignkit.ignisign.enums import ApplicationEnvironment
from esignkit.ignisign.wire import IgnisignProvider
from esignkit.types import Secret

__all__ = ["BASE_URL", "ApiVersion", "TokenProvider", "Variables", "resolve", "variables"]

BASE_URL = "https://api.ignisign.io"
"""The one server, which holds the three environments of every application."""

ApiVersion: TypeAlias = Literal["v3", "v4"]
"""Prefix of every path."""

TokenProvider: TypeAlias = Callable[[], str | Secret | Token | Awaitable[str | Secret | Token]]
"""Gives a bearer token each time it is called; on an async client it may be a coroutine function."""

_KEY = re.compile(r"skv2_([A-Za-z]+)_([^_]+)_")


class Variables(TypedDict):
    """The constructor arguments that the environment variables give."""

    app_id: str | None
    app_env: str | None
    app_secret: Secret | None
    token: Secret | None
    base_url: str | None


def variables(env: Mapping[str, str] | None) -> Variables:
    """Return the constructor arguments that the environment variables give."""
    found = os.environ if env is None else env
    secret, token = (environment_variable(found, "IGNISIGN_" + name) for name in ("APP_SECRET", "TOKEN"))
    return {
        "app_id": environment_variable(found, "IGNISIGN_APP_ID"),
        "app_env": environment_variable(found, "IGNISIGN_APP_ENV"),
        "app_secret": Secret(secret) if secret else None,
        "token": Secret(token) if token else None,
        "base_url": environment_variable(found, "IGNISIGN_BASE_URL"),
    }


def resolve(
    client: str,
    *,
    app_id: str | None,
    app_env: ApplicationEnvironment | str | None,
    app_secret: str | Secret | None,
    token: str | Secret | TokenProvider | None,
    auth: Auth | None,
    base_url: str | None,
    api_version: ApiVersion,
    timeout: float,
    retry: RetryPolicy | None,
) -> Settings:
    """Turn constructor arguments into settings.

    Raises:
        ConfigurationError: The application or its environment is not named, there is no credential or several, or
            one that cannot be right.
    """
    if isinstance(token, str | Secret):
        app_id, app_env = _named_by_key(client, Secret(token), app_id, app_env)
    if not app_id:
        msg = f"{client}: give app_id= (or IGNISIGN_APP_ID), as the Ignisign console shows it: 'appId_…'"
        raise ConfigurationError(msg)
    if api_version not in ("v3", "v4"):
        msg = f"{client}: api_version {api_version!r} is neither 'v3' nor 'v4'"
        raise ConfigurationError(msg)
    environment = _environment(client, app_env)
    credential = _auth(client, app_secret, token, auth)
    return Settings(
        IgnisignProvider(),
        BASE_URL if base_url is None else check_base_url(base_url),
        credential,
        values={"api": api_version, "appId": app_id, "appEnv": environment},
        timeout=timeout,
        retry=retry or RetryPolicy(),
    )


def _environment(client: str, app_env: ApplicationEnvironment | str | None) -> str:
    known = [str(environment) for environment in ApplicationEnvironment]
    if app_env is None or str(app_env) not in known:
        given = "" if app_env is None else f"; there is no {str(app_env)!r}"
        msg = (
            f"{client}: name the application's environment with app_env= (or IGNISIGN_APP_ENV), one of "
            f"{', '.join(map(repr, known))}{given}; there is no default, because the three are kept apart"
        )
        raise ConfigurationError(msg)
    return str(app_env)


def _named_by_key(
    client: str, token: Secret, app_id: str | None, app_env: ApplicationEnvironment | str | None
) -> tuple[str | None, ApplicationEnvironment | str | None]:
    """Take application and environment from a key that names them: `skv2_<environment>_<application>_<rest>`.

    Raises:
        ConfigurationError: The key names others than the caller did.
    """
    found = _KEY.match(token.reveal())
    if found is None:
        return app_id, app_env
    named_env, named_id = found[1].upper(), "appId_" + found[2]
    del found  # it holds the whole key, which no traceback may show
    if (app_id or named_id) != named_id or str(app_env or named_env) != named_env:
        msg = f"{client}: the key is for {named_id} in {named_env}; app_id= and app_env= say otherwise"
        raise ConfigurationError(msg)
    return named_id, named_env


def _auth(
    client: str,
    app_secret: str | Secret | None,
    token: str | Secret | TokenProvider | None,
    auth: Auth | None,
) -> Auth:
    hint = "give app_secret=, token= or auth= (or IGNISIGN_APP_SECRET or IGNISIGN_TOKEN)"
    one_credential(client, [("app_secret", app_secret), ("token", token), ("auth", auth)], hint)
    if auth is not None:
        return auth
    if app_secret is not None:
        secret = Secret(app_secret)
        if secret.reveal().startswith("skv2_"):
            msg = f"{client}: a key that begins with skv2_ is sent as it is: give it as token=, not app_secret="
            raise ConfigurationError(msg)
        if not secret.reveal().strip():
            msg = f"{client}: app_secret is empty"
            raise ConfigurationError(msg)
        return app_credentials(secret)
    if callable(token):
        return RenewableToken(_Provided(token), per_call=True, name="token")
    return StaticHeader("authorization", Secret(token or ""), "Bearer ", "token")


class _Provided:
    """Asks the caller's function for a token."""

    def __init__(self, provider: TokenProvider) -> None:
        self._provider = provider

    def __call__(self) -> Steps[Token]:
        return (yield from call_provider(self._provider, "token"))
