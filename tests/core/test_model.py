"""Models: lenient reading, exact writing, and what they show of themselves."""

from __future__ import annotations

import copy
import inspect
import json
import pickle
from datetime import UTC, datetime, timedelta, timezone

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esignkit.core.deserialization import read_datetime
from esignkit.core.record import evolve
from esignkit.core.serialization import Writer
from esignkit.core.wire_format import iso_utc, iso_utc_ms
from esignkit.errors import DecodeError, MissingMemberError
from esignkit.types import NULL, UNSET, OpenEnum
from tests.core.sample import Approval, Package, Status
from tests.tables import in_one_test
from tests.unicode_text import CHARACTERS

UTC = UTC

FULL = {
    "id": "p1",
    "name": "Lease",
    "status": "SENT",
    "emailMsg": "hello",
    "due": "2030-01-31T12:00:00Z",
    "size": 3,
    "price": 1.5,
    "autocomplete": False,
    "password": "hush",
    "tags": ["a", "b"],
    "approvals": [{"id": "a1", "signed": "2030-01-01T00:00:00Z"}],
    "parent": {"id": "p0"},
    "data": {"k": "v"},
}


def test_everything_reads_to_typed_attributes_and_writes_back():
    package = Package.from_wire(FULL)
    assert package.status is Status.SENT
    assert package.due == datetime(2030, 1, 31, 12, tzinfo=UTC)
    assert package.approvals == [Approval(id="a1", signed=datetime(2030, 1, 1, tzinfo=UTC))]
    assert package.parent is not None
    assert package.parent.id == "p0"
    assert package.to_wire() == FULL


@in_one_test("name", FULL)
@in_one_test("change", ["null", "missing", "extra", "unknown enum"])
def test_no_surprise_in_the_data_fails_a_parse(name, change):
    value = copy.deepcopy(FULL)
    if change == "null":
        value[name] = None
    elif change == "missing":
        del value[name]
    elif change == "extra":
        value["brandNew"] = {"x": [1]}
    else:
        value["status"] = "BRAND_NEW"
    package = Package.from_wire(value)
    assert package.to_wire() == {k: v for k, v in value.items() if v is not None}


@in_one_test(
    "member, sent, read",
    [
        ("id", 7, "7"),
        ("id", True, "true"),
        ("size", "7", 7),
        ("size", 7.0, 7),
        ("price", 7, 7.0),
        ("price", "7.5", 7.5),
        ("autocomplete", "True", True),
        ("autocomplete", 0, False),
        ("due", 0, datetime(1970, 1, 1, tzinfo=UTC)),
        ("due", "/Date(86400000+0100)/", datetime(1970, 1, 2, tzinfo=UTC)),
        ("due", "2030-01-31", datetime(2030, 1, 31)),
    ],
)
def test_scalars_are_read_where_the_meaning_is_plain(member, sent, read):
    value = getattr(Package.from_wire({member: sent}), member)
    assert value == read
    assert type(value) is type(read)


@in_one_test(
    "value, path",
    [
        ({"size": "many"}, "size"),
        ({"approvals": [{}, {"signed": "never"}]}, "approvals[1].signed"),
        ({"parent": {"parent": {"autocomplete": "perhaps"}}}, "parent.parent.autocomplete"),
        ({"tags": "a"}, "tags"),
        ({"name": {"a": 1}}, "name"),
        ([], "object was expected"),
        ("x", "object was expected"),
    ],
)
def test_what_cannot_be_read_names_its_path(value, path):
    with pytest.raises(DecodeError, match=path.replace("[", r"\[").replace("]", r"\]")):
        Package.from_wire(value)


def test_none_says_nothing_and_null_says_null():
    assert Package(name=None, due=NULL).to_wire() == {"due": None}
    assert Writer().write({"a": UNSET, "b": None, "c": NULL, "d": [NULL]}) == {"b": None, "c": None, "d": [None]}
    for marker in (NULL, UNSET):
        assert pickle.loads(pickle.dumps(marker)) is marker
        assert copy.deepcopy(marker) is marker
        assert not marker


def test_a_date_without_a_zone_is_refused_on_writing_and_the_field_is_named():
    with pytest.raises(ValueError, match=r"Package\.due.*time zone"):
        Package(due=datetime(2030, 1, 1)).to_wire()
    with pytest.raises(ValueError, match=r"approvals\[0\]\.signed"):
        Package(approvals=[Approval(signed=datetime(2030, 1, 1))]).to_wire()


