"""Warnings of texts that are no known value of an open enum, mostly of those close to one: they are misspelt."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from esignkit.core.caller_warnings import warn_caller
from esignkit.errors import UnknownValueWarning
from esignkit.types import OpenEnum

__all__ = ["warn_far_misses", "warn_near_misses"]


def warn_near_misses(name: str, value: object, enums: tuple[type[OpenEnum], ...]) -> None:
    """Warn, at the line of the program that calls the SDK, of a text that is close to a known value but is none.

    Args:
        name: The argument or member.
        value: What was given for it: a text, or a list or dict of them.
        enums: Whose values it takes.
    """
    for text in _texts_in(value) if enums else ():
        if meant := near_value(text, enums):
            known_by = " and ".join(enum.__name__ for enum in enums)
            message = f"{name}: {text!r} is no known value of {known_by}; did you mean {meant!r}?"
            warn_caller(message, UnknownValueWarning)


def warn_far_misses(name: str, value: object, enum: type[OpenEnum]) -> None:
    """Warn of a text that is close to no known value either, where only what is known ever has an effect.

    Args:
        name: The argument or member.
        value: What was given for it: a text, or a list or dict of them.
        enum: Whose values it takes.
    """
    for text in _texts_in(value):
        if not enum.knows(text) and near_value(text, (enum,)) is None:
            ranked = sorted((_edits_to_word(member.value, text), len(member.value), member.value) for member in enum)
            alike = [value for edits, _, value in ranked if edits <= 1]
            hint = f"did you mean {' or '.join(map(repr, alike))}?" if alike else f"it has {len(enum)} known ones"
            warn_caller(f"{name}: {text!r} is no known value of {enum.__name__}; {hint}", UnknownValueWarning)


def _edits_to_word(value: str, text: str) -> int:
    """Return how far the text is from the nearest word of the value."""
    return min(_edits(word.casefold(), _fold(text)) for word in value.split("_"))


def _texts_in(value: object) -> Iterator[str]:
    """Yield the plain texts; a member of an enum is none."""
    if value.__class__ is str:
        yield cast("str", value)
    elif isinstance(value, Mapping):
        for pair in cast("Mapping[object, object]", value).items():
            yield from _texts_in(pair)
    elif isinstance(value, list | tuple | set | frozenset):
        for item in cast("Iterable[object]", value):
            yield from _texts_in(item)


@functools.lru_cache(maxsize=256)
def near_value(text: str, enums: tuple[type[OpenEnum], ...]) -> str | None:
    """Return the known value that was probably meant by a text that is none; None when it is one, or far from all."""
    if any(enum.knows(text) for enum in enums):
        return None
    folded = _fold(text)
    most = min(max(len(folded) // 5, 1), 3) if len(folded) > 2 else 0
    near = [
        (edits, member.value)
        for enum in enums
        for member in enum
        for spelling in (_fold(member.value), _fold(member.name))
        if abs(len(spelling) - len(folded)) <= most
        and _digits(spelling) == _digits(folded)  # "Seller 2" is no misspelt "Seller 1"
        and (edits := _edits(folded, spelling)) <= most
    ]
    return min(near, default=(0, None))[1]


def _fold(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _edits(one: str, other: str) -> int:
    """Count the letters to add, drop, change or swap with their neighbour (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(other, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (a != b)))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                row[-1] = min(row[-1], last[j - 2] + 1)
    return row[-1]
