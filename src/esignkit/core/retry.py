"""The retry decision and the backoff. Pure: clock and random numbers are arguments."""

from __future__ import annotations

import math
from datetime import UTC
from email.utils import parsedate_to_datetime

from attrs import define, frozen

from esignkit.core.options import check_count, check_seconds
from esignkit.core.value import Shown, Value

__all__ = ["Budget", "RetryPolicy", "backoff", "parse_retry_after", "proves_nothing"]

TRANSIENT = frozenset({408, 500, 502, 503, 504, 520, 521, 522, 523, 524})
"""Statuses after which another try may go better, where a call may be tried again at all."""


def proves_nothing(status: int) -> bool:
    """Whether a status leaves open if the call was carried out: 408, all from 500 up, and what is no final status.

    A proxy before the service answers so when it has lost patience, also after the service has acted; whether there
    is a `Retry-After` makes no difference. Of these and 429, only 429 says that nothing was done.
    """
    return status == 408 or status >= 500 or status < 200


@frozen(eq=False, repr=False)
class RetryPolicy(Value):
    """How often and how patiently calls are repeated where that is safe."""

    attempts: int = 3
    """Number of tries in all, the first included."""
    base_delay: float = 0.5
    """Seconds; upper bound of the first wait, doubled for each further one."""
    max_delay: float = 8.0
    """Seconds; upper bound of any wait that the server did not ask for."""
    max_retry_after: float = 60.0
    """Seconds; a server that asks for a longer wait gets an error that carries its wish instead."""

    def __attrs_post_init__(self) -> None:
        check_count(self.attempts, "attempts", "tries", "1 means that calls are never repeated")
        check_seconds(self.base_delay, "base_delay", zero=True)
        check_seconds(self.max_delay, "max_delay", zero=True)
        check_seconds(self.max_retry_after, "max_retry_after", zero=True)


def backoff(policy: RetryPolicy, attempt: int, hint: float | None, jitter: float) -> float | None:
    """Return the seconds to wait before the next try, or None when the server asks for too long a wait.

    Args:
        policy: The rules.
        attempt: Number of the try that failed, from 1.
        hint: Seconds the server asked for, if it did.
        jitter: A random number from 0 to 1 (full jitter).
    """
    if hint is not None:
        return hint if hint <= policy.max_retry_after else None
    exponent = min(attempt - 1, 32)
    ceiling: float = min(policy.base_delay * 2.0**exponent, policy.max_delay)
    return jitter * ceiling


def parse_retry_after(value: str | None, now: float) -> float | None:
    """Read a `Retry-After` header.

    Args:
        value: The header: seconds, or an HTTP date.
        now: The wall clock, in seconds since 1970.

    Returns:
        Seconds from now, never negative; None when there is no usable value.
    """
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.replace(".", "", 1).isdigit():
        seconds = float(text)
        return seconds if math.isfinite(seconds) else None
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, moment.timestamp() - now)


@define(eq=False, repr=False)
class Budget(Shown):
    """Bounds the repeats of a whole client, so that an outage is not answered with a storm.

    Every repeat costs; every clean call gives one back. When the budget is empty, first tries still go out.
    """

    capacity: int = 500
    level: int = 500
    TRANSIENT_COST = 14
    THROTTLED_COST = 5

    def spend(self, *, throttled: bool) -> bool:
        """Pay for one repeat; False when there is not enough left."""
        cost = self.THROTTLED_COST if throttled else self.TRANSIENT_COST
        if self.level < cost:
            return False
        self.level -= cost
        return True

    def refill(self) -> None:
        """Note a call that went through at the first try."""
        if self.level < self.capacity:
            self.level += 1
