"""Fields that signers fill in: made before the first signature, filled by the update that signs."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pikepdf
import pytest

from esignkit.pdfium import open_pdf
from esignkit.sandbox import pdf
from esignkit.sandbox.pdf import Box, Entries, InputField, InputKind, SignatureField

from .printed import flatten, printed

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
SLOTS = [SignatureField("ann", 0, Box(60, 600, 200, 60)), SignatureField("bob", 0, Box(320, 600, 200, 60))]
ANN, BOB = pdf.Signer("Ann Lee", "ann@example.com"), pdf.Signer("Bob Ray")
FIELDS = [
    InputField("city", InputKind.TEXT, 0, Box(60, 500, 150, 20), "City of the flat"),
    InputField("a.b", InputKind.TEXT, 0, Box(60, 470, 150, 20)),
    InputField("news", InputKind.CHECK_BOX, 0, Box(230, 500, 18, 18)),
    InputField("country", InputKind.LIST, 0, Box(260, 500, 100, 20), options=("France", "Germany")),
    InputField("remarks", InputKind.TEXT, 0, Box(60, 430, 150, 30), multiline=True),
    InputField("initials", InputKind.INK, 1, Box(380, 500, 50, 25)),
]


@pytest.fixture(scope="module")
def ca():
    return pdf.SandboxCA.create()


@pytest.fixture(scope="module")
def prepared():
    return pdf.prepare(pdf.sample_agreement(), SLOTS, inputs=FIELDS)


def values(content):
    with pikepdf.open(io.BytesIO(content)) as document:
        return {str(one.T): str(one.get("/V", "")) for one in document.Root.AcroForm.Fields if one.FT != "/Sig"}


def test_two_people_fill_in_and_both_signatures_stay_valid(ca, prepared):
    first = Entries(values={"city": "Zürich €", "news": "X", "a.b": "dotted"}, written={"initials": "A.L."})
    signed = pdf.sign(prepared, "ann", ANN, ca, NOW, first)
    signed = pdf.sign(signed, "bob", BOB, ca, NOW, Entries(values={"country": "Germany", "remarks": "one\ntwo"}))
    sealed = pdf.seal(signed, ca, NOW)
    report = pdf.verify_pdf(sealed, [ca.certificate_pem])
    assert not report.problems
    assert [one.changes for one in report.signatures] == ["FORM_FILLING", "FORM_FILLING", "NONE"]
    assert values(sealed) == {
        "city": "Zürich €",
        "a_b": "dotted",
        "news": "/Yes",
        "country": "Germany",
        "remarks": "one\ntwo",
        "initials": "A.L.",
    }
    text = printed(sealed)
    for line in ("Zürich €", "dotted", "Germany", "one", "two"):
        assert line in text


def test_what_is_changed_afterwards_is_seen(ca, prepared):
    sealed = pdf.seal(pdf.sign(prepared, "ann", ANN, ca, NOW, Entries(values={"city": "Bern"})), ca, NOW)
    with pikepdf.open(io.BytesIO(sealed)) as document:
        next(one for one in document.Root.AcroForm.Fields if one.T == "city").V = "Rome"
        out = io.BytesIO()
        document.save(out)
    assert pdf.verify_pdf(out.getvalue(), [ca.certificate_pem]).problems


def test_fields_show_where_they_were_put(prepared):
    layout = pdf.read_layout(prepared)
    for one in (*FIELDS, *SLOTS):
        place = layout.place(one.name)
        assert place is not None, one.name
        assert (place.page, place.box.left, place.box.top) == (one.page, one.box.left, one.box.top)
    assert layout.place("nobody") is None
    assert len(layout.pages) == 2


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_text_stands_upright_on_a_turned_page(ca, rotation):
    with pikepdf.open(io.BytesIO(pdf.sample_agreement())) as document:
        document.pages[0].Rotate = rotation
        out = io.BytesIO()
        document.save(out)
    made = pdf.prepare(out.getvalue(), SLOTS[:1], inputs=FIELDS[:1])
    place = pdf.read_layout(made).place("city")
    assert place is not None
    assert (place.box.left, place.box.top) == (pytest.approx(60, abs=0.1), pytest.approx(500, abs=0.1))
    signed = pdf.sign(made, "ann", ANN, ca, NOW, Entries(values={"city": "Upright"}))
    assert not pdf.verify_pdf(signed, [ca.certificate_pem], sealed=False).problems
    with open_pdf(signed, forms=True) as document:
        flatten(document[0])
        page = document[0].get_textpage()
        start, _ = page.search("Upright").get_next()
        first, last = page.get_charbox(start), page.get_charbox(start + 6)
    across = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[rotation]
    moved = (last[0] - first[0], last[1] - first[1])
    assert moved[0] * across[0] + moved[1] * across[1] > 20


def test_a_form_that_its_author_made_is_filled_in(ca):
    with pikepdf.open(io.BytesIO(pdf.prepare(pdf.sample_agreement(), [], inputs=FIELDS[:3]))) as document:
        for one in document.Root.AcroForm.Fields:
            if one.T == "news":
                one.AP.N["/Ja"] = one.AP.N["/Yes"]
                del one.AP.N["/Yes"]
        out = io.BytesIO()
        document.save(out)
    made = pdf.prepare(out.getvalue(), SLOTS[:1], inputs=FIELDS)
    signed = pdf.sign(made, "ann", ANN, ca, NOW, Entries(values={"city": "Bern", "news": "X"}))
    assert (values(signed)["city"], values(signed)["news"]) == ("Bern", "/Ja")
    assert len([name for name in values(signed) if name == "city"]) == 1


def test_a_document_that_comes_signed_gets_no_fields(ca):
    came = pdf.sign(pdf.prepare(pdf.sample_agreement(), SLOTS[:1]), "ann", ANN, ca, NOW)
    made = pdf.prepare(came, SLOTS[1:], inputs=FIELDS)
    signed = pdf.sign(made, "bob", BOB, ca, NOW, Entries(values={"city": "Bern"}))
    assert "city" not in values(signed)
    assert not pdf.verify_pdf(signed, [ca.certificate_pem], sealed=False).problems


@pytest.mark.usefixtures("without_fonts")
@pytest.mark.parametrize(
    ("text", "shown"),
    [("Ada", "Ada"), ("漢", "[no font: Chinese]"), ("x" * 300, "x" * 300), (" \t ", ""), ("(a\\b)", "(a\\b)")],
)
def test_any_text_can_be_filled_in(ca, prepared, text, shown):
    signed = pdf.sign(prepared, "ann", ANN, ca, NOW, Entries(values={"city": text, "remarks": f"{text}\n{text}"}))
    assert values(signed)["city"] == text
    assert shown in printed(signed)


class TestInk:
    @pytest.mark.parametrize(
        "strokes",
        [[], [[]], [[[0.5]]], [[[0.1, 0.2, 0.3]]], [[[float("nan"), 0]]], [[[0, float("inf")]]], [[[0, 0]] * 20_001]],
    )
    def test_what_is_no_drawing_is_refused(self, strokes):
        with pytest.raises(pdf.InkError):
            pdf.read_ink(strokes, 4.0)

    def test_what_lies_beside_the_pad_is_moved_to_its_edge(self):
        assert pdf.read_ink([[[-1, 2], [0.5, 0.5]]], 4.0).strokes == [[(0.0, 1.0), (2.0, 0.5)]]

    def test_one_point_is_a_dot(self, ca, prepared):
        ink = pdf.read_ink([[[0.5, 0.5]]], 4.0)
        assert not pdf.verify_pdf(
            pdf.sign(prepared, "ann", ANN, ca, NOW, Entries(ink)), [ca.certificate_pem], sealed=False
        ).problems

    def test_the_same_acts_make_the_same_bytes(self, ca, prepared):
        ink = pdf.read_ink([[[0.1, 0.1], [0.9, 0.9]]], 4.0)
        one, other = (pdf.sign(prepared, "ann", ANN, ca, NOW, Entries(ink, {"city": "Bern"})) for _ in range(2))
        assert one == other
