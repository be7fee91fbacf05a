"""Further information on a package: a part of `client.packages`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.core.endpoint import Mode, Resource, endpoint, paged
from esignkit.core.operation import Json, Reconcile, Repeat
from esignkit.core.paging import Paging
from esignkit.core.response_readers import open_json, read
from esignkit.esignlive.operation import Operation, listing, post
from esignkit.esignlive.response_readers import ReadMany
from esignkit.types import JSON, CallOptions, JSONObject

if TYPE_CHECKING:
    from esignkit.esignlive.models.ceremony import ThankYouDialog
    from esignkit.esignlive.models.field import FieldSummary, ReferencedConditions
    from esignkit.esignlive.models.session import SupportInformation

__all__ = ["PackageDetails"]


class PackageDetails(Resource[Mode]):
    """The part of `client.packages` around a package."""

    @paged
    def field_summary(self, package_id: str, *, options: CallOptions | None = None) -> Paging[FieldSummary]:
        """List what signers filled in; fields without a value are left out.

        Args:
            package_id: The package.

        Returns:
            One row for each field.

        Raises:
            NotFoundError: There is no such package.

        HTTP: `GET /packages/{packageId}/fieldSummary`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.fieldSummary.get`.
        """
        from esignkit.esignlive.models.field import FieldSummary

        return listing(
            "packages.field_summary",
            "/packages/{packageId}/fieldSummary",
            ReadMany(FieldSummary),
            {"packageId": package_id},
            options=options,
        )

    @endpoint
    def referenced_conditions(
        self,
        package_id: str,
        *,
        document_id: str | None = None,
        field_id: str | None = None,
        options: CallOptions | None = None,
    ) -> Operation[ReferencedConditions]:
        """Retrieve which rules name which fields.

        Args:
            package_id: The package.
            document_id: Of one document alone.
            field_id: Of one field alone.

        Returns:
            The rules, by document and field.

        Raises:
            NotFoundError: There is no such package.

        HTTP: `GET /packages/{packageId}/referencedConditions`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.referencedConditions.get`.
        """
        from esignkit.esignlive.models.field import ReferencedConditions

        return Operation(
            "packages.referenced_conditions",
            "GET",
            "/packages/{packageId}/referencedConditions",
            read(ReferencedConditions),
            {"packageId": package_id},
            {"documentId": document_id, "fieldId": field_id},
            options=options,
        )

    @endpoint
    def thank_you_dialog(self, package_id: str, *, options: CallOptions | None = None) -> Operation[ThankYouDialog]:
        """Retrieve what signers read at the end.

        Args:
            package_id: The package.

        Returns:
            The text.

        Raises:
            NotFoundError: There is no such package.

        HTTP: `GET /packages/{packageId}/thank_you_dialog`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        from esignkit.esignlive.models.ceremony import ThankYouDialog

        return Operation(
            "packages.thank_you_dialog",
            "GET",
            "/packages/{packageId}/thank_you_dialog",
            read(ThankYouDialog),
            {"packageId": package_id},
            options=options,
        )

    @endpoint
    def support_information(
        self, package_id: str, *, options: CallOptions | None = None
    ) -> Operation[SupportInformation]:
        """Retrieve whom signers can ask.

        Args:
            package_id: The package.

        Returns:
            Address and phone number.

        Raises:
            NotFoundError: There is no such package.

        HTTP: `GET /package_information/{packageId}/support_information`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        from esignkit.esignlive.models.session import SupportInformation

        return Operation(
            "packages.support_information",
            "GET",
            "/package_information/{packageId}/support_information",
            read(SupportInformation),
            {"packageId": package_id},
            options=options,
        )

    @endpoint
    def vaulting_data(self, package_id: str, *, options: CallOptions | None = None) -> Operation[JSON]:
        """Retrieve how the package is kept in the vault.

        Args:
            package_id: The package.

        Returns:
            The response; its form is not published.

        Raises:
            NotFoundError: There is no such package.

        HTTP: `GET /packages/{packageId}/eOriginalVault/vaultingData`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        return Operation(
            "packages.vaulting_data",
            "GET",
            "/packages/{packageId}/eOriginalVault/vaultingData",
            open_json,
            {"packageId": package_id},
            options=options,
        )

    @endpoint
    def update_vaulting_data(
        self, package_id: str, data: JSONObject, *, options: CallOptions | None = None
    ) -> Operation[JSON]:
        """Change how the package is kept in the vault.

        Args:
            package_id: The package.
            data: The data; its form is not published.

        Returns:
            The response; its form is not published.

        Raises:
            NotFoundError: There is no such package.

        HTTP: `PUT /packages/{packageId}/eOriginalVault/vaultingData`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        return Operation(
            "packages.update_vaulting_data",
            "PUT",
            "/packages/{packageId}/eOriginalVault/vaultingData",
            open_json,
            {"packageId": package_id},
            body=Json(data),
            repeat=Repeat.IDEMPOTENT,
            options=options,
        )

    @endpoint
    def revault(
        self, package_id: str, *, data: JSONObject | None = None, options: CallOptions | None = None
    ) -> Operation[JSON]:
        """Put the package into the vault again.

        Args:
            package_id: The package.
            data: What to send; its form is not published.

        Returns:
            The response; its form is not published.

        Raises:
            NotFoundError: There is no such package.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /packages/{packageId}/eOriginalVault/revault`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        return post(
            "packages.revault",
            "/packages/{packageId}/eOriginalVault/revault",
            open_json,
            {"packageId": package_id},
            body=None if data is None else Json(data),
            if_lost=Reconcile("packages.vaulting_data(package_id) shows the vault's side"),
            options=options,
        )
