"""Parsing of callback requests."""

from __future__ import annotations

import hmac
from collections.abc import Sequence

from esignkit.core.deserialization import structure
from esignkit.core.event_body import event_object, header_values, unreadable
from esignkit.errors import DecodeError, UnverifiedEventError
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
from esignkit.esignlive.operation import PROVIDER
from esignkit.types import Headers, Secret

__all__ = ["parse_event"]

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


def parse_event(
    headers: Headers, body: bytes | bytearray | memoryview | str, *, key: str | Secret | None
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
        UnverifiedEventError: The key is missing or wrong.
        UnreadableEventError: The body is no event of this service.
        TypeError: `body` is what another parser made of it.
        ValueError: `key` is empty.

    Source: OneSpan's documentation on callbacks.
    """
    if key is not None:
        _check(header_values(headers, "authorization"), Secret(key))
    value = event_object(body, PROVIDER)
    name = value.get("name")
    if not isinstance(name, str) or not name:
        raise unreadable(PROVIDER, "it has no name")
    try:
        return structure(value, _KINDS.get(CallbackEventName(name), CallbackEvent))
    except DecodeError as error:
        raise unreadable(PROVIDER, error.message) from None


def _as_sent(header: str) -> bytes:
    """Return a header's bytes; one that can't have come over HTTP fits no key, and is no error of its own.

    That error would be shown with what stands around it: the right header.
    """
    try:
        return header.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return b""


def _check(values: Sequence[str | bytes], key: Secret) -> None:
    """Compare the whole header, byte for byte, in a time that does not depend on where it differs."""
    if not key:
        msg = "key is empty, and would let anybody in; give the key of the registration, or None where it has none"
        raise ValueError(msg)
    expected = f"Basic {key.reveal()}".encode()
    only = values[0] if len(values) == 1 else b""
    header = _as_sent(only) if isinstance(only, str) else only
    missing = not values
    same = hmac.compare_digest(header, expected)
    del expected, header, only, values  # a traceback may be shown with the locals of its frames
    if not same:
        msg = "the callback does not carry the key it was registered with"
        if missing:
            msg += ": it has no Authorization header"
        elif key.reveal().lower().startswith("basic "):
            msg += "; leave out the word Basic from key=, it is put there for you"
        raise UnverifiedEventError(msg, operation="parse_event", provider=PROVIDER)
