"""One exchange by itself, blocking and awaiting: what carries it is a script, so nothing waits and nothing is sent."""

from __future__ import annotations

import gzip
import time
import types
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest

from esignkit.core.files import WholenessError
from esignkit.core.flow import SendFailed
from esignkit.core.operation import Buffer, Into, Open
from esignkit.errors import StreamError
from esignkit.runners import async_exchange, sync_exchange
from esignkit.runners.async_client_exchange import AsyncClientExchange
from esignkit.runners.async_exchange import AsyncConnections
from esignkit.runners.async_network import AwaitingConnection
from esignkit.runners.client_exchange import ClientExchange
from esignkit.runners.connections import ERROR_BODY
from esignkit.runners.pool import CLOSED
from esignkit.runners.protocol_errors import LocalProtocolError, RemoteProtocolError
from esignkit.runners.response_body import failed_download, too_large
from esignkit.runners.sync_exchange import SyncConnections
from esignkit.runners.sync_network import BlockingConnection
from esignkit.runners.time_limit import Expired
from tests.runners.scripted import BASE, Script, World, failed, scripted, send, told, world
from tests.runners.server import pdf
from tests.tables import in_one_test

__all__ = ["world"]  # a fixture


def test_an_answer(world: World) -> None:
    world.script.headers = [(b"X-Two", b"a"), (b"x-two", b"b"), (b"Set-Cookie", b"s=1")]
    answer = world.send(send())
    assert (answer.status, answer.content) == (200, b'{"id": "a"}')
    assert answer.headers == {"x-two": "a, b"}
    assert world.script.log == ["open", "recycle"]
    assert len(world.connections.pool.idle) == 1
    assert world.free == 3
    (request,) = world.script.requests
    assert request.target == b"/v1/x"
    assert dict(request.headers)[b"accept"] == b"a/b"
    assert request.headers[0] == (b"host", b"service.example")


def test_a_kept_connection_is_not_opened_again(world: World) -> None:
    for _ in range(3):
        world.script.pieces = [b"{}"]
        world.send(send())
    assert world.script.log == ["open", "recycle", "recycle", "recycle"]


def test_a_connection_that_is_not_to_be_kept_is_closed(world: World) -> None:
    world.script.keeps = False
    world.send(send())
    assert world.script.log == ["open", "recycle", "close"]
    assert len(world.connections.pool.idle) == 0


def test_where_calls_go(world: World) -> None:
    for at_root, host, target in (
        (False, b"service.example", b"/v1/x"),
        (True, b"service.example", b"/x"),
        ("https://other.example:444/deep", b"other.example:444", b"/deep/x"),
    ):
        world.script.pieces = [b"{}"]
        world.send(send(at_root=at_root))
        request = world.script.requests[-1]
        assert (request.target, dict(request.headers)[b"host"]) == (target, host)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            ConnectionRefusedError(111, "Connection refused"),
            r"no connection to service\.example \(Connection refused\)",
        ),
        (TimeoutError("no connection in time"), "no connection in time"),
        (Expired(), "the deadline passed"),
        (Expired(3), "nothing was sent or received for 3 s"),
        (LocalProtocolError("canary"), "cannot be put on the wire"),
    ],
)
def test_what_fails_before_anything_was_sent(world: World, error: Exception, said: str) -> None:
    world.script.opening = error
    failure = failed(world)
    assert not failure.sent
    assert failure.timed_out is isinstance(error, Expired)
    assert failure.fatal is isinstance(error, LocalProtocolError)
    assert failure.status is None
    assert world.script.log == ["open", "recycle", "close"]
    with pytest.raises(SendFailed, match=said):
        world.send(send())


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ConnectionResetError(104, "x"), "the connection broke"),
        (RemoteProtocolError("canary"), "broke off, or sent what is not HTTP"),
        (Expired(), "the deadline passed"),
        (EOFError(), "the exchange broke"),
    ],
)
@pytest.mark.parametrize("where", ["head", "body"])
def test_what_fails_afterwards_may_have_been_done(world: World, error: Exception, said: str, where: str) -> None:
    if where == "head":
        world.script.head = error
    else:
        world.script.pieces = [b"{", error]
    failure = failed(world)
    assert failure.sent
    assert said in str(failure)
    assert "canary" not in str(failure)
    assert failure.status == (200 if where == "body" else None)
    assert failure.timed_out is isinstance(error, Expired)
    assert world.script.log[-1] == "close"
    assert len(world.connections.pool.idle) == 0


