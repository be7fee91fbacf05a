"""Small PDFs written by hand, each of which has one thing that files of customers have and that signing stumbles over."""

from __future__ import annotations

import zlib
from itertools import accumulate

PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>%b>>"
TREE = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
WIDGET = b"<</Type/Annot/Subtype/Widget/F 4/P 3 0 R/Rect[40 40 240 70]%b>>"


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<<%b/Length %d>>stream\n%b\nendstream" % (entries, len(data), data)


def file_of(objects: dict[int, bytes]) -> bytes:
    out, rows = bytearray(b"%PDF-1.7\n"), {0: b"0000000000 65535 f \n"}
    for number, body in objects.items():
        rows[number] = b"%010d 00000 n \n" % len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(rows.get(number, b"0000000000 00000 f \n") for number in range(max(rows) + 1))
    end = b"xref\n0 %d\n%btrailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return bytes(out) + end % (max(rows) + 1, table, max(rows) + 1, len(out))


def one_page(
    *more: bytes,
    catalog: bytes = b"",
    page: bytes = b"",
    tree: bytes = TREE,
    content: bytes = b"BT /F 12 Tf 40 200 Td (Lease) Tj ET",
    whole_page: bytes | None = None,
) -> bytes:
    root = b"<</Type/Catalog/Pages 2 0 R%b>>" % catalog
    objects = [root, tree, whole_page or PAGE % page, stream(content), FONT, *more]
    return file_of(dict(enumerate(objects, 1)))


def form(*fields: bytes, entries: bytes = b"", more: tuple[bytes, ...] = ()) -> bytes:
    kids = b" ".join(b"%d 0 R" % number for number in range(6, 6 + len(fields)))
    catalog = b"/AcroForm<</Fields[%b]%b>>" % (kids, entries)
    return one_page(*(WIDGET % field for field in fields), *more, catalog=catalog, page=b"/Annots[%b]" % kids)


def author(rule: bytes) -> bytes:
    return form(b"/FT/Sig/T(author)%b" % rule, entries=b"/SigFlags 1")


def filled_by_a_program() -> bytes:
    text = b"/FT/Tx/T(who)/V(Grace Hopper)/DA(/F 12 Tf 0 g)/AP<</N 7 0 R>>"
    empty = stream(b"/Tx BMC EMC", b"/Type/XObject/Subtype/Form/BBox[0 0 200 30]")
    return form(text, entries=b"/NeedAppearances true/DR<</Font<</F 5 0 R>>>>", more=(empty,))


def entangled(depth: int = 40) -> bytes:
    steps = [b"<</L %d 0 R/R %d 0 R>>" % (number, number) for number in range(7, 7 + depth)]
    return one_page(*steps, b"<<>>", catalog=b"/PieceInfo 6 0 R")


def entangled_to_a_field(depth: int = 40) -> bytes:
    """The same, and each of the ways leads to what a signature changes, so that none can be left out."""
    field = b"<</FT/Sig/T(author)/Type/Annot/Subtype/Widget/Rect[0 0 0 0]/F 132/P 3 0 R>>"
    steps = [b"<</L %d 0 R/R %d 0 R>>" % (number, number) for number in range(8, 8 + depth)]
    catalog = b"/AcroForm<</Fields[6 0 R]/SigFlags 1>>/PieceInfo 7 0 R"
    return one_page(field, *steps, b"<</Field 6 0 R>>", catalog=catalog, page=b"/Annots[6 0 R]")


