"""Dates as HTTP headers have them."""

from __future__ import annotations

from datetime import UTC, datetime

__all__ = ["parse_http_date"]


def parse_http_date(text: str | None) -> datetime | None:
    """Return the moment that a header such as `Date` says, with its time zone; None when it cannot be read.

    Args:
        text: The header's value; None for a header that did not come.
    """
    if text is None:
        return None
    from email.utils import parsedate_to_datetime  # takes as long to load as a call takes, and few calls need it

    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
