"""What is used of a database's driver."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

__all__ = ["Cursor", "Transaction"]


class Cursor(Protocol):
    """What both databases' drivers have."""

    @property
    def rowcount(self) -> int:
        """Number of rows that were changed."""
        ...

    def fetchone(self) -> Sequence[Any] | None:
        """Return the next row."""
        ...

    def fetchall(self) -> Sequence[Sequence[Any]]:
        """Return the rows that are left."""
        ...


class Transaction(Protocol):
    """An open transaction."""

    def execute(self, sql: str, parameters: Sequence[Any] = (), /) -> Cursor:
        """Carry a statement out; parameters stand as `?` in it."""
        ...
