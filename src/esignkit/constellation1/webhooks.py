"""Webhooks: what the service posts to a URL that its staff registered for you.

They are not signed. Read one with `parse_event`, answer 2xx, and confirm it with `client.sessions.refetch(event)`
before you act on it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar, cast

from esignkit.constellation1.enums import EventType, SessionStatus, SignerStatus
from esignkit.constellation1.models.responses import real_id
from esignkit.constellation1.models.sessions import Session
from esignkit.constellation1.models.signers import Signer
from esignkit.constellation1.operation import PROVIDER
from esignkit.constellation1.wire_format import C1Model, fold, text_of
from esignkit.core.deserialization import structure
from esignkit.core.event_body import event_object, unreadable
from esignkit.core.model import model
from esignkit.core.suggestions import with_suggestions
from esignkit.core.value_objects import Value, frozen
from esignkit.errors import DecodeError
from esignkit.types import JSON, Headers, JSONObject

__all__ = [
    "Refetched",
    "SessionStatusEvent",
    "SignerStatusEvent",
    "UnknownEvent",
    "WebhookEvent",
    "confirm",
    "parse_event",
]


def _read_id(value: JSON) -> str | None:
    return real_id(text_of(value))


@model
class WebhookEvent(C1Model):
    """What every webhook says.

    Source: Constellation1's REST documentation, Webhook.
    """

    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {
        "signing_session_id": _read_id,
        "new_signing_session_id": _read_id,
        "signer_id": _read_id,
    }

    signing_session_id: str | None = None
    """Id of the session."""
    new_signing_session_id: str | None = None
    """Id of another session that came of it."""
    signer_id: str | None = None
    """Id of the signer, where it is about one."""
    type: EventType | None = None
    """Whether it is about a session or a signer."""
    title: str | None = None
    """Title of the session."""
    declined_reason: str | None = None
    """Why a signer declined, in the signer's words."""


@model
class SessionStatusEvent(WebhookEvent):
    """A session has another status.

    Source: Constellation1's REST documentation, Webhook.
    """

    status: SessionStatus | None = None
    """Where the session stands now."""


@model
class SignerStatusEvent(WebhookEvent):
    """A signer has another status.

    Source: Constellation1's REST documentation, Webhook.
    """

    status: SignerStatus | None = None
    """Where the signer stands now."""


@model
class UnknownEvent(WebhookEvent):
    """An event of a type that this version of the SDK does not know; its status is what was sent.

    Source: Constellation1's REST documentation, Webhook.
    """

    status: JSON = None
    """The status as it was sent."""


_EVENTS: Mapping[str, type[WebhookEvent]] = {
    EventType.SESSION_STATUS.value.lower(): SessionStatusEvent,
    EventType.SIGNER_STATUS.value.lower(): SignerStatusEvent,
}


def parse_event(
    headers: Headers, body: bytes | bytearray | memoryview | str
) -> SessionStatusEvent | SignerStatusEvent | UnknownEvent:
    """Read an event. Nothing proves who sent it: confirm it with `client.sessions.refetch(event)`.

    Args:
        headers: The request's headers; this service says nothing in them.
        body: The request's body as it came.

    Returns:
        The event, of the class that its `Type` asks for; ids that are all zeros are None.

    Raises:
        UnreadableEventError: It is no event of this service.
        TypeError: `body` is what another parser made of it.

    Source: Constellation1's REST documentation, Webhook.
    """
    data = _data(event_object(body, PROVIDER))
    kind = text_of(fold(data).get("type")) or ""
    try:
        event = structure(data, _EVENTS.get(kind.strip().lower(), UnknownEvent))
    except DecodeError as error:
        raise unreadable(PROVIDER, error.message) from None
    return cast("SessionStatusEvent | SignerStatusEvent | UnknownEvent", event)


def _data(value: JSONObject) -> JSONObject:
    """Return what stands under `Data`, or the object itself where there is no `Data` around it."""
    members = fold(value)
    data = members.get("data")
    if isinstance(data, dict):
        return data
    if members.keys() & {"signingsessionid", "type", "status"}:
        return value
    raise unreadable(PROVIDER, "an object with Data was expected")


@with_suggestions
@frozen(eq=False, repr=False)
class Refetched(Value):
    """A webhook and the session it speaks of, as the service has it now."""

    event: WebhookEvent
    """The webhook that was received."""
    session: Session
    """The session as the service has it now."""
    confirmed: bool | None
    """Whether the session's or the signer's status is the event's; False if it is another, None if one is not known."""


def confirm(event: WebhookEvent, session: Session) -> bool | None:
    """Compare an event with the session it speaks of.

    Args:
        event: The webhook.
        session: The session, read after it came.

    Returns:
        Whether the statuses are the same; None where one of them is not said.
    """
    if isinstance(event, SessionStatusEvent):
        return None if event.status is None or session.status is None else event.status == session.status
    if isinstance(event, SignerStatusEvent) and event.status is not None:
        signers: list[Signer] = getattr(session, "signers", None) or []
        signer = next((s for s in signers if _same(getattr(s, "signer_id", None), event.signer_id)), None)
        if signer is None:
            return False
        return None if signer.status_code is None else signer.status_code == event.status
    return None


def _same(first: str | None, second: str | None) -> bool:
    return first is not None and second is not None and first.strip("{}").lower() == second.strip("{}").lower()
