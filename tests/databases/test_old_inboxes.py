"""An inbox that was made before its tables had versions opens, and keeps its events."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from importlib import import_module
from pathlib import Path

import pytest

from esignkit.inbox import PostgresStorage, SQLiteStorage, Storage
from esignkit.inbox.tables import SCHEMA
from tests.inbox.databases import DATABASES, new_database

INBOX = """
CREATE TABLE esignkit_inbox (
    id {id}, service TEXT NOT NULL, key TEXT NOT NULL, lane TEXT NOT NULL, agreement_id TEXT,
    kind TEXT NOT NULL, native_name TEXT NOT NULL, unique_key TEXT UNIQUE, body {bytes}, source TEXT NOT NULL,
    verified INTEGER, checked INTEGER NOT NULL, status TEXT NOT NULL DEFAULT 'waiting',
    attempts INTEGER NOT NULL DEFAULT 0, received_at {real} NOT NULL, due_at {real} NOT NULL,
    claim TEXT, lease_until {real}, error TEXT
);
CREATE INDEX esignkit_inbox_waiting ON esignkit_inbox (id) WHERE status = 'waiting';
CREATE TABLE esignkit_inbox_told (
    service TEXT NOT NULL, agreement_id TEXT NOT NULL, kind TEXT NOT NULL, UNIQUE (service, agreement_id, kind)
);
CREATE TABLE esignkit_inbox_sweeps (service TEXT PRIMARY KEY, at {real} NOT NULL);
INSERT INTO esignkit_inbox_sweeps (service, at) VALUES ('esignlive', 1.5);
INSERT INTO esignkit_inbox (service, key, lane, kind, native_name, source, verified, checked, received_at, due_at)
    VALUES ('esignlive', 'k1', 'esignlive p1', 'completed', 'PACKAGE_COMPLETE', 'delivery', 1, 2, 1.5, 1.5);
"""
"""What earlier releases made, and an event; the words in braces differ from database to database."""


def make_sqlite(place: str) -> Storage:
    with closing(sqlite3.connect(place)) as connection:
        connection.executescript(INBOX.format(id="INTEGER PRIMARY KEY AUTOINCREMENT", bytes="BLOB", real="REAL"))
    return SQLiteStorage(place)


def make_postgres(place: str) -> Storage:
    with import_module("psycopg").connect(place, autocommit=True) as connection:
        connection.execute(INBOX.format(id="BIGSERIAL PRIMARY KEY", bytes="BYTEA", real="DOUBLE PRECISION"))
    return PostgresStorage(place)


@pytest.mark.parametrize("kind", DATABASES)
def test_an_inbox_of_an_earlier_release_opens(kind: str, tmp_path: Path) -> None:
    place = new_database(kind, tmp_path)
    storage = make_sqlite(place) if kind == "sqlite" else make_postgres(place)
    assert storage.counts() == {"waiting": 1}
    assert storage.last_sweep("esignlive") == 1.5
    event = storage.claim(("esignlive",), 60)
    assert event is not None
    assert event.key == "k1"
    storage.finish(event, True)
    with storage.transaction() as transaction:
        versions = transaction.execute("SELECT name, version FROM esignkit_schema").fetchall()
    assert [tuple(row) for row in versions] == [("esignkit_inbox", len(SCHEMA.migrations))]
    storage.close()
