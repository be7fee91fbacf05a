"""Members that are typed as present: what the service always sends, and lists. Unset, they are never taken for data."""

from __future__ import annotations

import copy
import inspect
import json
import pickle
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import FrameType

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import esignkit
from esignkit.core.comparing import comparable
from esignkit.core.model import Model, model
from esignkit.core.response_readers import speaks
from esignkit.errors import ESignError, MissingMemberError
from esignkit.types import NULL, UNSET
from tests.core.sample import Approval, Package
from tests.tables import in_one_test
from tests.unicode_text import CHARACTERS


def made() -> Package:
    return Package(name="Lease")


def from_service() -> Package:
    return Package.from_wire({"name": "Lease"})


COPIES: dict[str, Callable[[Package], Package]] = {
    "itself": lambda one: one,
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda one: pickle.loads(pickle.dumps(one)),
    "evolve": lambda one: attrs.evolve(one),
    "replace": getattr(copy, "replace", copy.copy),
}


@pytest.mark.parametrize("again", COPIES.values(), ids=COPIES)
def test_a_member_that_the_service_gives_is_an_error_until_it_did(again: Callable[[Package], Package]) -> None:
    for one in (again(made()), again(from_service())):
        with pytest.raises(
            MissingMemberError, match=r"^Package\.id is .*read it back with packages\.get\(package_id\)"
        ):
            _ = one.id
        assert not hasattr(one, "id")
        assert getattr(one, "id", None) is None
        one.id = "p1"
        assert again(one).id == "p1"
        assert one.to_wire() == {"name": "Lease", "id": "p1"}


def test_the_error_says_whether_the_model_came_from_the_service() -> None:
    with pytest.raises(MissingMemberError, match="is not set: the service gives it, and this Package did not come"):
        _ = made().id
    for wire in ({}, {"id": None}):
        with pytest.raises(MissingMemberError, match="is missing: the service did not send it"):
            _ = Package.from_wire(wire).id
    with pytest.raises(MissingMemberError, match="whether it is empty is not known"):
        _ = from_service().tags


def test_the_error_pickles_and_keeps_no_model() -> None:
    with pytest.raises(ESignError) as caught:
        _ = made().id
    for error in (caught.value, pickle.loads(pickle.dumps(caught.value)), copy.copy(caught.value)):
        assert (error.model, error.member, str(error)) == (Package, "id", str(caught.value))
    assert isinstance(caught.value, AttributeError)
    assert caught.value.obj is None


@pytest.mark.parametrize("again", COPIES.values(), ids=COPIES)
def test_a_list_of_a_model_that_the_caller_makes_starts_empty(again: Callable[[Package], Package]) -> None:
    one = again(Package(name="Lease"))
    assert one.tags == []
    assert one == Package(name="Lease") == again(one)
    assert repr(one) == "Package(name='Lease')"
    assert one.to_wire() == comparable(one) == {"name": "Lease"}
    one.tags.append("a")
    assert again(one).to_wire() == {"name": "Lease", "tags": ["a"]}
    one.tags.clear()
    assert again(one).to_wire() == {"name": "Lease"}
    one.tags = []
    assert again(one).to_wire() == {"name": "Lease", "tags": []}


@pytest.mark.parametrize("again", COPIES.values(), ids=COPIES)
def test_an_absent_list_of_the_service_is_no_empty_one(again: Callable[[Package], Package]) -> None:
    one = again(Package.from_wire({"name": "Lease", "approvals": None}))
    with pytest.raises(MissingMemberError, match=r"Package\.tags"):
        _ = one.tags
    assert one.approvals == []  # null
    assert one.to_wire() == {"name": "Lease"}
    one.approvals.append(Approval(id="a1"))
    assert again(one).to_wire() == {"name": "Lease", "approvals": [{"id": "a1"}]}
    assert again(Package.from_wire({"tags": []})).to_wire() == {"tags": []}


def test_a_list_of_a_copy_is_not_that_of_the_first() -> None:
    first = Package(name="Lease")
    attrs.evolve(first, name="Other").tags.append("a")
    copy.deepcopy(first).tags.append("a")
    copy.copy(first).tags.append("a")
    assert first.tags == []


@in_one_test("make", [made, from_service])
def test_looking_at_a_model_asks_for_nothing_and_leaves_it_as_it_is(make: Callable[[], Package]) -> None:
    one = make()
    before = pickle.dumps(one)
    assert attrs.asdict(one)["id"] is None
    assert attrs.astuple(one)[1] is None
    assert dict(inspect.getmembers(one))["name"] == "Lease"
    assert "Lease" in one._repr_html_()
    assert one != Approval()
    assert speaks(one) is False
    assert Package.from_wire(one.to_wire()) == one
    match one:
        case Package(id=_):
            pytest.fail("it has no id")
        case Package(name=name):
            assert name == "Lease"
    if make is from_service:
        assert pickle.dumps(one) == before
        assert attrs.asdict(one)["tags"] is None


