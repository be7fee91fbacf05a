"""Classes that become attrs classes when somebody asks for it.

attrs compiles a method and makes a class for every class it is given, whether or not that class is ever used. A program
loads more than a hundred of ours for its first call, needs a few of them, and none as attrs has it. So a class gets its
slots at once, and what attrs makes of it when that is asked for: until then, the names that attrs sets hold an
`AttrsPart`. `attrs.fields`, `attrs.has`, cattrs and `@attrs.define` on a subclass all come by these names, so they see
no difference. What this package needs of the fields, `fields_of` has without attrs.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from threading import RLock
from types import FunctionType
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    import attrs

__all__ = ["NOTHING", "AttrsPart", "Field", "LateMethod", "LatePart", "field", "fields_of", "has_fields", "slotted"]

T = TypeVar("T")


class _Nothing:
    """Is shown by its name, as that of attrs."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "NOTHING"


NOTHING: Any = _Nothing()
"""Stands for a default that a field does not have."""

_FIELDS = "__esignkit_fields__"


class Field:
    """What a class says of a field, as `attrs.field` takes it and `attrs.fields` has it.

    Args:
        default: Its value when none is given; without one and without a factory, it must be given.
        factory: Makes its value when none is given.
        converter: Makes its value of what the constructor is given.
        init: Whether the constructor takes it.
        repr: Whether the repr shows it.
        eq: Whether it is compared.
        kw_only: Whether the constructor takes it by its name alone.
        kind: Class of its name, a kind of text.
    """

    __slots__ = (
        "alias",
        "annotation",
        "converter",
        "default",
        "eq",
        "factory",
        "init",
        "kind",
        "kw_only",
        "name",
        "repr",
    )

    name: str
    """Its name."""
    alias: str
    """Its name in the constructor."""
    annotation: Any
    """Its annotation; a text, except in a module that evaluates them."""

    def __init__(
        self,
        *,
        default: Any = NOTHING,
        factory: Callable[[], object] | None = None,
        converter: Callable[[Any], object] | None = None,
        init: bool = True,
        repr: bool = True,
        eq: bool = True,
        kw_only: bool = False,
        kind: type[str] = str,
    ) -> None:
        self.default: Any = default
        self.factory: Callable[[], object] | None = factory
        self.converter: Callable[[Any], object] | None = converter
        self.init: bool = init
        self.repr: bool = repr
        self.eq: bool = eq
        self.kw_only: bool = kw_only
        self.kind: type[str] = kind

    def for_attrs(self) -> Any:
        """Return it as `attrs.field` does."""
        import attrs

        options: dict[str, Any] = {name: getattr(self, name) for name in ("factory", "converter", "init", "repr", "eq")}
        if self.default is not NOTHING:
            options["default"] = self.default
        if self.kw_only:  # when it is not, the class's own option counts
            options["kw_only"] = True
        return attrs.field(**options)


if TYPE_CHECKING:
    from attrs import field
else:
    field = Field


def fields_of(cls: type[object]) -> tuple[Field | attrs.Attribute[Any], ...]:
    """Return the fields of a class as `attrs.fields` does, without making an attrs class of one of ours.

    Args:
        cls: A class of ours, or any attrs class.
    """
    for base in cls.__mro__:
        own = vars(base)
        if _FIELDS in own:
            return cast("tuple[Field, ...]", own[_FIELDS])
        if "__attrs_attrs__" in own:
            break
    import attrs

    return tuple(attrs.fields(cast("type[attrs.AttrsInstance]", cls)))


def has_fields(cls: type[object]) -> bool:
    """Return what `attrs.has` does."""
    return hasattr(cls, _FIELDS) or hasattr(cls, "__attrs_attrs__")


# Making the class ----------------------------------------------------------------------------------------------------
def slotted(cls: type[T], more: Mapping[str, object], parts: Iterable[str], **options: Any) -> type[T]:
    """Return a class with slots for the fields of its body.

    Args:
        cls: The class as it is written.
        more: What else it holds.
        parts: The names that attrs will set in it.
        options: What `attrs.define` is told of it.
    """
    body = dict(vars(cls))
    body.pop("__dict__", None)
    body.pop("__weakref__", None)
    own = {
        name: _own_field(name, annotation, body.pop(name, NOTHING))
        for name, annotation in cls.__annotations__.items()
        if not _is_class_var(annotation)
    }
    methods = list(body.values())
    inherited: dict[str, Field] = {one.name: one for base in cls.__bases__ for one in getattr(base, _FIELDS, ())}
    slots = [name for name in own if name not in inherited]
    if not any(base.__weakrefoffset__ for base in cls.__bases__):
        slots.append("__weakref__")
    if cached_property in map(type, methods) and not any(base.__dictoffset__ for base in cls.__bases__):
        slots.append("__dict__")  # there it keeps its value
    body |= {name: getattr(cls.__base__, name) for name in own.keys() & inherited.keys()}  # these keep their slot
    body |= more
    shared = dict[str, Any].fromkeys(parts, NOTHING)
    body |= {name: AttrsPart(options, shared) for name in shared}
    body["__slots__"] = tuple(slots)
    body["__qualname__"] = cls.__qualname__
    body[_FIELDS] = (*(one for name, one in inherited.items() if name not in own), *own.values())
    metaclass = cast("Callable[..., type[T]]", type(cls))
    made = metaclass(cls.__name__, cls.__bases__, body)
    _refer_to(made, cls, methods)
    return made


def _is_class_var(annotation: object) -> bool:
    """Whether an annotation says that it is no field's, in one of the spellings that attrs knows."""
    text = annotation if isinstance(annotation, str) else str(annotation)
    return text.strip("'\"").startswith(("ClassVar", "typing.ClassVar", "t.ClassVar", "typing_extensions.ClassVar"))


