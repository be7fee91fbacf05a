"""JSON text of models: written at once where it comes often, and the same as the value's, error for error."""

from __future__ import annotations

import enum
import typing
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import attrs
import pytest

from esignkit.core.deserialization import Later, hints_of
from esignkit.core.field_specifiers import Choice, DefaultList, always, choice, several
from esignkit.core.json_text import dumps
from esignkit.core.model import Model, model
from esignkit.core.model_text import WORTH, text_of
from esignkit.core.operation import Json
from esignkit.core.request_body import compile_body
from esignkit.core.serialization import Writer
from esignkit.core.wire_format import WireFormat
from esignkit.errors import ESignError
from esignkit.types import NULL, UNSET, Secret
from tests.core.sample import Status
from tests.core.test_field_specifiers import models


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

    monkeypatch.setattr("esignkit.core.class_texts.compile", compiling, raising=False)
    return names


EAST = timezone(timedelta(hours=2, microseconds=250))
CASES: dict[str, dict[str, Any]] = {
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
    "odd letters": {"email_message": 'a"\\\n\x01\x7f é \u2028 😀 \ud83d', "tags": ["é"], "extra": {"é{}'": "é"}},
    "a moment elsewhere": {"due": datetime(2030, 1, 31, 23, 59, 59, 999999, tzinfo=EAST)},
    "a moment long ago": {"due": datetime(33, 4, 3, 15, 0, 7, tzinfo=UTC)},
    "an unknown member in a member's place": {"number": 1, "extra": {"brandNew": 1, "number": 2, "id": "t"}},
    "an unknown member that is no text": {"extra": {1: "a"}},
    "a truth value for others": {"email_message": True, "number": False, "price": True, "status": True},
    "numbers of all kinds": {"data": {"a": [1.5, 2.0, -0.0, 1e15, 1e16, 1e-7, 2**70, True, None]}},
    "items of all kinds": {"tags": ["a", None, 1, 2.0, date(2030, 1, 31), (1, 2), {"a": UNSET}, [], {}]},
    "unset in a list": {"tags": [UNSET]},
    "a secret": {"email_message": Secret("abc"), "data": {"a": Secret("abc")}},
    "integers that are no bytes": {"content": [300]},
}


def by_value(value: object, writer: Writer, *, ascii: bool) -> str:
    """The text by way of the JSON value: what a body was before."""
    return dumps(writer.write(value), ascii=ascii).decode("utf-8", "surrogatepass")


def outcome(
    write: Callable[..., str], value: object, format: WireFormat | None = None, *, ascii: bool = False
) -> tuple[object, ...]:
    """What becomes of a value that is written: its text with the names of its files, or its error."""
    writer = Writer(format or WireFormat())
    try:
        text = write(value, writer, ascii=ascii)
    except (TypeError, ValueError, ESignError) as error:
        return type(error), str(error)
    text = text.encode("utf-8", "backslashreplace").decode()
    for number, (placeholder, _) in enumerate(writer.files):
        text = text.replace(dumps(placeholder, ascii=ascii).decode(), f"file {number}")
    return text, [(segment.upload.name, segment.form) for _, segment in writer.files]


