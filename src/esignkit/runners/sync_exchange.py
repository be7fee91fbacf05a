"""One sync HTTP exchange: send, read, keep or close the connection."""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import TypeAlias

from esignkit.core.files import WholenessError
from esignkit.core.flow import Response, Saved, Send, SendFailed
from esignkit.core.operation import Buffer, Into
from esignkit.runners.atomic_download import AtomicDownload, IncompleteDownload
from esignkit.runners.client_exchange import ClientExchange
from esignkit.runners.connections import ERROR_BODY, Connections
from esignkit.runners.content_decoding import ContentDecoder
from esignkit.runners.failures import CLOSED
from esignkit.runners.forking import leave_to_the_parent
from esignkit.runners.pool import Pool
from esignkit.runners.requests import Request, ResponseHead
from esignkit.runners.response_body import BaseIncoming, BaseOpened, enough, extra_time, failed_download, too_large
from esignkit.runners.semaphore import Permit
from esignkit.runners.sync_network import BlockingConnection

__all__ = ["LIMIT", "Opened", "SyncConnections"]

LIMIT = 20
"""Connections of a blocking client."""

Way: TypeAlias = BlockingConnection | ClientExchange
"""What carries one exchange, either way."""


class _Incoming(BaseIncoming):
    """The body of a response, blocking."""

    connections: SyncConnections
    way: Way

    def __iter__(self) -> Generator[bytes, None, None]:
        failure: Exception
        try:
            decoder = ContentDecoder.for_header(self.encoding)
            while data := self.way.read():
                if decoder is None:
                    yield data
                else:
                    yield from decoder.feed(data)
            if decoder is not None:
                decoder.finish()
        except self.way.broken as error:
            failure = self.connections.broke(error, self.way, status=self.status)
        else:
            return
        raise failure


class Opened(BaseOpened):
    """A download handed over unread, blocking."""

    _incoming: _Incoming

    def __init__(self, incoming: _Incoming, permit: Permit, left: float) -> None:
        super().__init__(incoming, left)
        self._place = permit
        self._chunks = iter(incoming)

    def __iter__(self) -> Opened:
        return self

    def __next__(self) -> bytes:
        if self._closed:
            raise StopIteration
        way, pool = self._incoming.way, self._incoming.connections.pool
        begin = time.monotonic()
        way.resume(begin + self._left)
        pool.register(way.ref)
        text: str
        try:
            return next(self._chunks)
        except SendFailed as error:
            text = str(error)
        finally:
            pool.unregister(way.ref)
            way.pause()
            self._left -= time.monotonic() - begin
        self.close()
        raise self._broke_off(text)

    def close(self) -> None:
        """Close it; the connection is free again when the body was read to its end."""
        if self._closed:
            return
        self._closed = True
        self._chunks.close()
        self._incoming.connections.finish(self._place, self._incoming.way)


class SyncConnections(Connections[Pool[BlockingConnection], Way]):
    """A service's connections, for blocking calls."""

    mode = "sync"
    limit = LIMIT
    pool_type = Pool
    connection_type = BlockingConnection
    client_exchange_type = ClientExchange
    how_to_close = "`with`, or close()"

    def send(self, send: Send) -> Response:
        """Carry out one exchange."""
        pool = self.pool
        left = self.time_for(send)
        download = AtomicDownload(send.sink) if type(send.sink) is Into else None
        permit = pool.semaphore.acquire(left)
        if permit is None:
            raise SendFailed("no connection became free in time", sent=False, late=True)
        way: Way | None = None
        kept = False
        try:
            if pool.closed:
                raise SendFailed(CLOSED, sent=False, fatal=True)
            way, request = self.begin(send)
            pool.register(way.ref)
            incoming = _Incoming(self, way, self._head(way, request))
            status, headers = incoming.status, incoming.headers
            more = extra_time(send, incoming)
            if more:
                way.extend(more)
            if not 200 <= status < 300:
                return Response(status, headers, _read(incoming, ERROR_BODY, whole=False))
            if type(send.sink) is Buffer:
                return Response(status, headers, _read(incoming, send.sink.cap, whole=True))
            if download is not None:
                return Response(status, headers, saved=_save(download, incoming))
            opened = Opened(incoming, permit, send.deadline + more - time.monotonic())
            kept = True
            return Response(status, headers, opened=opened)
        finally:
            if not kept:
                self.finish(permit, way)
            elif way is not None:
                pool.unregister(way.ref)
                way.pause()

    def _head(self, way: Way, request: Request) -> ResponseHead:
        """Send the request and wait for the head of the response."""
        pool = self.pool
        try:
            if way.stream is None:
                way.open(self.tls_context, lambda: pool.closed)
            return way.head(request)
        except Exception as error:
            if not isinstance(error, way.broken) and getattr(request.body, "failure", None) is None:
                raise
            failure = self.broke(error, way, body=request.body)
        finally:
            request.end()
        raise failure

    def finish(self, permit: Permit, way: Way | None) -> None:
        """End an exchange: keep the connection when its response was read to the end, else close it."""
        pool = self.pool
        if not pool.semaphore.owns(
            permit
        ):  # this process was forked meanwhile, and has only a copy of the parent's exchange
            leave_to_the_parent(permit, way)
            return
        try:
            if way is not None:
                pool.unregister(way.ref)
                if isinstance(way, BlockingConnection) and way.recycle():
                    pool.give(way)
                else:
                    way.close()
        finally:
            pool.semaphore.release(permit)

    def close(self) -> None:
        """Close the connections; calls under way end with an error. A client of the caller's stays open."""
        self._finalizer.detach()
        self.pool.close()


def _read(incoming: _Incoming, limit: int, *, whole: bool) -> bytes:
    """Read a body: all of it, or its beginning; of an error, that is enough."""
    if whole and (incoming.length or 0) > limit:
        raise too_large(incoming.status, limit)
    parts: list[bytes] = []
    size = 0
    for data in incoming:
        parts.append(data)
        size += len(data)
        if size >= limit and enough(incoming, size, limit, whole=whole):
            break
    return b"".join(parts)[:limit]


def _save(download: AtomicDownload, incoming: _Incoming) -> Saved:
    failure: SendFailed
    try:
        download.open(incoming.size)
        for data in incoming:
            download.write(data)
            download.report()
        return download.commit(incoming.headers)
    except (SendFailed, WholenessError, IncompleteDownload) as error:
        failure = failed_download(error, download, incoming.status)
    finally:
        download.discard()
    raise failure
