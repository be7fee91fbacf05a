"""One connection by itself, driven by hand over a pair of sockets: no server, no threads, no waiting."""

from __future__ import annotations

import select
import socket
import time
import types
from collections.abc import Iterator
from typing import Any

import attrs
import pytest

from esignkit.core.flow import Prepare
from esignkit.runners.http11 import KEEP_ALIVE, Connection
from esignkit.runners.protocol_errors import LocalProtocolError, RemoteProtocolError
from esignkit.runners.requests import Origin, Request
from esignkit.runners.streamed_body import StreamedBody
from esignkit.runners.streams import BLOCK, EITHER, PIECE, READ, WRITE, PlainStream
from esignkit.runners.time_limit import LONGEST, Expired
from tests.runners.conftest import SocketPairs
from tests.runners.raw import answer

ORIGIN = Origin("http", "127.0.0.1", 80, b"127.0.0.1", b"/base")
OK = answer()

BLOCK_OF_BODY = b"a block of a body"


@attrs.define(eq=False)
class Pair:
    """A connection, and the server's end of it."""

    connection: Connection
    there: socket.socket

    def say(self, data: bytes) -> None:
        self.there.setblocking(True)
        self.there.sendall(data)

    def heard(self) -> bytes:
        self.there.setblocking(False)
        out = b""
        try:
            while data := self.there.recv(1 << 20):
                out += data
        except BlockingIOError:
            pass
        return out

    def ask(self, *said: bytes, body: Any = b"", method: str = "POST", blocks: Any = ()) -> tuple[int, bytes]:
        """Make one exchange; what is said comes piece by piece, whenever the connection waits for something."""
        connection = self.connection
        connection.begin(time.monotonic() + 60, 60)
        head = drive(connection.exchange(request(body, method)), self, list(said), iter(blocks))
        out = b""
        rest = list(said[self.used :])
        while data := drive(connection.receive(), self, rest):
            out += data
        return head.status, out

    used: int = 0


def drive(steps: Any, pair: Pair, said: list[bytes], blocks: Iterator[bytes] | None = None) -> Any:
    try:
        wanted = next(steps)
        while True:
            if wanted == BLOCK:
                wanted = steps.send(next(blocks, None) if blocks is not None else None)
            elif wanted == READ:
                if said:
                    pair.say(said.pop(0))
                    pair.used += 1
                else:
                    waiting = pair.connection.stream.socket
                    assert select.select([waiting], [], [], 0)[0], "it waits, and nothing will come"
                wanted = steps.send(READ)
            else:
                pair.heard()
                wanted = steps.send(WRITE)
    except StopIteration as stop:
        return stop.value


def request(body: Any = b"", method: str = "POST", **headers: str) -> Request:
    named = [(b"host", b"127.0.0.1"), *((k.encode(), v.encode()) for k, v in headers.items())]
    if isinstance(body, bytes):
        named.append((b"content-length", b"%d" % len(body)))
    elif body.size is None:
        named.append((b"transfer-encoding", b"chunked"))
    else:
        named.append((b"content-length", b"%d" % body.size))
    return Request(ORIGIN, method, b"/base/x", named, body)


def connected(socket_pair: SocketPairs, origin: Origin = ORIGIN) -> Pair:
    here, there = socket_pair()
    connection = Connection(origin)
    connection.use(PlainStream(here))
    return Pair(connection, there)


@pytest.fixture
def pair(socket_pair: SocketPairs) -> Pair:
    return connected(socket_pair)


def streamed(size: int | None, *blocks: bytes) -> StreamedBody:
    body = StreamedBody(Prepare((b"",)))
    body.size = size
    return body


def test_a_connection_that_is_not_connected_yet() -> None:
    one = Connection(ORIGIN)
    assert (one.origin, one.ref(), one.stream, one.number) == (ORIGIN, one, None, -1)
    assert (one.started, one.whole, one.cut_off) == (False, False, False)
    assert (one.deadline, one.idle_limit, one.since) == (0.0, 0.0, 0.0)


# One exchange -------------------------------------------------------------------------------------------------------------
def test_a_request_as_it_goes_out_and_its_answer(pair: Pair) -> None:
    assert pair.ask(OK, body=b'{"n":1}') == (200, b'{"id": "a"}')
    assert pair.heard() == b'POST /base/x HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 7\r\n\r\n{"n":1}'
    assert pair.connection.started
    assert pair.connection.whole


