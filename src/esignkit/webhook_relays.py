"""Webhooks through a relay that signs them (Standard Webhooks 1.0), and duplicate events.

    message = verify_relay(headers, body, secret="whsec_…")
    if seen.first(message.id):
        event = parse_event(headers, message.body)

The services themselves do not sign in this way; a gateway or a queue in front of your server may.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, cast

from attrs import field, frozen

from esignkit.core.suggestions import with_suggestions
from esignkit.errors import UnverifiedEventError
from esignkit.names import no_name_of
from esignkit.types import Secret

__all__ = ["RelayMessage", "RelayVerificationError", "SeenEvents", "verify_relay"]

if not TYPE_CHECKING:  # checkers would take any name for one of the module
    __getattr__ = no_name_of(__name__)

TOLERANCE = 300.0
_PREFIX = "whsec_"
_SHORTEST, _LONGEST = 24, 64
"""Bytes of a secret."""


class RelayVerificationError(UnverifiedEventError):
    """A message that is not the relay's, or not of now; answer it with 401."""

    def __init__(self, message: str) -> None:
        super().__init__(message, operation="verify_relay")


@with_suggestions
@frozen
class RelayMessage:
    """What the relay vouches for."""

    id: str
    """Id of the message, the same each time that it is delivered."""
    timestamp: int
    """When it was sent, in seconds since 1970."""
    body: bytes = field(repr=False)
    """The body as it came."""


def verify_relay(
    headers: Mapping[str, str] | Iterable[tuple[str, str]],
    body: bytes,
    *,
    secret: str | Secret | Iterable[str | Secret],
    tolerance: float = TOLERANCE,
    now: float | None = None,
) -> RelayMessage:
    """Check that a message comes from the relay and is recent. Only HMAC signatures (`v1`) count.

    Args:
        headers: The request's headers, with `webhook-id`, `webhook-timestamp` and `webhook-signature`.
        body: The request's body as it came.
        secret: The relay's secret (`whsec_…`), or several while they are changed.
        tolerance: Seconds that the message's time may be away from now, to both sides; there is no switching off.
        now: The time, in seconds since 1970; the machine's when not given.

    Returns:
        The message.

    Raises:
        RelayVerificationError: A header is missing or there are two of it, no signature fits, or the message is
            too old or from the future.
        ValueError: The tolerance is not above zero, or a secret is not one.
        TypeError: The body is not bytes.

    Source: Standard Webhooks 1.0.0
    """
    if not tolerance > 0:
        msg = "tolerance is above zero: without it, every message that was ever sent could be sent again"
        raise ValueError(msg)
    body_object = cast("object", body)  # callers hand over text as well
    if not isinstance(body_object, bytes):
        msg = f"body must be the bytes that came, not {type(body_object).__name__}"
        raise TypeError(msg)
    keys = [_key(item) for item in ([secret] if isinstance(secret, str | Secret) else secret)]
    if not keys:
        msg = "at least one secret is needed"
        raise ValueError(msg)
    pairs = list(cast("Mapping[str, str]", headers).items() if isinstance(headers, Mapping) else headers)
    message_id, timestamp_text, signatures = (
        _only(pairs, f"webhook-{name}") for name in ("id", "timestamp", "signature")
    )
    if not message_id.isprintable() or "." in message_id:
        msg = "webhook-id is not one"
        raise RelayVerificationError(msg)
    if not (timestamp_text.isascii() and timestamp_text.isdigit() and len(timestamp_text) < 16):
        msg = "webhook-timestamp is not a number of seconds"
        raise RelayVerificationError(msg)
    if not abs(int(timestamp_text) - (time.time() if now is None else now)) <= tolerance:
        msg = f"the message is more than {tolerance:g} s away from now"
        raise RelayVerificationError(msg)
    signed = f"{message_id}.{timestamp_text}.".encode() + body_object
    expected = [base64.b64encode(hmac.digest(key, signed, hashlib.sha256)) for key in keys]
    signatures_given = [
        item.removeprefix("v1,").encode("utf-8", "surrogatepass") for item in signatures.split() if item[:3] == "v1,"
    ]
    # Everything is compared with everything, so that the time taken says nothing.
    if not any([hmac.compare_digest(signature, computed) for signature in signatures_given for computed in expected]):  # noqa: C419 - no shortcut
        msg = "no signature fits"
        raise RelayVerificationError(msg)
    return RelayMessage(message_id, int(timestamp_text), body_object)


def _key(secret: str | Secret) -> bytes:
    text = secret.reveal() if isinstance(secret, Secret) else secret
    try:
        key = base64.b64decode(text.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not _SHORTEST <= len(key) <= _LONGEST:
        msg = f"a secret is {_PREFIX} and {_SHORTEST} to {_LONGEST} bytes in base64"
        raise ValueError(msg)
    return key


def _only(pairs: Iterable[tuple[str, str]], name: str) -> str:
    values = [value for key, value in pairs if key.lower() == name]
    if len(values) != 1 or not values[0]:
        msg = f"the message has no {name}, or more than one"
        raise RelayVerificationError(msg)
    return values[0]


class SeenEvents:
    """Remembers ids, so that an event delivered twice is acted on once. Threads may share one.

    It lives in one process. Where several receive events, keep the ids in a database column that is unique instead.

    Args:
        limit: How many ids are remembered; the oldest is forgotten first.
    """

    def __init__(self, limit: int = 10_000) -> None:
        if limit < 1:
            msg = "limit is at least 1"
            raise ValueError(msg)
        self._limit = limit
        self._ids: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._ids)

    def first(self, event_id: str) -> bool:
        """Tell whether this id is new, and remember it.

        Args:
            event_id: What is the same at each delivery of one event.

        Returns:
            True the first time, to one caller only.
        """
        with self._lock:
            if event_id in self._ids:
                self._ids.move_to_end(event_id)
                return False
            self._ids[event_id] = None
            if len(self._ids) > self._limit:
                self._ids.popitem(last=False)
            return True

    def forget(self, event_id: str) -> None:
        """Forget an id, when acting on the event failed and its next delivery shall be taken.

        Args:
            event_id: The id.
        """
        with self._lock:
            self._ids.pop(event_id, None)
