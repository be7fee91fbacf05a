"""What both databases do for those who keep something in them: versions of tables, transactions, forks, clear errors."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
import tempfile
import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from esignkit.databases import Database, Schema, SQLiteDatabase, Transaction, open_database
from esignkit.databases.network_drives import network_drive
from esignkit.errors import ConfigurationError
from esignkit.extras import MissingExtraError
from esignkit.types import Secret
from tests.inbox.databases import DATABASES, new_database

FIRST = ("CREATE TABLE IF NOT EXISTS things (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, body BLOB)",)
SECOND = ("ALTER TABLE things ADD COLUMN weight REAL NOT NULL DEFAULT 0", "UPDATE things SET weight = 1.5")
V1, V2 = Schema("things", [FIRST]), Schema("things", [FIRST, SECOND])
Open = Callable[[Schema], Database]


@pytest.fixture(params=DATABASES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return new_database(request.param, tmp_path)


@pytest.fixture
def opened(place: str) -> Iterator[Open]:
    databases: list[Database] = []

    def make(schema: Schema) -> Database:
        databases.append(open_database(place, schema))
        return databases[-1]

    yield make
    for database in databases:
        database.close()


def add(database: Database, name: str) -> None:
    with database.transaction() as transaction:
        transaction.execute("INSERT INTO things (name, body) VALUES (?, ?)", (name, b"\0\xff"))


def rows(database: Database, columns: str = "name") -> list[tuple[object, ...]]:
    with database.transaction() as transaction:
        return [tuple(row) for row in transaction.execute(f"SELECT {columns} FROM things ORDER BY id").fetchall()]


# Versions of tables -----------------------------------------------------------------------------------------------------
def test_tables_of_an_older_version_are_brought_up_to_date(opened: Open) -> None:
    old = opened(V1)
    add(old, "kept")
    old.close()
    assert rows(opened(V2), "name, body, weight") == [("kept", b"\0\xff", 1.5)]
    assert rows(opened(V2), "weight") == [(1.5,)]


def test_tables_of_a_newer_version_are_refused(opened: Open) -> None:
    add(opened(V2), "kept")
    with pytest.raises(ConfigurationError, match=r"newer esignkit: the tables things have version 2.* to version 1"):
        add(opened(V1), "new")
    assert rows(opened(V2)) == [("kept",)]


def test_tables_from_before_there_were_versions_have_the_first(opened: Open) -> None:
    old = opened(V1)
    add(old, "kept")
    with old.transaction() as transaction:
        transaction.execute("DROP TABLE esignkit_schema")
    old.close()
    assert rows(opened(V2), "name, weight") == [("kept", 1.5)]


def test_a_migration_that_fails_changes_nothing(opened: Open) -> None:
    add(opened(V1), "kept")
    broken = opened(Schema("things", [FIRST, (*SECOND, "ALTER TABLE nothing ADD COLUMN weight REAL")]))
    with pytest.raises(broken.errors):
        add(broken, "new")
    assert rows(opened(V2), "name, weight") == [("kept", 1.5)]


def test_schemas_in_one_database_have_versions_of_their_own(opened: Open) -> None:
    others = Schema("others", [["CREATE TABLE IF NOT EXISTS others (id INTEGER)"]])
    for schema in (V2, others, V2, others):
        with opened(schema).transaction() as transaction:
            transaction.execute("SELECT * FROM others" if schema is others else "SELECT weight FROM things")


def test_one_of_many_makes_the_tables(opened: Open) -> None:
    databases = [opened(V2) for _ in range(6)]
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda database: add(database, "x"), databases))
    assert len(rows(databases[0])) == 6


# Transactions -----------------------------------------------------------------------------------------------------------
def test_an_error_takes_everything_back(opened: Open) -> None:
    database = opened(V1)

    def insert(then: Callable[[Transaction], object]) -> None:
        with database.transaction() as transaction:
            transaction.execute("INSERT INTO things (name) VALUES ('lost')")
            then(transaction)

    with pytest.raises(ZeroDivisionError):
        insert(lambda transaction: 1 / 0)
    with pytest.raises(database.errors):
        insert(lambda transaction: transaction.execute("INSERT INTO nothing VALUES (1)"))
    add(database, "kept")
    assert rows(database) == [("kept",)]


def test_threads_share_a_database(opened: Open) -> None:
    database = opened(V1)
    with ThreadPoolExecutor(20) as threads:
        list(threads.map(lambda n: add(database, str(n)), range(60)))
    assert sorted(int(str(name)) for (name,) in rows(database)) == list(range(60))


@pytest.mark.parametrize("place", DATABASES[1:], indirect=True)
def test_a_process_has_few_connections_to_a_server(opened: Open) -> None:
    database = opened(V1)
    begin = threading.Barrier(4)

    def connection(_: int) -> object:
        with contextlib.suppress(threading.BrokenBarrierError):
            begin.wait(20)  # so that there is more than one
        with database.transaction() as transaction:
            return transaction.execute("SELECT pg_backend_pid()").fetchall()[0][0]

    with ThreadPoolExecutor(20) as threads:
        assert 1 <= len(set(threads.map(connection, range(60)))) <= 8


def test_a_closed_database_opens_again(opened: Open) -> None:
    database = opened(V1)
    add(database, "a")
    database.close()
    database.close()
    add(database, "b")
    assert rows(database) == [("a",), ("b",)]


def test_all_workers_have_the_same_time(opened: Open) -> None:
    first, second = opened(V1), opened(V1)
    times = []
    for database in (first, second, first):
        with database.transaction() as transaction:
            times.append(database.clocks(transaction))
    assert times == sorted(times)
    assert [lease for _, lease in times] == sorted(lease for _, lease in times)


@pytest.mark.parametrize("place", DATABASES[1:], indirect=True)
def test_a_connection_that_the_server_closed_is_replaced(opened: Open) -> None:
    database, other = opened(V1), opened(V1)
    with database.transaction() as transaction:
        ((backend,),) = transaction.execute("SELECT pg_backend_pid()").fetchall()
    with other.transaction() as transaction:
        transaction.execute("SELECT pg_terminate_backend(?)", (backend,))
    add(database, "a")
    assert rows(database) == [("a",)]


@pytest.mark.parametrize("place", DATABASES[1:], indirect=True)
def test_a_transaction_of_a_worker_that_is_gone_keeps_nobody_waiting(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a loss of power, or while it is frozen; when it wakes up, nothing of it was written."""
    monkeypatch.setattr("esignkit.databases.postgres.HELD", 0.5)
    gone, other = opened(V1), opened(V1)
    add(gone, "a")

    def rename(database: Database, name: str, then: Callable[[], object] = lambda: None) -> None:
        with database.transaction() as transaction:
            transaction.execute("UPDATE things SET name = ?", (name,))
            then()

    with pytest.raises(gone.errors):
        rename(gone, "lost", then=lambda: rename(other, "kept"))
    assert rows(gone) == [("kept",)]


