"""A content stream taken apart into its operators and their operands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(
    rb"""[\0\t\n\f\r ]+ | %[^\r\n]*
    | (?P<hex><(?!<)[^<>]*>)
    | (?P<name>/[^\0\t\n\f\r ()<>\[\]{}/%]*)
    | (?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?=[\0\t\n\f\r ()<>\[\]{}/%]|$))
    | (?P<mark><<|>>|[\[\](){}])
    | (?P<word>[^\0\t\n\f\r ()<>\[\]{}/%]+)
    | .""",
    re.VERBOSE | re.DOTALL,
)
_PARENTHESIS = re.compile(rb"[()\\]")
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|[\r\n])|(.))", re.DOTALL)
_IMAGE_END = re.compile(rb"[\0\t\n\f\r ]EI(?=[\0\t\n\f\r ]|$)")
_NAME_ESCAPE = re.compile(r"#([0-9A-Fa-f]{2})")
_MAX_OPERANDS = 256
_MAX_NESTED = 8


class Name(str):
    """A name, with its slash."""

    __slots__ = ()


def operations(content: bytes) -> Iterator[tuple[bytes, list[Any]]]:
    """Take a content stream apart.

    Args:
        content: The stream, decoded.

    Yields:
        Operators with their operands: numbers, strings as bytes, names as `Name`, arrays as lists. Dictionaries and
        inline pictures are passed over.
    """
    operands: list[Any] = []
    arrays: list[list[Any]] = []
    at, end = 0, len(content)
    while at < end:
        found = _TOKEN.match(content, at)
        if found is None:
            return
        at, kind, text = found.end(), found.lastgroup, found.group()
        into = arrays[-1] if arrays else operands
        if kind == "number":
            into.append(float(text))
        elif kind == "name":
            into.append(_name(text))
        elif kind == "hex":
            into.append(_unhex(text[1:-1]))
        elif text == b"(":
            piece, at = _string(content, at)
            into.append(piece)
        elif text == b"[":
            if len(arrays) < _MAX_NESTED:
                arrays.append([])
        elif text == b"]" and arrays:
            whole = arrays.pop()
            (arrays[-1] if arrays else operands).append(whole)
        elif kind == "word":
            if text == b"ID":
                image = _IMAGE_END.search(content, at)
                at = image.end() if image else end
            elif not arrays:
                yield text, operands
            operands, arrays = [], []
        if len(operands) > _MAX_OPERANDS:
            operands = []


def _name(text: bytes) -> Name:
    return Name(_NAME_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text.decode("latin-1")))


def _unhex(text: bytes) -> bytes:
    digits = re.sub(rb"[^0-9A-Fa-f]", b"", text)
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))


def _string(content: bytes, at: int) -> tuple[bytes, int]:
    """Return a string in parentheses, and where the content goes on behind it."""
    start, depth = at, 1
    while depth:
        found = _PARENTHESIS.search(content, at)
        if found is None:
            return _unescaped(content[start:]), len(content)
        at = found.end() + (found.group() == b"\\")
        depth += {b"(": 1, b")": -1}.get(found.group(), 0)
    return _unescaped(content[start : at - 1]), at


def _unescaped(text: bytes) -> bytes:
    def plain(found: re.Match[bytes]) -> bytes:
        octal, line, other = found.groups()
        if octal is not None:
            return bytes([int(octal, 8) & 255])
        return b"" if line is not None else _ESCAPES.get(other, other)

    return _ESCAPE.sub(plain, text)
