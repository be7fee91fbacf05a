"""Bytes over TLS over a non-blocking socket; see `streams`."""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Callable

from esignkit.runners.streams import PIECE, Io, PlainStream

__all__ = ["TlsStream"]

RECORD = 16 * 1024
"""Bytes of a TLS record at most."""
RECORD_HEAD = 5
"""Bytes before each TLS record; the last two are its length."""


class _Records:
    """Tracks the ends of TLS records (RFC 8446, 5.1), for OpenSSL keeps an incomplete record inside."""

    __slots__ = ("_head", "_left")

    def __init__(self) -> None:
        self._head = b""
        self._left = 0

    def follow(self, data: bytes) -> None:
        """Track bytes that were received."""
        position = 0
        while position < len(data):
            if self._left:
                count = min(self._left, len(data) - position)
                self._left -= count
            else:
                count = min(RECORD_HEAD - len(self._head), len(data) - position)
                self._head += data[position : position + count]
                if len(self._head) == RECORD_HEAD:
                    self._left = int.from_bytes(self._head[3:])
                    self._head = b""
            position += count

    @property
    def midway(self) -> bool:
        """Whether a record is incomplete."""
        return bool(self._head or self._left)


class TlsStream:
    """TLS over a connected socket. Its records pass through buffers of our own, so that no byte is overlooked.

    Args:
        connected: The socket.
        context: The TLS context.
        host: The name that the certificate must have.
    """

    __slots__ = ("_broken", "_incoming", "_outgoing", "_over", "_plain", "_records", "_tls", "socket")

    def __init__(self, connected: socket.socket, context: ssl.SSLContext, host: str) -> None:
        self.socket: socket.socket = connected
        self._plain = PlainStream(connected)
        self._records = _Records()
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._over = False
        """Whether the other side has said that nothing more comes."""
        self._broken = False
        """Whether it has ended in any other way: what came before that is still handed over."""
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=host)

    def handshake(self) -> Io[None]:
        """Do the TLS handshake.

        Raises:
            ssl.SSLError: One side refused it.
        """
        while True:
            try:
                self._tls.do_handshake()
            except ssl.SSLWantReadError:
                yield from self._flush()
                yield from self._fill()
            except ssl.SSLError:
                with contextlib.suppress(OSError):  # send the TLS alert, if possible
                    self.socket.send(self._outgoing.read())
                raise
            else:
                yield from self._flush()
                return

    def _flush(self, stop: Callable[[], bool | None] | None = None) -> Io[bool]:
        return not self._outgoing.pending or (yield from self._plain.send(self._outgoing.read(), stop))

    def _fill(self) -> Io[None]:
        self._take((yield from self._plain.receive()))

    def _take(self, data: bytes) -> None:
        if data:
            self._records.follow(data)
            self._incoming.write(data)
        else:
            self._incoming.write_eof()

    def send(self, data: bytes | memoryview, stop: Callable[[], bool | None] | None = None) -> Io[bool]:
        """Send everything; see `PlainStream.send`. After a stop, the stream cannot be used any more."""
        view = memoryview(data)
        while view:
            view = view[self._tls.write(view[: 8 * RECORD]) :]
            if not (yield from self._flush(stop)):
                return False
        return True

    def receive(self) -> Io[bytes]:
        """Return the next bytes; empty at the end that the other side has announced.

        Raises:
            OSError: It ended in another way.
        """
        while True:
            data = self._read()
            if data is not None:
                return data
            with contextlib.suppress(OSError):  # it may have ended, but what it said before that is still to be read
                yield from self._flush()
            yield from self._fill()

    def receive_now(self) -> bytes | None:
        """Return the bytes that are there already; None without any."""
        data = self._read()
        if data is None and (raw := self._plain.receive_now()) is not None:
            self._take(raw)
            data = self._read()
        return data

    def _read(self) -> bytes | None:
        pieces: list[bytes] = []
        size = 0
        while size < PIECE and not self._broken and self._has_more():
            try:
                data = self._tls.read(PIECE)
            except ssl.SSLWantReadError:
                break
            except ssl.SSLEOFError:  # no close message: only its length can show that a body is whole (RFC 9112, 9.8)
                self._broken = True
                break
            except ssl.SSLError:
                if not pieces:
                    raise
                self._broken = True
                break
            if not data:
                self._over = True
                return b"".join(pieces)
            pieces.append(data)
            size += len(data)
        if self._broken and not pieces:
            raise ConnectionResetError
        return b"".join(pieces) if pieces else None

    def _has_more(self) -> bool:
        """Whether a read may give anything; one in vain costs as much as ten others."""
        return bool(self._incoming.pending or self._tls.pending() or self._incoming.eof or self._over)

    def surplus(self, *, readable: bool) -> bool:
        """Whether there are unexpected bytes, or the end of the stream. New session tickets are ignored.

        An incomplete record counts as unexpected bytes.

        Args:
            readable: Whether the socket has something to read.
        """
        try:
            data = self._read()
            while data is None and readable:  # the end may follow the tickets
                raw = self._plain.receive_now()
                if raw is None:
                    break
                self._take(raw)
                data = self._read()
        except OSError:
            return True
        return data is not None or self._records.midway
