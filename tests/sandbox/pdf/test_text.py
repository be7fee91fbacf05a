"""Where text stands: files of other producers, whose authors said where they put it."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import pikepdf
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

from esignkit.pdfium import open_pdf
from esignkit.sandbox import pdf
from esignkit.sandbox.pdf.bounds import open_reader
from esignkit.sandbox.pdf.pages import read_pages
from tests.clocks import growth

from .corpus import USABLE, usable

HEIGHT = 842.0


def drawn(draw, **more):
    buffer = io.BytesIO()
    sheet = canvas.Canvas(buffer, pagesize=(595, HEIGHT), **more)
    draw(sheet)
    sheet.save()
    return buffer.getvalue()


def places(data, wanted):
    return pdf.find_text(data, [wanted])[wanted]


def one(data, wanted):
    (found,) = places(data, wanted)
    return found


def with_content(content, resources=None, **page):
    """A page whose content stream is written by hand; F1 is Helvetica at its standard widths."""
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(600, 800))
        sheet = document.pages[0]
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        fonts = pikepdf.Dictionary(F1=document.make_indirect(font))
        sheet.Resources = pikepdf.Dictionary(Font=fonts, **(resources(document, fonts) if resources else {}))
        sheet.Contents = document.make_stream(content)
        for name, value in page.items():
            sheet[f"/{name}"] = value
        buffer = io.BytesIO()
        document.save(buffer)
    return buffer.getvalue()


def corner(spot):
    return round(spot.box.left, 2), round(spot.box.top, 2)


class TestPlaces:
    @pytest.mark.parametrize("compressed", [0, 1])
    @pytest.mark.parametrize("font", ["Helvetica", "Times-Roman", "Courier", "Vera"])
    def test_a_line_stands_where_it_was_drawn(self, font, compressed):
        if font == "Vera":
            pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))

        def draw(sheet):
            sheet.setFont(font, 20)
            sheet.drawString(100, 500, "Käufer: {{sign}} (here)")

        data = drawn(draw, pageCompression=compressed)
        for wanted in ("Käufer:", "{{sign}}", "(here)"):
            before = "Käufer: {{sign}} (here)".partition(wanted)[0]
            spots = one(data, wanted)
            assert len(spots) == len(wanted)
            assert spots[0].page == 0
            assert spots[0].box.left == pytest.approx(100 + pdfmetrics.stringWidth(before, font, 20), abs=0.2)
            last = spots[-1].box
            end = 100 + pdfmetrics.stringWidth(before + wanted, font, 20)
            rounding = 0.0005 * 20 * len(before + wanted)  # PDFium knows widths to a thousandth of the font size
            assert last.left + last.width == pytest.approx(end, abs=max(0.2, rounding))
            baseline = HEIGHT - 500
            assert spots[0].box.top < baseline < spots[0].box.top + spots[0].box.height
            assert 14 <= spots[0].box.height <= 25

    def test_each_place_in_order_and_by_case(self):
        def draw(sheet):
            for y in (700, 600):
                sheet.drawString(50, y, "Sign here")
            sheet.showPage()
            sheet.drawString(70, 500, "Sign here and sign here")

        found = places(drawn(draw), "Sign here")
        assert [(spots[0].page, round(spots[0].box.left)) for spots in found] == [(0, 50), (0, 50), (1, 70)]
        assert found[0][0].box.top < found[1][0].box.top
        assert len(places(drawn(draw), "sign here")) == 1
        assert places(drawn(draw), "Sign  there") == []

    def test_a_text_made_of_pieces(self):
        content = b"BT /F1 10 Tf 50 700 Td [(Sig) -20 (na) 15 (ture) -2000 (of)] TJ 60 0 Td (Ann) Tj ET"
        data = with_content(content)
        spots = one(data, "Signature of Ann")
        assert len(spots) == len("Signature of Ann")
        assert corner(spots[-3])[0] == 110
        assert one(data, "Signature\n  of") != []

    @pytest.mark.parametrize("blanks", [("", ""), ("  ", ""), ("", " "), ("\n", "\t ")])
    def test_every_character_of_the_wanted_text_has_a_spot(self, blanks):
        wanted = blanks[0] + "a   b" + blanks[1]
        spots = one(with_content(b"BT /F1 10 Tf 50 700 Td (a b) Tj ET"), wanted)
        assert len(spots) == len(wanted)
        assert corner(spots[len(blanks[0])])[0] == 50
        assert spots[len(blanks[0]) + 4].box.left > spots[len(blanks[0])].box.left

    def test_escapes_hex_and_lines(self):
        content = (
            b"BT /F1 10 Tf 12 TL 50 700 Td (\\050a\\)\\\\\\n(b)) Tj T* <48 65 6C6c 6F> Tj (next) ' 1 2 (x y) \" ET"
            b" % (not this)\n"
        )
        data = with_content(content)
        assert corner(one(data, "Hello")[0])[0] == 50
        below = one(data, "Hello")[0].box.top - one(data, "(a)\\")[0].box.top
        assert below == pytest.approx(12)
        assert one(data, "next")[0].box.top - one(data, "Hello")[0].box.top == pytest.approx(12)
        x, _, y = one(data, "x y")
        assert y.box.left - x.box.left == pytest.approx(
            5 + 2 + 2.78 + 1 + 2
        )  # x, spacing, blank, word spacing, spacing
        assert places(data, "not this") == []

    def test_matrices_scale_rise_and_spacing(self):
        content = b"q 2 0 0 2 10 20 cm BT 50 Tz 3 Ts /F1 10 Tf 1 0 0 1 100 200 Tm (AB) Tj ET Q BT /F1 10 Tf (C) Tj ET"
        data = with_content(content)
        a, b = one(data, "AB")
        assert a.box.left == pytest.approx(210)
        assert b.box.left - a.box.left == pytest.approx(6.67)
        assert a.box.top == pytest.approx(800 - (20 + 2 * (200 + 3 + 7.18)))
        assert one(data, "C")[0].box.left == 0

    @pytest.mark.parametrize(
        ("rotation", "left", "top"),
        [(0, 100, 800 - 700 - 7.18), (90, 700 - 2.07, 100), (180, 600 - 106.67, 700 - 2.07), (270, 92.82, 493.33)],
    )
    def test_a_turned_page_is_seen_as_a_viewer_shows_it(self, rotation, left, top):
        data = with_content(b"BT /F1 10 Tf 100 700 Td (A) Tj ET", Rotate=rotation)
        assert corner(one(data, "A")[0]) == (pytest.approx(left, abs=0.01), pytest.approx(top, abs=0.01))

    def test_a_page_that_does_not_begin_at_zero(self):
        data = with_content(b"BT /F1 10 Tf 100 700 Td (A) Tj ET", MediaBox=[50, 60, 650, 860])
        assert corner(one(data, "A")[0]) == (50, round(860 - 707.18, 2))

    def test_text_in_a_form_object(self):
        def form(document, fonts):
            made = document.make_stream(b"BT /F1 10 Tf 5 5 Td (inside) Tj ET /Me Do")
            made.Type, made.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
            made.Matrix = [1, 0, 0, 1, 30, 40]
            made.Resources = pikepdf.Dictionary(Font=fonts, XObject=pikepdf.Dictionary(Me=made))  # draws itself
            return {"XObject": pikepdf.Dictionary(Fm=made)}

        data = with_content(b"q 1 0 0 1 100 200 cm /Fm Do Q BT /F1 10 Tf (after) Tj ET", form)
        assert corner(places(data, "inside")[0][0])[0] == 135
        assert corner(one(data, "after")[0])[0] == 0

    def test_a_composite_font_is_read_by_its_map(self):
        cmap = (
            b"1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfchar <0003> <0041> endbfchar "
            b"2 beginbfrange <0010> <0012> <0061> <0020> <0021> [<00660069> <D83DDE00>] endbfrange"
        )

        def font(document, fonts):
            kid = pikepdf.Dictionary(Subtype=pikepdf.Name.CIDFontType2, DW=500, W=[3, [700], 16, 18, 250])
            fonts.F2 = pikepdf.Dictionary(
                Subtype=pikepdf.Name.Type0,
                Encoding=pikepdf.Name("/Identity-H"),
                DescendantFonts=[document.make_indirect(kid)],
                ToUnicode=document.make_stream(cmap),
            )
            return {}

        data = with_content(b"BT /F2 10 Tf 50 700 Td <000300100011001200200021> Tj ET", font)
        spots = one(data, "Aabcfi\U0001f600")
        lefts = [round(spot.box.left, 2) for spot in spots]
        assert lefts == [50, 57, 59.5, 62, 64.5, 64.5, 69.5]

    def test_a_hyphen_at_the_end_of_a_line(self):
        data = with_content(b"BT /F1 10 Tf 12 TL 50 700 Td (Sign-) Tj T* (ature) Tj ET")
        assert len(one(data, "Sign-")) == 5
        assert [round(spot.box.top) for spot in one(data, "- a")] == [93, 105, 105]

    def test_text_drawn_over_itself_stands_there_once(self):
        data = with_content(b"BT /F1 10 Tf 50 700 Td (bold) Tj ET BT /F1 10 Tf 50 700 Td (bold) Tj ET")
        assert corner(one(data, "bold")[0])[0] == 50

    @pytest.mark.parametrize(("halves", "text"), [("D83DDE00", "\U0001f600"), ("D83D", "?"), ("DE00", "?")])
    def test_a_character_of_two_halves_and_a_half_alone(self, halves, text):
        def font(document, fonts):
            fonts.F2 = pikepdf.Dictionary(
                Subtype=pikepdf.Name.Type0,
                Encoding=pikepdf.Name("/Identity-H"),
                DescendantFonts=[document.make_indirect(pikepdf.Dictionary(Subtype=pikepdf.Name.CIDFontType2, DW=500))],
                ToUnicode=document.make_stream(
                    b"1 begincodespacerange <0000> <FFFF> endcodespacerange "
                    b"2 beginbfchar <0001> <%s> <0002> <0041> endbfchar" % halves.encode()
                ),
            )
            return {}

        data = with_content(b"BT /F2 10 Tf 50 700 Td <000200010002> Tj ET", font)
        assert pdf.read_text(data) == [f"A{text}A"]
        assert [corner(spot)[0] for spot in one(data, f"A{text}A")] == [50, 55, 60]

    def test_glyphs_by_name(self):
        def font(_, fonts):
            encoding = pikepdf.Dictionary(Differences=[1, pikepdf.Name.S, pikepdf.Name.colon, pikepdf.Name("/uni00E9")])
            fonts.F3 = pikepdf.Dictionary(
                Subtype=pikepdf.Name.Type1, Encoding=encoding, FirstChar=1, Widths=[500, 250, 400]
            )
            return {}

        data = with_content(b"BT /F3 10 Tf 50 700 Td <010203> Tj ET", font)
        assert [round(spot.box.left, 2) for spot in one(data, "S:é")] == [50, 55, 57.5]


class TestBrokenFiles:
    @pytest.mark.parametrize(
        "content",
        [
            b"BT (a) Tj ET",
            b"Tf Tm cm Td TJ Do '",
            b"BT /F1 (x) Tf [ (a ET",
            b"((((",
            b"<",
            b"q Q Q Q ] [ >> <<",
            b"BI /W 1 ID \x00(a) Tj EI",
            b"/F1 10 Tf " + b"1 " * 5000,
            b"\xff\xfe" * 50,
        ],
    )
    def test_nothing_is_found_and_nothing_breaks(self, content):
        assert places(with_content(content), "a") == []

    def test_what_comes_before_the_damage_is_found(self):
        assert len(places(with_content(b"BT /F1 10 Tf 9 9 Td (good) Tj ET BT Tf (bad) Tj ET"), "good")) == 1

    @pytest.mark.parametrize(
        "data", [b"", b"%PDF-1.7 nothing", pdf.sample_agreement()[:900]], ids=["empty", "nothing", "half"]
    )
    def test_files_that_cannot_be_read_have_no_text(self, data):
        assert pdf.read_text(data) == []

    @pytest.mark.parametrize("wanted", ["", " ", "\n\t"])
    def test_blanks_are_nowhere(self, wanted):
        assert places(pdf.sample_agreement(), wanted) == []

    def test_a_font_that_is_not_there_is_replaced_as_in_a_viewer(self):
        assert corner(one(with_content(b"BT /F9 10 Tf 50 700 Td (a) Tj ET"), "a")[0]) == (50, 92.82)

    @pytest.mark.parametrize("piece", [b"(", b"<<", b"[", b"\\(", b"% ", b"/", b"<4", b"q "])
    def test_time_grows_with_length_only(self, piece):
        files = {number: with_content(piece * number) for number in (1000, 10_000, 100_000)}

        def search(number):
            assert places(files[number], "a") == []

        search(1000)
        assert growth(search, 10_000, 100_000) < 40

    def test_a_page_that_cannot_be_read_leaves_the_others(self):
        def draw(sheet):
            sheet.showPage()
            sheet.drawString(50, 500, "second")

        data = drawn(draw)
        first = data.index(b"/Kids [ ") + len(b"/Kids [ ")
        data = data[:first] + b"1" + data[first + 1 :]  # the fonts in the place of a page
        assert [text for text in pdf.read_text(data) if text] == ["second"]
        assert one(data, "second")[0].page == 1


def test_one_thread_at_a_time_uses_pdfium():
    data = pdf.sample_agreement()
    alone = pdf.read_text(data), places(data, "Client")
    with ThreadPoolExecutor(8) as pool:
        both = list(pool.map(lambda _: (pdf.read_text(data), places(data, "Client")), range(40)))
    assert both == [alone] * 40
    assert len(alone[1]) > 3


@pytest.mark.parametrize("name", USABLE)
def test_a_page_is_where_pdfium_shows_it(name):
    """The signatures' boxes are placed by pyHanko's reading of a page, the anchors are found by PDFium's."""
    data = usable(name)
    pages = read_pages(open_reader(data).root)
    with open_pdf(data) as document:
        shown = [(page.get_bbox(), page.get_rotation(), page.get_size()) for page in document]
    assert len(shown) == len(pages)
    for page, (region, rotation, size) in zip(pages, shown, strict=True):
        assert page.geometry.region == pytest.approx(region, abs=0.001)
        assert page.geometry.rotation == rotation
        assert (page.geometry.size.width, page.geometry.size.height) == pytest.approx(size, abs=0.001)
