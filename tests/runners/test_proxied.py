"""Promises 4 and 45 through a proxy, where each exchange has an httpx client and a connection to itself."""

from __future__ import annotations

import contextlib
import random
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import anyio
import pytest

from esignkit.errors import ConfigurationError, NotSentError, OutcomeUnknownError
from tests.runners.calls import create, get, path
from tests.runners.conftest import Driver, async_client, sync_client
from tests.runners.raw import Caller, answer, raw_server
from tests.runners.server import Running
from tests.runners.test_surplus import PIECES, READ, certificate, strayed, trusting
from tests.tables import in_one_test

__all__ = ["certificate", "trusting"]  # fixtures


def relay(target: int) -> Callable[[Caller, int], None]:
    """A proxy that opens a tunnel to a port of this machine, whatever host it is asked for."""

    def script(caller: Caller, number: int) -> None:
        caller.heard()
        with socket.create_connection(("127.0.0.1", target)) as there:
            caller.say(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=pump, args=(there, caller.connection), daemon=True)
            back.start()
            pump(caller.connection, there)
            back.join(10)

    return script


def silent(caller: Caller, number: int) -> None:
    caller.heard()
    caller.connection.recv(1)


def pump(source: socket.socket, sink: socket.socket) -> None:
    """Pass on what comes until there is no more, be it that the other side has hung up on what it did not want."""
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


@pytest.fixture(params=["http", "https"])
def proxied(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, trusting: str) -> Any:
    """A function that serves by a script behind a proxy, and gives the server and the address to call."""

    @contextlib.contextmanager
    def serving(script: Callable[[Caller, int], None]) -> Iterator[tuple[Any, str]]:
        if request.param == "http":
            with raw_server(script) as server:
                monkeypatch.setenv("HTTP_PROXY", server.base)
                yield server, "http://10.0.0.1"
            return
        with raw_server(script, trusting) as server, raw_server(relay(int(server.base.rpartition(":")[2]))) as proxy:
            monkeypatch.setenv("HTTPS_PROXY", proxy.base)
            monkeypatch.setattr("esignkit.runners.requests.is_loopback", lambda host: False)
            yield server, "https://127.0.0.1"

    return serving


@in_one_test("name", PIECES)
def test_promise_45_through_a_proxy(kept: Driver, proxied: Any, name: str) -> None:
    with proxied(strayed(PIECES[name], threading.Event())) as (server, base):
        assert kept(base, READ, create(), get()) == "real"
        assert len(server.heard) == 3
        assert server.connections == 3


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_promise_4_through_a_proxy(server: Running, monkeypatch: pytest.MonkeyPatch, backend: str) -> None:
    """Cancelled calls wear nothing out."""
    monkeypatch.setenv("HTTP_PROXY", server.base)
    slow, limit, calls = path("/slow/0.003"), 10, 400

    async def main() -> None:
        async with async_client("http://api.example", limit=limit) as client:
            dice = random.Random(4)
            cancelled = 0

            async def worker() -> None:
                nonlocal cancelled
                for _ in range(calls // 20):
                    with anyio.move_on_after(dice.random() * 0.02) as scope:
                        await client.run(slow)
                    cancelled += scope.cancelled_caught

            async with anyio.create_task_group() as group:
                for _ in range(20):
                    group.start_soon(worker)
            assert cancelled > 0
            for n in range(20):
                assert await client.run(get(str(n))) == str(n)
            assert client.connections.pool.state().semaphore.value == limit
            assert len(client.connections.pool.idle) == 0

    anyio.run(main, backend=backend)


def test_closing_ends_a_call_through_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    with raw_server(silent) as server:
        monkeypatch.setenv("HTTP_PROXY", server.base)
        client = sync_client("http://api.example")
        threading.Timer(0.2, client.close).start()
        with pytest.raises(OutcomeUnknownError, match="closed"):
            client.run(create())


def test_what_a_proxy_answers_itself_is_an_answer(kept: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    def script(caller: Caller, number: int) -> None:
        caller.heard()
        caller.say(answer(b"denied", status=b"403 Forbidden"))

    with raw_server(script) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.base)
        with pytest.raises(NotSentError):
            kept("https://api.example", create(options={"attempts": 1}))


@pytest.mark.parametrize(
    ("proxy", "said"),
    [
        ("socks5://user:PASSWORD@127.0.0.1:9", r"httpx\[socks\]"),
        ("http://user:PASSWORD@127.0.0.1:99999", "http://host:port"),
        ("http://user:PASSWORD@[::1", "http://host:port"),
        ("ftp://user:PASSWORD@127.0.0.1:9", "http://host:port"),
    ],
)
def test_a_proxy_that_cannot_be_used_is_told_and_nothing_is_sent(
    kept: Driver, monkeypatch: pytest.MonkeyPatch, proxy: str, said: str
) -> None:
    monkeypatch.setitem(sys.modules, "socksio", None)  # as where it is not installed
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, proxy)
    for scheme in ("http", "https"):
        with pytest.raises(ConfigurationError, match=said) as caught:
            kept(f"{scheme}://service.test", create())
        assert "PASSWORD" not in str(caught.value)
