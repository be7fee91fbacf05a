"""The fields that anchor tags make: `<txt_req_Seller 1_120>` is a text that the signer of that role must fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox import pdf
from esignkit.sandbox.domain.form_fields import FieldKind, FormField
from esignkit.sandbox.json_values import as_float, as_int, as_list, as_object, as_text, objects, texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from esignkit.sandbox.domain.model import Document, Party, Transaction
    from esignkit.sandbox.json_values import JSONObject

_KINDS = {
    "sig": FieldKind.SIGNATURE,
    "ini": FieldKind.INITIALS,
    "txt": FieldKind.TEXT,
    "chk": FieldKind.CHECK_BOX,
    "rdo": FieldKind.RADIO,
    "ddl": FieldKind.LIST,
    "d": FieldKind.DATE,
    "dt": FieldKind.TEXT,
    "t": FieldKind.TEXT,
}
_CLOCK = {"d": "%Y-%m-%d", "dt": "%Y-%m-%d %H:%M", "t": "%H:%M"}
_WIDTHS = {"sig": (80, 175), "ini": (35, 45), "txt": (20, 175), "dt": (50, 100), "d": (50, 100), "t": (50, 100)}
"""Least and usual width in pixels: a width below the least gives the usual one."""
_HEIGHTS = {FieldKind.SIGNATURE: 40.0, FieldKind.INITIALS: 24.0}
_LINE, _BUTTON, _BUTTON_STEP = 18.0, 14.0, 20.0


def form_fields(session: Transaction, now: datetime) -> list[FormField]:
    """Return the fields that the anchor tags of a session make, for the signers who hold the tags' roles.

    Args:
        session: The session.
        now: What is shown where a tag asks for the date or time of signing.
    """
    members = as_object(session.wire.get("signers"))
    holders = {as_text(as_object(members.get(party.id)).get("SignerRole")): party for party in session.parties}
    return [
        field
        for document in session.documents
        for number, tag in enumerate(_tags(session, document), 1)
        if (party := holders.get(as_text(tag.get("role")))) is not None
        for field in _fields(document, party, tag, number, now)
    ]


def _tags(session: Transaction, document: Document) -> list[JSONObject]:
    """Return the tags of a document; the first signature of each role is marked."""
    tags = objects(as_object(as_object(session.wire.get("documents")).get(document.id)).get("Tags"))
    seen: set[str] = set()
    marked: list[JSONObject] = []
    for tag in tags:
        role = as_text(tag.get("role"))
        is_main = tag.get("type") == "sig" and role not in seen
        if is_main:
            seen.add(role)
        marked.append({**tag, "main": is_main})
    return marked


def _fields(document: Document, party: Party, tag: JSONObject, number: int, now: datetime) -> Iterator[FormField]:
    kind = _KINDS[as_text(tag.get("type"))]
    automatic = tag.get("option") == "aut"
    left, top = (as_float(value) for value in as_list(tag.get("at")))
    name = f"{tag['type']} {number}"
    buttons = min(max(as_int(tag.get("extra"), 2), 2), 10) if kind is FieldKind.RADIO else 1
    for button in range(1, buttons + 1):
        own = f"{name}.{button}" if kind is FieldKind.RADIO else name
        yield FormField(
            id=f"{document.id}/{own}",
            document_id=document.id,
            party_id=party.id,
            kind=kind,
            name=own.replace(".", "-"),
            page=as_int(tag.get("page")),
            box=pdf.Box(left + (button - 1) * _BUTTON_STEP, top, _width(tag, kind), _height(kind)),
            main=bool(tag.get("main")),
            required=tag.get("option") == "req",
            read_only=automatic,
            value=f"{now:{_CLOCK[as_text(tag['type'])]}}" if automatic and tag["type"] in _CLOCK else "",
            options=tuple(texts(tag.get("items"))),
            group=name if kind is FieldKind.RADIO else "",
        )


def _width(tag: JSONObject, kind: FieldKind) -> float:
    if kind in {FieldKind.CHECK_BOX, FieldKind.RADIO}:
        return _BUTTON
    least, usual = _WIDTHS.get(as_text(tag.get("type")), (20, 100))
    width = as_int(tag.get("width"))
    return float(width if width >= least else usual)


def _height(kind: FieldKind) -> float:
    return _BUTTON if kind in {FieldKind.CHECK_BOX, FieldKind.RADIO} else _HEIGHTS.get(kind, _LINE)
