"""One async HTTP exchange: send, read, keep or close the connection."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import anyio
import anyio.to_thread

from esignkit.core.files import WholenessError
from esignkit.core.flow import Response, Saved, Send, SendFailed
from esignkit.core.operation import Buffer, Into
from esignkit.runners.async_network import AwaitingConnection
from esignkit.runners.async_pool import AsyncPool, LoopState
from esignkit.runners.atomic_download import AtomicDownload, IncompleteDownload
from esignkit.runners.connections import ERROR_BODY, Connections
from esignkit.runners.content_decoding import ContentDecoder
from esignkit.runners.pool import CLOSED
from esignkit.runners.requests import Origin, Request, ResponseHead
from esignkit.runners.response_body import (
    BaseResponseBody,
    BaseResponseStream,
    extra_time,
    failed_download,
    reached_limit,
    too_large,
)

if TYPE_CHECKING:
    from esignkit.runners.async_client_exchange import AsyncClientExchange

__all__ = ["MAX_CONNECTIONS", "AsyncConnections", "ResponseStream"]

MAX_CONNECTIONS = 100
"""Connections of an awaiting client."""
BATCH = 512 * 1024
"""Bytes of a download handed to the writing thread at a time."""

Transport: TypeAlias = "AwaitingConnection | AsyncClientExchange"
"""Carries one exchange: a connection of the pool, or an httpx client."""

_in_thread = anyio.to_thread.run_sync


class _ResponseBody(BaseResponseBody):
    """The body of a response, awaited.

    An object and not an async generator, so that stopping early leaves nothing behind to be cleaned up.
    """

    connections: AsyncConnections
    transport: Transport
    _decoder: ContentDecoder | None = None
    _decoded_pieces: Any = None
    _started: bool = False

    def __aiter__(self) -> _ResponseBody:
        return self

    async def __anext__(self) -> bytes:
        failure: Exception
        try:
            if not self._started:
                self._started = True
                self._decoder = ContentDecoder.for_header(self.encoding)
            while True:
                if self._decoded_pieces is not None:
                    for piece in self._decoded_pieces:
                        return cast("bytes", piece)
                    self._decoded_pieces = None
                data = await self.transport.read()
                if not data:
                    if self._decoder is not None:
                        self._decoder.finish()
                    break
                if self._decoder is None:
                    return data
                self._decoded_pieces = self._decoder.feed(data)
        except self.transport.broken as error:
            failure = self.connections.to_failure(error, self.transport, status=self.status)
        else:
            raise StopAsyncIteration
        raise failure


class ResponseStream(BaseResponseStream):
    """A response body handed over unread, awaiting."""

    _body: _ResponseBody

    def __init__(self, body: _ResponseBody, state: LoopState, remaining: float) -> None:
        super().__init__(body, remaining)
        self._state = state

    def __aiter__(self) -> ResponseStream:
        return self

    async def __anext__(self) -> bytes:
        if self._closed:
            raise StopAsyncIteration
        begin = time.monotonic()
        text = "the deadline passed"
        self._body.transport.resume(begin + self.remaining)
        with anyio.move_on_after(self.remaining) as scope:
            self._state.scopes.add(scope)
            try:
                return await self._body.__anext__()
            except SendFailed as error:
                text = str(error)
            finally:
                self._state.scopes.discard(scope)
                self.remaining -= time.monotonic() - begin
        if scope.cancelled_caught and self._body.connections.pool.closed:
            text = CLOSED
        await self.close()
        raise self._broke_off(text)

    async def close(self) -> None:
        """Close it; the connection is free again when the body was read to its end."""
        if not self._closed:
            self._closed = True
            await self._body.connections.finish(self._state, self._body.transport)


class AsyncConnections(Connections[AsyncPool, Transport]):
    """A service's connections, for awaiting calls."""

    mode = "async"
    limit = MAX_CONNECTIONS
    pool_type = AsyncPool
    connection_type = AwaitingConnection
    how_to_close = "`async with`, or aclose()"

    def client_exchange(self, origin: Origin, library: Any) -> Transport:
        """Return the transport for a call through a client of an HTTP library."""
        from esignkit.runners.async_client_exchange import AsyncClientExchange  # most clients never need it

        return AsyncClientExchange(self, origin, library)

    async def send(self, send: Send) -> Response:
        """Carry out one exchange."""
        pool = self.pool
        remaining = self.time_for(send)
        download = await _in_thread(AtomicDownload, send.sink) if type(send.sink) is Into else None
        state = pool.state()
        exchange = _Exchange()
        with anyio.move_on_after(remaining) as scope:
            state.scopes.add(scope)
            try:
                await state.semaphore.acquire()
                if _is_closed(pool):
                    state.semaphore.release()
                    raise SendFailed(CLOSED, sent=False, fatal=True)
                return await self._exchange(send, state, exchange, scope, download)
            finally:
                state.scopes.discard(scope)
        sent = exchange.transport is not None and exchange.transport.started
        if _is_closed(pool):
            text = CLOSED + " while the call was under way"
            raise SendFailed(text, sent=sent, fatal=True, status=exchange.status)
        raise SendFailed("the deadline passed", sent=sent, timed_out=True, status=exchange.status)

    async def _exchange(
        self, send: Send, state: LoopState, exchange: _Exchange, scope: anyio.CancelScope, download: Any
    ) -> Response:
        handed_over = False
        try:
            transport, request = self.begin(send)
            exchange.transport = transport
            body = _ResponseBody(self, transport, await self._head(transport, request))
            status, headers = body.status, body.headers
            exchange.status = status
            extra = extra_time(send, body)
            if extra > 0.1:  # moving the deadline sets a new timer: not worth it for a small response
                scope.deadline += extra
                transport.extend(extra)
            if not 200 <= status < 300:
                return Response(status, headers, await _read(body, ERROR_BODY, whole=False))
            if type(send.sink) is Buffer:
                return Response(status, headers, await _read(body, send.sink.cap, whole=True))
            if download is not None:
                return Response(status, headers, saved=await _save(download, body))
            stream = ResponseStream(body, state, scope.deadline - anyio.current_time())
            handed_over = True
            return Response(status, headers, stream=stream)
        finally:
            if not handed_over:
                await self.finish(state, exchange.transport)

    async def _head(self, transport: Transport, request: Request) -> ResponseHead:
        """Send the request and wait for the head of the response."""
        try:
            if transport.stream is None:
                await transport.open(self.tls_context)
            return await transport.head(request)
        except Exception as error:
            if not isinstance(error, transport.broken) and getattr(request.body, "failure", None) is None:
                raise
            failure = self.to_failure(error, transport, body=request.body)
        finally:
            request.end()
        raise failure

    async def finish(self, state: LoopState, transport: Transport | None) -> None:
        """End an exchange: keep the connection when its response was read to the end, else close it."""
        try:
            if isinstance(transport, AwaitingConnection):
                if transport.recycle():
                    self.pool.give(transport)
                else:
                    transport.close()
            elif transport is not None:
                await transport.close()
        finally:
            state.semaphore.release()

    async def close(self) -> None:
        """Close the connections; calls under way end with an error. A client of the caller's stays open."""
        self._finalizer.detach()
        self.pool.close()


