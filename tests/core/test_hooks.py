"""What hooks are told, in which order, and that they cannot harm a call."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from typing import Any

import attrs
import pytest

from esignkit import CallInfo, Hooks, RequestEnded, RequestStarted, RetryPlanned
from esignkit.core.auth import Authorization, RenewableToken
from esignkit.core.exchange import interpret
from esignkit.core.flow import Response, Send, SendFailed, Steps
from esignkit.core.hooks import CallEnded, CallObservation, check_observers
from esignkit.core.operation import Open, Operation
from esignkit.errors import ESignError
from esignkit.types import Outcome, Secret
from tests.core.test_exchange_steps import PUT, READ, WRITE, fetching
from tests.support import LOST, REFUSED, Record, context_of, drive, reply
from tests.tables import in_one_test

URL = "https://api.example:8443/base"
CALL = CallInfo("things.get", "provider", "GET", "/things/1", "api.example", 8443)


class Told:
    """An observer that keeps all it is told."""

    def __init__(self, headers: tuple[tuple[str, str], ...] = ()) -> None:
        self.events: list[Any] = []
        self.headers = headers

    def call_started(self, call: CallInfo, /) -> CallObservation:
        self.events.append(call)
        return self

    def request_started(self, event: RequestStarted, /) -> None:
        self.events.append(event)

    request_ended: Callable[[RequestEnded], None]
    retry_planned: Callable[[RetryPlanned], None]
    call_ended: Callable[[CallEnded], None]
    request_ended = retry_planned = call_ended = request_started

    def short(self) -> list[str]:
        """What was told, in short."""
        return [_short(one) for one in self.events]


def _short(event: Any) -> str:
    match event:
        case CallInfo():
            return f"call {event.operation}"
        case RequestStarted():
            return f"{event.attempt} sent"
        case RequestEnded():
            return f"{event.attempt} -> {event.status} in {event.elapsed:g}"
        case RetryPlanned():
            return f"{event.attempt} again in {event.delay:g}" + (" with a new token" if event.new_token else "")
        case _:
            return f"end {event.attempts} {type(event.error).__name__} {event.outcome and event.outcome.value}"


def told(operation: Operation[Any], answers: list[Any], **changes: Any) -> list[str]:
    observer, record = Told(), Record()
    context = context_of(None, record, observers=(observer,), base_url=URL, **changes)
    with contextlib.suppress(ESignError):  # what was told says so
        drive(operation, answers, context, record)
    return observer.short()


def slowly(record: Record, answer: Any) -> Callable[[Any], Response]:
    def after(_: Any) -> Response:
        record.now += 2.5
        if isinstance(answer, Exception):
            raise answer.with_traceback(None)
        return answer

    return after


BEGIN = ["call things.get", "1 sent"]
SECOND = ["2 sent", "2 -> 200 in 0", "end 2 NoneType done"]


@pytest.mark.parametrize(
    ("operation", "answers", "expected"),
    [
        (READ, [reply(200)], [*BEGIN, "1 -> 200 in 0", "end 1 NoneType done"]),
        (
            READ,
            [LOST, reply(200)],
            [*BEGIN, "1 -> None in 0", "1 again in 0.5", *SECOND],
        ),
        (READ, [reply(404)], [*BEGIN, "1 -> 404 in 0", "end 1 NotFoundError rejected"]),
        (READ, [reply(500), reply(500), reply(500)], None),
        (WRITE, [LOST], ["call things.make", "1 sent", "1 -> None in 0", "end 1 OutcomeUnknownError ambiguous"]),
        (
            WRITE,
            [REFUSED, reply(200)],
            ["call things.make", *BEGIN[1:], "1 -> None in 0", "1 again in 0.5", *SECOND],
        ),
    ],
    ids=["result", "again", "refused", "read that fails", "write that is lost", "write that was not sent"],
)
def test_the_course_of_a_call_is_told(operation: Operation[Any], answers: list[Any], expected: list[str] | None):
    lines = told(operation, answers)
    if expected is None:  # of a read nothing is in doubt
        assert lines[-1] == "end 3 ServerError None"
        assert len([line for line in lines if "again" in line]) == 2
    else:
        assert lines == expected


def test_a_new_token_is_told_as_a_retry_that_does_not_count():
    lines = told(READ, [reply(401), reply(200)], auth=RenewableToken(fetching("one", "two")))
    wanted = ["call things.get", "1 sent", "1 -> 401 in 0", "1 again in 0 with a new token", "1 sent", "1 -> 200 in 0"]
    assert [line for line in lines if "fetch" not in line] == [*wanted, "end 1 NoneType done"]


class SignsInLate:
    """A way of signing in whose token does not come in time, as when another call is signing in."""

    renewable = True

    def __init__(self, in_time: int = 0) -> None:
        self.in_time = in_time

    def authorize(self, now: float, deadline: float, refused: Secret | None = None) -> Steps[Authorization]:
        yield from ()
        self.in_time -= 1
        if self.in_time < 0:
            raise SendFailed("the deadline passed while another call was signing in", sent=False, timed_out=True)
        return Authorization(())


@pytest.mark.parametrize(
    ("in_time", "answers", "rest"),
    [
        (0, [], ["end 0 DeadlineExceededError not_sent"]),
        (1, [LOST], ["1 sent", "1 -> None in 0", "1 again in 0.5", "end 1 DeadlineExceededError None"]),
    ],
    ids=["first try", "second try"],
)
def test_a_request_that_is_not_sent_because_signing_in_took_too_long_has_no_end(
    in_time: int, answers: list[Any], rest: list[str]
):
    assert told(READ, answers, auth=SignsInLate(in_time)) == ["call things.get", *rest]


def test_a_call_that_is_refused_before_it_is_sent_has_an_end_and_no_request():
    observer = Told()
    with pytest.raises(ValueError, match="path and query"):
        drive(attrs.evolve(WRITE, path="/" + "x" * 70_000), [], context_of(observers=(observer,), base_url=URL))
    assert observer.short() == ["call things.make", "end 0 ValueError not_sent"]


@in_one_test("operation, outcome", [(READ, None), (PUT, Outcome.AMBIGUOUS), (WRITE, Outcome.AMBIGUOUS)])
def test_a_call_that_is_broken_off_has_an_end(operation: Operation[Any], outcome: Outcome | None):
    observer, record = Told(), Record()
    steps = iter(interpret(operation, context_of(None, record, observers=(observer,), base_url=URL)))
    assert isinstance(next(steps), Send)
    record.now += 2.5
    steps.close()
    end = observer.events[-1]
    assert (type(end.error), end.outcome, end.attempts) == (GeneratorExit, outcome, 1)
    assert observer.short()[1:-1] == ["1 sent", "1 -> None in 2.5"]


@in_one_test("error", [KeyboardInterrupt(), RuntimeError("of the caller's client")])
def test_each_request_that_is_told_has_one_end_whatever_breaks_it_off(error: BaseException):
    observer = Told()
    steps = iter(interpret(READ, context_of(observers=(observer,), base_url=URL)))
    next(steps)
    with pytest.raises(type(error)):
        steps.throw(error)
    assert observer.short()[1:-1] == ["1 sent", "1 -> None in 0"]


def test_what_is_told_of_a_call_and_its_requests():
    observer, record = Told(), Record()
    answer = slowly(record, reply(200, None, {"x-request-id": "exchange-1", "set-cookie": "s"}))
    drive(READ, [answer], context_of(None, record, observers=(observer,), base_url=URL), record)
    assert observer.events[:3] == [CALL, RequestStarted(CALL, 1), RequestEnded(CALL, 1, 200, 2.5, "exchange-1")]
    assert observer.events[3].elapsed == 2.5


@in_one_test("base_url, port", [("https://api.example", 443), ("http://127.0.0.1", 80), ("http://[::1]:81/x", 81)])
def test_the_port_is_told_also_where_the_address_leaves_it_out(base_url: str, port: int):
    observer = Told()
    drive(READ, [reply(200)], context_of(observers=(observer,), base_url=base_url))
    assert observer.events[0].port == port


def test_a_call_to_another_address_is_told_with_that_address_and_carries_no_headers_of_observers():
    observer, record = Told(headers=(("Traceparent", "00-1"),)), Record()
    context = context_of(None, record, observers=(observer,), base_url=URL)
    drive(READ, [reply(200)], context, record)
    drive(attrs.evolve(READ, at_root="https://files.example"), [reply(200)], context, record)
    assert [one.headers.get("traceparent") for one in record.sent] == ["00-1", None]
    assert [one.server for one in observer.events if isinstance(one, CallInfo)] == ["api.example", "files.example"]


def test_a_download_ends_for_the_hooks_when_its_body_begins():
    assert told(attrs.evolve(READ, sink=Open()), [reply(200, b"x")])[-1] == "end 1 NoneType done"


def test_the_functions_of_hooks_are_called():
    events: list[Any] = []
    hooks = Hooks(on_request=events.append, on_response=events.append, on_retry=events.append)
    drive(READ, [LOST, reply(200)], context_of(observers=(hooks,), base_url=URL))
    assert [_short(one) for one in events] == ["1 sent", "1 -> None in 0", "1 again in 0.5", "2 sent", "2 -> 200 in 0"]
    quiet = context_of(observers=(Hooks(),), base_url=URL)
    drive(READ, [reply(200)], quiet)  # hooks may be left out


@pytest.mark.parametrize("name", ["on_request", "on_response", "on_retry"])
def test_a_hook_that_raises_is_logged_and_the_call_goes_on(name: str, caplog: pytest.LogCaptureFixture):
    def fails(_: object) -> None:
        raise RuntimeError("of the program")

    others = Told()
    hooks = Hooks(**{name: fails})
    with caplog.at_level(logging.WARNING, logger="esignkit"):
        drive(READ, [LOST, reply(200)], context_of(observers=(hooks, others), base_url=URL))
    assert len(others.events) == 7
    assert {record.message for record in caplog.records} == {"a hook raised an error; the call goes on"}
    assert "of the program" in caplog.text


class Broken(Told):
    """An observer with headers that cannot be sent, or that fails at once."""

    def __init__(self, at_once: bool) -> None:
        super().__init__((("traceparent", "a\r\nauthorization: b"),))
        self.at_once = at_once

    def call_started(self, call: CallInfo, /) -> CallObservation:
        if self.at_once:
            raise RuntimeError("at once")
        return super().call_started(call)


@pytest.mark.parametrize("at_once", [True, False])
def test_an_observer_that_fails_does_no_harm(at_once: bool, caplog: pytest.LogCaptureFixture):
    record = Record()
    drive(READ, [reply(200)], context_of(None, record, observers=(Broken(at_once),), base_url=URL), record)
    assert list(record.sent[0].headers) == ["accept"]
    assert caplog.records


@pytest.mark.parametrize(
    "name", ["Content-Length", "host", "transfer-encoding", "Authorization", "cookie", "bad name", "caf\xe9", 3]
)
def test_headers_that_an_observer_may_not_set_are_not_sent(name: Any, caplog: pytest.LogCaptureFixture):
    record = Record()
    observers = (Told(((name, "PRIVATE"),)), Told((("x-trace", "1"),)))
    drive(READ, [reply(200)], context_of(None, record, observers=observers, base_url=URL), record)
    assert list(record.sent[0].headers) == ["accept", "x-trace"]
    assert "the headers of a hook" in caplog.text
    assert "PRIVATE" not in caplog.text


def test_a_header_is_sent_once_and_the_requests_own_comes_first():
    record = Record()
    own = READ.with_options({"extra_headers": {"TraceParent": "own"}})
    observers = (Told((("Traceparent", "one"), ("X-Trace", "one"))), Told((("x-trace", "two"), ("Accept", "two"))))
    steps = iter(interpret(own, context_of(None, record, observers=observers, base_url=URL)))
    send = next(steps)
    assert isinstance(send, Send)
    headers = [(name, value) for name, value in send.headers if name != b"accept"]
    assert headers == [(b"traceparent", b"own"), (b"x-trace", b"one")]
    assert [name for name, _ in send.headers].count(b"accept") == 1
    steps.close()


@in_one_test("url", ["https://a.example:99999/x", "https://a.example:abc/x", "https://[::1/x"])
def test_an_address_that_cannot_be_parsed_is_no_affair_of_the_observers(url: str):
    observer = Told()
    drive(attrs.evolve(READ, at_root=url), [reply(200)], context_of(observers=(observer,), base_url=URL))
    assert (observer.events[0].server, observer.events[0].port) == ("", 0)


def test_ctrl_c_in_a_hook_ends_the_call():
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        drive(READ, [reply(200)], context_of(observers=(Hooks(on_request=interrupt),), base_url=URL))


async def _coroutine(_: object) -> None: ...


class _Awaited:
    async def __call__(self, _: object) -> None: ...


@in_one_test(
    "value, problem",
    [
        (_coroutine, "on_retry is a coroutine function"),
        (_Awaited(), "on_retry is a coroutine function"),
        ("text", "on_retry takes a function, not str"),
    ],
)
def test_what_is_no_hook_is_refused(value: Any, problem: str):
    with pytest.raises(TypeError, match=problem):
        Hooks(on_retry=value)


@in_one_test(
    "value, problem",
    [(Hooks, "not Hooks"), (print, "not builtin_function_or_method"), ([Hooks(), 3], "not int"), ("x", "not str")],
)
def test_what_is_no_observer_is_refused(value: Any, problem: str):
    with pytest.raises(TypeError, match=problem):
        check_observers(value)


def test_observers_are_given_one_or_several_or_none():
    one, other = Hooks(), Hooks(on_retry=print)
    assert [check_observers(given) for given in (None, one, [one, other])] == [(), (one,), (one, other)]
