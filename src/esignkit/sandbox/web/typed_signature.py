"""A typed signature as a picture, as it will look in the document."""

from __future__ import annotations

from html import escape

from esignkit.sandbox import pdf

_SIZE = 24  # of letters that are not written by hand, in units of the picture
_COLOUR = "#122169"
_UP = 'transform="translate(0,24) scale(1,-1)"'
_ROUND = 'stroke-linecap="round" stroke-linejoin="round"'


def draw_typed(text: str) -> str:
    """Return a typed text as an SVG picture.

    Args:
        text: What was typed. Without a font for it the picture says so, as the document will.
    """
    hand = pdf.write_by_hand(text)
    if hand is not None:
        paths = "".join(_curve(curve) for curve in hand.curves)
        return _picture(hand.width, f'<g {_UP} fill="none" stroke="{_COLOUR}" stroke-width="1.3" {_ROUND}>{paths}</g>')
    text = pdf.drawable(text)
    width = pdf.text_width(text, _SIZE)
    if pdf.is_standard(text):
        # The font that a viewer has for the document's Times is not known here; this is its family and its width.
        letters = f'font-family="Times, \'Liberation Serif\', serif" font-style="italic" font-size="{_SIZE}"'
        return _picture(width, f'<text x="0" y="24" textLength="{width:.1f}" {letters}>{escape(text)}</text>')
    scale = _SIZE / pdf.UNITS
    shape = pdf.outline(text, italic=True).svg()
    return _picture(width, f'<path transform="translate(0,24) scale({scale},-{scale})" d="{shape}"/>')


def _picture(width: float, inside: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 0 {width + 4:.1f} 37" fill="{_COLOUR}">{inside}</svg>'


def _curve(curve: list[tuple[float, float]]) -> str:
    (x, y), *rest = curve
    return f'<path d="M{x:.1f} {y:.1f}C{" ".join(f"{px:.1f} {py:.1f}" for px, py in rest)}"/>' if rest else ""
