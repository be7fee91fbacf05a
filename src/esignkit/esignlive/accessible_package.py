"""Packages for people who are blind or visually impaired: what the service requires of them."""

from __future__ import annotations

import copy
from collections.abc import Sequence

from esignkit.esignlive.enums import PackageType
from esignkit.esignlive.field_enums import FieldType
from esignkit.esignlive.models.ceremony import CeremonySettings, PackageSettings
from esignkit.esignlive.models.document import Approval, Document, Field
from esignkit.esignlive.models.package import Package

__all__ = ["accessible"]


def accessible(package: Package) -> Package:
    """Return a copy that says all an accessible package must, or refuse what the service would.

    Sets `settings.ceremony.ada`, `extract` of each document and field, and completes ids and names from each other:
    a field's are those of its tag in the PDF, an approval's those of its signature field.

    Raises:
        ValueError: Something contradicts that; all faults are listed.
    """
    faults: list[str] = []
    copied = copy.copy(package)
    copied.settings = copy.copy(package.settings) or PackageSettings()
    copied.settings.ceremony = ceremony = copy.copy(copied.settings.ceremony) or CeremonySettings()
    ceremony.ada = _on(ceremony.ada, "settings.ceremony.ada", faults)
    copied.type = getattr(copied, "type", PackageType.PACKAGE)
    if getattr(package, "documents", None):
        copied.documents = [_document(d, f"documents[{n}]", faults) for n, d in enumerate(package.documents)]
    if faults:
        msg = "this cannot become an accessible package: " + "; ".join(faults)
        raise ValueError(msg)
    return copied


def _on(value: bool | None, where: str, faults: list[str]) -> bool:
    if value is False:
        faults.append(f"{where} is False and has to be True")
    return True


def _document(document: Document, where: str, faults: list[str]) -> Document:
    copied = copy.copy(document)
    copied.extract = _on(document.extract, f"{where}.extract", faults)
    if getattr(document, "fields", None):
        copied.fields = _fields(document.fields, where, faults)
    if getattr(document, "approvals", None):
        copied.approvals = [_approval(a, f"{where}.approvals[{n}]", faults) for n, a in enumerate(document.approvals)]
    return copied


def _approval(approval: Approval, where: str, faults: list[str]) -> Approval:
    copied = copy.copy(approval)
    if getattr(approval, "fields", None):
        copied.fields = _fields(approval.fields, where, faults)
    fields: list[Field] = getattr(copied, "fields", None) or []
    signature = next((f for f in fields if f.type == FieldType.SIGNATURE), None)
    field_id: str | None = getattr(signature, "id", None)
    identifier: str | None = getattr(approval, "id", None) or approval.name or field_id
    if identifier is None:
        return copied
    copied.id, copied.name = identifier, approval.name or identifier
    if copied.id != copied.name:
        faults.append(f"{where}: id {copied.id!r} and name {copied.name!r} must be the same")
    elif field_id is not None and copied.id != field_id:
        faults.append(f"{where}: id and name {copied.id!r} must be those of its signature field, {field_id!r}")
    return copied


def _fields(fields: Sequence[Field], where: str, faults: list[str]) -> list[Field]:
    return [_field(field, f"{where}.fields[{n}]", faults) for n, field in enumerate(fields)]


def _field(field: Field, where: str, faults: list[str]) -> Field:
    copied = copy.copy(field)
    copied.extract = _on(field.extract, f"{where}.extract", faults)
    identifier: str | None = getattr(field, "id", None) or getattr(field, "name", None)
    if identifier is None:
        faults.append(f"{where} has neither id nor name; they are those of the tag in the PDF")
    else:
        copied.id, copied.name = identifier, getattr(field, "name", None) or identifier
        if copied.id != copied.name:
            identifiers = f"id {copied.id!r} and name {copied.name!r}"
            faults.append(f"{where}: {identifiers} must be the same, those of the tag in the PDF")
    faults += [f"{where} has no {word}" for word in ("type", "subtype") if getattr(field, word) is None]
    return copied
