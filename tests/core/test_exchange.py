"""The exchange, fed by hand: which failures are repeated, which never, and what the caller is told."""

from __future__ import annotations

import copy
import logging
import pickle
from typing import Any

import attrs
import pytest

from esignkit.core.auth import RenewableToken, StaticHeader, Token
from esignkit.core.auth.token import call_provider
from esignkit.core.endpoint import PLANNER
from esignkit.core.exchange import interpret
from esignkit.core.flow import Response, SendFailed
from esignkit.core.operation import Json, Operation, Repeat
from esignkit.core.response_readers import key, nothing, parsed, read
from esignkit.core.retry import Budget, RetryPolicy
from esignkit.errors import (
    ApiError,
    AuthenticationError,
    ConflictError,
    DeadlineExceededError,
    DecodeError,
    ESignError,
    NotFoundError,
    NotSentError,
    OutcomeUnknownError,
    PermissionDeniedError,
    RateLimitedError,
    ServerError,
    UnreadableResponseError,
    ValidationError,
)
from esignkit.types import Outcome, Secret
from tests.core.sample import Package, Packages
from tests.support import IF_LOST, LOST, REFUSED, Record, context_of, drive, reply
from tests.tables import in_one_test

PLAN = Packages(PLANNER)
READ = Operation("packages.get", "GET", "/packages/1", read(Package))
IDEMPOTENT = Operation(
    "packages.update", "PUT", "/packages/1", nothing, body=Json({"name": "n"}), repeat=Repeat.IDEMPOTENT
)
WRITE = Operation(
    "packages.create", "POST", "/packages", key("id"), body=Json({"name": "n"}), repeat=Repeat.NEVER, if_lost=IF_LOST
)
GOOD = reply(200, {"id": "1"})
CUT = Response(200, {}, b'{"id": "1')
HTML = Response(200, {}, b"<!DOCTYPE html><title>x</title>")
NULL_BODY = Response(200, {}, b"null")
EMPTY = Response(200, {}, b"")
LATE = SendFailed("the deadline passed", sent=True, timed_out=True)
LATE_UNSENT = SendFailed("the deadline passed", sent=False, timed_out=True)
CERTIFICATE = SendFailed("certificate refused", sent=False, fatal=True)

# (what happens, then GOOD) for read, idempotent write, other write: how many requests, and what comes out
OUTCOMES = [
    ("refused connection", REFUSED, 2, 2, 2, None, None, None),
    ("certificate", CERTIFICATE, 1, 1, 1, NotSentError, NotSentError, NotSentError),
    ("connection lost", LOST, 2, 2, 1, None, None, OutcomeUnknownError),
    ("deadline", LATE, 1, 1, 1, DeadlineExceededError, OutcomeUnknownError, OutcomeUnknownError),
    ("429", reply(429, {}), 2, 2, 2, None, None, None),
    ("503 with a hint", reply(503, {}, {"retry-after": "1"}), 2, 2, 1, None, None, OutcomeUnknownError),
    *((str(s), reply(s, {}), 2, 2, 1, None, None, OutcomeUnknownError) for s in (408, 500, 502, 503, 504, 520, 524)),
    *(
        (str(s), reply(s, {}, hint), 1, 1, 1, ServerError, OutcomeUnknownError, OutcomeUnknownError)
        for s in (501, 505, 507, 511, 525, 527, 529, 530, 598, 599, 600, 999)
        for hint in ({}, {"retry-after": "0"})
    ),
    ("cut body", CUT, 2, 2, 1, None, None, UnreadableResponseError),
    ("HTML", HTML, 2, 2, 1, None, None, UnreadableResponseError),
    ("null", NULL_BODY, 2, 2, 1, None, None, UnreadableResponseError),
    ("empty", EMPTY, 2, 1, 1, None, None, UnreadableResponseError),
    ("400", reply(400, {}), 1, 1, 1, ValidationError, ValidationError, ValidationError),
    ("403", reply(403, {}), 1, 1, 1, PermissionDeniedError, PermissionDeniedError, PermissionDeniedError),
    ("404", reply(404, {}), 1, 1, 1, NotFoundError, NotFoundError, NotFoundError),
    ("409", reply(409, {}), 1, 1, 1, ConflictError, ConflictError, ConflictError),
    ("302", reply(302, b"", {"location": "https://evil.example"}), 1, 1, 1, ApiError, ApiError, ApiError),
]


