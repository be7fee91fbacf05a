"""Client settings: servers and credentials."""

from __future__ import annotations

import os
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from esignkit.constellation1.auth import EncryptedToken
from esignkit.constellation1.enums import AuthenticationMethod
from esignkit.constellation1.error_responses import Constellation1Provider
from esignkit.constellation1.wire_format import (
    RETURN_URL_NAME,
    DatesForm,
    FileBytesForm,
    MergeFieldsForm,
    ReturnUrlName,
    wire_format,
)
from esignkit.core.argument_types import checked
from esignkit.core.auth import Auth, NoCredential, RenewableToken, StaticHeader, Token
from esignkit.core.auth.base import header_value
from esignkit.core.auth.token import call_provider
from esignkit.core.flow import Steps
from esignkit.core.retry import RetryPolicy
from esignkit.core.settings import (
    Settings,
    choose_base_url,
    environment_variable,
    one_credential,
    warn_misspelt_variables,
)
from esignkit.errors import ConfigurationError
from esignkit.types import Secret

if TYPE_CHECKING:
    from typing import TypedDict

    class Variables(TypedDict):
        """The constructor arguments that environment variables give."""

        api_key: Secret | None
        salt: Secret | None
        token: Secret | None
        username: str | None
        environment: str | None
        base_url: str | None
        file_bytes: FileBytesForm
        merge_fields: MergeFieldsForm
        dates: DatesForm
        return_url_name: ReturnUrlName


__all__ = ["ENVIRONMENTS", "Environment", "TokenProvider", "resolve", "variables"]

Environment: TypeAlias = Literal["production", "stage"]
"""Names of the service's servers."""

TokenProvider: TypeAlias = Callable[[], str | Secret | Token | Awaitable[str | Secret | Token]]
"""Gives an encrypted token each time it is called; on an async client it may be a coroutine function."""

ENVIRONMENTS: Mapping[str, str] = {
    "production": "https://api.esignonline.net/rest",
    "stage": "https://api.stage.esignonline.net/rest",
}
"""Base URLs by name."""

_VARIABLES = (
    *("API_KEY", "SALT", "TOKEN", "USERNAME", "ENVIRONMENT", "BASE_URL"),
    *("FILE_BYTES", "MERGE_FIELDS", "DATES", "RETURN_URL_NAME"),
)
_SCHEME = re.compile(r"(bearer|basic)(\s|$)", re.IGNORECASE)
_REST = re.compile(r"(/rest)*(/v\d+)?$", re.IGNORECASE)


def variables(env: Mapping[str, str] | None) -> Variables:
    """Return the constructor arguments that the environment variables give."""
    environ = os.environ if env is None else env
    warn_misspelt_variables(environ, "CONSTELLATION1_", _VARIABLES)

    def text(name: str) -> str | None:
        return environment_variable(environ, f"CONSTELLATION1_{name}")

    def secret(name: str) -> Secret | None:
        value = text(name)
        return None if value is None else Secret(value)

    return {
        "api_key": secret("API_KEY"),
        "salt": secret("SALT"),
        "token": secret("TOKEN"),
        "username": text("USERNAME"),
        "environment": text("ENVIRONMENT"),
        "base_url": text("BASE_URL"),
        "file_bytes": cast("FileBytesForm", text("FILE_BYTES") or "integers"),
        "merge_fields": cast("MergeFieldsForm", text("MERGE_FIELDS") or "object"),
        "dates": cast("DatesForm", text("DATES") or "dotnet"),
        "return_url_name": cast("ReturnUrlName", text("RETURN_URL_NAME") or "returnUrl"),
    }


def from_environment(client: str, env: Mapping[str, str] | None) -> Variables:
    """Return the constructor arguments that the environment variables give, a credential among them.

    Raises:
        ConfigurationError: There is no credential: here that is a variable that was forgotten.
    """
    arguments = variables(env)
    if arguments["api_key"] is None and arguments["token"] is None:
        raise ConfigurationError(_no_credential(client))
    return arguments


