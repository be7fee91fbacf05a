"""Storage of the sandbox: one SQLite database, in memory or in a folder.

State, events, ledger and files change in one SQL transaction, so that a kill at any moment loses nothing that was
acknowledged and leaves nothing half done.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from esignkit.sandbox.domain.model import (
    Event,
    Job,
    LedgerEntry,
    Transaction,
    moment_to_text,
    transaction_from_json,
    transaction_to_json,
)

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence
    from pathlib import Path

    from esignkit.sandbox.wire import JSON, JSONObject

FILE_NAME = "sandbox.sqlite3"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS transactions (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    provider TEXT NOT NULL,
    tenant TEXT NOT NULL,
    status TEXT NOT NULL,
    stage TEXT NOT NULL,
    due TEXT,
    shelf TEXT NOT NULL,
    deleted INTEGER NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS transactions_of ON transactions (provider, tenant, sequence);
CREATE INDEX IF NOT EXISTS transactions_on ON transactions (provider, tenant, shelf, deleted, status, sequence);
CREATE INDEX IF NOT EXISTS transactions_due ON transactions (due) WHERE stage = 'open' AND due IS NOT NULL;
CREATE TABLE IF NOT EXISTS records (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    provider TEXT NOT NULL,
    tenant TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (provider, kind, id)
);
CREATE INDEX IF NOT EXISTS records_of ON records (provider, kind, tenant, sequence);
CREATE TABLE IF NOT EXISTS events (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    time TEXT NOT NULL,
    provider TEXT NOT NULL,
    tenant TEXT NOT NULL,
    transaction_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS events_of ON events (transaction_id, sequence);
CREATE TABLE IF NOT EXISTS ledger (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    time TEXT NOT NULL,
    provider TEXT NOT NULL,
    tenant TEXT NOT NULL,
    operation TEXT NOT NULL,
    transaction_id TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS jobs (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    due TEXT NOT NULL,
    provider TEXT NOT NULL,
    tenant TEXT NOT NULL,
    name TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS jobs_due ON jobs (due, sequence);
CREATE TABLE IF NOT EXISTS blobs (sha256 TEXT PRIMARY KEY, content BLOB NOT NULL) WITHOUT ROWID;
"""


class DataUnusable(OSError):
    """What is in the data folder cannot be opened as the sandbox's database."""


