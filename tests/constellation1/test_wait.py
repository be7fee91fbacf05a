"""Waiting for a session: completed comes back, every other end raises, and the time is kept."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from esignkit.constellation1 import SessionEndedError, Sessions
from esignkit.core.endpoint import PLANNER
from esignkit.errors import DeadlineExceededError, ESignError, NotFoundError, ValidationError
from esignkit.types import Outcome
from tests.constellation1.samples import SESSION_ID, settings
from tests.support import Record, context_of, drive, reply
from tests.tables import in_one_test

plan = Sessions(PLANNER)


def at(status: Any, *signers: int, **more: Any) -> Any:
    found = [{"EmailAddress": f"s{n}@x.example", "StatusCode": code} for n, code in enumerate(signers)]
    session = {"SigningSessionId": SESSION_ID, "StatusCode": status, "SessionInfo": {"Title": "T"}, "Signers": found}
    return reply(200, {"Sessions": [{**session, **more}]})


def wait(*answers: Any, **changes: Any) -> tuple[Any, Record]:
    record = Record()
    try:
        return drive(plan.wait(SESSION_ID, **changes), answers, context_of(settings(), record), record)[0], record
    except ESignError as error:
        return error, record


def test_until_it_is_completed() -> None:
    session, record = wait(at(2), at(2), at(6), at(2), at(3), interval=4.0)
    assert session.session_id == SESSION_ID
    assert {sent.target for sent in record.sent} == {f"/v1/sessions/{SESSION_ID}"}
    assert record.slept == [4.0, 5.0, 6.25, 7.8125]


def test_pauses_grow_to_a_minute_and_no_longer() -> None:
    _, record = wait(*[at(2)] * 99, timeout=3600.0)
    assert max(record.slept) == 60.0
    assert sum(record.slept) == pytest.approx(3600.0)
    assert wait(*[at(2)] * 9, timeout=300.0, interval=90.0)[1].slept == [90.0, 90.0, 90.0, 30.0]


@in_one_test(
    "status, name",
    [(4, "CANCELLED"), (5, "DELETED"), (7, "EXPIRED"), ("To Be Purged", "To Be Purged"), ("Purged", "Purged")],
)
def test_another_end_raises(status: Any, name: str) -> None:
    error, record = wait(at(2), at(status, 4, 1))
    assert type(error) is SessionEndedError
    assert error.message == f"Constellation1 sessions.wait: {SESSION_ID} ended as {name}"
    assert error.session.session_id == SESSION_ID
    assert (error.outcome, len(record.sent)) == (Outcome.DONE, 2)
    for copied in (copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert copied.session == error.session


def test_who_declined_is_named() -> None:
    error, _ = wait(at(4, 4, 6))
    assert error.message.endswith("ended as CANCELLED (s1@x.example declined)")


@in_one_test("status", ["Archived", "To Be Purged", "Purged", 8, 10])
def test_a_session_that_moved_on_is_completed_when_all_have_signed(status: Any) -> None:
    session, _ = wait(at(status, 4, 7, 4))
    assert session.session_id == SESSION_ID


@in_one_test(
    "answer, words",
    [
        (at(1), "is still IN_DRAFT; it was never started: sessions.start"),
        (at(2), "is still IN_SENT; it stays open"),
        (at(2, 6), r"is still IN_SENT \(s0@x.example declined\); it stays open"),
        (at(6), "is still IN_PAUSED; it is paused: sessions.resume"),
        (at(8, 1), "is still 8, a status whose number is not published"),
        (at(None), "is still in a status that the response does not name"),
    ],
)
def test_the_time_is_up(answer: Any, words: str) -> None:
    error, record = wait(answer, timeout=0.0)
    assert type(error) is DeadlineExceededError
    with pytest.raises(DeadlineExceededError, match=words):
        raise error
    assert (error.operation, error.provider, len(record.sent)) == ("sessions.wait", "Constellation1", 1)


def test_a_session_that_is_not_there_is_no_reason_to_wait() -> None:
    error, record = wait(reply(200, {"Details": "Error: Session not found."}))
    assert type(error) is NotFoundError
    assert len(record.sent) == 1
    assert not isinstance(error, ValidationError)


@in_one_test("wrong", [{"timeout": -1.0}, {"timeout": "1"}, {"interval": 0.0}, {"interval": None}])
def test_times_that_are_none_are_refused_unsent(wrong: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError), match=next(iter(wrong))):
        wait(**wrong)


def test_a_plan_runs_more_than_once_and_pickles() -> None:
    flow = pickle.loads(pickle.dumps(plan.wait(SESSION_ID)))
    for _ in range(2):
        assert drive(flow, [at(2), at(3)], context_of(settings()))[0].session_id == SESSION_ID
