"""One exchange by itself, blocking and awaiting: what carries it is a script, so nothing waits and nothing is sent."""

from __future__ import annotations

import asyncio
import gzip
import time
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import h11
import pytest

from esignkit.core.flow import Answer, Send, SendFailed
from esignkit.core.operation import Buffer, Into, Open
from esignkit.errors import StreamError
from esignkit.runners import aio_exchange, sync_exchange
from esignkit.runners.aio_client_exchange import AsyncClientExchange
from esignkit.runners.aio_exchange import AsyncConnections
from esignkit.runners.awaiting import AwaitingConnection
from esignkit.runners.blocking import BlockingConnection
from esignkit.runners.client_exchange import ClientExchange
from esignkit.runners.connections import ERROR_BODY
from esignkit.runners.failures import CLOSED, Expired
from esignkit.runners.requests import Request, ResponseHead
from esignkit.runners.sync_exchange import SyncConnections
from tests.runners.server import pdf

BASE = "http://service.example/v1"


@attrs.define(eq=False)
class Script:
    """What happens on a connection: how it opens, which head comes, which pieces."""

    status: int = 200
    headers: list[tuple[bytes, bytes]] = attrs.field(factory=list)
    pieces: list[bytes | Exception] = attrs.field(factory=list)
    opening: Exception | None = None
    head: Exception | None = None
    before_head: Callable[[], object] | None = None
    keeps: bool = True
    log: list[str] = attrs.field(factory=list)
    requests: list[Request] = attrs.field(factory=list)
    extended: float = 0.0


def scripted(kind: type[Any], script: Script, origin: Any) -> Any:
    """A connection of a kind that does what the script says."""

    class Scripted(kind):
        __slots__ = ("__dict__",)

        def __init__(self) -> None:
            super().__init__(origin)
            self.ref = weakref.ref(self)

        def _open(self) -> None:
            script.log.append("open")
            if script.opening is not None:
                raise script.opening
            self.stream = object()

        def _head(self, request: Request) -> ResponseHead:
            script.requests.append(request)
            self.started = True
            if script.before_head is not None:
                script.before_head()
            if script.head is not None:
                raise script.head
            return ResponseHead(script.status, script.headers)

        def _read(self) -> bytes:
            piece = script.pieces.pop(0) if script.pieces else b""
            if isinstance(piece, Exception):
                raise piece
            self.whole = not piece
            return piece

        def extend(self, seconds: float) -> None:
            script.extended += seconds

        def recycle(self) -> bool:
            script.log.append("recycle")
            return script.keeps and self.whole

        def stale(self, now: float) -> bool:
            return False

        def cut(self) -> None:
            script.log.append("cut")
            self.cut_off = True

        def pause(self) -> None:
            script.log.append("pause")

        def resume(self, deadline: float) -> None:
            script.log.append("resume")

        def close(self) -> None:
            script.log.append("close")

    if kind is BlockingConnection:

        class Blocking(Scripted):
            def open(self, context: Any, given_up: Any) -> None:
                self._open()

            def head(self, request: Request) -> ResponseHead:
                return self._head(request)

            def read(self) -> bytes:
                return self._read()

        return Blocking()

    class Awaiting(Scripted):
        async def open(self, context: Any) -> None:
            self._open()

        async def head(self, request: Request) -> ResponseHead:
            return self._head(request)

        async def read(self) -> bytes:
            return self._read()

    return Awaiting()


def send(sink: Any = None, **more: Any) -> Send:
    given: dict[str, Any] = {"deadline": time.monotonic() + 60, "idle_limit": 60.0} | more
    return Send("GET", b"/x", [(b"accept", b"a/b")], b"", sink or Buffer(), **given)


