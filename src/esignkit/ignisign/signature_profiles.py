"""Signature profiles: how requests are signed."""

from __future__ import annotations

from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, endpoint, paged
from esignkit.core.operation import Json, Repeat
from esignkit.core.paging import Paging, one_page
from esignkit.core.response_readers import read, read_list
from esignkit.ignisign.enums import SignatureProfileStatus
from esignkit.ignisign.models.profiles import SignatureProfile
from esignkit.ignisign.operation import Operation
from esignkit.ignisign.wire_format import APPLICATION
from esignkit.types import CallOptions

__all__ = ["SignatureProfiles"]


class SignatureProfiles(Resource[Mode]):
    """The signature profiles of the application's environment."""

    @property
    def plan(self) -> SignatureProfiles[Plan]:
        """The same calls as values, not carried out."""
        return SignatureProfiles(PLANNER)

    @paged
    def list(self, *, options: CallOptions | None = None) -> Paging[SignatureProfile]:
        """List the signature profiles; one is read by looking for it in the list.

        Returns:
            All profiles, archived ones included.

        HTTP: `GET /v3/applications/{appId}/envs/{appEnv}/signature-profiles`
        Source: Ignisign's API documentation 3.0.0, *get-signature-profiles*.
        """
        return one_page(
            Operation(
                "signature_profiles.list",
                "GET",
                APPLICATION + "/signature-profiles",
                read_list(SignatureProfile, "signatureProfiles"),
                options=options,
            )
        )

    @endpoint
    def set_status(
        self,
        signature_profile_id: str,
        status: SignatureProfileStatus | str,
        *,
        options: CallOptions | None = None,
    ) -> Operation[SignatureProfile]:
        """Publish a signature profile or archive it.

        Args:
            signature_profile_id: The profile.
            status: `PUBLISHED` or `ARCHIVED`.

        Returns:
            The profile.

        Raises:
            NotFoundError: There is no such profile.

        HTTP: `PUT /v3/applications/{appId}/envs/{appEnv}/signature-profiles/{signatureProfileId}/status`
        Source: Ignisign's Node.js client (`ignisign-node`, branch `v3`).
        """
        return Operation(
            "signature_profiles.set_status",
            "PUT",
            APPLICATION + "/signature-profiles/{signatureProfileId}/status",
            read(SignatureProfile),
            {"signatureProfileId": signature_profile_id},
            body=Json({"status": status}),
            repeat=Repeat.IDEMPOTENT,
            options=options,
        )
