"""PDFs that were made to keep whoever reads them busy, or to make them fall over: a table by kinds.

Each is small; what is large in it is large by what it says of itself. Whether one of them can be signed does not matter
here: it must be taken or refused, within the budget, by each service.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable, Iterable

from .specimens import FONT, PAGE, TREE, blank, file_of, form, one_page, stream

Make = Callable[[], bytes]
LINE = b"BT /F 12 Tf 40 200 Td (Lease) Tj ET"


def info(*objects: bytes) -> bytes:
    """A page, and objects from number 6 on that nothing of the page needs."""
    return one_page(*objects, catalog=b"/PieceInfo 6 0 R")


def drawn(resources: bytes, content: bytes, *objects: bytes) -> bytes:
    page = (PAGE % b"").replace(b"/Font<</F 5 0 R>>", b"/Font<</F 5 0 R>>" + resources)
    return one_page(*objects, whole_page=page, content=content)


def flate(data: bytes, entries: bytes = b"") -> bytes:
    return stream(zlib.compress(data, 9), b"/Filter/FlateDecode" + entries)


def contents(content: bytes) -> bytes:
    return one_page(content, whole_page=(PAGE % b"").replace(b"4 0 R", b"6 0 R"))


def tree(kids: Iterable[bytes], count: int = 1, more: tuple[bytes, ...] = (), entries: bytes = b"") -> bytes:
    body = b"<</Type/Pages/Kids[%b]/Count %d%b>>" % (b" ".join(kids), count, entries)
    return one_page(*more, tree=body)


def nested_tree(depth: int) -> bytes:
    nodes = [b"<</Type/Pages/Parent %d 0 R/Kids[%d 0 R]/Count 1>>" % (5 + n, 7 + n) for n in range(depth)]
    nodes.append(b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 400 300]>>" % (5 + depth))
    return tree([b"6 0 R"], more=tuple(nodes))


def outlines(number: int, *, nested: bool = False, last: bytes = b"") -> bytes:
    step = b"/First" if nested else b"/Next"
    items = [
        b"<</Title(%d)/Parent 6 0 R/Dest[3 0 R/Fit]%b>>" % (n, step + b" %d 0 R" % (8 + n) if n < number - 1 else last)
        for n in range(number)
    ]
    return one_page(b"<</Type/Outlines/First 7 0 R/Last %d 0 R>>" % (6 + number), *items, catalog=b"/Outlines 6 0 R")


def fields(*bodies: bytes, roots: bytes = b"6 0 R") -> bytes:
    return one_page(*bodies, catalog=b"/AcroForm<</Fields[%b]>>" % roots)


def deep_field(depth: int) -> bytes:
    bodies = [b"<</T(f)/FT/Tx/Kids[%d 0 R]>>" % (7 + n) for n in range(depth)]
    return fields(*bodies, b"<</T(f)/FT/Tx>>")


def drawings(depth: int, times: int) -> bytes:
    """Forms each of which draws the next so many times."""
    entries = b"/Type/XObject/Subtype/Form/BBox[0 0 400 300]/Resources<</XObject<</X %d 0 R>>/Font<</F 5 0 R>>>>"
    forms = [stream(b"/X Do " * times, entries % (7 + n)) for n in range(depth)]
    return drawn(b"/XObject<</X 6 0 R>>", b"/X Do", *forms, stream(LINE, entries % 6))


def image(entries: bytes, data: bytes = b"") -> bytes:
    return drawn(
        b"/XObject<</X 6 0 R>>", b"q 300 0 0 200 0 0 cm /X Do Q", stream(data, b"/Type/XObject/Subtype/Image" + entries)
    )


def sized(box: bytes, entries: bytes = b"") -> bytes:
    return one_page(whole_page=(PAGE % entries).replace(b"[0 0 400 300]", box))


def revisions(number: int, body: bytes = PAGE % b"") -> bytes:
    data = one_page()
    before = data.rindex(b"xref\n0")
    for _ in range(number):
        start = len(data) + len(b"3 0 obj\n%b\nendobj\n" % body)
        update = b"3 0 obj\n%b\nendobj\nxref\n3 1\n%010d 00000 n \ntrailer\n<</Size 6/Root 1 0 R/Prev %d>>\n"
        data += update % (body, len(data), before) + b"startxref\n%d\n%%%%EOF\n" % start
        before = start
    return data


def trailer(old: bytes, new: bytes) -> bytes:
    data = one_page()
    assert old in data
    head, tail = data[: data.rindex(old)], data[data.rindex(old) + len(old) :]
    return head + new + tail


def previous(where: bytes | None = None) -> bytes:
    data = one_page()
    where = b"%d" % data.rindex(b"xref\n0") if where is None else where
    return trailer(b"/Root 1 0 R", b"/Root 1 0 R/Prev " + where)


def startxref(where: bytes) -> bytes:
    data = one_page()
    number = data[data.rindex(b"startxref\n") + 10 : data.rindex(b"\n%%EOF")]
    return trailer(b"startxref\n" + number, b"startxref\n" + where)


def object_stream(count: int, first: int, data: bytes, entries: bytes = b"") -> bytes:
    """A catalog in an object stream that says odd things of itself."""
    objects = {
        2: TREE, 3: PAGE % b"", 4: stream(LINE), 5: FONT,
        7: stream(zlib.compress(data), b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode%b" % (count, first, entries)),
    }  # fmt: skip
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    places[8] = len(out)
    rows = [b"\1%b\0" % places[n].to_bytes(4, "big") if n in places else bytes(6) for n in range(9)]
    rows[1] = b"\2%b\0" % (7).to_bytes(4, "big")
    table = stream(b"".join(rows), b"/Type/XRef/W[1 4 1]/Root 1 0 R/Size 9")
    return bytes(out) + b"8 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (table, places[8])


def xref_stream(entries: bytes, data: bytes | None = None) -> bytes:
    objects = {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: TREE, 3: PAGE % b"", 4: stream(LINE), 5: FONT}
    out, rows = bytearray(b"%PDF-1.7\n"), [bytes(6)]
    for number, body in objects.items():
        rows.append(b"\1%b\0" % len(out).to_bytes(4, "big"))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = stream(b"".join(rows) if data is None else data, b"/Type/XRef/Root 1 0 R" + entries)
    return bytes(out) + b"6 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (table, len(out))


def glyphs(procedure: bytes) -> bytes:
    font = b"<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[.1 0 0 .1 0 0]/FirstChar 65/LastChar 65/Widths[9]"
    font += b"/Encoding<</Differences[65/a]>>/CharProcs<</a 7 0 R>>/Resources<</Font<</G 6 0 R>>>>>>"
    page = (PAGE % b"").replace(b"/F 5 0 R", b"/G 6 0 R")
    return one_page(font, stream(procedure), whole_page=page, content=b"BT /G 9 Tf 40 200 Td (AAAA) Tj ET")


def pattern(entries: bytes, content: bytes) -> bytes:
    body = stream(content, b"/Type/Pattern/PatternType 1/PaintType 1/TilingType 1" + entries)
    return drawn(b"/Pattern<</P 6 0 R>>", b"/Pattern cs /P scn 0 0 400 300 re f", body)


def shading(entries: bytes, *more: bytes) -> bytes:
    return drawn(b"/Shading<</S 6 0 R>>", b"/S sh", b"<</ColorSpace/DeviceRGB%b>>" % entries, *more)


def structure(depth: int, last: bytes = b"") -> bytes:
    steps = [b"<</S/P/P %d 0 R/K %d 0 R>>" % (6 + n, 8 + n) for n in range(depth)]
    return one_page(b"<</Type/StructTreeRoot/K 7 0 R>>", *steps, b"<</S/P%b>>" % last, catalog=b"/StructTreeRoot 6 0 R")


def names(node: bytes, *more: bytes) -> bytes:
    return one_page(
        node, *more, catalog=b"/Names<</Dests 6 0 R/EmbeddedFiles 6 0 R/JavaScript 6 0 R>>/PageLabels 6 0 R"
    )


def annotation(entries: bytes, *more: bytes) -> bytes:
    body = b"<</Type/Annot/Subtype/Text/Rect[10 10 30 30]%b>>" % entries
    return one_page(body, *more, page=b"/Annots[6 0 R]")


def signed_by(value: bytes) -> bytes:
    return form(b"/FT/Sig/T(author)/V 7 0 R", entries=b"/SigFlags 3", more=(value,))


def encrypted(body: bytes) -> bytes:
    return trailer(b"/Root 1 0 R", b"/Root 1 0 R/ID[<00><00>]/Encrypt %b" % body)


def each(make: Callable[..., bytes], *values: object) -> dict[str, Make]:
    """Name a specimen by what is different in it."""
    return {
        f"{number} {str(value)[:40]}": lambda value=value: make(*value) if isinstance(value, tuple) else make(value)
        for number, value in enumerate(values)
    }


def given(*made: Make) -> dict[str, Make]:
    return {str(number): one for number, one in enumerate(made)}


WIDE = b"[" + b"0 " * 50_000 + b"]"
KINDS: dict[str, dict[str, Make]] = {
    "arrays in arrays": each(lambda depth: info(b"[" * depth + b"]" * depth), 10, 100, 200, 400, 1_000, 20_000),
    "dictionaries in dictionaries": each(lambda depth: info(b"<</A" * depth + b" 0" + b">>" * depth), 100, 400, 5_000),
    "unclosed": each(lambda text: info(text), b"[" * 5_000, b"<<" * 5_000, b"(" * 5_000, b"<41", b"<</A", b"(\\"),
    "resources in resources": each(
        lambda depth: drawn(b"/Properties" + b"<</A" * depth + b" 0" + b">>" * depth, LINE), 50, 400
    ),
    "chains of objects": each(
        lambda count: info(*(b"<</N %d 0 R>>" % (7 + n) for n in range(count)), b"<<>>"), 100, 1_000, 5_000
    ),
    "chains with a way back": each(
        lambda count: info(*(b"<</N %d 0 R/B 6 0 R/C 1 0 R>>" % (7 + n) for n in range(count)), b"<<>>"), 30, 300
    ),
    "all to all": each(
        lambda count: info(*(b"[%b]" % b" ".join(b"%d 0 R" % (6 + m) for m in range(count)) for _ in range(count))),
        8, 40, 100,
    ),
    "references to references": given(
        lambda: info(b"6 0 R"), lambda: info(b"7 0 R", b"6 0 R"), lambda: info(b"99 0 R"), lambda: info(b"6 5 R"),
        lambda: info(b"0 0 R"), lambda: info(b"99999999999999999999 0 R"), lambda: info(b"-1 0 R"),
    ),
    "outlines": given(
        lambda: outlines(500), lambda: outlines(3_000), lambda: outlines(30, nested=True),
        lambda: outlines(600, nested=True), lambda: outlines(3, last=b"/Next 7 0 R"),
        lambda: outlines(3, nested=True, last=b"/First 7 0 R"), lambda: outlines(40, last=b"/First 7 0 R/Next 8 0 R"),
        lambda: one_page(catalog=b"/Outlines 1 0 R"),
    ),
    "page trees with a way back": given(
        lambda: tree([b"2 0 R"]), lambda: tree([b"3 0 R", b"2 0 R"]), lambda: tree([b"3 0 R", b"3 0 R"]),
        lambda: tree([b"6 0 R"], more=(b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 1/Parent 2 0 R>>",)),
        lambda: tree([b"3 0 R"], entries=b"/Parent 2 0 R"), lambda: tree([b"3 0 R"], entries=b"/Parent 3 0 R"),
        lambda: tree([b"1 0 R"]), lambda: tree([b"4 0 R"]), lambda: tree([b"3 0 R", b"5 0 R"]),
    ),
    "deep page trees": each(nested_tree, 10, 62, 70, 500),
    "wide page trees": each(
        lambda count: tree(
            [b"%d 0 R" % (6 + n) for n in range(count)], count,
            (b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",) * count,
        ),
        100, 300, 1_500,
    ),
    "page trees of odd things": each(
        lambda kids: one_page(tree=b"<</Type/Pages/Count 1/Kids %b>>" % kids),
        b"null", b"3", b"3 0 R", b"[[3 0 R]]", b"[3]", b"[null]", b"[99 0 R]", b"[]", b"(x)", b"<<>>", b"[3 0 R null]",
    ),
    "counts": each(
        lambda count: one_page(tree=TREE.replace(b"/Count 1", b"/Count " + count)),
        b"0", b"-1", b"2147483648", b"9" * 30, b"1e9", b"null", b"(1)", b"2 0 R",
    ),
    "fields with a way back": given(
        lambda: fields(b"<</T(a)/FT/Tx/Kids[6 0 R]>>"), lambda: fields(b"<</T(a)/Kids[7 0 R]>>", b"<</T(b)/Kids[6 0 R]>>"),
        lambda: fields(b"<</T(a)/Parent 6 0 R>>"), lambda: fields(b"<</T(a)/Parent 7 0 R>>", b"<</T(b)/Parent 6 0 R>>"),
        lambda: fields(b"<</T(a)/FT/Tx>>", roots=b"6 0 R " * 300), lambda: fields(b"<</T(a)/FT/Sig/Parent 6 0 R/Kids[6 0 R]>>"),
        lambda: one_page(catalog=b"/AcroForm 1 0 R"), lambda: one_page(catalog=b"/AcroForm<</Fields 2 0 R>>"),
    ),
    "deep fields": each(deep_field, 10, 100, 400, 2_000),
    "many fields": each(
        lambda count: fields(
            *(b"<</T(f%d)/FT/Tx>>" % n for n in range(count)), roots=b" ".join(b"%d 0 R" % (6 + n) for n in range(count))
        ),
        100, 2_000,
    ),
    "odd fields": each(
        lambda body: fields(body),
        b"<</T(%b)/FT/Tx>>" % (b"n" * 100_000), b"<</FT/Tx>>", b"<</T 5/FT 7>>", b"<</T(a)/Kids 7>>", b"[6 0 R]",
        b"<</T(EsignkitSandboxSeal)/FT/Tx>>", b"<</T(EsignkitSandboxSeal)/FT/Sig/V 6 0 R>>", b"<</T(a.b)/FT/Sig/Rect[]>>",
        b"<</T(\xfe\xff\xd8\x00)/FT/Sig>>", b"<</T()/FT/Sig>>", b"<</T(a)/FT/Sig/Lock 6 0 R/SV 6 0 R>>",
    ),
    "forms that viewers draw": each(
        lambda count: one_page(
            *(b"<</T(f%d)/FT/Tx/V(%b)/Subtype/Widget/Rect[0 0 90 90]/DA(/F 0 Tf)/Ff 4096>>" % (n, b"word " * 200) for n in range(count)),
            catalog=b"/AcroForm<</NeedAppearances true/Fields[%b]>>" % b" ".join(b"%d 0 R" % (6 + n) for n in range(count)),
            page=b"/Annots[%b]" % b" ".join(b"%d 0 R" % (6 + n) for n in range(count)),
        ),
        1, 200,
    ),
    "drawings in drawings": each(drawings, (1, 1), (2, 1), (30, 1), (300, 1), (8, 2), (16, 2), (30, 2), (5, 9), (2, 900)),
    "drawings that draw themselves": given(
        lambda: drawn(b"/XObject<</X 6 0 R>>", b"/X Do", stream(b"/X Do /X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>")),
        lambda: drawn(b"/XObject<</X 4 0 R>>", b"/X Do"), lambda: drawn(b"/XObject 3 0 R", b"/X Do"),
        lambda: one_page(whole_page=(PAGE % b"").replace(b"4 0 R", b"3 0 R")),
        lambda: one_page(whole_page=(PAGE % b"").replace(b"4 0 R", b"[4 0 R]")), lambda: contents(b"[6 0 R]"),
        lambda: contents(b"[%b]" % (b"4 0 R " * 5_000)), lambda: contents(b"[[[4 0 R]]]"),
    ),
    "trees of names": each(
        lambda node: names(node),
        b"<</Kids[6 0 R]>>", b"<</Kids[6 0 R 6 0 R]>>", b"<</Names[(a)]>>", b"<</Names 6 0 R/Nums 6 0 R>>",
        b"<</Limits[6 0 R 6 0 R]/Kids[6 0 R]>>", b"<</Nums[0]>>", b"<</Nums[-1 6 0 R]>>", b"[]",
    ),
    "sizes of the file": each(
        lambda size: trailer(b"/Size 6", b"/Size " + size), b"0", b"-1", b"2147483647", b"9" * 25, b"null", b"(6)"
    ),
    "object streams": given(
        lambda: object_stream(1, 4, b"1 0 <</Type/Catalog/Pages 2 0 R>>"),
        lambda: object_stream(10**9, 4, b"1 0 <</Type/Catalog/Pages 2 0 R>>"),
        lambda: object_stream(1, 10**9, b"1 0 <</Type/Catalog/Pages 2 0 R>>"),
        lambda: object_stream(-1, -1, b"1 0 <<>>"), lambda: object_stream(1, 4, b"1 0 7 0 R"),
        lambda: object_stream(1, 4, b"1 0 <</Type/Catalog/Pages 2 0 R>>", b"/Extends 7 0 R"),
        lambda: object_stream(1, 4, b"1 0 <</Type/Catalog/Pages 2 0 R>>" + bytes(8 << 20)),
        lambda: object_stream(1, 4, b"7 0 <</Type/Catalog/Pages 2 0 R>>"),
    ),
    "cross-reference streams": given(
        lambda: xref_stream(b"/W[1 4 1]/Size 6"), lambda: xref_stream(b"/W[1 4 1]/Size 999999999"),
        lambda: xref_stream(b"/W[0 0 0]/Size 999999999"), lambda: xref_stream(b"/W[999999999 4 1]/Size 6"),
        lambda: xref_stream(b"/W[-1 4 1]/Size 6"), lambda: xref_stream(b"/W[1 4 1]/Size 6/Index[0 999999999]"),
        lambda: xref_stream(b"/W[1 4 1]/Size 6/Index[-5 6]"), lambda: xref_stream(b"/W 6 0 R/Size 6 0 R"),
        lambda: xref_stream(b"/W[1 4 1]/Size 6/Prev 9"), lambda: xref_stream(b"/W[1 4 1]/Size 6/Length 6 0 R"),
        lambda: xref_stream(b"/W[1 4 1]/Size 6/Filter/FlateDecode", blank(16)),
        lambda: xref_stream(b"/W[1 4 1]/Size 6/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 999999999>>", blank(1)),
    ),
    "cross-reference tables": given(
        previous, lambda: previous(b"0"), lambda: previous(b"-9"), lambda: previous(b"9" * 20), lambda: previous(b"1 0 R"),
        lambda: startxref(b"0"), lambda: startxref(b"-1"), lambda: startxref(b"9" * 30), lambda: startxref(b"x"),
        lambda: trailer(b"xref\n0 6\n", b"xref\n0 999999999\n"), lambda: trailer(b"xref\n0 6\n", b"xref\n-5 6\n"),
        lambda: trailer(b"/Root 1 0 R", b"/Root 9 0 R"), lambda: trailer(b"/Root 1 0 R", b""),
        lambda: trailer(b"/Root 1 0 R", b"/Root 2 0 R"), lambda: trailer(b"/Root 1 0 R", b"/Root 1 0 R/XRefStm 9"),
        lambda: trailer(b"xref\n0 6\n", b"xref\n" + b"0 0\n" * 20_000 + b"0 6\n"),
    ),
    "strings": each(
        lambda text: annotation(b"/Contents " + text),
        b"(%b)" % (b"A" * 300_000), b"(%b)" % (b"\\(" * 200_000), b"<%b>" % (b"41" * 200_000), b"(%b%b)" % (b"(" * 9_000, b")" * 9_000),
        b"/" + b"n" * 200_000, b"9" * 200_000, b"0." + b"0" * 200_000 + b"1", b"/#41" * 20_000, WIDE,
    ),
    "comments": each(lambda count: info(b"%x\n" * count + b"<<>>"), 100, 3_000, 50_000),
    "lengths": each(
        lambda length: contents(b"<</Length %b>>stream\n%b\nendstream" % (length, LINE)),
        b"6 0 R", b"-1", b"99999999999", b"0", b"null", b"(5)", b"1e3", b"4 0 R",
    ),
    "pictures": each(
        image,
        (b"/Width 60000/Height 60000/BitsPerComponent 1/ColorSpace/DeviceGray",),
        (b"/Width 60000/Height 60000/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/FlateDecode", blank(8)),
        (b"/Width 20000/Height 20000/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 20000/Rows 20000>>", bytes(2_000)),
        (b"/Width 2147483647/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray",), (b"/Width -5/Height -5/BitsPerComponent 8/ColorSpace/DeviceGray",),
        (b"/Width 0/Height 0",), (b"/Width 1/Height 1/BitsPerComponent 99/ColorSpace/DeviceRGB", b"123"),
        (b"/Width 5/Height 5/Filter/DCTDecode", b"\xff\xd8\xff\xe0"), (b"/Width 5/Height 5/Filter/JPXDecode", b"\0\0\0\x0cjP  "),
        (b"/Width 30000/Height 30000/BitsPerComponent 1/Filter/JBIG2Decode", bytes(64)),
        (b"/Width 5/Height 5/BitsPerComponent 8/ColorSpace/DeviceGray/SMask 6 0 R", bytes(25)),
        (b"/Width 5/Height 5/BitsPerComponent 8/ColorSpace[/Indexed 6 0 R 255 6 0 R]", bytes(25)),
        (b"/Width 3000/Height 3000/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/FlateDecode", blank(9)),
    ),
    "sizes of pages": each(
        sized,
        b"[0 0 0 0]", b"[400 300 0 0]", b"[0 0 -400 -300]", b"[0 0 1000000 1000000]", b"[0 0 1e30 1e30]", b"[0 0 %b 9]" % (b"9" * 60),
        b"[0 0 .001 .001]", b"[0 0 1 99999]", b"[(a)(b)(c)(d)]", b"[0 0 400]", b"null", b"3 0 R", b"[-99999 -99999 99999 99999]", b"[0 0 32768 32768]",
    ),
    "turns and units": each(
        lambda entries: one_page(page=entries),
        b"/Rotate 45", b"/Rotate 99999999999999999999", b"/Rotate(x)", b"/Rotate -90", b"/UserUnit 1e9", b"/UserUnit 0", b"/CropBox[9 9 9 9]", b"/Rotate .5",
    ),
    "no pages": given(
        lambda: one_page(tree=b"<</Type/Pages/Kids[]/Count 0>>"), lambda: one_page(tree=b"null"), lambda: one_page(tree=b"<<>>"),
        lambda: file_of({1: b"<</Type/Catalog>>"}), lambda: file_of({1: b"<</Pages 1 0 R>>"}), lambda: file_of({1: b"7"}),
        lambda: one_page(whole_page=b"<<>>"), lambda: one_page(whole_page=b"null"), lambda: one_page(whole_page=b"[]"),
    ),
    "revisions": each(revisions, 1, 20, 150, (60, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Annots 3 0 R>>"), (1, b"null")),
    "contents that unfold": each(lambda size: contents(stream(blank(size), b"/Filter/FlateDecode")), 1, 32, 300),
    "filters on filters": given(
        lambda: contents(stream(zlib.compress(blank(200)), b"/Filter[/FlateDecode/FlateDecode]")),
        lambda: contents(stream(base64.a85encode(blank(32)) + b"~>", b"/Filter[/ASCII85Decode/FlateDecode]")),
        lambda: contents(stream(zlib.compress(LINE), b"/Filter[%b]" % (b"/FlateDecode" * 300))),
        lambda: contents(stream(b"\x81 " * 60_000 + b"\x80", b"/Filter/RunLengthDecode")),
        lambda: contents(stream(bytes(5_000), b"/Filter/LZWDecode")), lambda: contents(stream(LINE, b"/Filter/None")),
        lambda: contents(stream(LINE, b"/Filter 6 0 R")), lambda: contents(stream(b"4", b"/Filter/ASCIIHexDecode")),
        lambda: contents(stream(blank(4), b"/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 1/Colors 1>>")),
        lambda: contents(stream(blank(1), b"/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 99999999/Colors 999>>")),
        lambda: contents(stream(blank(1)[:-9], b"/Filter/FlateDecode")), lambda: contents(stream(b"junk", b"/Filter/FlateDecode")),
    ),
    "metadata": given(
        lambda: one_page(stream(blank(64), b"/Type/Metadata/Subtype/XML/Filter/FlateDecode"), catalog=b"/Metadata 6 0 R"),
        lambda: one_page(stream(b"<!DOCTYPE x[<!ENTITY a 'aaaa'>%b]><x>&z;</x>" % b"".join(b"<!ENTITY %c '&%c;&%c;'>" % (c + 1, c, c) for c in range(97, 122)), b"/Type/Metadata/Subtype/XML"), catalog=b"/Metadata 6 0 R"),
        lambda: one_page(catalog=b"/Metadata 1 0 R"),
        lambda: one_page(stream(b"<a>" * 20_000, b"/Type/Metadata/Subtype/XML"), catalog=b"/Metadata 6 0 R"),
    ),
    "fonts": given(
        lambda: glyphs(b"9 0 d0 BT /G 9 Tf (AAAA) Tj ET"), lambda: glyphs(b"9 0 d0 " + b"0 0 9 9 re f " * 3_000), lambda: glyphs(b""),
        lambda: one_page(b"<</Type/Font/Subtype/Type0/BaseFont/A/DescendantFonts[6 0 R]/Encoding/Identity-H/ToUnicode 6 0 R>>", whole_page=(PAGE % b"").replace(b"5 0 R", b"6 0 R")),
        lambda: one_page(b"<</Type/Font/Subtype/TrueType/BaseFont/A/Encoding<</Differences[%b]>>>>" % (b"0/a " * 30_000), whole_page=(PAGE % b"").replace(b"5 0 R", b"6 0 R")),
        lambda: one_page(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 7 0 R>>", flate(b"1 beginbfrange\n<0000> <ffff> <0000>\nendbfrange\n" * 2_000), whole_page=(PAGE % b"").replace(b"5 0 R", b"6 0 R")),
    ),
    "patterns": given(
        lambda: pattern(b"/BBox[0 0 1 1]/XStep .001/YStep .001/Resources<<>>", b"0 0 1 1 re f"),
        lambda: pattern(b"/BBox[0 0 1 1]/XStep 0/YStep 0/Resources<<>>", b"0 0 1 1 re f"),
        lambda: pattern(b"/BBox[0 0 1 1]/XStep 1/YStep 1/Resources<</Pattern<</P 6 0 R>>>>", b"/Pattern cs /P scn 0 0 1 1 re f"),
        lambda: pattern(b"/BBox[0 0 1e9 1e9]/XStep 1/YStep 1/Resources<<>>", b"0 0 1 1 re f"),
        lambda: pattern(b"/BBox[0 0 .01 .01]/XStep .01/YStep .01/Resources<<>>", b"0 0 1 1 re f " * 200),
    ),
    "shadings": given(
        lambda: shading(b"/ShadingType 2/Coords[0 0 400 300]/Function<</FunctionType 3/Domain[0 1]/Functions[7 0 R]/Bounds[]/Encode[0 1]>>", b"<</FunctionType 3/Domain[0 1]/Functions[7 0 R 7 0 R]/Bounds[.5]/Encode[0 1 0 1]>>"),
        lambda: shading(b"/ShadingType 1/Function 7 0 R", stream(b"{ %b }" % (b"2 copy add sin exch " * 2_000), b"/FunctionType 4/Domain[0 1 0 1]/Range[0 1 0 1 0 1]")),
        lambda: shading(b"/ShadingType 2/Coords[0 0 1 1]/Function 7 0 R", stream(b"\0", b"/FunctionType 0/Domain[0 1]/Range[0 1 0 1 0 1]/Size[999999999]/BitsPerSample 32")),
        lambda: shading(b"/ShadingType 3/Coords[0 0 0 1e9 1e9 1e9]/Extend[true true]/Function<</FunctionType 2/N 9/Domain[0 1]>>"),
        lambda: shading(b"/ShadingType 6/BitsPerCoordinate 32/BitsPerComponent 16/BitsPerFlag 8/Decode[0 1 0 1 0 1]"),
        lambda: shading(b"/ShadingType 2/Coords[0 0 1 1]/Function 7 0 R", stream(b"{ %b }" % (b"{ " * 3_000), b"/FunctionType 4/Domain[0 1]/Range[0 1 0 1 0 1]")),
    ),
    "operators": each(
        lambda content: one_page(content=content),
        b"q " * 60_000, b"Q " * 60_000, b"BT " * 20_000, b"[.0001 .0001] 0 d 0 0 m 400 300 l S", b"1e9 w 0 0 m 9 9 l S",
        b"0 0 400 300 re W n " * 5_000, b"BT /F 1e9 Tf (A) Tj ET", b"BT /F 9 Tf 1e9 Tz (%b) Tj ET" % (b"A" * 20_000), b"/MC BMC " * 20_000,
        b"0 0 m " + b"1 2 3 4 5 6 c " * 20_000 + b"B*", b"[" * 20_000, b"<<" * 20_000, b"(" * 20_000, b"9" * 50_000 + b" w", b"BI /W 60000 /H 60000 /BPC 8 /CS /RGB ID x EI",
        b"1 0 0 1 1 1 cm " * 20_000 + LINE,
    ),
    "groups": given(
        lambda: drawn(b"/ExtGState<</G 6 0 R>>", b"/G gs 0 0 9 9 re f", b"<</SMask<</S/Luminosity/G 7 0 R>>>>", stream(b"/G gs 0 0 9 9 re f", b"/Subtype/Form/BBox[0 0 400 300]/Group<</S/Transparency>>/Resources<</ExtGState<</G 6 0 R>>>>")),
        lambda: drawn(b"/ExtGState<</G<</CA .5/BM/Multiply>>>>", b"/G gs " + b"0 0 400 300 re f " * 3_000),
        lambda: drawn(b"/ColorSpace<</C 6 0 R>>", b"/C cs 1 sc 0 0 9 9 re f", b"[/Separation/x 6 0 R 6 0 R]"),
        lambda: drawn(b"/ColorSpace<</C 6 0 R>>", b"/C cs 1 sc 0 0 9 9 re f", b"[/Indexed 6 0 R 9 (aaa)]"),
    ),
    "actions": each(
        lambda action: one_page(action, catalog=b"/OpenAction 6 0 R/AA<</WC 6 0 R>>"),
        b"<</S/GoTo/D[3 0 R/Fit]/Next 6 0 R>>", b"<</S/JavaScript/JS(while(1);)/Next[6 0 R 6 0 R]>>", b"<</S/URI/URI(%b)>>" % (b"a" * 90_000), b"6 0 R",
    ),
    "annotations": given(
        lambda: annotation(b"/Parent 6 0 R/Popup 6 0 R/IRT 6 0 R"), lambda: annotation(b"/AP<</N 6 0 R/D 6 0 R>>"),
        lambda: annotation(b"/AP<</N 7 0 R>>", stream(b"/X Do", b"/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 7 0 R>>>>")),
        lambda: one_page(page=b"/Annots 3 0 R"), lambda: one_page(page=b"/Annots[3 0 R]"), lambda: one_page(b"[6 0 R 6 0 R]", page=b"/Annots 6 0 R"),
        lambda: one_page(b"<</Subtype/Link/Rect[0 0 9 9]>>", page=b"/Annots[%b]" % (b"6 0 R " * 3_000)), lambda: one_page(page=b"/Annots 7"),
        lambda: one_page(*[b"<</Subtype/Link/Rect[0 0 9 9]/P 3 0 R/Dest[3 0 R/Fit]>>"] * 1_500, page=b"/Annots[%b]" % b" ".join(b"%d 0 R" % (6 + n) for n in range(1_500))),
    ),
    "structure trees": given(
        lambda: structure(5), lambda: structure(200), lambda: structure(2_000), lambda: structure(3, b"/K 7 0 R"), lambda: structure(3, b"/K[6 0 R 7 0 R 8 0 R]"),
        lambda: one_page(catalog=b"/StructTreeRoot 1 0 R"), lambda: one_page(catalog=b"/StructTreeRoot<</K 1 0 R>>"),
        lambda: one_page(b"<</Type/StructTreeRoot/K 6 0 R/ParentTree 6 0 R>>", catalog=b"/StructTreeRoot 6 0 R"),
    ),
    "signatures": given(
        lambda: signed_by(b"<</Type/Sig/Filter/x/SubFilter/adbe.pkcs7.detached/ByteRange[0 9 9 9]/Contents<00>>>"),
        lambda: signed_by(b"<</Type/Sig/ByteRange[0 0 0 0]/Contents<%b>>>" % (b"30" * 90_000)), lambda: signed_by(b"7 0 R"), lambda: signed_by(b"<</Type/Sig>>"),
        lambda: signed_by(b"<</Type/Sig/Reference[<</TransformParams 7 0 R/Data 7 0 R>>]/ByteRange[-1 9 99999999999 1]/Contents(x)>>"),
        lambda: one_page(catalog=b"/Perms<</DocMDP 1 0 R>>"), lambda: one_page(catalog=b"/DSS 1 0 R/Extensions 1 0 R"),
        lambda: one_page(content=b"/ByteRange " * 3_000 + LINE),
    ),
    "encryption": each(
        encrypted, b"1 0 R", b"99 0 R", b"<<>>", b"<</Filter/Standard/V 1/R 2/O(%b)/U(%b)/P -4>>" % (b"o" * 32, b"u" * 32),
        b"<</Filter/Standard/V 5/R 6/Length 999999999>>", b"<</Filter/Standard/V 4/CF<</StdCF 1 0 R>>/StmF/StdCF>>",
    ),
}  # fmt: skip
