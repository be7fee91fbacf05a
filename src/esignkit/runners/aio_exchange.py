"""One exchange over HTTP at a time, awaited: send, read, keep or close the connection."""

from __future__ import annotations

import functools
import time
import warnings
import weakref
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, TypeVar, cast

import anyio
import anyio.to_thread

from esignkit.core.files import WholenessError
from esignkit.core.flow import Answer, Saved, Send, SendFailed
from esignkit.core.operation import Buffer, Into
from esignkit.errors import StreamError
from esignkit.runners.bodies import StreamedBody
from esignkit.runners.connections import CLOSED, ERROR_BODY, LONGEST, Connections, join_headers, lasts
from esignkit.runners.discretion import discreetly
from esignkit.runners.homes import AsyncHome, AsyncPool, AsyncSlot
from esignkit.runners.inflate import Inflater
from esignkit.runners.landing import CutOff, Landing
from esignkit.runners.reading import broken_landing, length_of, too_large, wanted_of

__all__ = ["LIMIT", "AsyncConnections", "Opened"]

T = TypeVar("T")
LIMIT = 100
"""Connections of an awaiting client."""
BATCH = 512 * 1024
"""Bytes of a download handed to the writing thread at a time."""

_BY_SCOPE = {"read": None, "write": None, "pool": None}
"""The deadline is a cancel scope of ours, so the library need not set timers of its own."""

_in_thread = anyio.to_thread.run_sync


@functools.cache
def _stream_type(library: Any) -> Callable[[StreamedBody], object]:
    async def blocks(self: Any) -> AsyncIterator[bytes]:
        body: StreamedBody = self.body
        walk = iter(body)
        done = 0
        while True:
            # A pipe may never give anything: its thread is left behind when the call is cancelled.
            block = await _in_thread(next, walk, None, abandon_on_cancel=body.waits)
            if block is None:
                return
            yield block
            done += len(block)
            body.report(done)

    def init(self: Any, body: StreamedBody) -> None:
        self.body = body

    made = type("UploadStream", (library.AsyncByteStream,), {"__init__": init, "__aiter__": blocks})
    return cast("Callable[[StreamedBody], object]", made)


class _Incoming:
    """The body of one answer, inflated, as it comes; its failures are `SendFailed`.

    An object and not an async generator, so that stopping early leaves nothing behind to be cleaned up.
    """

    def __init__(
        self, connections: AsyncConnections, response: Any, slot: AsyncSlot, status: int, headers: Mapping[str, str]
    ) -> None:
        self.connections = connections
        self.response = response
        self.slot = slot
        self.status = status
        self.encoding: str | None = headers.get("content-encoding")
        self.whole: bool = False
        self.lasts: bool = lasts(response, headers)
        self._raw: Any = response.stream.__aiter__()
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
                try:
                    data: bytes = await self._raw.__anext__()
                except StopAsyncIteration:
                    self.whole = True
                    if self._inflater is not None:
                        self._inflater.finish()
                    break
                if self._inflater is None:
                    return data
                self._pieces = self._inflater.feed(data)
        except self.connections.unreadable as error:
            failure = self.connections.broke(error, self.slot, status=self.status)
        else:
            raise StopAsyncIteration
        raise failure

    async def close(self) -> None:
        """Close the response; what is unread is lost with the connection."""
        if self.whole:
            await self.response.aclose()
            return
        with anyio.CancelScope(shield=True), anyio.move_on_after(1):
            await self.response.aclose()
            await self._break_off()

    async def _break_off(self) -> None:
        # The library's nested generators end by running into a closed connection; left alone they would be finished
        # off by the garbage collector, about which event loops complain.
        stream = self.slot.stream
        if stream is not None:
            await stream.aclose()
            try:
                while True:
                    await self._raw.__anext__()
            except StopAsyncIteration:
                return
            except self.connections.unreadable:
                return
        end = getattr(self._raw, "aclose", None)
        if end is not None:
            await end()


