"""Serialisation of models and plain values, with the provider's names and formats."""

from __future__ import annotations

import base64
import enum
import re
import sys
from collections.abc import Callable, Mapping, MappingView, Sequence
from datetime import date, datetime
from math import isfinite
from typing import TYPE_CHECKING, Any, TypeAlias, TypeGuard, cast

from esignkit.core.arguments import content_of_integers, file_kind, refuse_file
from esignkit.core.deserialization import lists_of, usual_of, wires_of
from esignkit.core.field_specifiers import DefaultList
from esignkit.core.files import upload
from esignkit.core.flow import FileSegment
from esignkit.core.operation import FromClient, Upload, from_client
from esignkit.core.record import Record, values_of
from esignkit.core.scalars import AS_THEY_ARE, WHOLE
from esignkit.core.suggestions import both_names
from esignkit.core.value_objects import define, field
from esignkit.core.wire_format import WireFormat
from esignkit.types import JSON, NULL, FileInput, JSONObject, Secret, Unset

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = ["Where", "Writer"]

Where: TypeAlias = "str | tuple[Where, str | int]"
"""Where a value stands: a text, or the place of its object or list, and its name or number in that."""


def _path(where: Where) -> str:
    """Return where a value stands, as text."""
    if isinstance(where, str):
        return where
    outer, part = where
    return _path(outer) + (f"[{part}]" if isinstance(part, int) else f".{part}")


Row: TypeAlias = "tuple[str, str, type | None, type | None, frozenset[type | None] | None]"
"""A member's name; its name on the wire; the class whose values are JSON values already; the class whose values are
written without a closer look, `object` for all; those of a list's items, None for all."""

_rows: dict[type[Record], list[Row]] = {}


def _rows_of(cls: type[Record]) -> list[Row]:
    return [_row_of(cls, name, wire) for name, wire in wires_of(cls)]


def _row_of(cls: type[Record], name: str, wire: str) -> Row:
    if name in cls.FILES or name in cls.WRITE or name in cls.UNCHECKED:
        return name, wire, None, None, None
    usual, item = usual_of(cls, name)
    if usual in AS_THEY_ARE:
        return name, wire, usual, None, None
    items = None if usual is not list or item is object else frozenset({item, type(None)})
    return name, wire, None, usual, items


