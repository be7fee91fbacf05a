"""JSON values as the sandbox's emulators read them: narrow, forgiving, never a surprise type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    JSON: TypeAlias = bool | int | float | str | Sequence["JSON"] | Mapping[str, "JSON"] | None
else:
    JSON: TypeAlias = object

JSONObject: TypeAlias = dict[str, JSON]


def as_object(value: JSON) -> JSONObject:
    """Return `value` if it is a JSON object, else an empty one."""
    return dict(value) if isinstance(value, Mapping) else {}


def as_list(value: JSON) -> list[JSON]:
    """Return `value` if it is a JSON array, else an empty one."""
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else []


def as_text(value: JSON, default: str = "") -> str:
    """Return `value` as text: strings as they are, numbers spelt out, all else `default`."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return default


def as_int(value: JSON, default: int = 0) -> int:
    """Return `value` as a whole number; digits in a string count."""
    if isinstance(value, bool):
        return default
    if isinstance(value, int | float):
        return int(value)
    if isinstance(value, str) and value.strip().lstrip("-").isdigit():
        return int(value)
    return default


def as_float(value: JSON, default: float = 0.0) -> float:
    """Return `value` as a number, else `default`."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else default


def as_bool(value: JSON, *, default: bool = False) -> bool:
    """Return `value` as a truth value; the words true and false in a string count."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in {"true", "false"}:
        return value.lower() == "true"
    return default


def objects(value: JSON) -> list[JSONObject]:
    """Return the objects among the elements of a JSON array."""
    return [dict(item) for item in as_list(value) if isinstance(item, Mapping)]


def texts(value: JSON) -> list[str]:
    """Return the strings among the elements of a JSON array."""
    return [item for item in as_list(value) if isinstance(item, str)]


def without_nulls(members: Mapping[str, JSON]) -> JSONObject:
    """Return an object without the members whose value is null."""
    return {key: value for key, value in members.items() if value is not None}
