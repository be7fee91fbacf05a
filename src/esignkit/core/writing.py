"""Writing models and plain values onto the wire, exactly as a provider spells them."""

from __future__ import annotations

import base64
import enum
import io
import os
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, cast

import attrs
from attrs import field, frozen

from esignkit.core.codec import lists_of, table_of
from esignkit.core.flow import FileSegment
from esignkit.core.model import Model
from esignkit.core.operation import FromClient, from_client
from esignkit.core.value import Value
from esignkit.types import JSON, JSONObject, Secret, Unset

__all__ = ["WireFormat", "Writer", "iso_utc", "iso_utc_ms"]


def iso_utc(value: datetime) -> str:
    """`2030-01-31T12:00:00Z`: UTC, to the second."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def iso_utc_ms(value: datetime) -> str:
    """`2030-01-31T12:00:00.000Z`: UTC, to the millisecond."""
    utc = value.astimezone(UTC)
    return utc.strftime("%Y-%m-%dT%H:%M:%S.") + f"{utc.microsecond // 1000:03d}Z"


@frozen(eq=False, repr=False)
class WireFormat(Value):
    """How a provider writes what JSON has no form for."""

    write_datetime: Callable[[datetime], str] = iso_utc
    days: bool = True
    """Whether the provider knows days without a time."""
    write_enum: Callable[[enum.Enum], JSON] = lambda value: cast("JSON", value.value)
    file_form: str = "base64"
    """How file content inside JSON is written: `base64` or `integers`."""
    finish: Callable[[bytes], bytes] | None = None
    """Last touch on JSON text, for spellings that `json.dumps` does not write."""
    options: Mapping[str, object] = field(factory=dict[str, object])
    """The client's choices for its own `WRITE` functions."""


@attrs.define(eq=False, repr=False)
class Writer:
    """Turns models and plain values into JSON values; files met on the way are put aside to be streamed."""

    format: WireFormat = field(factory=WireFormat)
    client: Mapping[str, str | None] = field(factory=dict[str, "str | None"])
    operation: str = ""
    files: list[tuple[str, FileSegment]] = field(factory=list["tuple[str, FileSegment]"])
    inline: bool = False
    """Whether file content is written where it stands; only bytes can be, because nothing here opens a file."""

    @classmethod
    def for_model(cls, model: type[Model]) -> Writer:
        """Return a writer in the way of a model's own provider."""
        return cls(cast("WireFormat", getattr(model, "FORMAT", None) or WireFormat()), inline=True)

    def write(self, value: object, where: str = "") -> JSON:
        """Return the JSON value; models without their unset fields, objects without `UNSET` members.

        Raises:
            ValueError: A date has no time zone, or a value has no JSON form; the text names the field.
        """
        if value is None or value.__class__ in (str, int, bool):
            return cast("JSON", value)
        if isinstance(value, Model):
            return self.model(value, where)
        if isinstance(value, datetime):
            if value.utcoffset() is None:
                msg = (
                    f"{where or 'a date'}: {value!r} has no time zone, so the moment it means is not known; "
                    "give one, for example datetime(…, tzinfo=timezone.utc) or .astimezone()"
                )
                raise ValueError(msg)
            return self.format.write_datetime(value)
        if isinstance(value, enum.Enum):
            if isinstance(value, Unset):
                msg = f"{where or 'a value'}: UNSET cannot be sent on its own; leave the argument out"
                raise ValueError(msg)
            return self.format.write_enum(value)
        if isinstance(value, date):
            if not self.format.days:
                msg = (
                    f"{where or 'a date'}: {value!r} is a day, and the service wants a moment; "
                    "give a datetime with a time zone, for example datetime(…, tzinfo=timezone.utc)"
                )
                raise ValueError(msg)
            return value.isoformat()
        if isinstance(value, Mapping):
            members = cast("Mapping[object, object]", value)
            return {
                str(k): self.write(v, f"{where}.{k}" if where else str(k))
                for k, v in members.items()
                if not isinstance(v, Unset)
            }
        if isinstance(value, FromClient):
            return from_client(value, self.client, self.operation)
        if isinstance(value, Secret):
            return value.reveal()
        if isinstance(value, bytes | bytearray | os.PathLike | io.IOBase) or hasattr(value, "read"):
            return self.file(cast("object", value), where)
        if isinstance(value, Iterable) and not isinstance(value, str):
            return [self.write(v, f"{where}[{n}]") for n, v in enumerate(cast("Iterable[object]", value))]
        if isinstance(value, float):
            if value != value or value in (float("inf"), float("-inf")):
                msg = f"{where or 'a number'}: {value} has no JSON form"
                raise ValueError(msg)
            return int(value) if value.is_integer() and abs(value) < 1e15 else value
        if not value and type(value).__name__ == "_Null":
            return None
        if isinstance(value, str):
            return str.__str__(value)
        msg = f"{where or 'a value'}: {type(value).__name__} has no JSON form"
        raise ValueError(msg)

    def model(self, value: Model, where: str) -> JSONObject:
        """Write one model."""
        cls = type(value)
        here = where or cls.__name__
        out: JSONObject = dict(value.extra)
        own = cls.WRITE
        for name, wire, _ in table_of(cls):
            member = getattr(value, name)
            if member is None or isinstance(member, Unset):
                continue
            place = f"{here}.{name}"
            if isinstance(member, Model | str) and name in lists_of(cls) and name not in own:
                msg = f"{place} is a list: write {name}=[…], also for a single one"
                raise TypeError(msg)
            out[wire] = self.write(own[name](member, self) if name in own else member, place)
        return out

    def file(self, content: object, where: str, form: str | None = None) -> JSON:
        """Put file content aside and return the mark that stands for it until the body is put together.

        Raises:
            ValueError: The content is to be written where it stands, and is not bytes.
        """
        from esignkit.core.files import upload

        form = form or self.format.file_form
        if self.inline:
            if not isinstance(content, bytes | bytearray):
                msg = f"{where or 'a file'}: only bytes can be shown as JSON; files are read while sending"
                raise ValueError(msg)
            return list(content) if form == "integers" else base64.b64encode(content).decode("ascii")
        mark = f"\N{SYMBOL FOR NULL}file {len(self.files)} of {id(self):x}\N{SYMBOL FOR NULL}"
        source = upload(cast("Any", content), name=where or "content")
        self.files.append((mark, FileSegment(source, form)))
        return mark
