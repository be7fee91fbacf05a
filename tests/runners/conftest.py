from __future__ import annotations

import contextlib
import functools
import os
import socket
from collections.abc import Callable, Iterator
from typing import Any, ClassVar, TypeAlias

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
from esignkit.runners.client import AsyncClient, SyncClient
from esignkit.runners.sync_exchange import SyncConnections
from tests.inside import Inside
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


@pytest.fixture(scope="module", autouse=True)
def _no_proxies() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.lower().endswith("_proxy"):
                patch.delenv(name)
        yield


def settings(base: str, **changes: Any) -> Settings:
    return Settings(Provider(), base, retry=RetryPolicy(base_delay=0.01), **changes)


class _OverALibrary(Inside):
    """Mixed into a client's class: its calls go over an HTTP library where a test says so."""

    kind: ClassVar[type[Any]]
    library: ClassVar[Any] = None

    def _connect(self, settings: Settings, http_client: Any, max_connections: int | None, *, trust_env: bool) -> None:
        self._connections = self.kind(
            settings.base_url, settings.root_url, max_connections=max_connections, library=self.library
        )


@functools.cache
def _client(base: type, kind: type, library: Any) -> Any:
    return type(base.__name__, (_OverALibrary, base), {"kind": kind, "library": library})


def sync_client(base: str, library: Any = None, limit: int | None = None, **changes: Any) -> Any:
    return _client(SyncClient, SyncConnections, library)(settings(base, **changes), max_connections=limit)


def async_client(base: str, library: Any = None, limit: int | None = None, **changes: Any) -> Any:
    return _client(AsyncClient, AsyncConnections, library)(settings(base, **changes), max_connections=limit)


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
