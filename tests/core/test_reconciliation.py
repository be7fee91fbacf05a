"""What is concluded from what the service shows: each verdict, without a network and without waiting."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from attrs import evolve

from esignkit import ConfigurationError, Finding, OutcomeUnknownError, Verdict
from esignkit.core.comparing import Sent
from esignkit.core.operation import Json, Operation, Repeat
from esignkit.core.paging import Paging
from esignkit.core.reconciliation import ByParts, ByReading, BySearch, ByStatus, FindOut
from esignkit.core.response_readers import read
from esignkit.core.time_window import TimeWindow
from esignkit.esignlive.models.document import Document
from esignkit.esignlive.models.package import Package
from esignkit.esignlive.pages import NextWindow, ReadPage
from tests.support import IF_LOST, LOST, Record, context_of, drive, reply
from tests.tables import in_one_test

DONE, NOT_DONE, UNKNOWN = Verdict.DONE, Verdict.NOT_DONE, Verdict.UNKNOWN
READ = Operation("things.get", "GET", "/things/1", read(Package))
ROWS = Operation("things.list", "GET", "/things", ReadPage(Package))
SENT_AT = datetime.fromtimestamp(1_800_000_000, UTC)
SENT = TimeWindow(SENT_AT, SENT_AT + timedelta(seconds=4))


def ask(question: Any, answers: Iterable[Any], record: Record | None = None, settle: float = 0) -> Finding:
    record = record or Record()
    flow = FindOut("things.make", SENT, question, settle=settle)
    return drive(flow, answers, context_of(None, record), record)[0]


@in_one_test(
    "answer, verdict",
    [
        (reply(200, {"status": "SENT"}), DONE),
        (reply(200, {"status": "DRAFT"}), NOT_DONE),
        (reply(200, {"status": "SOMETHING_NEW"}), UNKNOWN),
        (reply(200, {}), UNKNOWN),
        (reply(404), UNKNOWN),
    ],
)
def test_by_status(answer: Any, verdict: Verdict) -> None:
    question = ByStatus(READ, frozenset({"SENT"}), frozenset({"DRAFT"}))
    assert ask(question, [answer]).verdict is verdict


@in_one_test(
    "answer, verdict",
    [
        (reply(200, {"status": "SENT", "name": "n"}), DONE),
        (reply(200, {"status": "SENT"}), DONE),  # what the service does not show is not compared
        (reply(200, {"status": "SENT", "name": "other"}), UNKNOWN),
        (reply(200, {"status": "DRAFT", "name": "n"}), NOT_DONE),
    ],
)
def test_by_status_and_what_else_was_sent(answer: Any, verdict: Verdict) -> None:
    question = ByStatus(READ, frozenset({"SENT"}), frozenset({"DRAFT"}), Sent.of(Package(name="n")))
    assert ask(question, [answer]).verdict is verdict


@in_one_test(
    "answer, verdict",
    [
        (reply(200, {"id": "7", "name": "n"}), DONE),
        (reply(404), NOT_DONE),
        (reply(200, {"id": "7", "name": "somebody else's"}), UNKNOWN),
    ],
)
def test_by_reading(answer: Any, verdict: Verdict) -> None:
    finding = ask(ByReading(READ, id_of, Sent.of(Package(name="n"))), [answer])
    assert (finding.verdict, finding.id) == (verdict, "7" if verdict is DONE else None)
    assert [c.differs for c in finding.candidates] == ([("name",)] if verdict is UNKNOWN else [])


def id_of(package: Package) -> str | None:
    return package.id


def documents_of(package: Package) -> list[Document]:
    return package.documents or []


def name_of(part: Any) -> str | None:
    return part.get("name")


@in_one_test(
    "there, own, verdict, candidates",
    [
        ([], True, NOT_DONE, 0),
        ([], False, NOT_DONE, 0),
        (["a", "b", "c"], True, DONE, 0),
        (["a", "b"], False, UNKNOWN, 2),
        (["a"], True, UNKNOWN, 1),
        (["c"], True, NOT_DONE, 0),
        (["A "], False, UNKNOWN, 1),  # a service may write names and addresses in its own way
        (["A"], True, NOT_DONE, 0),
        (["a", "b", "b"], True, UNKNOWN, 3),
    ],
)
def test_by_parts(there: list[str], own: bool, verdict: Verdict, candidates: int) -> None:
    answer = reply(200, {"documents": [{"name": name} for name in there]})
    sent = tuple(Sent.of(Document(name=name)) for name in ("a", "b"))
    finding = ask(ByParts(READ, documents_of, name_of, sent, own), [answer])
    assert (finding.verdict, len(finding.candidates)) == (verdict, candidates)


def test_a_part_of_the_calls_own_id_that_differs_is_not_what_it_made() -> None:
    answer = reply(200, {"documents": [{"name": "a", "description": "another"}]})
    question = ByParts(READ, documents_of, name_of, (Sent.of(Document(name="a", description="mine")),), own=True)
    finding = ask(question, [answer])
    assert (finding.verdict, finding.id) == (UNKNOWN, None)
    assert finding.candidates[0].differs == ("description",)


def row(at: float | None, mark: str | None = None, **members: Any) -> dict[str, Any]:
    """A thing called n, made so many seconds after the call by the service's clock."""
    created = {} if at is None else {"created": (SENT_AT + timedelta(seconds=at)).isoformat()}
    data = {} if mark is None else {"data": {"mark": mark}}
    return {"name": "n", **created, **data, **members}


