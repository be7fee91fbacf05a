"""Signatures that nobody gave a place stand on free paper of the visible page."""

from __future__ import annotations

import functools
import io
import random

import pikepdf
import pytest
from pikepdf import Array, Pdf
from reportlab.lib.pagesizes import A3, A4, landscape
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from esignkit.pdfium import open_pdf
from esignkit.sandbox.pdf import Box, Place, SignatureField, find_places, prepare, sample_agreement
from tests.sandbox.pdf.corpus import USABLE, usable

CARD = (240, 150)
WORDS = "the parties agree that this agreement is governed by the law of the place where it was made and "


def lines(canvas, left, right, top, bottom, size=10.0, mode=0):
    rows = max(int((top - bottom) / (1.4 * size)), 1)
    text = canvas.beginText(left, top)
    text.setFont("Helvetica", size, 1.4 * size)
    text.setTextRenderMode(mode)
    for n in range(rows):
        text.textLine((WORDS[n % 20 :] + WORDS * 9)[: int((right - left) / (0.5 * size))])
    canvas.drawText(text)


def short(canvas, w, h):
    lines(canvas, w * 0.1, w * 0.9, h * 0.9, h * 0.7)


def half_page_with_a_footer(canvas, w, h):
    lines(canvas, w * 0.1, w * 0.9, h * 0.9, h * 0.5)
    canvas.drawString(w * 0.45, h * 0.05, "page 7")


def down_to_the_foot(canvas, w, h):
    lines(canvas, w * 0.12, w * 0.9, h * 0.86, h * 0.01)


def at_the_foot_only(canvas, w, h):
    lines(canvas, w * 0.1, w * 0.9, h * 0.2, h * 0.02)


def two_columns(canvas, w, h):
    lines(canvas, w * 0.08, w * 0.48, h * 0.92, h * 0.08, 8)
    lines(canvas, w * 0.54, w * 0.92, h * 0.92, h * 0.5, 8)


def small_light_print(canvas, w, h):
    canvas.setFillGray(0.75)
    lines(canvas, w * 0.1, w * 0.9, h * 0.95, h * 0.4, 5)


@functools.cache
def grainy_paper(wide: int, high: int) -> bytes:
    """Grey paper with lines of writing in its upper two thirds."""
    grain = random.Random(2)
    rows = bytearray(grain.choices((226, 228, 230), k=wide * high))
    for y in range(20, 200, 8):
        for x in range(20, wide - 20):
            rows[y * wide + x] = rows[(y + 1) * wide + x] = grain.choice((30, 60, 228))
    return b"P5\n%d %d\n255\n" % (wide, high) + bytes(rows)


def scan(canvas, w, h):
    """A picture as large as the page."""
    canvas.drawImage(ImageReader(io.BytesIO(grainy_paper(212, 300))), 0, 0, w, h)


def scan_with_its_text(canvas, w, h):
    """Invisible text over blank paper, as text recognition leaves it."""
    lines(canvas, w * 0.1, w * 0.9, h * 0.9, h * 0.35, mode=3)


def table(canvas, w, h):
    canvas.setLineWidth(0.4)
    for n in range(15):
        canvas.line(w * 0.1, h * 0.9 - n * h * 0.05, w * 0.9, h * 0.9 - n * h * 0.05)
    for n in range(5):
        canvas.line(w * (0.1 + 0.2 * n), h * 0.9, w * (0.1 + 0.2 * n), h * 0.2)


def dark_band(canvas, w, h):
    canvas.setFillGray(0.1)
    canvas.rect(0, 0, w, h * 0.6, stroke=0, fill=1)


def labelled(canvas, w, h):
    canvas.setFont("Helvetica", 7)
    canvas.drawString(w * 0.1, h * 0.8, "Signature of the tenant:")
    canvas.drawString(w * 0.1, h * 0.4, "Signature of the landlord:")
    canvas.drawString(w * 0.6, h * 0.1, "Rent: 100")


def form(canvas, w, h):
    for n in range(3):
        canvas.acroForm.textfield(name=f"f{n}", x=w * 0.1, y=h * (0.8 - n * 0.12), width=w * 0.8, height=h * 0.1)


LAYOUTS = [short, half_page_with_a_footer, down_to_the_foot, at_the_foot_only, two_columns, small_light_print]
LAYOUTS += [scan, scan_with_its_text, table, dark_band, labelled, form]
SHEETS = [(A4, 90, None), (landscape(A3), 180, None), (CARD, 0, None), (A4, 270, (-20, 30, 560, 800))]


# One is long, and its pages are alike; the other may only be given signatures that do not show.
UNFIT = ("500 pages", "certified by someone else")


def page(layout, size, rotation, crop) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=1)
    layout(canvas, *size)
    canvas.showPage()
    canvas.save()
    with Pdf.open(io.BytesIO(out.getvalue())) as pdf:
        pdf.pages[0].Rotate = rotation
        if crop:
            pdf.pages[0].CropBox = Array(crop)
        pdf.save(changed := io.BytesIO(), deterministic_id=True)
    return changed.getvalue()


