"""Base class of immutable values: equality, hash and repr by their fields.

attrs would compile these methods anew for each class, which costs more than half a millisecond a class when the program
starts. Values are declared `@frozen(eq=False, repr=False)` and take them from here.
"""

from __future__ import annotations

from typing import cast

import attrs

__all__ = ["Shown", "Value"]


def _attributes(cls: type[object]) -> tuple[attrs.Attribute[object], ...]:
    return tuple(attrs.fields(cast("type[attrs.AttrsInstance]", cls)))


def _compared(one: object) -> tuple[object, ...]:
    return tuple([getattr(one, a.name) for a in _attributes(type(one)) if a.eq])


class Shown:
    """Shows itself by its fields, those declared with `repr=False` left out."""

    __slots__ = ()

    def __repr__(self) -> str:
        cls = type(self)
        shown = [f"{a.name}={getattr(self, a.name)!r}" for a in _attributes(cls) if a.repr]
        return f"{cls.__qualname__}({', '.join(shown)})"


class Value(Shown):
    """Equal to another of its class when all its fields are, those declared with `eq=False` left out."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return _compared(self) == _compared(other)

    def __hash__(self) -> int:
        return hash((type(self), _compared(self)))