def page(*items: dict[str, Any], count: int | None = None, date: float | None = 0.0) -> Any:
    told = {} if date is None else {"date": format_datetime(SENT_AT + timedelta(seconds=date), usegmt=True)}
    numbered = [{"id": str(n), **item} for n, item in enumerate(items)]
    return reply(200, {"count": len(items) if count is None else count, "results": numbered}, told)


def mark_of(package: Package) -> str | None:
    return (package.data or {}).get("mark")


def get(package_id: str) -> Operation[Package]:
    return Operation("things.get", "GET", "/things/{id}", read(Package), {"id": package_id})


SEARCH = BySearch(
    (Paging(ROWS, NextWindow()),),
    (("name", "n"),),
    "id",
    Sent.of(Package(name="n", description="d")),
    mark="ours",
    marked=mark_of,
    created="created",
)
SHARED = evolve(SEARCH, unique=False)
COPIED = evolve(SEARCH, copied=True)
UNMARKED = evolve(SEARCH, mark=None, marked=None)


@in_one_test(
    "search, answer, verdict, candidates",
    [
        # a mark of the call's own
        (SEARCH, page(), NOT_DONE, 0),
        (SEARCH, page(row(1, "ours")), DONE, 0),
        (SEARCH, page(row(-3600), row(1, "ours"), row(2, "another"), row(3)), DONE, 0),
        (SEARCH, page(row(1, "another")), NOT_DONE, 0),
        (SEARCH, page(row(1)), UNKNOWN, 1),  # it shows no mark: who knows
        (SEARCH, page(row(-3600)), NOT_DONE, 0),
        (SEARCH, page(row(1, "ours"), row(2, "ours")), UNKNOWN, 2),
        (SEARCH, page(row(1, "ours", description="another")), UNKNOWN, 1),
        (SEARCH, page(row(1, "ours", description="")), UNKNOWN, 1),
        (SEARCH, page(row(-3600, "ours")), DONE, 0),  # the mark says it, whatever the clocks say
        # a copy that was made later bears the mark too
        (COPIED, page(row(1, "ours")), DONE, 0),
        (COPIED, page(row(1, "ours"), row(60, "ours")), DONE, 0),
        (COPIED, page(row(60, "ours")), UNKNOWN, 1),
        (COPIED, page(row(60, "ours"), row(70, "ours")), UNKNOWN, 2),
        (COPIED, page(row(6, "ours")), DONE, 0),  # no clock is known better than to two seconds
        (COPIED, page(row(6.05, "ours")), UNKNOWN, 1),
        (COPIED, page(row(3660, "ours"), date=3600), UNKNOWN, 1),
        (COPIED, page(row(3601, "ours"), date=3600), DONE, 0),
        (COPIED, page(row(60, "ours"), date=None), DONE, 0),  # nothing says that it is one
        (COPIED, page(row(None, "ours")), DONE, 0),
        # nothing proves anything
        (UNMARKED, page(row(1)), UNKNOWN, 1),
        (UNMARKED, page(row(1), row(5)), UNKNOWN, 2),
        (UNMARKED, page(row(-3600)), NOT_DONE, 0),
        # a reference that others may bear too: it must have been made while the call was under way
        (SHARED, page(row(1, "ours")), DONE, 0),
        (SHARED, page(row(-3600, "ours"), row(1, "ours")), DONE, 0),
        (SHARED, page(row(-0.05, "ours")), UNKNOWN, 1),
        (SHARED, page(row(4.05, "ours")), UNKNOWN, 1),
        (SHARED, page(row(-3600, "ours")), NOT_DONE, 0),
        (SHARED, page(row(None, "ours")), UNKNOWN, 1),
        # the service's clock is an hour ahead, or behind: what counts is its own
        (SHARED, page(row(3603, "ours"), date=3600), DONE, 0),
        (SHARED, page(row(3601, "ours"), date=3600), UNKNOWN, 1),
        (SHARED, page(row(3000, "ours"), date=3600), NOT_DONE, 0),
        (SHARED, page(row(-3597, "ours"), date=-3600), DONE, 0),
        # it does not tell the time: only what is far away from the call is left out
        (SHARED, page(row(1, "ours"), date=None), UNKNOWN, 1),
        (SHARED, page(row(-3600, "ours"), date=None), NOT_DONE, 0),
    ],
)
def test_by_search(search: BySearch, answer: Any, verdict: Verdict, candidates: int) -> None:
    finding = ask(search, [answer])
    assert (finding.verdict, len(finding.candidates)) == (verdict, candidates), finding
    assert (finding.id is not None) == (verdict is DONE)
    assert all(candidate.id is not None for candidate in finding.candidates)


