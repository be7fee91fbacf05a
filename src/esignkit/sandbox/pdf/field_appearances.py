"""Draws the values of a form that leaves that to its viewers (NeedAppearances).

Signing clears that mark, as a viewer that redraws a signed form changes it: what fields hold must be drawn before.
PDFium draws, as it does on the screen; its drawings are taken over, and the rest of its copy is not.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from esignkit.pdfium import UnreadablePdf, open_pdf

from ._pyhanko import as_dict, as_items, inherited_type, is_a, pyhanko, raw, resolve
from .bounds import count, open_reader
from .page_parts import parts_of, pixels_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .pages import Page

_DRAWN = ("/Tx", "/Ch", "/Btn")
_MOST_PARTS, _MOST_PIXELS, _PARTS_PER_LOOK = 100_000, 100_000_000, 16


def draw_fields(writer: Any, data: bytes, pages: Sequence[Page]) -> None:
    """Give the fields of a form their appearances, if the form asks viewers to make them.

    Args:
        writer: pyHanko's writer of the update.
        data: The document that it updates.
        pages: The document's pages.

    Raises:
        ValueError: PDFium cannot read the document.
    """
    form = as_dict(raw(writer.root, "/AcroForm"))
    asked = resolve(raw(form, "/NeedAppearances"))
    if asked is None or not bool(getattr(asked, "value", asked)):
        return
    generic = pyhanko("pdf_utils.generic")
    drawn = open_reader(_drawn(data))
    fonts: dict[object, Any] = {}
    for reference in _widgets(pages):
        widget, copy = as_dict(reference), as_dict(generic.Reference(reference.idnum, reference.generation, drawn))
        appearance = _copied(writer, resolve(raw(as_dict(raw(copy, "/AP")), "/N")), fonts)
        if appearance is not None:
            widget[generic.pdf_name("/AP")] = generic.DictionaryObject({generic.pdf_name("/N"): appearance})
            writer.update_container(widget)
    del form["/NeedAppearances"]
    writer.update_container(form)


def _drawn(data: bytes) -> bytes:
    """Return PDFium's copy of a document, in which all values are drawn."""
    try:
        with open_pdf(data, forms=True) as document:
            for page in document:
                count(1 + (parts_of(page, _MOST_PARTS) + pixels_of(page, _MOST_PIXELS) // 2_000) // _PARTS_PER_LOOK)
                page.render(scale=0.02)
            copy = BytesIO()
            document.save(copy)
            return copy.getvalue()
    except UnreadablePdf as error:
        raise ValueError(str(error)) from error


def _widgets(pages: Iterable[Page]) -> Iterable[Any]:
    for page in pages:
        for reference in as_items(raw(page.dictionary, "/Annots")):
            widget = as_dict(reference)
            if (
                hasattr(reference, "idnum")
                and raw(widget, "/Subtype") == "/Widget"
                and inherited_type(widget) in _DRAWN
            ):
                yield reference


def _copied(writer: Any, appearance: Any, fonts: dict[object, Any]) -> Any:
    """Copy a drawing, or those of all states that a check box has; None when there is nothing."""
    generic = pyhanko("pdf_utils.generic")
    if is_a(appearance, generic.StreamObject):
        return writer.add_object(_copied_drawing(writer, appearance, fonts))
    states = {state: resolve(raw(as_dict(appearance), state)) for state in as_dict(appearance)}
    drawings = {
        generic.pdf_name(state): writer.add_object(_copied_drawing(writer, drawing, fonts))
        for state, drawing in states.items()
        if is_a(drawing, generic.StreamObject)
    }
    return generic.DictionaryObject(drawings) if drawings else None


def _copied_drawing(writer: Any, appearance: Any, fonts: dict[object, Any]) -> Any:
    generic = pyhanko("pdf_utils.generic")
    entries = {
        generic.pdf_name(key): appearance[key]
        for key in ("/Type", "/Subtype", "/FormType", "/BBox", "/Matrix")
        if raw(appearance, key) is not None
    }
    used = as_dict(raw(as_dict(raw(appearance, "/Resources")), "/Font"))
    own = generic.DictionaryObject()
    for name in used:
        font = used.raw_get(name)
        key = font.idnum if hasattr(font, "idnum") else id(font)
        if key not in fonts:
            fonts[key] = writer.import_object(font)
        own[generic.pdf_name(name)] = fonts[key]
    entries[generic.pdf_name("/Resources")] = generic.DictionaryObject({generic.pdf_name("/Font"): own})
    return generic.StreamObject(dict_data=entries, stream_data=appearance.data)
