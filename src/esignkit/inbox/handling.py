"""What becomes of one claimed event: make sure of it, hand it over, note how that went. Flows, for both modes."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from attrs import evolve, frozen

from esignkit.agreements.events import constellation1_event, esignlive_event, ignisign_event
from esignkit.agreements.results import Event, EventKind
from esignkit.core.endpoint import PLANNER
from esignkit.core.flow import Call, Steps
from esignkit.core.logs import logger
from esignkit.errors import NotFoundError, UnverifiedEventError
from esignkit.inbox.storage import Storage
from esignkit.inbox.sweeping import KIND_OF_STATUS
from esignkit.inbox.values import CHECKED, CHECKING, StoredEvent

if TYPE_CHECKING:
    from esignkit.agreements.calls import AgreementCalls
    from esignkit.core.endpoint import Plan

__all__ = ["RETRY_SCHEDULE", "Handler", "Handling", "error_text"]

Handler: TypeAlias = Callable[[Event], object] | Callable[[Event], Awaitable[object]]
"""Your function; what it returns is not looked at, and an exception means that the event is handed over again."""

RETRY_SCHEDULE: Sequence[float] = (5, 30, 300, 1800, 7200, 18000, 36000)
"""Seconds before each further attempt; after the last, an event is a dead letter."""

_CONSUMED = "TOKEN_ALREADY_CONSUMED"
_logger = logger.getChild("inbox")


class _Refused(Exception):
    """The event is not handed over, and never will be."""


class _Hopeless(Exception):
    """Another attempt cannot help; a person has to look at it."""


class _Unknown(Exception):
    """The service knows nothing of what the event is about. It may show it later than it posts events of it."""


class _UnknownForGood(_Unknown, _Hopeless):
    """The service knows nothing of what the event is about, and another look would not help."""


@frozen
class Handling:
    """How events are handled."""

    storage: Storage
    handler: Handler
    retry_schedule: Sequence[float]

    def handle(self, stored: StoredEvent, plan: AgreementCalls[Plan]) -> Steps[None]:
        """Handle one claimed event.

        Args:
            stored: The event.
            plan: The calls of its service, as flows.
        """
        try:
            if stored.attempts > len(self.retry_schedule) + 1:
                raise _Hopeless("its worker died each time that it was handed over")
            event = yield from self._verified(stored, plan)
            if event is None:
                return
            yield Call(partial(self.handler, event))
            yield Call(partial(self.storage.finish, stored, _is_certain(event)))
        except _Refused as error:
            _logger.warning("%s: an event was refused: %s", stored.service, error)
            yield Call(partial(self.storage.refuse, stored, error_text(error)))
        except Exception as error:
            yield Call(self._failed(stored, error))

    def _failed(self, stored: StoredEvent, error: Exception) -> Callable[[], None]:
        """Return what notes that an attempt failed: a pause before the next, or a dead letter."""
        left = self.retry_schedule[stored.attempts - 1 :]
        if not left or isinstance(error, _Hopeless):
            _logger.error("%s: event %s is a dead letter: %s", stored.service, stored.key, type(error).__name__)
            forged = isinstance(error, _Unknown)
            return partial(self.storage.move_to_dead_letters, stored, error_text(error), forged=forged)
        _logger.warning("%s: event %s failed, next attempt in %g s", stored.service, stored.key, left[0])
        return partial(self.storage.postpone, stored, left[0], error_text(error))

    def _verified(self, stored: StoredEvent, plan: AgreementCalls[Plan]) -> Steps[Event | None]:
        """Return the event as it is handed over; None for a duplicate.

        Whatever its sender does not prove is compared with what the service says now.
        """
        if stored.source == "state":
            if not (yield Call(partial(self.storage.note_news, stored))):
                return None
            event = _from_state(stored)
        elif stored.service == "constellation1":
            return (yield from _refetched(constellation1_event(stored.body), stored, plan))
        elif stored.service == "esignlive":
            event = evolve(esignlive_event({}, stored.body, None), verified=stored.verified)
        else:
            checked = yield from self._checked(stored)
            if checked is None:
                return None
            event = checked
        if event.agreement_id is not None and (event.verified is not True or stored.source == "state"):
            try:
                return evolve(event, state=(yield from plan.state(event.agreement_id)))
            except NotFoundError as error:
                if event.verified is True:
                    raise
                raise _Unknown("the service has no such agreement: it was deleted, or the event is forged") from error
        return event

    def _checked(self, stored: StoredEvent) -> Steps[Event | None]:
        """Have Ignisign vouch for a notification, which consumes its token.

        That the check begins is written down before. Should its answer be lost, and the token be consumed when it is
        checked again, then it was consumed by the check before: the event is handed over unverified, with the state
        that the service reports. A token that was consumed before any check of ours is somebody else's.
        """
        from esignkit.ignisign.notifications import parse_event
        from esignkit.ignisign.webhooks import Webhooks

        webhooks: Webhooks[Plan] = Webhooks(PLANNER)
        notification = parse_event({}, stored.body)
        if stored.checked == CHECKED:
            return evolve(ignisign_event(notification, stored.verified), key=stored.key)
        yield Call(partial(self.storage.note_check, stored))
        verified: bool | None = True
        try:
            yield from webhooks.verify(notification)
        except UnverifiedEventError as error:
            if stored.checked != CHECKING or not _was_consumed(error):
                raise _Refused(error.message) from error
            verified = None
        if not (yield Call(partial(self.storage.note_checked, stored, verified))):
            return None
        return ignisign_event(notification, verified)


def _was_consumed(error: UnverifiedEventError) -> bool:
    check = getattr(error, "check", None)
    return getattr(check, "already_consumed", None) is True or getattr(error.__cause__, "code", None) == _CONSUMED


def _refetched(event: Event, stored: StoredEvent, plan: AgreementCalls[Plan]) -> Steps[Event]:
    """Compare an event of Constellation1 with the session that it speaks of."""
    if event.agreement_id is None:
        raise _UnknownForGood("the event names no session, so nothing can be compared with it")
    try:
        return (yield from plan.parse_event({}, stored.body))
    except NotFoundError as error:
        raise _UnknownForGood("the service has no such session: it was purged, or the event is forged") from error


def _is_certain(event: Event) -> bool | None:
    """Whether the service sent the event, or reports the state that it tells of."""
    if event.verified or event.state is None:
        return event.verified
    return KIND_OF_STATUS.get(event.state.status) is event.kind


def _from_state(stored: StoredEvent) -> Event:
    """Return the event for a state that a sweep found."""
    return Event(
        kind=EventKind(stored.kind),
        service=stored.service,
        key=stored.key,
        agreement_id=stored.agreement_id,
        native_name=stored.native_name,
        verified=True,
    )


def error_text(error: Exception) -> str:
    """Return what went wrong, short and such that every database takes it."""
    text = f"{type(error).__name__}: {error}" if not isinstance(error, _Refused | _Hopeless | _Unknown) else str(error)
    return json.dumps(text[:500], ensure_ascii=False)[1:-1].encode("utf-8", "replace").decode()
