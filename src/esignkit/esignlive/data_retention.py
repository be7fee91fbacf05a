"""How long packages are kept: `client.data_retention`."""

from __future__ import annotations

from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, endpoint
from esignkit.esignlive.entity import Entity
from esignkit.esignlive.models.account import DataManagementPolicy, ExpiryTimeConfiguration
from esignkit.esignlive.operation import Operation
from esignkit.types import CallOptions

__all__ = ["DataRetention"]

_POLICY = Entity("/dataRetentionSettings/dataManagementPolicy", DataManagementPolicy)
_EXPIRY_TIME = Entity("/dataRetentionSettings/expiryTimeConfiguration", ExpiryTimeConfiguration)


class DataRetention(Resource[Mode]):
    """How long an account keeps packages, and when they expire."""

    @property
    def plan(self) -> DataRetention[Plan]:
        """The same calls as values, not carried out."""
        return DataRetention(PLANNER)

    @endpoint
    def policy(self, *, options: CallOptions | None = None) -> Operation[DataManagementPolicy]:
        """Retrieve how long packages are kept.

        Returns:
            The days, by state.

        HTTP: `GET /dataRetentionSettings/dataManagementPolicy`
        Source: OneSpan Sign's OpenAPI 11.51, `api.dataManagementPolicy.get`.
        """
        return _POLICY.get("data_retention.policy", {}, options)

    @endpoint
    def update_policy(
        self, policy: DataManagementPolicy, *, options: CallOptions | None = None
    ) -> Operation[DataManagementPolicy | None]:
        """Change how long packages are kept.

        Args:
            policy: The days, by state.

        Returns:
            The DataManagementPolicy as it is now; None when the service answers without a body.

        HTTP: `PUT /dataRetentionSettings/dataManagementPolicy`
        Source: OneSpan Sign's OpenAPI 11.51, `api.dataManagementPolicy.put`.
        """
        return _POLICY.update("data_retention.update_policy", {}, policy, options)

    @endpoint
    def expiry(self, *, options: CallOptions | None = None) -> Operation[ExpiryTimeConfiguration]:
        """Retrieve when packages expire that say nothing of their own.

        Returns:
            The days.

        HTTP: `GET /dataRetentionSettings/expiryTimeConfiguration`
        Source: OneSpan Sign's OpenAPI 11.51, `api.expiryTimeConfiguration.get`.
        """
        return _EXPIRY_TIME.get("data_retention.expiry", {}, options)

    @endpoint
    def update_expiry(
        self, configuration: ExpiryTimeConfiguration, *, options: CallOptions | None = None
    ) -> Operation[ExpiryTimeConfiguration | None]:
        """Change when packages expire that say nothing of their own.

        Args:
            configuration: The days.

        Returns:
            The ExpiryTimeConfiguration as it is now; None when the service answers without a body.

        HTTP: `PUT /dataRetentionSettings/expiryTimeConfiguration`
        Source: OneSpan Sign's OpenAPI 11.51, `api.expiryTimeConfiguration.put`.
        """
        return _EXPIRY_TIME.update("data_retention.update_expiry", {}, configuration, options)
