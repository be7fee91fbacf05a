"""The pages of a document with inherited attributes, and the mapping from shown to page coordinates."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from ._pyhanko import as_dict, as_items, identity, pyhanko, raw, resolve

_LETTER = (0.0, 0.0, 612.0, 792.0)
_MAX_DEPTH = 64


@frozen
class Box:
    """A rectangle on a page as a viewer shows it."""

    left: float
    """Distance from the page's left edge, in points (1/72 inch)."""
    top: float
    """Distance from the page's top edge, in points."""
    width: float
    """Width in points."""
    height: float
    """Height in points."""


@frozen
class PageSize:
    """The size of a page as a viewer shows it, rotation applied."""

    width: float
    """Width in points (1/72 inch)."""
    height: float
    """Height in points."""


Rectangle = tuple[float, float, float, float]
"""Left, bottom, right and top in a page's own coordinates."""


@frozen
class PageGeometry:
    """How a page is shown.

    Attributes:
        region: The visible region in the page's own coordinates.
        rotation: 0, 90, 180 or 270 degrees clockwise.
    """

    region: Rectangle
    rotation: int

    @property
    def size(self) -> PageSize:
        """The size as a viewer shows it."""
        left, bottom, right, top = self.region
        width, height = right - left, top - bottom
        return PageSize(height, width) if self.rotation in (90, 270) else PageSize(width, height)

    def matrix(self) -> tuple[float, float, float, float, float, float]:
        """The matrix from upright coordinates (origin at the lower left as shown) to the page's own."""
        left, bottom, right, top = self.region
        return {
            0: (1, 0, 0, 1, left, bottom),
            90: (0, 1, -1, 0, right, bottom),
            180: (-1, 0, 0, -1, right, top),
            270: (0, -1, 1, 0, left, top),
        }[self.rotation]

    def rectangle(self, box: Box) -> Rectangle:
        """Turn a box of the shown page into a rectangle in the page's own coordinates, clipped to the page."""
        size = self.size
        x1 = min(max(box.left, 0.0), max(size.width - 1.0, 0.0))
        x2 = min(max(box.left + box.width, x1 + 1.0), size.width)
        y2 = size.height - min(max(box.top, 0.0), max(size.height - 1.0, 0.0))
        y1 = max(min(size.height - box.top - box.height, y2 - 1.0), 0.0)
        a, b, c, d, e, f = self.matrix()
        corners = [(a * x + c * y + e, b * x + d * y + f) for x, y in ((x1, y1), (x2, y2))]
        xs, ys = sorted(x for x, _ in corners), sorted(y for _, y in corners)
        return xs[0], ys[0], xs[1], ys[1]

    def box(self, rectangle: Rectangle) -> Box:
        """Turn a rectangle in the page's own coordinates into a box of the page as shown."""
        a, b, c, d, e, f = self.matrix()
        left, bottom, right, top = rectangle
        # The matrix turns by right angles and shifts: its inverse is its transpose.
        corners = [(a * x + b * y, c * x + d * y) for x, y in ((left - e, bottom - f), (right - e, top - f))]
        xs, ys = sorted(x for x, _ in corners), sorted(y for _, y in corners)
        return Box(xs[0], self.size.height - ys[1], xs[1] - xs[0], ys[1] - ys[0])


@frozen
class Page:
    """One page: its object in the file, and how it is shown."""

    reference: Any
    dictionary: Any
    geometry: PageGeometry


def read_pages(root: Any) -> list[Page]:
    """List a document's pages in order, each with its inherited region and rotation."""
    pages: list[Page] = []
    seen: set[object] = set()
    pending: list[tuple[Any, Rectangle, int, int]] = [(raw(root, "/Pages"), _LETTER, 0, 0)]
    while pending:
        reference, media, rotation, depth = pending.pop()
        node = as_dict(reference)
        if identity(reference) in seen:
            continue
        if not node:
            if depth:
                raise ValueError("the page tree names a page that is not there")
            continue
        seen.add(identity(reference))
        media = _rectangle(node, "/MediaBox", media)
        rotation = _rotation(node, rotation)
        if raw(node, "/Kids") is not None:
            if depth >= _MAX_DEPTH:
                raise ValueError("the page tree is nested too deeply")
            pending.extend((kid, media, rotation, depth + 1) for kid in reversed(as_items(raw(node, "/Kids"))))
        elif raw(node, "/Type") in (None, "/Page"):
            region = _clip(_rectangle(node, "/CropBox", media), media)
            pages.append(Page(reference, node, PageGeometry(region, rotation)))
    return pages


def inherited_resources(page: Page) -> Any:
    """Return the resources a page uses, creating its own empty ones when neither it nor a parent has any."""
    node = page.dictionary
    for _ in range(_MAX_DEPTH):
        if raw(node, "/Resources") is not None:
            return node["/Resources"]
        node = as_dict(raw(node, "/Parent"))
    generic = pyhanko("pdf_utils.generic")
    resources = generic.DictionaryObject()
    page.dictionary[generic.pdf_name("/Resources")] = resources
    return resources


def _rectangle(node: Any, key: str, default: Rectangle) -> Rectangle:
    items = [resolve(item) for item in as_items(raw(node, key))]
    if len(items) != 4:
        return default
    x1, y1, x2, y2 = (float(item) for item in items)
    rectangle = (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
    return rectangle if rectangle[0] < rectangle[2] and rectangle[1] < rectangle[3] else default


def _clip(crop: Rectangle, media: Rectangle) -> Rectangle:
    """Return the part of the crop box inside the media box, which is what viewers show."""
    inner = (max(crop[0], media[0]), max(crop[1], media[1]), min(crop[2], media[2]), min(crop[3], media[3]))
    return inner if inner[0] < inner[2] and inner[1] < inner[3] else media


def _rotation(node: Any, default: int) -> int:
    if raw(node, "/Rotate") is None:
        return default
    degrees = int(node["/Rotate"]) % 360
    return degrees if degrees in (0, 90, 180, 270) else 0
