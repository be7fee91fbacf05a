"""Text in letters that the standard fonts lack, as outlines: HarfBuzz sets it in the fonts of the extra `fonts`.

Outlines need no font in the file, and the same text gives the same bytes. The fonts are those of Python packages, never
those of the machine: what is drawn depends on what is installed beside the sandbox, and on nothing else.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from importlib import import_module
from importlib.util import find_spec
from itertools import groupby, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from .text_direction import visual_runs

if TYPE_CHECKING:
    from collections.abc import Iterator

UNITS = 1000
"""Units of an outline for the font's size."""

_PACKAGES = ("manimgx_fonts", "manimgx_fonts_cjk")
_WEIGHT = {"wght": 400.0}  # the default of some fonts is their thinnest
_UPRIGHT, _ITALIC = "NotoSans[", "NotoSans-Italic["
_AS_EMOJI = "\ufe0f"  # after a character: show it as an emoji
_OPERATORS = {"M": b"m", "L": b"l", "C": b"c", "Z": b"h"}

Point = tuple[float, float]


@frozen
class Outline:
    """A line of text as shapes to be filled; the baseline is at 0."""

    steps: tuple[tuple[str, tuple[int, ...]], ...]
    """The path: a letter as SVG has it (M, L, C or Z), and its coordinates; y goes up."""
    width: float
    """Its width, in units."""

    def pdf(self) -> bytes:
        """Return the path as operators of a page, without the one that fills it."""
        return b"\n".join(
            b" ".join([*(b"%d" % value for value in values), _OPERATORS[letter]]) for letter, values in self.steps
        )

    def svg(self) -> str:
        """Return the path as SVG has it; y goes up there too."""
        return "".join(letter + " ".join(map(str, values)) for letter, values in self.steps)


def has_letters(text: str) -> bool:
    """Tell whether the installed fonts have all characters of a text."""
    return all(_is_invisible(letter) or any(_has(font, letter) for font in installed_fonts()) for letter in text)


def width(text: str) -> float:
    """Return the width of a line of text in units, word by word: nothing is drawn for it, and words are met again.

    Args:
        text: A text that `has_letters` accepts.
    """
    return sum(map(_word_width, text.split(" "))) + text.count(" ") * _word_width(" ")


@lru_cache(maxsize=4096)
def _word_width(word: str) -> float:
    advances: Iterator[float] = (
        position.x_advance * UNITS / font.face.upem
        for font, part, direction in _parts(word, italic=False)
        for position in _shaped(font, part, direction).glyph_positions
    )
    return sum(advances)


@lru_cache(maxsize=64)  # a line takes some 500 kB
def outline(text: str, *, italic: bool = False) -> Outline:
    """Return a line of text as outlines.

    Args:
        text: A text that `has_letters` accepts.
        italic: Whether letters are slanted, of those scripts that have slanted ones.
    """
    pen = _Pen()
    for font, part, direction in _parts(text, italic=italic):
        pen.write(font, part, direction)
    return Outline(tuple(pen.steps), pen.x)


def _parts(text: str, *, italic: bool) -> Iterator[tuple[Any, str, str]]:
    """Yield the parts of a line from left to right, each with its font and the direction in which it is read."""
    for run, is_rtl in visual_runs(text):
        by_font = list(_by_font(run, installed_fonts(italic=italic)))
        for font, part in reversed(by_font) if is_rtl else by_font:
            yield font, part, "rtl" if is_rtl else "ltr"


def _shaped(font: Any, text: str, direction: str) -> Any:
    """Return HarfBuzz's buffer with the glyphs of a text, which is in one font and in one direction."""
    harfbuzz = import_module("uharfbuzz")
    buffer = harfbuzz.Buffer()
    buffer.add_str(text)
    buffer.direction = direction
    buffer.language = "und"  # HarfBuzz would take the machine's
    buffer.guess_segment_properties()
    harfbuzz.shape(font, buffer)
    return buffer


