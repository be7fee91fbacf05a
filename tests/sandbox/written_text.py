"""One text in every way in which PDFs write text, at the same place of the page: 40 from its left, 200 from its foot."""

from __future__ import annotations

from esignkit.sandbox.pdf.typesetting import text_width

from .pdf.specimens import PAGE, one_page, stream

LEFT, TOP = 40, 100 - 12 * 0.718
TAG = "<sig_req_Seller 1_99>"
_BEFORE, _AFTER = b"BT /F 12 Tf 40 200 Td ", b" ET"


def _line(shown: bytes) -> bytes:
    return one_page(content=_BEFORE + shown + _AFTER)


def _placed(text: str) -> bytes:
    letters = enumerate(text.encode())
    moves = (b"1 0 0 1 %.2f 200 Tm (%c) Tj" % (LEFT + text_width(text[:place], 12), code) for place, code in letters)
    return one_page(content=b"BT /F 12 Tf %b ET" % b" ".join(moves))


def _form_object(text: str) -> bytes:
    entries = b"/Type/XObject/Subtype/Form/BBox[0 0 400 300]/Resources<</Font<</F 5 0 R>>>>"
    page = PAGE.replace(b"/Font<</F 5 0 R>>", b"/XObject<</X 6 0 R>>") % b""
    drawing = stream(_BEFORE + b"(%b) Tj" % text.encode() + _AFTER, entries)
    return one_page(drawing, whole_page=page, content=b"/X Do")


def _composite_font(text: str) -> bytes:
    """Codes of two bytes that say nothing by themselves: the font maps them to letters."""
    letters = sorted(set(text))
    codes = {letter: 0x4000 + number for number, letter in enumerate(letters)}
    rows = b"\n".join(b"<%04x> <%04x>" % (code, ord(letter)) for letter, code in codes.items())
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /M def /CMapType 2 def\n"
        b"1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        b"%d beginbfchar\n%b\nendbfchar endcmap end end" % (len(letters), rows)
    )
    font = b"<</Type/Font/Subtype/Type0/BaseFont/Odd/Encoding/Identity-H/DescendantFonts[7 0 R]/ToUnicode 8 0 R>>"
    inner = (
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Odd/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        b"/Supplement 0>>/DW 500/FontDescriptor 9 0 R>>"
    )
    described = (
        b"<</Type/FontDescriptor/FontName/Odd/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 718"
        b"/Descent -207/CapHeight 700/StemV 80>>"
    )
    page = PAGE.replace(b"/F 5 0 R", b"/F 6 0 R") % b""
    shown = b"<%b> Tj" % b"".join(b"%04x" % codes[letter] for letter in text)
    return one_page(font, inner, stream(cmap), described, whole_page=page, content=_BEFORE + shown + _AFTER)


def ways(text: str) -> dict[str, bytes]:
    """Return a PDF for each way to write a text."""
    raw = text.encode()
    half = len(raw) // 2
    return {
        "a hex string": _line(b"<%b> Tj" % raw.hex().encode()),
        "octal": _line(b"(%b) Tj" % b"".join(b"\\%03o" % code for code in raw)),
        "an array": _line(b"[(%b) -10 (%b)] TJ" % (raw[:half], raw[half:])),
        "letter by letter": _line(b" ".join(b"(%c) Tj" % code for code in raw)),
        "each letter put in its place": _placed(text),
        "a composite font": _composite_font(text),
        "a form object": _form_object(text),
    }


WAYS = ways(TAG)
