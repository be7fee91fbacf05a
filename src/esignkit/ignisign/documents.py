"""Documents: created for a signature request, then given their content."""

from __future__ import annotations

from esignkit.core.codec import Contents, contents, key, read, saved
from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, endpoint, streamed
from esignkit.core.files import upload as file_of
from esignkit.core.flow import Saved
from esignkit.core.operation import Into, Json, Multipart, Open, Operation, Part, Repeat
from esignkit.ignisign.models.documents import Document, DocumentContext
from esignkit.ignisign.wire import APPLICATION, given
from esignkit.types import CallOptions, FileInput, FileTarget, Progress

__all__ = ["Documents"]

_ANY = "*/*"


class Documents(Resource[Mode]):
    """The documents of signature requests, their originals and their proofs."""

    @property
    def plan(self) -> Documents[Plan]:
        """The same calls as values, not carried out."""
        return Documents(PLANNER)

    @endpoint
    def create(
        self,
        signature_request_id: str,
        *,
        external_id: str | None = None,
        label: str | None = None,
        description: str | None = None,
        options: CallOptions | None = None,
    ) -> Operation[str]:
        """Create a document without content; it must then be given one and be named in the request's `document_ids`.

        Args:
            signature_request_id: The request it is for, in `DRAFT`.
            external_id: Your own reference.
            label: Name shown to people; needed for private files and for documents asked of others.
            description: Longer description shown to people.
            options: Options of this call.

        Returns:
            The document's id.

        Raises:
            NotFoundError: There is no such request.
            OutcomeUnknownError: The answer was lost; the document may exist.

        HTTP: `POST /v3/applications/{appId}/envs/{appEnv}/init-documents`
        Source: Ignisign sections 3.2 and 6.2.
        """
        body = given(
            signatureRequestId=signature_request_id, externalId=external_id, label=label, description=description
        )
        return Operation(
            "documents.create",
            "POST",
            APPLICATION + "/init-documents",
            key("documentId"),
            body=Json(body),
            repeat=Repeat.NEVER,
            options=options,
        )

    @endpoint
    def upload(
        self,
        document_id: str,
        file: FileInput,
        *,
        progress: Progress | None = None,
        options: CallOptions | None = None,
    ) -> Operation[Document]:
        """Give a document its content: a PDF or another file; the service finds out which by itself.

        Args:
            document_id: The document.
            file: A path, bytes, a file opened in binary mode, or `(name, content[, content type])`. It is streamed.
            progress: Called with the bytes sent and the bytes in all.
            options: Options of this call.

        Returns:
            The document.

        Raises:
            ValidationError: The file is refused (`DOCUMENT_INFECTED`, `PDF_CORRUPTED`), or the request is not in
                `DRAFT` (`DOCUMENT_LOCKED`, `DOCUMENT_BAD_STATUS`).
            OutcomeUnknownError: The answer was lost; the document may have its content.

        HTTP: `POST /v3/documents/{documentId}/file`
        Source: Ignisign sections 3.2 and 11.
        """
        return Operation(
            "documents.upload",
            "POST",
            "/{api}/documents/{documentId}/file",
            read(Document),
            {"documentId": document_id},
            body=Multipart((Part("file", file_of(file)),), progress),
            repeat=Repeat.NEVER,
            options=options,
        )

    @endpoint
    def set_private_content(
        self, document_id: str, document_hash: str, *, options: CallOptions | None = None
    ) -> Operation[Document]:
        """Give a document its content as a hash alone: the service never sees the file.

        Args:
            document_id: The document; it needs a label before its request can be published.
            document_hash: SHA-256 of the file's bytes, in base64.
            options: Options of this call.

        Returns:
            The document.

        Raises:
            ValidationError: Private files are not enabled (`FULL_PRIVACY_NOT_ENABLED`), or the request is not in
                `DRAFT`.
            OutcomeUnknownError: The answer was lost; the document may have its content.

        HTTP: `POST /v3/documents/{documentId}/private-content`
        Source: Ignisign sections 3.2 and 11.
        """
        return Operation(
            "documents.set_private_content",
            "POST",
            "/{api}/documents/{documentId}/private-content",
            read(Document),
            {"documentId": document_id},
            body=Json({"documentHash": document_hash}),
            repeat=Repeat.NEVER,
            options=options,
        )

    @endpoint
    def get(self, document_id: str, *, options: CallOptions | None = None) -> Operation[Document]:
        """Retrieve a document, without its content.

        Args:
            document_id: The document.
            options: Options of this call.

        Returns:
            The document.

        Raises:
            NotFoundError: There is no such document.

        HTTP: `GET /v3/documents/{documentId}`
        Source: Ignisign section 3.2.
        """
        return Operation(
            "documents.get",
            "GET",
            "/{api}/documents/{documentId}",
            read(Document),
            {"documentId": document_id},
            options=options,
        )

    @endpoint
    def context(self, document_id: str, *, options: CallOptions | None = None) -> Operation[DocumentContext]:
        """Retrieve a document with its statements, its request for content and its signatures.

        Args:
            document_id: The document.
            options: Options of this call.

        Returns:
            The document with what hangs on it.

        Raises:
            NotFoundError: There is no such document.

        HTTP: `GET /v3/documents/{documentId}/context`
        Source: Ignisign sections 3.2 and 5.3.
        """
        return Operation(
            "documents.context",
            "GET",
            "/{api}/documents/{documentId}/context",
            read(DocumentContext),
            {"documentId": document_id},
            options=options,
        )

    # The original file ----------------------------------------------------------------------------------------------
    @endpoint
    def download(self, document_id: str, *, options: CallOptions | None = None) -> Operation[bytes]:
        """Fetch a document's original file.

        Args:
            document_id: The document; private files have nothing to fetch.
            options: Options of this call.

        Returns:
            The file.

        Raises:
            NotFoundError: There is no such document.
            ApiError: It has no content, or none that the service holds (`GET_PRIVATE_FILE_ERRORS__…`).

        HTTP: `GET /v3/documents/{documentId}/file`
        Source: Ignisign section 3.2.
        """
        return Operation(
            "documents.download",
            "GET",
            "/{api}/documents/{documentId}/file",
            contents,
            {"documentId": document_id},
            accept=_ANY,
            options=options,
        )

    @endpoint
    def download_to(
        self,
        document_id: str,
        target: FileTarget,
        *,
        progress: Progress | None = None,
        overwrite: bool = True,
        options: CallOptions | None = None,
    ) -> Operation[Saved]:
        """Write a document's original file to a path or an open file.

        Args:
            document_id: The document.
            target: A path, written whole or not at all, or a file opened for binary writing.
            progress: Called with the bytes received and, when known, the bytes in all.
            overwrite: Whether a file that is there is replaced.
            options: Options of this call.

        Returns:
            Size, suggested name and path.

        Raises:
            NotFoundError: There is no such document.
            FileExistsError: The path is taken and `overwrite` is false.

        HTTP: `GET /v3/documents/{documentId}/file`
        Source: Ignisign section 3.2.
        """
        return Operation(
            "documents.download_to",
            "GET",
            "/{api}/documents/{documentId}/file",
            saved,
            {"documentId": document_id},
            sink=Into(target, progress, None, overwrite),
            accept=_ANY,
            options=options,
        )

    @streamed
    def stream(self, document_id: str, *, options: CallOptions | None = None) -> Operation[bytes]:
        """Read a document's original file in chunks: `with client.documents.stream(id) as chunks: …`.

        Args:
            document_id: The document.
            options: Options of this call.

        Returns:
            A context manager over the chunks.

        Raises:
            NotFoundError: There is no such document.
            StreamError: The download broke off.

        HTTP: `GET /v3/documents/{documentId}/file`
        Source: Ignisign section 3.2.
        """
        return Operation(
            "documents.stream",
            "GET",
            "/{api}/documents/{documentId}/file",
            contents,
            {"documentId": document_id},
            sink=Open(),
            accept=_ANY,
            options=options,
        )

    # The signature proof --------------------------------------------------------------------------------------------
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
            DecodeError: What came is not a whole PDF.

        HTTP: `GET /v3/documents/{documentId}/signature-proof`
        Source: Ignisign section 3.3.
        """
        return Operation(
            "documents.signature_proof",
            "GET",
            "/{api}/documents/{documentId}/signature-proof",
            Contents("pdf"),
            {"documentId": document_id},
            accept=_ANY,
            options=options,
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
        return Operation(
            "documents.signature_proof_to",
            "GET",
            "/{api}/documents/{documentId}/signature-proof",
            saved,
            {"documentId": document_id},
            sink=Into(target, progress, "pdf", overwrite),
            accept=_ANY,
            options=options,
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
        return Operation(
            "documents.signature_proof_stream",
            "GET",
            "/{api}/documents/{documentId}/signature-proof",
            contents,
            {"documentId": document_id},
            sink=Open(),
            accept=_ANY,
            options=options,
        )
