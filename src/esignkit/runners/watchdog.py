"""The total deadline of sync calls: a thread that closes the socket of an exchange on timeout.

A time-out in the HTTP library is per read, so a server that sends one byte now and then would never trip it.
"""

from __future__ import annotations

import threading
import time
from typing import Protocol

from esignkit.runners.forking import forget_in_child

__all__ = ["Watched", "watchdog"]

TICK = 0.05
LINGER = 100
"""Ticks without work after which the thread ends; the next exchange starts another."""


class Watched(Protocol):
    """Something with a deadline that can be cut off from another thread."""

    @property
    def deadline(self) -> float:
        """Instant at which it is to end."""
        ...

    def cut(self) -> bool:
        """End it now; False when there is nothing to end yet."""
        ...


class Watchdog:
    """Watches the exchanges of all clients of a process with one thread."""

    def __init__(self) -> None:
        self.reset()
        forget_in_child(self)

    def reset(self) -> None:
        """Start with nothing to watch, as in a process just forked, which has none of its parent's threads."""
        self._lock = threading.Lock()
        self._watched: set[Watched] = set()
        self._thread: threading.Thread | None = None

    def watch(self, one: Watched) -> None:
        """Cut `one` off when its deadline passes."""
        with self._lock:
            self._watched.add(one)
            if self._thread is None:
                thread = threading.Thread(target=self._run, name="esignkit-deadlines", daemon=True)
                thread.start()
                self._thread = thread  # not before: Ctrl-C may have kept it from starting

    def release(self, one: Watched) -> None:
        """Stop watching; once this returns, `one` is not cut off any more."""
        with self._lock:
            self._watched.discard(one)

    def _run(self) -> None:
        idle = 0
        while True:
            time.sleep(TICK)
            with self._lock:
                idle = 0 if self._watched else idle + 1
                if idle > LINGER:
                    self._thread = None
                    return
                now = time.monotonic()
                self._watched.difference_update([one for one in self._watched if now >= one.deadline and one.cut()])


watchdog: Watchdog = Watchdog()
