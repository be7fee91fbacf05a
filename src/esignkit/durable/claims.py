"""Claiming runs and writing to them: what the one who carries a run out does with a journal."""

from __future__ import annotations

from collections.abc import Sequence

from esignkit.databases.database import Database
from esignkit.databases.transaction import Transaction
from esignkit.durable.bindings import Binding, made_nothing, refuse_other
from esignkit.durable.clock_readings import Clocks, read_clocks
from esignkit.durable.errors import JournalError, LeaseLostError
from esignkit.durable.keys import check_key
from esignkit.durable.leases import Leases
from esignkit.durable.runs import Lease, Runs
from esignkit.durable.tables import WRITE_STEP, row_of
from esignkit.durable.values import ClaimedRun, RunState, Step
from esignkit.types import Outcome

__all__ = ["Claims"]

_ENDED = (RunState.DONE, RunState.FAILED)
"""How runs stand that are only read from then on."""
_WRITE = (
    "UPDATE esignkit_journal_runs SET state = ?, owner = ?, note = ?, leased_at = ?, clock = ?, changed_at = ?"
    " WHERE key = ? AND owner = ?"
)
_BIND = "UPDATE esignkit_journal_runs SET digest = ?, plan = ?, service = ?, account = ?, note = '' WHERE key = ?"
_CUT = "DELETE FROM esignkit_journal_steps WHERE key = ? AND number >= ?"