def blank(megabytes: int) -> bytes:
    """So many spaces, packed: one megabyte again and again, for it takes a second to pack 300."""
    size = megabytes << 20
    packer = zlib.compressobj(9, wbits=-15)
    block = packer.compress(b" " * (1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    low, high = (1 + size * 32) % 65521, (size + 32 * size * (size + 1) // 2) % 65521
    return b"\x78\xda" + block * megabytes + b"\3\0" + (high << 16 | low).to_bytes(4, "big")


def unfolding(megabytes: int) -> bytes:
    """A small file whose page is large, by its contents."""
    content = blank(megabytes)
    return one_page(stream(content, b"/Filter/FlateDecode"), whole_page=(PAGE % b"").replace(b"4 0 R", b"6 0 R"))


def packed(count: int) -> bytes:
    """All further objects in one object stream."""
    numbers = range(20, 20 + count)
    bodies = [b"<</V %d>>" % number for number in numbers]
    starts = accumulate((len(body) + 1 for body in bodies), initial=0)
    head = b" ".join(b"%d %d" % pair for pair in zip(numbers, starts, strict=False)) + b" "
    inner = zlib.compress(head + b" ".join(bodies))
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R/PieceInfo 6 0 R>>",
        2: TREE,
        3: PAGE % b"",
        4: stream(b"BT /F 12 Tf 40 200 Td (Lease) Tj ET"),
        5: FONT,
        6: b"[%b]" % b" ".join(b"%d 0 R" % number for number in numbers),
        7: stream(inner, b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode" % (count, len(head))),
    }
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    places[8] = len(out)
    rows = [b"\1%b\0\0" % places[n].to_bytes(4, "big") if n in places else bytes(7) for n in range(20)]
    rows += [b"\2%b%b" % ((7).to_bytes(4, "big"), index.to_bytes(2, "big")) for index in range(count)]
    table = stream(b"".join(rows), b"/Type/XRef/W[1 4 2]/Root 1 0 R/Size %d" % (20 + count))
    return bytes(out) + b"8 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (table, places[8])


TAKEN = {
    "a form that a program filled in": filled_by_a_program(),
    "metadata that are no XMP": one_page(stream(b"archived", b"/Type/Metadata"), catalog=b"/Metadata 6 0 R"),
    "a reason that the author requires": author(b"/SV<</Type/SV/Ff 8/Reasons[(Read and agreed)]>>"),
    "no reason allowed": author(b"/SV<</Type/SV/Ff 8/Reasons[(.)]>>"),
    "reasons that are a suggestion": author(b"/SV<</Type/SV/Reasons[(Read and agreed)]>>"),
    "a time stamp that is a suggestion": author(b"/SV<</Type/SV/TimeStamp<</URL(http://127.0.0.1:9/)/Ff 0>>>>"),
    "a lock of one text field": form(
        b"/FT/Sig/T(author)/Lock<</Action/Include/Fields[(text)]>>", b"/FT/Tx/T(text)", entries=b"/SigFlags 1"
    ),
    "null for fonts": one_page(whole_page=(PAGE % b"").replace(b"<</F 5 0 R>>", b" null")),
    "null for whatever may be absent": one_page(
        page=b"/Annots null/Rotate null/CropBox null", catalog=b"/AcroForm null/Perms null/MarkInfo null/Metadata null"
    ),
    "many objects in one stream": packed(2000),
    "a structure that refers to itself very often": entangled(),
    "the same, and deep": entangled(400),
}
REFUSED = {
    "a lock of the whole form": (author(b"/Lock<</Type/SigFieldLock/Action/All>>"), "rules", "author locks the form"),
    "a lock of all but one": (author(b"/Lock<</Action/Exclude/Fields[(x)]>>"), "rules", "author locks the form"),
    "a lock of another signature": (
        form(b"/FT/Sig/T(a)/Lock<</Action/Include/Fields[(b)]>>", b"/FT/Sig/T(b)"), "rules", "field b before"
    ),
    "a lock of all changes": (author(b"/Lock<</Action/Include/Fields[(x)]/P 1>>"), "rules", "every later change"),
    "a required time stamp": (
        author(b"/SV<</Type/SV/TimeStamp<</URL(http://127.0.0.1:9/)/Ff 1>>>>"), "rules", "TimeStamp"
    ),
    "a required kind of signature": (author(b"/SV<</Type/SV/Ff 2/SubFilter[/adbe.x509.rsa_sha1]>>"), "rules", "signature encodings"),
    "a page that is listed twice": (
        one_page(tree=b"<</Type/Pages/Kids[3 0 R 3 0 R]/Count 2>>"), "unverifiable", "could not be judged"
    ),
    "two fields of one name": (
        form(b"/FT/Tx/T(x)/V(1)", b"/FT/Tx/T(x)/V(2)"), "unverifiable", "could not be judged"
    ),
    "a page that is no object of its own": (
        one_page(tree=b"<</Type/Pages/Count 1/Kids[%b]>>" % (PAGE % b"")), "damaged", "damaged"
    ),
    "a field in very many ways": (entangled_to_a_field(), "unverifiable", "too many ways"),
    "contents that unfold to more than there is": (unfolding(300), "too_complex", "more than 256 MB"),
}  # fmt: skip
