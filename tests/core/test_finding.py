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
from esignkit.core.finding import ByNames, ByReading, BySearch, ByStatus, FindOut
from esignkit.core.operation import Json, Operation, Repeat
from esignkit.core.paging import Paging
from esignkit.core.readers import read
from esignkit.esignlive.models.package import Package
from esignkit.esignlive.wire import NextWindow, ReadPage
from tests.support import LOST, Record, context_of, drive, reply

DONE, NOT_DONE, UNKNOWN = Verdict.DONE, Verdict.NOT_DONE, Verdict.UNKNOWN
READ = Operation("things.get", "GET", "/things/1", read(Package))
ROWS = Operation("things.list", "GET", "/things", ReadPage(Package))
SENT_AT = datetime.fromtimestamp(1_800_000_000, UTC)


def ask(question: Any, answers: Iterable[Any], record: Record | None = None, settle: float = 0) -> Finding:
    record = record or Record()
    flow = FindOut("things.make", SENT_AT, question, settle=settle)
    return drive(flow, answers, context_of(None, record), record)[0]


@pytest.mark.parametrize(
    ("answer", "verdict"),
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


@pytest.mark.parametrize(("answer", "verdict"), [(reply(200, {"id": "7"}), DONE), (reply(404), NOT_DONE)])
def test_by_reading(answer: Any, verdict: Verdict) -> None:
    finding = ask(ByReading(READ, id_of), [answer])
    assert (finding.verdict, finding.id) == (verdict, "7" if verdict is DONE else None)


def id_of(package: Package) -> str | None:
    return package.id


def names_of(package: Package) -> list[str | None]:
    return [document.name for document in package.documents or ()]


@pytest.mark.parametrize(
    ("there", "own", "verdict"),
    [
        ([], True, NOT_DONE),
        ([], False, NOT_DONE),
        (["a", "b", "c"], True, DONE),
        (["a", "b"], False, UNKNOWN),
        (["a"], True, UNKNOWN),
        (["c"], True, NOT_DONE),
        (["A "], False, UNKNOWN),  # a service may write names and addresses in its own way
        (["A"], True, NOT_DONE),
    ],
)
def test_by_names(there: list[str], own: bool, verdict: Verdict) -> None:
    answer = reply(200, {"documents": [{"name": name} for name in there]})
    assert ask(ByNames(READ, names_of, frozenset({"a", "b"}), own), [answer]).verdict is verdict


def rows(*made: float | None, count: int | None = None, date: float | None = 0.0) -> Any:
    """A list of things called n, made so many seconds after the call by the service's clock."""
    items = [
        {"id": str(n), "name": "n"} | ({} if at is None else {"created": (SENT_AT + timedelta(seconds=at)).isoformat()})
        for n, at in enumerate(made)
    ]
    told = {} if date is None else {"date": format_datetime(SENT_AT + timedelta(seconds=date), usegmt=True)}
    return reply(200, {"count": count or len(items), "results": items}, told)


SEARCH = BySearch(Paging(ROWS, NextWindow()), (("name", "n"),), "id", "created", 100)


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (rows(), NOT_DONE),
        (rows(1), DONE),
        (rows(-3600, 1), DONE),
        (rows(-3600), NOT_DONE),
        (rows(1, 5), UNKNOWN),
        (rows(None), UNKNOWN),
        # the service's clock is an hour ahead, or behind: what counts is its own
        (rows(3601, date=3600), DONE),
        (rows(3000, date=3600), NOT_DONE),
        (rows(-3599, date=-3600), DONE),
        # it does not tell the time: only what is far away from the call is left out
        (rows(1, date=None), UNKNOWN),
        (rows(-3600, date=None), NOT_DONE),
        # the list is cut
        (rows(*[-9000] * 100), UNKNOWN),
    ],
)
def test_by_search(answer: Any, verdict: Verdict) -> None:
    finding = ask(SEARCH, [answer])
    assert finding.verdict is verdict, finding
    assert (finding.id is not None) == (verdict is DONE)


def test_a_row_of_another_name_is_not_taken() -> None:
    assert ask(evolve(SEARCH, fits=(("name", "other"),)), [rows(1)]).verdict is NOT_DONE


def test_a_row_of_the_name_in_another_spelling_proves_nothing() -> None:
    for search in (evolve(SEARCH, fits=(("name", " N"),)), evolve(SEARCH, fits=(("name", "N"),), created="")):
        assert ask(search, [rows(1)]).verdict is UNKNOWN
    assert ask(evolve(SEARCH, fits=(("name", "N"),)), [rows(-3600)]).verdict is NOT_DONE


def test_a_reference_of_the_callers_own_needs_no_date() -> None:
    assert ask(evolve(SEARCH, created=""), [rows(None)]).verdict is DONE
    assert ask(evolve(SEARCH, created=""), [rows(None, None)]).verdict is UNKNOWN


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
    operation = Operation("things.make", "POST", "/things", read(Package), body=Json({}), repeat=repeat)
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
    operation = Operation("things.make", "POST", "/things", read(Package), body=Json({}), repeat=Repeat.NEVER)

    def later(_: Any) -> Any:
        record.now += 30
        record.wall += 30
        raise LOST

    with pytest.raises(OutcomeUnknownError) as caught:
        drive(operation, [later], context_of(None, record), record)
    assert caught.value.inquiry is not None
    assert caught.value.inquiry.since == SENT_AT


def test_another_services_client_must_not_judge() -> None:
    """It would find nothing and say `NOT_DONE`, and the contract would go out twice."""

    class Elsewhere(Operation[Package]):
        __slots__ = ()
        provider = "eSignLive"

    error = OutcomeUnknownError("gone", operation="things.make")
    error.inquiry = FindOut(
        "things.make", SENT_AT, ByReading(Elsewhere("things.get", "GET", "/things/1", read(Package)), id_of)
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

    monkeypatch.setattr("esignkit.core.provider.Provider.question", closed)
    error = lost(Repeat.NEVER)
    assert error.inquiry is None
    assert drive(error.find_out())[0].verdict is UNKNOWN
