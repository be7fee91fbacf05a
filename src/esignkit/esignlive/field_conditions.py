"""Where the service takes the rules between fields: in a package, or in a call of their own; never in a plain field."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Sequence

from esignkit.esignlive.models.document import Approval, Document, Field
from esignkit.esignlive.models.field import ConditionalField
from esignkit.esignlive.models.package import Condition, Package

__all__ = ["refuse_conditions", "with_conditions_of_fields"]


def with_conditions_of_fields(package: Package) -> Package:
    """Return the package with the rules of its fields in its own list; the caller's objects stay as they are.

    A rule that is in the package's list already stays there once.
    """
    documents: Sequence[Document] = getattr(package, "documents", None) or ()
    of_fields = [rule for field in _fields(documents) for rule in _conditions(field)]
    if not of_fields:
        return package
    own: list[Condition] = getattr(package, "conditions", None) or []
    package = copy.copy(package)
    package.documents = [_without_conditions(document) for document in documents]
    package.conditions = [*own, *(rule for rule in of_fields if rule not in own)]
    return package


def refuse_conditions(*parts: Document | Approval | Field) -> None:
    """Refuse fields with rules where the service would drop the rules.

    Raises:
        ValueError: A field has conditions.
    """
    for field in _fields(parts):
        if _conditions(field):
            name = getattr(field, "id", None) or getattr(field, "name", None)
            msg = (
                f"the field {name!r} has conditions, which this call does not take: packages.create takes them, and "
                "fields.set_conditions for a field that is there"
            )
            raise ValueError(msg)


def _fields(parts: Iterable[Document | Approval | Field]) -> Iterator[Field]:
    for part in parts if isinstance(parts, list | tuple) else ():  # what is no list is refused when it is written
        if isinstance(part, Field):
            yield part
        else:
            yield from _fields(getattr(part, "approvals", None) or ())
            yield from _fields(getattr(part, "fields", None) or ())


def _conditions(field: Field) -> list[Condition]:
    return (getattr(field, "conditions", None) or []) if isinstance(field, ConditionalField) else []


def _without_conditions(document: Document) -> Document:
    document = copy.copy(document)
    if getattr(document, "fields", None):
        document.fields = list(map(_plain, document.fields))
    if getattr(document, "approvals", None):
        document.approvals = list(map(_with_plain_fields, document.approvals))
    return document


def _with_plain_fields(approval: Approval) -> Approval:
    approval = copy.copy(approval)
    if getattr(approval, "fields", None):
        approval.fields = list(map(_plain, approval.fields))
    return approval


def _plain(field: Field) -> Field:
    if not isinstance(field, ConditionalField):
        return field
    field = copy.copy(field)
    del field.conditions
    return field
