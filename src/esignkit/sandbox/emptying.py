"""Forgetting what is in the database: all but what a reset keeps, or what belongs to one tenant.

SQLite frees the pages of what is deleted one by one. A large database in memory is therefore left as it is, for another
one with what a reset keeps; it ends with the transaction, and is still there for one that is rolled back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

_LARGE = 1000
_TABLES = ("transactions", "events", "ledger", "jobs", "mails")
_NOT_KEPT = " WHERE tenant != ''"
_RECORD = "sequence, provider, tenant, kind, id, body"


def is_large(connection: sqlite3.Connection) -> bool:
    """Return whether a database is so large that emptying it takes longer than making another one."""
    span = "SELECT (SELECT MAX(sequence) FROM events) - (SELECT MIN(sequence) FROM events)"
    return int(connection.execute(span).fetchone()[0] or 0) > _LARGE


def empty(connection: sqlite3.Connection, tenant: str | None) -> None:
    """Forget everything, or everything of one tenant; accounts and the certificate authority stay.

    Args:
        connection: The database, in a transaction.
        tenant: The tenant; None for all of them.
    """
    where, values = ("", ()) if tenant is None else (" WHERE tenant = ?", (tenant,))
    for table in _TABLES:
        connection.execute(f"DELETE FROM {table}{where}", values)
    connection.execute(f"DELETE FROM records{where or _NOT_KEPT}", values)
    if tenant is None:
        connection.execute("DELETE FROM blobs")


def emptied_copy(connection: sqlite3.Connection, new: sqlite3.Connection) -> sqlite3.Connection:
    """Put what a reset keeps of a database into a new one, and begin a transaction there.

    Args:
        connection: The database.
        new: A new database with the same tables.

    Returns:
        The new one.
    """
    new.execute("BEGIN IMMEDIATE")
    lasting_records = connection.execute(f"SELECT {_RECORD} FROM records WHERE tenant = ''")
    new.executemany(f"INSERT INTO records ({_RECORD}) VALUES (?, ?, ?, ?, ?, ?)", lasting_records)
    # Numbers go on where they were: a mail or an event that comes later has a higher one.
    new.execute("DELETE FROM sqlite_sequence")
    new.executemany("INSERT INTO sqlite_sequence VALUES (?, ?)", connection.execute("SELECT * FROM sqlite_sequence"))
    return new
