"""The two-step sign-in: a key encrypted with a salt is exchanged for a token, which is valid for a few minutes.

The vendor's cipher is not published. Here a keyed, reversible stand-in takes its place: opaque to clients, always the
same for the same text and salt, and of no use with another salt.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from datetime import datetime, timedelta
from html import escape
from typing import TYPE_CHECKING

from attrs import frozen

from esignkit.sandbox.domain.accounts import DEFAULT_TENANT
from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call
from esignkit.sandbox.emulators.constellation1 import behaviour_switches as switchboard
from esignkit.sandbox.emulators.constellation1.responses import (
    BAD_TOKEN,
    INVALID_TOKEN,
    html,
    key_error,
    refuse,
    request_response,
    response,
    token_error,
)
from esignkit.sandbox.json_values import as_int, as_text, encodable

if TYPE_CHECKING:
    from starlette.responses import Response

    from esignkit.sandbox.domain.accounts import Account
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork

ROUTES = Routes()

_TAG_LENGTH = 8
_NONCE_LENGTH = 4


@frozen
class Token:
    """The content of a token, which only the sandbox reads."""

    tenant: str
    issued: datetime
    generation: int


def encrypt(text: str, salt: str, nonce: bytes = bytes(_NONCE_LENGTH)) -> str:
    """Return text encrypted with a salt and a nonce, in base64."""
    key = hashlib.sha256(encodable(f"constellation1:{salt}").encode()).digest()
    plain = nonce + text.encode()
    tag = hmac.digest(key, plain, "sha256")[:_TAG_LENGTH]
    return base64.b64encode(tag + _masked(key + tag, plain)).decode()


def decrypt(cipher: str, salt: str) -> str | None:
    """Return the decrypted text; None when it was encrypted with another salt."""
    key = hashlib.sha256(encodable(f"constellation1:{salt}").encode()).digest()
    try:
        raw = base64.b64decode(cipher, validate=True)
    except (binascii.Error, ValueError):
        return None
    tag, masked = raw[:_TAG_LENGTH], raw[_TAG_LENGTH:]
    plain = _masked(key + tag, masked)
    return (
        plain[_NONCE_LENGTH:].decode()
        if hmac.compare_digest(hmac.digest(key, plain, "sha256")[:_TAG_LENGTH], tag)
        else None
    )


def set_up(work: UnitOfWork) -> None:
    """Make the secret that tokens are derived from, once for each data folder."""
    if work.record(switchboard.PROVIDER, "secret", "tokens") is None:
        work.put_record(switchboard.PROVIDER, "secret", "tokens", {"value": work.ids.secret(32)}, "")


def identify(call: Call) -> Account:
    """Return the account of the valid token in the Authorization header, which has no scheme.

    Raises:
        ErrorResponse: It is missing, no token, or has expired.
    """
    return account_of(call, call.headers.get("authorization", ""))


def account_of(call: Call, text: str) -> Account:
    """Return the account of a valid token.

    Raises:
        ErrorResponse: It is no token, or has expired.
    """
    work = call.work
    token = _read_token(work, text)
    account = None if token is None else work.accounts.get(token.tenant)
    switches = switchboard.load(work, account.tenant if account else DEFAULT_TENANT)
    if token is None or account is None:
        raise token_error(call, INVALID_TOKEN, switches)
    expired = token.issued + timedelta(seconds=switches.token_seconds) <= work.now
    if expired or token.generation != switches.token_generation:
        raise token_error(call, BAD_TOKEN, switches)
    return account


@ROUTES.get("/rest/v1/encrypt/{plainText}/{salt}", "encrypt", public=True)
def encrypt_string(call: Call) -> Response:
    """Encrypt any text with a salt of letters and digits; the switches are those of the account whose key it is."""
    account = call.work.accounts.find(constellation1_key=call.params["plainText"])
    switches = switchboard.load(call.work, account.tenant if account else DEFAULT_TENANT)
    salt = call.params["salt"]
    if not (salt.isascii() and salt.isalnum()):
        raise refuse(call, "Error: The salt may hold letters and digits only.", switches)
    nonce = bytes(_NONCE_LENGTH) if switches.cipher == "stable" else call.work.ids.randbytes(_NONCE_LENGTH)
    return response(call, {"ReturnValue": encrypt(call.params["plainText"], salt, nonce), "Details": None}, switches)


@ROUTES.get("/rest/v1/gettoken/{salt}", "gettoken", public=True)
def get_token(call: Call) -> Response:
    """Give a token for an API key that was encrypted with the same salt."""
    cipher = call.headers.get("authorization", "")
    key = decrypt(cipher, call.params["salt"])
    account = None if key is None else call.work.accounts.find(constellation1_key=key)
    switches = switchboard.load(call.work, account.tenant if account else DEFAULT_TENANT)
    if account is None or (switches.cipher == "once" and not _first_use(call.work, account, cipher)):
        raise key_error(call, switches)
    return response(call, {"ReturnValue": issue(call.work, account), "Details": None}, switches)


@ROUTES.get("/rest/v1/landingurl", "landing_url")
def landing_url(call: Call) -> Response:
    """Return the address for signing in with a browser, without its query."""
    end = {"query": "?", "bare": "", "more": "?client=sandbox&"}[switchboard.load(call.work, call.tenant).landing_url]
    return request_response(call, f"{call.root_url}/auth/AutoLogMeIn.aspx{end}")


@ROUTES.get("/auth/AutoLogMeIn.aspx", "auto_log_me_in", public=True)
def auto_log_me_in(call: Call) -> Response:
    """Show the user and the session: the sandbox has no user interface."""
    account = account_of(call, call.query("token") or "")
    call.identify(account)
    user, page = call.query("user") or "", call.query("page") or ""
    if user.casefold() != account.email.casefold():
        return html("Sign-on failed", "The token belongs to another user.", 403)
    session = call.transaction(call.query("ssid") or "")
    about = f"session {session.title}" if session else "no session"
    return html("Sandbox - not legally binding", f"{escape(user)}: {escape(about)}, page {escape(page)}", 200)


def issue(work: UnitOfWork, account: Account) -> str:
    """Return a new token of an account."""
    switches = switchboard.load(work, account.tenant)
    body = json.dumps([account.tenant, work.now.isoformat(), switches.token_generation]).encode()
    key = _secret(work)
    nonce = work.ids.randbytes(_TAG_LENGTH)
    sealed = nonce + _masked(key + nonce, body)
    return base64.b64encode(hmac.digest(key, sealed, "sha256")[:16] + sealed).decode()


def _first_use(work: UnitOfWork, account: Account, cipher: str) -> bool:
    """Return whether a cipher is used for its first token, and note the use."""
    digest = hashlib.sha256(cipher.encode()).hexdigest()
    if work.record(switchboard.PROVIDER, "used", digest) is not None:
        return False
    work.put_record(switchboard.PROVIDER, "used", digest, {}, account.tenant)
    return True


def _read_token(work: UnitOfWork, text: str) -> Token | None:
    key = _secret(work)
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    signature, payload = raw[:16], raw[16:]
    if not hmac.compare_digest(hmac.digest(key, payload, "sha256")[:16], signature):
        return None
    nonce, body = payload[:_TAG_LENGTH], payload[_TAG_LENGTH:]
    tenant, issued, generation = json.loads(_masked(key + nonce, body))
    return Token(as_text(tenant), datetime.fromisoformat(as_text(issued)), as_int(generation))


def _secret(work: UnitOfWork) -> bytes:
    record = work.record(switchboard.PROVIDER, "secret", "tokens")
    if record is None:
        raise RuntimeError("the emulator has not been set up")
    return as_text(record["value"]).encode()


def _masked(key: bytes, text: bytes) -> bytes:
    mask = hashlib.shake_256(key).digest(len(text))
    return bytes(byte ^ mask_byte for byte, mask_byte in zip(text, mask, strict=True))
