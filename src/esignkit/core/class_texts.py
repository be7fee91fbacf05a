"""Functions of one class each, which write the JSON text of a model at once: its members in their order."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from json.encoder import encode_basestring_ascii
from typing import Any, cast

from esignkit.core.deserialization import usual_of, wires_of
from esignkit.core.field_specifiers import DefaultList
from esignkit.core.record import Record, getter_of
from esignkit.core.scalars import WHOLE
from esignkit.types import UNSET

__all__ = ["compile_text"]


def compile_text(cls: type[Record]) -> Callable[..., None] | None:
    """Return a function of a `TextWriter` and a model of a class, which adds the model's text.

    Args:
        cls: The class.

    Returns:
        The function; None where two members have one name on the wire, so that one takes the other's place, and where
        a name is written differently in ASCII.
    """
    table = wires_of(cls)
    wires = frozenset(wire for _, wire in table)
    if len(wires) < len(table) or not all(map(str.isascii, wires)):
        return None
    scope: dict[str, Any] = {
        "UNSET": UNSET,
        "UTC": UTC,
        "DefaultList": DefaultList,
        "datetime": datetime,
        "members": getter_of(cls),
        "wires": wires,
    }
    lines = [
        "def write(out, o):",
        " pieces, quoted = out.pieces, out.quoted",
        " first = len(pieces)",
        f" _, extra, {''.join(f'm{number}, ' for number in range(len(table)))}= members(o)",
        " if extra:",
        "  if not wires.isdisjoint(extra): return out.put_by_value(o)",  # a member takes its place
        "  out.put_members(extra)",
    ]
    for number, (name, wire) in enumerate(table):
        lines.append(f" if m{number} is not None:")
        lines += [f"  {line}" for line in _lines(cls, str(name), wire, f"m{number}", scope)]
    lines.append(" if len(pieces) == first: pieces.append('{}')")
    lines.append(" else: pieces[first] = '{' + pieces[first][1:]; pieces.append('}')")
    exec(compile("\n".join(lines), f"<text of {cls.__name__}>", "exec"), scope)  # noqa: S102 - built from our own field names
    return cast("Callable[..., None]", scope["write"])


def _lines(cls: type[Record], name: str, wire: str, value: str, scope: dict[str, Any]) -> Iterator[str]:
    """Yield the source that writes one member which is not None."""
    key = f",{encode_basestring_ascii(wire)}:"
    # An empty list that nobody gave, wherever it was put: it is left out as `Writer.model` leaves it out.
    otherwise = (
        f"if {value} is not UNSET and ({value} or {value}.__class__ is not DefaultList): pieces.append({key!r}); "
    )
    special = f"out.put(out.writer.special(o, {name!r}, {value}, {name!r}))"
    if name in cls.WRITE or name in cls.FILES or name in cls.UNCHECKED:
        yield otherwise + special
        return
    usual, item = usual_of(cls, name)
    scope[f"usual_{value}"] = item if usual is list else usual
    if usual is list:
        usual_items = "" if item is object else f", usual_{value}, o, {name!r}"
        yield f"if {value}.__class__ is list or {value}.__class__ is DefaultList:"
        yield f" if {value}: pieces.append({key!r}); out.put_list({value}{usual_items})"
        yield f" elif {value}.__class__ is list: pieces.append({key + '[]'!r})"
        yield f"elif {value} is not UNSET: pieces.append({key!r}); {special}"
    elif quick := _quick(usual, value):
        literal = repr(key.replace("{", "{{").replace("}", "}}"))[:-1]  # in single quotes, for it has double ones
        yield f"if {quick[0]}: pieces.append(f{literal}{{{quick[1]}}}')"
        yield f"el{otherwise}{special}"
    elif usual is object:
        yield f"{otherwise}out.put({value})"
    else:
        yield f"if {value}.__class__ is usual_{value}: pieces.append({key!r}); out.put({value})"
        yield f"el{otherwise}{special}"


def _quick(kind: type | None, value: str) -> tuple[str, str] | None:
    """Return how a value of the usual class is told from others, and its text."""
    is_of = f"{value}.__class__ is"
    if kind is str:
        return f"{is_of} str", f"quoted({value})"
    if kind is int:
        return f"{is_of} int", value
    if kind is bool:
        return f"{is_of} bool", f'"true" if {value} else "false"'
    if kind is float:
        return (
            f"{is_of} float and -{WHOLE} < {value} < {WHOLE}",
            f"(int({value}) if {value}.is_integer() else {value})!r",
        )
    if kind is datetime:
        return f"{is_of} datetime and {value}.tzinfo is UTC", f"quoted(out.moment({value}))"
    if kind is not None and issubclass(kind, enum.Enum) and issubclass(kind, str):
        return f"{is_of} usual_{value} and out.plain_enums", f"quoted({value}._value_)"
    return None
