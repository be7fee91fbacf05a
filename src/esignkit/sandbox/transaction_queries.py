"""Searches among transactions by columns of the store, without a look at the bodies of those that do not match.

A condition is built by the functions below and joined by `all_of` and `any_of`:

    all_of(on_shelf("esignlive", "default", "PACKAGE"), with_status(["SENT"]), with_words("lease"))
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from attrs import frozen

from esignkit.sandbox.domain.model import PartyState, utc_text
from esignkit.sandbox.json_values import LARGEST, encodable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from esignkit.sandbox.domain.model import SearchKeys, Transaction

Order: TypeAlias = Literal["sequence", "updated", "completed", "due", "title", "status"]

_BETWEEN = "\x1f"
_FROM = "FROM transactions INDEXED BY transactions_found WHERE"


@frozen
class Condition:
    """What a transaction must be like."""

    sql: str
    values: tuple[str | int, ...] = ()


def of_service(provider: str, tenant: str | None = None, *, deleted: bool | None = False) -> Condition:
    """Transactions of a service, of one tenant or of all; `deleted` None takes deleted ones, too."""
    condition = Condition("provider = ?", (provider,))
    if tenant is not None:
        condition = all_of(condition, Condition("tenant = ?", (tenant,)))
    return condition if deleted is None else all_of(condition, Condition("deleted = ?", (int(deleted),)))


def on_shelf(provider: str, tenant: str, shelf: str) -> Condition:
    """Transactions of a shelf, without deleted ones."""
    return Condition("provider = ? AND tenant = ? AND shelf = ? AND deleted = 0", (provider, tenant, shelf))


def with_status(statuses: Iterable[str]) -> Condition:
    """Transactions that have one of the service's statuses."""
    values = tuple(statuses)
    return Condition(f"status IN ({', '.join('?' * len(values))})", values)


def with_tag(tag: str) -> Condition:
    """Transactions with a tag (`SearchKeys.tags`), or with a party: `party=…`."""
    return Condition("instr(tags, ?)", (f"{_BETWEEN}{_column(tag)}{_BETWEEN}",))


def with_words(part: str) -> Condition:
    """Transactions one of whose words (`SearchKeys.words`) has this part, in either case."""
    return Condition("instr(words, ?)", (_column(part.casefold()),))


def awaiting(email: str) -> Condition:
    """Transactions in which it is this person's turn."""
    return Condition("instr(awaited, ?)", (f"{_BETWEEN}{_column(email.casefold())}{_BETWEEN}",))


def open_and_due_by(moment: datetime) -> Condition:
    """Open transactions that are due at a moment or before."""
    return Condition("stage = 'open' AND due IS NOT NULL AND due <= ?", (utc_text(moment),))


def updated_since(moment: datetime) -> Condition:
    """Transactions that were last changed at a moment or later."""
    return Condition("updated >= ?", (utc_text(moment),))


def updated_until(moment: datetime) -> Condition:
    """Transactions that were last changed at a moment or earlier."""
    return Condition("updated <= ?", (utc_text(moment),))


def all_of(*conditions: Condition) -> Condition:
    """What meets every condition."""
    return Condition(" AND ".join(one.sql for one in conditions), tuple(v for one in conditions for v in one.values))


def any_of(*conditions: Condition) -> Condition:
    """What meets at least one condition."""
    alternatives = " OR ".join(f"({one.sql})" for one in conditions)
    return Condition(f"({alternatives})", tuple(v for one in conditions for v in one.values))


def columns_of(transaction: Transaction, keys: SearchKeys) -> tuple[str, ...]:
    """Return a transaction's columns for searches: updated, completed, title, awaited, tags, words, shown."""
    awaited = [party.email for party in transaction.due_parties() if party.state is PartyState.PENDING]
    tags = [*keys.tags, *[f"party={party.id}" for party in transaction.parties]]
    return (
        utc_text(transaction.updated),
        "" if transaction.completed is None else utc_text(transaction.completed),
        _column(transaction.title.casefold()),
        _joined(awaited).casefold(),
        _joined(tags),
        _joined(keys.words).casefold(),
        _shown(transaction),
    )


def count(connection: sqlite3.Connection, condition: Condition) -> int:
    """Return the number of transactions that meet a condition."""
    return int(connection.execute(f"SELECT COUNT(*) {_FROM} {condition.sql}", condition.values).fetchone()[0])


def find(
    connection: sqlite3.Connection,
    condition: Condition,
    order: Order = "sequence",
    *,
    descending: bool = False,
    limit: int = -1,
    offset: int = 0,
) -> list[int]:
    """Return the sequence numbers of the transactions that meet a condition, in an order; equals in that of creation.

    Args:
        connection: The database.
        condition: What they are like.
        order: The column that they are ordered by.
        descending: Whether the order is turned round, also among equals.
        limit: How many at most; -1 for all.
        offset: How many of the first are left out.
    """
    direction = "DESC" if descending else "ASC"
    ordering = f"{order} {direction}, sequence {direction}" if order != "sequence" else f"sequence {direction}"
    rows = connection.execute(
        f"SELECT sequence {_FROM} {condition.sql} ORDER BY {ordering} LIMIT ? OFFSET ?",
        (*condition.values, min(limit, LARGEST), min(offset, LARGEST)),
    )
    return [row[0] for row in rows]


def tally(
    connection: sqlite3.Connection, condition: Condition, parts: Mapping[str, Condition]
) -> dict[str, dict[str, int]]:
    """Count the transactions that meet a condition, by status.

    Args:
        connection: The database.
        condition: What they are like.
        parts: Further conditions by name.

    Returns:
        For each status the number of transactions under `all`, and of those that meet each further condition.
    """
    columns = "".join(f", COUNT(CASE WHEN {part.sql} THEN 1 END)" for part in parts.values())
    values = [*(value for part in parts.values() for value in part.values), *condition.values]
    rows = connection.execute(f"SELECT status, COUNT(*){columns} {_FROM} {condition.sql} GROUP BY status", values)
    return {row[0]: dict(zip(["all", *parts], row[1:], strict=True)) for row in rows}


def _joined(texts: Sequence[str]) -> str:
    joined = _BETWEEN.join(texts)
    if joined.count(_BETWEEN) >= len(texts):  # one of them has it, too
        joined = _BETWEEN.join(text.replace(_BETWEEN, " ") for text in texts)
    return f"{_BETWEEN}{encodable(joined)}{_BETWEEN}" if joined else ""


def _column(text: str) -> str:
    return encodable(text.replace(_BETWEEN, " "))


def _shown(transaction: Transaction) -> str:
    """Return what a list shows of a transaction, folded, so that people find it by that."""
    people = (f"{party.name} {party.email}" for party in transaction.parties)
    return encodable("\n".join((transaction.id, transaction.title, transaction.status, *people)).casefold())