def test_the_one_that_bears_the_mark_is_read_whole_and_compared() -> None:
    search, listed = evolve(SEARCH, read=get), page(row(1, "ours"))
    assert ask(search, [listed, reply(200, row(1, "ours", id="0", description="d"))]).id == "0"
    finding = ask(search, [listed, reply(200, row(1, "ours", id="0", description="changed"))])
    assert (finding.verdict, finding.candidates[0].differs) == (UNKNOWN, ("description",))
    gone = ask(search, [listed, reply(404)])
    assert (gone.verdict, [c.id for c in gone.candidates]) == (UNKNOWN, ["0"])


def test_a_list_may_leave_the_mark_out() -> None:
    """What shows none in the list is read: it may be ours, another call's, or still show none."""
    search = evolve(SEARCH, read=get)
    listed = page(row(1), row(2), row(-9000))
    whole = {who: reply(200, row(1, mark, id=who)) for who, mark in (("0", "another"), ("1", "ours"), ("2", None))}
    finding = ask(search, [listed, whole["0"], whole["1"], whole["1"]])
    assert (finding.verdict, finding.id) == (DONE, "1")
    finding = ask(search, [listed, whole["0"], whole["2"]])
    assert (finding.verdict, [c.id for c in finding.candidates]) == (UNKNOWN, ["2"])
    assert ask(search, [listed, whole["0"], whole["0"]]).verdict is NOT_DONE
    assert len(ask(search, [listed, whole["0"], reply(404)]).candidates) == 1
    many = page(*(row(1) for _ in range(11)))
    assert len(ask(search, [many]).candidates) == 11


def test_a_list_that_does_not_show_all_its_rows_proves_no_absence() -> None:
    lists = evolve(SEARCH, rows=(Paging(ROWS, NextWindow(), 1),))
    cut = page(row(-9000, "another"), row(-9001, "another"))
    assert ask(lists, [cut]).verdict is UNKNOWN
    short = [page(row(-9000, "another"), count=2), page(count=2)]
    assert ask(SEARCH, short).verdict is UNKNOWN
    endless = evolve(SEARCH, rows=(Paging(ROWS, NextWindow()),))
    again = [page(row(-9000, "another"), count=900)] * 3
    finding = ask(endless, again)
    assert finding.verdict is UNKNOWN
    assert "three times" in finding.reason


def test_every_list_counts() -> None:
    """What lies in the bin was made all the same."""
    both = evolve(SEARCH, rows=SEARCH.rows * 2)
    assert ask(both, [page(), page(row(1, "ours"))]).verdict is DONE
    assert ask(both, [page(row(1, "another")), page()]).verdict is NOT_DONE


@in_one_test(
    "made, verdict",
    [
        ((5, -9000), NOT_DONE),  # the first page goes back to before the call
        ((-9000, 5), UNKNOWN),  # it is in no order, so what comes after may be newer
        ((5, None), UNKNOWN),
    ],
)
def test_a_list_from_the_newest_is_walked_no_further_than_to_the_call(
    made: tuple[float | None, ...], verdict: Verdict
) -> None:
    first = page(*(row(at, "another") for at in made), count=300)
    newest = evolve(SEARCH, newest_first=True)
    assert ask(newest, [first] if verdict is NOT_DONE else [first, page(count=300)]).verdict is verdict


