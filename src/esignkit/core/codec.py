"""Reading answers into models and writing models onto the wire.

Reading resolves each field's way of reading once per class and compiles it; cattrs reads every type that is
not ours. A value that cannot be read is looked at a second time, slowly, to name its path.
"""

from __future__ import annotations

import base64
import enum
import functools
import importlib
import inspect
import io
import os
import sys
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, Union, cast

import attrs
from attrs import field, frozen

from esignkit.core.flow import Answer, FileSegment, Saved
from esignkit.core.model import Model, wire_name
from esignkit.core.operation import FromClient, from_client
from esignkit.core.scalars import SCALARS, as_str, kind_of, read_date, read_datetime
from esignkit.core.value import Value
from esignkit.errors import DecodeError
from esignkit.types import JSON, JSONObject, OpenEnum, Secret, Unset

if TYPE_CHECKING:
    from cattrs import Converter

__all__ = [
    "Contents",
    "Key",
    "Later",
    "Read",
    "ReadList",
    "Unreadable",
    "WireFormat",
    "Writer",
    "as_object",
    "contents",
    "converter",
    "key",
    "nothing",
    "open_json",
    "parsed",
    "read",
    "read_datetime",
    "read_list",
    "saved",
    "structure",
]

T = TypeVar("T")
M = TypeVar("M", bound=Model)


# Reading models ------------------------------------------------------------------------------------------------------
@functools.cache
def converter() -> Converter:
    """Return what reads whatever type is not a model, by cattrs' own rules; models inside it are read by ours.

    Most clients never meet such a type, and importing cattrs takes a tenth of a cold start.
    """
    import cattrs

    made = cattrs.Converter(detailed_validation=False)
    made.register_structure_hook_factory(_is_model, _hook_for_cattrs)
    return made


Hook = Callable[[Any], object]


def _inner(annotation: object) -> object:
    """Strip `| None` and markers from an annotation."""
    if typing.get_origin(annotation) in (Union, types.UnionType):
        left = [a for a in typing.get_args(annotation) if a is not type(None) and typing.get_origin(a) is not Literal]
        return left[0] if len(left) == 1 else Union[tuple(left)]  # noqa: UP007 - built at run time
    return annotation


def _hook(annotation: object, owner: type[Model]) -> Hook | None:
    """Return how a value that is not null is read; None where any value will do."""
    kind = _inner(annotation)
    if kind in SCALARS:
        wanted, coerce = kind, SCALARS[kind][1]
        return lambda v: v if v.__class__ is wanted else coerce(v)
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin is list:
        return _list_hook(_hook(args[0], owner))
    if origin is dict:
        return _dict_hook(_hook(args[1], owner))
    if isinstance(kind, type):
        if issubclass(kind, Model):
            return _later(kind)
        if issubclass(kind, OpenEnum):
            return _enum_hook(kind)
        if kind is datetime:
            naive = owner.NAIVE
            return lambda v: naive(read_datetime(v))
        if kind is date:
            return read_date
        if kind is not object:
            other = cast("type[object]", kind)
            return lambda v: converter().structure(v, other)
    return None


def _list_hook(each: Hook | None) -> Hook:
    if each is None:
        return _as_list
    return lambda v: [None if x is None else each(x) for x in _as_list(v)]


def _dict_hook(each: Hook | None) -> Hook:
    if each is None:
        return _as_dict
    return lambda v: {k: None if x is None else each(x) for k, x in _as_dict(v).items()}


def _enum_hook(kind: type[OpenEnum]) -> Hook:
    known = dict(kind._value2member_map_)

    def hook(value: Any) -> object:
        member = known.get(value)
        return kind(value if isinstance(value, str) else as_str(value)) if member is None else member

    return hook


def _later(kind: type[Model]) -> Hook:
    """Resolve a nested model's reader when the first value comes, so that models may refer to each other."""
    found: list[Hook] = []

    def hook(value: object) -> object:
        if not found:
            found.append(_reader(kind))
        return found[0](value)

    return hook


