"""An exchange whose connection is a script: it opens, answers, breaks and stalls as it is told to, and sends nothing."""

from __future__ import annotations

import asyncio
import functools
import time
import types
import weakref
from collections.abc import Callable
from typing import Any

import anyio
import attrs
import pytest

from esignkit.core.flow import Response, Send, SendFailed
from esignkit.core.operation import Buffer
from esignkit.runners import async_exchange, connections, sync_exchange
from esignkit.runners.async_exchange import AsyncConnections
from esignkit.runners.async_network import AwaitingConnection
from esignkit.runners.requests import Request, ResponseHead, join_headers
from esignkit.runners.sync_exchange import SyncConnections
from esignkit.runners.sync_network import BlockingConnection

__all__ = ["BASE", "Script", "World", "clock", "failed", "scripted", "send", "told", "world"]

BASE = "http://service.example/v1"


@attrs.define(eq=False)
class Script:
    """What happens on a connection, and what was told to it.

    Attributes:
        opening, head: What is raised instead.
        before_head, before_read: Called before either.
        stalls: `open`, `head` or `read`: where an awaiting connection waits for ever; `at_stall` is called before.
        keeps: Whether the connection could be used again.
        log: What was done with it.
        requests: What was sent.
        opened_with: What `open` was given.
        begun: Deadline and idle limit of the last exchange.
        resumed: Deadlines that were given when the caller wanted more.
        scopes: Seconds until the surrounding scope ends, at each awaited read.
    """

    status: int = 200
    headers: list[tuple[bytes, bytes]] = attrs.field(factory=list)
    pieces: list[bytes | Exception] = attrs.field(factory=list)
    opening: Exception | None = None
    head: Exception | None = None
    before_head: Callable[[], object] | None = None
    before_read: Callable[[], object] | None = None
    stalls: str | None = None
    at_stall: Callable[[], object] = bool
    keeps: bool = True
    log: list[str] = attrs.field(factory=list)
    requests: list[Request] = attrs.field(factory=list)
    opened_with: tuple[Any, ...] = ()
    begun: tuple[float, float] | None = None
    resumed: list[float] = attrs.field(factory=list)
    scopes: list[float] = attrs.field(factory=list)
    extended: float = 0.0

    async def stall(self, at: str) -> None:
        if self.stalls == at:
            self.at_stall()
            await anyio.sleep_forever()


def scripted(kind: type[Any], script: Script, origin: Any) -> Any:
    """A connection of a kind that does what the script says."""

    class Scripted(kind):
        __slots__ = ("__dict__",)

        def __init__(self) -> None:
            super().__init__(origin)
            self.ref = weakref.ref(self)

        def _open(self, *given: Any) -> None:
            script.log.append("open")
            script.opened_with = given
            if script.opening is not None:
                raise script.opening
            self.stream = object()

        def _head(self, request: Request) -> ResponseHead:
            script.requests.append(request)
            script.begun = self.deadline, self.idle_limit
            self.started = True
            if script.before_head is not None:
                script.before_head()
            if script.head is not None:
                raise script.head
            return ResponseHead(script.status, join_headers(script.headers))

        def _read(self) -> bytes:
            if script.before_read is not None:
                script.before_read()
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
            script.resumed.append(deadline)

        def close(self) -> None:
            script.log.append("close")

    if kind is BlockingConnection:

        class Blocking(Scripted):
            def open(self, context: Any, given_up: Any) -> None:
                self._open(context, given_up)

            def head(self, request: Request) -> ResponseHead:
                return self._head(request)

            def read(self) -> bytes:
                return self._read()

        return Blocking()

    class Awaiting(Scripted):
        async def open(self, context: Any) -> None:
            await script.stall("open")
            self._open(context)

        async def head(self, request: Request) -> ResponseHead:
            head = self._head(request)
            await script.stall("head")
            return head

        async def read(self) -> bytes:
            script.scopes.append(anyio.current_effective_deadline() - anyio.current_time())
            data = self._read()
            await script.stall("read")
            return data

    return Awaiting()


def send(sink: Any = None, **more: Any) -> Send:
    given: dict[str, Any] = {"deadline": time.monotonic() + 60, "idle_limit": 60.0} | more
    return Send("GET", b"/x", [(b"accept", b"a/b")], b"", sink or Buffer(), **given)


def told(failure: SendFailed) -> tuple[str, bool, bool, bool, int | None]:
    """All that a failure says: its text, and whether it was sent, is fatal and late, and the status."""
    return str(failure), failure.sent, failure.fatal, failure.timed_out, failure.status


@attrs.define(eq=False)
class World:
    """Connections whose exchanges go as scripts say, in either mode."""

    mode: str
    script: Script
    connections: Any

    def send(self, one: Send) -> Response:
        if self.mode == "sync":
            return self.connections.send(one)
        return asyncio.run(self.connections.send(one))

    def all_of(self, answer: Response, most: int = 1000) -> list[bytes]:
        """The chunks of an opened download; it is closed then."""
        opened: Any = answer.stream
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
        """How many permits are free now."""
        if self.mode == "sync":
            return self.connections.pool.semaphore.free

        async def ask() -> int:
            return self.connections.pool.state().semaphore.value

        return asyncio.run(ask())

    def close(self) -> None:
        if self.mode == "sync":
            self.connections.close()
        else:
            asyncio.run(self.connections.close())


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time that exchanges see; it passes when a test says so."""
    now = [1000.0]
    for module in (sync_exchange, async_exchange, connections):
        monkeypatch.setattr(module, "time", types.SimpleNamespace(monotonic=lambda: now[0]))
    return now


@pytest.fixture(params=["sync", "async"])
def world(request: pytest.FixtureRequest) -> Any:
    script = Script(pieces=[b'{"id":', b' "a"}'])
    made: Any = (
        SyncConnections(BASE, max_connections=3)
        if request.param == "sync"
        else AsyncConnections(BASE, max_connections=3)
    )
    kind = BlockingConnection if request.param == "sync" else AwaitingConnection

    made.connection_type = functools.partial(scripted, kind, script)
    one = World(request.param, script, made)
    yield one
    one.close()


def failed(world: World, one: Send | None = None) -> SendFailed:
    with pytest.raises(SendFailed) as caught:
        world.send(one or send())
    assert world.free == 3
    assert not getattr(world.connections.pool, "busy", None)
    return caught.value
