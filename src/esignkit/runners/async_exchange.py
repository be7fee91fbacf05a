"""One async HTTP exchange: send, read, keep or close the connection."""

from __future__ import annotations

import time
from typing import Any, TypeAlias, cast

import anyio
import anyio.to_thread

from esignkit.core.files import WholenessError
from esignkit.core.flow import Response, Saved, Send, SendFailed
from esignkit.core.operation import Buffer, Into
from esignkit.runners.async_client_exchange import AsyncClientExchange
from esignkit.runners.async_network import AwaitingConnection
from esignkit.runners.atomic_download import AtomicDownload, IncompleteDownload
from esignkit.runners.connections import ERROR_BODY, Connections
from esignkit.runners.content_decoding import ContentDecoder
from esignkit.runners.failures import CLOSED
from esignkit.runners.loops import AsyncPool, LoopState
from esignkit.runners.requests import Request, ResponseHead
from esignkit.runners.response_body import BaseIncoming, BaseOpened, enough, extra_time, failed_download, too_large

__all__ = ["LIMIT", "AsyncConnections", "Opened"]

LIMIT = 100
"""Connections of an awaiting client."""
BATCH = 512 * 1024
"""Bytes of a download handed to the writing thread at a time."""

Way: TypeAlias = AwaitingConnection | AsyncClientExchange
"""What carries one exchange, either way."""

_in_thread = anyio.to_thread.run_sync


class _Incoming(BaseIncoming):
    """The body of a response, awaited.

    An object and not an async generator, so that stopping early leaves nothing behind to be cleaned up.
    """

    connections: AsyncConnections
    way: Way
    _decoder: ContentDecoder | None = None
    _pieces: Any = None
    _begun: bool = False

    def __aiter__(self) -> _Incoming:
        return self

    async def __anext__(self) -> bytes:
        failure: Exception
        try:
            if not self._begun:
                self._begun = True
                self._decoder = ContentDecoder.for_header(self.encoding)
            while True:
                if self._pieces is not None:
                    for piece in self._pieces:
                        return cast("bytes", piece)
                    self._pieces = None
                data = await self.way.read()
                if not data:
                    if self._decoder is not None:
                        self._decoder.finish()
                    break
                if self._decoder is None:
                    return data
                self._pieces = self._decoder.feed(data)
        except self.way.broken as error:
            failure = self.connections.broke(error, self.way, status=self.status)
        else:
            raise StopAsyncIteration
        raise failure


class Opened(BaseOpened):
    """A download handed over unread, awaiting."""

    _incoming: _Incoming

    def __init__(self, incoming: _Incoming, state: LoopState, left: float) -> None:
        super().__init__(incoming, left)
        self._state = state

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
        raise self._broke_off(text)

    async def close(self) -> None:
        """Close it; the connection is free again when the body was read to its end."""
        if not self._closed:
            self._closed = True
            await self._incoming.connections.finish(self._state, self._incoming.way)


class AsyncConnections(Connections[AsyncPool, Way]):
    """A service's connections, for awaiting calls."""

    mode = "async"
    limit = LIMIT
    pool_type = AsyncPool
    connection_type = AwaitingConnection
    client_exchange_type = AsyncClientExchange
    how_to_close = "`async with`, or aclose()"

    async def send(self, send: Send) -> Response:
        """Carry out one exchange."""
        pool = self.pool
        left = self.time_for(send)
        download = await _in_thread(AtomicDownload, send.sink) if type(send.sink) is Into else None
        state = pool.state()
        exchange = _Exchange()
        with anyio.move_on_after(left) as scope:
            state.scopes.add(scope)
            try:
                await state.semaphore.acquire()
                if _is_closed(pool):
                    state.semaphore.release()
                    raise SendFailed(CLOSED, sent=False, fatal=True)
                return await self._exchange(send, state, exchange, scope, download)
            finally:
                state.scopes.discard(scope)
        sent = exchange.way is not None and exchange.way.started
        if _is_closed(pool):
            text = CLOSED + " while the call was under way"
            raise SendFailed(text, sent=sent, fatal=True, status=exchange.status)
        raise SendFailed("the deadline passed", sent=sent, late=True, status=exchange.status)

    async def _exchange(
        self, send: Send, state: LoopState, exchange: _Exchange, scope: anyio.CancelScope, download: Any
    ) -> Response:
        kept = False
        try:
            way, request = self.begin(send)
            exchange.way = way
            incoming = _Incoming(self, way, await self._head(way, request))
            status, headers = incoming.status, incoming.headers
            exchange.status = status
            more = extra_time(send, incoming)
            if more > 0.1:  # moving the deadline sets a new timer: not worth it for a small answer
                scope.deadline += more
                way.extend(more)
            if not 200 <= status < 300:
                return Response(status, headers, await _read(incoming, ERROR_BODY, whole=False))
            if type(send.sink) is Buffer:
                return Response(status, headers, await _read(incoming, send.sink.cap, whole=True))
            if download is not None:
                return Response(status, headers, saved=await _save(download, incoming))
            opened = Opened(incoming, state, scope.deadline - anyio.current_time())
            kept = True
            return Response(status, headers, opened=opened)
        finally:
            if not kept:
                await self.finish(state, exchange.way)

    async def _head(self, way: Way, request: Request) -> ResponseHead:
        """Send the request and wait for the head of the response."""
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

    async def finish(self, state: LoopState, way: Way | None) -> None:
        """End an exchange: keep the connection when its response was read to the end, else close it."""
        try:
            if isinstance(way, AsyncClientExchange):
                await way.close()
            elif way is not None and way.recycle():
                self.pool.give(way)
            elif way is not None:
                way.close()
        finally:
            state.semaphore.release()

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


async def _read(incoming: _Incoming, limit: int, *, whole: bool) -> bytes:
    """Read a body: all of it, or its beginning; of an error, that is enough."""
    if whole and (incoming.length or 0) > limit:
        raise too_large(incoming.status, limit)
    parts: list[bytes] = []
    size = 0
    async for data in incoming:
        parts.append(data)
        size += len(data)
        if size >= limit and enough(incoming, size, limit, whole=whole):
            break
    return b"".join(parts)[:limit]


async def _save(download: AtomicDownload, incoming: _Incoming) -> Saved:
    failure: SendFailed
    try:
        await _in_thread(download.open, incoming.size)
        batch: list[bytes] = []
        size = 0
        async for data in incoming:
            batch.append(data)
            size += len(data)
            if size >= BATCH:
                await _in_thread(download.write, b"".join(batch))
                batch, size = [], 0
                download.report()
        if batch:
            await _in_thread(download.write, b"".join(batch))
            download.report()
        return await _in_thread(download.commit, incoming.headers)
    except (SendFailed, WholenessError, IncompleteDownload) as error:
        failure = failed_download(error, download, incoming.status)
    finally:
        download.discard()
    raise failure
