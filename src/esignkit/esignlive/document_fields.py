"""Fields outside signatures: `client.document_fields`, `client.imprint_fields`."""

from __future__ import annotations

from collections.abc import Sequence

from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, endpoint
from esignkit.core.operation import Json, Reconcile, Repeat
from esignkit.core.response_readers import read
from esignkit.esignlive.entity import Entity
from esignkit.esignlive.field_conditions import refuse_conditions
from esignkit.esignlive.models.document import Field, ImprintField
from esignkit.esignlive.operation import Operation, deletion, post
from esignkit.esignlive.response_readers import ReadMany
from esignkit.types import CallOptions

__all__ = ["DocumentFields", "ImprintFields"]

_QR_CODE = Entity("/packages/{packageId}/documents/{documentId}/fields/{fieldId}", Field)
_LABEL = Entity("/packages/{packageId}/documents/{documentId}/imprint-fields/{fieldId}", ImprintField)


class DocumentFields(Resource[Mode]):
    """Fields of a document that belong to no signature: QR codes (`type` IMAGE, `subtype` QRCODE)."""

    @property
    def plan(self) -> DocumentFields[Plan]:
        """The same calls as values, not carried out."""
        return DocumentFields(PLANNER)

    @endpoint
    def create(
        self, package_id: str, document_id: str, field: Field, *, options: CallOptions | None = None
    ) -> Operation[Field]:
        """Add a QR code to a document of a draft.

        Args:
            package_id: The package.
            document_id: The document.
            field: The field.

        Returns:
            The field, with its id.

        Raises:
            ValueError: A field has conditions: `packages.create` and `fields.set_conditions` take them.
            NotFoundError: There is no such package or document.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /packages/{packageId}/documents/{documentId}/fields`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        refuse_conditions(field)
        return post(
            "document_fields.create",
            "/packages/{packageId}/documents/{documentId}/fields",
            read(Field),
            {"packageId": package_id, "documentId": document_id},
            body=Json(field),
            if_lost=Reconcile(
                "documents.get(package_id, document_id).fields lists what is there",
                ask="esignkit.esignlive.reconciliation:document_field_added",
            ),
            options=options,
        )

    @endpoint
    def replace_all(
        self, package_id: str, document_id: str, fields: Sequence[Field], *, options: CallOptions | None = None
    ) -> Operation[list[Field]]:
        """Replace all QR codes of a document.

        That a list is sent is inferred.

        Args:
            package_id: The package.
            document_id: The document.
            fields: The QR codes that the document has from now on.

        Returns:
            The QR codes; an empty list when the service answers without a body.

        Raises:
            ValueError: A field has conditions: `packages.create` and `fields.set_conditions` take them.
            NotFoundError: There is no such package or document.

        HTTP: `PUT /packages/{packageId}/documents/{documentId}/fields`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        refuse_conditions(*fields)
        return Operation(
            "document_fields.replace_all",
            "PUT",
            "/packages/{packageId}/documents/{documentId}/fields",
            ReadMany(Field, some=bool(fields)),
            {"packageId": package_id, "documentId": document_id},
            body=Json(fields),
            repeat=Repeat.IDEMPOTENT,
            options=options,
        )

    @endpoint
    def get(
        self, package_id: str, document_id: str, *, field_id: str, options: CallOptions | None = None
    ) -> Operation[Field]:
        """Retrieve one QR code.

        Args:
            package_id: The package.
            document_id: The document.
            field_id: The field.

        Returns:
            The field.

        Raises:
            NotFoundError: There is no such package, document or field.

        HTTP: `GET /packages/{packageId}/documents/{documentId}/fields/{fieldId}`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        return _QR_CODE.get(
            "document_fields.get", {"packageId": package_id, "documentId": document_id, "fieldId": field_id}, options
        )

    @endpoint
    def update(
        self, package_id: str, document_id: str, field: Field, *, field_id: str, options: CallOptions | None = None
    ) -> Operation[Field | None]:
        """Change one QR code.

        Args:
            package_id: The package.
            document_id: The document.
            field: What changes.
            field_id: The field.

        Returns:
            The `Field` as it is now; None when the service answers without a body.

        Raises:
            ValueError: A field has conditions: `packages.create` and `fields.set_conditions` take them.
            NotFoundError: There is no such package, document or field.

        HTTP: `PUT /packages/{packageId}/documents/{documentId}/fields/{fieldId}`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        refuse_conditions(field)
        return _QR_CODE.update(
            "document_fields.update",
            {"packageId": package_id, "documentId": document_id, "fieldId": field_id},
            field,
            options,
        )

    @endpoint
    def delete(
        self, package_id: str, document_id: str, *, field_id: str, options: CallOptions | None = None
    ) -> Operation[None]:
        """Remove one QR code.

        Args:
            package_id: The package.
            document_id: The document.
            field_id: The field.

        Raises:
            NotFoundError: There is no such package, document or field.

        HTTP: `DELETE /packages/{packageId}/documents/{documentId}/fields/{fieldId}`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        return _QR_CODE.delete(
            "document_fields.delete", {"packageId": package_id, "documentId": document_id, "fieldId": field_id}, options
        )


class ImprintFields(Resource[Mode]):
    """Labels printed on a document."""

    @property
    def plan(self) -> ImprintFields[Plan]:
        """The same calls as values, not carried out."""
        return ImprintFields(PLANNER)

    @endpoint
    def create(
        self, package_id: str, document_id: str, field: ImprintField, *, options: CallOptions | None = None
    ) -> Operation[ImprintField]:
        """Add a label to a document of a draft.

        Args:
            package_id: The package.
            document_id: The document.
            field: The label.

        Returns:
            The label, with its id.

        Raises:
            NotFoundError: There is no such package or document.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /packages/{packageId}/documents/{documentId}/imprint-fields`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.documents._documentId.imprint-fields.post`.
        """
        return post(
            "imprint_fields.create",
            "/packages/{packageId}/documents/{documentId}/imprint-fields",
            read(ImprintField),
            {"packageId": package_id, "documentId": document_id},
            body=Json(field),
            if_lost=Reconcile(
                "documents.get(package_id, document_id).imprint_fields lists what is there",
                ask="esignkit.esignlive.reconciliation:imprint_field_added",
            ),
            options=options,
        )

    @endpoint
    def delete_all(self, package_id: str, document_id: str, *, options: CallOptions | None = None) -> Operation[None]:
        """Remove all labels of a document.

        Args:
            package_id: The package.
            document_id: The document.

        Raises:
            NotFoundError: There is no such package or document.

        HTTP: `DELETE /packages/{packageId}/documents/{documentId}/imprint-fields`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.documents._documentId.imprint-fields.delete`.
        """
        return deletion(
            "imprint_fields.delete_all",
            "/packages/{packageId}/documents/{documentId}/imprint-fields",
            {"packageId": package_id, "documentId": document_id},
            options=options,
        )

    @endpoint
    def get(
        self, package_id: str, document_id: str, *, field_id: str, options: CallOptions | None = None
    ) -> Operation[ImprintField]:
        """Retrieve one label.

        Args:
            package_id: The package.
            document_id: The document.
            field_id: The field.

        Returns:
            The label.

        Raises:
            NotFoundError: There is no such package, document or field.

        HTTP: `GET /packages/{packageId}/documents/{documentId}/imprint-fields/{fieldId}`
        Source: OneSpan Sign's OpenAPI 11.51.
        """
        return _LABEL.get(
            "imprint_fields.get", {"packageId": package_id, "documentId": document_id, "fieldId": field_id}, options
        )

    @endpoint
    def update(
        self,
        package_id: str,
        document_id: str,
        field: ImprintField,
        *,
        field_id: str,
        options: CallOptions | None = None,
    ) -> Operation[ImprintField | None]:
        """Change one label.

        Args:
            package_id: The package.
            document_id: The document.
            field: What changes.
            field_id: The field.

        Returns:
            The ImprintField as it is now; None when the service answers without a body.

        Raises:
            NotFoundError: There is no such package, document or field.

        HTTP: `PUT /packages/{packageId}/documents/{documentId}/imprint-fields/{fieldId}`
        Source: OneSpan Sign's OpenAPI 11.51.
        """
        return _LABEL.update(
            "imprint_fields.update",
            {"packageId": package_id, "documentId": document_id, "fieldId": field_id},
            field,
            options,
        )

    @endpoint
    def delete(
        self, package_id: str, document_id: str, *, field_id: str, options: CallOptions | None = None
    ) -> Operation[None]:
        """Remove one label.

        Args:
            package_id: The package.
            document_id: The document.
            field_id: The field.

        Raises:
            NotFoundError: There is no such package, document or field.

        HTTP: `DELETE /packages/{packageId}/documents/{documentId}/imprint-fields/{fieldId}`
        Source: OneSpan Sign's OpenAPI 11.51.
        """
        return _LABEL.delete(
            "imprint_fields.delete", {"packageId": package_id, "documentId": document_id, "fieldId": field_id}, options
        )
