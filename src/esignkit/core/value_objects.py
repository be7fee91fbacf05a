"""Base class of immutable values: equality, hash and repr by their fields.

attrs would compile these methods for each class, which takes more than half a millisecond per class at start-up. Values
are declared `@frozen(eq=False, repr=False)` and inherit the methods from here.
"""

from __future__ import annotations

from operator import attrgetter
from typing import Any, TypeVar, cast

import attrs

__all__ = ["Shown", "Value", "evolve"]

T = TypeVar("T")

_compared: dict[type, attrgetter[tuple[object, ...]]] = {}
_given: dict[type, tuple[tuple[str, ...], attrgetter[tuple[object, ...]]]] = {}
"""For each class, the arguments of its constructor, and what gets them from an instance."""


def _attributes(cls: type[object]) -> tuple[attrs.Attribute[object], ...]:
    return tuple(attrs.fields(cast("type[attrs.AttrsInstance]", cls)))


def _compared_fields(value: object) -> tuple[object, ...]:
    get = _compared.get(type(value))
    if get is None:  # with a single name, there would be no tuple
        names = [a.name for a in _attributes(type(value)) if a.eq]
        get = _compared[type(value)] = attrgetter("__class__", "__class__", *names)
    return get(value)


def evolve(value: T, /, **changes: Any) -> T:
    """Return a value with other members, as `attrs.evolve` does, which looks at each field anew.

    Args:
        value: An instance of an attrs class that is no model.
        changes: The members.
    """
    cls = type(value)
    known = _given.get(cls)
    if known is None:
        taken = [a for a in _attributes(cls) if a.init]
        names = tuple(cast("str", a.alias) for a in taken)
        known = _given[cls] = names, attrgetter("__class__", "__class__", *[a.name for a in taken])
    names, get = known
    return cls(**{**dict(zip(names, get(value)[2:], strict=True)), **changes})


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
        return hash(_compared_fields(self))
