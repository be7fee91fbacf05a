"""A limit on concurrent calls that is safe against Ctrl-C.

`KeyboardInterrupt` may be raised between any two instructions of the main thread. The standard library's `Semaphore`,
`Condition` and `Event` are written in Python: interrupted between taking their lock and the `try` that releases it,
they stay locked, and the next caller waits for ever, whatever its time-out. Here a queue written in C does the waiting,
and a permit whose holder was interrupted is released when it is garbage collected.
"""

from __future__ import annotations

import queue
import weakref

__all__ = ["Permit", "Semaphore"]


class Permit:
    """A permit of a semaphore. When it is dropped without being released, it goes back by itself."""

    __slots__ = ("_free",)

    def __init__(self, free: weakref.ref[queue.SimpleQueue[Permit]]) -> None:
        self._free = free

    def belongs_to(self, free: queue.SimpleQueue[Permit]) -> bool:
        """Whether it goes back to this queue."""
        return self._free() is free

    def __del__(self) -> None:
        free = self._free()
        if free is not None:
            free.put(type(self)(self._free))  # `SimpleQueue.put` is reentrant, so `__del__` may call it


class Semaphore:
    """A limit on holders at a time, from any thread. With one permit it is a lock.

    Args:
        permits: Number of holders at a time.
    """

    __slots__ = ("__weakref__", "_free")

    def __init__(self, permits: int) -> None:
        self._free: queue.SimpleQueue[Permit] = queue.SimpleQueue()
        for _ in range(permits):
            self.add_permit()

    def add_permit(self) -> None:
        """Add a permit, which wakes one waiting caller."""
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
        """Give a permit back. One of another semaphore is ignored; it goes back when it is dropped."""
        if self.owns(permit):
            self._free.put(permit)

    @property
    def free(self) -> int:
        """How many permits are free now."""
        return self._free.qsize()
