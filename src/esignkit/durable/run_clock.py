"""The time of a run: it goes on in another process where the last one left it."""

from __future__ import annotations

from attrs import define, field

from esignkit.core.context import Context

__all__ = ["RunClock"]


@define(eq=False)
class RunClock:
    """Gives the instants that a flow asks for, in seconds since 1970; they never go back within a run.

    The monotonic clock that a flow is given elsewhere means nothing in another process, so a run has the wall clock of
    when it was taken up, moved on by the monotonic one.
    """

    context: Context = field(repr=False)
    _ahead: float = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._ahead = self.context.wall_clock() - self.context.now()

    def now(self) -> float:
        """Return the time."""
        return self.context.now() + self._ahead

    def replay(self, instant: float) -> None:
        """Note an instant that was written down: time goes on from there, whatever this machine's clock says."""
        self._ahead += max(0.0, instant - self.now())

    def monotonic(self, instant: float) -> float:
        """Return an instant of this clock as one of the monotonic clock."""
        return instant - self._ahead
