from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import anyio
import attrs
import httpx
import httpx2
import pytest

from esignkit.core.flow import Flow
from esignkit.core.provider import Provider
from esignkit.core.retry import RetryPolicy
from esignkit.core.settings import Settings
from esignkit.runners.async_exchange import AsyncConnections
from esignkit.runners.async_runner import AsyncRunner
from esignkit.runners.client import AsyncClient, SyncClient
from esignkit.runners.sync_exchange import SyncConnections
from esignkit.runners.sync_runner import SyncRunner
from tests.runners.server import Running, serving

LIBRARIES = {"own": None, "httpx": httpx, "httpx2": httpx2}
"""What carries calls: connections of our own, or a client of one of the libraries for each exchange."""


@pytest.fixture
def server() -> Iterator[Running]:
    with serving() as running:
        yield running


SocketPairs: TypeAlias = Callable[[], tuple[socket.socket, socket.socket]]


@pytest.fixture
def socket_pair() -> Iterator[SocketPairs]:
    """Makes pairs of connected sockets that do not block; they are closed when the test is over, also a failed one."""
    with contextlib.ExitStack() as stack:

        def make() -> tuple[socket.socket, socket.socket]:
            here, there = map(stack.enter_context, socket.socketpair())
            here.setblocking(False)
            there.setblocking(False)
            return here, there

        yield make


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


def settings(base: str, **changes: Any) -> Settings:
    return Settings(Provider(), base, retry=RetryPolicy(base_delay=0.01), **changes)


def sync_client(base: str, library: Any = None, limit: int | None = None, **changes: Any) -> SyncClient:
    made = settings(base, **changes)
    client = SyncClient(made)
    client._connections = SyncConnections(base, made.root_url, max_connections=limit, library=library)
    client._runner = SyncRunner(client._connections, client._context)
    return client


def async_client(base: str, library: Any = None, limit: int | None = None, **changes: Any) -> AsyncClient:
    made = settings(base, **changes)
    client = AsyncClient(made)
    client._connections = AsyncConnections(base, made.root_url, max_connections=limit, library=library)
    client._runner = AsyncRunner(client._connections, client._context)
    return client


@attrs.define
class Driver:
    """The same flows on a blocking client, under asyncio and under trio."""

    mode: str
    library: Any

    def __call__(self, base: str, *flows: Flow[Any], **changes: Any) -> Any:
        """Run flows one after the other on one client; return the last result."""
        if self.mode == "sync":
            with sync_client(base, self.library, **changes) as client:
                return [client.run(flow) for flow in flows][-1]

        async def main() -> Any:
            async with async_client(base, self.library, **changes) as client:
                return [await client.run(flow) for flow in flows][-1]

        return anyio.run(main, backend=self.mode)


@pytest.fixture(params=["sync", "asyncio", "trio"])
def mode(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(params=LIBRARIES.values(), ids=LIBRARIES)
def library(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture(params=[httpx, httpx2], ids=["httpx", "httpx2"])
def http_library(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture
def kept(mode: str) -> Driver:
    """Over connections of our own, which are kept from one call to the next."""
    return Driver(mode, None)


@pytest.fixture
def run(mode: str, library: Any) -> Driver:
    return Driver(mode, library)