class Claims(Runs):
    """Gives each run to one worker at a time, and lets that one alone write to it.

    Args:
        database: Where runs are kept.
        lease: Seconds after which a run of a worker that is not heard of may be taken over.
        settle: Seconds within which what a call made shows at the service.
    """

    def __init__(self, database: Database, lease: float, settle: float) -> None:
        super().__init__(database, lease, settle)
        self._leases = Leases(self._extend, lease / 3)

    def claim(self, run: ClaimedRun, digest: str, plan: str, service: str, account: str) -> None:
        """Take a run, or begin it; its lease is kept until it ends, is dropped, or the process ends.

        A run that is done or has failed is only read: there is nothing to be carried out. A worker of this machine
        whose process has ended is taken over from at once, any other when its lease has run out.

        Args:
            run: The run; its state and steps are filled in.
            digest: Hash of the plan and of the files that it sends.
            plan: The plan as JSON.
            service: The service.
            account: What tells the account from others.

        Raises:
            PlanChangedError: The key belongs to another plan, service or account, and something was made under it.
            RunBusyError: Another worker has the run.
            LeaseLostError: The task was cancelled meanwhile.
            ConfigurationError: The key is not allowed.
            JournalError: The journal cannot be used.
        """
        check_key(run.key)
        with run.lock:
            self._claim(run, Binding(digest, plan, service, account))
            if run.state not in _ENDED:
                self._leases.add(run)

    def _claim(self, run: ClaimedRun, binding: Binding) -> None:
        with self._transaction() as transaction:
            if run.dropped:
                raise _dropped(run)
            clocks = read_clocks(self._database, transaction)
            run.clock, run.ahead = clocks.reading, round(clocks.reading.ahead, 1)
            is_new = transaction.execute(
                "INSERT INTO esignkit_journal_runs (key, digest, plan, service, account, state, note, owner, leased_at,"
                " lease, clock, created_at, changed_at) VALUES (?, ?, ?, ?, ?, 'running', '', ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (key) DO NOTHING",
                (run.key, *_columns(binding), run.owner, clocks.lease, self.lease, clocks.text, clocks.now, clocks.now),
            ).rowcount
            if is_new:
                run.state, run.steps = None, {}
            else:
                self._take(transaction, run, binding, clocks)

    def _take(self, transaction: Transaction, run: ClaimedRun, binding: Binding, clocks: Clocks) -> None:
        """Take a run that is there. One that has made nothing yet does not hold its key to its plan or account."""
        row = transaction.execute(
            "SELECT digest, plan, service, account, state, owner, leased_at, lease, clock"  # noqa: S608 - our own words
            f" FROM esignkit_journal_runs WHERE key = ?{self._database.FOR_UPDATE}",
            (run.key,),
        ).fetchone()
        if row is None:
            msg = f"the run {run.key!r} was forgotten while it was claimed; run it again"
            raise JournalError(msg)
        stored = Binding(*row[:4])
        lease = Lease(*row[5:9])
        if lease.owner:
            run.lost_for = self._lost_for(lease, clocks)
        state, steps = RunState(row[4]), self._read_steps(transaction, run.key)
        if stored != binding:
            if state is RunState.DONE or not made_nothing(steps.values()):
                refuse_other(run.key, stored, binding)
            self._check_idle(transaction, run.key, lease, clocks)
            transaction.execute(_CUT, (run.key, 0))
            transaction.execute(_BIND, (*_columns(binding), run.key))
            state, steps = RunState.RUNNING, {}
        if state not in _ENDED:
            self._check_idle(transaction, run.key, lease, clocks)
            transaction.execute(
                "UPDATE esignkit_journal_runs SET state = 'running', note = '', owner = ?, leased_at = ?, lease = ?,"
                " clock = ? WHERE key = ?",
                (run.owner, clocks.lease, self.lease, clocks.text, run.key),
            )
        run.state, run.steps = state, steps

    def write(
        self,
        run: ClaimedRun,
        steps: Sequence[Step],
        state: RunState = RunState.RUNNING,
        *,
        note: str = "",
        cut: int | None = None,
    ) -> None:
        """Write steps and how the run stands, all or none; a run that does not go on is let go.

        An intent is on the disk when this returns, and with it all that was written before; so is that a write that may
        be repeated, or a function of the caller's, was begun.

        Args:
            run: The run.
            steps: What is new; a step of a number that is there replaces it.
            state: How the run stands.
            note: Why it stopped, for a person.
            cut: Steps from this number on are deleted first.

        Raises:
            LeaseLostError: Another worker has the run, or the task was cancelled: nothing was written.
            JournalError: The journal cannot be used: nothing was written. Where an answer was to be, its `outcome` is
                `DONE`, for the call was carried out.
        """
        with run.lock:
            try:
                with self._transaction(synced=any(map(_must_last, steps))) as transaction:
                    self._write_state(transaction, run, state, note)
                    if cut is not None:
                        transaction.execute(_CUT, (run.key, cut))
                    for step in steps:
                        transaction.execute(WRITE_STEP, (run.key, *row_of(step)))
            except JournalError as error:
                self._leases.discard(run)  # who cannot write to a run does not keep it
                if any(step.state == "answer" for step in steps):
                    error.outcome = Outcome.DONE
                raise
            if state is not RunState.RUNNING:
                self._leases.discard(run)

    def _write_state(self, transaction: Transaction, run: ClaimedRun, state: RunState, note: str) -> None:
        """Write how a run stands, if it is still this worker's.

        Raises:
            LeaseLostError: It is not.
        """
        if run.dropped:
            raise _dropped(run)
        clocks, owner = read_clocks(self._database, transaction), run.owner if state is RunState.RUNNING else ""
        values = (state.value, owner, _storable(note), clocks.lease, clocks.text, clocks.now)
        changed = transaction.execute(_WRITE, (*values, run.key, run.owner))
        if changed.rowcount != 1:
            raise _lost(run)

    def drop(self, run: ClaimedRun, unsent: Step | None) -> None:
        """Let a run go whose task was cancelled: a thread that is still at work for it can write nothing any more.

        Args:
            run: The run.
            unsent: The intent for which nothing was sent, which is taken back; None where there is none.

        Raises:
            JournalError: The journal cannot be used; the run is free when its lease has run out.
        """
        with run.lock:
            run.dropped = True
            self._leases.discard(run)
            with self._transaction() as transaction:
                freed = transaction.execute(
                    "UPDATE esignkit_journal_runs SET state = 'stopped', note = 'its task was cancelled', owner = ''"
                    " WHERE key = ? AND owner = ?",
                    (run.key, run.owner),
                )
                if freed.rowcount == 1 and unsent is not None:
                    transaction.execute(
                        "DELETE FROM esignkit_journal_steps WHERE key = ? AND number = ? AND state = 'intent'",
                        (run.key, unsent.number),
                    )

    def end(self) -> None:
        """Keep no leases any more, until the next run is claimed."""
        self._leases.end()

    def _extend(self, runs: Sequence[ClaimedRun]) -> None:
        """Let the leases begin anew that are still this worker's."""
        with self._transaction() as transaction:
            clocks = read_clocks(self._database, transaction)
            for run in runs:
                transaction.execute(
                    "UPDATE esignkit_journal_runs SET leased_at = ?, clock = ? WHERE key = ? AND owner = ?",
                    (clocks.lease, clocks.text, run.key, run.owner),
                )


def _must_last(step: Step) -> bool:
    """Whether what a step says is about to be done, and must not be forgotten."""
    return step.state == "intent" or (step.state == "begun" and not made_nothing([step]))


def _columns(binding: Binding) -> tuple[str, ...]:
    return binding.digest, binding.plan, binding.service, binding.account


def _lost(run: ClaimedRun) -> LeaseLostError:
    return LeaseLostError(f"another worker has taken the run {run.key!r} over; it goes on there")


def _dropped(run: ClaimedRun) -> LeaseLostError:
    return LeaseLostError(f"the task that carried {run.key!r} out was cancelled")


def _storable(text: str) -> str:
    """Return a text without what a database cannot keep."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
