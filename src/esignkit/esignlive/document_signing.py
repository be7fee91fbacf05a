"""Visibility, layouts and signing of documents: a part of `client.documents`."""

from __future__ import annotations

from collections.abc import Sequence

from esignkit.core.endpoint import Mode, Resource, endpoint, paged
from esignkit.core.operation import Json, Reconcile, Repeat
from esignkit.core.paging import Paging
from esignkit.core.response_readers import nothing, read
from esignkit.esignlive.models.document import Document
from esignkit.esignlive.models.visibility import DocumentVisibility, LocalizedConsent, SignedDocument
from esignkit.esignlive.operation import Operation, listing, post
from esignkit.esignlive.query import exactly_one
from esignkit.esignlive.response_readers import ReadMany
from esignkit.types import CallOptions, Secret

__all__ = ["DocumentSigning"]


class DocumentSigning(Resource[Mode]):
    """The part of `client.documents` about what happens to them."""

    @endpoint
    def visibility(self, package_id: str, *, options: CallOptions | None = None) -> Operation[DocumentVisibility]:
        """Retrieve who sees which document.

        Args:
            package_id: The package.

        Returns:
            The configuration.

        Raises:
            NotFoundError: There is no such package.

        HTTP: `GET /packages/{packageId}/documents/visibility`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.documents.visibility.get`.
        """
        return Operation(
            "documents.visibility",
            "GET",
            "/packages/{packageId}/documents/visibility",
            read(DocumentVisibility),
            {"packageId": package_id},
            options=options,
        )

    @endpoint
    def set_visibility(
        self, package_id: str, visibility: DocumentVisibility, *, options: CallOptions | None = None
    ) -> Operation[None]:
        """Say who sees which document of a draft. What is not listed is seen by all, and the owner always sees all.

        Args:
            package_id: The package.
            visibility: The configuration.

        Raises:
            NotFoundError: There is no such package.

        HTTP: `POST /packages/{packageId}/documents/visibility`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.documents.visibility.post`.
        """
        return Operation(
            "documents.set_visibility",
            "POST",
            "/packages/{packageId}/documents/visibility",
            nothing,
            {"packageId": package_id},
            body=Json(visibility),
            repeat=Repeat.IDEMPOTENT,
            options=options,
        )

    @endpoint
    def apply_layout(
        self,
        package_id: str,
        document_id: str,
        *,
        layout_id: str | None = None,
        layout_name: str | None = None,
        remove_out_of_bound: bool | None = None,
        options: CallOptions | None = None,
    ) -> Operation[None]:
        """Put the fields of a layout on a document.

        Args:
            package_id: The package.
            document_id: The document.
            layout_id: The layout.
            layout_name: The layout by its name, in place of its id.
            remove_out_of_bound: Leave out fields that would lie outside of the page.

        Raises:
            ValueError: Neither or both of id and name were given.
            NotFoundError: There is no such package or document.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /packages/{packageId}/documents/{documentId}/layout`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.documents._documentId.layout.post`.
        """
        exactly_one(layout_id=layout_id, layout_name=layout_name)
        return post(
            "documents.apply_layout",
            "/packages/{packageId}/documents/{documentId}/layout",
            nothing,
            {"packageId": package_id, "documentId": document_id},
            {"layoutId": layout_id, "layoutName": layout_name, "removeOutOfBound": remove_out_of_bound},
            if_lost=Reconcile("documents.get(package_id, document_id) shows how it is now"),
            options=options,
        )

    @endpoint
    def sign(self, package_id: str, document: SignedDocument, *, options: CallOptions | None = None) -> Operation[None]:
        """Sign one document as the one whom the credentials belong to.

        Args:
            package_id: The package.
            document: The document, with its signatures filled in.

        Raises:
            NotFoundError: There is no such package.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /packages/{packageId}/documents/signConfirm`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.documents.signConfirm.post`.
        """
        return post(
            "documents.sign",
            "/packages/{packageId}/documents/signConfirm",
            nothing,
            {"packageId": package_id},
            body=Json(document),
            if_lost=Reconcile("packages.signing_status(package_id, signer=…) tells whether it was signed"),
            options=options,
        )

    @endpoint
    def sign_all(
        self,
        package_id: str,
        document_ids: Sequence[str],
        *,
        handdrawn: str | Secret | None = None,
        options: CallOptions | None = None,
    ) -> Operation[None]:
        """Sign documents as the one whom the credentials belong to; to sign for a signer, use the signer's session.

        Args:
            package_id: The package.
            document_ids: The documents.
            handdrawn: A drawn signature, in base64.

        Raises:
            NotFoundError: There is no such package.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /packages/{packageId}/documents/signed_documents`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.documents._documentId.signed_documents.post`.
        """
        return post(
            "documents.sign_all",
            "/packages/{packageId}/documents/signed_documents",
            nothing,
            {"packageId": package_id},
            body=Json(
                {
                    "documents": [{"id": document_id} for document_id in document_ids],
                    **({} if handdrawn is None else {"handdrawn": Secret(handdrawn)}),
                }
            ),
            if_lost=Reconcile("packages.signing_status(package_id, signer=…) tells whether it was signed"),
            options=options,
        )

    @endpoint
    def localize_consent(
        self, package_id: str, *, language: str, options: CallOptions | None = None
    ) -> Operation[LocalizedConsent]:
        """Put the consent into another language.

        Args:
            package_id: The package.
            language: Language, such as `fr`.

        Returns:
            The consent.

        Raises:
            NotFoundError: There is no such package.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /packages/{packageId}/documents/localize-consent`
        Source: OneSpan's Java SDK (`esl.sdk.java`); OneSpan's documentation on consent documents.
        """
        return post(
            "documents.localize_consent",
            "/packages/{packageId}/documents/localize-consent",
            read(LocalizedConsent),
            {"packageId": package_id},
            body=Json({"language": language}),
            if_lost=Reconcile("packages.get(package_id).documents shows the consent, which comes first"),
            options=options,
        )

    @paged
    def list_external(self, *, options: CallOptions | None = None) -> Paging[Document]:
        """List documents that storage providers of the account hold.

        Returns:
            The documents.

        HTTP: `GET /documents`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        return listing("documents.list_external", "/documents", ReadMany(Document), options=options)
