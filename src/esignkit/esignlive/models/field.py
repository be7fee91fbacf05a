"""Fields that depend on each other, and what was filled in."""

from __future__ import annotations

from esignkit.core.field_specifiers import always, several
from esignkit.core.model import model
from esignkit.esignlive.models.document import Field
from esignkit.esignlive.models.package import Condition
from esignkit.esignlive.wire_format import EslModel

__all__ = [
    "ConditionalField",
    "FieldReferences",
    "FieldSummary",
    "ReferencedConditions",
    "ReferencedDocument",
    "ReferencedField",
]


@model
class ConditionalField(Field):
    """A field with the rules that it takes part in, for `packages.create` and `fields.set_conditions`."""

    conditions: list[Condition] = several()
    """Rules that enable or disable fields."""


@model
class FieldSummary(EslModel):
    """What a signer filled into one field."""

    signer_id: str = always()
    """Id of the signer who filled it in."""
    document_id: str = always()
    """Id of the document."""
    field_id: str = always()
    """Id of the field."""
    field_name: str = always()
    """Name of the field."""
    field_value: str | None = None
    """What was filled in."""


@model
class FieldReferences(EslModel):
    """The rules that name a field: as what they ask about, and as what they act on."""

    referenced_in_condition: list[Condition] = several()
    """Rules that ask for the field's value."""
    referenced_in_action: list[Condition] = several()
    """Rules that enable or disable the field."""


@model
class ReferencedField(FieldReferences):
    """A field that rules name. The two lists stand in `conditions`, or here: the service's sources differ."""

    field_id: str | None = None
    """Id of the field."""
    conditions: FieldReferences | None = None
    """The rules that name it, where the service nests them."""


@model
class ReferencedDocument(EslModel):
    """A document whose fields are named by rules."""

    document_id: str | None = None
    """Id of the document."""
    fields: list[ReferencedField] = several()
    """Fields of the document that rules name."""


@model
class ReferencedConditions(EslModel):
    """Which rules of a package name which fields."""

    package_id: str | None = None
    """Id of the package."""
    documents: list[ReferencedDocument] = several()
    """Documents of the package with fields that rules name."""
