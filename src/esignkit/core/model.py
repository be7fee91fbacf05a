"""Models: attrs classes that mirror the wire one to one, read leniently and write exactly; see `core.record`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache, partial, wraps
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar, cast, dataclass_transform

from esignkit.core.deserialization import Later
from esignkit.core.field_specifiers import Always, Choice, DefaultList, Several, quiet_names, slot_name, slot_of
from esignkit.core.late_attrs import Field, LateMethod, LatePart, field
from esignkit.core.record import Record, define, names_of, record_base, record_class, slots_of, values_of, wire_name
from esignkit.core.unknown_values import warn_near_misses
from esignkit.errors import MissingMemberError
from esignkit.names import no_attribute
from esignkit.types import JSON, UNSET, JSONObject, OpenEnum

if TYPE_CHECKING:
    from esignkit.core.pydantic_models import SchemaHandler

__all__ = ["Model", "model"]

M = TypeVar("M", bound="Model")


@dataclass_transform(kw_only_default=True, eq_default=False, field_specifiers=(field, Field))
def model(cls: type[M]) -> type[M]:
    """Make a class a model: slotted attrs class, keyword-only, whose constructor names near misses.

    The constructor is compiled when the first instance is made, so that importing a module of models stays cheap; what
    attrs has of the class is made when somebody asks for that, see `core.late_attrs`.
    """
    made = record_class(cls)
    for name, annotation in made.__annotations__.items():
        if str(annotation).startswith("Choice["):
            slot = vars(made)[name]
            descriptor: Choice[Any, Any] = Choice(slot, partial(_to_enum, made, name))
            setattr(made, name, descriptor)
            setattr(made, slot_name(name), slot)
    if any(isinstance(one, Later) for one in made.READ.values()):
        names = LatePart(_find_late_names)
        names.__set_name__(made, "__no_type_check__")
        setattr(made, "__no_type_check__", names)  # noqa: B010 - checkers refuse the assignment
    constructor = LateMethod(_compile_init)
    constructor.__set_name__(made, "__init__")
    setattr(made, "__init__", constructor)  # noqa: B010 - checkers take an assignment for a mistake
    return made


def _find_late_names(cls: type[Model]) -> bool:
    """Put the classes that annotations name, of modules that are loaded late, where `typing.get_type_hints` finds them.

    It asks first whether a class has `__no_type_check__`, which is to be false.
    """
    for base in cls.__mro__:
        for name, read in getattr(base, "READ", {}).items():
            if isinstance(read, Later) and name in base.__annotations__:
                setattr(sys.modules[base.__module__], read.name, read.model())
    return False


@cache
def _enum_of(cls: Any, name: str) -> type[Enum]:  # Any: mypy takes a model class for unhashable
    from esignkit.core.deserialization import enum_in, hint_of

    return enum_in(hint_of(cls, name))


def _to_enum(cls: Any, name: str, plain: object) -> object:
    """Return the enum's member of a plain value, with a warning where it is probably misspelt."""
    kind = _enum_of(cls, name)
    if issubclass(kind, OpenEnum):
        warn_near_misses(name, plain, (kind,))
    return kind(plain) if isinstance(plain, str if issubclass(kind, str) else int) else plain


