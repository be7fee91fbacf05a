"""Signatures on documents, and their proofs."""

from __future__ import annotations

from esignkit.core.endpoint import Mode, Resource, downloaded, endpoint, paged
from esignkit.core.operation import Json, Reconcile, Repeat
from esignkit.core.paging import Paging, one_page
from esignkit.core.response_readers import Contents, contents, key, read, read_list
from esignkit.ignisign.models.signatures import Signature, SignatureImages
from esignkit.ignisign.operation import Operation
from esignkit.types import CallOptions

__all__ = ["DocumentProofs"]

_DOCUMENT = "/{api}/documents/{documentId}"
_SIGNATURE = _DOCUMENT + "/signatures/{signatureId}"


def _file(
    name: str, path: str, reader: Contents, args: dict[str, str], options: CallOptions | None
) -> Operation[bytes]:
    return Operation(name, "GET", path, reader, args, accept="*/*", options=options)


class DocumentProofs(Resource[Mode]):
    """The half of `Documents` that is about signatures and their proofs."""

    @paged
    def signatures(self, document_id: str, *, options: CallOptions | None = None) -> Paging[Signature]:
        """List the signatures on a document.

        Args:
            document_id: The document.

        Returns:
            The signatures.

        Raises:
            NotFoundError: There is no such document.

        HTTP: `GET /v3/documents/{documentId}/signatures`
        Source: Ignisign's API documentation 3.0.0, *get-document-signatures*.
        """
        return one_page(
            Operation(
                "documents.signatures",
                "GET",
                _DOCUMENT + "/signatures",
                read_list(Signature, "signatures"),
                {"documentId": document_id},
                options=options,
            )
        )

    @endpoint
    def signature(
        self, document_id: str, signature_id: str, *, options: CallOptions | None = None
    ) -> Operation[Signature]:
        """Retrieve one signature.

        Args:
            document_id: The document.
            signature_id: One of its signatures.

        Returns:
            The signature.

        Raises:
            NotFoundError: There is no such document or signature.

        HTTP: `GET /v3/documents/{documentId}/signatures/{signatureId}`
        Source: Ignisign's API documentation 3.0.0, *get-document-signature*.
        """
        return Operation(
            "documents.signature",
            "GET",
            _SIGNATURE,
            read(Signature),
            {"documentId": document_id, "signatureId": signature_id},
            options=options,
        )

    @endpoint
    def signature_images(self, document_id: str, *, options: CallOptions | None = None) -> Operation[SignatureImages]:
        """Fetch the pictures of the signatures on a document, in the style of handwriting.

        Args:
            document_id: The document, signed.

        Returns:
            One picture for each signer.

        Raises:
            ApiError: There are none, or not yet (`NO_SIGNATURE_IMAGES_FOUND`).

        HTTP: `GET /v3/documents/{documentId}/img-signatures`
        Source: Ignisign's Node.js client (`ignisign-node`, branch `v3`).
        """
        return Operation(
            "documents.signature_images",
            "GET",
            _DOCUMENT + "/img-signatures",
            read(SignatureImages),
            {"documentId": document_id},
            options=options,
        )

    @endpoint
    def start_advanced_proof(self, document_id: str, *, options: CallOptions | None = None) -> Operation[str]:
        """Have the advanced proof of a document made; the webhook `SIGNATURE_PROOF`/`ADV_GENERATED` tells when it is.

        Args:
            document_id: The document, signed.

        Returns:
            The document's id.

        Raises:
            ValidationError: The document is not signed yet.
            OutcomeUnknownError: The response was lost; the proof may be in the making.

        HTTP: `POST /v3/documents/{documentId}/generate-advanced-signature-proof`
        Source: Ignisign's Node.js client (`ignisign-node`, branch `v3`).
        """
        return Operation(
            "documents.start_advanced_proof",
            "POST",
            _DOCUMENT + "/generate-advanced-signature-proof",
            key("documentId"),
            {"documentId": document_id},
            body=Json({}),
            repeat=Repeat.NEVER,
            if_lost=Reconcile("the notification SIGNATURE_PROOF/ADV_GENERATED tells when the proof is made"),
            options=options,
        )

    # Files ------------------------------------------------------------------------------------------------------------
    @downloaded
    def signature_proof(self, document_id: str, *, options: CallOptions | None = None) -> Operation[bytes]:
        """Fetch the PDF that proves a document's signatures.

        Args:
            document_id: The document, signed.

        Returns:
            The PDF, as a `Download`.

        Raises:
            ApiError: The proof is not there yet (`DOCUMENT_PROOF_NOT_CREATED`, `DOCUMENT_PROOF_NOT_FOUND`).
            DecodeError: The content is incomplete.

        HTTP: `GET /v3/documents/{documentId}/signature-proof`
        Source: Ignisign's Node.js client (`ignisign-node`, branch `v3`).
        """
        return _file(
            "documents.signature_proof",
            _DOCUMENT + "/signature-proof",
            Contents("pdf"),
            {"documentId": document_id},
            options,
        )

    @downloaded
    def xades(self, document_id: str, signature_id: str, *, options: CallOptions | None = None) -> Operation[bytes]:
        """Fetch the XAdES form (XML) of one signature.

        Args:
            document_id: The document, signed.
            signature_id: One of its signatures.

        Returns:
            The XML, as a `Download`.

        Raises:
            ApiError: There is no such signature, or it is not there yet.

        HTTP: `GET /v3/documents/{documentId}/signatures/{signatureId}/xades`
        Source: Ignisign's Node.js client (`ignisign-node`, branch `v3`).
        """
        return _file(
            "documents.xades",
            _SIGNATURE + "/xades",
            contents,
            {"documentId": document_id, "signatureId": signature_id},
            options,
        )

    @downloaded
    def asic(self, document_id: str, *, options: CallOptions | None = None) -> Operation[bytes]:
        """Fetch the ASiC container of a document and its signatures.

        Args:
            document_id: The document, signed.

        Returns:
            The container, a zip archive, as a `Download`.

        Raises:
            ApiError: It is not there yet.
            DecodeError: The content is incomplete.

        HTTP: `GET /v3/documents/{documentId}/asics`
        Source: Ignisign's Node.js client (`ignisign-node`, branch `v3`).
        """
        return _file("documents.asic", _DOCUMENT + "/asics", Contents("zip"), {"documentId": document_id}, options)
