"""Polling: the loop behind every method that waits."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from esignkit.core.flow import Flow, Steps, Within, now, sleep
from esignkit.core.options import check_seconds
from esignkit.errors import DeadlineExceededError, ESignError

__all__ = ["poll"]

T = TypeVar("T")

EARLY = 0.01
"""Seconds by which a timer may ring too soon."""


def poll(
    look: Flow[T],
    over: Callable[[T], bool],
    late: Callable[[T], ESignError],
    *,
    name: str,
    timeout: float,
    interval: float,
    slowest: float,
    growth: float = 1.25,
) -> Steps[T]:
    """Look until it is over, with pauses that grow. No look lasts longer than the wait.

    Args:
        look: Reads what is waited for; it is carried out again each time.
        over: Whether what was found is what was waited for. It raises when that can no longer come.
        late: Says what was found last, when the time is up.
        name: Name of the wait, such as `packages.wait_until_complete`.
        timeout: Seconds to wait in all; 0 looks once, for as long as the client lets a call last.
        interval: Seconds between the first two looks.
        slowest: Most seconds between two looks; a longer `interval` stays as it is.
        growth: What each pause is multiplied with for the next one.

    Returns:
        What was found last.

    Raises:
        TypeError: `timeout` or `interval` is no number.
        ValueError: `timeout` is negative, or `interval` is not more than 0.
        DeadlineExceededError: The time was up before the first look was answered, or a look took longer than its own
            options allow.
        ESignError: What `late` returned: the time is up.
    """
    check_seconds(timeout, "timeout", zero=True)
    check_seconds(interval, "interval")
    end = (yield from now()) + timeout
    overdue: ESignError | None = None  # what to raise when the time is up
    while True:
        begin = yield from now()
        try:
            found = yield from Within(look, end) if timeout else look
        except DeadlineExceededError as error:
            if (yield from now()) < end - EARLY:
                raise  # the look's own limit
            raise overdue or _no_response(name, timeout, error) from error
        if over(found):
            return found
        overdue = late(found)
        present = yield from now()
        took, left = present - begin, end - present
        reserve = took + min(took, 1.0)  # so that the last look can still be answered
        if left <= reserve:
            if left > 0:
                yield from sleep(left)
            raise overdue
        yield from sleep(min(interval, left - reserve))
        interval = min(interval * growth, max(interval, slowest))


def _no_response(name: str, timeout: float, error: DeadlineExceededError) -> DeadlineExceededError:
    msg = f"{error.provider} {name}: no look was answered within {timeout:g} s"
    return DeadlineExceededError(
        msg, operation=name, provider=error.provider, attempts=error.attempts, outcome=error.outcome, read=True
    )
