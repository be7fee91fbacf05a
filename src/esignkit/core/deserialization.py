"""Reading responses into models.

How a field is read is resolved once per class; `core.class_readers` goes by that, and cattrs reads every type that is
not ours. A value that cannot be read is looked at a second time, slowly, to name its path.
"""

from __future__ import annotations

import builtins
import enum
import functools
import importlib
import sys
import types
import typing
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, TypeGuard, TypeVar, Union, cast

from esignkit.core.class_readers import Hook, Wires, as_dict, class_reader, scalar_hook, split_unknown
from esignkit.core.field_specifiers import read_type
from esignkit.core.record import Record, names_of
from esignkit.core.scalars import SCALARS, as_str, json_kind_of, read_date, read_datetime
from esignkit.core.value_objects import Value, frozen
from esignkit.errors import DecodeError
from esignkit.types import JSON, OpenEnum, ReceivedSecret, Secret

if TYPE_CHECKING:
    from cattrs import Converter

__all__ = [
    "Later",
    "converter",
    "enum_in",
    "enums_of",
    "hint_of",
    "hints_of",
    "hook_of",
    "lists_of",
    "read_datetime",
    "structure",
    "usual_of",
    "wires_of",
]

T = TypeVar("T")
M = TypeVar("M", bound=Record)


# Reading models ------------------------------------------------------------------------------------------------------
@functools.cache
def converter() -> Converter:
    """Return what reads whatever type is not a model, by cattrs' own rules; models inside it are read by ours.

    Most clients never meet such a type, and importing cattrs takes a tenth of a cold start.
    """
    import cattrs

    cattrs_converter = cattrs.Converter(detailed_validation=False)
    cattrs_converter.register_structure_hook_factory(_is_record, _hook_for_cattrs)
    return cattrs_converter


def _origin_of(annotation: Any) -> Any:
    """Return what `typing.get_origin` does, which looks for rarer kinds first."""
    if type(annotation) is types.UnionType:
        return types.UnionType
    if type(annotation) is types.GenericAlias:
        return annotation.__origin__
    return None if isinstance(annotation, type) else typing.get_origin(annotation)


def _args_of(annotation: Any) -> tuple[Any, ...]:
    """Return what `typing.get_args` does."""
    if type(annotation) in (types.UnionType, types.GenericAlias):
        args: tuple[Any, ...] = annotation.__args__
        return args
    return () if isinstance(annotation, type) else typing.get_args(annotation)


def _inner(annotation: object) -> object:
    """Strip `| None` and markers from an annotation, and the plain value beside an enum, whose members are read."""
    if _origin_of(annotation) in (Union, types.UnionType):
        members = [a for a in _args_of(annotation) if a is not type(None) and _origin_of(a) is not Literal]
        if any(isinstance(a, type) and issubclass(a, enum.Enum) for a in members):
            members = [a for a in members if a not in SCALARS]
        if Secret in members:
            members = [Secret]
        return members[0] if len(members) == 1 else Union[tuple(members)]  # noqa: UP007 - built at run time
    return annotation


_hooks: dict[tuple[object, Callable[[datetime], datetime]], Hook | None] = {}


def _hook(annotation: object, naive: Callable[[datetime], datetime]) -> Hook | None:
    """Return how a value that is not null is read; None where any value will do."""
    key = annotation, naive
    if key not in _hooks:
        _hooks[key] = _new_hook(annotation, naive)
    return _hooks[key]


def _new_hook(annotation: object, naive: Callable[[datetime], datetime]) -> Hook | None:
    kind = _inner(annotation)
    if kind in SCALARS:
        return scalar_hook(kind)
    origin, args = _origin_of(kind), _args_of(kind)
    if origin is list:
        return _list_hook(_hook(args[0], naive))
    if origin is dict:
        return _dict_hook(_hook(args[1], naive))
    if isinstance(kind, type):
        if issubclass(kind, Record):
            return _reader(kind)
        if issubclass(kind, OpenEnum):
            return _Members(kind).__getitem__
        if kind is datetime:
            return _moment_hook(naive)
        if kind in _READ_PLAIN:
            return _READ_PLAIN[kind]
        if kind is not object:
            target = cast("type[object]", kind)
            return lambda v: converter().structure(v, target)
    return None


def _read_secret(value: Any) -> Secret:
    return ReceivedSecret(value if isinstance(value, str) else as_str(value))


_READ_PLAIN: dict[type, Hook] = {date: read_date, Secret: _read_secret}


def _list_hook(item_hook: Hook | None) -> Hook:
    if item_hook is None:
        return _as_list

    def hook(value: Any) -> object:
        return [None if x is None else item_hook(x) for x in (value if value.__class__ is list else _as_list(value))]

    return hook


