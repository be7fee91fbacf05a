"""Looking at the runs of a journal."""

from __future__ import annotations

import contextlib
import math
from collections import defaultdict
from collections.abc import Generator, Sequence
from datetime import UTC, datetime
from typing import Any

from attrs import frozen

from esignkit.databases.database import Database
from esignkit.databases.transaction import Transaction
from esignkit.durable.bindings import ASKED, made_nothing
from esignkit.durable.clock_readings import ClockReading, Clocks, read_clocks
from esignkit.durable.errors import JournalError, RunBusyError
from esignkit.durable.keys import check_key
from esignkit.durable.made import LONGEST_READ, ids_of
from esignkit.durable.tables import STEP_COLUMNS
from esignkit.durable.values import RunInfo, RunState, Step
from esignkit.durable.workers import describe_owner, has_ended
from esignkit.errors import ConfigurationError
from esignkit.names import with_near_names

__all__ = ["Runs"]

_RUNS = (
    "SELECT key, state, service, account, digest, plan, note, created_at, changed_at, owner, leased_at, lease, clock"
    " FROM esignkit_journal_runs"
)
_TELLING = (
    "SELECT key, number, name, digest, state, CASE state WHEN 'error' THEN extra ELSE '' END,"  # noqa: S608 - our own
    f" CASE WHEN state = 'answer' AND LENGTH(content) <= {LONGEST_READ} THEN content END"
    " FROM esignkit_journal_steps WHERE (state IN ('intent', 'error') OR digest LIKE ? OR name = ?)"
)
"""The steps that tell what a run has made; of what was answered, short answers do."""
_OF_WRITES = "%/%"


@frozen
class Lease:
    """A run's lease.

    Attributes:
        owner: Who has the run; empty where nobody does.
        began: When it began, by the clock of leases.
        seconds: How long it lasts.
        clock: How the clocks stood then, as text.
    """

    owner: str
    began: float
    seconds: float
    clock: str


