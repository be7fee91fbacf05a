"""The HTTP server: uvicorn in a thread of its own, on the loopback interface only."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
import threading
from typing import TYPE_CHECKING

import uvicorn

from esignkit.sandbox.http_protocol import HttpProtocol
from esignkit.sandbox.joined_writes import JoinedWrites

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import ASGIApp, Scope

HOST = "127.0.0.1"
_ROUNDS = 4  # of the event loop, after which idle connections that were closed are gone


class PortInUse(OSError):
    """Another program listens on the port already."""


def bind(port: int) -> socket.socket:
    """Return a socket bound to a loopback port; 0 takes a free one.

    Raises:
        PortInUse: The port is taken.
    """
    # asyncio sets TCP_NODELAY only on sockets that name their protocol; without it answers come 40 ms late.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        listener.close()
        if error.errno in {errno.EADDRINUSE, errno.EACCES}:
            raise PortInUse(
                error.errno, f"port {port} is in use or not allowed; choose another one (--port), or 0 for any free one"
            ) from None
        raise
    return listener


def bind_all(ports: Sequence[int]) -> list[socket.socket]:
    """Return sockets bound to loopback ports, or none of them.

    Raises:
        PortInUse: One of the ports is taken, or asked for twice.
    """
    fixed = [port for port in ports if port]
    for port in fixed:
        if fixed.count(port) > 1:  # two sockets that do not listen yet may be bound to one port
            raise PortInUse(errno.EADDRINUSE, f"port {port} is in use or not allowed; each service needs its own")
    with contextlib.ExitStack() as opened:
        listeners = [opened.enter_context(bind(port)) for port in ports]
        opened.pop_all()
    return listeners


def port_of(listener: socket.socket) -> int:
    """Return the port that a socket is bound to."""
    return int(listener.getsockname()[1])


class ServerThread:
    """Serves an ASGI application from its own thread and event loop until stopped.

    Args:
        app: The application.
        listeners: Bound sockets, the port of all services first; the server closes them.
    """

    def __init__(self, app: ASGIApp, listeners: Sequence[socket.socket]) -> None:
        self.listeners: list[socket.socket] = list(listeners)
        self._server = _Server(
            uvicorn.Config(
                app,
                http=HttpProtocol,
                ws="none",
                lifespan="off",
                loop="asyncio",
                log_config=None,
                access_log=False,
                server_header=False,
                date_header=False,  # the sandbox's own clock says it
                proxy_headers=False,  # nobody stands between; what a client says of itself changes nothing
                # Longer than clients keep idle connections, so that none is closed under a client's hands.
                timeout_keep_alive=300,
                timeout_graceful_shutdown=2,
            )
        )
        self._thread = threading.Thread(target=self._run, name="esignkit-sandbox-server", daemon=True)
        self._failure: BaseException | None = None

    @property
    def port(self) -> int:
        """The port where all services answer."""
        return port_of(self.listeners[0])

    def start(self) -> None:
        """Start the thread and return when requests are answered."""
        self._thread.start()
        self._server.ready.wait()
        if self._failure is not None:
            raise RuntimeError("the sandbox's server did not start") from self._failure

    def stop(self) -> None:
        """Stop the server and wait for its thread; answers under way are finished first."""
        self._server.stop()
        self._thread.join()

    def connection(self, scope: Scope) -> asyncio.Transport | None:
        """Return the connection of a request; None when it is gone already."""
        for connection in self._server.server_state.connections:
            # The same port of a client's may have a connection to each of the server's.
            ends = isinstance(connection, HttpProtocol) and (connection.client, connection.server)
            if ends == (scope.get("client"), scope.get("server")):
                transport = connection.transport
                return transport.whole if isinstance(transport, JoinedWrites) else transport
        return None

    def _run(self) -> None:
        try:
            asyncio.run(self._server.serve(self.listeners))
        except BaseException as error:
            self._failure = error
            raise
        finally:
            self._server.ready.set()


class _Server(uvicorn.Server):
    """A uvicorn server that says when it is ready, and stops without waiting for a tick or for nothing."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        ticks = 0
        while not await self.on_tick(ticks):
            ticks += 10  # uvicorn refreshes its Date header at every tenth tick
            try:
                await asyncio.wait_for(self._stop.wait(), 1)
            except TimeoutError:
                continue

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        state = self.server_state
        for server in self.servers:
            server.close()
        for listener in sockets or ():
            listener.close()
        for connection in list(state.connections):
            connection.shutdown()
        for _ in range(_ROUNDS):
            await asyncio.sleep(0)
        if state.connections or state.tasks:
            await super().shutdown(sockets)  # looks at them every tenth of a second, for the first time after one

    def stop(self) -> None:
        self.should_exit = True
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._stop.set)
