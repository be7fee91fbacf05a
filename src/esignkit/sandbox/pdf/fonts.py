"""What a PDF's fonts say about the codes of a text: which characters they are, and how wide."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from attrs import define, field

from ._pyhanko import as_dict, as_items, is_a, raw, resolve
from .writer import text_width

if TYPE_CHECKING:
    from collections.abc import Iterator

_ASCENT, _DESCENT = 0.718, -0.207  # Helvetica's, where a font does not say
_COURIER = 0.6
# Advance widths of Times for the characters from space to tilde, in thousandths of the font size.
_TIMES = (
    "250 333 408 500 500 833 778 180 333 333 500 564 250 333 250 278 500 500 500 500 500 500 500 500 "
    "500 500 278 278 564 564 564 444 921 722 667 667 722 611 556 722 722 333 389 722 611 889 722 722 "
    "556 722 667 556 611 722 722 944 722 722 611 333 278 333 469 500 333 444 500 444 500 444 333 500 "
    "500 278 278 500 278 778 500 500 500 500 333 389 278 500 500 722 500 500 444 480 200 480 541"
)
_TIMES_WIDTHS = dict(enumerate((int(width) / 1000 for width in _TIMES.split()), start=32))
_SECTION = re.compile(rb"begin(bfchar|bfrange|codespacerange)(.*?)end\1", re.DOTALL)
_ITEM = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])")
_ENCODINGS = {"/MacRomanEncoding": "mac_roman", "/WinAnsiEncoding": "cp1252"}
_UNI = re.compile(r"uni([0-9A-F]{4})|u([0-9A-F]{4,6})")
_MAX_RANGE = 0xFFFF

# Names of the characters of ASCII that are not letters, and of some beyond; others are read by their form alone.
_GLYPHS = (
    "space exclam quotedbl numbersign dollar percent ampersand quotesingle parenleft parenright asterisk plus "
    "comma hyphen period slash zero one two three four five six seven eight nine colon semicolon less equal "
    "greater question at bracketleft backslash bracketright asciicircum underscore grave braceleft bar "
    "braceright asciitilde quoteright quoteleft quotedblleft quotedblright endash emdash bullet fi fl"
)
_CHARACTERS = [
    *" !\"#$%&'()*+,-./0123456789:;<=>?@[\\]^_`{|}~\u2019\u2018\u201c\u201d\u2013\u2014\u2022",
    "fi",
    "fl",
]
_NAMES: dict[str, str] = dict(zip(_GLYPHS.split(), _CHARACTERS, strict=True))


@define
class Font:
    """A font as far as text anchors need it.

    Attributes:
        two_bytes: A code is two bytes long.
        characters: Characters by code.
        widths: Widths by code, in parts of the font size.
        default_width: The width of every other code; None asks for that of the character in a standard font.
        name: The font's name, which tells the standard fonts apart.
        ascent: How far characters reach above the line, in parts of the font size.
        descent: How far below; negative.
    """

    two_bytes: bool = False
    characters: dict[int, str] = field(factory=dict[int, str])
    widths: dict[int, float] = field(factory=dict[int, float])
    default_width: float | None = None
    name: str = ""
    ascent: float = _ASCENT
    descent: float = _DESCENT

    def codes(self, text: bytes) -> Iterator[tuple[int, int]]:
        """Yield the codes of a string, and how many bytes each takes."""
        step = 2 if self.two_bytes else 1
        for at in range(0, len(text) - step + 1, step):
            yield int.from_bytes(text[at : at + step]), step

    def text(self, code: int) -> str:
        """Return the characters of a code; none when the font does not say."""
        return self.characters.get(code, "")

    def width(self, code: int) -> float:
        """Return the width of a code in parts of the font size."""
        if code in self.widths:
            return self.widths[code]
        return self._standard(self.text(code)) if self.default_width is None else self.default_width

    def _standard(self, text: str) -> float:
        """Return the width of a character in the standard font of this name; the others count as Helvetica."""
        if "Courier" in self.name:
            return _COURIER
        if "Times" in self.name:
            plain = unicodedata.normalize("NFD", text)[:1]  # an accent takes no room of its own
            return _TIMES_WIDTHS.get(ord(plain), 0.5) if plain else 0.0
        return text_width(unicodedata.normalize("NFD", text)[:1], 1.0, bold="Bold" in self.name)


def read_font(font: Any) -> Font:
    """Read a font.

    Args:
        font: Its dictionary.

    Returns:
        What it says of its codes. A Type 3 font has no characters here.
    """
    subtype = font.get("/Subtype")
    if subtype == "/Type3":
        return Font()
    made = _composite(font) if subtype == "/Type0" else _simple(font)
    stream = resolve(raw(font, "/ToUnicode"))
    if hasattr(stream, "data"):
        made.characters.update(_to_unicode(bytes(stream.data)))
    return made


def _simple(font: Any) -> Font:
    encoding = resolve(raw(font, "/Encoding"))
    told = as_dict(encoding)
    name = str(told.get("/BaseEncoding", "")) if told else str(encoding)
    codec = _ENCODINGS.get(name, "cp1252")
    made = Font(
        name=str(font.get("/BaseFont", "")),
        characters={code: bytes([code]).decode(codec, "ignore") for code in range(32, 256)},
    )
    code = 0
    for item in as_items(raw(told, "/Differences")):
        value = resolve(item)
        if is_a(value, str):
            made.characters[code] = _named(str(value)[1:])
            code += 1
        else:
            code = int(value)
    first = int(font.get("/FirstChar", 0))
    for number, width in enumerate(as_items(raw(font, "/Widths"))):
        made.widths[first + number] = float(resolve(width)) / 1000
    descriptor = as_dict(raw(font, "/FontDescriptor"))
    if made.widths:
        made.default_width = float(descriptor.get("/MissingWidth", 0)) / 1000
    _reach(made, descriptor)
    return made


def _composite(font: Any) -> Font:
    below = as_items(raw(font, "/DescendantFonts"))
    kid = as_dict(below[0]) if below else as_dict(None)
    made = Font(two_bytes=True, default_width=float(kid.get("/DW", 1000)) / 1000)
    items = [resolve(item) for item in as_items(raw(kid, "/W"))]
    at = 0
    while at + 1 < len(items):
        first, following = int(items[at]), items[at + 1]
        if is_a(following, list):
            for number, width in enumerate(as_items(following)):
                made.widths[first + number] = float(resolve(width)) / 1000
            at += 2
        elif at + 2 < len(items):
            for code in range(first, min(int(following), first + _MAX_RANGE) + 1):
                made.widths[code] = float(items[at + 2]) / 1000
            at += 3
        else:
            break
    _reach(made, as_dict(raw(kid, "/FontDescriptor")))
    return made


def _reach(made: Font, descriptor: Any) -> None:
    """Take over how far the font's characters reach, where that is plausible."""
    ascent, descent = float(descriptor.get("/Ascent", 0)) / 1000, float(descriptor.get("/Descent", 0)) / 1000
    if 0 < ascent <= 2:
        made.ascent = ascent
        made.descent = -abs(descent) if abs(descent) <= 1 else _DESCENT


