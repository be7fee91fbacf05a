"""Base class of immutable values: equality, hash and repr by their fields.

attrs would compile these methods for each class, which takes more than half a millisecond per class at start-up. Values
are declared `@frozen(eq=False, repr=False)` and inherit the methods from here. `frozen`, `define` and `field` are those
of attrs for such classes, but what attrs has of them is made when somebody asks for it (see `core.late_attrs`), and
their constructor is compiled when the first instance is made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from operator import attrgetter
from types import FunctionType
from typing import TYPE_CHECKING, Any, TypeVar, cast

from esignkit.core.late_attrs import NOTHING, Field, LateMethod, LatePart, field, fields_of, has_fields, slotted

if TYPE_CHECKING:
    from attrs import define, frozen

__all__ = ["Shown", "Value", "define", "evolve", "field", "frozen"]

T = TypeVar("T")

_compared: dict[type, attrgetter[tuple[object, ...]]] = {}
_given: dict[type, tuple[tuple[str, ...], attrgetter[tuple[object, ...]]]] = {}
"""For each class, the arguments of its constructor, and what gets them from an instance."""


def _compared_fields(value: object) -> tuple[object, ...]:
    get = _compared.get(type(value))
    if get is None:  # with a single name, there would be no tuple
        names = [one.name for one in fields_of(type(value)) if one.eq]
        get = _compared[type(value)] = attrgetter("__class__", "__class__", *names)
    return get(value)


def evolve(value: T, /, **changes: Any) -> T:
    """Return a value with other members, as `attrs.evolve` does, which looks at each field anew.

    Args:
        value: An instance of an attrs class that is no model.
        changes: The members.
    """
    cls = type(value)
    known = _given.get(cls)
    if known is None:
        taken = [one for one in fields_of(cls) if one.init]
        names = tuple(cast("str", one.alias) for one in taken)
        known = _given[cls] = names, attrgetter("__class__", "__class__", *[one.name for one in taken])
    names, get = known
    return cls(**{**dict(zip(names, get(value)[2:], strict=True)), **changes})


class Shown:
    """Gives a repr of its fields, without those declared with `repr=False`; of its name alone where it has none."""

    __slots__ = ()

    def __repr__(self) -> str:
        cls = type(self)
        shown = [one for one in (fields_of(cls) if has_fields(cls) else ()) if one.repr]
        fields = [f"{one.name}={getattr(self, one.name)!r}" for one in shown]
        return f"{cls.__qualname__}({', '.join(fields)})"


class Value(Shown):
    """Compares by its fields, without those declared with `eq=False`."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return _compared_fields(self) == _compared_fields(other)

    def __hash__(self) -> int:
        try:
            return hash(_compared_fields(self))
        except TypeError as error:
            msg = f"{type(self).__name__} has no hash: {error}, and it holds one"
            raise TypeError(msg) from None

    def __replace__(self, **changes: object) -> Any:  # for `copy.replace` of Python 3.13
        return evolve(self, **changes)


# Making the classes --------------------------------------------------------------------------------------------------
def _late(cls: type, *, is_frozen: bool, pickles: bool, kw_only: bool = False) -> type:
    more: dict[str, object] = {"__match_args__": LatePart(_match_args)}
    if "__init__" not in vars(cls):
        more["__init__"] = LateMethod(partial(_compile_init, is_frozen=is_frozen))
    if pickles and "__getstate__" not in vars(cls):
        more |= {"__getstate__": _get_state, "__setstate__": _set_state}
    if not hasattr(cls, "__replace__"):
        more["__replace__"] = evolve
    parts = ("__attrs_attrs__", "__attrs_props__", *(("__setattr__", "__delattr__") if is_frozen else ()))
    made = slotted(cast("type[object]", cls), more, parts, frozen=is_frozen)
    fields = cast("tuple[Field, ...]", fields_of(made))
    for one in fields if kw_only else ():
        one.kw_only = one.kw_only or one.name in cls.__annotations__  # those of its bases stay as they are
    converters = {one.name: one.converter for one in fields if one.converter}
    if converters and not is_frozen:
        setattr(made, "__setattr__", _converting(converters))  # noqa: B010 - checkers refuse the assignment
    return made