def _compile_init(cls: type[Model]) -> Callable[..., None]:
    from esignkit.core.deserialization import enums_of

    names = [name for name in names_of(cls) if name != "extra"]
    parameters = "".join(f"{n}={'UNSET' if isinstance(n, Always | Several) else None}, " for n in names)
    lines = [
        f"def __init__(self, *positional, {parameters}extra=None, **unknown):",
        " if positional: raise by_name(cls)",
        " if unknown: raise near_miss(cls, unknown)",
        " self._extra_slot = extra",
        " self._without = none",
    ]
    choices = {n for n in names if isinstance(getattr(cls, n), Choice)}  # these warn when they are set
    enums = {n: enums for n, enums in enums_of(cls).items() if n not in choices}
    lines += [
        f" if {n} is not None and {n} is not UNSET: warn_near_misses({str(n)!r}, {n}, enums[{str(n)!r}])" for n in enums
    ]
    for n in names:
        if isinstance(n, Several):  # None comes from attrs.evolve, for a list that the first model was without
            lines.append(f" if {n} is None: self._without |= {{{str(n)!r}}}")
            lines.append(f" elif {n} is not UNSET and ({n} or {n}.__class__ is not DefaultList): self.{n} = {n}")
        elif isinstance(n, Always):
            lines.append(f" if {n} is not None and {n} is not UNSET: self.{n} = {n}")
        else:
            lines.append(f" self.{n} = {n}")
    scope: dict[str, Any] = {
        "__name__": __name__,
        "by_name": _by_name,
        "near_miss": _near_miss,
        "warn_near_misses": warn_near_misses,
        "enums": enums,
        "cls": cls,
        "UNSET": UNSET,
        "DefaultList": DefaultList,
        "none": frozenset[str](),
    }
    exec(compile("\n".join(lines), f"<{cls.__name__}.__init__>", "exec"), scope)  # noqa: S102 - built from our own field names
    init = cast("Callable[..., None]", scope["__init__"])
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


def _by_name(cls: type[Model]) -> TypeError:
    names = [str(name) for name in names_of(cls) if name != "extra"]
    example = "name" if "name" in names else next(iter(names), "extra")
    return TypeError(f"{cls.__name__}() takes no positional arguments; name its members: {cls.__name__}({example}=…)")


def _near_miss(cls: type[Model], unknown: Mapping[str, object]) -> TypeError:
    from esignkit.names.near_names import did_you_mean  # only mistakes need it

    names = names_of(cls)
    by_wire = {wire_name(cls, n): n for n in names}
    by_wire.update({alias: name for alias, name in cls.ALIASES.items() if name in names})
    name = next(iter(unknown))
    wired = by_wire.get(name)
    hint = cls.INSTEAD.get(name) or (f"did you mean {wired!r}?" if wired else did_you_mean(name, names))
    hint = hint or f"what the API has beyond the model goes into extra={{{name!r}: …}}"
    return TypeError(f"{cls.__name__}() has no field {name!r}; {hint}")


_NOT_MADE = (
    "the constructor of models has not made this {}: the class is to be a plain subclass, or one of @model or of "
    "@attrs.define with slots; a constructor of its own calls super().__init__(…)"
)
_names: dict[type[Model], dict[str, str]] = {}


def _members(cls: type[Model]) -> dict[str, str]:
    """Return each member by its name, as `attrs.fields` gives it."""
    if cls not in _names:
        _names[cls] = {str(name): name for name in names_of(cls)}
    return _names[cls]


def _keep_methods(cls: type[Model]) -> None:
    """Let a subclass that `@attrs.define` makes compare, pickle and show itself as models do: they may lack members."""
    made = {name: one for name, one in vars(cls).items() if "by attrs" in (getattr(one, "__doc__", None) or "")}
    for name in made.keys() & {"__eq__", "__ne__", "__repr__", "__getstate__", "__setstate__"}:
        delattr(cls, name)
    if getattr(vars(cls).get("__setattr__"), "__name__", "") == "_frozen_setattrs":
        raise TypeError(f"{cls.__name__}: models can be changed, so no subclass is frozen; write @attrs.define")
    if "__init__" in made:
        setattr(cls, "__init__", _settling(made["__init__"]))  # noqa: B010 - checkers take an assignment for a mistake


def _settling(init: Callable[..., None]) -> Callable[..., None]:
    """Return a constructor of attrs' that leaves out what is not given, as those of models do."""

    @wraps(init)
    def construct(self: Model, *args: object, **members: object) -> None:
        init(self, *args, **members)
        without: set[str] = set()
        for name, member in _members(type(self)).items():
            value = getattr(self, member)
            if isinstance(member, Always | Several) and (value is UNSET or value is None):
                delattr(self, slot_of(type(self), name))
                if isinstance(member, Several) and value is None:
                    without.add(name)
        object.__setattr__(self, "_without", frozenset(without))

    return construct


