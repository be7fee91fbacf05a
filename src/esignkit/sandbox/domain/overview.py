"""What people look for: transactions by service, stage and words, deliveries, ledger lines and what is due next.

The table `overview` repeats a few columns of each transaction. Triggers fill it, so that lists and counts read small
rows and no body, and whoever writes a transaction knows nothing of it.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, cast

from attrs import frozen

from esignkit.sandbox.domain.model import LedgerEntry, Stage
from esignkit.sandbox.domain.search import words_of
from esignkit.sandbox.json_values import LARGEST

if TYPE_CHECKING:
    import sqlite3

    from esignkit.sandbox.json_values import JSONObject

_COLUMNS = "sequence, id, provider, tenant, status, stage, deleted, title, parties, created, updated, due"


def _values(row: str) -> str:
    return (
        f"SELECT {row}.sequence, {row}.id, {row}.provider, {row}.tenant, {row}.status, {row}.stage, {row}.deleted,"
        f" COALESCE(json_extract(storable_json({row}.body), '$.title'), ''),"
        " COALESCE((SELECT GROUP_CONCAT(COALESCE(json_extract(value, '$.name'), '') || ' '"
        f" || COALESCE(json_extract(value, '$.email'), ''), char(10))"
        f" FROM json_each(storable_json({row}.body), '$.parties')), ''),"
        f" json_extract({row}.body, '$.created'), json_extract({row}.body, '$.updated'), {row}.due"
    )


_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS overview (
    sequence INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    provider TEXT NOT NULL,
    tenant TEXT NOT NULL,
    status TEXT NOT NULL,
    stage TEXT NOT NULL,
    deleted INTEGER NOT NULL,
    title TEXT NOT NULL,
    parties TEXT NOT NULL,
    created TEXT NOT NULL,
    updated TEXT NOT NULL,
    due TEXT
);
DROP TRIGGER IF EXISTS overview_insert;
CREATE TRIGGER overview_insert AFTER INSERT ON transactions BEGIN
    INSERT INTO overview ({_COLUMNS}) {_values("new")};
END;
DROP TRIGGER IF EXISTS overview_update;
CREATE TRIGGER overview_update AFTER UPDATE ON transactions BEGIN
    DELETE FROM overview WHERE sequence = old.sequence;
    INSERT INTO overview ({_COLUMNS}) {_values("new")};
END;
CREATE TRIGGER IF NOT EXISTS overview_delete AFTER DELETE ON transactions BEGIN
    DELETE FROM overview WHERE sequence = old.sequence;
END;
INSERT INTO overview ({_COLUMNS}) {_values("old")} FROM transactions AS old
    WHERE NOT EXISTS (SELECT 1 FROM overview WHERE overview.sequence = old.sequence);
CREATE INDEX IF NOT EXISTS ledger_of ON ledger (transaction_id);
CREATE INDEX IF NOT EXISTS deliveries_of ON records (json_extract(body, '$.transaction_id'), sequence)
    WHERE kind = 'delivery';
"""


def set_up(connection: sqlite3.Connection) -> None:
    """Make the table in a database that has the store's own; what an older version wrote is taken in."""
    connection.create_function("folded_contains", 2, _folded_contains, deterministic=True)
    connection.create_function("storable_json", 1, _storable_json, deterministic=True)
    connection.executescript(_SCHEMA)


@frozen
class OverviewRow:
    """A transaction as a list shows it."""

    id: str
    """Id of the transaction, as its service calls it."""
    provider: str
    """The service that it belongs to."""
    tenant: str
    """The tenant that owns it."""
    status: str
    """The status, as the service names it."""
    stage: Stage
    """Where it stands, whatever its service calls it."""
    title: str
    """Title of the transaction."""
    parties: tuple[str, ...]
    """Name and e-mail address of each signer."""
    created: datetime
    """When it was created, by the sandbox's clock."""
    updated: datetime
    """When it was last changed."""
    due: datetime | None
    """When it expires; None for never."""


@frozen
class OverviewPage:
    """A page of a list: its rows, and how many there are in all."""

    total: int
    """How many match, on all pages."""
    rows: list[OverviewRow]
    """Those on this page, newest first."""


@frozen
class NextDue:
    """What happens next by the clock."""

    time: datetime
    """When."""
    provider: str
    """The service that does it."""
    tenant: str
    """The tenant concerned."""
    name: str
    """`expiry` for a transaction's, else the emulator's word for the work."""
    transaction_id: str
    """The transaction that it is about; empty when unknown."""
    title: str
    """Title of that transaction."""


