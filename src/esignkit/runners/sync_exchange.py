"""One exchange over HTTP at a time, blocking: send, read, keep or close the connection."""

from __future__ import annotations

import functools
import time
import warnings
import weakref
from collections.abc import Callable, Generator, Iterator, Mapping
from typing import Any, TypeVar, cast

from esignkit.core.files import WholenessError
from esignkit.core.flow import Answer, Saved, Send, SendFailed
from esignkit.core.operation import Buffer, Into
from esignkit.errors import StreamError
from esignkit.runners.bodies import StreamedBody
from esignkit.runners.connections import CLOSED, ERROR_BODY, LONGEST, Connections, join_headers, lasts
from esignkit.runners.discretion import discreetly
from esignkit.runners.gates import Place
from esignkit.runners.inflate import Inflater, Undecodable
from esignkit.runners.landing import CutOff, Landing
from esignkit.runners.reading import broken_landing, length_of, too_large, wanted_of
from esignkit.runners.slots import Pool, Slot, leave_to_the_parent

__all__ = ["LIMIT", "Opened", "SyncConnections"]

T = TypeVar("T")
LIMIT = 20
"""Connections of a blocking client."""


@functools.cache
def _stream_type(library: Any) -> Callable[[StreamedBody], object]:
    def blocks(self: Any) -> Iterator[bytes]:
        body: StreamedBody = self.body
        done = 0
        for block in body:
            yield block
            done += len(block)
            body.report(done)

    def init(self: Any, body: StreamedBody) -> None:
        self.body = body

    made = type("UploadStream", (library.SyncByteStream,), {"__init__": init, "__iter__": blocks})
    return cast("Callable[[StreamedBody], object]", made)


class _Incoming:
    """The body of one answer, inflated, as it comes; its failures are `SendFailed`."""

    def __init__(
        self, connections: SyncConnections, response: Any, slot: Slot, status: int, headers: Mapping[str, str]
    ) -> None:
        self.connections = connections
        self.response = response
        self.slot = slot
        self.status = status
        self.encoding: str | None = headers.get("content-encoding")
        self.whole: bool = False
        self.lasts: bool = lasts(response, headers)

    def __iter__(self) -> Generator[bytes, None, None]:
        connections, slot = self.connections, self.slot
        failure: Exception
        try:
            inflater = Inflater.for_header(self.encoding)
            for data in self.response.stream:
                if time.monotonic() > slot.deadline:
                    slot.cut_off = True
                    break
                if inflater is None:
                    yield data
                else:
                    yield from inflater.feed(data)
        except connections.unreadable as error:
            failure = connections.broke(error, slot, status=self.status)
        else:
            if not slot.cut_off:
                self.whole = True
                try:
                    if inflater is not None:
                        inflater.finish()
                except Undecodable as error:
                    failure = connections.broke(error, slot, status=self.status)
                else:
                    return
            else:  # shutting the socket looks like the end of a body that has no length
                failure = connections.broke(EOFError(), slot, status=self.status)
        raise failure

    def close(self) -> None:
        """Close the response; the connection is free again when the body was read to its end."""
        self.response.close()


