"""Fields beside a text: placed while the document is uploaded, as the vendor describes the anchor's members."""

from __future__ import annotations

import base64
import io
import json

import pytest
from reportlab.pdfgen import canvas

from esignkit.sandbox import pdf
from tests.sandbox import written_text
from tests.sandbox.esl import at, key_of, multipart, package, role, send


def drawn(*pages):
    """A4 pages with lines of 10 point Courier, whose characters are 6 points wide."""
    buffer = io.BytesIO()
    sheet = canvas.Canvas(buffer, pagesize=(595, 842))
    for page in pages:
        sheet.setFont("Courier", 10)
        for left, bottom, text in page:
            sheet.drawString(left, bottom, text)
        sheet.showPage()
    sheet.save()
    return buffer.getvalue()


CONTRACT = drawn([(100, 700, "Contract")], [(100, 742, "Sign here"), (300, 442, "Sign here")])
ELSEWHERE = drawn([(50, 500, "Sign here")])
FILE = ("contract.pdf", CONTRACT, "application/pdf")
ASCENT, DESCENT = 0.718 * 10, 0.207 * 10


def signature(**anchor):
    field = {"id": "s", "type": "SIGNATURE", "subtype": "FULLNAME", "extractAnchor": {"text": "Sign here", **anchor}}
    return {"id": "a", "role": "role0", "fields": [field]}


def document(*, extract=True, **anchor):
    return {"id": "doc1", "name": "Contract", "extract": extract, "approvals": [signature(**anchor)]}


def made_with(esl, one, file=FILE):
    response = multipart(esl, "/packages", package(1, documents=[one]), file)
    assert response.status_code == 200, response.text
    return response.json()["id"]


def field_of(esl, package_id):
    return esl.get(at(package_id, "documents", "doc1", "approvals", "a", "fields", "s")).json()


def place(field):
    return field["page"], *(pytest.approx(field[name], abs=0.01) for name in ("left", "top", "width", "height"))


@pytest.mark.parametrize(
    ("anchor", "left", "top"),
    [
        ({}, 100, 100 - ASCENT),
        (
            {"index": 0, "characterIndex": 0, "anchorPoint": "TOPLEFT", "leftOffset": 0, "topOffset": 0},
            100,
            100 - ASCENT,
        ),
        ({"index": 1}, 300, 400 - ASCENT),
        ({"characterIndex": 5}, 130, 100 - ASCENT),
        ({"anchorPoint": "TOPRIGHT", "characterIndex": 8}, 154, 100 - ASCENT),
        ({"anchorPoint": "BOTTOMLEFT"}, 100, 100 + DESCENT),
        ({"anchorPoint": "BOTTOMRIGHT"}, 106, 100 + DESCENT),
        ({"leftOffset": 10, "topOffset": -20.5}, 110, 100 - ASCENT - 20.5),
        ({"text": "Sign"}, 100, 100 - ASCENT),
    ],
)
def test_a_field_moves_to_its_anchor(esl, anchor, left, top):
    field = field_of(esl, made_with(esl, document(**anchor)))
    assert (1, left, top, 200, 50) == place(field)
    assert field["extractAnchor"]["text"] == anchor.get("text", "Sign here")


WRITTEN = "Sign here"


@pytest.mark.parametrize("way", written_text.ways(WRITTEN))
def test_a_text_is_found_however_a_pdf_writes_it(esl, way):
    file = ("contract.pdf", written_text.ways(WRITTEN)[way], "application/pdf")
    field = field_of(esl, made_with(esl, document(), file))
    assert (field["page"], field["left"]) == (0, pytest.approx(written_text.LEFT, abs=1))
    assert field["top"] == pytest.approx(written_text.TOP, abs=4)


def test_the_size_is_the_anchors_then_the_fields(esl):
    assert place(field_of(esl, made_with(esl, document(width=90, height=30))))[3:] == (90, 30)
    one = document()
    one["approvals"][0]["fields"][0] |= {"width": 70, "height": 20}
    assert place(field_of(esl, made_with(esl, one)))[3:] == (70, 20)


def test_the_signature_is_given_there(sandbox, esl):
    made = made_with(esl, document(index=1))
    send(esl, made)
    assert [(one.page, one.left) for one in sandbox.transaction(made).documents[0].places] == [(1, 300)]
    sandbox.sign_all(made)
    assert pdf.verify_pdf(sandbox.signed_file(made), [sandbox.ca_certificate]).ok


def test_without_extract_on_the_document_an_anchor_says_nothing(esl):
    field = field_of(esl, made_with(esl, document(extract=False, text="nowhere")))
    assert "left" not in field


def test_an_approval_that_comes_later_is_not_extracted(esl):
    made = made_with(esl, {"id": "doc1", "name": "Contract", "extract": True})
    assert esl.post(at(made, "documents", "doc1", "approvals"), json=signature()).status_code == 200
    assert "left" not in field_of(esl, made)


def test_further_documents_new_content_and_documents_inside_the_json(esl):
    made = made_with(esl, {"id": "first", "name": "First"})
    added = multipart(esl, at(made, "documents"), document(), FILE).json()
    assert added["approvals"][0]["fields"][0]["left"] == 100
    again = multipart(esl, at(made, "documents", "doc1"), {}, ("new.pdf", ELSEWHERE, "application/pdf"))
    assert again.json()["approvals"][0]["fields"][0]["left"] == 50
    inside = {**document(), "base64Content": base64.b64encode(CONTRACT).decode()}
    other = esl.post("/packages", json={"name": "x", "roles": [role(0)], "documents": [inside]}).json()["id"]
    assert field_of(esl, other)["left"] == 100


def test_fields_of_the_document_and_of_an_approval_alike(esl):
    one = document()
    one["fields"] = [{"id": "q", "type": "IMAGE", "subtype": "QRCODE", "extractAnchor": {"text": "Contract"}}]
    one["approvals"][0]["fields"].append({"id": "i", "type": "INPUT", "extractAnchor": {"text": "here", "index": 1}})
    made = made_with(esl, one)
    shown = esl.get(at(made, "documents", "doc1")).json()
    assert (shown["fields"][0]["page"], shown["fields"][0]["left"]) == (0, 100)
    assert (shown["approvals"][0]["fields"][1]["page"], shown["approvals"][0]["fields"][1]["left"]) == (1, 330)


@pytest.mark.parametrize(
    "anchor",
    [
        {"text": "Sign There"},
        {"text": "sign here"},
        {"index": 2},
        {"index": -1},
        {"characterIndex": 9},
        {"characterIndex": -1},
        {"text": ""},
    ],
)
def test_a_text_that_is_not_there(esl, switch, anchor):
    one = document(**anchor)
    response = multipart(esl, "/packages", package(1, documents=[one]), FILE)
    assert key_of(response) == (400, "error.validation.field.extractAnchor")
    assert json.dumps(anchor.get("text", "Sign here"))[1:-1] in response.json()["message"]
    switch(missing_anchor="ignored")
    assert "left" not in field_of(esl, made_with(esl, one))


def test_a_corner_that_is_none(esl):
    response = multipart(esl, "/packages", package(1, documents=[document(anchorPoint="MIDDLE")]), FILE)
    assert key_of(response) == (400, "error.validation.field.anchorPoint")


def test_a_file_that_the_sandbox_does_not_convert_keeps_its_anchors_for_the_service(esl):
    made = made_with(esl, document(), ("contract.txt", b"Sign here", "text/plain"))
    assert "left" not in field_of(esl, made)
