"""Where a signature stands when nobody said where: in rows of two at the foot of the last page."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

__all__ = ["PageSize", "Spot", "spots"]

_WIDTH, _HEIGHT = 200.0, 50.0
_LOW = 24.0  # height where there are more signatures than room
_MARGIN, _GAP = 36.0, 12.0
_PER_ROW = 2


@frozen
class PageSize:
    """The size of a page."""

    width: float
    """Width, in the unit of the fields."""
    height: float
    """Height, in the same unit."""


@frozen
class Spot:
    """A place for a signature."""

    page: int
    """Page, from 0."""
    left: float
    """Distance from the page's left edge."""
    top: float
    """Distance from the page's top edge."""
    width: float
    """Width."""
    height: float
    """Height."""

    def overlaps(self, other: Spot) -> bool:
        """Whether two places share paper."""
        return (
            self.page == other.page
            and self.left < other.left + other.width
            and other.left < self.left + self.width
            and self.top < other.top + other.height
            and other.top < self.top + self.height
        )


def spots(pages: Sequence[PageSize], count: int, taken: Sequence[Spot] = ()) -> list[Spot]:
    """Return places for signatures, in rows of two at the foot of the last page, never over each other.

    Where the last page has not enough room they are lower, and then go on to the page before it.

    Args:
        pages: The document's pages.
        count: How many places.
        taken: Places that fields have already.

    Returns:
        Places in reading order, those of the last page first; fewer where there is no more room.
    """
    if not pages:
        return []
    last = len(pages) - 1
    places = _at_foot(last, pages[last], count, _HEIGHT, taken)
    if len(places) < count:
        places.clear()
        for number in reversed(range(len(pages))):
            places += _at_foot(number, pages[number], count - len(places), _LOW, taken)
    return places


def _at_foot(number: int, page: PageSize, count: int, height: float, taken: Sequence[Spot]) -> list[Spot]:
    """Return free places on one page, in reading order, on no more rows from its foot upwards than they need."""
    width = min(_WIDTH, (page.width - 2 * _MARGIN - _GAP) / _PER_ROW)
    rows: list[list[Spot]] = []
    top = page.height - _MARGIN - height
    while width > 0 and top >= _MARGIN and sum(map(len, rows)) < count:
        row = [Spot(number, _MARGIN + column * (width + _GAP), top, width, height) for column in range(_PER_ROW)]
        rows.append([spot for spot in row if not any(spot.overlaps(other) for other in taken)])
        top -= height + _GAP
    return [spot for row in reversed(rows) for spot in row][:count]
