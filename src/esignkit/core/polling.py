"""Looking again and again until something is over: the one loop behind every method that waits."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from esignkit.core.flow import Flow, Steps, now, sleep
from esignkit.core.options import check_seconds
from esignkit.errors import ESignError

__all__ = ["poll"]

T = TypeVar("T")


def poll(
    look: Flow[T],
    over: Callable[[T], bool],
    late: Callable[[T], ESignError],
    *,
    timeout: float,
    interval: float,
    slowest: float,
    growth: float = 1.25,
) -> Steps[T]:
    """Look until it is over, with pauses that grow.

    Args:
        look: Reads what is waited for; it is carried out again each time.
        over: Whether what was found is what was waited for. It raises when that can no longer come.
        late: Says what was found last, when the time is up.
        timeout: Seconds to wait in all; 0 looks once.
        interval: Seconds between the first two looks.
        slowest: Most seconds between two looks; a longer `interval` stays as it is.
        growth: What each pause is multiplied with for the next one.

    Returns:
        What was found last.

    Raises:
        TypeError: `timeout` or `interval` is no number.
        ValueError: `timeout` is negative, or `interval` is not more than 0.
        ESignError: What `late` returned: the time is up.
    """
    check_seconds(timeout, "timeout", zero=True)
    check_seconds(interval, "interval")
    end = (yield from now()) + timeout
    while True:
        found = yield from look
        if over(found):
            return found
        left = end - (yield from now())
        if left <= 0:
            raise late(found)
        yield from sleep(min(interval, left))
        interval = min(interval * growth, max(interval, slowest))
