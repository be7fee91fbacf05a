from __future__ import annotations

import asyncio
import io
import pickle
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pikepdf
import pypdf
import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from esignkit.sandbox.pdf import (
    MARK,
    Box,
    PdfRefused,
    SandboxCA,
    SignatureField,
    SignatureFieldError,
    Signer,
    inspect_pdf,
    prepare,
    sample_agreement,
    seal,
    sign,
    verify_pdf,
)

from .corpus import OTHER_CA, USABLE, drawn, empty_signature_field, form_fields, signed_by_someone_else, usable

AT = datetime(2026, 3, 1, 12, 30, 15, tzinfo=timezone(timedelta(hours=2)))
CA = SandboxCA.create(7)
ANN = Signer("Ann Ångström", "ann@example.com")
BOB = Signer("Bob", "bob@example.com", "I agree")
SLOTS = [
    SignatureField("ann@example.com", 0, Box(60, 120, 200, 50)),
    SignatureField("second", 99, Box(60, 200, 200, 50)),
]


def life(data: bytes, slots=SLOTS, ca: SandboxCA = CA) -> bytes:
    data = prepare(data, slots)
    for slot, who in zip(slots, (ANN, BOB), strict=True):
        data = sign(data, slot.name, who, ca, AT)
    return seal(data, ca, AT)


@pytest.mark.parametrize("case", USABLE)
def test_every_usable_document_goes_from_upload_to_sealed(case):
    original = usable(case)
    data = life(original)
    report = verify_pdf(data, [CA.certificate_pem])
    assert report.problems == ()
    assert report.ok
    ours = [check for check in report.signatures if not check.earlier]
    assert [check.signer for check in ours] == ["Ann Ångström", "Bob", "esignkit Sandbox Seal"]
    assert [check.is_seal for check in ours] == [False, False, True]
    assert ours[-1].coverage == "ENTIRE_FILE"
    assert report.pages == inspect_pdf(original).pages
    # incremental updates only: the upload is the beginning of the result
    assert data.startswith(original)
    # other readers open it and see the fields
    names = {name for name, field in (pypdf.PdfReader(io.BytesIO(data)).get_fields() or {}).items() if field.get("/V")}
    assert {check.field for check in ours} <= names
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) == report.pages


@pytest.mark.parametrize("case", [case for case in USABLE if case != "500 pages"])
def test_every_page_carries_the_mark_unless_the_upload_was_signed(case):
    marked = pypdf.PdfReader(io.BytesIO(prepare(usable(case), SLOTS)))
    found = [MARK in (page.extract_text() or "") for page in marked.pages]
    assert found == [inspect_pdf(usable(case)).existing_signatures == 0] * len(found)


def test_signer_reason_time_and_email_are_in_the_signature():
    first, second, _ = verify_pdf(life(drawn()), [CA.certificate_pem]).signatures
    assert (first.email, first.field, first.time) == ("ann@example.com", "ann@example_com", AT)
    assert MARK in first.reason
    assert second.reason == "I agree"


def test_signatures_of_an_upload_that_came_signed_stay_valid():
    for certify in (False, True):
        data = life(signed_by_someone_else(certify))
        report = verify_pdf(data, [CA.certificate_pem])
        stranger = report.signatures[0]
        assert report.ok
        assert stranger.earlier
        assert stranger.valid
        assert stranger.intact
        assert not stranger.trusted
        assert len(report.notes) == 1
        assert verify_pdf(data, [CA.certificate_pem, OTHER_CA.certificate_pem]).signatures[0].trusted


def test_parties_may_sign_in_any_order():
    data = prepare(drawn(), SLOTS)
    data = sign(data, "second", BOB, CA, AT)
    data = sign(data, "ann@example.com", ANN, CA, AT)
    assert verify_pdf(seal(data, CA, AT), [CA.certificate_pem]).ok


