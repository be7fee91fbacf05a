"""Many plans at once: each is carried out once, whatever happens on the way."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from inspect import GEN_CREATED, getgeneratorstate
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Self, TypeAlias, TypeVar

from esignkit.core.options import check_count
from esignkit.durable.bulk_rate import RateLimit
from esignkit.durable.bulk_report import BulkReport, BulkResult, BulkState
from esignkit.durable.bulk_tasks import PATIENCE, Job, is_done
from esignkit.durable.bulk_terms import Terms
from esignkit.durable.bulk_todo import Todo
from esignkit.durable.bulk_workers import Ended, Workers, make_workers
from esignkit.durable.clients import Connect, TakesPlans
from esignkit.errors import ConfigurationError
from esignkit.names import with_near_names
from esignkit.runners.http_clients import refuses_other_mode
from esignkit.runners.recording import check_journal

if TYPE_CHECKING:
    from esignkit.core.flow import Flow
    from esignkit.durable.journal import Journal

__all__ = ["BulkProgress", "BulkResults", "bulk"]

T = TypeVar("T")

BulkProgress: TypeAlias = "Callable[[int, int | None], object]"
"""Called with the number of plans that ended and, when known, of plans in all."""

ASIDE = 4
"""How many times as many plans may wait to be taken up again as are carried out at a time."""


def bulk(
    plans: Mapping[str, Flow[T]] | Iterable[tuple[str, Flow[T]]],
    *,
    journal: Journal,
    client: TakesPlans | None = None,
    connect: Connect | None = None,
    executor: Executor | str | None = None,
    workers: int = 8,
    rate: float | str | None = None,
    accept_orphans: bool = False,
    on_progress: BulkProgress | None = None,
) -> BulkResults[T]:
    """Carry out any number of plans, each once, several at a time.

        with ESignLive.from_env() as client, Journal("runs.sqlite") as journal:
            plans = {f"lease-{n}": client.packages.plan.create(Package(name=f"Lease {n}")) for n in range(100)}
            report = bulk(plans, client=client, journal=journal).report()

    Each plan has a key, under which the journal knows it. Run the same plans with the same keys and journal again,
    after a crash or a Ctrl-C, and those that are done are not sent again, and the others go on where they stopped.
    What becomes of one plan never stops the others. Ctrl-C begins nothing more, and lets the plans in hand end.

    Plans are taken from `plans` as they are needed, and results are given out as they come: memory holds `workers` of
    them, and of the others the keys.

    Args:
        plans: The plans by their keys: a mapping, or pairs from any iterator. A key that comes twice is refused.
        journal: Where the runs are recorded. Workers on several machines share a PostgreSQL database.
        client: The client that carries them out, or `Agreements`; for threads of this process.
        connect: In its place, a function without arguments that makes it; each process calls it once. For processes it
            stands in a module. What it makes for threads is closed at the end.
        executor: Where they are carried out: in threads of its own when left out; in processes of its own with
            `"processes"`, which are replaced when they die; on a Dask cluster with the address of its scheduler, such
            as `"tcp://127.0.0.1:8786"`, which may be restarted meanwhile (extra `dask`); or on any executor of yours,
            which stays yours to shut down.
        workers: Plans that are carried out at a time; for an executor of yours, plans that it has at a time.
        rate: Plans begun at most, all workers together: a number a second, or text such as `5/s`, `100/min` or
            `1000/h`. A plan may make several calls. With or without it, a service that answers 429 or 503 with
            `Retry-After` is left alone for so long.
        accept_orphans: As for `client.run`.
        on_progress: Called with the number of plans that ended and of plans in all, None where `plans` has no length.

    Returns:
        The results as they come. Nothing begins before the first is asked for; `report()` carries out what is left and
        says how all of them ended.

    Raises:
        ConfigurationError: An argument is wrong, or they do not go together.
    """
    check_journal(journal)
    check_count(workers, "workers", "plans at a time", "give 1 or more")
    limit = RateLimit(rate)
    hands = make_workers(executor, client, connect, workers, limit, Terms(journal, accept_orphans))
    return BulkResults(Todo(plans), journal, hands, workers, limit, on_progress)


@refuses_other_mode
@with_near_names
class BulkResults(Generic[T]):
    """The results of a bulk run, as they come: iterate over it.

    Stop whenever you like, by leaving the loop and closing it, or with Ctrl-C: nothing more is begun, the plans that
    are being carried out end, and the rest is done by the next run. `with` closes it.
    """

    def __init__(
        self,
        todo: Todo,
        journal: Journal,
        hands: Workers,
        workers: int,
        limit: RateLimit,
        on_progress: BulkProgress | None,
    ) -> None:
        self._todo = todo
        self._journal = journal
        self._hands = hands
        self._workers = workers
        self._limit = limit
        self._on_progress = on_progress
        self._patience = PATIENCE * journal.lease
        self._report = BulkReport()
        self._running: dict[Future[Ended], tuple[Job, int]] = {}
        self._next: Job | None = None
        self._ready: deque[BulkResult[Any]] = deque()
        self._late: list[BulkResult[Any]] = []
        self._failure: Exception | None = None
        self._stopping = False
        self._results = self._carry_out()

    def report(self) -> BulkReport:
        """Carry out what is left, and say how all plans ended.

        Returns:
            The report; of what was done so far, when the run was broken off or closed.
        """
        for _ in self:
            pass
        self._report.expect(self._todo.total)
        return self._report

    def close(self) -> list[BulkResult[T]]:
        """Begin nothing more, and wait for the plans that are being carried out.

        Returns:
            How those ended that iterating did not give out: the plans that were being carried out, and, as stopped,
            those that waited for their turn. The report has them too.
        """
        if getgeneratorstate(self._results) == GEN_CREATED:  # closing what has not begun carries nothing of it out
            self._hands.close(wait=False)
        self._results.close()
        return list(self._late)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> BulkResult[T]:
        return next(self._results)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self._report}>"

    def _carry_out(self) -> Generator[BulkResult[T]]:
        interrupted = True
        try:
            while True:
                wake = self._hand_over()
                if self._ready:  # a plan that was refused has left its worker to the next one
                    wake = time.monotonic()
                while self._ready:
                    yield self._ended(self._ready.popleft())
                if not self._running and (wake is None or self._failure is not None):
                    break
                for future in self._wait(wake):
                    result = self._result_of(future)
                    if result is not None:
                        yield self._ended(result)
            interrupted = False
        finally:
            self._stop()
            self._hands.close(wait=not interrupted)
        if self._failure is not None:
            raise self._failure

    def _hand_over(self) -> float | None:
        """Give plans to workers that have none.

        Returns:
            When there is more to give out, on the monotonic clock; None when that depends on the workers.
        """
        while len(self._running) < self._workers and self._failure is None and not self._ready:
            job = self._take()
            if job is None:
                return self._todo.due()
            if self._limit.limits and is_done(self._journal, job.key):
                wait_for = 0.0  # it makes no call
            else:
                wait_for = self._limit.take()
            if wait_for:
                self._next = job
                return time.monotonic() + wait_for
            self._submit(job)
        return None

    def _take(self) -> Job | None:
        """Return the plan to give out next; None when there is none now."""
        job, self._next = self._next, None
        if job is not None:
            return job
        try:
            taken = self._todo.next(time.monotonic(), ASIDE * self._workers)
        except Exception as error:  # what was begun ends first
            self._failure = error
            return None
        if isinstance(taken, BulkResult):
            self._ready.append(taken)
            return None
        return taken

    def _submit(self, job: Job) -> None:
        try:
            try:
                future = self._hands.submit(job)
            except (BrokenExecutor, CancelledError, OSError) as error:
                if not self._hands.renew(error, self._hands.generation):
                    raise
                future = self._hands.submit(job)
        except ConfigurationError as error:  # the plan has no JSON form
            self._ready.append(BulkResult(key=job.key, state=BulkState.REFUSED, error=error))
        except Exception as error:
            self._failure, self._next = error, job
        else:
            self._running[future] = job, self._hands.generation

    def _wait(self, wake: float | None) -> Iterable[Future[Ended]]:
        """Wait until a plan has ended, or until a time of the monotonic clock."""
        seconds = None if wake is None else max(0.0, wake - time.monotonic())
        if self._running:
            return wait(self._running, seconds, FIRST_COMPLETED).done
        time.sleep(seconds or 0.0)
        return ()

    def _result_of(self, future: Future[Ended]) -> BulkResult[Any] | None:
        """Return how a plan ended; None when it is taken up again."""
        job, generation = self._running.pop(future)
        error = CancelledError() if future.cancelled() else future.exception()
        now = time.monotonic()
        if error is None:
            result, pause = future.result()
            self._limit.pause(pause)
            again = job.pause(result, now, self._patience)
        else:
            again = job.died(error, lost=self._hands.lost(error))
            if again is not None and (self._stopping or not self._hands.renew(error, generation)):
                again = None
        if again is None:
            return job.last
        self._todo.put_aside(job, now + again)
        return None

    def _ended(self, result: BulkResult[Any]) -> BulkResult[T]:
        self._report.add(result)
        if self._on_progress is not None:
            self._on_progress(len(self._report), self._todo.total)
        return result

    def _stop(self) -> None:
        """Wait for the plans that are being carried out, and note how they and those that wait ended."""
        self._stopping = True
        wait(
            [future for future in self._running if not future.cancel()]
        )  # some executors let nobody know of the others
        while self._running:
            result = self._result_of(next(iter(self._running)))
            if result is not None:
                self._late.append(result)
        for job in [*self._todo.aside(), *([self._next] if self._next else [])]:
            self._late.append(job.last or BulkResult(key=job.key, state=BulkState.STOPPED))
        self._late.extend(self._ready)
        for result in self._late:
            self._report.add(result)
