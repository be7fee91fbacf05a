"""What a signature looks like: the name as by hand above who, when and why."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from functools import partial

import pypdf
import pytest

from esignkit.sandbox.pdf import Box, SandboxCA, SignatureField, Signer, prepare, sign, write_pdf
from esignkit.sandbox.pdf.handwriting import DESCENT, write_by_hand
from esignkit.sandbox.pdf.typesetting import text_width
from tests.counting import calls_of

CA = SandboxCA.create(12)
AT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
LATIN = ["Ada Byron", "Žofie Ångström-Müller", "François O’Neill", "Łukasz Øster", "Nguyễn Thị", "Işık", "Weiß, Jr."]
OTHER_SCRIPTS = {
    "李明": "Chinese",
    "Ελένη Παπά": "Greek",
    "Иван Петров": "Cyrillic",
    "山田 太郎": "Chinese",
    "שרה": "Hebrew",
    "✍": "symbol",
}


def appearance(signer: Signer, width: float = 200, height: float = 60) -> str:
    """Return what is drawn in a signature's box."""
    prepared = prepare(write_pdf([["Agreement"]]), [SignatureField("s", 0, Box(50, 200, width, height))])
    signed = sign(prepared, "s", signer, CA, AT)
    return pypdf.PdfReader(io.BytesIO(signed)).pages[0]["/Annots"][0]["/AP"]["/N"].get_data().decode("cp1252")


def texts(drawn: str) -> list[str]:
    """Return the lines that are set in type, from the top."""
    return [line.replace("\\", "") for line in re.findall(r"\((.*)\) Tj", drawn)][::-1]


@pytest.mark.parametrize("name", LATIN)
def test_a_latin_name_is_written_by_hand(name):
    written = write_by_hand(name)
    assert written is not None
    points = [point for curve in written.curves for point in curve]
    assert all(len(curve) % 3 == 1 for curve in written.curves)
    assert all(-6 < x <= written.width and DESCENT - 7 <= y <= 33 for x, y in points)
    assert " c S" in appearance(Signer(name))


def test_letters_of_a_word_hang_together_and_an_accent_replaces_the_dot():
    assert len(write_by_hand("anna").curves) == 1
    assert len(write_by_hand("an na").curves) == 2
    assert [len(write_by_hand(text).curves) for text in ("i", "í", "ï", "į")] == [2, 2, 3, 3]
    assert write_by_hand("Ada  Byron") == write_by_hand(" Ada Byron ")


@pytest.mark.parametrize("name", ["", " ", "Signer 2", "\u0301a", *OTHER_SCRIPTS])
def test_what_the_alphabet_lacks_is_not_written_in_part(name):
    assert write_by_hand(name) is None


def test_who_when_why_and_that_it_binds_nobody_stand_below_the_name():
    drawn = appearance(Signer("Ada Byron", "ada@example.com", "I agree"))
    signed = "Signed 2026-03-04 05:06:07 UTC"
    assert texts(drawn) == ["Ada Byron, ada@example.com", signed, "I agree", "Sandbox - not legally binding"]
    assert texts(appearance(Signer("Signer 2")))[0] == "Signer 2"  # a numeral is set in italics


@pytest.mark.usefixtures("without_fonts")
@pytest.mark.parametrize("name", OTHER_SCRIPTS)
def test_a_name_in_another_script_gives_way_to_the_address_and_is_never_question_marks(name):
    drawn = appearance(Signer(name, "who@example.com", "Согласен"))
    assert texts(drawn) == ["who@example.com", *texts(drawn)[1:]]
    assert drawn.count("(who@example.com)") == 2  # large, in place of the name, and below
    assert "?" not in drawn
    assert "Signed 2026" in drawn
    assert "?" not in appearance(Signer(name))
    assert f"[no font: {OTHER_SCRIPTS[name]}]" in appearance(Signer(name))


@pytest.mark.parametrize(("width", "height"), [(200, 60), (60, 18), (30, 8), (4, 4), (50, 300), (400, 12)])
@pytest.mark.parametrize("name", ["Ada Byron", "Signer 2", "x" * 300, "Ž"])
def test_a_signature_stays_in_its_box(name, width, height):
    drawn = appearance(Signer(name, "a.rather.long.address@mail.example.com"), width, height)
    for x, y in re.findall(r"1 0 0 1 (\S+) (\S+) Tm", drawn):
        assert 0 <= float(x) <= width
        assert 0 <= float(y) <= height
    for scale, left, baseline, strokes in re.findall(r"(\S+) 0 0 \S+ (\S+) (\S+) cm 1.1 w\n([^Q]*)", drawn):
        for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)(?= [mc]| -?\d)", strokes):
            assert -1 <= float(left) + float(scale) * float(x) <= width + 1
            assert -1 <= float(baseline) + float(scale) * float(y) <= height + 1


def test_a_line_that_is_too_long_is_cut_where_its_room_ends():
    reason = "I agree to all that is written here, " * 20
    drawn = appearance(Signer("Ada Byron", "ada@example.com", reason))
    cut = texts(drawn)[2]
    (size,) = {float(one) for one in re.findall(r"/EsignkitMark (\S+) Tf", drawn)}
    room = 200 - 9  # of the box, within its padding
    assert cut.endswith("…")
    assert reason.startswith(cut[:-1])
    assert text_width(cut, size) <= room < text_width(reason[: len(cut)] + "…", size)


def test_a_very_long_name_takes_few_measurements():
    short, long = (calls_of("text_width", partial(appearance, Signer("x" * length))) for length in (300, 1_200))
    assert 0 < long < short + 10
