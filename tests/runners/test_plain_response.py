"""What is read without h11 is read as h11 reads it, and whatever is not plain is left to h11."""

from __future__ import annotations

import time
from typing import Any

import attrs
import h11
import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from esignkit.runners import http11
from esignkit.runners.h11_exchange import LONGEST_HEAD
from esignkit.runners.plain_request import is_plain
from esignkit.runners.plain_response import PlainResponse, read_plain
from esignkit.runners.protocol_errors import LocalProtocolError, RemoteProtocolError
from esignkit.runners.requests import Request, ResponseHead, join_headers
from tests.runners.conftest import SocketPairs
from tests.runners.raw import answer
from tests.runners.test_http11_alone import Pair, connected, drive, request
from tests.tables import in_one_test

OK = b"HTTP/1.1 200 OK\r\n"
LENGTH = b"Content-Length: 2\r\n"
PLAIN = [
    (OK + LENGTH + b"\r\n{}", 200, {"content-length": "2"}),
    (b"HTTP/1.1 200 \r\ncontent-length:2\r\n\r\n", 200, {"content-length": "2"}),
    (b"HTTP/1.1 404\r\nCONTENT-LENGTH:\t 2 \t\r\n\r\n", 404, {"content-length": "2"}),
    (b"HTTP/1.1 999 It's ~ odd\t!\r\n" + LENGTH + b"\r\n", 999, {"content-length": "2"}),
    (OK + b"X-A: 1\r\nx-a:2\r\nSet-Cookie: s\r\nSet-Cookie2: t\r\n" + LENGTH + b"\r\n", 200, {"x-a": "1, 2"}),
    (OK + b"Empty:\r\nBlanks: a \t b\r\nColons: a:b: c\r\n" + LENGTH + b"\r\n", 200, {"empty": "", "colons": "a:b: c"}),
    (OK + LENGTH + b"Connection: Keep-Alive\r\n\r\n", 200, {"connection": "Keep-Alive"}),
    (OK + b"!#$%&'*+-.^_`|~09az: ()<>@,;\\/[]?={}\"\r\n" + LENGTH + b"\r\n", 200, {"!#$%&'*+-.^_`|~09az": None}),
    (OK + b"Content-Length: 000000000000002\r\n\r\n", 200, {"content-length": "000000000000002"}),
]
NOT_PLAIN = {
    "nothing": b"",
    "no head": b"\r\n\r\n",
    "a line before it": b"\r\n" + OK + LENGTH + b"\r\n",
    "half a head": OK + LENGTH,
    "half an end": OK + LENGTH + b"\r",
    "no headers": OK + b"\r\n",
    "no length": OK + b"Date: now\r\n\r\n",
    "an old version": OK.replace(b"1.1", b"1.0") + LENGTH + b"\r\n",
    "another protocol": OK.replace(b"HTTP", b"http") + LENGTH + b"\r\n",
    "an early response": b"HTTP/1.1 103 Early Hints\r\n" + LENGTH + b"\r\n",
    "no content": b"HTTP/1.1 204 No Content\r\n" + LENGTH + b"\r\n",
    "not modified": b"HTTP/1.1 304 Not Modified\r\n" + LENGTH + b"\r\n",
    "a long status": b"HTTP/1.1 2000 OK\r\n" + LENGTH + b"\r\n",
    "a short status": b"HTTP/1.1 20 OK\r\n" + LENGTH + b"\r\n",
    "a status that ends oddly": b"HTTP/1.1 200OK\r\n" + LENGTH + b"\r\n",
    "a bell in its reason": b"HTTP/1.1 200 \x07\r\n" + LENGTH + b"\r\n",
    "chunks": OK + b"Transfer-Encoding: chunked\r\n\r\n",
    "chunks and a length": OK + LENGTH + b"transfer-encoding: chunked\r\n\r\n",
    "two lengths": OK + LENGTH + LENGTH + b"\r\n",
    "two lengths in one": OK + b"Content-Length: 2, 2\r\n\r\n",
    "a length with a sign": OK + b"Content-Length: +2\r\n\r\n",
    "a length of words": OK + b"Content-Length: two\r\n\r\n",
    "an empty length": OK + b"Content-Length:\r\n\r\n",
    "a length beyond all": OK + b"Content-Length: 0000000000000002\r\n\r\n",
    "a connection to be closed": OK + LENGTH + b"Connection: close\r\n\r\n",
    "a connection of two words": OK + LENGTH + b"Connection: keep-alive, close\r\n\r\n",
    "a folded line": OK + b"X: a\r\n b\r\n" + LENGTH + b"\r\n",
    "a blank before the colon": OK + b"Content-Length : 2\r\n\r\n",
    "a name with a blank": OK + b"X Y: 1\r\n" + LENGTH + b"\r\n",
    "no name": OK + b": 1\r\n" + LENGTH + b"\r\n",
    "no colon": OK + b"X\r\n" + LENGTH + b"\r\n",
    "letters beyond ASCII": OK + "X: é\r\n".encode() + LENGTH + b"\r\n",
    "a bell": OK + b"X: \x07\r\n" + LENGTH + b"\r\n",
    "a null": OK + b"X: a\x00b\r\n" + LENGTH + b"\r\n",
    "a lone line feed": OK + b"X: 1\n" + LENGTH + b"\r\n",
    "a lone carriage return": OK + b"X: 1\r" + LENGTH + b"\r\n",
    "line feeds alone": (OK + LENGTH + b"\r\n").replace(b"\r", b""),
    "a vertical tab": OK + b"X: a\x0bContent-Length: 9\r\n" + LENGTH + b"\r\n",
}


