"""Text that the standard fonts lack is drawn where the extra `fonts` is installed, and says what it is elsewhere."""

from __future__ import annotations

import hashlib
import io
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pytest

from esignkit.pdfium import open_pdf
from esignkit.sandbox import pdf
from esignkit.sandbox.pdf import Box, Entries, InputField, InputKind, SignatureField
from esignkit.sandbox.pdf.outlines import UNITS, outline
from esignkit.sandbox.pdf.text_direction import visual_runs
from esignkit.sandbox.pdf.typesetting import can_draw, draw_line, drawable, text_width, wrap

CA = pdf.SandboxCA.create(12)
AT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
SCRIPTS = {
    "Łódź, Đặng Thị": "Latin",
    "Καλημέρα κόσμε": "Greek",
    "Привет, мир": "Cyrillic",
    "שלום עולם": "Hebrew",
    "مرحبا بالعالم": "Arabic",
    "नमस्ते": "Devanagari",
    "สวัสดี": "Thai",
    "🌹": "symbol",
}
SPOKEN = re.compile(rb"ActualText <feff([0-9a-f]*)>")


def filled(value: str, width: float = 200) -> bytes:
    """Return a signed document with a text that a signer has filled in."""
    field = InputField("city", InputKind.TEXT, 0, Box(60, 500, width, 20))
    prepared = pdf.prepare(
        pdf.write_pdf([["Lease"]]), [SignatureField("ann", 0, Box(60, 600, 200, 60))], inputs=[field]
    )
    return pdf.sign(prepared, "ann", pdf.Signer("Ann Lee"), CA, AT, Entries(values={"city": value}))


def looks(document: bytes) -> tuple[str, bytes]:
    """Return the value of the field, and what is drawn in it."""
    field = next(
        one.get_object() for one in pypdf.PdfReader(io.BytesIO(document)).pages[0]["/Annots"] if one["/FT"] == "/Tx"
    )
    return field["/V"], field["/AP"]["/N"].get_data()


@pytest.mark.usefixtures("without_fonts")
class TestWithoutFonts:
    @pytest.mark.parametrize("text", SCRIPTS)
    def test_a_word_gives_way_to_what_it_is(self, text):
        value, drawing = looks(filled(f"Ada {text} 12"))
        assert value == f"Ada {text} 12"
        assert f"[no font: {SCRIPTS[text]}]".encode() in drawing
        assert b"(Ada " in drawing
        assert b" 12)" in drawing
        assert b"?" not in drawing

    @pytest.mark.parametrize(
        ("text", "drawn"),
        [
            ("Zürich “€”", "Zürich “€”"),
            ("", ""),
            ("two  blanks", "two  blanks"),
            ("Да Да Ada Да", "[no font: Cyrillic] Ada [no font: Cyrillic]"),
            ("Да Ναι", "[no font: Cyrillic] [no font: Greek]"),
            ("東京 かな 서울", "[no font: Chinese] [no font: Japanese] [no font: Korean]"),
            ("(東京)", "[no font: Chinese]"),
            ("a\tb", "a b"),
            ("half \ud83c", "half ?"),
        ],
    )
    def test_what_is_drawn(self, text, drawn):
        assert drawable(text) == drawn
        assert can_draw(text) is (drawn.strip() != "" and "no font" not in drawn)

    def test_file_names_and_evidence_say_so_too(self):
        page = pypdf.PdfReader(io.BytesIO(pdf.placeholder_pdf("Договор.docx", "", 3))).pages[0].extract_text()
        assert "File: [no font: Cyrillic]" in page

    def test_initials_that_cannot_be_drawn_say_so(self):
        field = InputField("initials", InputKind.INK, 0, Box(60, 500, 60, 25))
        prepared = pdf.prepare(pdf.write_pdf([["Lease"]]), [SignatureField("ann", 0, None)], inputs=[field])
        signed = pdf.sign(prepared, "ann", pdf.Signer("Ann Lee"), CA, AT, Entries(written={"initials": "Ж.Щ."}))
        assert b"[no font: Cyrillic]" in looks(signed)[1]


