"""One exchange over HTTP at a time, awaited: send, read, keep or close the connection."""

from __future__ import annotations

import time
import warnings
import weakref
from collections.abc import Mapping
from typing import Any, TypeAlias, cast

import anyio
import anyio.to_thread

from esignkit.core.files import WholenessError
from esignkit.core.flow import Answer, Saved, Send, SendFailed
from esignkit.core.operation import Buffer, Into
from esignkit.errors import StreamError
from esignkit.runners.aio_client_exchange import AsyncClientExchange
from esignkit.runners.awaiting import AwaitingConnection
from esignkit.runners.connections import ERROR_BODY, Connections
from esignkit.runners.failures import CLOSED
from esignkit.runners.http11 import LONGEST
from esignkit.runners.inflate import Inflater
from esignkit.runners.landing import CutOff, Landing
from esignkit.runners.loops import AsyncPool, LoopState
from esignkit.runners.reading import broken_landing, length_of, too_large, wanted_of
from esignkit.runners.requests import Origin, Request, ResponseHead, join_headers, make_request

__all__ = ["LIMIT", "AsyncConnections", "Opened"]

LIMIT = 100
"""Connections of an awaiting client."""
BATCH = 512 * 1024
"""Bytes of a download handed to the writing thread at a time."""

Way: TypeAlias = AwaitingConnection | AsyncClientExchange
"""What carries one exchange, either way."""

_in_thread = anyio.to_thread.run_sync


class _Incoming:
    """The body of one answer, decoded, as it comes; its failures are `SendFailed`.

    An object and not an async generator, so that stopping early leaves nothing behind to be cleaned up.
    """

    def __init__(self, connections: AsyncConnections, way: Way, head: ResponseHead) -> None:
        self.connections = connections
        self.way = way
        self.status: int = head.status
        self.headers: dict[str, str] = join_headers(head.headers)
        self.encoding: str | None = self.headers.get("content-encoding")
        self._inflater: Inflater | None = None
        self._pieces: Any = None
        self._begun = False

    def __aiter__(self) -> _Incoming:
        return self

    async def __anext__(self) -> bytes:
        failure: Exception
        try:
            if not self._begun:
                self._begun = True
                self._inflater = Inflater.for_header(self.encoding)
            while True:
                if self._pieces is not None:
                    for piece in self._pieces:
                        return cast("bytes", piece)
                    self._pieces = None
                data = await self.way.read()
                if not data:
                    if self._inflater is not None:
                        self._inflater.finish()
                    break
                if self._inflater is None:
                    return data
                self._pieces = self._inflater.feed(data)
        except self.way.broken as error:
            failure = self.connections.broke(error, self.way, status=self.status)
        else:
            raise StopAsyncIteration
        raise failure


class Opened:
    """A download handed over unread. It keeps its connection and its place at the gate until it is closed.

    Only time spent waiting for the server counts towards the deadline, not what the caller does between two chunks.
    """

    def __init__(self, incoming: _Incoming, state: LoopState, left: float) -> None:
        self._incoming = incoming
        self._state = state
        self._left = left
        self._closed = False

    def __aiter__(self) -> Opened:
        return self

    async def __anext__(self) -> bytes:
        if self._closed:
            raise StopAsyncIteration
        begin = time.monotonic()
        text = "the deadline passed"
        self._incoming.way.resume(begin + self._left)
        with anyio.move_on_after(self._left) as scope:
            self._state.scopes.add(scope)
            try:
                return await self._incoming.__anext__()
            except SendFailed as error:
                text = str(error)
            finally:
                self._state.scopes.discard(scope)
                self._left -= time.monotonic() - begin
        if scope.cancelled_caught and self._incoming.connections.pool.closed:
            text = CLOSED
        await self.close()
        msg = f"the download broke off: {text}"
        raise StreamError(msg, status=self._incoming.status)

    async def close(self) -> None:
        """Close it; the connection is free again when the body was read to its end."""
        if not self._closed:
            self._closed = True
            await self._incoming.connections.finish(self._state, self._incoming.way)


