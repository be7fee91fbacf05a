"""A bound for events that nothing vouches for, so that whoever posts forged ones does not fill the disk."""

from __future__ import annotations

import threading

from esignkit.core.logs import logger
from esignkit.inbox.storage import Storage
from esignkit.inbox.values import NewEvent

__all__ = ["UnverifiedLimit"]

COUNTED_EACH = 100
"""Events that may come between two counts, which read the table."""
_FORGED = "service = ? AND verified = 0 AND status IN ('refused', 'dead')"
_logger = logger.getChild("inbox")


class UnverifiedLimit:
    """Lets so many events wait that nothing vouches for, and keeps as many of those that turned out to be forged.

    Args:
        storage: Where events are kept.
        most: How many, for each service.
    """

    def __init__(self, storage: Storage, most: int) -> None:
        self._storage = storage
        self._most = most
        self._room: dict[str, int] = {}
        self._full: set[str] = set()
        self._lock = threading.Lock()

    def admits(self, event: NewEvent) -> bool:
        """Tell whether an event may be stored."""
        if event.verified is True:
            return True
        with self._lock:
            room = self._room.get(event.service) or self._count(event.service)
            self._room[event.service] = max(0, room - 1)
        return room > 0

    def _count(self, service: str) -> int:
        """Delete the oldest forged events that are too many, and return how many may come until the next count."""
        with self._storage.transaction() as transaction:
            oldest = transaction.execute(
                f"SELECT id FROM esignkit_inbox WHERE {_FORGED} ORDER BY id DESC LIMIT 1 OFFSET ?",  # noqa: S608 - our own
                (service, self._most),
            ).fetchone()
            if oldest is not None:
                transaction.execute(
                    f"DELETE FROM esignkit_inbox WHERE {_FORGED} AND id <= ?",  # noqa: S608 - our own
                    (service, oldest[0]),
                )
            waiting = transaction.execute(
                "SELECT COUNT(*) FROM (SELECT 1 FROM esignkit_inbox WHERE status = 'waiting' AND service = ?"
                " AND verified IS NULL LIMIT ?) AS unverified",
                (service, self._most),
            ).fetchone()
        room = self._most - int(waiting[0] if waiting else 0)
        if room <= 0 and service not in self._full:
            _logger.error("%s: %d events that nothing vouches for are waiting; no more are taken", service, self._most)
        (self._full.add if room <= 0 else self._full.discard)(service)
        return min(room, COUNTED_EACH)
