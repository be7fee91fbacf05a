"""A database in PostgreSQL, for several machines. Needs psycopg 3: the extra `postgres`."""

from __future__ import annotations

import contextlib
import os
import re
import threading
from collections.abc import Generator, Sequence
from contextlib import AbstractContextManager
from importlib import import_module
from typing import Any, ClassVar, Protocol, cast
from urllib.parse import unquote

from attrs import frozen

from esignkit.databases.database import Database
from esignkit.databases.schema import Schema
from esignkit.databases.transaction import Cursor, Transaction
from esignkit.extras import missing_extra
from esignkit.types import Secret

__all__ = ["PostgresDatabase", "masked"]

_CONNECTIONS = 8
"""Connections of a process at most: more threads wait for one another."""
HELD = 30.0
"""Seconds after which the server ends a transaction whose worker is frozen or gone: it keeps others from its rows."""
_TYPES = (
    ("INTEGER PRIMARY KEY AUTOINCREMENT", "BIGSERIAL PRIMARY KEY"),
    (" BLOB", " BYTEA"),
    (" REAL", " DOUBLE PRECISION"),
)
"""SQLite's types, and what they are here."""


class _Connection(Protocol):
    """What is used of psycopg's connection."""

    @property
    def closed(self) -> bool: ...
    def transaction(self) -> AbstractContextManager[object]: ...
    def execute(self, query: str, params: Sequence[object] | None = None) -> Cursor: ...
    def close(self) -> None: ...


@frozen
class _Transaction:
    """A transaction in which parameters stand as `?`, as in SQLite."""

    connection: _Connection

    def execute(self, sql: str, parameters: Sequence[Any] = (), /) -> Cursor:
        return self.connection.execute(sql.replace("?", "%s"), parameters)


