"""The same for awaiting: slots, and their homes in event loops. Apart, so that blocking clients load no event loop."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from typing import Any

import anyio
from anyio.lowlevel import RunVar

from esignkit.runners.connections import KEEP_ALIVE, Site, forget_in_child
from esignkit.runners.slots import Traced, leave_to_the_parent

__all__ = ["AsyncHome", "AsyncPool", "AsyncSlot"]


class AsyncSlot(Traced):
    """An awaiting connection."""

    __slots__ = ()

    async def trace(self, event: str, info: Any) -> None:
        """Follow the first exchange of a connection."""
        self._learn(event, info)

    async def close(self) -> None:
        """Close the connection, also when the task is being cancelled."""
        with anyio.CancelScope(shield=True), anyio.move_on_after(1):
            await self.transport.aclose()
            if self.stream is not None and not self.started:
                await self.stream.aclose()  # a cancelled handshake is nobody's connection yet


class AsyncHome:
    """The connections, the gate and the locks of one awaiting client in one event loop."""

    def __init__(self, limit: int) -> None:
        self.idle: dict[Site, deque[AsyncSlot]] = {}
        self.gate: anyio.Semaphore = anyio.Semaphore(limit, fast_acquire=True)
        self.locks: dict[object, anyio.Lock] = {}
        self.scopes: set[anyio.CancelScope] = set()

    async def take(self, site: Site) -> AsyncSlot | None:
        """Return the connection used last that is still good, or None."""
        idle = self.idle.get(site)
        now = time.monotonic()
        while idle:
            slot = idle.pop()
            if not slot.stale(now):
                slot.started = True
                return slot
            await slot.close()
        return None

    async def give(self, slot: AsyncSlot) -> None:
        """Keep a connection for the next call."""
        now = slot.since = time.monotonic()
        idle = self.idle.setdefault(slot.site, deque())
        idle.append(slot)
        if now - idle[0].since > KEEP_ALIVE:
            await idle.popleft().close()

    async def close(self) -> None:
        """Close what is idle and end the calls under way."""
        for scope in tuple(self.scopes):
            scope.cancel()
        for idle in self.idle.values():
            while idle:
                await idle.pop().close()


class AsyncPool:
    """The homes of one awaiting client: one for each event loop it is used in."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.closed: bool = False
        self.opened = 0
        self._homes: RunVar[AsyncHome] = RunVar("esignkit connections")
        self._last: tuple[asyncio.AbstractEventLoop | None, AsyncHome] | None = None
        forget_in_child(self)

    def reset(self) -> None:
        """Start anew, leaving the connections of the parent process alone."""
        leave_to_the_parent(self._homes)
        self._homes = RunVar("esignkit connections")
        self._last = None

    def home(self) -> AsyncHome:
        """Return the home in the running event loop."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # trio
            loop = None
        last = self._last
        if last is not None and loop is not None and last[0] is loop:
            return last[1]
        home = self._homes.get(None)
        if home is None:
            home = AsyncHome(self.limit)
            self._homes.set(home)
        self._last = (loop, home)
        return home

    async def close(self) -> None:
        """Close the connections of the running event loop."""
        self.closed = True
        home = self._homes.get(None)
        if home is not None:
            await home.close()
