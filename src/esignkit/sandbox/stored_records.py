"""The records in the store: whatever else an emulator keeps (profiles, signers, tokens, users)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

from esignkit.sandbox.json_values import encodable
from esignkit.sandbox.record_cache import RecordCache

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from esignkit.sandbox.json_values import JSON, JSONObject

_encode = json.JSONEncoder(separators=(",", ":")).encode


class StoredRecords:
    """Reads and writes records; those that were read lately are kept in memory.

    Args:
        connection: The database.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._records = RecordCache()

    def put_record(self, provider: str, kind: str, record_id: str, body: Mapping[str, JSON], tenant: str) -> None:
        """Insert a record or replace its body."""
        record_id = encodable(record_id)
        values = (tenant, _encode(body), provider, kind, record_id)
        # Not by ON CONFLICT, which takes a sequence number for a mere change: when an answer to a webhook comes in is
        # the weather's, and is not to be seen in what comes after.
        changed = self._connection.execute(
            "UPDATE records SET tenant = ?, body = ? WHERE provider = ? AND kind = ? AND id = ?", values
        )
        if not changed.rowcount:
            self._connection.execute(
                "INSERT INTO records (tenant, body, provider, kind, id) VALUES (?, ?, ?, ?, ?)", values
            )
        self._records.forget(provider, kind, record_id)

    def record(self, provider: str, kind: str, record_id: str, tenant: str | None = None) -> JSONObject | None:
        """Return the body of a record, of any tenant when none is named."""
        record_id = encodable(record_id)

        def read() -> tuple[str, str] | None:
            where, values = where_equal(provider=provider, kind=kind, id=record_id)
            row: tuple[str, str] | None = self._connection.execute(
                f"SELECT tenant, body FROM records{where}", values
            ).fetchone()
            return row

        tenant_and_body = self._records.one(provider, kind, record_id, read)
        if tenant_and_body is None or tenant not in {None, tenant_and_body[0]}:
            return None
        return cast("JSONObject", json.loads(tenant_and_body[1]))

    def records(self, provider: str, kind: str, tenant: str | None = None) -> list[JSONObject]:
        """Return the bodies of all records of a kind, oldest first."""

        def read() -> list[str]:
            where, values = where_equal(provider=provider, kind=kind, tenant=tenant)
            rows = self._connection.execute(f"SELECT body FROM records{where} ORDER BY sequence", values)
            return [row[0] for row in rows]

        return [cast("JSONObject", json.loads(body)) for body in self._records.several(provider, kind, tenant, read)]

    def delete_record(self, provider: str, kind: str, record_id: str) -> bool:
        """Delete a record; tell whether there was one."""
        record_id = encodable(record_id)
        self._records.forget(provider, kind, record_id)
        where, values = where_equal(provider=provider, kind=kind, id=record_id)
        return self._connection.execute(f"DELETE FROM records{where}", values).rowcount > 0


def where_equal(**columns: str | None) -> tuple[str, list[str]]:
    """Return a condition, with `WHERE`, for columns that have these values, and the values; None is any value."""
    given_columns = {column: value for column, value in columns.items() if value is not None}
    if not given_columns:
        return "", []
    return " WHERE " + " AND ".join(f"{column} = ?" for column in given_columns), list(given_columns.values())
