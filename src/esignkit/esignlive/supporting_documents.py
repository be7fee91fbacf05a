"""Papers kept beside a package: `client.supporting_documents`."""

from __future__ import annotations

import builtins
from collections.abc import Sequence

from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, downloaded, endpoint, paged
from esignkit.core.files import upload
from esignkit.core.operation import Multipart, Part, Reconcile
from esignkit.core.paging import Paging
from esignkit.core.response_readers import read
from esignkit.esignlive.entity import Entity
from esignkit.esignlive.models.attachment import DocumentInfo, SupportingDocument
from esignkit.esignlive.operation import Operation, download, listing, post
from esignkit.esignlive.response_readers import ReadMany
from esignkit.types import CallOptions, FileInput, Progress

__all__ = ["SupportingDocuments"]

_DOCUMENT = Entity("/supporting-documents/v1/transactions/{transactionId}/documents/{supportingId}", DocumentInfo)


class SupportingDocuments(Resource[Mode]):
    """Papers that are kept beside a package and signed by nobody."""

    @property
    def plan(self) -> SupportingDocuments[Plan]:
        """The same calls as values, not carried out."""
        return SupportingDocuments(PLANNER)

    @paged
    def list(self, package_id: str, *, options: CallOptions | None = None) -> Paging[DocumentInfo]:
        """List the papers kept beside a package.

        Args:
            package_id: The package.

        Returns:
            One row for each.

        Raises:
            NotFoundError: There is no such package.

        HTTP: `GET /supporting-documents/v1/transactions/{transactionId}`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        return listing(
            "supporting_documents.list",
            "/supporting-documents/v1/transactions/{transactionId}",
            ReadMany(DocumentInfo),
            {"transactionId": package_id},
            options=options,
        )

    @endpoint
    def create(
        self,
        package_id: str,
        files: Sequence[FileInput],
        *,
        progress: Progress | None = None,
        options: CallOptions | None = None,
    ) -> Operation[builtins.list[DocumentInfo]]:
        """Add papers beside a package.

        Args:
            package_id: The package.
            files: The files.
            progress: Called with the bytes sent and the total.

        Returns:
            One row for each.

        Raises:
            NotFoundError: There is no such package.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /supporting-documents/v1/transactions/{transactionId}`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        return post(
            "supporting_documents.create",
            "/supporting-documents/v1/transactions/{transactionId}",
            ReadMany(DocumentInfo, some=True, bodiless=False),
            {"transactionId": package_id},
            body=Multipart(tuple(Part("files", upload(file)) for file in files), progress),
            if_lost=Reconcile("supporting_documents.list(package_id) lists what is there"),
            options=options,
        )

    @endpoint
    def get(
        self, package_id: str, document_id: int, *, options: CallOptions | None = None
    ) -> Operation[SupportingDocument]:
        """Retrieve one paper with its content.

        Args:
            package_id: The package.
            document_id: Number of the supporting document.

        Returns:
            The paper; `content` is base64.

        Raises:
            NotFoundError: There is no such package or supporting document.

        HTTP: `GET /supporting-documents/v1/transactions/{transactionId}/documents/{supportingId}/download`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        return Operation(
            "supporting_documents.get",
            "GET",
            "/supporting-documents/v1/transactions/{transactionId}/documents/{supportingId}/download",
            read(SupportingDocument),
            {"transactionId": package_id, "supportingId": document_id},
            options=options,
        )

    @downloaded
    def download_zip(self, package_id: str, *, options: CallOptions | None = None) -> Operation[bytes]:
        """Download all papers as a zip archive.

        Args:
            package_id: The package.

        Returns:
            The content, as a `Download`.

        Raises:
            NotFoundError: There is no such package.
            DecodeError: What came is not a whole zip archive.

        HTTP: `GET /supporting-documents/v1/transactions/{transactionId}/download`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        return download(
            "supporting_documents.download_zip",
            "/supporting-documents/v1/transactions/{transactionId}/download",
            {"transactionId": package_id},
            accept="application/zip",
            options=options,
        )

    @endpoint
    def update(
        self, package_id: str, document_id: int, document: DocumentInfo | str, *, options: CallOptions | None = None
    ) -> Operation[DocumentInfo | None]:
        """Give a paper another name: the only thing of it that can be changed.

        Args:
            package_id: The package.
            document_id: Number of the supporting document.
            document: The new name; or a `DocumentInfo`, of which `document_name` is sent.

        Returns:
            The DocumentInfo as it is now; None when the service answers without a body.

        Raises:
            ValueError: There is no name.
            NotFoundError: There is no such package or supporting document.

        HTTP: `PUT /supporting-documents/v1/transactions/{transactionId}/documents/{supportingId}`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        name = document.document_name if isinstance(document, DocumentInfo) else document
        if not name:
            msg = "document: there is no name to give the paper; write its new name, such as 'Annex.pdf'"
            raise ValueError(msg)
        return _DOCUMENT.update(
            "supporting_documents.update",
            {"transactionId": package_id, "supportingId": document_id},
            {"fileName": name},
            options,
        )

    @endpoint
    def delete(self, package_id: str, document_id: int, *, options: CallOptions | None = None) -> Operation[None]:
        """Remove a paper.

        Args:
            package_id: The package.
            document_id: Number of the supporting document.

        Raises:
            NotFoundError: There is no such package or supporting document.

        HTTP: `DELETE /supporting-documents/v1/transactions/{transactionId}/documents/{supportingId}`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        return _DOCUMENT.delete(
            "supporting_documents.delete", {"transactionId": package_id, "supportingId": document_id}, options
        )
