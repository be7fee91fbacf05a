"""Tokens and sessions: authentication tokens, their exchange at the host root, OAuth 2.0."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote

from starlette.responses import RedirectResponse, Response

from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call, ErrorResponse, json_response
from esignkit.sandbox.emulators.esignlive.authentication import (
    BEARER_LIFE,
    COOKIE,
    SESSION_LIFE,
    TOKEN_LIFE,
    Token,
    forbidden,
    issue,
    read,
    signer_of,
    user_of,
)
from esignkit.sandbox.emulators.esignlive.behaviour_switches import PROVIDER
from esignkit.sandbox.emulators.esignlive.errors import invalid, not_found, unauthorised
from esignkit.sandbox.emulators.esignlive.package_parts import owner_of
from esignkit.sandbox.emulators.esignlive.packages import open_package
from esignkit.sandbox.emulators.esignlive.response_defaults import as_account
from esignkit.sandbox.emulators.esignlive.users import find_user, users_of
from esignkit.sandbox.json_values import as_object, as_text, objects

if TYPE_CHECKING:
    from esignkit.sandbox.domain.accounts import Account
    from esignkit.sandbox.json_values import JSONObject

ROUTES = Routes()

_EXCHANGED = {
    "authenticationToken": ("userToken", True),
    "senderAuthenticationToken": ("senderToken", True),
    "signerAuthenticationToken": ("signerToken", False),
}
"""Query name of `GET /auth`: the kind of token, and whether every token of the kind is for one use."""


@ROUTES.post("/api/authenticationTokens/user", "authentication_tokens.user")
def user_token(call: Call) -> Response:
    """`POST /authenticationTokens/user`: a token for one use, within 30 minutes."""
    token = Token(call.account.tenant, as_text(user_of(call)["id"]))
    return json_response({"value": issue(call, "userToken", TOKEN_LIFE, token)})


@ROUTES.post("/api/authenticationTokens/sender", "authentication_tokens.sender")
def sender_token(call: Call) -> Response:
    """`POST /authenticationTokens/sender`: a session of the package's owner, for the owner or a manager."""
    body = call.json_object()
    call.params["packageId"] = as_text(body.get("packageId"))
    package = open_package(call)
    caller = user_of(call)
    if caller["id"] != package.owner_id and caller.get("type") != "MANAGER":
        raise forbidden()
    token = Token(call.account.tenant, package.owner_id, package.id)
    return json_response({"packageId": package.id, "value": issue(call, "senderToken", TOKEN_LIFE, token)})


@ROUTES.post("/api/authenticationTokens/signer/multiUse", "authentication_tokens.signer_multi_use")
@ROUTES.post("/api/authenticationTokens/signer/singleUse", "authentication_tokens.signer_single_use")
def signer_token(call: Call) -> Response:
    """`POST /authenticationTokens/signer/…`: a session of a signer, who then needs no SMS or questions."""
    body = call.json_object()
    token = _signer(call, as_text(body.get("packageId")), as_text(body.get("signerId")))
    single_use = call.operation == "authentication_tokens.signer_single_use"
    value = issue(call, "signerTokenOnce" if single_use else "signerToken", TOKEN_LIFE, token)
    return json_response(
        {
            "packageId": token.package,
            "signerId": as_text(body.get("signerId")),
            "sessionFields": body.get("sessionFields"),
            "value": value,
        }
    )


def _signer(call: Call, package_id: str, signer_id: str) -> Token:
    call.params["packageId"] = package_id
    package = open_package(call)
    role = package.role_of_signer(signer_id)
    signers = objects(role.get("signers")) if role else []
    if role is None or not signers:
        raise not_found("signer", signer_id)
    return Token(call.account.tenant, as_text(signers[0]["id"]), package.id, as_text(role["id"]))


@ROUTES.get("/auth", "auth", public=True)
def auth(call: Call) -> Response:
    """`GET {host root}/auth`: exchange a token for a session; with `target`, redirect the browser."""
    token = next((exchanged for name in _EXCHANGED if (exchanged := _exchanged(call, name)) is not None), None)
    if token is None:
        raise unauthorised("invalidToken", "The authentication token is unknown, used or expired.")
    session = issue(call, "session", SESSION_LIFE, token)
    target = call.query("target")
    if target is not None:
        # Only paths of this service: a sandbox is no open redirect.
        response: Response = RedirectResponse(f"/esl/{target.lstrip('/')}", 302)
    else:
        response = json_response({"sessionToken": session})
    response.set_cookie(COOKIE, session, httponly=True)
    return response


def _exchanged(call: Call, name: str) -> Token | None:
    value = call.query(name)
    if value is None:
        return None
    kind, single_use = _EXCHANGED[name]
    token = read(call, kind, value, single_use=single_use)
    if token is None and kind == "signerToken":
        token = read(call, "signerTokenOnce", value, single_use=True)
    return token


@ROUTES.get("/access", "access", public=True)
def access(call: Call) -> Response:
    """`GET {host root}/access?sessionToken=`: a browser opens the signing page of the token's package."""
    value = call.query("sessionToken") or ""
    token = read(call, "signerToken", value) or read(call, "signerTokenOnce", value, single_use=True)
    if token is None:
        raise unauthorised("invalidToken", "The signer's token is unknown, used or expired.")
    page = f"/esl/transaction/{quote(token.package, safe='')}/sign?role={quote(token.role, safe='')}"
    response = RedirectResponse(page, 302)
    response.set_cookie(COOKIE, issue(call, "session", SESSION_LIFE, token), httponly=True)
    return response


