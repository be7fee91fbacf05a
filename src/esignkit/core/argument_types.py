"""Checks of argument types against their annotations, before anything is sent."""

from __future__ import annotations

import builtins
import enum
import functools
import numbers
import os
import re
import typing
from collections.abc import Callable, Generator, Iterable, Mapping, MappingView, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar, cast, runtime_checkable

from esignkit.core.arguments import positional_names, refuse_file
from esignkit.core.patterns import pattern
from esignkit.core.text import excerpt, kind_of
from esignkit.core.unknown_values import warn_near_misses
from esignkit.core.value_objects import Shown, define, field
from esignkit.errors import ESignError
from esignkit.types import NULL, UNSET, OpenEnum, Secret, Unset

if TYPE_CHECKING:
    import ast

__all__ = ["ACCEPTED", "Kind", "Kinds", "add_classes", "add_values", "checked", "is_testable", "refuse_wrong"]

P = ParamSpec("P")
T = TypeVar("T")


@runtime_checkable
class _Readable(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


@runtime_checkable
class _Writable(Protocol):
    def write(self, data: bytes, /) -> object: ...


_FILES = pattern(r"\b(File(Input|Content|Target)|PathLike|BinaryIO|bytes)\b")
_ANYTHING = frozenset({"JSON", "object", "Any"})
_MANY = frozenset({"list", "Sequence", "Iterable"})
_LISTS = (list, tuple, Sequence, MappingView)
"""What is written as a list; the usual ones first, which are told fastest."""
_CREDENTIAL = ["text", "Secret(…)"]
_BYTES = (bytes, bytearray, memoryview)
ACCEPTED: dict[str, tuple[str, tuple[Any, ...]]] = {
    "None": ("", (type(None), type(NULL))),
    "str": ("text", (str, Secret)),
    "int": ("a whole number", (int, numbers.Integral)),
    "float": ("a number", (int, float, numbers.Real)),
    "bool": ("True or False", (bool,)),
    "bytes": ("bytes", _BYTES),
    "Mapping": ("a dict", (Mapping,)),
    "dict": ("a dict", (Mapping,)),
    "JSONObject": ("a dict", (Mapping,)),
    "CallOptions": ("a dict, such as {'timeout': 30.0}", (Mapping,)),
    "datetime": ("datetime(…) with a time zone", (date, str)),  # text is sent as it is; a day is refused on the way
    "date": ("date(…)", (date, str)),
    "Callable": ("a function", (cast("type", Callable),)),
    "FileInput": (
        "a path, bytes, a file opened in binary mode ('rb') or a tuple (name, content)",
        (str, os.PathLike, tuple, *_BYTES, _Readable),
    ),
    "FileTarget": ("a path or a file opened for binary writing ('wb')", (str, os.PathLike, _Writable)),
    "os.PathLike": ("a path", (os.PathLike,)),
}
"""What to give for an annotation, and the classes whose instances are taken for it."""


@define(eq=False, repr=False)
class Kind(Shown):
    """What an argument takes.

    Attributes:
        classes: Classes whose instances are taken.
        values: Values that are taken by themselves.
        items: What the items of a list are, where one is taken.
        members: What the values of a dict are, where one is taken and they are looked at.
        files: Whether a file is taken.
        anything: Whether any value is taken that is no file.
        words: What to give, for people.
        exact: Classes whose own instances need no closer look.
        enums: Open enums whose texts are taken, in lists and dicts too.
    """

    classes: tuple[type, ...] = ()
    values: tuple[object, ...] = ()
    items: Kind | None = None
    members: Kind | None = None
    files: bool = False
    anything: bool = False
    words: list[str] = field(factory=list[str])
    exact: frozenset[type] = frozenset()
    enums: tuple[type[OpenEnum], ...] = ()

    def refusal(self, where: str, value: object) -> Exception | None:
        """Return what to raise for a value that is not taken; None for one that is.

        Args:
            where: The argument, for the error.
            value: What was given for it.
        """
        if self.anything:
            return None
        if self._takes(value):
            return self._refusal_in(where, value) if self.members else None
        if self.items is None or not _is_several(value):
            return self._error(where, value)
        if isinstance(value, _LISTS) and not self.files:  # what is no file is told where files are read
            for number, item in enumerate(cast("Iterable[object]", value)):
                if error := self.items.refusal(f"{where}[{number}]", item):
                    return error
        return None

    def _refusal_in(self, where: str, value: object) -> Exception | None:
        for name, member in cast("Mapping[str, object]", value).items() if isinstance(value, Mapping) else ():
            if self.members and (error := self.members.refusal(f"{where}.{name}", member)):
                return error
        return None

    def _takes(self, value: object) -> bool:
        if isinstance(value, bool):
            return bool in self.classes
        if isinstance(value, enum.Enum) and not isinstance(value, str | Unset):
            return isinstance(value, self.classes) or self._takes(value.value)
        if isinstance(value, self.classes):
            return True
        # `==` only among texts and numbers: that of an array gives another array
        return any(value is allowed or (isinstance(value, str | int) and value == allowed) for allowed in self.values)

    def _error(self, where: str, value: object) -> Exception:
        if isinstance(value, str) and any(isinstance(allowed, str) for allowed in self.values):
            return ValueError(f"{where} is {excerpt(value)}; give {' or '.join(self.words)}")
        if self.words == _CREDENTIAL:
            return TypeError(f"{where}: a credential is text, not {type(value).__name__}")
        of_it = ", such as its .id" if where.endswith("_id") and isinstance(getattr(value, "id", None), str) else ""
        return TypeError(f"{where} is {kind_of(value)}; give {' or '.join(self.words)}{of_it}")


_ANY = Kind(files=True, anything=True)


def _is_several(value: object) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping | enum.Enum)


