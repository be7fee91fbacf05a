"""A small PDF writer without dependencies: lines of text on A4 pages, tagged, each page marked as sandbox work."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING

from .typesetting import draw_line, drawable, encode_text, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MARK = "Sandbox - not legally binding"
"""What stands on every page that the sandbox signs or makes."""

MARK_SIZE = 8

_WIDTH, _HEIGHT, _MARGIN = 595, 842, 56
# prefix of a line -> font, size, distance to the next line, structure element
_STYLES = {"# ": ("F2", 18.0, 30.0, "H1"), "## ": ("F2", 12.0, 22.0, "H2"), "": ("F1", 10.0, 14.5, "P")}


def write_pdf(pages: Sequence[Sequence[str]], *, title: str = "", mark: str = MARK) -> bytes:
    """Write lines of text as a PDF.

    Args:
        pages: The lines of each page. `# ` starts a heading, `## ` a smaller one; long lines wrap, long pages break.
        title: The document's title in its metadata.
        mark: The text at the foot of every page.

    Returns:
        A tagged PDF 1.7, the same bytes for the same arguments.
    """
    sheets = [sheet for page in pages for sheet in _layout(page)]
    # 1 catalog, 2 page tree, 3 and 4 fonts, 5 information, 6 structure root, 7 its document element, 8 parent tree
    objects: dict[int, bytes] = {}
    elements: list[int] = []
    page_numbers: list[int] = []
    parents: list[bytes] = []
    number = 9
    for index, sheet in enumerate(sheets):
        page, content = number, number + 1
        page_numbers.append(page)
        first = number + 2
        for marked_id, (_, _, _, _, tag) in enumerate(sheet):
            objects[first + marked_id] = b"<</Type/StructElem/S/%s/P 7 0 R/Pg %d 0 R/K %d>>" % (
                tag.encode(),
                page,
                marked_id,
            )
        kids = list(range(first, first + len(sheet)))
        elements += kids
        parents.append(b"%d [%s]" % (index, _references(kids)))
        objects[page] = (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents %d 0 R/StructParents %d/Tabs/S"
            b"/Resources<</Font<</F1 3 0 R/F2 4 0 R>>>>>>" % (_WIDTH, _HEIGHT, content, index)
        )
        stream = _content(sheet, mark, index + 1, len(sheets))
        objects[content] = b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream)
        number = first + len(sheet)
    objects[1] = (
        b"<</Type/Catalog/Pages 2 0 R/Lang(en)/MarkInfo<</Marked true>>/StructTreeRoot 6 0 R"
        b"/ViewerPreferences<</DisplayDocTitle true>>>>"
    )
    objects[2] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(sheets), _references(page_numbers))
    for font, name in ((3, b"Helvetica"), (4, b"Helvetica-Bold")):
        objects[font] = b"<</Type/Font/Subtype/Type1/BaseFont/%s/Encoding/WinAnsiEncoding>>" % name
    objects[5] = b"<</Title %s/Producer(esignkit sandbox)>>" % _metadata(title)
    objects[6] = b"<</Type/StructTreeRoot/K 7 0 R/ParentTree 8 0 R/ParentTreeNextKey %d>>" % len(sheets)
    objects[7] = b"<</Type/StructElem/S/Document/P 6 0 R/K[%s]>>" % _references(elements)
    objects[8] = b"<</Nums[%s]>>" % b" ".join(parents)
    return _assemble(objects)


def sample_agreement() -> bytes:
    """Write the two-page agreement that examples and the demo sign.

    Returns:
        A PDF with room for two visible signatures in the lower half of its last page.
    """
    return _sample_agreement()


@cache
def _sample_agreement() -> bytes:
    services = (
        "The Consultant will review the Client's signing process and deliver a written report. The report names what "
        "works, what does not, and what to change first. Work starts on the day the last party signs."
    )
    term = (
        "This agreement ends when the report is delivered and paid for. Either party may end it earlier with fourteen "
        "days' written notice."
    )
    first = [
        "# Consulting Agreement",
        "This agreement is made between the Client and the Consultant named on the signature page.",
        "",
        "## 1. Services",
        services,
        "",
        "## 2. Fee",
        "The Client pays a fixed fee of 1,200 EUR within thirty days after the report is delivered.",
        "",
        "## 3. Confidentiality",
        "Each party keeps the other party's information confidential for two years after the report is delivered.",
        "",
        "## 4. Term",
        term,
    ]
    second = [
        "# Signatures",
        "The parties agree to the terms on the previous page and sign electronically.",
        "",
        "## Client",
        "Name and signature:",
        *[""] * 8,
        "## Consultant",
        "Name and signature:",
    ]
    return write_pdf([first, second], title="Consulting Agreement", mark="Sample agreement")


def placeholder_pdf(name: str, media_type: str, size: int) -> bytes:
    """Write the page that stands in for a document that is not a PDF.

    Args:
        name: The document's file name.
        media_type: Its media type, such as "application/msword".
        size: Its size in bytes.

    Returns:
        A one-page PDF that says what it stands for.
    """
    lines = [
        "# Stand-in page",
        "The sandbox does not convert documents. The original is kept unchanged; this page is signed in its place.",
        "",
        f"File: {name}",
        f"Type: {media_type or 'unknown'}",
        f"Size: {size} bytes",
    ]
    return write_pdf([lines], title=name)


_Line = tuple[str, str, float, float, str]  # text, font, size, baseline, structure element


def _layout(lines: Iterable[str]) -> Iterator[list[_Line]]:
    """Place lines on as many sheets as they need; at least one."""
    sheet: list[_Line] = []
    baseline = float(_HEIGHT - _MARGIN)
    for line in lines:
        prefix = next(prefix for prefix in ("## ", "# ", "") if line.startswith(prefix))
        font, size, leading, tag = _STYLES[prefix]
        for text in wrap(drawable(line[len(prefix) :]), _WIDTH - 2 * _MARGIN, size, bold=font == "F2"):
            baseline -= leading
            if baseline < _MARGIN:
                yield sheet
                sheet, baseline = [], _HEIGHT - _MARGIN - leading
            if text.strip():
                sheet.append((text, font, size, baseline, tag))
    yield sheet


def _content(sheet: Sequence[_Line], mark: str, page: int, of: int) -> bytes:
    parts = [
        b"/%s<</MCID %d>>BDC %s EMC"
        % (tag.encode(), index, draw_line(text, b"/" + font.encode(), size, (_MARGIN, baseline)))
        for index, (text, font, size, baseline, tag) in enumerate(sheet)
    ]
    foot = encode_text(f"{mark}   -   page {page} of {of}")
    parts.append(b"/Artifact BMC BT /F1 %d Tf 0.4 g %d 30 Td %s Tj ET EMC" % (MARK_SIZE, _MARGIN, foot))
    return b"\n".join(parts)


def _references(numbers: Iterable[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)


def _metadata(text: str) -> bytes:
    """Metadata strings may be Unicode: as hexadecimal UTF-16 with its byte order mark."""
    return b"<" + b"\xfe\xff".hex().encode() + text.encode("utf-16-be", errors="replace").hex().encode() + b">"


def _assemble(objects: dict[int, bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    table = bytearray(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for number in sorted(objects):
        table += b"%010d 00000 n \n" % len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    start = len(out)
    file_id = hashlib.sha256(out).hexdigest()[:32].encode()
    trailer = b"<</Size %d/Root 1 0 R/Info 5 0 R/ID[<%s><%s>]>>" % (len(objects) + 1, file_id, file_id)
    return bytes(out + table + b"trailer\n" + trailer + b"\nstartxref\n%d\n%%%%EOF\n" % start)
