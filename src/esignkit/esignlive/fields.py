"""Fields that belong to signatures: `client.fields`."""

from __future__ import annotations

from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, endpoint
from esignkit.core.operation import Json, Reconcile, Repeat
from esignkit.core.response_readers import nothing, read
from esignkit.esignlive.entity import Entity
from esignkit.esignlive.field_conditions import refuse_conditions
from esignkit.esignlive.models.document import Field
from esignkit.esignlive.models.field import ConditionalField
from esignkit.esignlive.operation import Operation, post
from esignkit.esignlive.response_readers import ReadOptional
from esignkit.types import CallOptions

__all__ = ["Fields"]

_FIELD = Entity("/packages/{packageId}/documents/{documentId}/approvals/{approvalId}/fields/{fieldId}", Field)

_IF_ADDED = Reconcile(
    "approvals.get(package_id, document_id, approval_id=…).fields lists what is there",
    ask="esignkit.esignlive.reconciliation:field_added",
)


class Fields(Resource[Mode]):
    """Fields that belong to a signature."""

    @property
    def plan(self) -> Fields[Plan]:
        """The same calls as values, not carried out."""
        return Fields(PLANNER)

    @endpoint
    def create(
        self, package_id: str, document_id: str, field: Field, *, approval_id: str, options: CallOptions | None = None
    ) -> Operation[Field]:
        """Add a field to a signature of a draft.

        Args:
            package_id: The package.
            document_id: The document.
            field: The field.
            approval_id: The signature.

        Returns:
            The field, with its id.

        Raises:
            ValueError: A field has conditions: `packages.create` and `fields.set_conditions` take them.
            NotFoundError: There is no such package, document or signature.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /packages/{packageId}/documents/{documentId}/approvals/{approvalId}/fields`
        Source: OneSpan Sign's OpenAPI 11.51.
        """
        refuse_conditions(field)
        return post(
            "fields.create",
            "/packages/{packageId}/documents/{documentId}/approvals/{approvalId}/fields",
            read(Field),
            {"packageId": package_id, "documentId": document_id, "approvalId": approval_id},
            body=Json(field),
            if_lost=_IF_ADDED,
            options=options,
        )

    @endpoint
    def create_with_id(
        self,
        package_id: str,
        document_id: str,
        field: Field,
        *,
        approval_id: str,
        field_id: str,
        options: CallOptions | None = None,
    ) -> Operation[None]:
        """Add a field under an id of your own.

        Args:
            package_id: The package.
            document_id: The document.
            field: The field.
            approval_id: The signature.
            field_id: The id that the field is to have.

        Raises:
            ValueError: A field has conditions: `packages.create` and `fields.set_conditions` take them.
            NotFoundError: There is no such package, document, signature or field.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /packages/{packageId}/documents/{documentId}/approvals/{approvalId}/fields/{fieldId}`
        Source: OneSpan Sign's OpenAPI 11.51.
        """
        refuse_conditions(field)
        return post(
            "fields.create_with_id",
            "/packages/{packageId}/documents/{documentId}/approvals/{approvalId}/fields/{fieldId}",
            nothing,
            {"packageId": package_id, "documentId": document_id, "approvalId": approval_id, "fieldId": field_id},
            body=Json(field),
            if_lost=_IF_ADDED,
            options=options,
        )

    @endpoint
    def get(
        self, package_id: str, document_id: str, *, approval_id: str, field_id: str, options: CallOptions | None = None
    ) -> Operation[Field]:
        """Retrieve one field.

        Args:
            package_id: The package.
            document_id: The document.
            approval_id: The signature.
            field_id: The field.

        Returns:
            The field.

        Raises:
            NotFoundError: There is no such package, document, signature or field.

        HTTP: `GET /packages/{packageId}/documents/{documentId}/approvals/{approvalId}/fields/{fieldId}`
        Source: OneSpan Sign's OpenAPI 11.51.
        """
        return _FIELD.get(
            "fields.get",
            {"packageId": package_id, "documentId": document_id, "approvalId": approval_id, "fieldId": field_id},
            options,
        )

    @endpoint
    def update(
        self,
        package_id: str,
        document_id: str,
        field: Field,
        *,
        approval_id: str,
        field_id: str,
        options: CallOptions | None = None,
    ) -> Operation[Field | None]:
        """Change one field of a draft.

        Args:
            package_id: The package.
            document_id: The document.
            field: What changes; an id in it is ignored.
            approval_id: The signature.
            field_id: The field.

        Returns:
            The `Field` as it is now; None when the service answers without a body.

        Raises:
            ValueError: A field has conditions: `packages.create` and `fields.set_conditions` take them.
            NotFoundError: There is no such package, document, signature or field.

        HTTP: `PUT /packages/{packageId}/documents/{documentId}/approvals/{approvalId}/fields/{fieldId}`
        Source: OneSpan Sign's OpenAPI 11.51.
        """
        refuse_conditions(field)
        return _FIELD.update(
            "fields.update",
            {"packageId": package_id, "documentId": document_id, "approvalId": approval_id, "fieldId": field_id},
            field,
            options,
        )

    @endpoint
    def delete(
        self, package_id: str, document_id: str, *, approval_id: str, field_id: str, options: CallOptions | None = None
    ) -> Operation[None]:
        """Remove one field.

        Args:
            package_id: The package.
            document_id: The document.
            approval_id: The signature.
            field_id: The field.

        Raises:
            NotFoundError: There is no such package, document, signature or field.

        HTTP: `DELETE /packages/{packageId}/documents/{documentId}/approvals/{approvalId}/fields/{fieldId}`
        Source: OneSpan Sign's OpenAPI 11.51.
        """
        return _FIELD.delete(
            "fields.delete",
            {"packageId": package_id, "documentId": document_id, "approvalId": approval_id, "fieldId": field_id},
            options,
        )

    @endpoint
    def set_conditions(
        self,
        package_id: str,
        document_id: str,
        field: ConditionalField,
        *,
        approval_id: str,
        field_id: str,
        options: CallOptions | None = None,
    ) -> Operation[ConditionalField | None]:
        """Say which rules a field takes part in.

        Args:
            package_id: The package.
            document_id: The document.
            field: The whole field, with `conditions`; `build.enabled_when` makes one.
            approval_id: The signature.
            field_id: The field.

        Returns:
            The ConditionalField as it is now; None when the service answers without a body.

        Raises:
            NotFoundError: There is no such package, document, signature or field.

        HTTP: `PUT /packages/{packageId}/documents/{documentId}/approvals/{approvalId}/fields/{fieldId}/conditionalFields`
        Source: OneSpan Sign's OpenAPI 11.51.
        """  # noqa: E501 - the path is that long
        return Operation(
            "fields.set_conditions",
            "PUT",
            "/packages/{packageId}/documents/{documentId}/approvals/{approvalId}/fields/{fieldId}/conditionalFields",
            ReadOptional(ConditionalField),
            {"packageId": package_id, "documentId": document_id, "approvalId": approval_id, "fieldId": field_id},
            body=Json(field),
            repeat=Repeat.IDEMPOTENT,
            options=options,
        )