def test_an_error_that_is_nobodys_is_passed_on(world: World) -> None:
    world.script.head = ZeroDivisionError("a bug")
    with pytest.raises(ZeroDivisionError):
        world.send(send())
    assert world.script.log[-1] == "close"
    assert world.free == 3


def test_a_client_that_was_closed_meanwhile(world: World) -> None:
    def close() -> None:
        world.connections.pool.closed = True

    world.script.before_head = close
    world.script.head = ConnectionResetError(104, "x")
    with pytest.raises(SendFailed, match=CLOSED + " while") as caught:
        world.send(send())
    assert caught.value.sent
    assert caught.value.fatal
    world.script.requests.clear()
    with pytest.raises(SendFailed, match=CLOSED) as caught:
        world.send(send())
    assert not caught.value.sent
    assert caught.value.fatal
    assert world.script.requests == []


def test_a_deadline_that_has_passed(world: World) -> None:
    failure = failed(world, send(deadline=time.monotonic() - 1))
    assert failure.timed_out
    assert not failure.sent
    assert not failure.fatal
    assert world.script.log == []


@pytest.mark.parametrize(
    ("size", "cap", "announced", "taken"),
    [(10, 10, True, True), (11, 10, True, False), (10, 10, False, True), (11, 10, False, False)],
)
def test_more_than_the_cap_is_refused(world: World, size: int, cap: int, announced: bool, taken: bool) -> None:
    world.script.pieces = [b"x" * (size - 1), b"y"]
    world.script.headers = [(b"content-length", b"%d" % size)] if announced else []
    if taken:
        assert len(world.send(send(Buffer(cap))).content) == size
        return
    failure = failed(world, send(Buffer(cap)))
    assert failure.fatal
    assert failure.sent
    assert failure.status == 200
    assert bool(announced) is (len(world.script.pieces) == 2), "an announced length is enough to know"


def test_an_empty_answer_is_not_too_large_for_any_cap(world: World) -> None:
    for headers in ([], [(b"content-length", b"0")]):
        world.script.pieces, world.script.headers = [], list(headers)
        assert world.send(send(Buffer(0))).content == b""


@pytest.mark.parametrize(
    ("length", "known"),
    [(b"9" * 15, True), (b"1" * 16, False), (b"", False), (b"-5", False), ("\u0665".encode(), False), (b"x", False)],
)
def test_a_length_that_is_none_is_passed_over(world: World, length: bytes, known: bool) -> None:
    world.script.headers = [(b"content-length", length)]
    if known:
        assert "larger than" in str(failed(world))
    else:
        assert world.send(send()).content == b'{"id": "a"}'


@in_one_test("cap, shown", [(3 << 20, 3), ((4 << 20) - 1, 3), (1, 0)])
def test_an_answer_that_is_too_large_is_told_with_the_limit(cap: int, shown: int) -> None:
    assert told(too_large(200, cap)) == (f"the response is larger than {shown} MiB", True, True, False, 200)


@in_one_test("replayable", [True, False])
@in_one_test("fatal", [True, False])
@in_one_test("timed_out", [True, False])
def test_a_download_that_failed_is_tried_again_when_nothing_forbids_it(
    replayable: bool, fatal: bool, timed_out: bool
) -> None:
    download: Any = types.SimpleNamespace(replayable=replayable)
    failure = failed_download(SendFailed("no", sent=False, fatal=fatal, timed_out=timed_out), download, 206)
    assert told(failure) == ("no", True, fatal or not replayable, timed_out, 206)
    other = failed_download(WholenessError("cut"), download, 200)
    assert told(other) == ("cut", True, not replayable, False, 200)


def test_of_an_answer_that_is_no_success_the_beginning_is_read(world: World, tmp_path: Path) -> None:
    world.script.status = 500
    for sink in (Buffer(5), Into(tmp_path / "a"), Open()):
        world.script.pieces = [b"e" * 40_000, b"f" * 40_000, b"g"]
        answer = world.send(send(sink))
        assert answer.status == 500
        assert answer.content == b"e" * 40_000 + b"f" * (65_536 - 40_000)
        assert world.script.pieces == [b"g"]
        assert answer.stream is None
        assert world.script.log[-1] == "close"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("pieces", [1, 7])
def test_a_compressed_answer(world: World, pieces: int) -> None:
    data = gzip.compress(b'{"id": "zipped"}' * 99)
    step = len(data) // pieces + 1
    world.script.pieces = [data[at : at + step] for at in range(0, len(data), step)]
    world.script.headers = [(b"content-encoding", b"gzip")]
    assert world.send(send()).content == b'{"id": "zipped"}' * 99


