"""Reads what the sandbox's owner gives it: members of a body, parameters of a query, switches. A wrong one is named.

The services' own bodies are read by their emulators, in the services' words.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import TypeAlias

from esignkit.names.near_names import hint
from esignkit.sandbox.json_values import JSON, JSONObject

Check: TypeAlias = Callable[[JSON], str | None]
"""Says what a value may be; None when it is right."""

_SHOWN = 60


class WrongValue(ValueError):
    """A value that nothing can be done with; the text says which, and what is allowed.

    Args:
        text: What is wrong.
        name: The name under which it was given.
    """

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text)
        self.name: str = name
        """The name under which it was given."""


def read(
    values: JSONObject,
    checks: Mapping[str, Check],
    required: Collection[str] = (),
    what: str = "here",
    *,
    nulls: bool = True,
) -> None:
    """Check values by name.

    Args:
        values: The values.
        checks: What there is, and what each may be.
        required: Those that may not be absent.
        what: Whose they are, for the text of an error.
        nulls: Whether null is as good as absent.

    Raises:
        WrongValue: One is unknown, of a wrong type, outside what is allowed, or missing.
    """
    if unknown := [name for name in values if name not in checks]:
        names = ", ".join(checks) or "nothing"
        question = hint(unknown[0], checks)
        raise WrongValue(f"there is no {_shown(unknown[0])} {what}{question or f'; there is {names}'}", unknown[0])
    for name in required:
        if values.get(name) is None:
            raise WrongValue(f"{name} is missing {what}; it is {checks[name](None) or 'needed'}", name)
    for name, value in values.items():
        if (value is not None or not nulls) and (allowed := checks[name](value)) is not None:
            raise WrongValue(f"{name} cannot be {_shown(value)} {what}; it is {allowed}", name)


def text(value: JSON) -> str | None:
    """Check for a string that can be written as UTF-8."""
    return None if isinstance(value, str) and is_well_formed(value) else "a string of well-formed Unicode"


def visible_text(value: JSON) -> str | None:
    """Check for a string that can stand in a header: printable ASCII, without a blank."""
    good = isinstance(value, str) and value.isascii() and value.isprintable() and " " not in value
    return None if good else "a string of printable ASCII characters without blanks"


def flag(value: JSON) -> str | None:
    """Check for a boolean."""
    return None if isinstance(value, bool) else "true or false"


def whole(smallest: int, largest: int) -> Check:
    """Return a check for whole numbers between two others, both included."""

    def check(value: JSON) -> str | None:
        good = isinstance(value, int) and not isinstance(value, bool) and smallest <= value <= largest
        return None if good else f"a whole number from {smallest} to {largest}"

    return check


def number(smallest: float, largest: float) -> Check:
    """Return a check for numbers between two others, both included."""

    def check(value: JSON) -> str | None:
        good = isinstance(value, int | float) and not isinstance(value, bool) and smallest <= value <= largest
        return None if good else f"a number from {smallest:g} to {largest:g}"

    return check


def moment(value: JSON) -> str | None:
    """Check for an ISO 8601 date and time with an offset."""
    try:
        good = isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        good = False
    return None if good else "a date and time with an offset, e.g. 2026-01-31T12:00:00Z"


def one_of(*choices: JSON) -> Check:
    """Return a check for some values; 1 is not true, and 1.0 is not 1."""

    def check(value: JSON) -> str | None:
        good = any(type(value) is type(choice) and value == choice for choice in choices)
        return None if good else f"one of {', '.join(_shown(choice) for choice in choices)}"

    return check


def anything(value: JSON) -> str | None:
    """Check that all strings in a value can be written as UTF-8."""
    return None if is_well_formed(json.dumps(value, ensure_ascii=False)) else "a value of well-formed Unicode"


def members(value: JSON) -> str | None:
    """Check for a JSON object whose strings can all be written as UTF-8."""
    good = isinstance(value, Mapping) and anything(value) is None
    return None if good else "a JSON object of well-formed Unicode"


def texts(value: JSON) -> str | None:
    """Check for a JSON object of strings that can be written as UTF-8."""
    good = isinstance(value, Mapping) and all(text(name) is text(one) is None for name, one in value.items())
    return None if good else "a JSON object of strings of well-formed Unicode"


def is_well_formed(value: str) -> bool:
    """Return whether a string can be written as UTF-8: no half of a surrogate pair stands alone."""
    return not any("\ud800" <= letter <= "\udfff" for letter in value)


def _shown(value: JSON) -> str:
    try:
        shown = value if isinstance(value, str) and is_well_formed(value) and value else json.dumps(value)
    except ValueError:  # a whole number of thousands of digits
        shown = "this number"
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