@attrs.define(eq=False)
class World:
    """Connections whose exchanges go as scripts say, in either mode."""

    mode: str
    script: Script
    connections: Any

    def send(self, one: Send) -> Answer:
        if self.mode == "sync":
            return self.connections.send(one)
        return asyncio.run(self.connections.send(one))

    def all_of(self, answer: Answer, most: int = 1000) -> list[bytes]:
        """The chunks of an opened download; it is closed then."""
        opened: Any = answer.opened
        if self.mode == "sync":
            try:
                return [chunk for _, chunk in zip(range(most), opened, strict=False)]
            finally:
                opened.close()
                opened.close()

        async def read() -> list[bytes]:
            out: list[bytes] = []
            try:
                async for chunk in opened:
                    out.append(chunk)
                    if len(out) == most:
                        break
            finally:
                await opened.close()
                await opened.close()
            return out

        return asyncio.run(read())

    @property
    def free(self) -> int:
        """How many could pass the gate now."""
        if self.mode == "sync":
            return self.connections.pool.gate.free

        async def ask() -> int:
            return self.connections.pool.state().gate.value

        return asyncio.run(ask())

    def close(self) -> None:
        if self.mode == "sync":
            self.connections.close()
        else:
            asyncio.run(self.connections.close())


@pytest.fixture(params=["sync", "async"])
def world(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    script = Script(pieces=[b'{"id":', b' "a"}'])
    made: Any = (
        SyncConnections(BASE, max_connections=3)
        if request.param == "sync"
        else AsyncConnections(BASE, max_connections=3)
    )
    kind = BlockingConnection if request.param == "sync" else AwaitingConnection

    def way(origin: Any) -> Any:
        return made.pool.idle.take(origin) or scripted(kind, script, origin)

    monkeypatch.setattr(made, "_way", way)
    one = World(request.param, script, made)
    yield one
    one.close()


def failed(world: World, one: Send | None = None) -> SendFailed:
    with pytest.raises(SendFailed) as caught:
        world.send(one or send())
    assert world.free == 3
    assert not getattr(world.connections.pool, "busy", None)
    return caught.value


def test_an_answer(world: World) -> None:
    world.script.headers = [(b"X-Two", b"a"), (b"x-two", b"b"), (b"Set-Cookie", b"s=1")]
    answer = world.send(send())
    assert (answer.status, answer.content) == (200, b'{"id": "a"}')
    assert answer.headers == {"x-two": "a, b"}
    assert world.script.log == ["open", "recycle"]
    assert len(world.connections.pool.idle) == 1
    assert world.free == 3
    (request,) = world.script.requests
    assert request.target == b"/v1/x"
    assert dict(request.headers)[b"accept"] == b"a/b"
    assert request.headers[0] == (b"host", b"service.example")


def test_a_kept_connection_is_not_opened_again(world: World) -> None:
    for _ in range(3):
        world.script.pieces = [b"{}"]
        world.send(send())
    assert world.script.log == ["open", "recycle", "recycle", "recycle"]


def test_a_connection_that_is_not_to_be_kept_is_closed(world: World) -> None:
    world.script.keeps = False
    world.send(send())
    assert world.script.log == ["open", "recycle", "close"]
    assert len(world.connections.pool.idle) == 0


def test_where_calls_go(world: World) -> None:
    for at_root, host, target in (
        (False, b"service.example", b"/v1/x"),
        (True, b"service.example", b"/x"),
        ("https://other.example:444/deep", b"other.example:444", b"/deep/x"),
    ):
        world.script.pieces = [b"{}"]
        world.send(send(at_root=at_root))
        request = world.script.requests[-1]
        assert (request.target, dict(request.headers)[b"host"]) == (target, host)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            ConnectionRefusedError(111, "Connection refused"),
            r"no connection to service\.example \(Connection refused\)",
        ),
        (TimeoutError("no connection in time"), "no connection in time"),
        (Expired(), "the deadline passed"),
        (Expired(3), "nothing was sent or received for 3 s"),
        (h11.LocalProtocolError("canary"), "cannot be put on the wire"),
    ],
)
def test_what_fails_before_anything_was_sent(world: World, error: Exception, said: str) -> None:
    world.script.opening = error
    failure = failed(world)
    assert not failure.sent
    assert failure.late is isinstance(error, Expired)
    assert failure.fatal is isinstance(error, h11.LocalProtocolError)
    assert failure.status is None
    assert world.script.log == ["open", "recycle", "close"]
    with pytest.raises(SendFailed, match=said):
        world.send(send())


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ConnectionResetError(104, "x"), "the connection broke"),
        (h11.RemoteProtocolError("canary"), "broke off, or sent what is not HTTP"),
        (Expired(), "the deadline passed"),
        (EOFError(), "the exchange broke"),
    ],
)
@pytest.mark.parametrize("where", ["head", "body"])
def test_what_fails_afterwards_may_have_been_done(world: World, error: Exception, said: str, where: str) -> None:
    if where == "head":
        world.script.head = error
    else:
        world.script.pieces = [b"{", error]
    failure = failed(world)
    assert failure.sent
    assert said in str(failure)
    assert "canary" not in str(failure)
    assert failure.status == (200 if where == "body" else None)
    assert failure.late is isinstance(error, Expired)
    assert world.script.log[-1] == "close"
    assert len(world.connections.pool.idle) == 0


