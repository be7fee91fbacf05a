"""Pages with their fields as part of them, as a printer has them."""

from __future__ import annotations

from typing import Any

from esignkit.pdfium import binding, open_pdf


def flatten(sheet: Any) -> None:
    """Make fields part of the page. The lowest version of pypdfium2 that is allowed has no method for it."""
    raw = binding("pypdfium2.raw")
    assert raw.FPDFPage_Flatten(sheet.raw, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS


def printed(content: bytes, page: int = 0) -> str:
    """Return the text of a page with its fields as part of it."""
    with open_pdf(content, forms=True) as document:
        flatten(document[page])
        return document[page].get_textpage().get_text_bounded()
