"""Query parameters: dates, and those that exclude each other."""

from __future__ import annotations

from datetime import date, datetime

from esignkit.core.wire_format import iso_utc

__all__ = ["exactly_one", "query_date"]


def query_date(name: str, value: datetime | date | str | None) -> str | None:
    """Write a date for a query; text is passed on as it is.

    Raises:
        ValueError: A datetime has no time zone.
    """
    if isinstance(value, datetime):
        if value.utcoffset() is None:
            msg = f"{name}: {value!r} has no time zone, so the moment it means is not known; give one"
            raise ValueError(msg)
        return iso_utc(value)
    return f"{value.isoformat()}Z" if isinstance(value, date) else value


def exactly_one(**arguments: object) -> None:
    """Check that exactly one of several arguments was given.

    Raises:
        ValueError: None was, or several were.
    """
    if sum(value is not None for value in arguments.values()) != 1:
        msg = f"give exactly one of {' and '.join(f'{name}=' for name in arguments)}"
        raise ValueError(msg)
