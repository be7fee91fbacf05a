"""Signatures on documents: `client.approvals`."""

from __future__ import annotations

from collections.abc import Sequence

from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, endpoint
from esignkit.core.operation import Json, Reconcile, Repeat
from esignkit.core.response_readers import read
from esignkit.esignlive.entity import Entity
from esignkit.esignlive.field_conditions import refuse_conditions
from esignkit.esignlive.models.document import Approval
from esignkit.esignlive.operation import Operation, post
from esignkit.esignlive.response_readers import ReadMany
from esignkit.types import CallOptions

__all__ = ["Approvals"]

_APPROVAL = Entity("/packages/{packageId}/documents/{documentId}/approvals/{approvalId}", Approval)


class Approvals(Resource[Mode]):
    """Signatures ("approvals") on the documents of a package: one signature field each, and the fields beside it."""

    @property
    def plan(self) -> Approvals[Plan]:
        """The same calls as values, not carried out."""
        return Approvals(PLANNER)

    @endpoint
    def create(
        self, package_id: str, document_id: str, approval: Approval, *, options: CallOptions | None = None
    ) -> Operation[Approval]:
        """Add a signature to a document of a draft.

        Args:
            package_id: The package.
            document_id: The document.
            approval: The signature; `role` is the id of the role that signs. Text anchors count in uploads only,
                not here.

        Returns:
            The signature, with its id.

        Raises:
            ValueError: A field has conditions: `packages.create` and `fields.set_conditions` take them.
            NotFoundError: There is no such package or document.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /packages/{packageId}/documents/{documentId}/approvals`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        refuse_conditions(approval)
        return post(
            "approvals.create",
            "/packages/{packageId}/documents/{documentId}/approvals",
            read(Approval),
            {"packageId": package_id, "documentId": document_id},
            body=Json(approval),
            if_lost=Reconcile(
                "documents.get(package_id, document_id).approvals lists what is there",
                ask="esignkit.esignlive.reconciliation:approval_added",
            ),
            options=options,
        )

    @endpoint
    def replace_all(
        self, package_id: str, document_id: str, approvals: Sequence[Approval], *, options: CallOptions | None = None
    ) -> Operation[list[Approval]]:
        """Replace all signatures of a document.

        Args:
            package_id: The package.
            document_id: The document.
            approvals: The signatures that the document has from now on.

        Returns:
            The signatures; an empty list when the service answers without a body.

        Raises:
            ValueError: A field has conditions: `packages.create` and `fields.set_conditions` take them.
            NotFoundError: There is no such package or document.

        HTTP: `PUT /packages/{packageId}/documents/{documentId}/approvals`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        refuse_conditions(*approvals)
        return Operation(
            "approvals.replace_all",
            "PUT",
            "/packages/{packageId}/documents/{documentId}/approvals",
            ReadMany(Approval, some=bool(approvals)),
            {"packageId": package_id, "documentId": document_id},
            body=Json(approvals),
            repeat=Repeat.IDEMPOTENT,
            options=options,
        )

    @endpoint
    def get(
        self, package_id: str, document_id: str, *, approval_id: str, options: CallOptions | None = None
    ) -> Operation[Approval]:
        """Retrieve one signature with its fields.

        Args:
            package_id: The package.
            document_id: The document.
            approval_id: The signature.

        Returns:
            The signature.

        Raises:
            NotFoundError: There is no such package, document or signature.

        HTTP: `GET /packages/{packageId}/documents/{documentId}/approvals/{approvalId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.documents._documentId.approvals._approvalId.get`.
        """
        return _APPROVAL.get(
            "approvals.get", {"packageId": package_id, "documentId": document_id, "approvalId": approval_id}, options
        )

    @endpoint
    def update(
        self,
        package_id: str,
        document_id: str,
        approval: Approval,
        *,
        approval_id: str,
        options: CallOptions | None = None,
    ) -> Operation[Approval | None]:
        """Change one signature of a draft.

        Args:
            package_id: The package.
            document_id: The document.
            approval: What changes; what is None stays, `esignkit.NULL` clears.
            approval_id: The signature.

        Returns:
            The `Approval` as it is now; None when the service answers without a body.

        Raises:
            ValueError: A field has conditions: `packages.create` and `fields.set_conditions` take them.
            NotFoundError: There is no such package, document or signature.

        HTTP: `PUT /packages/{packageId}/documents/{documentId}/approvals/{approvalId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.documents._documentId.approvals._apporvalId.put`.
        """
        refuse_conditions(approval)
        return _APPROVAL.update(
            "approvals.update",
            {"packageId": package_id, "documentId": document_id, "approvalId": approval_id},
            approval,
            options,
        )

    @endpoint
    def delete(
        self, package_id: str, document_id: str, *, approval_id: str, options: CallOptions | None = None
    ) -> Operation[None]:
        """Remove one signature, and its fields with it.

        Args:
            package_id: The package.
            document_id: The document.
            approval_id: The signature.

        Raises:
            NotFoundError: There is no such package, document or signature.

        HTTP: `DELETE /packages/{packageId}/documents/{documentId}/approvals/{approvalId}`
        Source: OneSpan Sign's OpenAPI 11.51.
        """
        return _APPROVAL.delete(
            "approvals.delete", {"packageId": package_id, "documentId": document_id, "approvalId": approval_id}, options
        )
