"""Keeping the leases of the runs that this process is carrying out."""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Callable, Sequence

from esignkit.core.logs import logger
from esignkit.durable.values import ClaimedRun

__all__ = ["Leases"]

_logger = logger.getChild("durable")


class Leases:
    """Extends leases in a thread, so that a slow run stays its worker's for as long as the process lives.

    The thread is there while there are runs, and ends when there were none for a while. A run that nothing refers to
    any more is nobody's work: its lease runs out.

    Args:
        extend: Extends the leases of runs.
        interval: Seconds between two extensions.
    """

    def __init__(self, extend: Callable[[Sequence[ClaimedRun]], object], interval: float) -> None:
        self._extend = extend
        self._interval = interval
        self._begin()
        _all.add(self)

    def _begin(self) -> None:
        """Begin with no runs; a process that is forked off does so: the runs of its parent are none of its own."""
        self._runs: weakref.WeakSet[ClaimedRun] = weakref.WeakSet()
        self._lock = threading.RLock()  # a run that the garbage collector closes is discarded wherever it stands
        self._is_running = False
        self._ended = threading.Event()

    def add(self, run: ClaimedRun) -> None:
        """Keep the lease of a run from now on."""
        with self._lock:
            self._runs.add(run)
            if not self._is_running:
                self._is_running = True
                self._ended = threading.Event()
                threading.Thread(
                    target=self._work, args=(self._ended,), name="esignkit-journal-leases", daemon=True
                ).start()

    def discard(self, run: ClaimedRun) -> None:
        """Keep the lease of a run no longer."""
        with self._lock:
            self._runs.discard(run)

    def end(self) -> None:
        """End the thread; the next run starts another one."""
        with self._lock:
            self._is_running = False
            self._ended.set()

    def _work(self, ended: threading.Event) -> None:
        while not ended.wait(self._interval):
            if not self._extend_all(ended):
                return

    def _extend_all(self, ended: threading.Event) -> bool:
        """Extend the leases once, and hold no run beyond that; return whether there were any."""
        with self._lock:
            runs = list(self._runs)
            if not runs:
                self._is_running = self._is_running and ended is not self._ended
                return False
        try:
            self._extend(runs)
        except Exception:  # the next turn may come through; if none does, another worker takes over
            _logger.exception("leases could not be extended")
        return True


_all: weakref.WeakSet[Leases] = weakref.WeakSet()


def _begin_all() -> None:
    for leases in list(_all):
        leases._begin()  # pyright: ignore[reportPrivateUsage]  # our own


if hasattr(os, "register_at_fork"):  # not on Windows, which has no fork
    os.register_at_fork(after_in_child=_begin_all)
