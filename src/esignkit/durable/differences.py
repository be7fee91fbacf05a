"""What differs between two plans, for the error that refuses the second."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from esignkit.types import JSON, JSONObject

__all__ = ["list_differences"]

_LONGEST = 40
"""Characters of a text up to which it is shown."""
_MOST = 10
"""Differences that are listed."""


def list_differences(old: str, new: str) -> list[str]:
    """Return what differs between two plans, by the members of their values as they are called in Python.

    Args:
        old: JSON text of the one.
        new: JSON text of the other.

    Returns:
        Lines such as `agreement.parties[0].name: 'Ada' → 'Bob'`. A long text is told by its length, what comes
        after the tenth difference by its number. Empty where both are the same.
    """
    try:
        differences = list(_differences("", json.loads(old), json.loads(new)))
    except ValueError:
        return []
    more = len(differences) - _MOST
    return [*differences[:_MOST], *([f"and {more} more"] if more > 0 else [])]


def _differences(path: str, old: JSON, new: JSON) -> Iterator[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        if "$file" in old and "$file" in new:
            yield from _files(path, old, new)
            return
        for name in dict.fromkeys([*old, *new]):
            place = _place(path, name)
            if name not in new:
                yield f"{place or 'the plan'}: {_shown(old[name])} → left out"
            elif name not in old:
                yield f"{place or 'the plan'}: left out → {_shown(new[name])}"
            else:
                yield from _differences(place, old[name], new[name])
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _differences(f"{path}[{number}]", one, other)
    elif old != new or type(old) is not type(new):
        yield f"{path or 'the plan'}: {_shown(old)} → {_shown(new)}"


def _place(path: str, name: str) -> str:
    """Return the place of a member; those of the JSON form, which are none of a value's, have none of their own."""
    if name == "with" or name.startswith("$"):
        return path
    return f"{path}.{name}" if path else name


def _files(path: str, old: JSONObject, new: JSONObject) -> Iterator[str]:
    """Yield what differs between two files: it does not count where they lie."""
    names = [os.path.basename(str(one["$file"])) for one in (old, new)]  # noqa: PTH119 - a name, not a path
    if names[0] != names[1]:
        yield f"{path}: the file {names[0]!r} → {names[1]!r}"
    if (old.get("size"), old.get("sha256")) != (new.get("size"), new.get("sha256")):
        yield f"{path}: the content of {names[1]} has changed"


def _shown(value: JSON) -> str:
    if isinstance(value, dict):
        return f"an object of {len(value)} members"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, str):
        return repr(value) if len(value) <= _LONGEST else f"a text of {len(value)} characters"
    return json.dumps(value)
