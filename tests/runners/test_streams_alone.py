"""Bytes over a socket by themselves, plain and TLS, driven by hand: the other end is in the same thread."""

from __future__ import annotations

import contextlib
import socket
import ssl
from typing import Any

import attrs
import pytest

from esignkit.runners.http11 import Connection
from esignkit.runners.requests import Origin
from esignkit.runners.streams import EITHER, PIECE, READ, WRITE, PlainStream
from esignkit.runners.tls_stream import RECORD, TlsStream
from tests.runners.conftest import SocketPairs
from tests.runners.test_tls import certificate

__all__ = ["certificate"]  # a fixture


def run(steps: Any, *waits: tuple[int, Any]) -> Any:
    """Carry steps out; each wait is what it waits for, and what is done about it before it goes on."""
    expected = list(waits)
    try:
        wanted = next(steps)
        while True:
            assert expected, f"it waits for {wanted}, which was not to be"
            what, act = expected.pop(0)
            assert wanted == what
            wanted = steps.send(act() or what)
    except StopIteration as stop:
        assert not expected, "it did not wait"
        return stop.value


def drained(there: socket.socket) -> bytes:
    out = b""
    with contextlib.suppress(BlockingIOError):
        while data := there.recv(1 << 20):
            out += data
    return out


# Plain -------------------------------------------------------------------------------------------------------------------
@pytest.fixture
def plain(socket_pair: SocketPairs) -> tuple[PlainStream, socket.socket]:
    here, there = socket_pair()
    return PlainStream(here), there


def test_a_short_text_goes_out_at_once(plain: Any) -> None:
    stream, there = plain
    assert run(stream.send(b"abc")) is True
    assert drained(there) == b"abc"
    assert run(stream.send(b"")) is True


def test_a_long_one_waits_until_it_is_taken(plain: Any) -> None:
    stream, there = plain
    data = bytes(range(256)) * 8192
    got: list[bytes] = []
    steps = stream.send(data)
    assert next(steps) == WRITE
    try:
        while True:
            got.append(drained(there))
            assert steps.send(WRITE) == WRITE
    except StopIteration as stop:
        assert stop.value is True
    got.append(drained(there))
    assert b"".join(got) == data


def test_nothing_is_lost_when_there_was_no_room_after_all(plain: Any) -> None:
    stream, there = plain
    data = bytes(range(256)) * 8192
    steps = stream.send(data)
    assert next(steps) == WRITE
    assert steps.send(WRITE) == WRITE
    got: list[bytes] = []
    with contextlib.suppress(StopIteration):
        while True:
            assert steps.send(WRITE) == WRITE
            got.append(drained(there))
    got.append(drained(there))
    assert b"".join(got) == data


def test_it_listens_while_it_sends_and_stops_when_it_is_told_to(plain: Any) -> None:
    stream, there = plain
    answers: list[bool | None] = [False, False, True]
    steps = stream.send(b"x" * (8 << 20), lambda: answers.pop(0))
    assert next(steps) == EITHER
    assert steps.send(READ) == EITHER
    assert steps.send(READ | WRITE) == EITHER
    drained(there)
    assert steps.send(WRITE) == EITHER
    assert len(answers) == 1, "it asked without anything to read"
    with pytest.raises(StopIteration) as stop:
        steps.send(READ)
    assert stop.value.value is False


def test_it_listens_no_more_when_there_is_no_use(plain: Any) -> None:
    stream, _ = plain
    steps = stream.send(b"x" * (8 << 20), lambda: None)
    assert next(steps) == EITHER
    assert steps.send(READ) == WRITE
    assert steps.send(WRITE) == WRITE


def test_what_comes_is_received(plain: Any) -> None:
    stream, there = plain
    assert stream.receive_now() is None
    assert run(stream.receive(), (READ, lambda: None), (READ, lambda: there.send(b"abc") and None)) == b"abc"
    there.send(b"def")
    assert run(stream.receive()) == b"def"
    there.send(b"ghi")
    assert stream.receive_now() == b"ghi"
    there.close()
    assert stream.receive_now() == b""
    assert run(stream.receive()) == b""


