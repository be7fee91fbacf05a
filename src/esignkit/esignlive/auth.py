"""Credentials that are exchanged for short-lived tokens."""

from __future__ import annotations

import base64
from typing import Literal

from attrs import field, frozen

from esignkit.core.auth import RenewableToken, Token
from esignkit.core.auth.base import NotPicklable
from esignkit.core.deserialization import read_datetime
from esignkit.core.flow import Response, Steps
from esignkit.core.http_dates import parse_http_date
from esignkit.core.operation import Form, Json, Repeat
from esignkit.core.response_readers import as_object, parsed
from esignkit.core.settings import check_base_url
from esignkit.core.suggestions import with_suggestions
from esignkit.errors import ConfigurationError, DecodeError
from esignkit.esignlive.operation import Operation
from esignkit.types import JSON, Secret

__all__ = ["ClientApp", "OAuthClient"]


def _filled(value: str, name: str) -> str:
    if not value:
        msg = f"{name} is empty"
        raise ConfigurationError(msg)
    return value


@with_suggestions
@frozen(kw_only=True, eq=False)
class ClientApp(NotPicklable):
    """A client app of the account, exchanged for API tokens that live some minutes."""

    client_id: str
    """Id of the app."""
    secret: Secret = field(converter=Secret)
    """Secret of the app; never shown."""
    email: str | None = None
    """E-mail address of a sender to act as; without it, the tokens are the account owner's."""

    def auth(self) -> RenewableToken:
        """Return the way of signing in: tokens are fetched when needed and renewed before they end."""
        _filled(self.client_id, "client_app: client_id")
        _filled(self.secret.reveal(), "client_app: secret")
        return RenewableToken(self._fetch, name="the API token", account=Secret(f"{self.client_id} {self.email}"))

    def _fetch(self) -> Steps[Token]:
        kind: Literal["OWNER", "SENDER"] = "OWNER" if self.email is None else "SENDER"
        body: dict[str, object] = {"clientId": self.client_id, "secret": self.secret, "type": kind}
        if self.email is not None:
            body["email"] = self.email
        return (
            yield from Operation(
                "api_tokens.create",
                "POST",
                "/apitoken/clientApp/accessToken",
                _api_token,
                body=Json(body),
                repeat=Repeat.READ,  # each try makes a fresh token
                authenticated=False,
                at_root=True,
            )
        )


@with_suggestions
@frozen(kw_only=True, eq=False)
class OAuthClient(NotPicklable):
    """An OAuth 2.0 client, exchanged for tokens that live five minutes."""

    client_id: str
    """Id of the client."""
    client_secret: Secret = field(converter=Secret)
    """Secret of the client; never shown."""
    sender_id: str | None = None
    """Id of a sender to act as."""
    delegator_id: str | None = None
    """Id of a user to act for."""
    scope: str | None = None
    """Scopes to ask for, separated by blanks."""
    token_url: str | None = None
    """Address of the token endpoint, for an account with an authorization server of its own."""

    def auth(self) -> RenewableToken:
        """Return the way of signing in: tokens are fetched when needed and renewed before they end."""
        _filled(self.client_id, "oauth: client_id")
        _filled(self.client_secret.reveal(), "oauth: client_secret")
        if ":" in self.client_id:
            msg = "oauth: client_id holds a colon, which cannot be sent"
            raise ConfigurationError(msg)
        if self.token_url is not None:
            check_base_url(self.token_url, name="oauth: token_url")
        account = Secret(f"{self.client_id} {self.sender_id} {self.delegator_id}")
        return RenewableToken(self._fetch, name="the OAuth token", account=account)

    def _fetch(self) -> Steps[Token]:
        values: dict[str, str | Secret] = {"grant_type": "client_credentials"}
        for name in ("sender_id", "delegator_id", "scope"):
            parameter: str | None = getattr(self, name)
            if parameter is not None:
                values[name] = parameter
        credentials = f"{self.client_id}:{self.client_secret.reveal()}".encode()
        token_url = None if self.token_url is None else check_base_url(self.token_url)
        return (
            yield from Operation(
                "oauth_tokens.create",
                "POST",
                "/oauth2/token" if token_url is None else "",
                _oauth_token,
                {"client_secret": self.client_secret},  # in no path: said so that an error that echoes it is redacted
                body=Form(values),
                headers={"authorization": Secret("Basic " + base64.b64encode(credentials).decode("ascii"))},
                repeat=Repeat.READ,  # each try makes a fresh token
                authenticated=False,
                at_root=True if token_url is None else token_url,
            )
        )


def _text(value: JSON, name: str) -> str:
    if isinstance(value, str) and value:
        return value
    msg = f"the response has no {name}"
    raise DecodeError(msg)


def _api_token(response: Response) -> Token:
    """Read `{"accessToken", "expiresAt"}`.

    When it ends is a moment of the server's clock, so its life is counted from the moment the server says it is. A
    response without a date gives a token that is used until it is refused.
    """
    members = as_object(parsed(response))
    token = _text(members.get("accessToken"), "accessToken")
    expires_at = members.get("expiresAt")
    date = parse_http_date(response.headers.get("date"))
    if expires_at is None or date is None:
        return Token(Secret(token))
    try:
        lifetime = (read_datetime(expires_at) - date).total_seconds()
    except (TypeError, ValueError, OverflowError):
        return Token(Secret(token))
    return Token(Secret(token), max(lifetime, 0.0))


def _oauth_token(response: Response) -> Token:
    """Read `{"access_token", "token_type", "expires_in"}`; the life is in seconds."""
    members = as_object(parsed(response))
    token = _text(members.get("access_token"), "access_token")
    lifetime = members.get("expires_in")
    if isinstance(lifetime, str) and lifetime.isascii() and lifetime.isdigit():
        lifetime = int(lifetime)
    if isinstance(lifetime, bool) or not isinstance(lifetime, int | float):
        return Token(Secret(token))
    return Token(Secret(token), float(lifetime))
