"""The inbox: receives events, keeps them, and hands each to your function at least once."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, cast

import anyio
import anyio.to_thread
from attrs import evolve

from esignkit.agreements.client import Agreements, AsyncAgreements
from esignkit.core.logs import logger
from esignkit.inbox.base import BaseInbox
from esignkit.inbox.leases import Leases, run_to_the_end
from esignkit.inbox.sweeping import SweepResults
from esignkit.runners.base import is_coroutine_function

if TYPE_CHECKING:
    from datetime import datetime

    from esignkit.agreements.results import Event

__all__ = ["AsyncInbox", "Inbox"]

_SWEEP_FAILED = "a sweep could not ask for everything; the next one asks again"
_logger = logger.getChild("inbox")


class Inbox(BaseInbox[Agreements]):
    """Receives events, keeps them, and hands each to your function at least once; blocking.

    Mount `asgi` or `wsgi` to receive events. Those of one agreement are handed over one at a time, in the order of
    receipt. Several processes may work on one storage, which is `storage`.
    """

    _awaits = False

    def process_pending(self) -> int:
        """Hand over what is due now, and return; for schedulers and tests.

        Returns:
            How many attempts there were.
        """
        attempts = 0
        with Leases(self.storage, self._lease) as leases:
            while self._process_one(leases):
                attempts += 1
        return attempts

    def run_worker(
        self, *, concurrency: int = 1, sweep_interval: float | None = None, stop: threading.Event | None = None
    ) -> None:
        """Hand over events as they come, until `stop` is set.

        Args:
            concurrency: How many events are handled at a time, each in a thread.
            sweep_interval: Seconds between two calls of `sweep`, the first at once; without it, nothing is swept.
            stop: Ends the worker, after the events that it is handling; without it, it runs for ever.
        """
        stop = stop or threading.Event()
        with Leases(self.storage, self._lease) as leases:
            threads = [
                threading.Thread(target=self._work, args=(leases, stop), name=f"esignkit-inbox-{number}", daemon=True)
                for number in range(concurrency)
            ]
            if sweep_interval is not None:
                sweeper = threading.Thread(target=self._keep_sweeping, args=(sweep_interval, stop), daemon=True)
                threads.append(sweeper)
            for thread in threads:
                thread.start()
            try:
                stop.wait()
            finally:
                stop.set()
                for thread in threads:
                    thread.join()

    def _work(self, leases: Leases, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                if self._process_one(leases):
                    continue
            except Exception:  # the database may come back
                _logger.exception("the worker could not go on; it tries again")
            stop.wait(self._poll_interval)

    def _keep_sweeping(self, interval: float, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                self.sweep()
            except Exception:
                _logger.exception(_SWEEP_FAILED)
            stop.wait(interval)

    def _process_one(self, leases: Leases) -> bool:
        stored = self._claim()
        if stored is None:
            return False
        agreements = self._agreements[stored.service]
        with leases.keep(stored):
            agreements.client.run(self._handling.handle(stored, agreements.plan))
        return True

    def sweep(self, *, since: datetime | None = None, agreement_ids: Mapping[str, Iterable[str]] | None = None) -> int:
        """Ask the services what was missed, and put events for it; run it from time to time, such as once an hour.

        eSignLive is asked for packages that changed, Ignisign for deliveries that failed, Constellation1, which lists
        neither, for the state of sessions that events came of and that have not ended.

        Args:
            since: Only what changed after this; without it, since the last sweep, a week at first.
            agreement_ids: Agreements to look at in any case, by service, as in `{"constellation1": ["…"]}`.

        Returns:
            How many events were put.

        Raises:
            Exception: A service could not be asked; the others were. Several errors come as an `ExceptionGroup`.
        """
        results = SweepResults()
        for client, plan in self._sweeps(since, agreement_ids):
            with results.next_service():
                results.count += client.run(plan)
        return results.total()


class AsyncInbox(BaseInbox[AsyncAgreements]):
    """Receives events, keeps them, and hands each to your function at least once; awaiting.

    Mount `asgi` or `wsgi` to receive events. Those of one agreement are handed over one at a time, in the order of
    receipt. Several processes may work on one storage, which is `storage`. The handler may be a coroutine function; a
    plain function runs in a thread.
    """

    _awaits = True

    async def process_pending(self) -> int:
        """Hand over what is due now, and return; for schedulers and tests.

        Returns:
            How many attempts there were.
        """
        attempts = 0
        with Leases(self.storage, self._lease) as leases:
            while await self._process_one(leases):
                attempts += 1
        return attempts

    async def run_worker(self, *, concurrency: int = 1, sweep_interval: float | None = None) -> None:
        """Hand over events as they come, until it is cancelled.

        A plain function that has been called with an event runs to its end before the cancellation takes effect; a
        coroutine function is broken off, and its event is handed over again.

        Args:
            concurrency: How many events are handled at a time.
            sweep_interval: Seconds between two calls of `sweep`, the first at once; without it, nothing is swept.
        """
        with Leases(self.storage, self._lease) as leases:
            async with anyio.create_task_group() as tasks:
                for _ in range(concurrency):
                    tasks.start_soon(self._work, leases)
                if sweep_interval is not None:
                    tasks.start_soon(self._keep_sweeping, sweep_interval)

    async def _work(self, leases: Leases) -> None:
        while True:
            try:
                if await self._process_one(leases):
                    continue
            except Exception:  # the database may come back
                _logger.exception("the worker could not go on; it tries again")
            await anyio.sleep(self._poll_interval)

    async def _keep_sweeping(self, interval: float) -> None:
        while True:
            try:
                await self.sweep()
            except Exception:
                _logger.exception(_SWEEP_FAILED)
            await anyio.sleep(interval)

    async def _process_one(self, leases: Leases) -> bool:
        stored = await anyio.to_thread.run_sync(self._claim)
        if stored is None:
            return False
        agreements = self._agreements[stored.service]
        with leases.keep(stored), anyio.CancelScope() as scope:
            handling = evolve(self._handling, handler=partial(self._hand_over, scope))
            await agreements.client.run(handling.handle(stored, agreements.plan))
        return True

    async def _hand_over(self, scope: anyio.CancelScope, event: Event) -> None:
        """Call the handler. From when it can no longer be broken off until its success is stored, nothing is."""
        handler = self._handling.handler
        if is_coroutine_function(cast("Callable[[], object]", handler)):
            with anyio.move_on_after(self._handler_timeout) as time_limit:
                await cast("Callable[[Event], Awaitable[object]]", handler)(event)
            if time_limit.cancelled_caught:
                msg = f"the handler had not returned after {self._handler_timeout:g} s (handler_timeout)"
                raise TimeoutError(msg)
            scope.shield = True
        else:
            scope.shield = True
            await run_to_the_end(partial(handler, event))

    async def sweep(
        self, *, since: datetime | None = None, agreement_ids: Mapping[str, Iterable[str]] | None = None
    ) -> int:
        """Ask the services what was missed; see `Inbox.sweep`.

        Args:
            since: Only what changed after this; without it, since the last sweep, a week at first.
            agreement_ids: Agreements to look at in any case, by service, as in `{"constellation1": ["…"]}`.
        """
        results = SweepResults()
        for client, plan in self._sweeps(since, agreement_ids):
            with results.next_service():
                results.count += await client.run(plan)
        return results.total()
