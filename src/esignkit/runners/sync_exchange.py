"""One sync HTTP exchange: send, read, keep or close the connection."""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import TypeAlias

from esignkit.core.files import WholenessError
from esignkit.core.flow import Answer, Saved, Send, SendFailed
from esignkit.core.operation import Buffer, Into
from esignkit.runners.blocking import BlockingConnection
from esignkit.runners.client_exchange import ClientExchange
from esignkit.runners.connections import ERROR_BODY, Connections
from esignkit.runners.failures import CLOSED
from esignkit.runners.forking import leave_to_the_parent
from esignkit.runners.gates import Place
from esignkit.runners.inflate import Inflater
from esignkit.runners.landing import CutOff, Landing
from esignkit.runners.pool import Pool
from esignkit.runners.reading import BaseIncoming, BaseOpened, broken_landing, enough, extra_time, too_large
from esignkit.runners.requests import Request, ResponseHead

__all__ = ["LIMIT", "Opened", "SyncConnections"]

LIMIT = 20
"""Connections of a blocking client."""

Way: TypeAlias = BlockingConnection | ClientExchange
"""What carries one exchange, either way."""


class _Incoming(BaseIncoming):
    """The body of an answer, blocking."""

    connections: SyncConnections
    way: Way

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


class Opened(BaseOpened):
    """A download handed over unread, blocking."""

    _incoming: _Incoming

    def __init__(self, incoming: _Incoming, place: Place, left: float) -> None:
        super().__init__(incoming, left)
        self._place = place
        self._chunks = iter(incoming)

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

    def send(self, send: Send) -> Answer:
        """Carry out one exchange."""
        pool = self.pool
        left = self.time_for(send)
        landing = Landing(send.sink) if type(send.sink) is Into else None
        place = pool.gate.enter(left)
        if place is None:
            raise SendFailed("no connection became free in time", sent=False, late=True)
        way: Way | None = None
        kept = False
        try:
            if pool.closed:
                raise SendFailed(CLOSED, sent=False, fatal=True)
            way, request = self.begin(send)
            pool.enter(way.ref)
            incoming = _Incoming(self, way, self._head(way, request))
            status, headers = incoming.status, incoming.headers
            more = extra_time(send, incoming)
            if more:
                way.extend(more)
            if not 200 <= status < 300:
                return Answer(status, headers, _read(incoming, ERROR_BODY, whole=False))
            if type(send.sink) is Buffer:
                return Answer(status, headers, _read(incoming, send.sink.cap, whole=True))
            if landing is not None:
                return Answer(status, headers, landed=_land(landing, incoming))
            opened = Opened(incoming, place, send.deadline + more - time.monotonic())
            kept = True
            return Answer(status, headers, opened=opened)
        finally:
            if not kept:
                self.finish(place, way)
            elif way is not None:
                pool.leave(way.ref)
                way.pause()

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


def _land(landing: Landing, incoming: _Incoming) -> Saved:
    failure: SendFailed
    try:
        landing.open(incoming.size)
        for data in incoming:
            landing.write(data)
            landing.report()
        return landing.commit(incoming.headers)
    except (SendFailed, WholenessError, CutOff) as error:
        failure = broken_landing(error, landing, incoming.status)
    finally:
        landing.discard()
    raise failure
