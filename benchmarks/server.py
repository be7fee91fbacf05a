"""A local server with ready-made answers, in a process of its own: quick enough not to be what is measured.

`/api/packages/…` answers one package of 1 KB, below `/slow/` after 50 ms, below `/nested/` with more objects in it,
below `/walk/COUNT/` pages of a list and below `/download/BYTES/` a file. The answers of other services are in
`peer_answers.py`. `/tls` tells where the same is served over TLS. A POST is read to its end and answered with an id.
Prints its port and serves until its standard input is closed.
"""

from __future__ import annotations

import asyncio
import json
import os
import pathlib
import re
import ssl
import sys
import tempfile
from urllib.parse import parse_qs, urlsplit

import payloads
import peer_answers

DELAY = 0.05
PDF_BEGIN, PIECE, PDF_END = b"%PDF-1.7\n", b"page" * (1 << 16), b"%%EOF\n"
HEAD = (
    b"HTTP/1.1 %d OK\r\nDate: Sat, 21 Nov 2026 20:00:00 GMT\r\nServer: canned\r\nCache-Control: no-store\r\n"
    b"Content-Type: %s\r\nX-Request-Id: 0f8fad5b-d9cb-469f-a165-70867728950e\r\nContent-Length: %d\r\n\r\n"
)
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


def _answer(body: bytes, status: int = 200) -> bytes:
    return HEAD % (status, b"application/json", len(body)) + body


PACKAGE = _answer(payloads.package_1k())
NESTED = _answer(payloads.nested())
CREATED = _answer(b'{"id":"%s","SigningSessionId":"%s"}' % ((payloads.PACKAGE_ID.encode(),) * 2))
PEERS = {
    f"{method} /{name}/".encode(): _answer(body, 201 if method == "POST" and name in peer_answers.CREATED else 200)
    for (method, name), body in peer_answers.answers().items()
}


class Connection(asyncio.Protocol):
    def __init__(self, tls: Tls) -> None:
        self.tls = tls
        self.head = b""
        self.request = b""
        self.left = 0
        self.loop = asyncio.get_running_loop()
        self.writable = asyncio.Event()
        self.writable.set()
        self.task: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]

    def pause_writing(self) -> None:
        self.writable.clear()

    def resume_writing(self) -> None:
        self.writable.set()

    def data_received(self, data: bytes) -> None:
        if not self.left:
            self.head += data
            head, found, data = self.head.partition(b"\r\n\r\n")
            if not found:
                return
            self.head = b""
            self.request = head.partition(b"\r\n")[0]
            length = LENGTH.search(head)
            self.left = int(length[1]) if length else 0
        self.left -= len(data)
        if self.left <= 0:
            self.left = 0
            self.respond(self.request)

    def respond(self, request: bytes) -> None:
        if request.startswith(b"GET /slow/"):
            self.loop.call_later(DELAY, self.write, PACKAGE)
        elif request.startswith((b"GET /walk/", b"GET /download/", b"GET /tls")):
            self.task = self.loop.create_task(self.respond_slowly(request.decode().split()[1]))
        else:
            method, path, _ = request.split()
            peer = PEERS.get(method + b" " + path[: path.find(b"/", 1) + 1])
            self.write(peer or self.own(request))

    def own(self, request: bytes) -> bytes:
        if not request.startswith(b"GET "):
            return CREATED
        return NESTED if request.startswith(b"GET /nested/") else PACKAGE

    async def respond_slowly(self, path: str) -> None:
        if path == "/tls":
            self.write(_answer(json.dumps(await self.tls.where()).encode()))
            return
        _, what, size, *_ = path.split("/")
        if what == "walk":
            query = parse_qs(urlsplit(path).query)
            page = payloads.small_packages(int(query["from"][0]), int(query["to"][0]), int(size))
            self.write(_answer(page))
            return
        self.write(HEAD % (200, b"application/pdf", int(size)) + PDF_BEGIN)
        left = int(size) - len(PDF_BEGIN) - len(PDF_END)
        while left > 0:
            await self.writable.wait()
            self.write(PIECE[:left])
            left -= len(PIECE)
        self.write(PDF_END)

    def write(self, data: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(data)


class Tls:
    """The same answers over TLS, from the first moment that somebody asks for it."""

    def __init__(self, folder: str) -> None:
        self.folder = pathlib.Path(folder)
        self.url = ""

    async def where(self) -> dict[str, str]:
        """Say where it is, and whose signature to trust."""
        authority, key = self.folder / "authority.pem", self.folder / "key.pem"
        if not self.url:
            _certify(authority, key)
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(authority, key)
            server = await asyncio.get_running_loop().create_server(
                lambda: Connection(self), "127.0.0.1", 0, ssl=context
            )
            self.url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        return {"url": self.url, "authority": str(authority)}


def _certify(certificate: pathlib.Path, key: pathlib.Path) -> None:
    """Make a key that signs itself, for a day."""
    import datetime as dt
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "benchmark")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(private, hashes.SHA256())
    )
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    bare = serialization.NoEncryption()
    key.write_bytes(private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, bare))


async def main() -> None:
    loop = asyncio.get_running_loop()
    with tempfile.TemporaryDirectory() as folder:
        tls = Tls(folder)
        server = await loop.create_server(lambda: Connection(tls), "127.0.0.1", 0, backlog=4096)
        print(server.sockets[0].getsockname()[1], flush=True)
        await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    asyncio.run(main())
