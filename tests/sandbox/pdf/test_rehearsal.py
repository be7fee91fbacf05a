"""What becomes of documents that signing stumbles over: signed with all that they show, or refused with the reason."""

from __future__ import annotations

import io
import socket
import sys
import tracemalloc
from contextlib import suppress
from datetime import UTC, datetime

import pypdf
import pytest

from esignkit.sandbox.pdf import (
    Box,
    PdfRefused,
    SandboxCA,
    SignatureField,
    Signer,
    prepare,
    rehearse,
    seal,
    sign,
    verify_pdf,
)
from esignkit.sandbox.pdf.bounds import at_most, looks_left, open_reader
from esignkit.sandbox.pdf.comparison import DifferentPages, require_same_pages
from esignkit.sandbox.pdf.pyhanko_private import list_only_useful_ways
from esignkit.sandbox.pdf.ways import asked_for, leading_to

from .corpus import USABLE, usable
from .specimens import (
    REFUSED,
    TAKEN,
    author,
    entangled,
    entangled_to_a_field,
    filled_by_a_program,
    one_page,
    packed,
    unfolding,
)

CA = SandboxCA.create(7)
AT = datetime(2026, 3, 1, tzinfo=UTC)
ANN = Signer("Ann", "ann@example.com", "I agree")


def signed(data: bytes, *names: str) -> bytes:
    data = prepare(data, [SignatureField(name) for name in names])
    for name in names:
        data = sign(data, name, ANN, CA, AT)
    return seal(data, CA, AT)


@pytest.mark.parametrize("case", TAKEN)
def test_what_is_taken_is_signed_verified_and_shows_the_same(case):
    data = TAKEN[case]
    facts = rehearse(data, case)
    result = signed(data, *facts.signature_fields, "mine")
    assert verify_pdf(result, [CA.certificate_pem]).problems == ()
    require_same_pages(data, result, {0: [Box(40, 230, 200, 30)]})  # where the author's field is


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_signed_is_refused_by_name_with_the_reason(case):
    data, reason, words = REFUSED[case]
    with pytest.raises(PdfRefused, match=words) as caught:
        rehearse(data, "lease.pdf")
    assert str(caught.value).startswith("lease.pdf ")
    assert "Rehearsal" not in str(caught.value)
    assert caught.value.reason.value == reason


def test_what_a_document_unfolds_to_is_never_held_at_once():
    data = unfolding(300)
    tracemalloc.start()
    try:
        with pytest.raises(PdfRefused, match="more than 256 MB"):
            rehearse(data, "lease.pdf")
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 10 * len(data) < 16 << 20


@pytest.mark.parametrize("case", [case for case in USABLE if case != "500 pages"])
def test_usable_files_pass(case):
    rehearse(usable(case), case)


@pytest.mark.parametrize(
    ("case", "stated"),
    [
        ("a reason that the author requires", "Read and agreed"),
        ("no reason allowed", ""),
        ("reasons that are a suggestion", "I agree"),
    ],
)
def test_the_reason_is_one_that_the_author_allows(case, stated):
    assert verify_pdf(signed(TAKEN[case], "author"), [CA.certificate_pem]).signatures[0].reason == stated


def test_no_address_in_a_document_is_called():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        port = listener.getsockname()[1]
        address = b"http://127.0.0.1:%d/" % port
        for flag in (0, 1):
            data = author(b"/SV<</Type/SV/TimeStamp<</URL(%b)/Ff %d>>>>" % (address, flag))
            for act in (lambda file: rehearse(file, "a.pdf"), lambda file: signed(file, "author"), verify_pdf):
                with suppress(ValueError):
                    act(data)
        rehearse(one_page(catalog=b"/OpenAction<</S/URI/URI(%b)>>" % address), "a.pdf")
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_a_form_keeps_what_a_viewer_draws_for_it():
    reader = pypdf.PdfReader(io.BytesIO(prepare(filled_by_a_program(), [])))
    field = reader.get_fields()["who"]
    assert b"(Grace Hopper) Tj" in field.indirect_reference.get_object()["/AP"]["/N"].get_data()
    assert "/NeedAppearances" not in reader.trailer["/Root"]["/AcroForm"]