def refuse_wrong(where: str, name: str, value: object, kind: Kind, call: Callable[[], object]) -> None:
    """Refuse an argument of another kind. What the function itself says goes first, where it names the argument.

    Args:
        where: Stands before the argument's name in the error.
        name: Name of the argument.
        value: What was given for it.
        kind: What it takes.
        call: Calls the function with all that was given; it must do nothing that lasts.

    Raises:
        TypeError: It is of another kind.
        ValueError: It is text, and not among the texts that are taken.
    """
    refusal = kind.refusal(where + name, value)
    if refusal is None:
        return
    try:
        result = call()
        if isinstance(result, Generator):
            steps = cast("Generator[object, None, object]", result)
            next(steps)  # the flow says what it wants first, and is dropped
            steps.close()
    except (TypeError, ValueError) as error:
        if re.search(rf"\b{name}\b(?!\()", str(error)):
            raise
    except (ESignError, OSError, AttributeError, LookupError, StopIteration):
        pass
    raise refusal


class Kinds(dict[str, Kind]):
    """What each argument of a function takes, by its name; read from the annotation when it is first given.

    Args:
        function: A function as it was written, which nothing wraps.
        numbers_as_text: Whether a whole number is taken for its text, such as an id.
    """

    def __init__(self, function: Callable[..., Any], *, numbers_as_text: bool = False) -> None:
        super().__init__()
        self._names: Mapping[str, Any] = function.__globals__
        self._annotations: Mapping[str, object] = function.__annotations__
        self._numbers_as_text = numbers_as_text

    def __missing__(self, name: str) -> Kind:
        annotation: object = self._annotations.get(name)
        if annotation is None:
            return _ANY
        kind = _kind(annotation if isinstance(annotation, str) else _text_of(annotation), self._names)
        if self._numbers_as_text:
            _take_numbers(kind)
        self[name] = kind
        return kind


def checked(function: Callable[P, T]) -> Callable[P, T]:
    """Refuse arguments of another kind by their names; for functions that no `@endpoint` calls."""

    @functools.cache  # read when it is first called: most never are
    def read() -> tuple[Kinds, tuple[str, ...]]:
        return Kinds(function), positional_names(function)

    @functools.wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        kinds, positional = read()
        for name, value in (*zip(positional, args, strict=False), *kwargs.items()):
            kind = kinds[name]
            if value.__class__ not in kind.exact:
                if not kind.files and kind.words != _CREDENTIAL:
                    refuse_file(name, value)
                refuse_wrong("", name, value, kind, lambda: function(*args, **kwargs))
        result = function(*args, **kwargs)
        for name, value in (*zip(positional, args, strict=False), *kwargs.items()):
            warn_near_misses(name, value, kinds[name].enums)
        return result

    return call


