"""Members of models of another kind: each is refused by its name before anything is sent, in both ways of writing."""

from __future__ import annotations

import contextlib
import enum
import re
import typing
from collections import deque
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from types import UnionType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import esignkit.constellation1 as c1
import esignkit.esignlive as esl
from esignkit import NULL
from esignkit.core.deserialization import Later, hints_of
from esignkit.core.endpoint import PLANNER
from esignkit.core.model import Model
from esignkit.core.model_text import text_of
from esignkit.core.record import wire_name
from esignkit.errors import DecodeError
from esignkit.types import JSONObject, Secret
from tests.core.test_field_specifiers import models
from tests.core.test_model_text import by_value, make_often, outcome
from tests.esignlive.helper import settings as esignlive
from tests.support import Record, context_of, drive
from tests.tables import in_one_test

EVERY = [one for one in dict.fromkeys(models()) if one is not Model]


class Named(enum.Enum):
    LEASE = "Lease"


class Bits(enum.Flag):
    ONE = 1


Member = tuple[type[Model], str, Any]


def members(*, own_ways: bool = False) -> Iterator[Member]:
    """Each member of each model, with its type; without those that are written in a way of their own."""
    for cls in EVERY:
        for name, hint in hints_of(cls).items():
            read = cls.READ.get(name)
            if name != "extra" and (own_ways or name not in cls.FILES | cls.UNCHECKED | cls.WRITE.keys()):
                yield cls, str(name), read.model() if isinstance(read, Later) else hint


