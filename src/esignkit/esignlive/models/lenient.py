"""Members that the sources of the service give in two forms."""

from __future__ import annotations

from esignkit.core.deserialization import read_datetime
from esignkit.core.scalars import json_kind_of
from esignkit.types import JSON

__all__ = ["date_or_text", "flag_or_date", "flag_or_text", "map_or_text", "number_or_text"]


def date_or_text(value: JSON) -> object:
    """Read a date; text that is none is kept as it came, because nobody published its form."""
    try:
        return read_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return value


def flag_or_date(value: JSON) -> object:
    """Read true or false, or a date: both are seen."""
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    return value if isinstance(value, bool) else date_or_text(value)


def flag_or_text(value: JSON) -> object:
    """Read true or false, or text: nobody published which it is.

    Raises:
        TypeError: It is neither.
    """
    if isinstance(value, bool | str):
        return value
    msg = f"true, false or text was expected, not {json_kind_of(value)}"
    raise TypeError(msg)


def map_or_text(value: JSON) -> object:
    """Read an object, or text where the other source has text.

    Raises:
        TypeError: It is neither.
    """
    if isinstance(value, dict | str):
        return value
    msg = f"an object or text was expected, not {json_kind_of(value)}"
    raise TypeError(msg)


def number_or_text(value: JSON) -> object:
    """Read a whole number, printed as a number or as text; text that is no number is kept."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    return value
