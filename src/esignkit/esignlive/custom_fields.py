"""Fields that an account adds to its users: `client.custom_fields`, `client.user_custom_fields`."""

from __future__ import annotations

from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, endpoint, paged
from esignkit.core.operation import Reconcile
from esignkit.core.paging import Paging
from esignkit.esignlive.entity import Entity
from esignkit.esignlive.enums import SortDirection
from esignkit.esignlive.models.account import CustomField
from esignkit.esignlive.models.user import UserCustomField
from esignkit.esignlive.operation import Operation, listing
from esignkit.esignlive.pages import window
from esignkit.esignlive.response_readers import ReadMany
from esignkit.types import CallOptions

__all__ = ["CustomFields", "UserCustomFields"]

_FIELD = Entity("/account/customfields/{customFieldId}", CustomField)
_FIELDS = Entity("/account/customfields", CustomField)
_USER_FIELD = Entity("/user/customfields/{customFieldId}", UserCustomField)
_USER_FIELDS = Entity("/user/customfields", UserCustomField)


class CustomFields(Resource[Mode]):
    """Fields that an account adds to its users."""

    @property
    def plan(self) -> CustomFields[Plan]:
        """The same calls as values, not carried out."""
        return CustomFields(PLANNER)

    @paged
    def list(
        self,
        *,
        from_: int | None = None,
        to: int | None = None,
        dir: SortDirection | str | None = None,
        options: CallOptions | None = None,
    ) -> Paging[CustomField]:
        """List the fields.

        Args:
            from_: The first record, counted from 1.
            to: The last record, included.
            dir: `asc` or `desc`.

        Returns:
            The fields.

        HTTP: `GET /account/customfields`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.customFields.get`.
        """
        return listing(
            "custom_fields.list",
            "/account/customfields",
            ReadMany(CustomField),
            query={**window(from_, to, None), "dir": dir},
            options=options,
        )

    @endpoint
    def create(self, field: CustomField, *, options: CallOptions | None = None) -> Operation[CustomField | None]:
        """Add a field.

        Args:
            field: The field.

        Returns:
            The CustomField as it is now; None when the service answers without a body.

        Raises:
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /account/customfields`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.customFields.post`.
        """
        return _FIELDS.create(
            "custom_fields.create",
            {},
            field,
            if_lost=Reconcile("custom_fields.list() lists what is there"),
            options=options,
        )

    @endpoint
    def update(self, field: CustomField, *, options: CallOptions | None = None) -> Operation[CustomField | None]:
        """Change a field; its `id` says which.

        Args:
            field: The field.

        Returns:
            The CustomField as it is now; None when the service answers without a body.

        HTTP: `PUT /account/customfields`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.customFields.put`.
        """
        return _FIELDS.update("custom_fields.update", {}, field, options)

    @endpoint
    def get(self, custom_field_id: str, *, options: CallOptions | None = None) -> Operation[CustomField | None]:
        """Retrieve one field.

        Args:
            custom_field_id: The custom field.

        Returns:
            The field; None when there is none: the service then answers without a body.

        Raises:
            NotFoundError: There is no such custom field, and the service says so.

        HTTP: `GET /account/customfields/{customFieldId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.customFields._customFieldId.get`.
        """
        return _FIELD.find("custom_fields.get", {"customFieldId": custom_field_id}, options)

    @endpoint
    def delete(self, custom_field_id: str, *, options: CallOptions | None = None) -> Operation[None]:
        """Remove one field.

        Args:
            custom_field_id: The custom field.

        Raises:
            NotFoundError: There is no such custom field.

        HTTP: `DELETE /account/customfields/{customFieldId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.account.customFields.delete`.
        """
        return _FIELD.delete("custom_fields.delete", {"customFieldId": custom_field_id}, options)


class UserCustomFields(Resource[Mode]):
    """How a user fills the fields that the account adds."""

    @property
    def plan(self) -> UserCustomFields[Plan]:
        """The same calls as values, not carried out."""
        return UserCustomFields(PLANNER)

    @paged
    def list(self, *, options: CallOptions | None = None) -> Paging[UserCustomField]:
        """List the fields.

        Returns:
            The fields.

        HTTP: `GET /user/customfields`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        return listing("user_custom_fields.list", "/user/customfields", ReadMany(UserCustomField), options=options)

    @endpoint
    def create(
        self, field: UserCustomField, *, options: CallOptions | None = None
    ) -> Operation[UserCustomField | None]:
        """Add a field.

        Args:
            field: The field.

        Returns:
            The `UserCustomField` as it is now; None when the service answers without a body.

        Raises:
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /user/customfields`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        return _USER_FIELDS.create(
            "user_custom_fields.create",
            {},
            field,
            if_lost=Reconcile("user_custom_fields.list() lists what is there"),
            options=options,
        )

    @endpoint
    def update(
        self, field: UserCustomField, *, options: CallOptions | None = None
    ) -> Operation[UserCustomField | None]:
        """Change a field; its `id` says which.

        Args:
            field: The field.

        Returns:
            The `UserCustomField` as it is now; None when the service answers without a body.

        HTTP: `PUT /user/customfields`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        return _USER_FIELDS.update("user_custom_fields.update", {}, field, options)

    @endpoint
    def get(self, custom_field_id: str, *, options: CallOptions | None = None) -> Operation[UserCustomField | None]:
        """Retrieve one field.

        Args:
            custom_field_id: The custom field.

        Returns:
            The field.

        Raises:
            NotFoundError: There is no such custom field.

        HTTP: `GET /user/customfields/{customFieldId}`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        return _USER_FIELD.find("user_custom_fields.get", {"customFieldId": custom_field_id}, options)

    @endpoint
    def delete(self, custom_field_id: str, *, options: CallOptions | None = None) -> Operation[None]:
        """Remove one field.

        Args:
            custom_field_id: The custom field.

        Raises:
            NotFoundError: There is no such custom field.

        HTTP: `DELETE /user/customfields/{customFieldId}`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        return _USER_FIELD.delete("user_custom_fields.delete", {"customFieldId": custom_field_id}, options)
