"""Application tokens: a login with the application's secret, and real JWTs (HS256) that expire."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call, json_response
from esignkit.sandbox.emulators.ignisign.behaviour_switches import switches_of
from esignkit.sandbox.emulators.ignisign.errors import ErrorCode, ServiceError
from esignkit.sandbox.json_values import JSON, JSONObject, as_float, as_object, as_text, encodable

if TYPE_CHECKING:
    from starlette.responses import Response

    from esignkit.sandbox.domain.accounts import Account
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork

_KEY = "skv2_"

ENVIRONMENTS = ("DEVELOPMENT", "STAGING", "PRODUCTION")

ROUTES = Routes()


@ROUTES.post("/auth/app-api", "auth.login", public=True)
def login(call: Call) -> Response:
    """Return a token for an application's id, environment and secret."""
    body = call.json_object()
    app_id, app_env, secret = (body.get(name) for name in ("appId", "appEnv", "secret"))
    if not (isinstance(app_id, str) and isinstance(secret, str) and app_env in ENVIRONMENTS):
        raise ServiceError(ErrorCode.LOGIN_INCOMPLETE, "appId, appEnv and secret are needed")
    account = call.work.accounts.find(ignisign_app_id=app_id)
    if account is None:
        raise ServiceError(ErrorCode.APP_NOT_FOUND, "there is no such application")
    if account.ignisign_app_env != app_env:
        raise ServiceError(ErrorCode.APP_ENV_NOT_FOUND, f"the application has no environment {as_text(app_env)}")
    if not hmac.compare_digest(account.ignisign_secret.encode(), encodable(secret).encode()):
        raise ServiceError(ErrorCode.LOGIN_FAILED, "the secret is wrong")
    return json_response({"jwtToken": make_token(call.work, account)})


def make_token(work: UnitOfWork, account: Account) -> str:
    """Return a token of the account; times are whole seconds, as in every JWT."""
    life = timedelta(seconds=switches_of(work, account.tenant).token_life)
    claims: JSONObject = {
        "appId": account.ignisign_app_id,
        "appEnv": account.ignisign_app_env,
        "iat": int(work.now.timestamp()),
        "exp": int((work.now + life).timestamp()),
        "jti": work.ids.uuid(),
    }
    signed = f"{_encode({'alg': 'HS256', 'typ': 'JWT'})}.{_encode(claims)}"
    return f"{signed}.{_signature(work, signed)}"


def account_of(call: Call) -> Account:
    """Return the account whose token the request carries.

    Raises:
        ServiceError: The header is missing or malformed, or the token is outdated or not one of ours.
    """
    token = _token(call)
    if token.startswith(_KEY):
        return _account_of_key(call, token)
    claims = _claims(call.work, token)
    account = call.work.accounts.find(ignisign_app_id=as_text(claims.get("appId")))
    if account is None or account.ignisign_app_env != claims.get("appEnv"):
        raise ServiceError(ErrorCode.TOKEN_INVALID, "the token belongs to no application")
    if as_float(claims.get("exp")) <= call.work.now.timestamp():
        raise ServiceError(ErrorCode.TOKEN_OUTDATED, "the token is outdated: log in again")
    return account


def _token(call: Call) -> str:
    header = call.headers.get("authorization")
    if header is None or not header.strip():
        raise ServiceError(ErrorCode.HEADER_NOT_FOUND, "the Authorization header is missing")
    scheme, _, token = header.strip().partition(" ")
    if scheme.lower() != "bearer":
        raise ServiceError(ErrorCode.HEADER_NOT_BEARER, "the Authorization header must be of the form: Bearer <token>")
    if not token.strip():
        raise ServiceError(ErrorCode.HEADER_NO_TOKEN, "the Authorization header holds no token")
    return token.strip()


def require_right_version(call: Call, version: str) -> None:
    """Refuse an API 4 key in API 3, unless a switch allows it.

    Raises:
        ServiceError: API 3 does not know such keys.
    """
    # A public call has no account: whatever its header holds is its own business.
    is_key = bool(call.tenant) and _token(call).startswith(_KEY)
    if is_key and version == "v3" and not switches_of(call.work, call.tenant).keys_in_version_3:
        raise ServiceError(ErrorCode.TOKEN_INVALID, f"a key that begins with {_KEY} is for API 4")


def _account_of_key(call: Call, key: str) -> Account:
    parts = key.split("_", 3)
    account = call.work.accounts.find(ignisign_app_id=f"appId_{parts[2]}") if len(parts) == 4 else None
    good = account is not None and hmac.compare_digest(account.ignisign_key.encode(), key.encode("utf-8", "replace"))
    if account is None or not good:
        raise ServiceError(ErrorCode.TOKEN_INVALID, "the key belongs to no application")
    return account


def _claims(work: UnitOfWork, token: str) -> JSONObject:
    signed, _, signature = token.rpartition(".")
    if hmac.compare_digest(_signature(work, signed).encode(), signature.encode()):
        return as_object(_decode(signed.partition(".")[2]))
    raise ServiceError(ErrorCode.TOKEN_INVALID, "the token is not one of ours")


def _signature(work: UnitOfWork, signed: str) -> str:
    record = work.record("ignisign", "jwt-key", "jwt-key")
    if record is None:
        record = {"key": work.ids.secret(32)}
        # Of no tenant: the key survives a reset, and tokens stay good.
        work.put_record("ignisign", "jwt-key", "jwt-key", record, "")
    return _base64(hmac.digest(as_text(record["key"]).encode(), signed.encode(), hashlib.sha256))


def _encode(value: JSONObject) -> str:
    return _base64(json.dumps(value, separators=(",", ":")).encode())


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(segment: str) -> JSON:
    return cast("JSON", json.loads(base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))))
