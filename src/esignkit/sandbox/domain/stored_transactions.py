"""The transactions in the store, as a unit of work reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from esignkit.sandbox.domain.model import Transaction
    from esignkit.sandbox.store import Store
    from esignkit.sandbox.transaction_queries import Condition, Order


class StoredTransactions:
    """Reads transactions.

    Args:
        store: Where they are kept.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def transaction(self, transaction_id: str) -> Transaction | None:
        """Return the transaction with this id, whatever its service and tenant, deleted ones included."""
        return self._store.get(transaction_id)

    def transactions(self, provider: str | None = None, tenant: str | None = None) -> list[Transaction]:
        """Return transactions in the order of their creation, deleted ones included."""
        return self._store.transactions(provider, tenant)

    def window(
        self, shelf_key: tuple[str, str, str], statuses: Sequence[str], first: int, last: int, *, newest_first: bool
    ) -> tuple[int, list[Transaction]]:
        """Return the size of a shelf (provider, tenant, shelf) and the transactions from `first` to `last` of it."""
        return self._store.window(shelf_key, statuses, first, last, newest_first=newest_first)

    def count(self, condition: Condition) -> int:
        """Return the number of transactions that meet a condition."""
        return self._store.count(condition)

    def find(
        self,
        condition: Condition,
        order: Order = "sequence",
        *,
        descending: bool = False,
        limit: int = -1,
        offset: int = 0,
    ) -> list[Transaction]:
        """Return the transactions that meet a condition, in an order; equals in that of their creation."""
        return self._store.find(condition, order, descending=descending, limit=limit, offset=offset)

    def tally(self, condition: Condition, parts: Mapping[str, Condition]) -> dict[str, dict[str, int]]:
        """Count the transactions that meet a condition, by status: `all`, and those that meet further conditions."""
        return self._store.tally(condition, parts)