class Store:
    """Keeps everything the sandbox knows; used from one thread at a time.

    Args:
        folder: The data folder, made if missing; None keeps everything in memory.

    Raises:
        DataUnusable: The folder holds something else under the database's name, or cannot be written to.
    """

    def __init__(self, folder: Path | None = None) -> None:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        path = ":memory:" if folder is None else str(folder / FILE_NAME)
        try:
            # The engine hands all work to one thread; the connection is only opened in another.
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
            try:
                self._connection.execute("PRAGMA journal_mode=WAL")
                self._connection.execute("PRAGMA synchronous=NORMAL")
                self._connection.executescript(_SCHEMA)
            except BaseException:
                self._connection.close()
                raise
        except sqlite3.Error as error:
            raise DataUnusable(str(error)) from error

    def close(self) -> None:
        """Close the database; everything committed stays in the folder."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Generator[None]:
        """Run a block as one SQL transaction: all of it or nothing."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    # Transactions

    def put(self, transaction: Transaction) -> None:
        """Insert a transaction or replace what is kept of it."""
        self._connection.execute(
            "INSERT INTO transactions (id, provider, tenant, status, stage, due, shelf, deleted, body)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET status=excluded.status,"
            " stage=excluded.stage, due=excluded.due, shelf=excluded.shelf, deleted=excluded.deleted,"
            " body=excluded.body",
            (
                transaction.id,
                transaction.provider,
                transaction.tenant,
                transaction.status,
                transaction.stage.value,
                moment_to_text(transaction.due),
                transaction.shelf,
                int(transaction.deleted),
                json.dumps(transaction_to_json(transaction), separators=(",", ":")),
            ),
        )

    def get(self, transaction_id: str) -> Transaction | None:
        """Return the transaction with this id, deleted ones included."""
        row = self._connection.execute("SELECT body FROM transactions WHERE id = ?", (transaction_id,)).fetchone()
        return None if row is None else _transaction(row[0])

    def transactions(self, provider: str | None = None, tenant: str | None = None) -> list[Transaction]:
        """Return transactions in the order of their creation, deleted ones included."""
        where, values = _where(provider=provider, tenant=tenant)
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
        where = " WHERE provider = ? AND tenant = ? AND shelf = ? AND deleted = 0"
        if statuses:
            where += f" AND status IN ({', '.join('?' * len(statuses))})"
        values = (*shelf_key, *statuses)
        count = self._connection.execute(f"SELECT COUNT(*) FROM transactions{where}", values).fetchone()[0]
        order = "DESC" if newest_first else "ASC"
        rows = self._connection.execute(
            f"SELECT body FROM transactions{where} ORDER BY sequence {order} LIMIT ? OFFSET ?",
            (*values, max(last - first + 1, 0), first - 1),
        )
        return count, [_transaction(row[0]) for row in rows]

    def overdue(self, now: datetime) -> list[Transaction]:
        """Return the open transactions whose due moment has passed."""
        rows = self._connection.execute(
            "SELECT body FROM transactions WHERE stage = 'open' AND due IS NOT NULL AND due <= ? ORDER BY due",
            (moment_to_text(now),),
        )
        return [_transaction(row[0]) for row in rows]

    # Records: whatever else an emulator keeps (profiles, signers, tokens, users)

    def put_record(self, provider: str, kind: str, record_id: str, body: Mapping[str, JSON], tenant: str) -> None:
        """Insert a record or replace its body."""
        self._connection.execute(
            "INSERT INTO records (provider, tenant, kind, id, body) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (provider, kind, id) DO UPDATE SET body=excluded.body, tenant=excluded.tenant",
            (provider, tenant, kind, record_id, json.dumps(body, separators=(",", ":"))),
        )

    def record(self, provider: str, kind: str, record_id: str, tenant: str | None = None) -> JSONObject | None:
        """Return the body of a record, of any tenant when none is named."""
        where, values = _where(provider=provider, kind=kind, id=record_id, tenant=tenant)
        row = self._connection.execute(f"SELECT body FROM records{where}", values).fetchone()
        return None if row is None else cast("JSONObject", json.loads(row[0]))

    def records(self, provider: str, kind: str, tenant: str | None = None) -> list[JSONObject]:
        """Return the bodies of all records of a kind, oldest first."""
        where, values = _where(provider=provider, kind=kind, tenant=tenant)
        rows = self._connection.execute(f"SELECT body FROM records{where} ORDER BY sequence", values)
        return [cast("JSONObject", json.loads(row[0])) for row in rows]

    def delete_record(self, provider: str, kind: str, record_id: str) -> bool:
        """Delete a record; tell whether there was one."""
        where, values = _where(provider=provider, kind=kind, id=record_id)
        return self._connection.execute(f"DELETE FROM records{where}", values).rowcount > 0

    # Jobs: what a service does later

    def put_job(self, due: datetime, provider: str, tenant: str, name: str, detail: JSONObject) -> None:
        """Keep a job until its moment has come."""
        self._connection.execute(
            "INSERT INTO jobs (due, provider, tenant, name, detail) VALUES (?, ?, ?, ?, ?)",
            (_utc(due), provider, tenant, name, json.dumps(detail, separators=(",", ":"))),
        )

    def take_job(self, now: datetime) -> Job | None:
        """Return the first job whose moment has come and keep it no longer."""
        row = self._connection.execute(
            "SELECT sequence, due, provider, tenant, name, detail FROM jobs WHERE due <= ? ORDER BY due, sequence"
            " LIMIT 1",
            (_utc(now),),
        ).fetchone()
        if row is None:
            return None
        self._connection.execute("DELETE FROM jobs WHERE sequence = ?", (row[0],))
        return Job(_moment(row[1]), row[2], row[3], row[4], json.loads(row[5]))

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
                json.dumps(detail, separators=(",", ":")),
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
        where, values = _where(provider=provider, operation=operation, tenant=tenant)
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

    def clear(self, tenant: str | None = None) -> None:
        """Forget everything, or everything of one tenant; accounts and the certificate authority stay."""
        where, values = _where(tenant=tenant)
        for table in ("transactions", "events", "ledger", "jobs"):
            self._connection.execute(f"DELETE FROM {table}{where}", values)
        condition = where or " WHERE tenant != ''"
        self._connection.execute(f"DELETE FROM records{condition}", values)
        if tenant is None:
            self._connection.execute("DELETE FROM blobs")


def _where(**columns: str | None) -> tuple[str, list[str]]:
    given_columns = {column: value for column, value in columns.items() if value is not None}
    if not given_columns:
        return "", []
    return " WHERE " + " AND ".join(f"{column} = ?" for column in given_columns), list(given_columns.values())


def _transaction(body: str) -> Transaction:
    return transaction_from_json(cast("JSONObject", json.loads(body)))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _utc(moment: datetime) -> str:
    """Return a moment as text that sorts as the moments do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
