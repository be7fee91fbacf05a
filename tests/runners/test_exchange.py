"""One exchange: what goes out, what comes back, and what each way of failing is called."""

from __future__ import annotations

import socket
import ssl
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from esignkit.core.auth import StaticHeader
from esignkit.core.operation import Json, Operation, Repeat
from esignkit.errors import (
    ApiError,
    DeadlineExceededError,
    DecodeError,
    ESignError,
    NotFoundError,
    NotSentError,
    OutcomeUnknownError,
    ServerError,
)
from esignkit.types import Outcome, Secret
from tests.clocks import stopwatch, until
from tests.runners.calls import ECHO, create, get, path
from tests.runners.conftest import Driver, sync_client
from tests.runners.server import Running
from tests.tables import in_one_test


def test_what_goes_on_the_wire(server: Running, run: Driver) -> None:
    operation: Operation[Any] = Operation(
        "echo",
        "POST",
        "/echo",
        ECHO.returns,
        query={"q": "a b&c", "none": None},
        body=Json({"é": 1}),
        headers={"x-own": "1"},
    )
    got = run(server.base, operation)
    assert got["path"] == "/echo?q=a%20b%26c"
    assert got["body"].encode("latin-1").decode() == '{"é":1}'
    sent = got["headers"]
    agent = sent.pop("user-agent")
    assert agent.startswith("esignkit/")
    assert sent == {
        "host": f"127.0.0.1:{server.port}",
        "accept": "application/json",
        "accept-encoding": "gzip, deflate",
        "content-type": "application/json",
        "content-length": "8",
        "x-own": "1",
    }


def test_a_write_without_body_says_so(server: Running, run: Driver) -> None:
    got = run(server.base, Operation("echo", "POST", "/echo", ECHO.returns))
    assert got["headers"]["content-length"] == "0"


@in_one_test("name", ["Content-Length", "transfer-encoding", "Host", "connection", "EXPECT", "te", "Upgrade"])
def test_what_frames_a_request_is_nobody_elses_to_set(server: Running, run: Driver, name: str) -> None:
    """As a header of the call, and of a way of signing in of the caller's own, whatever its case is."""
    operations = (get(headers={name: "7"}), create(headers={name: "7"}))
    for operation, auth in ((operations[0], None), (operations[1], None), (create(), StaticHeader(name, Secret("7")))):
        with pytest.raises(ValueError, match=f"sets the header {name.lower()}: it belongs to the request itself"):
            run(server.base, operation, auth=auth)
    assert server.state.connections == 0


def test_a_header_is_not_sent_twice(server: Running, run: Driver) -> None:
    """A credential of the client is not sent beside a header of the same name."""
    with pytest.raises(ValueError, match="the header x-key is set twice"):
        run(server.base, create(options={"extra_headers": {"X-Key": "1"}}), auth=StaticHeader("x-key", Secret("2")))
    assert server.state.connections == 0


def test_root_calls_leave_the_base_path(server: Running, run: Driver) -> None:
    operation: Operation[Any] = Operation("echo", "GET", "/echo", ECHO.returns, at_root=True)
    assert run(server.base + "/api/v1", operation)["path"] == "/echo"
    assert run("http://localhost:1/api", operation, root_url=server.base)["path"] == "/echo"


STRANGE = ["a/b", "a+b=", "%2F", "%252F", "a?x", "a#f", ";", "é", "..x", "a b", "\\", "x" * 256, "YU2H%QQ=="]


def test_ids_reach_their_route(server: Running, run: Driver) -> None:
    run(server.base, *map(get, STRANGE))
    assert server.state.paths == ["/things/" + quote(name, safe="") for name in STRANGE]


@in_one_test("name", ["", ".", "..", "a\0b", "a\r\nb", "\x7f", "\ud800"])
def test_ids_that_would_change_the_route_never_leave(server: Running, library: Any, name: str) -> None:
    server.begin_again()
    for mode in ("sync", "asyncio", "trio"):
        with pytest.raises(ValueError, match="cannot be"):
            Driver(mode, library)(server.base, get(name))
    assert server.state.connections == 0


