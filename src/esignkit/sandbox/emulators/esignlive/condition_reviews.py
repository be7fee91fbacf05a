"""Conditions of a package that have no effect here: of a form that is not known, or of fields that are not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.emulators.call import Doubtful
from esignkit.sandbox.emulators.esignlive.field_conditions import Reference, read_condition
from esignkit.sandbox.json_values import JSONObject, as_object, as_text, objects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esignkit.sandbox.domain.model import Transaction

CHANGING_CONDITIONS = frozenset(
    {
        "packages.create",
        "packages.clone",
        "packages.update",
        "fields.set_conditions",
        "fields.delete",
        "approvals.replace",
        "approvals.update",
        "approvals.delete",
        "documents.delete",
        "documents.delete_several",
    }
)
"""Calls that set conditions, send them, or take fields away that they name."""


def without_effect(transaction: Transaction) -> Iterator[Doubtful]:
    """Say which conditions of a package have no effect; what the service makes of them is not known."""
    documents = {as_text(document.get("id")): _field_ids(document) for document in _documents(transaction)}
    for body in objects(as_object(transaction.wire.get("package")).get("conditions")):
        name = f"the condition {as_text(body.get('id'))!r}"
        condition = read_condition(body)
        if condition is None:
            yield Doubtful(
                f"{name} has no effect in the sandbox: {as_text(body.get('condition'))!r:.100} with "
                f"{as_text(body.get('action'))!r:.100} is not document['id'].field['id'].value == '…' with "
                "document['id'].field['id'].disabled = false"
            )
            continue
        for reference in dict.fromkeys((condition.source, condition.target)):
            missing = _missing(reference, documents)
            if missing:
                yield Doubtful(f"{name} names {missing}")


def _missing(reference: Reference, documents: dict[str, set[str]]) -> str:
    document, field = reference
    if document not in documents:
        return f"the document {document!r}, which is not there"
    return "" if field in documents[document] else f"the field {field!r}, which the document {document!r} has not"


def _documents(transaction: Transaction) -> list[JSONObject]:
    return objects(transaction.wire.get("documents"))


def _field_ids(document: JSONObject) -> set[str]:
    approvals = objects(document.get("approvals"))
    fields = [field for approval in approvals for field in objects(approval.get("fields"))]
    return {as_text(field.get("id")) for field in (*fields, *objects(document.get("fields")))}