def test_what_is_readable_on_a_plain_socket_is_surplus(plain: Any) -> None:
    stream, _ = plain
    assert stream.surplus(readable=True) is True
    assert stream.surplus(readable=False) is False


# TLS ---------------------------------------------------------------------------------------------------------------------
@attrs.define(eq=False)
class Server:
    """The other end of a TLS connection."""

    socket: socket.socket
    incoming: ssl.MemoryBIO
    outgoing: ssl.MemoryBIO
    tls: ssl.SSLObject

    def pump(self) -> bytes:
        """Take what came, do what is to be done about it, send what is to be sent; return what was said."""
        while True:
            data = drained(self.socket)
            self.incoming.write(data)
            out = b""
            with contextlib.suppress(ssl.SSLWantReadError):
                self.tls.do_handshake()
                while more := self.tls.read(1 << 20):
                    out += more
            self.flush()
            return out

    def flush(self) -> None:
        if data := self.outgoing.read():
            self.socket.setblocking(True)
            self.socket.sendall(data)
            self.socket.setblocking(False)

    def say(self, data: bytes) -> None:
        self.tls.write(data)
        self.flush()


def server_context(certificate: str, *, version: ssl.TLSVersion | None = None) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    if version is not None:
        context.maximum_version = version
    return context


def connected(
    socket_pair: SocketPairs, certificate: str, context: ssl.SSLContext, host: str = "127.0.0.1", **more: Any
) -> tuple[TlsStream, Server]:
    here, there = socket_pair()
    for one in (here, there):
        one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
    bios = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = Server(there, *bios, server_context(certificate, **more).wrap_bio(*bios, server_side=True))
    return TlsStream(here, context, host), server


@pytest.fixture(params=[None, ssl.TLSVersion.TLSv1_2], ids=["1.3", "1.2"])
def tls(request: pytest.FixtureRequest, socket_pair: SocketPairs, certificate: str) -> tuple[TlsStream, Server]:
    context = ssl.create_default_context(cafile=certificate)
    stream, server = connected(socket_pair, certificate, context, version=request.param)
    shake(stream, server)
    return stream, server


def shake(stream: TlsStream, server: Server) -> None:
    finish(stream.handshake(), server)


def finish(steps: Any, server: Server) -> None:
    """Carry out the steps of a handshake."""
    with contextlib.suppress(StopIteration):
        wanted = next(steps)
        while True:
            assert wanted == READ
            server.pump()
            wanted = steps.send(READ)
    server.pump()


def test_bytes_go_both_ways(tls: Any) -> None:
    stream, server = tls
    assert run(stream.send(b"question")) is True
    assert server.pump() == b"question"
    server.say(b"answer")
    assert run(stream.receive()) == b"answer"
    assert run(stream.receive(), (READ, lambda: server.say(b"more"))) == b"more"


def test_long_texts_go_in_records_and_come_whole(tls: Any) -> None:
    stream, server = tls
    data = bytes(range(256)) * 1024
    got: list[bytes] = []
    steps = stream.send(data)
    with contextlib.suppress(StopIteration):
        wanted = next(steps)
        while True:
            got.append(server.pump())
            wanted = steps.send(wanted)
    got.append(server.pump())
    assert b"".join(got) == data
    server.say(data)
    out = b""
    while len(out) < len(data):
        piece = run(stream.receive())
        assert 0 < len(piece) < PIECE + RECORD
        out += piece
    assert out == data


def test_a_stop_is_passed_on(tls: Any) -> None:
    stream, _ = tls
    steps = stream.send(b"x" * (16 << 20), lambda: True)
    assert next(steps) == EITHER
    with pytest.raises(StopIteration) as stop:
        steps.send(READ)
    assert stop.value.value is False


def test_half_a_record_is_waited_for(tls: Any) -> None:
    stream, server = tls
    server.tls.write(b"answer")
    record = server.outgoing.read()
    server.socket.send(record[:9])
    assert stream.receive_now() is None
    steps = stream.receive()
    assert next(steps) == READ
    server.socket.send(record[9:])
    with pytest.raises(StopIteration) as stop:
        steps.send(READ)
    assert stop.value.value == b"answer"


