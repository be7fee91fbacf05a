"""PDFs that were made to keep whoever reads them busy: each service takes them to signed, or refuses them by name."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from esignkit.sandbox import Sandbox
from esignkit.sandbox.pdf import verify_pdf

from .pdf.hostile import KINDS
from .test_documents import SERVICES, Services
from .test_to_the_end import ANN, constellation1, esignlive, ignisign

SIGN = dict(zip(SERVICES, (esignlive, ignisign, constellation1), strict=True))


@pytest.fixture(scope="module")
def services():
    with Sandbox(document_seconds=2.0) as sandbox, ExitStack() as stack:  # some take whatever there is
        yield Services(sandbox, stack)


def test_there_are_enough_of_them():
    assert sum(map(len, KINDS.values())) >= 250


@pytest.mark.parametrize("kind", KINDS)
def test_each_is_signed_or_refused_by_name(services, kind):
    for service in SERVICES:
        taken = {}
        for name, make in KINDS[kind].items():
            content = make()
            message = getattr(services, service)(content, "lease.pdf")
            assert message == "" or "lease.pdf" in message, name
            if not message:
                taken[name] = content
        if taken:
            signed = SIGN[service](services.sandbox, [ANN], taken)
            for name, content in signed.items():
                before = verify_pdf(taken[name], sealed=False).problems
                problems = verify_pdf(content, [services.sandbox.ca_certificate]).problems
                assert set(problems) <= set(before), name