@pytest.mark.parametrize("size", [0, PIECE + 1])
def test_nothing_is_sent_after_the_deadline(pair: Pair, size: int) -> None:
    """A process that was stopped before its first byte may wake up at any time."""
    pair.connection.begin(time.monotonic() - 1, 60)
    with pytest.raises(Expired):
        drive(pair.connection.exchange(request(b"x" * size)), pair, [])
    assert not pair.connection.started
    assert pair.heard() == b""


@pytest.mark.parametrize("sent", [0, 1])
def test_a_request_that_was_begun_is_not_completed_after_the_deadline(pair: Pair, sent: int) -> None:
    """A process that was stopped in the middle of a body wakes up when another has taken its work over."""
    connection = pair.connection
    connection.begin(time.monotonic() + 60, 60)
    steps = connection.exchange(request(streamed(2 * len(BLOCK_OF_BODY))))
    assert next(steps) == BLOCK
    for _ in range(sent):
        assert steps.send(BLOCK_OF_BODY) == BLOCK
    connection.resume(time.monotonic() - 1)
    with pytest.raises(Expired):
        steps.send(BLOCK_OF_BODY)
    assert connection.started
    assert pair.heard().count(BLOCK_OF_BODY) == sent


def test_head_and_small_body_are_one_segment(pair: Pair) -> None:
    sent: list[int] = []
    real = pair.connection.stream

    class Counting(PlainStream):
        def send(self, data: Any, stop: Any = None) -> Any:
            sent.append(len(data))
            return (yield from super().send(data, stop))

    assert real is not None
    pair.connection.stream = Counting(real.socket)
    for size in (1000, PIECE):
        pair.ask(OK, body=b"x" * size)
        assert len(sent) == 1
        assert pair.connection.recycle()
        sent.clear()
    pair.ask(OK, body=b"x" * (2 * PIECE + 1))
    assert sent[1:] == [PIECE, PIECE, 1, 0]
    assert sent[0] < 200


