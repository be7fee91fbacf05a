"""How much there is to draw on a page, so that nobody draws it who has others waiting, nor anybody what has no end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from esignkit.pdfium import binding

if TYPE_CHECKING:
    from collections.abc import Iterator

_IMAGE, _FORM = 3, 5  # PDFium's numbers for kinds of page objects; a form holds others


def parts_of(page: Any, most: int) -> int:
    """Return how many pieces of text, pictures and pieces of lines a page has, those of nested contents too.

    A page of text has some hundred. Where there are more than `most`, the number is some number above it.

    Args:
        page: A page of a document that `open_pdf` has opened.
        most: Where to stop counting.
    """
    raw = binding("pypdfium2.raw")
    parts: int = 0
    for one in _objects_of(page):
        parts += 1 + max(int(raw.FPDFPath_CountSegments(one)), 0)  # -1 for what is no path
        if parts > most:
            break
    return parts


def pixels_of(page: Any, most: int) -> int:
    """Return how many pixels the pictures of a page have.

    Args:
        page: A page of a document that `open_pdf` has opened.
        most: Where to stop counting.
    """
    from ctypes import byref, c_uint  # PDFium's binding has loaded it

    raw = binding("pypdfium2.raw")
    pixels: int = 0
    for one in _objects_of(page):
        width, height = c_uint(), c_uint()
        if raw.FPDFPageObj_GetType(one) == _IMAGE and raw.FPDFImageObj_GetImagePixelSize(
            one, byref(width), byref(height)
        ):
            pixels += width.value * height.value
        if pixels > most:
            break
    return pixels


def _objects_of(page: Any) -> Iterator[Any]:
    raw = binding("pypdfium2.raw")
    containers = [(page.raw, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject)]
    while containers:
        container, size_of, get = containers.pop()
        for index in range(size_of(container)):
            one = get(container, index)
            yield one
            if raw.FPDFPageObj_GetType(one) == _FORM:
                containers.append((one, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject))
