"""Readers of classes: what has come often is read by a compiled function, with the same result as before."""

from __future__ import annotations

import json
from typing import Any

import pytest

from esignkit.constellation1 import SessionInfo
from esignkit.core.class_readers import LONGEST_NAMES, MOST_COMPILED, OFTEN, class_reader
from esignkit.core.deserialization import hook_of, wires_of
from esignkit.errors import DecodeError, MissingMemberError
from esignkit.types import JSONObject
from tests.core.sample import Package
from tests.core.test_model import FULL
from tests.tables import in_one_test

SHAPES: dict[str, tuple[type[Any], JSONObject]] = {
    "all members": (Package, FULL),
    "in another order": (Package, dict(reversed(FULL.items()))),
    "one": (Package, {"name": "Lease"}),
    "none": (Package, {}),
    "null in all": (Package, dict.fromkeys(FULL)),
    "other types": (Package, {"id": 7, "name": True, "size": "7", "price": 1, "autocomplete": "true", "due": 0}),
    "unknown": (Package, {"id": "p", "brandNew": [1], 'it\'s "odd"\n\ud800': None}),
    "an unknown enum": (Package, {"status": "BRAND_NEW"}),
    "other cases": (SessionInfo, {"title": "Lease", "RETURNURL": "https://a.example"}),
    "the same member twice": (SessionInfo, {"title": None, "TITLE": "s", "Title": None}),
}


def again(value: JSONObject) -> JSONObject:
    """The same members, as other objects."""
    return json.loads(json.dumps(value))


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sources that are compiled from now on."""
    sources: list[str] = []

    def compiling(source: str, name: str, mode: str) -> Any:
        sources.append(source)
        return compile(source, name, mode)

    monkeypatch.setattr("esignkit.core.class_readers.compile", compiling, raising=False)
    return sources


@pytest.mark.parametrize(("cls", "value"), SHAPES.values(), ids=SHAPES)
def test_what_comes_often_is_read_as_before(cls: type[Any], value: JSONObject) -> None:
    read = class_reader(cls, wires_of, hook_of)
    first = read(again(value))
    state = first.__getstate__()
    for _ in range(OFTEN + 5):
        one = read(again(value))
        assert one == first
        assert one.__getstate__() == state
        assert repr(one) == repr(first)
    first.extra["own"] = 1
    assert "own" not in read(again(value)).extra


@pytest.mark.parametrize(("cls", "value"), SHAPES.values(), ids=SHAPES)
def test_a_function_is_compiled_unless_values_decide(cls: type[Any], value: JSONObject, compiled: list[str]) -> None:
    read = class_reader(cls, wires_of, hook_of)
    value = {name: member for name, member in value.items() if name not in {"approvals", "parent"}}
    for n in range(2 * OFTEN):
        assert len(compiled) == (n >= OFTEN and "TITLE" not in value)
        read(again(value))


def test_one_in_between_is_read_by_its_own_members() -> None:
    read = class_reader(Package, wires_of, hook_of)
    for n in range(3 * OFTEN):
        one = read({"id": "p", "name": "n"} if n % 2 else {"name": "n", "id": "p"})
        assert (one.id, one.name) == ("p", "n")
        if n % 50 == 0:
            assert read({"name": "other"}).name == "other"
            with pytest.raises(MissingMemberError):
                read({"name": "other"}).id  # noqa: B018 - asking is what fails


@in_one_test(
    "value, text",
    [
        ({"id": "p", "size": "many"}, "size"),
        ({"id": "p", "size": []}, "size"),
        (["id", "size"], "object was expected"),
        ("id", "object was expected"),
        (None, "object was expected"),
        (7, "object was expected"),
    ],
)
def test_errors_are_the_same_when_a_function_is_compiled(value: Any, text: str) -> None:
    for _ in range(OFTEN + 5):
        Package.from_wire({"id": "p", "size": 1})
    with pytest.raises(DecodeError, match=text):
        Package.from_wire(value)


def test_a_service_does_not_decide_how_much_is_kept(compiled: list[str]) -> None:
    read = class_reader(Package, wires_of, hook_of)
    for _ in range(2 * OFTEN):
        read({"x" * LONGEST_NAMES: 1, "id": "p"})
    assert not compiled
    for n in range(2 * MOST_COMPILED * OFTEN):
        assert read({f"x{n // OFTEN}": n, "id": "p"}).extra == {f"x{n // OFTEN}": n}
    assert len(compiled) == MOST_COMPILED


def test_empty_extra_members_take_no_dictionary_until_somebody_asks() -> None:
    for made in (Package.from_wire({"id": "p"}), Package(id="p")):
        assert Package.extra.__doc__ == "Members that this version of the SDK does not know; kept, and written back."
        made.extra["a"] = 1
        assert made.extra is made.extra
        assert made.to_wire() == {"id": "p", "a": 1}