def check_free(data: bytes, places: list[Place]) -> None:
    """Each box lies on the visible page, on even light paper and on no text, and on no other box."""
    prepared = prepare(data, [SignatureField(f"s{n}", place.page, place.box) for n, place in enumerate(places)])
    with open_pdf(prepared) as document:
        for place in places:
            box, shown = place.box, document[place.page]
            width, height = shown.get_size()
            assert min(box.left, box.top) >= 0
            assert (box.left + box.width, box.top + box.height) <= (width, height)
            bitmap = shown.render(scale=2, grayscale=True)
            pixels = bytes(bitmap.buffer)
            left, right = int(2 * box.left) + 1, int(2 * (box.left + box.width)) - 1
            rows = range(int(2 * box.top) + 1, int(2 * (box.top + box.height)) - 1)
            inner = [pixels[n * bitmap.stride + left : n * bitmap.stride + right] for n in rows]
            assert max(map(max, inner)) - min(map(min, inner)) <= 24
            assert min(map(min, inner)) > 128
            bitmap.close()
        for n, one in enumerate(places):
            for other in places[:n]:
                assert one.page != other.page or apart(one.box, other.box)
    with pikepdf.open(io.BytesIO(prepared)) as pdf:
        for n, place in enumerate(places):
            sheet = pdf.pages[place.page]
            widget = next(one for one in sheet.Annots if one.get("/T") == f"s{n}")
            left, bottom, right, top = (float(value) for value in sheet.cropbox)
            assert left - 1 <= float(widget.Rect[0]) <= float(widget.Rect[2]) <= right + 1
            assert bottom - 1 <= float(widget.Rect[1]) <= float(widget.Rect[3]) <= top + 1


def apart(one: Box, other: Box) -> bool:
    across = one.left + one.width <= other.left or other.left + other.width <= one.left
    return across or one.top + one.height <= other.top or other.top + other.height <= one.top


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_signature_covers_text_or_leaves_the_page(layout):
    for size, rotation, crop in SHEETS:
        data = page(layout, size, rotation, crop)
        places = find_places(data, 2)
        check_free(data, places)
        assert len(places) == 2 or size == CARD or layout is down_to_the_foot, (size, rotation, crop)


@pytest.mark.parametrize("case", [case for case in USABLE if case not in UNFIT])
def test_ordinary_documents_have_places_for_two(case):
    places = find_places(usable(case), 2)
    assert len(places) == 2
    check_free(usable(case), places)


def test_invisible_text_is_not_covered():
    data = page(scan_with_its_text, A4, 0, None)
    assert min(place.box.top for place in find_places(data, 2)) > 842 * 0.6


def test_the_sample_is_signed_where_it_asks_for_it():
    with open_pdf(sample_agreement()) as document:
        text = document[1].get_textpage()
        search = text.search("Name and signature:")
        labels = [text.get_rect(0) for match in iter(search.get_next, None) if text.count_rects(*match)]
    places = find_places(sample_agreement(), 2)
    assert [place.page for place in places] == [1, 1]
    for place, (left, bottom, *_) in zip(places, labels, strict=True):
        assert place.box.left == pytest.approx(left, abs=3)
        assert 0 < place.box.top - (842 - bottom) < 20


def test_a_label_on_an_earlier_page_wins_over_paper_on_the_last():
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    labelled(canvas, *A4)
    canvas.showPage()
    short(canvas, *A4)
    canvas.save()
    first, second, third = find_places(out.getvalue(), 3)
    assert (first.page, second.page, third.page) == (0, 0, 1)
    assert first.box.top < second.box.top


def test_where_no_paper_is_free_there_is_no_place():
    noise = random.Random(1).randbytes(60 * 80)

    def photograph(canvas, w, h):
        canvas.drawImage(ImageReader(io.BytesIO(b"P5\n60 80\n255\n" + noise)), 0, 0, w, h)

    assert find_places(page(photograph, A4, 0, None), 2) == []
    assert find_places(b"%PDF-1.7 damaged", 2) == []
    assert find_places(sample_agreement(), 0) == []


def test_what_is_taken_is_not_given_again():
    one, two = find_places(sample_agreement(), 2)
    assert [apart(place.box, one.box) for place in find_places(sample_agreement(), 2, [one])] == [True, True]
    many = find_places(sample_agreement(), 12, [one, two])
    assert len(many) == 12
    check_free(sample_agreement(), many)


@pytest.mark.parametrize(("strokes", "page"), [(50, 1), (40_000, 0)])
@pytest.mark.parametrize("nested", [False, True])
def test_a_page_that_takes_long_to_draw_is_passed_over(strokes, page, nested):
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    short(canvas, *A4)
    canvas.showPage()
    if nested:
        canvas.beginForm("plan")
    for n in range(strokes):
        canvas.line(300, 700, 320, 700 + n % 20)
    if nested:
        canvas.endForm()
        canvas.doForm("plan")
    canvas.save()
    assert [place.page for place in find_places(out.getvalue(), 1)] == [page]
