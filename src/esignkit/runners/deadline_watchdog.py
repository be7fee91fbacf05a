"""The total deadline of sync calls: a thread that closes the socket of an exchange on timeout.

The time-outs of the HTTP libraries are per read: a server that sends single bytes slowly never reaches them.
"""

from __future__ import annotations

import threading
import time
from typing import Protocol

from esignkit.runners.forking import reset_in_child

__all__ = ["Watched", "watchdog"]

TICK = 0.05
LINGER = 100
"""Ticks without an exchange after which the thread ends; the next exchange starts a new one."""


class Watched(Protocol):
    """An exchange with a deadline that another thread can end."""

    @property
    def deadline(self) -> float:
        """When it must end, on the monotonic clock."""
        ...

    def cut(self) -> bool:
        """End it now; False when there is nothing to end yet."""
        ...


class Watchdog:
    """Watches the exchanges of all clients of a process with one thread."""

    def __init__(self) -> None:
        self.reset()
        reset_in_child(self)

    def reset(self) -> None:
        """Start empty, as in a forked process, which has none of its parent's threads."""
        self._lock = threading.Lock()
        self._watched: set[Watched] = set()
        self._thread: threading.Thread | None = None

    def watch(self, exchange: Watched) -> None:
        """Cut an exchange off when its deadline passes."""
        with self._lock:
            self._watched.add(exchange)
            if self._thread is None:
                thread = threading.Thread(target=self._run, name="esignkit-deadlines", daemon=True)
                thread.start()
                self._thread = thread  # set after the start, which Ctrl-C may interrupt

    def release(self, exchange: Watched) -> None:
        """Stop watching an exchange; once this returns, it is not cut off any more."""
        with self._lock:
            self._watched.discard(exchange)

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
                self._watched.difference_update(
                    [exchange for exchange in self._watched if now >= exchange.deadline and exchange.cut()]
                )


watchdog: Watchdog = Watchdog()