@in_one_test("column", [0, 1, 2], ids=("read", "idempotent", "never").__getitem__)
@in_one_test("row", OUTCOMES, ids=lambda row: row[0])
def test_what_is_repeated_and_what_is_told(row, column):
    operation = (READ, IDEMPOTENT, WRITE)[column]
    requests, error = row[2 + column], row[5 + column]
    record = Record()
    if error is None:
        drive(operation, [row[1], GOOD], context_of(record=record), record)
    else:
        with pytest.raises(error) as caught:
            drive(operation, [row[1], GOOD], context_of(record=record), record)
        assert type(caught.value) is error
        assert caught.value.attempts == 1
        assert caught.value.operation == operation.name
        assert caught.value.maybe_applied == issubclass(error, OutcomeUnknownError)
    assert len(record.sent) == requests


@in_one_test(
    "failure, error, status",
    [
        (REFUSED, NotSentError, None),
        (LOST, ServerError, None),
        (reply(500, {"message": "x"}), ServerError, 500),
        (reply(429, {}), RateLimitedError, 429),
        (CUT, DecodeError, 200),
        (HTML, DecodeError, 200),
        (NULL_BODY, DecodeError, 200),
    ],
)
def test_a_read_that_never_succeeds_ends_typed_after_three_tries(failure, error, status):
    record = Record()
    with pytest.raises(error) as caught:
        drive(READ, [failure] * 9, context_of(record=record), record)
    assert (len(record.sent), caught.value.attempts, caught.value.status) == (3, 3, status)
    assert record.slept == ([0.5, 1.0])


READS_THAT_FAILED = {
    "late after sending": ([LATE], DeadlineExceededError, Outcome.AMBIGUOUS),
    "late before sending": ([LATE_UNSENT], DeadlineExceededError, Outcome.NOT_SENT),
    "late at the second try": ([LOST, LATE_UNSENT], DeadlineExceededError, Outcome.AMBIGUOUS),
    "late after a refusal": ([reply(429, {}), LATE_UNSENT], DeadlineExceededError, Outcome.REJECTED),
    "broken off": ([LOST] * 3, ServerError, Outcome.AMBIGUOUS),
    "broken off, then no connection": ([LOST, REFUSED, REFUSED], ServerError, Outcome.AMBIGUOUS),
    "no connection": ([REFUSED] * 3, NotSentError, Outcome.NOT_SENT),
    "500": ([reply(500)] * 3, ServerError, Outcome.AMBIGUOUS),
    "507": ([reply(507)], ServerError, Outcome.AMBIGUOUS),
    "429": ([reply(429)] * 3, RateLimitedError, Outcome.REJECTED),
    "404": ([reply(404)], NotFoundError, Outcome.REJECTED),
    "broken off, then 404": ([LOST, reply(404)], NotFoundError, Outcome.REJECTED),
    "cut": ([CUT] * 3, DecodeError, Outcome.AMBIGUOUS),
    "another shape": ([reply(200, [])], DecodeError, Outcome.AMBIGUOUS),
}


@in_one_test("name", READS_THAT_FAILED)
def test_a_read_that_failed_says_what_is_known_of_it(name):
    """A deadline after sending is not NOT_SENT, a broken read is not REJECTED, and neither has changed anything."""
    answers, kind, outcome = READS_THAT_FAILED[name]
    with pytest.raises(kind) as caught:
        drive(READ, answers)
    assert type(caught.value) is kind
    assert (caught.value.outcome, caught.value.read, caught.value.maybe_applied) == (outcome, True, False)
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.outcome, again.read, again.maybe_applied) == (outcome, True, False)


def test_the_error_of_a_write_is_none_of_a_read():
    with pytest.raises(OutcomeUnknownError) as caught:
        drive(WRITE, [LOST])
    assert (caught.value.read, caught.value.maybe_applied) == (False, True)


