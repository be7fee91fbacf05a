"""Whether rows that a journal does not know were sent with another one: its name may be misspelt."""

from __future__ import annotations

import csv
import itertools
import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path

__all__ = ["rows_in_journals", "rows_in_report"]

_SQLITE = b"SQLite format 3\0"
_MOST_FILES = 1000
_RUNS = "SELECT key FROM esignkit_journal_runs WHERE service = ? AND account LIKE ? || ' %'"


def rows_in_journals(where: str, keys: Collection[str], service: str, server: str) -> tuple[Path, int] | None:
    """Return the journal beside another one that has most of some rows, and how many; None where none has any.

    Args:
        where: The other one, as it was typed; beside a database, there is nothing to look at.
        keys: The rows' keys.
        service: The service.
        server: Its address.
    """
    if "://" in where:
        return None
    path = Path(where)
    try:
        beside = [one for one in itertools.islice(path.parent.iterdir(), _MOST_FILES) if one.name != path.name]
    except OSError:
        return None
    counts = [(one, _count(one, keys, service, server)) for one in sorted(beside) if _is_database(one)]
    most = max(counts, key=lambda one: one[1], default=None)
    return most if most is not None and most[1] else None


def _is_database(path: Path) -> bool:
    try:
        if not path.is_file():  # a pipe would wait for somebody who writes
            return False
        with path.open("rb") as file:
            return file.read(len(_SQLITE)) == _SQLITE
    except OSError:
        return False


def _count(path: Path, keys: Collection[str], service: str, server: str) -> int:
    """Return how many rows a database has as begun, without a change to it; 0 where it is no journal."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            return sum(key in keys for (key,) in database.execute(_RUNS, (service, server)))
    except sqlite3.Error:
        return 0


def rows_in_report(path: Path | None, keys: Collection[str]) -> int:
    """Return how many rows an earlier report has as sent; 0 where there is none.

    Args:
        path: The report.
        keys: The rows' keys.
    """
    if path is None or not path.is_file():
        return 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return sum(row.get("state") == "done" and row.get("key") in keys for row in csv.DictReader(file))
    except (OSError, UnicodeError, csv.Error):
        return 0
