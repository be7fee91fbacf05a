from __future__ import annotations

import io
import logging
import random
import re

import pytest
from pyhanko.pdf_utils.generic import DictionaryObject, pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from esignkit.sandbox.pdf import SignatureField, Signer, evidence_pdf, prepare, seal, sign, verify_pdf
from esignkit.sandbox.pdf.evidence import Evidence

from .corpus import OTHER_CA, append_update, drawn, form_fields, office_file, signed_by_someone_else
from .test_signing import ANN, AT, BOB, CA, SLOTS, life

TRUST = [CA.certificate_pem]


def updated(data: bytes, change) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def holes(data: bytes) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(rb"<[0-9A-Fa-f]{2000,}>", data)]


@pytest.mark.parametrize("make", [drawn, form_fields, signed_by_someone_else])
def test_every_flip_of_a_covered_byte_is_seen(make):
    data = life(make())
    uncovered = {position for start, end in holes(data) for position in range(start, end)}
    chance = random.Random(20260301)
    covered = [position for position in range(len(data)) if position not in uncovered]
    for position in chance.sample(covered, 25):
        tampered = bytearray(data)
        tampered[position] ^= 1 << chance.randrange(8)
        report = verify_pdf(bytes(tampered), TRUST)
        assert not report.ok, position
        assert report.problems


def test_the_bytes_left_out_hold_the_signature_and_nothing_else():
    data = life(drawn(1))
    for start, end in holes(data):
        for position, byte in ((end - 3, b"1"), (start + 5, b" "), (end - 1, b" "), (start, b"(")):
            tampered = data[:position] + byte + data[position + 1 :]
            assert not verify_pdf(tampered, TRUST).ok, position
        middle = (start + 2 + 600) // 2 * 2
        flipped = data[:middle] + (b"0" if data[middle : middle + 1] != b"0" else b"1") + data[middle + 1 :]
        assert not verify_pdf(flipped, TRUST).ok


@pytest.mark.parametrize("extra", [b"\n", b" ", b"% comment\n", b"\0" * 100, b"%%EOF\n"])
def test_appended_bytes_are_seen(extra):
    assert not verify_pdf(life(drawn(1)) + extra, TRUST).ok


def test_a_form_value_changed_after_sealing_is_seen():
    def fill(writer):
        field = writer.root["/AcroForm"]["/Fields"][0]
        field[pdf_name("/V")] = pdf_string("Director")
        writer.update_container(field)

    filled_before = updated(prepare(form_fields(), SLOTS), fill)
    signed = sign(sign(filled_before, "second", BOB, CA, AT), SLOTS[0].name, ANN, CA, AT)
    assert verify_pdf(seal(signed, CA, AT), TRUST).ok
    report = verify_pdf(updated(seal(signed, CA, AT), fill), TRUST)
    assert not report.ok
    assert any("EsignkitSandboxSeal: the document was changed" in problem for problem in report.problems)


def test_a_form_value_filled_between_two_signatures_is_allowed():
    def fill(writer):
        field = writer.root["/AcroForm"]["/Fields"][0]
        field[pdf_name("/V")] = pdf_string("Director")
        writer.update_container(field)

    data = sign(prepare(form_fields(), SLOTS), SLOTS[0].name, ANN, CA, AT)
    data = sign(updated(data, fill), "second", BOB, CA, AT)
    report = verify_pdf(seal(data, CA, AT), TRUST)
    assert report.ok
    assert report.signatures[0].changes == "FORM_FILLING"


def test_a_page_changed_after_the_first_signature_is_seen():
    def draw(writer):
        page = writer.root["/Pages"]["/Kids"][0]
        page[pdf_name("/Contents")] = writer.add_object(DictionaryObject())
        writer.update_container(page)

    data = updated(sign(prepare(drawn(1), SLOTS), "second", ANN, CA, AT), draw)
    assert not verify_pdf(seal(data, CA, AT), TRUST).ok


def test_an_update_and_a_signature_after_the_seal_are_seen():
    data = life(drawn(1))
    assert not verify_pdf(append_update(data, b"/Note (added)"), TRUST).ok
    later = sign(prepare(drawn(1), [*SLOTS, SignatureField("late")]), "second", ANN, CA, AT)
    later = sign(seal(later, CA, AT), "late", BOB, CA, AT)
    report = verify_pdf(later, TRUST)
    assert not report.ok
    assert "something was signed after the closing seal" in report.problems


@pytest.mark.parametrize(
    ("make", "trust", "text"),
    [
        (lambda: life(drawn(1)), None, "not trusted"),
        (lambda: life(drawn(1)), [OTHER_CA.certificate_pem], "not trusted"),
        (lambda: sign(prepare(drawn(1), SLOTS), "second", ANN, CA, AT), TRUST, "seal is missing"),
        (lambda: prepare(drawn(1), SLOTS), TRUST, "no signatures"),
        (signed_by_someone_else, TRUST, "seal is missing"),
        (lambda: b"", TRUST, "empty"),
        (office_file, TRUST, "not a PDF"),
        (lambda: life(drawn(1))[:-900], TRUST, "cut off"),
    ],
)
def test_what_is_missing_is_said(make, trust, text):
    report = verify_pdf(make(), trust)
    assert not report.ok
    assert any(text in problem for problem in report.problems), report.problems


def test_a_forged_signature_in_a_prepared_field_is_not_excused_as_an_earlier_one():
    data = sign(prepare(drawn(1), SLOTS), "second", Signer("Ann Ångström"), OTHER_CA, AT)
    report = verify_pdf(seal(data, CA, AT), TRUST)
    assert not report.ok
    assert not report.signatures[0].earlier


def test_a_seal_by_another_authority_is_not_the_sandboxs():
    data = sign(prepare(drawn(1), SLOTS), "second", ANN, CA, AT)
    assert not verify_pdf(seal(data, OTHER_CA, AT), TRUST).ok


def test_roots_may_be_der_or_several_in_one_pem():
    from cryptography.hazmat.primitives.serialization import Encoding

    data = life(drawn(1))
    assert verify_pdf(data, [CA.certificate.public_bytes(Encoding.DER)]).ok
    assert verify_pdf(data, [OTHER_CA.certificate_pem + CA.certificate_pem]).ok


def test_a_sealed_evidence_page_verifies():
    data = seal(evidence_pdf("Evidence", Evidence(ids={"Package": "a="})), CA, AT)
    assert verify_pdf(data, TRUST).ok


def test_damaged_files_log_nothing(caplog):
    data = life(drawn(1))
    chance = random.Random(1)
    with caplog.at_level(logging.ERROR):
        for _ in range(10):
            tampered = bytearray(data)
            tampered[chance.randrange(len(data))] ^= 4
            verify_pdf(bytes(tampered), TRUST)
    assert caplog.records == []