def test_what_is_there_already(tls: Any) -> None:
    stream, server = tls
    assert stream.receive_now() is None
    server.say(b"one")
    server.say(b"two")
    assert stream.receive_now() == b"onetwo"
    assert stream.receive_now() is None
    server.say(b"three")
    stream._take(drained(stream.socket))  # as if it had come with something else
    assert stream.receive_now() == b"three"
    server.socket.close()
    with pytest.raises(ConnectionResetError):
        stream.receive_now()


def test_no_more_is_returned_at_once_than_is_asked_for(tls: Any) -> None:
    stream, server = tls
    full, records = b"x" * RECORD, PIECE // RECORD
    for first, wanted in ((full, PIECE), (full[:-1], PIECE + RECORD - 1), (b"y", PIECE + 1)):
        for data in (first, *[full] * (records + 1)):
            server.tls.write(data)
        stream._incoming.write(drained(stream.socket) + server.outgoing.read())  # as if all of it had come at once
        assert len(run(stream.receive())) == wanted
        assert len(run(stream.receive())) == len(first) + (records + 1) * RECORD - wanted


def test_the_end_with_a_goodbye(tls: Any) -> None:
    stream, server = tls
    server.say(b"the ")
    server.say(b"last")
    with contextlib.suppress(ssl.SSLError):
        server.tls.unwrap()
    server.flush()
    assert run(stream.receive()) == b"the last"
    assert run(stream.receive()) == b""


def test_the_end_without_a_goodbye(tls: Any) -> None:
    stream, server = tls
    server.say(b"the ")
    server.say(b"last")
    server.socket.close()
    stream._take(drained(stream.socket))
    stream._take(b"")  # the end is known before what came is read
    assert run(stream.receive()) == b"the last"
    for _ in range(2):
        with pytest.raises(ConnectionResetError):
            run(stream.receive())


def test_what_was_said_before_garbage_is_heard(tls: Any) -> None:
    stream, server = tls
    server.say(b"the last")
    server.socket.send(b"\x17\x03\x03\x00\x05garbage")
    assert run(stream.receive()) == b"the last"
    for _ in range(2):
        with pytest.raises(ConnectionResetError):
            run(stream.receive())


def test_garbage_alone_is_what_tls_calls_it(tls: Any) -> None:
    stream, server = tls
    server.socket.send(b"\x17\x03\x03\x00\x05garbage")
    with pytest.raises(ssl.SSLError):
        run(stream.receive())


def test_what_was_said_is_heard_where_nothing_more_can_be_answered(tls: Any) -> None:
    stream, server = tls
    server.say(b"the last")
    server.socket.close()
    stream._outgoing.write(b"as for a new key, which it asked for")
    assert run(stream.receive()) == b"the last"
    stream._outgoing.write(b"the same, before anything is read")
    with pytest.raises(ConnectionResetError):
        run(stream.receive())


def test_no_byte_hides(tls: Any) -> None:
    """Surplus in the socket, in our buffer as a record, and in OpenSSL's as what is left of one."""
    stream, server = tls
    assert stream.surplus(readable=False) is False
    assert stream.surplus(readable=True) is False, "tickets are nobody's answer"
    server.say(b"x")
    assert stream.surplus(readable=True) is True
    server.say(b"one")
    server.say(b"two")
    assert run(stream.receive()) == b"onetwo"
    server.say(b"y")
    stream._incoming.write(drained(stream.socket))  # as if it had come with the answer
    assert stream.surplus(readable=False) is True


@pytest.mark.parametrize("begun", [1, 4, 5, 6, -1])
def test_a_record_that_has_begun_is_surplus(tls: Any, begun: int) -> None:
    stream, server = tls
    assert stream.surplus(readable=True) is False
    server.tls.write(b"surplus")
    record = server.outgoing.read()
    for byte in record[:begun]:  # one by one, as they may come
        server.socket.send(bytes([byte]))
        assert stream.surplus(readable=True) is True
    assert stream.surplus(readable=False) is True
    server.socket.send(record[begun:])
    assert run(stream.receive()) == b"surplus"
    assert stream.surplus(readable=False) is False


