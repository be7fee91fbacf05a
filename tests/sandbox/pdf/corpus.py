"""PDFs as users bring them, made at test time: those the sandbox must take to signed, and those it must refuse."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, partial

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String
from reportlab.lib.pagesizes import A4, LETTER, landscape
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from esignkit.sandbox.pdf import MAX_BYTES, RefusalReason, SandboxCA, sample_agreement, seal, write_pdf

OTHER_CA = SandboxCA.create(4711)
OTHER_AT = datetime(2020, 5, 6, 7, 8, 9, tzinfo=UTC)


def drawn(pages: int = 2, *, size=A4, version=(1, 4), compress: int = 1, draw=None) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size, pageCompression=compress, pdfVersion=version, invariant=1)
    for number in range(pages):
        canvas.setFont("Helvetica", 12)
        canvas.drawString(72, size[1] - 72, f"Page {number + 1} of an agreement")
        if draw:
            draw(canvas, number)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def repacked(data: bytes, change=None, **options) -> bytes:
    out = io.BytesIO()
    with Pdf.open(io.BytesIO(data)) as pdf:
        if change:
            change(pdf)
        pdf.save(out, deterministic_id="encryption" not in options, **options)
    return out.getvalue()


def rotated() -> bytes:
    def change(pdf):
        for page, angle in zip(pdf.pages, (0, 90, 180, 270), strict=True):
            page.Rotate = angle

    return repacked(drawn(4), change)


def rotation_inherited() -> bytes:
    def change(pdf):
        pdf.Root.Pages.Rotate = -90
        pdf.Root.Pages.MediaBox = Array([-50, -20, 545, 822])
        for page in pdf.pages:
            del page.MediaBox
            if Name.Rotate in page:
                del page.Rotate

    return repacked(drawn(2), change)


def cropped() -> bytes:
    def change(pdf):
        for page in pdf.pages:
            page.CropBox = Array([100, 100, 400, 500])

    return repacked(drawn(2), change)


def mixed_sizes() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for size in (A4, landscape(A4), LETTER, landscape(LETTER), (200, 100), (3000, 2000)):
        canvas.setPageSize(size)
        canvas.drawString(20, 20, f"{size}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def with_images() -> bytes:
    noise = random.Random(1).randbytes(300 * 200 * 3)
    picture = io.BytesIO(b"P6\n300 200\n255\n" + noise)
    return drawn(2, draw=lambda canvas, _: canvas.drawImage(ImageReader(picture), 72, 300, 300, 200))


def form_fields(need_appearances: bool = False) -> bytes:
    def draw(canvas, number):
        form = canvas.acroForm
        form.textfield(name=f"JobTitle{number}", x=72, y=600, width=200, height=20, value="")
        form.checkbox(name=f"Accept{number}", x=72, y=560, size=16)
        form.choice(name=f"Country{number}", x=72, y=520, width=120, height=20, options=["FR", "DE"], value="FR")

    data = drawn(2, draw=draw)
    if not need_appearances:
        return data

    def change(pdf):
        pdf.Root.AcroForm.NeedAppearances = True

    return repacked(data, change)


def empty_signature_field(name: str = "approval1") -> bytes:
    """An accessible template as an author makes it: tagged, with a field in place for the signature."""

    def change(pdf):
        page = pdf.pages[-1]
        widget = pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Sig,
                T=String(name),
                F=4,
                P=page.obj,
                Rect=[72, 100, 272, 160],
            )
        )
        page.Annots = Array([widget])
        pdf.Root.AcroForm = Dictionary(Fields=Array([widget]), SigFlags=1)

    return repacked(sample_agreement(), change)


def browser_print() -> bytes:
    """Tagged, compressed, object streams, producer and language set: what a browser's print to PDF gives."""

    def change(pdf):
        pdf.docinfo["/Producer"] = "Skia/PDF m130"
        pdf.docinfo["/Creator"] = "Mozilla/5.0 (X11; Linux x86_64) Chrome/130"
        pdf.Root.Lang = String("en-US")

    return repacked(
        write_pdf([["# Order form", "Item", "Price"] * 12], title="Order"),
        change,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        compress_streams=True,
    )


def unicode_metadata() -> bytes:
    def change(pdf):
        with pdf.open_metadata() as meta:
            meta["dc:title"] = "Vertrag 契約 договор ✍"
        pdf.docinfo["/Title"] = "Vertrag 契約 договор ✍"
        pdf.docinfo["/Author"] = "Žofie Ångström"

    return repacked(drawn(1), change)


def history() -> bytes:
    """Three incremental updates by hand, as a note-taking viewer leaves them."""
    data = drawn(1)
    for number in range(3):
        data = append_update(data, b"/Note%d (seen)" % number)
    return data


