"""A local server with ready-made answers, in a process of its own: quick enough not to be what is measured.

`/api/packages/…` answers one package of 1 KB, below `/slow/` after 50 ms, below `/nested/` with more objects in it. A
POST is read to its end and answered with an id. Prints its port and serves until its standard input is closed.
"""

from __future__ import annotations

import asyncio
import os
import sys

import payloads

DELAY = 0.05


def _answer(body: bytes) -> bytes:
    return (
        b"HTTP/1.1 200 OK\r\nDate: Sat, 21 Nov 2026 20:00:00 GMT\r\nServer: canned\r\nCache-Control: no-store\r\n"
        b"Content-Type: application/json\r\nX-Request-Id: 0f8fad5b-d9cb-469f-a165-70867728950e\r\n"
        b"Content-Length: %d\r\n\r\n" % len(body)
    ) + body


PACKAGE = _answer(payloads.package_1k())
NESTED = _answer(payloads.nested_1k())
CREATED = _answer(b'{"id":"%s"}' % payloads.PACKAGE_ID.encode())


class Connection(asyncio.Protocol):
    def __init__(self) -> None:
        self.head = b""
        self.left = 0
        self.loop = asyncio.get_running_loop()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        if self.left:
            self.left -= len(data)
            if self.left <= 0:
                self.left = 0
                self.write(CREATED)
            return
        self.head += data
        head, found, rest = self.head.partition(b"\r\n\r\n")
        if not found:
            return
        self.head = b""
        if head.startswith(b"POST"):
            length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
            self.left = int(length) - len(rest)
            if self.left <= 0:
                self.left = 0
                self.write(CREATED)
        elif head.startswith(b"GET /slow/"):
            self.loop.call_later(DELAY, self.write, PACKAGE)
        else:
            self.write(NESTED if head.startswith(b"GET /nested/") else PACKAGE)

    def write(self, data: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(data)


async def main() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Connection, "127.0.0.1", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    asyncio.run(main())
