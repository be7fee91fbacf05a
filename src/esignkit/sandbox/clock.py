"""The sandbox's one clock."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol

from attrs import define


class Clock(Protocol):
    """Tells the time to every part of the sandbox."""

    def now(self) -> datetime:
        """Return the present moment, aware and in UTC."""
        ...


class WallClock:
    """The machine's time."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)


@define
class SetClock:
    """A clock that stands where it is put."""

    moment: datetime

    def now(self) -> datetime:
        """Return the moment the clock was set to."""
        return self.moment