@in_one_test(
    "fault",
    ["reset", "empty_close", "garbage", "truncated", "cut_chunked", "500", "503_hint", "bad_gzip", "html", "null"],
)
def test_reads_are_tried_again(server: Running, run: Driver, fault: str) -> None:
    server.begin_again()
    server.state.faults.extend([fault, fault])
    assert run(server.base, get()) == "a"
    assert len(server.state.seen) == 3


@in_one_test(
    "fault",
    [
        "act_then_reset",
        "truncated",
        "cut_chunked",
        "garbage",
        "empty_close",
        "html",
        "null",
        "not_json",
        "empty",
        "bad_gzip",
        "500",
    ],
)
def test_a_lost_answer_to_a_write_is_not_sent_again(server: Running, run: Driver, fault: str) -> None:
    server.begin_again()
    server.state.faults.append(fault)
    with pytest.raises(OutcomeUnknownError) as caught:
        run(server.base, create())
    assert len(server.state.seen) == 1
    assert caught.value.maybe_applied
    assert caught.value.outcome is Outcome.AMBIGUOUS
    assert caught.value.attempts == 1


def test_a_lost_answer_on_a_kept_connection_is_not_sent_again(server: Running, kept: Driver) -> None:
    server.state.faults.extend(["ok", "act_then_reset"])
    with pytest.raises(OutcomeUnknownError):
        kept(server.base, get(), create())
    assert len(server.state.ledger) == 1
    assert len(server.state.seen) == 2
    assert server.state.connections == 1


def test_a_refused_write_is_sent_again(server: Running, run: Driver) -> None:
    server.state.faults.append("429_hint")
    assert run(server.base, create()) == "t1"
    assert len(server.state.ledger) == 1


@in_one_test("status", ["503_hint", "501", "525", "600", "999"])
def test_a_write_that_a_proxy_has_answered_is_not_sent_again(server: Running, run: Driver, status: str) -> None:
    server.begin_again()
    server.state.faults.append(status)
    with pytest.raises(OutcomeUnknownError) as caught:
        run(server.base, create())
    assert (caught.value.status, caught.value.attempts) == (int(status[:3]), 1)
    assert len(server.state.seen) == 1


def test_nothing_listens(run: Driver) -> None:
    with pytest.raises(NotSentError, match=r"no connection to 127\.0\.0\.1:1 \(.*refused.*\)") as caught:
        run("http://127.0.0.1:1", create())
    assert caught.value.attempts == 3
    assert not caught.value.maybe_applied


def test_a_name_that_does_not_exist(run: Driver) -> None:
    with pytest.raises(NotSentError, match="no connection"):
        run("http://nowhere.invalid", create(options={"attempts": 1, "timeout": 20}))


@in_one_test(
    "fault, status",
    [
        ("truncated", 200),
        ("cut_chunked", 200),
        ("html", 200),
        ("null", 200),
        ("not_json", 200),
        ("deep", 200),
        ("bad_gzip", 200),
        ("brotli", 200),
    ],
)
def test_answers_that_cannot_be_used_are_typed_and_keep_their_status(
    server: Running, run: Driver, fault: str, status: int
) -> None:
    server.begin_again()
    server.state.faults.extend([fault] * 3)
    with pytest.raises(ESignError) as caught:
        run(server.base, get())
    assert isinstance(caught.value, DecodeError | ServerError)
    assert caught.value.status == status


@in_one_test("fault", ["garbage", "huge_head", "reset"])
def test_what_is_not_http(server: Running, run: Driver, fault: str) -> None:
    server.begin_again()
    server.state.faults.extend([fault] * 3)
    with pytest.raises(ServerError) as caught:
        run(server.base, get())
    assert caught.value.status is None


def test_an_error_body_is_read_in_part(server: Running, run: Driver) -> None:
    server.state.faults.append("big_error")
    with pytest.raises(ServerError) as caught:
        run(server.base, get(options={"attempts": 1}))
    assert caught.value.body is not None
    assert len(caught.value.body) == 8192
    assert run(server.base, get()) == "a"


