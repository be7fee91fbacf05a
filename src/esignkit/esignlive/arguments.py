"""Arguments that are lists: what is no list, or is empty where that cannot be meant, is refused before it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar, cast

__all__ = ["several"]

T = TypeVar("T")


def several(name: str, given: Sequence[T], otherwise: str) -> list[T]:
    """Return what a call sends several of.

    Args:
        name: The argument's name.
        given: What the caller gave.
        otherwise: What to do instead when there is nothing to send.

    Raises:
        TypeError: It is one thing, not a list of them.
        ValueError: There is nothing to send.
    """
    if isinstance(given, str) or not isinstance(cast("object", given), Sequence):
        msg = f"{name} is a list: write {name}=[…], also for a single one"
        raise TypeError(msg)
    if not given:
        msg = f"{name}: there is none; {otherwise}"
        raise ValueError(msg)
    return list(given)