def test_a_read_that_was_sent_is_not_unsent_because_signing_in_anew_failed():
    _, auth = signing_in(Repeat.READ)
    answers = [reply(200, {"token": "t"}), LOST, *[LOST] * 3]
    with pytest.raises(ServerError) as caught:
        drive(READ, answers, context_of(auth=auth))
    assert (caught.value.operation, caught.value.outcome) == ("log_in", Outcome.AMBIGUOUS)


def test_a_write_stays_unknown_even_when_a_later_try_is_refused():
    """An idempotent write lost once and then refused may still have happened the first time."""
    with pytest.raises(OutcomeUnknownError) as caught:
        drive(IDEMPOTENT, [LOST, reply(400, {})])
    assert caught.value.status == 400


def test_an_answer_that_does_not_fit_is_a_decode_error_that_keeps_the_body():
    with pytest.raises(DecodeError) as caught:
        drive(WRITE, [reply(200, {"identifier": "7"})])
    assert type(caught.value) is UnreadableResponseError
    assert caught.value.outcome is Outcome.AMBIGUOUS
    assert caught.value.status == 200
    assert "identifier" in (caught.value.body or "")


@in_one_test("status, kind", [(429, RateLimitedError), (503, ServerError), (500, ServerError)])
def test_retry_after_is_honoured_up_to_the_cap_and_then_reported(status, kind):
    record = Record()
    drive(READ, [reply(status, {}, {"retry-after": "7"}), GOOD], context_of(record=record), record)
    assert record.slept == [7.0]
    with pytest.raises(kind) as caught:
        drive(READ, [reply(status, {}, {"retry-after": "3600"}), GOOD])
    assert caught.value.retry_after == 3600.0
    assert caught.value.attempts == 1


def test_no_try_begins_that_cannot_end_before_the_deadline():
    record = Record()
    context = context_of(record=record, timeout=0.4)
    with pytest.raises(ServerError):
        drive(READ, [reply(500, {}), GOOD], context, record)
    assert record.slept == []
    assert record.sent[0].send.deadline == pytest.approx(1000.4)


def test_options_of_the_call_win_over_the_client():
    record = Record()
    operation = READ.with_options(
        {"timeout": 5.0, "attempts": 1, "extra_query": {"a": True}, "extra_headers": {"X-A": "1"}}
    )
    with pytest.raises(ServerError):
        drive(operation, [reply(500, {}), GOOD], context_of(record=record), record)
    assert record.sent[0].target == "/packages/1?a=true"
    assert record.sent[0].headers["x-a"] == "1"
    assert record.sent[0].send.deadline == pytest.approx(1005.0)


@in_one_test("name", ["Authorization", "cookie", "Host", "Content-Length", "Transfer-Encoding"])
def test_extra_headers_cannot_take_the_credentials_place(name):
    with pytest.raises(ValueError, match="cannot set"):
        drive(READ.with_options({"extra_headers": {name: "x"}}), [GOOD])


def test_extra_body_is_merged_into_json():
    record = Record()
    drive(WRITE.with_options({"extra_body": {"beta": [1]}}), [GOOD], context_of(record=record), record)
    assert record.sent[0].json == {"name": "n", "beta": [1]}


def test_the_budget_bounds_repeats_and_recovers():
    budget = Budget()
    record = Record()
    context = context_of(record=record, budget=budget)
    for _ in range(40):
        with pytest.raises(ServerError):
            drive(READ, [reply(500, {})] * 3, context, record)
    assert len(record.sent) == 40 + 500 // 14
    assert 0 <= budget.level < 14
    for _ in range(600):
        drive(READ, [GOOD], context, record)
    assert budget.level == 500


# Credentials ------------------------------------------------------------------------------------------------------


def counting_auth(record: Record, values: list[str], lifetime: float | None = None) -> RenewableToken:
    def fetch():
        record.slept.append(-1.0)  # marks a login in the order of events
        return Token(values.pop(0), lifetime)

    return RenewableToken(lambda: call_provider(fetch, "the token"))


def test_a_refused_token_is_renewed_once_and_the_call_replayed_once():
    record = Record()
    auth = counting_auth(record, ["one", "two", "three"])
    _, record = drive(WRITE, [reply(401, {}), GOOD], context_of(record=record, auth=auth), record)
    assert [s.headers["authorization"] for s in record.sent] == ["Bearer one", "Bearer two"]
    with pytest.raises(AuthenticationError):
        drive(WRITE, [reply(401, {}), reply(401, {})], context_of(record=record, auth=auth), record)
    assert len(record.sent) == 4


