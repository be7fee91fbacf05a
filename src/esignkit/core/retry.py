"""Retry policy, retry budget and backoff. Clock and random numbers are arguments."""

from __future__ import annotations

import math

from esignkit.core.http_dates import parse_http_date
from esignkit.core.options import check_count, check_seconds
from esignkit.core.suggestions import with_suggestions
from esignkit.core.value_objects import Shown, Value, define, frozen

__all__ = ["Budget", "RetryPolicy", "backoff", "parse_retry_after", "proves_nothing"]

TRANSIENT = frozenset({408, 500, 502, 503, 504, 520, 521, 522, 523, 524})
"""Statuses after which another try may succeed, for calls that may be repeated."""


def proves_nothing(status: int) -> bool:
    """Whether a status leaves open if the call was carried out: 408, 500 and above, and below 200.

    A proxy in front of the service sends such a status when it stops waiting, even if the service carries the call out.
    A `Retry-After` header makes no difference. A 429 is not among them: it says that nothing was done.
    """
    return status == 408 or status >= 500 or status < 200


@with_suggestions
@frozen(eq=False, repr=False)
class RetryPolicy(Value):
    """How often calls are retried where that is safe, and how long to wait in between."""

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
    moment = parse_http_date(text)
    return None if moment is None else max(0.0, moment.timestamp() - now)


@define(eq=False, repr=False)
class Budget(Shown):
    """Limits the retries of a whole client, so that an outage does not cause a storm of retries.

    Every retry costs; every call that succeeds at once gives one back. First tries are never limited.
    """

    capacity: int = 500
    level: int = 500
    TRANSIENT_COST = 14
    THROTTLED_COST = 5

    def spend(self, *, throttled: bool) -> bool:
        """Take the cost of one retry out of the budget; False when not enough is left."""
        cost = self.THROTTLED_COST if throttled else self.TRANSIENT_COST
        if self.level < cost:
            return False
        self.level -= cost
        return True

    def refill(self) -> None:
        """Give one back, for a call that succeeded at its first try."""
        if self.level < self.capacity:
            self.level += 1
