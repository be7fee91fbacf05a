"""What the blocking and the awaiting inbox share: how they are made, receiving, and looking after what is stored."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

from esignkit.core.logs import logger
from esignkit.errors import UnreadableEventError, UnverifiedEventError
from esignkit.inbox.apps import ASGIApp, WSGIApp
from esignkit.inbox.arguments import check_handler, list_agreements, open_storage
from esignkit.inbox.handling import RETRY_SCHEDULE, Handler, Handling
from esignkit.inbox.limits import UnverifiedLimit
from esignkit.inbox.receiving import read_delivery
from esignkit.inbox.storage import Storage
from esignkit.inbox.sweeping import sweep
from esignkit.inbox.values import StoredEvent
from esignkit.names import with_near_names
from esignkit.types import Secret

if TYPE_CHECKING:
    from datetime import datetime

    from esignkit.agreements import Agreements, AsyncAgreements
    from esignkit.core.flow import Steps
    from esignkit.types import Headers

__all__ = ["BaseInbox"]

A = TypeVar("A", bound="Agreements | AsyncAgreements")

_logger = logger.getChild("inbox")


@with_near_names
class BaseInbox(Generic[A]):
    """What both modes share."""

    _awaits: ClassVar[bool]

    def __init__(
        self,
        storage: Storage | str | Secret | os.PathLike[str],
        *,
        agreements: Iterable[A],
        handler: Handler,
        handler_timeout: float | None = None,
        retry_schedule: Sequence[float] = RETRY_SCHEDULE,
        lease: float = 60.0,
        poll_interval: float = 0.5,
        max_body: int = 1024 * 1024,
        max_unverified: int = 10_000,
    ) -> None:
        """Make an inbox.

        Args:
            storage: Where events are kept: the path of a SQLite file, a `postgresql://` address, or a `Storage`.
            agreements: One for each service whose events are received. They are yours to close.
            handler: Called with each event. When it returns, the event is done; when it raises, the event is handed
                over again. Record `event.key` in your own transaction to do the work once.
            handler_timeout: Seconds after which a handler that is a coroutine function is broken off, and its event
                handed over again. A plain function cannot be broken off: give what it calls a limit instead.
            retry_schedule: Seconds to wait before each further attempt; after the last, an event is a dead letter.
            lease: Seconds after which the event of a worker that died is handed to another.
            poll_interval: Seconds between two looks for new events, while there are none.
            max_body: Bytes of a request's body at most.
            max_unverified: How many events that nothing vouches for may wait, for each service; beyond it 503 is
                answered. As many are kept of those that turned out to be forged.

        Raises:
            ValueError: There are no agreements, two of one service, or a number is out of range.
            TypeError: The handler is no function, or one to await in an `Inbox`, or a plain one with a
                `handler_timeout`; or agreements are of the other mode.
        """
        check_handler(handler, awaits=self._awaits, timeout=handler_timeout)
        self._max_body = max_body
        self._agreements: dict[str, A] = {}
        for one in cast("list[A]", list_agreements(agreements, awaits=self._awaits)):
            if one.service in self._agreements:
                msg = f"agreements names {one.service} twice; make one inbox for each account"
                raise ValueError(msg)
            self._agreements[one.service] = one
        if not self._agreements:
            msg = "agreements is empty; give one for each service whose events are received"
            raise ValueError(msg)
        if min(lease, poll_interval, max_body, max_unverified) <= 0 or any(pause < 0 for pause in retry_schedule):
            limits = "lease, poll_interval, max_body and max_unverified"
            msg = f"{limits} are above 0, and the pauses of retry_schedule not below it"
            raise ValueError(msg)
        self._storage = open_storage(storage)  # last: what is refused leaves nothing open
        self._services = tuple(self._agreements)
        self._lease, self._poll_interval, self._handler_timeout = lease, poll_interval, handler_timeout
        self._limit = UnverifiedLimit(self.storage, max_unverified)
        self._handling = Handling(self.storage, handler, tuple(retry_schedule))

    @property
    def storage(self) -> Storage:
        """Where events are kept."""
        return self._storage

    @property
    def max_body(self) -> int:
        """Bytes of a request's body at most."""
        return self._max_body

    @property
    def asgi(self) -> ASGIApp:
        """ASGI application that receives events, at the service's key below where it is mounted, as in `/esignlive`."""
        return ASGIApp(self)

    @property
    def wsgi(self) -> WSGIApp:
        """WSGI application that does the same as `asgi`."""
        return WSGIApp(self)

    def receive(self, service: str, headers: Headers, body: bytes) -> int:
        """Store what a service posted; for frameworks that `asgi` and `wsgi` do not fit.

        Args:
            service: The service: `constellation1`, `ignisign` or `esignlive`.
            headers: The request's headers.
            body: The request's body as it came.

        Returns:
            The HTTP status to answer with: 200 once the event is stored durably, or was before; 400 for what is no
            event, 401 for a wrong key, 404 for a service that this inbox does not have, 413 for too long a body, 503
            when it could not be stored, or too many wait that nothing vouches for.
        """
        agreements = self._agreements.get(service)
        if agreements is None:
            return HTTPStatus.NOT_FOUND
        if len(body) > self.max_body:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        try:
            event = read_delivery(service, headers, body, agreements.plan)
            if service == "esignlive" and event.verified is None:
                _logger.warning("esignlive: no callback key is set, so nothing proves who posts its events")
            if not self._limit.admits(event):
                return HTTPStatus.SERVICE_UNAVAILABLE
            self.storage.add(event)
        except UnverifiedEventError as error:
            _logger.warning("%s: an event was refused: %s", service, error.message)
            return HTTPStatus.UNAUTHORIZED
        except UnreadableEventError:
            return HTTPStatus.BAD_REQUEST
        except Exception:
            _logger.exception("an event of %s could not be stored", service)
            return HTTPStatus.SERVICE_UNAVAILABLE
        return HTTPStatus.OK

    def dead_letters(self) -> list[StoredEvent]:
        """Return the events that were given up, oldest first; `error` says why."""
        return self.storage.dead_letters()

    def retry(self, key: str) -> int:
        """Take dead letters up again, in their old place among the events of their agreement.

        Args:
            key: Their key.

        Returns:
            How many they were.
        """
        return self.storage.retry(key)

    def forget(self, key: str) -> int:
        """Give dead letters up for good.

        Args:
            key: Their key.

        Returns:
            How many they were.
        """
        return self.storage.forget(key)

    def counts(self) -> dict[str, int]:
        """Return how many events are `waiting`, `handled`, `dead`, `forgotten`, `refused` and `duplicate`.

        `refused` are forged; a `duplicate` was stored before it turned out to be one.
        """
        return self.storage.counts()

    def purge(self, older_than: timedelta) -> int:
        """Delete what is left of events that are done; waiting events and dead letters stay.

        Args:
            older_than: How long ago they were received. A duplicate that is delivered later still is a new event; a
                sweep does not tell of what became of an agreement a second time.

        Returns:
            How many they were.
        """
        return self.storage.purge(older_than.total_seconds())

    def _claim(self) -> StoredEvent | None:
        return self.storage.claim(self._services, self._lease)

    def _sweeps(
        self, since: datetime | None, agreement_ids: Mapping[str, Iterable[str]] | None
    ) -> Iterator[tuple[Any, Steps[int]]]:
        """Yield the client of each service, with the plan that asks it what was missed."""
        for service, one in self._agreements.items():
            yield one.client, sweep(self.storage, one.plan, since, (agreement_ids or {}).get(service, ()))