@record_base
@define(kw_only=True, eq=False, repr=False, init=False)
class Model(Record):
    """Base of every model: a record that reads, writes and shows itself."""

    READ_WITH: ClassVar[str] = ""
    """The call that reads it whole, for the error when a member is missing."""

    INSTEAD: ClassVar[Mapping[str, str]] = {}
    """What to write for names that a beginner expects and that it does not have, for the error."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if isinstance(vars(cls).get("__attrs_attrs__"), tuple):
            _keep_methods(cls)

    if not TYPE_CHECKING:  # checkers would take any name for a member

        def __getattr__(self, name: str) -> object:
            """Answer for a slot that is not set; nothing else comes here."""
            if name in quiet_names:
                return None
            kind = type(name)
            if kind is Always or (kind is Several and self._without is None):
                return None  # `attrs.fields` gives such names, and by them nothing is refused
            member = _members(type(self)).get(name) if kind is str else name
            if member is None:
                if name == "_without":
                    raise AttributeError(_NOT_MADE.format(type(self).__name__), name=name)
                no_attribute(self, name)
            if isinstance(member, Several) and self._without is not None and name not in self._without:
                made: DefaultList[object] = DefaultList()
                if kind is str:
                    setattr(self, name, made)
                return made
            if kind is str and isinstance(member, Always | Several):
                raise self._missing(name, a_list=isinstance(member, Several))
            return None

    def _missing(self, name: str, *, a_list: bool) -> MissingMemberError:
        model = type(self).__name__
        if a_list:
            text = f"{model}.{name} is missing: the service did not send this list, so whether it is empty is not known"
        elif self._without is None:
            text = f"{model}.{name} is missing: the service did not send it"
        else:
            text = f"{model}.{name} is not set: the service gives it, and this {model} did not come from there"
        text += f"; read it back with {self.READ_WITH}" if self.READ_WITH else ""
        return MissingMemberError(f"{text}; getattr(…, {name!r}, None) asks without this error", type(self), name)

    def __copy__(self) -> Self:
        cls = type(self)
        copied = cls.__new__(cls)
        object.__setattr__(copied, "_without", self._without)
        for slot, value in zip(slots_of(cls), values_of(self), strict=True):
            if type(slot) is str or not (value is None or self._starts_as(value)):
                setattr(copied, slot, value)
        return copied

    def _starts_as(self, value: object) -> bool:
        """Whether a list is one that nobody filled, and that is made anew when it is asked for."""
        return value.__class__ is DefaultList and not value and self._without is not None

    def __getstate__(self) -> dict[str, object]:
        state: dict[str, object] = {"_without": self._without}
        for name in names_of(type(self)):
            value = getattr(self, name)
            if value is not None and not self._starts_as(value):
                state[str(name)] = value
        return state

    def __setstate__(self, state: Mapping[str, object]) -> None:
        object.__setattr__(self, "_without", state.get("_without", frozenset[str]()))
        for name, member in _members(type(self)).items():
            value = state.get(name)
            if value is not None or not isinstance(member, Always | Several):
                setattr(self, name, value)

    def _repr_html_(self) -> str:
        from esignkit.display import model_html

        return model_html(self)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: SchemaHandler) -> dict[str, Any]:
        from esignkit.core.pydantic_models import model_schema

        return model_schema(cls, handler)

    @classmethod
    def from_wire(cls, value: JSON) -> Self:
        """Read a JSON object as the API writes it.

        Args:
            value: The parsed JSON object.

        Raises:
            DecodeError: A member cannot be read; the text names its path.
        """
        from esignkit.core.deserialization import structure

        return structure(value, cls)

    def to_wire(self) -> JSONObject:
        """Return the JSON object that is sent: unset fields left out, `NULL` as null, dates as the API wants them."""
        from esignkit.core.serialization import Writer

        return cast("JSONObject", Writer.for_model(type(self)).write(self))
