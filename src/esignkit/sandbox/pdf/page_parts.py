"""How much there is to draw on a page, so that nobody draws it who has others waiting."""

from __future__ import annotations

from typing import Any

from esignkit.pdfium import binding

_FORM = 5  # PDFium's number for a page object that holds others


def parts_of(page: Any, most: int) -> int:
    """Return how many pieces of text, pictures and pieces of lines a page has, those of nested contents too.

    A page of text has some hundred. Where there are more than `most`, the number is some number above it.

    Args:
        page: A page of a document that `open_pdf` has opened.
        most: Where to stop counting.
    """
    raw = binding("pypdfium2.raw")
    found: int = 0
    containers = [(page.raw, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject)]
    while containers:
        container, size_of, get = containers.pop()
        for index in range(size_of(container)):
            one = get(container, index)
            found += 1 + max(int(raw.FPDFPath_CountSegments(one)), 0)  # -1 for what is no path
            if raw.FPDFPageObj_GetType(one) == _FORM:
                containers.append((one, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject))
            if found > most:
                return found
    return found