def make_often(*values: Model) -> None:
    """Write models until functions are compiled for their classes."""
    for value in values:
        for _ in range(WORTH // len(text_of(value, Writer(), ascii=False)) + 2):
            text_of(value, Writer(), ascii=False)


@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize("members", CASES.values(), ids=CASES)
def test_the_text_is_that_of_the_value(kind: type[Any], members: dict[str, Any], compiled: list[str], ascii: bool):
    thing = kind(**members)
    values = thing, kind(parts=[kind(), thing], parent=kind(parent=thing)), [thing], {"of": thing, "a": [thing, 1.0]}
    expected = [outcome(by_value, value, ascii=ascii) for value in values]
    assert [outcome(text_of, value, ascii=ascii) for value in values] == expected
    assert "<text of Thing>" not in compiled
    make_often(kind(id="t", tags=["a"]))
    assert "<text of Thing>" in compiled
    assert [outcome(text_of, value, ascii=ascii) for value in values] == expected


def test_the_text_is_in_the_way_of_each_format(kind: type[Any]):
    make_often(kind(id="t"))
    odd = WireFormat(
        write_enum=lambda member: member.value.lower(), write_datetime=lambda moment: '"now"', days=False, options={}
    )
    for members in CASES.values():
        assert outcome(text_of, kind(**members), odd) == outcome(by_value, kind(**members), odd)


def test_a_writer_of_another_class_writes_in_its_own_way(kind: type[Any]):
    class Shouting(Writer):
        def write(self, value: Any, where: Any = "") -> Any:
            return value.upper() if isinstance(value, str) else super().write(value, where)

    make_often(kind(id="t"))
    assert text_of(kind(data={"a": "b"}), Shouting(), ascii=False) == '{"data":{"a":"B"}}'


def test_the_errors_of_inner_models_name_the_same_place(kind: type[Any]):
    make_often(kind(id="t"))
    wrong = kind(due=datetime(2030, 1, 31, 12))
    error, text = outcome(text_of, kind(parts=[kind(), kind(parent=wrong)]))
    assert error is ValueError
    assert str(text).startswith("Thing.parts[1].parent.due: ")


def test_members_that_were_not_sent_stay_left_out(kind: type[Any]):
    make_often(kind(id="t"))
    thing = kind.from_wire({"tags": None, "price": 3})
    assert text_of(thing, Writer(), ascii=False) == '{"price":3}'
    with pytest.raises(AttributeError, match=r"Thing\.parts is missing"):
        _ = thing.parts


def test_names_on_the_wire_are_plain_texts(kind: type[Any]):
    written = kind(id="t", tags=["a"], email_message="Please sign", parent=kind(number=1)).to_wire()
    assert {type(name) for name in [*written, *written["parent"]]} == {str}


def test_files_are_named_by_their_place_and_sent_in_it(kind: type[Any]):
    make_often(kind(id="t"))
    thing = kind(id="t", parts=[kind(content=b"abc"), kind(content=b"de")], email_message="after")
    _, body, _ = compile_body(Json(thing), Writer())
    assert isinstance(body, tuple)
    names = [segment.upload.name for segment in body if not isinstance(segment, bytes)]
    assert names == ["Thing.parts[0].content", "Thing.parts[1].content"]
    assert body[-1] == b'"}]}'


def test_no_value_is_made_of_what_comes_often(kind: type[Any], monkeypatch: pytest.MonkeyPatch):
    members = {
        "id": "t",
        "number": 1,
        "price": 0.5,
        "done": True,
        "tags": ["a"],
        "due": datetime(2030, 1, 31, tzinfo=UTC),
    }
    thing = kind(**members, parts=[kind(status="SENT", state="SENT")], parent=kind(), extra={"brandNew": {"a": []}})
    expected = by_value(thing, Writer(), ascii=False)
    make_often(thing)
    monkeypatch.setattr(Writer, "write", None)
    monkeypatch.setattr(Writer, "model", None)
    assert text_of(thing, Writer(), ascii=False) == expected


@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize("wire", ["it's", 'say "x"', "back\\slash", "{0}", "{a'b}", "two\nlines", "é", "half \ud83d"])
def test_any_name_on_the_wire_is_written(wire: str, ascii: bool):
    @model
    class Odd(Model):
        WIRE: ClassVar = {name: wire + name for name in ("text", "number", "price", "done", "tags", "data")}

        text: str | None = None
        number: int | None = None
        price: float | None = None
        done: bool | None = None
        tags: list[str] = several()
        data: dict[str, object] | None = None

    value = Odd(text="a", number=1, price=0.5, done=True, tags=["a"], data={"a": "b"})
    make_often(value)
    assert outcome(text_of, value, ascii=ascii) == outcome(by_value, value, ascii=ascii)


def test_a_list_that_is_emptied_while_it_is_written_is_json_all_the_same():
    def empty(value: str, writer: Writer) -> str:
        items.clear()
        return value

    @model
    class Emptying(Model):
        WRITE: ClassVar[Mapping[str, Callable[..., object]]] = {"text": empty}

        text: str | None = None

    items: list[Any] = []
    make_often(Emptying(text="a"))
    items += [Emptying(text="a"), Emptying(text="b")]
    assert text_of(items, Writer(), ascii=False) == '[{"text":"a"}]'


@model
class Narrow(Model):
    """A class whose every member is named as one member of the wire."""

    WIRE: ClassVar = {"second": "first"}

    first: str | None = None
    second: str | None = None


def test_members_of_the_same_name_take_each_others_place():
    make_often(Narrow(first="a" * 100))
    for value in (Narrow(first="a", second="b"), Narrow(first="a"), Narrow(second="b")):
        assert outcome(text_of, value) == outcome(by_value, value)


VALUES: tuple[object, ...] = ("é\n", 7, 2.0, 0.25, True, datetime(2030, 1, 31, 12, tzinfo=UTC), ["a"], {"a": 1.0})


def value_of(hint: Any, depth: int) -> Any:
    """A value of a type."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (list, dict):
        item = value_of(args[-1], depth)
        return [item, item] if origin is list else {"a": item}
    if args:
        return value_of(args[0], depth)
    if not isinstance(hint, type) or hint is object:
        return {"a": [0.5, None]}
    if issubclass(hint, Model):
        return sample(hint, depth - 1) if depth else hint()
    if issubclass(hint, enum.Enum):
        return next(iter(hint))
    return next((value for value in VALUES if type(value) is hint), None) or hint(b"a" if hint is bytes else "a")


def sample(cls: type[Model], depth: int = 2) -> Model:
    """A model with each of its members, by their types, and with one that is not known."""
    members: dict[str, Any] = {}
    for name, hint in hints_of(cls).items():
        read = cls.READ.get(name)
        if name != "extra":
            members[str(name)] = value_of(read.model() if isinstance(read, Later) else hint, depth)
    return cls(**members, extra={"brandNew": [{"a": None}]})


def test_every_model_is_written_as_its_value_is():
    """Each member in turn holds a value of another kind, most often one that its type does not allow."""
    every = [one for one in dict.fromkeys(models()) if one is not Model]
    assert len(every) > 150
    written = 0
    for cls in every:
        whole, wire_format = sample(cls), getattr(cls, "FORMAT", None)
        make_often(cls(extra={"a": "b" * 500}))
        assert outcome(text_of, whole, wire_format) == outcome(by_value, whole, wire_format)
        assert isinstance(outcome(text_of, whole, wire_format)[0], str), "what types allow is sent"
        for n, a in enumerate(attrs.fields(cls)):
            if a.name != "extra":
                value = VALUES[n % len(VALUES)] if n % 5 else Path("a")
                one = cls()
                object.__setattr__(one, a.name, value)
                assert outcome(text_of, one, wire_format) == outcome(by_value, one, wire_format), (cls, a.name, value)
                written += 1
    assert written > 1000