def test_an_error_that_is_nobodys_is_passed_on(world: World) -> None:
    world.script.head = ZeroDivisionError("a bug")
    with pytest.raises(ZeroDivisionError):
        world.send(send())
    assert world.script.log[-1] == "close"
    assert world.free == 3


def test_a_client_that_was_closed_meanwhile(world: World) -> None:
    def close() -> None:
        world.connections.pool.closed = True

    world.script.before_head = close
    world.script.head = ConnectionResetError(104, "x")
    with pytest.raises(SendFailed, match=CLOSED + " while") as caught:
        world.send(send())
    assert caught.value.sent
    assert caught.value.fatal
    world.script.requests.clear()
    with pytest.raises(SendFailed, match=CLOSED) as caught:
        world.send(send())
    assert not caught.value.sent
    assert caught.value.fatal
    assert world.script.requests == []


def test_a_deadline_that_has_passed(world: World) -> None:
    failure = failed(world, send(deadline=time.monotonic() - 1))
    assert failure.late
    assert not failure.sent
    assert not failure.fatal
    assert world.script.log == []


@pytest.mark.parametrize(
    ("size", "cap", "announced", "taken"),
    [(10, 10, True, True), (11, 10, True, False), (10, 10, False, True), (11, 10, False, False)],
)
def test_more_than_the_cap_is_refused(world: World, size: int, cap: int, announced: bool, taken: bool) -> None:
    world.script.pieces = [b"x" * (size - 1), b"y"]
    world.script.headers = [(b"content-length", b"%d" % size)] if announced else []
    if taken:
        assert len(world.send(send(Buffer(cap))).content) == size
        return
    failure = failed(world, send(Buffer(cap)))
    assert failure.fatal
    assert failure.sent
    assert failure.status == 200
    assert bool(announced) is (len(world.script.pieces) == 2), "an announced length is enough to know"


def test_of_an_answer_that_is_no_success_the_beginning_is_read(world: World, tmp_path: Path) -> None:
    world.script.status = 500
    for sink in (Buffer(5), Into(tmp_path / "a"), Open()):
        world.script.pieces = [b"e" * 40_000, b"f" * 40_000, b"g"]
        answer = world.send(send(sink))
        assert answer.status == 500
        assert answer.content == b"e" * 40_000 + b"f" * (ERROR_BODY - 40_000)
        assert world.script.pieces == [b"g"]
        assert answer.opened is None
        assert world.script.log[-1] == "close"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("pieces", [1, 7])
def test_a_compressed_answer(world: World, pieces: int) -> None:
    data = gzip.compress(b'{"id": "zipped"}' * 99)
    step = len(data) // pieces + 1
    world.script.pieces = [data[at : at + step] for at in range(0, len(data), step)]
    world.script.headers = [(b"content-encoding", b"gzip")]
    assert world.send(send()).content == b'{"id": "zipped"}' * 99


@pytest.mark.parametrize("content", [b"no gzip", gzip.compress(b"x" * 99, mtime=0)[:-9]], ids=["foreign", "cut"])
def test_a_compressed_answer_that_is_broken(world: World, content: bytes) -> None:
    world.script.pieces = [content]
    world.script.headers = [(b"content-encoding", b"gzip")]
    failure = failed(world)
    assert failure.sent
    assert failure.status == 200
    assert "compressed" in str(failure)