def _take_numbers(kind: Kind) -> None:
    if str in kind.classes:
        kind.classes += (int,)
        kind.exact |= {int}
    if kind.items is not None:
        _take_numbers(kind.items)


def _kind(annotation: str, names: Mapping[str, Any]) -> Kind:
    kind = Kind(files=bool(_FILES.search(annotation)))
    _add_text(kind, annotation, names)
    if kind.anything:
        kind.classes = (type(None),)
    kind.exact = frozenset(dict if cls is Mapping else cls for cls in kind.classes)
    if UNSET in kind.values:
        kind.exact |= {Unset}
    return kind


def _text_of(annotation: object) -> str:
    """Return an annotation as text, of a module that evaluates them."""
    import inspect

    return inspect.formatannotation(annotation)


def _add_text(kind: Kind, annotation: str, names: Mapping[str, Any]) -> None:
    """Add what one annotation takes; most are names alone, and need no parser, which is long to load."""
    parts = annotation.split(" | ")
    if all(map(str.isidentifier, parts)):
        for name in parts:
            _add_name(kind, name, names)
    else:
        import ast

        _add(kind, ast.parse(annotation, mode="eval").body, names)


def _add(kind: Kind, node: ast.expr, names: Mapping[str, Any]) -> None:
    """Add what one annotation, or a part of one, takes."""
    import ast

    if isinstance(node, ast.BinOp):
        _add(kind, node.left, names)
        _add(kind, node.right, names)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):  # an annotation that is not evaluated
        _add_text(kind, node.value, names)
    elif isinstance(node, ast.Subscript):
        _add_generic(kind, ast.unparse(node.value), node.slice, names)
    else:
        _add_name(kind, ast.unparse(node), names)


def _add_name(kind: Kind, name: str, names: Mapping[str, Any]) -> None:
    if name in _ANYTHING:
        kind.anything = True
    elif name in ACCEPTED:
        add_classes(kind, *ACCEPTED[name])
    else:
        _add_named(kind, name, names)


def _add_generic(kind: Kind, name: str, inner: ast.expr, names: Mapping[str, Any]) -> None:
    import ast

    if name == "Maybe":
        kind.values += (UNSET,)
        _add(kind, inner, names)
    elif name == "Literal":
        add_values(kind, ast.literal_eval(inner))
    elif name in _MANY:
        kind.items = _kind(ast.unparse(inner), names)
        kind.enums += kind.items.enums
        kind.words.append(f"a list of {' or '.join(kind.items.words) or 'values'}")
    elif name in ACCEPTED:  # Mapping[…], Callable[…], os.PathLike[…]
        add_classes(kind, *ACCEPTED[name])
        if name == "Mapping" and isinstance(inner, ast.Tuple):
            kind.enums += tuple(enum for one in inner.elts for enum in _kind(ast.unparse(one), names).enums)
    else:
        kind.anything = True


def _add_named(kind: Kind, name: str, names: Mapping[str, Any]) -> None:
    """Add a class or an alias of the module's; one that is there for type checkers alone takes anything."""
    annotated = names.get(name, getattr(builtins, name, None))
    if isinstance(annotated, type) and is_testable(annotated):
        add_classes(kind, f"{name}(…)", (annotated,))
        if issubclass(annotated, OpenEnum):
            kind.enums += (annotated,)
    elif typing.get_origin(annotated) is typing.Literal:
        add_values(kind, typing.get_args(annotated))
    elif typing.get_origin(annotated) is Callable:
        add_classes(kind, *ACCEPTED["Callable"])
    elif isinstance(annotated, str):
        _add_text(kind, annotated, names)
    else:
        kind.anything = True


def is_testable(cls: type) -> bool:
    """Whether `isinstance` takes it; it takes no `TypedDict`, and not every `Protocol`.

    The question is asked of a class: of an instance, Python 3.12 loads `inspect` to answer it.
    """
    try:
        issubclass(type(None), cls)
    except TypeError:
        return False
    return True


def add_classes(kind: Kind, words: str, classes: tuple[type, ...]) -> None:
    """Let a kind take the instances of classes."""
    kind.classes += classes
    if words and words not in kind.words:
        kind.words.append(words)


def add_values(kind: Kind, values: object) -> None:
    """Let a kind take values by themselves."""
    several = cast("tuple[object, ...]", values) if isinstance(values, tuple) else (values,)
    kind.values += several
    kind.words += map(repr, several)
