"""What the exchange asks of a runner, step by step, and what it leaves out."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest

from esignkit.core.auth import RenewableToken, StaticHeader, Token
from esignkit.core.auth.base import Authorization
from esignkit.core.exchange import exchange, interpret
from esignkit.core.flow import (
    Call,
    FileSegment,
    Locked,
    Prepare,
    Response,
    Send,
    Sleep,
    Steps,
    Within,
    client_value,
    now,
)
from esignkit.core.operation import Form, FromClient, Json, Multipart, Open, Operation, Part, Reconcile, Repeat, Upload
from esignkit.core.provider import Provider
from esignkit.core.response_readers import nothing
from esignkit.core.retry import RetryPolicy
from esignkit.core.time_window import TimeWindow
from esignkit.core.wire_format import WireFormat
from esignkit.errors import (
    ApiError,
    ConfigurationError,
    NotSentError,
    OutcomeUnknownError,
)
from esignkit.types import Secret
from tests.support import IF_LOST, LOST, REFUSED, HeldPayload, Record, context_of, drive, reply
from tests.tables import in_one_test

READ = Operation("things.get", "GET", "/things/1", nothing)
WRITE = Operation(
    "things.make", "POST", "/things", nothing, body=Json({"name": "n"}), repeat=Repeat.NEVER, if_lost=IF_LOST
)
PUT = Operation("things.put", "PUT", "/things/1", nothing, body=Json({"name": "n"}), repeat=Repeat.IDEMPOTENT)
GOOD = reply(200)


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
    steps = interpret(attrs.evolve(READ, sink=Open(), query={"a": 1}), context_of(None, record))
    effect = next(steps)
    assert isinstance(effect, Send)
    assert (effect.method, effect.target, effect.body) == ("GET", b"/things/1?a=1", b"")
    assert effect.headers == [(b"accept", b"application/json")]
    assert isinstance(effect.sink, Open)
    assert (effect.deadline, effect.idle_limit, effect.at_root) == (1060.0, 60.0, False)
    assert effect.per_byte == pytest.approx(1 / 100_000)
    with pytest.raises(StopIteration):
        steps.send(reply(200, b"%PDF"))


@in_one_test("own, client", [(5.0, 60.0), (5.0, 5.0), (None, 7.0)])
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

    steps = interpret(attrs.evolve(WRITE, body=upload(progress=progress)), context_of())
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


@in_one_test("first", [reply(429), REFUSED, reply(401)])
def test_a_body_that_can_be_sent_once_is_sent_once(first: Any) -> None:
    auth = RenewableToken(fetching("one", "two"))
    steps = interpret(attrs.evolve(PUT, body=upload()), context_of(auth=auth))
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

        def seal(self, operation: Operation[Any], headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
            return [*headers, (b"x-seal", operation.name.encode())]

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
        "x-seal": "things.make",
    }
    assert sent(READ, provider=Service())[0].headers["accept"] == "application/json+v1"


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


@in_one_test("length, fits", [(60_000, True), (60_001, False)])
def test_the_longest_path(length: int, fits: bool) -> None:
    operation = attrs.evolve(READ, path="/" + "x" * (length - 1))
    if fits:
        assert len(sent(operation)[0].target) == length
    else:
        with pytest.raises(ValueError, match=r"things\.get: .* 60001 bytes long, .* 60000"):
            sent(operation)


def numbered(operation: Operation[Any], new: Callable[[], str]) -> tuple[Operation[Any], str | None]:
    own = new()
    return attrs.evolve(operation, body=Json({"id": own})), own


def asked(operation: Operation[Any], request_id: str | None) -> Any:
    assert isinstance(operation.body, Json)
    return (operation.name, operation.body.value, request_id)


def test_a_write_bears_an_id_that_is_kept_for_finding_out() -> None:
    record = Record()
    ids = iter(["r-1", "r-2"])
    context = context_of(None, record, new_request_id=lambda: next(ids))
    lost = Reconcile("look there", ask=f"{__name__}:asked", add_request_id=f"{__name__}:numbered")
    asking = attrs.evolve(WRITE, if_lost=lost)
    with pytest.raises(OutcomeUnknownError) as caught:
        drive(asking, [reply(429), REFUSED, LOST], context, record)
    assert [one.json for one in record.sent] == [{"id": "r-1"}] * 3
    assert caught.value.inquiry is not None
    assert caught.value.inquiry.request_id == "r-1"
    assert caught.value.inquiry.question == ("things.make", {"id": "r-1"}, "r-1")
    drive(attrs.evolve(PUT, if_lost=lost), [GOOD], context, record)
    assert record.sent[-1].json == {"name": "n"}
    assert sent(asking)[0].json == {"name": "n"}
    assert drive(WRITE, [GOOD], context, record)[1].sent[-1].json == {"name": "n"}


def test_when_a_lost_call_was_under_way_is_told_by_the_wall_clock() -> None:
    record = Record()

    def late(_: Any) -> Response:
        record.now += 30
        record.wall += 30
        raise LOST

    with pytest.raises(OutcomeUnknownError) as caught:
        drive(WRITE, [late], context_of(None, record), record)
    start = datetime(2027, 1, 15, 8, tzinfo=UTC)
    assert caught.value.inquiry is not None
    assert caught.value.inquiry.sent == TimeWindow(start, start + timedelta(seconds=30), late=10)
    assert caught.value.inquiry.request_id is None


def test_a_header_that_cannot_be_sent_is_named() -> None:
    with pytest.raises(ValueError, match="the header x-own has"):
        sent(attrs.evolve(READ, headers={"X-Own": "a\nb"}))


def test_what_cannot_be_found_out_is_no_error_of_its_own() -> None:
    asking = attrs.evolve(WRITE, if_lost=Reconcile("look there", ask="no_file_can_be_opened:asked"))
    with pytest.raises(OutcomeUnknownError) as caught:
        sent(asking, (LOST,))
    assert caught.value.inquiry is None


@pytest.mark.parametrize(("operation", "answer"), [(WRITE, reply(400)), (READ, reply(500)), (WRITE, REFUSED)])
def test_what_is_known_is_not_found_out(
    monkeypatch: pytest.MonkeyPatch, operation: Operation[Any], answer: Any
) -> None:
    """Nor is the module imported that finds out: it costs time, and few calls are lost."""
    monkeypatch.setattr("esignkit.core.reconciliation.find_out", lambda *_: pytest.fail("nobody asked"))
    with pytest.raises((ApiError, NotSentError)):
        sent(operation, (answer,), retry=RetryPolicy(1))


def test_a_call_of_another_service_is_refused_and_both_are_named() -> None:
    class Elsewhere(Operation[None]):
        __slots__ = ()
        provider = "Other"

    operation = Elsewhere("things.get", "GET", "/things/1", nothing)
    with pytest.raises(ConfigurationError, match=r"call of Other, .* one of provider; nothing was sent") as caught:
        sent(operation)
    assert caught.value.operation == "things.get"
    assert len(sent(operation, provider=Provider(name="Other"))) == 1


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

    effect: Any = next(interpret(flow(), context_of()))
    assert effect.deadline is None
    effect = next(interpret(flow(), context_of(), 1003.0))
    assert effect.deadline == 1003.0


def test_a_step_that_serves_another_call_ends_when_that_must() -> None:
    def flow() -> Steps[Any]:
        return (yield READ)

    effect: Any = next(interpret(flow(), context_of(), 1003.0))
    assert (effect.deadline, effect.idle_limit) == (1003.0, 3.0)
    effect = next(interpret(flow(), context_of(), 990.0))
    assert 1000 < effect.deadline < 1000.00001


@in_one_test(
    "seconds, client, own, ends, transfers",
    [
        (60.0, 60.0, None, 1060.0, True),
        (61.0, 60.0, None, 1060.0, True),
        (59.0, 60.0, None, 1059.0, False),
        (5.0, 60.0, 5.0, 1005.0, False),
        (5.0, 60.0, 4.0, 1004.0, False),
        (5.0, 60.0, 6.0, 1005.0, False),
    ],
)
def test_a_call_within_a_deadline_ends_with_it_or_earlier(
    seconds: float, client: float, own: float | None, ends: float, transfers: bool
) -> None:
    read = READ if own is None else READ.with_options({"timeout": own})
    effect: Any = next(interpret(Within(read, 1000.0 + seconds), context_of(timeout=client)))
    assert (effect.deadline, effect.idle_limit) == (ends, ends - 1000)
    assert effect.per_byte == (pytest.approx(1 / 100_000) if transfers else 0.0), "a deadline is the end"


@in_one_test("passed", [1000.0, 990.0])
def test_a_call_within_a_deadline_that_has_passed_has_next_to_no_time(passed: float) -> None:
    effect: Any = next(interpret(Within(READ, passed), context_of()))
    assert 1000 < effect.deadline < 1000.00001
    assert effect.per_byte == 0.0


@in_one_test(
    "outer, inner, serving, ends",
    [(1005.0, 1010.0, None, 1005.0), (1010.0, 1005.0, None, 1005.0), (1010.0, 1005.0, 1003.0, 1003.0)],
)
def test_the_earliest_deadline_counts(outer: float, inner: float, serving: float | None, ends: float) -> None:
    def flow() -> Steps[Any]:
        return (yield READ)

    effect: Any = next(interpret(Within(Within(flow(), inner), outer), context_of(), serving))
    assert effect.deadline == ends


def test_a_plan_that_is_one_call_serves_within_the_same_deadline() -> None:
    effects: list[Any] = [next(interpret(plan, context_of(), 1003.0)) for plan in (READ, Within(READ, 1010.0))]
    assert [effect.deadline for effect in effects] == [1003.0, 1003.0]


def test_a_flow_within_a_deadline_has_the_clients_values_and_gives_its_result() -> None:
    def inner() -> Steps[Any]:
        yield READ
        return (yield from client_value("app"))

    def flow() -> Steps[Any]:
        first = yield from Within(inner(), 1005.0)
        yield READ
        return first

    record = Record()
    result, _ = drive(flow(), [GOOD, GOOD], context_of(None, record, values={"app": "a-1"}), record)
    assert result == "a-1"
    assert [one.send.deadline for one in record.sent] == [1005.0, 1060.0], "what comes after it has its own time"


def test_a_wait_that_serves_another_call_stays_as_it_is() -> None:
    def flow() -> Steps[Any]:
        yield Sleep(2.0)

    effect: Any = next(interpret(flow(), context_of(), 1003.0))
    assert (type(effect), effect.seconds) == (Sleep, 2.0)


def test_what_is_no_plan_is_named() -> None:
    with pytest.raises(TypeError, match=r"^int is not a plan: "):
        drive(7)


def test_a_lost_call_is_told_with_the_values_of_the_client() -> None:
    operation = attrs.evolve(WRITE, path="/apps/{app}/things", args={"app": FromClient("app")})
    with pytest.raises(OutcomeUnknownError, match="POST /apps/a-1/things"):
        sent(operation, (LOST,), values={"app": "a-1"})


def test_a_flow_is_closed_when_its_runner_gives_up() -> None:
    closed: list[str] = []

    def flow() -> Steps[Any]:
        try:
            yield READ
        finally:
            closed.append("flow")

    steps = interpret(flow(), context_of())
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


# Remembered ------------------------------------------------------------------------------------------------------------
def test_headers_of_one_call_are_not_sent_with_another() -> None:
    """A client remembers the headers of its calls: those that they all have, by what they accept and what they send."""
    context = context_of(None)
    plain, form = [(b"accept", b"application/json")], Form({"a": "b"})
    more: list[tuple[Operation[Any], list[tuple[bytes, bytes]]]] = [
        (READ, plain),
        (attrs.evolve(READ, headers={"X-A": "1"}), [*plain, (b"x-a", b"1")]),
        (attrs.evolve(READ, accept="application/pdf"), [(b"accept", b"application/pdf")]),
        (PUT, [*plain, (b"content-type", b"application/json")]),
        (READ.with_options({"extra_headers": {"X-B": "2"}}), [*plain, (b"x-b", b"2")]),
        (attrs.evolve(PUT, body=form), [*plain, (b"content-type", b"application/x-www-form-urlencoded")]),
    ]
    for operation, headers in [*more, *more]:
        effect = next(interpret(operation, context))
        assert isinstance(effect, Send)
        assert effect.headers == headers
    assert len(context.known_headers) == 4


def test_the_boundary_of_one_body_is_not_sent_with_another() -> None:
    context, types = context_of(None), set[bytes]()
    for _ in range(2):
        effect = next(interpret(attrs.evolve(PUT, body=Multipart((Part("a", "b"),))), context))
        assert isinstance(effect, Send)
        types.add(dict(effect.headers)[b"content-type"])
        assert isinstance(effect.body, bytes)
        assert dict(effect.headers)[b"content-type"].partition(b"boundary=")[2] in effect.body
    assert len(types) == 2
    assert not context.known_headers


def test_credentials_are_taken_without_a_step_when_they_are_ready() -> None:
    """Others of the caller's own, which only have `authorize`, are asked as before."""

    class Own:
        renewable = False

        def authorize(self, now: float, deadline: float, refused: Secret | None = None) -> Steps[Any]:
            yield from ()
            return Authorization(((b"x-own", b"1"),))

    for auth, header in ((Own(), (b"x-own", b"1")), (StaticHeader("x-key", Secret("a")), (b"x-key", b"a"))):
        effect = next(interpret(READ, attrs.evolve(context_of(), auth=auth)))
        assert isinstance(effect, Send)
        assert effect.headers[-1] == header
