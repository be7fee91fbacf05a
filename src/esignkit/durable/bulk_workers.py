"""Where the plans of a bulk run are carried out: in threads, in processes, or wherever an executor has its workers."""

from __future__ import annotations

import multiprocessing
import signal
from abc import ABC, abstractmethod
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from typing import TYPE_CHECKING, Any, TypeAlias

from esignkit.core.plan_json import to_json
from esignkit.durable.bulk_dask import DaskExecutor
from esignkit.durable.bulk_tasks import carry_out, carry_out_elsewhere
from esignkit.durable.bulk_terms import Remote
from esignkit.durable.claiming import ended_run
from esignkit.durable.clients import client_of, close_client
from esignkit.errors import ConfigurationError, PlanError

if TYPE_CHECKING:
    from esignkit.durable.bulk_rate import RateLimit
    from esignkit.durable.bulk_report import BulkResult
    from esignkit.durable.bulk_tasks import Job
    from esignkit.durable.bulk_terms import Terms
    from esignkit.durable.clients import Connect, TakesPlans

__all__ = ["Ended", "Workers", "make_workers"]

Ended: TypeAlias = "tuple[BulkResult[Any], float]"
"""How a plan ended, and the seconds for which the service wants to be left alone."""


class Workers(ABC):
    """What carries plans out."""

    generation: int = 0
    """How often the pool was replaced."""

    @abstractmethod
    def submit(self, job: Job) -> Future[Ended]:
        """Hand a plan to a worker.

        Raises:
            PlanError: The plan cannot be sent to another process.
            BrokenExecutor: A worker died, and took the pool with it.
        """

    def renew(self, error: BaseException, generation: int) -> bool:
        """Replace a pool that broke, where it was made here.

        Args:
            error: What a plan ended with that its worker did not say anything of.
            generation: The pool that it was handed to.

        Returns:
            Whether the plan may be handed out again.
        """
        return False

    def lost(self, error: BaseException) -> bool:
        """Whether a plan ended because the connection to a cluster was lost."""
        del error
        return False

    def close(self, *, wait: bool) -> None:  # noqa: B027 - a pool of the caller's stays open
        """Let go of the pool and the client that were made here.

        Args:
            wait: Whether to wait for the end of the pool's workers.
        """


class _Threads(Workers):
    """Threads of this process."""

    def __init__(
        self, client: TakesPlans, terms: Terms, limit: RateLimit, pool: ThreadPoolExecutor, *, owns_client: bool
    ) -> None:
        self._client = client_of(client, limit)
        self._made_client = client if owns_client else None
        self._terms = terms
        self._pool = pool

    def submit(self, job: Job) -> Future[Ended]:
        return self._pool.submit(self._carry_out, job.key, job.plan)

    def _carry_out(self, key: str, plan: Any) -> Ended:
        return carry_out(self._client, self._terms, key, plan), 0.0  # its pauses are known already

    def close(self, *, wait: bool) -> None:
        if self._made_client is not None:
            close_client(self._made_client)


class _OwnThreads(_Threads):
    """Threads of a pool that was made for them."""

    def close(self, *, wait: bool) -> None:
        self._pool.shutdown(wait)
        super().close(wait=wait)


class _Elsewhere(Workers):
    """An executor whose workers may be anywhere."""

    def __init__(self, remote: Remote, pool: Executor) -> None:
        self._remote = remote
        self._pool = pool

    def submit(self, job: Job) -> Future[Ended]:
        return self._pool.submit(carry_out_elsewhere, self._remote, job.key, self._text_of(job))

    def _text_of(self, job: Job) -> str | None:
        """Return a plan as JSON; None where its files are gone, and the journal has its result."""
        try:
            return to_json(job.plan)
        except PlanError as error:
            ended_run(self._remote.terms.journal, job.key, job.plan, error)
            return None


class _OwnProcesses(_Elsewhere):
    """Processes of a pool that was made for them. A worker that dies breaks its pool; a new one takes its place."""

    def __init__(self, remote: Remote, workers: int) -> None:
        self._workers = workers
        super().__init__(remote, self._new_pool())

    def _new_pool(self) -> ProcessPoolExecutor:
        # A fork would copy locks as they are held. Ctrl-C goes to every process; what is being carried out ends.
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._workers, context, signal.signal, (signal.SIGINT, signal.SIG_IGN))

    def renew(self, error: BaseException, generation: int) -> bool:
        if not isinstance(error, BrokenExecutor):
            return False
        if generation == self.generation:
            self._pool.shutdown(wait=False)
            self._pool = self._new_pool()
            self.generation += 1
        return True

    def close(self, *, wait: bool) -> None:
        self._pool.shutdown(wait)


class _OwnDask(_Elsewhere):
    """A Dask cluster. When its scheduler was lost, it is looked for again."""

    def __init__(self, remote: Remote, address: str) -> None:
        self._address = address
        super().__init__(remote, DaskExecutor(address))

    def lost(self, error: BaseException) -> bool:
        return isinstance(error, CancelledError | OSError) or type(error).__name__ in _LOST

    def renew(self, error: BaseException, generation: int) -> bool:
        if type(error).__name__ == "KilledWorker":  # several workers died of it, or with it; the cluster lives
            return True
        if not self.lost(error):
            return False
        if generation == self.generation:
            self._pool.shutdown()
            self._pool = DaskExecutor(self._address)
            self.generation += 1
        return True

    def close(self, *, wait: bool) -> None:
        self._pool.shutdown()


_LOST = ("CancelledError", "FutureCancelledError", "CommClosedError")


def make_workers(
    executor: Executor | str | None,
    client: TakesPlans | None,
    connect: Connect | None,
    workers: int,
    limit: RateLimit,
    terms: Terms,
) -> Workers:
    """Return what carries plans out, by the arguments of `bulk`.

    Raises:
        ConfigurationError: They do not go together.
    """
    here = executor is None or isinstance(executor, ThreadPoolExecutor)
    if client is not None and connect is not None:
        msg = "give client=, or connect=, a function that makes one; not both"
        raise ConfigurationError(msg)
    if here:
        made = client if connect is None else connect()
        if made is None:
            raise ConfigurationError(_MISSING_HERE)
        if isinstance(executor, ThreadPoolExecutor):
            return _Threads(made, terms, limit, executor, owns_client=client is None)
        pool = ThreadPoolExecutor(workers, "esignkit-bulk")
        return _OwnThreads(made, terms, limit, pool, owns_client=client is None)
    if connect is None:
        raise ConfigurationError(_MISSING_ELSEWHERE)
    remote = Remote.make(connect, terms)
    if executor == "processes":
        return _OwnProcesses(remote, workers)
    if isinstance(executor, str) and executor.startswith(("tcp://", "tls://", "ws://", "wss://")):
        return _OwnDask(remote, executor)
    if not isinstance(executor, Executor):
        msg = (
            f"executor is {executor!r}; give 'processes', a concurrent.futures.Executor or the address of a Dask "
            "scheduler, such as 'tcp://127.0.0.1:8786', or leave it out for threads"
        )
        raise ConfigurationError(msg)
    return _Elsewhere(remote, executor)


_MISSING_HERE = "nothing says who carries the plans out: give client=, such as ESignLive.from_env(), or connect="
_MISSING_ELSEWHERE = "a client does not travel to other processes: give connect=, a function of a module that makes one"