def by_h11(data: bytes) -> tuple[ResponseHead, bytes, bool, bool]:
    """Return what h11 makes of the same bytes: head, body so far, whether that is all, whether the connection stays."""
    http = h11.Connection(h11.CLIENT, max_incomplete_event_size=LONGEST_HEAD)
    http.send(h11.Request(method="GET", target="/", headers=[("host", "a")]))
    http.send(h11.EndOfMessage())
    http.receive_data(data)
    head: Any = http.next_event()
    assert type(head) is h11.Response
    body = b""
    event: Any = http.next_event()
    while type(event) is h11.Data:
        body += bytes(event.data)
        event = http.next_event()
    whole = type(event) is h11.EndOfMessage
    stays = http.their_state is (h11.DONE if whole else h11.SEND_BODY) and http.our_state is h11.DONE
    return ResponseHead(head.status_code, join_headers(head.headers)), body, whole, stays


def compare(data: bytes) -> PlainResponse | None:
    """Read bytes in both ways."""
    plain = read_plain(data)
    if plain is not None:
        head, body, whole, stays = by_h11(data)
        assert (plain.head.status, plain.head.headers) == (head.status, head.headers)
        assert data[plain.start : plain.start + plain.length] == body
        assert whole is (len(data) >= plain.start + plain.length)
        assert stays
    return plain


@in_one_test("data, status, headers", PLAIN)
def test_a_plain_head_is_read_as_h11_reads_it(data: bytes, status: int, headers: dict[str, str | None]) -> None:
    plain = compare(data)
    assert plain is not None
    assert (plain.head.status, plain.length) == (status, 2)
    assert data[plain.start :] in (b"", b"{}")
    for name, value in headers.items():
        assert name in plain.head.headers
        assert value in (None, plain.head.headers[name])


@in_one_test("name", NOT_PLAIN)
def test_what_is_a_little_odd_is_left_to_h11(name: str) -> None:
    assert read_plain(NOT_PLAIN[name]) is None


PIECES = [
    *(
        b"HTTP/1.1 ",
        b"HTTP/1.0 ",
        b"200",
        b"204",
        b"100",
        b" ",
        b" OK",
        b"\r\n",
        b"\n",
        b"\r",
        b"\t",
        b":",
        b": ",
        b",",
    ),
    *(b"Content-Length", b"content-length", b"Transfer-Encoding", b"Connection", b"Set-Cookie", b"X", b"Upgrade"),
    *(b"0", b"2", b"07", b"close", b"keep-alive", b"chunked", b"\x00", b"\x0b", b"\x0c", b"\x85", b"\xc3\xa9", b"{}"),
]


@st.composite
def heads(draw: st.DrawFn) -> bytes:
    """Bytes that nearly are a plain response: one with up to three pieces put in, left out or written over."""
    data = draw(st.sampled_from([one for one, *_ in PLAIN] + [*NOT_PLAIN.values()])) + draw(
        st.sampled_from([b"", b"{}x"])
    )
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(data)))
        data = data[:at] + draw(st.sampled_from(PIECES)) + data[at + draw(st.integers(0, 3)) :]
    return data


@settings(max_examples=600, deadline=None)
@given(st.one_of(heads(), st.lists(st.sampled_from(PIECES), max_size=12).map(b"".join)))
def test_nothing_is_read_otherwise_than_by_h11(data: bytes) -> None:
    compare(data)