@pytest.mark.parametrize("content", [b"no gzip", gzip.compress(b"x" * 99, mtime=0)[:-9]], ids=["foreign", "cut"])
def test_a_compressed_answer_that_is_broken(world: World, content: bytes) -> None:
    world.script.pieces = [content]
    world.script.headers = [(b"content-encoding", b"gzip")]
    failure = failed(world)
    assert failure.sent
    assert failure.status == 200
    assert "compressed" in str(failure)


@pytest.mark.parametrize(
    ("sink", "length", "more"),
    [(Buffer(), 5_000_000, 50.0), (Buffer(1_000_000), 1_000_000, 10.0), (Open(), 5_000_000, 50.0), (Buffer(), 0, 0.0)],
)
def test_the_deadline_grows_with_what_is_announced(world: World, sink: Any, length: int, more: float) -> None:
    if length:
        world.script.headers = [(b"content-length", b"%d" % length)]
    world.script.pieces = []
    answer = world.send(send(sink, per_byte=1e-5))
    assert world.script.extended == pytest.approx(more)
    if answer.stream is not None:
        assert 100 < answer.stream.remaining <= 110
        world.all_of(answer)


def test_the_deadline_grows_by_no_more_than_what_is_read(world: World) -> None:
    world.script.headers = [(b"content-length", b"5000000")]
    failed(world, send(Buffer(1_000_000), per_byte=1e-5))
    assert world.script.extended == pytest.approx(10.0)
    for status in (199, 300):
        world.script.status, world.script.extended = status, 0.0
        world.send(send(Open(), per_byte=1e-5))
        assert world.script.extended == pytest.approx(0.65536)


def test_a_download_into_a_file(world: World, tmp_path: Path) -> None:
    data = pdf(700_000)
    world.script.pieces = [data[at : at + 100_000] for at in range(0, len(data), 100_000)]
    world.script.headers = [(b"content-length", b"%d" % len(data)), (b"content-type", b"application/pdf")]
    answer = world.send(send(Into(tmp_path / "a.pdf")))
    assert answer.saved is not None
    assert answer.saved.size == 700_000
    assert (tmp_path / "a.pdf").read_bytes() == data
    assert world.script.log == ["open", "recycle"]


def test_a_download_that_breaks_leaves_no_file(world: World, tmp_path: Path) -> None:
    for last in (ConnectionResetError(104, "x"), b""):
        world.script.pieces = [b"%PDF-1.7\n", last]
        world.script.headers = [(b"content-length", b"700")]
        failure = failed(world, send(Into(tmp_path / "a.pdf")))
        assert failure.sent
        assert failure.status == 200
        assert not failure.fatal
        assert list(tmp_path.iterdir()) == []


def test_a_download_that_is_handed_over_keeps_its_place_until_it_is_closed(world: World) -> None:
    answer = world.send(send(Open()))
    if world.mode == "sync":
        assert world.free == 2
        assert world.connections.pool.busy == set()
    assert world.all_of(answer) == [b'{"id":', b' "a"}']
    assert "resume" in world.script.log
    assert world.script.log[-1] == "recycle"
    if world.mode == "sync":
        assert world.free == 3
        assert list(answer.stream) == []
    assert len(world.connections.pool.idle) == 1


def test_a_download_that_is_handed_over_and_breaks(world: World) -> None:
    world.script.pieces = [b"a", ConnectionResetError(104, "x")]
    answer = world.send(send(Open()))
    with pytest.raises(StreamError, match="the download broke off: the connection broke") as caught:
        world.all_of(answer)
    assert caught.value.status == 200
    assert world.script.log[-1] == "close"


def test_a_download_that_is_left_early_closes_its_connection(world: World) -> None:
    answer = world.send(send(Open()))
    assert world.all_of(answer, most=1) == [b'{"id":']
    assert world.script.log[-1] == "close"
    assert len(world.connections.pool.idle) == 0


def test_an_opened_download_of_a_closed_client(world: World) -> None:
    answer = world.send(send(Open()))
    world.close()
    world.script.pieces = [ConnectionResetError(104, "x")]
    with pytest.raises(StreamError, match=CLOSED):
        world.all_of(answer)


def test_what_opens_a_connection_is_given(world: World) -> None:
    world.send(send())
    context, *given_up = world.script.opened_with
    assert context == world.connections.tls_context
    if world.mode == "sync":
        (ask,) = given_up
        assert ask() is False
        world.connections.pool.closed = True
        assert ask() is True


