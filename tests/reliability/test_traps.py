"""What the HTTP layer below was measured to do, letter by letter, and that nothing of it comes through to a caller.

The letters are those of the measurements on which the design rests; each has one test of its own here. Where a promise
of docs/reliability.md covers the same ground at full size, the test there is named.
"""

from __future__ import annotations

import copy
import io
import logging
import os
import pickle
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

import esignkit.runners.tls as tls
from esignkit import ApiError, DecodeError, ESignError, ESignLive, OutcomeUnknownError, Secret
from esignkit.core.auth import StaticHeader
from esignkit.errors import DeadlineExceededError
from esignkit.runners.client import SyncClient
from tests.clocks import stopwatch
from tests.reliability.bombs import GZIP, packed
from tests.runners.calls import ECHO, create, fetch, get, path
from tests.runners.conftest import async_client, settings, sync_client
from tests.runners.server import Running, serving
from tests.runners.test_hostile import listening
from tests.tables import in_one_test

CANARY = "Canary4711"


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_trap_a_cancelled_requests_drain_the_pool(server: Running, backend: str) -> None:
    """10 of 10 places stuck for good after cancels. At full size: promise 4."""

    async def main() -> list[str]:
        async with async_client(server.base, limit=3) as client:
            for n in range(40):
                with anyio.move_on_after(0.001 * (n % 12)):
                    await client.run(path("/slow/0.01"))
            return [await client.run(get(f"n{n}", options={"timeout": 30.0})) for n in range(6)]

    assert anyio.run(main, backend=backend) == [f"n{n}" for n in range(6)]


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_trap_b_a_forked_child_reads_another_requests_answer(server: Running) -> None:
    """Sockets are never used in a process that did not open them. At full size: promise 18."""
    with sync_client(server.base) as client:
        client.run(get("warm"))
        opened = server.state.connections
        pid = os.fork()
        if pid == 0:
            os._exit(0 if client.run(get("child")) == "child" else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
        assert client.run(get("parent")) == "parent"
        assert server.state.connections == opened + 1  # the child's own


@pytest.mark.parametrize(
    ("letter", "header"), [("c", "cookie"), ("d", "x-api-key"), ("d", "authorization"), ("d", "proxy-authorization")]
)
def test_trap_c_d_credentials_follow_a_redirect(server: Running, letter: str, header: str) -> None:
    """Cookies of a client and keys in headers go to wherever a redirect points. At full size: promise 2."""
    with serving() as other, sync_client(server.base, auth=StaticHeader(header, Secret(CANARY))) as client:
        with pytest.raises(ApiError):
            client.run(path("/jump", headers={"x-location": f"http://localhost:{other.port}/echo"}))
        assert other.state.seen == [], letter
        assert [seen[1] for seen in server.state.seen] == ["/jump"]


@pytest.mark.parametrize("status", ["301", "302", "303", "307", "308"])
def test_trap_e_a_body_is_posted_again_to_another_host(server: Running, status: str) -> None:
    with serving() as other, sync_client(server.base) as client:
        call = create({"secret": CANARY}, headers={"x-status": status, "x-location": f"{other.base}/things"})
        with pytest.raises(ApiError):
            client.run(path("/jump", headers=call.headers, repeat=call.repeat))
        assert other.state.seen == other.state.bodies == []


def test_trap_f_a_cookie_that_a_server_sets_is_replayed(server: Running) -> None:
    with sync_client(server.base) as client:
        for _ in range(3):
            assert "cookie" not in client.run(ECHO)["headers"]  # each answer sets two
    assert server.state.connections == 1


@pytest.mark.parametrize("value", ["..", ".", "", "a\r\nb", "a\0b", "\ud800"])
def test_trap_g_an_id_leads_to_the_parent_path(server: Running, value: str) -> None:
    """All else is quoted. At full size: promise 5."""
    with sync_client(server.base) as client:
        with pytest.raises(ValueError):
            client.run(get(value))
        assert server.state.seen == []
        for fine in ("a?x", "a#f", "%2e%2e", "a/b", "..%2f"):
            client.run(get(fine))
        assert all(seen[1].startswith("/things/") and seen[1].count("/") == 2 for seen in server.state.seen)


@pytest.mark.parametrize("tail", ["\r\nX: y", "\n", "\x7f", "é", "\0"])
def test_trap_h_the_text_of_an_error_holds_the_bad_header(server: Running, tail: str) -> None:
    """At full size: promise 24."""
    with sync_client(server.base) as client, pytest.raises(ValueError) as caught:
        client.run(get(options={"extra_headers": {"x-name": CANARY + tail}}))
    assert CANARY not in str(caught.value) + repr(caught.value.__cause__) + repr(caught.value.__context__)
    assert server.state.seen == []


def test_trap_i_one_chunk_of_a_bomb_inflates_to_a_gigabyte(server: Running) -> None:
    """At full size: promise 9."""
    server.state.bomb = packed(100 << 20, GZIP)
    server.state.faults.append("bomb")
    with sync_client(server.base) as client, pytest.raises(ESignError, match="inflates"):
        client.run(get(options={"attempts": 1}))


@pytest.mark.parametrize("mode", ["sync", "async"])
def test_trap_j_a_drip_outlasts_a_time_out_for_each_read(server: Running, mode: str) -> None:
    """At full size: promise 6."""
    server.state.faults.append("body_drip")

    async def main() -> None:
        async with async_client(server.base) as client:
            await client.run(get(options={"timeout": 0.3}))

    def blocking() -> None:
        with sync_client(server.base) as client:
            client.run(get(options={"timeout": 0.3}))

    with stopwatch() as took, pytest.raises(DeadlineExceededError):
        anyio.run(main) if mode == "async" else blocking()
    assert took.seconds < 0.3 + 0.25


def cut_off(connection: socket.socket) -> None:
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.7\nhalf of it")


def test_trap_k_a_body_without_length_is_whole_when_it_is_cut_off(tmp_path: Path) -> None:
    """At full size: promise 8."""
    with listening(cut_off) as base, sync_client(base) as client, pytest.raises(ESignError):
        client.run(fetch("/a.pdf", tmp_path / "a.pdf", expect="pdf").with_options({"attempts": 1}))
    assert list(tmp_path.iterdir()) == []


@in_one_test(
    "body", [b"[" * 100_000, b'{"id":' + b"9" * 5000 + b"}", b'{"id": NaN}', b'{"id": -Infinity}', b'{"id": "\xff"}']
)
def test_trap_l_json_raises_all_sorts_of_things(body: bytes) -> None:
    """One kind of error, of whatever is wrong. At full size: promise 10."""

    def serve(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    with listening(serve) as base, sync_client(base) as client, pytest.raises((DecodeError, ESignError)) as caught:
        client.run(get(options={"attempts": 1}))
    assert isinstance(caught.value, ESignError)


def test_trap_m_log_lines_hold_the_whole_url(server: Running) -> None:
    handler = logging.StreamHandler(text := io.StringIO())
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        server.state.faults.append("500")
        with sync_client(server.base) as client, pytest.raises(ESignError) as caught:
            client.run(path("/echo", query={"token": Secret(CANARY)}, options={"attempts": 1}))
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    assert CANARY not in text.getvalue() + str(caught.value)


def graph(found: object, seen: set[int]) -> Iterator[object]:
    """Everything that can be reached from an error: attributes, causes, contexts, not the frames of its traceback."""
    if id(found) in seen or isinstance(found, type):
        return
    seen.add(id(found))
    yield found
    inside: list[object] = list(getattr(found, "args", ()))
    if isinstance(found, BaseException):
        inside += [found.__cause__, found.__context__]
    if isinstance(found, dict):
        inside += [*found.keys(), *found.values()]
    elif isinstance(found, list | tuple | set):
        inside += found
    else:
        inside += vars(found).values() if hasattr(found, "__dict__") else []
    for one in inside:
        yield from graph(one, seen)


@pytest.mark.parametrize("fault", ["500", "reset", "garbage", "truncated", "stall"])
def test_trap_n_an_exception_holds_the_request_and_its_token(server: Running, fault: str) -> None:
    server.state.faults.append(fault)
    with (
        sync_client(server.base, auth=StaticHeader("authorization", Secret(CANARY))) as client,
        pytest.raises(ESignError) as caught,
    ):
        client.run(get(options={"attempts": 1, "timeout": 0.3}))
    held = list(graph(caught.value, set()))
    assert not [one for one in held if isinstance(one, httpx.Request | httpx.Response)]
    assert not [one for one in held if isinstance(one, str | bytes) and CANARY in str(one)]


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"])
def test_trap_o_a_call_to_this_machine_goes_to_the_proxy(
    server: Running, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "http://127.0.0.1:9")
    with sync_client(server.base) as client:
        assert client.run(get()) == "a"


@in_one_test("url", ["https://u:p@api.example", "https://u@api.example", "https://:p@api.example"])
def test_trap_p_user_info_becomes_an_authorization_header(url: str) -> None:
    with pytest.raises(ValueError, match="user name") as caught:
        ESignLive(api_key="a2V5", base_url=url)
    assert "u:p" not in str(caught.value)


def test_trap_q_a_post_that_the_server_read_and_hung_up_on_is_sent_again() -> None:
    """Both ways in which an idle connection ends. At full size: promise 42."""
    posts: list[bytes] = []
    first = threading.Event()

    def serve(connection: socket.socket) -> None:
        got = connection.recv(65536)
        if b"POST" in got:
            posts.append(got)
            return  # read, and not answered
        connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{"id":"x"}')
        first.wait(5)

    with listening(serve) as base, sync_client(base) as client:
        assert client.run(get()) == "x"
        first.set()  # the idle connection is dropped, which nobody notices
        time.sleep(0.05)
        with pytest.raises(OutcomeUnknownError) as caught:
            client.run(create())
        assert caught.value.attempts == len(posts) == 1


def test_trap_r_threads_share_one_client(server: Running) -> None:
    """At full size: promise 17."""
    wrong: list[str] = []
    with sync_client(server.base) as client:

        def work(number: int) -> None:
            wrong.extend(n for n in (f"{number}-{k}" for k in range(10)) if client.run(get(n)) != n)

        threads = [threading.Thread(target=work, args=(n,)) for n in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []


def test_trap_s_tls_verifies_and_netrc_is_ignored(
    server: Running, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    context = tls.context_for("httpx", https=True)
    assert (context.check_hostname, context.verify_mode.name) == (True, "CERT_REQUIRED")
    assert context.minimum_version >= 0x0303  # TLS 1.2
    (tmp_path / ".netrc").write_text(f"machine 127.0.0.1 login a password {CANARY}\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    with sync_client(server.base) as client:
        assert "authorization" not in client.run(ECHO)["headers"]


@in_one_test("copying", [pickle.dumps, copy.copy, copy.deepcopy])
def test_trap_t_a_pickled_client_keeps_the_password(copying: Any) -> None:
    with pytest.raises(TypeError):
        pickle.dumps(Secret(CANARY))
    with pytest.raises(TypeError):
        pickle.dumps(StaticHeader("authorization", Secret(CANARY)))
    with SyncClient(settings("http://127.0.0.1:9")) as client, pytest.raises(TypeError):
        copying(client)
