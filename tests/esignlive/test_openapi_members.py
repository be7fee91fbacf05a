"""Requests and answers against the members that OneSpan's published OpenAPI knows.

The table (`openapi_members.txt`) is older and in places looser than what the service's own clients send, so a finding
is either mended or listed with its reason in `openapi_reasons`; a reason that is needed no more fails as well.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from typing import Any

import attrs
import pytest

from esignkit.core.model import Model
from esignkit.core.paging import Page
from esignkit.errors import ApiError, ESignError
from esignkit.types import OpenEnum
from tests.esignlive.full_calls import ASKED, FULL
from tests.esignlive.helper import run
from tests.esignlive.openapi_check import OPERATIONS, SCHEMAS, complaints
from tests.esignlive.openapi_reasons import ANSWER_REASONS, ELSEWHERE, REASONS
from tests.esignlive.operations import SERVICE
from tests.multipart import parts_of
from tests.operations import operation_of
from tests.support import Record, Sent, reply
from tests.tables import in_one_test

FLOWS: list[Any] = [
    *map(SERVICE.plan, SERVICE.rows),
    *FULL,
    *ASKED,
]
"""Every call, in all the forms that other tests send it in, with all members of its body and all of its query."""


# What was sent, and which operation it is -----------------------------------------------------------------------------
def request_of(flow: Any) -> Sent:
    """Return the first request of a call."""
    record = Record()
    with pytest.raises(ApiError):  # what the call makes of an answer is not what is looked at here
        run(flow, reply(418, {}), record=record)
    return record.sent[0]


def name_of(flow: Any) -> str:
    """Return the operation that a call is, by its path with nameless parameters; settings have theirs in the path."""
    made = operation_of(flow)
    path = made.path.replace("{name}", str(made.args.get("name")))
    return f"{made.method} {re.sub(r'{.*?}', '{}', path)}"


BY_OPERATION: dict[str, list[Any]] = {}
for one in FLOWS:
    if (place := name_of(one)) in OPERATIONS:
        BY_OPERATION.setdefault(place, []).append(one)


def validation_errors(sent: Sent, name: str, *, whole: bool) -> Iterator[str]:
    """Say what of a request does not fit its operation."""
    facts = OPERATIONS[name]
    for pair in sent.target.partition("?")[2].split("&"):
        if pair and pair.partition("=")[0] not in facts.get("query", ()):
            yield f"{name}: query parameter {pair.partition('=')[0]}"
    if not sent.body:
        if facts.get("body") and whole:
            yield f"{name}: no body"
        return
    media = sent.headers["content-type"].partition(";")[0]
    kind = facts.get("body", {}).get(media)
    if kind is None:
        yield f"{name}: a body of {media}"
    elif media == "application/json":
        yield from complaints(sent.json, kind, name, whole=whole)
    else:
        members = SCHEMAS[kind]
        parts = parts_of(sent)
        for part in parts:
            if part.name not in members:
                yield f"{kind}.{part.name}: unknown"
            elif (members[part.name].strip("[]!") == "file") is not (part.filename is not None):
                yield f"{kind}.{part.name}: a file where none belongs, or none where one does"
            elif part.name == "payload" and part.content:
                inner = {"object!": "Document"}.get(members["payload"], members["payload"])
                for one in json.loads(part.content) if part.content[:1] == b"[" else [json.loads(part.content)]:
                    yield from complaints(one, inner, f"{kind}.payload", whole=whole)
        yield from (
            f"{kind}.{n}: required" for n, k in members.items() if k.endswith("!") and n not in {p.name for p in parts}
        )


@in_one_test(
    "value, kind, found",
    [
        ({"name": "n", "nme": "n"}, "Package", ["Package.nme: unknown"]),
        ({"name": 1}, "Package", ["Package.name: a int in place of string"]),
        ({"roles": [{"index": True}]}, "Package", ["Role.index: a bool in place of integer"]),
        ({"due": "2018-12-12Z"}, "Package", ["Package.due: a str in place of date"]),
        ({"type": "PARCEL"}, "Package", ["Package.type: PARCEL is none of its values"]),
        ({"a": {"color": {"b": 1}}}, "SigningThemesConfig", ["SigningTheme.color: a int in place of string"]),
        ({"accountRoles": []}, "UserAccountRole", ["UserAccountRole.accountId: required"]),
        ({}, "[Role]", ["here: a dict in place of [Role]"]),
        ({"name": None, "roles": [], "trashed": False}, "Package", []),
    ],
)
def test_what_does_not_fit_is_found(value: Any, kind: str, found: list[str]):
    assert list(complaints(value, kind, "here", whole=kind == "UserAccountRole")) == found


@functools.cache
def request_findings(name: str) -> frozenset[str]:
    """Return what of the requests for an operation does not fit it."""
    return frozenset(
        text for flow in BY_OPERATION[name] for text in validation_errors(request_of(flow), name, whole=flow in FULL)
    )


@in_one_test("name", sorted(BY_OPERATION))
def test_requests_have_the_members_and_types_of_the_openapi(name: str):
    assert request_findings(name) <= set(REASONS)


@in_one_test("name", [name for name, one in OPERATIONS.items() if one.get("query")])
def test_every_query_parameter_can_be_said(name: str):
    said = {
        pair.partition("=")[0]
        for flow in BY_OPERATION.get(name, ())
        for pair in request_of(flow).target.partition("?")[2].split("&")
    }
    assert said >= set(OPERATIONS[name]["query"])


FORMS = "multipart/form-data"


@in_one_test("name", [name for name, one in OPERATIONS.items() if FORMS in one.get("body", {})])
def test_every_part_of_a_multipart_body_can_be_said(name: str):
    requests = [request_of(flow) for flow in BY_OPERATION.get(name, ())]
    forms = [one for one in requests if one.headers.get("content-type", "").startswith(FORMS)]
    said = {part.name for form in forms for part in parts_of(form)}
    assert said >= set(SCHEMAS[OPERATIONS[name]["body"][FORMS]])


def test_calls_of_other_operations_have_their_place_in_the_provider_file():
    names = {name_of(flow) for flow in FLOWS} - set(OPERATIONS)
    assert names <= {name for names in ELSEWHERE.values() for name in names.split(", ")}


# Answers --------------------------------------------------------------------------------------------------------------
PLAIN: dict[str, Any] = {
    "string": "text",
    "date": "2030-01-31T12:00:00Z",
    "file": "AA==",
    "integer": 7,
    "number": 1.5,
    "boolean": True,
    "object": {"a": 1},
}


READ = {one["answer"] for one in OPERATIONS.values() if "answer" in one} - set(PLAIN)


def made(kind: str, turn: int) -> Any:
    """Return a value of a type with all members there are; enumerations take their values in turn."""
    kind = kind.removesuffix("!")
    if kind in SCHEMAS:
        members = SCHEMAS[kind]
        return made(members, turn) if isinstance(members, str) else {n: made(k, turn) for n, k in members.items()}
    if kind[0] == "[":
        return [made(kind[1:-1], turn)]
    if kind[0] == "{":
        return {"a": made(kind[1:-1], turn)}
    form, _, values = kind.partition("=")
    choice = values.split("|")
    return choice[turn % len(choice)] if values else PLAIN[form]


def models_in(value: Any) -> Iterator[Model]:
    if isinstance(value, Model):
        yield value
        for a in attrs.fields(type(value)):
            yield from models_in(getattr(value, a.name))
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from models_in(item)


def unread(result: Any, value: Any, call: str) -> Iterator[str]:
    """Say what of an answer a caller does not find in the result."""
    if result is None:
        yield f"{call}: nothing of it is returned"
    for one in models_in(result):
        yield from (f"{type(one).__name__} lacks {name}" for name in one.extra)
        for a in attrs.fields(type(one)):
            member = getattr(one, a.name)
            yield from (
                f"{type(one).__name__}.{a.name} does not know {each}"
                for each in (member if isinstance(member, list) else [member])
                if isinstance(each, OpenEnum) and not each.is_known and each != PLAIN["string"]
            )
    rows = value.get("results", [value]) if isinstance(value, dict) else value
    if isinstance(result, Model) and result.to_wire() != value:
        yield f"{call}: the model reads something else"
    if isinstance(result, list) and [one.to_wire() if isinstance(one, Model) else one for one in result] != rows:
        yield f"{call}: the list reads something else"


@functools.cache
def answer_findings(name: str) -> frozenset[str]:
    """Return what of an operation's answer our calls do not read."""
    kind = OPERATIONS[name]["answer"]
    found: set[str] = set()
    for call, flow in {operation_of(flow).name: operation_of(flow) for flow in BY_OPERATION[name]}.items():
        for turn in range(20):  # the longest enumeration has as many values
            value = made(kind, turn)
            try:
                result, _ = run(flow, *[reply(200, value)] * 4)
            except ESignError as error:
                found.add(f"{kind}: {error}")
            else:
                found.update(unread(result.items if isinstance(result, Page) else result, value, call))
    return frozenset(found)


ANSWERED = sorted(name for name in BY_OPERATION if OPERATIONS[name].get("answer") in READ)


@in_one_test("name", ANSWERED)
def test_answers_are_read_with_all_the_members_of_the_openapi(name: str):
    assert answer_findings(name) <= set(ANSWER_REASONS)


def test_no_reason_is_left_over():
    assert set().union(*map(request_findings, BY_OPERATION)) == set(REASONS)
    assert set().union(*map(answer_findings, ANSWERED)) == set(ANSWER_REASONS)
