"""A database in one SQLite file, for the processes of one machine."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import Generator
from pathlib import Path
from typing import ClassVar, Literal, TypeAlias

from esignkit.databases.database import Database
from esignkit.databases.machine_clock import seconds_since_start
from esignkit.databases.schema import Schema
from esignkit.databases.transaction import Transaction

__all__ = ["SQLiteDatabase", "Synchronous"]

Synchronous: TypeAlias = Literal["NORMAL", "FULL"]
"""Which transactions survive a loss of power: `FULL` all, `NORMAL` those that ask for it."""

_BUSY_TIMEOUT = 30.0
"""Seconds to wait for another process to end its transaction."""
_PAUSE = 0.005
_ERASE_TIMEOUT = 1.0
"""Seconds to wait for other processes' transactions before what was deleted is left to a later checkpoint."""

_MEANINGS = (
    ("SQLITE_NOTADB", "is no SQLite database; give the path of one, or of a file that is not there yet"),
    ("SQLITE_CORRUPT", "is damaged; bring back a copy of it"),
    ("SQLITE_READONLY", "cannot be written; give this user the right to write the file and its folder"),
    ("SQLITE_PERM", "cannot be written; give this user the right to write the file and its folder"),
    ("SQLITE_CANTOPEN", "cannot be opened; it must be a file in a folder that this user can write in"),
    ("SQLITE_FULL", "could not be written, because the disk is full"),
    ("SQLITE_BUSY", "was locked by another process for too long; end what keeps a transaction open on it"),
    ("SQLITE_LOCKED", "was locked by another process for too long; end what keeps a transaction open on it"),
    ("SQLITE_IOERR", "cannot be read or written; is it on a network drive, where SQLite's locks fail?"),
)


