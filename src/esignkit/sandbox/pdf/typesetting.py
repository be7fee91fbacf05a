"""Lines of text: in one of the fonts that every viewer has where that can be, else in outlines, else saying what it is.

The standard fonts write Western European letters. What they lack is drawn where the fonts of the extra `fonts` are
installed. Without them a word that cannot be drawn gives way to a note, such as `[no font: Greek]`.
"""

from __future__ import annotations

import unicodedata

from .outlines import UNITS, has_letters, outline
from .outlines import width as outlined_width

# Advance widths of Helvetica for the characters from space to tilde, in thousandths of the font size.
_HELVETICA = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 "
    "556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 "
    "667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 "
    "556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584"
)
_OTHER = 556  # taken for all others
_WIDTHS = [_OTHER] * 32 + [int(width) for width in _HELVETICA.split()] + [_OTHER] * 129  # by the byte in WinAnsi
_BOLD_FACTOR = 1.08
_NARROWEST = 0.1  # of the font's size: letters that are no wider, such as accents, are few in a line
_SCRIPTS = {"CJK": "Chinese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean"}


def encode_text(text: str) -> bytes:
    """Encode text for a page as a PDF string in WinAnsi; what that can't say becomes a question mark."""
    raw = _printable(text).encode("cp1252", errors="replace")
    return b"(" + raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)") + b")"


def can_draw(text: str) -> bool:
    """Tell whether there is a text, and all of it can be drawn."""
    text = _printable(text)
    return bool(text.strip()) and (is_standard(text) or has_letters(text))


def drawable(text: str) -> str:
    """Return a line of text in the form in which it is drawn.

    Args:
        text: A line of text in any script.

    Returns:
        The text, with a note in place of words that cannot be drawn.
    """
    text = _printable(text)
    if not text.strip() or can_draw(text):
        return text
    parts: list[str] = []
    for word in text.split(" "):
        part = word if not word or can_draw(word) else f"[no font: {_script(word)}]"
        if not (part.startswith("[no font") and parts[-1:] == [part]):
            parts.append(part)
    return " ".join(parts)


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a line of text in points.

    Args:
        text: The text, as `drawable` returns it.
        size: Font size in points.
        bold: Whether the standard font is a bold one.
    """
    if not is_standard(text) and has_letters(text):
        return outlined_width(text) * size / UNITS
    width = sum(map(_WIDTHS.__getitem__, text.encode("cp1252", errors="replace"))) * size / 1000
    return width * _BOLD_FACTOR if bold else width


def draw_line(text: str, font: bytes, size: float, at: tuple[float, float], *, italic: bool = False) -> bytes:
    """Return the operators that draw a line of text, in the current colour.

    Args:
        text: The text, as `drawable` returns it.
        font: The name of the standard font, among the resources.
        size: Font size in points.
        at: Where its baseline begins.
        italic: Whether the font is an italic one.
    """
    left, baseline = at
    text = _printable(text)
    if is_standard(text) or not has_letters(text):
        return b"BT %s %.2f Tf 1 0 0 1 %.2f %.2f Tm %s Tj ET" % (font, size, left, baseline, encode_text(text))
    scale = size / UNITS
    spoken = b"<feff" + text.encode("utf-16-be").hex().encode() + b">"  # what is read aloud, and copied
    path = outline(text, italic=italic).pdf()
    return b"/Span <</ActualText %s>> BDC q %.5f 0 0 %.5f %.2f %.2f cm\n%s\nf Q EMC" % (
        spoken, scale, scale, left, baseline, path,
    )  # fmt: skip


def wrap(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Break a text into lines that fit a width; a word that is too long for a line is cut."""
    lines: list[str] = []
    most = int(width / (_NARROWEST * size)) + 1  # that may fit a line: what comes after them is looked at then
    line = text[: len(text) - len(text.lstrip())]
    for word in text.split():
        candidate = f"{line} {word}" if line.strip() else line + word
        if text_width(candidate, size, bold=bold) <= width:
            line = candidate
            continue
        if line.strip():
            lines.append(line)
        line = word
        while len(line) > 1:
            piece = line[:most]
            wide = text_width(piece, size, bold=bold)
            if wide <= width and piece == line:
                break
            cut = len(piece)
            while wide > width and cut > 1:  # by the mean letter, until what is left of them fits
                cut = max(1, min(cut - 1, int(cut * width / max(wide, 0.01))))
                wide = text_width(line[:cut], size, bold=bold)
            lines.append(line[:cut])
            line = line[cut:]
    lines.append(line)
    return lines


def _printable(text: str) -> str:
    """Return a text without control characters, and without halves of a surrogate pair, which JSON can carry."""
    return "".join(max(letter, " ") for letter in text.encode("utf-8", "replace").decode())


def is_standard(text: str) -> bool:
    """Tell whether the standard fonts can write a text.

    Args:
        text: Any text.
    """
    return text.encode("cp1252", errors="ignore").decode("cp1252") == text


def _script(word: str) -> str:
    """Return what a reader may call the script of a word that cannot be drawn."""
    for letter in word:
        if letter.isalpha() and not can_draw(letter):
            name = unicodedata.name(letter, "unknown letters").split()[0]
            return _SCRIPTS.get(name, name.title())
    return "symbol"