@pytest.mark.parametrize(
    ("sink", "length", "more"),
    [(Buffer(), 5_000_000, 50.0), (Buffer(1_000_000), 1_000_000, 10.0), (Open(), 5_000_000, 50.0), (Buffer(), 0, 0.0)],
)
def test_the_deadline_grows_with_what_is_announced(world: World, sink: Any, length: int, more: float) -> None:
    if length:
        world.script.headers = [(b"content-length", b"%d" % length)]
    world.script.pieces = []
    answer = world.send(send(sink, per_byte=1e-5))
    assert world.script.extended == pytest.approx(more)
    if answer.opened is not None:
        assert 100 < answer.opened._left <= 110
        world.all_of(answer)


def test_a_download_into_a_file(world: World, tmp_path: Path) -> None:
    data = pdf(700_000)
    world.script.pieces = [data[at : at + 100_000] for at in range(0, len(data), 100_000)]
    world.script.headers = [(b"content-length", b"%d" % len(data)), (b"content-type", b"application/pdf")]
    answer = world.send(send(Into(tmp_path / "a.pdf")))
    assert answer.landed is not None
    assert answer.landed.size == 700_000
    assert (tmp_path / "a.pdf").read_bytes() == data
    assert world.script.log == ["open", "recycle"]


def test_a_download_that_breaks_leaves_no_file(world: World, tmp_path: Path) -> None:
    for last in (ConnectionResetError(104, "x"), b""):
        world.script.pieces = [b"%PDF-1.7\n", last]
        world.script.headers = [(b"content-length", b"700")]
        failure = failed(world, send(Into(tmp_path / "a.pdf")))
        assert failure.sent
        assert failure.status == 200
        assert not failure.fatal
        assert list(tmp_path.iterdir()) == []


def test_a_download_that_is_handed_over_keeps_its_place_until_it_is_closed(world: World) -> None:
    answer = world.send(send(Open()))
    if world.mode == "sync":
        assert world.free == 2
        assert world.connections.pool.busy == set()
    assert world.all_of(answer) == [b'{"id":', b' "a"}']
    assert "resume" in world.script.log
    assert world.script.log[-1] == "recycle"
    if world.mode == "sync":
        assert world.free == 3
        assert list(answer.opened) == []  # type: ignore[call-overload]  # it is an iterator, and closed
    assert len(world.connections.pool.idle) == 1


def test_a_download_that_is_handed_over_and_breaks(world: World) -> None:
    world.script.pieces = [b"a", ConnectionResetError(104, "x")]
    answer = world.send(send(Open()))
    with pytest.raises(StreamError, match="the download broke off: the connection broke") as caught:
        world.all_of(answer)
    assert caught.value.status == 200
    assert world.script.log[-1] == "close"


def test_a_download_that_is_left_early_closes_its_connection(world: World) -> None:
    answer = world.send(send(Open()))
    assert world.all_of(answer, most=1) == [b'{"id":']
    assert world.script.log[-1] == "close"
    assert len(world.connections.pool.idle) == 0


def test_an_opened_download_of_a_closed_client(world: World) -> None:
    answer = world.send(send(Open()))
    world.close()
    world.script.pieces = [ConnectionResetError(104, "x")]
    with pytest.raises(StreamError, match=CLOSED):
        world.all_of(answer)


def test_which_way_a_call_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    for made, own, through in (
        (SyncConnections(BASE), BlockingConnection, ClientExchange),
        (AsyncConnections(BASE), AwaitingConnection, AsyncClientExchange),
    ):
        monkeypatch.delenv("HTTP_PROXY", raising=False)
        connection = made._way(made.base)
        assert type(connection) is own
        assert made.pool.opened == 1
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        assert type(made._way(made.base)) is through
        monkeypatch.undo()
        made.pool.closed = True


def test_limits_and_names_of_the_two() -> None:
    assert SyncConnections(BASE).pool.limit == sync_exchange.LIMIT == 20
    assert AsyncConnections(BASE).pool.limit == aio_exchange.LIMIT == 100
    assert SyncConnections(BASE, max_connections=7).pool.limit == 7
    assert AsyncConnections(BASE, max_connections=7).pool.limit == 7
