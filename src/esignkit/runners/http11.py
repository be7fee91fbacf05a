"""One HTTP/1.1 connection, with h11 over a stream, written once for both modes.

A connection carries one exchange after the other. It is reused only when an exchange ended cleanly on both sides and no
byte came after the response: a second response would be taken for the response to the next call.
"""

from __future__ import annotations

import contextlib
import select
import socket
import ssl
import time
import weakref
from collections.abc import Callable
from typing import Any, ClassVar

import h11

from esignkit.core.value_objects import Shown
from esignkit.runners.content_decoding import ContentDecodingError
from esignkit.runners.failures import Expired
from esignkit.runners.requests import Origin, Request, ResponseHead
from esignkit.runners.streamed_body import StreamedBody
from esignkit.runners.streams import BLOCK, PIECE, Io, PlainStream, Stream, TlsStream

__all__ = ["KEEP_ALIVE", "LONGEST", "Connection"]

KEEP_ALIVE = 30.0
"""Seconds after which an idle connection is not trusted any more."""
LONGEST = 1_000_000.0
"""Seconds; the longest time-out that system calls take."""
LONGEST_HEAD = 100 * 1024
"""Bytes of a response's head at most."""


class Connection(Shown):
    """One connection to one origin.

    Attributes:
        origin: Where it leads to.
        stream: Its stream; None until it is connected.
        deadline: When the exchange must be done, on the monotonic clock.
        idle_limit: Seconds without a byte in either direction after which it is given up.
        started: Whether any of the request may have been sent.
        whole: Whether the response was read to its end.
        broken: What is raised when an exchange fails.
        cut_off: Whether another thread ended it.
        since: Since when it has been idle, on the monotonic clock.
        number: File descriptor of its socket.
        ref: A weak reference to it, made once.
    """

    broken: ClassVar[tuple[type[Exception], ...]] = (
        OSError,
        EOFError,
        Expired,
        ContentDecodingError,
        h11.RemoteProtocolError,
        h11.LocalProtocolError,
    )
    __slots__ = (
        "__weakref__",
        "_early",
        "_http",
        "_keeps",
        "_moved",
        "_normalised",
        "_poll",
        "cut_off",
        "deadline",
        "idle_limit",
        "number",
        "origin",
        "ref",
        "since",
        "started",
        "stream",
        "whole",
    )

    def __init__(self, origin: Origin) -> None:
        self.origin: Origin = origin
        self.stream: Stream | None = None
        self.deadline: float = 0.0
        self.idle_limit: float = 0.0
        self.started: bool = False
        self.whole: bool = False
        self.cut_off: bool = False
        self.since: float = 0.0
        self.number: int = -1
        self.ref: weakref.ref[Connection] = weakref.ref(self)
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=LONGEST_HEAD)
        self._normalised: tuple[list[tuple[bytes, bytes]], Any] | None = None
        self._early: h11.Response | None = None
        self._keeps = True
        self._moved = 0.0
        self._poll = select.poll()

    def use(self, stream: Stream) -> None:
        """Use a stream that is connected."""
        self.stream = stream
        self.number = stream.socket.fileno()
        self._poll.register(self.number, select.POLLIN)

    def begin_over(self, connected: socket.socket, context: Callable[[], ssl.SSLContext]) -> Io[None]:
        """Use a socket that is connected, with TLS for https.

        Args:
            connected: The socket; it is closed when TLS cannot be set up.
            context: Returns the TLS context.

        Raises:
            OSError: The handshake failed.
        """
        if self.origin.scheme != "https":
            self.use(PlainStream(connected))
            return
        try:
            stream = TlsStream(connected, context(), self.origin.host)
        except BaseException:
            connected.close()
            raise
        self.use(stream)
        yield from stream.handshake()

    # The exchange -----------------------------------------------------------------------------------------------------
    def begin(self, deadline: float, idle_limit: float) -> None:
        """Prepare for an exchange."""
        self.deadline = deadline
        self.idle_limit = idle_limit
        self.started = self.whole = False
        self._moved = time.monotonic()

    def extend(self, seconds: float) -> None:
        """Move the deadline."""
        self.deadline += seconds

    def pause(self) -> None:
        """Do nothing; the caller uses what was read, and the deadline is set again by `resume`."""

    def resume(self, deadline: float) -> None:
        """Go on reading, with another deadline."""
        self.deadline = deadline
        self._moved = time.monotonic()

    def note_progress(self) -> None:
        """Restart the idle limit, for a byte was sent or received."""
        self._moved = time.monotonic()

    @property
    def idles_first(self) -> bool:
        """Whether the idle limit ends before the deadline."""
        return self._moved + self.idle_limit < self.deadline

    def time_left(self) -> float:
        """Return how many seconds it may wait now.

        Raises:
            Expired: None are left.
        """
        now = time.monotonic()
        remaining = self.deadline - now
        if remaining <= 0:
            raise Expired
        idle_remaining = self._moved + self.idle_limit - now
        if idle_remaining <= 0:
            raise Expired(self.idle_limit)
        return min(remaining, idle_remaining, LONGEST)

    def exchange(self, request: Request) -> Io[ResponseHead]:
        """Send a request and return the head of its response.

        Raises:
            h11.LocalProtocolError: The request is not valid HTTP; nothing of it was sent.
            h11.RemoteProtocolError: The response is not HTTP, or is cut off.
            OSError: The connection broke.
        """
        head = self._http.send(self._checked(request))
        broken: OSError | None = None
        try:
            yield from self._send(head or b"", request.body)
        except OSError as error:
            if getattr(request.body, "failure", None) is not None:  # the caller's progress callback
                raise
            broken = error  # the server may have responded before it closed the connection
        try:
            while self._early is None:
                event = yield from self._event()
                if type(event) is h11.Response:
                    self._early = event
            if broken is not None and self._early.status_code < 300:
                raise broken  # a success for an incomplete request cannot be trusted
        except (OSError, h11.RemoteProtocolError):
            if broken is not None:
                raise broken from None
            raise
        finally:
            broken = None  # its traceback refers to this frame
        response, self._early = self._early, None
        header_names = {name for name, _ in response.headers}
        # With two lengths, a proxy may use the other one to find the end of the body.
        self._keeps = not header_names.issuperset((b"transfer-encoding", b"content-length"))
        return ResponseHead(response.status_code, response.headers)

    def _checked(self, request: Request) -> h11.Request:
        """Return the request, checked by h11. Headers equal to those of the last request are not checked again."""
        previous, headers = self._normalised, request.headers
        if previous is not None and previous[0] == headers:
            return h11.Request(method=request.method, target=request.target, headers=previous[1])
        checked = h11.Request(method=request.method, target=request.target, headers=headers)
        self._normalised = (headers, checked.headers)
        return checked

    def _send(self, head: bytes, body: bytes | StreamedBody) -> Io[None]:
        stream = self._stream
        if isinstance(body, bytes) and len(body) <= PIECE:
            head += self._data(body) + self._end()
            self._begin_sending()
            yield from stream.send(head)
            self._moved = time.monotonic()
            return
        self._begin_sending()
        yield from stream.send(head)
        pieces = (
            (body[start : start + PIECE] for start in range(0, len(body), PIECE)) if isinstance(body, bytes) else None
        )
        done = 0
        while True:
            block = (yield BLOCK) if pieces is None else next(pieces, None)
            if block is None:
                break
            assert isinstance(block, bytes)  # noqa: S101 - so BLOCK is answered
            self.time_left()  # a body that arrives whole is carried out, however late
            if self._refused() or not (yield from stream.send(self._data(block), self._refused)):
                return
            self._moved = time.monotonic()
            done += len(block)
            if isinstance(body, StreamedBody):
                body.report(done)
        self.time_left()
        yield from stream.send(self._end())

    def _begin_sending(self) -> None:
        """Look at the clock right before the first byte: a process that was stopped until now sends nothing too late.

        Raises:
            Expired: The time is up; nothing was sent.
        """
        self.time_left()
        self.started = True

    def _data(self, data: bytes) -> bytes:
        return (self._http.send(h11.Data(data=data)) or b"") if data else b""

    def _end(self) -> bytes:
        return self._http.send(h11.EndOfMessage()) or b""

    def _refused(self) -> bool | None:
        """Whether the server refused the request before all of it was sent.

        None when it has responded without refusing: the response may be made while the request is received.
        """
        if self._early is None:
            data = self._stream.receive_now()
            if data is None:
                return False
            self._http.receive_data(data)
            event: Any = self._http.next_event()
            while type(event) is h11.InformationalResponse:
                event = self._http.next_event()
            if type(event) is not h11.Response:
                return False
            self._early = event
        return self._early.status_code >= 400 or None

    def _event(self) -> Io[Any]:
        while True:
            event = self._http.next_event()
            if event is not h11.NEED_DATA:
                return event
            data = yield from self._stream.receive()
            self._moved = time.monotonic()
            self._http.receive_data(data)

    def receive(self) -> Io[bytes]:
        """Return the next piece of the response body; empty at its end.

        Raises:
            h11.RemoteProtocolError: It is cut off.
            OSError: The connection broke.
        """
        if not self.whole:
            self._moved = time.monotonic()
            event = yield from self._event()
            if type(event) is h11.Data:
                return bytes(event.data)
            self.whole = not self.cut_off  # a cut connection looks like the end of a body without a length
            if self.cut_off:
                raise EOFError
        return b""

    @property
    def _stream(self) -> Stream:
        assert self.stream is not None  # noqa: S101 - it is connected first
        return self.stream

    # Between exchanges ------------------------------------------------------------------------------------------------
    def recycle(self) -> bool:
        """Prepare for another exchange; False when the connection cannot be reused."""
        http = self._http
        if not self.whole or not self._keeps or self.cut_off or http.trailing_data != (b"", False):
            return False
        if http.our_state is not h11.DONE or http.their_state is not h11.DONE or self._surplus():
            return False
        http.start_next_cycle()
        self.since = time.monotonic()
        return True

    def stale(self, now: float) -> bool:
        """Whether it has been idle too long, or the server closed it or sent unexpected bytes."""
        return now - self.since > KEEP_ALIVE or self._surplus()

    def _surplus(self) -> bool:
        return self._stream.surplus(readable=bool(self._poll.poll(0)))

    def cut(self) -> None:
        """End it, from any thread; this wakes whoever waits for it."""
        self.cut_off = True
        if self.stream is not None:
            with contextlib.suppress(OSError):  # it is closed already
                self.stream.socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close it without a TLS close message, so that a forked child can close its copy."""
        if self.stream is not None:
            self.stream.socket.close()
