"""What one try of a call came to, and what all tries together did."""

from __future__ import annotations

from email.utils import formatdate
from itertools import product
from typing import Any

import attrs
import pytest

from esignkit.core.files import WholenessError
from esignkit.core.flow import Response, SendFailed
from esignkit.core.operation import Open, Operation, Repeat
from esignkit.core.outcomes import Failure, classify, combined, is_gone, send_failure
from esignkit.core.provider import Problem, Provider
from esignkit.core.response_readers import OtherShape, Unreadable
from esignkit.errors import ConflictError, DecodeError, NotFoundError
from esignkit.types import Outcome
from tests.support import IF_LOST, reply
from tests.tables import in_one_test

NOT_SENT, REJECTED, AMBIGUOUS, DONE = Outcome.NOT_SENT, Outcome.REJECTED, Outcome.AMBIGUOUS, Outcome.DONE
READ, IDEMPOTENT, NEVER = Repeat.READ, Repeat.IDEMPOTENT, Repeat.NEVER
WALL = 1_800_000_000.0


def call(repeat: Repeat = READ, **changes: Any) -> Operation[Any]:
    return Operation(
        "things.make", "POST", "/things", lambda answer: answer.json(), repeat=repeat, if_lost=IF_LOST, **changes
    )


@attrs.define
class Service(Provider):
    """Explains refusals in the words it is given, and only the call it is asked about."""

    asked: Operation[Any] | None = None
    says: Problem | None = None
    objects: Problem | None = None

    def problem(self, operation: Operation[Any], answer: Response) -> Problem:
        assert operation is self.asked
        return self.says or super().problem(operation, answer)

    def refusal(self, operation: Operation[Any], answer: Response) -> Problem | None:
        assert operation is self.asked
        assert 200 <= answer.status < 300
        return self.objects


def judged(operation: Operation[Any], answer: Response, **says: Any) -> Any:
    return classify(operation, answer, Service(asked=operation, **says), WALL)


def members(failure: Failure) -> dict[str, Any]:
    return attrs.asdict(failure, recurse=False)


def failure(why: str, outcome: Outcome, again: bool, **more: Any) -> dict[str, Any]:
    return members(Failure(why, outcome, again, **more))


# A broken exchange -----------------------------------------------------------------------------------------------------
@in_one_test("sent, fatal, timed_out", list(product([False, True], repeat=3)))
@in_one_test("repeat", list(Repeat))
def test_a_broken_exchange(repeat: Repeat, sent: bool, fatal: bool, timed_out: bool) -> None:
    found = send_failure(call(repeat), SendFailed("it broke", sent=sent, fatal=fatal, timed_out=timed_out, status=206))
    again = not (fatal or timed_out) and (not sent or repeat is not NEVER)
    assert members(found) == failure(
        "it broke", AMBIGUOUS if sent else NOT_SENT, again, status=206, timed_out=timed_out
    )


# An answer -------------------------------------------------------------------------------------------------------------
@in_one_test("status, done", [(199, False), (200, True), (201, True), (299, True), (300, False)])
def test_from_200_to_299_it_is_a_result(status: int, done: bool) -> None:
    result = judged(call(), reply(status, {"a": 1}))
    assert isinstance(result, Failure) is not done
    assert not done or result == {"a": 1}


@in_one_test("repeat", list(Repeat))
@in_one_test(
    "status, outcome, transient",
    [
        (100, AMBIGUOUS, False),
        (302, REJECTED, False),
        (400, REJECTED, False),
        (408, AMBIGUOUS, True),
        (500, AMBIGUOUS, True),
        (501, AMBIGUOUS, False),
        (503, AMBIGUOUS, True),
        (600, AMBIGUOUS, False),
    ],
)
@in_one_test("rejected", [False, True])
def test_a_refusal(repeat: Repeat, status: int, outcome: Outcome, transient: bool, rejected: bool) -> None:
    said, answer = Problem("no", rejected=rejected), reply(status, {}, {"retry-after": "7"})
    again = transient and repeat is not NEVER and not rejected
    expected = failure("no", outcome, again, status=status, response=answer, problem=said, retry_after=7.0)
    assert members(judged(call(repeat), answer, says=said)) == expected