class Opened:
    """A download handed over unread. It keeps its connection and its place at the gate until it is closed.

    Only time spent waiting for the server counts towards the deadline, not what the caller does between two chunks.
    """

    def __init__(self, incoming: _Incoming, place: Place) -> None:
        self._incoming = incoming
        self._place = place
        self._chunks = iter(incoming)
        self._left = incoming.slot.deadline - time.monotonic()
        self._closed = False

    def __iter__(self) -> Opened:
        return self

    def __next__(self) -> bytes:
        slot = self._incoming.slot
        if self._closed:
            raise StopIteration
        begin = time.monotonic()
        slot.deadline = begin + self._left
        pool = slot.pool
        pool.watch(slot)
        text: str
        try:
            return next(self._chunks)
        except SendFailed as error:
            text = str(error)
        finally:
            pool.release(slot)
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
        self._incoming.connections.finish(self._place, self._incoming.slot, self._incoming)


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
        self.pool: Pool = Pool(max_connections or LIMIT)
        self._finalizer = weakref.finalize(self, _unclosed, self.pool, self.base.host)
        self._finalizer.atexit = False
        self._stream = _stream_type(self.library)

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
        slot: Slot | None = None
        incoming: _Incoming | None = None
        kept = False
        try:
            if pool.closed:
                raise SendFailed(CLOSED, sent=False, fatal=True)
            site = self.site(at_root=send.at_root)
            request, timeouts = self.request(send, site, left, self._stream)
            slot = self._slot(site, request, send.deadline)
            response = self._head(slot, request, send)
            status: int = response.status_code
            headers = join_headers(response.headers.raw)
            incoming = _Incoming(self, response, slot, status, headers)
            stream = response.extensions.get("network_stream")
            if stream is not None:
                slot.adopt(stream)
            if send.per_byte and (length := wanted_of(send, status, headers)):
                slot.deadline += length * send.per_byte
                timeouts["read"] = slot.deadline - time.monotonic()
            if not 200 <= status < 300:
                return Answer(status, headers, _at_most(incoming, ERROR_BODY))
            if type(send.sink) is Buffer:
                return Answer(status, headers, _buffer(incoming, send.sink.cap, headers))
            if landing is not None:
                return Answer(status, headers, landed=_land(landing, incoming, headers))
            opened = Opened(incoming, place)
            kept = True
            return Answer(status, headers, opened=opened)
        finally:
            if kept:
                pool.release(cast("Slot", slot))
            else:
                self.finish(place, slot, incoming)

    def _slot(self, site: Any, request: Any, deadline: float) -> Slot:
        pool = self.pool
        slot = pool.take(site) if self.client is None else None
        if slot is None:
            transport = None
            if self.client is None:
                transport = self.library.HTTPTransport(**self.transport_options(site))
                pool.opened += 1
            slot = Slot(site, transport, pool)
            request.extensions["trace"] = slot.trace
        slot.deadline = deadline
        pool.watch(slot)
        return slot

    def _head(self, slot: Slot, request: Any, send: Send) -> Any:
        """Send the request and wait for the head of the answer."""
        try:
            with discreetly():
                if self.client is None:
                    return slot.transport.handle_request(request)
                return self.client.send(request, stream=True, auth=None, follow_redirects=False)
        except Exception as error:
            if not isinstance(error, self.broken) and getattr(send.body, "failure", None) is None:
                raise
            failure = self.broke(error, slot, body=send.body)
        raise failure

    def broke(self, error: Exception, slot: Slot, *, body: object = None, status: int | None = None) -> Exception:
        """Say what a failure of an exchange means."""
        late = slot.cut_off or time.monotonic() >= slot.deadline
        closed = self.pool.closed
        return self.failure(
            error, sent=slot.reached, late=late, body=body, status=status, closed=closed, site=slot.site
        )

    def finish(self, place: Place, slot: Slot | None, incoming: _Incoming | None) -> None:
        """End an exchange: keep the connection when its answer was read to the end, else close it."""
        pool = self.pool
        if not pool.gate.owns(place):  # this process was forked meanwhile, and has only a copy of the parent's exchange
            leave_to_the_parent(place, slot, incoming)
            return
        try:
            if slot is not None:
                good = False
                pool.release(slot)
                try:
                    if incoming is not None:
                        incoming.close()
                        good = incoming.whole and incoming.lasts and not slot.cut_off
                finally:
                    if self.client is None:
                        if good:
                            pool.give(slot)
                        else:
                            slot.close()
        finally:
            pool.gate.leave(place)

    def close(self) -> None:
        """Close the connections; calls under way end with an error. A client of the caller's stays open."""
        self._finalizer.detach()
        self.pool.close()


def _unclosed(pool: Pool, host: str) -> None:
    if pool.idle:
        pool.drain()
        warnings.warn(f"unclosed client for {host}: use `with`, or close()", ResourceWarning, stacklevel=2)


def _buffer(incoming: _Incoming, cap: int, headers: Mapping[str, str]) -> bytes:
    length = length_of(headers)
    if length is not None and length > cap:
        raise too_large(incoming.status, cap)
    parts: list[bytes] = []
    size = 0
    for data in incoming:
        size += len(data)
        if size > cap:
            raise too_large(incoming.status, cap)
        parts.append(data)
    if length is not None and incoming.encoding is None and size != length and incoming.connections.client is None:
        raise SendFailed(f"the answer ended after {size} of {length} bytes", sent=True, status=incoming.status)
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
