"""What takes long is rehearsed in a process of its own, so that other calls need not wait for their turn."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from contextlib import closing

import pytest

from esignkit.sandbox import pdf
from esignkit.sandbox.domain import rehearsals
from esignkit.sandbox.domain.rehearsal_process import RehearsalProcess

from .pdf.specimens import entangled, one_page, packed

LONG, REFUSED, SHORT = packed(1800), entangled(400), one_page(content=b"BT /F 9 Tf (brief) Tj ET")
FULL = one_page(content=b"0 0 m 9 9 l S\n" * 5_000)

needs_pgrep = pytest.mark.skipif(shutil.which("pgrep") is None, reason="pgrep tells which processes there are")


@pytest.fixture(scope="module")
def process():
    process = RehearsalProcess()
    yield process
    process.close()


def test_it_says_the_same(process):
    assert process.rehearse(LONG) == rehearsals.outcome_of(LONG)
    here, there = rehearsals.outcome_of(REFUSED), process.rehearse(REFUSED)
    assert isinstance(there, pdf.PdfRefused)
    assert (there.name, there.reason, there.detail) == (here.name, here.reason, here.detail)


@pytest.mark.parametrize(("content", "goes"), [(SHORT, False), (packed(1500), True), (entangled(), True), (FULL, True)])
def test_only_what_takes_long_goes_there(content, goes):
    asked = []

    def elsewhere(content):
        asked.append(content)
        return pdf.PdfRefused("the document", pdf.RefusalReason.DAMAGED)

    rehearsals.rehearse(content, elsewhere)
    assert asked == [content] * goes


def test_a_large_file_goes_there_at_once(monkeypatch):
    monkeypatch.setattr(rehearsals, "outcome_of", None)
    facts = pdf.inspect_pdf(SHORT)
    assert rehearsals.rehearse(SHORT + bytes(600_000), lambda content: facts) is facts


@needs_pgrep
def test_a_process_that_ends_is_replaced():
    before = children()
    with closing(RehearsalProcess()) as process:
        process.rehearse(REFUSED)
        (child,) = set(children()) - set(before)  # a sandbox of other tests may have one that draws
        os.kill(child, signal.SIGKILL)
        assert process.rehearse(LONG).reason is pdf.RefusalReason.DAMAGED
        assert process.rehearse(REFUSED).reason is pdf.RefusalReason.UNVERIFIABLE


@needs_pgrep
def test_it_ends_when_it_is_closed():
    process = RehearsalProcess()
    before = children()
    process.rehearse(REFUSED)
    assert len(children()) == len(before) + 1
    process.close()
    assert children() == before


def children() -> list[int]:
    """Return the processes that work for this one."""
    found = subprocess.run(["pgrep", "-P", str(os.getpid()), "-f", "work_process"], capture_output=True, check=False)
    return [int(line) for line in found.stdout.split()]
