"""Readers of one class each: they make a model of a JSON object.

A service sends the objects of a kind with the same members in the same order, over and over. The first ones are read by
going through a table of the class's members. What has come often gets a function compiled for exactly those members,
which takes a third of the time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from itertools import repeat
from typing import Any, TypeVar, cast

from esignkit.core.field_specifiers import Always, DefaultList, Several, slot_name, slot_of
from esignkit.core.record import Record, wire_name
from esignkit.core.scalars import SCALARS, json_kind_of
from esignkit.types import JSONObject

__all__ = [
    "LONGEST_NAMES",
    "MOST_COMPILED",
    "OFTEN",
    "Hook",
    "HookOf",
    "Wires",
    "as_dict",
    "class_reader",
    "scalar_hook",
    "split_unknown",
]

R = TypeVar("R", bound=Record)

Hook = Callable[[Any], object]
"""Reads a value that is not null."""
HookOf = Callable[[type[Record], str], Hook | None]
"""Returns how a member of a class is read; None where any value will do."""
Wires = list[tuple[str, str]]
"""Name and name on the wire of each member of a class."""

OFTEN = 100
"""How often the same members must come until a function is compiled for them, which takes as long as it saves on this
many objects."""
MOST_COMPILED = 24
"""How many functions are compiled for a class."""
MOST_COUNTED = 64
"""Of how many sets of members it is counted how often they come; then the counting starts again."""
LONGEST_NAMES = 8192
"""Characters of all names of an object that is counted: a service does not decide how much is kept."""


def as_dict(value: object) -> dict[str, Any]:
    """Return a JSON object as it is.

    Raises:
        TypeError: It is something else.
    """
    if isinstance(value, dict):
        return cast("dict[str, Any]", value)
    msg = f"an object was expected, not {json_kind_of(value)}"
    raise TypeError(msg)


def _scalar_hook(kind: object, coerce: Callable[[object], object]) -> Hook:
    return lambda v: v if v.__class__ is kind else coerce(v)


_SCALAR_HOOKS: dict[object, Hook] = {kind: _scalar_hook(kind, coerce) for kind, (_, coerce) in SCALARS.items()}
_SCALAR_OF: dict[Hook, object] = {hook: kind for kind, hook in _SCALAR_HOOKS.items()}
_COERCE = {f"as_{name}": coerce for name, coerce in SCALARS.values()}


def scalar_hook(kind: object) -> Hook | None:
    """Return what reads text, numbers or truth values; None for other kinds."""
    return _SCALAR_HOOKS.get(kind)


def split_unknown(
    cls: type[Record], members: Mapping[str, Any], wires: Collection[str]
) -> tuple[dict[str, Any], JSONObject]:
    """Sort an object with members the class does not name: other spellings are taken, the rest is kept.

    Args:
        cls: A model class.
        members: The object.
        wires: The names of the class's fields on the wire.
    """
    known_members = {k: v for k, v in members.items() if k in wires}
    extra: JSONObject = {}
    for name, value in members.items():
        if name in wires:
            continue
        wire = _wire_of(cls, name, wires)
        if wire is not None and known_members.get(wire) is None:
            known_members[wire] = value
        else:
            extra[name] = value
    return known_members, extra


_spellings: dict[type[Record], dict[str, str]] = {}


def _wire_of(cls: type[Record], name: str, wires: Collection[str]) -> str | None:
    """Return the name on the wire that another spelling stands for."""
    known = _spellings.get(cls)
    if known is None:
        known = {alias.lower() if cls.FOLD else alias: wire_name(cls, field) for alias, field in cls.ALIASES.items()}
        if cls.FOLD:
            known |= {wire.lower(): wire for wire in wires}
        _spellings[cls] = known
    return known.get(name.lower() if cls.FOLD else name)


def class_reader(cls: type[R], wires_of: Callable[[type[Record]], Wires], hook_of: HookOf) -> Callable[[Any], R]:
    """Return the reader of a class.

    Args:
        cls: A model class.
        wires_of: Gives the members of a class; called with the first object.
        hook_of: Gives how a member is read; called when the first value of it comes, for most never come.
    """
    compiled: dict[tuple[str, ...], Callable[[dict[str, Any]], R]] = {}
    find, learn = compiled.get, _Learner(cls, wires_of, hook_of, compiled).read
    last: tuple[tuple[str, ...] | None, Callable[[dict[str, Any]], R] | None] = None, None

    def reader(d: Any) -> R:
        nonlocal last
        if d.__class__ is dict:
            names = tuple(d)
            same, read = last
            if names != same:
                read = find(names)
            if read is not None:
                last = names, read  # the objects of one response share these very texts, which are soon compared
                return read(d)
            return cast("R", learn(d, names))
        return cast("R", learn(as_dict(d), tuple(d)))

    return reader


_Member = tuple[str, object, Hook | None, str]
"""Slot, class whose values are taken as they are, hook (None until a value has come), and name of a member."""


class _Learner:
    """Reads what no function is compiled for, and compiles one for what comes often."""

    __slots__ = ("_cls", "_compiled", "_counts", "_hook_of", "_members", "_optional", "_wires_of")

    def __init__(
        self,
        cls: type[Record],
        wires_of: Callable[[type[Record]], Wires],
        hook_of: HookOf,
        compiled: dict[tuple[str, ...], Callable[[dict[str, Any]], Any]],
    ) -> None:
        self._cls = cls
        self._wires_of = wires_of
        self._hook_of = hook_of
        self._compiled = compiled
        self._counts: dict[tuple[str, ...], int] = {}
        self._members: dict[str, _Member] = {}
        self._optional: list[str] = []

    def read(self, d: dict[str, Any], names: tuple[str, ...]) -> Any:
        cls = self._cls
        if not self._members:
            table: dict[str, _Member] = {
                wire: (slot_of(cls, name), None, None, name) for name, wire in self._wires_of(cls)
            }
            optional = [slot for slot, _, _, name in table.values() if name.__class__ is str]
            self._optional = ["_without", slot_name("extra"), *optional]
            self._members = table  # last, and whole: another thread may be reading its first object
        members = self._members
        self._count(names)
        extra: JSONObject | None = None
        if not d.keys() <= members.keys():
            d, extra = split_unknown(cls, d, members)
        one = cls.__new__(cls)
        any(map(setattr, repeat(one), self._optional, repeat(None)))  # sets all of them, as setattr returns None
        if extra is not None:
            one.extra = extra
        for wire, member in d.items():
            slot, plain, hook, name = members[wire]
            if member.__class__ is plain:
                setattr(one, slot, member)
            elif member is not None:
                setattr(one, slot, (hook or self._learn_hook(wire))(member))
            elif name.__class__ is Several:
                setattr(one, slot, DefaultList())
        return one

    def _learn_hook(self, wire: str) -> Hook:
        slot, _, hook, name = self._members[wire]
        if hook is None:
            hook = self._hook_of(self._cls, name) or _as_it_is
            self._members[wire] = slot, _SCALAR_OF.get(hook), hook, name
        return hook

    def _count(self, names: tuple[str, ...]) -> None:
        count = self._counts.get(names, 0) + 1
        if count == OFTEN and len(self._compiled) < MOST_COMPILED and (read := self._compile(names)) is not None:
            self._compiled[names] = read
        if count > 1 or sum(map(len, names)) <= LONGEST_NAMES:
            if len(self._counts) >= MOST_COUNTED:
                self._counts.clear()
            self._counts[names] = count

    def _compile(self, names: tuple[str, ...]) -> Callable[[dict[str, Any]], Any] | None:
        """Compile what reads an object with these members; None where its values decide which spelling is taken."""
        cls, members = self._cls, self._members
        places: dict[str, int] = {}
        extra: list[str] = []
        for n, name in enumerate(names):
            wire = name if name in members else _wire_of(cls, name, members)
            if wire is None:
                extra.append(f"{name!r}: a{n}")
            elif wire in places or (wire != name and wire in names):
                return None
            else:
                places[wire] = n
        present = {members[wire][0] for wire in places}
        absent = [slot for slot in self._optional if slot not in present]
        lines = [
            "def read(d):",
            f" {''.join(f'a{n}, ' for n in range(len(names)))}= d.values()" if names else "",
            " o = new(cls)",
            f" {''.join(f'o.{slot} = ' for slot in absent)}None",
            f" o.extra = {{{', '.join(extra)}}}" if extra else "",
        ]
        scope: dict[str, Any] = {"cls": cls, "new": cls.__new__, "DefaultList": DefaultList, **_COERCE}
        for wire, n in places.items():
            hook = scope[f"h{n}"] = self._learn_hook(wire)
            slot, _, _, name = members[wire]
            lines += _lines(f"o.{slot}", f"a{n}", hook, type(name))
        exec(compile("\n".join([*lines, " return o"]), f"<read {cls.__name__}>", "exec"), scope)  # noqa: S102 - built from our own field names
        return cast("Callable[[dict[str, Any]], Any]", scope["read"])


def _as_it_is(value: object) -> object:
    return value


def _lines(target: str, value: str, hook: Hook, kind: type[str]) -> list[str]:
    """Return the source that sets one member."""
    scalar = SCALARS[_SCALAR_OF[hook]][0] if hook in _SCALAR_OF else None
    made = value if hook is _as_it_is else f"as_{scalar}({value})" if scalar else f"h{value[1:]}({value})"
    if kind is Always:
        if scalar:
            same = f" if {value}.__class__ is {scalar}: {target} = {value}"
            return [same, f" elif {value} is not None: {target} = {made}"]
        return [f" if {value} is not None: {target} = {made}"]
    if kind is Several:
        return [f" {target} = DefaultList() if {value} is None else {made}"]
    if scalar:
        return [f" {target} = {value} if {value}.__class__ is {scalar} or {value} is None else {made}"]
    return [f" {target} = {value}" if hook is _as_it_is else f" {target} = None if {value} is None else {made}"]
