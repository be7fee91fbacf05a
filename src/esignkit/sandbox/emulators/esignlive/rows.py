"""Lists of JSON objects with an `id`, such as roles, documents, approvals and fields: look up, replace, take out."""

from __future__ import annotations

from collections.abc import Iterable

from esignkit.sandbox.emulators.esignlive.errors import invalid, not_found
from esignkit.sandbox.json_values import JSON, JSONObject, as_text

__all__ = ["find", "put", "refuse_duplicate", "refuse_duplicates", "without"]


def find(rows: Iterable[JSONObject], kind: str, row_id: str) -> JSONObject:
    """Return the row of an id.

    Raises:
        ErrorResponse: There is none.
    """
    for row in rows:
        if row["id"] == row_id:
            return row
    raise not_found(kind, row_id)


def put(rows: list[JSONObject], row: JSONObject) -> list[JSONObject]:
    """Return a list in which the row of the same id is replaced, or the row is appended."""
    if any(other["id"] == row["id"] for other in rows):
        return [row if other["id"] == row["id"] else other for other in rows]
    return [*rows, row]


def without(rows: Iterable[JSONObject], row_id: JSON) -> list[JSONObject]:
    """Return a list without the row of an id."""
    return [row for row in rows if row["id"] != row_id]


def refuse_duplicate(rows: Iterable[JSONObject], kind: str, row_id: JSON) -> None:
    """Refuse an id that is taken.

    Raises:
        ErrorResponse: There is a row with this id.
    """
    if any(row["id"] == row_id for row in rows):
        article = "an" if kind[0] in "aeiou" else "a"
        raise invalid(f"{kind}.duplicateId", f"There is {article} {kind} with id {row_id} already.")


def refuse_duplicates(rows: Iterable[JSONObject], kind: str) -> None:
    """Refuse a list in which two have one id: nobody could name either of them.

    Raises:
        ErrorResponse: There are two.
    """
    seen: set[str] = set()
    for row in rows:
        row_id = as_text(row["id"])
        refuse_duplicate([row] if row_id in seen else [], kind, row_id)
        seen.add(row_id)
