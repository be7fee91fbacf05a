"""Records that were read before: most calls read the same switches, webhooks and tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_MAX_RECORDS = 2048
_MAX_ROWS = 32


class RecordCache:
    """What was read of the table of records, as text, until it is written."""

    def __init__(self) -> None:
        self._one: dict[tuple[str, str, str], tuple[str, str] | None] = {}
        self._several: dict[tuple[str, str], dict[str | None, list[str]]] = {}

    def one(
        self, provider: str, kind: str, record_id: str, read: Callable[[], tuple[str, str] | None]
    ) -> tuple[str, str] | None:
        """Return the tenant and the body of a record, read where it is not known; None when there is none."""
        key = (provider, kind, record_id)
        if key not in self._one:
            if len(self._one) >= _MAX_RECORDS:
                self._one.clear()
            self._one[key] = read()
        return self._one[key]

    def several(self, provider: str, kind: str, tenant: str | None, read: Callable[[], list[str]]) -> list[str]:
        """Return the bodies of the records of a kind, read where they are not known; long lists are not kept."""
        known = self._several.setdefault((provider, kind), {})
        if tenant in known:
            return known[tenant]
        bodies = read()
        if len(bodies) <= _MAX_ROWS:
            if len(known) >= _MAX_RECORDS:
                known.clear()
            known[tenant] = bodies
        return bodies

    def forget(self, provider: str, kind: str, record_id: str) -> None:
        """Read a record, and the list that it is in, anew."""
        self._one.pop((provider, kind, record_id), None)
        self._several.pop((provider, kind), None)

    def clear(self) -> None:
        """Read everything anew."""
        self._one.clear()
        self._several.clear()
