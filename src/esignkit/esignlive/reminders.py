"""Reminders: `client.reminders`."""

from __future__ import annotations

from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, endpoint
from esignkit.core.operation import Reconcile
from esignkit.esignlive.entity import Entity
from esignkit.esignlive.models.reminder import PackageReminderSchedule
from esignkit.esignlive.operation import Operation
from esignkit.types import CallOptions

__all__ = ["Reminders"]

_SCHEDULE = Entity("/packages/{packageId}/reminders", PackageReminderSchedule)


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

        Returns:
            The schedule, or None where there is none.

        Raises:
            NotFoundError: There is no such package.

        HTTP: `GET /packages/{packageId}/reminders`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.reminders.get`.
        """
        return _SCHEDULE.find("reminders.get", {"packageId": package_id}, options)

    @endpoint
    def create(
        self, package_id: str, schedule: PackageReminderSchedule, *, options: CallOptions | None = None
    ) -> Operation[PackageReminderSchedule | None]:
        """Say when signers are reminded.

        Args:
            package_id: The package.
            schedule: The schedule.

        Returns:
            The PackageReminderSchedule as it is now; None when the service answers without a body.

        Raises:
            NotFoundError: There is no such package.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /packages/{packageId}/reminders`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.reminders.post`.
        """
        return _SCHEDULE.create(
            "reminders.create",
            {"packageId": package_id},
            schedule,
            if_lost=Reconcile(
                "reminders.get(package_id) shows it", ask="esignkit.esignlive.reconciliation:reminders_created"
            ),
            options=options,
        )

    @endpoint
    def update(
        self, package_id: str, schedule: PackageReminderSchedule, *, options: CallOptions | None = None
    ) -> Operation[PackageReminderSchedule | None]:
        """Change when signers are reminded.

        Args:
            package_id: The package.
            schedule: The schedule.

        Returns:
            The PackageReminderSchedule as it is now; None when the service answers without a body.

        Raises:
            NotFoundError: There is no such package.

        HTTP: `PUT /packages/{packageId}/reminders`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.reminders.put`.
        """
        return _SCHEDULE.update("reminders.update", {"packageId": package_id}, schedule, options)

    @endpoint
    def delete(self, package_id: str, *, options: CallOptions | None = None) -> Operation[None]:
        """Remind nobody.

        Args:
            package_id: The package.

        Raises:
            NotFoundError: There is no such package.

        HTTP: `DELETE /packages/{packageId}/reminders`
        Source: OneSpan Sign's OpenAPI 11.51, `api.packages._packageId.reminders.delete`.
        """
        return _SCHEDULE.delete("reminders.delete", {"packageId": package_id}, options)
