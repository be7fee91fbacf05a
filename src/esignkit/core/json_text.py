"""JSON text, read and written: the same values and the same errors with orjson and without it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import accumulate, count
from operator import sub
from typing import Any, cast

from esignkit.core.patterns import pattern
from esignkit.types import JSON

__all__ = ["DEEPEST", "dumps", "encoder", "loads", "too_deep"]

DEEPEST = 200
"""How deeply the objects and lists of a response may be nested. The limits of the parsers differ."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # .NET services may send a byte order mark
_SQUARE = bytes.maketrans(b"{}", b"[]")
_STEPS = bytes.maketrans(b"[]", b"\2\0")
_NO_BRACKETS = bytes(n for n in range(256) if n not in b"{}[]")
_STRING = pattern(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)  # also one without an end


def _refuse(constant: str) -> float:
    msg = f"{constant} is not JSON"
    raise ValueError(msg)


_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
_ascii_encoder = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), allow_nan=False)
_decoder = json.JSONDecoder(parse_constant=_refuse)


def _parse_with_json(content: bytes) -> Any:
    return _decoder.decode(content.removeprefix(_BYTE_ORDER_MARK).decode())


_parse: Callable[[bytes], Any]
try:  # about 20 % faster on long lists, no difference on small responses
    import orjson
except ImportError:
    _parse = _parse_with_json
else:
    _DIGITS = bytes(48 if chr(n).isdigit() and n < 128 else n for n in range(256))
    _LONG = b"0" * 19

    def _parse_with_orjson(content: bytes) -> Any:
        """Parse with orjson what both parsers read alike, and the rest with json, which also words the errors.

        orjson refuses half a surrogate pair and numbers beyond a double's, and makes a float of an integer of more
        than 64 bits. Those have 19 digits or more in a row: once every digit is a zero, a search for a text finds them,
        in a fiftieth of a regular expression's time.
        """
        if _LONG not in content.translate(_DIGITS):
            try:
                return orjson.loads(content.removeprefix(_BYTE_ORDER_MARK))
            except ValueError:
                pass
        return _parse_with_json(content)

    _parse = _parse_with_orjson


def loads(content: bytes) -> JSON:
    """Parse JSON text in UTF-8. Half a surrogate pair that was written as an escape is read as it is.

    Raises:
        ValueError: It is not JSON, or nested too deeply to be a response of any service.
    """
    try:
        if not too_deep(content):
            return cast("JSON", _parse(content))
    except RecursionError:
        pass  # the caller's own stack is deep
    msg = "the JSON is nested too deeply"
    raise ValueError(msg)


def too_deep(content: bytes) -> bool:
    """Whether more than `DEEPEST` objects and lists are nested. Brackets in strings count only in the first check."""
    brackets = content.translate(_SQUARE, _NO_BRACKETS)
    if len(brackets) <= 2 * DEEPEST or _depth(brackets) <= DEEPEST:
        return False
    return _depth(_STRING.sub(b"", content).translate(_SQUARE, _NO_BRACKETS)) > DEEPEST


def _depth(brackets: bytes) -> int:
    """Return the nesting depth of brackets, or `DEEPEST + 1` when it is larger; takes linear time."""
    if b"[" * (DEEPEST + 1) in brackets:
        return DEEPEST + 1
    level = 0
    while level < 16:  # remove empty pairs level by level; a response mostly has none left after that
        reduced = brackets.replace(b"[]", b"")
        if len(reduced) == len(brackets):
            break
        brackets, level = reduced, level + 1
    open_brackets = accumulate(brackets.translate(_STEPS))  # minus the index, the number of open brackets
    return level + max(map(sub, open_brackets, count(1)), default=0)


def encoder(*, ascii: bool = False) -> Callable[[JSON], str]:
    """Return what writes JSON text without spaces.

    Args:
        ascii: Whether other characters are written as escapes.
    """
    return (_ascii_encoder if ascii else _encoder).encode


def dumps(value: JSON, *, ascii: bool = False) -> bytes:
    """Write JSON text in UTF-8, without spaces; half a surrogate pair, which UTF-8 lacks, as its escape."""
    return encoder(ascii=ascii)(value).encode("utf-8", "backslashreplace")
