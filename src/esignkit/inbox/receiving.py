"""From a request to an event that can be stored. Nothing is asked of a service here, so the answer goes out at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from esignkit.agreements.events import constellation1_event, ignisign_event, token_digest
from esignkit.agreements.results import Event
from esignkit.core.flow import Flow
from esignkit.errors import UnreadableEventError, UnverifiedEventError
from esignkit.inbox.values import CHECKED, UNCHECKED, NewEvent

if TYPE_CHECKING:
    from esignkit.agreements.calls import AgreementCalls
    from esignkit.core.endpoint import Plan
    from esignkit.types import Headers

__all__ = ["read_delivery"]


def read_delivery(service: str, headers: Headers, body: bytes, plan: AgreementCalls[Plan]) -> NewEvent:
    """Read what a service posted.

    Args:
        service: The service: `constellation1`, `ignisign` or `esignlive`.
        headers: The request's headers.
        body: The request's body as it came.
        plan: The calls of the service, which know the key of eSignLive's callbacks.

    Returns:
        What to store. eSignLive's key has been compared. Ignisign's token has not been checked: that can be done once,
        so it is left to the worker, which writes down what it is about to do. Constellation1 proves nothing.

    Raises:
        UnreadableEventError: The body is no event of the service.
        UnverifiedEventError: eSignLive's key is missing or wrong.
    """
    if service == "esignlive":
        event = _result(plan.parse_event(headers, body))
        if event.verified is False:
            msg = "the callback does not carry the key it was registered with"
            raise UnverifiedEventError(msg, operation="inbox.receive", provider="eSignLive")
        return _new(event, body, unique=event.key)
    if service == "ignisign":
        return _notification(headers, body)
    return _new(constellation1_event(body), body)


def _result(flow: Flow[Event]) -> Event:
    """Return the result of a flow that has no effects: comparing a key asks nothing of anybody."""
    try:
        next(iter(flow))
    except StopIteration as end:
        return cast("Event", end.value)
    msg = "a callback is read without a call"
    raise AssertionError(msg)


def _notification(headers: Headers, body: bytes) -> NewEvent:
    from esignkit.ignisign.notifications import parse_event

    notification = parse_event(headers, body)
    token = notification.verification_token
    if not token:
        msg = "the notification has no token, so nobody can vouch for it"
        raise UnreadableEventError(msg, operation="inbox.receive", provider="Ignisign")
    event = ignisign_event(notification, verified=None)
    return _new(event, body, unique=f"ignisign-token-{token_digest(token)}", checked=UNCHECKED)


def _new(event: Event, body: bytes, *, unique: str | None = None, checked: int = CHECKED) -> NewEvent:
    for text in (event.agreement_id, event.native_name):
        if text is not None and not _is_storable(text):
            msg = "the event has an id that no service gives"
            raise UnreadableEventError(msg, operation="inbox.receive")
    return NewEvent(
        service=event.service,
        key=event.key,
        kind=event.kind.value,
        native_name=event.native_name,
        agreement_id=event.agreement_id,
        unique=unique,
        body=body,
        verified=event.verified,
        checked=checked,
    )


def _is_storable(text: str) -> bool:
    """Whether a database takes a text: no NUL, no half of a surrogate pair, no more than any id is long."""
    return len(text) <= 1000 and "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)
