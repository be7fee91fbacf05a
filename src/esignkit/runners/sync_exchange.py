"""One exchange over HTTP at a time, blocking: send, read, keep or close the connection."""

from __future__ import annotations

import time
import warnings
import weakref
from collections.abc import Generator, Mapping
from typing import Any, TypeAlias

from esignkit.core.files import WholenessError
from esignkit.core.flow import Answer, Saved, Send, SendFailed
from esignkit.core.operation import Buffer, Into
from esignkit.errors import StreamError
from esignkit.runners.blocking import BlockingConnection
from esignkit.runners.client_exchange import ClientExchange
from esignkit.runners.connections import ERROR_BODY, Connections
from esignkit.runners.failures import CLOSED
from esignkit.runners.forking import leave_to_the_parent
from esignkit.runners.gates import Place
from esignkit.runners.http11 import LONGEST
from esignkit.runners.inflate import Inflater
from esignkit.runners.landing import CutOff, Landing
from esignkit.runners.pool import Pool
from esignkit.runners.reading import broken_landing, length_of, too_large, wanted_of
from esignkit.runners.requests import Origin, Request, ResponseHead, join_headers, make_request

__all__ = ["LIMIT", "Opened", "SyncConnections"]

LIMIT = 20
"""Connections of a blocking client."""

Way: TypeAlias = BlockingConnection | ClientExchange
"""What carries one exchange, either way."""


class _Incoming:
    """The body of one answer, decoded, as it comes; its failures are `SendFailed`."""

    def __init__(self, connections: SyncConnections, way: Way, head: ResponseHead) -> None:
        self.connections = connections
        self.way = way
        self.status: int = head.status
        self.headers: dict[str, str] = join_headers(head.headers)
        self.encoding: str | None = self.headers.get("content-encoding")

    def __iter__(self) -> Generator[bytes, None, None]:
        failure: Exception
        try:
            inflater = Inflater.for_header(self.encoding)
            while data := self.way.read():
                if inflater is None:
                    yield data
                else:
                    yield from inflater.feed(data)
            if inflater is not None:
                inflater.finish()
        except self.way.broken as error:
            failure = self.connections.broke(error, self.way, status=self.status)
        else:
            return
        raise failure


class Opened:
    """A download handed over unread. It keeps its connection and its place at the gate until it is closed.

    Only time spent waiting for the server counts towards the deadline, not what the caller does between two chunks.
    """

    def __init__(self, incoming: _Incoming, place: Place, left: float) -> None:
        self._incoming = incoming
        self._place = place
        self._chunks = iter(incoming)
        self._left = left
        self._closed = False

    def __iter__(self) -> Opened:
        return self

    def __next__(self) -> bytes:
        if self._closed:
            raise StopIteration
        way, pool = self._incoming.way, self._incoming.connections.pool
        begin = time.monotonic()
        way.resume(begin + self._left)
        pool.enter(way.ref)
        text: str
        try:
            return next(self._chunks)
        except SendFailed as error:
            text = str(error)
        finally:
            pool.leave(way.ref)
            way.pause()
            self._left -= time.monotonic() - begin
        self.close()
        msg = f"the download broke off: {text}"
        raise StreamError(msg, status=self._incoming.status)

    def close(self) -> None:
        """Close it; the connection is free again when the body was read to its end."""
        if self._closed:
            return
        self._closed = True
        self._chunks.close()
        self._incoming.connections.finish(self._place, self._incoming.way)


