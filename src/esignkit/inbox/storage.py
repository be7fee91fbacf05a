"""Where received events are kept until they are handled: what SQLite and PostgreSQL have in common.

Events of one agreement are a lane: one at a time is handed over, in the order of receipt. A worker claims an event for
as long as its lease; if the worker dies, the lease runs out and another worker claims the event.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager

from esignkit.databases.database import Database
from esignkit.databases.transaction import Transaction
from esignkit.inbox.tables import EVENT_COLUMNS, read_event
from esignkit.inbox.values import CHECKING, NewEvent, StoredEvent

__all__ = ["Storage", "Transaction"]

_BEFORE = (
    "SELECT 1 FROM esignkit_inbox AS other WHERE other.lane = event.lane AND other.status = 'waiting'"
    " AND other.id <> event.id AND (other.id < event.id OR other.lease_until > ?)"
)
"""Events of the same agreement that an event has to wait for."""


class Storage:
    """Keeps events. Threads and processes may share what it keeps; each process has a storage of its own.

    Args:
        database: Where they are kept, with the tables of `esignkit.inbox.tables`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        with self.transaction():
            """Connect now, so that a place that cannot be written shows at once."""

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Return a transaction that is committed at its end, durably, and rolled back after an error."""
        return self._database.transaction()

    def _now(self, transaction: Transaction) -> float:
        """Return the time that all workers share, in seconds since 1970."""
        return self._database.now(transaction)

    def _lock_lane(self, transaction: Transaction, lane: str) -> None:
        """Let nobody else add to a lane until the transaction ends, so that its ids are in the order of commits."""
        self._database.lock(transaction, lane)

    def close(self) -> None:
        """Close the connection; the next call opens another one."""
        self._database.close()

    # Receiving -------------------------------------------------------------------------------------------------------
    def add(self, event: NewEvent) -> bool:
        """Store an event durably.

        Args:
            event: The event.

        Returns:
            Whether it is new; False for one that is stored already.
        """
        with self.transaction() as transaction:
            self._lock_lane(transaction, event.lane)
            if self._is_known(transaction, event):
                return False
            now = self._now(transaction)
            cursor = transaction.execute(
                "INSERT INTO esignkit_inbox (service, key, lane, agreement_id, kind, native_name, unique_key, body,"
                " source, verified, checked, received_at, due_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (unique_key) DO NOTHING",
                (
                    event.service,
                    event.key,
                    event.lane,
                    event.agreement_id,
                    event.kind,
                    event.native_name,
                    event.unique,
                    event.body,
                    event.source,
                    _number(event.verified),
                    event.checked,
                    now,
                    now,
                ),
            )
            return cursor.rowcount == 1

    def _is_known(self, transaction: Transaction, event: NewEvent) -> bool:
        """Tell whether there is an event with this key, or one that tells of the same."""
        if event.source == "state":
            return self._is_told(transaction, event)
        if event.unique is not None and self._checked_before(transaction, event.key):
            return True
        row = transaction.execute(  # a sweep has found the end that the event tells of
            "SELECT 1 FROM esignkit_inbox WHERE source = 'state' AND service = ? AND agreement_id = ? AND kind = ?"
            " AND kind <> 'sent' LIMIT 1",
            (event.service, event.agreement_id, event.kind),
        ).fetchone()
        return row is not None

    def _checked_before(self, transaction: Transaction, key: str, but: int = 0) -> bool:
        row = transaction.execute(
            "SELECT 1 FROM esignkit_inbox WHERE key = ? AND checked = 2 AND status <> 'refused' AND id <> ? LIMIT 1",
            (key, but),
        ).fetchone()
        return row is not None

    def _is_told(self, transaction: Transaction, event: NewEvent | StoredEvent, but: int = 0) -> bool:
        """Tell whether an event of this kind came for the agreement, and is certain; one that was purged counts."""
        names = (event.service, event.agreement_id, event.kind)
        row = transaction.execute(
            "SELECT 1 FROM esignkit_inbox WHERE service = ? AND agreement_id = ? AND kind = ? AND verified = 1"
            " AND checked = 2 AND status NOT IN ('refused', 'duplicate') AND id <> ?"
            " UNION ALL SELECT 1 FROM esignkit_inbox_told WHERE service = ? AND agreement_id = ? AND kind = ? LIMIT 1",
            (*names, but, *names),
        ).fetchone()
        return row is not None

    # Handling --------------------------------------------------------------------------------------------------------
    def claim(self, services: Sequence[str], lease: float) -> StoredEvent | None:
        """Claim the oldest event that is due and first in its lane.

        Args:
            services: The services whose events are meant.
            lease: Seconds after which another worker may claim it, unless `extend` is called before.

        Returns:
            The event; None when there is none.
        """
        while True:
            with self.transaction() as transaction:
                now = self._now(transaction)
                row = transaction.execute(
                    f"SELECT {EVENT_COLUMNS}, lane FROM esignkit_inbox AS event"  # noqa: S608 - our own column names
                    " WHERE status = 'waiting' AND due_at <= ? AND (lease_until IS NULL OR lease_until <= ?)"
                    f" AND service IN ({', '.join('?' * len(services))}) AND NOT EXISTS ({_BEFORE})"
                    f" ORDER BY id LIMIT 1{self._database.SKIP_LOCKED}",
                    (now, now, *services, now),
                ).fetchone()
                if row is None:
                    return None
                if self._database.SKIP_LOCKED:
                    self._lock_lane(transaction, row[-1])
                    sql = f"SELECT 1 FROM esignkit_inbox AS event WHERE id = ? AND EXISTS ({_BEFORE})"  # noqa: S608 - our own
                    if transaction.execute(sql, (row[0], now)).fetchone() is not None:
                        continue  # an older event was taken up again or claimed meanwhile
                claim = uuid.uuid4().hex
                transaction.execute(
                    "UPDATE esignkit_inbox SET claim = ?, lease_until = ?, attempts = attempts + 1 WHERE id = ?",
                    (claim, now + lease, row[0]),
                )
            return read_event(row, claim=claim, attempts=row[10] + 1)

    def extend(self, claims: Iterable[str], lease: float) -> None:
        """Let leases last longer.

        Args:
            claims: The claims of the events.
            lease: Seconds from now.
        """
        with self.transaction() as transaction:
            now = self._now(transaction)
            for claim in claims:
                transaction.execute("UPDATE esignkit_inbox SET lease_until = ? WHERE claim = ?", (now + lease, claim))

    def note_check(self, event: StoredEvent) -> None:
        """Write down that the service is about to be asked whether it sent an event.

        Args:
            event: The event, as it was claimed.
        """
        self._update(event, "checked = ?", CHECKING)

    def note_checked(self, event: StoredEvent, verified: bool | None) -> bool:
        """Write down what the service said.

        Args:
            event: The event.
            verified: Whether the service sent it; None where the answer was lost.

        Returns:
            Whether it is to be handed over; False for one that was stored under another token before.
        """
        with self.transaction() as transaction:
            if self._checked_before(transaction, event.key, but=event.id):
                self._note_duplicate(transaction, event)
                return False
            cursor = transaction.execute(
                "UPDATE esignkit_inbox SET checked = 2, verified = ? WHERE id = ? AND claim = ?",
                (_number(verified), event.id, event.claim),
            )
            return cursor.rowcount == 1

    def note_news(self, event: StoredEvent) -> bool:
        """Tell whether a state that a sweep found is news still: its event may have come before it, or meanwhile.

        Args:
            event: The event, as it was claimed.
        """
        with self.transaction() as transaction:
            is_told = self._is_told(transaction, event, but=event.id)
            if is_told:
                self._note_duplicate(transaction, event)
            return not is_told

    def _note_duplicate(self, transaction: Transaction, event: StoredEvent) -> None:
        transaction.execute(
            "UPDATE esignkit_inbox SET status = 'duplicate', body = NULL, claim = NULL WHERE id = ? AND claim = ?",
            (event.id, event.claim),
        )

    def finish(self, event: StoredEvent, verified: bool | None) -> None:
        """Write down that an event is handled; its body is forgotten.

        Args:
            event: The event.
            verified: Whether it is certain: the service sent it, or reports a state that bears it out.
        """
        self._update(
            event, "status = 'handled', body = NULL, error = NULL, claim = NULL, verified = ?", _number(verified)
        )

    def refuse(self, event: StoredEvent, error: str) -> None:
        """Write down that the service did not send an event; it is not handed over.

        Args:
            event: The event, as it was claimed.
            error: Why, in words.
        """
        self._update(event, "status = 'refused', body = NULL, claim = NULL, verified = 0, error = ?", error)

    def postpone(self, event: StoredEvent, pause: float, error: str) -> None:
        """Let a failed event be handed over again after a pause.

        Args:
            event: The event, as it was claimed.
            pause: Seconds from now.
            error: Why it failed, in words.
        """
        with self.transaction() as transaction:
            due = self._now(transaction) + pause
            transaction.execute(
                "UPDATE esignkit_inbox SET due_at = ?, error = ?, claim = NULL, lease_until = NULL"
                " WHERE id = ? AND claim = ?",
                (due, error, event.id, event.claim),
            )

    def release(self, event: StoredEvent) -> None:
        """Give a claim back, as if there had been no attempt.

        Args:
            event: The event, as it was claimed.
        """
        self._update(event, "claim = NULL, lease_until = NULL, attempts = attempts - 1")

    def move_to_dead_letters(self, event: StoredEvent, error: str, *, forged: bool = False) -> None:
        """Put an event into the dead-letter list.

        Args:
            event: The event.
            error: Why.
            forged: Whether the service knows nothing of what it is about.
        """
        change = "status = 'dead', claim = NULL, lease_until = NULL, error = ?"
        self._update(event, f"{change}, verified = 0" if forged else change, error)

    def _update(self, event: StoredEvent, change: str, *values: object) -> None:
        """Change an event, unless another worker has claimed it meanwhile."""
        with self.transaction() as transaction:
            transaction.execute(
                f"UPDATE esignkit_inbox SET {change} WHERE id = ? AND claim = ?",  # noqa: S608 - written above
                (*values, event.id, event.claim),
            )

    # Looking after ---------------------------------------------------------------------------------------------------
    def dead_letters(self) -> list[StoredEvent]:
        """Return the events that were given up, oldest first."""
        with self.transaction() as transaction:
            rows = transaction.execute(
                f"SELECT {EVENT_COLUMNS}, error FROM esignkit_inbox WHERE status = 'dead' ORDER BY id"  # noqa: S608 - our own
            ).fetchall()
        return [read_event(row[:-1], error=row[-1] or "") for row in rows]

    def retry(self, key: str) -> int:
        """Take dead letters up again, due at once; return how many.

        Args:
            key: Their key.
        """
        with self.transaction() as transaction:
            cursor = transaction.execute(
                "UPDATE esignkit_inbox SET status = 'waiting', attempts = 0, due_at = 0"
                " WHERE key = ? AND status = 'dead'",
                (key,),
            )
            return cursor.rowcount

    def forget(self, key: str) -> int:
        """Give dead letters up for good; return how many.

        Args:
            key: Their key.
        """
        with self.transaction() as transaction:
            cursor = transaction.execute(
                "UPDATE esignkit_inbox SET status = 'forgotten', body = NULL WHERE key = ? AND status = 'dead'", (key,)
            )
            return cursor.rowcount

    def counts(self) -> dict[str, int]:
        """Return how many events are `waiting`, `handled`, `dead`, `forgotten`, `refused` and `duplicate`."""
        with self.transaction() as transaction:
            rows = transaction.execute("SELECT status, COUNT(*) FROM esignkit_inbox GROUP BY status").fetchall()
        return {str(status): int(number) for status, number in rows}

    def purge(self, age: float) -> int:
        """Delete events that have ended; return how many. Their duplicates are new again.

        Of what became of an agreement, a row is left, so that a sweep does not tell of it again.

        Args:
            age: How many seconds ago they were received, at least.
        """
        with self.transaction() as transaction:
            before = self._now(transaction) - age
            transaction.execute(
                "INSERT INTO esignkit_inbox_told (service, agreement_id, kind)"
                " SELECT DISTINCT service, agreement_id, kind FROM esignkit_inbox WHERE agreement_id IS NOT NULL"
                " AND kind NOT IN ('viewed', 'party_done', 'other') AND verified = 1 AND checked = 2"
                " AND status IN ('handled', 'forgotten') AND received_at < ? ON CONFLICT DO NOTHING",
                (before,),
            )
            cursor = transaction.execute(
                "DELETE FROM esignkit_inbox WHERE status NOT IN ('waiting', 'dead') AND received_at < ?", (before,)
            )
            return cursor.rowcount

    # Sweeping --------------------------------------------------------------------------------------------------------
    def open_agreements(self, service: str, ended: Sequence[str]) -> list[str]:
        """Return the ids of the agreements that events came of, and no certain one that ends them.

        Args:
            service: The service: `constellation1`, `ignisign` or `esignlive`.
            ended: The kinds of events that end an agreement, such as `completed`.
        """
        kinds = ", ".join("?" * len(ended))
        with self.transaction() as transaction:
            rows = transaction.execute(
                "SELECT agreement_id FROM esignkit_inbox WHERE service = ? AND agreement_id IS NOT NULL"  # noqa: S608 - `?`
                " AND status NOT IN ('refused', 'forgotten') AND agreement_id NOT IN"
                f" (SELECT agreement_id FROM esignkit_inbox_told WHERE service = ? AND kind IN ({kinds}))"
                " GROUP BY agreement_id"
                f" HAVING SUM(CASE WHEN verified = 1 AND checked = 2 AND kind IN ({kinds}) THEN 1 ELSE 0 END) = 0",
                (service, service, *ended, *ended),
            ).fetchall()
        return [str(row[0]) for row in rows]

    def last_sweep(self, service: str) -> float | None:
        """Return when the last sweep of a service began, in seconds since 1970; None when there was none.

        Args:
            service: The service: `constellation1`, `ignisign` or `esignlive`.
        """
        with self.transaction() as transaction:
            row = transaction.execute("SELECT at FROM esignkit_inbox_sweeps WHERE service = ?", (service,)).fetchone()
        return None if row is None else float(row[0])

    def note_sweep(self, service: str, at: float) -> None:
        """Write down when a sweep began that has come to its end.

        Args:
            service: The service: `constellation1`, `ignisign` or `esignlive`.
            at: When it began, in seconds since 1970.
        """
        with self.transaction() as transaction:
            transaction.execute(
                "INSERT INTO esignkit_inbox_sweeps (service, at) VALUES (?, ?)"
                " ON CONFLICT (service) DO UPDATE SET at = excluded.at",
                (service, at),
            )


def _number(value: bool | None) -> int | None:
    return None if value is None else int(value)
