"""Fields on a page that their document does not have, or not wholly on their page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.emulators.call import Doubtful
from esignkit.sandbox.json_values import JSONObject, as_float, as_int, as_list, as_text, objects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esignkit.sandbox.domain.model import Transaction

PLACING = frozenset(
    {
        "packages.create",
        "documents.add",
        "documents.replace",
        "document_fields.add",
        "document_fields.put",
        "document_fields.update",
        "imprint_fields.add",
        "imprint_fields.update",
        "approvals.add",
        "approvals.replace",
        "approvals.update",
        "fields.add",
        "fields.add_with_id",
        "fields.update",
        "fields.set_conditions",
    }
)
"""Calls that place fields."""
_ROUNDED = 1.0


def misplaced(transaction: Transaction, document_id: str | None) -> list[str]:
    """Say which fields are beside their document.

    Args:
        transaction: The package.
        document_id: The document that is looked at; None for all.

    Returns:
        A sentence for each; nothing for documents that are no PDFs, whose pages only the service's conversion makes.
    """
    return [
        type(problem)(f"{document['name']}: {problem}")
        for document in objects(transaction.wire.get("documents"))
        if document_id in (None, document["id"])
        for problem in _problems(document)
    ]


def _problems(document: JSONObject) -> Iterator[str]:
    sizes = [[as_float(length) for length in as_list(size)] for size in as_list(document.get("_page_sizes"))]
    for field in _fields(document) if sizes else ():
        number, name = as_int(field.get("page")), as_text(field.get("id"))
        if not 0 <= number < len(sizes):
            yield f"the field {name} is on page {number}, and its pages are 0 to {len(sizes) - 1}"
            continue
        left, top, width, height = (as_float(field.get(key)) for key in ("left", "top", "width", "height"))
        outside = f"the field {name} is not wholly on page {number}, which is {_size(sizes[number])}"
        if min(left, top, width, height) < 0:
            yield outside
        elif not _fits((left + width, top + height), sizes[number]):
            # The service counts in pixels, and nobody says how many make an inch: 72 are taken.
            yield Doubtful(f"{outside}, if a pixel is a point")


def _fits(corner: tuple[float, float], size: list[float]) -> bool:
    return all(end <= length + _ROUNDED for end, length in zip(corner, size, strict=True))


def _size(size: list[float]) -> str:
    return f"{size[0]:g} wide and {size[1]:g} high"


def _fields(document: JSONObject) -> Iterator[JSONObject]:
    for approval in objects(document.get("approvals")):
        yield from objects(approval.get("fields"))
    yield from objects(document.get("fields"))
    yield from objects(document.get("imprintFields"))