@pytest.mark.parametrize("place", DATABASES[1:], indirect=True)
def test_a_user_who_may_not_make_tables_can_use_them(opened: Open, place: str) -> None:
    database = opened(V1)
    add(database, "x")
    user = f"reader_{uuid.uuid4().hex}"
    with database.transaction() as transaction:
        schema = transaction.execute("SELECT current_schema()").fetchall()[0][0]
        for statement in (f"CREATE ROLE {user}", f"GRANT USAGE ON SCHEMA {schema} TO {user}"):
            transaction.execute(statement)
        transaction.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {user}")
    try:
        with closing(open_database(f"{place}%20-crole%3D{user}", V1)) as restricted:
            assert rows(restricted) == [("x",)]
    finally:
        with database.transaction() as transaction:
            transaction.execute(f"DROP OWNED BY {user}")
            transaction.execute(f"DROP ROLE {user}")


def test_who_reads_keeps_nobody_waiting(opened: Open) -> None:
    reader, writer = opened(V1), opened(V1)
    add(reader, "x")
    with reader.transaction(reads=True) as transaction:
        before = transaction.execute("SELECT name FROM things").fetchall()
        add(writer, "y")
    assert len(before) == 1
    assert rows(reader) == [("x",), ("y",)]


# Forks ------------------------------------------------------------------------------------------------------------------
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_what_a_child_commits_stays_when_its_parent_closes_the_database(opened: Open) -> None:
    database = opened(V1)
    add(database, "parent")
    to_parent, to_child = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:  # pragma: no cover - its lines run in another process
        add(database, "child 1")
        os.write(to_parent[1], b".")
        os.read(to_child[0], 1)
        add(database, "child 2")
        os._exit(0)
    os.read(to_parent[0], 1)
    assert rows(database) == [("parent",), ("child 1",)]
    database.close()
    os.write(to_child[1], b".")
    assert os.waitpid(child, 0)[1] == 0
    assert rows(database) == [("parent",), ("child 1",), ("child 2",)]
    for end in (*to_parent, *to_child):
        os.close(end)


