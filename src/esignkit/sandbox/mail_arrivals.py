"""Wakes those who wait for mails, in whatever thread they wait."""

from __future__ import annotations

import threading


class Arrivals:
    """Counts how often mails have come, and wakes those who wait for more."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._count = 0
        self._closed = False

    @property
    def count(self) -> int:
        """How often mails have come so far."""
        return self._count

    def note(self) -> None:
        """Say that mails have come; any thread may do so."""
        with self._changed:
            self._count += 1
            self._changed.notify_all()

    def wait(self, count: int, timeout: float) -> bool:
        """Wait until mails have come more than `count` times; tell whether they have. None come after `close`."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._count > count, timeout)
            return self._count > count

    def close(self) -> None:
        """Keep nobody waiting any more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