class AsyncConnections(Connections):
    """A service's connections, for awaiting calls."""

    def __init__(
        self,
        base_url: str,
        root_url: str | None = None,
        *,
        http_client: object = None,
        max_connections: int | None = None,
        trust_env: bool = True,
        library: Any = None,
    ) -> None:
        super().__init__(base_url, root_url, http_client=http_client, trust_env=trust_env, library=library)
        self.pool: AsyncPool = AsyncPool(max_connections or LIMIT)
        self._finalizer = weakref.finalize(self, _unclosed, self.pool, self.base.host)
        self._finalizer.atexit = False

    async def send(self, send: Send) -> Answer:
        """Carry out one exchange."""
        pool = self.pool
        if pool.closed:
            raise SendFailed(CLOSED, sent=False, fatal=True)
        left = min(send.deadline - time.monotonic(), LONGEST)
        if left <= 0:
            raise SendFailed("the deadline passed", sent=False, late=True)
        landing = await _in_thread(Landing, send.sink) if type(send.sink) is Into else None
        state = pool.state()
        exchange = _Exchange()
        with anyio.move_on_after(left) as scope:
            state.scopes.add(scope)
            try:
                await state.gate.acquire()
                if _is_closed(pool):
                    state.gate.release()
                    raise SendFailed(CLOSED, sent=False, fatal=True)
                return await self._exchange(send, state, exchange, scope, landing)
            finally:
                state.scopes.discard(scope)
        sent = exchange.way is not None and exchange.way.started
        if _is_closed(pool):
            text = CLOSED + " while the call was under way"
            raise SendFailed(text, sent=sent, fatal=True, status=exchange.status)
        raise SendFailed("the deadline passed", sent=sent, late=True, status=exchange.status)

    async def _exchange(
        self, send: Send, state: LoopState, exchange: _Exchange, scope: anyio.CancelScope, landing: Any
    ) -> Answer:
        kept = False
        try:
            origin = self.origin(at_root=send.at_root)
            request = make_request(send, origin)
            way = exchange.way = self._way(origin)
            way.begin(send.deadline, send.idle_limit)
            incoming = _Incoming(self, way, await self._head(way, request))
            status, headers = incoming.status, incoming.headers
            exchange.status = status
            more = wanted_of(send, status, headers) * send.per_byte
            if more > 0.1:  # moving the deadline sets a new timer: not worth it for a small answer
                scope.deadline += more
                way.extend(more)
            if not 200 <= status < 300:
                return Answer(status, headers, await _at_most(incoming, ERROR_BODY))
            if type(send.sink) is Buffer:
                return Answer(status, headers, await _buffer(incoming, send.sink.cap))
            if landing is not None:
                return Answer(status, headers, landed=await _land(landing, incoming, headers))
            opened = Opened(incoming, state, scope.deadline - anyio.current_time())
            kept = True
            return Answer(status, headers, opened=opened)
        finally:
            if not kept:
                await self.finish(state, exchange.way)

    def _way(self, origin: Origin) -> Way:
        library = self.client_library(origin, "async")
        if library is not None:
            return AsyncClientExchange(self, origin, library)
        connection = self.pool.idle.take(origin)
        if connection is None:
            self.pool.opened += 1
            connection = AwaitingConnection(origin)
        return connection

    async def _head(self, way: Way, request: Request) -> ResponseHead:
        """Send the request and wait for the head of the answer."""
        try:
            if way.stream is None:
                await way.open(self.tls_context)
            return await way.head(request)
        except Exception as error:
            if not isinstance(error, way.broken) and getattr(request.body, "failure", None) is None:
                raise
            failure = self.broke(error, way, body=request.body)
        finally:
            request.end()
        raise failure

    def broke(self, error: Exception, way: Way, *, body: object = None, status: int | None = None) -> Exception:
        """Say what a failure of an exchange means; the deadline is the scope's business."""
        sent = way.started or status is not None
        return self.failure(error, way.origin, sent=sent, body=body, status=status, closed=self.pool.closed)

    async def finish(self, state: LoopState, way: Way | None) -> None:
        """End an exchange: keep the connection when its answer was read to the end, else close it."""
        try:
            if isinstance(way, AsyncClientExchange):
                await way.close()
            elif way is not None and way.recycle():
                self.pool.give(way)
            elif way is not None:
                way.close()
        finally:
            state.gate.release()

    async def close(self) -> None:
        """Close the connections; calls under way end with an error. A client of the caller's stays open."""
        self._finalizer.detach()
        self.pool.close()


class _Exchange:
    """What is known of an exchange when it is cut off."""

    way: Way | None = None
    status: int | None = None


def _is_closed(pool: AsyncPool) -> bool:
    return pool.closed  # asked anew: other tasks have run meanwhile


def _unclosed(pool: AsyncPool, host: str) -> None:
    if len(pool.idle):
        pool.idle.drain()
        warnings.warn(f"unclosed client for {host}: use `async with`, or aclose()", ResourceWarning, stacklevel=3)


async def _buffer(incoming: _Incoming, cap: int) -> bytes:
    length = length_of(incoming.headers)
    if length is not None and length > cap:
        raise too_large(incoming.status, cap)
    parts: list[bytes] = []
    size = 0
    async for data in incoming:
        size += len(data)
        if size > cap:
            raise too_large(incoming.status, cap)
        parts.append(data)
    return parts[0] if len(parts) == 1 else b"".join(parts)


async def _at_most(incoming: _Incoming, size: int) -> bytes:
    """Read the beginning of a body; of an error, that is enough."""
    content = bytearray()
    async for data in incoming:
        content += data
        if len(content) >= size:
            break
    return bytes(content[:size])


async def _land(landing: Landing, incoming: _Incoming, headers: Mapping[str, str]) -> Saved:
    failure: SendFailed
    try:
        await _in_thread(landing.open, length_of(headers) if incoming.encoding is None else None)
        batch: list[bytes] = []
        size = 0
        async for data in incoming:
            batch.append(data)
            size += len(data)
            if size >= BATCH:
                await _in_thread(landing.write, b"".join(batch))
                batch, size = [], 0
                landing.report()
        if batch:
            await _in_thread(landing.write, b"".join(batch))
            landing.report()
        return await _in_thread(landing.commit, headers)
    except (SendFailed, WholenessError, CutOff) as error:
        failure = broken_landing(error, landing, incoming.status)
    finally:
        landing.discard()
    raise failure
