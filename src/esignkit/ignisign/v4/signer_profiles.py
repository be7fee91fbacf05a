"""Signer profiles, which take the place of signature profiles in version 4."""

from __future__ import annotations

from esignkit.core.endpoint import Mode, Resource, endpoint, paged
from esignkit.core.paging import Paging, one_page
from esignkit.core.response_readers import read, read_list
from esignkit.ignisign.models.profiles import SignerProfile
from esignkit.ignisign.models.signers import InputsNeeded
from esignkit.ignisign.operation import Operation
from esignkit.ignisign.v4.requests import APPLICATION_V4
from esignkit.types import CallOptions

__all__ = ["SignerProfiles"]

_PROFILES = APPLICATION_V4 + "/signer-profiles"


class SignerProfiles(Resource[Mode]):
    """The part of `V4` that reads signer profiles."""

    @paged
    def signer_profiles(self, *, options: CallOptions | None = None) -> Paging[SignerProfile]:
        """List the signer profiles.

        Returns:
            The profiles.

        HTTP: `GET /v4/applications/{appId}/envs/{appEnv}/signer-profiles`
        Source: Ignisign's Node.js client (`ignisign-node`).
        """
        return one_page(
            Operation(
                "v4.signer_profiles", "GET", _PROFILES, read_list(SignerProfile, "signerProfiles"), options=options
            )
        )

    @endpoint
    def signer_profile(self, signer_profile_id: str, *, options: CallOptions | None = None) -> Operation[SignerProfile]:
        """Retrieve a signer profile.

        Args:
            signer_profile_id: The profile.

        Returns:
            The profile.

        Raises:
            NotFoundError: There is no such profile.

        HTTP: `GET /v4/applications/{appId}/envs/{appEnv}/signer-profiles/{signerProfileId}`
        Source: Ignisign's Node.js client (`ignisign-node`).
        """
        return Operation(
            "v4.signer_profile",
            "GET",
            _PROFILES + "/{signerProfileId}",
            read(SignerProfile),
            {"signerProfileId": signer_profile_id},
            options=options,
        )

    @endpoint
    def inputs_needed(self, signer_profile_id: str, *, options: CallOptions | None = None) -> Operation[InputsNeeded]:
        """Ask what a signer profile needs to know of its signers.

        Args:
            signer_profile_id: The profile.

        Returns:
            What must and what may be known.

        Raises:
            NotFoundError: There is no such profile.

        HTTP: `GET /v4/applications/{appId}/envs/{appEnv}/signer-profiles/{signerProfileId}/inputs-needed`
        Source: Ignisign's Node.js client (`ignisign-node`).
        """
        return Operation(
            "v4.inputs_needed",
            "GET",
            _PROFILES + "/{signerProfileId}/inputs-needed",
            read(InputsNeeded),
            {"signerProfileId": signer_profile_id},
            options=options,
        )