def append_update(data: bytes, entry: bytes) -> bytes:
    """Change the catalog in an incremental update with a classic cross-reference table."""
    with Pdf.open(io.BytesIO(data)) as pdf:
        number = pdf.Root.objgen[0]
        size = int(pdf.trailer.Size)
        catalog = pdf.Root.unparse(resolved=True)
    start = int(data[data.rindex(b"startxref") + 9 :].split()[0])
    offset = len(data) + 1
    changed = b"%d 0 obj\n%s %s >>\nendobj\n" % (number, catalog[: catalog.rindex(b">>")], entry)
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size %d/Root %d 0 R/Prev %d>>\n" % (
        number,
        offset,
        size,
        number,
        start,
    )
    return data + b"\n" + changed + table + b"startxref\n%d\n%%%%EOF\n" % (offset + len(changed))


def hybrid() -> bytes:
    """A classic table for old readers with a cross-reference stream beside it (office suites write these)."""
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<>>>>",
        4: b"<</Length 4>>stream\nq Q\n\nendstream",
    }
    out = bytearray(b"%PDF-1.5\n")
    offsets = {}
    for number, body in objects.items():
        offsets[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    members = b"6 0 <</Hidden true>>"
    offsets[5] = len(out)
    out += b"5 0 obj\n<</Type/ObjStm/N 1/First 4/Length %d>>stream\n%s\nendstream\nendobj\n" % (len(members), members)
    stream_at = len(out)
    rows = bytes([2, 0, 5, 0])
    out += b"7 0 obj\n<</Type/XRef/Size 8/W[1 2 1]/Index[6 1]/Length %d>>stream\n%s\nendstream\nendobj\n" % (
        len(rows),
        rows,
    )
    table_at = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % offsets[n] for n in range(1, 6))
    out += b"trailer\n<</Size 8/Root 1 0 R/XRefStm %d>>\nstartxref\n%d\n%%%%EOF\n" % (stream_at, table_at)
    return bytes(out)


def contents_array() -> bytes:
    """Content split over several streams that leave a changed matrix, with resources shared by all pages."""

    def change(pdf):
        resources = pdf.make_indirect(Dictionary(Font=Dictionary(F1=pdf.pages[0].Resources.Font.F1)))
        for page in pdf.pages:
            body = [pdf.make_stream(b"q 0.5 0 0 0.5 100 100 cm\n"), pdf.make_stream(b"1 0 0 RG 0 0 50 50 re S\n")]
            page.obj.Contents = pdf.make_indirect(Array(body))
            del page.obj["/Resources"]
        pdf.Root.Pages.Resources = resources

    return repacked(drawn(3), change)