def test_the_end_of_an_idle_connection_is_surplus(tls: Any) -> None:
    stream, server = tls
    server.socket.close()
    assert stream.surplus(readable=True) is True


def test_garbage_on_an_idle_connection_is_surplus(tls: Any) -> None:
    stream, server = tls
    server.socket.send(b"\x17\x03\x03\x00\x05garbage")
    assert stream.surplus(readable=True) is True


@pytest.mark.parametrize(("trusting", "host"), [(False, "127.0.0.1"), (True, "other.example")])
def test_a_certificate_that_does_not_fit_is_refused_and_the_server_is_told(
    socket_pair: SocketPairs, certificate: str, trusting: bool, host: str
) -> None:
    context = ssl.create_default_context(cafile=certificate if trusting else None)
    stream, server = connected(socket_pair, certificate, context, host)
    steps = stream.handshake()
    assert next(steps) == READ
    server.pump()
    with pytest.raises(ssl.SSLCertVerificationError):
        steps.send(READ)
    assert server.socket.recv(100), "an alert"


def test_a_certificate_is_refused_also_when_nobody_hears_why(socket_pair: SocketPairs, certificate: str) -> None:
    stream, server = connected(socket_pair, certificate, ssl.create_default_context())
    steps = stream.handshake()
    assert next(steps) == READ
    server.pump()
    server.socket.close()
    with pytest.raises(ssl.SSLCertVerificationError):
        steps.send(READ)


def test_a_handshake_with_what_speaks_no_tls(socket_pair: SocketPairs, certificate: str) -> None:
    stream, server = connected(socket_pair, certificate, ssl.create_default_context())
    steps = stream.handshake()
    assert next(steps) == READ
    server.socket.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    with pytest.raises(ssl.SSLError):
        steps.send(READ)
    stream, server = connected(socket_pair, certificate, ssl.create_default_context())
    steps = stream.handshake()
    assert next(steps) == READ
    server.socket.close()
    with pytest.raises((ssl.SSLError, OSError)):
        steps.send(READ)


# Connections -------------------------------------------------------------------------------------------------------------
def no_context() -> ssl.SSLContext:
    raise AssertionError("a context was asked for")


def test_a_connected_socket_is_used_as_it_is_without_tls(socket_pair: SocketPairs) -> None:
    here, _ = socket_pair()
    connection = Connection(Origin("http", "127.0.0.1", 80, b"127.0.0.1", b""))
    assert list(connection.begin_over(here, no_context)) == []
    assert isinstance(connection.stream, PlainStream)
    assert connection.stream.socket is here


@pytest.mark.parametrize(("host", "is_theirs"), [("127.0.0.1", True), ("example.com", False)])
def test_a_connected_socket_gets_tls_for_the_host_that_was_asked_for(
    socket_pair: SocketPairs, certificate: str, host: str, is_theirs: bool
) -> None:
    context = ssl.create_default_context(cafile=certificate)
    stream, server = connected(socket_pair, certificate, context)
    connection = Connection(Origin("https", host, 443, host.encode(), b""))
    steps = connection.begin_over(stream.socket, lambda: context)
    if is_theirs:
        finish(steps, server)
        assert server.tls.version() is not None
        assert server.pump() == b""
    else:
        with pytest.raises(ssl.SSLCertVerificationError, match=r"example\.com"):
            finish(steps, server)
    assert isinstance(connection.stream, TlsStream)
    assert connection.stream.socket is stream.socket


def test_a_connected_socket_is_closed_when_there_can_be_no_tls(socket_pair: SocketPairs) -> None:
    here, _ = socket_pair()
    connection = Connection(Origin("https", "127.0.0.1", 443, b"127.0.0.1", b""))
    with pytest.raises(AssertionError, match="a context was asked for"):
        next(connection.begin_over(here, no_context))
    assert here.fileno() == -1
    assert connection.stream is None