class Opened:
    """A download handed over unread. It keeps its connection and its place at the gate until it is closed.

    Only time spent waiting for the server counts towards the deadline, not what the caller does between two chunks.
    """

    def __init__(self, incoming: _Incoming, home: AsyncHome, left: float) -> None:
        self._incoming = incoming
        self._home = home
        self._left = left
        self._closed = False

    def __aiter__(self) -> Opened:
        return self

    async def __anext__(self) -> bytes:
        if self._closed:
            raise StopAsyncIteration
        begin = time.monotonic()
        text = "the deadline passed"
        with anyio.move_on_after(self._left) as scope:
            self._home.scopes.add(scope)
            try:
                return await self._incoming.__anext__()
            except SendFailed as error:
                text = str(error)
            finally:
                self._home.scopes.discard(scope)
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
            await self._incoming.connections.finish(self._home, self._incoming.slot, self._incoming)


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
        super().__init__(
            base_url,
            root_url,
            http_client=http_client,
            trust_env=trust_env,
            library=library,
            broken=(anyio.BrokenResourceError, anyio.ClosedResourceError, anyio.EndOfStream),
        )
        self.pool: AsyncPool = AsyncPool(max_connections or LIMIT)
        self._finalizer = weakref.finalize(self, _unclosed, self.pool, self.base.host)
        self._finalizer.atexit = False
        self._stream = _stream_type(self.library)

    async def send(self, send: Send) -> Answer:
        """Carry out one exchange."""
        pool = self.pool
        if pool.closed:
            raise SendFailed(CLOSED, sent=False, fatal=True)
        left = min(send.deadline - time.monotonic(), LONGEST)
        if left <= 0:
            raise SendFailed("the deadline passed", sent=False, late=True)
        landing = await _in_thread(Landing, send.sink) if type(send.sink) is Into else None
        home = pool.home()
        exchange = _Exchange()
        with anyio.move_on_after(left) as scope:
            home.scopes.add(scope)
            try:
                await home.gate.acquire()
                if _is_closed(pool):
                    home.gate.release()
                    raise SendFailed(CLOSED, sent=False, fatal=True)
                return await self._exchange(send, home, exchange, scope, left, landing)
            finally:
                home.scopes.discard(scope)
        sent = exchange.slot is not None and exchange.slot.reached
        if _is_closed(pool):
            text = CLOSED + " while the call was under way"
            raise SendFailed(text, sent=sent, fatal=True, status=exchange.status)
        raise SendFailed("the deadline passed", sent=sent, late=True, status=exchange.status)

    async def _exchange(
        self, send: Send, home: AsyncHome, exchange: _Exchange, scope: anyio.CancelScope, left: float, landing: Any
    ) -> Answer:
        incoming: _Incoming | None = None
        kept = False
        try:
            site = self.site(at_root=send.at_root)
            request, timeouts = self.request(send, site, left, self._stream)
            timeouts.update(_BY_SCOPE)
            slot = exchange.slot = await self._slot(home, site, request)
            response = await self._head(slot, request, send, scope)
            status: int = response.status_code
            exchange.status = status
            headers = join_headers(response.headers.raw)
            incoming = _Incoming(self, response, slot, status, headers)
            stream = response.extensions.get("network_stream")
            if stream is not None:
                slot.adopt(stream)
            more = wanted_of(send, status, headers) * send.per_byte
            if more > 0.1:  # moving the deadline sets a new timer: not worth it for a small answer
                scope.deadline += more
            if not 200 <= status < 300:
                return Answer(status, headers, await _at_most(incoming, ERROR_BODY))
            if type(send.sink) is Buffer:
                return Answer(status, headers, await _buffer(incoming, send.sink.cap, headers))
            if landing is not None:
                return Answer(status, headers, landed=await _land(landing, incoming, headers))
            opened = Opened(incoming, home, scope.deadline - anyio.current_time())
            kept = True
            return Answer(status, headers, opened=opened)
        finally:
            if not kept:
                await self.finish(home, exchange.slot, incoming)

    async def _slot(self, home: AsyncHome, site: Any, request: Any) -> AsyncSlot:
        slot = await home.take(site) if self.client is None else None
        if slot is None:
            transport = None
            if self.client is None:
                transport = self.library.AsyncHTTPTransport(**self.transport_options(site))
                self.pool.opened += 1
            slot = AsyncSlot(site, transport)
            request.extensions["trace"] = slot.trace
        return slot

    async def _head(self, slot: AsyncSlot, request: Any, send: Send, scope: anyio.CancelScope) -> Any:
        """Send the request and wait for the head of the answer."""
        try:
            with discreetly():
                if self.client is None:
                    return await slot.transport.handle_async_request(request)
                return await self.client.send(request, stream=True, auth=None, follow_redirects=False)
        except Exception as error:
            if not isinstance(error, self.broken) and getattr(send.body, "failure", None) is None:
                raise
            late = time.monotonic() >= send.deadline
            failure = self.failure(
                error, sent=slot.reached, late=late, body=send.body, closed=self.pool.closed, site=slot.site
            )
        raise failure

    def broke(self, error: Exception, slot: AsyncSlot, *, status: int) -> Exception:
        """Say what a failure while the body came means; the deadline is the scope's business."""
        return self.failure(error, sent=True, late=False, status=status, closed=self.pool.closed)

    async def finish(self, home: AsyncHome, slot: AsyncSlot | None, incoming: _Incoming | None) -> None:
        """End an exchange: keep the connection when its answer was read to the end, else close it."""
        good = False
        try:
            try:
                if incoming is not None:
                    await incoming.close()
                    good = incoming.whole and incoming.lasts and not self.pool.closed
            finally:  # closing may be cancelled as well
                if slot is not None and self.client is None:
                    if good:
                        await home.give(slot)
                    else:
                        await slot.close()
        finally:
            home.gate.release()

    async def close(self) -> None:
        """Close the connections; calls under way end with an error. A client of the caller's stays open."""
        self._finalizer.detach()
        await self.pool.close()


class _Exchange:
    """What is known of an exchange when it is cut off."""

    slot: AsyncSlot | None = None
    status: int | None = None


def _is_closed(pool: AsyncPool) -> bool:
    return pool.closed  # asked anew: other tasks have run meanwhile


def _unclosed(pool: AsyncPool, host: str) -> None:
    if pool.opened and not pool.closed:
        warnings.warn(f"unclosed client for {host}: use `async with`, or aclose()", ResourceWarning, stacklevel=2)


async def _buffer(incoming: _Incoming, cap: int, headers: Mapping[str, str]) -> bytes:
    length = length_of(headers)
    if length is not None and length > cap:
        raise too_large(incoming.status, cap)
    parts: list[bytes] = []
    size = 0
    async for data in incoming:
        size += len(data)
        if size > cap:
            raise too_large(incoming.status, cap)
        parts.append(data)
    if length is not None and incoming.encoding is None and size != length and incoming.connections.client is None:
        raise SendFailed(f"the answer ended after {size} of {length} bytes", sent=True, status=incoming.status)
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
