"""The pool of idle connections, last in first out, and the state of a sync client.

The pools of HTTP libraries lose connections to cancelled calls and become slow under many calls at once. Here a
connection belongs to one call at a time, and is closed when its exchange failed or was cancelled.
"""

from __future__ import annotations

import time
import weakref
from abc import ABC, abstractmethod
from collections import deque
from typing import Any, Generic, TypeVar

from esignkit.runners.forking import leave_to_the_parent, reset_in_child
from esignkit.runners.http11 import KEEP_ALIVE, Connection
from esignkit.runners.requests import Origin
from esignkit.runners.semaphore import Semaphore
from esignkit.runners.time_limit import LONGEST

__all__ = ["CLOSED", "BasePool", "Idle", "Pool"]

CLOSED = "the client was closed"

C = TypeVar("C", bound=Connection)


class Idle(Generic[C]):
    """Idle connections. It needs no lock, because every operation on its deques is atomic."""

    def __init__(self) -> None:
        self._idle: dict[Origin, deque[C]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._idle.values()))

    def take(self, origin: Origin) -> C | None:
        """Return the last used connection that is still usable, or None."""
        idle = self._idle.get(origin)
        if not idle:
            return None
        now = time.monotonic()
        while True:
            try:
                connection = idle.pop()
            except IndexError:
                return None
            if not connection.stale(now):
                return connection
            connection.close()

    def give(self, connection: C) -> None:
        """Keep a connection for the next call."""
        idle = self._idle.get(connection.origin)
        if idle is None:
            idle = self._idle.setdefault(connection.origin, deque())
        idle.append(connection)
        try:
            if connection.since - idle[0].since > KEEP_ALIVE:
                idle.popleft().close()
        except IndexError:  # another thread took it first
            return

    def drain(self) -> None:
        """Close all idle connections."""
        for idle in list(self._idle.values()):
            while True:
                try:
                    connection = idle.pop()
                except IndexError:
                    break
                connection.close()


class BasePool(ABC, Generic[C]):
    """The connections of one client in one process, in either mode."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.closed: bool = False
        self.opened = 0
        self.idle: Idle[C] = Idle()
        self.reset()
        reset_in_child(self)

    @abstractmethod
    def reset(self) -> None:
        """Start empty, leaving the connections of the parent process alone."""

    def give(self, connection: C) -> None:
        """Keep a connection for the next call."""
        self.idle.give(connection)
        if self.closed:
            self.idle.drain()

    @abstractmethod
    def close(self) -> None:
        """Close everything; running calls end now."""


class Pool(BasePool[C]):
    """The connections, the semaphore and the locks of one sync client."""

    def __init__(self, limit: int) -> None:
        self.busy: set[weakref.ref[Any]] = set()
        super().__init__(limit)

    def reset(self) -> None:
        """Start empty, leaving the connections of the parent process alone."""
        leave_to_the_parent(self.idle, [ref() for ref in self.busy])
        self.idle: Idle[C] = Idle()
        self.busy = set()
        self.semaphore: Semaphore = Semaphore(self.limit)
        self.locks: dict[object, Semaphore] = {}
        self._ended: Semaphore = Semaphore(1 if self.closed else 0)

    def register(self, ref: weakref.ref[Any]) -> None:
        """Note a running exchange, so that closing the client ends it."""
        self.busy.add(ref)
        if self.closed and (exchange := ref()) is not None:
            exchange.cut()

    def unregister(self, ref: weakref.ref[Any]) -> None:
        """Forget an exchange that is over."""
        self.busy.discard(ref)

    def close(self) -> None:
        """Close everything; running calls end now."""
        self.closed = True
        self._ended.add_permit()
        for ref in tuple(self.busy):
            exchange = ref()
            if exchange is not None:
                exchange.cut()
        self.semaphore.add_permit()  # wakes a waiting call, which finds the client closed
        self.idle.drain()

    def sleep(self, seconds: float) -> None:
        """Wait, but not beyond the closing of the client."""
        permit = self._ended.acquire(min(max(0.0, seconds), LONGEST))
        if permit is not None:
            self._ended.release(permit)
