"""What a signer drew: strokes of a pen on a pad, which stay lines in the document, sharp at any size."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from attrs import frozen

from .handwriting import Stroke, smooth

if TYPE_CHECKING:
    from .pages import Rectangle

MAX_STROKES, MAX_POINTS = 500, 20_000
_FARTHEST = 10**6  # beside the pad is beside the pad
PEN = 0.03
"""Width of the pen, in heights of the pad."""


class InkError(ValueError):
    """Strokes that are none: too many, or not made of points on the pad."""


@frozen
class Ink:
    """Strokes on a pad that is 1 high."""

    strokes: Sequence[Stroke]
    """The points of each stroke: x from the pad's left edge, y down from its top."""
    width: float
    """Width of the pad."""


def read_ink(strokes: Iterable[Sequence[Sequence[float]]], width: float) -> Ink:
    """Check strokes whose points are parts of the pad's width and height, from 0 to 1.

    Args:
        strokes: The points of each stroke, two numbers each; what lies beside the pad is moved to its edge.
        width: Width of the pad, in its heights.

    Raises:
        InkError: There is no stroke, there are too many points, or a point is none.
    """
    read: list[Stroke] = []
    for stroke in strokes:
        points: Stroke = []
        for point in stroke:
            if len(point) != 2 or not all(map(_is_number, point)):
                raise InkError("each point of a stroke has two numbers, from 0 to 1")
            x, y = (min(max(float(value), 0.0), 1.0) for value in point)
            points.append((x * width, y))
        if points:
            read.append(points)
    if not read:
        raise InkError("nothing has been drawn")
    if len(read) > MAX_STROKES or sum(map(len, read)) > MAX_POINTS:
        raise InkError(f"a drawing has at most {MAX_STROKES} strokes and {MAX_POINTS} points")
    return Ink(read, width)


def _is_number(value: object) -> bool:
    """Return whether a value can be a coordinate; JSON's whole numbers may be larger than any float."""
    if isinstance(value, int):
        return not isinstance(value, bool) and abs(value) <= _FARTHEST
    return isinstance(value, float) and math.isfinite(value)


def draw_ink(ink: Ink, region: Rectangle) -> bytes:
    """Return the operators that draw strokes, as large as fits a region, in the middle of it.

    Args:
        ink: The strokes.
        region: Left, bottom, right and top of where the pad is to be.
    """
    left, bottom, right, top = region
    unit = min((right - left) / ink.width, top - bottom)
    x0, y0 = (left + right - ink.width * unit) / 2, (bottom + top + unit) / 2
    lines = [b"%.2f w 1 J 1 j" % (PEN * unit)]
    for stroke in ink.strokes:
        (x, y), *rest = smooth([(x0 + px * unit, y0 - py * unit) for px, py in stroke])
        curves = [
            b"%.2f %.2f %.2f %.2f %.2f %.2f c" % tuple(value for point in rest[index : index + 3] for value in point)
            for index in range(0, len(rest), 3)
        ]
        lines.append(b" ".join([b"%.2f %.2f m" % (x, y), *(curves or [b"%.2f %.2f l" % (x, y)]), b"S"]))
    return b"\n".join(lines)
