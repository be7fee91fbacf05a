"""What the sandbox draws: the mark on every page before the first signature, and a signer's visible stamp."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._pyhanko import as_dict, as_items, pyhanko, raw
from .pages import Page, PageGeometry, inherited_resources
from .writer import MARK_SIZE, encode_text, text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

_FONT = "/EsignkitMark"
_BASE_FONT_SIZE = 9.0
_PADDING = 3.0


def mark_pages(writer: Any, pages: Sequence[Page], mark: str) -> None:
    """Write the mark at the foot of every page, upright as the page is shown."""
    generic = pyhanko("pdf_utils.generic")
    font = writer.add_object(_helvetica())
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


def stamp(writer: Any, size: tuple[float, float], rotation: int, lines: Sequence[str]) -> Any:
    """Make a signature's appearance: lines of text in a frame, upright on a page with that rotation."""
    generic = pyhanko("pdf_utils.generic")
    name = generic.pdf_name
    width, height = size if rotation in (0, 180) else (size[1], size[0])
    form = generic.StreamObject(
        dict_data={
            name("/Type"): name("/XObject"),
            name("/Subtype"): name("/Form"),
            name("/BBox"): _numbers(0, 0, width, height),
            name("/Matrix"): _numbers(
                *{0: (1, 0, 0, 1), 90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}[rotation], 0, 0
            ),
            name("/Resources"): generic.DictionaryObject(
                {name("/Font"): generic.DictionaryObject({name(_FONT): _helvetica()})}
            ),
        },
        stream_data=_frame(width, height, lines),
    )
    return writer.add_object(form)


def _mark(geometry: PageGeometry, mark: str) -> bytes:
    matrix = b" ".join(b"%g" % value for value in geometry.matrix())
    size = min(float(MARK_SIZE), MARK_SIZE * max(geometry.size.width - 16, 1) / text_width(mark, MARK_SIZE))
    text = b"BT %s %.2f Tf 0.4 g 0 Tr 8 6 Td %s Tj ET" % (_FONT.encode(), size, encode_text(mark))
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
    if "/Font" not in resources:
        resources[generic.pdf_name("/Font")] = generic.DictionaryObject()
        writer.update_container(resources)
    fonts = resources["/Font"]
    if _FONT not in fonts:
        fonts[generic.pdf_name(_FONT)] = font
        writer.update_container(fonts)


def _frame(width: float, height: float, lines: Sequence[str]) -> bytes:
    room, longest = width - 2 * _PADDING, max(text_width(line, 1) for line in lines)
    size = max(min(_BASE_FONT_SIZE, room / max(longest, 0.1), (height - 2 * _PADDING) / (1.2 * len(lines))), 1.0)
    parts = [b"q 0.97 0.98 1 rg 0.2 0.3 0.6 RG 0.5 w 0.25 0.25 %.2f %.2f re B Q" % (width - 0.5, height - 0.5)]
    for index, line in enumerate(lines):
        baseline = height - _PADDING - size * (1 + 1.2 * index)
        parts.append(
            b"BT %s %.2f Tf 0 g %g %.2f Td %s Tj ET" % (_FONT.encode(), size, _PADDING, baseline, encode_text(line))
        )
    return b"\n".join(parts)


def _helvetica() -> Any:
    generic = pyhanko("pdf_utils.generic")
    name = generic.pdf_name
    entries = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica", "/Encoding": "/WinAnsiEncoding"}
    return generic.DictionaryObject({name(key): name(value) for key, value in entries.items()})


def _numbers(*values: float) -> Any:
    generic = pyhanko("pdf_utils.generic")
    return generic.ArrayObject([generic.FloatObject(f"{value:.3f}") for value in values])
