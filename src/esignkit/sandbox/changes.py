"""Tells whoever looks at the sandbox that something has changed, without waiting for them.

Only the last change of each topic is remembered, so a reader that is slow misses nothing, and nothing piles up for it.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

Topic = Literal["data", "requests", "faults", "clock"]
"""What has changed: what the store keeps, the request log, the rules of faults, or the clock by a move."""


class Changes:
    """The changes so far, numbered from 1."""

    def __init__(self) -> None:
        self._last: dict[Topic, int] = {}
        self._sequence = 0
        self._readers: list[Callable[[], None]] = []
        self._lock = threading.Lock()
        self._closed = False

    @property
    def sequence(self) -> int:
        """The number of the last change."""
        return self._sequence

    @property
    def closed(self) -> bool:
        """Whether the sandbox is being stopped."""
        return self._closed

    def tell(self, topic: Topic) -> None:
        """Note a change and wake the readers. Any thread may call it; it waits for nobody."""
        with self._lock:
            self._sequence += 1
            self._last[topic] = self._sequence
            readers = list(self._readers)
        for wake in readers:
            wake()

    def since(self, sequence: int) -> tuple[int, list[Topic]]:
        """Return the number of the last change, and the topics that changed after the one with this number.

        Args:
            sequence: What a reader has seen. A greater number than the last one is that of an earlier sandbox at the
                same address: everything may have changed since.
        """
        with self._lock:
            seen = 0 if sequence > self._sequence else sequence
            return self._sequence, sorted(topic for topic, last in self._last.items() if last > seen)

    def listen(self, wake: Callable[[], None]) -> None:
        """Have a function called at each change, in the thread of the change; it must return at once."""
        with self._lock:
            self._readers.append(wake)

    def forget(self, wake: Callable[[], None]) -> None:
        """Call a function no more."""
        with self._lock:
            self._readers.remove(wake)

    def close(self) -> None:
        """End all streams, so that the server can stop."""
        with self._lock:
            self._closed = True
            readers = list(self._readers)
        for wake in readers:
            wake()
