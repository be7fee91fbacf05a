"""Credentials: API key, client-app token, session cookie; and how sessions come about."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from starlette.responses import Response

from esignkit.sandbox.shells.base import Call, Routes, json_answer
from esignkit.sandbox.shells.esignlive.package import owner_of
from esignkit.sandbox.shells.esignlive.refusals import refusal, unauthorised
from esignkit.sandbox.wire import as_text

if TYPE_CHECKING:
    from esignkit.sandbox.domain.accounts import Account

ROUTES = Routes()

COOKIE = "ESIGNLIVE_SESSION_ID"

_SESSION_LIFE = timedelta(minutes=30)
_SINGLE_USE_LIFE = timedelta(minutes=30)
_BEARER_LIFE = timedelta(minutes=5)


def authenticate(call: Call) -> Account:
    """Return the account behind the Authorization header or the session cookie.

    Raises:
        Refusal: They are missing, wrong or expired.
    """
    header = call.headers.get("authorization")
    if header is not None:
        scheme, _, value = header.partition(" ")
        if scheme.lower() == "basic":
            # The key is base64 already and is compared as it stands: encoding it again makes a wrong key.
            return _known(call.work.accounts.find(esignlive_key=value))
        if scheme.lower() == "bearer":
            return _known(_account_of(call, "bearer", value))
        raise unauthorised("invalidCredentials", "The Authorization header is neither Basic nor Bearer.")
    for pair in call.headers.get("cookie", "").split(";"):
        name, _, value = pair.strip().partition("=")
        if name == COOKIE:
            account = _account_of(call, "session", value)
            if account is None:
                raise unauthorised("sessionExpired", "The session has expired.")
            return account
    raise unauthorised("noCredentials", "Either a Cookie header or an Authorization header is required.")


def _known(account: Account | None) -> Account:
    if account is None:
        raise unauthorised("invalidCredentials", "The credentials are not valid.")
    return account


def _issue(call: Call, kind: str, life: timedelta, account: Account) -> str:
    token = call.work.ids.secret(18).replace("+", "-").replace("/", "_")
    body = {"tenant": account.tenant, "expires": (call.work.now + life).isoformat()}
    call.work.put_record(call.provider, kind, token, body, account.tenant)
    return token


def _account_of(call: Call, kind: str, token: str) -> Account | None:
    kept = call.work.record("esignlive", kind, token)
    if kept is None or datetime.fromisoformat(as_text(kept["expires"])) <= call.work.now:
        return None
    return call.work.accounts.get(as_text(kept["tenant"]))


@ROUTES.post("/api/authenticationTokens/user", "authentication_tokens.user")
def user_token(call: Call) -> Response:
    """`POST /authenticationTokens/user`: a token for one use, within 30 minutes."""
    return json_answer({"value": _issue(call, "userToken", _SINGLE_USE_LIFE, call.account)})


@ROUTES.get("/auth", "auth", public=True)
def auth(call: Call) -> Response:
    """`GET {host root}/auth?authenticationToken=`: a user token becomes a session."""
    token = call.query("authenticationToken") or ""
    account = _account_of(call, "userToken", token)
    call.work.delete_record(call.provider, "userToken", token)
    if account is None:
        raise unauthorised("invalidToken", "The authentication token is unknown, used or expired.")
    session = _issue(call, "session", _SESSION_LIFE, account)
    answer = json_answer({"sessionToken": session})
    answer.set_cookie(COOKIE, session, httponly=True)
    return answer


@ROUTES.post("/api/sessions", "sessions.create")
def create_session(call: Call) -> Response:
    """`POST /sessions`: the old way to a session."""
    return json_answer({"sessionToken": _issue(call, "session", _SESSION_LIFE, call.account)})


@ROUTES.get("/api/session", "session.get")
def session(call: Call) -> Response:
    """`GET /session`: who the caller is."""
    return json_answer(
        {
            "user": owner_of(call.account),
            "account": {"id": call.account.tenant, "name": call.account.name, "company": {"name": "Sandbox"}},
            "packages": [],
            "inPerson": False,
            "restricted": False,
            "certificateSigning": False,
            "loginSessionTimeout": int(_SESSION_LIFE.total_seconds()),
        }
    )


@ROUTES.post("/apitoken/clientApp/accessToken", "client_app.access_token", public=True)
def access_token(call: Call) -> Response:
    """`POST {host root}/apitoken/clientApp/accessToken`: the tenant's name is the client id, its API key the secret."""
    body = call.json_object()
    if as_text(body.get("type"), "OWNER") not in {"OWNER", "SENDER"}:
        raise refusal(400, "validation.clientApp.type", "type is OWNER or SENDER.")
    account = call.work.accounts.find(tenant=as_text(body.get("clientId")), esignlive_key=as_text(body.get("secret")))
    token = _issue(call, "bearer", _BEARER_LIFE, _known(account))
    expires = call.work.now + _BEARER_LIFE
    return json_answer({"accessToken": token, "expiresAt": int(expires.timestamp() * 1000)})