def test_the_comparison_sees_what_is_lost():
    data = one_page()
    with pytest.raises(DifferentPages, match="page 1 would have another text"):
        require_same_pages(data, one_page(content=b"BT /F 12 Tf 40 200 Td (Leasf) Tj ET"))
    with pytest.raises(DifferentPages, match="page 1 would look different"):
        require_same_pages(data, one_page(content=b"BT /F 12 Tf 40 190 Td (Lease) Tj ET"))
    with pytest.raises(DifferentPages, match="number of pages"):
        require_same_pages(data, usable("plain"))
    require_same_pages(data, one_page(content=b"BT /F 12 Tf 40 190 Td (Lease) Tj ET"), {0: [Box(30, 90, 60, 25)]})


def test_a_verdict_that_cannot_be_reached_says_why():
    data, _, _ = REFUSED["two fields of one name"]
    report = verify_pdf(signed(data, "mine"), [CA.certificate_pem])
    (problem,) = report.problems
    assert problem.startswith("mine: it could not be judged whether the document was changed afterwards: ")
    assert report.signatures[0].intact
    assert report.signatures[0].trusted
    assert report.signatures[0].changes == "UNKNOWN"


def steps(data: bytes) -> int:
    """How many lines run while all objects of a file are read."""
    reader = open_reader(data)
    references = reader.xrefs.explicit_refs_in_revision(0)
    count = 0

    def counted(frame, event, argument):
        nonlocal count
        count += event == "line"
        return counted

    sys.settrace(counted)
    try:
        for reference in references:
            reader.get_object(reference)
    finally:
        sys.settrace(None)
    return count


def test_reading_is_linear_in_the_objects_of_a_stream():
    assert steps(packed(200)) < 3 * steps(packed(100))


def looks(data: bytes) -> int:
    """How many objects are looked at while a signed file is verified."""
    allowed = 1 << 30
    with at_most(allowed):
        verify_pdf(data, [CA.certificate_pem])
        return allowed - looks_left()


def test_verifying_is_linear_in_the_objects_however_many_ways_lead_to_them():
    few, many = (looks(signed(entangled(depth), "mine")) for depth in (100, 200))
    assert few < many < few + 100 * 12


def test_what_is_asked_for_in_very_many_ways_is_given_up():
    with pytest.raises(PdfRefused, match="in too many ways"):
        rehearse(entangled_to_a_field(200), "deep.pdf")
    report = verify_pdf(signed(entangled_to_a_field(), "mine"), [CA.certificate_pem])
    assert "in too many ways" in report.problems[0]


def foreseen(data: bytes) -> int:
    """How many ways are foreseen in all revisions of a signed file that a signature covers."""
    reader = open_reader(data)
    views = map(reader.get_historical_resolver, range(1, reader.xrefs.total_revisions - 1))
    return sum(leading_to(view, asked_for(view))[1] for view in views)


def test_no_more_ways_are_foreseen_than_are_gone():
    circle = one_page(b"<</N 7 0 R/M 7 0 R>>", b"<</N 6 0 R/M 3 0 R/P 1 0 R>>", catalog=b"/PieceInfo 6 0 R")
    cases = (
        "a form that a program filled in",
        "metadata that are no XMP",
        "a structure that refers to itself very often",
    )
    for data in [*map(TAKEN.__getitem__, cases), circle, usable("form fields"), usable("own sample")]:
        result = signed(data, "mine")
        assert foreseen(result) <= looks(result)
    for depth in (5, 8):
        result = signed(entangled_to_a_field(depth), "mine")
        assert 2**depth < foreseen(result) <= looks(result) < foreseen(result) + 1_000


def test_the_trailer_is_no_way():
    reader = open_reader(signed(entangled_to_a_field(5), "mine"))
    view = reader.get_historical_resolver(1)
    leading, ways = leading_to(view, [])
    assert (bool(leading), ways) == (True, 0)  # the page tree, which is looked at anyway
    assert leading_to(view, asked_for(view))[1] > 2**5


def test_what_is_foreseen_to_take_too_much_is_not_begun():
    assert looks(signed(entangled_to_a_field(40), "mine")) < 1_000


def test_without_what_is_private_to_pyhanko_all_ways_are_listed(caplog):
    class View:
        """A view of a revision in a pyHanko that lists ways by another name."""

    view = View()
    with caplog.at_level("WARNING", "esignkit.sandbox"):
        list_only_useful_ways(view, lambda _: None)
        list_only_useful_ways(View(), lambda _: None)
    assert vars(view) == {}
    assert [record.message for record in caplog.records] == [
        "With this version of pyHanko, PDFs whose objects refer to each other may take long to verify."
    ]
