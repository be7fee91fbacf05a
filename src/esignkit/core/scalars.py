"""Lenient parsing of JSON scalars, where the meaning is unambiguous."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from esignkit.core.patterns import pattern

__all__ = [
    "AS_THEY_ARE",
    "SCALARS",
    "WHOLE",
    "as_bool",
    "as_float",
    "as_int",
    "as_str",
    "json_kind_of",
    "read_date",
    "read_datetime",
]

_DOTNET = pattern(r"^\\?/Date\((-?\d+)(?:[+-]\d{4})?\)\\?/$")
_DAY_WITH_ZONE = pattern(r"^(\d{4}-\d\d-\d\d)(Z|[+-]\d\d(?::?\d\d)?)$")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read_datetime(value: object) -> datetime:
    """Read ISO 8601 text, milliseconds since 1970, or .NET's `/Date(ms)/`.

    A day with a zone (`2018-12-12Z`, as XML Schema writes it) is its first moment. A text without a zone gives a
    datetime without one: the provider decides what it means.
    """
    if isinstance(value, str):
        if len(value) < 17 and (match := _DAY_WITH_ZONE.match(value)):  # Python would take the zone's sign for a `T`
            value = f"{match[1]}T00:00{match[2]}"
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            if match := _DOTNET.match(value):
                return _EPOCH + timedelta(milliseconds=int(match[1]))
            if value.isdigit():
                return _EPOCH + timedelta(milliseconds=int(value))
            raise
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _EPOCH + timedelta(milliseconds=value)
    msg = f"{type(value).__name__} is not a date"
    raise TypeError(msg)


def read_date(value: object) -> date:
    """Read a calendar day, or the day of a date with a time."""
    if isinstance(value, str) and len(value) == 10:
        return date.fromisoformat(value)
    return read_datetime(value).date()


def as_str(value: object) -> str:
    """Read text, also from a number or a truth value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    msg = f"text was expected, not {json_kind_of(value)}"
    raise TypeError(msg)


def as_int(value: object) -> int:
    """Read a whole number, also from text."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str):
        return int(value)
    if isinstance(value, bool):
        return int(value)
    msg = f"a whole number was expected, not {json_kind_of(value)}"
    raise TypeError(msg)


def as_float(value: object) -> float:
    """Read a number, also from text."""
    if isinstance(value, int | str):
        return float(value)
    msg = f"a number was expected, not {json_kind_of(value)}"
    raise TypeError(msg)


def as_bool(value: object) -> bool:
    """Read true or false, also from text or 0 and 1."""
    if isinstance(value, str) and value.lower() in ("true", "false", "1", "0"):
        return value.lower() in ("true", "1")
    if isinstance(value, int) and value in (0, 1):
        return bool(value)
    msg = f"true or false was expected, not {json_kind_of(value)}"
    raise TypeError(msg)


def json_kind_of(value: object) -> str:
    """Name the kind of a JSON value, for errors."""
    names: dict[type[object], str] = {dict: "an object", list: "a list", str: "text", bool: "true/false"}
    return "null" if value is None else names.get(type(value), "a number")


AS_THEY_ARE: frozenset[type[str | int]] = frozenset({str, int, bool})
"""Classes whose values are JSON values already; a class derived from one may not be."""
WHOLE = 1e15
"""From here on a whole number is written with its exponent."""
SCALARS: dict[object, tuple[str, Callable[[object], object]]] = {
    str: ("str", as_str),
    int: ("int", as_int),
    float: ("float", as_float),
    bool: ("bool", as_bool),
}