class _Pen:
    """Draws glyph after glyph; HarfBuzz calls its methods by these names.

    Attributes:
        steps: What has been drawn.
        x: Where the next glyph stands.
    """

    def __init__(self) -> None:
        self.steps: list[tuple[str, tuple[int, ...]]] = []
        self.x = 0.0
        self._origin: Point = (0.0, 0.0)
        self._scale = 1.0
        self._last: Point = (0.0, 0.0)

    def write(self, font: Any, text: str, direction: str) -> None:
        """Write a text that is in one font, and in one direction."""
        buffer = _shaped(font, text, direction)
        self._scale = UNITS / font.face.upem
        for glyph, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            self._origin = (self.x + position.x_offset * self._scale, position.y_offset * self._scale)
            font.draw_glyph_with_pen(glyph.codepoint, self)
            self.x += position.x_advance * self._scale

    def moveTo(self, point: Point) -> None:  # noqa: N802  # HarfBuzz's name
        """Begin a shape."""
        self._step("M", point)

    def lineTo(self, point: Point) -> None:  # noqa: N802  # HarfBuzz's name
        """Draw a straight line."""
        self._step("L", point)

    def curveTo(self, first: Point, second: Point, end: Point) -> None:  # noqa: N802  # HarfBuzz's name
        """Draw a cubic curve."""
        self._step("C", first, second, end)

    def qCurveTo(self, control: Point, end: Point) -> None:  # noqa: N802  # HarfBuzz's name
        """Draw a quadratic curve, which PDF has as a cubic one."""
        first, second = (
            tuple((one + 2 * middle) / 3 for one, middle in zip(corner, control, strict=True))
            for corner in (self._last, end)
        )
        self._step("C", (first[0], first[1]), (second[0], second[1]), end)

    def closePath(self) -> None:  # noqa: N802  # HarfBuzz's name
        """End a shape."""
        self._step("Z")

    def _step(self, letter: str, *points: Point) -> None:
        left, bottom = self._origin
        values = (value for x, y in points for value in (left + x * self._scale, bottom + y * self._scale))
        self.steps.append((letter, tuple(round(value) for value in values)))
        if points:
            self._last = points[-1]


@cache
def installed_fonts(*, italic: bool = False) -> tuple[Any, ...]:
    """Return the installed fonts, those of the most common letters first; emoji last, for they have numerals too."""
    if find_spec("uharfbuzz") is None:
        return ()
    specs = filter(None, map(find_spec, _PACKAGES))
    folders = [Path(folder) for spec in specs for folder in spec.submodule_search_locations or ()]
    files = sorted(file for folder in folders for file in folder.iterdir() if file.suffix in {".ttf", ".otf", ".ttc"})
    if not italic:
        files = [file for file in files if not file.name.startswith(_ITALIC)]
    return tuple(map(_font, sorted(files, key=_rank)))


def _rank(file: Path) -> tuple[int, str]:
    beginnings = (_ITALIC, _UPRIGHT, "")
    first = next(rank for rank, beginning in enumerate(beginnings) if file.name.startswith(beginning))
    return len(beginnings) if "Emoji" in file.name else first, file.name


def _font(file: Path) -> Any:
    harfbuzz = import_module("uharfbuzz")
    font = harfbuzz.Font(harfbuzz.Face(harfbuzz.Blob.from_file_path(str(file))))
    font.set_variations(_WEIGHT)
    return font


@lru_cache(maxsize=8192)
def _has(font: Any, letter: str) -> bool:
    return font.get_nominal_glyph(ord(letter)) is not None


def _by_font(text: str, fonts: tuple[Any, ...]) -> Iterator[tuple[Any, str]]:
    """Split a text where its font changes. What belongs to the character before it stays with that."""
    chosen: list[tuple[int, str]] = []
    numbers = range(len(fonts))
    number = 0
    for letter, following in zip_longest(text, text[1:], fillvalue=""):
        stays = _is_invisible(letter) or (not letter.isalnum() and not letter.isspace() and _has(fonts[number], letter))
        if not (chosen and stays):
            # Emoji are in the last font, and some of them, such as hearts and numerals, in others too.
            order = reversed(numbers) if following == _AS_EMOJI else numbers
            number = next((index for index in order if _has(fonts[index], letter)), number)
        chosen.append((number, letter))
    for index, letters in groupby(chosen, key=lambda one: one[0]):
        yield fonts[index], "".join(letter for _, letter in letters)


def _is_invisible(letter: str) -> bool:
    """Tell whether a character only changes how its neighbours look: joiners, marks of direction, variants of emoji."""
    return unicodedata.category(letter) == "Cf" or "\ufe00" <= letter <= "\ufe0f"
