"""What is sent without h11 is what h11 would send, and whatever is not plain is left to h11."""

from __future__ import annotations

import subprocess
import sys

import attrs
import h11
import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from esignkit.runners.h11_exchange import H11Exchange, check_request
from esignkit.runners.plain_request import is_plain
from esignkit.runners.protocol_errors import LocalProtocolError, RemoteProtocolError
from esignkit.runners.requests import Request
from tests.runners.conftest import SocketPairs
from tests.runners.test_http11_alone import connected, request
from tests.tables import in_one_test

Headers = list[tuple[bytes, bytes]]
HOST = (b"Host", b"a.example:1")
PLAIN: list[Headers] = [
    [HOST],
    [HOST, (b"x", b"")],
    [HOST, (b"!#$%&'*+-.^_`|~09azAZ", b'a (b) <c>@,;:\\/[]?={}"')],
    [HOST, (b"x", b"1"), (b"X", b"2")],
]
NOT_PLAIN: dict[str, Headers] = {
    "no headers": [],
    "no host": [(b"x", b"1")],
    "two hosts": [HOST, (b"host", b"b")],
    "a length of its own": [HOST, (b"Content-Length", b"3")],
    "another framing": [HOST, (b"Transfer-Encoding", b"chunked")],
    "no name": [HOST, (b"", b"1")],
    "a name with a blank": [HOST, (b"x y", b"1")],
    "a name with a colon": [HOST, (b"x:", b"1")],
    "a name with a line break": [HOST, (b"x\r\nY", b"1")],
    "a name beyond ASCII": [HOST, (b"\xc3\xa9", b"1")],
    "a line break": [HOST, (b"x", b"1\r\nY: 2")],
    "a lone line feed": [HOST, (b"x", b"1\n")],
    "a null": [HOST, (b"x", b"\x00")],
    "a bell": [HOST, (b"x", b"\x07")],
    "a tab": [HOST, (b"x", b"a\tb")],
    "a blank before": [HOST, (b"x", b" 1")],
    "a blank behind": [HOST, (b"x", b"1 ")],
    "letters beyond ASCII": [HOST, (b"x", b"\xe9")],
}


def with_headers(headers: Headers, method: str = "GET", target: bytes = b"/a?b=%20") -> Request:
    return attrs.evolve(request(), method=method, target=target, headers=headers, framing=None)


def compare(one: Request) -> bool:
    plain = is_plain(one)
    if plain:
        by_h11 = h11.Connection(h11.CLIENT).send(
            h11.Request(method=one.method, target=one.target, headers=one.all_headers)
        )
        start, *lines = (by_h11 or b"").removesuffix(b"\r\n\r\n").split(b"\r\n")
        assert start == b"%s %s HTTP/1.1" % (one.method.encode(), one.target)
        assert sorted(lines) == sorted(b"%s: %s" % header for header in one.headers)  # h11 puts the host first
    return plain


@in_one_test("headers", PLAIN)
def test_a_plain_head_is_sent_as_h11_sends_it(headers: Headers) -> None:
    assert compare(with_headers(headers))


@in_one_test("name", NOT_PLAIN)
def test_what_is_a_little_odd_is_left_to_h11(name: str) -> None:
    assert not is_plain(with_headers(NOT_PLAIN[name]))


@pytest.mark.parametrize("method", ["", "GE T", "GET\r\n", "GÉT", "G-T"])
def test_only_words_are_plain_methods(method: str) -> None:
    assert not is_plain(with_headers([HOST], method=method))


@pytest.mark.parametrize("target", [b"", b"/ ", b"/a\r\nX: y", b"/\xc3\xa9", b"/\x7f"])
def test_only_what_shows_is_a_plain_target(target: bytes) -> None:
    assert not is_plain(with_headers([HOST], target=target))


TEXTS = st.lists(st.sampled_from([b"a", b"Host", b"-", b" ", b"\t", b"\r\n", b":", b"\x00", b"\xe9", b"~", b"\x7f"]))
NAMES = st.one_of(st.sampled_from([b"host", b"HOST", b"content-length", b"x"]), TEXTS.map(b"".join))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(NAMES, st.one_of(TEXTS.map(b"".join), st.binary(max_size=3))), max_size=3),
    st.booleans(),
    st.one_of(st.just("GET"), st.text(max_size=3)),
    st.one_of(st.just(b"/"), st.binary(max_size=3)),
)
def test_nothing_is_sent_that_h11_would_not_send(headers: Headers, host: bool, method: str, target: bytes) -> None:
    compare(with_headers([HOST, *headers] if host else headers, method, target))


def test_odd_headers_that_h11_takes_are_sent(socket_pair: SocketPairs) -> None:
    """A tab inside a value is none of the plain things, and no error."""
    pair = connected(socket_pair)
    pair.connection.begin(float("inf"), 60)
    next(pair.connection.exchange(with_headers([HOST, (b"x", b"a\tb")])))
    assert pair.heard() == b"GET /a?b=%20 HTTP/1.1\r\nHost: a.example:1\r\nx: a\tb\r\n\r\n"


def test_errors_of_h11_are_our_own_and_say_nothing_of_the_request() -> None:
    secret = "canary\n"
    with pytest.raises(LocalProtocolError) as refused:
        check_request(with_headers([HOST, (b"x", secret.encode())]))
    exchange = H11Exchange()
    exchange.begin(with_headers([HOST]))
    exchange.end()
    exchange.received(b"canary canary\r\n\r\n")
    with pytest.raises(RemoteProtocolError) as broken:
        exchange.head()
    for error in (refused.value, broken.value):
        assert (str(error), error.__cause__, error.__suppress_context__) == ("", None, True)


ALONE = "import sys, esignkit.runners.failures as f; assert not {'ssl', 'h11'} & set(sys.modules); "
TOLD = "print(f.failure(%s, f.Broken(sent=False)), {'ssl', 'h11'} & set(sys.modules))"


@pytest.mark.parametrize(
    ("raised", "told"),
    [
        ("ConnectionRefusedError(111, 'x')", "no connection (Connection refused) set()"),
        ("__import__('ssl').SSLError(1, 'x')", "TLS failed {'ssl'}"),
    ],
)
def test_what_is_not_loaded_did_not_fail(raised: str, told: str) -> None:
    done = subprocess.run([sys.executable, "-c", ALONE + TOLD % raised], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == told
