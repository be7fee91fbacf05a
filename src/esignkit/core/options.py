"""Options of a call, checked before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from esignkit.core.spelling import near
from esignkit.types import CallOptions

__all__ = ["check_count", "check_options", "check_seconds"]

_KNOWN = frozenset(CallOptions.__annotations__)
_MAPPINGS = ("extra_headers", "extra_query", "extra_body")


def check_count(value: object, name: str, what: str, least: str) -> None:
    """Refuse what is not a whole number of at least one.

    Args:
        value: What was given.
        name: What to call it in errors.
        what: What it counts.
        least: What to say when it is less than one.

    Raises:
        TypeError: It is no whole number.
        ValueError: It is less than one.
    """
    if isinstance(value, bool) or not isinstance(value, int):
        msg = f"{name} is a whole number of {what}, not {type(value).__name__}"
        raise TypeError(msg)
    if value < 1:
        msg = f"{name} is {value}; {least}"
        raise ValueError(msg)


def check_seconds(value: object, name: str, *, zero: bool = False) -> None:
    """Refuse what is not a positive number of seconds.

    Args:
        value: What was given.
        name: What to call it in errors.
        zero: Whether none at all will do, too.

    Raises:
        TypeError: It is no number.
        ValueError: It is not positive.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        msg = f"{name} is a number of seconds, such as 30.0, not {type(value).__name__}"
        raise TypeError(msg)
    if not (value >= 0 if zero else value > 0):
        msg = f"{name} is {value}; give a number of seconds{', 0 or more' if zero else ' above 0'}"
        raise ValueError(msg)


def check_options(options: object) -> None:
    """Refuse options that would be ignored or could not be obeyed.

    Raises:
        TypeError: A name is not known (the near miss is named), or a value is of the wrong type.
        ValueError: A value is out of range.
    """
    if not isinstance(options, Mapping):
        msg = f"options= takes a dict, such as {{'timeout': 30.0}}, not {type(options).__name__}"
        raise TypeError(msg)
    for name, value in cast("Mapping[str, object]", options).items():
        if name not in _KNOWN:
            meant = near(name, _KNOWN)
            hint = f"did you mean {meant!r}?" if meant else f"they are {', '.join(sorted(_KNOWN))}"
            msg = f"options has no {name!r}; {hint}"
            raise TypeError(msg)
        if name == "timeout":
            check_seconds(value, "options['timeout']")
        elif name == "attempts":
            check_count(value, "options['attempts']", "tries", "1 means that the call is never repeated")
        elif name in _MAPPINGS and not isinstance(value, Mapping):
            msg = f"options[{name!r}] takes a dict, not {type(value).__name__}"
            raise TypeError(msg)