@in_one_test("repeat", list(Repeat))
def test_too_many_calls(repeat: Repeat) -> None:
    """Nothing was done, so every call may be made again."""
    said, answer = Problem("slower"), reply(429)
    expected = failure("slower", REJECTED, True, status=429, response=answer, problem=said, throttled=True)
    assert members(judged(call(repeat), answer, says=said)) == expected


def test_a_refusal_without_words_is_told_by_its_status() -> None:
    assert judged(call(), reply(404), says=Problem("")).message == "HTTP 404"
    assert judged(call(), reply(418)).message == "HTTP 418"


def test_a_date_to_wait_for_is_told_in_seconds_from_now() -> None:
    assert judged(call(), reply(503, {}, {"retry-after": formatdate(WALL + 9, usegmt=True)})).retry_after == 9.0


@in_one_test("done, outcome", [(False, REJECTED), (True, DONE)])
def test_a_refusal_that_looks_like_success(done: bool, outcome: Outcome) -> None:
    said, answer = Problem("no", done=done), reply(200, {})
    expected = failure("no", outcome, False, status=200, response=answer, problem=said)
    assert members(judged(call(), answer, objects=said)) == expected
    assert members(judged(call(sink=Open()), answer, objects=said)) == expected


def test_an_open_download_is_the_answer_itself() -> None:
    answer = reply(200, b"%PDF")
    assert judged(call(sink=Open()), answer) is answer


@in_one_test("repeat", list(Repeat))
@in_one_test("error, again", [(Unreadable("odd"), True), (WholenessError("odd"), True), (OtherShape("odd"), False)])
def test_an_answer_that_may_be_somebody_elses(repeat: Repeat, error: Exception, again: bool) -> None:
    answer, expected_again = reply(200, {}), again and repeat is not NEVER
    result = judged(attrs.evolve(call(repeat), returns=raising(error)), answer)
    text = str(error)
    assert members(result) == failure(text, AMBIGUOUS, expected_again, status=200, response=answer, decode_error=text)


@in_one_test(
    "error, text",
    [
        (DecodeError("no date"), "no date"),
        (ValueError("no date"), "ValueError: no date"),
        (TypeError("no date"), "TypeError: no date"),
        (OverflowError("no date"), "OverflowError: no date"),
        (RecursionError("no date"), "RecursionError: no date"),
    ],
)
def test_an_answer_of_the_services_own_that_cannot_be_read(error: Exception, text: str) -> None:
    answer = reply(200, {})
    result = judged(attrs.evolve(call(), returns=raising(error)), answer)
    assert members(result) == failure(text, DONE, False, status=200, response=answer, decode_error=text)


def test_a_mistake_in_a_reader_is_none_of_the_answers() -> None:
    with pytest.raises(ZeroDivisionError):
        judged(attrs.evolve(call(), returns=raising(ZeroDivisionError())), reply(200, {}))


def raising(error: Exception) -> Any:
    def reader(answer: Response) -> Any:
        raise error

    return reader


# All tries together ----------------------------------------------------------------------------------------------------
@in_one_test("repeat", list(Repeat))
@in_one_test("before", list(Outcome))
@in_one_test("now", list(Outcome))
def test_what_is_known_after_one_more_try(repeat: Repeat, before: Outcome, now: Outcome) -> None:
    expected = now
    if now is NOT_SENT:
        expected = before
    if (before, now) == (AMBIGUOUS, REJECTED) and repeat is not READ:
        expected = AMBIGUOUS
    assert combined(call(repeat), before, now) is expected


# Gone ------------------------------------------------------------------------------------------------------------------
@in_one_test(
    "status, error, gone",
    [
        (404, None, True),
        (410, None, True),
        (404, ConflictError, True),
        (400, NotFoundError, True),
        (200, NotFoundError, True),
        (400, ConflictError, False),
        (400, None, False),
        (403, None, False),
        (500, NotFoundError, False),
        (408, NotFoundError, False),
    ],
)
def test_whether_it_is_gone(status: int, error: Any, gone: bool) -> None:
    said = Problem("words", error=error)
    assert is_gone(reply(status), Failure("words", REJECTED, False, problem=said)) is gone


def test_without_words_the_status_tells_whether_it_is_gone() -> None:
    assert is_gone(reply(404), Failure("", REJECTED, False))
    assert not is_gone(reply(400), Failure("", REJECTED, False))