@with_near_names
class Runs:
    """Tells how runs stand.

    Args:
        database: Where runs are kept.
        lease: Seconds after which a run of a worker that is not heard of may be taken over.
        settle: Seconds within which what a call made shows at the service.
    """

    def __init__(self, database: Database, lease: float, settle: float) -> None:
        self.lease: float = lease
        self.settle: float = settle
        self._database = database

    def runs(self, state: RunState | str | None = None, *, limit: int = 100) -> list[RunInfo]:
        """Return runs, the newest first.

        Args:
            state: How they stand, such as `RunState.UNKNOWN`; all when left out.
            limit: How many at most.

        Raises:
            ConfigurationError: There is no such state.
        """
        where, values = ("", []) if state is None else ("WHERE state = ?", [_state(state).value])
        return [info for info, _ in self._select(f"{where} ORDER BY created_at DESC, key LIMIT ?", *values, limit)]

    def get(self, key: str) -> RunInfo | None:
        """Return how a run stands; None where there is none of this key.

        Args:
            key: Its key.

        Raises:
            ConfigurationError: It cannot be a key.
        """
        runs = self._select("WHERE key = ?", check_key(key))
        return runs[0][0] if runs else None

    def unfinished(self) -> list[RunInfo]:
        """Return the runs that can go on and that nobody is at work on, the oldest first.

        They are those that have stopped, and those whose worker died. Where a person has to look first, and where the
        error is final, running it again changes nothing, so they are not among them.
        """
        runs = self._select("WHERE state IN ('running', 'stopped') ORDER BY created_at, key")
        return [info for info, seconds_left in runs if not seconds_left]

    def counts(self) -> dict[RunState, int]:
        """Return how many runs there are of each state that there is."""
        with self._transaction(reads=True) as transaction:
            rows = transaction.execute("SELECT state, COUNT(*) FROM esignkit_journal_runs GROUP BY state").fetchall()
        return {RunState(state): int(number) for state, number in rows}

    # For those that change runs ---------------------------------------------------------------------------------------
    def _select(self, which: str, *values: object) -> list[tuple[RunInfo, float]]:
        """Return runs, each with the seconds for which it is somebody's at most.

        Args:
            which: The end of a select: which runs, and in which order.
            values: Its parameters.
        """
        steps: defaultdict[str, list[Step]] = defaultdict(list)
        with self._transaction(reads=True) as transaction:
            clocks = read_clocks(self._database, transaction)
            runs = transaction.execute(f"{_RUNS} {which}", values).fetchall()
            keys = f"SELECT key FROM esignkit_journal_runs {which}"  # noqa: S608 - our own words
            telling = f"{_TELLING} AND key IN ({keys}) ORDER BY key, number"
            for row in transaction.execute(telling, (_OF_WRITES, ASKED, *values)).fetchall():
                key, number, name, digest, state, extra, content = row
                steps[key].append(Step(number, name, digest, state, 0.0, extra=extra, content=bytes(content or b"")))
        return [(_info(run, steps[run[0]]), self._seconds_left(Lease(*run[9:13]), clocks)) for run in runs]

    def _read_steps(self, transaction: Transaction, key: str) -> dict[int, Step]:
        rows = transaction.execute(
            f"SELECT {STEP_COLUMNS} FROM esignkit_journal_steps WHERE key = ? ORDER BY number",  # noqa: S608 - our own
            (key,),
        ).fetchall()
        return {row[0]: _read_step(row) for row in rows}

    def _seconds_left(self, lease: Lease, clocks: Clocks) -> float:
        """Return for how long a run is somebody's at most; 0 where it is nobody's.

        Args:
            lease: Its lease.
            clocks: What the clocks show now.
        """
        if not lease.owner or has_ended(lease.owner):
            return 0.0
        early = lease.began - clocks.lease
        if early > (0.0 if self._database.CLOCK_RESTARTS else lease.seconds):  # the machine was started anew, or the
            return 0.0  # server's clock was set back
        return max(0.0, early + lease.seconds)

    def _lost_for(self, lease: Lease, clocks: Clocks) -> float:
        """Return how many seconds ago a lease ran out, or fewer; below 0 when it had not yet."""
        if self._database.CLOCK_RESTARTS:
            return math.inf if clocks.lease < lease.began else clocks.lease - lease.began - lease.seconds
        return clocks.lease - lease.began - lease.seconds if self._counts(lease, clocks) else 0.0

    def _counts(self, lease: Lease, clocks: Clocks) -> bool:
        """Whether the clock of leases tells how long ago a lease began: it was not set since, as far as can be told."""
        if self._database.CLOCK_RESTARTS:
            return True
        began = ClockReading.from_text(lease.clock)
        return lease.began <= clocks.lease and began is not None and began.agrees(clocks.reading)

    def _check_idle(self, transaction: Transaction, key: str, lease: Lease, clocks: Clocks) -> None:
        """Refuse a run that somebody is at work on.

        A lease that seems to have run out, but during which the clock was set, begins anew: its worker, if it lives,
        keeps it by its next sign of life; if not, it runs out by a clock that tells.

        Raises:
            RunBusyError: Somebody is.
        """
        left = self._seconds_left(lease, clocks)
        if not left and lease.owner and not has_ended(lease.owner) and not self._counts(lease, clocks):
            clocks, left = read_clocks(self._database, transaction), lease.seconds
            transaction.execute(
                "UPDATE esignkit_journal_runs SET leased_at = ?, clock = ? WHERE key = ?",
                (clocks.lease, clocks.text, key),
            )
        if left > 0:
            msg = (
                f"the run {key!r} is being carried out by {describe_owner(lease.owner)}; its lease lasts {left:.0f} s"
                " more; run it again then"
            )
            raise RunBusyError(msg, retry_after=left)

    @contextlib.contextmanager
    def _transaction(self, *, synced: bool = False, reads: bool = False) -> Generator[Transaction]:
        """Return a transaction. One that finds a run in other hands is committed: it may have begun the lease anew."""
        busy: RunBusyError | None = None
        try:
            with self._database.transaction(synced=synced, reads=reads) as transaction:
                try:
                    yield transaction
                except RunBusyError as error:
                    busy = error
        except self._database.errors as error:
            raise self._unusable(error) from None
        if busy is not None:
            raise busy

    def _unusable(self, error: Exception) -> JournalError:
        """Return ours in place of an error of the driver, whose own text may hold a password."""
        return JournalError(f"the journal {self._database.explain(error)}")


def _state(state: RunState | str) -> RunState:
    try:
        return RunState(state)
    except ValueError:
        msg = f"state is {state!r}; give one of {', '.join(one.value for one in RunState)}"
        raise ConfigurationError(msg) from None


def _info(run: Sequence[Any], steps: Sequence[Step]) -> RunInfo:
    key, state, service, account, digest, plan, note, created_at, changed_at = run[:9]
    in_doubt = [step.name for step in steps if step.state == "intent"]
    return RunInfo(
        key=key,
        state=RunState(state),
        service=service,
        account=account,
        digest=digest,
        plan=plan,
        note=note,
        # a run may be done all the same: its flow saw the doubt, and decided
        step=in_doubt[-1] if in_doubt and state != RunState.DONE.value else "",
        made_nothing=made_nothing(steps),
        created_at=datetime.fromtimestamp(created_at, UTC),
        changed_at=datetime.fromtimestamp(changed_at, UTC),
        ids=ids_of(service, steps),
    )


def _read_step(row: Sequence[Any]) -> Step:
    number, name, digest, state, since, status, extra, content = row
    return Step(number, name, digest, state, since, status, extra, bytes(content))
