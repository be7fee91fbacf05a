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
    UnreadableAnswerError,
    ValidationError,
)
from esignkit.types import Outcome
from tests.constellation1.samples import SESSION_ID, settings
from tests.support import LOST, Record, context_of, drive, reply

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


@pytest.mark.parametrize(
    "refusal",
    [
        NOT_YET,
        reply(200, "False"),
        reply(200, {"StartSessionResult": {"ReturnValue": False}}),
        reply(200, {"ReturnValue": "Error: anchor tags are being processed"}),
        reply(400, {"Message": "not ready"}),
    ],
)
def test_a_refusal_heals(refusal: Any) -> None:
    response, record = start(refusal, refusal, YES)
    assert response.succeeded
    assert record.slept == [1.0, 1.5]
    assert len(record.sent) == 3


def test_a_refusal_that_stays_surfaces_with_the_servers_words() -> None:
    error, record = start(*[NOT_YET] * 9)
    assert type(error) is ValidationError
    assert "The signer has no fields" in error.message
    assert error.details == "The signer has no fields"
    assert error.outcome is Outcome.REJECTED
    assert sum(record.slept) == pytest.approx(10.0)
    assert max(record.slept) <= 3.0
    assert error.__notes__ == [f"The service went on refusing for 10 s, in {len(record.sent)} tries."]


def test_zero_is_one_try() -> None:
    error, record = start(NOT_YET, ready_timeout=0)
    assert type(error) is ValidationError
    assert (len(record.sent), record.slept) == (1, [])
    assert not hasattr(error, "__notes__")


@pytest.mark.parametrize("waited", [(), (NOT_YET,)])
@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (LOST, OutcomeUnknownError),
        (reply(200, b""), UnreadableAnswerError),
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
