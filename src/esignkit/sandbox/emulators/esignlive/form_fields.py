"""The fields of approvals as signers fill them in, and the values that they leave in the package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from esignkit.sandbox import pdf
from esignkit.sandbox.domain.form_fields import CHECKED, WRITTEN, FieldKind, FormField, settled
from esignkit.sandbox.emulators.esignlive.field_conditions import Reference, with_rules
from esignkit.sandbox.emulators.esignlive.package_parts import main_signature
from esignkit.sandbox.json_values import JSONObject, as_bool, as_float, as_int, as_object, as_text, objects, texts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from esignkit.sandbox.domain.model import Party, Transaction

_KINDS = {
    "TEXTFIELD": FieldKind.TEXT,
    "TEXTAREA": FieldKind.TEXT_AREA,
    "CHECKBOX": FieldKind.CHECK_BOX,
    "RADIO": FieldKind.RADIO,
    "LIST": FieldKind.LIST,
    "DATE": FieldKind.DATE,
    "DATEPICKER": FieldKind.DATE,
    "LABEL": FieldKind.TEXT,
    "CUSTOMFIELD": FieldKind.TEXT,
}
_FILLED_BY_THE_SERVICE = {"LABEL", "CUSTOMFIELD"}
_INITIALS = {"INITIALS", "CHOOSE_INITIALS"}
_SIZES = {
    FieldKind.SIGNATURE: (200.0, 50.0),
    FieldKind.INITIALS: (60.0, 30.0),
    FieldKind.TEXT_AREA: (200.0, 50.0),
    FieldKind.CHECK_BOX: (20.0, 20.0),
    FieldKind.RADIO: (20.0, 20.0),
}


def form_fields(transaction: Transaction, now: datetime) -> list[FormField]:
    """Return the fields of all approvals, in the order of the documents.

    Args:
        transaction: The package.
        now: The date that is shown where a label shows the date of signing.
    """
    fields: list[FormField] = []
    references: dict[Reference, list[FormField]] = {}
    roles = {as_text(role.get("id")): role for role in objects(transaction.wire.get("roles"))}
    for document in objects(transaction.wire.get("documents")):
        names: set[str] = set()
        for approval in objects(document.get("approvals")):
            role = roles.get(as_text(approval.get("role")), {})
            main = main_signature(document, as_text(approval.get("role")))
            for field in objects(approval.get("fields")):
                made = _field(document, approval, field, main)
                if made is None:
                    continue
                if made.read_only or made.disabled:
                    made = evolve(made, value=_bound(field, role, now))
                if made.name in names:
                    made = evolve(made, name=f"{made.name} {made.id}")
                names.add(made.name)
                fields.append(made)
                references.setdefault((made.document_id, as_text(field.get("id"))), []).append(made)
    return with_rules(fields, references, objects(as_object(transaction.wire.get("package")).get("conditions")))


def disabled_signatures(transaction: Transaction, party: Party, now: datetime) -> set[str]:
    """Return the ids of the signature fields of a party that conditions disable, with the values as stored."""
    fields = [one for one in form_fields(transaction, now) if one.party_id == party.id]
    return {one.id for one in settled(fields, {}) if one.disabled and one.kind in WRITTEN}


def field_id(document: JSONObject, approval: JSONObject, field: JSONObject) -> str:
    """Return the id of a field, which is unique in its approval only, as the id for the whole package."""
    return "/".join(as_text(one.get("id")) for one in (document, approval, field))


def keep_values(documents: list[JSONObject], party: Party, values: Mapping[str, str]) -> None:
    """Set the values that a party has filled in.

    Args:
        documents: The package's documents, which are changed.
        party: The party.
        values: By the ids of `form_fields`.
    """
    for document in documents:
        approvals = objects(document.get("approvals"))
        for approval in approvals:
            fields = objects(approval.get("fields"))
            for field in fields:
                name = field_id(document, approval, field)
                if approval.get("role") == party.id and name in values:
                    field["value"] = values[name]
            approval["fields"] = fields
        document["approvals"] = approvals


def _field(document: JSONObject, approval: JSONObject, field: JSONObject, main: JSONObject | None) -> FormField | None:
    subtype = as_text(field.get("subtype"))
    kind = FieldKind.INITIALS if subtype in _INITIALS else FieldKind.SIGNATURE
    if field.get("type") != "SIGNATURE":
        if subtype not in _KINDS:
            return None  # a QR code, an image
        kind = _KINDS[subtype]
    validation = as_object(field.get("validation"))
    return FormField(
        id=field_id(document, approval, field),
        document_id=as_text(document.get("id")),
        party_id=as_text(approval.get("role")),
        kind=kind,
        name=as_text(field.get("name")) or as_text(field.get("id")),
        label=as_text(field.get("tooltip")) or _given_name(field),
        page=as_int(field.get("page")),
        box=_box(field, kind),
        main=main is not None and main["approval"] == approval.get("id") and main["field"] == field.get("id"),
        required=as_bool(validation.get("required")),
        read_only=subtype in _FILLED_BY_THE_SERVICE,
        disabled=kind not in WRITTEN and as_bool(validation.get("disabled")),
        value=as_text(field.get("value")),
        options=tuple(texts(validation.get("enum"))),
        group=as_text(validation.get("group")) if kind in CHECKED else "",
        max_length=as_int(validation.get("maxLength")),
        pattern=as_text(validation.get("pattern")),
    )


def _given_name(field: JSONObject) -> str:
    """Return the name that the sender gave; one that is the id was made up, and tells nobody anything."""
    name = as_text(field.get("name"))
    return "" if name == field.get("id") else name


def _box(field: JSONObject, kind: FieldKind) -> pdf.Box | None:
    if "left" not in field or "top" not in field:
        return None
    width, height = _SIZES.get(kind, (200.0, 20.0))
    return pdf.Box(
        as_float(field.get("left")),
        as_float(field.get("top")),
        as_float(field.get("width")) or width,
        as_float(field.get("height")) or height,
    )


def _bound(field: JSONObject, role: JSONObject, now: datetime) -> str:
    """Return what the service itself writes into a field."""
    signers = objects(role.get("signers"))
    signer = signers[0] if signers else {}
    bound = {
        "{approval.signed}": f"{now:%Y-%m-%d}",
        "{signer.name}": f"{as_text(signer.get('firstName'))} {as_text(signer.get('lastName'))}".strip(),
        "{signer.title}": as_text(signer.get("title")),
        "{signer.company}": as_text(signer.get("company")),
    }
    return bound.get(as_text(field.get("binding")), as_text(field.get("value")))
