"""Base class of immutable values: equality, hash and repr by their fields.

attrs would compile these methods for each class, which takes more than half a millisecond per class at start-up. Values
are declared `@frozen(eq=False, repr=False)` and inherit the methods from here.
"""

from __future__ import annotations

from typing import cast

import attrs

__all__ = ["Shown", "Value"]


def _attributes(cls: type[object]) -> tuple[attrs.Attribute[object], ...]:
    return tuple(attrs.fields(cast("type[attrs.AttrsInstance]", cls)))


def _compared_fields(value: object) -> tuple[object, ...]:
    return tuple([getattr(value, a.name) for a in _attributes(type(value)) if a.eq])


class Shown:
    """Gives a repr of its fields, without those declared with `repr=False`; of its name alone where attrs has none."""

    __slots__ = ()

    def __repr__(self) -> str:
        cls = type(self)
        attributes = _attributes(cls) if attrs.has(cls) else ()
        fields = [f"{a.name}={getattr(self, a.name)!r}" for a in attributes if a.repr]
        return f"{cls.__qualname__}({', '.join(fields)})"


class Value(Shown):
    """Compares by its fields, without those declared with `eq=False`."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return _compared_fields(self) == _compared_fields(other)

    def __hash__(self) -> int:
        return hash((type(self), _compared_fields(self)))
