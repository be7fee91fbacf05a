"""What an argument takes, read from its annotation, so that a wrong one is named before anything is sent."""

from __future__ import annotations

import ast
import builtins
import inspect
import os
import re
import typing
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, Protocol, cast, runtime_checkable

from attrs import define, field

from esignkit.core.value import Shown
from esignkit.types import NULL, UNSET, Secret

__all__ = ["Kind", "kinds_of"]


@runtime_checkable
class _Readable(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


@runtime_checkable
class _Writable(Protocol):
    def write(self, data: bytes, /) -> object: ...


_FILES = re.compile(r"\b(File(Input|Content|Target)|PathLike|BinaryIO|bytes)\b")
_ANYTHING = frozenset({"JSON", "object", "Any"})
_MANY = frozenset({"list", "Sequence", "Iterable"})
_BYTES = (bytes, bytearray, memoryview)
_TAKEN: dict[str, tuple[str, tuple[type, ...]]] = {
    "None": ("", (type(None), type(NULL))),
    "str": ("text", (str, int, Secret)),  # a number counts as its text
    "int": ("a whole number", (int,)),
    "float": ("a number", (int, float)),
    "bool": ("True or False", (bool,)),
    "bytes": ("bytes", _BYTES),
    "Mapping": ("a dict", (Mapping,)),
    "dict": ("a dict", (Mapping,)),
    "JSONObject": ("a dict", (Mapping,)),
    "CallOptions": ("a dict, such as {'timeout': 30.0}", (Mapping,)),
    "Callable": ("a function", (Callable,)),
    "FileInput": (
        "a path, bytes, a file opened in binary mode ('rb') or a tuple (name, content)",
        (str, os.PathLike, tuple, *_BYTES, _Readable),
    ),
    "FileTarget": ("a path or a file opened for binary writing ('wb')", (str, os.PathLike, _Writable)),
    "os.PathLike": ("a path", (os.PathLike,)),
}


@define(eq=False, repr=False)
class Kind(Shown):
    """What an argument takes.

    Attributes:
        classes: Classes whose instances are taken.
        values: Values that are taken by themselves.
        items: What the items of a list are, where one is taken.
        files: Whether a file is taken.
        anything: Whether any value is taken that is no file.
        words: What to give, for people.
        exact: Classes whose own instances need no closer look.
    """

    classes: tuple[type, ...] = ()
    values: tuple[object, ...] = ()
    items: Kind | None = None
    files: bool = False
    anything: bool = False
    words: list[str] = field(factory=list[str])
    exact: frozenset[type] = frozenset()

    def refusal(self, where: str, value: object) -> Exception | None:
        """Return what to raise for a value that is not taken; None for one that is.

        Args:
            where: The argument, for the error.
            value: What was given for it.
        """
        if self.anything or self._takes(value):
            return None
        if self.items is None or not isinstance(value, Iterable) or isinstance(value, str | bytes | Mapping):
            return self._error(where, value)
        if isinstance(value, list | tuple):
            for number, item in enumerate(cast("Iterable[object]", value)):
                if error := self.items.refusal(f"{where}[{number}]", item):
                    return error
        return None

    def _takes(self, value: object) -> bool:
        if isinstance(value, bool):
            return bool in self.classes
        return isinstance(value, self.classes) or value in self.values

    def _error(self, where: str, value: object) -> Exception:
        if isinstance(value, str) and any(isinstance(one, str) for one in self.values):
            return ValueError(f"{where} is {value!r}; give {' or '.join(self.words)}")
        if isinstance(value, date) and datetime in self.classes:
            return ValueError(f"{where} is a day, and no moment; give datetime(…) with a time zone")
        kind = "None" if value is None else f"a {type(value).__name__}"
        return TypeError(f"{where} is {kind}; give {' or '.join(self.words)}")


def kinds_of(function: Callable[..., Any], parameters: Iterable[inspect.Parameter]) -> dict[str, Kind]:
    """Return what each argument of a function takes, by its name.

    Args:
        function: Whose module has the names of the annotations.
        parameters: The arguments.
    """
    names: dict[str, Any] = function.__globals__
    return {one.name: _kind(str(one.annotation), names) for one in parameters}


def _kind(annotation: str, names: Mapping[str, Any]) -> Kind:
    kind = Kind(files=bool(_FILES.search(annotation)))
    _add(kind, ast.parse(annotation, mode="eval").body, names)
    if kind.anything:
        kind.classes = (type(None),)
    kind.exact = frozenset(dict if one is Mapping else one for one in kind.classes)
    return kind


def _add(kind: Kind, node: ast.expr, names: Mapping[str, Any]) -> None:
    """Add what one annotation, or a part of one, takes."""
    if isinstance(node, ast.BinOp):
        _add(kind, node.left, names)
        _add(kind, node.right, names)
    elif isinstance(node, ast.Subscript):
        _add_generic(kind, ast.unparse(node.value), node.slice, names)
    else:
        name = ast.unparse(node)
        if name in _ANYTHING:
            kind.anything = True
        elif name in _TAKEN:
            words, classes = _TAKEN[name]
            _add_classes(kind, words, *classes)
        else:
            _add_named(kind, name, names)


def _add_generic(kind: Kind, name: str, inner: ast.expr, names: Mapping[str, Any]) -> None:
    if name == "Maybe":
        kind.values += (UNSET,)
        _add(kind, inner, names)
    elif name == "Literal":
        _add_values(kind, ast.literal_eval(inner))
    elif name in _MANY:
        kind.items = _kind(ast.unparse(inner), names)
        kind.words.append(f"a list of {' or '.join(kind.items.words) or 'values'}")
    else:  # Mapping[…], Callable[…], os.PathLike[…]
        words, classes = _TAKEN[name]
        _add_classes(kind, words, *classes)


def _add_named(kind: Kind, name: str, names: Mapping[str, Any]) -> None:
    """Add a class or an alias of the module's; one that is there for type checkers alone takes anything."""
    named = names.get(name, getattr(builtins, name, None))
    if isinstance(named, type):
        _add_classes(kind, f"{name}(…)", named)
    elif typing.get_origin(named) is typing.Literal:
        _add_values(kind, typing.get_args(named))
    elif isinstance(named, str):
        _add(kind, ast.parse(named, mode="eval").body, names)
    else:
        kind.anything = True


def _add_classes(kind: Kind, words: str, *classes: type) -> None:
    kind.classes += classes
    if words:
        kind.words.append(words)


def _add_values(kind: Kind, values: object) -> None:
    several = values if isinstance(values, tuple) else (values,)
    kind.values += several
    kind.words += map(repr, several)