@ROUTES.post("/api/sessions", "sessions.create")
def create_session(call: Call) -> Response:
    """`POST /sessions`, the old way to a session; `?package=&signer=` makes it a signer's."""
    token = Token(call.account.tenant, as_text(user_of(call)["id"]))
    package_id, signer_id = call.query("package"), call.query("signer")
    if package_id and signer_id:
        call.operation = "sessions.create_for_signer"
        token = _signer(call, package_id, signer_id)
    return json_response({"sessionToken": issue(call, "session", SESSION_LIFE, token)})


@ROUTES.post("/a/auth", "log_in", public=True)
def log_in(call: Call) -> Response:
    """`POST {host root}/a/auth`: e-mail and password; until a password is set, it is the account's API key."""
    body = call.json_object()
    email, password = as_text(body.get("email")), as_text(body.get("password"))
    for account in call.work.accounts.all():
        for user in users_of(call.work, account):
            record = as_object(call.work.record(PROVIDER, "password", as_text(user["id"])))
            if as_text(user["email"]) == email and password == as_text(record.get("password"), account.esignlive_key):
                token = Token(account.tenant, as_text(user["id"]))
                return json_response({"sessionToken": issue(call, "session", SESSION_LIFE, token)})
    raise unauthorised("invalidCredentials", "The e-mail address or the password is wrong.")


@ROUTES.get("/api/session", "session.get")
def session(call: Call) -> Response:
    """`GET /session`: the caller."""
    signer = signer_of(call)
    user: JSONObject = user_of(call)
    if signer is not None:
        call.params["packageId"] = signer.package
        call.operation = "packages.get"
        package = open_package(call)
        user = objects(package.role_on_the_wire(package.role(signer.role)).get("signers"))[0]
    return json_response(
        {
            "user": {**user, "auth": None},
            "account": as_account(call.account),
            "packages": [signer.package] if signer else [],
            "delegationUser": None,
            "inPerson": False,
            "restricted": signer is not None,
            "certificateSigning": False,
            "loginSessionTimeout": int(SESSION_LIFE.total_seconds()),
        }
    )


def _acting(call: Call, account: Account, email: str) -> str:
    """Return the id of the sender with an e-mail address, or of the owner when none is given."""
    if not email:
        return as_text(owner_of(account)["id"])
    user = find_user(call.work, account, email)
    if user is None:
        raise not_found("user", email)
    return as_text(user["id"])


@ROUTES.post("/apitoken/clientApp/accessToken", "client_app.access_token", public=True)
def access_token(call: Call) -> Response:
    """`POST {host root}/apitoken/clientApp/accessToken`: the tenant's name is the client id, its API key the secret."""
    body = call.json_object()
    kind = as_text(body.get("type"), "OWNER")
    if kind not in {"OWNER", "SENDER"}:
        raise invalid("clientApp.type", "type is OWNER or SENDER.")
    if kind == "SENDER" and not as_text(body.get("email")):
        raise invalid("clientApp.email", "A token of type SENDER needs the sender's email.")
    account = call.work.accounts.find(tenant=as_text(body.get("clientId")), esignlive_key=as_text(body.get("secret")))
    if account is None:
        raise unauthorised("invalidCredentials", "The client id or the secret is wrong.")
    user = _acting(call, account, as_text(body.get("email")) if kind == "SENDER" else "")
    token = issue(call, "bearer", BEARER_LIFE, Token(account.tenant, user))
    expires = call.work.now + BEARER_LIFE
    return json_response({"accessToken": token, "expiresAt": int(expires.timestamp() * 1000)})


@ROUTES.post("/oauth2/token", "oauth2.token", public=True)
def oauth2_token(call: Call) -> Response:
    """`POST {host root}/oauth2/token`: client id and secret are the tenant's name and its API key."""
    form = dict(parse_qsl(call.body.decode("latin-1")))
    if form.get("grant_type") != "client_credentials":
        raise ErrorResponse(json_response({"error": "unsupported_grant_type"}, 400))
    account = _client(call)
    if account is None:
        raise ErrorResponse(json_response({"error": "invalid_client"}, 401))
    user = as_text(owner_of(account)["id"])
    sender = form.get("sender_id", "")
    if sender:
        matching = [user for user in users_of(call.work, account) if sender in (user["id"], user["email"])]
        if not matching:
            raise ErrorResponse(
                json_response({"error": "invalid_request", "error_description": "unknown sender_id"}, 400)
            )
        user = as_text(matching[0]["id"])
    token = issue(call, "oauth2", BEARER_LIFE, Token(account.tenant, user), _jwt(call, account, user))
    seconds = int(BEARER_LIFE.total_seconds())
    scope = form.get("scope", "")
    return json_response({"access_token": token, "token_type": "Bearer", "scope": scope, "expires_in": seconds})


def _client(call: Call) -> Account | None:
    scheme, _, value = call.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return call.work.accounts.find(tenant=name, esignlive_key=secret)


def _jwt(call: Call, account: Account, user: str) -> str:
    """Return a real JWT, signed with the account's key: clients read its `exp`."""
    expires = int((call.work.now + BEARER_LIFE).timestamp())
    claims = {"sub": user, "exp": expires, "jti": call.work.ids.uuid()}
    parts = [_base64(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims)]
    signature = hmac.new(account.esignlive_key.encode(), ".".join(parts).encode(), hashlib.sha256).digest()
    return ".".join([*parts, _base64(signature)])


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
