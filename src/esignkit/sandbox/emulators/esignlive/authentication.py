"""Credentials: API key, bearer tokens and session cookie, and the account and user of each."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from attrs import frozen

from esignkit.sandbox.emulators.esignlive.behaviour_switches import PROVIDER, switch
from esignkit.sandbox.emulators.esignlive.errors import error_response, unauthorised
from esignkit.sandbox.emulators.esignlive.package_parts import owner_of
from esignkit.sandbox.json_values import as_text

if TYPE_CHECKING:
    from esignkit.sandbox.domain.accounts import Account
    from esignkit.sandbox.emulators.call import Call
    from esignkit.sandbox.json_values import JSONObject

COOKIE = "ESIGNLIVE_SESSION_ID"

SESSION_LIFE = timedelta(minutes=30)
TOKEN_LIFE = timedelta(minutes=30)
BEARER_LIFE = timedelta(minutes=5)

SIGNER_CALLS = {
    "session.get",
    "signing_page",
    "packages.get",
    "packages.signing_status",
    "packages.field_summary",
    "packages.referenced_conditions",
    "packages.thank_you_dialog",
    "packages.support_information",
    "documents.get",
    "documents.pdf",
    "documents.original",
    "documents.page",
    "documents.zip",
    "documents.sign",
    "documents.sign_all",
    "approvals.get",
    "approvals.of_signer",
    "approvals.signable",
    "fields.get",
    "attachments.upload",
    "attachments.get",
    "attachments.get_file",
    "attachments.delete_file",
    "attachments.exists",
    "attachments.file_exists",
    "sms.resend",
}
"""The calls of a signer's session, which are allowed in the signer's own package only."""

_DOWNLOADS = {"documents.pdf", "documents.original", "documents.zip"}


@frozen
class Token:
    """The content of a token or session."""

    tenant: str
    user: str = ""
    """Id of the user; empty for the owner of the account."""
    package: str = ""
    role: str = ""
    """The role, for a session of a signer."""


def issue(call: Call, kind: str, life: timedelta, token: Token, value: str = "") -> str:
    """Store a token of a kind and return its value."""
    value = value or call.work.ids.secret(18).replace("+", "-").replace("/", "_")
    body: JSONObject = {
        "tenant": token.tenant,
        "user": token.user,
        "package": token.package,
        "role": token.role,
        "expires": (call.work.now + life).isoformat(),
    }
    call.work.put_record(PROVIDER, kind, value, body, token.tenant)
    return value


def read(call: Call, kind: str, value: str, *, single_use: bool = False) -> Token | None:
    """Return the content of a token; None when it is unknown, used or expired.

    Args:
        call: The call in hand.
        kind: The kind of record that it is stored under.
        value: The token.
        single_use: Whether this uses it up.
    """
    record = call.work.record(PROVIDER, kind, value)
    if record is None or datetime.fromisoformat(as_text(record["expires"])) <= call.work.now:
        return None
    if single_use:
        call.work.delete_record(PROVIDER, kind, value)
    members = (as_text(record.get(name)) for name in ("tenant", "user", "package", "role"))
    return Token(*members)


def authenticate(call: Call) -> Account:
    """Return the account of the Authorization header or the session cookie.

    Raises:
        ErrorResponse: They are missing, wrong, expired, or not good for this call.
    """
    token = _token(call)
    account = call.work.accounts.get(token.tenant)
    if account is None:
        raise unauthorised("invalidCredentials", "The credentials are not valid.")
    if token.role:
        # Signers may be kept from downloading before the package is complete; that is checked with the package.
        is_own_package = call.params.get("packageId", token.package) == token.package
        if call.operation not in SIGNER_CALLS or not is_own_package:
            raise forbidden()
    return account


def forbidden() -> Exception:
    """Return the error for a call that the caller may not make."""
    return error_response(403, "forbidden.noPermission", "The caller has no permission for this.")


def is_download(operation: str) -> bool:
    """Return whether an operation downloads documents."""
    return operation in _DOWNLOADS


def signer_of(call: Call) -> Token | None:
    """Return whose session the call carries, if it is a signer's."""
    token = _token(call)
    return token if token.role else None


def user_of(call: Call) -> JSONObject:
    """Return the user of the call: the account's owner, or the sender of a token."""
    return dict(call.once("esignlive.user", lambda: _read_user(call)))


def cookie_of(call: Call) -> str | None:
    """Return the session in the Cookie header."""
    for pair in call.headers.get("cookie", "").split(";"):
        name, _, value = pair.strip().partition("=")
        if name == COOKIE:
            return value
    return None


def _read_user(call: Call) -> JSONObject:
    user_id = _token(call).user if call.operation else ""
    sender = call.work.record(PROVIDER, "sender", user_id, call.account.tenant) if user_id else None
    return sender or owner_of(call.account)


def _token(call: Call) -> Token:
    return call.once("esignlive.token", lambda: _read_token(call))


def _read_token(call: Call) -> Token:
    header = call.headers.get("authorization")
    if header is not None:
        scheme, _, value = header.partition(" ")
        token = _authorized(call, scheme.lower(), value)
        if token is None:
            raise unauthorised("invalidCredentials", "The credentials are not valid.")
        return token
    session = cookie_of(call)
    if session is None:
        raise unauthorised("noCredentials", "Either a Cookie header or an Authorization header is required.")
    token = read(call, "session", session)
    if token is None:
        raise unauthorised("sessionExpired", "The session has expired.")
    return token


def _authorized(call: Call, scheme: str, value: str) -> Token | None:
    if scheme == "basic":
        # The key is base64 already and is compared as it stands: encoding it again makes a wrong key.
        account = call.work.accounts.find(esignlive_key=value)
        return Token(account.tenant) if account and _lets_in(call, account.tenant, "api_key") else None
    if scheme == "bearer":
        for kind, setting in (("bearer", "api_key"), ("oauth2", "oauth2")):
            token = read(call, kind, value)
            if token is not None and _lets_in(call, token.tenant, setting):
                return token
    return None


def _lets_in(call: Call, tenant: str, setting: str) -> bool:
    """Whether the account's setting lets this kind in: API key and API token, or OAuth 2.0, or both."""
    return switch(call.work, tenant, "credentials") in {"any", setting}
