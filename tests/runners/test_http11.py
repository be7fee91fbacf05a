"""HTTP/1.1 as servers speak it: what may stand round an answer, and what ends a connection."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from esignkit.core.files import upload
from esignkit.core.flow import Call, Steps
from esignkit.core.operation import Json, Multipart, Operation, Part, Repeat
from esignkit.core.response_readers import open_json
from esignkit.errors import ApiError, ESignError, OutcomeUnknownError, ServerError
from tests.clocks import until
from tests.runners.calls import create, get
from tests.runners.conftest import Driver
from tests.runners.raw import Caller, Script, answer, raw_server
from tests.runners.test_surplus import certificate, trusting
from tests.support import IF_LOST
from tests.tables import in_one_test

__all__ = ["certificate", "trusting"]  # fixtures

OK = answer()
STATUS: Operation[int] = Operation("any", "GET", "/x", lambda answer: answer.status)
WRITE: Operation[int] = Operation(
    "any", "PUT", "/x", lambda answer: answer.status, body=Json(1), repeat=Repeat.NEVER, if_lost=IF_LOST
)
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
LENGTHLESS = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{"id": "a"}'


def always(*pieces: bytes | float, close: bool = False) -> Script:
    def script(caller: Caller, number: int) -> None:
        while caller.heard():
            caller.say(*pieces)
            if close:
                return

    return script


@pytest.mark.parametrize(
    ("pieces", "keeps"),
    [
        ([b"HTTP/1.1 100 Continue\r\n\r\n" + OK], True),
        ([b"HTTP/1.1 102 Processing\r\n\r\n", 0.01, b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", OK], True),
        ([CHUNKED + b'Trailer: X-Sum\r\n\r\nb\r\n{"id": "a"}\r\n0\r\nX-Sum: 1\r\nX-Other: 2\r\n\r\n'], True),
        ([CHUNKED + b'\r\nb;ext="1"\r\n{"id": "a"}\r\n0\r\n\r\n'], True),
        ([OK[:1], 0.01, OK[1:30], 0.01, OK[30:]], True),
        ([answer(head=b"Connection: keep-alive\r\n")], True),
        ([answer(head=b"Connection: close\r\n")], False),
        ([OK.replace(b"HTTP/1.1", b"HTTP/1.0")], False),
        ([answer(head=b"Transfer-Encoding: chunked\r\n").partition(b"\r\n\r\n")[0] + b'\r\n\r\nb\r\n{"id": "a"}\r\n0\r\n\r\n'], False),
    ],
    ids=["100", "102 and 103", "trailers", "chunk extension", "piecemeal", "keep-alive", "close", "1.0", "two lengths"],
)  # fmt: skip
def test_an_answer_is_read_and_its_connection_kept_or_not(kept: Driver, pieces: list[Any], keeps: bool) -> None:
    with raw_server(always(*pieces)) as server:
        assert kept(server.base, get(), create(), get()) == "a"
        assert server.connections == (1 if keeps else 3)
        assert len(server.heard) == 3


def test_an_answer_that_ends_with_its_connection(run: Driver) -> None:
    with raw_server(always(LENGTHLESS, close=True)) as server:
        assert run(server.base, get(), create(), get()) == "a"
        assert server.connections == 3


@in_one_test("status", [b"204 No Content", b"304 Not Modified"])
def test_an_answer_without_a_body_by_its_status(kept: Driver, status: bytes) -> None:
    with raw_server(always(b"HTTP/1.1 " + status + b"\r\nETag: x\r\n\r\n")) as server:
        for operation in (STATUS, WRITE):
            try:
                assert kept(server.base, operation, operation) == 204
            except ApiError as error:
                assert error.status == 304  # a refusal like any other that is no success
        assert server.connections == 2


@in_one_test(
    "said",
    [
        b"",
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1",
        answer()[:-1],
        CHUNKED + b'\r\nb\r\n{"id": "a"}\r\n',
        CHUNKED + b'\r\nb\r\n{"id": "a"}\r\n0\r\nX-Cut: ',
        b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\nContent-Length: 12\r\n\r\n" + b'{"id": "a"}',
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        b"HTTP/2 200\r\n\r\n",
        b"ICY 200 OK\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000,
        b"HTTP/1.1 200 OK\r\nbad header\r\n\r\n",
    ],
)
def test_what_is_no_whole_answer_is_never_taken_for_one(run: Driver, said: bytes) -> None:
    with raw_server(always(said, close=True)) as server:
        with pytest.raises(OutcomeUnknownError):
            run(server.base, create())
        assert len(server.heard) == 1, "it was sent again"
        with pytest.raises(ServerError):
            run(server.base, get(options={"attempts": 2}))
        assert len(server.heard) == 3


def test_interim_answers_without_end_end_at_the_deadline(run: Driver) -> None:
    def script(caller: Caller, number: int) -> None:
        caller.heard()
        while True:
            caller.say(b"HTTP/1.1 100 Continue\r\n\r\n", 0.01)

    with raw_server(script) as server, pytest.raises(OutcomeUnknownError, match="deadline"):
        run(server.base, create(options={"timeout": 0.5}))


# Uploads -----------------------------------------------------------------------------------------------------------------
BIG = b"x" * (8 << 20)


def sending(repeat: Repeat = Repeat.NEVER, **more: Any) -> Operation[Any]:
    parts = (Part("file", upload(("big.bin", BIG, "application/octet-stream"))),)
    return Operation(
        "files.send", "POST", "/files", open_json, body=Multipart(parts), repeat=repeat, if_lost=IF_LOST, **more
    )


@pytest.mark.parametrize("hangs_up", [False, True], ids=["stops reading", "hangs up"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_an_early_refusal_of_an_upload_is_heard(kept: Driver, scheme: str, hangs_up: bool, trusting: str) -> None:
    """A server that refuses need not read what it does not want; a client that insists would wait for ever."""
    done = threading.Event()

    def script(caller: Caller, number: int) -> None:
        caller.connection.recv(10_000)
        caller.say(answer(b'{"message": "too large"}', status=b"413 Payload Too Large"))
        if not hangs_up:
            done.wait(20)

    with raw_server(script, trusting if scheme == "https" else None) as server:
        try:
            with pytest.raises((ApiError, OutcomeUnknownError)) as caught:
                kept(server.base, sending(options={"timeout": 15.0}))
        finally:
            done.set()
        if not hangs_up:  # a reset may overtake the answer
            assert caught.value.status == 413
        assert server.connections == 1


def test_an_answer_that_begins_before_the_upload_is_whole_does_not_end_it(kept: Driver) -> None:
    got: list[int] = []

    def script(caller: Caller, number: int) -> None:
        data = caller.connection.recv(10_000)
        caller.say(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n")
        size = len(data.partition(b"\r\n\r\n")[2])
        length = next(int(line[15:]) for line in data.lower().split(b"\r\n") if line.startswith(b"content-length"))
        while size < length:
            size += len(caller.connection.recv(1 << 20))
        got.append(size - length)
        caller.say(b'{"id": "a"}')

    with raw_server(script) as server:
        assert kept(server.base, sending()) == {"id": "a"}
    assert got == [0]


def test_a_server_that_hangs_up_amid_an_upload(run: Driver) -> None:
    def script(caller: Caller, number: int) -> None:
        caller.connection.recv(10_000)

    with raw_server(script) as server:
        with pytest.raises(OutcomeUnknownError):
            run(server.base, sending())
        assert server.connections == 1


# Half-closed -------------------------------------------------------------------------------------------------------------
def test_a_server_that_says_no_more_after_an_answer(kept: Driver) -> None:
    """Its end of the connection is shut, ours would still take a request: which nobody would answer."""
    ended: list[int] = []

    def script(caller: Caller, number: int) -> None:
        caller.heard()
        caller.say(OK)
        caller.end()
        ended.append(number)
        while caller.connection.recv(65536):
            pass

    def once_ended(count: int) -> Steps[None]:
        """Wait until the server has shut its end: until then nobody can know that it will."""
        yield Call(lambda: until(lambda: len(ended) == count))

    with raw_server(script) as server:
        for count, flow in ((1, get()), (3, create())):
            assert kept(server.base, get(), once_ended(count), flow) == "a"
        assert len(server.heard) == server.connections == 4


def test_a_server_that_says_no_more_before_its_answer(run: Driver) -> None:
    def script(caller: Caller, number: int) -> None:
        caller.heard()
        caller.end()
        while caller.connection.recv(65536):
            pass

    with raw_server(script) as server:
        with pytest.raises(OutcomeUnknownError):
            run(server.base, create())
        assert len(server.heard) == 1


def test_a_request_that_http_cannot_say_is_refused_unsent(kept: Driver) -> None:
    operation = create(headers={"x-odd name": "1"})
    with raw_server(always(OK)) as server:
        with pytest.raises((ValueError, ESignError)) as caught:
            kept(server.base, operation)
        assert not getattr(caught.value, "maybe_applied", False)
        assert server.heard == []


def test_a_long_answer_to_an_upload_under_way_costs_no_spinning(kept: Driver) -> None:
    """Once an answer has begun that refuses nothing, what else comes is read when the upload is sent, not before."""

    def script(caller: Caller, number: int) -> None:
        data = caller.connection.recv(10_000)
        length = next(int(line[15:]) for line in data.lower().split(b"\r\n") if line.startswith(b"content-length"))
        caller.say(b"HTTP/1.1 200 OK\r\nContent-Length: 1011\r\n\r\n" + b" " * 1000, 1.0)
        size = len(data.partition(b"\r\n\r\n")[2])
        while size < length:
            size += len(caller.connection.recv(1 << 20))
        caller.say(b'{"id": "a"}')

    with raw_server(script) as server:
        begin = time.thread_time()
        assert kept(server.base, sending()) == {"id": "a"}
        assert time.thread_time() - begin < 0.5, "it was busy while it waited"
