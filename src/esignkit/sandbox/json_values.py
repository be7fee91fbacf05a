"""JSON values as the sandbox's emulators read them: narrow, forgiving, never a surprise type."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    JSON: TypeAlias = bool | int | float | str | Sequence["JSON"] | Mapping[str, "JSON"] | None
else:
    JSON: TypeAlias = object

JSONObject: TypeAlias = dict[str, JSON]

LARGEST = 2**63 - 1
"""The largest whole number that SQLite takes."""

_HUGE = 10**19
_NUMBERS = (int, float)  # made once: `int | float` makes a type each time
_WHOLE = re.compile("-?[0-9]{1,19}")


def as_object(value: JSON) -> JSONObject:
    """Return `value` if it is a JSON object, else an empty one."""
    # What JSON was read into is a dict, a list or None; asking for the abstract class costs five times as much.
    if isinstance(value, dict):
        return value.copy()
    return dict(value) if value is not None and isinstance(value, Mapping) else {}


def as_list(value: JSON) -> list[JSON]:
    """Return `value` if it is a JSON array, else an empty one."""
    if isinstance(value, list):
        return value.copy()
    if value is None:
        return []
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else []


def as_text(value: JSON, default: str = "") -> str:
    """Return `value` as text: strings as they are, numbers spelt out, all else `default`."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool) or not isinstance(value, _NUMBERS):
        return default
    return str(value)


def as_int(value: JSON, default: int = 0) -> int:
    """Return `value` as a whole number; digits in a string count, numbers of more than 19 digits do not."""
    if type(value) is int:  # which a truth value is not
        return value if -_HUGE < value < _HUGE else default
    if value is None:
        return default
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        return int(value)
    if isinstance(value, bool) or not isinstance(value, _NUMBERS):
        return default
    return int(value) if abs(value) < _HUGE else default  # neither infinite nor NaN


def as_position(text: str) -> int | None:
    """Return the position or page that digits name, however many they are; None for anything else.

    Beyond `LARGEST` there is as little as there.
    """
    if not (text.isascii() and text.isdigit()):
        return None
    digits = text.lstrip("0") or "0"
    return min(int(digits), LARGEST) if len(digits) < 20 else LARGEST


def as_float(value: JSON, default: float = 0.0) -> float:
    """Return `value` as a number, else `default`; numbers of more than 19 digits are none."""
    if isinstance(value, bool) or not isinstance(value, _NUMBERS) or not abs(value) < _HUGE:
        return default
    return float(value)


def as_bool(value: JSON, *, default: bool = False) -> bool:
    """Return `value` as a truth value; the words true and false in a string count."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in {"true", "false"}:
        return value.lower() == "true"
    return default


def objects(value: JSON) -> list[JSONObject]:
    """Return the objects among the elements of a JSON array."""
    if not value:
        return []
    if not isinstance(value, list):
        return objects(as_list(value))
    return [
        item.copy() if isinstance(item, dict) else dict(item)
        for item in value
        if isinstance(item, dict) or isinstance(item, Mapping)  # noqa: SIM101 - as in `as_object`
    ]


def texts(value: JSON) -> list[str]:
    """Return the strings among the elements of a JSON array."""
    return [item for item in (value if isinstance(value, list) else as_list(value)) if isinstance(item, str)]


def encodable(text: str) -> str:
    """Return text as UTF-8 takes it: JSON can carry half of a surrogate pair, in whose place stands a question mark."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def without_nulls(members: Mapping[str, JSON]) -> JSONObject:
    """Return an object without the members whose value is null."""
    return {key: value for key, value in members.items() if value is not None}
