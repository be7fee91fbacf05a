"""What a finding says beside its verdict, how far it looks for that, and what is kept of a call for it."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from esignkit import Finding, OutcomeUnknownError, Verdict
from esignkit.core.body_members import body_members, body_of
from esignkit.core.comparing import Sent, sent_by
from esignkit.core.model import Model, model
from esignkit.core.operation import Form, Json, Multipart, Operation, Part, Reconcile, Repeat, Upload
from esignkit.core.paging import Paging
from esignkit.core.reconciliation import ByParts, ByReading, BySearch, ByStatus, FindOut, find_out, question_of
from esignkit.core.response_readers import nothing
from esignkit.esignlive.models.document import Document
from esignkit.esignlive.models.package import Package
from esignkit.esignlive.pages import NextWindow
from esignkit.types import OpenEnum
from tests.core.test_reconciliation import (
    READ,
    ROWS,
    SEARCH,
    SENT,
    SENT_AT,
    SHARED,
    UNMARKED,
    ask,
    documents_of,
    get,
    id_of,
    name_of,
    page,
    row,
)
from tests.support import IF_LOST, Record, drive, reply
from tests.tables import in_one_test

DONE, NOT_DONE, UNKNOWN = Verdict.DONE, Verdict.NOT_DONE, Verdict.UNKNOWN
GONE = reply(404)


def package(**members: Any) -> tuple[Any, Package]:
    """An answer, and the package in it."""
    return reply(200, members), Package.from_wire(members)


def documents(*names: str) -> tuple[Any, Package]:
    return package(id="p", documents=[{"name": name} for name in names])


# Reasons, and what was read --------------------------------------------------------------------------------------------
STATUS = ByStatus(READ, frozenset({"SENT"}), frozenset({"DRAFT"}), Sent.of(Package(name="n", description="d")))


@in_one_test(
    "members, verdict, reason, differs",
    [
        ({"status": "SENT"}, DONE, "its status is SENT", None),
        ({"status": "DRAFT", "name": "m"}, NOT_DONE, "its status is DRAFT", None),
        ({"status": "SOMETHING_NEW"}, UNKNOWN, "its status is SOMETHING_NEW", ()),
        (
            {"status": "SENT", "name": "m", "description": "e"},
            UNKNOWN,
            "its status is SENT, but it differs from what the call sent in name, description",
            ("name", "description"),
        ),
    ],
)
def test_a_status(members: dict[str, Any], verdict: Verdict, reason: str, differs: tuple[str, ...] | None) -> None:
    answer, found = package(id="p", **members)
    finding = ask(STATUS, [answer])
    assert (finding.verdict, finding.reason) == (verdict, reason)
    assert finding.found == (None if verdict is UNKNOWN else found)
    assert [(c.id, c.found, c.differs) for c in finding.candidates] == (
        [] if differs is None else [("p", found, differs)]
    )


class Colour(OpenEnum):
    RED = "r"


@model
class Light(Model):
    status: Any = None


@in_one_test("status, shown", [("red", "red"), (7, "7"), (Colour.RED, "RED")])
def test_a_status_of_what_has_no_id(status: Any, shown: str) -> None:
    question = evolve(STATUS, read=Operation("lights.get", "GET", "/lights/1", lambda answer: Light(status=status)))
    finding = ask(question, [reply()])
    assert (finding.reason, finding.candidates[0].id) == (f"its status is {shown}", None)


@in_one_test(
    "question, reason",
    [
        (STATUS, "it was not found: "),
        (ByParts(READ, documents_of, name_of, (), own=True), "what it was to be added to was not found: "),
    ],
)
def test_what_the_call_was_about_is_gone(question: Any, reason: str) -> None:
    finding = ask(question, [GONE])
    assert (finding.verdict, finding.found) == (UNKNOWN, None)
    assert finding.reason.startswith(reason)
    assert finding.reason.endswith("HTTP 404")


def test_what_the_service_takes_once() -> None:
    question = ByReading(READ, id_of, Sent.of(Package(name="n")))
    answer, found = package(id="7", name="n")
    there = "it is there, and the service takes it once"
    assert ask(question, [answer]) == Finding(DONE, there, found, "7")
    assert ask(question, [GONE]) == Finding(NOT_DONE, "it is not there")
    answer, found = package(id="7", name="m")
    finding = ask(question, [answer])
    assert finding.reason == f"{there}, but it differs from what the call sent in name"
    assert [(c.id, c.found) for c in finding.candidates] == [("7", found)]


@in_one_test(
    "there, sent, own, verdict, reason, part",
    [
        (["c"], ["a"], True, NOT_DONE, "it is not there", None),
        (["a", "c"], ["a"], True, DONE, "it is there, under the id that the call gave it", "a"),
        (["a", "b"], ["a", "b"], True, DONE, "it is there, under the id that the call gave it", None),
        (["a"], ["a"], False, UNKNOWN, "something of that name is there, which may have been there before", None),
    ],
)
def test_what_is_inside(
    there: list[str], sent: list[str], own: bool, verdict: Verdict, reason: str, part: str | None
) -> None:
    answer, found = documents(*there)
    question = ByParts(READ, documents_of, name_of, tuple(Sent.of(Document(name=name)) for name in sent), own)
    finding = ask(question, [answer])
    assert (finding.verdict, finding.reason, finding.found, finding.id) == (verdict, reason, found, part)


@in_one_test(
    "search, rows, verdict, reason",
    [
        (SEARCH, [row(1, "another")], NOT_DONE, "nothing that fits was made since the call began"),
        (evolve(SEARCH, created=""), [row(1, "another")], NOT_DONE, "nothing that fits is there"),
        (UNMARKED, [row(1), row(2)], UNKNOWN, "2 objects fit, and nothing tells which of them the call made"),
        (UNMARKED, [row(1)], UNKNOWN, "one object fits, and nothing proves that this call made it"),
        (SHARED, [row(-1, "ours")], UNKNOWN, "one object fits, and it may have been made before the call or after it"),
        (
            SEARCH,
            [row(1, "ours")],
            DONE,
            "exactly one object bears the call's id or reference, and it is as it was sent",
        ),
        (
            SEARCH,
            [row(1, "ours", description="e")],
            UNKNOWN,
            "it bears the call's id or reference, but it differs from what the call sent in description",
        ),
    ],
)
def test_what_a_list_shows(search: BySearch, rows: list[dict[str, Any]], verdict: Verdict, reason: str) -> None:
    finding = ask(search, [page(*rows)])
    assert (finding.verdict, finding.reason) == (verdict, reason)
    found = [Package.from_wire({"id": str(n), **members}) for n, members in enumerate(rows)]
    assert finding.found == (found[0] if verdict is DONE else None)
    assert [c.found for c in finding.candidates] == (found if verdict is UNKNOWN else [])


def test_what_bears_the_mark_and_is_gone_when_it_is_read() -> None:
    finding = ask(evolve(SEARCH, read=get), [page(row(1, "ours")), GONE])
    assert finding.reason.startswith("one object bears the call's id or reference, but was not found: ")
    assert finding.reason.endswith("HTTP 404")


@in_one_test(
    "flow, reason",
    [
        (OutcomeUnknownError("by hand").find_out(), "whether the call was carried out"),
        (FindOut(), "whether the call was carried out"),
        (FindOut("things.make"), "whether things.make was carried out"),
    ],
)
def test_nothing_to_ask_and_nothing_known(flow: Any, reason: str) -> None:
    assert drive(flow)[0] == Finding(UNKNOWN, f"the service shows nothing that would tell {reason}")


# How often, and how far, it looks --------------------------------------------------------------------------------------
@in_one_test("settle, slept", [(0, []), (1, [1]), (2, [1, 1]), (10, [1, 2, 4, 3])])
def test_it_looks_for_the_last_time_when_the_time_to_settle_ends(settle: float, slept: list[float]) -> None:
    record = Record()
    ask(STATUS, [reply(200, {"status": "DRAFT"})] * 9, record, settle)
    assert record.slept == slept
    assert len(record.sent) == len(slept) + 1


def test_it_settles_in_ten_seconds_when_nothing_is_said() -> None:
    _, record = drive(FindOut("things.make", SENT, STATUS), [reply(200, {"status": "DRAFT"})] * 9)
    assert sum(record.slept) == 10


@in_one_test("count", [1, 10])
def test_rows_that_show_no_mark_are_read_up_to_ten(count: int) -> None:
    whole = [reply(200, row(1, "ours" if n == 0 else "another", id=str(n))) for n in range(count)]
    finding = ask(evolve(SEARCH, read=get), [page(*[row(1)] * count), *whole, whole[0]])
    assert (finding.verdict, finding.id) == (DONE, "0")


@in_one_test(
    "made, date, further",
    [
        ((5, 4, -9000), 0.0, False),
        ((-9000, 5, -9000), 0.0, True),
        ((None, -9000), 0.0, True),
        ((3605, 3590), 3600.0, False),  # an hour ahead: by the service's clock that is before the call
    ],
)
def test_how_far_a_list_from_the_newest_is_walked(made: tuple[float | None, ...], date: float, further: bool) -> None:
    first = page(*(row(at, "another") for at in made), count=300, date=date)
    record = Record()
    ask(evolve(SEARCH, newest_first=True), [first, page(count=300)], record)
    assert len(record.sent) == 1 + further


def test_the_clock_is_told_from_the_first_page() -> None:
    """The second comes without a `Date`."""
    pages = [page(row(3602, "another"), count=2, date=3600), page(row(3603, "ours", id="o"), count=2, date=None)]
    assert ask(SHARED, pages).id == "o"


def test_a_page_that_does_not_count_leaves_the_count_of_the_one_before() -> None:
    assert ask(SEARCH, [page(row(1, "another"), count=2), reply(200, {"results": []})]).verdict is UNKNOWN


@in_one_test(
    "search, found, verdict",
    [
        (UNMARKED, row(3000), NOT_DONE),  # an hour ahead: made ten minutes before the call
        (evolve(UNMARKED, created=""), row(3000), UNKNOWN),
        (SHARED, {**row(None, "ours"), "created": "2027-01-15T09:00:03"}, UNKNOWN),  # where that clock hangs, who knows
        (evolve(SEARCH, marked=None), row(3601, "ours"), UNKNOWN),  # nothing tells a row's mark
        (evolve(UNMARKED, fits=(("name", None),)), row(3601, name=None), UNKNOWN),
        (evolve(UNMARKED, fits=(("name", None),)), row(3601), NOT_DONE),
    ],
)
def test_rows_and_what_they_do_not_show(search: BySearch, found: dict[str, Any], verdict: Verdict) -> None:
    assert ask(search, [page(found, date=3600)]).verdict is verdict


def test_a_search_reads_no_dates_when_it_is_not_told_where_they_are() -> None:
    plain = BySearch((Paging(ROWS, NextWindow()),), (("name", "n"),), "id")
    assert ask(plain, [page(row(-9000))]).verdict is UNKNOWN


# What a call sent ------------------------------------------------------------------------------------------------------
def call(body: Any, **changes: Any) -> Operation[None]:
    return Operation(
        "things.make", "POST", "/things", nothing, body=body, repeat=Repeat.NEVER, if_lost=IF_LOST, **changes
    )


FILE = Part("file", Upload("f.pdf", b"hidden"))


@in_one_test(
    "body, expected",
    [
        (None, None),
        (Json({"a": 1}), {"a": 1}),
        (Json([1]), [1]),
        (Form({"a": "1"}), None),
        (Multipart((Part("text", "t"), FILE, Part("payload", Json({"a": 1})), Part("more", Json({"b": 1})))), {"a": 1}),
        (Multipart((FILE,)), None),
    ],
)
def test_what_a_call_says_in_json(body: Any, expected: Any) -> None:
    assert body_of(call(body)) == expected
    assert body_members(call(body)) == (expected if isinstance(expected, dict) else {})
    assert sent_by(call(body)).members == expected


@in_one_test(
    "body, extra, expected",
    [
        (Json({"a": 1, "b": 2}), {"b": 3, "c": 4}, {"a": 1, "b": 3, "c": 4}),
        (Json(Package(name="n")), {"name": "m"}, {"name": "m"}),
        (Json({"a": 1}), {}, {"a": 1}),
        (Json([1]), {"a": 1}, [1]),
    ],
)
def test_what_the_caller_added_was_sent_as_well(body: Any, extra: dict[str, Any], expected: Any) -> None:
    sent = sent_by(call(body, options={"extra_body": extra}), frozenset({"a"}))
    assert (sent.members, sent.skip) == (expected, frozenset({"a"}))


def test_other_options_add_nothing() -> None:
    sent = sent_by(call(Json({"a": 1}), options={"timeout": 1.0}), frozenset({"b"}))
    assert (sent.members, sent.skip) == ({"a": 1}, frozenset({"b"}))


def asked(operation: Operation[Any], request_id: str | None) -> ByStatus | None:
    assert operation.name == "things.make"
    return STATUS if request_id == "r-1" else None


ASKING = Reconcile("look there", ask=f"{__name__}:asked")


@in_one_test("repeat, repeatable", [(Repeat.NEVER, False), (Repeat.IDEMPOTENT, True)])
def test_what_is_kept_of_a_lost_call(repeat: Repeat, repeatable: bool) -> None:
    at = SENT_AT.timestamp()
    lost = evolve(call(None), repeat=repeat, if_lost=ASKING)
    sent = evolve(SENT, late=10)
    assert find_out(lost, at, at + 4, "r-1") == FindOut("things.make", sent, STATUS, repeatable, request_id="r-1")
    assert find_out(lost, at, at + 4) == FindOut("things.make", sent, None, repeatable)
    patient = FindOut("things.make", evolve(SENT, late=60), None, repeatable, settle=60)
    assert find_out(lost, at, at + 4, settle=60) == patient


@in_one_test("if_lost", [None, IF_LOST])
def test_where_nothing_is_named_there_is_nothing_to_ask(if_lost: Reconcile | None) -> None:
    assert question_of(evolve(call(None), repeat=Repeat.IDEMPOTENT, if_lost=if_lost), "r-1") is None


def test_neither_names_nor_marks_nor_bodies_are_shown() -> None:
    search = evolve(SEARCH, fits=(("name", "hidden-1"),), mark="hidden-2", sent=Sent.of(Package(name="hidden-3")))
    assert "hidden" not in repr(search)
    assert "BySearch" in repr(search)
    assert "BySearch" not in repr(FindOut("things.make", SENT, search))
