"""Members of models that are more than an annotation: what the service always sends, lists, values of enums.

What the service always sends and lists are typed as present. A constructor may leave them out, and a response may lack
them. Their slots are then not set, and asking for one calls `Model.__getattr__`; a member that is set costs no call.
`attrs.fields` gives their names as `Always` or `Several`, as `names_of` does. By such a name nothing is refused:
`attrs.asdict` and `attrs.evolve` ask so, and so does the rest of the SDK.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from types import MemberDescriptorType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from esignkit.core.late_attrs import Field
from esignkit.types import UNSET

__all__ = [
    "Always",
    "Choice",
    "DefaultList",
    "OwnDict",
    "Several",
    "always",
    "choice",
    "member_of",
    "quiet_name_of",
    "quiet_names",
    "read_type",
    "several",
    "slot_name",
    "slot_of",
    "taken_type",
]

T = TypeVar("T")
Plain = TypeVar("Plain", str, int)


def always() -> Any:
    """Declare a member that the service always sends, such as an `id: str`. The constructor may leave it out."""
    return Field(default=UNSET, kind=Always)


def several() -> Any:
    """Declare a list, such as the `documents: list[Document]` of a package.

    On a model that the caller makes it starts empty, and is not sent while it is. On one that came from the service
    without it, asking for it is an error: that the list is empty is not known. Null reads as empty.
    """
    return Field(default=UNSET, kind=Several)


def choice() -> Any:
    """Declare a value of an enum that may be missing, such as the `visibility: Choice[Visibility | None, str]`."""
    return Field(default=None)


class Choice(Generic[T, Plain]):
    """A member that is a value of an enum: it takes the plain text or number as well, and reads as the enum.

    `status: Choice[PackageStatus, str]` is for type checkers a `PackageStatus` where it is read, and a
    `PackageStatus | str` where it is set and in the constructor.

    Args:
        slot: Where the model keeps it.
        convert: Makes the enum's member of a plain value.
    """

    __slots__ = ("_convert", "_slot")

    def __init__(self, slot: MemberDescriptorType, convert: Callable[[object], object]) -> None:
        self._slot = slot
        self._convert = convert

    if not TYPE_CHECKING:  # for checkers, `__doc__` is an attribute

        @property
        def __doc__(self) -> str | None:
            """What the member is for: `help()` shows it."""
            return self._slot.__objclass__.__slots__[self._slot.__name__]

    def __get__(self, instance: object, owner: type) -> T:
        return cast("T", self if instance is None else self._slot.__get__(instance, owner))

    def __set__(self, instance: object, value: T | Plain) -> None:
        self._slot.__set__(instance, self._convert(value) if value.__class__ in (str, int) else value)


def slot_name(name: str) -> str:
    """Return the name under which a model sets what needs no conversion, such as a value that was read.

    Args:
        name: Name of a member that is a `Choice`.
    """
    return f"_{name}_slot"


def slot_of(cls: type, name: str) -> str:
    """Return the name under which a model sets a member without conversion.

    Args:
        cls: The model's class.
        name: Name of the member.
    """
    return slot_name(name) if type(getattr(cls, name)) in (Choice, OwnDict) else name


quiet_names: set[str] = set()
"""Names by which a member is got as it is: what is not set is None."""


def quiet_name_of(cls: type, member: str) -> str:
    """Return the name under which a model's member is got as it is, be it set or not.

    It is of the usual class, unlike the names that `attrs.fields` gives of what may not be set: Python looks for those
    in one base class after the other, each time.

    Args:
        cls: The model's class.
        member: Name of the member, as `attrs.fields` gives it.
    """
    if type(member) is str:
        return slot_of(cls, member)
    name = slot_name(member)
    if not hasattr(cls, name):  # the slot of a `Choice` has this name already
        setattr(cls, name, getattr(cls, member))
    quiet_names.add(name)
    return name


class OwnDict:
    """A member that is a dictionary, made when somebody asks for it: most models never need one.

    Args:
        slot: Where the model keeps it; None as long as nobody has asked.
    """

    __slots__ = ("_slot",)

    def __init__(self, slot: MemberDescriptorType) -> None:
        self._slot = slot

    if not TYPE_CHECKING:  # for checkers, `__doc__` is an attribute

        @property
        def __doc__(self) -> str | None:
            """What the member is for: `help()` shows it."""
            return self._slot.__objclass__.__slots__[self._slot.__name__]

    def __get__(self, instance: object, owner: type) -> Any:
        if instance is None:
            return self
        value: dict[str, Any] | None = self._slot.__get__(instance, owner)
        if value is None:
            value = {}
            self._slot.__set__(instance, value)
        return value

    def __set__(self, instance: object, value: object) -> None:
        self._slot.__set__(instance, value)


_CHOICE = re.compile(r"^Choice\[(.*), (str|int)\]$")


def taken_type(annotation: object) -> object:
    """Return what a constructor takes for a member, as text: `Visibility | None | str` for a `Choice` of that.

    Args:
        annotation: The member's annotation.
    """
    return _CHOICE.sub(r"\1 | \2", annotation) if isinstance(annotation, str) else annotation


def read_type(annotation: object) -> object:
    """Return what a member reads as, as text: `Visibility | None` for a `Choice` of that.

    Args:
        annotation: The member's annotation.
    """
    is_choice = isinstance(annotation, str) and annotation.startswith("Choice[")
    return _CHOICE.sub(r"\1", cast("str", annotation)) if is_choice else annotation


class Always(str):
    """Name of a member that the service always sends."""

    __slots__ = ()


class Several(str):
    """Name of a member that is a list."""

    __slots__ = ()


class DefaultList(list[T]):
    """A list that nobody gave: it is not sent while it is empty."""

    __slots__ = ()


def member_of(record: object, name: str) -> Any:
    """Return a member as it would be sent: None where it is not set, and for a list that nobody filled.

    Args:
        record: A model.
        name: Name of the member, as `attrs.fields` gives it.
    """
    value = getattr(record, name)
    return None if value.__class__ is DefaultList and not value else value
