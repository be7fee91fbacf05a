"""Authentication with an application's key: one call returns a JWT, which is renewed before it expires."""

from __future__ import annotations

import base64
import json
import time

from esignkit.core.auth.base import NotPicklable, header_value
from esignkit.core.auth.token import RenewableToken, Token
from esignkit.core.flow import Call, Response, Steps
from esignkit.core.http_dates import parse_http_date
from esignkit.core.operation import FromClient, Json
from esignkit.core.response_readers import key
from esignkit.core.value_objects import Shown, define
from esignkit.ignisign.operation import Operation
from esignkit.types import JSONObject, Secret

__all__ = ["app_credentials", "login", "read_login"]


def _claims(jwt: str) -> JSONObject:
    """Read a JWT's payload; its signature is the server's business. Empty when there is nothing to read."""
    parts = jwt.split(".")
    if len(parts) != 3:
        return {}
    try:
        claims: object = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except ValueError:
        return {}
    return claims if isinstance(claims, dict) else {}  # pyright: ignore[reportUnknownVariableType]  # JSON text gives JSON


def _seconds(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _server_time(response: Response) -> float | None:
    moment = parse_http_date(response.headers.get("date"))
    return None if moment is None else moment.timestamp()


def read_login(response: Response) -> Token:
    """Read the token and for how long it is good.

    The lifetime is told by the server's own clock: `exp` less `iat`, or less the `Date` header. A token that does
    not say it is used until it is refused.
    """
    jwt = key("jwtToken")(response)
    claims = _claims(jwt)
    end, start = _seconds(claims.get("exp")), _seconds(claims.get("iat"))
    if start is None:
        start = _server_time(response)
    lifetime = None if end is None or start is None or end <= start else end - start
    return Token(Secret(jwt), lifetime)


def login(secret: Secret) -> Operation[Token]:
    """Say the call that exchanges an application's key for a token.

    Args:
        secret: The application's key; an operation that holds it is not pickled.

    HTTP: `POST /v3/auth/app-api`
    Source: Ignisign's API documentation 3.0.0, *api-auth-post*.
    """
    body = {"appId": FromClient("appId"), "appEnv": FromClient("appEnv"), "secret": secret}
    return Operation("auth.login", "POST", "/{api}/auth/app-api", read_login, body=Json(body), authenticated=False)


@define(eq=False, repr=False)
class _Login(Shown, NotPicklable):
    """Makes the login call anew each time a token is needed; a token that was handed over is taken first, once."""

    secret: Secret
    cached: Secret | None = None
    expires_at: float | None = None
    """End of that token, in seconds since 1970; None when nobody knows."""

    def __call__(self) -> Steps[Token]:
        # One caller at a time gets here: the lock of RenewableToken is held.
        cached, self.cached = self.cached, None
        if cached is not None:
            lifetime = None if self.expires_at is None else self.expires_at - (yield Call(time.time))
            if lifetime is None or lifetime > 0:
                return Token(cached, lifetime)
        return (yield from login(self.secret))


def app_credentials(secret: Secret, cached: Token | None = None) -> RenewableToken:
    """Return the auth strategy of an application's key: fetched when needed, renewed early, by one caller at a time.

    Args:
        secret: The application's key.
        cached: A token that it was exchanged for before; it is used until its end or until it is refused. When its
            lifetime is not given, a JWT tells its end itself.

    Raises:
        ConfigurationError: That token cannot be sent in a header.
    """
    name = "the application's token"
    if cached is None:
        return RenewableToken(_Login(secret), name=name)
    header_value("token", cached.value.reveal())
    expires_at = _seconds(_claims(cached.value.reveal()).get("exp"))
    if cached.lifetime is not None:
        expires_at = time.time() + cached.lifetime
    return RenewableToken(_Login(secret, cached.value, expires_at), name=name)
