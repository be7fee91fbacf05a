"""JSON text of models, written at once: without the JSON value that `core.serialization` makes of them first.

What is seldom written is made a value and then a text, as ever. Once a class has come often, a function is compiled for
it by `core.class_texts`. Such functions do not know where in a body they are: what cannot be written, and what holds a
file, is written a second time as a value, which names its place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from json.encoder import encode_basestring, encode_basestring_ascii
from typing import Any, TypeAlias

from esignkit.core.field_specifiers import DefaultList
from esignkit.core.json_text import encoder
from esignkit.core.record import Record
from esignkit.core.serialization import Writer
from esignkit.types import JSON, UNSET

__all__ = ["WORTH", "TextWriter", "text_of"]

WORTH = 25_000
"""How many characters of a class must have been written until a function is compiled for it, which takes as long as it
saves on so many."""
BEGINNING = 150
"""For how many characters each model counts beside its own: to begin with one takes as long as to write these."""
WriteText: TypeAlias = "Callable[[TextWriter, Any], object]"
_compiled: dict[type, WriteText] = {}
_written: dict[type[Record], int] = {}
"""How many characters of the models of a class were written otherwise."""


class TextWriter:
    """Puts together the JSON text of one body.

    Attributes:
        writer: Writes values in the provider's format.
        pieces: The text so far.
        quoted: Writes a text in quotes.
        moment: Writes a date whose time zone is known.
        plain_enums: Whether members of enums are written as they are.
    """

    __slots__ = ("_encode", "moment", "pieces", "plain_enums", "quoted", "writer")

    def __init__(self, writer: Writer, *, ascii: bool) -> None:
        self.writer: Writer = writer
        self.pieces: list[str] = []
        self.quoted: Callable[[str], str] = encode_basestring_ascii if ascii else encode_basestring
        self.moment: Callable[[datetime], str] = writer.format.write_datetime
        self.plain_enums: bool = writer.format.write_enum is None
        self._encode: Callable[[JSON], str] = encoder(ascii=ascii)

    def put(self, value: Any) -> None:
        """Add any value."""
        kind = value.__class__
        write = _compiled.get(kind)
        if write is not None:
            write(self, value)
        elif kind is str:
            self.pieces.append(self.quoted(value))
        elif isinstance(value, Record):
            self._put_seldom(value)
        elif kind is list or kind is DefaultList:
            self.put_list(value)
        elif kind is dict:
            first = len(self.pieces)
            self.put_members(value)
            self.close(first)
        else:
            self.put_plain(self.writer.write(value))

    def put_list(
        self, items: list[Any], usual: type | None = None, record: Record | None = None, name: str = ""
    ) -> None:
        """Add a list.

        Args:
            items: The list.
            usual: The class of items that need no closer look.
            record: The model whose member the list is; None where any items are taken.
            name: Name of the member.

        Raises:
            TypeError: An item is not what the member takes.
        """
        before, find, pieces = "[", _compiled.get, self.pieces
        write_usual = find(usual) or TextWriter.put  # type: ignore[arg-type]  # no class is None
        for item in items:
            pieces.append(before)
            if item.__class__ is usual:
                write_usual(self, item)
            else:
                if record is not None:
                    self.writer.special(record, name, items, name)
                    record = None
                write = find(item.__class__)
                if write is not None:
                    write(self, item)
                else:
                    self.put(item)
            before = ","
        pieces.append("]" if before == "," else "[]")  # whatever became of the list meanwhile

    def put_members(self, members: Mapping[Any, Any]) -> None:
        """Add the members of an object, each after a comma.

        Raises:
            TypeError: One has a name that is not of the usual class.
        """
        for name, value in members.items():
            if value is UNSET:
                continue
            if name.__class__ is not str:
                raise TypeError
            self.pieces.append(f",{self.quoted(name)}:")
            self.put(value)

    def close(self, first: int) -> None:
        """Put braces around the members of an object.

        Args:
            first: The place of the first one, which begins with a comma.
        """
        pieces = self.pieces
        if len(pieces) == first:
            pieces.append("{}")
        else:
            pieces[first] = "{" + pieces[first][1:]
            pieces.append("}")

    def put_plain(self, value: JSON) -> None:
        """Add a JSON value."""
        if isinstance(value, str):
            self.pieces.append(self.quoted(value))
        elif isinstance(value, dict | list):
            self.pieces.append(self._encode(value))
        else:
            self.pieces.append("null" if value is None else repr(value).lower())

    def put_by_value(self, value: Record) -> str:
        """Add a model by way of its JSON value, and return its text."""
        text = self._encode(self.writer.write(value))
        self.pieces.append(text)
        return text

    def _put_seldom(self, value: Record) -> None:
        """Add a model of a class for which no function is compiled."""
        cls, text = type(value), self.put_by_value(value)
        count = _written[cls] = _written.get(cls, 0) + BEGINNING + len(text)
        if count >= WORTH:
            from esignkit.core.class_texts import compile_text  # most programs write few models

            _compiled[cls] = compile_text(cls) or TextWriter.put_by_value


def text_of(value: object, writer: Writer, *, ascii: bool) -> str:
    """Return the JSON text of what `writer` makes of a value; files met on the way are put aside by it.

    Args:
        value: A model, or plain values.
        writer: Writes values in the provider's format.
        ascii: Whether other characters are written as escapes.

    Raises:
        TypeError: It is a file, content or a path; the text names the member.
        ValueError: A date has no time zone, or a value has no JSON form; the text names the member.
    """
    if writer.__class__ is not Writer:  # it has a way of its own
        return encoder(ascii=ascii)(writer.write(value))
    files, out = len(writer.files), TextWriter(writer, ascii=ascii)
    try:
        out.put(value)
    except (TypeError, ValueError):
        whole = False  # the error comes from below, with the place
    else:
        whole = len(writer.files) == files
    if whole:
        return "".join(out.pieces)
    del writer.files[files:]
    return encoder(ascii=ascii)(writer.write(value))
