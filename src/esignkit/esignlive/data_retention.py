"""How long packages are kept: `client.data_retention`."""

from __future__ import annotations

from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, endpoint
from esignkit.core.operation import Json, Repeat
from esignkit.core.readers import read
from esignkit.esignlive.models.account import DataManagementPolicy, ExpiryTimeConfiguration
from esignkit.esignlive.operation import Operation
from esignkit.esignlive.wire import ReadOptional
from esignkit.types import CallOptions

__all__ = ["DataRetention"]


class DataRetention(Resource[Mode]):
    """How long an account keeps packages, and when they expire."""

    @property
    def plan(self) -> DataRetention[Plan]:
        """The same calls as values, not carried out."""
        return DataRetention(PLANNER)

    @endpoint
    def policy(self, *, options: CallOptions | None = None) -> Operation[DataManagementPolicy]:
        """Retrieve how long packages are kept.

        Args:
            options: Options of this call.

        Returns:
            The days, by state.

        Raises:
            ApiError: The service refused.

        HTTP: `GET /dataRetentionSettings/dataManagementPolicy`
        Source: OneSpan Sign's OpenAPI 11.51, `api.dataManagementPolicy.get`.
        """
        return Operation(
            "data_retention.policy",
            "GET",
            "/dataRetentionSettings/dataManagementPolicy",
            read(DataManagementPolicy),
            options=options,
        )

    @endpoint
    def update_policy(
        self,
        policy: DataManagementPolicy,
        *,
        options: CallOptions | None = None,
    ) -> Operation[DataManagementPolicy | None]:
        """Change how long packages are kept.

        Args:
            policy: The days, by state.
            options: Options of this call.

        Returns:
            The DataManagementPolicy as it is now; None when the service answers without a body.

        Raises:
            ValidationError: The service refused the request, or the status of the object does not allow it.
            ApiError: The service refused.

        HTTP: `PUT /dataRetentionSettings/dataManagementPolicy`
        Source: OneSpan Sign's OpenAPI 11.51, `api.dataManagementPolicy.put`.
        """
        return Operation(
            "data_retention.update_policy",
            "PUT",
            "/dataRetentionSettings/dataManagementPolicy",
            ReadOptional(DataManagementPolicy),
            body=Json(policy),
            repeat=Repeat.IDEMPOTENT,
            options=options,
        )

    @endpoint
    def expiry(self, *, options: CallOptions | None = None) -> Operation[ExpiryTimeConfiguration]:
        """Retrieve when packages expire that say nothing of their own.

        Args:
            options: Options of this call.

        Returns:
            The days.

        Raises:
            ApiError: The service refused.

        HTTP: `GET /dataRetentionSettings/expiryTimeConfiguration`
        Source: OneSpan Sign's OpenAPI 11.51, `api.expiryTimeConfiguration.get`.
        """
        return Operation(
            "data_retention.expiry",
            "GET",
            "/dataRetentionSettings/expiryTimeConfiguration",
            read(ExpiryTimeConfiguration),
            options=options,
        )

    @endpoint
    def update_expiry(
        self,
        configuration: ExpiryTimeConfiguration,
        *,
        options: CallOptions | None = None,
    ) -> Operation[ExpiryTimeConfiguration | None]:
        """Change when packages expire that say nothing of their own.

        Args:
            configuration: The days.
            options: Options of this call.

        Returns:
            The ExpiryTimeConfiguration as it is now; None when the service answers without a body.

        Raises:
            ValidationError: The service refused the request, or the status of the object does not allow it.
            ApiError: The service refused.

        HTTP: `PUT /dataRetentionSettings/expiryTimeConfiguration`
        Source: OneSpan Sign's OpenAPI 11.51, `api.expiryTimeConfiguration.put`.
        """
        return Operation(
            "data_retention.update_expiry",
            "PUT",
            "/dataRetentionSettings/expiryTimeConfiguration",
            ReadOptional(ExpiryTimeConfiguration),
            body=Json(configuration),
            repeat=Repeat.IDEMPOTENT,
            options=options,
        )
