"""One HTTP/1.1 connection over a stream, written once for both modes.

A connection carries one exchange after the other. It is reused only when an exchange ended cleanly on both sides and no
byte came after the response: a second response would be taken for the response to the next call.

h11 checks what is sent and reads what comes, with two short cuts. A small request is sent without it when its head is
plain; headers that were checked once are sent again as they are, for most calls of a client have the same ones. And a
plain response to a small request is read by `plain_response`, which takes a tenth of the time. Where all is plain, h11
is never loaded.
"""

from __future__ import annotations

import contextlib
import select
import socket
import time
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from esignkit.runners.content_decoding import ContentDecodingError
from esignkit.runners.plain_request import VISIBLE, is_plain
from esignkit.runners.plain_response import read_plain
from esignkit.runners.protocol_errors import LocalProtocolError, RemoteProtocolError
from esignkit.runners.requests import Origin, Request, ResponseHead
from esignkit.runners.streamed_body import StreamedBody
from esignkit.runners.streams import BLOCK, PIECE, READ, Io, PlainStream
from esignkit.runners.time_limit import Expired, TimeLimit

if TYPE_CHECKING:
    import ssl

    from esignkit.runners.h11_exchange import H11Exchange
    from esignkit.runners.tls_stream import TlsStream

__all__ = ["KEEP_ALIVE", "Connection"]

KEEP_ALIVE = 30.0
"""Seconds after which an idle connection is not trusted any more."""


Stream: TypeAlias = "PlainStream | TlsStream"


