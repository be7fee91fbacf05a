"""Models: attrs classes that mirror the wire one to one, read leniently and write exactly.

A model class names its fields in snake_case; `CASE` turns them into the provider's casing and `WIRE` lists what the
rule does not give. Everything is optional: absent and null both read as `None`, and `None` is never written (`NULL`
is, as null). Members that the class does not know are kept in `extra` and written back.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar, cast, dataclass_transform

import attrs

from esignkit.core.spelling import near
from esignkit.types import JSON, JSONObject

if TYPE_CHECKING:
    from esignkit.core.writing import Writer

__all__ = ["Model", "camel", "model", "pascal", "wire_name"]

M = TypeVar("M", bound="Model")


def camel(name: str) -> str:
    """`signer_id` → `signerId`."""
    head, *rest = name.split("_")
    return head + "".join(map(str.capitalize, rest))


def pascal(name: str) -> str:
    """`signer_id` → `SignerId`."""
    return "".join(map(str.capitalize, name.split("_")))


def _as_it_is(value: datetime) -> datetime:
    return value


class _Signature:
    """Makes `inspect.signature(Model)` tell the truth before the constructor is compiled."""

    def __get__(self, instance: object, owner: type[Model]) -> inspect.Signature:
        parameters = [
            inspect.Parameter(a.name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=a.type or Any)
            for a in attrs.fields(owner)
            if a.name != "extra"
        ]
        parameters.append(
            inspect.Parameter("extra", inspect.Parameter.KEYWORD_ONLY, default=None, annotation="JSONObject")
        )
        return inspect.Signature(parameters)


@dataclass_transform(kw_only_default=True, eq_default=False, field_specifiers=(attrs.field,))
def model(cls: type[M]) -> type[M]:
    """Make a class a model: slotted attrs class, keyword-only, whose constructor names near misses.

    The constructor is compiled when the first instance is made, so that importing a module of models stays cheap.
    """
    made = attrs.define(cls, kw_only=True, eq=False, repr=False, init=False, slots=True)

    def first(self: Model, **values: object) -> None:
        _compile_init(made)(self, **values)

    made.__init__ = first  # type: ignore[method-assign]  # replaced by the compiled one at its first call
    return made


@dataclass_transform(kw_only_default=True, eq_default=False, field_specifiers=(attrs.field,))
def _base(cls: type[M]) -> type[M]:
    """Tell type checkers that the base's own field is an argument of every model."""
    return cls


def _compile_init(cls: type[Model]) -> Callable[..., None]:
    names = [a.name for a in attrs.fields(cls) if a.name != "extra"]
    source = (
        f"def __init__(self, *, {''.join(n + '=None, ' for n in names)}extra=None, **unknown):\n"
        " if unknown: raise near_miss(cls, unknown)\n"
        " self.extra = {} if extra is None else extra\n" + "".join(f" self.{n} = {n}\n" for n in names)
    )
    scope: dict[str, Any] = {"near_miss": _near_miss, "cls": cls}
    exec(compile(source, f"<{cls.__name__}.__init__>", "exec"), scope)  # noqa: S102 - built from our own field names
    made = cast("Callable[..., None]", scope["__init__"])
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    cls.__init__ = made  # type: ignore[method-assign]  # the compiled constructor takes the stub's place
    return made


def _near_miss(cls: type[Model], given: Mapping[str, object]) -> TypeError:
    names = [a.name for a in attrs.fields(cls)]
    by_wire = {wire_name(cls, n): n for n in names}
    by_wire.update({alias: name for alias, name in cls.ALIASES.items() if name in names})
    name = next(iter(given))
    meant = by_wire.get(name) or near(name, names)
    hint = (
        f"; did you mean {meant!r}?"
        if meant
        else f"; what the API has beyond the model goes into extra={{{name!r}: …}}"
    )
    return TypeError(f"{cls.__name__}() has no field {name!r}{hint}")


def wire_name(cls: type[Model], name: str) -> str:
    """Return a field's name on the wire."""
    return cls.WIRE.get(name) or cls.CASE(name)


@_base
@attrs.define(kw_only=True, eq=False, repr=False, init=False, slots=True)
class Model:
    """Base of every model. Compares by value, pickles, copies, and hides its secrets in `repr`."""

    CASE: ClassVar[Callable[[str], str]] = staticmethod(camel)
    """Casing rule of the provider."""
    WIRE: ClassVar[Mapping[str, str]] = {}
    """Wire names that the casing rule does not give."""
    ALIASES: ClassVar[Mapping[str, str]] = {}
    """Other spellings seen on the wire, to the field that takes them."""
    FOLD: ClassVar[bool] = False
    """Whether member names are read without regard to case."""
    SECRETS: ClassVar[frozenset[str]] = frozenset()
    """Fields whose value `repr` does not show."""
    OPEN: ClassVar[bool] = False
    """Whether an answer to a write may hold none of its members: nobody published them, or all may be left out."""
    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {}
    """Fields that are read in a way of their own."""
    WRITE: ClassVar[Mapping[str, Callable[[Any, Writer], object]]] = {}
    """Fields that are written in a way of their own."""
    FILES: ClassVar[frozenset[str]] = frozenset()
    """Fields that take a file: bytes, a path object or a file opened in binary mode. No other sends one."""
    NAIVE: ClassVar[Callable[[datetime], datetime]] = staticmethod(_as_it_is)
    """What a date without a zone means to the provider."""
    __signature__: ClassVar[Any] = _Signature()

    extra: JSONObject = attrs.field(factory=dict[str, JSON])
    """Members that this version of the SDK does not know; kept, and written back."""

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return all(getattr(self, a.name) == getattr(other, a.name) for a in attrs.fields(type(self)))

    __hash__: ClassVar[None]  # type: ignore[assignment]  # models are mutable, so they are not hashable

    def __repr__(self) -> str:
        shown: list[str] = []
        for a in attrs.fields(type(self)):
            value = getattr(self, a.name)
            if a.name != "extra" and value is not None and value != []:
                shown.append(f"{a.name}={'…' if a.name in self.SECRETS else _short(value)}")
        if self.extra:  # names only: what the SDK does not know may be a secret
            shown.append("extra={" + ", ".join(f"{key!r}: …" for key in self.extra) + "}")
        return f"{type(self).__name__}({', '.join(shown)})"

    def _repr_html_(self) -> str:
        from esignkit.display import model_html

        return model_html(self)

    @classmethod
    def from_wire(cls, value: JSON) -> Self:
        """Read a JSON object as the API writes it.

        Args:
            value: The parsed JSON object.

        Raises:
            DecodeError: A member cannot be read; the text names its path.
        """
        from esignkit.core.codec import structure

        return structure(value, cls)

    def to_wire(self) -> JSONObject:
        """Return the JSON object that is sent: unset fields left out, `NULL` as null, dates as the API wants them."""
        from esignkit.core.writing import Writer

        return cast("JSONObject", Writer.for_model(type(self)).write(self))


def _short(value: object) -> str:
    if isinstance(value, bytes):
        return f"<{len(value)} bytes>"
    text = repr(value)
    return text if len(text) <= 400 else text[:399] + "…"
