"""Whether the pages of a document still show the same after it was signed: their text, and their picture.

PDFium reads and draws both, as a common viewer shows them, form fields included.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from esignkit.pdfium import UnreadablePdf, open_pdf

from .bounds import count
from .page_parts import parts_of, pixels_of
from .pages import Box, PageGeometry
from .writer import MARK, MARK_SIZE, text_width

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SCALE, _MOST_SIDE = 0.5, 800.0  # pixels for a point, and of a page
_MOST_PIXELS = 30_000_000  # of all pages; beyond that, texts are compared and no pictures
_MOST_PARTS = 200_000  # the same, of what is drawn on all pages
_PARTS_PER_LOOK, _PIXELS_PER_LOOK, _CHARACTERS_PER_LOOK = 16, 32_000, 200  # that take PDFium as long
_AT_ONCE = 32  # pages: others may use PDFium in between, and it goes to the first of them from the beginning
_LEVELS, _FEW = 40, 3  # shades of grey that count as a difference, and how many pixels may have it
_MARGIN = 2.0  # points around a box, for blurred edges


class DifferentPages(ValueError):
    """The pages do not show the same; the text says where."""


def require_same_pages(before: bytes, after: bytes, ignored: Mapping[int, Sequence[Box]] | None = None) -> None:
    """Compare the pages of a document before and after.

    Args:
        before: The document as uploaded.
        after: The document with its signatures.
        ignored: Parts of pages that may differ, such as the boxes of signatures, by the pages' numbers from 0. The
            place of the sandbox's mark always may.

    Raises:
        DifferentPages: A page shows something else, or there are more or fewer of them.
        UnreadablePdf: PDFium cannot read the document as uploaded.
    """
    first, pixels, parts = 0, 0, 0
    while True:
        draw = _MOST_PARTS - parts if pixels < _MOST_PIXELS else 0
        old = _shown(before, first, draw)
        try:
            new = _shown(after, first, draw)
        except UnreadablePdf as error:
            raise DifferentPages("viewers can't open it any more") from error
        if len(old) != len(new):
            raise DifferentPages("it would have another number of pages")
        for number, (one, other) in enumerate(zip(old, new, strict=True), first):
            _compare(number, one, other, (ignored or {}).get(number, ()))
            pixels += len(one.pixels)
            parts += one.parts
        if len(old) < _AT_ONCE:
            return
        first += _AT_ONCE


class _Shown:
    """What a page shows.

    Attributes:
        text: How often it has each character.
        pixels: Its picture in shades of grey, row by row; empty if it was not drawn.
        stride: Bytes of a row.
        scale: Pixels for a point.
        geometry: The page's region and rotation.
        parts: How many parts it has, if it was drawn.
    """

    def __init__(self, page: Any, draw: int) -> None:
        self.geometry = PageGeometry(page.get_bbox(), page.get_rotation())
        text_page = page.get_textpage()
        count(text_page.count_chars() // _CHARACTERS_PER_LOOK)
        self.text = Counter("".join(text_page.get_text_bounded().split()))
        size = self.geometry.size
        self.scale = min(_SCALE, _MOST_SIDE / max(size.width, size.height, 1.0))
        self.pixels, self.stride, self.parts = b"", 1, parts_of(page, draw)
        count(self.parts // _PARTS_PER_LOOK + pixels_of(page, _MOST_PIXELS) // _PIXELS_PER_LOOK)
        if self.parts <= draw:
            bitmap = page.render(scale=self.scale, grayscale=True)
            self.pixels, self.stride = bytes(bitmap.buffer), bitmap.stride
            bitmap.close()


def _shown(data: bytes, first: int, draw: int) -> list[_Shown]:
    """Return what some pages show, with their pictures if each has at most so many parts to draw."""
    with open_pdf(data, forms=True) as document:
        return [_Shown(document[index], draw) for index in range(first, min(first + _AT_ONCE, len(document)))]


def _compare(number: int, old: _Shown, new: _Shown, ignored: Sequence[Box]) -> None:
    mark = Counter("".join(MARK.split()))
    if old.text - new.text or (new.text - old.text) - mark:
        raise DifferentPages(f"page {number + 1} would have another text")
    if old.geometry.size != new.geometry.size:
        raise DifferentPages(f"page {number + 1} would have another size")
    if old.pixels == new.pixels or not (old.pixels and new.pixels):
        return
    height = old.geometry.size.height
    own = Box(0, height - MARK_SIZE - 10, text_width(MARK, MARK_SIZE) + 16, MARK_SIZE + 10)
    boxes = [own, *ignored]
    different = 0
    for row in range(len(old.pixels) // old.stride):
        start = row * old.stride
        line, other = old.pixels[start : start + old.stride], new.pixels[start : start + old.stride]
        if line != other:
            top = row / old.scale
            hidden = [box for box in boxes if box.top - _MARGIN <= top <= box.top + box.height + _MARGIN]
            different += sum(
                abs(a - b) > _LEVELS and not any(_within(column / old.scale, box) for box in hidden)
                for column, (a, b) in enumerate(zip(line, other, strict=True))
            )
    if different > _FEW:
        raise DifferentPages(f"page {number + 1} would look different")


def _within(x: float, box: Box) -> bool:
    return box.left - _MARGIN <= x <= box.left + box.width + _MARGIN
