"""Where a signature can stand when nobody said where: on free paper of the visible page, off its text and pictures.

PDFium renders the page small, and a place is free where the picture is even and light: that sees text, lines, pictures
and scans alike. Text that does not show, links and empty form fields are kept free as well.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import accumulate, product
from typing import TYPE_CHECKING, Any

from attrs import define, frozen

from esignkit.pdfium import UnreadablePdf, binding, open_pdf

from .page_parts import parts_of
from .pages import Box, PageGeometry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .pages import Rectangle

_SIZES = ((200.0, 60.0), (150.0, 45.0), (110.0, 33.0), (80.0, 24.0), (60.0, 18.0))  # in points
_READABLE = 3  # how many of them show all of a signature's lines
_PAGES = 5  # how many are looked at, from the last page towards the first
_CELL, _MOST_CELLS = 4.0, 300  # a page is a grid of cells of so many points, coarser on very large pages
_DARK, _UNEVEN = 160, 12  # levels of grey, of 256
_EDGE = 18.0  # distance to keep from the page's edges
_MARK_HEIGHT = 16.0  # the sandbox's own mark will stand at the foot
_GAP = 3.0  # between a box and what stands around it
_FOOTER_SHARE = 0.1  # of the page's height: page numbers and the like
# What asks for a signature: a short line such as "Name and signature:" or "Signed by ____".
_LABEL = re.compile(r".{0,30}\b(signature|signed|sign here)\b.{0,30}[:_]", re.IGNORECASE)
_MOST_DRAWN = 12_000  # parts of pages in all, a second's work at worst; pages of text have some hundred
_LINK, _WIDGET = 2, 20  # PDFium's numbers for kinds of annotation


@frozen
class Place:
    """A free place for a signature."""

    page: int
    """The page, counted from 0."""
    box: Box
    """The box on the page, in points, as a viewer shows it."""


def find_places(data: bytes, count: int, taken: Sequence[Place] = ()) -> list[Place]:
    """Find free places for signatures.

    They are below or beside lines that ask for a signature where there is room; else below the last text of the last
    page, elsewhere on it, or on one of the pages before it. They are smaller where there is less room. On a page that
    takes too long to draw, nothing is free.

    Args:
        data: A PDF that `check_usable` accepts.
        count: How many places.
        taken: Places that are given away already.

    Returns:
        At most that many places in reading order, which overlap nothing. None for a file that PDFium cannot read.
    """
    places: list[Place] = []
    try:
        with open_pdf(data, forms=True) as document:
            budget = _Budget(_MOST_DRAWN)
            pages = [_Page(document, number, budget) for number in range(len(document))[: -_PAGES - 1 : -1]]
            at_labels: list[Place] = []
            for size, page in product(_SIZES[:_READABLE], pages):
                at_labels += page.at_labels(size, count - len(at_labels), [*taken, *at_labels])
            for size in _SIZES:  # one for all that are left
                attempt = at_labels
                for page in pages:
                    attempt = attempt + page.anywhere(size, count - len(attempt), [*taken, *attempt])
                places = max(places, attempt, key=len)
                if len(places) == count:
                    break
    except (UnreadablePdf, KeyError):  # KeyError: pypdfium2 4 on the rotation of what is no page
        pass
    return sorted(places, key=lambda place: (place.page, round(place.box.top), place.box.left))


@define
class _Budget:
    """How many parts of pages may still be drawn: nobody else has a turn while a page is."""

    left: int

    def covers(self, page: Any) -> bool:
        """Tell whether as many are left as a page has; if so, take them off."""
        parts = parts_of(page, self.left)
        if parts > self.left:
            return False
        self.left -= parts
        return True


class _Page:
    """One page: which of its paper is free."""

    def __init__(self, document: Any, number: int, budget: _Budget) -> None:
        self._page, self._number, self._budget = document[number], number, budget
        self._geometry = PageGeometry(self._page.get_bbox(), self._page.get_rotation())
        self._size = self._geometry.size
        self._cell = max(_CELL, max(self._size.width, self._size.height) / _MOST_CELLS)
        self._text = self._page.get_textpage()
        self._labels = [self._geometry.box(rectangle) for rectangle in _find_labels(self._text)]

    @cached_property
    def _lines(self) -> list[Box]:
        """Where text stands, shown or not: a box for each piece of a line."""
        rectangles = (self._text.get_rect(index) for index in range(self._text.count_rects()))
        return [self._geometry.box(rectangle) for rectangle in rectangles]

    @cached_property
    def _sums(self) -> list[list[int]]:
        """How many cells that are not free there are above and left of each corner of the grid."""
        if not self._budget.covers(self._page):
            rows, columns = int(self._size.height / self._cell) + 2, int(self._size.width / self._cell) + 2
            return [[row * column for column in range(columns)] for row in range(rows)]
        cells = _uneven_cells(self._page, 1 / self._cell)
        reserved = (self._geometry.box(rectangle) for rectangle in _fields_and_links(self._page))
        for box in (*self._lines, *reserved):
            _occupy(cells, box, self._cell)
        sums = [[0] * (len(cells[0]) + 1)]
        for row in cells:
            sums.append([a + b for a, b in zip(sums[-1], accumulate(row, initial=0), strict=True)])
        return sums

    def at_labels(self, size: tuple[float, float], count: int, taken: Sequence[Place]) -> list[Place]:
        """Find places below, beside or above lines that ask for a signature, one for each and at most `count`."""
        width, height = size
        places: list[Place] = []
        for label in list(self._labels):
            corners = [
                (label.left, label.top + label.height + 2 * _GAP),
                (label.left + label.width + 2 * _GAP, label.top + label.height - height),
                (label.left, label.top - height - 2 * _GAP),
            ]
            boxes = (Box(left, top, width, height) for left, top in corners)
            if len(places) < count and (box := self._first_free(boxes, [*taken, *places])):
                places.append(Place(self._number, box))
                self._labels.remove(label)
        return places

    def anywhere(self, size: tuple[float, float], count: int, taken: Sequence[Place]) -> list[Place]:
        """Find places on any free paper, at most `count`."""
        boxes = self._everywhere(*size)
        places: list[Place] = []
        while len(places) < count and (box := self._first_free(boxes, [*taken, *places])):
            places.append(Place(self._number, box))
        return places

    def _first_free(self, boxes: Iterable[Box], taken: Sequence[Place]) -> Box | None:
        others = [place.box for place in taken if place.page == self._number]
        free = (box for box in boxes if self._is_free(box) and not any(_overlap(box, other) for other in others))
        return next(free, None)

    def _everywhere(self, width: float, height: float) -> Iterator[Box]:
        """Yield boxes: below the text from its left edge on, row by row; then from the foot of the page upwards."""
        body = [box for box in self._lines if box.top + box.height <= self._size.height * (1 - _FOOTER_SHARE)]
        start = max((box.top + box.height for box in body), default=0.0) + 4 * _GAP
        text_left = max(min((box.left for box in body), default=_EDGE), 0.0)
        step = 2 * self._cell
        rows = [n * step for n in range(int(self._size.height / step))]
        indented = [text_left + n * step for n in range(int((self._size.width - text_left) / step))]
        columns = [*indented, *(n * step for n in range(int(text_left / step) + 1))]
        for top in [start, *(row for row in rows if row > start), *reversed([row for row in rows if row <= start])]:
            for left in columns:
                yield Box(left, top, width, height)

    def _is_free(self, box: Box) -> bool:
        edge_x, edge_y = min(_EDGE, self._size.width / 20), min(_EDGE, self._size.height / 20)
        right, bottom = box.left + box.width, box.top + box.height
        if box.left < edge_x or right > self._size.width - edge_x or box.top < edge_y:
            return False
        if bottom > self._size.height - max(edge_y, _MARK_HEIGHT):
            return False
        left, right = (int(x / self._cell) for x in (box.left - _GAP, right + _GAP))
        top, bottom = (int(y / self._cell) for y in (box.top - _GAP, bottom + _GAP))
        left, right = max(left, 0), min(right + 1, len(self._sums[0]) - 1)
        top, bottom = max(top, 0), min(bottom + 1, len(self._sums) - 1)
        above, below = self._sums[top], self._sums[bottom]
        return below[right] - below[left] - above[right] + above[left] == 0


def _overlap(one: Box, other: Box) -> bool:
    return (
        one.left < other.left + other.width + _GAP
        and other.left < one.left + one.width + _GAP
        and one.top < other.top + other.height + _GAP
        and other.top < one.top + one.height + _GAP
    )


def _uneven_cells(page: Any, scale: float) -> list[list[int]]:
    """Render a page with one pixel for a cell; tell for each cell whether it is 1 for uneven or dark, or 0."""
    bitmap = page.render(scale=scale, grayscale=True)
    pixels, width = bytes(bitmap.buffer), bitmap.width
    rows = [pixels[n * bitmap.stride : n * bitmap.stride + width] for n in range(bitmap.height)]
    bitmap.close()
    return [
        [
            int(here < _DARK or abs(here - right) > _UNEVEN or abs(here - below) > _UNEVEN)
            for here, right, below in zip(row, row[1:] + row[-1:], next_row, strict=True)
        ]
        for row, next_row in zip(rows, rows[1:] + rows[-1:], strict=True)
    ]


def _occupy(cells: list[list[int]], box: Box, side: float) -> None:
    top, bottom = max(int(box.top / side), 0), max(int((box.top + box.height) / side) + 1, 0)
    left, right = max(int(box.left / side), 0), max(int((box.left + box.width) / side) + 1, 0)
    for row in cells[top:bottom]:
        row[left:right] = [1] * len(row[left:right])


def _find_labels(text_page: Any) -> Iterator[Rectangle]:
    """Yield where lines stand that ask for a signature."""
    lines = dict.fromkeys(line.strip() for line in text_page.get_text_bounded().splitlines())
    for line in lines:
        if not _LABEL.fullmatch(line):
            continue
        search = text_page.search(line)
        while (match := search.get_next()) is not None:
            if text_page.count_rects(*match):
                yield text_page.get_rect(0)


def _fields_and_links(page: Any) -> Iterator[Rectangle]:
    from ctypes import byref  # PDFium's binding has loaded it

    raw = binding("pypdfium2.raw")
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation, rectangle = raw.FPDFPage_GetAnnot(page, index), raw.FS_RECTF()
        if raw.FPDFAnnot_GetSubtype(annotation) in (_LINK, _WIDGET) and raw.FPDFAnnot_GetRect(
            annotation, byref(rectangle)
        ):
            yield rectangle.left, rectangle.bottom, rectangle.right, rectangle.top
        raw.FPDFPage_CloseAnnot(annotation)