@in_one_test(
    "at, seconds, milliseconds",
    [
        (datetime(2030, 1, 31, 12, tzinfo=UTC), "2030-01-31T12:00:00Z", "2030-01-31T12:00:00.000Z"),
        (datetime(2030, 1, 31, 12, 0, 1, 999_999, UTC), "2030-01-31T12:00:01Z", "2030-01-31T12:00:01.999Z"),
        (datetime(2, 1, 31, tzinfo=UTC), "0002-01-31T00:00:00Z", "0002-01-31T00:00:00.000Z"),
        (
            datetime(2030, 1, 31, tzinfo=timezone(timedelta(hours=-5))),
            "2030-01-31T05:00:00Z",
            "2030-01-31T05:00:00.000Z",
        ),
    ],
)
def test_moments_are_written_with_four_digits_of_the_year(at, seconds, milliseconds):
    assert iso_utc(at) == seconds
    assert iso_utc_ms(at) == milliseconds


def test_zones_are_written_as_utc():
    at = datetime(2030, 1, 31, 14, tzinfo=timezone(timedelta(hours=2)))
    assert Package(due=at).to_wire() == {"due": "2030-01-31T12:00:00Z"}


@in_one_test("value", [float("nan"), float("inf"), object(), {1, object()}])
def test_what_has_no_json_form_is_refused(value):
    with pytest.raises(ValueError, match="JSON form"):
        Writer().write({"a": value})


@in_one_test(
    "wrong, hint",
    [("nmae", "'name'"), ("emailMsg", "'email_message'"), ("statsu", "'status'"), ("zzz", "extra=")],
)
def test_a_misspelt_name_is_told_its_near_miss(wrong, hint):
    with pytest.raises(TypeError, match=hint):
        Package(**{wrong: 1})


def test_positional_arguments_are_refused():
    with pytest.raises(TypeError, match="positional"):
        Package("x")


def test_secrets_are_hidden_in_repr_and_kept_by_pickle():
    package = Package(name="n", password="hush", extra={"token": "hush"})
    assert "hush" not in repr(package)
    assert "hush" not in str([package])
    again = pickle.loads(pickle.dumps(package))
    assert again == package
    assert again.password == "hush"


def test_models_copy_compare_and_evolve():
    package = Package.from_wire({**FULL, "brandNew": 1})
    assert copy.deepcopy(package) == package == copy.copy(package)
    assert package != Package()
    assert package != FULL
    assert attrs.evolve(package, name="other").name == "other"
    assert attrs.evolve(package, name="other").extra == {"brandNew": 1}
    with pytest.raises(TypeError, match="unhashable"):
        hash(package)


def test_repr_is_short_and_leaves_out_what_is_not_set():
    assert repr(Package(name="a", due=NULL)) == "Package(name='a', due=NULL)"


def test_the_signature_tells_the_truth_before_and_after_the_first_instance():
    before = inspect.signature(Package)
    Package(name="x")
    assert inspect.signature(Package) == before
    assert list(before.parameters)[:2] == ["id", "name"]
    assert all(p.kind is p.KEYWORD_ONLY for p in before.parameters.values())


def test_unknown_enum_values_survive():
    odd = Status("ODD")
    assert odd == "ODD"
    assert not odd.is_known
    assert Status.SENT.is_known
    assert Status("SENT") is Status.SENT
    for again in (pickle.loads(pickle.dumps(odd)), copy.deepcopy(odd)):
        assert again == odd
        assert type(again) is Status
    assert json.dumps([odd, Status.SENT]) == '["ODD", "SENT"]'
    assert f"{odd}" == str(odd) == "ODD"
    assert len(list(Status)) == 3
    assert {odd: 1}["ODD"] == 1
    with pytest.raises(ValueError):
        Status(3)


@given(st.text(CHARACTERS))
def test_any_text_is_an_enum_value(text):
    assert Status(text) == text
    assert isinstance(Status(text), OpenEnum)


@given(st.datetimes(timezones=st.just(UTC), min_value=datetime(1970, 1, 1), max_value=datetime(2200, 1, 1)))
def test_dates_come_back_to_the_second(moment):
    moment = moment.replace(microsecond=0)
    wire = Package(due=moment).to_wire()
    assert Package.from_wire(wire).due == moment


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**40), 2**40)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(CHARACTERS, max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(CHARACTERS, max_size=6), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*FULL, "x", "y"]), json_values))
def test_any_json_object_reads_or_raises_one_typed_error(value):
    try:
        package = Package.from_wire(value)
    except DecodeError:
        return
    wire = package.to_wire()
    assert Package.from_wire(wire).to_wire() == wire


@in_one_test("value", ["never", "", None, [], {}, True, "/Date(x)/"])
def test_what_is_no_date_is_refused(value):
    with pytest.raises((ValueError, TypeError)):
        read_datetime(value)


@in_one_test("changed", [attrs.evolve, evolve])
def test_a_record_with_other_members_says_as_much_of_its_lists(changed):
    """A list that nobody filled starts empty in the new one too; one that the service left out stays unknown."""
    made, read = changed(Package(name="a"), name="b"), changed(Package.from_wire({"id": "1"}), name="b")
    assert (made.name, made.approvals, made.to_wire()) == ("b", [], {"name": "b"})
    assert (read.id, read.name) == ("1", "b")
    with pytest.raises(MissingMemberError):
        _ = read.approvals
