"""Records: the fields of a model and their JSON names, the base of `core.model`.

A model class names its fields in snake_case; `CASE` turns them into the provider's casing and `WIRE` lists what the
rule does not give. A constructor may leave everything out. Absent and null both read as `None`, and `None` is never
written (`NULL` is, as null); `core.field_specifiers` says what else there is. Members that the class does not know are
kept in `extra` and written back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, dataclass_transform

from esignkit.core.field_specifiers import (
    Always,
    OwnDict,
    Several,
    member_of,
    quiet_name_of,
    slot_name,
    slot_of,
    taken_type,
)
from esignkit.core.late_attrs import Field, field, fields_of, slotted
from esignkit.core.member_docs import document_members
from esignkit.types import JSON, UNSET, JSONObject

__all__ = [
    "Record",
    "camel",
    "define",
    "evolve",
    "getter_of",
    "is_read",
    "names_of",
    "pascal",
    "record_base",
    "record_class",
    "slots_of",
    "values_of",
    "wire_name",
]

R = TypeVar("R", bound="Record")


def camel(name: str) -> str:
    """`signer_id` → `signerId`."""
    if "_" not in name:
        return str(name)  # it may be more than a text, see `core.field_specifiers`
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))


def pascal(name: str) -> str:
    """`signer_id` → `SignerId`."""
    return "".join(map(str.capitalize, name.split("_")))


def _as_it_is(value: datetime) -> datetime:
    return value


class _Signature:
    """Makes `inspect.signature(Model)` tell the truth before the constructor is compiled."""

    def __get__(self, instance: object, owner: type[Record]) -> inspect.Signature:
        import inspect  # whoever asks has loaded it

        parameters = [
            inspect.Parameter(
                str(a.name),
                inspect.Parameter.KEYWORD_ONLY,
                default=UNSET if isinstance(a.name, Always | Several) else None,
                annotation=taken_type(a.annotation if isinstance(a, Field) else a.type) or Any,
            )
            for a in fields_of(owner)
            if a.name != "extra"
        ]
        parameters.append(
            inspect.Parameter("extra", inspect.Parameter.KEYWORD_ONLY, default=None, annotation="JSONObject")
        )
        return inspect.Signature(parameters)


def record_class(cls: type[R]) -> type[R]:
    """Return the class of records that is written as a class's body; attrs' part of it waits until it is asked for."""
    parts = ("__attrs_attrs__", "__attrs_props__", "__attrs_init__")
    made = slotted(cls, {"__match_args__": ()}, parts, kw_only=True)
    for one in fields_of(made):
        if one.name in made.SECRETS & made.__annotations__.keys():
            one.repr = False  # who shows the members that attrs has, such as rich, leaves these out
    document_members(made)
    return made


if TYPE_CHECKING:
    import inspect

    from attrs import define  # mypy lets `attrs.evolve` and `attrs.fields` take what it has seen this decorator on
else:

    def define(**_options: bool) -> Callable[[type], type]:
        """Return what makes a class of records."""
        return record_class


@dataclass_transform(kw_only_default=True, eq_default=False, field_specifiers=(field, Field))
def record_base(cls: type[R]) -> type[R]:
    """Tell type checkers that the base's own field is an argument of every model."""
    return cls


class _Origin:
    """Where a model came from; no member of it."""

    __slots__ = ("_without",)

    _without: frozenset[str] | None
    """Lists that do not start empty: those given as None, as `attrs.evolve` gives what the first model lacks.

    None, for all of them: the model came from the service.
    """


