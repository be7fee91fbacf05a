"""Checks of the members of models against their annotations, as those of arguments, before anything is sent."""

from __future__ import annotations

import enum
import functools
import numbers
import types
import typing
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Union, cast

from esignkit.core.argument_types import ACCEPTED, Kind, add_classes, add_values, is_testable
from esignkit.core.deserialization import Later, hint_of
from esignkit.core.field_specifiers import DefaultList
from esignkit.core.record import Record, is_read, wire_name
from esignkit.types import NULL, Secret

__all__ = ["refusal_of"]

_ALWAYS = (type(None), type(NULL))
"""Taken everywhere, by items too: a service sends null for them, and what it sent is sent back."""
_LISTS = (list, DefaultList)
_NAMED = frozenset({str, int, float, bool, bytes, date, datetime})


def refusal_of(record: Record, name: str, value: object) -> Exception | None:
    """Return what to raise for a member's value of another kind than its annotation says; None for one that is right.

    The text begins after the place of the member.

    Args:
        record: The model.
        name: Name of the member.
        value: What it holds.
    """
    cls: Any = type(record)  # mypy takes a model class for unhashable
    kind = _kind_of(cls, name)
    if value.__class__ in kind.exact:
        return None
    items = cast("list[object]", value) if value.__class__ in _LISTS else []
    if items and kind.items and kind.items.exact.issuperset(map(type, items)):
        return None
    if is_read(record) and name in cls.READ:  # its function may keep what it did not expect, which is sent back
        return None
    error = kind.refusal("", value)
    if error is None:
        return None
    otherwise = f"; what the API takes beyond that goes into extra={{{wire_name(cls, name)!r}: …}}"
    return type(error)(f"{error}{_of_a_dict(kind, value) or otherwise}")


def _of_a_dict(kind: Kind, value: object) -> str:
    """Say how a dict with the names of the wire becomes a model."""
    models = [one.__name__ for one in kind.classes if issubclass(one, Record)]
    return f"; {models[0]}.from_wire(…) makes one of it" if models and isinstance(value, Mapping) else ""


@functools.cache
def _kind_of(cls: Any, name: str) -> Kind:
    read = cls.READ.get(name)
    return _kind(read.model() if isinstance(read, Later) else hint_of(cls, name))


def _kind(hint: object) -> Kind:
    kind = Kind()
    _add(kind, hint)
    kind.classes += _ALWAYS
    taken = {dict if one is Mapping else one for one in kind.classes}
    kind.exact = frozenset(taken - {dict} if kind.members else taken)
    return kind


def _add(kind: Kind, hint: Any) -> None:
    """Add what one annotation, or a part of one, takes."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (Union, types.UnionType):
        for one in args:
            _add(kind, one)
    elif origin is typing.Literal:
        add_values(kind, args)
    elif origin is list:
        kind.items = _kind(args[0])
        kind.words.append(f"a list of {' or '.join(kind.items.words) or 'values'}")
    elif origin is dict:
        add_classes(kind, *ACCEPTED["dict"])
        members = _kind(args[1])
        kind.members = None if members.anything else members
    elif isinstance(hint, type) and hint not in (object, Any) and is_testable(hint):
        _add_class(kind, hint)
    else:
        kind.anything = True


def _add_class(kind: Kind, cls: type) -> None:
    if cls in _NAMED:
        words, classes = ACCEPTED[cls.__name__]
        add_classes(kind, words, (cls, *classes, *((numbers.Number,) if cls is float else ())))  # also a `Decimal`
    elif cls is Secret:
        add_classes(kind, "text", (str,))
        add_classes(kind, "Secret(…)", (Secret,))
    elif cls is not type(None):
        add_classes(kind, f"{cls.__name__}(…)", (cls,))
        for plain in (str, int) if issubclass(cls, enum.Enum) else ():
            if plain in cls.__mro__:  # an open enum takes what it does not know
                _add_class(kind, plain)
