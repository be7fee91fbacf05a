"""The tables of a journal, and the statements on them."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from esignkit.databases.schema import Schema

__all__ = ["SCHEMA", "STEP_COLUMNS", "WRITE_STEP", "row_of"]

SCHEMA = Schema(
    "esignkit_journal",
    [
        [
            """CREATE TABLE IF NOT EXISTS esignkit_journal_runs (
                key TEXT PRIMARY KEY, digest TEXT NOT NULL, plan TEXT NOT NULL,
                service TEXT NOT NULL, account TEXT NOT NULL, state TEXT NOT NULL, note TEXT NOT NULL,
                owner TEXT NOT NULL, leased_at REAL NOT NULL, lease REAL NOT NULL,
                created_at REAL NOT NULL, changed_at REAL NOT NULL
            )""",
            "CREATE INDEX IF NOT EXISTS esignkit_journal_created ON esignkit_journal_runs (created_at)",
            "CREATE INDEX IF NOT EXISTS esignkit_journal_state ON esignkit_journal_runs (state, created_at)",
            """CREATE TABLE IF NOT EXISTS esignkit_journal_steps (
                key TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, digest TEXT NOT NULL,
                state TEXT NOT NULL, since REAL NOT NULL, status INTEGER NOT NULL, extra TEXT NOT NULL,
                content BLOB NOT NULL, PRIMARY KEY (key, number)
            )""",
        ],
        ["ALTER TABLE esignkit_journal_runs ADD COLUMN clock TEXT NOT NULL DEFAULT ''"],
    ],
)
"""A run that is somebody's has an owner and is `running`; its lease ends `lease` seconds after `leased_at`. `clock` is
how the clock by which it began stood to those of a machine then: see `ClockReading`."""

STEP_COLUMNS = "number, name, digest, state, since, status, extra, content"

row_of: attrgetter[tuple[Any, ...]] = attrgetter(*STEP_COLUMNS.split(", "))
"""Returns the values of a step, in the order of its columns."""

WRITE_STEP = (
    f"INSERT INTO esignkit_journal_steps (key, {STEP_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - our own
    " ON CONFLICT (key, number) DO UPDATE SET name = excluded.name, digest = excluded.digest, state = excluded.state,"
    " since = excluded.since, status = excluded.status, extra = excluded.extra, content = excluded.content"
)
