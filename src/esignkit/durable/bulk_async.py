"""Many plans at once, awaited."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

import anyio
import anyio.to_thread

from esignkit.core.options import check_count
from esignkit.durable.bulk_rate import RateLimit
from esignkit.durable.bulk_report import BulkReport, BulkResult, BulkState
from esignkit.durable.bulk_sync import BulkProgress
from esignkit.durable.bulk_tasks import PATIENCE, Job, failed, is_done
from esignkit.durable.bulk_terms import Terms
from esignkit.durable.bulk_todo import Keys, pairs_of, total_of
from esignkit.durable.clients import AsyncTakesPlans, async_client_of
from esignkit.errors import ConfigurationError
from esignkit.names import with_near_names
from esignkit.runners.http_clients import refuses_other_mode
from esignkit.runners.recording import check_journal

if TYPE_CHECKING:
    from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

    from esignkit.core.flow import Flow
    from esignkit.durable.journal import Journal
    from esignkit.runners.client import AsyncClient

__all__ = ["AsyncBulkResults", "abulk"]

T = TypeVar("T")


def abulk(
    plans: Mapping[str, Flow[T]] | Iterable[tuple[str, Flow[T]]] | AsyncIterable[tuple[str, Flow[T]]],
    *,
    client: AsyncTakesPlans,
    journal: Journal,
    workers: int = 8,
    rate: float | str | None = None,
    accept_orphans: bool = False,
    on_progress: BulkProgress | None = None,
) -> AsyncBulkResults[T]:
    """Carry out any number of plans, each once, several at a time: `bulk` for async clients, on asyncio and trio.

        async with abulk(plans, client=client, journal=journal) as results:
            async for result in results:
                print(result.key, result.state)

    Args:
        plans: The plans by their keys: a mapping, or pairs from any iterator or async iterator. A key that comes twice
            is refused.
        client: The client that carries them out, or `AsyncAgreements`.
        journal: Where the runs are recorded.
        workers: Plans that are carried out at a time.
        rate: Plans begun at most, all workers together: a number a second, or text such as `5/s`, `100/min` or
            `1000/h`. A plan may make several calls. With or without it, a service that answers 429 or 503 with
            `Retry-After` is left alone for so long.
        accept_orphans: As for `client.run`.
        on_progress: Called with the number of plans that ended and of plans in all, None where `plans` has no length.

    Returns:
        The results as they come, inside `async with`; or `await abulk(…).report()`.

    Raises:
        ConfigurationError: An argument is wrong.
    """
    check_journal(journal)
    check_count(workers, "workers", "plans at a time", "give 1 or more")
    limit = RateLimit(rate)
    terms = Terms(journal, accept_orphans)
    return AsyncBulkResults(plans, async_client_of(client, limit), terms, workers, limit, on_progress)


@refuses_other_mode
@with_near_names
class AsyncBulkResults(Generic[T]):
    """The results of a bulk run, as they come: iterate over it inside `async with`.

    Leave the block whenever you like: nothing more is begun, and the plans that are being carried out end. Where the
    task is cancelled, they are broken off; run again, they go on where they stopped.
    """

    def __init__(
        self,
        plans: Iterable[object] | AsyncIterable[object],
        client: AsyncClient,
        terms: Terms,
        workers: int,
        limit: RateLimit,
        on_progress: BulkProgress | None,
    ) -> None:
        self._total = total_of(plans)
        self._pairs = aiter(plans) if isinstance(plans, AsyncIterable) else pairs_of(plans)
        self._client = client
        self._terms = terms
        self._workers = workers
        self._limit = limit
        self._on_progress = on_progress
        self._patience = PATIENCE * terms.journal.lease
        self._report = BulkReport()
        self._keys = Keys()
        self._turn: anyio.Lock
        self._stopping: anyio.Event
        self._running: dict[str, Job] = {}
        self._over = False
        self._failure: Exception | None = None
        self._block: AbstractAsyncContextManager[None] | None = None
        self._results: MemoryObjectReceiveStream[BulkResult[Any]] | None = None

    async def report(self) -> BulkReport:
        """Carry out what is left, and say how all plans ended.

        Returns:
            The report; of what was done so far, when the block was left.
        """
        if self._block is None:
            async with self:
                return await self.report()
        if not self._over:
            async for _ in self:
                pass
        self._report.expect(self._total)
        return self._report

    async def __aenter__(self) -> Self:
        self._block = self._carry_out_all()
        await self._block.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool | None:
        assert self._block is not None  # noqa: S101 - the block was entered
        return await self._block.__aexit__(kind, error, traceback)

    @asynccontextmanager
    async def _carry_out_all(self) -> AsyncGenerator[None]:
        failure: Exception | None = None
        self._turn, self._stopping = anyio.Lock(), anyio.Event()
        send, self._results = anyio.create_memory_object_stream[BulkResult[Any]]()
        try:
            async with anyio.create_task_group() as tasks:
                async with send:
                    for _ in range(self._workers):
                        tasks.start_soon(self._work, send.clone())
                try:
                    yield
                except Exception as error:  # raised below, as it is: a task group would wrap it
                    failure = error
                self._stopping.set()
                async for result in self._results:  # what is being carried out ends
                    self._note(result)
        finally:
            self._over = True
            self._results.close()
            for job in self._running.values():
                self._report.add(job.last or BulkResult(key=job.key, state=BulkState.STOPPED))
        if failure is not None:
            raise failure

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> BulkResult[T]:
        if self._results is None:
            msg = "write `async with abulk(…) as results:` around the loop, so that its tasks end with it"
            raise ConfigurationError(msg)
        if self._over:
            raise StopAsyncIteration
        try:
            result = await self._results.receive()
        except anyio.EndOfStream:
            if self._failure is not None:
                failure, self._failure = self._failure, None
                raise failure from None
            raise StopAsyncIteration from None
        self._note(result)
        if self._on_progress is not None:
            self._on_progress(len(self._report), self._total)
        return result

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self._report}>"

    def _note(self, result: BulkResult[Any]) -> None:
        self._report.add(result)
        job = self._running.get(result.key)
        if job is not None and job.last is result:  # and not a second plan of this key, which was refused
            del self._running[result.key]

    async def _work(self, send: MemoryObjectSendStream[BulkResult[Any]]) -> None:
        async with send:
            while (taken := await self._take()) is not None:
                await send.send(await self._carry_out(taken) if isinstance(taken, Job) else taken)

    async def _take(self) -> Job | BulkResult[Any] | None:
        """Return the next plan, when its time has come; None when there is none, or no more are wanted."""
        async with self._turn:
            if self._stopping.is_set() or self._failure is not None:
                return None
            try:
                pairs = self._pairs
                pair = await anext(pairs, None) if isinstance(pairs, AsyncIterator) else next(pairs, None)
                if pair is None:
                    return None
                taken = self._keys.job(pair)
            except Exception as error:  # what was begun ends first
                self._failure = error
                return None
            if isinstance(taken, Job):
                self._running[taken.key] = taken
                if not (self._limit.limits and await self._is_done(taken.key)):
                    await self._wait()
            return None if self._stopping.is_set() else taken

    async def _wait(self) -> None:
        while (seconds := self._limit.take()) and not self._stopping.is_set():
            await self._sleep(seconds)

    async def _sleep(self, seconds: float) -> None:
        with anyio.move_on_after(seconds):
            await self._stopping.wait()

    async def _is_done(self, key: str) -> bool:
        return await anyio.to_thread.run_sync(is_done, self._terms.journal, key)

    async def _carry_out(self, job: Job) -> BulkResult[Any]:
        while True:
            result = await self._try(job)
            again = job.pause(result, time.monotonic(), self._patience)
            if again is not None:
                await self._sleep(again)
                await self._wait()
            if again is None or self._stopping.is_set():
                return result

    async def _try(self, job: Job) -> BulkResult[Any]:
        try:
            terms = self._terms
            value = await self._client.run(
                job.plan, journal=terms.journal, key=job.key, accept_orphans=terms.accept_orphans
            )
        except Exception as error:
            return await anyio.to_thread.run_sync(failed, error, self._terms.journal, job.key)
        return BulkResult(key=job.key, state=BulkState.DONE, value=value)
