"""What SQLite and PostgreSQL have in common for those who keep something in them.

SQL is written in SQLite's way, with `?` for parameters. What differs is asked of the database: the time that all
workers share, locks, and what a driver's errors mean.
"""

from __future__ import annotations

import os
import threading
import weakref
from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from typing import ClassVar

from esignkit.databases.schema import Schema
from esignkit.databases.transaction import Transaction

__all__ = ["Database"]


class Database(ABC):
    """A database with the tables of one schema.

    Nothing is opened before the first transaction. Threads may share it. A process that is forked off goes on with
    connections of its own.

    Args:
        schema: The tables; they are made or brought up to date when a connection is opened.
    """

    CLOCK_RESTARTS: ClassVar[bool] = False
    """Whether the clock for leases never goes back, and begins anew when the machine starts."""
    FOR_UPDATE: ClassVar[str] = ""
    """What makes a select lock the rows that it finds."""
    SKIP_LOCKED: ClassVar[str] = ""
    """What makes a select lock the rows that it finds, and pass over those that are locked."""

    def __init__(self, schema: Schema) -> None:
        self.schema: Schema = schema
        _open.add(self)

    @property
    @abstractmethod
    def errors(self) -> tuple[type[Exception], ...]:
        """What the driver raises."""

    @abstractmethod
    def explain(self, error: Exception) -> str:
        """Return in a sentence what one of `errors` means and what to do about it; it holds no password."""

    @abstractmethod
    def transaction(self, *, synced: bool = False, reads: bool = False) -> AbstractContextManager[Transaction]:
        """Return a transaction that is committed at its end, and rolled back after an error.

        Args:
            synced: Whether it must survive a loss of power, even where other transactions need not.
            reads: Whether it only reads, so that no other process has to wait for it.

        Raises:
            ConfigurationError: A newer release has made the tables.
        """

    @abstractmethod
    def now(self, transaction: Transaction) -> float:
        """Return the time that all workers share, in seconds since 1970."""

    @abstractmethod
    def clocks(self, transaction: Transaction) -> tuple[float, float]:
        """Return `now`, and the seconds of a clock for leases, which all workers share and which nobody sets.

        There is no such clock for several machines: with PostgreSQL it is the time of the server too.
        """

    @abstractmethod
    def lock(self, transaction: Transaction, name: str) -> None:
        """Wait until no other transaction has a lock of this name, and keep it until the end of this one."""

    @abstractmethod
    def erase(self) -> None:
        """Leave nothing in the files of what was deleted, as far as it is in our hands."""

    @abstractmethod
    def close(self) -> None:
        """Close the connections; the next transaction opens another one."""

    @abstractmethod
    def before_fork(self) -> None:
        """Get ready for a fork: what may not go through it is closed."""

    @abstractmethod
    def after_fork(self, *, in_child: bool) -> None:
        """Go on after a fork.

        Args:
            in_child: Whether this is the new process.
        """


_open: weakref.WeakSet[Database] = weakref.WeakSet()
_forking = threading.local()
"""The databases that this thread has got ready for a fork."""


def _before_fork() -> None:
    _forking.databases = list(_open)
    for database in _forking.databases:
        database.before_fork()


def _after_fork(*, in_child: bool) -> None:
    for database in _forking.databases:
        database.after_fork(in_child=in_child)
    del _forking.databases


if hasattr(os, "register_at_fork"):  # not on Windows, which has no fork
    os.register_at_fork(
        before=_before_fork,
        after_in_parent=lambda: _after_fork(in_child=False),
        after_in_child=lambda: _after_fork(in_child=True),
    )
