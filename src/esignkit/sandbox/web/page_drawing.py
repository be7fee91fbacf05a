"""Draws a page of a document, in whatever process calls it."""

from __future__ import annotations

from esignkit.pdfium import UnreadablePdf, draw_page, open_pdf

WIDTH = 1200
_MAX_SCALE = 4.0


def draw(content: bytes, page: int) -> bytes | str:
    """Return a page as a PNG file, or a text that says why it cannot be drawn.

    Args:
        content: The PDF.
        page: The page, from 0.
    """
    try:
        with open_pdf(content, forms=True) as document:
            if not 0 <= page < len(document):
                return f"the document has {len(document)} pages"
            sheet = document[page]
            wide, high = sheet.get_size()
            return draw_page(sheet, min(WIDTH / wide, 2 * WIDTH / high, _MAX_SCALE), compression=4).png
    except (UnreadablePdf, ZeroDivisionError) as error:
        return str(error)
