"""One sync HTTP exchange: send, read, keep or close the connection."""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import TYPE_CHECKING, Any, TypeAlias

from esignkit.core.flow import Response, Saved, Send, SendFailed
from esignkit.core.operation import Buffer, Into
from esignkit.runners.connections import ERROR_BODY, Connections
from esignkit.runners.content_decoding import ContentDecoder
from esignkit.runners.forking import leave_to_the_parent
from esignkit.runners.pool import CLOSED, Pool
from esignkit.runners.requests import Origin, Request, ResponseHead
from esignkit.runners.response_body import (
    BaseResponseBody,
    BaseResponseStream,
    extra_time,
    failed_download,
    reached_limit,
    too_large,
)
from esignkit.runners.semaphore import Permit
from esignkit.runners.sync_network import BlockingConnection

if TYPE_CHECKING:
    from esignkit.runners.atomic_download import AtomicDownload
    from esignkit.runners.client_exchange import ClientExchange

__all__ = ["MAX_CONNECTIONS", "ResponseStream", "SyncConnections"]

MAX_CONNECTIONS = 20
"""Connections of a blocking client."""

Transport: TypeAlias = "BlockingConnection | ClientExchange"
"""Carries one exchange: a connection of the pool, or an httpx client."""


class _ResponseBody(BaseResponseBody):
    """The body of a response, blocking."""

    connections: SyncConnections
    transport: Transport

    def __iter__(self) -> Generator[bytes, None, None]:
        failure: Exception
        try:
            decoder = ContentDecoder.for_header(self.encoding)
            while data := self.transport.read():
                if decoder is None:
                    yield data
                else:
                    yield from decoder.feed(data)
            if decoder is not None:
                decoder.finish()
        except self.transport.broken as error:
            failure = self.connections.to_failure(error, self.transport, status=self.status)
        else:
            return
        raise failure


class ResponseStream(BaseResponseStream):
    """A response body handed over unread, blocking."""

    _body: _ResponseBody

    def __init__(self, body: _ResponseBody, permit: Permit, remaining: float) -> None:
        super().__init__(body, remaining)
        self._permit = permit
        self._chunks = iter(body)

    def __iter__(self) -> ResponseStream:
        return self

    def __next__(self) -> bytes:
        if self._closed:
            raise StopIteration
        transport, pool = self._body.transport, self._body.connections.pool
        begin = time.monotonic()
        transport.resume(begin + self.remaining)
        pool.register(transport.ref)
        text: str
        try:
            return next(self._chunks)
        except SendFailed as error:
            text = str(error)
        finally:
            pool.unregister(transport.ref)
            transport.pause()
            self.remaining -= time.monotonic() - begin
        self.close()
        raise self._broke_off(text)

    def close(self) -> None:
        """Close it; the connection is free again when the body was read to its end."""
        if self._closed:
            return
        self._closed = True
        self._chunks.close()
        self._body.connections.finish(self._permit, self._body.transport)


class SyncConnections(Connections[Pool[BlockingConnection], Transport]):
    """A service's connections, for blocking calls."""

    mode = "sync"
    limit = MAX_CONNECTIONS
    pool_type = Pool
    connection_type = BlockingConnection
    how_to_close = "`with`, or close()"

    def client_exchange(self, origin: Origin, library: Any) -> Transport:
        """Return the transport for a call through a client of an HTTP library."""
        from esignkit.runners.client_exchange import ClientExchange  # most clients never need it

        return ClientExchange(self, origin, library)

    def send(self, send: Send) -> Response:
        """Carry out one exchange."""
        pool = self.pool
        remaining = self.time_for(send)
        download: AtomicDownload | None = None
        if type(send.sink) is Into:
            from esignkit.runners.atomic_download import AtomicDownload  # many programs download nothing

            download = AtomicDownload(send.sink)
        permit = pool.semaphore.acquire(remaining)
        if permit is None:
            raise SendFailed("no connection became free in time", sent=False, timed_out=True)
        transport: Transport | None = None
        handed_over = False
        try:
            if pool.closed:
                raise SendFailed(CLOSED, sent=False, fatal=True)
            transport, request = self.begin(send)
            pool.register(transport.ref)
            body = _ResponseBody(self, transport, self._head(transport, request))
            status, headers = body.status, body.headers
            extra = extra_time(send, body)
            if extra:
                transport.extend(extra)
            if not 200 <= status < 300:
                return Response(status, headers, _read(body, ERROR_BODY, whole=False))
            if type(send.sink) is Buffer:
                return Response(status, headers, _read(body, send.sink.cap, whole=True))
            if download is not None:
                return Response(status, headers, saved=_save(download, body))
            stream = ResponseStream(body, permit, send.deadline + extra - time.monotonic())
            handed_over = True
            return Response(status, headers, stream=stream)
        finally:
            if not handed_over:
                self.finish(permit, transport)
            elif transport is not None:
                pool.unregister(transport.ref)
                transport.pause()

    def _head(self, transport: Transport, request: Request) -> ResponseHead:
        """Send the request and wait for the head of the response."""
        pool = self.pool
        try:
            if transport.stream is None:
                transport.open(self.tls_context, lambda: pool.closed)
            return transport.head(request)
        except Exception as error:
            if not isinstance(error, transport.broken) and getattr(request.body, "failure", None) is None:
                raise
            failure = self.to_failure(error, transport, body=request.body)
        finally:
            request.end()
        raise failure

    def finish(self, permit: Permit, transport: Transport | None) -> None:
        """End an exchange: keep the connection when its response was read to the end, else close it."""
        pool = self.pool
        if not pool.semaphore.owns(
            permit
        ):  # this process was forked meanwhile, and has only a copy of the parent's exchange
            leave_to_the_parent(permit, transport)
            return
        try:
            if transport is not None:
                pool.unregister(transport.ref)
                if isinstance(transport, BlockingConnection) and transport.recycle():
                    pool.give(transport)
                else:
                    transport.close()
        finally:
            pool.semaphore.release(permit)

    def close(self) -> None:
        """Close the connections; calls under way end with an error. A client of the caller's stays open."""
        self._finalizer.detach()
        self.pool.close()


def _read(body: _ResponseBody, limit: int, *, whole: bool) -> bytes:
    """Read a body: all of it with `whole`, else its beginning, which is enough for an error."""
    if whole and (body.length or 0) > limit:
        raise too_large(body.status, limit)
    parts: list[bytes] = []
    size = 0
    for data in body:
        parts.append(data)
        size += len(data)
        if size >= limit and reached_limit(body, size, limit, whole=whole):
            break
    return b"".join(parts)[:limit]


def _save(download: AtomicDownload, body: _ResponseBody) -> Saved:
    from esignkit.core.files import WholenessError
    from esignkit.runners.atomic_download import IncompleteDownload

    failure: SendFailed
    try:
        download.open(body.size)
        for data in body:
            download.write(data)
            download.report()
        return download.commit(body.headers)
    except (SendFailed, WholenessError, IncompleteDownload) as error:
        failure = failed_download(error, download, body.status)
    finally:
        download.discard()
    raise failure