@pytest.mark.parametrize(("status", "success"), [(199, False), (200, True), (299, True), (300, False), (304, False)])
def test_which_statuses_are_a_success(world: World, tmp_path: Path, status: int, success: bool) -> None:
    world.script.status = status
    for sink in (Buffer(), Into(tmp_path / "a"), Open()):
        world.script.pieces = [b"ab", b"c"]
        world.script.headers = [(b"X-Request-Id", b"7"), (b"content-length", b"3")]
        answer = world.send(send(sink))
        assert answer.status == status
        assert answer.headers == {"x-request-id": "7", "content-length": "3"}
        assert (answer.saved is not None) is (success and isinstance(sink, Into))
        assert (answer.stream is not None) is (success and isinstance(sink, Open))
        assert answer.content == (b"" if success and not isinstance(sink, Buffer) else b"abc")
        if answer.stream is not None:
            assert world.all_of(answer) == [b"ab", b"c"]


def test_a_failure_is_not_held_to_the_cap_of_an_answer(world: World) -> None:
    world.script.status = 300
    assert world.send(send(Buffer(3))).content == b'{"id": "a"}'


def test_of_a_failure_nothing_is_read_beyond_what_is_kept(world: World) -> None:
    world.script.status = 500
    world.script.pieces = [b"e" * ERROR_BODY, b"f"]
    assert world.send(send()).content == b"e" * ERROR_BODY
    assert world.script.pieces == [b"f"]


def test_a_compressed_download_is_as_long_as_it_is(world: World, tmp_path: Path) -> None:
    data = gzip.compress(pdf(5000))
    world.script.pieces = [data]
    world.script.headers = [(b"content-encoding", b"gzip"), (b"content-length", b"%d" % len(data))]
    landed = world.send(send(Into(tmp_path / "a"))).saved
    assert landed is not None
    assert landed.size == 5000


KINDS = [
    pytest.param(SyncConnections, BlockingConnection, ClientExchange, id="sync"),
    pytest.param(AsyncConnections, AwaitingConnection, AsyncClientExchange, id="async"),
]


ELSEWHERE = "http://other.example"


def way_of(connections: Any, at_root: bool | str = False) -> Any:
    """What carries a call."""
    return connections.begin(send(at_root=at_root))[0]


@pytest.mark.parametrize(("kind", "own", "through"), KINDS)
def test_which_way_a_call_goes(monkeypatch: pytest.MonkeyPatch, kind: Any, own: Any, through: Any) -> None:
    made = kind(BASE)
    elsewhere = made.origin(at_root=ELSEWHERE)
    first, second, third = (way_of(made, at_root) for at_root in (False, ELSEWHERE, False))
    assert {type(one) for one in (first, second, third)} == {own}
    assert [one.origin for one in (first, second, third)] == [made.base, elsewhere, made.base]
    assert made.pool.opened == 3
    kept = scripted(own, Script(), made.base)
    made.pool.idle.give(kept)
    assert way_of(made, ELSEWHERE) is not kept
    assert way_of(made) is kept
    assert way_of(made) is not kept
    assert made.pool.opened == 5
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    proxied = way_of(made, ELSEWHERE)
    assert type(proxied) is through
    assert proxied.origin is elsewhere
    assert proxied._connections is made
    assert httpx.HTTPError in proxied.broken
    assert made.pool.opened == 5


@pytest.mark.parametrize(("kind", "own", "through"), KINDS)
def test_what_connections_are_made_with(monkeypatch: pytest.MonkeyPatch, kind: Any, own: Any, through: Any) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    plain = kind(BASE)
    assert plain.origin(at_root=False).start == BASE
    assert plain.origin(at_root=True).start == "http://service.example"
    assert plain.trust_env
    assert plain.client is None
    assert kind(BASE, "http://root.example/r").origin(at_root=True).start == "http://root.example/r"
    client = object()
    assert kind(BASE, http_client=client).client is client
    assert type(way_of(kind(BASE, trust_env=False))) is own, "the environment's proxy counts for nothing"
    monkeypatch.delenv("HTTP_PROXY")
    assert type(way_of(plain)) is own
    for library in (httpx, httpx2):
        way = way_of(kind(BASE, library=library))
        assert type(way) is through
        assert library.HTTPError in way.broken


def test_limits_and_names_of_the_two() -> None:
    assert SyncConnections(BASE).pool.limit == sync_exchange.MAX_CONNECTIONS == 20
    assert AsyncConnections(BASE).pool.limit == async_exchange.MAX_CONNECTIONS == 100
    assert SyncConnections(BASE, max_connections=7).pool.limit == 7
    assert AsyncConnections(BASE, max_connections=7).pool.limit == 7