def test_an_empty_field_of_the_upload_is_used_as_it_is():
    data = prepare(empty_signature_field("approval1"), [SignatureField("approval1")])
    assert [name for name in inspect_pdf(data).form_fields if name == "approval1"] == ["approval1"]
    signed = sign(data, "approval1", ANN, CA, AT)
    assert verify_pdf(seal(signed, CA, AT), [CA.certificate_pem]).ok
    widget = pypdf.PdfReader(io.BytesIO(signed)).pages[-1]["/Annots"][0]
    assert b"ngstr" in widget["/AP"]["/N"].get_data()


@pytest.mark.parametrize(
    ("data", "names", "text"),
    [
        (drawn(), ["a", "a"], "two signature slots"),
        (drawn(), ["a.b", "a_b"], "two signature slots"),
        (form_fields(), ["JobTitle0"], "another form field"),
        (signed_by_someone_else(), ["Stranger"], "signed already"),
    ],
    ids=["the same", "the same when drawn", "a field of the form", "a signature that is there"],
)
def test_names_that_clash_are_refused(data, names, text):
    with pytest.raises(SignatureFieldError, match=text):
        prepare(data, [SignatureField(name) for name in names])


def test_acts_out_of_turn_are_refused():
    prepared = prepare(form_fields(), SLOTS)
    with pytest.raises(SignatureFieldError, match="nobody"):
        sign(prepared, "nobody", ANN, CA, AT)
    with pytest.raises(SignatureFieldError, match="JobTitle0"):
        sign(prepared, "JobTitle0", ANN, CA, AT)
    signed = sign(prepared, "second", ANN, CA, AT)
    with pytest.raises(SignatureFieldError, match="second"):
        sign(signed, "second", ANN, CA, AT)
    with pytest.raises(SignatureFieldError, match="sealed"):
        seal(seal(signed, CA, AT), CA, AT)
    for act in (lambda at: sign(prepared, "second", ANN, CA, at), lambda at: seal(prepared, CA, at)):
        with pytest.raises(ValueError, match="aware"):
            act(datetime(2026, 1, 1))
    with pytest.raises(PdfRefused, match="damaged"):
        prepare(drawn()[:-400] + b"\nstartxref\n5\n%%EOF", SLOTS)


@pytest.mark.parametrize(
    ("case", "page", "expected"),
    [
        ("rotated pages", 0, (60, 672, 260, 722)),
        ("rotated pages", 1, (120, 60, 170, 260)),
        ("rotated pages", 2, (335, 120, 535, 170)),
        ("rotated pages", 3, (425, 582, 475, 782)),
        ("cropped", 0, (160, 330, 360, 380)),
        ("rotation inherited", 0, (375, 562, 425, 762)),
        ("mixed sizes", 4, (60, 0, 200, 1)),
    ],
)
def test_a_box_is_placed_as_the_viewer_sees_the_page(case, page, expected):
    data = prepare(usable(case), [SignatureField("s", page, Box(60, 120, 200, 50))])
    widget = pypdf.PdfReader(io.BytesIO(data)).pages[page]["/Annots"][0]
    assert [float(value) for value in widget["/Rect"]] == pytest.approx(expected, abs=1)


def test_the_same_acts_give_the_same_bytes_and_a_stored_authority_signs_alike():
    first = life(sample_agreement())
    time.sleep(1.1)
    assert life(sample_agreement(), ca=SandboxCA.from_pem(CA.to_pem())) == first
    assert life(sample_agreement(), ca=SandboxCA.create(8)) != first


def test_a_pyhanko_that_stamps_metadata_by_another_name_signs_all_the_same(monkeypatch, caplog):
    """What is private to pyHanko may go: the fallback is its own way."""
    base = IncrementalPdfFileWriter.__mro__[1]
    stamp = base._update_meta
    monkeypatch.delattr(base, "_update_meta")
    monkeypatch.setattr(base, "_prep_dom_for_writing", lambda writer: stamp(writer))
    writer = type("Writer", (IncrementalPdfFileWriter,), {})  # a class that has not been looked at yet
    monkeypatch.setattr("pyhanko.pdf_utils.incremental_writer.IncrementalPdfFileWriter", writer)
    with caplog.at_level("WARNING", "esignkit.sandbox"):
        data = life(drawn(1))
    assert verify_pdf(data, [CA.certificate_pem]).ok
    assert [record.message for record in caplog.records] == [
        "This version of pyHanko writes the computer's time into the metadata of signed PDFs."
    ]
    with pikepdf.open(io.BytesIO(data)) as document:
        assert "pyHanko" in str(document.docinfo["/Producer"])
    with pikepdf.open(io.BytesIO(drawn(1))) as document:
        assert "pyHanko" not in str(document.docinfo["/Producer"])


