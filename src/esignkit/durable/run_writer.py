"""Writing a run down while it is carried out. The journal keeps its lease, however long a call or a pause takes."""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

from attrs import define, field

from esignkit.core.context import Context
from esignkit.core.flow import Call, Effect, Steps
from esignkit.durable.clock_readings import CLOCKS_AGREE
from esignkit.durable.errors import JournalError
from esignkit.durable.values import ClaimedRun, RunState, Step

if TYPE_CHECKING:
    from esignkit.durable.claims import Claims

__all__ = ["RunWriter"]


@define(eq=False)
class RunWriter:
    """Writes down what happens in a run.

    Attributes:
        journal: Where it is written down.
        run: The run, and what was written down of it before.
        context: The client's settings.
        pending: Lines that are written before the next thing that takes time.
        unsent: The first intent of a call, while it is being written: nothing was sent for it yet.
    """

    journal: Claims
    run: ClaimedRun
    context: Context
    pending: list[Step] = field(factory=list[Step])
    unsent: Step | None = None
    _leased: float = field(init=False)
    _offset: float = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._leased = self.context.now()
        self._offset = self.context.wall_clock() - self._leased

    @property
    def earliest(self) -> float:
        """The time by the journal's clock, or earlier: since the run was taken up, this machine's may have been set."""
        return min(self._times()) + self.run.ahead

    @property
    def latest(self) -> float:
        """The time by the journal's clock, or later: the clock that cannot be set stands while the machine sleeps."""
        return max(self._times()) + self.run.ahead

    @property
    def clock_was_set(self) -> bool:
        """Whether this machine's clock was set since the run was taken up."""
        wall, steady = self._times()
        return abs(wall - steady) > CLOCKS_AGREE

    def _times(self) -> tuple[float, float]:
        return self.context.wall_clock(), self.context.now() + self._offset

    @property
    def has_ended(self) -> bool:
        """Whether the run had ended before: it is only replayed, and nothing is written."""
        return self.run.state in (RunState.DONE, RunState.FAILED)

    def flush(self) -> Steps[None]:
        """Write down what has happened."""
        if self.pending:
            yield from self._write(())

    def intend(self, step: Step, *, is_first: bool) -> Steps[float]:
        """Write down what is about to be sent, with what has happened.

        Args:
            step: Its line.
            is_first: Whether it was not sent before, as far as anybody knows: who is cancelled meanwhile takes the line
                back. The line of a call that may have been carried out stays.

        Returns:
            When the lease began that is held now at least, on the monotonic clock.
        """
        self.unsent = step if is_first else None
        begun = yield from self._write((step,))
        self.unsent = None
        return begun

    def hold(self, step: Step | None) -> Steps[float]:
        """Make sure that the run is still this worker's, before a write that may be repeated; return as `intend` does.

        Args:
            step: Its line, which says that something may have been done; None where it is written down.
        """
        return self._write(() if step is None else (step,))

    def _write(self, more: tuple[Step, ...]) -> Steps[float]:
        if self.has_ended:
            self.pending = []
            return self._leased
        rows = [*self.pending, *more]
        yield from self.in_journal(functools.partial(self.journal.write, self.run, rows))
        self.pending = []
        return self._leased

    def finish(
        self, state: RunState, *, rows: list[Step] | None = None, note: str = "", cut: int | None = None
    ) -> None:
        """Write down how the run ended, and let it go. This blocks.

        Args:
            state: How it ended.
            rows: What is written of it; what is pending, when not given.
            note: Why, for a person.
            cut: The number from which on its steps are taken out.
        """
        self.journal.write(self.run, self.pending if rows is None else rows, state, note=note, cut=cut)
        self.pending = []

    def let_go(self, note: str = "") -> None:
        """Let a run go that was broken off; what was sent, and not answered, stays in doubt. This blocks.

        Args:
            note: Why, for a person; empty where it was cancelled.
        """
        with suppress(Exception):  # whoever takes the run up then finds the step in doubt
            if note and not self.has_ended:
                self.finish(RunState.STOPPED, note=note)
            elif self.pending and not self.has_ended:
                self.journal.write(self.run, self.pending)
        self.journal.drop(self.run, self.unsent)

    def carry_out(self, effect: object) -> Steps[Any]:
        """Carry an effect out of which nothing is written down."""
        yield from self.flush()
        return (yield cast("Effect", effect))  # the runner refuses what is none

    def watched(self, steps: Steps[Any]) -> Steps[Any]:
        """Carry out steps of which nothing is written down."""
        yield from self.flush()
        return (yield from steps)

    def in_journal(self, write: Callable[[], object]) -> Steps[None]:
        """Have something written to the journal; whatever goes wrong there is a `JournalError`."""
        begun = self.context.now()  # before the journal's own clock is read, so that the lease is never overrated
        try:
            yield Call(write)
        except JournalError:
            raise
        except Exception as error:
            msg = f"run {self.run.key!r} stops here, for its journal cannot be written to: {error}"
            raise JournalError(msg) from error
        self._leased = begun
