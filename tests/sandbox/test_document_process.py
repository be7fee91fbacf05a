"""What takes long is done in a process of its own, so that other calls need not wait for their turn, and has a limit."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from contextlib import ExitStack, closing

import pytest

from esignkit.sandbox import Sandbox, pdf
from esignkit.sandbox.domain import rehearsals
from esignkit.sandbox.domain.document_process import DocumentProcess
from esignkit.sandbox.domain.put_off import PutOff, beside, putting_off

from .esl import approval, client_of, multipart
from .esl import package as package_of
from .pdf.specimens import REFUSED as REFUSALS
from .pdf.specimens import form, one_page, packed, unfolding
from .test_documents import SERVICES, Services

LONG, REFUSED, SHORT = (
    packed(1500),
    REFUSALS["a field in very many ways"][0],
    one_page(content=b"BT /F 9 Tf (brief) Tj ET"),
)
TWICE = REFUSALS["two fields of one name"][0]
"""Refused, and at once."""
FULL = one_page(content=b"0 0 m 9 9 l S\n" * 9_000)


def large(content: bytes) -> bytes:
    return content + bytes(600_000) + content[content.rindex(b"startxref") :]


needs_pgrep = pytest.mark.skipif(shutil.which("pgrep") is None, reason="pgrep tells which processes there are")


@pytest.fixture(scope="module")
def process():
    process = DocumentProcess(60)
    yield process
    process.close()


def test_it_says_the_same(process):
    assert process.rehearse(LONG) == rehearsals.outcome_of(LONG)
    here, there = rehearsals.outcome_of(REFUSED), process.rehearse(REFUSED)
    assert isinstance(there, pdf.PdfRefused)
    assert (there.name, there.reason, there.detail) == (here.name, here.reason, here.detail)


@pytest.mark.parametrize(
    ("content", "long"),
    [
        *[(SHORT, False), (LONG, True), (REFUSED, False), (FULL, True), (unfolding(32), True)],
        *[(large(SHORT), True), (large(TWICE), True)],
    ],
)
def test_it_tells_what_took_long(content, long):
    assert rehearsals.measured_outcome_of(content)[1] is long


def test_nothing_that_is_uploaded_is_rehearsed_where_others_wait(monkeypatch):
    monkeypatch.setattr(rehearsals, "outcome_of", None)
    content, done = SHORT + b"% not known yet\n" + SHORT[SHORT.rindex(b"startxref") :], {}
    with putting_off(done), pytest.raises(PutOff) as put_off:
        rehearsals.facts_of(content, "lease.pdf")
    done[put_off.value.key] = pdf.inspect_pdf(SHORT)
    with putting_off(done):
        assert rehearsals.facts_of(content, "lease.pdf") is done[put_off.value.key]


def test_a_document_is_not_charged_for_imports_and_no_http_client_is_there():
    with closing(DocumentProcess(60)) as fresh:
        before = modules(fresh)
        assert isinstance(fresh.rehearse(form(b"/FT/Tx/T(a)")), pdf.PdfFacts)
        late = modules(fresh) - before
    assert {name for name in late if not name.startswith("encodings.")} == set()
    assert {"pyhanko.sign.signers", "pypdfium2.raw"} <= before
    assert not {"aiohttp.client", "requests.sessions", "urllib3", "httpx"} & before


def modules(process: DocumentProcess) -> set[str]:
    """Return what is imported there."""
    found = process.call(eval, "sorted(__import__('sys').modules)")
    assert isinstance(found, list)
    return set(found)


@needs_pgrep
def test_a_process_that_ends_is_replaced_and_ends_when_it_is_closed():
    before = children()
    with closing(DocumentProcess(60)) as process:
        process.rehearse(TWICE)
        (child,) = set(children()) - set(before)  # a sandbox of other tests may have one that draws
        os.kill(child, signal.SIGKILL)
        assert process.rehearse(LONG).reason is pdf.RefusalReason.TOO_COMPLEX
        assert process.rehearse(TWICE).reason is pdf.RefusalReason.UNVERIFIABLE
        assert len(children()) == len(before) + 1
    assert children() == before


def children() -> list[int]:
    """Return the processes that work for this one."""
    found = subprocess.run(["pgrep", "-P", str(os.getpid()), "-f", "work_process"], capture_output=True, check=False)
    return [int(line) for line in found.stdout.split()]


def slow(digits: int, comment: bytes = b"") -> bytes:
    """A form that has to be read digit by digit: a rehearsal does that six times, any other work once or twice."""
    content = form(b"/FT/Tx/T(a)/TU<%b>" % (b"41" * (digits // 2)))
    return content + b"\n%% %b\n%%%%EOF\n" % comment + content[content.rindex(b"startxref") :]


SLOW, SLOW_AT_ONCE = 250_000, 1_000_000
LITTLE = 0.15
"""Seconds: a fraction of what reading so many digits takes."""


@pytest.fixture(scope="module")
def hasty():
    process = DocumentProcess(LITTLE)
    yield process
    process.close()


def test_what_takes_too_long_is_refused_and_the_next_is_taken(process, hasty):
    found = hasty.rehearse(slow(SLOW))
    assert isinstance(found, pdf.PdfRefused)
    assert (found.reason, found.detail) == (pdf.RefusalReason.TOO_COMPLEX, "it takes more than 0.15 seconds")
    assert hasty.call(len, SHORT) == len(SHORT)
    assert isinstance(process.rehearse(slow(SLOW)), pdf.PdfFacts)  # with the usual limit


def test_a_verdict_that_takes_too_long_says_that_it_could_not_be_judged(process, hasty):
    (problem,) = hasty.verify(slow(SLOW_AT_ONCE), sealed=False).problems
    assert problem == "the signatures could not be judged: it takes more than 0.15 seconds"
    assert process.verify(slow(SLOW_AT_ONCE), sealed=False).problems == ("the file has no signatures",)


def test_each_service_refuses_by_name_what_takes_too_long():
    content = slow(SLOW, b"not known from elsewhere")
    with Sandbox(document_seconds=LITTLE) as sandbox, ExitStack() as stack:
        services = Services(sandbox, stack)
        for service in SERVICES:
            message = getattr(services, service)(content, "lease.pdf")
            assert "lease.pdf" in message
            if service != "constellation1":  # which says no more than that it did not upload
                assert "takes too much work to check: it takes more than 0.15 seconds" in message
            assert getattr(services, service)(SHORT, "short.pdf") == ""


def test_what_takes_too_long_after_its_upload_is_refused_by_name():
    content, found = slow(SLOW_AT_ONCE, b"known from elsewhere"), pdf.inspect_pdf(SHORT)
    rehearsals.rehearse(content, lambda _: (found, True))
    with Sandbox(document_seconds=LITTLE) as sandbox, client_of(sandbox) as esl:
        documents = [{"id": "doc1", "name": "lease.pdf", "approvals": [approval(0)]}]
        payload = package_of(signers=1, status="SENT", documents=documents)
        answer = multipart(esl, "/packages", payload, ("lease.pdf", content)).json()
    assert answer["message"].startswith("lease.pdf takes too much work to check: it takes more than 0.15 seconds")


@pytest.mark.parametrize(
    "error", [pdf.PdfRefused("the document", pdf.RefusalReason.UNVERIFIABLE, "x"), pdf.SignatureFieldError("x")]
)
def test_what_cannot_be_signed_is_refused_by_name(error):
    refused = pytest.raises(pdf.PdfRefused, match=r"^lease\.pdf can't be signed so that its signatures hold: x;")
    with refused, rehearsals.by_name("lease.pdf"):
        raise error


def test_fields_are_drawn_beside_other_calls_where_that_takes_long(process):
    field = b"<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(b)/DA(/F 9 Tf)/Rect[9 9 99 99]/P 3 0 R>>"
    catalog = b"/AcroForm<</Fields[6 0 R]/NeedAppearances true>>"
    large, small = (
        one_page(field, catalog=catalog, page=b"/Annots[6 0 R]", content=b"0 0 m 9 9 l S\n" * number)
        for number in (20_000, 2)
    )
    done: dict[str, object] = {}
    with putting_off(done):
        assert b"/AP" in rehearsals.in_turn_or_beside(pdf.prepare, small, [])
        for content in (large, large):
            with pytest.raises(PutOff) as put_off:
                rehearsals.in_turn_or_beside(pdf.prepare, content, [])
        done[put_off.value.key] = put_off.value.work(process)
        assert rehearsals.in_turn_or_beside(pdf.prepare, large, []) == pdf.prepare(large, [])


def test_what_is_raised_there_is_raised_here(process):
    done: dict[str, object] = {}
    slots = [pdf.SignatureField("one"), pdf.SignatureField("one")]
    with putting_off(done):
        for expected in (PutOff, pdf.SignatureFieldError):
            with pytest.raises(expected) as raised:
                beside(pdf.prepare, SHORT, slots)
            if isinstance(raised.value, PutOff):
                done[raised.value.key] = raised.value.work(process)
    assert str(raised.value) == "two signature slots are named 'one'"
