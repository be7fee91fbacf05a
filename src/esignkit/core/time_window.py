"""The time span of a call, by the service's clock: was an object created before or during it?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from attrs import frozen

__all__ = ["LONG_AGO", "TimeWindow", "after", "before", "during", "reach_past"]

LONG_AGO = datetime.min.replace(tzinfo=UTC)
"""Stands where it is not known when a call was sent."""

_SLACK = timedelta(seconds=2)
"""`Date` headers and creation dates may be in whole seconds, and servers renew the header once a second."""
_SAME_CLOCK = (-2.5, 0.5)
"""Seconds that a clock may seem ahead by its header and still be the same as this machine's."""
_UNKNOWN_SKEW = timedelta(minutes=5)
"""How far apart the clocks may be when the service sends no `Date` header."""


@frozen
class TimeWindow:
    """When a call was being made, by this machine's clock.

    Attributes:
        since: When it was first sent; `LONG_AGO` when that is not known.
        until: When it was given up; None when that is not known.
        late: Seconds after that in which the service may still carry it out.
    """

    since: datetime = LONG_AGO
    until: datetime | None = None
    late: float = 0.0


def before(created: datetime | None, since: datetime, skew: float | None) -> bool:
    """Whether an object was certainly created before a call was sent.

    Args:
        created: When it was created, by the service's clock; None when not known.
        since: When the call was sent, by this machine's clock.
        skew: How many seconds the service's clock is ahead, by its header; None without a header.
    """
    if created is None or since == LONG_AGO:
        return False
    slack = _UNKNOWN_SKEW if skew is None else _SLACK
    return created < since + timedelta(seconds=skew or 0) - slack


def after(created: datetime | None, sent: TimeWindow, skew: float | None) -> bool:
    """Whether an object was certainly created after a call, and not by it; the arguments are those of `before`."""
    if created is None or sent.until is None or skew is None:
        return False
    return created > sent.until + timedelta(seconds=sent.late + skew) + _SLACK


def during(created: datetime | None, sent: TimeWindow, skew: float | None) -> bool:
    """Whether an object was certainly created during a call; the arguments are those of `before`.

    A clock that agrees with this machine's, as far as the header can show, is taken for the same. Any other clock is
    known within two seconds.
    """
    if created is None or skew is None or sent.since == LONG_AGO:
        return False
    start = sent.since.replace(microsecond=sent.since.microsecond // 1000 * 1000)  # dates have milliseconds at most
    offset, slack = timedelta(seconds=skew), _SLACK
    if _SAME_CLOCK[0] <= skew <= _SAME_CLOCK[1]:
        offset, slack = timedelta(), timedelta()
    return start + offset + slack <= created and (sent.until is None or created <= sent.until + offset)


def reach_past(creation_dates: Iterable[datetime | None], since: datetime, skew: float | None) -> bool:
    """Whether a page that is sorted, the latest first, reaches back to before a call; False for one that is not.

    Args:
        creation_dates: When its rows were created.
        since: As for `before`.
        skew: As for `before`.
    """
    dates = list(creation_dates)
    known = [date for date in dates if date is not None]
    in_order = len(known) == len(dates) and known == sorted(known, reverse=True)
    return bool(known) and in_order and before(known[-1], since, skew)
