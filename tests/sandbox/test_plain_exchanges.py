"""The short way for plain requests writes what uvicorn and h11 write, byte for byte, and lets the rest go their way."""

from __future__ import annotations

import asyncio
import random

import h11
import pytest
import uvicorn
from uvicorn.server import ServerState

from esignkit.sandbox import http_protocol, plain_exchanges
from esignkit.sandbox.http_protocol import HttpProtocol
from esignkit.sandbox.plain_exchanges import PlainExchange

TURNS = 40
GET = b"GET /echo?a=%20b HTTP/1.1\r\nHost: sandbox\r\nX-Case: Kept \r\n\r\n"
POST = b"POST /echo HTTP/1.1\r\nhost: sandbox\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello"

RESPONSES = {
    "/plain": (200, [(b"Content-Type", b"text/plain"), (b"content-length", b"2")], [b"ok"]),
    "/empty": (200, [(b"content-length", b"0")], [b""]),
    "/nothing": (204, [], [b""]),
    "/unchanged": (304, [(b"content-length", b"7")], [b""]),
    "/stream": (200, [], [b"one", b"two", b""]),
    "/parts": (200, [(b"content-length", b"6")], [b"one", b"two"]),
    "/short": (200, [(b"content-length", b"9")], [b"short"]),
    "/long": (200, [(b"content-length", b"1")], [b"long"]),
    "/last": (200, [(b"content-length", b"2"), (b"connection", b"close")], [b"ok"]),
    "/cookies": (200, [(b"content-length", b"2"), (b"set-cookie", b"a=1"), (b"set-cookie", b"b=2")], [b"ok"]),
    "/split": (200, [(b"content-length", b"2"), (b"x", b"a\r\nSet-Cookie: b")], [b"ok"]),
    "/blank": (200, [(b"content-length", b"2"), (b"x", b" blank ")], [b"ok"]),
    "/no-value": (200, [(b"content-length", b"2"), (b"x", b"")], [b"ok"]),
    "/umlaut": (200, [(b"content-length", b"2"), (b"x", "ü".encode())], [b"ok"]),
    "/lengths": (200, [(b"content-length", b"2"), (b"Content-Length", b"2")], [b"ok"]),
    "/no-length": (200, [(b"content-length", b"two")], [b"ok"]),
    "/unknown-status": (600, [(b"content-length", b"2")], [b"ok"]),
    "/teapot": (418, [(b"content-length", b"2")], [b"ok"]),
}


async def toy(scope, receive, send):
    """Answer as the path says; `/echo` says what it was asked, `/fails` fails."""
    path = scope["path"]
    if path == "/fails":
        raise ValueError("on purpose")
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        body, more = body + message["body"], message["more_body"]
    if path in RESPONSES:
        status, headers, parts = RESPONSES[path]
    else:
        asked = {name: value for name, value in scope.items() if name != "state"}
        text = repr([*sorted(asked.items()), body]).encode()
        status, headers, parts = 200, [(b"content-length", str(len(text)).encode())], [text]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    for number, part in enumerate(parts, 1):
        await send({"type": "http.response.body", "body": part, "more_body": number < len(parts)})


class Wire(asyncio.Transport):
    """A connection that keeps what is written to it."""

    def __init__(self):
        super().__init__({"sockname": ("127.0.0.1", 80), "peername": ("127.0.0.1", 5)})
        self.written = b""
        self.closed = False

    def write(self, data):
        assert not self.closed
        self.written += data

    def close(self):
        self.closed = True

    def is_closing(self):
        return self.closed

    def pause_reading(self):
        """Nothing is read here."""

    def resume_reading(self):
        """Nothing is read here."""


async def _talk(pieces: list[bytes]) -> tuple[bytes, bool, HttpProtocol]:
    config = uvicorn.Config(toy, http=HttpProtocol, ws="none", lifespan="off", log_config=None)
    config.load()
    protocol = HttpProtocol(config, ServerState(), {}, asyncio.get_running_loop())
    wire = Wire()
    protocol.connection_made(wire)
    for piece in pieces:
        if not wire.closed:
            protocol.data_received(piece)
        for _ in range(TURNS):
            await asyncio.sleep(0)
    closed = wire.closed
    protocol.connection_lost(None)
    await asyncio.sleep(0)
    return wire.written, closed, protocol


def talk(*pieces: bytes) -> tuple[bytes, bool, HttpProtocol]:
    """Send pieces over a new connection; return what came back, whether it was closed, and the protocol."""
    return asyncio.run(_talk(list(pieces)))


def by_h11(monkeypatch, *pieces: bytes) -> tuple[bytes, bool]:
    """Send pieces to a server without the short way."""
    with monkeypatch.context() as patched:
        patched.setattr(http_protocol.plain_exchanges, "read", lambda data: None)
        return talk(*pieces)[:2]


