"""Async I/O: connecting, receiving and sending."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

import anyio
import anyio.to_thread

from esignkit.runners.background_reader import SourceBlocks
from esignkit.runners.connecting import HEAD_START, outcome, start_connecting
from esignkit.runners.http11 import Connection
from esignkit.runners.name_resolution import CONNECT_TIMEOUT, is_literal, literals
from esignkit.runners.requests import Request, ResponseHead
from esignkit.runners.streamed_body import StreamedBody
from esignkit.runners.streams import BLOCK, READ, WRITE, Io
from esignkit.runners.time_limit import Expired

if TYPE_CHECKING:
    import ssl

__all__ = ["AwaitingConnection", "Blocks"]

T = TypeVar("T")
_in_thread = anyio.to_thread.run_sync
SLICE = 0.5
"""Seconds that a thread waits for a blocking source at a time."""


class AwaitingConnection(Connection):
    """A connection of an async client. The cancel scope of the call is its deadline."""

    __slots__ = ()

    async def open(self, context: Callable[[], ssl.SSLContext]) -> None:
        """Connect.

        Args:
            context: Returns the TLS context, for https.

        Raises:
            OSError: No connection can be made.
        """
        origin = self.origin
        connected: socket.socket | None = None
        with anyio.move_on_after(CONNECT_TIMEOUT):
            connected = await _connect(await _addresses(origin.host, origin.port), origin.port)
        if connected is None:
            raise TimeoutError("no connection in time")
        await self._carry_out(self.begin_over(connected, context))

    async def head(self, request: Request) -> ResponseHead:
        """Send a request and return the head of its response; see `exchange`."""
        return await self._carry_out(self.exchange(request), request.body)

    async def read(self) -> bytes:
        """Return the next piece of the response's body; nothing at its end. See `receive`."""
        data = self.at_hand()
        return await self._carry_out(self.receive()) if data is None else data

    async def _carry_out(self, steps: Io[T], body: object = None) -> T:
        blocks = Blocks(body) if isinstance(body, StreamedBody) else None
        try:
            interest = steps.send(None)
            while True:
                if interest == BLOCK and blocks is not None:
                    interest = steps.send(await blocks.next(self.time_left))
                else:
                    interest = steps.send(await self._wait(interest))
        except StopIteration as stop:
            result: T = stop.value
            return result
        finally:
            if blocks is not None:
                blocks.close()

    async def _wait(self, interest: int) -> int:
        stream = self.stream
        assert stream is not None  # noqa: S101 - it is connected first
        with anyio.move_on_after(self.time_left()) if self.idles_first else contextlib.nullcontext():
            ready = await _ready(stream.socket, interest)
            self.note_progress()
            return ready
        raise Expired(self.idle_limit)


async def _ready(connection: socket.socket, interest: int) -> int:
    if interest == READ:
        await anyio.wait_readable(connection)
        return READ
    if interest == WRITE:
        await anyio.wait_writable(connection)
        return WRITE
    ready = 0
    async with anyio.create_task_group() as group:

        async def wait_for(wait: Callable[[socket.socket], Awaitable[None]], flag: int) -> None:
            nonlocal ready
            await wait(connection)
            ready |= flag
            group.cancel_scope.cancel()

        group.start_soon(wait_for, anyio.wait_readable, READ)
        group.start_soon(wait_for, anyio.wait_writable, WRITE)
    return ready


class Blocks(SourceBlocks):
    """The blocks of a request body, read in threads."""

    async def next(self, check: Callable[[], object]) -> bytes | None:
        """Return the next block; None at the end.

        Args:
            check: Called while waiting; raises to stop.
        """
        if self._reader is None:
            return await _in_thread(next, self._walk, None)
        while not await _in_thread(self._reader.wait, SLICE, abandon_on_cancel=True):
            check()
        return self._reader.take()


async def _addresses(host: str, port: int) -> list[str]:
    if is_literal(host):
        return [host]
    return literals(await anyio.getaddrinfo(host, port, type=socket.SOCK_STREAM))


class _Race:
    """Attempts to connect to several addresses of one host; the first to succeed wins."""

    def __init__(self, port: int) -> None:
        self.winner: socket.socket | None = None
        self.failure: Exception | None = None
        self._port = port

    async def attempt(self, address: str, other_attempts: anyio.CancelScope, failed: anyio.Event) -> None:
        """Connect to one address. Cancel the others on success; set `failed` on failure."""
        connecting: socket.socket | None = None
        try:
            connecting = start_connecting(address, self._port)
            await anyio.wait_writable(connecting)
            error = outcome(connecting)
            if error is not None:
                raise error
            if self.winner is None:
                self.winner, connecting = connecting, None
                other_attempts.cancel()
        except Exception as error:
            self.failure = error
            if not isinstance(error, OSError):  # a network guard of a test suite, for example
                other_attempts.cancel()
            failed.set()
        finally:
            if connecting is not None:
                connecting.close()


async def _connect(addresses: list[str], port: int) -> socket.socket:
    """Connect to the first address that accepts; see `connecting`."""
    race = _Race(port)
    try:
        async with anyio.create_task_group() as group:
            for address in addresses:
                failed = anyio.Event()
                group.start_soon(race.attempt, address, group.cancel_scope, failed)
                with anyio.move_on_after(HEAD_START):
                    await failed.wait()
    except BaseException:
        if race.winner is not None:
            race.winner.close()
        raise
    if race.winner is None:
        raise race.failure or OSError("no address to connect to")
    return race.winner
