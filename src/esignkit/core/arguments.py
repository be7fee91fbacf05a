"""Checks of arguments before sending: empty texts, files where none is allowed, one value in place of a list.

An empty text would ask the service for something else, or for nothing at all.
"""

from __future__ import annotations

import io
import os
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from operator import index
from typing import Any, TypeVar, cast

from esignkit.core.text import kind_of
from esignkit.types import Secret

__all__ = [
    "content_of_integers",
    "file_kind",
    "is_binary_file",
    "positional_names",
    "refuse_empty",
    "refuse_file",
    "required_texts",
    "several",
]

T = TypeVar("T")
_LARGEST_BYTE = 255


def positional_names(function: Callable[..., Any]) -> tuple[str, ...]:
    """Return the names of the arguments that a written function takes without a name; `inspect` is long to load."""
    code = function.__code__
    return code.co_varnames[: code.co_argcount]


def required_texts(function: Callable[..., Any]) -> frozenset[str]:
    """Return the names of those that must be texts that say something: without a default, and annotated so.

    Args:
        function: A function as it was written, which nothing wraps.
    """
    positional, code = positional_names(function), function.__code__
    by_name = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    defaults = {*positional[len(positional) - len(function.__defaults__ or ()) :], *(function.__kwdefaults__ or ())}
    annotations = function.__annotations__
    return frozenset(
        name for name in (*positional, *by_name) if name not in defaults and _is_text(str(annotations.get(name)))
    )


def _is_text(annotation: str) -> bool:
    kinds = annotation.split(" | ")
    return "str" in kinds and "bytes" not in kinds


def refuse_empty(name: str, value: object) -> None:
    """Refuse what is no text, and a text that says nothing; a number counts as its text.

    Args:
        name: Name of the argument, for the error.
        value: What was given; a `Secret` is never shown.

    Raises:
        TypeError: It is None, or no text.
        ValueError: It is empty, or blanks alone.
    """
    if not isinstance(value, str | int | Secret) or isinstance(value, bool):
        msg = f"{name} is {kind_of(value)}; give the {'id' if name.endswith('_id') else 'value'} itself, as text"
        raise TypeError(msg)
    text = value.reveal() if isinstance(value, Secret) else value
    if isinstance(text, str) and not text.strip():
        msg = f"{name} is empty; the service requires it, so nothing was sent"
        raise ValueError(msg)


_NO_CONTENT = {str, int, float, bool, type(None), dict, list}


def file_kind(value: object) -> str | None:
    """Say what a value is that has content to upload, or the name of some; None for every other."""
    if type(value) in _NO_CONTENT:  # of what is asked about, almost all
        return None
    if isinstance(value, bytes | bytearray | memoryview | array):
        return f"{type(cast('object', value)).__name__} content"
    if isinstance(value, os.PathLike):
        return "a path"
    if isinstance(value, io.IOBase) or callable(getattr(value, "read", None)):
        return "an open file"
    return None


def content_of_integers(where: str, values: Sequence[object]) -> bytes:
    """Return the content that a list of integers is, one for each byte.

    Args:
        where: The member, for the error.
        values: What was given for it.

    Raises:
        TypeError: One is no integer.
        ValueError: One is no byte.
    """
    with suppress(TypeError, ValueError):
        if bool not in set(map(type, values)):
            return bytes(cast("Sequence[int]", values))
    needed = "as a list, content has an integer from 0 to 255 for each byte; nothing was sent"
    for number, value in enumerate(values):
        if isinstance(value, bool) or not hasattr(value, "__index__"):
            msg = f"{where}[{number}] is of type {type(value).__name__}; {needed}"
            raise TypeError(msg)
        if not 0 <= index(cast("int", value)) <= _LARGEST_BYTE:
            msg = f"{where}[{number}] is {value}; {needed}"
            raise ValueError(msg)
    msg = f"{where}: {needed}"  # it changed meanwhile
    raise ValueError(msg)


def refuse_file(where: str, value: object) -> None:
    """Refuse a file where none belongs, so that nothing is uploaded that was not meant to be.

    Args:
        where: The member or argument.
        value: What was given for it.

    Raises:
        TypeError: It is a path, content or an open file.
    """
    kind = file_kind(value)
    if kind is not None:
        msg = (
            f"{where} is {kind}, and no file is sent there; give text (decode bytes, or str(path) if the name is "
            "meant), and the file where the method or model asks for one"
        )
        raise TypeError(msg)


def several(name: str, values: Iterable[T], if_none: str | None = None) -> list[T]:
    """Return what a call sends several of.

    Args:
        name: The argument's name.
        values: What the caller gave.
        if_none: What to do instead when there is nothing to send; without it, nothing is fine.

    Raises:
        TypeError: It is one thing, not several: a text would be taken apart into its letters.
        ValueError: There is nothing to send.
    """
    argument = cast("object", values)
    if (
        isinstance(argument, str | Mapping)
        or not isinstance(argument, Iterable)
        or file_kind(cast("object", argument)) is not None
    ):
        msg = f"{name} is a list: write {name}=[…], also for a single one"
        raise TypeError(msg)
    items = list(values)
    if not items and if_none is not None:
        msg = f"{name}: there is none; {if_none}"
        raise ValueError(msg)
    return items


def is_binary_file(value: object) -> bool:
    """Whether a value can be read as a binary file."""
    return not isinstance(value, io.TextIOBase) and callable(getattr(value, "read", None))
