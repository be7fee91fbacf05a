"""An inbox in one SQLite file, for the processes of one machine."""

from __future__ import annotations

import os

from esignkit.databases.sqlite import SQLiteDatabase
from esignkit.inbox.storage import Storage
from esignkit.inbox.tables import SCHEMA

__all__ = ["SQLiteStorage"]


class SQLiteStorage(Storage):
    """Keeps events in a SQLite file that only its owner can read: it may hold tokens. They survive a loss of power.

    Args:
        path: Path of the file; it is made when it is not there, and one that is there keeps its permissions. Not on a
            network drive, where SQLite's locks fail.

    Raises:
        ValueError: The path is `:memory:` or empty, which survives nothing.
        ConfigurationError: A newer release has made the tables.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        super().__init__(SQLiteDatabase(path, SCHEMA))
        self.path: str = os.fspath(path)