# SQLite's file ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "things.sqlite"


def test_only_the_owner_can_read_a_new_file(path: Path) -> None:
    with closing(SQLiteDatabase(path, V1)) as database:
        add(database, "x")
        assert {one.name: stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()} == {
            "things.sqlite": 0o600,
            "things.sqlite-shm": 0o600,
            "things.sqlite-wal": 0o600,
        }


def test_a_file_that_is_there_keeps_its_mode(path: Path) -> None:
    path.touch(0o640)
    with closing(SQLiteDatabase(path, V1)) as database:
        add(database, "x")
        assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(path.with_name("things.sqlite-wal").stat().st_mode)


@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="only Linux tells who has a lock")
def test_a_second_one_does_not_drop_the_locks_of_the_first(path: Path) -> None:
    def locks() -> int:
        return sum(
            line.split()[5].endswith(f":{path.stat().st_ino}") for line in Path("/proc/locks").read_text().splitlines()
        )

    with closing(SQLiteDatabase(path, V1)) as first, closing(SQLiteDatabase(path, V1)) as second:
        add(first, "x")
        before = locks()
        assert before
        add(second, "y")
        assert locks() >= before


@pytest.mark.parametrize(("synchronous", "usual"), [("NORMAL", 1), ("FULL", 2)])
def test_what_must_survive_a_loss_of_power_is_synced(path: Path, synchronous: str, usual: int) -> None:
    database = SQLiteDatabase(path, V1, synchronous=synchronous)
    levels = []
    for synced in (False, True, False):
        with database.transaction(synced=synced) as transaction:
            levels.append(transaction.execute("PRAGMA synchronous").fetchall()[0][0])
    database.close()
    assert levels == [usual, 2, usual]


def test_the_clock_for_leases_is_not_the_time_of_day(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: 0.0)
    with closing(SQLiteDatabase(path, V1)) as database, database.transaction() as transaction:
        now, lease = database.clocks(transaction)
        assert now == 0.0
        assert lease > 0.0


