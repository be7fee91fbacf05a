"""Names as a pen writes them: a small cursive alphabet of single strokes, so that no font has to be in the file.

A letter is a row of points that a smooth curve goes through. Small letters start and end near the baseline, so those of
a word are one stroke: their points follow each other. A point that stands twice is a corner.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Point = tuple[float, float]
Stroke = list[Point]

ASCENT, DESCENT = 23.0, -11.0
"""How far the letters reach from the baseline, in units of the alphabet; a small `x` is 10 high."""

_SLANT = 0.3
_SPACE = 7.0

# A letter: its width, and its strokes. The first of a small letter is part of its word's.
_LETTERS = {
    "a": "13: 9,9 5,10 1,6 2,1 5,0 8,4 9,9 9,9 9,3 11,0 13,2",
    "b": "11: 2,6 6,17 4,22 2,17 2,3 5,0 9,3 8,8 6,9 9,6 11,7",
    "c": "10: 4,9 7,10 8,7 8,7 7,10 4,10 1,6 2,1 6,0 10,3",
    "d": "14: 9,9 5,10 1,6 2,1 5,0 9,5 10,22 10,22 10,4 12,0 14,2",
    "e": "10: 1,3 6,5 7,8 5,10 2,7 2,2 6,0 10,3",
    "f": "9: 3,6 8,17 6,22 3,17 2,-7 4,-11 6,-6 3,0 9,2",
    "g": "12: 9,9 5,10 1,6 2,1 5,0 8,4 9,9 9,9 9,-6 5,-11 2,-8 6,-3 12,2",
    "h": "13: 2,6 6,17 4,22 2,17 2,0 2,0 4,7 7,10 9,7 9,2 11,0 13,2",
    "i": "7: 3,9 3,9 3,3 5,0 7,2; 3,14 4,15",
    "\u0131": "7: 3,9 3,9 3,3 5,0 7,2",
    "j": "8: 4,9 4,9 4,-6 1,-11 -1,-8 2,-3 8,2; 4,14 5,15",
    "k": "12: 2,6 6,17 4,22 2,17 2,0 2,0 4,8 7,10 8,7 4,5 4,5 8,1 10,0 12,2",
    "l": "7: 2,6 6,17 4,22 2,17 2,4 4,0 7,2",
    "m": "17: 1,8 3,9 3,0 3,0 5,8 7,10 8,7 8,0 8,0 10,8 12,10 13,7 13,3 15,0 17,2",
    "n": "13: 1,8 3,9 3,0 3,0 5,8 8,10 9,7 9,3 11,0 13,2",
    "o": "11: 6,10 2,8 1,3 4,0 8,3 8,8 6,10 7,7 11,8",
    "p": "12: 3,10 3,10 2,-11 2,-11 3,6 6,10 9,7 8,2 4,0 4,0 12,2",
    "q": "13: 9,9 5,10 1,6 2,1 5,0 8,4 9,9 9,9 9,-8 11,-11 12,-7 9,-1 13,2",
    "r": "10: 2,9 3,11 3,11 5,9 8,9 8,9 7,3 8,0 10,2",
    "s": "10: 2,3 6,11 6,11 8,4 5,0 2,1 2,1 10,2",
    "t": "8: 4,18 4,18 3,4 5,0 8,2; 0,12 8,13",
    "u": "13: 2,9 2,9 2,3 4,0 7,3 9,9 9,9 9,3 11,0 13,2",
    "v": "11: 1,8 3,9 5,0 5,0 9,8 9,10 11,8",
    "w": "16: 2,9 2,9 2,3 4,0 7,3 8,8 8,8 8,3 10,0 13,4 13,10 16,8",
    "x": "12: 1,8 3,10 8,1 10,0 12,2; 9,10 1,0",
    "y": "12: 2,9 2,9 2,4 4,1 7,3 9,9 9,9 9,-6 5,-11 2,-8 6,-3 12,2",
    "z": "12: 1,8 4,10 8,9 8,9 2,1 2,1 6,2 9,0 12,2",
    "ß": "12: 2,0 3,17 6,22 9,18 6,12 9,7 9,2 5,0 5,0 12,2",
    "A": "17: 0,1 3,0 8,14 12,22 12,22 13,6 15,0 17,2; 5,8 14,9",
    "B": "15: 4,20 4,20 3,0 3,0; 0,17 4,22 11,21 12,15 5,12 5,12 13,9 13,2 7,0 1,2",
    "C": "16: 14,18 12,22 5,20 1,10 4,1 10,0 16,4",
    "D": "17: 4,20 4,20 4,4 1,2 3,0 9,0 15,6 15,16 8,22 0,19",
    "E": "13: 12,19 9,22 4,19 5,13 9,12 9,12 2,9 2,2 7,0 13,4",
    "F": "14: 0,18 4,21 10,20 16,22; 9,20 7,5 4,0 0,2; 4,11 12,12",
    "G": "17: 13,19 10,22 4,19 1,10 4,3 9,4 13,11 13,11 13,-6 9,-10 5,-7 10,-2 17,2",
    "H": "17: 0,18 4,22 4,22 3,0 3,0; 14,22 14,22 12,6 14,0 17,2; 2,11 14,12",
    "I": "10: 0,19 4,22 8,21 8,21 6,4 3,0 0,2",
    "J": "14: 1,18 6,21 12,22 12,22 9,-6 5,-10 2,-7 7,-2 14,2",
    "K": "16: 0,18 4,22 4,22 3,0 3,0; 15,21 6,11 6,11 10,4 13,0 16,2",
    "L": "14: 2,14 8,17 9,22 6,22 5,12 4,3 1,1 3,0 8,2 11,0 14,3",
    "M": "21: 0,1 2,0 5,20 5,22 5,22 10,4 10,4 16,22 16,22 17,5 19,0 21,2",
    "N": "18: 0,1 2,0 5,20 5,22 5,22 13,0 13,0 16,20 19,22",
    "O": "17: 9,22 3,18 1,8 5,0 12,2 16,11 13,20 8,22 7,18 14,17",
    "P": "14: 5,20 5,20 4,0 4,0; 0,17 5,22 12,21 13,14 9,10 5,11",
    "Q": "18: 9,22 3,18 1,8 5,0 12,2 16,11 13,20 8,22 7,18 14,17; 8,6 12,1 18,0",
    "R": "16: 5,20 5,20 4,0 4,0; 0,17 5,22 12,21 12,14 5,11 5,11 10,4 13,0 16,2",
    "S": "13: 12,18 10,22 5,20 5,14 11,8 11,2 6,0 0,3",
    "T": "15: 0,18 4,21 10,20 16,22; 9,20 8,5 5,0 1,2",
    "U": "18: 0,18 3,22 4,20 3,5 6,0 11,3 14,22 14,22 14,4 16,0 18,2",
    "V": "15: 0,18 4,22 5,18 8,0 8,0 14,18 17,22",
    "W": "21: 0,18 4,22 4,18 6,0 6,0 12,16 12,16 13,0 13,0 19,18 22,22",
    "X": "17: 0,18 4,22 8,12 12,1 15,0 17,3; 16,22 9,12 0,0",
    "Y": "15: 0,18 3,22 4,18 5,11 9,11 14,22 14,22 12,-5 8,-10 4,-7 8,-3 15,2",
    "Z": "15: 1,18 5,22 14,21 14,21 2,1 2,1 7,2 11,0 15,1",
    "-": "10: 2,6 8,7",
    "'": "5: 3,22 2,17",
    ".": "5: 2,0 3,1",
    ",": "5: 3,1 2,-4",
}
_ALIASES = str.maketrans(
    {"\u2019": "'", "\u2010": "-", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o\u0338", "Ø": "O\u0338"}
    | {"ł": "l\u0338", "Ł": "L\u0338", "đ": "d\u0338", "Đ": "D\u0338"}
)
# A mark on a letter, around the middle of the top of a letter that is as high as an `x`.
_MARKS = {
    "\u0300": "-3,6 1,3",
    "\u0301": "-1,3 3,6",
    "\u0302": "-3,3 0,6 0,6 3,3",
    "\u0303": "-4,4 -1,6 1,4 4,6",
    "\u0304": "-3,4 3,4",
    "\u0306": "-3,6 0,3 3,6",
    "\u0307": "0,4 1,5",
    "\u0308": "-3,4 -2,5; 2,4 3,5",
    "\u0309": "-1,6 1,7 2,5 0,4 0,2",
    "\u030a": "0,3 2,5 0,7 -2,5 0,3",
    "\u030b": "-2,3 1,6; 2,3 5,6",
    "\u030c": "-3,6 0,3 0,3 3,6",
    "\u031b": "4,0 6,3",
    "\u0323": "0,-13 1,-13",
    "\u0326": "1,-12 0,-15",
    "\u0327": "0,-10 2,-12 -1,-14",
    "\u0328": "2,-10 0,-13 3,-13",
    "\u0338": "-5,-8 5,2",
}
_BELOW_OR_ACROSS = "\u0323\u0326\u0327\u0328\u0338"


@frozen
class Handwriting:
    """A text as strokes of a pen."""

    curves: list[Stroke]
    """For each stroke its first point, and then three points for each cubic Bézier curve. The baseline is at 0; the
    text reaches from `DESCENT` to `ASCENT`."""
    width: float
    """Its width, in the same units."""


def write_by_hand(text: str) -> Handwriting | None:
    """Write a text by hand.

    Args:
        text: A name in Latin letters, accents included.

    Returns:
        Its strokes; None when the alphabet lacks one of its characters, or there is nothing to write.
    """
    characters = unicodedata.normalize("NFD", " ".join(text.split()).translate(_ALIASES))
    if not characters or set(characters) - _LETTERS.keys() - _MARKS.keys() - {" "} or characters[0] in _MARKS:
        return None
    strokes: list[Stroke] = []
    word: Stroke = []  # the points of small letters that hang together
    x = 0.0
    for letter, marks in _with_marks(characters):
        if letter == " ":
            word, x = [], x + _SPACE
            continue
        width, (first, *others) = _glyph(letter)
        if not (letter.islower() and word):
            word = []
            strokes.append(word)
        word += [(x + px, py) for px, py in first]
        if letter in "ij" and not set(marks) <= set(_BELOW_OR_ACROSS):
            others = []  # an accent takes the place of the dot
        strokes += [[(x + px, py) for px, py in stroke] for stroke in others]
        strokes += [_moved(stroke, letter, x) for mark in marks for stroke in _strokes(_MARKS[mark])]
        if not letter.islower():
            word = []
        x += width
    return Handwriting([smooth(_slanted(stroke)) for stroke in strokes], x + _SLANT * ASCENT)


def _with_marks(characters: str) -> Iterator[tuple[str, str]]:
    """Yield each letter with the marks that follow it."""
    start = 0
    for end in range(1, len(characters) + 1):
        if end == len(characters) or characters[end] not in _MARKS:
            yield characters[start], characters[start + 1 : end]
            start = end


def _glyph(letter: str) -> tuple[float, list[Stroke]]:
    width, strokes = _LETTERS[letter].split(":")
    return float(width), _strokes(strokes)


def _strokes(text: str) -> list[Stroke]:
    pairs = [[point.split(",") for point in stroke.split()] for stroke in text.split(";")]
    return [[(float(x), float(y)) for x, y in stroke] for stroke in pairs]


def _moved(mark: Stroke, letter: str, x: float) -> Stroke:
    """Put a mark on the middle of a letter."""
    xs, ys = zip(*_glyph(letter)[1][0], strict=True)
    middle = x + (min(xs) + min(max(xs), 10 if letter.islower() else 99)) / 2
    top = 10.0 if letter == "i" else max(ys)
    return [(middle + px, (10 if py < 0 else top) + py) for px, py in mark]


def _slanted(points: Stroke) -> Stroke:
    return [(x + _SLANT * y, y) for x, y in points]


def smooth(points: Sequence[Point]) -> Stroke:
    """Lead a Catmull-Rom spline through points: the first of them, then three points for each Bézier curve."""
    ends = [points[0], *points, points[-1]]
    curve = [points[0]]
    for before, (x1, y1), (x2, y2), after in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        if (x1, y1) != (x2, y2):
            curve.append((x1 + (x2 - before[0]) / 6, y1 + (y2 - before[1]) / 6))
            curve.append((x2 - (after[0] - x1) / 6, y2 - (after[1] - y1) / 6))
            curve.append((x2, y2))
    return curve