def test_a_static_credential_is_not_replayed():
    record = Record()
    auth = StaticHeader("Authorization", "key", "Basic ")
    with pytest.raises(AuthenticationError):
        drive(READ, [reply(401, {})], context_of(record=record, auth=auth), record)
    assert [s.headers["authorization"] for s in record.sent] == ["Basic key"]


def test_a_token_is_renewed_before_its_end():
    record = Record()
    auth = counting_auth(record, ["one", "two"], lifetime=100.0)
    context = context_of(record=record, auth=auth)
    for _ in range(3):
        drive(READ, [GOOD], context, record)
    record.now += 89.0
    drive(READ, [GOOD], context, record)
    record.now += 1.5  # 10 % before the end
    drive(READ, [GOOD], context, record)
    assert [s.headers["authorization"][-3:] for s in record.sent] == ["one"] * 4 + ["two"]


def test_a_failing_provider_is_named_but_what_it_raised_is_not_shown():
    def bad() -> str:
        raise RuntimeError("CANARY")

    auth = RenewableToken(lambda: call_provider(bad, "the token"))
    with pytest.raises(AuthenticationError, match="RuntimeError") as caught:
        drive(READ, [], context_of(auth=auth))
    assert "CANARY" not in str(caught.value)
    assert "CANARY" not in repr(caught.value)


@in_one_test("value", ["", " x", "a\r\nb", "é", "a\x7fb", "a\0"])
def test_a_credential_no_header_can_carry_is_refused_without_being_shown(value):
    with pytest.raises(ValueError) as caught:
        StaticHeader("Authorization", value, name="api_key")
    assert "api_key" in str(caught.value)
    assert not value.strip() or value not in str(caught.value)


def test_credentials_and_operations_that_hold_one_refuse_pickle():
    auth = StaticHeader("Authorization", "CANARY", "Basic ")
    operation = attrs.evolve(READ, path="/keys/{key}", args={"key": Secret("CANARY")})
    for thing in (auth, Secret("CANARY"), operation):
        with pytest.raises(TypeError, match="credential"):
            pickle.dumps(thing)
        assert "CANARY" not in repr(thing)
    assert operation.target() == "/keys/CANARY"


# Errors and logs --------------------------------------------------------------------------------------------------


def test_errors_survive_pickle_and_copy():
    with pytest.raises(ESignError) as caught:
        drive(WRITE, [reply(400, {"message": "no"}, {"x-request-id": "r-1"})])
    for again in (pickle.loads(pickle.dumps(caught.value)), copy.copy(caught.value), copy.deepcopy(caught.value)):
        assert type(again) is ValidationError
        assert str(again) == str(caught.value)
        assert (again.status, again.request_id, again.operation) == (400, "r-1", "packages.create")


def test_one_log_line_per_try_made_of_templates_only(caplog):
    operation = attrs.evolve(READ, path="/packages/{id}", args={"id": "private-id"}, query={"token": "private-token"})
    auth = StaticHeader("Authorization", "CANARY", "Basic ")
    with caplog.at_level(logging.DEBUG, logger="esignkit"):
        drive(operation, [reply(500, {"m": "private-body"}), GOOD], context_of(auth=auth))
    lines = [r.getMessage() for r in caplog.records]
    assert len(lines) == 2
    assert lines[0].endswith("-> 500 in 0 ms (try 1), waiting 0.50 s")
    assert lines[1].endswith("-> 200 in 0 ms (try 2)")
    assert all("/packages/{id}" in line for line in lines)
    assert not any(word in line for line in lines for word in ("private", "CANARY"))


def test_the_answer_can_be_observed():
    seen = []
    context = context_of(observe=seen.append)
    drive(READ, [reply(200, {"id": "1"}, {"x-request-id": "r", "set-cookie": "a=b"})], context)
    assert (seen[0].status, seen[0].request_id, seen[0].attempt) == (200, "r", 1)
    assert "set-cookie" not in seen[0].headers


