"""Stores and finds signature requests and their documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.emulators.ignisign.errors import ErrorCode, ServiceError
from esignkit.sandbox.json_values import JSON, JSONObject, as_object, as_text, texts

if TYPE_CHECKING:
    from collections.abc import Collection

    from esignkit.sandbox.domain.model import Document, Transaction
    from esignkit.sandbox.emulators.call import Call

# Members of a transaction's `wire`: the request's own fields under their wire names (dates as sent back), and
#   documents    the documents' own fields by document id
#   signatures   what has been signed: [{signatureId, signerId, documentId, date, …}]
#   tokens       the embedded sessions' tokens by signer id
#   waits        what the service is still doing by itself (see delays.py)
#   proofToken   the token of the page with the proofs, once they are ready
#   base         address under which the client reached this emulator
#   apiVersion   v3 or v4: the version through which the request was made


def find_request(call: Call, request_id: str) -> Transaction:
    """Return a signature request of the account.

    Raises:
        ServiceError: There is none with this id.
    """
    request = call.transaction(request_id)
    if request is None:
        raise ServiceError(
            ErrorCode.REQUEST_NOT_FOUND, "there is no such signature request", signatureRequestId=request_id
        )
    return request


def find_document(call: Call) -> tuple[Transaction, Document]:
    """Return the document named in the path, with its signature request.

    Raises:
        ServiceError: There is none with this id.
    """
    document_id = call.params["documentId"]
    request = request_of_document(call, document_id)
    document = None if request is None else request.document(document_id)
    if request is None or document is None:
        raise ServiceError(ErrorCode.DOCUMENT_NOT_FOUND, "there is no such document", documentId=document_id)
    return request, document


def request_of_document(call: Call, document_id: str) -> Transaction | None:
    """Return the signature request of a document."""
    index = call.work.record("ignisign", "document", document_id, call.tenant)
    return None if index is None else call.transaction(as_text(index["signatureRequestId"]))


def fields_of(request: Transaction, document_id: str) -> JSONObject:
    """Return a document's own fields."""
    return as_object(as_object(request.wire.get("documents")).get(document_id))


def put_fields(request: Transaction, document_id: str, fields: JSONObject) -> None:
    """Replace a document's own fields."""
    documents: dict[str, JSON] = {**as_object(request.wire.get("documents")), document_id: fields}
    request.wire = {**request.wire, "documents": documents}


def listed_documents(request: Transaction) -> list[Document]:
    """Return the documents named in `documentIds`, in that order."""
    documents = (request.document(document_id) for document_id in texts(request.wire.get("documentIds")))
    return [document for document in documents if document is not None]


def is_requested(request: Transaction, document_id: str) -> bool:
    """Return whether a document was requested from somebody else."""
    return "documentRequest" in fields_of(request, document_id)


def set_request_status(
    request: Transaction, status: str, *, when: Collection[str], document_id: str | None = None
) -> None:
    """Change the status of the document requests of a signature request, or of one document."""
    for document in request.documents:
        fields = fields_of(request, document.id)
        document_request = as_object(fields.get("documentRequest"))
        if document_request and document_request.get("status") in when and document_id in {None, document.id}:
            put_fields(request, document.id, {**fields, "documentRequest": {**document_request, "status": status}})


def signed_by(request: Transaction) -> list[str]:
    """Return the ids of the signers who have signed, in order."""
    signed = [party for party in request.parties if party.signed_at is not None]
    return [party.id for party in sorted(signed, key=lambda party: party.signed_at or request.created)]
