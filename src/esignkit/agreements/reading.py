"""Members of a service's own model that the service may have left out."""

from __future__ import annotations

from typing import TypeVar

__all__ = ["items_of", "text_of"]

T = TypeVar("T")


def items_of(model: object, member: str, kind: type[T]) -> list[T]:
    """Return the items of a list; none where the service left it out.

    Args:
        model: The model.
        member: Name of the list.
        kind: Class of its items.
    """
    items: list[T] | None = getattr(model, member, None)
    return items or []


def text_of(model: object, member: str) -> str | None:
    """Return a text; None where the service left it out."""
    text: str | None = getattr(model, member, None)
    return text
