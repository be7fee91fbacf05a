"""A small server that misbehaves on demand, over real sockets."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import socket
import socketserver
import ssl
import struct
import threading
import time
from collections import deque
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MIB = 1 << 20
BLOCK = bytes(range(256)) * 1024


class State:
    """What the server did, and what it shall do next."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.seen: list[tuple[str, str, dict[str, str]]] = []
        self.bodies: list[bytes] = []
        self.ledger: list[Any] = []
        self.faults: deque[str] = deque()
        self.connections = 0
        self.logins = 0
        self.token: str | None = None
        self.refuse_logins = 0
        self.logins_are_answered = threading.Event()
        self.logins_are_answered.set()
        self.bomb = b""

    @property
    def paths(self) -> list[str]:
        return [path for _, path, _ in self.seen]


def pdf(size: int) -> bytes:
    return b"%PDF-1.7\n" + b"x" * (size - 15) + b"%%EOF\n"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, format: str, *args: object) -> None:
        pass

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.server.state.connections += 1

    def reply(self, status: int, body: Any = b"", headers: tuple[tuple[str, str], ...] = ()) -> None:
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        lines = [f"HTTP/1.1 {status} Because", "Content-Type: application/json", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers]
        self.wfile.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    def reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.hang_up()

    def hang_up(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def drip(self, content: bytes, pause: float = 0.03) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            for at in range(len(content)):
                self.wfile.write(content[at : at + 1])
                time.sleep(pause)

    def body(self) -> bytes:
        if self.headers.get("transfer-encoding") == "chunked":
            out = b""
            while size := int(self.rfile.readline(), 16):
                out += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return out
        return self.rfile.read(int(self.headers.get("content-length", 0)))

    def handle_any(self) -> None:
        state = self.server.state
        body = self.body()
        names = [name.lower() for name in self.headers]
        assert len(set(names)) == len(names), f"a header was sent twice: {names}"
        with state.lock:
            state.seen.append((self.command, self.path, {k.lower(): v for k, v in self.headers.items()}))
            state.bodies.append(body)
            fault = state.faults.popleft() if state.faults and self.path != "/token" else None
        if fault is not None and self.misbehave(fault, body):
            return
        self.route(self.path.partition("?")[0].removeprefix("http://api.example"), body)

    do_GET = do_POST = do_PUT = do_DELETE = handle_any

    def misbehave(self, fault: str, body: bytes) -> bool:
        state = self.server.state
        plain = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
        if fault == "ok":
            return False
        if fault == "reset":
            self.reset()
        elif fault == "act_then_reset":
            with state.lock:
                state.ledger.append(body)
            self.reset()
        elif fault == "stall":
            time.sleep(0.8)
            self.reset()
        elif fault == "head_drip":
            self.drip(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"y" * 100)
        elif fault == "body_drip":
            self.wfile.write(plain + b"Content-Length: 100\r\n\r\n")
            self.drip(b" " * 100)
        elif fault == "endless":
            self.wfile.write(plain + b"Transfer-Encoding: chunked\r\n\r\n")
            self.drip(b"1\r\n \r\n" * 20)
        elif fault == "drip_until_close":
            self.wfile.write(plain + b"Connection: close\r\n\r\n")
            self.drip(b'{"id": "x"' + b" " * 90)
        elif fault == "truncated":
            self.wfile.write(plain + b'Content-Length: 100\r\n\r\n{"id"')
            self.hang_up()
        elif fault == "cut_long":
            self.wfile.write(plain + b"Content-Length: 3000000\r\n\r\n" + b"x" * 2_000_000)
            self.hang_up()
        elif fault == "cut_chunked":
            self.wfile.write(plain + b'Transfer-Encoding: chunked\r\n\r\n5\r\n{"id"\r\n')
            self.hang_up()
        elif fault == "garbage":
            self.wfile.write(b"\x00\x01nonsense\r\n\r\n")
            self.hang_up()
        elif fault == "empty_close":
            self.hang_up()
        elif fault == "huge_head":
            self.close_connection = True
            with contextlib.suppress(OSError):
                self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Big: " + b"z" * MIB)
        elif fault == "html":
            self.reply(200, b"<!DOCTYPE html><p>Maintenance</p>")
        elif fault == "null":
            self.reply(200, b"null")
        elif fault == "not_json":
            self.reply(200, b"id=5")
        elif fault == "deep":
            self.reply(200, b"[" * 100_000)
        elif fault == "empty":
            self.reply(200)
        elif fault == "bad_gzip":
            self.reply(200, b"not gzip at all", (("Content-Encoding", "gzip"),))
        elif fault == "brotli":
            self.reply(200, b"\x0b\x02\x80{}\x03", (("Content-Encoding", "br"),))
        elif fault == "bomb":
            self.reply(200, state.bomb, (("Content-Encoding", "gzip"),))
        elif fault == "big_error":
            self.reply(500, b"e" * (4 * MIB))
        elif fault in ("429_hint", "503_hint"):
            self.reply(int(fault[:3]), b"{}", (("Retry-After", "0"),))
        elif fault.isdigit():
            self.reply(int(fault), b"{}")
        else:
            raise AssertionError(fault)
        return True

    def route(self, path: str, body: bytes) -> None:
        state = self.server.state
        if path == "/token":
            with state.lock:  # a token counts from here on, whether its response arrives or not
                state.logins += 1
                token = f"token-{state.logins}"
                refused = state.refuse_logins > 0
                if refused:
                    state.refuse_logins -= 1
                else:
                    state.token = token
            time.sleep(0.05)
            state.logins_are_answered.wait(60)
            return self.reply(403, {}) if refused else self.reply(200, {"id": token})
        if state.token is not None and self.headers.get("authorization") != f"Bearer {state.token}":
            return self.reply(401, {})
        if path == "/echo":
            headers = {k.lower(): v for k, v in self.headers.items()}
            cookies = (("Set-Cookie", "sid=evil; Path=/"), ("X-Two", "a"), ("X-Two", "b"))
            return self.reply(200, {"path": self.path, "headers": headers, "body": body.decode("latin-1")}, cookies)
        if path == "/sha":
            return self.reply(200, {"id": hashlib.sha256(body).hexdigest()})
        if path == "/jump":
            return self.reply(int(self.headers.get("x-status", "302")), b"", (("Location", state_location(self)),))
        if path.startswith("/slow/"):
            time.sleep(float(path[6:]))
            return self.reply(200, {"id": "slow"})
        if path == "/things" and self.command == "POST":
            with state.lock:
                state.ledger.append(body)
            answer = b'{"id": "t%d"}' % len(state.ledger)
            return self.in_chunks(answer) if self.headers.get("x-answer") == "in chunks" else self.reply(200, answer)
        if path.startswith("/things/"):
            return self.reply(200, {"id": path[8:]})
        if path.startswith("/gzip"):
            return self.reply(200, gzip.compress(b'{"id": "zipped"}'), (("Content-Encoding", "gzip"),))
        if path.startswith("/pdf/"):
            name = (("Content-Disposition", 'attachment; filename="../lease 1.pdf"'),)
            return self.reply(200, pdf(int(path[5:])), name)
        if path.startswith("/cut-pdf/"):
            return self.reply(200, pdf(int(path[9:]))[:-20])
        if path.startswith("/bytes/"):
            return self.many(int(path[7:]))
        if path == "/close":
            return self.reply(200, {"id": "closing"}, (("Connection", "close"),))
        return self.reply(404, {})

    def in_chunks(self, content: bytes) -> None:
        head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        self.wfile.write(head + b"".join(b"1\r\n%c\r\n" % byte for byte in content) + b"0\r\n\r\n")

    def many(self, size: int) -> None:
        self.wfile.write(f"HTTP/1.1 200 OK\r\nContent-Length: {size}\r\n\r\n".encode())
        with contextlib.suppress(OSError):
            while size > 0:
                self.wfile.write(BLOCK[:size])
                size -= len(BLOCK)
            return
        self.close_connection = True


def state_location(handler: Handler) -> str:
    return handler.headers.get("x-location", "/echo")


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512
    state: State

    def __init__(self, certificate: str | None = None) -> None:
        self.ended = threading.Event()
        super().__init__(("127.0.0.1", 0), Handler)
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True)
        self.socket.settimeout(0.05)

    def server_bind(self) -> None:
        socketserver.TCPServer.server_bind(self)  # without looking up the name of this machine

    def serve(self) -> None:
        """Accept connections until `end()`, which ends this at once, not when it looks up the next time."""
        while not self.ended.is_set():
            try:
                request, client_address = self.get_request()
            except OSError:  # a handshake failed, the time is over, or it was woken to end
                continue
            try:
                self.process_request(request, client_address)
            except RuntimeError:  # no thread could be started
                self.shutdown_request(request)

    def end(self) -> None:
        self.ended.set()
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)  # wakes who waits in accept(); where it does not, the time-out does

    def handle_error(self, request: object, client_address: object) -> None:
        import sys

        if isinstance(sys.exc_info()[1], AssertionError):
            self.state.seen.append(("BUG", str(sys.exc_info()[1]), {}))


class Running:
    """A running server: `base` URL and `state`."""

    def __init__(self, certificate: str | None = None) -> None:
        self._server = Server(certificate)
        self.state = self._server.state = State()
        self.port = self._server.server_address[1]
        self.base = f"{'https' if certificate else 'http'}://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve, daemon=True)
        self._thread.start()

    def begin_again(self) -> None:
        """Forget what happened, as a new server that has the same address."""
        assert not self.bugs(), self.state.seen
        self.state = self._server.state = State()

    def bugs(self) -> list[str]:
        return [path for method, path, _ in self.state.seen if method == "BUG"]

    def stop(self) -> None:
        self._server.end()
        self._thread.join(2)
        self._server.server_close()
        assert not self.bugs(), self.state.seen


@contextlib.contextmanager
def serving(certificate: str | None = None) -> Iterator[Running]:
    running = Running(certificate)
    try:
        yield running
    finally:
        running.stop()
