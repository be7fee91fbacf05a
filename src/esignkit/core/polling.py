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
"""Seconds by which a timer may fire too early."""


def poll(
    read: Flow[T],
    is_done: Callable[[T], bool],
    timeout_error: Callable[[T], ESignError],
    *,
    name: str,
    timeout: float,
    interval: float,
    max_interval: float,
    growth: float = 1.25,
) -> Steps[T]:
    """Read a resource until it is as the caller waits for, with pauses that grow. No read lasts longer than the wait.

    Args:
        read: Reads the resource; it is carried out again each time.
        is_done: Whether the resource is as waited for. It raises when it can no longer become so.
        timeout_error: Makes the error for when the time is up, from the result of the last read.
        name: Name of the wait, such as `packages.wait_until_complete`.
        timeout: Seconds to wait in all; 0 reads once, with the time-out of the client.
        interval: Seconds between the first two reads.
        max_interval: Seconds between two reads at most; a longer `interval` stays as it is.
        growth: Factor from each pause to the next.

    Returns:
        The result of the last read.

    Raises:
        TypeError: `timeout` or `interval` is no number.
        ValueError: `timeout` is negative, or `interval` is not more than 0.
        DeadlineExceededError: The time was up before the first response, or a read took longer than its own options
            allow.
        ESignError: The time is up; it is what `timeout_error` returned.
    """
    check_seconds(timeout, "timeout", zero=True)
    check_seconds(interval, "interval")
    end = (yield from now()) + timeout
    late_error: ESignError | None = None  # what to raise when the time is up
    while True:
        started = yield from now()
        try:
            result = yield from Within(read, end) if timeout else read
        except DeadlineExceededError as error:
            if (yield from now()) < end - EARLY:
                raise  # the read's own limit
            raise late_error or _no_response(name, timeout, error) from error
        if is_done(result):
            return result
        late_error = timeout_error(result)
        finished = yield from now()
        elapsed, remaining = finished - started, end - finished
        reserve = elapsed + min(elapsed, 1.0)  # time for the last read to be answered
        if remaining <= reserve:
            if remaining > 0:
                yield from sleep(remaining)
            raise late_error
        yield from sleep(min(interval, remaining - reserve))
        interval = min(interval * growth, max(interval, max_interval))


def _no_response(name: str, timeout: float, error: DeadlineExceededError) -> DeadlineExceededError:
    msg = f"{error.provider} {name}: no look was answered within {timeout:g} s"
    return DeadlineExceededError(
        msg, operation=name, provider=error.provider, attempts=error.attempts, outcome=error.outcome, read=True
    )
