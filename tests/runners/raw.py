"""A server of which every byte, and every pause between two, is said by the test."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator

import attrs

Script = Callable[["Caller", int], None]
"""What to do with the n-th connection, from 0."""


def answer(body: bytes = b'{"id": "a"}', head: bytes = b"", status: bytes = b"200 OK") -> bytes:
    """One whole answer with its length."""
    return b"HTTP/1.1 " + status + b"\r\n" + head + b"Content-Length: %d\r\n\r\n" % len(body) + body


@attrs.define(eq=False)
class Caller:
    """One connection, from the server's side."""

    connection: socket.socket
    server: RawServer

    def heard(self) -> bytes:
        """Read one request to its end; nothing when the other side has gone."""
        data = b""
        while b"\r\n\r\n" not in data:
            more = self.connection.recv(65536)
            if not more:
                return b""
            data += more
        head, _, begun = data.partition(b"\r\n\r\n")
        body = bytearray(begun)
        length = next(
            (int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
        )
        while len(body) < length:
            more = self.connection.recv(65536)
            if not more:
                return b""
            body += more
        self.server.heard.append(head + b"\r\n\r\n" + body)
        return self.server.heard[-1]

    def say(self, *pieces: bytes | float) -> None:
        """Send pieces, each as a segment of its own; a number is a pause in seconds."""
        for piece in pieces:
            if isinstance(piece, float):
                time.sleep(piece)
            else:
                self.connection.sendall(piece)

    def end(self) -> None:
        """Say no more, but go on listening."""
        self.connection.shutdown(socket.SHUT_WR)


@attrs.define(eq=False)
class RawServer:
    """Where it listens, and what it has heard."""

    base: str = ""
    heard: list[bytes] = attrs.field(factory=list)
    connections: int = 0


@contextlib.contextmanager
def raw_server(script: Script, certificate: str | None = None) -> Iterator[RawServer]:
    """Serve by a script; each connection has a thread."""
    context = None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        server = RawServer(f"{'https' if context else 'http'}://127.0.0.1:{listener.getsockname()[1]}")
        ended = threading.Event()
        threads: list[threading.Thread] = []

        def serve(connection: socket.socket, number: int) -> None:
            with contextlib.suppress(OSError), connection:
                connection.settimeout(10)
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                talking = context.wrap_socket(connection, server_side=True) if context else connection
                with talking:
                    script(Caller(talking, server), number)

        def accept() -> None:
            while not ended.is_set():
                try:
                    connection, _ = listener.accept()
                except TimeoutError:
                    continue
                except OSError:  # woken, to end
                    return
                thread = threading.Thread(target=serve, args=(connection, server.connections), daemon=True)
                server.connections += 1
                thread.start()
                threads.append(thread)

        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield server
        finally:
            ended.set()
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)  # wakes who waits in accept(); where it does not, the time-out does
            accepting.join()
            for thread in threads:
                thread.join(5)
