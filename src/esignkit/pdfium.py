"""PDFium, which reads and renders PDFs: imported when first needed, and used by one thread at a time."""

from __future__ import annotations

import importlib
import os
import struct
import threading
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from esignkit.extras import missing_extra

if TYPE_CHECKING:
    from collections.abc import Generator

_PASSWORD = 4  # PDFium's number for a password that is missing or wrong

# PDFium is not thread-safe: not even two documents may be used at the same time.
_in_use = threading.Lock()


def _after_fork() -> None:
    global _in_use
    _in_use = threading.Lock()  # another thread of the parent may have held it


os.register_at_fork(after_in_child=_after_fork)


class UnreadablePdf(ValueError):
    """PDFium cannot read the PDF: it is damaged, or a password protects it."""


def binding(module: str = "pypdfium2") -> Any:
    """Import the binding, which has no types.

    Args:
        module: `pypdfium2`, or `pypdfium2.raw` for the functions that have no helper.

    Raises:
        MissingExtraError: It is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError:
        raise missing_extra("Reading a PDF", "thumbnails", "pypdfium2") from None


@contextmanager
def open_pdf(data: bytes, *, forms: bool = False) -> Generator[Any]:
    """Open a PDF, and close it with everything that came of it at the end of the block.

    No other thread can use PDFium within the block, so keep the block short.

    Args:
        data: The file's bytes.
        forms: Whether a rendered page shows its form fields, which signatures are too.

    Yields:
        The `pypdfium2.PdfDocument`.

    Raises:
        UnreadablePdf: The file, or what the block asks of it, cannot be read.
        MissingExtraError: pypdfium2 is not installed.
    """
    pdfium = binding()
    with _in_use:
        try:
            document = pdfium.PdfDocument(data)
            try:
                if forms:
                    document.init_forms()  # before any page is opened
                yield document
            finally:
                document.close()
        except pdfium.PdfiumError as error:
            locked = getattr(error, "err_code", None) == _PASSWORD or "password" in str(error).lower()
            reason = "a password protects this PDF" if locked else "this PDF is damaged"
            raise UnreadablePdf(f"{reason} ({error})") from None


@frozen
class Picture:
    """A drawn page."""

    png: bytes = field(repr=False)
    """The picture as a PNG file."""
    width: int
    """Width in pixels."""
    height: int
    """Height in pixels."""


def draw_page(sheet: Any, scale: float, *, compression: int = 9) -> Picture:
    """Draw a page as a PNG file, which takes no other library.

    Args:
        sheet: A page of a document that `open_pdf` has opened.
        scale: Pixels for each point of the page.
        compression: From 1, fast, to 9, small.
    """
    drawn = sheet.render(scale=scale, rev_byteorder=True, prefer_bgrx=False)
    png = _png(memoryview(drawn.buffer).cast("B"), drawn.width, drawn.height, drawn.stride, compression)
    picture = Picture(png, drawn.width, drawn.height)
    drawn.close()  # here, where no other thread uses PDFium
    return picture


def _png(rows: memoryview, width: int, height: int, stride: int, compression: int) -> bytes:
    """Write pixels, three bytes each, as a PNG file; every row begins with its filter, 0 for none."""
    raw = b"".join(b"\0" + rows[n * stride : n * stride + width * 3] for n in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(raw, compression)
    parts = ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
    chunks = (struct.pack(">I", len(d)) + kind + d + struct.pack(">I", zlib.crc32(kind + d)) for kind, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
