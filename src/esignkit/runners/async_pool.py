"""State of an async client for each event loop. A separate module, so that sync clients import no event loop.

Connections are plain sockets and belong to no loop: an idle one is used by the next call in any loop. The semaphore,
the locks and the running calls belong to a loop.
"""

from __future__ import annotations

import asyncio
import weakref

import anyio
from anyio.lowlevel import RunVar

from esignkit.runners.async_network import AwaitingConnection
from esignkit.runners.forking import leave_to_the_parent
from esignkit.runners.pool import BasePool, Idle

__all__ = ["AsyncPool", "LoopState"]


class LoopState:
    """The semaphore, the locks and the running calls of one async client in one event loop."""

    def __init__(self, limit: int) -> None:
        self.semaphore: anyio.Semaphore = anyio.Semaphore(limit, fast_acquire=True)
        self.locks: dict[object, anyio.Lock] = {}
        self.scopes: set[anyio.CancelScope] = set()


class AsyncPool(BasePool[AwaitingConnection]):
    """The connections of one async client, and its state in each event loop that it is used in."""

    def reset(self) -> None:
        """Start empty, leaving the connections of the parent process alone."""
        leave_to_the_parent(self.idle, getattr(self, "_states", None))
        self.idle: Idle[AwaitingConnection] = Idle()
        self._states: RunVar[LoopState] = RunVar("esignkit calls")
        self._last: tuple[weakref.ref[asyncio.AbstractEventLoop], LoopState] | None = None

    def state(self) -> LoopState:
        """Return the state of this client in the running event loop."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # trio
            loop = None
        cached = self._last
        if cached is not None and loop is not None and cached[0]() is loop:
            return cached[1]
        state = self._states.get(None)
        if state is None:
            state = LoopState(self.limit)
            self._states.set(state)
        self._last = None if loop is None else (weakref.ref(loop), state)
        return state

    def close(self) -> None:
        """Close idle connections, and end the calls that run in this event loop."""
        self.closed = True
        state = self._states.get(None)
        if state is not None:
            for scope in tuple(state.scopes):
                scope.cancel()
        self.idle.drain()
