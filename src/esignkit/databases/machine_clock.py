"""A clock of this machine that nobody sets."""

from __future__ import annotations

import time

__all__ = ["seconds_since_start"]

_BOOTTIME: int | None = getattr(time, "CLOCK_BOOTTIME", None)
"""Goes on while the machine sleeps; Linux has it."""


def seconds_since_start() -> float:
    """Return the seconds since the machine was started, which no correction of its clock changes."""
    return time.monotonic() if _BOOTTIME is None else time.clock_gettime(_BOOTTIME)
