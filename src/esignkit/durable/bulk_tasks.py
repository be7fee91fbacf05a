"""One plan of a bulk run, as a worker carries it out: in this process, or in one that an executor has somewhere."""

from __future__ import annotations

import pickle
import time
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define, evolve

from esignkit.core.plan_parsing import from_json
from esignkit.core.value_objects import Shown
from esignkit.durable.bulk_rate import LONGEST_PAUSE
from esignkit.durable.bulk_report import BulkResult, BulkState
from esignkit.durable.errors import LeaseLostError, PlanChangedError, RunBusyError
from esignkit.durable.kept_clients import KeptClients
from esignkit.durable.values import RunInfo, RunState
from esignkit.errors import ConfigurationError, ESignError, OutcomeUnknownError, RateLimitedError, ServerError
from esignkit.types import Outcome

if TYPE_CHECKING:
    from esignkit.core.flow import Flow
    from esignkit.durable.bulk_terms import Remote, Terms
    from esignkit.durable.journal import Journal
    from esignkit.runners.client import SyncClient

__all__ = [
    "PATIENCE",
    "WORKER_CLIENTS",
    "Job",
    "carry_out",
    "carry_out_elsewhere",
    "failed",
    "is_done",
]

T = TypeVar("T")

TRIES = 3
"""How often a plan is taken up in one bulk run, where another try may help."""
DEATHS = 5
"""How often a plan is taken up whose worker died; the others that died with it are counted as well."""
PATIENCE = 3
"""For how many leases a plan is waited for that another worker has: one that runs out may begin anew once."""
LOSSES = 30
"""How often a plan is taken up that was lost with the connection to a cluster: no plan can be to blame for that."""


def carry_out(client: SyncClient, terms: Terms, key: str, plan: Flow[T] | None) -> BulkResult[T]:
    """Carry out one plan; it raises nothing but what breaks the whole program off."""
    try:
        value = client.run(plan, journal=terms.journal, key=key, accept_orphans=terms.accept_orphans)
    except Exception as error:
        return failed(error, terms.journal, key)
    return BulkResult(key=key, state=BulkState.DONE, value=value)


def failed(error: Exception, journal: Journal, key: str) -> BulkResult[Any]:
    """Return the result of a plan that raised an error. It asks the journal, where the error leaves it open."""
    state, call = _state_by(error), getattr(error, "operation", "")
    if state is None:
        try:
            run = journal.get(key)
        except Exception as unreadable:  # the database went away: what is in it is not known, and another try asks it
            error.add_note(f"the journal could not be asked how the run stands: {unreadable}")
            state = BulkState.STOPPED
        else:
            state = _state_of(run, error)
            call = run.step or call if run else call
    return BulkResult(key=key, state=state, error=error, call=call)


def is_done(journal: Journal, key: str) -> bool:
    """Whether a plan was carried out before, as far as the journal can be asked: if not, running the plan says why."""
    try:
        run = journal.get(key)
    except Exception:
        return False
    return run is not None and run.state is RunState.DONE


_STATES = {RunState.UNKNOWN: BulkState.UNKNOWN, RunState.FAILED: BulkState.REFUSED}


def _state_by(error: Exception) -> BulkState | None:
    """Return what an error alone says; None for errors after which the journal has to be asked."""
    if isinstance(error, RunBusyError | LeaseLostError):
        return BulkState.BUSY
    if isinstance(error, PlanChangedError | ConfigurationError):
        return BulkState.REFUSED
    if isinstance(error, RateLimitedError | ServerError):
        return BulkState.STOPPED
    return None


def _state_of(run: RunInfo | None, error: Exception) -> BulkState:
    """Return what an error and the journal say together: a new key would send a call in doubt once more."""
    refused = isinstance(error, ESignError) and error.outcome is Outcome.REJECTED
    if run is None or (refused and not run.step):
        return BulkState.REFUSED
    if refused:
        return BulkState.UNKNOWN
    return _STATES.get(run.state, BulkState.STOPPED)


@define(eq=False, repr=False)
class Job(Shown):
    """A plan that waits for its turn, and how it fared so far."""

    key: str
    plan: Flow[Any]
    tries: int = 0
    deaths: int = 0
    losses: int = 0
    busy_since: float | None = None
    last: BulkResult[Any] | None = None
    """How the last try ended."""

    def pause(self, result: BulkResult[Any], now: float, patience: float) -> float | None:
        """Return the seconds after which the plan is taken up again; None when the result stands.

        Args:
            result: How this try ended.
            now: The time on the monotonic clock.
            patience: Seconds for which a plan that another worker has is asked for.
        """
        self.last = result
        retry_after = getattr(result.error, "retry_after", None)
        if result.state is BulkState.BUSY:
            self.busy_since = now if self.busy_since is None else self.busy_since
            return None if now - self.busy_since > patience else min(1.0, max(0.05, retry_after or 0.0))
        if result.state is not BulkState.STOPPED:
            return None
        self.tries += 1
        if self.tries >= TRIES:
            return None
        if isinstance(result.error, OutcomeUnknownError):  # the journal asks the service what became of the call
            return 0.0
        return min(LONGEST_PAUSE, retry_after) if retry_after else 0.5 * 2.0 ** (self.tries - 1)

    def died(self, error: BaseException, *, lost: bool) -> float | None:
        """Note that the worker died that had the plan; return the seconds after which it is taken up again.

        Args:
            error: What it ended with.
            lost: Whether it was the connection to a cluster that was lost.

        Returns:
            None when it is taken up no more.
        """
        self.last = BulkResult(key=self.key, state=BulkState.STOPPED, error=error)
        if lost:
            self.losses += 1  # a scheduler that begins again may cancel what comes at once
            return min(1.0, 0.02 * 2.0**self.losses) if self.losses < LOSSES else None
        self.deaths += 1
        return 0.0 if self.deaths < DEATHS else None


WORKER_CLIENTS: KeptClients = KeptClients()
"""The clients of this process, where it is a worker of others."""


def carry_out_elsewhere(remote: Remote, key: str, text: str | None) -> tuple[BulkResult[Any], float]:
    """Carry out one plan in a process that an executor has somewhere.

    Args:
        remote: What all plans need.
        key: The plan's key.
        text: The plan as JSON; None for the one that the journal has.

    Returns:
        How it ended, and the seconds for which the service wants to be left alone.
    """
    with WORKER_CLIENTS.use(remote) as tools:
        time.sleep(tools.limit.paused_for())
        try:
            plan = None if text is None else cast("Flow[Any]", from_json(text))
        except Exception as error:
            result: BulkResult[Any] = BulkResult(key=key, state=BulkState.REFUSED, error=error)
        else:
            result = carry_out(tools.client, tools.terms, key, plan)
        return _sendable(result), tools.limit.paused_for()


def _sendable(result: BulkResult[Any]) -> BulkResult[Any]:
    """Return a result that can be pickled: one that cannot would break a whole pool of processes."""
    if not _travels(result.value):
        result = evolve(result, value=None)
    if not _travels(result.error):
        error = result.error
        shown = ESignError(f"{type(error).__name__}: {error}", operation=result.call)
        result = evolve(result, error=shown)
    return result


def _travels(value: object) -> bool:
    try:
        pickle.loads(pickle.dumps(value))  # noqa: S301 - it was pickled right here
    except Exception:
        return False
    return True