@in_one_test("search, verdict", [(SEARCH, DONE), (SHARED, UNKNOWN)])
@in_one_test("made", [1, -3600])
def test_of_a_call_sent_nobody_knows_when_only_a_mark_of_its_own_tells(
    search: BySearch, verdict: Verdict, made: float
) -> None:
    steps = FindOut("things.make", TimeWindow(until=SENT.until), search, settle=0)
    assert drive(steps, [page(row(made, "ours"))], context_of(None, Record()))[0].verdict is verdict


def test_a_row_of_another_name_is_not_taken() -> None:
    assert ask(evolve(UNMARKED, fits=(("name", "other"),)), [page(row(1))]).verdict is NOT_DONE


def test_a_row_of_the_name_in_another_spelling_may_be_it() -> None:
    assert ask(evolve(UNMARKED, fits=(("name", " N"),)), [page(row(1))]).verdict is UNKNOWN
    assert ask(evolve(UNMARKED, fits=(("name", "N"),)), [page(row(-3600))]).verdict is NOT_DONE


def test_it_looks_again_until_it_shows() -> None:
    record = Record()
    question = ByStatus(READ, frozenset({"SENT"}), frozenset({"DRAFT"}))
    draft, sent = reply(200, {"status": "DRAFT"}), reply(200, {"status": "SENT"})
    assert ask(question, [draft, draft, sent], record, settle=10).verdict is DONE
    assert record.slept == [1.0, 2.0]


def test_it_stops_when_the_time_to_settle_is_over() -> None:
    record = Record()
    question = ByStatus(READ, frozenset({"SENT"}), frozenset({"DRAFT"}))
    assert ask(question, [reply(200, {"status": "DRAFT"})] * 5, record, settle=10).verdict is NOT_DONE
    assert record.slept == [1.0, 2.0, 4.0, 3.0]


def lost(repeat: Repeat) -> OutcomeUnknownError:
    operation = Operation(
        "things.make", "POST", "/things", read(Package), body=Json({}), repeat=repeat, if_lost=IF_LOST
    )
    with pytest.raises(OutcomeUnknownError) as caught:
        drive(operation, [LOST] * 3)
    return caught.value


def test_nothing_to_ask() -> None:
    never, _ = drive(lost(Repeat.NEVER).find_out())
    again, _ = drive(lost(Repeat.IDEMPOTENT).find_out())
    assert never.verdict is again.verdict is UNKNOWN
    assert "nothing that would tell" in never.reason
    assert "may simply be repeated" in again.reason


def test_an_error_made_by_hand() -> None:
    finding, _ = drive(OutcomeUnknownError("by hand").find_out())
    assert finding.verdict is UNKNOWN


def test_it_begins_when_the_call_was_first_sent() -> None:
    record = Record()
    operation = Operation(
        "things.make", "POST", "/things", read(Package), body=Json({}), repeat=Repeat.NEVER, if_lost=IF_LOST
    )

    def later(_: Any) -> Any:
        record.now += 30
        record.wall += 30
        raise LOST

    with pytest.raises(OutcomeUnknownError) as caught:
        drive(operation, [later], context_of(None, record), record)
    assert caught.value.inquiry is not None
    assert caught.value.inquiry.sent == TimeWindow(SENT_AT, SENT_AT + timedelta(seconds=30), late=10)


def test_another_services_client_must_not_judge() -> None:
    """It would find nothing and say `NOT_DONE`, and the contract would go out twice."""

    class Elsewhere(Operation[Package]):
        __slots__ = ()
        provider = "eSignLive"

    error = OutcomeUnknownError("gone", operation="things.make")
    error.inquiry = FindOut(
        "things.make", SENT, ByReading(Elsewhere("things.get", "GET", "/things/1", read(Package)), id_of, Sent())
    )
    record = Record()
    with pytest.raises(
        ConfigurationError, match=r"things\.get is a call of eSignLive, and this client is one of provider"
    ):
        drive(error.find_out(settle=0), [reply(404)], context_of(None, record), record)
    assert record.sent == []


def test_it_survives_pickling() -> None:
    error = lost(Repeat.NEVER)
    again = pickle.loads(pickle.dumps(error))
    assert again.find_out() == error.find_out()


def test_a_call_fails_as_before_when_no_file_can_be_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*_: Any) -> Any:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr("esignkit.core.reconciliation.question_of", closed)
    error = lost(Repeat.NEVER)
    assert error.inquiry is None
    assert drive(error.find_out())[0].verdict is UNKNOWN