@pytest.mark.parametrize("size", [0, 1, PIECE, PIECE + 1, 3 * PIECE + 5])
def test_bodies_of_bytes_arrive_whole(pair: Pair, size: int) -> None:
    connection = pair.connection
    assert connection.stream is not None
    for one in (connection.stream.socket, pair.there):
        one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 22)
    got, body = bytearray(), bytes(range(256)) * (size // 256) + b"z" * (size % 256)
    connection.begin(time.monotonic() + 60, 60)
    steps = connection.exchange(request(body))
    wanted = next(steps)
    try:
        while True:
            got += pair.heard()
            if wanted == READ:
                pair.say(OK)
            wanted = steps.send(wanted)
    except StopIteration as stop:
        assert stop.value.status == 200
    got += pair.heard()
    assert bytes(got).partition(b"\r\n\r\n")[2] == body


def test_blocks_of_a_body_are_counted_and_told(pair: Pair) -> None:
    told: list[tuple[int, int | None]] = []
    body = streamed(6)
    body.progress = lambda done, total: told.append((done, total))
    assert pair.ask(OK, body=body, blocks=[b"abc", b"", b"def"]) == (200, b'{"id": "a"}')
    assert pair.heard().endswith(b"\r\n\r\nabcdef")
    assert told == [(3, 6), (3, 6), (6, 6)]


def test_a_body_of_unknown_length_is_chunked(pair: Pair) -> None:
    assert pair.ask(OK, body=streamed(None), blocks=[b"abc", b"defg"])[0] == 200
    assert pair.heard().endswith(b"\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n")


@pytest.mark.parametrize(
    ("status", "stops"), [(b"413 Too Large", True), (b"400 Bad", True), (b"399 Odd", False), (b"200 OK", False)]
)
def test_an_early_refusal_ends_an_upload_and_another_answer_does_not(pair: Pair, status: bytes, stops: bool) -> None:
    def blocks() -> Iterator[bytes]:
        yield b"abc"
        pair.say(b"HTTP/1.1 100 Continue\r\n\r\n" + answer(b"{}", status=status))
        yield b"def"
        yield b"ghi"

    asked = pair.ask(body=streamed(9), blocks=blocks())
    assert asked == (int(status[:3]), b"{}")
    assert pair.heard().endswith(b"\r\n\r\nabc" if stops else b"\r\n\r\nabcdefghi")
    assert pair.connection.recycle() is not stops


def test_what_is_half_an_early_answer_is_read_on(pair: Pair) -> None:
    def blocks() -> Iterator[bytes]:
        yield b"abc"
        pair.say(OK[:9])
        yield b"def"

    assert pair.ask(OK[9:], body=streamed(6), blocks=blocks()) == (200, b'{"id": "a"}')
    assert pair.connection.recycle()


def test_a_refusal_is_heard_while_the_other_side_takes_nothing_more(pair: Pair) -> None:
    connection = pair.connection
    connection.begin(time.monotonic() + 60, 60)
    steps = connection.exchange(request(streamed(100 * PIECE)))
    wanted, sent = next(steps), 0
    while wanted == BLOCK:
        wanted, sent = steps.send(b"x" * PIECE), sent + PIECE
    assert wanted == EITHER, "it listens while it cannot send"
    assert steps.send(READ) == EITHER  # nothing was there to read after all
    pair.say(answer(b"{}", status=b"413 Too Large"))
    with pytest.raises(StopIteration) as stop:
        steps.send(READ)
    assert stop.value.value.status == 413
    assert sent < 100 * PIECE


def test_it_listens_no_more_once_an_answer_has_begun(pair: Pair) -> None:
    connection = pair.connection
    connection.begin(time.monotonic() + 60, 60)
    steps = connection.exchange(request(streamed(100 * PIECE)))
    wanted = next(steps)
    while wanted == BLOCK:
        wanted = steps.send(b"x" * PIECE)
    pair.say(OK[:-1])
    assert steps.send(READ | WRITE) == WRITE


def test_the_answer_is_read_when_the_upload_breaks(pair: Pair) -> None:
    def blocks() -> Iterator[bytes]:
        yield b"abc"
        pair.heard()
        pair.say(answer(b"{}", status=b"503 No"))
        pair.there.close()
        yield b"def"
        yield b"ghi"

    assert pair.ask(body=streamed(9), blocks=blocks()) == (503, b"{}")


def test_an_upload_that_breaks_without_an_answer_is_told_as_what_it_was(pair: Pair) -> None:
    def blocks() -> Iterator[bytes]:
        pair.there.close()
        yield b"abc"
        yield b"def"
        yield b"ghi"

    with pytest.raises(ConnectionError):
        pair.ask(body=streamed(9), blocks=blocks())
    assert pair.connection.started


@pytest.mark.parametrize(
    ("status", "counts"), [(b"200 OK", False), (b"299 Odd", False), (b"300 Many", True), (b"503 No", True)]
)
def test_the_answer_counts_when_a_request_breaks_unless_it_is_a_success(
    pair: Pair, status: bytes, counts: bool
) -> None:
    pair.say(answer(b"{}", status=status))
    pair.there.close()
    if counts:
        assert pair.ask(body=b"abc") == (int(status[:3]), b"{}")
        return
    with pytest.raises(ConnectionError):
        pair.ask(body=b"abc")


def test_what_a_progress_callback_raises_is_not_taken_for_the_connections(pair: Pair) -> None:
    def progress(done: int, total: int | None) -> None:
        raise BrokenPipeError("the caller's own")

    body = streamed(3)
    body.progress = progress
    with pytest.raises(BrokenPipeError, match="own"):
        pair.ask(body=body, blocks=[b"abc"])


def test_headers_are_checked_before_anything_is_sent(pair: Pair) -> None:
    pair.connection.begin(time.monotonic() + 60, 60)
    for wrong in ({"x y": "1"}, {"x": "a\nb"}):
        with pytest.raises(LocalProtocolError):
            next(pair.connection.exchange(request(**wrong)))
    assert not pair.connection.started
    assert pair.heard() == b""


def test_the_head_of_an_answer_is_told_as_it_came(pair: Pair) -> None:
    pair.connection.begin(time.monotonic() + 60, 60)
    said = b"HTTP/1.1 207 Odd\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 0\r\n\r\n"
    head = drive(pair.connection.exchange(request()), pair, [said])
    assert head.status == 207
    assert head.headers == {"x-a": "1, 2", "content-length": "0"}


def test_how_long_a_head_may_be(pair: Pair) -> None:
    start, end = b"HTTP/1.1 200 OK\r\nx: ", b"\r\ncontent-length: 0\r\n\r\n"
    longest = start + b"y" * (100 * 1024 - len(start))
    assert pair.ask(longest, end) == (200, b"")
    assert pair.connection.recycle()
    with pytest.raises(RemoteProtocolError):
        pair.ask(longest + b"y", end)


def test_calls_with_the_same_headers_have_methods_and_targets_of_their_own(pair: Pair) -> None:
    connection = pair.connection
    for method, target in ((b"GET", b"/a"), (b"GET", b"/b"), (b"DELETE", b"/b")):
        connection.begin(time.monotonic() + 60, 60)
        one = attrs.evolve(request(b"", method.decode()), target=target)
        drive(connection.exchange(one), pair, [OK])
        while drive(connection.receive(), pair, []):
            pass
        assert pair.heard().startswith(method + b" " + target + b" HTTP/1.1\r\nhost: 127.0.0.1\r\n")
        assert connection.recycle()


def test_headers_of_one_call_are_not_the_next_calls(pair: Pair) -> None:
    connection = pair.connection
    for value in ("1", "1", "2"):
        connection.begin(time.monotonic() + 60, 60)
        drive(connection.exchange(request(b"", "GET", **{"x-key": value})), pair, [OK])
        while drive(connection.receive(), pair, []):
            pass
        assert b"x-key: " + value.encode() in pair.heard()
        assert connection.recycle()


@pytest.mark.parametrize("said", [b"", b"garbage\r\n\r\n", OK[:20], b"HTTP/1.1 100 Continue\r\n\r\n"])
def test_an_answer_that_breaks_off_before_its_head_is_whole(pair: Pair, said: bytes) -> None:
    pair.connection.begin(time.monotonic() + 60, 60)
    steps = pair.connection.exchange(request())
    assert next(steps) == READ
    pair.say(said)
    pair.there.close()
    with pytest.raises((RemoteProtocolError, ConnectionError)):
        list(map(steps.send, [READ, READ]))


def test_a_body_that_breaks_off_is_never_whole(pair: Pair) -> None:
    pair.connection.begin(time.monotonic() + 60, 60)
    drive(pair.connection.exchange(request()), pair, [OK[:-3]])
    assert drive(pair.connection.receive(), pair, []) == OK[-11:-3]
    pair.there.close()
    with pytest.raises((RemoteProtocolError, ConnectionError)):
        drive(pair.connection.receive(), pair, [])
    assert not pair.connection.whole
    assert not pair.connection.recycle()


def test_a_body_without_a_length_ends_with_its_connection_unless_that_was_cut(socket_pair: SocketPairs) -> None:
    for cut in (False, True):
        one = connected(socket_pair)
        connection = one.connection
        connection.begin(time.monotonic() + 60, 60)
        drive(connection.exchange(request()), one, [b"HTTP/1.1 200 OK\r\n\r\nab"])
        assert drive(connection.receive(), one, []) == b"ab"
        if cut:
            connection.cut()
            with pytest.raises(EOFError):
                drive(connection.receive(), one, [])
        else:
            one.heard()
            one.there.close()
            assert drive(connection.receive(), one, []) == b""
        assert connection.whole is not cut
        assert not connection.recycle()


# Kept or not ---------------------------------------------------------------------------------------------------------------
SURPLUS = [b"\n", b"HTTP/1.1 ", OK]


@pytest.mark.parametrize("surplus", SURPLUS)
def test_a_connection_with_bytes_beyond_its_answer_is_not_kept(pair: Pair, surplus: bytes) -> None:
    assert pair.ask(OK + surplus) == (200, b'{"id": "a"}')
    assert not pair.connection.recycle()


@pytest.mark.parametrize("surplus", SURPLUS)
def test_surplus_that_lies_in_the_socket_is_seen(pair: Pair, surplus: bytes) -> None:
    assert pair.ask(OK) == (200, b'{"id": "a"}')
    pair.say(surplus)
    assert not pair.connection.recycle()


def test_surplus_that_comes_while_it_is_idle_is_seen(pair: Pair) -> None:
    pair.ask(OK)
    assert pair.connection.recycle()
    assert not pair.connection.stale(time.monotonic())
    pair.say(b"x")
    assert pair.connection.stale(time.monotonic())


def test_an_idle_connection_that_was_closed_or_is_old_is_stale(pair: Pair) -> None:
    pair.ask(OK)
    assert pair.connection.recycle()
    assert not pair.connection.stale(pair.connection.since + KEEP_ALIVE)
    assert pair.connection.stale(pair.connection.since + KEEP_ALIVE + 0.001)
    pair.there.close()
    assert pair.connection.stale(pair.connection.since)


@pytest.mark.parametrize(
    ("said", "keeps"),
    [
        (OK, True),
        (answer(head=b"Connection: close\r\n"), False),
        (OK.replace(b"1.1", b"1.0"), False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", False),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX: y\r\n\r\n", True),
        (b"HTTP/1.1 204 No\r\n\r\n", True),
    ],
)
def test_which_answers_keep_a_connection(pair: Pair, said: bytes, keeps: bool) -> None:
    pair.ask(said)
    assert pair.connection.recycle() is keeps


def test_two_lengths_are_forgiven_to_the_next_answer_only(pair: Pair) -> None:
    pair.ask(OK)
    assert pair.connection.recycle()
    pair.ask(OK)
    assert pair.connection.recycle()
    assert pair.connection.since <= time.monotonic()


def test_a_connection_that_was_cut_or_not_read_to_the_end_is_not_kept(pair: Pair) -> None:
    pair.connection.begin(time.monotonic() + 60, 60)
    drive(pair.connection.exchange(request()), pair, [OK])
    assert not pair.connection.recycle()
    while drive(pair.connection.receive(), pair, []):
        pass
    pair.connection.cut_off = True
    assert not pair.connection.recycle()


def test_cutting_and_closing_what_is_closed_or_not_connected_is_fine(pair: Pair) -> None:
    pair.connection.close()
    pair.connection.cut()
    pair.connection.close()
    other = Connection(ORIGIN)
    other.cut()
    other.close()
    assert other.cut_off


def test_cutting_wakes_who_waits(pair: Pair) -> None:
    pair.connection.cut()
    assert pair.there.recv(1) == b""


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time that connections see; it passes when a test says so."""
    now = [100.0]
    for module in ("http11", "time_limit"):
        monkeypatch.setattr(f"esignkit.runners.{module}.time", types.SimpleNamespace(monotonic=lambda: now[0]))
    return now


# Time ----------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("deadline", "idle_limit", "left", "idles_first"),
    [
        (150, 170, 50, False),
        (150, 50, 50, False),
        (270, 70, 70, True),
        (101, 70, 1, False),
        (170, 1, 1, True),
        (1e12, 1e13, LONGEST, False),
        (100, 70, "the deadline passed", False),
        (99, 70, "the deadline passed", False),
        (150, 0, "nothing was sent or received for 0 s", True),
        (100, 0, "the deadline passed", False),
    ],
)
def test_how_long_it_may_wait(
    pair: Pair, clock: list[float], deadline: float, idle_limit: float, left: float | str, idles_first: bool
) -> None:
    pair.connection.begin(deadline, idle_limit)
    assert pair.connection.idles_first is idles_first
    if isinstance(left, str):
        with pytest.raises(Expired, match=left):
            pair.connection.time_left()
    else:
        assert pair.connection.time_left() == left


def test_a_deadline_that_moves(pair: Pair, clock: list[float]) -> None:
    connection = pair.connection
    connection.begin(150, 70)
    connection.extend(5)
    connection.extend(10)
    assert connection.time_left() == 65
    clock[0] = 160
    connection.pause()
    connection.resume(250)
    assert connection.time_left() == 70, "what the caller does between two chunks is no standing still"
    connection.resume(190)
    assert connection.time_left() == 30


def test_progress_moves_the_idle_limit(pair: Pair, clock: list[float]) -> None:
    connection = pair.connection
    connection.begin(1000, 10)
    clock[0] = 109
    assert connection.time_left() == 1
    connection.note_progress()
    assert connection.time_left() == 10
    clock[0] = 118
    steps = connection.exchange(request())
    next(steps)
    assert connection.time_left() == 10  # the request went out
    clock[0] = 127
    pair.say(OK[:-2])
    with pytest.raises(StopIteration):
        steps.send(READ)
    assert connection.time_left() == 10  # something came
    clock[0] = 136
    assert drive(connection.receive(), pair, []) == b'{"id": "a'  # it was there already
    next(connection.receive())
    assert connection.time_left() == 10  # what the caller did in between is no standing still


def test_each_block_that_is_sent_moves_the_idle_limit(pair: Pair, clock: list[float]) -> None:
    connection = pair.connection
    connection.begin(1000, 10)
    steps = connection.exchange(request(streamed(6)))
    assert next(steps) == BLOCK
    for _ in range(2):
        clock[0] += 9
        steps.send(b"abc")
        assert connection.time_left() == 10
