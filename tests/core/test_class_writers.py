"""Writers of classes: what is written often is written by a compiled function, with the same result as before."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import pytest

from esignkit.core.field_specifiers import Choice, DefaultList, always, choice, several
from esignkit.core.model import Model, model
from esignkit.core.serialization import OFTEN, WireFormat, Writer
from esignkit.types import NULL, UNSET, JSONObject
from tests.core.sample import Status


class Text(str):
    """A text of a class of its own."""

    __slots__ = ()


@pytest.fixture
def kind() -> type[Any]:
    """A class of which nothing was written yet, with each kind of member."""

    @model
    class Thing(Model):
        WIRE: ClassVar = {"email_message": "emailMsg"}
        WRITE: ClassVar[Mapping[str, Callable[..., object]]] = {
            "odd": lambda value, writer: {"is": value},
            "odd_parts": lambda value, writer: ",".join(value),
        }
        FILES: ClassVar = frozenset({"content"})

        id: str = always()
        number: int = always()
        email_message: str | None = None
        status: Status | None = None
        state: Choice[Status | None, str] = choice()
        due: datetime | None = None
        day: date | None = None
        price: float | None = None
        done: bool | None = None
        tags: list[str] = several()
        parts: list[Thing] = several()
        parent: Thing | None = None
        data: dict[str, object] | None = None
        odd: str | None = None
        odd_parts: list[str] = several()
        content: bytes | None = None

    return Thing


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the functions that are compiled from now on."""
    names: list[str] = []

    def compiling(source: str, name: str, mode: str) -> Any:
        names.append(name)
        return compile(source, name, mode)

    monkeypatch.setattr("esignkit.core.class_writers.compile", compiling, raising=False)
    return names


MEMBERS: dict[str, dict[str, Any]] = {
    "none": {},
    "texts": {"id": "t", "email_message": "Please sign", "tags": ["a", "b"]},
    "a text of another class": {"email_message": Text("Please sign")},
    "a number for a text": {"email_message": 7, "number": 7},
    "enums": {"status": Status.SENT, "state": Status.DRAFT},
    "an unknown enum": {"status": Status("BRAND_NEW"), "state": "BRAND_NEW"},
    "a text for an enum": {"status": "SENT"},
    "dates": {"due": datetime(2030, 1, 31, 12, tzinfo=UTC), "day": date(2030, 1, 31)},
    "a moment for a day": {"day": datetime(2030, 1, 31, 12, tzinfo=UTC)},
    "numbers": {"price": 0.5, "done": True},
    "whole numbers": {"price": 200.0, "number": 3.0},
    "zero": {"price": -0.0},
    "a large number": {"price": 1e15},
    "a small number": {"price": -1e300},
    "a decimal": {"price": Decimal("0.25")},
    "an integer for a number": {"price": 3},
    "lists": {"tags": [], "parts": []},
    "a tuple for a list": {"tags": ("a", "b")},
    "null": {"id": NULL, "email_message": NULL, "tags": NULL, "price": NULL, "odd": NULL},
    "unset": {"id": UNSET, "email_message": UNSET, "tags": UNSET, "price": UNSET, "odd": UNSET},
    "unknown members": {"extra": {"brandNew": [1, {"a": None}], "gone": UNSET}},
    "an object": {"data": {"a": 1.0, "b": UNSET, "c": [Status.SENT]}},
    "a way of its own": {"odd": "a", "odd_parts": ["a", "b"]},
    "an empty list in a way of its own": {"odd_parts": []},
    "lists that nobody filled, in other places": {
        name: DefaultList() for name in ("id", "email_message", "status", "price", "data", "odd", "content")
    },
    "a file": {"content": b"abc"},
    "a moment without a zone": {"due": datetime(2030, 1, 31, 12)},
    "no number": {"price": float("nan")},
    "too large": {"price": float("inf")},
    "one for a list": {"tags": "a"},
    "a set for a list": {"tags": {"a"}},
    "content for a text": {"email_message": b"abc"},
    "a path for a way of its own": {"odd": Path("a")},
    "a number for a file": {"content": 7},
    "something else": {"data": {"a": [object]}},
    "wrong unknown members": {"extra": {"brandNew": b"abc"}},
}


def outcome(value: Model, format: WireFormat | None = None) -> tuple[type, str]:
    """What becomes of a model that is written: its JSON text, or its error."""
    writer = Writer.for_model(type(value)) if format is None else Writer(format)
    try:
        return dict, json.dumps(writer.write(value))
    except (TypeError, ValueError) as error:
        return type(error), str(error)


@pytest.mark.parametrize("members", MEMBERS.values(), ids=MEMBERS)
def test_what_comes_often_is_written_as_before(kind: type[Any], members: JSONObject, compiled: list[str]):
    thing = kind(**members)
    first, *more = [outcome(thing) for _ in range(OFTEN + 5)]
    assert set(more) == {first}
    assert compiled == ["<write Thing>"]


def test_the_errors_of_inner_models_name_the_same_place(kind: type[Any], compiled: list[str]):
    wrong = kind(due=datetime(2030, 1, 31, 12))
    thing = kind(parts=[kind(), kind(parent=wrong)])
    first, *more = [outcome(thing) for _ in range(OFTEN + 5)]
    assert first[0] is ValueError
    assert first[1].startswith("Thing.parts[1].parent.due: ")
    assert set(more) == {first}
    assert compiled


def test_a_compiled_function_writes_in_the_way_of_each_writer(kind: type[Any]):
    thing = kind(state=Status.SENT, status=Status.DRAFT, due=datetime(2030, 1, 31, 12, tzinfo=UTC))
    odd = WireFormat(write_enum=lambda member: member.value.lower(), write_datetime=lambda moment: "now")
    plain, other = outcome(thing), outcome(thing, odd)
    assert json.loads(other[1]) == {"state": "sent", "status": "draft", "due": "now"}
    for _ in range(OFTEN + 5):
        assert outcome(thing) == plain
        assert outcome(thing, odd) == other


def test_members_that_were_not_sent_stay_left_out(kind: type[Any]):
    thing = kind.from_wire({"tags": None, "price": 3})
    first, *more = [outcome(thing) for _ in range(OFTEN + 5)]
    assert json.loads(first[1]) == {"price": 3}
    assert set(more) == {first}
    with pytest.raises(AttributeError, match=r"Thing\.parts is missing"):
        _ = thing.parts


def test_names_on_the_wire_are_plain_texts(kind: type[Any]):
    thing = kind(id="t", tags=["a"], email_message="Please sign", parent=kind(number=1))
    for _ in range(OFTEN + 5):
        written = thing.to_wire()
        assert {type(name) for name in [*written, *written["parent"]]} == {str}


def test_what_is_seldom_written_is_not_compiled(kind: type[Any], compiled: list[str]):
    for _ in range(OFTEN - 1):
        kind(id="t").to_wire()
    assert compiled == []