class PostgresDatabase(Database):
    """Keeps tables in a PostgreSQL database; the names of all begin with that of their schema.

    Args:
        conninfo: Where the database is: `postgresql://…`, or the keywords of libpq.
        schema: The tables.
        what: What is kept there, as the beginning of a sentence.

    Raises:
        MissingExtraError: psycopg is not installed.
    """

    FOR_UPDATE: ClassVar[str] = " FOR UPDATE"
    SKIP_LOCKED: ClassVar[str] = " FOR UPDATE SKIP LOCKED"

    def __init__(self, conninfo: str | Secret, schema: Schema, *, what: str = "A database") -> None:
        self._conninfo = Secret(conninfo)
        self._reset()
        try:
            self._driver = import_module("psycopg")
        except ImportError as error:
            raise missing_extra(f"{what} in PostgreSQL", "postgres", "psycopg") from error
        super().__init__(schema)

    def _reset(self) -> None:
        """Begin without connections."""
        self._pid = os.getpid()
        self._idle: list[_Connection] = []
        self._free = threading.BoundedSemaphore(_CONNECTIONS)

    @property
    def errors(self) -> tuple[type[Exception], ...]:
        """What the driver raises."""
        return (self._driver.Error,)

    def explain(self, error: Exception) -> str:
        """Return in a sentence what one of `errors` means and what to do about it; it holds no password."""
        text = str(error).strip()
        if any(part in text for part in _hidden_parts(self._conninfo.reveal())) or self._is_unreadable(error):
            text = "it cannot be read; give postgresql://user:password@host:port/database, in the password %2F for /"
        return f"at {masked(self._conninfo.reveal())} cannot be used: {text}"

    def _is_unreadable(self, error: Exception) -> bool:
        """Tell whether the driver could not read the address: it repeats what it stumbled over."""
        return isinstance(error, self._driver.ProgrammingError) and getattr(error, "sqlstate", None) is None

    @contextlib.contextmanager
    def transaction(self, *, synced: bool = False, reads: bool = False) -> Generator[Transaction]:
        """Return a transaction that is committed at its end, durably, and rolled back after an error.

        Args:
            synced: Makes no difference: what survives a loss of power is how the server is set up.
            reads: Makes no difference: nobody waits for those who read.
        """
        if self._pid != os.getpid():  # a fork that our hooks did not see
            self._reset()
        with self._free:
            connection = self._begin()
            try:
                yield _Transaction(connection)
                connection.execute("COMMIT")
            except BaseException:
                self._roll_back(connection)
                raise
            finally:
                if not connection.closed:
                    self._idle.append(connection)

    def _roll_back(self, connection: _Connection) -> None:
        """End a transaction without its changes; a connection on which that fails is not used again."""
        try:
            connection.execute("ROLLBACK")
        except BaseException as error:
            connection.close()
            if not isinstance(error, self.errors):
                raise

    def _begin(self) -> _Connection:
        """Begin a transaction on a connection that is free; one that the server has closed meanwhile is replaced."""
        while True:
            try:
                connection, new = self._idle.pop(), False
            except IndexError:
                connection, new = self._connect(), True
            try:
                connection.execute("BEGIN ISOLATION LEVEL READ COMMITTED")  # whatever the server is set to
            except BaseException as error:
                connection.close()
                if new or not isinstance(error, self.errors):
                    raise
            else:
                return connection

    def _connect(self) -> _Connection:
        connection = cast("_Connection", self._driver.connect(self._conninfo.reveal(), autocommit=True))
        try:
            connection.execute(
                "SELECT set_config('idle_in_transaction_session_timeout', %s, false)"
                " WHERE current_setting('idle_in_transaction_session_timeout') = '0'",  # unless it is set up otherwise
                (f"{HELD * 1000:.0f}",),
            )
            with connection.transaction():
                transaction = _Transaction(connection)
                self.lock(transaction, "esignkit_schema")  # one makes the tables
                self.schema.migrate(
                    transaction, masked(self._conninfo.reveal()), _translated, has_versions=_has_versions(transaction)
                )
        except BaseException:
            connection.close()
            raise
        return connection

    def now(self, transaction: Transaction) -> float:
        """Return the time of the server, in seconds since 1970."""
        row = transaction.execute("SELECT extract(epoch FROM clock_timestamp())").fetchone()
        assert row is not None  # noqa: S101 - a select without a table gives one row
        return float(row[0])

    def clocks(self, transaction: Transaction) -> tuple[float, float]:
        """Return the time of the server, twice: the clocks of the machines that use it may differ.

        It may be set: who goes by it looks at other clocks too.
        """
        now = self.now(transaction)
        return now, now

    def lock(self, transaction: Transaction, name: str) -> None:
        """Wait until no other transaction has a lock of this name, and keep it until the end of this one."""
        transaction.execute("SELECT pg_advisory_xact_lock(hashtext(?))", (name,))

    def erase(self) -> None:
        """Do nothing: the server overwrites what was deleted when it vacuums."""

    def close(self) -> None:
        """Close the connections that are not in use; the next transaction opens another one."""
        while self._idle and self._pid == os.getpid():
            self._idle.pop().close()

    def before_fork(self) -> None:
        """Do nothing: psycopg leaves connections alone that were opened in another process."""

    def after_fork(self, *, in_child: bool) -> None:
        """Let the child open connections of its own.

        Args:
            in_child: Whether this is the new process.
        """
        if in_child:
            self._reset()


def _has_versions(transaction: Transaction) -> bool:
    """Tell whether the table of versions is there: even `IF NOT EXISTS` needs the right to make tables."""
    return transaction.execute("SELECT to_regclass('esignkit_schema')").fetchall()[0][0] is not None


def _translated(statement: str) -> str:
    """Return a statement that makes tables, with the types of PostgreSQL."""
    for theirs, ours in _TYPES:
        statement = statement.replace(theirs, ours)
    return statement


def masked(conninfo: str) -> str:
    """Return an address without its password, and without its query, which may hold one."""
    scheme, separator, rest = conninfo.partition("://")
    if not separator:
        return "the PostgreSQL database"
    user, _, host = rest.rpartition("@")  # the last one: a password may hold what should be escaped in it
    name = user.partition(":")[0]
    return f"{scheme}://{f'{name}@' if name else ''}{host.partition('?')[0]}"


def _hidden_parts(conninfo: str) -> list[str]:
    """Return what an error may repeat of an address's password, whole or as a driver may have taken it apart."""
    user, at, _ = conninfo.partition("://")[2].rpartition("@")
    hidden = user.partition(":")[2] if at else ""
    hidden += "".join(f"/{value}" for value in re.findall(r"(?i)password\s*=\s*'?([^\s&']+)", conninfo))
    return [part for one in (hidden, unquote(hidden)) for part in re.split(r"[/@:?#&=\s]", one) if len(part) > 2]
