"""Dates as eSignLive writes and reads them."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from esignkit.sandbox.emulators.esignlive.errors import invalid


def date_text(moment: datetime | None) -> str | None:
    """Return `YYYY-MM-DDTHH:MM:SSZ`, to the second."""
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def is_date(text: str) -> bool:
    """Return whether a text is a date, or a date with time, as the service reads it."""
    try:
        _read(text, end=False)
    except ValueError:
        return False
    return True


def read_date(text: str, name: str, *, end: bool = False) -> datetime:
    """Read a date or a date with time.

    Args:
        text: `2018-12-12`, `2018-12-12Z`, `2018-01-01T12:30:00Z` or with an offset; without one it is UTC.
        name: The parameter's name, for the error.
        end: Whether a bare date means the end of that day.

    Raises:
        ErrorResponse: It is none of these.
    """
    try:
        return _read(text, end=end)
    except ValueError:
        raise invalid("invalidDate", f"{name} is not a date: {text}") from None


def _read(text: str, *, end: bool) -> datetime:
    if re.fullmatch(r"\d{4}-\d\d-\d\dZ?", text):
        day = datetime.fromisoformat(text[:10]).replace(tzinfo=UTC)
        return day.replace(hour=23, minute=59, second=59, microsecond=999_999) if end else day
    # A "+" that a client forgot to encode arrives as a blank.
    moment = datetime.fromisoformat(re.sub(r" (?=\d\d:?\d\d$)", "+", text))
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError as error:
        raise ValueError("in UTC it lies before the year 1, or after 9999") from error