def _dict_hook(item_hook: Hook | None) -> Hook:
    if item_hook is None:
        return as_dict
    return lambda v: {k: None if x is None else item_hook(x) for k, x in as_dict(v).items()}


def _moment_hook(naive: Callable[[datetime], datetime]) -> Hook:
    def hook(value: Any) -> object:
        moment = read_datetime(value)
        return naive(moment) if moment.tzinfo is None else moment

    return hook


class _Members(dict[object, OpenEnum]):
    """The members of an enum by their texts; those that it does not know are made when they come."""

    __slots__ = ("_kind",)

    def __init__(self, kind: type[OpenEnum]) -> None:
        super().__init__((member._value_, member) for member in kind)  # `value` is a property
        self._kind = kind

    def __missing__(self, value: object) -> OpenEnum:
        return self._kind(value if isinstance(value, str) else as_str(value))


def _as_list(value: object) -> list[Any]:
    if isinstance(value, list):
        return cast("list[Any]", value)
    msg = f"a list was expected, not {json_kind_of(value)}"
    raise TypeError(msg)


_hinted: dict[type[Record], dict[str, Any]] = {}


@frozen(eq=False, repr=False)
class Later(Value):
    """Reads a field (in a model's `READ`) into a model whose module is loaded when the first such value comes.

    For large models that most responses do not have. The field's annotation then needs its import for type checkers
    only.
    """

    module: str
    name: str

    def __call__(self, value: JSON) -> object:
        """Read the value."""
        return structure(value, self.model())

    def model(self) -> Any:
        """Load the module, and return the model's class."""
        return getattr(importlib.import_module(self.module), self.name)


_evaluated: dict[str, dict[str, object]] = {}
"""The annotations of each module by their texts: most fields are of one of three or four types."""
_BUILTINS = vars(builtins)


def hints_of(cls: type[Any]) -> dict[str, Any]:  # Any: mypy takes a model class for unhashable
    """Resolve the annotations of a model's fields."""
    hints = _hinted.get(cls)
    if hints is None:
        hints = _hinted[cls] = {name: hint_of(cls, name) for name in names_of(cls)}
    return hints


_Written = tuple[Any, dict[str, object], type]
"""An annotation, those that its module wrote by their texts, and the class that it stands in."""
_written: dict[type[Record], dict[str, _Written]] = {}


def hint_of(cls: type[Record], name: str) -> Any:
    """Resolve the annotation of a model's field, in the module that wrote it."""
    annotation, by_text, base = (_written.get(cls) or _find_annotations(cls))[name]
    hint = by_text.get(annotation)
    if hint is None:
        hint = read_type(annotation)
        hint = by_text[annotation] = _evaluate(hint, base) if isinstance(hint, str) else hint
    return hint


def _find_annotations(cls: type[Record]) -> dict[str, _Written]:
    written: dict[str, _Written] = {}
    for base in reversed(cls.__mro__):
        written |= _written_in(base)
    for name, read in cls.READ.items():
        if isinstance(read, Later):
            written[name] = "object", {"object": object}, cls
    _written[cls] = written
    return written


@functools.cache
def _written_in(base: type) -> dict[str, _Written]:
    # a class inside a function may have the name of another one
    is_global = vars(sys.modules[base.__module__]).get(base.__name__) is base
    by_text = _evaluated.setdefault(base.__module__, {}) if is_global else {}
    annotations: dict[str, Any] = getattr(base, "__annotations__", {})  # built-in classes have none
    return {name: (annotation, by_text, base) for name, annotation in annotations.items()}


def _evaluate(annotation: str, base: type[object]) -> Any:
    """Return what an annotation of a class means; most are of a word or two, and a parser would take ten times as long.

    Args:
        annotation: The annotation.
        base: The class.
    """
    module = vars(sys.modules[base.__module__])
    if annotation.endswith(" | None"):
        return _evaluate(annotation.removesuffix(" | None"), base) | None
    if annotation.startswith("list[") and annotation[5:-1].isidentifier():
        return list[_evaluate(annotation[5:-1], base)]  # type: ignore[misc]  # a type that is made here
    if annotation == base.__name__:
        return base
    for names in (module, _BUILTINS):
        if annotation in names:
            return names[annotation]
    return eval(annotation, module, {base.__name__: base})  # noqa: S307 - our own source


_readers: dict[type[Record], Hook] = {}
_wires: dict[type[Record], Wires] = {}


def wires_of(cls: type[Record]) -> Wires:
    """Return the name and the wire name of each field of a model."""
    wires = _wires.get(cls)
    if wires is None:
        own, by_rule = cls.WIRE.get, cls.CASE
        wires = _wires[cls] = [(name, own(name) or by_rule(name)) for name in names_of(cls) if name != "extra"]
    return wires


