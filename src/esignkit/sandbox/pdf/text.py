"""Finds the position of text on the pages of a document, for text anchors.

PDFium reads the text, so what a common viewer finds is found here. Pictures of text are not read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from esignkit.pdfium import UnreadablePdf, binding, open_pdf

from .bounds import count
from .pages import Box, PageGeometry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MAX_CHARACTERS = 500_000  # of one page
_CHARACTERS_PER_LOOK = 100  # that take as long
# How far a character reaches from its baseline, in parts of the font size: Helvetica's measures, for every font. Those
# of a font that is not in the file would be its substitute's, which another build of PDFium may choose otherwise.
_ASCENT, _DESCENT = 0.718, -0.207
_HYPHEN = "\2"  # what PDFium reads for a hyphen at the end of a line, whose end it leaves out


@frozen
class TextPosition:
    """One character on a page."""

    page: int
    """The page, from 0."""
    box: Box
    """The character's box on the page as a viewer shows it."""


def read_text(data: bytes) -> list[str]:
    """Read the text of a PDF.

    Args:
        data: The file's bytes.

    Returns:
        The text of each page that can be read, with one blank for each run of blanks, gap or line end. None for a file
        that cannot be read.
    """
    try:
        with open_pdf(data) as document:
            return [page.text for page in _pages(document)]
    except UnreadablePdf:
        return []


def find_text(data: bytes, texts: Iterable[str]) -> dict[str, list[list[TextPosition]]]:
    """Find texts. They are compared exactly, except for the length of blanks.

    Args:
        data: The file's bytes.
        texts: The texts; each is looked for within single pages.

    Returns:
        For each text the places where it stands, in the order of the pages' text; for each place a spot for each
        character of the text as given. A file that cannot be read has no places.
    """
    places: dict[str, list[list[TextPosition]]] = {text: [] for text in texts}
    try:
        with open_pdf(data) as document:
            for page in _pages(document):
                for text, places_of_text in places.items():
                    places_of_text += page.find(text)
    except UnreadablePdf:
        pass
    return places


def _pages(document: Any) -> Iterator[_PageText]:
    for number in range(len(document)):
        try:
            page = _PageText(number, document[number])
        except (binding().PdfiumError, KeyError):  # KeyError: pypdfium2 4 on the rotation of what is no page
            continue
        yield page


class _PageText:
    """The text of one page of an open document.

    Attributes:
        text: Its characters, with one blank for each run of blanks, gap or line end.
    """

    def __init__(self, number: int, page: Any) -> None:
        self._raw = binding("pypdfium2.raw")
        self._number = number
        self._source = page.get_textpage()
        self._geometry = PageGeometry(page.get_bbox(), page.get_rotation())
        self._indexes: list[int] = []  # PDFium's, of each character of the text
        self.text = self._read()

    def find(self, text: str) -> Iterator[list[TextPosition]]:
        """Yield the places of a text."""
        collapsed, offsets = _collapsed(text)
        start = self.text.find(collapsed) if collapsed else -1
        while start >= 0:
            yield [self._spot(self._indexes[start + index]) for index in offsets]
            start = self.text.find(collapsed, start + len(collapsed))

    def _read(self) -> str:
        text: list[str] = []
        gap = False
        characters = min(self._source.count_chars(), _MAX_CHARACTERS)
        count(characters // _CHARACTERS_PER_LOOK)
        for index in range(characters):
            character = chr(self._raw.FPDFText_GetUnicode(self._source, index))
            if character.isspace():  # also PDFium's own, where the file leaves a gap or begins a line
                gap = True
            elif text and "\ud800" <= text[-1] <= "\udbff" and "\udc00" <= character <= "\udfff":  # halves in UTF-16
                text[-1] = (text[-1] + character).encode("utf-16", "surrogatepass").decode("utf-16")
            elif character != "\0":  # a glyph whose character the font does not say
                ends_line = character == _HYPHEN and self._raw.FPDFText_IsHyphen(self._source, index)
                added = ([" "] if gap and text else []) + ["-" if ends_line else character]
                text += added
                self._indexes += [index] * len(added)
                gap = ends_line
        return "".join(text).encode("utf-8", "replace").decode("utf-8")  # a half that is alone is a question mark

    def _spot(self, index: int) -> TextPosition:
        from ctypes import c_double  # PDFium's binding has loaded it

        x, y, matrix = c_double(), c_double(), self._raw.FS_MATRIX()
        left, bottom, right, top = self._source.get_charbox(index, loose=True)
        self._raw.FPDFText_GetCharOrigin(self._source, index, x, y)
        self._raw.FPDFText_GetMatrix(self._source, index, matrix)
        size = self._raw.FPDFText_GetFontSize(self._source, index)
        if not matrix.b:  # the text runs along x
            left = x.value if matrix.a > 0 else left
            bottom, top = sorted(y.value + reach * size * matrix.d for reach in (_DESCENT, _ASCENT))
        elif not matrix.a:  # along y
            left, right = sorted(x.value + reach * size * matrix.c for reach in (_DESCENT, _ASCENT))
        return TextPosition(self._number, self._geometry.box((left, bottom, right, top)))


def _collapsed(text: str) -> tuple[str, list[int]]:
    """Return a text with each run of blanks as one blank, and for each character of the text its index there."""
    collapsed: list[str] = []
    offsets: list[int] = []
    for character in text.strip():
        if not character.isspace():
            collapsed.append(character)
        elif collapsed[-1] != " ":
            collapsed.append(" ")
        offsets.append(len(collapsed) - 1)
    leading = len(text) - len(text.lstrip())
    trailing = len(text.strip()) and len(text) - len(text.rstrip())
    return "".join(collapsed), [0] * (leading if collapsed else 0) + offsets + offsets[-1:] * trailing
