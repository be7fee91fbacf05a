"""The tables of the sandbox's database, their version, and the way from an earlier one."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

APPLICATION_ID = 0x45534B53
"""`ESKS`, in the head of every database of the sandbox's, so that another program's is told from it."""

VERSION = 4
"""Version of the tables and of what searches find in them (each `search_keys`); 1 had no columns for searches, and no
number in its file, 2 a table that triggers filled, 3 did not find packages by whom they were sent to."""

_TRANSACTIONS = """
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
    updated TEXT NOT NULL DEFAULT '',
    completed TEXT NOT NULL DEFAULT '',
    title TEXT NOT NULL DEFAULT '',
    awaited TEXT NOT NULL DEFAULT '',
    tags TEXT NOT NULL DEFAULT '',
    words TEXT NOT NULL DEFAULT '',
    shown TEXT NOT NULL DEFAULT '',
    body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS transactions_due ON transactions (due) WHERE stage = 'open' AND due IS NOT NULL;
-- It holds all that a search looks at: 10,000 transactions are searched without a look at their bodies.
CREATE INDEX IF NOT EXISTS transactions_found ON transactions
    (provider, tenant, shelf, deleted, status, stage, due, updated, completed, title, awaited, tags, words, shown);
"""

_OTHERS = """
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

KEPT = "sequence, id, provider, tenant, status, stage, due, shelf, deleted, body"
"""The columns of transactions that every version has; the others follow from the body."""

_MOVE = f"""
DROP TRIGGER IF EXISTS overview_insert;
DROP TRIGGER IF EXISTS overview_update;
DROP TRIGGER IF EXISTS overview_delete;
DROP TABLE IF EXISTS overview;
ALTER TABLE transactions RENAME TO transactions_before;
DROP INDEX IF EXISTS transactions_of;
DROP INDEX IF EXISTS transactions_on;
DROP INDEX IF EXISTS transactions_due;
DROP INDEX IF EXISTS transactions_found;
{_TRANSACTIONS}
INSERT INTO transactions ({KEPT}) SELECT {KEPT} FROM transactions_before;
DROP TABLE transactions_before;
"""


class DataUnusable(OSError):
    """What is in the data folder, or in a snapshot, cannot be opened as the sandbox's database."""


def open_database(path: Path | None) -> sqlite3.Connection:
    """Open or make the database.

    Args:
        path: The file; None for memory.

    Returns:
        The connection. After a change of version, columns for searches are empty; `Engine` fills them.

    Raises:
        DataUnusable: The file is something else, is damaged, or comes from a newer sandbox.
    """
    try:
        # The engine hands all work to one thread at a time; the connection is only opened in another.
        connection = sqlite3.connect(
            ":memory:" if path is None else path, isolation_level=None, check_same_thread=False, timeout=10
        )
        try:
            version = version_of(connection)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            if 0 < version < VERSION:
                connection.executescript(f"BEGIN IMMEDIATE; {_MOVE} {_numbers()} COMMIT;")
            elif version == 0:
                connection.executescript(f"BEGIN IMMEDIATE; {_TRANSACTIONS} {_OTHERS} {_numbers()} COMMIT;")
        except BaseException:
            connection.close()
            raise
    except sqlite3.Error as error:
        raise DataUnusable(str(error)) from error
    return connection


def version_of(connection: sqlite3.Connection) -> int:
    """Return the version of a database's tables; 0 for one without any.

    Raises:
        DataUnusable: It belongs to another program, or to a newer sandbox.
    """
    application = int(connection.execute("PRAGMA application_id").fetchone()[0])
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if application == APPLICATION_ID:
        if version > VERSION:
            raise DataUnusable(
                f"it was written by a newer sandbox (version {version} of its tables, this one knows {VERSION}): "
                "update esignkit"
            )
        return version
    if application or (tables and not {"transactions", "records", "ledger", "blobs"} <= tables):
        raise DataUnusable("it is a database of another program")
    return 1 if tables else 0


def _numbers() -> str:
    return f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {VERSION};"
