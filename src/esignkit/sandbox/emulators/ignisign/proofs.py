"""Signatures, and the files that prove them."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING

from esignkit.sandbox import pdf
from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call, file_response, json_response
from esignkit.sandbox.emulators.ignisign import delays, life_cycle, proof_files, webhook_events
from esignkit.sandbox.emulators.ignisign.errors import ErrorCode, ServiceError
from esignkit.sandbox.emulators.ignisign.states import require_allowed
from esignkit.sandbox.emulators.ignisign.storage import fields_of, find_document, listed_documents
from esignkit.sandbox.emulators.ignisign.views import signature_view, signatures_of
from esignkit.sandbox.json_values import JSONObject, as_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response

    from esignkit.sandbox.domain.model import Document, Transaction

_DOCUMENT = "/documents/{documentId}"

TITLE = "Signature proof"
NOTE = "Made by the esignkit sandbox. What a real proof of Ignisign shows is not published: this page is our inference."

ROUTES = Routes()
"""Calls of both API versions."""

ROUTES_V3 = Routes()
"""Calls that API 4 does not have."""

ROUTES_V4 = Routes()
"""Their successors in API 4."""


@ROUTES.get(f"{_DOCUMENT}/signatures", "documents.signatures")
def list_signatures(call: Call) -> Response:
    """List the signatures of a document."""
    request, document = find_document(call)
    return json_response(
        [
            signature_view(request, signature, call.params["apiVersion"])
            for signature in signatures_of(request, document.id)
        ]
    )


@ROUTES.get(f"{_DOCUMENT}/signatures/{{signatureId}}", "documents.signature")
def get_signature(call: Call) -> Response:
    """Show one signature."""
    request, _, signature = _signature(call)
    return json_response(signature_view(request, signature, call.params["apiVersion"]))


@ROUTES_V3.get(f"{_DOCUMENT}/signatures/{{signatureId}}/xades", "documents.xades")
def get_xades(call: Call) -> Response:
    """Send the XAdES form of one signature."""
    request, document, signature = _signature(call)
    name = f"{as_text(signature['signatureId'])}.xml"
    return file_response(_xades(call, request, document, signature), "application/xml", name)


@ROUTES_V3.get(f"{_DOCUMENT}/asics", "documents.asic")
def get_asic(call: Call) -> Response:
    """Send the ASiC container of a document: the file, if it is here, and a XAdES form of each signature."""

    def make(request: Transaction, document: Document) -> Response:
        signatures = {
            as_text(signature["signatureId"]): _xades(call, request, document, signature)
            for signature in signatures_of(request, document.id)
        }
        content = proof_files.asic(_original(call, request, document), signatures)
        return file_response(content, proof_files.ASIC_TYPE, f"{document.id}.asice")

    return _once_ready(call, make)


@ROUTES_V3.get(f"{_DOCUMENT}/signature-proof", "documents.signature_proof")
def signature_proof(call: Call) -> Response:
    """Send the signature proof of a document, a sealed PDF; it is ready some time after the request is completed."""
    return _once_ready(call, lambda request, document: _proof_file(call, request, document))


@ROUTES.post(f"{_DOCUMENT}/generate-advanced-signature-proof", "documents.advanced_proof")
def generate_advanced_proof(call: Call) -> Response:
    """Begin to make the advanced proof; a webhook is posted when it is ready. Here it is the same file as the proof."""
    request, document = find_document(call)
    require_allowed(call.operation, request)
    step = f"{delays.ADVANCED}{document.id}"
    call.record("documents.advanced_proof", request.id)
    if delays.begin(call.work, request, step):
        webhook_events.send_advanced_proof_event(call.work, request, document.id)
    call.work.save(request)
    return json_response({"documentId": document.id})


@ROUTES.get(f"{_DOCUMENT}/img-signatures", "documents.signature_images")
def signature_images(call: Call) -> Response:
    """Send an image for each signer's signature."""

    def make(request: Transaction, document: Document) -> Response:
        images = {
            as_text(signature["signerId"]): _name(request, signature)
            for signature in signatures_of(request, document.id)
        }
        signatures: list[JSONObject] = [
            {"signerId": signer_id, "imgB64": base64.b64encode(proof_files.signature_image(name)).decode()}
            for signer_id, name in images.items()
        ]
        return json_response({"documentId": document.id, "signatures": signatures})

    return _once_ready(call, make, ErrorCode.NO_IMAGES)


@ROUTES_V4.get(f"{_DOCUMENT}/signature-type/{{type}}", "documents.signature_type")
def signature_type(call: Call) -> Response:
    """Send the PDF with its signatures, a XAdES form, or the legal kit; the sandbox makes no other kinds of proof."""
    return _once_ready(call, lambda request, document: _of_type(call, request, document))


@ROUTES_V4.get(f"{_DOCUMENT}/signature-type/{{type}}/signers/{{signerId}}", "documents.signature_type_of_signer")
def signature_type_of_signer(call: Call) -> Response:
    """Send a proof of one signer's signature."""

    def make(request: Transaction, document: Document) -> Response:
        for signature in signatures_of(request, document.id):
            if signature["signerId"] == call.params["signerId"]:
                if call.params["type"] == "XADESDET":
                    content = _xades(call, request, document, signature)
                    return file_response(content, "application/xml", f"{as_text(signature['signatureId'])}.xml")
                return _of_type(call, request, document)
        raise ServiceError(ErrorCode.SIGNATURE_NOT_FOUND, "this signer has not signed the document")

    return _once_ready(call, make)