def test_what_says_nothing_leaves_a_member_unset() -> None:
    for nothing in (None, UNSET):
        assert not hasattr(Package(id=nothing), "id")
    assert Package(tags=UNSET).tags == []
    assert not hasattr(Package(tags=None), "tags")
    assert Package(id=NULL, tags=NULL).to_wire() == {"id": None, "tags": None}


def test_the_signature_says_what_may_be_left_out() -> None:
    parameters = inspect.signature(Package).parameters
    assert {name for name, one in parameters.items() if one.default is UNSET} == {"id", "tags", "approvals"}
    assert all(type(name) is str for name in parameters)
    assert [a.default for a in attrs.fields(Package) if a.name == "id"] == [UNSET]


@model
class Wider(Package):
    @property
    def title(self) -> str:
        return self.id + "!"


def test_a_property_says_what_it_lacks() -> None:
    with pytest.raises(MissingMemberError, match=r"Wider\.id"):
        _ = Wider().title
    with pytest.raises(AttributeError, match="has no attribute 'nmae'"):
        _ = Wider().nmae
    assert not hasattr(Wider(), "_repr_mimebundle_")


def calls(run: Callable[[], object]) -> Counter[str]:
    """Count the Python functions that were called."""
    called: Counter[str] = Counter()

    def count(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            called[frame.f_code.co_name] += 1

    sys.setprofile(count)
    try:
        run()
    finally:
        sys.setprofile(None)
    return called


def test_members_that_are_set_cost_no_call() -> None:
    wire = {"id": "p1", "name": "Lease", "tags": ["a"], "approvals": [{"id": str(n)} for n in range(10)]}
    one = Package.from_wire(wire)  # compiles the readers
    reading = calls(lambda: Package.from_wire(wire))
    assert reading["__getattr__"] == 0
    assert reading["reader"] == 11
    asking = calls(lambda: [(one.id, one.tags, each.id) for each in one.approvals])
    assert asking["__getattr__"] == 0
    assert calls(one.to_wire)["__getattr__"] == 0
    one = Package(name="Lease", approvals=[Approval()])
    assert calls(one.to_wire)["__getattr__"] == 3  # one for each that is not set: two ids, one list


members = st.fixed_dictionaries(
    {},
    optional={
        "id": st.none() | st.text(CHARACTERS, max_size=3),
        "name": st.none() | st.text(CHARACTERS, max_size=3),
        "tags": st.none() | st.lists(st.text(CHARACTERS, max_size=3), max_size=2),
        "approvals": st.none()
        | st.lists(st.fixed_dictionaries({}, optional={"id": st.text(CHARACTERS, max_size=3)}), max_size=2),
        "unknown": st.integers(),
    },
)


@given(members, st.sampled_from(list(COPIES.values())))
def test_what_was_read_is_written_and_nothing_else(
    wire: dict[str, object], again: Callable[[Package], Package]
) -> None:
    one = again(Package.from_wire(wire))
    said = {name: value for name, value in wire.items() if value is not None}
    assert one.to_wire() == said
    assert json.loads(json.dumps(one.to_wire())) == said
    assert hasattr(one, "id") == ("id" in said)
    for name in ("tags", "approvals"):
        assert hasattr(one, name) == (name in wire)
    assert one == Package.from_wire(said) == again(one)


@given(members, st.sampled_from(list(COPIES.values())), st.booleans())
def test_what_was_made_is_written_and_nothing_else(
    values: dict[str, object], again: Callable[[Package], Package], look: bool
) -> None:
    given_values = {name: value for name, value in values.items() if value is not None and name != "unknown"}
    if "approvals" in given_values:
        given_values["approvals"] = [Approval(**one) for one in given_values["approvals"]]
    one = again(Package(**given_values))
    if look:
        assert one.tags == given_values.get("tags", [])
        one = again(one)
    assert one.to_wire() == {name: value for name, value in values.items() if name in given_values}


def test_every_model_is_marked() -> None:
    """The marks are put on attributes of attrs: were they lost, `attrs.evolve` would raise."""
    assert [type(a.name).__name__ for a in attrs.fields(Wider) if a.name in {"id", "tags"}] == ["Always", "Several"]
    assert issubclass(Wider, Model)


SOURCE = Path(esignkit.__file__).parent


def models() -> Iterator[type[Model]]:
    for service in ("constellation1", "ignisign", "esignlive"):
        for path in sorted((SOURCE / service).rglob("*.py")):
            if "@model\n" in path.read_text():
                module = import_module(".".join(("esignkit", *path.relative_to(SOURCE).with_suffix("").parts)))
                yield from (one for one in vars(module).values() if isinstance(one, type) and issubclass(one, Model))


def test_each_list_is_declared_as_one_and_nothing_else_is() -> None:
    wrong = []
    every = set(models())
    assert len(every) > 150
    for one in every:
        for a in attrs.fields(one):
            kind = type(a.name).__name__
            annotation = str(a.type)
            if (kind == "Several") != (annotation.startswith("list[") and "|" not in annotation.partition("]")[2]):
                wrong.append((one.__name__, str(a.name), annotation))
            if kind == "Always" and "None" in annotation:
                wrong.append((one.__name__, str(a.name), annotation))
    assert not wrong