def _as_list(value: object) -> list[Any]:
    if isinstance(value, list):
        return cast("list[Any]", value)
    msg = f"a list was expected, not {kind_of(value)}"
    raise TypeError(msg)


def _as_dict(value: object) -> dict[str, Any]:
    if isinstance(value, dict):
        return cast("dict[str, Any]", value)
    msg = f"an object was expected, not {kind_of(value)}"
    raise TypeError(msg)


_hinted: dict[type[Model], dict[str, Any]] = {}


@frozen(eq=False, repr=False)
class Later(Value):
    """Reads a field (in a model's `READ`) into a model whose module is loaded when the first such value comes.

    For large models that most answers do not have. The field's annotation then needs its import for type checkers only.
    """

    module: str
    name: str

    def __call__(self, value: JSON) -> object:
        """Read the value."""
        return structure(value, getattr(importlib.import_module(self.module), self.name))


def _hints(cls: type[Any]) -> dict[str, Any]:  # Any: mypy takes a model class for unhashable
    """Resolve the annotations of a model's fields, each in the module that wrote it."""
    if cls in _hinted:
        return _hinted[cls]
    found: dict[str, Any] = {}
    names = {a.name for a in attrs.fields(cls)}
    for base in reversed(cls.__mro__):
        scope = {**vars(sys.modules[base.__module__]), base.__name__: base}
        known: dict[str, Any] = {}  # most fields of a model are of one of three or four types
        for name, annotation in inspect.get_annotations(base).items():
            if name not in names:
                continue
            if isinstance(cls.READ.get(name), Later):
                found[name] = object
                continue
            if isinstance(annotation, str):
                if annotation not in known:
                    known[annotation] = eval(annotation, scope)  # noqa: S307 - our own source
                annotation = known[annotation]
            found[name] = annotation
    _hinted[cls] = found
    return found


_readers: dict[type[Model], Hook] = {}
_tables: dict[type[Model], list[tuple[str, str, Hook | None]]] = {}


def _table(cls: type[Model]) -> list[tuple[str, str, Hook | None]]:
    """Return (field, wire name, hook) of each field of a model."""
    table = _tables.get(cls)
    if table is None:
        hints = _hints(cls)
        names = [a.name for a in attrs.fields(cls) if a.name != "extra"]
        table = [
            (n, wire_name(cls, n), cast("Hook", cls.READ[n]) if n in cls.READ else _hook(hints[n], cls)) for n in names
        ]
        _tables[cls] = table
    return table


def _reader(cls: type[M]) -> Callable[[Any], M]:
    """Compile the function that reads a JSON object into a model."""
    done = _readers.get(cls)
    if done is not None:
        return cast("Callable[[Any], M]", done)
    table = _table(cls)
    scope: dict[str, Any] = {"cls": cls, "new": cls.__new__, "dict": dict, "keep": _keep, "fault": _as_dict}
    scope["known"] = frozenset(wire for _, wire, _ in table)
    lines = [
        "def reader(d):",
        " if d.__class__ is not dict: fault(d)",
        " o = new(cls)",
        " if d.keys() <= known: o.extra = {}",
        " else: d, o.extra = keep(cls, d)",
        " get = d.get",
    ]
    scalars = {kind: name for kind, (name, _) in SCALARS.items()}
    hints = _hints(cls)
    for n, (name, wire, hook) in enumerate(table):
        kind = _inner(hints[name])
        lines.append(f" v = get({wire!r})")
        if name not in cls.READ and isinstance(kind, type) and kind in scalars:
            scope[f"as_{scalars[kind]}"] = SCALARS[kind][1]
            lines.append(f" if v.__class__ is not {scalars[kind]} and v is not None: v = as_{scalars[kind]}(v)")
        elif hook is not None:
            scope[f"h{n}"] = hook
            lines.append(f" if v is not None: v = h{n}(v)")
        lines.append(f" o.{name} = v")
    lines.append(" return o")
    exec(compile("\n".join(lines), f"<read {cls.__name__}>", "exec"), scope)  # noqa: S102 - built from our own field names
    made = cast("Callable[[Any], M]", scope["reader"])
    _readers[cls] = made
    return made


