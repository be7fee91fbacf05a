"""PDFs that were made to keep whoever reads them busy: each is taken or refused, within the limit."""

from __future__ import annotations

from contextlib import closing

import pytest

from esignkit.sandbox.domain.document_process import DocumentProcess
from esignkit.sandbox.pdf import PdfFacts, PdfRefused

from .hostile import KINDS


@pytest.fixture(scope="module")
def process():
    with closing(DocumentProcess(2.0)) as process:  # some take whatever there is
        yield process


def test_there_are_enough_of_them():
    assert sum(map(len, KINDS.values())) >= 300


@pytest.mark.parametrize("kind", KINDS)
def test_each_is_taken_or_refused(process, kind):
    for name, make in KINDS[kind].items():
        found = process.rehearse(make())
        assert isinstance(found, PdfFacts | PdfRefused), name