class SyncConnections(Connections):
    """A service's connections, for blocking calls."""

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
        self.pool: Pool[BlockingConnection] = Pool(max_connections or LIMIT)
        self._finalizer = weakref.finalize(self, _unclosed, self.pool, self.base.host)
        self._finalizer.atexit = False

    def send(self, send: Send) -> Answer:
        """Carry out one exchange."""
        pool = self.pool
        left = min(send.deadline - time.monotonic(), LONGEST)
        if pool.closed:
            raise SendFailed(CLOSED, sent=False, fatal=True)
        if left <= 0:
            raise SendFailed("the deadline passed", sent=False, late=True)
        landing = Landing(send.sink) if type(send.sink) is Into else None
        place = pool.gate.enter(left)
        if place is None:
            raise SendFailed("no connection became free in time", sent=False, late=True)
        way: Way | None = None
        kept = False
        try:
            if pool.closed:
                raise SendFailed(CLOSED, sent=False, fatal=True)
            origin = self.origin(at_root=send.at_root)
            request = make_request(send, origin)
            way = self._way(origin)
            way.begin(send.deadline, send.idle_limit)
            pool.enter(way.ref)
            incoming = _Incoming(self, way, self._head(way, request))
            status, headers = incoming.status, incoming.headers
            deadline = send.deadline
            if send.per_byte and (length := wanted_of(send, status, headers)):
                deadline += length * send.per_byte
                way.extend(length * send.per_byte)
            if not 200 <= status < 300:
                return Answer(status, headers, _at_most(incoming, ERROR_BODY))
            if type(send.sink) is Buffer:
                return Answer(status, headers, _buffer(incoming, send.sink.cap))
            if landing is not None:
                return Answer(status, headers, landed=_land(landing, incoming, headers))
            opened = Opened(incoming, place, deadline - time.monotonic())
            kept = True
            return Answer(status, headers, opened=opened)
        finally:
            if not kept:
                self.finish(place, way)
            elif way is not None:
                pool.leave(way.ref)
                way.pause()

    def _way(self, origin: Origin) -> Way:
        library = self.client_library(origin, "sync")
        if library is not None:
            return ClientExchange(self, origin, library)
        connection = self.pool.idle.take(origin)
        if connection is None:
            self.pool.opened += 1
            connection = BlockingConnection(origin)
        return connection

    def _head(self, way: Way, request: Request) -> ResponseHead:
        """Send the request and wait for the head of the answer."""
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

    def broke(self, error: Exception, way: Way, *, body: object = None, status: int | None = None) -> Exception:
        """Say what a failure of an exchange means."""
        sent = way.started or status is not None
        return self.failure(error, way.origin, sent=sent, body=body, status=status, closed=self.pool.closed)

    def finish(self, place: Place, way: Way | None) -> None:
        """End an exchange: keep the connection when its answer was read to the end, else close it."""
        pool = self.pool
        if not pool.gate.owns(place):  # this process was forked meanwhile, and has only a copy of the parent's exchange
            leave_to_the_parent(place, way)
            return
        try:
            if way is not None:
                pool.leave(way.ref)
                if isinstance(way, BlockingConnection) and way.recycle():
                    pool.give(way)
                else:
                    way.close()
        finally:
            pool.gate.leave(place)

    def close(self) -> None:
        """Close the connections; calls under way end with an error. A client of the caller's stays open."""
        self._finalizer.detach()
        self.pool.close()


def _unclosed(pool: Pool[BlockingConnection], host: str) -> None:
    if len(pool.idle):
        pool.idle.drain()
        warnings.warn(f"unclosed client for {host}: use `with`, or close()", ResourceWarning, stacklevel=3)


def _buffer(incoming: _Incoming, cap: int) -> bytes:
    length = length_of(incoming.headers)
    if length is not None and length > cap:
        raise too_large(incoming.status, cap)
    parts: list[bytes] = []
    size = 0
    for data in incoming:
        size += len(data)
        if size > cap:
            raise too_large(incoming.status, cap)
        parts.append(data)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _at_most(incoming: _Incoming, size: int) -> bytes:
    """Read the beginning of a body; of an error, that is enough."""
    content = bytearray()
    for data in incoming:
        content += data
        if len(content) >= size:
            break
    return bytes(content[:size])


def _land(landing: Landing, incoming: _Incoming, headers: Mapping[str, str]) -> Saved:
    failure: SendFailed
    try:
        landing.open(length_of(headers) if incoming.encoding is None else None)
        for data in incoming:
            landing.write(data)
            landing.report()
        return landing.commit(headers)
    except (SendFailed, WholenessError, CutOff) as error:
        failure = broken_landing(error, landing, incoming.status)
    finally:
        landing.discard()
    raise failure