_list_fields: dict[type[Model], frozenset[str]] = {}


def _lists(cls: type[Model]) -> frozenset[str]:
    """Return the fields of a model that are lists."""
    found = _list_fields.get(cls)
    if found is None:
        found = frozenset(name for name, hint in _hints(cls).items() if typing.get_origin(_inner(hint)) is list)
        _list_fields[cls] = found
    return found


_folds: dict[type[Model], dict[str, str]] = {}


def _keep(cls: type[Model], found: dict[str, Any]) -> tuple[dict[str, Any], JSONObject]:
    """Sort an object with members the class does not name: other spellings are taken, the rest is kept."""
    fold = _folds.get(cls)
    if fold is None:
        wires = {name: wire for name, wire, _ in _table(cls)}
        fold = {alias.lower() if cls.FOLD else alias: wires[name] for alias, name in cls.ALIASES.items()}
        if cls.FOLD:
            fold |= {wire.lower(): wire for wire in wires.values()}
        _folds[cls] = fold
    known = {wire for _, wire, _ in _table(cls)}
    taken = {k: v for k, v in found.items() if k in known}
    extra: JSONObject = {}
    for name, value in found.items():
        if name in known:
            continue
        wire = fold.get(name.lower() if cls.FOLD else name)
        if wire is not None and taken.get(wire) is None:
            taken[wire] = value
        else:
            extra[name] = value
    return taken, extra


def _is_model(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, Model)


def _hook_for_cattrs(cls: type[Model]) -> Callable[[Any, Any], Model]:
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


def _explain(value: object, cls: type[Model], path: str = "") -> str | None:
    """Find the first member that cannot be read, and say why."""
    if not isinstance(value, dict):
        return f"{path or 'the answer'}: an object was expected, not {kind_of(value)}"
    found = cast("dict[str, Any]", value)
    hints = _hints(cls)
    members, _ = _keep(cls, found)
    for name, wire, hook in _table(cls):
        member = members.get(wire)
        if member is None or hook is None:
            continue
        where = f"{path}.{wire}" if path else wire
        kind = _inner(hints[name])
        inner = typing.get_args(kind)[0] if typing.get_origin(kind) is list else None
        if name not in cls.READ and isinstance(kind, type) and issubclass(kind, Model):
            if reason := _explain(member, kind, where):
                return reason
        elif name not in cls.READ and isinstance(inner, type) and issubclass(inner, Model) and isinstance(member, list):
            for n, item in enumerate(cast("list[Any]", member)):
                if item is not None and (reason := _explain(item, inner, f"{where}[{n}]")):
                    return reason
        else:
            try:
                hook(member)
            except (TypeError, ValueError, OverflowError, KeyError, AttributeError, IndexError) as error:
                return f"{where}: {error}"
    return None


# Readers of answers: what `Operation.returns` is ---------------------------------------------------------------------
class Unreadable(ValueError):
    """An answer that is not what the call is documented to answer: cut off, empty, `null`, HTML."""


def parsed(answer: Answer) -> JSON:
    """Return the JSON of an answer that must hold some.

    Raises:
        Unreadable: It is empty, `null`, HTML or not JSON.
    """
    if not answer.content.strip():
        msg = "the answer is empty"
        raise Unreadable(msg)
    try:
        value = answer.json()
    except ValueError:
        head = answer.content.lstrip()[:15].lower()
        msg = "the answer is an HTML page" if head.startswith((b"<!doctype", b"<html")) else "the answer is not JSON"
        raise Unreadable(msg) from None
    if value is None:
        msg = "the answer is null"
        raise Unreadable(msg)
    return value


