"""Adding and changing documents: a part of `client.documents`."""

from __future__ import annotations

from collections.abc import Sequence

from esignkit.core.endpoint import Mode, Resource, downloaded, endpoint
from esignkit.core.operation import Json, Reconcile, Repeat
from esignkit.core.response_readers import nothing
from esignkit.esignlive.entity import Entity
from esignkit.esignlive.models.document import Document
from esignkit.esignlive.models.user import External
from esignkit.esignlive.operation import Operation, download, post, replacement
from esignkit.esignlive.package_body import documents_body, one_document_body
from esignkit.esignlive.response_readers import ReadMany, ReadOne
from esignkit.types import JSON, UNSET, CallOptions, FileInput, Maybe, Progress

__all__ = ["DocumentChanges"]

_DOCUMENT = Entity("/packages/{packageId}/documents/{documentId}", Document)

_IF_ADDED = Reconcile(
    "packages.get(package_id).documents lists what is there", ask="esignkit.esignlive.reconciliation:documents_added"
)


class DocumentChanges(Resource[Mode]):
    """The part of `client.documents` that changes them."""

    @endpoint
    def create(
        self,
        package_id: str,
        document: Document,
        *,
        file: FileInput | None = None,
        progress: Progress | None = None,
        options: CallOptions | None = None,
    ) -> Operation[Document]:
        """Add a document to a draft.

        Args:
            package_id: The package.
            document: The document, with the signatures on it.
            file: The file; without it, the document needs `base64_content` or `external`.
            progress: Called with the bytes sent and the total.

        Returns:
            The document, with its id.

        Raises:
            ValueError: The document has neither a file nor other content, or both.
            NotFoundError: There is no such package.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /packages/{packageId}/documents`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.documents.post`.
        """
        return post(
            "documents.create",
            "/packages/{packageId}/documents",
            ReadOne(Document),
            {"packageId": package_id},
            body=one_document_body(document, file, progress, listed=True),
            if_lost=_IF_ADDED,
            accept="text/html",
            options=options,
        )

    @endpoint
    def create_many(
        self,
        package_id: str,
        documents: Sequence[Document],
        *,
        files: Sequence[FileInput] | None = None,
        progress: Progress | None = None,
        options: CallOptions | None = None,
    ) -> Operation[list[Document]]:
        """Add several documents to a draft in one call.

        Args:
            package_id: The package.
            documents: The documents.
            files: One file for each document, in order; documents with `external` or `base64_content` take none.
            progress: Called with the bytes sent and the total.

        Returns:
            The documents, with their ids. The service may answer with a single one.

        Raises:
            ValueError: The number of files is not that of the documents.
            NotFoundError: There is no such package.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /packages/{packageId}/documents`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.documents.post`.
        """
        return post(
            "documents.create_many",
            "/packages/{packageId}/documents",
            ReadMany(Document, some=True, bodiless=False),
            {"packageId": package_id},
            body=documents_body(documents, files, progress),
            if_lost=_IF_ADDED,
            accept="text/html",
            options=options,
        )

    @endpoint
    def reorder(
        self, package_id: str, documents: Sequence[Document], *, options: CallOptions | None = None
    ) -> Operation[None]:
        """Put the documents of a draft into another order.

        Args:
            package_id: The package.
            documents: The documents with `id` and `index`.

        Raises:
            NotFoundError: There is no such package.

        HTTP: `PUT /packages/{packageId}/documents`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.documents.put`.
        """
        return replacement(
            "documents.reorder",
            "/packages/{packageId}/documents",
            {"packageId": package_id},
            Json(documents),
            options=options,
        )

    @endpoint
    def delete_many(
        self, package_id: str, document_ids: Sequence[str], *, options: CallOptions | None = None
    ) -> Operation[None]:
        """Remove several documents of a draft.

        Args:
            package_id: The package.
            document_ids: The documents.

        Raises:
            NotFoundError: There is no such package.

        HTTP: `DELETE /packages/{packageId}/documents`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.documents.delete`.
        """
        return Operation(
            "documents.delete_many",
            "DELETE",
            "/packages/{packageId}/documents",
            nothing,
            {"packageId": package_id},
            body=Json(list(document_ids)),
            repeat=Repeat.IDEMPOTENT,
            gone_is_done=True,
            options=options,
        )

    @endpoint
    def update(
        self,
        package_id: str,
        document_id: str,
        *,
        name: Maybe[str | None] = UNSET,
        description: Maybe[str | None] = UNSET,
        index: Maybe[int | None] = UNSET,
        extract: Maybe[bool | None] = UNSET,
        external: Maybe[External | None] = UNSET,
        data: Maybe[dict[str, JSON] | None] = UNSET,
        options: CallOptions | None = None,
    ) -> Operation[Document | None]:
        """Change what is said of a document and leave the rest; `None` clears.

        Args:
            package_id: The package.
            document_id: The document.
            name: Its name, at most 256 characters.
            description: Its description.
            index: Its place; the consent has 0.
            extract: Whether fields are taken from the file.
            external: Where it lives outside.
            data: Your own attributes.

        Returns:
            The `Document` as it is now; None when the service answers without a body.

        Raises:
            NotFoundError: There is no such package or document.

        HTTP: `PUT /packages/{packageId}/documents/{documentId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.documents._documentId.put`.
        """
        return _DOCUMENT.update(
            "documents.update",
            {"packageId": package_id, "documentId": document_id},
            {
                "name": name,
                "description": description,
                "index": index,
                "extract": extract,
                "external": external,
                "data": data,
            },
            options,
        )

    @endpoint
    def replace(
        self,
        package_id: str,
        document_id: str,
        document: Document,
        *,
        file: FileInput | None = None,
        progress: Progress | None = None,
        options: CallOptions | None = None,
    ) -> Operation[Document]:
        """Replace the content of a document of a draft.

        Args:
            package_id: The package.
            document_id: The document.
            document: What is said of it.
            file: The file; without it, the document needs `base64_content` or `external`.
            progress: Called with the bytes sent and the total.

        Returns:
            The document as it is now.

        Raises:
            ValueError: The document has neither a file nor other content, or both.
            NotFoundError: There is no such package or document.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /packages/{packageId}/documents/{documentId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.documents._documentId.post`.
        """
        return post(
            "documents.replace",
            "/packages/{packageId}/documents/{documentId}",
            ReadOne(Document),
            {"packageId": package_id, "documentId": document_id},
            body=one_document_body(document, file, progress),
            if_lost=Reconcile("documents.get(package_id, document_id) shows how it is now"),
            accept="text/html",
            options=options,
        )

    @endpoint
    def delete(self, package_id: str, document_id: str, *, options: CallOptions | None = None) -> Operation[None]:
        """Remove a document of a draft.

        Args:
            package_id: The package.
            document_id: The document.

        Raises:
            NotFoundError: There is no such package or document.

        HTTP: `DELETE /packages/{packageId}/documents/{documentId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.documents._documentId.delete`.
        """
        return _DOCUMENT.delete("documents.delete", {"packageId": package_id, "documentId": document_id}, options)

    @downloaded
    def page_image(
        self, package_id: str, document_id: str, *, index: int, options: CallOptions | None = None
    ) -> Operation[bytes]:
        """Download a picture of one page.

        Args:
            package_id: The package.
            document_id: The document.
            index: Number of the page, from 0.

        Returns:
            The content, as a `Download`.

        Raises:
            NotFoundError: There is no such package, document or page.

        HTTP: `GET /packages/{packageId}/documents/{documentId}/pages/{index}`
        Source: the TypeScript SDK `onespan-sign-node`.
        """
        return download(
            "documents.page_image",
            "/packages/{packageId}/documents/{documentId}/pages/{index}",
            {"packageId": package_id, "documentId": document_id, "index": index},
            accept="image/png",
            options=options,
        )