def empty_pages() -> bytes:
    out = io.BytesIO()
    with Pdf.new() as pdf:
        for _ in range(2):
            pdf.pages.append(pikepdf.Page(Dictionary(Type=Name.Page, MediaBox=[0, 0, 300, 300])))
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def signed_by_someone_else(certify: bool = False, permission: int = 2, lock_fields: bool = False) -> bytes:
    """Signed with a stranger's certificate by plain pyHanko, not by our code."""
    from asn1crypto import keys, x509
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    credential = OTHER_CA.credential("Stranger", "stranger@example.com")
    key = credential.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    signer = signers.SimpleSigner(
        signing_cert=x509.Certificate.load(credential.certificate.public_bytes(Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(key),
        cert_registry=SimpleCertificateStore(),
    )
    metadata = signers.PdfSignatureMetadata(
        field_name="Stranger", certify=certify, docmdp_permissions=fields.MDPPerm(permission)
    )
    lock = fields.FieldMDPSpec(fields.FieldMDPAction.ALL) if lock_fields else None
    field = fields.SigFieldSpec("Stranger", field_mdp_spec=lock)
    writer = IncrementalPdfFileWriter(io.BytesIO(drawn(2)))
    return signers.sign_pdf(writer, metadata, signer, new_field_spec=field).getvalue()


EVERYTHING = pikepdf.Permissions()
READING_ONLY = pikepdf.Permissions(
    modify_form=False, modify_annotation=False, modify_other=False, modify_assembly=False, extract=True
)


def encrypted(owner: str, user: str, allow: pikepdf.Permissions = EVERYTHING, strength: int = 6) -> bytes:
    modern = strength > 3
    encryption = pikepdf.Encryption(owner=owner, user=user, allow=allow, R=strength, metadata=modern, aes=modern)
    return repacked(drawn(1), encryption=encryption)


USABLE: dict[str, Callable[[], bytes]] = {
    "encrypted, opens without a password": partial(encrypted, "o", ""),
    "encrypted the old way": partial(encrypted, "o", "", strength=3),
    "plain": drawn,
    "own sample": sample_agreement,
    "one page": partial(drawn, 1),
    "uncompressed": partial(drawn, 2, compress=0),
    "linearised": lambda: repacked(drawn(3), linearize=True),
    "object streams": lambda: repacked(drawn(3), object_stream_mode=pikepdf.ObjectStreamMode.generate),
    "linearised object streams": lambda: repacked(
        form_fields(), linearize=True, object_stream_mode=pikepdf.ObjectStreamMode.generate
    ),
    "rotated pages": rotated,
    "rotation inherited": rotation_inherited,
    "cropped": cropped,
    "form fields": form_fields,
    "form fields need appearances": partial(form_fields, need_appearances=True),
    "empty signature field": empty_signature_field,
    "500 pages": partial(drawn, 500),
    "browser print": browser_print,
    "PDF 1.3": lambda: repacked(drawn(2, version=(1, 3)), force_version="1.3"),
    "PDF 2.0": lambda: repacked(drawn(2), force_version="2.0", object_stream_mode=pikepdf.ObjectStreamMode.generate),
    "mixed sizes": mixed_sizes,
    "images": with_images,
    "unicode metadata": unicode_metadata,
    "incremental history": history,
    "hybrid cross-references": hybrid,
    "contents array, shared resources": contents_array,
    "empty pages": empty_pages,
    "signed by someone else": signed_by_someone_else,
    "certified by someone else": partial(signed_by_someone_else, certify=True),
    "trailing blank lines": lambda: drawn(1) + b"\r\n\r\n\n",
}


def xfa() -> bytes:
    def change(pdf):
        packet = pdf.make_stream(b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'/>")
        pdf.Root.AcroForm.XFA = Array([String("template"), packet])

    return repacked(form_fields(), change)


def office_file() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document/>")
    return out.getvalue()


def table_destroyed() -> bytes:
    data = drawn(2)
    start = data.rindex(b"xref", 0, data.rindex(b"startxref"))
    end = data.index(b"trailer", start)
    return data[:start] + b"#" * (end - start) + data[end:]


def offset_wrong() -> bytes:
    data = drawn(2)
    return data[: data.rindex(b"startxref")] + b"startxref\n77\n%%EOF\n"


def without_root() -> bytes:
    data = drawn(1)
    return data.replace(b"/Root", b"/Toor")


def no_pages() -> bytes:
    out = io.BytesIO()
    with Pdf.new() as pdf:
        pdf.save(out)
    return out.getvalue()


def sealed_before() -> bytes:
    return seal(drawn(1), OTHER_CA, OTHER_AT)


REFUSED: dict[str, tuple[Callable[[], bytes], RefusalReason]] = {
    "empty": (lambda: b"", RefusalReason.EMPTY),
    "only white space": (lambda: b"\n \r\n\0", RefusalReason.EMPTY),
    "text": (lambda: b"Dear customer,\nplease sign.\n" * 50, RefusalReason.NOT_A_PDF),
    "office file": (office_file, RefusalReason.NOT_A_PDF),
    "web page": (lambda: b"<!DOCTYPE html><html><body>%PD</body></html>", RefusalReason.NOT_A_PDF),
    "password": (partial(encrypted, "o", "u"), RefusalReason.ENCRYPTED),
    "restricted to reading": (partial(encrypted, "o", "", READING_ONLY), RefusalReason.ENCRYPTED),
    "XFA": (xfa, RefusalReason.XFA),
    "cut off": (lambda: drawn(5)[:-800], RefusalReason.TRUNCATED),
    "cut in half": (lambda: drawn(5)[:1500], RefusalReason.TRUNCATED),
    "header only": (lambda: b"%PDF-1.7\n", RefusalReason.TRUNCATED),
    "table destroyed": (table_destroyed, RefusalReason.DAMAGED),
    "offset wrong": (offset_wrong, RefusalReason.DAMAGED),
    "no catalog": (without_root, RefusalReason.DAMAGED),
    "bytes before the header": (lambda: b"HTTP/1.1 200 OK\r\n\r\n" + drawn(1), RefusalReason.DAMAGED),
    "no pages": (no_pages, RefusalReason.NO_PAGES),
    "too large": (lambda: drawn(1) + b"\n" * MAX_BYTES, RefusalReason.TOO_LARGE),
    "sealed before": (sealed_before, RefusalReason.LOCKED),
    "signed, all fields locked": (partial(signed_by_someone_else, lock_fields=True), RefusalReason.LOCKED),
    "certified, no changes": (partial(signed_by_someone_else, certify=True, permission=1), RefusalReason.LOCKED),
}


@cache
def usable(name: str) -> bytes:
    return USABLE[name]()
