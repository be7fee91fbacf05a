"""When the exchange tries again or signs in anew, and what that is taken to say of the call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

import attrs
import pytest

from esignkit.core.auth import RenewableToken, Token
from esignkit.core.context import ResponseInfo
from esignkit.core.exchange import interpret
from esignkit.core.flow import Call, Response, SendFailed, Steps
from esignkit.core.operation import Operation, Repeat
from esignkit.core.provider import Provider
from esignkit.core.retry import Budget, RetryPolicy
from esignkit.errors import (
    AuthenticationError,
    DeadlineExceededError,
    NotSentError,
    OutcomeUnknownError,
    ServerError,
    ValidationError,
)
from esignkit.types import Outcome, Secret
from tests.core.test_exchange_steps import GOOD, PUT, READ, WRITE, fetching, sent
from tests.support import LOST, REFUSED, Record, context_of, drive, reply
from tests.tables import in_one_test

LATE = SendFailed("the deadline passed", sent=False, timed_out=True)


# Trying again ----------------------------------------------------------------------------------------------------------
@in_one_test("timeout, requests", [(0.5, 1), (0.51, 2)])
def test_a_wait_must_end_before_the_deadline(timeout: float, requests: int) -> None:
    record = Record()
    with pytest.raises(ServerError):
        drive(READ, [reply(500)] * 3, context_of(None, record, timeout=timeout), record)
    assert len(record.sent) == requests


def test_no_wait_is_no_step() -> None:
    record = Record()
    drive(READ, [reply(503, {}, {"retry-after": "0"}), GOOD], context_of(None, record), record)
    assert record.slept == []


@in_one_test("first, cost", [(reply(429), 5), (reply(500), 14), (REFUSED, 14)])
def test_what_another_try_costs(first: Any, cost: int) -> None:
    budget = Budget(level=100)
    sent(READ, (first, GOOD), budget=budget)
    assert budget.level == 100 - cost
    sent(READ, (GOOD,), budget=budget)
    assert budget.level == 101 - cost


def test_the_number_of_tries_is_the_calls_or_the_clients() -> None:
    for attempts, options in ((2, None), (5, {"attempts": 2})):
        with pytest.raises(NotSentError, match="refused") as caught:
            sent(attrs.evolve(READ, options=options), (REFUSED,) * 9, retry=RetryPolicy(attempts))
        assert caught.value.attempts == 2


def test_a_date_to_wait_for_is_told_by_the_wall_clock() -> None:
    record = Record()
    date = format_datetime(datetime.fromtimestamp(record.wall + 9, UTC), usegmt=True)
    drive(READ, [reply(503, {}, {"retry-after": date}), GOOD], context_of(None, record), record)
    assert record.slept == [9.0]


def test_a_repeated_delete_that_finds_nothing_is_read_from_its_answer() -> None:
    delete = Operation(
        "things.delete", "DELETE", "/x", lambda answer: answer.status, repeat=Repeat.IDEMPOTENT, gone_is_done=True
    )
    assert drive(delete, [LOST, reply(404)])[0] == 404


# Signing in anew -------------------------------------------------------------------------------------------------------
class Stale(Provider):
    """Says with any status that the token is stale."""

    def is_stale_token(self, operation: Operation[Any], answer: Response) -> bool:
        assert operation.name
        return answer.content == b"stale"


def stale(status: int) -> Response:
    return reply(status, b"stale")


@in_one_test(
    "operation, status, requests",
    [(READ, 500, 2), (PUT, 500, 2), (WRITE, 500, 1), (WRITE, 408, 1), (WRITE, 401, 2), (WRITE, 200, 2)],
)
def test_a_stale_token_is_replaced_where_nothing_can_have_been_done(
    operation: Operation[Any], status: int, requests: int
) -> None:
    record = Record()
    context = context_of(None, record, provider=Stale(), auth=RenewableToken(fetching("one", "two")))
    if requests == 1:
        with pytest.raises(OutcomeUnknownError):
            drive(operation, [stale(status)], context, record)
    else:
        drive(operation, [stale(status), GOOD], context, record)
    assert [one.headers["authorization"] for one in record.sent] == ["Bearer one", "Bearer two"][:requests]


@in_one_test("status, outcome", [(401, Outcome.REJECTED), (500, Outcome.AMBIGUOUS)])
def test_what_a_refused_token_says_of_the_call(status: int, outcome: Outcome) -> None:
    auth = RenewableToken(fetching("one", "two"))
    with pytest.raises((DeadlineExceededError, OutcomeUnknownError)) as caught:
        sent(PUT, (stale(status), LATE), provider=Stale(), auth=auth)
    assert (caught.value.outcome, caught.value.attempts) == (outcome, 1)


def test_a_refused_token_says_nothing_of_the_tries_before() -> None:
    auth = RenewableToken(fetching("one", "two"))
    with pytest.raises(OutcomeUnknownError) as caught:
        sent(PUT, (LOST, reply(401), LATE), auth=auth)
    assert (caught.value.outcome, caught.value.attempts) == (Outcome.AMBIGUOUS, 2)


def test_signing_in_that_failed_is_no_try() -> None:
    """Two tries went out; before the third there was no token to be had."""
    with pytest.raises(OutcomeUnknownError, match="signing in anew failed") as caught:
        sent(PUT, (LOST, LOST), auth=RenewableToken(failing_after("one", "two"), per_call=True))
    assert caught.value.attempts == 2


def failing_after(*values: str) -> Callable[[], Steps[Token]]:
    left = list(values)

    def fetch() -> Steps[Token]:
        if not left:
            raise AuthenticationError("no more")
        return Token(Secret(left.pop(0)))
        yield

    return fetch


def test_signing_in_anew_is_no_try() -> None:
    record, seen = Record(), list[ResponseInfo]()
    context = context_of(None, record, auth=RenewableToken(fetching("one", "two")), observe=seen.append)
    with pytest.raises(ServerError) as caught:
        drive(READ, [reply(401), *[reply(500)] * 3], context, record)
    assert caught.value.attempts == 3
    assert [(info.status, info.attempt) for info in seen] == [(401, 1), (500, 1), (500, 2), (500, 3)]


@in_one_test("hidden", ["token-one", "token-two"])
def test_neither_the_new_token_nor_the_refused_one_is_shown(hidden: str) -> None:
    auth = RenewableToken(fetching("token-one", "token-two"))
    with pytest.raises(ValidationError) as caught:
        sent(READ, (reply(401), reply(400, f"got {hidden}".encode())), auth=auth)
    assert caught.value.body == "got …"


def test_a_client_without_credentials_does_not_sign_in() -> None:
    with pytest.raises(AuthenticationError):
        sent(READ, (reply(401),))


def test_signing_in_must_be_done_in_the_time_of_the_call() -> None:
    """The log-in has what is left of it, and so has who waits for another's; foreign code is told when to end."""
    waits: Any = next(interpret(READ, context_of(timeout=5.0, auth=RenewableToken(fetching("one")))))
    assert waits.deadline == 1005.0

    def fetch() -> Steps[Token]:
        yield from attrs.evolve(READ, authenticated=False)
        return Token(Secret((yield Call(lambda: "one"))))

    context = context_of(timeout=5.0, auth=RenewableToken(fetch, per_call=True))
    steps = interpret(READ, context)
    first: Any = next(steps)
    assert (first.deadline, first.per_byte) == (1005.0, 0.0)
    call: Any = steps.send(GOOD)
    assert (call.deadline, call.fn()) == (1005.0, "one")
    last: Any = steps.send("one")
    assert last.deadline == 1005.0
