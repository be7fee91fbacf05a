from __future__ import annotations

import io
import zipfile
from html import escape

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from esignkit.sandbox.emulators.constellation1.anchors import roles_in, tags_in
from tests.sandbox.pdf.specimens import one_page
from tests.sandbox.written_text import TAG, WAYS

from .support import document, tagged
from .test_sessions import word_file


def other_pdf(text, *, compressed, font="Helvetica"):
    file = io.BytesIO()
    canvas = Canvas(file, pageCompression=compressed)
    if font == "Vera":  # embedded, with codes of its own
        pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    canvas.setFont(font, 12)
    canvas.drawString(50, 700, text)
    canvas.save()
    return file.getvalue()


TEXT = "Sign <sig_req_Seller 1_120> <ini_opt_Buyer 1_40> <dt_aut_Seller 1_100> (<rdo_req_client_3>)"


def word_parts(**texts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in {"document": "", **texts}.items():
            runs = "".join(f"<w:r><w:t>{escape(piece)}</w:t></w:r>" for piece in text)  # a run for each letter
            archive.writestr(f"word/{name}.xml", f"<w:p>{runs}</w:p>")
    return file.getvalue()


TWO_LINES = b"BT /F 12 Tf 12 TL 40 200 Td (<sig_req_) Tj (Seller 1_99>) Tj T* (end) ' ET"


@pytest.mark.parametrize("way", WAYS)
def test_a_tag_is_found_however_a_pdf_writes_it(client, way):
    started_only_by(client, document(WAYS[way], HasAnchorTags=True))


def test_a_tag_is_found_in_two_lines_of_code():
    assert roles_in(one_page(content=TWO_LINES)) == ["Seller 1"]


@pytest.mark.parametrize("part", ["document", "header1", "header", "footer2", "footnotes", "endnotes"])
def test_a_tag_is_found_in_every_part_of_a_word_file(client, part):
    started_only_by(client, document(word_parts(**{part: TAG}), "lease.docx", HasAnchorTags=True))


def started_only_by(client, tagged_document):
    """See that a session starts when somebody holds the role Seller 1, and not when nobody does."""
    other = client.create(signers=["Buyer 1"], documents=[tagged_document])
    refused = client.start(other)
    assert refused["ReturnValue"] == "False"
    assert "the anchor tags of the role Seller 1 are not assigned" in refused["Details"]
    assert client.start(client.create(signers=["Seller 1"], documents=[tagged_document]))["ReturnValue"] == "True"


def test_the_body_of_a_word_file_comes_first():
    assert roles_in(word_parts(footer1="<ini_req_Buyer 1_40>", document=TAG)) == ["Seller 1", "Buyer 1"]


@pytest.mark.parametrize(
    ("content", "roles"),
    [
        (TEXT.encode(), ["Seller 1", "Buyer 1", "client"]),
        (word_file(TEXT), ["Seller 1", "Buyer 1", "client"]),
        (other_pdf(TEXT, compressed=0), ["Seller 1", "Buyer 1", "client"]),
        (other_pdf(TEXT, compressed=1), ["Seller 1", "Buyer 1", "client"]),
        (other_pdf(TEXT, compressed=1, font="Vera"), ["Seller 1", "Buyer 1", "client"]),
        (tagged("Seller 1", "Buyer 2"), ["Seller 1", "Buyer 2"]),
        (b"no <tag_req_x_1>, no <sig_req>, no <sig_may_x_1>", []),
        (b"PK\x03\x04 no zip", []),
        (b"%PDF-1.7 cut", []),
        (b"", []),
    ],
)
def test_roles_of_the_tags(content, roles):
    assert roles_in(content) == roles


def word_bytes(method):
    """A Word file, with the place of the data of its text and of the name before it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("word/document.xml", f"<w:p>{escape(TAG)}</w:p>" * 99)
    content = bytearray(file.getvalue())
    name = content.index(b"word/document.xml")
    return content, name, name + len("word/document.xml")


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("where", [0, 1, 4, 9, 20])
def test_damaged_text_of_a_word_file_has_no_tags(method, where):
    content, _, data = word_bytes(method)
    content[data + where] ^= 0xFF
    assert roles_in(bytes(content)) in ([], ["Seller 1"])  # some readers notice at the end only


def test_the_text_of_a_word_file_whose_name_cannot_be_read_has_no_tags(client):
    content, name, _ = word_bytes(zipfile.ZIP_DEFLATED)
    content[name - 30 + 7] |= 8  # says that the name is UTF-8
    content[name] = 0xFF
    assert roles_in(bytes(content)) == []
    assert client.create(documents=[document(bytes(content), "lease.docx", HasAnchorTags=True)])


@pytest.mark.parametrize("digits", [9, 25, 5000])
@pytest.mark.parametrize("kind", ["sig", "rdo"])
def test_a_width_may_have_any_number_of_digits(kind, digits):
    tag = f"<{kind}_req_Seller 1_{'9' * digits}>"
    content = one_page(content=f"BT /F 0.01 Tf 40 200 Td ({tag}) Tj ET".encode())
    assert [one["role"] for one in tags_in(content)] == ["Seller 1"]