class Connection(TimeLimit):
    """One connection to one origin.

    Attributes:
        origin: Where it leads to.
        stream: Its stream; None until it is connected.
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
        RemoteProtocolError,
        LocalProtocolError,
    )
    __slots__ = (
        "__weakref__",
        "_by_h11",
        "_keeps",
        "_known",
        "_left",
        "_poll",
        "_received",
        "cut_off",
        "number",
        "origin",
        "ref",
        "since",
        "started",
        "stream",
        "whole",
    )

    def __init__(self, origin: Origin) -> None:
        super().__init__()
        self.origin: Origin = origin
        self.stream: Stream | None = None
        self.started: bool = False
        self.whole: bool = False
        self.cut_off: bool = False
        self.since: float = 0.0
        self.number: int = -1
        self.ref: weakref.ref[Connection] = weakref.ref(self)
        self._by_h11: H11Exchange | None = None
        self._known: dict[str, tuple[list[tuple[bytes, bytes]], bytes]] = {}
        """For each method, the last headers that were checked, and the lines that they are on the wire."""
        self._left: int | None = None
        """Bytes to come of a plain response; None when h11 reads the response."""
        self._received = b""
        """Bytes of a plain response's body that came with its head."""
        self._keeps = True
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
        from esignkit.runners.tls_stream import TlsStream  # loads OpenSSL

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
        super().begin(deadline, idle_limit)
        self.started = self.whole = False

    def exchange(self, request: Request) -> Io[ResponseHead]:
        """Send a request and return the head of its response.

        Raises:
            LocalProtocolError: The request is not valid HTTP; nothing of it was sent.
            RemoteProtocolError: The response is not HTTP, or is cut off.
            OSError: The connection broke.
        """
        body = request.body
        small = body if isinstance(body, bytes) and len(body) <= PIECE else None
        broken: OSError | None = None
        try:
            if small is not None:
                yield from self._send_at_once(self._head_of(request) + small)
            else:
                yield from self._send(self._begin_by_h11(request), body)
        except OSError as error:
            if getattr(request.body, "failure", None) is not None:  # the caller's progress callback
                raise
            broken = error  # the server may have responded before it closed the connection
        try:
            head = yield from (self._response() if small is None else self._response_to(request, small))
            if broken is not None and head.status < 300:
                raise broken  # a success for an incomplete request cannot be trusted
        except (OSError, RemoteProtocolError):
            if broken is not None:
                raise broken from None
            raise
        finally:
            broken = None  # its traceback refers to this frame
        return head

    def _head_of(self, request: Request) -> bytes:
        """Return the head of a request as it is sent, checked unless only its target and its length are new.

        Raises:
            LocalProtocolError: It is not valid HTTP.
        """
        known, target = self._known.get(request.method), request.target
        if known is None or known[0] != request.headers or not target or target.translate(None, VISIBLE):
            if not is_plain(request):
                from esignkit.runners.h11_exchange import check_request  # h11 is not loaded for what is plain

                check_request(request)
            known = request.headers, b"".join([b"%s: %s\r\n" % header for header in request.headers])
            self._known[request.method] = known
        framing = b"" if request.framing is None else b"%s: %s\r\n" % request.framing
        return b"%s %s HTTP/1.1\r\n%s%s\r\n" % (request.method.encode("ascii"), target, known[1], framing)

    def _send_at_once(self, data: bytes) -> Io[None]:
        self._begin_sending()
        yield from self._stream.send(data)
        self.note_progress()

    @property
    def _h11(self) -> H11Exchange:
        if self._by_h11 is None:
            from esignkit.runners.h11_exchange import H11Exchange  # as above

            self._by_h11 = H11Exchange()
        return self._by_h11

    def _begin_by_h11(self, request: Request) -> bytes:
        """Let h11 begin an exchange; return the head of the request as it writes it."""
        self._left = None
        return self._h11.begin(request)

    def _send(self, head: bytes, body: bytes | StreamedBody) -> Io[None]:
        stream, h11 = self._stream, self._h11
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
            if self._refused() or not (yield from stream.send(h11.data(block), self._refused)):
                return
            self.note_progress()
            done += len(block)
            if isinstance(body, StreamedBody):
                body.report(done)
        self.time_left()
        yield from stream.send(h11.end())

    def _response_to(self, request: Request, body: bytes) -> Io[ResponseHead]:
        """Return the head of the response to a small request, which h11 does not know yet."""
        yield READ  # nothing has come yet, so it is no use to look first
        data = yield from self._stream.receive()
        self.note_progress()
        plain = None if request.method == "HEAD" else read_plain(data)
        if plain is None:
            self._begin_by_h11(request)
            self._h11.data(body)
            self._h11.end()
            self._h11.received(data)
            return (yield from self._response())
        end = plain.start + plain.length
        self._received = data[plain.start : end]
        self._count(0, plain.length)
        self._keeps = len(data) <= end  # else there are surplus bytes
        return plain.head

    def _response(self) -> Io[ResponseHead]:
        """Return the head of the response that h11 reads."""
        h11 = self._h11
        while (head := h11.head()) is None:
            h11.received((yield from self._some()))
        self._keeps = not h11.framed_twice
        return head

    def _begin_sending(self) -> None:
        """Look at the clock right before the first byte: a process that was stopped until now sends nothing too late.

        Raises:
            Expired: The time is up; nothing was sent.
        """
        self.time_left()
        self.started = True

    def _refused(self) -> bool | None:
        """Whether the server refused the request before all of it was sent.

        None when it has responded without refusing: the response may be made while the request is received.
        """
        h11 = self._h11
        head = h11.head()
        if head is None:
            data = self._stream.receive_now()
            if data is None:
                return False
            h11.received(data)
            head = h11.head()
        return head is not None and (head.status >= 400 or None)

    def _some(self) -> Io[bytes]:
        """Return what comes next; nothing at the end of the stream."""
        data = yield from self._stream.receive()
        self.note_progress()
        return data

    def at_hand(self) -> bytes | None:
        """Return the next piece of the response body if no waiting is needed; empty at its end."""
        if self.whole:
            return b""
        data = self._received
        if not data or self._left is None:
            return None
        self._received = b""
        self._count(len(data), self._left)
        return data

    def _count(self, size: int, left: int) -> None:
        """Note that a part of a plain response's body was received."""
        self._left = left - size
        self.whole = size == left and not self.cut_off

    def receive(self) -> Io[bytes]:
        """Return the next piece of the response body; empty at its end.

        Raises:
            RemoteProtocolError: It is cut off.
            OSError: The connection broke.
        """
        data = self.at_hand()
        if data is None:
            self.note_progress()
            data = yield from (self._body_by_h11() if self._left is None else self._body(self._left))
            if not data:
                self.whole = not self.cut_off  # a cut connection looks like the end of a body without a length
                if self.cut_off:
                    raise EOFError
        return data

    def _body_by_h11(self) -> Io[bytes]:
        h11 = self._h11
        while (data := h11.body()) is None:
            h11.received((yield from self._some()))
        return data

    def _body(self, left: int) -> Io[bytes]:
        """Return the next piece of a plain response's body; nothing at its end."""
        if not left:
            return b""
        data = yield from self._some()
        if not data:
            msg = f"the connection was closed {left} bytes before the end of the body"
            raise RemoteProtocolError(msg)
        if len(data) > left:  # surplus bytes
            data, self._keeps = data[:left], False
        self._count(len(data), left)
        return data

    @property
    def _stream(self) -> Stream:
        assert self.stream is not None  # noqa: S101 - it is connected first
        return self.stream

    # Between exchanges ------------------------------------------------------------------------------------------------
    def recycle(self) -> bool:
        """Prepare for another exchange; False when the connection cannot be reused."""
        if not self.whole or not self._keeps or self.cut_off or self._surplus():
            return False
        if self._left is None and not self._h11.recycle():
            return False
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
