"""How long an exchange may go on: until its deadline, and not for long without a byte in either direction."""

from __future__ import annotations

import time

from esignkit.core.value_objects import Shown

__all__ = ["LONGEST", "Expired", "TimeLimit"]

LONGEST = 1_000_000.0
"""Seconds; the longest time-out that system calls take."""


class Expired(Exception):
    """The deadline passed, or the idle limit was reached."""

    def __init__(self, idle_limit: float | None = None) -> None:
        """Make it; with `idle_limit`, that many seconds passed without a byte in either direction."""
        super().__init__(
            "the deadline passed" if idle_limit is None else f"nothing was sent or received for {idle_limit:g} s"
        )


class TimeLimit(Shown):
    """The time of one exchange after the other.

    Attributes:
        deadline: When the exchange must be done, on the monotonic clock.
        idle_limit: Seconds without a byte in either direction after which it is given up.
    """

    __slots__ = ("_moved", "deadline", "idle_limit")

    def __init__(self) -> None:
        self.deadline: float = 0.0
        self.idle_limit: float = 0.0
        self._moved = 0.0

    def begin(self, deadline: float, idle_limit: float) -> None:
        """Prepare for an exchange."""
        self.deadline = deadline
        self.idle_limit = idle_limit
        self._moved = time.monotonic()

    def extend(self, seconds: float) -> None:
        """Move the deadline."""
        self.deadline += seconds

    def pause(self) -> None:
        """Do nothing; the caller uses what was read, and the deadline is set again by `resume`."""

    def resume(self, deadline: float) -> None:
        """Go on reading, with another deadline."""
        self.deadline = deadline
        self._moved = time.monotonic()

    def note_progress(self) -> None:
        """Restart the idle limit, for a byte was sent or received."""
        self._moved = time.monotonic()

    @property
    def idles_first(self) -> bool:
        """Whether the idle limit ends before the deadline."""
        return self._moved + self.idle_limit < self.deadline

    def time_left(self) -> float:
        """Return how many seconds it may wait now.

        Raises:
            Expired: None are left.
        """
        now = time.monotonic()
        remaining = self.deadline - now
        if remaining <= 0:
            raise Expired
        idle_remaining = self._moved + self.idle_limit - now
        if idle_remaining <= 0:
            raise Expired(self.idle_limit)
        return min(remaining, idle_remaining, LONGEST)