PLAIN = {
    "get": [GET],
    "post": [POST],
    "no header but the host": [b"DELETE / HTTP/1.1\r\nHost:sandbox\r\n\r\n"],
    "an empty header": [b"GET /echo HTTP/1.1\r\nHost: a\r\nX:\r\nY: \t \r\n\r\n"],
    "the body later": [POST[:-5], b"hello"],
    "the body in pieces": [POST[:-5], b"he", b"llo"],
    "two, one after the other": [GET, POST],
    "a connection kept alive": [GET.replace(b"X-Case", b"CONNECTION").replace(b"Kept ", b"Keep-Alive")],
    "an escaped path": [b"PUT /echo/%C3%A9%2F HTTP/1.1\r\nHost: a\r\n\r\n"],
}
OTHERS = {
    "head": [b"HEAD /plain HTTP/1.1\r\nHost: a\r\n\r\n"],
    "options": [b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"],
    "an absolute target": [b"GET http://a/plain HTTP/1.1\r\nHost: a\r\n\r\n"],
    "HTTP/1.0": [b"GET /plain HTTP/1.0\r\nHost: a\r\n\r\n"],
    "the last one": [b"GET /plain HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"],
    "no host": [b"GET /plain HTTP/1.1\r\n\r\n"],
    "two hosts": [b"GET /plain HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"],
    "a header twice": [b"GET /echo HTTP/1.1\r\nHost: a\r\nX: 1\r\nx: 2\r\n\r\n"],
    "chunks": [b"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"],
    "chunks and a length": [POST.replace(b"Connection: keep-alive", b"Transfer-Encoding: chunked")],
    "two lengths": [POST.replace(b"Connection: keep-alive", b"Content-Length: 6")],
    "a length that is none": [POST.replace(b" 5", b" five")],
    "a negative length": [POST.replace(b" 5", b" -5")],
    "a length with a sign": [POST.replace(b" 5", b" +5")],
    "a client that waits": [POST[:-5].replace(b"Connection: keep-alive", b"Expect: 100-continue"), b"hello"],
    "an upgrade": [GET.replace(b"X-Case: Kept ", b"Connection: upgrade\r\nUpgrade: h2c")],
    "bare line feeds": [GET.replace(b"\r\n", b"\n")],
    "a folded header": [GET.replace(b"Kept ", b"Kept\r\n folded")],
    "a blank before the colon": [GET.replace(b"X-Case:", b"X-Case :")],
    "a NUL": [GET.replace(b"Kept", b"\0")],
    "an umlaut": [GET.replace(b"Kept", b"\xfc")],
    "a blank in the path": [GET.replace(b"%20", b" ")],
    "no HTTP": [b"\x16\x03\x01\x02\x00\r\n\r\n"],
    "an empty line first": [b"\r\n" + GET],
    "a large header": [GET.replace(b"Kept", b"x" * 20_000)],
    "too large a header": [GET.replace(b"Kept", b"x" * 200_000)],
    "a large body": [POST.replace(b" 5", b" 70000")[:-5] + b"x" * 70_000],
    "two at once": [GET + POST],
    "three at once, the last in pieces": [GET + POST + GET[:20], GET[20:]],
    "more than the length": [POST + b"!\r\n\r\n"],
    "byte by byte": [bytes([byte]) for byte in POST],
    "plain, then chunks": [GET, b"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", GET],
}


@pytest.mark.parametrize("case", PLAIN)
def test_plain_requests_take_the_short_way_and_are_answered_alike(case, monkeypatch):
    written, closed, protocol = talk(*PLAIN[case])
    assert (written, closed) == by_h11(monkeypatch, *PLAIN[case])
    assert written.startswith(b"HTTP/1.1 200 OK\r\n")
    assert isinstance(protocol.cycle, PlainExchange)


@pytest.mark.parametrize("case", OTHERS)
def test_all_others_are_answered_by_h11(case, monkeypatch):
    assert talk(*OTHERS[case])[:2] == by_h11(monkeypatch, *OTHERS[case])


@pytest.mark.parametrize("path", [*RESPONSES, "/fails"])
def test_responses_are_written_alike(path, monkeypatch):
    request = b"GET %b HTTP/1.1\r\nHost: a\r\n\r\n" % path.encode()
    for pieces in ([request], [request, GET], [request + GET], [request + POST[:-5], b"hel", b"lo"]):
        assert talk(*pieces)[:2] == by_h11(monkeypatch, *pieces)


def test_what_h11_sees_of_a_plain_exchange_is_nothing(monkeypatch):
    monkeypatch.setattr(h11.Connection, "receive_data", lambda self, data: pytest.fail("h11 was asked"))
    assert talk(GET, POST)[0].count(b"HTTP/1.1 200 OK") == 2


def test_whatever_is_sent_is_answered_alike(monkeypatch):
    chance = random.Random(17)
    seeds = [*[GET, POST] * 40, *(pieces[0] for pieces in OTHERS.values() if len(pieces[0]) < 1000)]
    junk = [b"\r", b"\n", b"\r\n", b"\0", b" ", b":", b"\xff", b"Host: b\r\n", b"Content-Length: 3\r\n", b"\r\n\r\n"]
    plain = 0
    for _ in range(300):
        data = bytearray(chance.choice(seeds) + chance.choice((b"", b"", b"", GET, POST)))
        for _ in range(chance.choice((0, 0, 1, 2))):
            place = chance.randrange(len(data))
            data[place : place + chance.randrange(3)] = chance.choice(junk)
        cut = chance.choice((0, chance.randrange(len(data))))
        pieces = [piece for piece in (bytes(data[:cut]), bytes(data[cut:])) if piece]
        written, closed, protocol = talk(*pieces)
        assert (written, closed) == by_h11(monkeypatch, *pieces), pieces
        plain += isinstance(protocol.cycle, PlainExchange)
    assert plain > 20


def test_a_request_that_stops_half_way_keeps_its_connection_no_longer_than_h11_does(monkeypatch):
    assert talk(POST[:-3])[:2] == by_h11(monkeypatch, POST[:-3]) == (b"", False)
    assert plain_exchanges.read(POST[:-3]) == 3