@define(eq=False, repr=False)
class Writer:
    """Turns models and plain values into JSON values; files met on the way are put aside to be streamed."""

    format: WireFormat = field(factory=WireFormat)
    client: Mapping[str, str | None] = field(factory=dict[str, "str | None"])
    operation: str = ""
    files: list[tuple[str, FileSegment]] = field(factory=list["tuple[str, FileSegment]"])
    inline: bool = False
    """Whether file content is written where it stands; only bytes can be, because nothing here opens a file."""

    @classmethod
    def for_model(cls, model: type[Record]) -> Writer:
        """Return a writer in the way of a model's own provider."""
        return cls(cast("WireFormat", getattr(model, "FORMAT", None) or WireFormat()), inline=True)

    def write(self, value: Any, where: Where = "") -> JSON:
        """Return the JSON value; models without their unset fields, objects without `UNSET` members.

        A file is written only where a model or a method asks for one, and then comes as an `Upload`.

        Raises:
            TypeError: It is a file, content or a path; the text names the member.
            ValueError: A date has no time zone, or a value has no JSON form; the text names the member.
        """
        kind = value.__class__
        if value is None or kind in AS_THEY_ARE:
            return value  # type: ignore[no-any-return]  # a cast is a call, and most values come here
        if kind is float:
            return _number(value, where)
        if isinstance(value, Record):
            return self.model(value, where)  # a class derived from this one may have its own
        write = _by_class.get(kind)
        if write is not None:
            return write(self, value, where)
        if isinstance(value, enum.Enum):
            _by_class[kind] = Writer._enum
            return self._enum(value, where)
        if isinstance(value, datetime):
            return self.instant(value, where)
        if isinstance(value, date):
            return self._day(value, where)
        if isinstance(value, Mapping):
            return self._object(cast("Mapping[object, object]", value), where)
        return self._other(value, where)

    def instant(self, value: datetime, where: Where) -> JSON:
        """Write a moment."""
        if value.utcoffset() is None:
            msg = (
                f"{_label(where, 'a date')}: {value!r} has no time zone, so the moment it means is not known; "
                "give one, for example datetime(…, tzinfo=timezone.utc) or .astimezone()"
            )
            raise ValueError(msg)
        return self.format.write_datetime(value)

    def _day(self, value: date, where: Where) -> JSON:
        if not self.format.days:
            msg = (
                f"{_label(where, 'a date')}: {value!r} is a day, and the service wants a moment; "
                "give a datetime with a time zone, for example datetime(…, tzinfo=timezone.utc)"
            )
            raise ValueError(msg)
        return value.isoformat()

    def _enum(self, value: enum.Enum, where: Where) -> JSON:
        if isinstance(value, Unset):
            msg = f"{_label(where, 'a value')}: UNSET cannot be sent on its own; leave the argument out"
            raise ValueError(msg)
        write_enum = self.format.write_enum
        plain = value._value_ if write_enum is None else write_enum(value)
        return plain if plain.__class__ in AS_THEY_ARE else self.write(plain, where)

    def _other(self, value: object, where: Where) -> JSON:
        """Write what is rarer, or has no JSON form."""
        if isinstance(value, FromClient):
            return from_client(value, self.client, self.operation)
        if isinstance(value, Secret):
            return value.reveal()
        if isinstance(value, Upload):
            return self._file(value, where)
        if isinstance(value, str):
            return str.__str__(value)
        if isinstance(value, int):
            return int(value)
        if isinstance(value, float) or _is_decimal(value):
            return _number(value, where)
        refuse_file(_path(where) or "a value", value)
        if isinstance(value, Sequence | MappingView):  # what can be gone through twice, in an order that it has
            return self.array(cast("Sequence[object]", value), where)
        if not value and type(value).__name__ == "_Null":
            return None
        msg = f"{_label(where, 'a value')}: {type(value).__name__} has no JSON form{_instead(value)}"
        raise ValueError(msg)

    def array(self, value: Sequence[object], where: Where) -> list[JSON]:
        """Write a list."""
        return [self.write(v, (where, n)) for n, v in enumerate(value)]

    def _object(self, value: Mapping[object, object], where: Where) -> JSONObject:
        members: JSONObject = {}
        for key, member in value.items():
            if isinstance(member, Unset):
                continue
            name = key if key.__class__ is str else self.write(key, f"a name in {_path(where) or 'an object'}")
            if isinstance(name, bool) or not isinstance(name, str | int):
                msg = f"{_path(where) or 'an object'}: the names of members are text, not {type(key).__name__}"
                raise TypeError(msg)
            members[str(name)] = self.write(member, (where, str(name)) if where else str(name))
        return members

    def model(self, value: Record, where: Where) -> JSONObject:
        """Write one model."""
        cls = type(value)
        rows = _rows.get(cls)
        if rows is None:
            rows = _rows[cls] = _rows_of(cls)
        model_path = where or cls.__name__
        extra, *values = values_of(value)
        members = self._object(extra, (model_path, "extra")) if extra else {}
        for (name, wire, plain, usual, items), member in zip(rows, values, strict=True):
            if member is None:
                continue
            kind = member.__class__
            if kind is plain:
                members[wire] = member
                continue
            if kind is DefaultList:
                kind = list if member else Unset  # nobody filled it
            if kind is not Unset:
                place = model_path, name
                if (kind is not usual and usual is not object) or (items and not items.issuperset(map(type, member))):
                    member = self.special(value, name, member, place)
                members[wire] = self.write(member, place)
        return members

    def special(self, record: Record, name: str, member: object, where: Where) -> object:
        """Return what is written for a member that is no value of the usual class, or is written in a way of its own.

        Raises:
            TypeError: It is not what the member takes.
            ValueError: It is text, and none of the texts that the member takes.
        """
        cls = type(record)
        if isinstance(member, Record | str) and name in lists_of(cls):
            msg = f"{_path(where)} is a list: write {name}=[…], also for a single one"
            raise TypeError(msg)
        if name in cls.FILES:
            member = _content(member, _path(where))
        elif name in cls.UNCHECKED:
            refuse_file(_path(where), member)
        else:
            from esignkit.core.member_types import refusal_of  # most programs write nothing that is unusual

            refusal = refusal_of(record, name, member)
            if refusal is not None:
                refuse_file(_path(where), member)
                raise type(refusal)(f"{_path(where)}{refusal}")
        write = cls.WRITE.get(name)
        return member if write is None else write(member, self)

    def _file(self, file: Upload, where: Where) -> JSON:
        """Put a file aside and return the mark that stands for it until the body is put together.

        Raises:
            ValueError: The content is to be written where it stands, and is not bytes.
        """
        form, content = self.format.file_form, file.content
        if self.inline:
            if not isinstance(content, bytes):
                msg = f"{_label(where, 'a file')}: only bytes can be shown as JSON; files are read while sending"
                raise ValueError(msg)
            return list(content) if form == "integers" else base64.b64encode(content).decode("ascii")
        placeholder = f"\N{SYMBOL FOR NULL}file {len(self.files)} of {id(self):x}\N{SYMBOL FOR NULL}"
        self.files.append((placeholder, FileSegment(file, form)))
        return placeholder


