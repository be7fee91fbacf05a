"""Values: equality, and copies with other members, as attrs gives them."""

from __future__ import annotations

import copy
import functools
from typing import Any, ClassVar

import attrs
import pytest
from attrs import field, frozen

from esignkit.agreements import Agreement, Document, Party
from esignkit.core import value_objects
from esignkit.core.model import model
from esignkit.core.value_objects import Value, evolve
from tests.core.sample import Package as Sample


@frozen(eq=False, repr=False)
class Empty(Value):
    """A value without members."""


@frozen(eq=False, repr=False)
class One(Value):
    """A value with one."""

    first: int = 1


@frozen(eq=False, repr=False)
class Several(One):
    """A value with one of a base, one with another name for the constructor, one not compared, and one it makes itself."""

    _second: int = 2
    note: str = field(default="", eq=False)
    made: list[int] = field(init=False, factory=list[int], eq=False)


@pytest.mark.parametrize(
    ("value", "changes"),
    [
        (Empty(), {}),
        (One(5), {}),
        (One(5), {"first": 7}),
        (Several(5, 6, "a"), {}),
        (Several(5, 6, "a"), {"second": 7, "note": "b"}),
        (attrs.make_class("Plain", ["a", "b"])(1, 2), {"b": 3}),
    ],
)
def test_a_value_with_other_members_is_that_of_attrs(value: Any, changes: dict[str, Any]):
    changed, expected = evolve(value, **changes), attrs.evolve(value, **changes)
    assert type(changed) is type(value)
    assert changed is not value
    assert attrs.asdict(changed) == attrs.asdict(expected)
    assert changed == expected


def test_members_may_have_any_name():
    made = attrs.make_class("Plain", ["value", "changes", "cls"])(1, 2, 3)
    assert evolve(made, value=4, changes=5, cls=6) == attrs.evolve(made, value=4, changes=5, cls=6)


def test_a_member_that_a_value_has_not_is_refused():
    with pytest.raises(TypeError, match="third"):
        evolve(One(5), third=1)


def test_values_are_equal_by_class_and_by_what_is_compared():
    assert Several(1, 2, "a") == Several(1, 2, "b")
    assert hash(Several(1, 2, "a")) == hash(Several(1, 2, "b"))
    assert len({Several(1, 2), Several(1, 3), Several(2, 2), One(1), One(1), Empty(), Empty()}) == 5
    assert One(1) != Several(1)


def test_arguments_of_a_base_stay_as_they_are():
    @value_objects.frozen(eq=False, repr=False)
    class Base(Value):
        size: int

    @value_objects.frozen(eq=False, repr=False, kw_only=True)
    class Named(Base):
        name: str

    assert Base(1).size == 1
    assert (Named(1, name="a").name, Base.__match_args__, Named.__match_args__) == ("a", ("size",), ("size",))
    assert [(one.name, one.kw_only) for one in attrs.fields(Named)] == [("size", False), ("name", True)]
    with pytest.raises(TypeError, match="positional"):
        Named(1, "a")


@pytest.mark.parametrize("native", [{}, {"reviewSettings": {}}])
def test_what_is_agreed_on_can_be_a_key(native: dict[str, object]):
    party = Party("Ada", "ada@example.com", native=native)
    agreement = Agreement(title="Lease", documents=[Document(b"a", native=native)], parties=[party], native=native)
    assert {party: 1, agreement: 2}[evolve(agreement)] == 2
    assert party != evolve(party, native={"other": 1})


def test_a_value_that_holds_what_may_be_changed_says_why_it_is_no_key():
    with pytest.raises(TypeError, match="One has no hash: unhashable type: 'list', and it holds one"):
        hash(One([1]))


@pytest.mark.parametrize("decorate", [model, attrs.define])
def test_a_property_may_be_cached(decorate: Any):
    @decorate
    class Mine(Sample):
        note: str | None = None
        made: ClassVar[int] = 0

        @functools.cached_property
        def loud(self) -> str:
            type(self).made += 1
            return f"{self.name}!"

    mine = Mine(name="a", note="b")
    assert (mine.loud, mine.loud, Mine.made) == ("a!", "a!", 1)
    assert copy.copy(mine) == mine
    assert mine.to_wire() == {"name": "a", "note": "b"}

    @decorate
    class More(Mine):
        @functools.cached_property
        def quiet(self) -> str:
            return self.loud[:-1]

    assert More(name="a").quiet == "a"