def test_metadata_are_left_alone():
    def producer(data: bytes) -> str:
        with pikepdf.open(io.BytesIO(data)) as document:
            return str(document.docinfo["/Producer"])

    assert producer(life(drawn(1))) == producer(drawn(1))


def test_an_authority_without_seed_is_its_own():
    one, other = SandboxCA.create(), SandboxCA.create()
    assert one.certificate_pem != other.certificate_pem
    assert not verify_pdf(life(drawn(), ca=one), [other.certificate_pem]).ok
    assert b"PRIVATE" not in one.certificate_pem
    assert "PUBLIC TEST KEY" in repr(CA)
    assert "PUBLIC TEST KEY" not in repr(one)
    with pytest.raises(TypeError, match="private key"):
        pickle.dumps(one)


@pytest.mark.parametrize("name", ["", " ", "x" * 300, "契約 Žofie", "a\nb", "(\\", "\ud800"])
def test_any_name_can_sign(name):
    data = prepare(drawn(1), [SignatureField("s", 0, Box(10, 10, 100, 30))])
    signed = seal(sign(data, "s", Signer(name, "möbel@example.com"), CA, AT), CA, AT)
    assert verify_pdf(signed, [CA.certificate_pem]).ok


def test_signing_works_inside_a_running_event_loop_and_in_threads():
    async def inside() -> bytes:
        return life(drawn(1))

    expected = life(drawn(1))
    assert asyncio.run(inside()) == expected
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda _: life(drawn(1)), range(8))) == {expected}


def test_signatures_made_far_in_the_sandboxs_future_hold():
    at = datetime(2031, 1, 1, tzinfo=UTC)
    data = sign(prepare(drawn(1), SLOTS), "second", ANN, CA, at)
    assert verify_pdf(seal(data, CA, at), [CA.certificate_pem]).ok


def test_the_parts_of_a_signature_are_not_encoded_again_for_each_thing_that_they_are_part_of():
    prepared = prepare(drawn(1), SLOTS)
    calls = 0

    def count(frame, event, _):
        nonlocal calls
        calls += event == "call" and "asn1crypto" in frame.f_code.co_filename

    sys.setprofile(count)
    try:
        sign(prepared, "second", ANN, CA, AT)
    finally:
        sys.setprofile(None)
    assert 1_000 < calls < 15_000  # of 67,000 where all parts are put together first


@pytest.mark.parametrize("seed", [7, 10**60, None])
def test_little_more_is_kept_free_than_a_signature_needs(seed):
    ca, prepared = SandboxCA.create(seed), prepare(drawn(1), SLOTS)
    for signer in (
        Signer("A"),
        ANN,
        Signer("x" * 300, "ann@example.com"),
        Signer("契約" * 40, f"{'b' * 100}@example.com"),
    ):
        (digits,) = re.findall(rb"<([0-9a-fA-F]{1000,})>", sign(prepared, "second", signer, ca, AT))
        assert 60 < len(digits) - len(digits.rstrip(b"0")) < 200


@pytest.mark.parametrize(("case", "limit"), [("plain", 0.08), ("500 pages", 0.1)])
def test_a_signature_is_cheap(case, limit):
    prepared = prepare(usable(case), SLOTS)
    sign(prepared, "second", ANN, CA, AT)
    costs = []
    for _ in range(5):
        start = time.process_time()
        sign(prepared, "second", ANN, CA, AT)
        costs.append(time.process_time() - start)
    assert min(costs) <= limit