def test_a_flow_sees_errors_and_may_undo_in_except():
    def flow():
        try:
            yield from READ
        except NotFoundError:
            yield from IDEMPOTENT
            raise

    record = Record()
    with pytest.raises(NotFoundError):
        drive(flow(), [reply(404, {}), GOOD], context_of(record=record), record)
    assert [s.method for s in record.sent] == ["GET", "PUT"]


def test_retry_policy_of_one_attempt_never_waits():
    record = Record()
    context = context_of(record=record, retry=RetryPolicy(attempts=1))
    with pytest.raises(NotSentError):
        drive(WRITE, [REFUSED], context, record)
    assert (len(record.sent), record.slept) == (1, [])


def test_a_number_too_large_to_count_with_is_a_decode_error():
    def reader(answer):
        return float(10**400)

    with pytest.raises(DecodeError):
        drive(Operation("x.y", "GET", "/a", reader), [reply(200, {})])


def test_a_login_that_comes_to_its_turn_too_late_is_late_and_no_wrong_option():
    """It waited for another login's lock; what is left for it is less than nothing."""
    record = Record()
    context = context_of(None, record)

    def waited():
        record.now += 5
        return (yield READ)

    steps = interpret(waited(), context, record.now + 3)
    effect = next(steps)
    assert effect.deadline <= record.now + 0.001
    with pytest.raises(DeadlineExceededError):
        steps.throw(SendFailed("the deadline passed", sent=False, timed_out=True))


# Signing in on the way -------------------------------------------------------------------------------------------------
HTML = Response(200, {"content-type": "text/html"}, b"<html>")


def signing_in(repeat: Repeat) -> tuple[Operation[Any], RenewableToken]:
    """A call whose token comes from a call of its own, which is a read."""
    login = Operation("log_in", "GET", "/token", read_token, authenticated=False)
    made = Operation(
        "things.make", "POST", "/things", lambda answer: answer.json()["id"], repeat=repeat, if_lost=IF_LOST
    )
    return made, RenewableToken(lambda: iter(login), per_call=True)


def read_token(answer: Response) -> Token:
    value = parsed(answer)
    if not isinstance(value, dict) or "token" not in value:
        msg = "the response has no token"
        raise DecodeError(msg)
    return Token(Secret(str(value["token"])))


@in_one_test("repeat", list(Repeat))
@in_one_test(
    "answers, kind, outcome",
    [
        ([HTML] * 3, DecodeError, Outcome.NOT_SENT),
        ([reply(200, {})], DecodeError, Outcome.NOT_SENT),
        ([reply(500)] * 3, ServerError, Outcome.NOT_SENT),
        ([reply(401, {})], AuthenticationError, Outcome.REJECTED),
        ([LOST] * 3, ServerError, Outcome.NOT_SENT),
        ([LATE], DeadlineExceededError, Outcome.NOT_SENT),
    ],
)
def test_a_call_that_was_never_sent_is_not_said_to_be_done(
    repeat: Repeat, answers: list[Any], kind: type[ESignError], outcome: Outcome
) -> None:
    """What is known of the log-in says nothing of the call: it did not leave."""
    made, auth = signing_in(repeat)
    record = Record()
    with pytest.raises(kind) as caught:
        drive(made, answers, context_of(None, record, auth=auth), record)
    assert (caught.value.operation, caught.value.outcome) == ("log_in", outcome)
    assert not caught.value.maybe_applied
    assert {sent.target for sent in record.sent} == {"/token"}


@in_one_test("broken", [[HTML] * 3, [reply(401, {})], [LOST] * 3])
def test_a_write_that_may_have_arrived_stays_unknown_when_signing_in_anew_fails(broken: list[Any]) -> None:
    made, auth = signing_in(Repeat.IDEMPOTENT)
    record = Record()
    answers = [reply(200, {"token": "t"}), LOST, *broken]
    with pytest.raises(OutcomeUnknownError, match="signing in anew failed") as caught:
        drive(made, answers, context_of(None, record, auth=auth), record)
    assert (caught.value.operation, caught.value.outcome, caught.value.attempts) == (
        "things.make",
        Outcome.AMBIGUOUS,
        1,
    )
    assert isinstance(caught.value.__cause__, ESignError)
    assert caught.value.__cause__.operation == "log_in"
