"""A rate that workers share, and the pauses that a service asks for."""

from __future__ import annotations

import math
import re
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from esignkit.core.retry import parse_retry_after
from esignkit.errors import ConfigurationError

if TYPE_CHECKING:
    from esignkit.core.context import ResponseInfo

__all__ = ["LONGEST_PAUSE", "RateLimit", "seconds_between"]

LONGEST_PAUSE = 3600.0
"""Seconds; a service that asks for more is asked again after them."""

_LATE = 0.02
_RATE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*/\s*(s|min|h)\s*")
_SECONDS = {"s": 1.0, "min": 60.0, "h": 3600.0}
_THROTTLED = frozenset({429, 503})


def seconds_between(rate: float | str | None) -> float:
    """Return the seconds from one plan to the next.

    Args:
        rate: A number of plans a second, or text such as `5/s`, `100/min` or `1000/h`; None for no limit.

    Raises:
        ConfigurationError: It is none of them.
    """
    if rate is None:
        return 0.0
    if isinstance(rate, str):
        match = _RATE.fullmatch(rate)
        if match and float(match[1]) > 0:
            return _SECONDS[match[2]] / float(match[1])
    elif not isinstance(rate, bool) and 0 < rate < math.inf:
        return 1 / rate
    msg = f"rate is {rate!r}; give plans a second, such as 5.0, or text such as '5/s', '100/min' or '1000/h'"
    raise ConfigurationError(msg)


class RateLimit:
    """Says when the next plan may begin: evenly spaced, and not while the service has asked for a pause.

    Threads may share one.
    """

    def __init__(self, rate: float | str | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._interval = seconds_between(rate)
        self._clock = clock
        self._lock = threading.Lock()
        self._next = -math.inf
        self._resumes = -math.inf

    @property
    def limits(self) -> bool:
        """Whether there is a rate; a pause may be asked for without one."""
        return self._interval > 0

    def take(self) -> float:
        """Take the next place.

        Returns:
            0 when the caller has it; else the seconds after which to ask again.
        """
        with self._lock:
            now = self._clock()
            wait = max(self._next, self._resumes) - now
            if wait > 0:
                return wait
            # A caller that wakes up a little late does not lower the rate; an idle minute is not made up for.
            self._next = max(self._next, now - min(self._interval, _LATE)) + self._interval
            return 0.0

    def pause(self, seconds: float) -> None:
        """Let nobody begin for some seconds."""
        with self._lock:
            self._resumes = max(self._resumes, self._clock() + min(seconds, LONGEST_PAUSE))

    def paused_for(self) -> float:
        """Return how many seconds are left of a pause."""
        with self._lock:
            return max(0.0, self._resumes - self._clock())

    def observe(self, response: ResponseInfo) -> None:
        """Look at a response: 429 or 503 with `Retry-After` is a pause for everybody."""
        if response.status in _THROTTLED:
            seconds = parse_retry_after(response.headers.get("retry-after"), time.time())
            if seconds:
                self.pause(seconds)
