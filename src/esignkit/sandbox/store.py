"""Storage of the sandbox: one SQLite database, in memory or in a folder.

State, events, ledger and files change in one SQL transaction, so that a kill at any moment loses nothing that was
acknowledged and leaves nothing half done.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, cast

from esignkit.sandbox import emptying, mail_table, snapshots, transaction_queries
from esignkit.sandbox.domain.model import (
    Event,
    Job,
    LedgerEntry,
    Stage,
    Transaction,
    transaction_from_json,
    transaction_to_json,
    utc_text,
)
from esignkit.sandbox.domain.overview import Overview
from esignkit.sandbox.domain.overview import set_up as set_up_overview
from esignkit.sandbox.json_values import encodable
from esignkit.sandbox.store_schema import DataUnusable, open_database
from esignkit.sandbox.stored_records import StoredRecords, where_equal
from esignkit.sandbox.transaction_queries import all_of, on_shelf, with_status

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Generator, Mapping, Sequence
    from pathlib import Path

    from esignkit.sandbox.domain.model import SearchKeys
    from esignkit.sandbox.json_values import JSONObject
    from esignkit.sandbox.transaction_queries import Condition, Order

__all__ = ["FILE_NAME", "DataUnusable", "Store"]

FILE_NAME = "sandbox.sqlite3"
_NEVER = "~"
_COLUMNS = (
    *("id", "provider", "tenant", "status", "stage", "due", "shelf", "deleted"),
    *("updated", "completed", "title", "awaited", "tags", "words", "shown", "body"),
)
_PUT = (
    f"INSERT INTO transactions ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
    f" ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name}=excluded.{name}' for name in _COLUMNS[3:])}"
)

_encode = json.JSONEncoder(separators=(",", ":")).encode


class Store(StoredRecords):
    """Keeps everything the sandbox knows; used from one thread at a time.

    Args:
        folder: The data folder, made if missing; None keeps everything in memory.

    Raises:
        DataUnusable: The folder holds something else under the database's name, or cannot be written to.
    """

    def __init__(self, folder: Path | None = None) -> None:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        super().__init__(_opened(None if folder is None else folder / FILE_NAME))
        self._in_memory = folder is None
        self._before: sqlite3.Connection | None = None
        self._changes_before = 0
        self._next_due = ""
        self.mails: mail_table.MailTable = mail_table.MailTable(self._connection)
        """The mails that the services have sent."""
        self.overview: Overview = Overview(self._connection)
        """What people look for in it."""

    @property
    def changes(self) -> int:
        """How many rows were written since it was opened; a commit that leaves it as it was has changed nothing."""
        return self._changes_before + self._connection.total_changes

    def close(self) -> None:
        """Close the database; everything committed stays in the folder."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Generator[None]:
        """Run a block as one SQL transaction: all of it or nothing."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._before is not None:
                self._connection.close()
                self._use(self._before)
                self._before = None
            if self._connection.in_transaction:  # a commit that fails for want of room may have ended it
                self._connection.execute("ROLLBACK")
            self._records.clear()
            raise
        if self._before is not None:
            self._before.close()
            self._before = None

    def _use(self, connection: sqlite3.Connection) -> None:
        self._connection = self.mails.connection = self.overview.connection = connection

    @contextmanager
    def savepoint(self) -> Generator[None]:
        """Run a block of a transaction; of one that raises nothing is kept, and the transaction goes on."""
        self._connection.execute("SAVEPOINT part")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK TO part")
            self._records.clear()
            raise
        finally:
            self._connection.execute("RELEASE part")

    # Transactions

    def put(self, transaction: Transaction, keys: SearchKeys) -> None:
        """Insert a transaction or replace what is kept of it."""
        due = None if transaction.due is None else utc_text(transaction.due)
        if due is not None and transaction.stage is Stage.OPEN:
            self._next_due = min(self._next_due, due)
        self._connection.execute(
            _PUT,
            (
                transaction.id,
                transaction.provider,
                transaction.tenant,
                transaction.status,
                transaction.stage.value,
                due,
                transaction.shelf,
                int(transaction.deleted),
                *transaction_queries.columns_of(transaction, keys),
                _encode(transaction_to_json(transaction)),
            ),
        )

    def get(self, transaction_id: str) -> Transaction | None:
        """Return the transaction with this id, deleted ones included."""
        row = self._connection.execute(
            "SELECT body FROM transactions WHERE id = ?", (encodable(transaction_id),)
        ).fetchone()
        return None if row is None else _transaction(row[0])

    def transactions(self, provider: str | None = None, tenant: str | None = None) -> list[Transaction]:
        """Return transactions in the order of their creation, deleted ones included."""
        where, values = where_equal(provider=provider, tenant=tenant)
        rows = self._connection.execute(f"SELECT body FROM transactions{where} ORDER BY sequence", values)
        return [_transaction(row[0]) for row in rows]

    def window(
        self, shelf_key: tuple[str, str, str], statuses: Sequence[str], first: int, last: int, *, newest_first: bool
    ) -> tuple[int, list[Transaction]]:
        """Return a window of one shelf, without deleted ones, in the order of creation.

        Args:
            shelf_key: Provider, tenant and shelf.
            statuses: Only these statuses; none means all.
            first: Position of the first transaction wanted, from 1.
            last: Position of the last one wanted.
            newest_first: Whether the order is turned round.

        Returns:
            The number of all that fit, and those in the window.
        """
        condition = on_shelf(*shelf_key)
        if statuses:
            condition = all_of(condition, with_status(statuses))
        return self.count(condition), self.find(
            condition, descending=newest_first, limit=max(last - first + 1, 0), offset=first - 1
        )

    def count(self, condition: Condition) -> int:
        """Return the number of transactions that meet a condition."""
        return transaction_queries.count(self._connection, condition)

    def find(
        self,
        condition: Condition,
        order: Order = "sequence",
        *,
        descending: bool = False,
        limit: int = -1,
        offset: int = 0,
    ) -> list[Transaction]:
        """Return the transactions that meet a condition, as `transaction_queries.find` orders them."""
        numbers = transaction_queries.find(
            self._connection, condition, order, descending=descending, limit=limit, offset=offset
        )
        return [self._numbered(number) for number in numbers]

    def tally(self, condition: Condition, parts: Mapping[str, Condition]) -> dict[str, dict[str, int]]:
        """Count the transactions that meet a condition, as `transaction_queries.tally` does."""
        return transaction_queries.tally(self._connection, condition, parts)

    def _numbered(self, number: int) -> Transaction:
        row = self._connection.execute("SELECT body FROM transactions WHERE sequence = ?", (number,)).fetchone()
        return _transaction(row[0])

    @property
    def lacks_search_keys(self) -> bool:
        """Whether transactions come from a sandbox whose tables had no columns for searches."""
        row = self._connection.execute("SELECT EXISTS (SELECT 1 FROM transactions WHERE updated = '')").fetchone()
        return bool(row[0])

    def may_be_due(self, now: datetime) -> bool:
        """Return whether something could be due, without a look at the database; any thread may ask."""
        return utc_text(now) >= self._next_due

    def is_due(self, now: datetime) -> bool:
        """Return whether there may be an overdue transaction or a job whose moment has come."""
        moment = utc_text(now)
        if moment >= self._next_due:
            rows = self._connection.execute(
                "SELECT MIN(due) FROM transactions WHERE stage = 'open' AND due IS NOT NULL"
                " UNION ALL SELECT MIN(due) FROM jobs"
            )
            self._next_due = min((row[0] for row in rows if row[0] is not None), default=_NEVER)
        return moment >= self._next_due

    def next_due(self, now: datetime) -> Transaction | Job | None:
        """Return what was due first by now: an open transaction, or a job, which is kept no longer."""
        moment = utc_text(now)
        overdue = self._connection.execute(
            "SELECT due, sequence FROM transactions WHERE stage = 'open' AND due IS NOT NULL AND due <= ?"
            " ORDER BY due, sequence LIMIT 1",
            (moment,),
        ).fetchone()
        job = self._connection.execute(
            "SELECT sequence, due, provider, tenant, name, detail FROM jobs WHERE due <= ? ORDER BY due, sequence"
            " LIMIT 1",
            (moment,),
        ).fetchone()
        if overdue is not None and (job is None or overdue[0] <= job[1]):
            return self._numbered(overdue[1])
        if job is None:
            return None
        self._connection.execute("DELETE FROM jobs WHERE sequence = ?", (job[0],))
        return Job(_moment(job[1]), job[2], job[3], job[4], json.loads(job[5]))

    def forget_due(self, transaction_id: str) -> None:
        """Let a transaction be due no more, whatever its body says, until it is put again."""
        self._connection.execute("UPDATE transactions SET due = NULL WHERE id = ?", (transaction_id,))

    # Jobs: what a service does later

    def put_job(self, due: datetime, provider: str, tenant: str, name: str, detail: JSONObject) -> None:
        """Keep a job until its moment has come."""
        moment = utc_text(due)
        self._next_due = min(self._next_due, moment)
        self._connection.execute(
            "INSERT INTO jobs (due, provider, tenant, name, detail) VALUES (?, ?, ?, ?, ?)",
            (moment, provider, tenant, name, _encode(detail)),
        )

    # Events and ledger

    def append_event(self, transaction: Transaction, kind: str, time: datetime, detail: JSONObject) -> None:
        """Append an event of a transaction."""
        self._connection.execute(
            "INSERT INTO events (time, provider, tenant, transaction_id, kind, detail) VALUES (?, ?, ?, ?, ?, ?)",
            (
                time.isoformat(),
                transaction.provider,
                transaction.tenant,
                transaction.id,
                kind,
                _encode(detail),
            ),
        )

    def events(self, transaction_id: str) -> list[Event]:
        """Return the events of a transaction, oldest first."""
        rows = self._connection.execute(
            "SELECT sequence, time, provider, tenant, transaction_id, kind, detail FROM events"
            " WHERE transaction_id = ? ORDER BY sequence",
            (transaction_id,),
        )
        return [Event(row[0], _moment(row[1]), row[2], row[3], row[4], row[5], json.loads(row[6])) for row in rows]

    def count_events(self, transaction_id: str, kind: str) -> int:
        """Return how many events of a kind a transaction has."""
        counting = "SELECT COUNT(*) FROM events WHERE transaction_id = ? AND kind = ?"
        return int(self._connection.execute(counting, (transaction_id, kind)).fetchone()[0])

    def append_ledger(self, provider: str, tenant: str, operation: str, transaction_id: str, time: datetime) -> None:
        """Append an executed effect."""
        self._connection.execute(
            "INSERT INTO ledger (time, provider, tenant, operation, transaction_id) VALUES (?, ?, ?, ?, ?)",
            (time.isoformat(), provider, tenant, operation, transaction_id),
        )

    def ledger(
        self, provider: str | None = None, operation: str | None = None, tenant: str | None = None
    ) -> list[LedgerEntry]:
        """Return the executed effects, oldest first."""
        where, values = where_equal(provider=provider, operation=operation, tenant=tenant)
        rows = self._connection.execute(
            f"SELECT sequence, time, provider, tenant, operation, transaction_id FROM ledger{where} ORDER BY sequence",
            values,
        )
        return [LedgerEntry(row[0], _moment(row[1]), row[2], row[3], row[4], row[5]) for row in rows]

    # Files

    def put_blob(self, content: bytes) -> str:
        """Keep bytes and return their SHA-256 in hexadecimal digits."""
        digest = hashlib.sha256(content).hexdigest()
        self._connection.execute("INSERT OR IGNORE INTO blobs (sha256, content) VALUES (?, ?)", (digest, content))
        return digest

    def blob(self, digest: str) -> bytes:
        """Return the bytes with this SHA-256."""
        row = self._connection.execute("SELECT content FROM blobs WHERE sha256 = ?", (digest,)).fetchone()
        if row is None:
            raise KeyError(digest)
        return bytes(row[0])

    # Everything

    def dump(self, state: JSONObject) -> bytes:
        """Return everything as a snapshot, with what the store does not hold."""
        return snapshots.dump(self._connection, state)

    def restore(self, data: bytes) -> JSONObject:
        """Replace everything by what a snapshot holds; return what was given to `dump` with it.

        Raises:
            SnapshotUnusable: It is no snapshot, is damaged, or comes from a newer sandbox.
        """
        self._records.clear()
        self._next_due = ""
        return snapshots.restore(self._connection, data)

    def clear(self, tenant: str | None = None) -> None:
        """Forget everything, or everything of one tenant; accounts and the certificate authority stay."""
        self._records.clear()
        if tenant is None and self._in_memory and self._before is None and emptying.is_large(self._connection):
            self._changes_before = self.changes
            self._before = self._connection
            self._use(emptying.emptied_copy(self._before, _opened(None)))
        else:
            emptying.empty(self._connection, tenant)


def _opened(path: Path | None) -> sqlite3.Connection:
    connection = open_database(path)
    connection.executescript(mail_table.SCHEMA)
    set_up_overview(connection)
    return connection


def _transaction(body: str) -> Transaction:
    return transaction_from_json(cast("JSONObject", json.loads(body)))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
