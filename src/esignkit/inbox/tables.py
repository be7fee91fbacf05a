"""The tables of the inbox, and its events as rows of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from esignkit.databases.schema import Schema
from esignkit.inbox.values import StoredEvent

__all__ = ["EVENT_COLUMNS", "SCHEMA", "read_event"]

SCHEMA = Schema(
    "esignkit_inbox",
    [
        [
            """CREATE TABLE IF NOT EXISTS esignkit_inbox (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                service TEXT NOT NULL, key TEXT NOT NULL, lane TEXT NOT NULL, agreement_id TEXT,
                kind TEXT NOT NULL, native_name TEXT NOT NULL, unique_key TEXT UNIQUE, body BLOB, source TEXT NOT NULL,
                verified INTEGER, checked INTEGER NOT NULL, status TEXT NOT NULL DEFAULT 'waiting',
                attempts INTEGER NOT NULL DEFAULT 0, received_at REAL NOT NULL, due_at REAL NOT NULL,
                claim TEXT, lease_until REAL, error TEXT
            )""",
            "CREATE INDEX IF NOT EXISTS esignkit_inbox_waiting ON esignkit_inbox (id) WHERE status = 'waiting'",
            "CREATE INDEX IF NOT EXISTS esignkit_inbox_lane ON esignkit_inbox (lane, id) WHERE status = 'waiting'",
            "CREATE INDEX IF NOT EXISTS esignkit_inbox_claim ON esignkit_inbox (claim) WHERE claim IS NOT NULL",
            "CREATE INDEX IF NOT EXISTS esignkit_inbox_key ON esignkit_inbox (key)",
            "CREATE INDEX IF NOT EXISTS esignkit_inbox_agreement ON esignkit_inbox (agreement_id, service, kind)",
            """CREATE TABLE IF NOT EXISTS esignkit_inbox_told (
                service TEXT NOT NULL, agreement_id TEXT NOT NULL, kind TEXT NOT NULL,
                UNIQUE (service, agreement_id, kind)
            )""",
            "CREATE TABLE IF NOT EXISTS esignkit_inbox_sweeps (service TEXT PRIMARY KEY, at REAL NOT NULL)",
        ],
        [
            """CREATE INDEX esignkit_inbox_forged ON esignkit_inbox (service, id)
                WHERE verified = 0 AND status IN ('refused', 'dead')""",
        ],
    ],
)
"""The tables of the inbox."""
EVENT_COLUMNS = (
    "id, service, key, agreement_id, kind, native_name, source, body, verified, checked, attempts, received_at"
)
"""What an event is read from."""


def read_event(row: Sequence[Any], *, claim: str = "", attempts: int | None = None, error: str = "") -> StoredEvent:
    """Return the event of a row.

    Args:
        row: What `EVENT_COLUMNS` select; anything behind is passed over.
        claim: What proves that a worker has it.
        attempts: How often it was handed over; None for the number in the row.
        error: Why the last attempt failed.
    """
    return StoredEvent(
        id=row[0],
        service=row[1],
        key=row[2],
        agreement_id=row[3],
        kind=row[4],
        native_name=row[5],
        source=row[6],
        body=bytes(row[7] or b""),
        verified=None if row[8] is None else bool(row[8]),
        checked=row[9],
        attempts=row[10] if attempts is None else attempts,
        received_at=row[11],
        error=error,
        claim=claim,
    )