# On a connection ----------------------------------------------------------------------------------------------------------
BODY = b'{"id": "a"}'
LONG = answer(BODY * 20_000)
SAID: dict[str, list[bytes]] = {
    "at once": [answer(BODY)],
    "an empty one": [answer(b"")],
    "an empty one with surplus": [answer(b"") + b"x"],
    "the body in pieces": [answer(BODY)[:-5], BODY[-5:-2], BODY[-2:]],
    "the head in pieces": [answer(BODY)[:9], answer(BODY)[9:]],
    "surplus at once": [answer(BODY) + b"\n"],
    "surplus with the last piece": [answer(BODY)[:-5], BODY[-5:] + b"HTTP/1.1"],
    "after an early response": [b"HTTP/1.1 100 Continue\r\n\r\n", answer(BODY)],
    "in chunks": [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n", BODY, b"\r\n0\r\n\r\n"],
    "to be closed": [answer(BODY, head=b"Connection: close\r\n")],
    "long": [LONG[at : at + 50_000] for at in range(0, len(LONG), 50_000)],
}


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
@pytest.mark.parametrize("name", SAID)
def test_both_ways_end_alike(name: str, method: str, socket_pair: SocketPairs, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also of a HEAD, whose response has a length and no body."""

    def carried_out() -> list[Any]:
        pair = connected(socket_pair)
        results: list[Any] = []
        said = [SAID[name], [answer(b"2")]]
        for pieces in said if method != "HEAD" else [[answer(BODY)[: -len(BODY)]]] * 2:
            results.append(pair.ask(*pieces, body=b"{}" if method == "POST" else b"", method=method))
            results.append((pair.heard(), pair.connection.whole, pair.connection.recycle()))
            pair.used = 0
            if not results[-1][-1]:
                break
        return results

    def nothing_is_plain(data: bytes) -> None:
        return None

    plainly = carried_out()
    monkeypatch.setattr(http11, "read_plain", nothing_is_plain)
    assert plainly == carried_out()


@pytest.mark.parametrize("cut", [1, len(BODY)])
def test_a_plain_body_that_breaks_off_is_an_error(socket_pair: SocketPairs, cut: int) -> None:
    pair = connected(socket_pair)
    pair.connection.begin(time.monotonic() + 60, 60)
    drive(pair.connection.exchange(request()), pair, [answer(BODY)[:-cut]])
    if cut < len(BODY):
        assert drive(pair.connection.receive(), pair, []) == BODY[:-cut]
    pair.there.close()
    with pytest.raises((RemoteProtocolError, ConnectionError)):
        drive(pair.connection.receive(), pair, [])
    assert not pair.connection.whole


def test_a_plain_body_is_not_whole_on_a_connection_that_was_cut(socket_pair: SocketPairs) -> None:
    pair = connected(socket_pair)
    pair.connection.begin(time.monotonic() + 60, 60)
    drive(pair.connection.exchange(request()), pair, [answer(BODY)])
    pair.connection.cut()
    assert drive(pair.connection.receive(), pair, []) == BODY
    with pytest.raises(EOFError):
        drive(pair.connection.receive(), pair, [])
    assert not pair.connection.whole


def test_headers_are_checked_once_for_each_method(socket_pair: SocketPairs, monkeypatch: pytest.MonkeyPatch) -> None:
    """The length of the body is not among them, for it is another one in each call."""
    checked: list[str] = []

    def counting(request: Request) -> bool:
        checked.append(request.method)
        return is_plain(request)

    monkeypatch.setattr(http11, "is_plain", counting)
    pair = connected(socket_pair)
    for method, size in (("GET", 0), ("POST", 1), ("GET", 0), ("POST", 2), ("POST", 0)):
        one = attrs.evolve(
            request(b"x" * size, method), headers=[(b"host", b"a")], framing=(b"content-length", b"%d" % size)
        )
        pair.connection.begin(time.monotonic() + 60, 60)
        drive(pair.connection.exchange(one), pair, [answer(b"")])
        assert drive(pair.connection.receive(), pair, []) == b""
        head = b"%s /base/x HTTP/1.1\r\nhost: a\r\ncontent-length: %d\r\n\r\n" % (method.encode(), size)
        assert pair.heard() == head + b"x" * size
        assert pair.connection.recycle()
    assert checked == ["GET", "POST"]


@pytest.mark.parametrize("target", [b"/a b", b"/a\r\nX: y", b"/\xc3\xa9", b""])
def test_targets_are_checked_every_time(socket_pair: SocketPairs, target: bytes) -> None:
    pair: Pair = connected(socket_pair)
    pair.ask(answer(b""))
    assert pair.connection.recycle()
    pair.heard()
    pair.connection.begin(time.monotonic() + 60, 60)
    with pytest.raises(LocalProtocolError):
        next(pair.connection.exchange(attrs.evolve(request(), target=target)))
    assert pair.heard() == b""
