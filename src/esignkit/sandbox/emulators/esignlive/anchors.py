"""Text anchors: fields that are placed next to a text of the document when it is uploaded.

The anchor is a corner of one character of one place where the text stands, compared by case; the offsets lead from it
to the field's upper left corner. A point of the page is a pixel here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox import pdf
from esignkit.sandbox.domain.rehearsals import by_name, in_turn_or_beside
from esignkit.sandbox.emulators.esignlive.errors import invalid
from esignkit.sandbox.json_values import JSONObject, as_bool, as_float, as_int, as_object, as_text, objects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_CORNERS: dict[str, Callable[[pdf.Box], tuple[float, float]]] = {
    "TOPLEFT": lambda box: (box.left, box.top),
    "TOPRIGHT": lambda box: (box.left + box.width, box.top),
    "BOTTOMLEFT": lambda box: (box.left, box.top + box.height),
    "BOTTOMRIGHT": lambda box: (box.left + box.width, box.top + box.height),
}
_WIDTH, _HEIGHT = 200.0, 50.0


def place_fields(document: JSONObject, content: bytes, *, strict: bool) -> None:
    """Give the fields with an anchor their page and coordinates, if the document has `extract` set.

    Args:
        document: The document with its approvals and fields, which are changed.
        content: Its PDF.
        strict: Whether a text that is not there is refused; otherwise its field stays without coordinates.

    Raises:
        ErrorResponse: An anchor says no corner, or its text is not there.
    """
    if not as_bool(document.get("extract")):
        return
    anchored = [field for field in _fields(document) if as_object(field.get("extractAnchor"))]
    texts = sorted({_text(as_object(field["extractAnchor"])) for field in anchored})
    with by_name(as_text(document.get("name"))):
        places = in_turn_or_beside(pdf.find_text, content, texts) if texts else {}
    for field in anchored:
        anchor = as_object(field["extractAnchor"])
        corner = as_text(anchor.get("anchorPoint"), "TOPLEFT").upper()
        if corner not in _CORNERS:
            raise invalid("field.anchorPoint", f"{corner!r} is not one of {', '.join(_CORNERS)}.")
        place = _spot(places, anchor)
        if place is not None:
            left, top = _CORNERS[corner](place.box)
            field["page"] = place.page
            field["left"] = round(left + as_float(anchor.get("leftOffset")), 3)
            field["top"] = round(top + as_float(anchor.get("topOffset")), 3)
            field["width"] = as_float(anchor.get("width")) or as_float(field.get("width")) or _WIDTH
            field["height"] = as_float(anchor.get("height")) or as_float(field.get("height")) or _HEIGHT
        elif strict:
            raise _not_there(document, anchor, len(places[_text(anchor)]))


def _fields(document: JSONObject) -> Iterator[JSONObject]:
    """Yield the fields of a document, from lists of its own, so that changes are stored."""
    approvals = objects(document.get("approvals"))
    for approval in approvals:
        fields = objects(approval.get("fields"))
        approval["fields"] = fields
        yield from fields
    document_fields = objects(document.get("fields"))
    document["approvals"], document["fields"] = approvals, document_fields
    yield from document_fields


def _text(anchor: JSONObject) -> str:
    return as_text(anchor.get("text"))


def _spot(places: dict[str, list[list[pdf.TextPosition]]], anchor: JSONObject) -> pdf.TextPosition | None:
    text, index, character = _text(anchor), as_int(anchor.get("index")), as_int(anchor.get("characterIndex"))
    exists = 0 <= index < len(places[text]) and 0 <= character < len(text)
    return places[text][index][character] if exists else None


def _not_there(document: JSONObject, anchor: JSONObject, times: int) -> Exception:
    text, index, character = _text(anchor), as_int(anchor.get("index")), as_int(anchor.get("characterIndex"))
    where = f"The text {text!r} stands in the document {document['name']}"
    if not times:
        reason = f"The document {document['name']} does not have the text {text!r}."
    elif not 0 <= index < times:
        reason = f"{where} {times} times, so that there is no occurrence {index}, counted from 0."
    else:
        reason = f"{where}, but has no character {character}, counted from 0."
    return invalid("field.extractAnchor", reason)
