"""What the exchange asks of a runner, step by step, what it tells those who watch, and what it leaves out."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

import attrs
import pytest

from esignkit.core.auth import RenewableToken, StaticHeader, Token
from esignkit.core.exchange import AnswerInfo, conduct, exchange
from esignkit.core.flow import (
    Answer,
    Call,
    Dated,
    FileSegment,
    Locked,
    Prepare,
    Send,
    SendFailed,
    Sleep,
    Steps,
    client_value,
    now,
)
from esignkit.core.operation import FromClient, Json, Multipart, Open, Operation, Part, Repeat, Upload
from esignkit.core.provider import Provider
from esignkit.core.readers import nothing
from esignkit.core.retry import Budget, RetryPolicy
from esignkit.core.writing import WireFormat
from esignkit.errors import (
    ApiError,
    AuthenticationError,
    ConfigurationError,
    DeadlineExceededError,
    NotSentError,
    OutcomeUnknownError,
    ServerError,
    ValidationError,
)
from esignkit.types import Outcome, Secret
from tests.support import LOST, REFUSED, HeldPayload, Record, context_of, drive, reply

READ = Operation("things.get", "GET", "/things/1", nothing)
WRITE = Operation("things.make", "POST", "/things", nothing, body=Json({"name": "n"}), repeat=Repeat.NEVER)
PUT = Operation("things.put", "PUT", "/things/1", nothing, body=Json({"name": "n"}), repeat=Repeat.IDEMPOTENT)
GOOD = reply(200)
LATE = SendFailed("the deadline passed", sent=False, late=True)


def upload(**changes: Any) -> Multipart:
    """A body with a file that is read while it is sent."""
    return Multipart((Part("f", Upload("f.pdf", io.BytesIO(b"content"))),), **changes)


def sent(operation: Operation[Any], answers: tuple[Any, ...] = (GOOD,), **changes: Any) -> list[Any]:
    """The requests that a call made."""
    record = Record()
    drive(operation, answers, context_of(None, record, **changes), record)
    return record.sent


# What is sent ----------------------------------------------------------------------------------------------------------
def test_one_exchange_as_a_runner_gets_it() -> None:
    record = Record()
    steps = conduct(attrs.evolve(READ, sink=Open(), query={"a": 1}), context_of(None, record))
    effect = next(steps)
    assert isinstance(effect, Send)
    assert (effect.method, effect.target, effect.body) == ("GET", b"/things/1?a=1", b"")
    assert effect.headers == [(b"accept", b"application/json")]
    assert isinstance(effect.sink, Open)
    assert (effect.deadline, effect.idle_limit, effect.at_root) == (1060.0, 60.0, False)
    assert effect.per_byte == pytest.approx(1 / 100_000)
    with pytest.raises(StopIteration):
        steps.send(reply(200, b"%PDF"))


@pytest.mark.parametrize(("own", "client"), [(5.0, 60.0), (5.0, 5.0), (None, 7.0)])
def test_a_time_out_of_the_calls_own_is_the_end_whatever_is_transferred(own: float | None, client: float) -> None:
    operation = attrs.evolve(WRITE, body=upload(), options=None if own is None else {"timeout": own})
    (one,) = sent(operation, timeout=client)
    assert one.send.idle_limit == (own or client)
    assert one.send.per_byte == (0.0 if own else pytest.approx(1 / 100_000))
    assert one.send.deadline == pytest.approx(1000 + own if own else 1000 + client + len(one.body) / 100_000)


def test_the_clients_own_time_out_for_all_calls_is_the_end_as_well() -> None:
    (one,) = sent(attrs.evolve(WRITE, body=upload()), options={"timeout": 5.0})
    assert (one.send.deadline, one.send.per_byte) == (1005.0, 0.0)


def test_a_body_at_hand_does_not_prolong_the_time() -> None:
    (one,) = sent(attrs.evolve(WRITE, body=Json("x" * 1_000_000)))
    assert one.send.deadline == 1060.0


def test_a_body_of_files_is_made_ready_first() -> None:
    def progress(done: int, total: int | None) -> None: ...

    steps = conduct(attrs.evolve(WRITE, body=upload(progress=progress)), context_of())
    effect = next(steps)
    assert isinstance(effect, Prepare)
    assert effect.progress is progress
    assert any(isinstance(one, FileSegment) for one in effect.segments)
    payload = HeldPayload(b"ready")
    effect = steps.send(payload)
    assert isinstance(effect, Send)
    assert effect.body is payload
    assert dict(effect.headers)[b"content-type"].startswith(b"multipart/form-data; boundary=")


class Stream:
    """A body of unknown length that can be sent once."""

    size = None
    replayable = False


@pytest.mark.parametrize("first", [reply(429), REFUSED, reply(401)])
def test_a_body_that_can_be_sent_once_is_sent_once(first: Any) -> None:
    auth = RenewableToken(fetching("one", "two"))
    steps = conduct(attrs.evolve(PUT, body=upload()), context_of(auth=auth))
    effect: Any = next(steps)
    effect = steps.send(Stream())
    effect = steps.send(authorized(effect))
    assert effect.deadline == 1060.0
    with pytest.raises((ApiError, NotSentError)):
        steps.throw(first) if isinstance(first, Exception) else steps.send(first)


def authorized(effect: Any) -> Secret:
    assert isinstance(effect, Locked)
    steps = iter(effect.flow)
    with pytest.raises(StopIteration) as done:
        next(steps)
    return done.value.value


def fetching(*values: str) -> Callable[[], Steps[Token]]:
    left = list(values)

    def fetch() -> Steps[Token]:
        return Token(Secret(left.pop(0)))
        yield

    return fetch


def test_values_of_the_client_and_the_ways_of_its_service() -> None:
    class Service(Provider):
        def media_type(self, name: str) -> str:
            return f"{name}+v1"

    service = Service(
        format=WireFormat(write_datetime=lambda at: f"<{at.year}>"), headers={"accept": "text/plain", "x-service": "s"}
    )
    operation = Operation(
        "things.make",
        "POST",
        "/apps/{app}/things",
        nothing,
        {"app": FromClient("app")},
        {"user": FromClient("user")},
        Json({"at": datetime(2030, 1, 1, tzinfo=UTC), "app": FromClient("app")}),
        headers={"X-Own": "o", "Accept": "image/png"},
        options={"extra_headers": {"X-OWN": "added", "X-More": "m"}},
    )
    (one,) = sent(operation, provider=service, values={"app": "a-1", "user": "u-1"})
    assert one.target == "/apps/a-1/things?user=u-1"
    assert one.json == {"at": "<2030>", "app": "a-1"}
    assert one.headers == {
        "accept": "image/png",
        "x-service": "s",
        "content-type": "application/json+v1",
        "x-own": "added",
        "x-more": "m",
    }
    assert sent(READ, provider=Service())[0].headers == {"accept": "application/json+v1"}


def test_a_value_that_the_client_lacks_is_named_with_the_call() -> None:
    with pytest.raises(ConfigurationError, match=r"things\.make"):
        drive(attrs.evolve(WRITE, body=Json({"app": FromClient("app")})))


def test_options_of_the_client_hold_where_the_call_has_none() -> None:
    mine = {"extra_headers": {"x-a": "client"}, "extra_query": {"q": "client"}}
    (one,) = sent(READ.with_options({"extra_query": {"q": "call"}}), options=mine)
    assert (one.headers["x-a"], one.target) == ("client", "/things/1?q=call")
    with pytest.raises(TypeError, match="timout"):
        sent(READ, options={"timout": 1})


def test_nothing_of_the_client_goes_to_another_address() -> None:
    """Neither its credentials nor the headers that it adds; its other options hold, and what the call says itself."""
    mine = {"extra_headers": {"x-gateway": "secret"}, "extra_query": {"q": "1"}, "timeout": 5.0}
    auth = StaticHeader("authorization", Secret("secret"))
    elsewhere = attrs.evolve(READ, at_root="https://files.example")
    (one,) = sent(elsewhere, options=mine, auth=auth)
    assert one.headers == {"accept": "application/json"}
    assert (one.target, one.send.deadline, one.send.at_root) == ("/things/1?q=1", 1005.0, "https://files.example")
    (one,) = sent(elsewhere.with_options({"extra_headers": {"x-own": "o"}}), options=mine, auth=auth)
    assert one.headers == {"accept": "application/json", "x-own": "o"}
    (one,) = sent(elsewhere, options={"timeout": 5.0}, auth=auth)
    assert one.send.deadline == 1005.0
    assert mine["extra_headers"] == {"x-gateway": "secret"}
    (one,) = sent(attrs.evolve(READ, at_root=True), options=mine, auth=auth)
    assert (one.headers["x-gateway"], one.headers["authorization"]) == ("secret", "secret")


def test_a_call_without_credentials_takes_none_along() -> None:
    auth = StaticHeader("authorization", Secret("secret"))
    assert "authorization" not in sent(attrs.evolve(READ, authenticated=False), auth=auth)[0].headers


@pytest.mark.parametrize(("length", "fits"), [(60_000, True), (60_001, False)])
def test_the_longest_path(length: int, fits: bool) -> None:
    operation = attrs.evolve(READ, path="/" + "x" * (length - 1))
    if fits:
        assert len(sent(operation)[0].target) == length
    else:
        with pytest.raises(ValueError, match=r"things\.get: .* 60001 bytes long, .* 60000"):
            sent(operation)


class Numbered(Provider):
    """Puts an id into what it sends."""

    def with_request_id(self, operation: Operation[Any], new: Callable[[], str]) -> tuple[Operation[Any], str | None]:
        own = new()
        return attrs.evolve(operation, body=Json({"id": own})), own

    def question(self, operation: Operation[Any], request_id: str | None = None) -> Any:
        assert isinstance(operation.body, Json)
        return (operation.name, operation.body.value, request_id)


def test_a_write_bears_an_id_that_is_kept_for_finding_out() -> None:
    record = Record()
    ids = iter(["r-1", "r-2"])
    context = context_of(None, record, provider=Numbered(), new_request_id=lambda: next(ids))
    with pytest.raises(OutcomeUnknownError) as caught:
        drive(WRITE, [reply(429), REFUSED, LOST], context, record)
    assert [one.json for one in record.sent] == [{"id": "r-1"}] * 3
    assert caught.value.inquiry is not None
    assert caught.value.inquiry.request_id == "r-1"
    assert caught.value.inquiry.question == ("things.make", {"id": "r-1"}, "r-1")
    drive(PUT, [GOOD], context, record)
    assert record.sent[-1].json == {"name": "n"}
    assert sent(WRITE, provider=Numbered())[0].json == {"name": "n"}


def test_what_cannot_be_found_out_is_no_error_of_its_own() -> None:
    class Broken(Provider):
        def question(self, operation: Operation[Any], request_id: str | None = None) -> Any:
            raise ImportError("no file can be opened")

    with pytest.raises(OutcomeUnknownError) as caught:
        sent(WRITE, (LOST,), provider=Broken())
    assert caught.value.inquiry is None


def test_a_call_of_another_service_is_refused_and_both_are_named() -> None:
    class Elsewhere(Operation[None]):
        __slots__ = ()
        provider = "Other"

    operation = Elsewhere("things.get", "GET", "/things/1", nothing)
    with pytest.raises(ConfigurationError, match=r"call of Other, .* one of provider; nothing was sent") as caught:
        sent(operation)
    assert caught.value.operation == "things.get"
    assert len(sent(operation, provider=Provider(name="Other"))) == 1


# Trying again ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("timeout", "requests"), [(0.5, 1), (0.51, 2)])
def test_a_wait_must_end_before_the_deadline(timeout: float, requests: int) -> None:
    record = Record()
    with pytest.raises(ServerError):
        drive(READ, [reply(500)] * 3, context_of(None, record, timeout=timeout), record)
    assert len(record.sent) == requests


def test_no_wait_is_no_step() -> None:
    record = Record()
    drive(READ, [reply(503, {}, {"retry-after": "0"}), GOOD], context_of(None, record), record)
    assert record.slept == []


@pytest.mark.parametrize(("first", "cost"), [(reply(429), 5), (reply(500), 14), (REFUSED, 14)])
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

    def is_stale_token(self, operation: Operation[Any], answer: Answer) -> bool:
        assert operation.name
        return answer.content == b"stale"


def stale(status: int) -> Answer:
    return reply(status, b"stale")


@pytest.mark.parametrize(
    ("operation", "status", "requests"),
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


@pytest.mark.parametrize(("status", "outcome"), [(401, Outcome.REJECTED), (500, Outcome.AMBIGUOUS)])
def test_what_a_refused_token_says_of_the_call(status: int, outcome: Outcome) -> None:
    auth = RenewableToken(fetching("one", "two"))
    with pytest.raises((DeadlineExceededError, OutcomeUnknownError)) as caught:
        sent(PUT, (stale(status), LATE), provider=Stale(), auth=auth)
    assert (caught.value.outcome, caught.value.attempts) == (outcome, 1)


def test_signing_in_anew_is_no_try() -> None:
    record, seen = Record(), list[AnswerInfo]()
    context = context_of(None, record, auth=RenewableToken(fetching("one", "two")), observe=seen.append)
    with pytest.raises(ServerError) as caught:
        drive(READ, [reply(401), *[reply(500)] * 3], context, record)
    assert caught.value.attempts == 3
    assert [(info.status, info.attempt) for info in seen] == [(401, 1), (500, 1), (500, 2), (500, 3)]


@pytest.mark.parametrize("hidden", ["token-one", "token-two"])
def test_neither_the_new_token_nor_the_refused_one_is_shown(hidden: str) -> None:
    auth = RenewableToken(fetching("token-one", "token-two"))
    with pytest.raises(ValidationError) as caught:
        sent(READ, (reply(401), reply(400, f"got {hidden}".encode())), auth=auth)
    assert caught.value.body == "got …"


def test_a_client_without_credentials_does_not_sign_in() -> None:
    with pytest.raises(AuthenticationError):
        sent(READ, (reply(401),))


def test_signing_in_must_be_done_in_the_time_of_the_call() -> None:
    """The log-in has what is left of it, and foreign code is told when to end."""

    def fetch() -> Steps[Token]:
        yield from attrs.evolve(READ, authenticated=False)
        return Token(Secret((yield Call(lambda: "one"))))

    context = context_of(timeout=5.0, auth=RenewableToken(fetch, per_call=True))
    steps = conduct(READ, context)
    first: Any = next(steps)
    assert (first.deadline, first.per_byte) == (1005.0, 0.0)
    call: Any = steps.send(GOOD)
    assert (call.deadline, call.fn()) == (1005.0, "one")
    last: Any = steps.send("one")
    assert last.deadline == 1005.0


# What those who watch are told -----------------------------------------------------------------------------------------
def test_all_that_is_told_of_an_exchange() -> None:
    seen, record = list[AnswerInfo](), Record()

    def slowly(_: Any) -> Answer:
        record.now += 2.5
        return reply(200, None, {"x-request-id": "r", "set-cookie": "a", "set-cookie2": "b", "date": "d"})

    drive(READ, [LOST, slowly], context_of(None, record, observe=seen.append), record)
    (info,) = seen
    assert (info.operation, info.status, info.request_id) == ("things.get", 200, "r")
    assert (info.attempt, info.elapsed) == (2, 2.5)
    assert info.headers == {"content-type": "application/json", "x-request-id": "r", "date": "d"}


def test_each_try_is_one_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    record = Record()

    def slowly(answer: Any) -> Callable[[Any], Answer]:
        def after(_: Any) -> Answer:
            record.now += 0.25
            if isinstance(answer, Exception):
                raise answer
            return answer

        return after

    answers = [slowly(one) for one in (reply(401), LOST, reply(500), reply(404))]
    context = context_of(None, record, auth=RenewableToken(fetching("one", "two")))
    with caplog.at_level(logging.DEBUG, logger="esignkit"):
        with pytest.raises(ApiError):
            drive(READ, answers, context, record)
        drive(READ, [slowly(GOOD)], context, record)
    start = "things.get GET /things/1 ->"
    assert [(line.levelname, line.getMessage()) for line in caplog.records] == [
        ("INFO", f"{start} 401 in 250 ms (try 1), signing in anew"),
        ("INFO", f"{start} no answer in 250 ms (try 1), waiting 0.50 s"),
        ("INFO", f"{start} 500 in 250 ms (try 2), waiting 1.00 s"),
        ("INFO", f"{start} 404 in 250 ms (try 3), giving up"),
        ("DEBUG", f"{start} 200 in 250 ms (try 1)"),
    ]


@pytest.mark.parametrize(
    ("level", "lines"), [(logging.DEBUG, 2), (logging.INFO, 1), (logging.WARNING, 0)], ids=["debug", "info", "warning"]
)
def test_what_went_well_is_logged_for_those_who_look_closely(
    caplog: pytest.LogCaptureFixture, level: int, lines: int
) -> None:
    with caplog.at_level(level, logger="esignkit"):
        sent(READ, (reply(500), GOOD))
    assert len(caplog.records) == lines


# The service's clock ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("date", "skew"),
    [
        ("Fri, 15 Jan 2027 08:00:07 GMT", 7.0),
        ("Fri, 15 Jan 2027 07:59:53 GMT", -7.0),
        (None, None),
        ("yesterday", None),
        ("Fri, 15 Jan 99999 08:00:07 GMT", None),
    ],
)
def test_how_far_the_services_clock_is_ahead(date: str | None, skew: float | None) -> None:
    seen: list[AnswerInfo] = []
    answer = reply(200, {"a": 1}, {} if date is None else {"date": date})
    flow = Dated(Operation("things.get", "GET", "/things/1", lambda answer: answer.json()))
    assert drive(flow, [answer], context_of(observe=seen.append))[0] == ({"a": 1}, skew)
    assert [info.status for info in seen] == [200]
    assert drive(flow, [answer])[0] == ({"a": 1}, skew)


def test_the_clock_is_told_from_the_last_answer() -> None:
    answers = [
        reply(500, None, {"date": "Fri, 15 Jan 2027 08:00:07 GMT"}),
        reply(200, None, {"date": "Fri, 15 Jan 2027 08:00:09 GMT"}),
    ]
    assert drive(Dated(READ), answers)[0] == (None, 9.0)


# Steps of a flow -------------------------------------------------------------------------------------------------------
def test_what_a_flow_may_ask_for() -> None:
    def flow() -> Steps[Any]:
        start = yield from now()
        yield Sleep(2.0)
        known, unknown = (yield from client_value("app")), (yield from client_value("other"))
        return (yield from now()) - start, known, unknown, (yield Call(lambda: "called"))

    assert drive(flow(), [], context_of(values={"app": "a-1"}))[1].slept == [2.0]
    record = Record()
    result, _ = drive(flow(), [], context_of(None, record, values={"app": "a-1"}), record)
    assert result == (2.0, "a-1", None, "called")


def test_foreign_code_is_bound_to_no_deadline_where_there_is_none() -> None:
    def flow() -> Steps[Any]:
        return (yield Call(lambda: "called"))

    effect: Any = next(conduct(flow(), context_of()))
    assert effect.deadline is None
    effect = next(conduct(flow(), context_of(), 1003.0))
    assert effect.deadline == 1003.0


def test_a_step_that_serves_another_call_ends_when_that_must() -> None:
    def flow() -> Steps[Any]:
        return (yield READ)

    effect: Any = next(conduct(flow(), context_of(), 1003.0))
    assert (effect.deadline, effect.idle_limit) == (1003.0, 3.0)
    effect = next(conduct(flow(), context_of(), 990.0))
    assert 1000 < effect.deadline < 1000.00001


def test_a_flow_is_closed_when_its_runner_gives_up() -> None:
    closed: list[str] = []

    def flow() -> Steps[Any]:
        try:
            yield READ
        finally:
            closed.append("flow")

    steps = conduct(flow(), context_of())
    next(steps)
    steps.close()
    assert closed == ["flow"]


def test_an_exchange_by_itself_yields_nothing_but_steps_of_a_runner() -> None:
    effects: list[Any] = []
    steps = exchange(attrs.evolve(PUT, body=upload()), context_of(retry=RetryPolicy(2)))
    effects.append(next(steps))
    effects.append(steps.send(HeldPayload(b"x")))
    effects.append(steps.throw(LOST))
    effects.append(steps.send(None))
    with pytest.raises(StopIteration):
        steps.send(GOOD)
    assert [type(one) for one in effects] == [Prepare, Send, Sleep, Send]