class Overview:
    """Reads what the console shows; used in a unit of work.

    Args:
        connection: The store's database.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def counts(self, tenant: str | None = None) -> dict[tuple[str, Stage], int]:
        """Return how many transactions each service has in each stage, without deleted ones."""
        where, values = _conditions({"tenant": tenant}, "")
        rows = self._connection.execute(
            f"SELECT provider, stage, COUNT(*) FROM overview{where} GROUP BY provider, stage", values
        )
        return {(provider, Stage(stage)): count for provider, stage, count in rows}

    def transactions(
        self,
        provider: str | None = None,
        stage: Stage | None = None,
        tenant: str | None = None,
        words: str = "",
        *,
        first: int = 1,
        size: int = 50,
    ) -> OverviewPage:
        """Return transactions, newest first, without deleted ones.

        Args:
            provider: Only this service's.
            stage: Only those in this stage.
            tenant: Only this tenant's.
            words: Only those whose id, title, status, or name or e-mail address of a signer contains each of these.
            first: Position of the first one wanted, from 1.
            size: How many are wanted.
        """
        where, values = _conditions(
            {"provider": provider, "stage": None if stage is None else stage.value, "tenant": tenant}, words
        )
        # Each row is looked at once, and only the numbers of those that match are kept.
        matching = self._connection.execute(f"SELECT sequence FROM overview{where} ORDER BY sequence DESC", values)
        sequences = [sequence for (sequence,) in matching]
        wanted = sequences[max(first, 1) - 1 :][:size]
        rows = self._connection.execute(
            "SELECT id, provider, tenant, status, stage, title, parties, created, updated, due FROM overview"
            f" WHERE sequence IN ({', '.join('?' * len(wanted))}) ORDER BY sequence DESC",
            wanted,
        )
        return OverviewPage(len(sequences), [_row(row) for row in rows])

    def ledger_of(self, transaction_id: str) -> list[LedgerEntry]:
        """Return the effects on one transaction, oldest first."""
        rows = self._connection.execute(
            "SELECT sequence, time, provider, tenant, operation, transaction_id FROM ledger WHERE transaction_id = ?"
            " ORDER BY sequence",
            (transaction_id,),
        )
        return [LedgerEntry(row[0], datetime.fromisoformat(row[1]), *row[2:]) for row in rows]

    def deliveries(
        self, transaction_id: str | None = None, *, first: int = 1, size: int = 50
    ) -> tuple[int, list[JSONObject]]:
        """Return the number of deliveries, and the bodies of one page of them, newest first.

        Args:
            transaction_id: Only those about this transaction.
            first: Position of the first one wanted, from 1.
            size: How many are wanted.
        """
        where, values = " WHERE kind = 'delivery' AND provider = 'sandbox'", []
        if transaction_id is not None:
            where, values = f"{where} AND json_extract(body, '$.transaction_id') = ?", [transaction_id]
        total = self._connection.execute(f"SELECT COUNT(*) FROM records{where}", values).fetchone()[0]
        rows = self._connection.execute(
            f"SELECT body FROM records{where} ORDER BY sequence DESC LIMIT ? OFFSET ?",
            (*values, min(size, LARGEST), min(max(first, 1) - 1, LARGEST)),
        )
        return total, [cast("JSONObject", json.loads(row[0])) for row in rows]

    def next_due(self) -> NextDue | None:
        """Return what will happen next when the clock goes on; None when nothing is waiting."""
        expiry = self._connection.execute(
            "SELECT due, provider, tenant, 'expiry', id FROM transactions WHERE stage = 'open' AND due IS NOT NULL"
            " ORDER BY due LIMIT 1"
        ).fetchone()
        job = self._connection.execute(
            "SELECT due, provider, tenant, name, COALESCE((SELECT overview.id FROM json_each(detail) JOIN overview"
            " ON overview.id = json_each.value LIMIT 1), '') FROM jobs ORDER BY due, sequence LIMIT 1"
        ).fetchone()
        waiting = [(datetime.fromisoformat(row[0]), *row[1:]) for row in (expiry, job) if row is not None]
        if not waiting:
            return None
        time, provider, tenant, name, transaction_id = min(waiting)
        title = self._connection.execute("SELECT title FROM overview WHERE id = ?", (transaction_id,)).fetchone()
        return NextDue(time, provider, tenant, name, transaction_id, "" if title is None else title[0])


def _conditions(columns: dict[str, str | None], words: str) -> tuple[str, list[str]]:
    given = {column: value for column, value in columns.items() if value is not None}
    conditions = ["deleted = 0", *(f"{column} = ?" for column in given)]
    values = list(given.values())
    for word in words_of(words):
        conditions.append("folded_contains(id || char(10) || title || char(10) || status || char(10) || parties, ?)")
        values.append(word)
    return " WHERE " + " AND ".join(conditions), values


def _folded_contains(text: str, word: str) -> bool:
    """Return whether a text contains a word that is folded already; SQLite's own LIKE folds ASCII letters only."""
    return word in text.casefold()


def _storable_json(text: str) -> str:
    """Return JSON without halves of surrogate pairs: JSON can carry them, and no column can."""
    if "\\ud" not in text:
        return text
    return json.dumps(json.loads(text), ensure_ascii=False).encode("utf-8", "replace").decode()


def _row(row: tuple[str, ...]) -> OverviewRow:
    transaction_id, provider, tenant, status, stage, title, parties, created, updated, due = row
    return OverviewRow(
        transaction_id,
        provider,
        tenant,
        status,
        Stage(stage),
        title,
        tuple(party.strip() for party in parties.split("\n") if party.strip()),
        datetime.fromisoformat(created),
        datetime.fromisoformat(updated),
        None if not due else datetime.fromisoformat(due),
    )