@checked
def resolve(
    client: str,
    *,
    api_key: str | Secret | None,
    salt: str | Secret | None,
    token: str | Secret | TokenProvider | None,
    auth: Auth | None,
    username: str | None,
    environment: str | None,
    base_url: str | None,
    file_bytes: FileBytesForm,
    merge_fields: MergeFieldsForm,
    dates: DatesForm,
    auth_method_numbers: Mapping[str, int] | None,
    token_life: float,
    keep_encrypted_key: bool,
    timeout: float,
    retry: RetryPolicy | None,
    return_url_name: ReturnUrlName = "returnUrl",
) -> Settings:
    """Turn constructor arguments into settings.

    Raises:
        ConfigurationError: No server or several, several credentials, or a choice that does not exist.
    """
    _one_of(client, "file_bytes", file_bytes, ("integers", "base64"))
    _one_of(client, "merge_fields", merge_fields, ("object", "array"))
    _one_of(client, "dates", dates, ("dotnet", "iso"))
    _one_of(client, "return_url_name", return_url_name, ("returnUrl", "returnURL"))
    _check_numbers(client, auth_method_numbers or {})
    if username is not None and not username.strip():
        msg = f"{client}: username is empty; give the owner's e-mail address, or leave it out"
        raise ConfigurationError(msg)
    if not token_life >= 0:
        msg = f"{client}: token_life is in seconds, 0 or more, not {token_life!r}"
        raise ConfigurationError(msg)
    base, root = _server(client, environment, base_url)
    numbers = None
    if auth_method_numbers is not None:
        numbers = {AuthenticationMethod(name).value: number for name, number in auth_method_numbers.items()}
    return Settings(
        Constellation1Provider(
            format=wire_format(file_bytes, merge_fields, numbers, dates), auth_method_numbers=numbers or {}
        ),
        base,
        _auth(client, api_key, salt, token, auth, token_life, keep_encrypted_key),
        root_url=root,
        values={"username": username, RETURN_URL_NAME: return_url_name},
        timeout=timeout,
        retry=retry or RetryPolicy(),
    )


def _one_of(client: str, name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        msg = f"{client}: {name} is {' or '.join(map(repr, choices))}, not {value!r}"
        raise ConfigurationError(msg)


def _check_numbers(client: str, numbers: Mapping[str, object]) -> None:
    names: dict[int, str] = {}
    for name, number in numbers.items():
        if not isinstance(number, int) or isinstance(number, bool):
            msg = f"{client}: auth_method_numbers: {name!r} stands for {number!r}, which is no whole number"
            raise ConfigurationError(msg)
        if names.setdefault(number, name) != name:
            msg = f"{client}: auth_method_numbers: {number} stands for {names[number]!r} and {name!r}; give it to one"
            raise ConfigurationError(msg)


def _server(client: str, environment: str | None, base_url: str | None) -> tuple[str, str]:
    """Return the base URL, which ends in `/rest`, and what stands before that."""
    url = choose_base_url(client, ENVIRONMENTS, environment, base_url, "CONSTELLATION1")
    root = _REST.sub("", url, count=1)
    return f"{root}/rest", root


def _auth(
    client: str,
    api_key: str | Secret | None,
    salt: str | Secret | None,
    token: str | Secret | TokenProvider | None,
    auth: Auth | None,
    token_life: float,
    keep_encrypted_key: bool,
) -> Auth:
    credentials = (("api_key", api_key), ("token", token), ("auth", auth))
    has_none = all(value is None for _, value in credentials)
    if not has_none:
        one_credential(client, credentials, "")
    if (salt is None) != (api_key is None):
        msg = f"{client}: api_key= and salt= go together: the key is encrypted with the salt"
        raise ConfigurationError(msg)
    if has_none:  # `client.tokens` needs no credential: its calls are how one comes by a token
        return NoCredential(_no_credential(client))
    if auth is not None:
        return auth
    if api_key is not None and salt is not None:
        key, salt_secret = Secret(api_key), Secret(salt)
        header_value("api_key", key.reveal())
        header_value("salt", salt_secret.reveal())
        fetch = EncryptedToken(key, salt_secret, token_life, keep_cipher=keep_encrypted_key)
        return RenewableToken(
            fetch, prefix="", per_call=token_life == 0, name="the encrypted token", account=Secret(api_key)
        )
    if isinstance(token, str | Secret):
        if _SCHEME.match(Secret(token).reveal()):
            msg = f"{client}: token= is sent as it is: give the token alone, without the word Bearer or Basic before it"
            raise ConfigurationError(msg)
        return StaticHeader("authorization", Secret(token), name="token")
    if not callable(token):
        msg = f"{client}: token= takes text, a Secret or a function, not {type(token).__name__}"
        raise ConfigurationError(msg)
    return RenewableToken(_Asked(token), prefix="", per_call=True, name="token")


def _no_credential(client: str) -> str:
    return (
        f"{client}: no credentials; give api_key= and salt=, token= or auth=, or set CONSTELLATION1_API_KEY and "
        "CONSTELLATION1_SALT, or CONSTELLATION1_TOKEN"
    )


class _Asked:
    """Asks the caller's token provider, as a flow."""

    def __init__(self, provider: TokenProvider) -> None:
        self._provider = provider

    def __call__(self) -> Steps[Token]:
        return call_provider(self._provider, "token")
