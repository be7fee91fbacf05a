"""The inputs that a profile requires of a signer, and which are missing."""

from __future__ import annotations

from esignkit.core.deserialization import structure
from esignkit.core.endpoint import Mode, Resource, endpoint, paged
from esignkit.core.flow import Response
from esignkit.core.paging import Paging, one_page
from esignkit.core.response_readers import OtherShape, Unreadable, parsed, read
from esignkit.ignisign.models.signers import InputsNeeded, SignerReadiness
from esignkit.ignisign.operation import Operation
from esignkit.ignisign.signer_enums import SignerInput
from esignkit.ignisign.wire_format import APPLICATION
from esignkit.types import CallOptions

__all__ = ["SignerInputs"]

_PROFILE = APPLICATION + "/signature-profiles/{signatureProfileId}"


def _constraints(response: Response) -> InputsNeeded:
    """Read what is needed: an object, or a list that holds one."""
    value = parsed(response)
    if isinstance(value, list):
        if len(value) != 1:
            msg = f"one object was expected, not {len(value)}"
            raise Unreadable(msg)
        value = value[0]
    return structure(value, InputsNeeded)


def _inputs(response: Response) -> list[SignerInput]:
    """Read a list of inputs, also when it arrives inside an object."""
    value = parsed(response)
    inputs = structure(value if isinstance(value, dict) else {"inputsNeeded": value}, InputsNeeded)
    if not hasattr(inputs, "inputs_needed"):
        msg = "the response does not say which inputs are needed"
        raise OtherShape(msg)
    return inputs.inputs_needed


class SignerInputs(Resource[Mode]):
    """The half of `Signers` that measures signers against profiles."""

    @endpoint
    def inputs_constraints(
        self, signature_profile_id: str, *, options: CallOptions | None = None
    ) -> Operation[InputsNeeded]:
        """Ask what a profile needs to know of its signers.

        Args:
            signature_profile_id: The profile.

        Returns:
            What is needed; read from an object or from a list that holds one, for the pages and the code differ.

        Raises:
            NotFoundError: There is no such profile.

        HTTP: `GET /v3/applications/{appId}/envs/{appEnv}/signature-profiles/{signatureProfileId}/signer-inputs-constraints`
        Source: Ignisign's API documentation 3.0.0, *get-signature-profile-signer-inputs-constraints*.
        """  # noqa: E501 - one path
        return Operation(
            "signers.inputs_constraints",
            "GET",
            _PROFILE + "/signer-inputs-constraints",
            _constraints,
            {"signatureProfileId": signature_profile_id},
            options=options,
        )

    @paged
    def missing_inputs(
        self,
        signature_profile_id: str,
        signer_id: str,
        *,
        for_recurrent: bool | None = None,
        options: CallOptions | None = None,
    ) -> Paging[SignerInput]:
        """Ask what a profile needs and is not yet known of a signer.

        Args:
            signature_profile_id: The profile.
            signer_id: The signer.
            for_recurrent: Whether to judge the signer as one who will sign again.

        Returns:
            What is missing.

        Raises:
            NotFoundError: There is no such profile or signer.

        HTTP: `GET /v3/applications/{appId}/envs/{appEnv}/signature-profiles/{signatureProfileId}/signers/{signerId}/missing-inputs`
        Source: Ignisign's Node.js client (`ignisign-node`, branch `v3`).
        """  # noqa: E501 - one path
        return one_page(
            Operation(
                "signers.missing_inputs",
                "GET",
                _PROFILE + "/signers/{signerId}/missing-inputs",
                _inputs,
                {"signatureProfileId": signature_profile_id, "signerId": signer_id},
                query={"forRecurrent": for_recurrent},
                options=options,
            )
        )

    @endpoint
    def status(
        self,
        signature_profile_id: str,
        signer_id: str,
        *,
        force_recurrent: bool | None = None,
        options: CallOptions | None = None,
    ) -> Operation[SignerReadiness]:
        """Ask how ready a signer is for the requests of a profile.

        Args:
            signature_profile_id: The profile.
            signer_id: The signer.
            force_recurrent: Whether to judge the signer as one who will sign again; the service's default is false.

        Returns:
            Whether the signer is set up, what is missing, and how the signer's identity will be checked.

        Raises:
            NotFoundError: There is no such profile or signer.

        HTTP: `GET /v3/applications/{appId}/envs/{appEnv}/signature-profiles/{signatureProfileId}/signers/{signerId}/status`
        Source: Ignisign's API documentation 3.0.0, *get-signer-status-from-signature-profile*.
        """  # noqa: E501 - one path
        return Operation(
            "signers.status",
            "GET",
            _PROFILE + "/signers/{signerId}/status",
            read(SignerReadiness),
            {"signatureProfileId": signature_profile_id, "signerId": signer_id},
            query={"forceRecurrent": force_recurrent},
            options=options,
        )