def _named(name: str) -> str:
    """Return the character of a glyph's name."""
    plain = name.partition(".")[0]
    if len(plain) == 1:
        return plain
    if plain in _NAMES:
        return _NAMES[plain]
    found = _UNI.fullmatch(plain)
    number = int(found[1] or found[2], 16) if found else 0
    return chr(number) if 0 < number < 0x110000 else ""


def _to_unicode(content: bytes) -> dict[int, str]:
    """Read the map from codes to characters."""
    characters: dict[int, str] = {}
    for kind, body in _SECTION.findall(content):
        if kind == b"codespacerange":
            continue
        items = [(_unhex(text), mark or close) for text, mark, close in _ITEM.findall(body)]
        if kind == b"bfchar":
            texts = [text for text, _ in items]
            for code, text in zip(texts[::2], texts[1::2], strict=False):
                characters[int.from_bytes(code)] = text.decode("utf-16-be", "ignore")
        else:
            _ranges(items, characters)
    return characters


def _ranges(items: list[tuple[bytes, bytes]], characters: dict[int, str]) -> None:
    at = 0
    while at + 2 < len(items):
        first, last = int.from_bytes(items[at][0]), int.from_bytes(items[at + 1][0])
        last = min(last, first + _MAX_RANGE)
        at += 2
        if items[at][1] == b"[":
            at += 1
            for code in range(first, last + 1):
                if at >= len(items) or items[at][1]:
                    break
                characters[code] = items[at][0].decode("utf-16-be", "ignore")
                at += 1
            at += 1  # the closing bracket
            continue
        text = items[at][0].decode("utf-16-be", "ignore")
        for code in range(first, last + 1):
            if text:
                characters[code] = text[:-1] + chr(min(ord(text[-1]) + code - first, 0x10FFFF))
        at += 1


def _unhex(text: bytes) -> bytes:
    digits = re.sub(rb"\s", b"", text)
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
