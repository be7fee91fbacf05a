"""Asking the services what was missed. Flows, for both modes."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Generator, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from attrs import define, field

from esignkit.agreements.events import event_key, ignisign_event
from esignkit.agreements.results import EventKind, State, Status
from esignkit.core.endpoint import PLANNER
from esignkit.core.flow import Call, Steps
from esignkit.errors import NotFoundError
from esignkit.inbox.storage import Storage
from esignkit.inbox.values import NewEvent

if TYPE_CHECKING:
    from esignkit.agreements.calls import AgreementCalls
    from esignkit.core.endpoint import Plan
    from esignkit.ignisign.models.webhooks import WebhookEvent

__all__ = ["KIND_OF_STATUS", "SweepResults", "sweep"]

_FIRST = timedelta(days=7)
"""How far back the first sweep looks."""
_OVERLAP = timedelta(hours=1)
"""How far back each further one looks beyond the start of the last."""

KIND_OF_STATUS = {
    Status.OPEN: EventKind.SENT,
    Status.FINISHING: EventKind.SENT,
    Status.COMPLETED: EventKind.COMPLETED,
    Status.DECLINED: EventKind.DECLINED,
    Status.EXPIRED: EventKind.EXPIRED,
    Status.CANCELLED: EventKind.CANCELLED,
}
"""The event that brings an agreement to a status."""
_ENDED: Sequence[str] = ("completed", "declined", "expired", "cancelled")


@define
class SweepResults:
    """What came of sweeping several services: one that cannot be asked does not keep the others from it."""

    count: int = 0
    """Events that were put."""
    errors: list[Exception] = field(factory=list[Exception])
    """Why services could not be asked."""

    @contextlib.contextmanager
    def next_service(self) -> Generator[None]:
        """Keep the error of a service for later."""
        try:
            yield
        except Exception as error:
            self.errors.append(error)

    def total(self) -> int:
        """Return how many events were put, or raise what went wrong."""
        if len(self.errors) > 1:
            msg = "several services could not be asked what was missed"
            raise ExceptionGroup(msg, self.errors)
        if self.errors:
            raise self.errors[0]
        return self.count


def sweep(
    storage: Storage, plan: AgreementCalls[Plan], since: datetime | None, agreement_ids: Iterable[str]
) -> Steps[int]:
    """Ask one service what was missed, and put events for it.

    Args:
        storage: The inbox's storage.
        plan: The calls of the service, as flows.
        since: Only what changed after this; None for since the last sweep.
        agreement_ids: Agreements to look at in any case.

    Returns:
        How many events were put.
    """
    began = time.time()
    if since is None:
        last: float | None = yield Call(partial(storage.last_sweep, plan.service))
        since = datetime.now(UTC) - _FIRST if last is None else datetime.fromtimestamp(last, UTC) - _OVERLAP
    if plan.service == "ignisign":
        count = yield from _failed_deliveries(storage, since)
    elif plan.service == "esignlive":
        count = yield from _changed_packages(storage, since)
    else:
        open_ids: list[str] = yield Call(partial(storage.open_agreements, plan.service, _ENDED))
        agreement_ids = dict.fromkeys([*agreement_ids, *open_ids])
        count = 0
    for agreement_id in agreement_ids:
        try:
            state = yield from plan.state(agreement_id)
        except NotFoundError:
            continue  # purged, or an event that somebody made up
        count += yield from _put(storage, state)
    yield Call(partial(storage.note_sweep, plan.service, began))
    return count


def _changed_packages(storage: Storage, since: datetime) -> Steps[int]:
    """Look at the packages of eSignLive that changed."""
    from esignkit.agreements.esignlive_state import state_of
    from esignkit.esignlive.packages import Packages

    packages: Packages[Plan] = Packages(PLANNER)
    count = 0
    for package in (yield from packages.list(last_updated_start_date=since)):
        count += yield from _put(storage, state_of(package))
    return count


def _failed_deliveries(storage: Storage, since: datetime) -> Steps[int]:
    """Read the deliveries that failed in the logs of Ignisign's webhooks: they are the service's own words."""
    from esignkit.ignisign.event_enums import WebhookEventFilter
    from esignkit.ignisign.webhooks import Webhooks

    webhooks: Webhooks[Plan] = Webhooks(PLANNER)
    count = 0
    for webhook in (yield from webhooks.list()):
        for logged in (yield from webhooks.events(webhook.id, filter=WebhookEventFilter.FAILED)):
            if logged.created_at is None or logged.created_at >= since:
                new: bool = yield Call(partial(storage.add, _from_log(logged)))
                count += new
    return count


def _from_log(logged: WebhookEvent) -> NewEvent:
    from esignkit.ignisign.notifications import read_event

    notification = read_event(logged)
    event = ignisign_event(notification, verified=True, log_id=getattr(logged, "id", None))
    return NewEvent(
        service="ignisign",
        key=event.key,
        kind=event.kind.value,
        native_name=event.native_name,
        agreement_id=event.agreement_id,
        unique=event.key,
        body=json.dumps(notification.to_wire()).encode(),
        source="log",
        verified=True,
    )


def _put(storage: Storage, state: State) -> Steps[int]:
    """Put an event for a state, unless one that tells of it was received."""
    kind = KIND_OF_STATUS.get(state.status)
    if kind is None:
        return 0
    key = event_key(state.service, "state", state.id, kind.value)
    event = NewEvent(
        service=state.service,
        key=key,
        kind=kind.value,
        native_name=state.native_status or "",
        agreement_id=state.id,
        unique=key,
        body=b"",
        source="state",
        verified=True,
    )
    new: bool = yield Call(partial(storage.add, event))
    return int(new)
