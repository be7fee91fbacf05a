"""Draws statuses and the ways between them as SVG that stands in a page and takes its colours.

A drawing is 420 units wide and grows downwards, so that a telephone shows it whole and its words stay readable.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

WIDTH = 420
BOX_WIDTH = 120
LINE_HEIGHT = 15
HEAD_OF_AN_ARROW = (
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
    '<path d="M0 0L8 4L0 8z"/></marker></defs>'
)


@dataclass(frozen=True)
class Status:
    """A status: a box around its name.

    Attributes:
        name: The service's word; a line break may stand in it.
        x: Of the middle.
        y: Of the middle.
        kind: `open` while something can still happen, `done` for the end that is hoped for, `ended` for the others.
        note: How a request gets there, when no line leads to it.
        width: Of the box.
    """

    name: str
    x: int
    y: int
    kind: str
    note: str = ""
    width: int = BOX_WIDTH

    @property
    def lines(self) -> list[str]:
        return [*self.name.split("\n"), *filter(None, [self.note])]

    @property
    def height(self) -> int:
        return 14 + LINE_HEIGHT * len(self.lines)


@dataclass(frozen=True)
class Way:
    """A way from one status to another: an arrow.

    Attributes:
        source: The status before; None for where everything begins.
        target: The status after.
        points: The arrow's corners, the last one at its head.
        label: What is done, or what happens; several lines are possible.
        at: Where the label stands.
        anchor: Which end of the label stands there: `start`, `middle` or `end`.
        calls: The sandbox's names of the calls that lead this way; none when people or time do.
    """

    source: str | None
    target: str
    points: tuple[tuple[int, int], ...]
    label: str = ""
    at: tuple[int, int] = (0, 0)
    anchor: str = "start"
    calls: tuple[str, ...] = ()


@dataclass(frozen=True)
class Drawing:
    """A whole life.

    Attributes:
        title: What a screen reader says of it.
        height: In units.
        statuses: The boxes.
        ways: The arrows.
        words: Further text: what, x, y, anchor.
    """

    title: str
    height: int
    statuses: tuple[Status, ...]
    ways: tuple[Way, ...]
    words: tuple[tuple[str, int, int, str], ...] = ()

    def svg(self) -> str:
        """Return the drawing in one line, so that Markdown takes it for HTML."""
        parts = [f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDTH} {self.height}">']
        parts.append(f"<title>{escape(self.title)}</title>{HEAD_OF_AN_ARROW}")
        parts += map(_arrow, self.ways)
        parts += map(_box, self.statuses)
        for way in self.ways:
            parts += _text(way.label.split("\n"), *way.at, way.anchor, "call" if way.calls else "")
        for text, x, y, anchor in self.words:
            parts += _text([text], x, y, anchor, "")
        return "".join([*parts, "</svg>"])


def _arrow(way: Way) -> str:
    (x, y), *others = way.points
    path = f"M{x} {y}" + "".join(f"L{x} {y}" for x, y in others)
    return f'<path class="way" d="{path}" marker-end="url(#arrow)"/>'


def _box(status: Status) -> str:
    left, top = status.x - status.width // 2, status.y - status.height // 2
    shape = f'<rect class="{status.kind}" x="{left}" y="{top}" width="{status.width}" height="{status.height}" rx="4"/>'
    first = top + 17
    names = status.name.split("\n")
    texts = _text(names, status.x, first, "middle", "status")
    if status.note:
        texts += _text([status.note], status.x, first + LINE_HEIGHT * len(names), "middle", "")
    return shape + "".join(texts)


def _text(lines: list[str], x: int, y: int, anchor: str, kind: str) -> list[str]:
    return [
        f'<text class="{kind}" x="{x}" y="{y + LINE_HEIGHT * n}" text-anchor="{anchor}">{escape(line)}</text>'
        for n, line in enumerate(lines)
        if line
    ]
