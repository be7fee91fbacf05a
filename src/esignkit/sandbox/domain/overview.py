"""What people look for: transactions by service, stage and words, deliveries, ledger lines and what is due next.

Lists and counts look at an index of the transactions that has all they need, and read only the bodies that they show.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, cast

from attrs import frozen

from esignkit.sandbox.domain.model import LedgerEntry, Stage, transaction_from_json
from esignkit.sandbox.domain.search import words_of
from esignkit.sandbox.json_values import LARGEST, encodable

if TYPE_CHECKING:
    import sqlite3

    from esignkit.sandbox.domain.model import Transaction
    from esignkit.sandbox.json_values import JSONObject

_SCHEMA = """
CREATE INDEX IF NOT EXISTS ledger_of ON ledger (transaction_id);
CREATE INDEX IF NOT EXISTS deliveries_of ON records (json_extract(body, '$.transaction_id'), sequence)
    WHERE kind = 'delivery';
"""
_FROM = "FROM transactions INDEXED BY transactions_found"


def set_up(connection: sqlite3.Connection) -> None:
    """Make the indexes in a database that has the store's tables."""
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
        self.connection: sqlite3.Connection = connection
        """Where they are read; the store sets another one where it begins anew."""

    def counts(self, tenant: str | None = None) -> dict[tuple[str, Stage], int]:
        """Return how many transactions each service has in each stage, without deleted ones."""
        where, values = _conditions({"tenant": tenant}, "")
        rows = self.connection.execute(
            f"SELECT provider, stage, COUNT(*) {_FROM}{where} GROUP BY provider, stage", values
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
        matching = self.connection.execute(f"SELECT sequence {_FROM}{where} ORDER BY sequence DESC", values)
        sequences = [sequence for (sequence,) in matching]
        page_sequences = sequences[max(first, 1) - 1 :][:size]
        places = ", ".join("?" * len(page_sequences))
        rows = self.connection.execute(
            f"SELECT body FROM transactions WHERE sequence IN ({places}) ORDER BY sequence DESC",
            page_sequences,
        )
        return OverviewPage(len(sequences), [_row(transaction_from_json(json.loads(row[0]))) for row in rows])

    def ledger_of(self, transaction_id: str) -> list[LedgerEntry]:
        """Return the effects on one transaction, oldest first."""
        rows = self.connection.execute(
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
        total = self.connection.execute(f"SELECT COUNT(*) FROM records{where}", values).fetchone()[0]
        rows = self.connection.execute(
            f"SELECT body FROM records{where} ORDER BY sequence DESC LIMIT ? OFFSET ?",
            (*values, min(size, LARGEST), min(max(first, 1) - 1, LARGEST)),
        )
        return total, [cast("JSONObject", json.loads(row[0])) for row in rows]

    def next_due(self) -> NextDue | None:
        """Return what will happen next when the clock goes on; None when nothing is waiting."""
        expiry = self.connection.execute(
            "SELECT due, provider, tenant, 'expiry', id FROM transactions WHERE stage = 'open' AND due IS NOT NULL"
            " ORDER BY due LIMIT 1"
        ).fetchone()
        job = self.connection.execute(
            "SELECT due, provider, tenant, name, COALESCE((SELECT about.id FROM json_each(detail)"
            " JOIN transactions AS about ON about.id = json_each.value LIMIT 1), '')"
            " FROM jobs ORDER BY due, sequence LIMIT 1"
        ).fetchone()
        waiting = [(datetime.fromisoformat(row[0]), *row[1:]) for row in (expiry, job) if row is not None]
        if not waiting:
            return None
        time, provider, tenant, name, transaction_id = min(waiting)
        body = self.connection.execute("SELECT body FROM transactions WHERE id = ?", (transaction_id,)).fetchone()
        title = "" if body is None else encodable(transaction_from_json(json.loads(body[0])).title)
        return NextDue(time, provider, tenant, name, transaction_id, title)


def _conditions(columns: dict[str, str | None], words: str) -> tuple[str, list[str]]:
    filters = {column: value for column, value in columns.items() if value is not None}
    conditions = ["deleted = 0", *(f"{column} = ?" for column in filters)]
    values = list(filters.values())
    for word in words_of(words):
        conditions.append("instr(shown, ?)")
        values.append(encodable(word))
    return " WHERE " + " AND ".join(conditions), values


def _row(transaction: Transaction) -> OverviewRow:
    people = (encodable(f"{party.name} {party.email}").strip() for party in transaction.parties)
    return OverviewRow(
        transaction.id,
        transaction.provider,
        transaction.tenant,
        transaction.status,
        transaction.stage,
        encodable(transaction.title),
        tuple(filter(None, people)),
        transaction.created,
        transaction.updated,
        transaction.due,
    )
