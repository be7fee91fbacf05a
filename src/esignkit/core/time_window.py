"""The time span of a call, by the service's clock: was an object created before or during it?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from attrs import field, frozen

__all__ = ["TimeWindow", "after", "before", "during"]

_SLACK = timedelta(seconds=2)
"""`Date` headers are whole seconds, servers make them once a second, and dates of creation may be whole seconds too."""
_SAME_CLOCK = (-2.5, 0.5)
"""How far ahead a clock may seem by its header that is the same as this machine's."""
_UNKNOWN_SKEW = timedelta(minutes=5)
"""How far apart clocks may be when the service does not tell the time."""


@frozen
class TimeWindow:
    """When a call was under way, by this machine's clock.

    Attributes:
        since: When it was first sent.
        until: When it was given up; None when that is not known.
    """

    since: datetime = field(default=datetime.min.replace(tzinfo=UTC))
    until: datetime | None = None


def before(made: datetime | None, since: datetime, skew: float | None) -> bool:
    """Whether something was made before a call was sent, for certain.

    Args:
        made: When, by the service's clock; None when it does not say.
        since: When the call was sent, by this machine's clock.
        skew: How many seconds the service's clock is ahead, as its header says; None when it does not.
    """
    if made is None:
        return False
    slack = _UNKNOWN_SKEW if skew is None else _SLACK
    return made < since + timedelta(seconds=skew or 0) - slack


def after(made: datetime | None, sent: TimeWindow, skew: float | None) -> bool:
    """Whether something was made after a call was given up, for certain; the arguments are those of `before`."""
    if made is None or sent.until is None or skew is None:
        return False
    return made > sent.until + timedelta(seconds=skew) + _SLACK


def during(made: datetime | None, sent: TimeWindow, skew: float | None) -> bool:
    """Whether something was made while a call was under way, for certain; the arguments are those of `before`.

    A clock that agrees with this machine's, as far as the header can tell, is taken for the same; another one is
    known to two seconds.
    """
    if made is None or skew is None:
        return False
    start = sent.since.replace(microsecond=sent.since.microsecond // 1000 * 1000)  # dates have milliseconds at most
    apart, slack = timedelta(seconds=skew), _SLACK
    if _SAME_CLOCK[0] <= skew <= _SAME_CLOCK[1]:
        apart, slack = timedelta(), timedelta()
    return start + apart + slack <= made and (sent.until is None or made <= sent.until + apart)
