"""Proofs by their type, which take the place of XAdES, ASiC and signature proof in version 4."""

from __future__ import annotations

from esignkit.core.endpoint import Mode, Resource, downloaded
from esignkit.core.response_readers import Contents
from esignkit.ignisign.enums import ProofType, SignatureFormat
from esignkit.ignisign.operation import Operation
from esignkit.types import CallOptions

__all__ = ["Proofs"]


class Proofs(Resource[Mode]):
    """The part of `V4` that fetches proofs."""

    @downloaded
    def proof(
        self,
        document_id: str,
        type: ProofType | SignatureFormat | str,
        *,
        signer_id: str | None = None,
        options: CallOptions | None = None,
    ) -> Operation[bytes]:
        """Fetch a proof of a document's signatures.

        Args:
            document_id: The document, signed.
            type: Which proof: a `ProofType`; that a `SignatureFormat` stands here too is inferred.
            signer_id: The signer whose signature it is about; all of them when not given.

        Returns:
            The proof, as a `Download`.

        Raises:
            ApiError: There is no such proof, or not yet (`SIGNATURE_PROOF_TYPE_NOT_AVAILABLE`).
            DecodeError: `PDF_WITH_SIGNATURES` was asked for, and what came is not a whole PDF.

        HTTP: `GET /v4/documents/{documentId}/signature-type/{type}`
        Source: Ignisign's Node.js client (`ignisign-node`).
        """
        path = "/v4/documents/{documentId}/signature-type/{type}"
        args = {"documentId": document_id, "type": str(type)}
        if signer_id is not None:
            path += "/signers/{signerId}"
            args["signerId"] = signer_id
        expect = "pdf" if str(type) == ProofType.PDF_WITH_SIGNATURES else None
        return Operation("v4.proof", "GET", path, Contents(expect), args, accept="*/*", options=options)