class SQLiteDatabase(Database):
    """Keeps tables in a SQLite file that only its owner can read.

    All threads take turns on one connection: SQLite has one writer at a time, and its own way of waiting is not fair.

    Args:
        path: Path of the file; it is made when it is not there, and one that is there keeps its permissions. Not on a
            network drive, where SQLite's locks fail.
        schema: The tables.
        synchronous: Which transactions survive a loss of power. All survive the end of the process, however it ends.
        timeout: Seconds to wait for another process to end its transaction.

    Raises:
        ValueError: The path is `:memory:` or empty, which survives nothing.
    """

    CLOCK_RESTARTS: ClassVar[bool] = True

    def __init__(
        self,
        path: str | os.PathLike[str],
        schema: Schema,
        *,
        synchronous: Synchronous = "FULL",
        timeout: float = _BUSY_TIMEOUT,
    ) -> None:
        self.path: str = os.fspath(path)
        if self.path in ("", ":memory:"):
            msg = "path names no file; give one, for what is only in memory is lost with the process"
            raise ValueError(msg)
        self.synchronous: Synchronous = synchronous
        self._timeout = timeout
        self._turn = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._pid = 0
        self._file: tuple[int, int] | None = None
        super().__init__(schema)

    @property
    def errors(self) -> tuple[type[Exception], ...]:
        """What the driver raises."""
        return sqlite3.Error, OSError

    def explain(self, error: Exception) -> str:
        """Return in a sentence what one of `errors` means and what to do about it."""
        if isinstance(error, _FileGoneError):
            return f"{self.path} was deleted or replaced while it was in use; bring it back, or begin a new one"
        if isinstance(error, FileNotFoundError | NotADirectoryError):
            return f"{self.path} cannot be made: its folder is not there"
        if isinstance(error, OSError):
            return f"{self.path} cannot be made: {error.strerror}; give a path in a folder that can be written to"
        name = getattr(error, "sqlite_errorname", "")
        meaning = next((text for code, text in _MEANINGS if name.startswith(code)), "failed")
        return f"{self.path} {meaning} ({error})"

    @contextlib.contextmanager
    def transaction(self, *, synced: bool = False, reads: bool = False) -> Generator[Transaction]:
        """Return a transaction that is committed at its end, and rolled back after an error.

        Args:
            synced: Whether it must survive a loss of power, even where other transactions need not.
            reads: Whether it only reads, so that no other process has to wait for it.
        """
        with self._turn:
            connection = self._connect()
            lifted = synced and self.synchronous != "FULL"
            if lifted:
                connection.execute("PRAGMA synchronous = FULL")  # a log that is synced once holds all before it too
            try:
                connection.execute("BEGIN" if reads else "BEGIN IMMEDIATE")
                try:
                    yield connection
                    connection.commit()
                except BaseException:
                    connection.rollback()  # also where the disk was full: an open one would block all that follow
                    raise
            finally:
                if lifted:
                    connection.execute("PRAGMA synchronous = NORMAL")

    def _connect(self) -> sqlite3.Connection:
        """Return the connection of this process: one must not be carried through a fork."""
        connection = self._connection
        if connection is not None and self._pid == os.getpid():
            if self._file != _identity(self.path):
                raise _FileGoneError
            return connection
        if connection is not None:
            _carried.append(connection)
        self._connection = None
        _make_file(self.path)
        opened = sqlite3.connect(self.path, timeout=self._timeout, isolation_level=None, check_same_thread=False)
        try:
            _keep_log(opened, self._timeout)
            opened.execute(f"PRAGMA synchronous = {self.synchronous}")
            opened.execute("PRAGMA fullfsync = ON")  # without which macOS syncs no further than the disk's own memory
            opened.execute("PRAGMA secure_delete = ON")  # what is deleted does not stay in a free page
            opened.execute("BEGIN IMMEDIATE")
            self.schema.migrate(opened, self.path)
            opened.commit()
        except BaseException:
            opened.close()
            raise
        self._connection, self._pid, self._file = opened, os.getpid(), _identity(self.path)
        return opened

    def now(self, transaction: Transaction) -> float:
        """Return the time that all workers share, in seconds since 1970."""
        return time.time()

    def clocks(self, transaction: Transaction) -> tuple[float, float]:
        """Return the time, and the seconds since the machine was started, which no correction of its clock changes."""
        return time.time(), seconds_since_start()

    def lock(self, transaction: Transaction, name: str) -> None:
        """Do nothing: there is one writer at a time."""

    def erase(self) -> None:
        """Empty the log, whose old pages still hold what was deleted; where it is in use, a later checkpoint does."""
        with self._turn:
            connection = self._connect()
            connection.execute(f"PRAGMA busy_timeout = {_ERASE_TIMEOUT * 1000:.0f}")
            try:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            finally:
                connection.execute(f"PRAGMA busy_timeout = {self._timeout * 1000:.0f}")

    def close(self) -> None:
        """Close the connection; the next transaction opens another one."""
        with self._turn:
            connection, self._connection = self._connection, None
            if connection is not None and self._pid == os.getpid():
                connection.close()

    def before_fork(self) -> None:
        """Close the connection.

        SQLite counts the locks of a process in its memory. A child would take over the count, but has not the locks:
        when the parent closes the file, the log would be deleted that the child writes to.
        """
        self._turn.acquire()
        if self._connection is not None and not self._connection.in_transaction:
            self.close()

    def after_fork(self, *, in_child: bool) -> None:
        """Let the threads go on.

        Args:
            in_child: Whether this is the new process.
        """
        self._turn.release()


_carried: list[sqlite3.Connection] = []
"""Connections of the process before a fork that our hooks did not see: closing one here would do harm there."""


def _keep_log(connection: sqlite3.Connection, timeout: float) -> None:
    """Have a file keep a write-ahead log, after others that are doing so: here SQLite does not wait by itself."""
    end = time.monotonic() + timeout
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > end:
                raise
            time.sleep(_PAUSE)
        else:
            return


class _FileGoneError(FileNotFoundError):
    """The file is not the one any more that was opened: what is written to that one is lost."""


def _identity(path: str) -> tuple[int, int] | None:
    """Return what tells a file from others; None where there is none."""
    try:
        status = os.stat(path)  # noqa: PTH116 - at each transaction, and a Path takes three times as long
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _make_file(path: str) -> None:
    """Make the file where there is none, readable by its owner alone: SQLite would let others read it.

    A file that is there is not opened: to close it would drop the locks that SQLite has on it in this process.
    """
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        return
    with contextlib.suppress(OSError):  # on Windows a folder cannot be opened
        folder = os.open(Path(path).absolute().parent, os.O_RDONLY)
        try:
            os.fsync(folder)  # or the file is not there after a loss of power
        finally:
            os.close(folder)