def _own_field(name: str, annotation: object, value: object) -> Field:
    made = value if isinstance(value, Field) else Field(default=value)
    made.name, made.alias, made.annotation = made.kind(name), name.lstrip("_"), annotation
    return made


def _refer_to(made: type, written: type, methods: Iterable[object]) -> None:
    """Let `super()` in the methods of a class mean the class that was made of it; they share one cell."""
    for value in methods:
        function: Any = value
        if isinstance(value, (classmethod, staticmethod)):
            function = cast("Any", value).__func__
        elif isinstance(value, property):
            function = value.fget
        if isinstance(function, FunctionType) and "__class__" in (names := function.__code__.co_freevars):
            cell = (function.__closure__ or ())[names.index("__class__")]
            if cell.cell_contents is written:
                cell.cell_contents = made
                return


class LatePart:
    """An attribute of a class that is made when somebody asks for it, of the class or of an instance.

    Several threads may make it at once; one of them sets it.

    Args:
        make: Returns it, for the class.
    """

    __slots__ = ("_make", "_name", "_owner", "_value")

    _make: Callable[[type[Any]], object]
    _owner: type[Any]
    _name: str

    def __init__(self, make: Callable[[type[Any]], object]) -> None:
        self._make: Callable[[type[Any]], object] = make
        self._value: Any = NOTHING

    def __set_name__(self, owner: type, name: str) -> None:
        self._owner, self._name = owner, name

    def follow_by(self, change: Callable[[type[Any], Any], object]) -> None:
        """Let a function of the class and of what is made return what takes its place."""
        make = self._make

        def make_and_change(cls: type[Any]) -> object:
            return change(cls, make(cls))

        self._make = make_and_change

    def __get__(self, instance: object, owner: type) -> Any:
        made = self._made()
        bind: Any = getattr(cast("type[object]", type(made)), "__get__", None)
        return made if bind is None else bind(made, instance, owner)

    def _made(self) -> Any:
        """Return it, made whole before anybody sees it: many threads may ask at once, and no lock is held."""
        if self._value is NOTHING:
            value = self._make(self._owner)
            if self._value is NOTHING:
                self._value = value
        return self._set(self._value)

    def _set(self, value: object) -> object:
        """Let it stand in the class, unless somebody has put anything else in its place."""
        if vars(self._owner).get(self._name) is self:
            setattr(self._owner, self._name, value)
        return value


class LateMethod(LatePart):
    """A method that is made when somebody asks for it.

    Who takes it out of the class as it is, as `unittest.mock` does, finds a function: it has the class and the
    attributes of one, and is called as one.
    """

    __slots__ = ()

    if not TYPE_CHECKING:  # checkers want a setter with it

        @property
        def __class__(self) -> type[FunctionType]:
            return FunctionType

    def __getattr__(self, name: str) -> Any:
        if name in {"_owner", "_name", "__isabstractmethod__"}:  # the class is still being made
            raise AttributeError(name)
        return getattr(self._made(), name)

    def __call__(self, *args: object, **kwargs: object) -> Any:
        """Call the method."""
        return self._made()(*args, **kwargs)


_lock = RLock()
_in_work: set[object] = set()
if hasattr(os, "register_at_fork"):  # a fork waits, so that no class is half made in the new process
    os.register_at_fork(before=_lock.acquire, after_in_parent=_lock.release, after_in_child=_lock.release)


class AttrsPart(LatePart):
    """An attribute of a class that attrs sets.

    Args:
        options: What `attrs.define` is told of the class.
        shared: What attrs has set for each of these attributes of the class, once it has; it is filled here.
    """

    __slots__ = ("_options", "_shared")

    def __init__(self, options: Mapping[str, Any], shared: dict[str, Any]) -> None:
        self._options = options
        self._shared = shared

    def _made(self) -> Any:
        with _lock:
            if self._owner in _in_work:  # attrs asks what the class has from its bases
                return getattr(cast("object", super(self._owner, self._owner)), self._name)
            if self._shared["__attrs_attrs__"] is NOTHING:  # no other thread was first
                self._complete(self._owner)
        value = self._shared[self._name]
        if value is NOTHING:  # this version of attrs has no such name
            raise AttributeError(self._name)
        return self._set(value)

    def __getattr__(self, name: str) -> Any:
        if self._name != "__attrs_props__" or name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._made(), name)  # `attrs.inspect` takes it out of the class as it is

    def _complete(self, cls: type[Any]) -> None:
        import attrs

        fields = cast("tuple[Field, ...]", vars(cls)[_FIELDS])
        own = {one.name: one.for_attrs() for one in fields if one.name in cls.__annotations__}
        before = dict(vars(cls))
        _in_work.add(cls)
        try:
            attrs.define(
                cls,
                these=own,
                slots=False,  # it has them
                auto_detect=False,
                init=False,
                repr=False,
                eq=False,
                match_args=False,
                getstate_setstate=False,
                on_setattr=attrs.setters.NO_OP,
                **self._options,
            )
        finally:
            _in_work.discard(cls)
        made = {name: value for name, value in vars(cls).items() if value is not before.get(name)}
        if "__attrs_props__" in made:
            made["__attrs_props__"].is_slotted = True
        self._shared |= {name: value for name, value in made.items() if name in self._shared}
        for name in made:  # what is none of these, or what somebody has put in their place, stays as it was
            if name not in before:
                delattr(cls, name)
            elif type(before[name]) is not AttrsPart:
                setattr(cls, name, before[name])
