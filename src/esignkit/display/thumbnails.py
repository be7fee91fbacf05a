"""A small picture of a page of a PDF, drawn by PDFium where the extra `thumbnails` is installed."""

from __future__ import annotations

import os
from base64 import b64encode
from pathlib import Path
from typing import Protocol

from attrs import field, frozen

from esignkit.core.suggestions import with_suggestions
from esignkit.display.escaping import escape
from esignkit.display.privacy import MASKED, mask_text, settings
from esignkit.extras import is_installed
from esignkit.pdfium import UnreadablePdf, draw_page, open_pdf

__all__ = ["Thumbnail", "ThumbnailError", "looks_like_pdf", "picture_html", "saved_html", "thumbnail"]

_MAX_WIDTH = 2000
_MAX_HEIGHT = 4
"""How many times its width a picture may be high: what is longer than that is drawn narrower."""


class SavedFile(Protocol):
    """What a download to a file gives: `esignkit.Saved`."""

    @property
    def path(self) -> str | None:
        """Where it was written."""
        ...

    @property
    def filename(self) -> str | None:
        """The name that the service suggests."""
        ...

    @property
    def content_type(self) -> str | None:
        """Its MIME type."""
        ...

    @property
    def size(self) -> int:
        """How many bytes it has."""
        ...


class ThumbnailError(ValueError):
    """The PDF cannot be drawn: it is damaged, or a password protects it."""


@with_suggestions
@frozen
class Thumbnail:
    """A drawn page; a notebook shows it."""

    png: bytes = field(repr=False)
    """The picture as a PNG file."""
    page: int
    """Number of the page, from 0."""
    pages: int
    """Number of pages in the document."""
    width: int
    """Width of the picture in pixels."""
    height: int
    """Height of the picture in pixels."""

    def _repr_png_(self) -> bytes | None:
        return None if settings.mask_personal_data else self.png

    def html(self) -> str:
        """Return the picture as an `img` element that holds it."""
        caption = f"page {self.page + 1} of {self.pages}"
        if settings.mask_personal_data:
            return f"<p>{caption}: {MASKED}</p>"
        return (
            f'<img src="data:image/png;base64,{b64encode(self.png).decode()}" alt="{caption}" title="{caption}" '
            f'width="{self.width}" height="{self.height}" style="border:1px solid rgba(127,127,127,.35)">'
        )

    def _repr_html_(self) -> str:
        return self.html()


def thumbnail(source: bytes | str | os.PathLike[str] | SavedFile, page: int = 0, width: int = 240) -> Thumbnail:
    """Draw one page of a PDF, with the signatures that show on it and the values of its form fields.

    It needs the extra `thumbnails`. One page is drawn at a time in a process, whatever the number of threads.

    Args:
        source: The PDF's bytes, its path, or what `Download.save` returned.
        page: The page; the first is 0.
        width: Width of the picture in pixels, at most 2,000. A page more than four times as high as wide is drawn
            narrower.

    Returns:
        The picture.

    Raises:
        ThumbnailError: The PDF is damaged, or a password protects it.
        IndexError: There is no such page.
        ValueError: `width` is out of range, or `source` was saved to a file of the caller's, which has no path.
        MissingExtraError: The extra is not installed.
        OSError: The file cannot be read.
    """
    if not 1 <= width <= _MAX_WIDTH:
        raise ValueError(f"width is {width}; it must be from 1 to {_MAX_WIDTH} pixels")
    data = _read(source)
    try:
        with open_pdf(data, forms=True) as document:
            pages = len(document)
            if not 0 <= page < pages:
                raise IndexError(f"there is no page {page}: the document has {pages}, and the first is 0")
            sheet = document[page]
            wide, high = sheet.get_size()
            drawn = draw_page(sheet, min(width / wide, _MAX_HEIGHT * width / high))
            return Thumbnail(png=drawn.png, page=page, pages=pages, width=drawn.width, height=drawn.height)
    except UnreadablePdf as error:
        raise ThumbnailError(str(error)) from None
    except ZeroDivisionError:
        raise ThumbnailError("this PDF is damaged (a page without a size)") from None


def _read(source: bytes | str | os.PathLike[str] | SavedFile) -> bytes:
    if isinstance(source, bytes):
        return source
    if isinstance(source, str | os.PathLike):
        return Path(source).read_bytes()
    if source.path is None:
        raise ValueError("this download went to a file of yours; give its bytes or its path")
    return Path(source.path).read_bytes()


# Inside other displays: a picture where there can be one, and never an error ---------------------------------------
def looks_like_pdf(data: bytes) -> bool:
    """Tell whether bytes begin as a PDF does."""
    return data.startswith(b"%PDF-")


def picture_html(source: bytes | SavedFile) -> str:
    """Return a picture of the first page; nothing without the extra, with people masked, or if it cannot be drawn."""
    if settings.mask_personal_data or not is_installed("pypdfium2"):
        return ""
    try:
        return thumbnail(source).html()
    except (ThumbnailError, IndexError, OSError):
        return ""


def saved_html(saved: SavedFile) -> str:
    """Return what was written and where, with a picture of its first page when it is a PDF.

    Args:
        saved: What a download to a file gave.
    """
    name = str(saved.path or saved.filename or "a file of yours")
    name = escape(mask_text(name) if settings.mask_personal_data else name)
    kind = f", {escape(saved.content_type)}" if saved.content_type else ""
    shown = f"<p><b>Saved</b> <code>{name}</code>: {saved.size:,} bytes{kind}</p>"
    return shown + (picture_html(saved) if saved.path is not None and _is_pdf(saved.path) else "")


def _is_pdf(path: str) -> bool:
    try:
        with Path(path).open("rb") as file:
            return looks_like_pdf(file.read(5))
    except OSError:  # it was moved since
        return False