def test_a_refusal(server: Running, run: Driver) -> None:
    with pytest.raises(NotFoundError) as caught:
        run(server.base, path("/nowhere"))
    assert caught.value.outcome is Outcome.REJECTED


def test_a_client_goes_on_after_failures(server: Running, run: Driver) -> None:
    server.state.faults.extend(["reset", "truncated", "ok"])
    assert run(server.base, get("x"), get("y"), create()) == "t1"


def test_compressed_answers(server: Running, run: Driver) -> None:
    assert run(server.base, path("/gzip")) == {"id": "zipped"}


def test_connections_are_kept(server: Running, kept: Driver) -> None:
    kept(server.base, *[get(str(n)) for n in range(5)])
    assert server.state.connections == 1


def test_a_connection_that_the_server_ends_is_not_used_again(server: Running, kept: Driver) -> None:
    kept(server.base, path("/close"), get(), path("/close"), create())
    assert server.state.connections == 3


def test_an_idle_connection_that_the_server_closed_is_noticed_before_it_is_used(server: Running) -> None:
    with sync_client(server.base) as client:
        client.run(get())
        server.state.faults.append("empty_close")
        with pytest.raises(OutcomeUnknownError):
            client.run(create())
        client.run(get())
        idle = client.connections.pool.idle
        connection = idle.take(client.connections.base)
        assert connection is not None
        server.state.seen.clear()
        connection.cut()
        idle.give(connection)
        assert client.run(create()) == "t1"
        assert len(server.state.seen) == 1


@pytest.mark.parametrize(
    ("fault", "operation"),
    [
        *((fault, get()) for fault in ("stall", "head_drip", "body_drip", "endless", "drip_until_close")),
        ("head_drip", create()),
    ],
)
def test_the_total_deadline(server: Running, run: Driver, fault: str, operation: Operation[str]) -> None:
    server.state.faults.extend([fault] * 3)
    with stopwatch() as took:
        wanted = DeadlineExceededError if operation.repeat is Repeat.READ else OutcomeUnknownError
        with pytest.raises(wanted, match="deadline"):
            run(server.base, operation.with_options({"timeout": 0.25}))
    assert took.seconds < 0.25 + 0.25 + 0.05


def abandoned(client: Any) -> None:
    """A call that holds its connection until the client is closed."""
    with pytest.raises(ESignError, match="closed"):
        client.run(path("/slow/20"))


def test_the_deadline_covers_waiting_for_a_connection(server: Running, library: Any) -> None:
    import threading

    with sync_client(server.base, library, limit=1) as client:
        thread = threading.Thread(target=abandoned, args=(client,))
        thread.start()
        assert until(lambda: server.state.seen)
        with stopwatch() as took, pytest.raises(DeadlineExceededError, match="free"):
            client.run(create(options={"timeout": 0.2}))
        assert took.seconds < 0.45
    thread.join()
    assert len(server.state.seen) == 1


def test_a_flow_sees_its_failures(server: Running, run: Driver) -> None:
    def flow() -> Any:
        try:
            yield from path("/nowhere")
        except ApiError as error:
            assert error.status == 404
            yield from create()
        return (yield from get("b"))

    assert run(server.base, flow()) == "b"


def test_repeated_headers_are_joined_and_cookies_dropped(server: Running, library: Any) -> None:
    with sync_client(server.base, library) as client:
        answer = client.run_with_response(ECHO).response
        assert answer.headers["x-two"] == "a, b"
        assert "set-cookie" not in answer.headers
        assert answer.status == 200
        assert "cookie" not in client.run(ECHO)["headers"]


@pytest.mark.parametrize("handled", [ssl.SSLError("another call's"), OSError(99, "another call's")], ids=["TLS", "OS"])
@pytest.mark.parametrize("library", [None, httpx], ids=["h11", "httpx"])
def test_what_the_caller_was_handling_is_not_why_a_call_failed(handled: Exception, library: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with sync_client(f"http://127.0.0.1:{port}", library) as client:
        try:
            raise handled
        except OSError:
            with pytest.raises(NotSentError, match="Connection refused") as caught:
                client.run(get())
    assert caught.value.attempts == 3  # it is tried again, as it is for everybody
