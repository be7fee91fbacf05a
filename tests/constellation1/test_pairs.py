"""Properties and merge fields of a signer: every spelling that is clear is taken, the rest refused unsent."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import attrs
import pytest

from esignkit import NULL
from esignkit.constellation1 import Session, Sessions, Signer
from esignkit.core.endpoint import PLANNER
from tests.constellation1.samples import SESSION_ID, settings, small_session
from tests.support import Record, context_of, drive, reply
from tests.tables import in_one_test

plan = Sessions(PLANNER)
YES = reply(200, {"ReturnValue": "True"})
WIRE = [{"Key": "DisableEditName", "Value": "1"}]


@attrs.frozen
class Property:
    key: str
    value: str


Named = namedtuple("Named", "key value")


def sent(signer: Signer, **changes: Any) -> dict[str, Any]:
    flow = plan.update(SESSION_ID, Session(signers=[signer]))
    body = drive(flow, [YES], context_of(settings(**changes)))[1].sent[0].json
    found: dict[str, Any] = body["session"]["Signers"][0]
    return found


CLEAR: dict[str, Any] = {
    "a dict": {"DisableEditName": "1"},
    "true": {"DisableEditName": True},
    "a number": {"DisableEditName": 1},
    "another mapping": MappingProxyType({"DisableEditName": "1"}),
    "Key and Value": [{"Key": "DisableEditName", "Value": "1"}],
    "key and value": [{"key": "DisableEditName", "value": "1"}],
    "one pair alone": {"Key": "DisableEditName", "Value": "1"},
    "tuples": [("DisableEditName", "1")],
    "a tuple of tuples": (("DisableEditName", "1"),),
    "lists": [["DisableEditName", "1"]],
    "named tuples": [Named("DisableEditName", "1")],
    "models": [Property("DisableEditName", "1")],
    "items": {"DisableEditName": "1"}.items(),
    "said twice": [("DisableEditName", "1"), ("DisableEditName", True)],
}
UNCLEAR: dict[str, tuple[Any, str]] = {
    "text": ("DisableEditName", "properties is a str; give a dict"),
    "bytes": (b"x", "properties is bytes content"),
    "a number": (3, "properties is an int"),
    "keys alone": (["DisableEditName"], "'DisableEditName' is no pair of a key and a value"),
    "a bare pair": (("DisableEditName", "1"), "'DisableEditName' is no pair"),
    "three": ([("a", "b", "c")], "is no pair"),
    "Name and Value": ([{"Name": "a", "Value": "b"}], "is no pair"),
    "a mapping in a list": ([{"DisableEditName": "1"}], "is no pair"),
    "a float": ({"a": 1.5}, "the value of 'a' is a float; give the text"),
    "a list as value": ({"a": ["1"]}, "the value of 'a' is a list"),
    "a file as value": ({"a": b"1"}, "the value of 'a' is a bytes"),
    "a key that is no text": ({1: "a"}, "the key 1 is no text"),
    "an empty key": ({" ": "a"}, "a key is empty"),
    "two values": ([("a", "1"), ("a", "2")], "'a' has two values"),
}


@in_one_test("name", CLEAR)
def test_properties_in_any_spelling_that_is_clear(name: str) -> None:
    assert sent(Signer(properties=CLEAR[name]))["Properties"] == WIRE


@in_one_test("name", UNCLEAR)
def test_properties_that_are_not_clear_are_refused_unsent(name: str) -> None:
    given, words = UNCLEAR[name]
    record = Record()
    with pytest.raises((TypeError, ValueError), match=words):
        drive(
            plan.update(SESSION_ID, Session(signers=[Signer(properties=given)])),
            [],
            context_of(settings(), record),
            record,
        )
    assert record.sent == []


@in_one_test("empty", [None, NULL, {}, [], ()])
def test_create_never_sends_null(empty: Any) -> None:
    session = small_session()
    (session.signers or [])[0].properties = empty
    (session.signers or [])[0].auth_methods = empty if not isinstance(empty, Mapping) else None
    sent = drive(plan.create(session), [reply(200, {"SigningSessionId": SESSION_ID})], context_of(settings()))[1].sent
    signer = sent[0].json["session"]["Signers"][0]
    assert (signer["Properties"], signer["AuthMethods"]) == ([], [])


@in_one_test("given", [{"Job Title": "Manager", "No": 7}, [("Job Title", "Manager"), ("No", "7")]])
def test_merge_fields_go_out_in_the_clients_form_however_they_are_given(given: Any) -> None:
    signer = Signer(merge_field_mapping=given)
    assert sent(signer)["MergeFieldMapping"] == {"Job Title": "Manager", "No": "7"}
    assert sent(signer, merge_fields="array")["MergeFieldMapping"] == [
        {"Key": "Job Title", "Value": "Manager"},
        {"Key": "No", "Value": "7"},
    ]


def test_a_merge_field_has_no_word_for_true() -> None:
    with pytest.raises(TypeError, match="merge_field_mapping: the value of 'Paid' is a bool; give the text"):
        sent(Signer(merge_field_mapping={"Paid": True}))


def test_what_was_read_goes_out_again() -> None:
    wire = {"Properties": [{"Key": "a", "Value": None}, {"Key": "b", "Value": "1"}], "MergeFieldMapping": {"k": None}}
    assert Signer.from_wire(wire).to_wire() == wire
