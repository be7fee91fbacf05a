"""The pool of idle connections, last in first out, and the state of a sync client.

A pool of the HTTP library that many calls share is worn out by cancelled calls and collapses under many at once. Here a
connection belongs to one call at a time; one whose exchange broke or was cancelled is closed and forgotten.
"""

from __future__ import annotations

import time
import weakref
from abc import ABC, abstractmethod
from collections import deque
from typing import Any, Generic, TypeVar

from esignkit.runners.forking import forget_in_child, leave_to_the_parent
from esignkit.runners.http11 import KEEP_ALIVE, LONGEST, Connection
from esignkit.runners.requests import Origin
from esignkit.runners.semaphore import Semaphore

__all__ = ["BasePool", "Idle", "Pool"]

C = TypeVar("C", bound=Connection)


class Idle(Generic[C]):
    """Connections that wait for work. Every step is one that cannot be interrupted half-way, so nothing is locked."""

    def __init__(self) -> None:
        self._idle: dict[Origin, deque[C]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._idle.values()))

    def take(self, origin: Origin) -> C | None:
        """Return the connection used last that is still good, or None."""
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
        """Close what is idle."""
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
        forget_in_child(self)

    @abstractmethod
    def reset(self) -> None:
        """Start anew, leaving the connections of the parent process alone."""

    def give(self, connection: C) -> None:
        """Keep a connection for the next call."""
        self.idle.give(connection)
        if self.closed:
            self.idle.drain()

    @abstractmethod
    def close(self) -> None:
        """Close everything; calls under way end now."""


class Pool(BasePool[C]):
    """The connections, the semaphore and the locks of one blocking client."""

    def __init__(self, limit: int) -> None:
        self.busy: set[weakref.ref[Any]] = set()
        super().__init__(limit)

    def reset(self) -> None:
        """Start anew, leaving the connections of the parent process alone."""
        leave_to_the_parent(self.idle, [ref() for ref in self.busy])
        self.idle: Idle[C] = Idle()
        self.busy = set()
        self.semaphore: Semaphore = Semaphore(self.limit)
        self.locks: dict[object, Semaphore] = {}
        self._ended: Semaphore = Semaphore(1 if self.closed else 0)

    def register(self, one: weakref.ref[Any]) -> None:
        """Note an exchange, so that closing the client ends it. One that Ctrl-C loses drops out with its object."""
        self.busy.add(one)
        if self.closed and (exchange := one()) is not None:
            exchange.cut()

    def unregister(self, one: weakref.ref[Any]) -> None:
        """Forget an exchange that is over."""
        self.busy.discard(one)

    def close(self) -> None:
        """Close everything; calls under way end now."""
        self.closed = True
        self._ended.add_permit()
        for ref in tuple(self.busy):
            one = ref()
            if one is not None:
                one.cut()
        self.semaphore.add_permit()  # whoever waits for a connection wakes up and finds the client closed
        self.idle.drain()

    def sleep(self, seconds: float) -> None:
        """Wait, but not beyond the closing of the client."""
        permit = self._ended.acquire(min(max(0.0, seconds), LONGEST))
        if permit is not None:
            self._ended.release(permit)
