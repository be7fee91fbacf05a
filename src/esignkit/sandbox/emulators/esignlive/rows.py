"""Lists of JSON objects with an `id`, such as roles, documents, approvals and fields: look up, replace, take out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.emulators.esignlive.behaviour_switches import switch
from esignkit.sandbox.emulators.esignlive.errors import invalid, not_found
from esignkit.sandbox.json_values import JSON, JSONObject, as_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from esignkit.sandbox.domain.unit_of_work import UnitOfWork

__all__ = ["distinct", "find", "put", "refuse_duplicate", "without"]


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


def refuse_duplicate(rows: Iterable[JSONObject], kind: str, row_id: JSON, work: UnitOfWork, tenant: str) -> None:
    """Refuse an id that is taken, unless a switch of the account lets the new row take the other one's place.

    Raises:
        ErrorResponse: There is a row with this id.
    """
    if any(row["id"] == row_id for row in rows) and switch(work, tenant, "same_id") == "refused":
        article = "an" if kind[0] in "aeiou" else "a"
        raise invalid(f"{kind}.duplicateId", f"There is {article} {kind} with id {row_id} already.")


def distinct(rows: Iterable[JSONObject], kind: str, work: UnitOfWork, tenant: str) -> list[JSONObject]:
    """Return a list in which no two have one id, for nobody could name either of them; see `refuse_duplicate`.

    Raises:
        ErrorResponse: There are two, and the account's switch does not let the later one take the earlier one's place.
    """
    by_id: dict[str | int, JSONObject] = {}
    for position, row in enumerate(rows):
        row_id = as_text(row.get("id")) or position  # without an id it is like no other
        refuse_duplicate([row] if row_id in by_id else [], kind, row_id, work, tenant)
        by_id[row_id] = row
    return [*by_id.values()]
