"""Documents: created for a signature request, then given their content."""

from __future__ import annotations

from esignkit.core.endpoint import PLANNER, Mode, Plan, endpoint
from esignkit.core.operation import Json, Reconcile, Repeat
from esignkit.core.response_readers import key, read
from esignkit.ignisign.document_content import DocumentContent
from esignkit.ignisign.document_proofs import DocumentProofs
from esignkit.ignisign.enums import DocumentRequestTarget
from esignkit.ignisign.models.documents import Document, DocumentContext
from esignkit.ignisign.operation import Operation
from esignkit.ignisign.response_readers import Deleted
from esignkit.ignisign.wire_format import APPLICATION, without_none
from esignkit.types import UNSET, CallOptions, Maybe

__all__ = ["Documents"]


class Documents(DocumentContent[Mode], DocumentProofs[Mode]):
    """The documents of signature requests, their content, their signatures and their proofs."""

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

        Returns:
            The document's id.

        Raises:
            NotFoundError: There is no such request.
            OutcomeUnknownError: The response was lost; the document may exist.

        HTTP: `POST /v3/applications/{appId}/envs/{appEnv}/init-documents`
        Source: Ignisign's API documentation, *init-document*.
        """
        body = without_none(
            signatureRequestId=signature_request_id, externalId=external_id, label=label, description=description
        )
        return Operation(
            "documents.create",
            "POST",
            APPLICATION + "/init-documents",
            key("documentId"),
            body=Json(body),
            repeat=Repeat.NEVER,
            if_lost=Reconcile(
                "a document that is not in document_ids yet may be shown nowhere; another one does no harm,"
                " for only those in document_ids are sent",
                orphan="an empty document that belongs to no request",
            ),
            options=options,
        )

    @endpoint
    def get(self, document_id: str, *, options: CallOptions | None = None) -> Operation[Document]:
        """Retrieve a document, without its content.

        Args:
            document_id: The document.

        Returns:
            The document.

        Raises:
            NotFoundError: There is no such document.

        HTTP: `GET /v3/documents/{documentId}`
        Source: Ignisign's Node.js client (`ignisign-node`, branch `v3`).
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

        Returns:
            The document with what hangs on it.

        Raises:
            NotFoundError: There is no such document.

        HTTP: `GET /v3/documents/{documentId}/context`
        Source: Ignisign's Node.js client (`ignisign-node`, branch `v3`).
        """
        return Operation(
            "documents.context",
            "GET",
            "/{api}/documents/{documentId}/context",
            read(DocumentContext),
            {"documentId": document_id},
            options=options,
        )

    @endpoint
    def update(
        self,
        document_id: str,
        *,
        external_id: Maybe[str | None] = UNSET,
        label: Maybe[str | None] = UNSET,
        description: Maybe[str | None] = UNSET,
        options: CallOptions | None = None,
    ) -> Operation[Document]:
        """Change what a document is called: only what is given is sent.

        Args:
            document_id: The document.
            external_id: Your own reference.
            label: Name shown to people.
            description: Longer description shown to people.

        Returns:
            The document.

        Raises:
            NotFoundError: There is no such document.
            ValidationError: Its request is not in `DRAFT`.

        HTTP: `PUT /v3/documents/{documentId}`
        Source: Ignisign's Node.js client (`ignisign-node`, branch `v3`).
        """
        return Operation(
            "documents.update",
            "PUT",
            "/{api}/documents/{documentId}",
            read(Document),
            {"documentId": document_id},
            body=Json({"externalId": external_id, "label": label, "description": description}),
            repeat=Repeat.IDEMPOTENT,
            options=options,
        )

    @endpoint
    def delete(self, document_id: str, *, options: CallOptions | None = None) -> Operation[None]:
        """Delete a document.

        Args:
            document_id: The document; its request is in `DRAFT`.

        Raises:
            NotFoundError: There is no such document.
            ValidationError: Its request is not in `DRAFT` (`DOCUMENT_LOCKED`, `DOCUMENT_BAD_STATUS`).

        HTTP: `DELETE /v3/documents/{documentId}`
        Source: Ignisign's Node.js client (`ignisign-node`, branch `v3`).
        """
        return Operation(
            "documents.delete",
            "DELETE",
            "/{api}/documents/{documentId}",
            Deleted("documentId"),
            {"documentId": document_id},
            repeat=Repeat.IDEMPOTENT,
            gone_is_done=True,
            options=options,
        )

    @endpoint
    def request_content(
        self,
        document_id: str,
        target: DocumentRequestTarget | str,
        *,
        external_id: str | None = None,
        first_name: str | None = None,
        last_name: str | None = None,
        email: str | None = None,
        options: CallOptions | None = None,
    ) -> Operation[Document]:
        """Ask somebody else for a document's content; the request waits for it once it is published.

        Version 4 has no such call.

        Args:
            document_id: The document; it needs a label before its request can be published.
            target: `APPLICATION` (your application is asked by webhook) or `USER` (a person is, by e-mail).
            external_id: Your own reference.
            first_name: First name of the person.
            last_name: Last name of the person.
            email: E-mail address of the person; needed when `target` is `USER`.

        Returns:
            The document.

        Raises:
            ValidationError: The profile does not allow it, or the request is not in `DRAFT`.
            OutcomeUnknownError: The response was lost; the person may have been asked.

        HTTP: `POST /v3/documents/{documentId}/requests`
        Source: Ignisign's Node.js client (`ignisign-node`, branch `v3`).
        """
        body = without_none(
            target=target,
            documentId=document_id,
            externalId=external_id,
            firstName=first_name,
            lastName=last_name,
            email=email,
        )
        return Operation(
            "documents.request_content",
            "POST",
            "/{api}/documents/{documentId}/requests",
            read(Document),
            {"documentId": document_id},
            body=Json(body),
            repeat=Repeat.NEVER,
            if_lost=Reconcile("documents.context(document_id).document_request is there if it was made"),
            options=options,
        )
