"""Signature profiles: how requests are signed."""

from __future__ import annotations

import builtins

from esignkit.core.codec import read_list
from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, endpoint
from esignkit.core.operation import Operation
from esignkit.ignisign.models.profiles import SignatureProfile
from esignkit.ignisign.wire import APPLICATION
from esignkit.types import CallOptions

__all__ = ["SignatureProfiles"]


class SignatureProfiles(Resource[Mode]):
    """The signature profiles of the application's environment."""

    @property
    def plan(self) -> SignatureProfiles[Plan]:
        """The same calls as values, not carried out."""
        return SignatureProfiles(PLANNER)

    @endpoint
    def list(self, *, options: CallOptions | None = None) -> Operation[builtins.list[SignatureProfile]]:
        """List the signature profiles; one is read by looking for it in the list.

        Args:
            options: Options of this call.

        Returns:
            All profiles, archived ones included.

        Raises:
            ApiError: The service refused.

        HTTP: `GET /v3/applications/{appId}/envs/{appEnv}/signature-profiles`
        Source: Ignisign section 3.5.
        """
        return Operation(
            "signature_profiles.list",
            "GET",
            APPLICATION + "/signature-profiles",
            read_list(SignatureProfile, "signatureProfiles"),
            options=options,
        )
