"""PDFs that were made to keep whoever reads them busy: each is taken or refused, within the limit.

One of each kind is tried here; all of them with `nox -s corpus`, for they take as long as they are let.
"""

from __future__ import annotations

import os
from contextlib import closing
from itertools import islice

import pytest

from esignkit.sandbox.domain.document_process import DocumentProcess
from esignkit.sandbox.pdf import PdfFacts, PdfRefused

from .hostile import KINDS

EACH = None if os.environ.get("ESIGNKIT_CORPUS") else 1
"""How many of a kind are tried; all when None."""


@pytest.fixture(scope="module")
def process():
    with closing(DocumentProcess(2.0)) as process:  # some take whatever there is
        yield process


def test_there_are_enough_of_them():
    assert sum(map(len, KINDS.values())) >= 300


@pytest.mark.parametrize("kind", KINDS)
def test_each_is_taken_or_refused(process, kind):
    for name, make in islice(KINDS[kind].items(), EACH):
        outcome = process.rehearse(make())
        assert isinstance(outcome, PdfFacts | PdfRefused), name
