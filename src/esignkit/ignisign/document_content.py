"""The content of documents: files, JSON, or the hash of a private file."""

from __future__ import annotations

import functools

from esignkit.core.endpoint import Mode, Resource, downloaded, endpoint
from esignkit.core.files import upload as file_of
from esignkit.core.flow import Call, Steps
from esignkit.core.operation import Json, Multipart, Part, Reconcile, Repeat
from esignkit.core.response_readers import contents, read
from esignkit.ignisign.hashing import as_hash, private_file_hash
from esignkit.ignisign.models.documents import Document
from esignkit.ignisign.models.signatures import Authenticity
from esignkit.ignisign.operation import Operation
from esignkit.ignisign.response_readers import UnlessGone
from esignkit.types import JSON, CallOptions, FileInput, Progress

__all__ = ["DocumentContent"]

_ANY = "*/*"

_STATUS = "documents.get(document_id).status is PROVIDED if the content is there"


class DocumentContent(Resource[Mode]):
    """The half of `Documents` that gives content and takes it away."""

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
            progress: Called with the bytes sent and the total.

        Returns:
            The document.

        Raises:
            ValidationError: The file is refused (`DOCUMENT_INFECTED`, `PDF_CORRUPTED`), or the request is not in
                `DRAFT` (`DOCUMENT_LOCKED`, `DOCUMENT_BAD_STATUS`).
            OutcomeUnknownError: The response was lost; the document may have its content.

        HTTP: `POST /v3/documents/{documentId}/file`
        Source: Ignisign's Node.js client (`ignisign-node`, branch `v3`).
        """
        return Operation(
            "documents.upload",
            "POST",
            "/{api}/documents/{documentId}/file",
            read(Document),
            {"documentId": document_id},
            body=Multipart((Part("file", file_of(file)),), progress),
            repeat=Repeat.NEVER,
            if_lost=Reconcile(_STATUS, ask="esignkit.ignisign.reconciliation:uploaded"),
            options=options,
        )

    @endpoint
    def set_json_content(
        self, document_id: str, json_content: JSON, *, options: CallOptions | None = None
    ) -> Operation[Document]:
        """Give a document its content as JSON, which a template of the profile shows to people.

        Args:
            document_id: The document; a request may hold one of this kind.
            json_content: Any JSON value.

        Returns:
            The document.

        Raises:
            ValidationError: JSON documents are not enabled (`DATA_JSON_NOT_ENABLED`), the content does not fit the
                template, or the request is not in `DRAFT`.
            OutcomeUnknownError: The response was lost; the document may have its content.

        HTTP: `POST /v3/documents/{documentId}/data-json-content`
        Source: Ignisign's Node.js client (`ignisign-node`, branch `v3`).
        """
        return Operation(
            "documents.set_json_content",
            "POST",
            "/{api}/documents/{documentId}/data-json-content",
            read(Document),
            {"documentId": document_id},
            body=Json({"jsonContent": json_content}),
            repeat=Repeat.NEVER,
            if_lost=Reconcile(_STATUS, ask="esignkit.ignisign.reconciliation:json_provided"),
            options=options,
        )

    @endpoint
    def set_private_hash(
        self, document_id: str, document_hash: str, *, options: CallOptions | None = None
    ) -> Operation[Document]:
        """Give a document its content as a hash alone: the service never sees the file.

        Args:
            document_id: The document; it needs a label before its request can be published.
            document_hash: SHA-256 of the file's bytes, in base64, as `private_file_hash` gives it, or as 64
                hexadecimal digits; sent as it is. For a file there is `set_private_hash_of_file`.

        Returns:
            The document.

        Raises:
            ValueError: It is no hash.
            ValidationError: Private files are not enabled (`FULL_PRIVACY_NOT_ENABLED`), or the request is not in
                `DRAFT`.
            OutcomeUnknownError: The response was lost; the document may have its content.

        HTTP: `POST /v3/documents/{documentId}/private-content`
        Source: Ignisign's API documentation, *provide-document-content-private-content*.
        """
        return self._private_content(document_id, document_hash, options)

    @endpoint
    def set_private_hash_of_file(
        self, document_id: str, file: FileInput, *, options: CallOptions | None = None
    ) -> Steps[Document]:
        """Give a document its content as the hash of a file, which is read here and not sent.

        Args:
            document_id: The document; it needs a label before its request can be published.
            file: A path, bytes, a file opened in binary mode, or `(name, content)`. It is read in blocks.

        Returns:
            The document.

        Raises:
            ValidationError: Private files are not enabled (`FULL_PRIVACY_NOT_ENABLED`), or the request is not in
                `DRAFT`.
            OutcomeUnknownError: The response was lost; the document may have its content.
            OSError: The file cannot be read.

        HTTP: `POST /v3/documents/{documentId}/private-content`
        Source: Ignisign's API documentation, *provide-document-content-private-content*.
        """
        document_hash: str = yield Call(functools.partial(private_file_hash, file), reads=True)
        return (yield from self._private_content(document_id, document_hash, options))

    @endpoint
    def remove_content(self, document_id: str, *, options: CallOptions | None = None) -> Operation[Document | None]:
        """Take a document's content away, so that it can be given another.

        Args:
            document_id: The document; its request is in `DRAFT`.

        Returns:
            The document; None when a response was lost and the content is found gone.

        Raises:
            NotFoundError: There is no such document.
            ValidationError: The request is not in `DRAFT` (`DOCUMENT_LOCKED`, `DOCUMENT_BAD_STATUS`).

        HTTP: `DELETE /v3/documents/{documentId}/content`
        Source: Ignisign's Node.js client (`ignisign-node`, branch `v3`).
        """
        return Operation(
            "documents.remove_content",
            "DELETE",
            "/{api}/documents/{documentId}/content",
            UnlessGone(read(Document)),
            {"documentId": document_id},
            repeat=Repeat.IDEMPOTENT,
            gone_is_done=True,
            options=options,
        )

    @endpoint
    def check_authenticity(
        self,
        document_id: str,
        file: FileInput,
        *,
        progress: Progress | None = None,
        options: CallOptions | None = None,
    ) -> Operation[Authenticity]:
        """Ask whether a file is the document, byte for byte.

        Args:
            document_id: The document.
            file: A path, bytes, a file opened in binary mode, or `(name, content[, content type])`. It is streamed.
            progress: Called with the bytes sent and the total.

        Returns:
            Whether it is.

        Raises:
            NotFoundError: There is no such document.

        HTTP: `POST /v3/documents/{documentId}/check-authenticity`
        Source: Ignisign's Node.js client (`ignisign-node`, branch `v3`).
        """
        return Operation(
            "documents.check_authenticity",
            "POST",
            "/{api}/documents/{documentId}/check-authenticity",
            read(Authenticity),
            {"documentId": document_id},
            body=Multipart((Part("file", file_of(file)),), progress),
            repeat=Repeat.READ,
            options=options,
        )

    def _private_content(
        self, document_id: str, document_hash: str, options: CallOptions | None
    ) -> Operation[Document]:
        return Operation(
            "documents.set_private_hash",
            "POST",
            "/{api}/documents/{documentId}/private-content",
            read(Document),
            {"documentId": document_id},
            body=Json({"documentHash": as_hash("document_hash", document_hash)}),
            repeat=Repeat.NEVER,
            if_lost=Reconcile(_STATUS, ask="esignkit.ignisign.reconciliation:hash_provided"),
            options=options,
        )

    # The original file ----------------------------------------------------------------------------------------------
    @downloaded
    def download(self, document_id: str, *, options: CallOptions | None = None) -> Operation[bytes]:
        """Fetch a document's original file.

        Args:
            document_id: The document; private files have nothing to fetch.

        Returns:
            The file, as a `Download`.

        Raises:
            NotFoundError: There is no such document.
            ApiError: It has no content, or none that the service holds (`GET_PRIVATE_FILE_ERRORS__…`).

        HTTP: `GET /v3/documents/{documentId}/file`
        Source: Ignisign's Node.js client (`ignisign-node`, branch `v3`).
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
