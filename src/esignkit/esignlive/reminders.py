"""Reminders: `client.reminders`."""

from __future__ import annotations

from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, endpoint
from esignkit.core.operation import Json, Reconcile, Repeat
from esignkit.core.readers import nothing
from esignkit.esignlive.models.schedule import PackageReminderSchedule
from esignkit.esignlive.operation import Operation
from esignkit.esignlive.wire import ReadOptional
from esignkit.types import CallOptions

__all__ = ["Reminders"]


class Reminders(Resource[Mode]):
    """When the signers of a package are reminded. Set before the package is sent."""

    @property
    def plan(self) -> Reminders[Plan]:
        """The same calls as values, not carried out."""
        return Reminders(PLANNER)

    @endpoint
    def get(self, package_id: str, *, options: CallOptions | None = None) -> Operation[PackageReminderSchedule | None]:
        """Retrieve when signers are reminded.

        Args:
            package_id: The package.
            options: Options of this call.

        Returns:
            The schedule, or None where there is none.

        Raises:
            NotFoundError: There is no such package.
            ApiError: The service refused.

        HTTP: `GET /packages/{packageId}/reminders`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.reminders.get`.
        """
        return Operation(
            "reminders.get",
            "GET",
            "/packages/{packageId}/reminders",
            ReadOptional(PackageReminderSchedule),
            {"packageId": package_id},
            options=options,
        )

    @endpoint
    def create(
        self,
        package_id: str,
        schedule: PackageReminderSchedule,
        *,
        options: CallOptions | None = None,
    ) -> Operation[PackageReminderSchedule | None]:
        """Say when signers are reminded.

        Args:
            package_id: The package.
            schedule: The schedule.
            options: Options of this call.

        Returns:
            The PackageReminderSchedule as it is now; None when the service answers without a body.

        Raises:
            NotFoundError: There is no such package.
            ValidationError: The service refused the request, or the status of the object does not allow it.
            OutcomeUnknownError: It may have taken effect; it was not retried.
            ApiError: The service refused.

        HTTP: `POST /packages/{packageId}/reminders`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.reminders.post`.
        """
        return Operation(
            "reminders.create",
            "POST",
            "/packages/{packageId}/reminders",
            ReadOptional(PackageReminderSchedule),
            {"packageId": package_id},
            body=Json(schedule),
            repeat=Repeat.NEVER,
            if_lost=Reconcile("reminders.get(package_id) shows it"),
            options=options,
        )

    @endpoint
    def update(
        self,
        package_id: str,
        schedule: PackageReminderSchedule,
        *,
        options: CallOptions | None = None,
    ) -> Operation[PackageReminderSchedule | None]:
        """Change when signers are reminded.

        Args:
            package_id: The package.
            schedule: The schedule.
            options: Options of this call.

        Returns:
            The PackageReminderSchedule as it is now; None when the service answers without a body.

        Raises:
            NotFoundError: There is no such package.
            ValidationError: The service refused the request, or the status of the object does not allow it.
            ApiError: The service refused.

        HTTP: `PUT /packages/{packageId}/reminders`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.reminders.put`.
        """
        return Operation(
            "reminders.update",
            "PUT",
            "/packages/{packageId}/reminders",
            ReadOptional(PackageReminderSchedule),
            {"packageId": package_id},
            body=Json(schedule),
            repeat=Repeat.IDEMPOTENT,
            options=options,
        )

    @endpoint
    def delete(self, package_id: str, *, options: CallOptions | None = None) -> Operation[None]:
        """Remind nobody.

        Args:
            package_id: The package.
            options: Options of this call.

        Raises:
            NotFoundError: There is no such package.
            ApiError: The service refused.

        HTTP: `DELETE /packages/{packageId}/reminders`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.reminders.delete`.
        """
        return Operation(
            "reminders.delete",
            "DELETE",
            "/packages/{packageId}/reminders",
            nothing,
            {"packageId": package_id},
            repeat=Repeat.IDEMPOTENT,
            gone_is_done=True,
            options=options,
        )