class _Exchange:
    """How far an exchange has come, for the error when the deadline cuts it off."""

    transport: Transport | None = None
    status: int | None = None


def _is_closed(pool: AsyncPool) -> bool:
    return pool.closed  # asked anew: other tasks have run meanwhile


async def _read(body: _ResponseBody, limit: int, *, whole: bool) -> bytes:
    """Read a body: all of it with `whole`, else its beginning, which is enough for an error."""
    if whole and (body.length or 0) > limit:
        raise too_large(body.status, limit)
    parts: list[bytes] = []
    size = 0
    async for data in body:
        parts.append(data)
        size += len(data)
        if size >= limit and reached_limit(body, size, limit, whole=whole):
            break
    return b"".join(parts)[:limit]


async def _save(download: AtomicDownload, body: _ResponseBody) -> Saved:
    failure: SendFailed
    try:
        await _in_thread(download.open, body.size)
        batch: list[bytes] = []
        size = 0
        async for data in body:
            batch.append(data)
            size += len(data)
            if size >= BATCH:
                await _in_thread(download.write, b"".join(batch))
                batch, size = [], 0
                download.report()
        if batch:
            await _in_thread(download.write, b"".join(batch))
            download.report()
        return await _in_thread(download.commit, body.headers)
    except (SendFailed, WholenessError, IncompleteDownload) as error:
        failure = failed_download(error, download, body.status)
    finally:
        download.discard()
    raise failure