@frozen(eq=False, repr=False)
class Read(Value, Generic[M]):
    """Read a JSON object as a model."""

    model: type[M]
    inside: tuple[str, ...] = ()

    def __call__(self, answer: Answer) -> M:
        """Read the answer."""
        value = parsed(answer)
        for name in self.inside:
            value = as_object(value).get(name)
        return structure(value, self.model)


@frozen(eq=False, repr=False)
class ReadList(Value, Generic[M]):
    """Read a JSON array of objects, also when it arrives inside an object under one of the given names."""

    model: type[M]
    names: tuple[str, ...] = ("results",)

    def __call__(self, answer: Answer) -> list[M]:
        """Read the answer."""
        return [structure(item, self.model) for item in self.items(parsed(answer)) if item is not None]

    def items(self, value: JSON) -> list[JSON]:
        """Return the rows of a list in either shape."""
        if isinstance(value, list):
            return value
        found = as_object(value)
        for name in self.names:
            rows = found.get(name)
            if isinstance(rows, list):
                return rows
            if name in found and rows is None:
                return []
        msg = f"no list under {' or '.join(self.names)}"
        raise DecodeError(msg)


@frozen(eq=False, repr=False)
class Key(Value):
    """Read one text member of a JSON object, such as the id of what was created."""

    names: tuple[str, ...]

    def __call__(self, answer: Answer) -> str:
        """Read the answer."""
        value = as_object(parsed(answer))
        for name in self.names:
            text = value.get(name)
            if isinstance(text, str) and text:
                return text
            if isinstance(text, int) and not isinstance(text, bool):
                return str(text)
        msg = f"the answer has no {' or '.join(self.names)}"
        raise DecodeError(msg)


@frozen(eq=False, repr=False)
class Contents(Value):
    """Return the body as bytes; `expect` says what it must be to count as whole (`pdf`, `zip`)."""

    expect: str | None = None

    def __call__(self, answer: Answer) -> bytes:
        """Read the answer."""
        from esignkit.core.files import check_whole

        check_whole(answer.content, self.expect)
        return answer.content


def read(cls: type[M], *inside: str) -> Read[M]:
    """Read the answer as a model, optionally from below the named members."""
    return Read(cls, inside)


def read_list(cls: type[M], *names: str) -> ReadList[M]:
    """Read the answer as a list of models; a list wrapped under one of `names` is unwrapped."""
    return ReadList(cls, names or ("results",))


def key(*names: str) -> Key:
    """Read one text member of the answer: the first of `names` that is there."""
    return Key(names)


contents: Contents = Contents()
"""Return the body as bytes."""


def nothing(answer: Answer) -> None:
    """Return None, whatever a successful answer holds; it may be empty.

    Raises:
        Unreadable: It is an HTML page or `null`, or JSON that ends too early: not the service's own word.
    """
    if answer.content and answer.content.lstrip()[:1] in (b"{", b"[", b"<", b"n"):
        parsed(answer)


def saved(answer: Answer) -> Saved:
    """Return what is known of a download that was written to its target."""
    if answer.landed is None:
        msg = "nothing was written"
        raise Unreadable(msg)
    return answer.landed


def open_json(answer: Answer) -> JSON:
    """Return the answer as JSON; for calls whose schema nobody published, and for `client.request`."""
    return None if not answer.content.strip() else answer.json()


def as_object(value: JSON) -> JSONObject:
    """Return a JSON object as it is.

    Raises:
        DecodeError: It is something else.
    """
    if isinstance(value, dict):
        return value
    msg = f"an object was expected, not {kind_of(value)}"
    raise DecodeError(msg)


# Writing -------------------------------------------------------------------------------------------------------------
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
        for name, wire, _ in _table(cls):
            member = getattr(value, name)
            if member is None or isinstance(member, Unset):
                continue
            place = f"{here}.{name}"
            if isinstance(member, Model | str) and name in _lists(cls) and name not in own:
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