def _content(value: object, where: str) -> object:
    """Return a file as what is uploaded; text, which some models take, and null as they are.

    Raises:
        TypeError: It is none of these.
        ValueError: It is a list of integers that are no bytes.
    """
    if isinstance(value, list | tuple):
        value = content_of_integers(where, cast("Sequence[object]", value))
    if file_kind(value) is not None:
        return upload(cast("FileInput", value), name=where)
    if value is NULL or isinstance(value, str):
        return value
    msg = f"{where} is of type {type(cast('object', value)).__name__}; give bytes, a path or an open file"
    raise TypeError(msg)


_by_class: dict[type, Callable[[Writer, Any, Where], JSON]] = {
    list: Writer.array,
    DefaultList: Writer.array,
    datetime: Writer.instant,
}
"""How the values of a class are written; enums are added when the first one comes."""


def _is_decimal(value: object) -> TypeGuard[Decimal]:
    module = sys.modules.get("decimal")  # who has such a number has loaded it; importing it takes 1 ms
    return module is not None and isinstance(value, module.Decimal)


def _number(value: float | Decimal, where: Where) -> int | float:
    """Write a number; a whole one without a point.

    Raises:
        ValueError: It is not finite, or has more digits than a JSON number keeps.
    """
    number = float(value)
    if number.is_integer() and -WHOLE < number < WHOLE and isinstance(value, float):
        return int(number)
    if not isfinite(number):
        msg = f"{_label(where, 'a number')}: {value} has no JSON form"
        raise ValueError(msg)
    if not isinstance(value, float) and type(value)(repr(number)) != value:
        place = _label(where, "a number")
        msg = f"{place}: {value} has more digits than a JSON number keeps; give it as text, or rounded"
        raise ValueError(msg)
    return int(number) if number.is_integer() and abs(number) < WHOLE else number


def _label(where: Where, otherwise: str) -> str:
    """Return what to call a value in an error; members that a method names itself have a Python name as well."""
    first, *rest = re.split(r"(?=[.\[])", _path(where), maxsplit=1)
    return both_names(first) + "".join(rest) or otherwise


def _instead(value: object) -> str:
    """Say what to give in place of a value that has no JSON form."""
    if isinstance(value, set | frozenset):
        return ", for it has no order; give a list"
    if hasattr(value, "__next__"):
        return ", for it can be gone through only once; give a list"
    return "; it is a class, give an instance or a member of it" if isinstance(value, type) else ""
