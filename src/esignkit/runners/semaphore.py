"""A limit on concurrent calls that is safe against Ctrl-C.

`KeyboardInterrupt` is raised between any two instructions of the main thread. The standard library's `Semaphore`,
`Condition` and `Event` are written in Python: one that is interrupted between taking its lock and the `try` that gives
it back stays locked for good, and the next to come waits for ever, whatever its time-out. Here the waiting is done by a
queue written in C, and a permit that its holder loses on the way is free again by itself.
"""

from __future__ import annotations

import queue
import weakref

__all__ = ["Permit", "Semaphore"]


class Permit:
    """One of a semaphore's permits; dropped instead of released, it goes back all the same."""

    __slots__ = ("_free",)

    def __init__(self, free: weakref.ref[queue.SimpleQueue[Permit]]) -> None:
        self._free = free

    def belongs_to(self, free: queue.SimpleQueue[Permit]) -> bool:
        """Whether this is where it goes back to."""
        return self._free() is free

    def __del__(self) -> None:
        free = self._free()
        if free is not None:
            free.put(type(self)(self._free))  # this queue's `put` may be called at any moment, also from here


class Semaphore:
    """Lets so many holders in at a time, from any thread; with one permit it is a lock, with none it lets nobody in.

    Args:
        permits: How many holders there may be at once.
    """

    __slots__ = ("__weakref__", "_free")

    def __init__(self, permits: int) -> None:
        self._free: queue.SimpleQueue[Permit] = queue.SimpleQueue()
        for _ in range(permits):
            self.add_permit()

    def add_permit(self) -> None:
        """Add a permit. Whoever acquires and releases it wakes up the next who waits."""
        self._free.put(Permit(weakref.ref(self._free)))

    def acquire(self, timeout: float) -> Permit | None:
        """Wait for a permit, at most `timeout` seconds; None when there is none until then."""
        try:
            return self._free.get(timeout=timeout)
        except queue.Empty:
            return None

    def owns(self, permit: Permit) -> bool:
        """Whether a permit is one of this semaphore's; a forked process has other semaphores than its parent."""
        return permit.belongs_to(self._free)

    def release(self, permit: Permit) -> None:
        """Give a permit back. One of another semaphore's is of no use here: it goes back when it is dropped."""
        if self.owns(permit):
            self._free.put(permit)

    @property
    def free(self) -> int:
        """How many permits are free now."""
        return self._free.qsize()
