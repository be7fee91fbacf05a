"""Starting a session: the race after create heals by itself, nothing else is tried again."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from esignkit.constellation1.sessions import Sessions
from esignkit.core.endpoint import PLANNER
from esignkit.errors import (
    AuthenticationError,
    ESignError,
    NotFoundError,
    OutcomeUnknownError,
    UnreadableResponseError,
    ValidationError,
)
from esignkit.types import Outcome
from tests.constellation1.samples import SESSION_ID, settings
from tests.support import LOST, Record, context_of, drive, reply
from tests.tables import in_one_test

plan = Sessions(PLANNER)
YES = reply(200, {"ReturnValue": "True", "Details": "started"})
NOT_YET = reply(200, {"ReturnValue": "False", "Details": "The signer has no fields"})


def start(*answers: Any, **changes: Any) -> tuple[Any, Record]:
    record = Record()
    flow = plan.start(SESSION_ID, return_url="https://x.example", **changes)
    try:
        return drive(flow, answers, context_of(settings(), record), record)[0], record
    except ESignError as error:
        return error, record


def test_at_once() -> None:
    response, record = start(YES)
    assert response.details == ["started"]
    assert record.slept == []


REFUSALS = [
    NOT_YET,
    reply(200, "False"),
    reply(200, {"StartSessionResult": {"ReturnValue": False}}),
    reply(200, {"ReturnValue": "Error: anchor tags are being processed"}),
    reply(400, {"Message": "not ready"}),
]


@in_one_test("refusal", REFUSALS)
def test_a_refusal_heals(refusal: Any) -> None:
    response, record = start(refusal, refusal, YES)
    assert response.succeeded
    assert record.slept == [2.0, 2.0]
    assert len(record.sent) == 3


@in_one_test("refusal", REFUSALS)
def test_messages_that_come_back_unchanged_twice_are_permanent(refusal: Any) -> None:
    error, record = start(*[refusal] * 9)
    assert type(error) is ValidationError
    assert error.outcome is Outcome.REJECTED
    assert record.slept == [2.0, 2.0]
    assert error.__notes__ == ["The service refused 3 times, the last 3 times with the same messages."]


def refused(*messages: str) -> Any:
    return reply(200, {"ReturnValue": "False", "Details": list(messages)})


def test_messages_that_change_may_heal_until_the_time_is_up() -> None:
    error, record = start(*[refused(f"{left} tags are left") for left in range(9, 0, -1)])
    assert record.slept == [2.0] * 5
    assert error.message.endswith("4 tags are left")
    assert error.details == ["4 tags are left"]
    assert error.__notes__ == ["The service refused 6 times."]


def test_a_change_begins_the_count_anew_and_order_is_no_change() -> None:
    a, b, ab, ba = refused("A"), refused("B"), refused("A", "B"), refused("B", "A")
    assert start(a, a, b, b, YES)[0].succeeded
    error, record = start(ab, ba, ab, YES)
    assert (type(error), len(record.sent)) == (ValidationError, 3)


def test_the_last_messages_are_the_ones_that_surface() -> None:
    error, _ = start(refused("A"), refused("The signer has no fields"), ready_timeout=1.0)
    assert "The signer has no fields" in error.message
    assert error.details == ["The signer has no fields"]


@in_one_test("timeout", [0.5, 1.0, 3.0])
def test_never_longer_than_the_time_given(timeout: float) -> None:
    _, record = start(*[refused(str(n)) for n in range(9)], ready_timeout=timeout)
    assert sum(record.slept) == pytest.approx(timeout)


ABOUT_STATUS = [
    "Error: The session is Completed and cannot be started.",
    "The session has already been sent.",
    "Session already started",
    "This signing session was cancelled.",
    "Error: Session is InSent",
    "Session status: Completed",
    "The status is Expired.",
    "The session cannot be started because it has been deleted",
    "A purged session cannot be started.",
    "The session has expired.",
    "Only draft sessions can be started",
    "Already sent",
]
NOT_ABOUT_STATUS = [
    "The session cannot be started: lease.pdf has tags that are not assigned to a signer.",
    "lease.pdf: the anchor tags of the role Seller 1 are not assigned to a signer.",
    "The session is not ready to be sent.",
    "The documents of the session are being processed; tagging is not completed.",
    "Signer Ada has no fields assigned.",
    "The session has documents that were not processed yet.",
    "Error: All tags must be assigned before the session is sent out to signers",
]


@in_one_test("text", ABOUT_STATUS)
@in_one_test("place", ["Details", "ReturnValue", "Message"])
def test_a_refusal_about_the_sessions_status_is_raised_at_once(text: str, place: str) -> None:
    error, record = start(reply(200, {"ReturnValue": "False", "Details": None, place: text}))
    assert type(error) is ValidationError
    assert text in error.message
    assert (len(record.sent), record.slept) == (1, [])


@in_one_test("text", NOT_ABOUT_STATUS)
def test_a_refusal_about_anything_else_may_heal(text: str) -> None:
    assert start(refused(text), YES)[0].succeeded


def test_a_status_among_other_messages_ends_it_too() -> None:
    error, record = start(refused("Signer Ada has no fields", "The session was cancelled"))
    assert (type(error), len(record.sent)) == (ValidationError, 1)


@in_one_test("status", [400, 409, 422])
def test_a_status_without_a_word_is_no_message_that_could_heal(status: int) -> None:
    error, record = start(reply(status, b"<html>Request Error</html>"))
    assert isinstance(error, ValidationError)
    assert len(record.sent) == 1


@in_one_test("wrong", [-1.0, float("nan"), "10", None, True])
def test_a_time_that_is_none_is_refused_unsent(wrong: Any) -> None:
    with pytest.raises((ValueError, TypeError), match="ready_timeout is"):
        start(ready_timeout=wrong)


@in_one_test("chosen, name", [({}, "returnUrl"), ({"return_url_name": "returnURL"}, "returnURL")])
@in_one_test("call", [plan.start, plan.resume])
def test_the_spelling_of_the_query_is_a_switch(call: Any, chosen: dict[str, Any], name: str) -> None:
    _, record = drive(call(SESSION_ID, return_url="https://x"), [YES], context_of(settings(**chosen)))
    assert record.sent[0].target.endswith(f"/start?{name}=https%3A%2F%2Fx")


def test_zero_is_one_try() -> None:
    error, record = start(NOT_YET, ready_timeout=0)
    assert type(error) is ValidationError
    assert (len(record.sent), record.slept) == (1, [])
    assert not hasattr(error, "__notes__")


@in_one_test("waited", [(), (NOT_YET,)])
@in_one_test(
    "answer, kind",
    [
        (LOST, OutcomeUnknownError),
        (reply(200, b""), UnreadableResponseError),
        (reply(500, b""), OutcomeUnknownError),
        (reply(200, b"null"), AuthenticationError),
        (reply(403, b""), AuthenticationError),
        (reply(200, {"ReturnValue": "Error: Invalid token"}), AuthenticationError),
        (reply(404, b""), NotFoundError),
    ],
)
def test_nothing_else_is_tried_again(answer: Any, kind: type[ESignError], waited: tuple[Any, ...]) -> None:
    error, record = start(*waited, answer)
    assert type(error) is kind
    assert len(record.sent) == len(waited) + 1


def test_a_plan_runs_more_than_once_and_pickles() -> None:
    flow = pickle.loads(pickle.dumps(plan.start(SESSION_ID, return_url="x")))
    for _ in range(2):
        assert drive(flow, [NOT_YET, YES], context_of(settings()))[0].succeeded
