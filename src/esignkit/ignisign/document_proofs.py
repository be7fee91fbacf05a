"""Signatures on documents, and what proves them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from esignkit.core.endpoint import Mode, Resource, endpoint, streamed
from esignkit.core.flow import Answer, Saved
from esignkit.core.operation import Buffer, Into, Json, Open, Reconcile, Repeat, Sink
from esignkit.core.readers import Contents, contents, key, read, read_list, saved
from esignkit.ignisign.models.signatures import Signature, SignatureImages
from esignkit.ignisign.operation import Operation
from esignkit.types import CallOptions, FileTarget, Progress

__all__ = ["DocumentProofs"]

T = TypeVar("T")

_DOCUMENT = "/{api}/documents/{documentId}"
_SIGNATURE = _DOCUMENT + "/signatures/{signatureId}"


def _download(
    name: str,
    path: str,
    returns: Callable[[Answer], T],
    args: Mapping[str, str],
    sink: Sink,
    options: CallOptions | None,
) -> Operation[T]:
    return Operation(name, "GET", path, returns, dict(args), sink=sink, accept="*/*", options=options)


class DocumentProofs(Resource[Mode]):
    """The half of `Documents` that is about signatures and their proofs."""

    @endpoint
    def signatures(self, document_id: str, *, options: CallOptions | None = None) -> Operation[list[Signature]]:
        """List the signatures on a document.

        Args:
            document_id: The document.
            options: Options of this call.

        Returns:
            The signatures.

        Raises:
            NotFoundError: There is no such document.

        HTTP: `GET /v3/documents/{documentId}/signatures`
        Source: Ignisign sections 3.3 and 6.6.
        """
        return Operation(
            "documents.signatures",
            "GET",
            _DOCUMENT + "/signatures",
            read_list(Signature, "signatures"),
            {"documentId": document_id},
            options=options,
        )

    @endpoint
    def signature(
        self, document_id: str, signature_id: str, *, options: CallOptions | None = None
    ) -> Operation[Signature]:
        """Retrieve one signature.

        Args:
            document_id: The document.
            signature_id: One of its signatures.
            options: Options of this call.

        Returns:
            The signature.

        Raises:
            NotFoundError: There is no such document or signature.

        HTTP: `GET /v3/documents/{documentId}/signatures/{signatureId}`
        Source: Ignisign sections 3.3 and 6.6.
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
            options: Options of this call.

        Returns:
            One picture for each signer.

        Raises:
            ApiError: There are none, or not yet (`NO_SIGNATURE_IMAGES_FOUND`).

        HTTP: `GET /v3/documents/{documentId}/img-signatures`
        Source: Ignisign section 3.3.
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
            options: Options of this call.

        Returns:
            The document's id.

        Raises:
            ValidationError: The document is not signed yet.
            OutcomeUnknownError: The answer was lost; the proof may be in the making.

        HTTP: `POST /v3/documents/{documentId}/generate-advanced-signature-proof`
        Source: Ignisign section 3.3.
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
    @endpoint
    def signature_proof(self, document_id: str, *, options: CallOptions | None = None) -> Operation[bytes]:
        """Fetch the PDF that proves a document's signatures.

        Args:
            document_id: The document, signed.
            options: Options of this call.

        Returns:
            The PDF.

        Raises:
            ApiError: The proof is not there yet (`DOCUMENT_PROOF_NOT_CREATED`, `DOCUMENT_PROOF_NOT_FOUND`).
            DecodeError: What came is not whole.

        HTTP: `GET /v3/documents/{documentId}/signature-proof`
        Source: Ignisign section 3.3.
        """
        return _download(
            "documents.signature_proof",
            _DOCUMENT + "/signature-proof",
            Contents("pdf"),
            {"documentId": document_id},
            Buffer(),
            options,
        )

    @endpoint
    def signature_proof_to(
        self,
        document_id: str,
        target: FileTarget,
        *,
        progress: Progress | None = None,
        overwrite: bool = True,
        options: CallOptions | None = None,
    ) -> Operation[Saved]:
        """Write the PDF that proves a document's signatures to a path or an open file.

        Args:
            document_id: The document, signed.
            target: A path, written whole or not at all, or a file opened for binary writing.
            progress: Called with the bytes received and, when known, the bytes in all.
            overwrite: Whether a file that is there is replaced.
            options: Options of this call.

        Returns:
            Size, suggested name and path.

        Raises:
            ApiError: The proof is not there yet (`DOCUMENT_PROOF_NOT_CREATED`, `DOCUMENT_PROOF_NOT_FOUND`).
            FileExistsError: The path is taken and `overwrite` is false.

        HTTP: `GET /v3/documents/{documentId}/signature-proof`
        Source: Ignisign section 3.3.
        """
        sink = Into(target, progress, "pdf", overwrite)
        return _download(
            "documents.signature_proof_to",
            _DOCUMENT + "/signature-proof",
            saved,
            {"documentId": document_id},
            sink,
            options,
        )

    @streamed
    def signature_proof_stream(self, document_id: str, *, options: CallOptions | None = None) -> Operation[bytes]:
        """Read the PDF that proves a document's signatures in chunks.

        Args:
            document_id: The document, signed.
            options: Options of this call.

        Returns:
            A context manager over the chunks.

        Raises:
            ApiError: The proof is not there yet (`DOCUMENT_PROOF_NOT_CREATED`, `DOCUMENT_PROOF_NOT_FOUND`).
            StreamError: The download broke off.

        HTTP: `GET /v3/documents/{documentId}/signature-proof`
        Source: Ignisign section 3.3.
        """
        return _download(
            "documents.signature_proof_stream",
            _DOCUMENT + "/signature-proof",
            contents,
            {"documentId": document_id},
            Open(),
            options,
        )

    @endpoint
    def xades(self, document_id: str, signature_id: str, *, options: CallOptions | None = None) -> Operation[bytes]:
        """Fetch the XAdES form (XML) of one signature.

        Args:
            document_id: The document, signed.
            signature_id: One of its signatures.
            options: Options of this call.

        Returns:
            The XML.

        Raises:
            ApiError: There is no such signature, or it is not there yet.

        HTTP: `GET /v3/documents/{documentId}/signatures/{signatureId}/xades`
        Source: Ignisign section 3.3.
        """
        return _download(
            "documents.xades",
            _SIGNATURE + "/xades",
            contents,
            {"documentId": document_id, "signatureId": signature_id},
            Buffer(),
            options,
        )

    @endpoint
    def xades_to(
        self,
        document_id: str,
        signature_id: str,
        target: FileTarget,
        *,
        progress: Progress | None = None,
        overwrite: bool = True,
        options: CallOptions | None = None,
    ) -> Operation[Saved]:
        """Write the XAdES form (XML) of one signature to a path or an open file.

        Args:
            document_id: The document, signed.
            signature_id: One of its signatures.
            target: A path, written whole or not at all, or a file opened for binary writing.
            progress: Called with the bytes received and, when known, the bytes in all.
            overwrite: Whether a file that is there is replaced.
            options: Options of this call.

        Returns:
            Size, suggested name and path.

        Raises:
            ApiError: There is no such signature, or it is not there yet.
            FileExistsError: The path is taken and `overwrite` is false.

        HTTP: `GET /v3/documents/{documentId}/signatures/{signatureId}/xades`
        Source: Ignisign section 3.3.
        """
        sink = Into(target, progress, None, overwrite)
        return _download(
            "documents.xades_to",
            _SIGNATURE + "/xades",
            saved,
            {"documentId": document_id, "signatureId": signature_id},
            sink,
            options,
        )

    @streamed
    def xades_stream(
        self, document_id: str, signature_id: str, *, options: CallOptions | None = None
    ) -> Operation[bytes]:
        """Read the XAdES form (XML) of one signature in chunks.

        Args:
            document_id: The document, signed.
            signature_id: One of its signatures.
            options: Options of this call.

        Returns:
            A context manager over the chunks.

        Raises:
            ApiError: There is no such signature, or it is not there yet.
            StreamError: The download broke off.

        HTTP: `GET /v3/documents/{documentId}/signatures/{signatureId}/xades`
        Source: Ignisign section 3.3.
        """
        return _download(
            "documents.xades_stream",
            _SIGNATURE + "/xades",
            contents,
            {"documentId": document_id, "signatureId": signature_id},
            Open(),
            options,
        )

    @endpoint
    def asic(self, document_id: str, *, options: CallOptions | None = None) -> Operation[bytes]:
        """Fetch the ASiC container of a document and its signatures.

        Args:
            document_id: The document, signed.
            options: Options of this call.

        Returns:
            The container, a zip archive.

        Raises:
            ApiError: It is not there yet.
            DecodeError: What came is not whole.

        HTTP: `GET /v3/documents/{documentId}/asics`
        Source: Ignisign section 3.3.
        """
        return _download(
            "documents.asic", _DOCUMENT + "/asics", Contents("zip"), {"documentId": document_id}, Buffer(), options
        )

    @endpoint
    def asic_to(
        self,
        document_id: str,
        target: FileTarget,
        *,
        progress: Progress | None = None,
        overwrite: bool = True,
        options: CallOptions | None = None,
    ) -> Operation[Saved]:
        """Write the ASiC container of a document and its signatures to a path or an open file.

        Args:
            document_id: The document, signed.
            target: A path, written whole or not at all, or a file opened for binary writing.
            progress: Called with the bytes received and, when known, the bytes in all.
            overwrite: Whether a file that is there is replaced.
            options: Options of this call.

        Returns:
            Size, suggested name and path.

        Raises:
            ApiError: It is not there yet.
            FileExistsError: The path is taken and `overwrite` is false.

        HTTP: `GET /v3/documents/{documentId}/asics`
        Source: Ignisign section 3.3.
        """
        sink = Into(target, progress, "zip", overwrite)
        return _download("documents.asic_to", _DOCUMENT + "/asics", saved, {"documentId": document_id}, sink, options)

    @streamed
    def asic_stream(self, document_id: str, *, options: CallOptions | None = None) -> Operation[bytes]:
        """Read the ASiC container of a document and its signatures in chunks.

        Args:
            document_id: The document, signed.
            options: Options of this call.

        Returns:
            A context manager over the chunks.

        Raises:
            ApiError: It is not there yet.
            StreamError: The download broke off.

        HTTP: `GET /v3/documents/{documentId}/asics`
        Source: Ignisign section 3.3.
        """
        return _download(
            "documents.asic_stream", _DOCUMENT + "/asics", contents, {"documentId": document_id}, Open(), options
        )
