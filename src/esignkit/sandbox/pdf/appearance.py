"""What the sandbox draws: the mark on every page before the first signature, and a signer's visible signature."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from ._pyhanko import as_dict, as_items, pyhanko, raw
from .handwriting import DESCENT, write_by_hand
from .ink import Ink, draw_ink
from .pages import Page, PageGeometry, inherited_resources
from .typesetting import can_draw, draw_line, drawable, encode_text, text_width
from .writer import MARK, MARK_SIZE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from .authority import Signer
    from .pages import Rectangle

FONT = "/EsignkitMark"
"""Helvetica, under this name in whatever is drawn here."""
_NAME_FONT = "/EsignkitName"
_PADDING = 3.0
_LEADING = 1.2  # distance of two baselines, in font sizes
_SMALLEST, _LARGEST = 4.0, 7.0  # font size of the lines below the name, in points
_DETAILS_SHARE = 0.45  # of the height, for these lines
_DETAILS_BELOW_INK = 0.3  # the same where a signature is drawn, which takes more room
_LARGEST_UNIT = 1.2  # points for one unit of the alphabet
_LONG = 4_000  # bytes of a drawing, from which on it is compressed
_INK, _FRAME = b"0.07 0.13 0.42", b"0.45 0.55 0.8"


def mark_pages(writer: Any, pages: Sequence[Page], mark: str) -> None:
    """Write the mark at the foot of every page, upright as the page is shown."""
    generic = pyhanko("pdf_utils.generic")
    font = writer.add_object(standard_font("/Helvetica"))
    save = writer.add_object(generic.StreamObject(stream_data=b"q\n"))
    marks: dict[PageGeometry, Any] = {}
    for page in pages:
        if page.geometry not in marks:
            # The page's own content may leave a changed matrix behind: Q restores what the first stream saved.
            stream = b"\nQ\n" + _mark(page.geometry, mark)
            marks[page.geometry] = writer.add_object(generic.StreamObject(stream_data=stream))
        contents = _streams(page)
        page.dictionary[generic.pdf_name("/Contents")] = generic.ArrayObject([save, *contents, marks[page.geometry]])
        writer.update_container(page.dictionary)
        _add_font(writer, page, font)


def signature_appearance(
    writer: Any,
    size: tuple[float, float],
    rotation: int,
    signer: Signer,
    at: datetime,
    written: Ink | str | None = None,
) -> Any:
    """Make a signature's appearance: the name as by hand, who, when and why below it, upright as the page is shown.

    Lines that cannot be drawn are left out: the signature itself holds the name and the reason. A name that the
    alphabet lacks is set in italics, and one that cannot be drawn gives way to the e-mail address.
    `written` is what the signer typed or drew in place of the name; a typed one that cannot be drawn says so.
    """
    width, height = size if rotation in (0, 180) else (size[1], size[0])
    known = [text for text in (signer.name, signer.email) if can_draw(text)]
    details = [", ".join(known), f"Signed {at:%Y-%m-%d %H:%M:%S} UTC", signer.reason, MARK]
    names = [drawable(written)] if isinstance(written, str) else [signer.name, signer.email]
    ink = written if isinstance(written, Ink) else None
    drawing = _draw(width, height, names, [line for line in details if can_draw(line)], ink)
    return upright_form(writer, size, rotation, drawing)


def upright_form(writer: Any, size: tuple[float, float], rotation: int, drawing: bytes) -> Any:
    """Make an appearance of operators that draw upright as the page is shown.

    Args:
        writer: pyHanko's writer of the update.
        size: Width and height of the field's rectangle, in the page's own coordinates.
        rotation: The page's rotation in degrees.
        drawing: The operators; they may use the fonts `FONT` and the italic one of names.
    """
    generic = pyhanko("pdf_utils.generic")
    name = generic.pdf_name
    width, height = size if rotation in (0, 180) else (size[1], size[0])
    fonts = {FONT: "/Helvetica", _NAME_FONT: "/Times-Italic"}
    form = generic.StreamObject(
        dict_data={
            name("/Type"): name("/XObject"),
            name("/Subtype"): name("/Form"),
            name("/BBox"): _numbers(0, 0, width, height),
            name("/Matrix"): _numbers(
                *{0: (1, 0, 0, 1), 90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}[rotation], 0, 0
            ),
            name("/Resources"): generic.DictionaryObject(
                {
                    name("/Font"): generic.DictionaryObject(
                        {name(key): standard_font(font) for key, font in fonts.items()}
                    )
                }
            ),
        },
        stream_data=drawing,
    )
    if len(drawing) > _LONG:
        form.compress()
    return writer.add_object(form)


def pad_region(width: float, height: float) -> Rectangle:
    """Return where a drawn signature stands in its box: above the lines that say who, when and why.

    Args:
        width: Width of the box, in points.
        height: Height of the box, in points.

    Returns:
        Left, bottom, right and top, from the box's lower left corner.
    """
    return (
        _PADDING,
        _DETAILS_BELOW_INK * height + _PADDING / 2,
        max(width - _PADDING, 2 * _PADDING),
        height - _PADDING / 2,
    )


def draw_written(written: Ink | str, region: Rectangle) -> bytes:
    """Return the operators that draw what a signer typed or drew, as large as fits a region."""
    left, bottom, right, top = region
    if isinstance(written, Ink):
        return b"q %s RG %s Q" % (_INK, draw_ink(written, region))
    return _name(written, (left, bottom), right - left, top - bottom)


def _mark(geometry: PageGeometry, mark: str) -> bytes:
    matrix = b" ".join(b"%g" % value for value in geometry.matrix())
    size = min(float(MARK_SIZE), MARK_SIZE * max(geometry.size.width - 16, 1) / text_width(mark, MARK_SIZE))
    text = b"BT %s %.2f Tf 0.4 g 0 Tr 8 6 Td %s Tj ET" % (FONT.encode(), size, encode_text(mark))
    return b"q /Artifact BMC %s cm %s EMC Q\n" % (matrix, text)


def _streams(page: Page) -> list[Any]:
    contents = raw(page.dictionary, "/Contents")
    if contents is None:
        return []
    return as_items(contents) or ([contents] if as_dict(contents) else [])


def _add_font(writer: Any, page: Page, font: Any) -> None:
    """Put the mark's font into the page's resources, which several pages may share."""
    generic = pyhanko("pdf_utils.generic")
    resources = inherited_resources(page)
    if raw(resources, "/Font") is None:
        resources[generic.pdf_name("/Font")] = generic.DictionaryObject()
        writer.update_container(resources)
    fonts = resources["/Font"]
    if FONT not in fonts:
        fonts[generic.pdf_name(FONT)] = font
        writer.update_container(fonts)


def _draw(width: float, height: float, names: Sequence[str], details: Sequence[str], ink: Ink | None = None) -> bytes:
    """Draw the ink or the first of the names that can be drawn, and below it as many details as can be read."""
    left = min(2 * _PADDING, width / 5)
    room = width - 1.5 * left
    share = _DETAILS_SHARE if ink is None else _DETAILS_BELOW_INK
    details = details[: int(share * height / (_LEADING * _SMALLEST))]
    size = _SMALLEST
    if details:
        longest = max(text_width(line, 1) for line in details)
        size = min(_LARGEST, room / longest, share * height / (_LEADING * len(details)))
        size = max(size, _SMALLEST)
    lowest = min(_PADDING, height / 4) + 0.25 * size
    parts = [
        b"q %s RG 0.75 w 5 0.5 m 0.5 0.5 l 0.5 %.2f l 5 %.2f l S Q" % (_FRAME, height - 0.5, height - 0.5),
        b"0.25 g",
    ]
    for index, line in enumerate(reversed(details)):
        at = (left, lowest + index * _LEADING * size)
        parts.append(draw_line(_cut(line, size, room), FONT.encode(), size, at))
    if ink is not None:
        return b"\n".join([*parts, draw_written(ink, pad_region(width, height))])
    bottom = lowest + len(details) * _LEADING * size
    name = next(filter(can_draw, names), names[0])
    return b"\n".join([*parts, _name(name, (left, bottom), room, height - _PADDING - bottom)])


def _name(name: str, corner: tuple[float, float], room: float, height: float) -> bytes:
    """Write a name by hand, or in italics, with a line below it; nothing where there is no name."""
    left, bottom = corner
    written = write_by_hand(name)
    if written is not None:
        top = max(y for curve in written.curves for _, y in curve)
        unit = max(min(room / written.width, height / (top - DESCENT), _LARGEST_UNIT), 0.001)
        baseline, right = bottom - DESCENT * unit, left + written.width * unit
        text = b"%.4f 0 0 %.4f %.2f %.2f cm 1.1 w\n" % (unit, unit, left, baseline)
        text += b"\n".join(_path(curve) for curve in written.curves)
    elif name.strip():
        shown = drawable(name)
        size = max(min(room / text_width(shown, 1), 0.75 * height, 24 * _LARGEST_UNIT), 0.1)
        right = left + text_width(shown, size)
        text = draw_line(shown, _NAME_FONT.encode(), size, (left, bottom + 0.25 * size), italic=True)
    else:
        return b""
    line = b"0.4 w %.2f %.2f m %.2f %.2f %.2f %.2f %.2f %.2f c S" % (
        left, bottom + 0.5, right * 0.4, bottom + 2.5, right * 0.7, bottom - 0.5, right, bottom + 2,
    )  # fmt: skip
    return b"q %s rg %s RG 1 J 1 j %s q %s Q Q" % (_INK, _INK, line, text)


def _path(curve: Sequence[tuple[float, float]]) -> bytes:
    (x, y), *rest = curve
    points = [b"%.1f %.1f" % point for point in rest]
    curves = (b" ".join(points[index : index + 3]) + b" c" for index in range(0, len(points), 3))
    return b"%.1f %.1f m %s S" % (x, y, b" ".join(curves))


def _cut(line: str, size: float, room: float) -> str:
    if text_width(line, size) <= room:
        return line
    fitting = bisect_right(range(1, len(line)), room, key=lambda length: text_width(line[:length] + "…", size))
    return line[:fitting] + "…"


def standard_font(font: str) -> Any:
    """Return one of the fonts that each viewer has."""
    generic = pyhanko("pdf_utils.generic")
    name = generic.pdf_name
    entries = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": font, "/Encoding": "/WinAnsiEncoding"}
    return generic.DictionaryObject({name(key): name(value) for key, value in entries.items()})


def _numbers(*values: float) -> Any:
    generic = pyhanko("pdf_utils.generic")
    return generic.ArrayObject([generic.FloatObject(f"{value:.3f}") for value in values])