@record_base
@define(kw_only=True, eq=False, repr=False, init=False)
class Record(_Origin):
    """What reading, writing and showing know of a model.

    Compares by value, pickles, copies, and hides its secrets in `repr`.
    """

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
    """Whether a response to a write may hold none of its members: nobody published them, or all may be left out."""
    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {}
    """Fields that are read in a way of their own."""
    WRITE: ClassVar[Mapping[str, Callable[..., object]]] = {}
    """Fields that are written in a way of their own: functions of the value and the `Writer`."""
    UNCHECKED: ClassVar[frozenset[str]] = frozenset()
    """Fields that take what their annotation does not say, which their `WRITE` function checks. All others are checked
    before they are sent."""
    FILES: ClassVar[frozenset[str]] = frozenset()
    """Fields that take a file: bytes, a path object or a file opened in binary mode. No other sends one."""
    NAIVE: ClassVar[Callable[[datetime], datetime]] = staticmethod(_as_it_is)
    """What a date without a zone means to the provider."""
    __signature__: ClassVar[Any] = _Signature()

    extra: JSONObject = field(factory=dict[str, JSON])
    """Members that this version of the SDK does not know; kept, and written back."""

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return all(member_of(self, name) == member_of(other, name) for name in names_of(type(self)))

    __hash__: ClassVar[None]  # type: ignore[assignment]  # models are mutable, so they are not hashable

    def __replace__(self, **changes: Any) -> Any:  # for `copy.replace` of Python 3.13
        return evolve(self, **changes)

    def __dir__(self) -> list[str]:
        return [name for name in object.__dir__(self) if not name.isupper()]  # what readers of a class want to know

    def __repr__(self) -> str:
        fields: list[str] = []
        for name in names_of(type(self)):
            value = member_of(self, name)
            if name != "extra" and value is not None and value != []:
                fields.append(f"{name}={'…' if name in self.SECRETS else _short(value)}")
        if self.extra:  # names only: what the SDK does not know may be a secret
            fields.append("extra={" + ", ".join(f"{key!r}: …" for key in self.extra) + "}")
        return f"{type(self).__name__}({', '.join(fields)})"


setattr(Record, slot_name("extra"), vars(Record)["extra"])
setattr(Record, "extra", OwnDict(vars(Record)["extra"]))  # noqa: B010 - checkers take an assignment for a mistake


_names: dict[type[Record], tuple[str, ...]] = {}


def names_of(cls: type[Record]) -> tuple[str, ...]:
    """Return the names of a class's members as `attrs.fields` gives them: by their kind, `extra` first.

    Args:
        cls: A model class.
    """
    names = _names.get(cls)
    if names is None:
        names = _names[cls] = tuple([one.name for one in fields_of(cls)])
    return names


_getters: dict[type[Record], attrgetter[tuple[Any, ...]]] = {}
_slots: dict[type[Record], tuple[str, ...]] = {}


def slots_of(cls: type[Record]) -> tuple[str, ...]:
    """Return the names under which a class's members are got and set as they are, in the order of `attrs.fields`.

    Args:
        cls: A model class. Of what may not be set, it is the name as `attrs.fields` gives it.
    """
    slots = _slots.get(cls)
    if slots is None:
        slots = tuple(slot_of(cls, name) if type(name) is str else name for name in names_of(cls))
        _slots[cls] = slots
    return slots


def values_of(record: Record) -> tuple[Any, ...]:
    """Return the values of all members at once, in the order of `attrs.fields`; None for one that is not set.

    Args:
        record: A model. `extra` comes first, and is None where nobody has asked for it.
    """
    cls = type(record)
    return (_getters.get(cls) or getter_of(cls))(record)[1:]


def getter_of(cls: type[Record]) -> attrgetter[tuple[Any, ...]]:
    """Return what gets `_without` and the values of all members of a model, as they are.

    Args:
        cls: The model's class.
    """
    getter = _getters.get(cls)
    if getter is None:
        names = [quiet_name_of(cls, name) for name in names_of(cls)]
        getter = _getters[cls] = attrgetter("_without", *names)  # one name would give no tuple
    return getter


def is_read(record: Record) -> bool:
    """Return whether a model came from the service."""
    return getter_of(type(record))(record)[0] is None


def wire_name(cls: type[Record], name: str) -> str:
    """Return a field's name on the wire."""
    return cls.WIRE.get(name) or cls.CASE(name)


def _short(value: object) -> str:
    if isinstance(value, bytes):
        return f"<{len(value)} bytes>"
    text = repr(value)
    return text if len(text) <= 400 else text[:399] + "…"


def evolve(record: R, /, **changes: Any) -> R:
    """Return a record with other members, as `attrs.evolve` does, without making an attrs class of its class.

    Args:
        record: A model.
        changes: The members.
    """
    cls = type(record)
    return cls(**{str(name): getattr(record, name) for name in names_of(cls)} | changes)
