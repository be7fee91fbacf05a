"""A limit on concurrent calls that is safe against Ctrl-C.

`KeyboardInterrupt` is raised between any two instructions of the main thread. The standard library's `Semaphore`,
`Condition` and `Event` are written in Python: one that is interrupted between taking its lock and the `try` that gives
it back stays locked for good, and the next to come waits for ever, whatever its time-out. Here the waiting is done by a
queue written in C, and a place that its holder loses on the way is free again by itself.
"""

from __future__ import annotations

import queue
import weakref

__all__ = ["Gate", "Place"]


class Place:
    """The right to have passed a gate; dropped instead of given back, it goes back all the same."""

    __slots__ = ("_free",)

    def __init__(self, free: weakref.ref[queue.SimpleQueue[Place]]) -> None:
        self._free = free

    def goes_to(self, free: queue.SimpleQueue[Place]) -> bool:
        """Whether this is where it goes back to."""
        return self._free() is free

    def __del__(self) -> None:
        free = self._free()
        if free is not None:
            free.put(type(self)(self._free))  # this queue's `put` may be called at any moment, also from here


class Gate:
    """Lets so many holders in at a time, from any thread; with one place it is a lock, with none it is shut.

    Args:
        places: How many may have passed it at once.
    """

    __slots__ = ("__weakref__", "_free")

    def __init__(self, places: int) -> None:
        self._free: queue.SimpleQueue[Place] = queue.SimpleQueue()
        for _ in range(places):
            self.widen()

    def widen(self) -> None:
        """Add a place. Whoever passes and gives it back wakes up the next who waits."""
        self._free.put(Place(weakref.ref(self._free)))

    def enter(self, timeout: float) -> Place | None:
        """Wait for a place, at most `timeout` seconds; None when there is none until then."""
        try:
            return self._free.get(timeout=timeout)
        except queue.Empty:
            return None

    def owns(self, place: Place) -> bool:
        """Whether a place is one of this gate's; a forked process has other gates than its parent."""
        return place.goes_to(self._free)

    def leave(self, place: Place) -> None:
        """Give a place back. One of another gate's is of no use here: it goes back when it is dropped."""
        if self.owns(place):
            self._free.put(place)

    @property
    def free(self) -> int:
        """How many could enter now."""
        return self._free.qsize()