def locked(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    return connection


def raised(database: Database) -> str:
    with pytest.raises(database.errors) as caught, database.transaction():
        pass
    return database.explain(caught.value)


def test_errors_say_what_to_do(path: Path) -> None:
    with closing(SQLiteDatabase(path, V1, timeout=0.01)) as database:
        add(database, "x")
        with closing(locked(path)):
            assert "was locked by another process for too long" in raised(database)
    assert "its folder is not there" in raised(SQLiteDatabase(path / "no" / "x", V1))
    assert "its folder is not there" in raised(SQLiteDatabase(path.parent / "no" / "x", V1))
    assert "cannot be opened; it must be a file" in raised(SQLiteDatabase(path.parent, V1))
    other = path.with_name("letter.txt")
    other.write_text("Dear Sir or Madam, " * 100)
    assert "is no SQLite database" in raised(SQLiteDatabase(other, V1))
    assert other.read_text().startswith("Dear Sir")


class Busy(sqlite3.Connection):
    """A connection to a file that another process is making, for a moment: then SQLite refuses at once."""

    refused = 0

    def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
        if "journal_mode" in sql and Busy.refused < 2:
            Busy.refused += 1
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorname = "SQLITE_BUSY"
            raise error
        return super().execute(sql, *parameters)


def test_a_file_that_another_process_is_making_is_waited_for(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sqlite3.connect", partial(sqlite3.connect, factory=Busy))
    with closing(SQLiteDatabase(path, V1)) as database:
        add(database, "x")
        assert rows(database) == [("x",)]
    assert Busy.refused == 2


@pytest.mark.parametrize("is_replaced", [False, True])
def test_a_file_that_is_gone_is_not_written_to(path: Path, is_replaced: bool) -> None:
    with closing(SQLiteDatabase(path, V1)) as database:
        add(database, "x")
        for one in path.parent.iterdir():
            one.rename(one.with_name(f"old-{one.name}"))
        if is_replaced:
            path.touch()
        assert "was deleted or replaced while it was in use" in raised(database)
        database.close()
        assert rows(database) == []


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that others can read: below those of pytest, they cannot."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def test_a_file_that_cannot_be_written_is_told(open_folder: Path) -> None:
    path, user = open_folder / "things.sqlite", os.geteuid()
    with closing(SQLiteDatabase(path, V1)) as database:
        add(database, "x")
    path.chmod(0o444)
    if user == 0:  # for root no file is read-only
        os.seteuid(65534)
    try:
        text = raised(SQLiteDatabase(path, V1))
    finally:
        os.seteuid(user)
    assert "cannot be written; give this user the right to write the file and its folder" in text


@pytest.mark.parametrize("path", ["", ":memory:"])
def test_what_survives_nothing_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="names no file"):
        SQLiteDatabase(path, V1)


MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/home /home nfs4 rw 0 0
/dev/sdb1 /home/local ext4 rw 0 0
//server/all /mnt/all\\040files cifs rw 0 0
C: /mnt/c 9p rw 0 0
broken
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/runs.sqlite", ""),
        ("/home/ann/runs.sqlite", "nfs4"),
        ("/home/local/runs.sqlite", ""),
        ("/homes/runs.sqlite", ""),
        ("/mnt/all files/runs.sqlite", "cifs"),
        ("/mnt/c/runs.sqlite", "9p"),
    ],
)
def test_a_network_drive_is_found(tmp_path: Path, path: str, kind: str) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS)
    assert network_drive(path, mounts) == kind
    assert network_drive(path, tmp_path / "none") == ""


# PostgreSQL's address ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "address",
    [
        "postgresql://ann:canary@127.0.0.1:1/db?password=canary",
        "postgresql://ann:canary%zz@127.0.0.1:1/db",
        "postgresql://ann:1/canary@127.0.0.1:1/db",
        "postgresql://ann:canary/@127.0.0.1:1/db",
        "host=127.0.0.1 port=1 password=canary",
        "host=127.0.0.1 'canary",
    ],
)
def test_no_password_is_shown(address: str) -> None:
    pytest.importorskip("psycopg", reason="comes with the extra `postgres`")
    from esignkit.databases import PostgresDatabase

    database = PostgresDatabase(address, V1)
    text = raised(database)
    assert "canary" not in text + repr(database)
    assert "cannot be used" in text


def test_postgresql_needs_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)
    with pytest.raises(MissingExtraError, match=r"^A journal in PostgreSQL needs"):
        open_database(Secret("postgresql://localhost/canary"), V1, what="A journal")