def hook_of(cls: type[Record], name: str) -> Hook | None:
    """Return how a field of a model is read; None where any value will do."""
    own: Hook | None = cls.READ.get(name)
    return own or _hook(hint_of(cls, name), cls.NAIVE)


def _reader(cls: type[M]) -> Callable[[Any], M]:
    """Return the function that reads a JSON object into a model."""
    reader = _readers.get(cls)
    if reader is None:
        reader = _readers[cls] = class_reader(cls, wires_of, hook_of)
    return cast("Callable[[Any], M]", reader)


_list_fields: dict[type[Record], frozenset[str]] = {}


def lists_of(cls: type[Record]) -> frozenset[str]:
    """Return the fields of a model that are lists."""
    names = _list_fields.get(cls)
    if names is None:
        names = frozenset(name for name, hint in hints_of(cls).items() if _origin_of(_inner(hint)) is list)
        _list_fields[cls] = names
    return names


def usual_of(cls: type[Record], name: str) -> tuple[type | None, type | None]:
    """Return the class of values that a member surely takes, and for a list that of its items.

    Each is `object` where any value is taken, and None where only a closer look tells.
    """
    read = cls.READ.get(name)
    if isinstance(read, Later):  # what takes such a value has loaded the module
        return (read.model() if read.module in sys.modules else None), None
    kind = _inner(hint_of(cls, name))
    return _usual(kind), _usual(_inner(_args_of(kind)[0])) if _origin_of(kind) is list else None


def _usual(kind: object) -> type | None:
    if kind is Any or isinstance(kind, str):  # the only text is `JSON`, which holds itself
        return object
    if _origin_of(kind) is dict:
        return dict if _usual(_args_of(kind)[1]) is object else None
    return list if _origin_of(kind) is list else kind if isinstance(kind, type) else None


def enums_of(cls: type[Record]) -> dict[str, tuple[type[OpenEnum], ...]]:
    """Return the fields of a model that take texts of open enums, alone or in a list, each with its enums."""
    return {name: enums for name, hint in hints_of(cls).items() if (enums := _enums_in(hint))}


def enum_in(annotation: object) -> type[enum.Enum]:
    """Return the enum of an annotation such as `Visibility | None`."""
    return cast("type[enum.Enum]", _inner(annotation))


def _enums_in(annotation: object) -> tuple[type[OpenEnum], ...]:
    if isinstance(annotation, type) and issubclass(annotation, OpenEnum):
        return (annotation,)
    if _origin_of(annotation) in (Union, types.UnionType, list):
        return tuple(enum for one in _args_of(annotation) for enum in _enums_in(one))
    return ()


def _is_record(kind: object) -> TypeGuard[type[Record]]:
    return isinstance(kind, type) and issubclass(kind, Record)


def _hook_for_cattrs(cls: type[Record]) -> Callable[[Any, Any], Record]:
    return lambda value, _: _reader(cls)(value)


def structure(value: JSON, cls: type[M]) -> M:
    """Read a JSON object into a model.

    Raises:
        DecodeError: Some member cannot be read; the text names its path and what was expected.
    """
    try:
        return _reader(cls)(value)
    except (TypeError, ValueError, OverflowError, KeyError, AttributeError, IndexError) as error:
        msg = f"{cls.__name__}: {_explain(value, cls) or error}"
        raise DecodeError(msg) from None


def _explain(value: object, cls: type[Record], path: str = "") -> str | None:
    """Find the first member that cannot be read, and say why."""
    if not isinstance(value, dict):
        return f"{path or 'the response'}: an object was expected, not {json_kind_of(value)}"
    body = cast("dict[str, Any]", value)
    hints = hints_of(cls)
    members, _ = split_unknown(cls, body, {wire for _, wire in wires_of(cls)})
    for name, wire in wires_of(cls):
        member, hook = members.get(wire), hook_of(cls, name)
        if member is None or hook is None:
            continue
        member_path = f"{path}.{wire}" if path else wire
        kind = _inner(hints[name])
        inner = _args_of(kind)[0] if _origin_of(kind) is list else None
        if name not in cls.READ and isinstance(kind, type) and issubclass(kind, Record):
            if reason := _explain(member, kind, member_path):
                return reason
        elif name not in cls.READ and _is_record(inner) and isinstance(member, list):
            for n, item in enumerate(cast("list[Any]", member)):
                if item is not None and (reason := _explain(item, inner, f"{member_path}[{n}]")):
                    return reason
        else:
            try:
                hook(member)
            except (TypeError, ValueError, OverflowError, KeyError, AttributeError, IndexError) as error:
                return f"{member_path}: {error}"
    return None
