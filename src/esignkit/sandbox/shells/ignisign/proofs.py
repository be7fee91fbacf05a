"""Signatures made, and the documents that prove them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox import pdf
from esignkit.sandbox.domain.model import Stage
from esignkit.sandbox.shells.base import Call, Routes, file_answer, json_answer
from esignkit.sandbox.shells.ignisign.problems import Code, Problem
from esignkit.sandbox.shells.ignisign.state import fields_of, find_document
from esignkit.sandbox.shells.ignisign.views import signature_view, signatures_of
from esignkit.sandbox.wire import as_text

if TYPE_CHECKING:
    from starlette.responses import Response

    from esignkit.sandbox.domain.model import Document, Transaction

_DOCUMENT = "/documents/{documentId}"

TITLE = "Signature proof"
NOTE = "Made by the esignkit sandbox. What a real proof of Ignisign shows is not published: this page is our inference."

ROUTES = Routes()
"""Calls of API 3 that API 4 has dropped."""

ROUTES_V4 = Routes()
"""Their successors in API 4."""


@ROUTES.get(f"{_DOCUMENT}/signatures", "documents.signatures")
def list_signatures(call: Call) -> Response:
    """List the signatures of a document."""
    request, document = find_document(call)
    return json_answer([signature_view(request, one) for one in signatures_of(request, document.id)])


@ROUTES.get(f"{_DOCUMENT}/signatures/{{signatureId}}", "documents.signature")
def get_signature(call: Call) -> Response:
    """Show one signature."""
    request, document = find_document(call)
    for signature in signatures_of(request, document.id):
        if signature["signatureId"] == call.params["signatureId"]:
            return json_answer(signature_view(request, signature))
    raise Problem(Code.SIGNATURE_NOT_FOUND, "there is no such signature")


@ROUTES.get(f"{_DOCUMENT}/signature-proof", "documents.signature_proof")
def signature_proof(call: Call) -> Response:
    """Send the signature proof of a document, a sealed PDF; it exists once the request is completed."""
    request, document = _completed(call)
    fields = fields_of(request, document.id)
    # Made when first asked for and then kept: every download is the same file.
    proof = call.work.record("ignisign", "proof", document.id, call.tenant)
    if proof is None:
        name = as_text(fields.get("label")) or document.name
        proof = {"blob": call.work.put_blob(_proof(call, request, document, name))}
        call.work.put_record("ignisign", "proof", document.id, proof, call.tenant)
    return file_answer(call.work.blob(as_text(proof["blob"])), "application/pdf", f"signature-proof-{document.id}.pdf")


@ROUTES_V4.get(f"{_DOCUMENT}/signature-type/{{type}}", "documents.signature_type")
def signature_type(call: Call) -> Response:
    """Send the PDF with its signatures; the other kinds of proof are not made here."""
    _, document = _completed(call)
    if call.params["type"] != "PDF_WITH_SIGNATURES" or document.current is None:
        raise Problem(Code.PROOF_TYPE_NOT_AVAILABLE, "this kind of proof does not exist for the document")
    return file_answer(call.work.blob(document.current), "application/pdf", f"signed-{document.id}.pdf")


def _completed(call: Call) -> tuple[Transaction, Document]:
    request, document = find_document(call)
    if request.stage is not Stage.COMPLETED or not signatures_of(request, document.id):
        raise Problem(Code.PROOF_NOT_CREATED, "the proof does not exist yet", status=request.status)
    return request, document


def _proof(call: Call, request: Transaction, document: Document, name: str) -> bytes:
    people = {party.id: party for party in request.parties}
    history = [(event, people.get(as_text(event.detail.get("party")))) for event in call.work.events(request.id)]
    facts = pdf.Evidence(
        ids={
            "Note": NOTE,
            "Signature request": request.id,
            "Title": request.title,
            "Document": document.id,
            "Hash given": as_text(fields_of(request, document.id).get("documentHash")),
        },
        documents=[pdf.EvidenceDocument(name, document.original or "", document.current or "", document.pages)],
        signers=[
            pdf.EvidenceSigner(party.name or party.id, party.email, party.state.value, party.signed_at, party.id)
            for party in request.parties
        ],
        events=[
            pdf.EvidenceEvent(event.time, event.kind, (party.name or party.id) if party else "")
            for event, party in history
        ],
        status=request.status,
        made_at=call.work.now,
    )
    return pdf.seal(pdf.evidence_pdf(TITLE, facts), call.work.ca, call.work.now)