@pytest.mark.usefixtures("fonts")
class TestWithFonts:
    @pytest.mark.parametrize("text", SCRIPTS)
    def test_it_is_drawn_and_can_be_read_aloud(self, text):
        value, drawing = looks(filled(text))
        assert value == text
        assert [bytes.fromhex(one.decode()).decode("utf-16-be") for one in SPOKEN.findall(drawing)] == [text]
        assert b"Tj" not in drawing
        assert drawable(text) == text

    @pytest.mark.parametrize("letter", "ŁặЖщΩλ")
    def test_a_letter_looks_as_another_program_draws_it(self, letter):
        ours = b"0 g " + draw_line(letter, b"/Helv", 80, (20, 30))
        first, second = rendered(with_content(ours)), rendered(drawn_by_reportlab(letter, 80, (20, 30)))
        ink = sum(one < 128 for one in second)
        assert ink > 600
        assert sum(abs(one - other) > 128 for one, other in zip(first, second, strict=True)) < 0.03 * ink

    def test_letters_of_arabic_are_joined(self):
        parts = sum(outline(letter).width for letter in "سلام")
        assert outline("سلام").width < 0.8 * parts

    def test_text_is_measured_as_it_is_drawn(self):
        for text in SCRIPTS:
            xs = [value for _, values in outline(text).steps for value in values[::2]]
            assert -60 < min(xs) < max(xs) < outline(text).width + 60
            assert text_width(text, 10) == pytest.approx(outline(text).width * 10 / UNITS)

    def test_a_long_text_is_as_small_as_its_box(self):
        scale = float(
            re.search(rb"q ([\d.]+) 0 0 [\d.]+ [\d.]+ [\d.]+ cm", looks(filled("Привет " * 20, width=100))[1])[1]
        )
        assert 0 < scale * outline(("Привет " * 20).strip()).width <= 96.1

    def test_a_name_is_drawn_as_signature_and_in_the_lines_below(self):
        prepared = pdf.prepare(pdf.write_pdf([["Lease"]]), [SignatureField("ann", 0, Box(60, 600, 200, 60))])
        signed = pdf.sign(prepared, "ann", pdf.Signer("Иван Петров", "i@example.com"), CA, AT)
        drawing = pypdf.PdfReader(io.BytesIO(signed)).pages[0]["/Annots"][0]["/AP"]["/N"].get_data()
        spoken = [bytes.fromhex(one.decode()).decode("utf-16-be") for one in SPOKEN.findall(drawing)]
        assert sorted(spoken) == ["Иван Петров", "Иван Петров, i@example.com"]
        assert not pdf.verify_pdf(pdf.seal(signed, CA, AT), [CA.certificate_pem]).problems

    def test_the_same_acts_give_the_same_bytes_in_two_processes(self):
        command = [sys.executable, "-c", f"import sys; sys.path[:] = {sys.path!r}\n{PROGRAM}"]
        env = {"LANG": "ar_EG.UTF-8", "PYTHONHASHSEED": "7"}
        other = subprocess.run(command, capture_output=True, timeout=120, check=True, env=env).stdout
        assert other.decode() == digest_of_all()


def digest_of_all() -> str:
    return hashlib.sha256(b"".join(looks(filled(text))[1] for text in SCRIPTS)).hexdigest()


PROGRAM = "from tests.sandbox.pdf.test_typesetting import digest_of_all; print(digest_of_all(), end='')"


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("", []),
        ("Ada 12", [("Ada 12", False)]),
        ("שלום", [("שלום", True)]),
        ("שלום 12", [("12", False), ("שלום ", True)]),
        ("abc שלום 12 דוד def", [("abc ", False), (" דוד", True), ("12", False), ("שלום ", True), (" def", False)]),
        ("שלום abc 12!", [("!", True), ("abc 12", False), ("שלום ", True)]),
        ("דוד 1,250 50%", [("50%", False), (" ", True), ("1,250", False), ("דוד ", True)]),
        ("abc (שלום) def", [("abc (", False), ("שלום", True), (") def", False)]),
        ("دِ", [("دِ", True)]),
    ],
)
def test_parts_that_are_read_from_right_to_left_stand_as_unicode_says(text, runs):
    assert visual_runs(text) == runs


def with_content(content: bytes) -> bytes:
    """Return a page with some content of its own."""
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(500, 100)
    stream = pypdf.generic.DecodedStreamObject()
    stream.set_data(content)
    page[pypdf.generic.NameObject("/Contents")] = writer._add_object(stream)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def drawn_by_reportlab(text: str, size: float, at: tuple[float, float]) -> bytes:
    import manimgx_fonts
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(TTFont("Noto", str(Path(manimgx_fonts.__file__).with_name("NotoSans[wght].ttf"))))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(500, 100))
    canvas.setFont("Noto", size)
    canvas.drawString(*at, text)
    canvas.save()
    return out.getvalue()


def rendered(document: bytes) -> bytes:
    with open_pdf(document) as opened:
        return bytes(opened[0].render(scale=1, grayscale=True).buffer)


@pytest.mark.parametrize("word", ["i" * 200 + "W" * 200, "W" * 200 + "i" * 200, ("i" * 50 + "W" * 9) * 9, "W"])
@pytest.mark.parametrize("width", [5, 20, 200])
def test_no_line_of_a_long_word_is_wider_than_its_room(word, width):
    lines = wrap(word, width, 10)
    assert "".join(lines) == word
    assert all(len(line) == 1 or text_width(line, 10) <= width for line in lines)


@pytest.mark.usefixtures("fonts")
class TestWork:
    """A line is measured at each of its words, and again at each size that is tried: that must not be drawing."""

    @pytest.fixture
    def shaped(self, monkeypatch):
        """The numbers of letters for which HarfBuzz was asked."""
        import uharfbuzz

        counts: list[int] = []
        shape = uharfbuzz.shape

        def counting(font, buffer, *arguments):
            counts.append(len(buffer.glyph_infos))
            return shape(font, buffer, *arguments)

        monkeypatch.setattr(uharfbuzz, "shape", counting)
        return counts

    def test_each_word_of_a_paragraph_is_measured_once(self, shaped):
        paragraph = " ".join(f"{chr(0x3B1 + number % 24)}λφα{chr(0x410 + number // 24)}" for number in range(300))
        for size in (10, 8, 6):
            assert " ".join(wrap(paragraph, 200, size)) == paragraph
        assert sum(shaped) <= 2 * len(paragraph)

    def test_a_word_of_many_lines_is_not_measured_whole_for_each_of_them(self, shaped):
        word = "".join(chr(0x391 + number * 7 % 17) for number in range(3000))
        lines = wrap(word, 400, 10)
        assert "".join(lines) == word
        assert len(lines) > 40
        assert sum(shaped) <= 15 * len(word)

    @pytest.mark.parametrize("text", ["Καλημέρα κόσμε", "Ada Лавлейс 12", "مرحبا بالعالم Ada", "Καλή  μέρα"])
    def test_a_line_is_as_wide_as_its_outline(self, text):
        assert abs(text_width(text, 10) - outline(text).width * 10 / UNITS) < 0.1
