"""Snapshots: everything that a sandbox knows, in one file.

A snapshot is a SQLite database with the sandbox's tables and one more, compressed by gzip, whose checksum tells a
damaged one. It is made and read in memory: no copy of what it holds is left in a folder for temporary files.
"""

from __future__ import annotations

import gzip
import json
import os
import secrets
import sqlite3
import zlib
from contextlib import closing
from typing import TYPE_CHECKING, cast

from esignkit.sandbox.store_schema import APPLICATION_ID, KEPT, VERSION, DataUnusable, version_of

if TYPE_CHECKING:
    from pathlib import Path

    from esignkit.sandbox.json_values import JSONObject

NOTICE = "It holds personal data, credentials of the sandbox and the key of its certificate authority."

LARGEST_FILE = 512 << 20
"""Bytes of the largest snapshot that is loaded over HTTP, where it is held in memory before it is looked at."""

_GZIP, _SQLITE = b"\x1f\x8b", b"SQLite format 3\x00"
_LARGEST = 2 << 30
_CHUNK = 1 << 20
_HEADER = 100
_TABLES = ("transactions", "records", "events", "ledger", "jobs", "mails", "blobs", "sqlite_sequence")
_STATE = "CREATE TABLE snapshot (name TEXT PRIMARY KEY, value TEXT NOT NULL)"


class SnapshotUnusable(DataUnusable):
    """A file cannot be loaded: it is no snapshot of a sandbox, is damaged, or comes from a newer sandbox."""


def dump(connection: sqlite3.Connection, state: JSONObject) -> bytes:
    """Return a database as a snapshot. The same database and state give the same bytes.

    Args:
        connection: The database.
        state: What the database does not hold.
    """
    content = bytearray(connection.serialize())  # not backup(): that waits for the end of the transaction it is in
    content[18:20] = b"\x01\x01"  # no write-ahead log belongs to the copy
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
        copy.deserialize(bytes(content))
        copy.execute(_STATE)
        rows = [("notice", NOTICE), ("state", json.dumps(state, separators=(",", ":"), sort_keys=True))]
        copy.executemany("INSERT INTO snapshot VALUES (?, ?)", rows)
        copy.execute("VACUUM")  # what was deleted is not to be found in the file
        return gzip.compress(copy.serialize(), 1, mtime=0)


def restore(connection: sqlite3.Connection, data: bytes) -> JSONObject:
    """Replace the content of a database by that of a snapshot, inside the transaction that is open.

    Args:
        connection: The database.
        data: The snapshot.

    Returns:
        The state that was given to `dump`.

    Raises:
        SnapshotUnusable: It is no snapshot, is damaged, or comes from a newer sandbox.
    """
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
        try:
            copy.deserialize(_unpacked(data))
            state = _check(copy)
            older = version_of(copy) < VERSION
            for table in _TABLES:
                columns = ", ".join(row[1] for row in connection.execute(f"PRAGMA table_info({table})"))
                if older and table == "transactions":
                    columns = KEPT
                rows = copy.execute(f"SELECT {columns} FROM {table}")
                connection.execute(f"DELETE FROM {table}")
                places = ", ".join("?" * (columns.count(",") + 1))
                connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", rows)
        except sqlite3.Error as error:
            raise SnapshotUnusable(f"the snapshot is damaged ({error})") from error
    return state


def write(path: Path, data: bytes) -> None:
    """Write a snapshot to a file that only its owner can read; a file of that name is replaced at once, or not at all.

    Args:
        path: The file.
        data: The snapshot.

    Raises:
        OSError: The file cannot be written.
    """
    beside, number = _made_beside(path)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def check_place(path: Path) -> None:
    """Refuse a place for a snapshot where none can be written, or where a file is that is no snapshot.

    Args:
        path: The file that is to be written.

    Raises:
        OSError: No file can be written there, or another one would be lost.
    """
    if path.exists() and not path.is_dir() and not _may_be_replaced(path):
        raise FileExistsError(f"{path} is not a snapshot, so it is not overwritten; give another name")
    beside, number = _made_beside(path)
    os.close(number)
    beside.unlink()


def _may_be_replaced(path: Path) -> bool:
    """Return whether a file is empty, or begins as a snapshot does."""
    if not path.is_file():
        return False
    try:
        with gzip.open(path) as file:
            start = file.read(_HEADER)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        return False
    ours = start[68:72] == APPLICATION_ID.to_bytes(4, "big")
    return path.stat().st_size == 0 or (start.startswith(_SQLITE) and ours)


def _made_beside(path: Path) -> tuple[Path, int]:
    """Make a new file beside another, and return it with its descriptor."""
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a folder; give the name of a file")
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        return beside, os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise type(error)(f"{path.name} cannot be written in the folder {path.parent}: {error.strerror}") from error


def _unpacked(data: bytes) -> bytes:
    if data.startswith(_SQLITE):
        raise SnapshotUnusable("this is the database of a data folder, not a snapshot: start a sandbox with its folder")
    if not data.startswith(_GZIP):
        raise SnapshotUnusable("this is not a snapshot of a sandbox")
    chunks: list[bytes] = []
    unpacker = zlib.decompressobj(wbits=31)
    try:
        while data and not unpacker.eof and len(chunks) * _CHUNK < _LARGEST:
            chunks.append(unpacker.decompress(data, _CHUNK))
            data = unpacker.unconsumed_tail
    except zlib.error as error:
        raise SnapshotUnusable(f"the snapshot is damaged ({error})") from error
    if not unpacker.eof:
        raise SnapshotUnusable("the snapshot is damaged: its end is missing, or it is larger than 2 GiB")
    content = b"".join(chunks)
    if not content.startswith(_SQLITE):
        raise SnapshotUnusable("this is not a snapshot of a sandbox")
    return content


def _check(copy: sqlite3.Connection) -> JSONObject:
    """Return the state in a snapshot, once it is known to be whole and ours."""
    try:
        version_of(copy)
    except DataUnusable as error:
        raise SnapshotUnusable(f"the snapshot cannot be loaded: {error}") from error
    ours = copy.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    tables = {row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not ours or not {*_TABLES, "snapshot"} <= tables:
        raise SnapshotUnusable("this is not a snapshot of a sandbox")
    if copy.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
        raise SnapshotUnusable("the snapshot is damaged")
    row = copy.execute("SELECT value FROM snapshot WHERE name = 'state'").fetchone()
    try:
        state = json.loads(row[0])
    except (TypeError, ValueError, RecursionError) as error:
        raise SnapshotUnusable(f"the snapshot is damaged: its state cannot be read ({error})") from error
    if not isinstance(state, dict):
        raise SnapshotUnusable("the snapshot is damaged: its state is no object")
    return cast("JSONObject", state)
