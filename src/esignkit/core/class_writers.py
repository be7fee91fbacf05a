"""Writers of one class each: they make a JSON object of a model.

`core.serialization` goes through a table of a class's members. For what is written often a function is compiled, which
takes half the time, as `core.class_readers` does on the other side.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, TypeAlias, cast

from esignkit.core.field_specifiers import DefaultList
from esignkit.core.record import Record, slots_of
from esignkit.core.scalars import AS_THEY_ARE, WHOLE
from esignkit.types import UNSET

__all__ = ["compile_writer"]

Row: TypeAlias = "tuple[str, str, type | None]"
"""As `core.serialization` has it: a member's name, its name on the wire, and the class that is written by itself."""


def compile_writer(cls: type[Record], rows: Sequence[Row], kinds: Mapping[str, object]) -> Callable[..., Any]:
    """Return a function of a `Writer`, a model of a class, and where that stands, which does as `Writer.model` does.

    Args:
        cls: The class.
        rows: Its members.
        kinds: What each is, without `| None`.
    """
    scope: dict[str, Any] = {"cls": cls, "UNSET": UNSET, "DefaultList": DefaultList, "AS_THEY_ARE": AS_THEY_ARE}
    sources: list[str] = []
    marked: list[str] = []
    for number, slot in enumerate(slots_of(cls)[1:]):
        sources.append(f"o.{slot}" if type(slot) is str else f"m{number}")
        if type(slot) is not str:  # it may not be set: by its own name, nothing is refused
            marked.append(slot)
    lines = [
        "def write(writer, o, where):",
        f" where = where or {cls.__name__!r}",
        " plain_enums = writer.format.write_enum is None",
        f" extra = o.{slots_of(cls)[0]}",
        ' d = writer._object(extra, (where, "extra")) if extra else {}',
    ]
    if marked:
        scope["marked"] = attrgetter(*marked)
        lines.append(f" {', '.join(source for source in sources if source[1] != '.')} = marked(o)")
    for source, row in zip(sources, rows, strict=True):
        lines += _lines(source, row, kinds[row[0]], scope)
    exec(compile("\n".join([*lines, " return d"]), f"<write {cls.__name__}>", "exec"), scope)  # noqa: S102 - built from our own field names
    return cast("Callable[..., Any]", scope["write"])


def _lines(source: str, row: Row, kind: object, scope: dict[str, Any]) -> Iterator[str]:
    """Yield the source that writes one member."""
    name, wire, usual = str(row[0]), row[1], row[2]
    place = f"(where, {name!r})"
    special = f"writer.write(writer.special(cls, {name!r}, v, {place}), {place})"
    # An empty list that nobody gave, wherever it was put: it is left out as `Writer.model` leaves it out.
    is_given = "v is not None and v is not UNSET and (v or v.__class__ is not DefaultList)"
    if usual is list:
        written = f"writer.array(v, {place}) if v.__class__ is list else {special}"
    elif usual is not None:
        written = special
    else:
        written = f"{_quick(name, kind, scope)} else writer.write(v, {place})"
    yield f" v = {source}"
    yield f" if {is_given}: d[{wire!r}] = {written}"


def _quick(name: str, kind: object, scope: dict[str, Any]) -> str:
    """Return the source that writes a value of the usual class, up to its `else`."""
    if kind is float:
        return f"(int(v) if v.is_integer() else v) if v.__class__ is float and -{WHOLE} < v < {WHOLE}"
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        scope[f"{name}_kind"] = kind
        return f"v._value_ if plain_enums and v.__class__ is {name}_kind"
    return "v if v.__class__ in AS_THEY_ARE"
