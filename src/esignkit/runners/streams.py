"""Bytes over a non-blocking socket, written once for both modes; `tls_stream` has those over TLS.

Whatever may have to wait is a generator: it yields what it waits for (`READ`, `WRITE`, or both) and is sent which of
them is ready. Sync and async connections differ only in how they wait. No bytes stay where they could be overlooked:
`select` shows those in the socket, and the rest is in buffers of our own.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Generator
from typing import TypeAlias, TypeVar

__all__ = ["BLOCK", "EITHER", "PIECE", "READ", "WRITE", "Io", "PlainStream"]

T = TypeVar("T")

READ, WRITE = 1, 2
EITHER = READ | WRITE
BLOCK = 4
"""Wait for the next block of the request body. The reply is the block, or None at the end."""
Io: TypeAlias = Generator[int, "int | bytes | None", T]
"""Annotation of a generator that yields what it waits for and ends in a `T`."""

PIECE = 256 * 1024
"""Bytes sent at a time, and decrypted at a time."""
RECEIVED = 64 * 1024
"""Bytes received at a time: h11 copies them three times, which takes twice as long outside of the processor's cache."""


class PlainStream:
    """A connected socket."""

    __slots__ = ("socket",)

    def __init__(self, connected: socket.socket) -> None:
        self.socket: socket.socket = connected

    def send(self, data: bytes | memoryview, stop: Callable[[], bool | None] | None = None) -> Io[bool]:
        """Send everything.

        Args:
            data: What to send.
            stop: Called when the other side sends something before everything was sent; returns whether to stop.
                None means no, and it is not called again.

        Returns:
            Whether everything was sent.
        """
        done = self._some(data)
        if done == len(data):
            return True
        view = memoryview(data)[done:]
        while view:
            ready = yield WRITE if stop is None else EITHER
            if stop is not None and ready != WRITE:
                response = stop()
                if response:
                    return False
                stop = None if response is None else stop
            view = view[self._some(view) :]
        return True

    def _some(self, data: bytes | memoryview) -> int:
        try:
            return self.socket.send(data)
        except BlockingIOError:
            return 0

    def receive(self) -> Io[bytes]:
        """Return the next bytes; empty at the end."""
        while True:
            try:
                return self.socket.recv(RECEIVED)
            except BlockingIOError:
                yield READ

    def receive_now(self) -> bytes | None:
        """Return the bytes that are there already; None without any."""
        try:
            return self.socket.recv(RECEIVED)
        except BlockingIOError:
            return None

    def surplus(self, *, readable: bool) -> bool:
        """Whether there are unexpected bytes, or the end of the stream.

        Args:
            readable: Whether the socket has something to read.
        """
        return readable