def is_right(hint: Any, value: Any) -> bool:
    """Whether JSON is what a type becomes on the wire."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, UnionType):
        return any(is_right(one, value) for one in args)
    if origin is list:
        return isinstance(value, list) and all(item is None or is_right(args[0], item) for item in value)
    if origin is dict:
        return isinstance(value, dict) and all(item is None or is_right(args[1], item) for item in value.values())
    if hint is object or isinstance(hint, str):  # `JSON`
        return True
    if hint is float or (issubclass(hint, int) and hint is not bool):
        return isinstance(value, int if hint is not float else int | float) and not isinstance(value, bool)
    if issubclass(hint, str | Secret | date | enum.Enum):
        return isinstance(value, str)
    return isinstance(value, hint)


MEMBERS = tuple(members())
READ = tuple(one for one in members(own_ways=True) if one[1] not in one[0].FILES)


@pytest.fixture(scope="module")
def often() -> None:
    """Functions are compiled for all models."""
    for cls in EVERY:
        make_often(cls(extra={"a": "b" * 500}))


VALUES = st.recursive(
    st.text("ab", max_size=3) | st.integers(-9, 9) | st.floats(-9, 9) | st.booleans(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
)
REFUSALS = TypeError, ValueError


@pytest.mark.usefixtures("often")
@settings(max_examples=25, deadline=None)
@given(
    value=VALUES | st.sampled_from([esl.Sender(), [esl.Role()], [esl.Role(), 7], {"a": [esl.Package()]}]),
    first=st.integers(0, 9),
)
def test_what_is_not_of_its_type_is_refused_and_nothing_else_is(value: Any, first: int) -> None:
    for cls, name, hint in MEMBERS[first::10]:
        one = cls()
        object.__setattr__(one, name, value)
        by_text, plainly = [outcome(write, one, getattr(cls, "FORMAT", None)) for write in (text_of, by_value)]
        assert by_text == plainly, (cls, name)
        assert (by_text[0] not in REFUSALS) is is_right(hint, value), (cls, name, by_text)
        assert by_text[0] not in REFUSALS or re.match(rf"{cls.__name__}\.{name}\b", str(by_text[1]))


@pytest.mark.usefixtures("often")
@settings(max_examples=25, deadline=None)
@given(value=VALUES, first=st.integers(0, 9))
def test_what_a_service_sends_is_sent_back(value: Any, first: int) -> None:
    for cls, name, _ in READ[first::10]:
        wire = {wire_name(cls, name): value}
        with contextlib.suppress(DecodeError):
            read = cls.from_wire(wire)
            by_text, plainly = [outcome(write, read, cls.FORMAT) for write in (text_of, by_value)]
            assert by_text == plainly
            assert by_text[0] not in REFUSALS, (cls, name, by_text)


@in_one_test(
    "right, wire",
    [
        (esl.Package(name=Named.LEASE), {"name": "Lease"}),
        (esl.SubAccountApiKey(api_key="k"), {"apiKey": "k"}),
        (esl.Package(due="2030-01-31"), {"due": "2030-01-31"}),
        (esl.ExtractAnchor(left_offset=Decimal("0.5")), {"leftOffset": 0.5}),
        (esl.Role(special_types=("NOTARY",)), {"specialTypes": ["NOTARY"]}),
        (esl.Package(roles=NULL, name=NULL), {"roles": None, "name": None}),
        (esl.Package(extra={"name": 3}), {"name": 3}),
    ],
)
def test_what_means_the_same_is_sent(right: Model, wire: JSONObject) -> None:
    assert right.to_wire() == wire


def renamed(name: Any) -> esl.Package:
    """Return what a service has sent and a program has changed."""
    package = esl.Package.from_wire({"id": "p", "name": "Lease"})
    package.name = name
    return package


def appended(item: Any) -> esl.Package:
    package = esl.Package()
    package.roles.append(item)
    return package


@in_one_test(
    "wrong, words",
    [
        (
            esl.Package(name=3),
            r"Package.name is an int; give text; what the API takes beyond that goes into extra={'name': …}",
        ),
        (esl.Package(autocomplete=1), "Package.autocomplete is an int; give True or False; "),
        (esl.Field(page=True), "Field.page is a bool; give a whole number; "),
        (esl.Package(roles=[esl.Role(id="r"), esl.Signer()]), r"Package.roles[1] is a Signer; give Role(…); what"),
        (renamed(3), "Package.name is an int; give text; "),
        (esl.Package(roles=deque([esl.Signer()])), r"Package.roles[0] is a Signer; give Role(…); "),
        (esl.Package(roles={"a": 7}.values()), r"Package.roles[0] is an int; give Role(…); "),
        (esl.Package(roles=Bits.ONE), r"Package.roles is a Bits; give a list of Role(…); "),
        (appended(esl.Signer()), r"Package.roles[0] is a Signer; give Role(…); what"),
        (esl.Package(roles=esl.Role()), "Package.roles is a list: write roles=[…], also for a single one"),
        (
            esl.Package(sender={"email": "a@x"}),
            "Package.sender is a dict; give Sender(…); Sender.from_wire(…) makes one of it",
        ),
        (esl.Package(settings=esl.Package()), "Package.settings is a Package; give PackageSettings(…); "),
        (
            esl.Package(roles=[esl.Role(signers=[esl.Signer(email=["a"])])]),
            "Package.roles[0].signers[0].email is a list; give text; ",
        ),
        (esl.Package(due=datetime(2030, 1, 31)), "Package.due: datetime.datetime(2030, 1, 31, 0, 0) has no time zone"),
        (esl.Package(name=b"Lease"), "Package.name is bytes content, and no file is sent there"),
        (c1.SessionInfo(password=7), "SessionInfo.password: a credential is text, not int; "),
        (c1.SessionInfo(copy_to=["a@x", 7]), "SessionInfo.copy_to[1] is an int; give text; "),
        (
            c1.SessionInfo(use_sequence="last"),
            "SessionInfo.use_sequence is a str; give UseSequence(…) or a whole number",
        ),
        (
            c1.Document(file_bytes=c1.Signer()),
            "Document.file_bytes is of type Signer; give bytes, a path or an open file",
        ),
    ],
)
def test_the_error_names_the_member_and_what_it_takes(wrong: Model, words: str) -> None:
    with pytest.raises((TypeError, ValueError)) as told:
        wrong.to_wire()
    assert str(told.value).startswith(words)


def test_nothing_is_sent_then() -> None:
    record = Record()
    with pytest.raises(TypeError, match=r"Package\.name is an int"):
        drive(
            esl.Packages(PLANNER).create(esl.Package(name=3)),
            [],
            context_of(esignlive(api_key="k", environment="us2"), record),
            record,
        )
    assert record.sent == []


def test_names_that_are_no_members_are_not_offered():
    assert not [name for name in dir(esl.Package()) if name.isupper()]
    assert {"name", "documents", "to_wire"} <= set(dir(esl.Package()))
