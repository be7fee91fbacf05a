"""PDFs that were made to keep whoever reads them busy: each is taken or refused, within the limit.

One of each kind is tried here, and every fifth of these at the services; with `nox -s corpus` all of them, and one of
each kind at the services, for they take as long as they are let.
"""

from __future__ import annotations

import os
import zlib
from contextlib import ExitStack, closing
from itertools import islice

import pytest

from esignkit.sandbox import Sandbox
from esignkit.sandbox.domain.document_process import shared_process
from esignkit.sandbox.pdf import PdfFacts, PdfRefused
from tests.sandbox import esl
from tests.sandbox.constellation1 import support as constellation1
from tests.sandbox.ignisign import support as ignisign

from .hostile import KINDS
from .specimens import blank

EACH = None if os.environ.get("ESIGNKIT_CORPUS") else 1
"""How many of a kind are tried; all when None."""
AT_THE_SERVICES = list(KINDS)[2::5] if EACH else list(KINDS)
"""Of these each takes little."""
SECONDS = 0.5 if EACH else 2.0
"""Of the processor; some take whatever there is, most of them a tenth of this."""


def test_there_are_enough_of_them():
    assert sum(map(len, KINDS.values())) >= 300
    assert zlib.decompress(blank(3)) == b" " * (3 << 20)


@pytest.mark.parametrize("kind", KINDS)
def test_each_is_taken_or_refused(kind):
    process = shared_process(SECONDS if EACH is None else SECONDS / 2)
    for name, make in islice(KINDS[kind].items(), EACH):
        outcome = process.rehearse(make())
        assert isinstance(outcome, PdfFacts | PdfRefused), name


class Services:
    """The three services, each told to send a document to one signer: its transaction's id, or None when refused."""

    def __init__(self, sandbox, stack):
        self.sandbox = sandbox
        self.client = stack.enter_context(esl.client_of(sandbox))
        self.application = stack.enter_context(ignisign.Application(sandbox, sandbox.account))
        self.c1 = stack.enter_context(closing(constellation1.Client(sandbox.account.constellation1)))
        self.c1.switch(race="never")

    def esignlive(self, content):
        documents = [{"id": "doc1", "name": "lease.pdf", "approvals": [esl.approval(0)]}]
        payload = esl.package(signers=1, documents=documents)
        response = esl.multipart(self.client, "/packages", payload, ("lease.pdf", content))
        if response.status_code != 200:
            assert (response.status_code, response.json()["message"][:9]) == (400, "lease.pdf")
            return None
        esl.send(self.client, response.json()["id"])
        return response.json()["id"]

    def ignisign(self, content):
        request_id = self.application.draft()
        document_id = self.application.document(request_id)
        response = self.application.call(
            "POST", f"documents/{document_id}/file", files={"file": ("lease.pdf", content)}
        )
        if response.status_code != 200:
            assert response.status_code in range(400, 500), response.text
            assert "lease.pdf" in response.json()["message"]
            return None
        signer_id = self.application.signer(**ignisign.ANN)
        self.application.update(request_id, title="Lease", documentIds=[document_id], signerIds=[signer_id])
        self.application.publish(request_id)
        return request_id

    def constellation1(self, content):
        envelope = constellation1.envelope(self.c1.username, documents=[constellation1.document(content, "lease.pdf")])
        answer = self.c1.call("POST", "/v1/sessions", envelope)
        if answer["Details"] == "Error: lease.pdf did not upload.":
            return None
        session_id = self.c1.created(answer)
        assert self.c1.start(session_id)["ReturnValue"] == "True"
        return session_id


@pytest.fixture(scope="module")
def services():
    with Sandbox(document_seconds=SECONDS) as sandbox, ExitStack() as stack:
        yield Services(sandbox, stack)


@pytest.mark.parametrize("service", ["esignlive", "ignisign", "constellation1"])
@pytest.mark.parametrize("kind", AT_THE_SERVICES)
def test_each_service_seals_it_or_refuses_it_when_it_is_uploaded(services, service, kind):
    content = next(iter(KINDS[kind].values()))()
    before = services.sandbox.transactions()
    transaction_id = getattr(services, service)(content)
    if transaction_id is not None:
        services.sandbox.sign_all(transaction_id)
        signed = services.sandbox.signed_file(transaction_id)
        own = shared_process(SECONDS).verify(content, sealed=False).problems
        verdict = shared_process(SECONDS).verify(signed, [services.sandbox.ca_certificate])
        assert verdict.signatures[-1].is_seal
        assert set(verdict.problems) <= set(own)
    elif service != "ignisign":  # which has a request before it has a document
        assert services.sandbox.transactions() == before
    assert services.client.get("/packages").status_code == 200
