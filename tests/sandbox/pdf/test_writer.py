from __future__ import annotations

import hashlib
import io
from datetime import UTC, datetime

import pikepdf
import pypdf
import pytest

from esignkit.sandbox.pdf import (
    MARK,
    Evidence,
    EvidenceDocument,
    EvidenceEvent,
    EvidenceSigner,
    check_usable,
    evidence_pdf,
    inspect_pdf,
    is_tagged_properly,
    placeholder_pdf,
    sample_agreement,
    write_pdf,
)
from esignkit.sandbox.pdf.typesetting import text_width, wrap

AT = datetime(2026, 3, 1, 10, 30, tzinfo=UTC)


def texts(data: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]


@pytest.mark.parametrize(
    "data", [sample_agreement(), placeholder_pdf("a.docx", "application/msword", 7), write_pdf([[]])]
)
def test_what_is_written_is_sound_and_accessible(data):
    assert is_tagged_properly(check_usable(data, "written.pdf"))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.check_pdf_syntax() == []


def test_every_page_has_the_mark_and_its_number():
    data = write_pdf([["# Title", "one"], ["two"] * 200], title="契約")
    pages = texts(data)
    assert len(pages) > 3
    assert all(MARK in text and f"page {number} of {len(pages)}" in text for number, text in enumerate(pages, 1))
    assert sum(text.count("two") for text in pages) == 200
    assert pypdf.PdfReader(io.BytesIO(data)).metadata.title == "契約"


@pytest.mark.usefixtures("without_fonts")
def test_text_is_shown_as_given_or_says_what_it_is():
    (page,) = texts(write_pdf([["Ångström (100 %) \\ €5 – naïve", "契約", "tab\there"]]))
    assert "Ångström (100 %) \\ €5 – naïve" in page
    assert "[no font: Chinese]" in page
    assert "tab here" in page


def test_long_lines_and_words_are_broken_without_loss():
    text = "word " * 60 + "x" * 400 + " end"
    lines = wrap(text, 300, 10)
    assert all(text_width(line, 10) <= 300 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert wrap("    indented", 300, 10) == ["    indented"]
    assert wrap("", 300, 10) == [""]


def test_the_same_pages_give_the_same_bytes():
    assert write_pdf([["a"]], title="t") == write_pdf([["a"]], title="t")


def test_evidence_tells_who_signed_what_and_when():
    digests = [hashlib.sha256(part).hexdigest() for part in (b"original", b"signed")]
    data = evidence_pdf(
        "Evidence Summary",
        Evidence(
            ids={"Package": "iKcR4AyO=", "Name": "Lease"},
            documents=[EvidenceDocument("lease.pdf", *digests, pages=3)],
            signers=[EvidenceSigner("Ann Ångström", "ann@example.com", "SIGNED", AT, "identified by e-mail")],
            events=[EvidenceEvent(AT, f"event {number}", "Ann") for number in range(120)],
            status="COMPLETED",
            made_at=AT,
        ),
    )
    text = "\n".join(texts(data))
    for part in ("iKcR4AyO=", "lease.pdf (3 pages)", *digests, "Ann Ångström <ann@example.com>: SIGNED", "COMPLETED"):
        assert part in text
    assert "signed 2026-03-01 10:30:00 UTC" in text
    assert all(text.count(f"event {number} ") == 1 for number in range(120))
    assert inspect_pdf(data).pages == 3