def show_proofs(call: Call) -> Response:
    """Return the proof to anyone with its address, as in webhooks and contexts: here the file, not a page."""
    request_id = call.params.get("signatureRequestId", "")
    index = call.work.record("ignisign", "document", call.params.get("documentId", ""))
    request = call.work.transaction(request_id if index is None else as_text(index["signatureRequestId"]))
    token = as_text(request.wire.get("proofToken")) if request is not None else ""
    if request is None or not token or not hmac.compare_digest(token.encode(), (call.query("t") or "").encode()):
        raise ServiceError(ErrorCode.PROOF_NOT_FOUND, "there are no proofs at this address")
    signed = [document for document in listed_documents(request) if signatures_of(request, document.id)]
    document_id = call.params.get("documentId") or (signed[0].id if signed else "")
    document = request.document(document_id)
    if document is None:
        raise ServiceError(ErrorCode.PROOF_NOT_FOUND, "there are no proofs at this address")
    return _proof_file(call, request, document)


def _signature(call: Call) -> tuple[Transaction, Document, JSONObject]:
    request, document = find_document(call)
    require_allowed(call.operation, request)
    for signature in signatures_of(request, document.id):
        if signature["signatureId"] == call.params["signatureId"]:
            return request, document, signature
    raise ServiceError(ErrorCode.SIGNATURE_NOT_FOUND, "there is no such signature", status=request.status)


def _once_ready(
    call: Call, make: Callable[[Transaction, Document], Response], code: ErrorCode = ErrorCode.PROOF_NOT_CREATED
) -> Response:
    """Return a proof, or the error that it is not ready; both count as a response that shows it."""
    request, document = find_document(call)
    require_allowed(call.operation, request)
    if delays.waits_for(request, delays.PROOFS):
        response = (
            ServiceError(code, "the proof does not exist yet", status=request.status)
            .error_response(call.work.now)
            .response
        )
        life_cycle.shown(call.work, request)
        return response
    if not signatures_of(request, document.id):
        raise ServiceError(code, "nobody has signed the document", status=request.status)
    return make(request, document)


def _of_type(call: Call, request: Transaction, document: Document) -> Response:
    kind = call.params["type"]
    if kind in {"PDF_WITH_SIGNATURES", "PADES_ATTACHED"} and document.current is not None:
        return file_response(call.work.blob(document.current), "application/pdf", f"signed-{document.id}.pdf")
    if kind == "ADVANCED_LEGAL_KIT":
        return _proof_file(call, request, document)
    if kind == "SIGNED_DATA" and fields_of(request, document.id).get("documentNature") in {"DATA_JSON", "DATA_XML"}:
        last = signatures_of(request, document.id)[-1]
        return file_response(_xades(call, request, document, last), "application/xml", f"signed-{document.id}.xml")
    raise ServiceError(
        ErrorCode.PROOF_TYPE_NOT_AVAILABLE, "this kind of proof does not exist for the document", type=kind
    )


def _original(call: Call, request: Transaction, document: Document) -> dict[str, bytes]:
    if document.original is None:
        digest = as_text(fields_of(request, document.id).get("documentHash"))
        return {"hash-of-a-private-file.txt": digest.encode()}
    return {_file_name(document): call.work.blob(document.original)}


def _file_name(document: Document) -> str:
    plain = "".join(letter if letter.isprintable() and letter not in "/\\" else "_" for letter in document.name)
    plain = plain.lstrip(".")[-200:] or "document"
    return f"_{plain}" if plain == "mimetype" else plain


def _xades(call: Call, request: Transaction, document: Document, signature: JSONObject) -> bytes:
    (name, content), *_ = _original(call, request, document).items()
    party = request.party(as_text(signature["signerId"]))
    signer = (_name(request, signature), party.email if party else "")
    digest = hashlib.sha256(content).digest()
    signature_id, time = as_text(signature["signatureId"]), as_text(signature["date"])
    return proof_files.xades(call.work.ca, signer, signature_id, name, digest, time)


def _name(request: Transaction, signature: JSONObject) -> str:
    party = request.party(as_text(signature["signerId"]))
    return (party.name or party.email or party.id) if party else as_text(signature["signerId"])


def _proof_file(call: Call, request: Transaction, document: Document) -> Response:
    # Made when first asked for and then kept: every download is the same file.
    record = call.work.record("ignisign", "proof", document.id, request.tenant)
    if record is None:
        name = as_text(fields_of(request, document.id).get("label")) or document.name
        record = {"blob": call.work.put_blob(_proof(call, request, document, name))}
        call.work.put_record("ignisign", "proof", document.id, record, request.tenant)
    return file_response(
        call.work.blob(as_text(record["blob"])), "application/pdf", f"signature-proof-{document.id}.pdf"
    )


def _proof(call: Call, request: Transaction, document: Document, name: str) -> bytes:
    parties = {party.id: party for party in request.parties}
    history = [(event, parties.get(as_text(event.detail.get("party")))) for event in call.work.events(request.id)]
    evidence = pdf.Evidence(
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
    return pdf.seal(pdf.evidence_pdf(TITLE, evidence), call.work.ca, call.work.now)