def _converting(converters: Mapping[str, Callable[[Any], object]]) -> Callable[[object, str, object], None]:
    """Return what sets a field as the constructor does, as attrs has it: a text becomes a `Secret`, say."""

    def set_converted(self: object, name: str, value: object) -> None:
        convert = converters.get(name)
        object.__setattr__(self, name, value if convert is None else convert(value))

    return set_converted


if not TYPE_CHECKING:

    def frozen(
        *, eq: bool, repr: bool, getstate_setstate: bool = True, kw_only: bool = False
    ) -> Callable[[type], type]:
        """Return what makes a class of values that are never changed."""
        return partial(_late, is_frozen=True, pickles=getstate_setstate, kw_only=kw_only)

    def define(*, eq: bool, repr: bool) -> Callable[[type], type]:
        """Return what makes a class of values that may be changed."""
        return partial(_late, is_frozen=False, pickles=True)


def _get_state(self: object) -> dict[str, object]:
    return {one.name: getattr(self, one.name) for one in fields_of(type(self))}


def _set_state(self: object, state: Mapping[str, object]) -> None:
    for one in fields_of(type(self)):
        if one.name in state:  # another version may have had others
            object.__setattr__(self, one.name, state[one.name])


def _match_args(cls: type[Any]) -> tuple[str, ...]:
    return tuple(one.name for one in fields_of(cls) if one.init and not one.kw_only)


def _compile_init(cls: type[Any], *, is_frozen: bool) -> Callable[..., None]:
    """Compile the constructor, as attrs does."""
    scope: dict[str, Any] = {
        "__name__": cls.__module__,
        "NOTHING": NOTHING,
        "setter_of": object.__setattr__.__get__,
    }
    taken: list[str] = []
    by_name: list[str] = []
    fields = cast("tuple[Field, ...]", fields_of(cls))
    is_direct = is_frozen or any(one.converter for one in fields)  # no `__setattr__` comes between
    lines = [" set_field = setter_of(self)"] if is_direct else []
    for one in fields:
        default, value = f"default_of_{one.name}", one.alias
        scope[default] = one.factory or one.default
        if not one.init:
            value = f"{default}()" if one.factory else default
        elif one.factory:
            (by_name if one.kw_only else taken).append(f"{one.alias}=NOTHING")
            value = f"{default}() if {one.alias} is NOTHING else {one.alias}"
        else:
            parameter = one.alias if one.default is NOTHING else f"{one.alias}={default}"
            (by_name if one.kw_only else taken).append(parameter)
        if one.converter:
            scope[f"convert_{one.name}"] = one.converter
            value = f"convert_{one.name}({value})"
        if one.init or one.factory or one.default is not NOTHING:  # of the others, the class itself makes the value
            lines.append(f" set_field({one.name!r}, {value})" if is_direct else f" self.{one.name} = {value}")
    if hasattr(cls, "__attrs_post_init__"):
        lines.append(" self.__attrs_post_init__()")
    parameters = ", ".join(["self", *taken, *(["*", *by_name] if by_name else [])])
    source = "\n".join([f"def __init__({parameters}):", *lines, " return"])
    exec(compile(source, f"<{cls.__name__}.__init__>", "exec"), scope)  # noqa: S102 - built from our own field names
    init = cast("FunctionType", scope["__init__"])
    init.__annotations__ = {one.alias: taken for one in fields if one.init for taken in _taken(one)} | {"return": None}
    init.__qualname__, init.__module__ = f"{cls.__qualname__}.__init__", cls.__module__
    return init


def _taken(one: Field) -> list[object]:
    """Return the annotation of a field's argument, if there is one: that of its converter, where it has one."""
    if one.converter is None:
        return [one.annotation]
    converter: Any = one.converter
    function: object = converter if isinstance(converter, FunctionType) else converter.__init__  # of a class
    return list(getattr(function, "__annotations__", {}).values())[:1]
