"""Parsing of callback requests."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from esignkit.core.deserialization import structure
from esignkit.core.json_text import loads
from esignkit.errors import DecodeError
from esignkit.esignlive.errors import CallbackRefused
from esignkit.esignlive.event_enums import CallbackEventName
from esignkit.esignlive.models.callback import (
    AttachmentAdded,
    CallbackEvent,
    CobrowseRequested,
    DocumentEvent,
    EmailBounced,
    PackageDeclined,
    PackageEvent,
    RoleReassigned,
    SignerEvent,
)
from esignkit.types import Secret

__all__ = ["parse_callback"]

_KINDS: dict[CallbackEventName, type[CallbackEvent]] = {
    CallbackEventName.PACKAGE_CREATE: PackageEvent,
    CallbackEventName.PACKAGE_ACTIVATE: PackageEvent,
    CallbackEventName.PACKAGE_DEACTIVATE: PackageEvent,
    CallbackEventName.PACKAGE_READY_FOR_COMPLETE: PackageEvent,
    CallbackEventName.PACKAGE_COMPLETE: PackageEvent,
    CallbackEventName.PACKAGE_TRASH: PackageEvent,
    CallbackEventName.PACKAGE_RESTORE: PackageEvent,
    CallbackEventName.PACKAGE_DELETE: PackageEvent,
    CallbackEventName.PACKAGE_DECLINE: PackageDeclined,
    CallbackEventName.PACKAGE_EXPIRE: PackageEvent,
    CallbackEventName.PACKAGE_OPT_OUT: PackageDeclined,
    CallbackEventName.PACKAGE_ATTACHMENT: AttachmentAdded,
    CallbackEventName.PACKAGE_ARCHIVE: PackageEvent,
    CallbackEventName.TEMPLATE_CREATE: PackageEvent,
    CallbackEventName.SIGNER_COMPLETE: SignerEvent,
    CallbackEventName.SIGNER_LOCKED: SignerEvent,
    CallbackEventName.KBA_FAILURE: SignerEvent,
    CallbackEventName.DOCUMENT_SIGNED: DocumentEvent,
    CallbackEventName.DOCUMENT_VIEWED: DocumentEvent,
    CallbackEventName.ROLE_REASSIGN: RoleReassigned,
    CallbackEventName.EMAIL_BOUNCE: EmailBounced,
    CallbackEventName.COBROWSE_REQUEST: CobrowseRequested,
}


def parse_callback(
    headers: Mapping[str, str] | Iterable[tuple[str, str]] | Iterable[tuple[bytes, bytes]],
    body: bytes,
    *,
    key: str | Secret | None,
) -> CallbackEvent:
    """Check and read what the service posted to a callback's URL.

    The service signs nothing: whoever knows the key can send what it likes, and the service does not send again what
    was not received. Answer fast with 2xx, expect the same event twice, and look the package up before acting on it.

    Args:
        headers: The request's headers, as text or as the bytes that ASGI servers have.
        body: The request's body as it came.
        key: The key that the callback was registered with; None when it was registered without one, which lets
            anybody post to it.

    Returns:
        The event, of the class that fits its name; a name that is not known gives a plain `CallbackEvent`.

    Raises:
        CallbackRefused: The key is missing or wrong (`forged`), or the body is not an event.
        TypeError: The body is not bytes.

    Source: OneSpan's documentation on callbacks.
    """
    pairs = cast("Mapping[str, str]", headers).items() if isinstance(headers, Mapping) else headers
    found = [value for name, value in pairs if name.lower() in ("authorization", b"authorization")]
    if key is not None:
        _check(found, Secret(key))
    given = cast("object", body)  # callers hand over text as well
    if not isinstance(given, bytes):
        msg = f"body must be the bytes that came, not {type(given).__name__}"
        raise TypeError(msg)
    try:
        value = loads(given)
    except ValueError:
        msg = "the callback's body is not JSON"
        raise CallbackRefused(msg) from None
    name = value.get("name") if isinstance(value, dict) else None
    if not isinstance(name, str) or not name:
        msg = "the callback's body is not an event: it has no name"
        raise CallbackRefused(msg)
    try:
        return structure(value, _KINDS.get(CallbackEventName(name), CallbackEvent))
    except DecodeError as error:
        msg = f"the callback cannot be read: {error.message}"
        raise CallbackRefused(msg) from None


def _check(found: Sequence[str | bytes], key: Secret) -> None:
    """Compare the whole header, byte for byte, in a time that does not depend on where it differs."""
    if not key:
        msg = "key is empty, and would let anybody in; give the key of the registration, or None where it has none"
        raise ValueError(msg)
    wanted = f"Basic {key.reveal()}".encode()
    only = found[0] if len(found) == 1 else b""
    given = only.encode("utf-8", "surrogateescape") if isinstance(only, str) else only
    none = not found
    same = hmac.compare_digest(given, wanted)
    del wanted, given, only, found  # a traceback may be shown with the locals of its frames
    if not same:
        msg = "the callback does not carry the key it was registered with"
        if none:
            msg += ": it has no Authorization header"
        elif key.reveal().lower().startswith("basic "):
            msg += "; leave out the word Basic from key=, it is put there for you"
        raise CallbackRefused(msg, forged=True)
