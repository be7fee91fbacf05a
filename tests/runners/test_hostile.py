"""Servers and callers that mean harm: deadlines that would be stretched, log lines and headers that would leak."""

from __future__ import annotations

import io
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import anyio
import attrs
import pytest

from esignkit.core.auth import RenewableToken, Token
from esignkit.core.auth.token import call_provider
from esignkit.core.flow import Steps
from esignkit.core.operation import Operation
from esignkit.core.response_readers import open_json
from esignkit.errors import ConfigurationError, DeadlineExceededError, ESignError
from esignkit.types import Secret
from tests.clocks import stopwatch, until
from tests.runners.conftest import Driver, async_client, sync_client
from tests.runners.raw import raw_server
from tests.tables import in_one_test


@contextmanager
def listening(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server of one raw function; each connection has a thread."""
    with raw_server(lambda caller, number: serve(caller.connection)) as server:
        yield server.base


def answering(head: str, body: bytes = b"", heard: list[bytes] | None = None) -> Callable[[socket.socket], None]:
    def serve(connection: socket.socket) -> None:
        got = connection.recv(65536)
        if heard is not None:
            heard.append(got)
        connection.sendall(f"HTTP/1.1 {head}\r\n\r\n".encode() + body)
        connection.recv(1)  # until the client goes

    return serve


def silent(connection: socket.socket) -> None:
    while connection.recv(65536):
        pass


def login(operation: Operation[Any]) -> Callable[[], Steps[Token]]:
    def fetch() -> Steps[Token]:
        yield from operation
        return Token(Secret("t"))

    return fetch


LOGIN: Operation[Any] = Operation("login", "POST", "/token", open_json, authenticated=False)
GET: Operation[Any] = Operation("things.get", "GET", "/things", open_json)


def test_signing_in_counts_towards_the_calls_own_deadline(run: Driver) -> None:
    with listening(silent) as base:
        with stopwatch() as took, pytest.raises(DeadlineExceededError):
            run(base, GET.with_options({"timeout": 0.3}), auth=RenewableToken(login(LOGIN)), timeout=5.0)
        assert took.seconds < 2.5


def test_a_caller_in_a_hurry_does_not_fail_the_others() -> None:
    tries: list[int] = []

    def serve(connection: socket.socket) -> None:
        if b"/token" in connection.recv(65536):
            tries.append(1)
            time.sleep(0.6 if len(tries) == 1 else 0)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")

    outcomes: dict[str, object] = {}
    with listening(serve) as base, sync_client(base, auth=RenewableToken(login(LOGIN))) as client:

        def call(name: str, timeout: float) -> None:
            try:
                outcomes[name] = client.run(GET.with_options({"timeout": timeout}))
            except ESignError as error:
                outcomes[name] = type(error)

        hasty = threading.Thread(target=call, args=("hasty", 0.3))
        patient = threading.Thread(target=call, args=("patient", 10.0))
        hasty.start()
        assert until(lambda: tries)
        patient.start()
        hasty.join()
        patient.join()
    assert outcomes == {"hasty": DeadlineExceededError, "patient": {}}


@in_one_test("backend", ["asyncio", "trio"])
def test_a_token_provider_that_hangs_is_given_up_at_the_deadline(backend: str) -> None:
    async def provider() -> str:
        await anyio.sleep(5)
        return "t"

    auth = RenewableToken(lambda: call_provider(provider, "token"), per_call=True)

    async def main() -> float:
        with stopwatch() as took:
            async with async_client("http://127.0.0.1:9", auth=auth) as client:
                with pytest.raises(DeadlineExceededError):
                    await client.run(GET.with_options({"timeout": 0.2}))
        return took.seconds

    assert anyio.run(main, backend=backend) < 2


def test_the_length_of_a_refusal_buys_no_time(run: Driver) -> None:
    with listening(answering("400 Bad Request\r\nContent-Length: 99999999999999", b"ab")) as base:
        with stopwatch() as took, pytest.raises(ESignError):
            run(base, GET, timeout=0.3)
        assert took.seconds < 3  # 0.3 s, and 0.66 s for the 64 kB of it that would be read


@in_one_test("own", [True, False])
def test_the_librarys_log_lines_show_no_path_no_query_and_no_cookie(mode: str, http_library: Any, own: bool) -> None:
    call = Operation(
        "c", "GET", "/encrypt/{key}", open_json, {"key": Secret("canary")}, {"t": Secret("canary")}, authenticated=False
    )
    text = io.StringIO()
    handler, root = logging.StreamHandler(text), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)

    async def main(base: str) -> None:
        async with http_library.AsyncClient() as theirs, async_client(base, http_library) as client:
            if own:
                client.connections.client = theirs
            await client.run(call)

    head = "200 OK\r\nSet-Cookie: SESSION=canary; Path=/\r\nContent-Length: 2"
    try:
        with listening(answering(head, b"{}")) as base:
            if mode != "sync":
                anyio.run(main, base, backend=mode)
            else:
                with http_library.Client() as theirs, sync_client(base, http_library) as client:
                    if own:
                        client.connections.client = theirs
                    client.run(call)
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    assert "receive_response_headers" in text.getvalue()
    assert not own or f"HTTP Request: GET {base}/…" in text.getvalue()
    assert "canary" not in text.getvalue()


def test_the_clients_own_headers_go_to_its_own_host_only(run: Driver) -> None:
    heard: list[bytes] = []
    with listening(answering("200 OK\r\nContent-Length: 2", b"{}", heard)) as there:
        away = attrs.evolve(LOGIN, at_root=there)
        with sync_client(there) as client:
            variant = client.with_options(headers={"X-Gateway-Key": "canary"})
            variant.run(away)
            variant.run(GET)
    assert [b"canary" in request for request in heard] == [False, True]


@pytest.mark.parametrize("proxy", ["http://user:can/ary@h:80", "ftp://user:canary@h"])
def test_a_proxy_that_cannot_be_used_is_named_without_its_password(
    run: Driver, proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    with pytest.raises(ConfigurationError) as caught:
        run("https://api.example", GET)
    assert "'can'" not in str(caught.value)
    assert "canary" not in str(caught.value)
