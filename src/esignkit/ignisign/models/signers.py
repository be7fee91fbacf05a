"""Signers. Source: Ignisign's published models (`ignisign-public-models`, branch `v3`)."""

from __future__ import annotations

from typing import ClassVar

from esignkit.core.members import always, several
from esignkit.core.model import model
from esignkit.ignisign.enums import ClaimRef, ClaimStatus, EntityType, IdProofingMethod, SignerInput, SignerStatus
from esignkit.ignisign.wire import IgnisignModel
from esignkit.types import Secret

__all__ = ["InputsNeeded", "PublishedSigner", "SignerClaim", "SignerCreated", "SignerReadiness", "SignerSummary"]


@model
class SignerSummary(IgnisignModel):
    """What is known of a signer.

    Attributes:
        signer_id: The service's id.
        external_id: Your own reference.
        first_name: First name.
        last_name: Last name.
        email: E-mail address.
        status: How far the signer's set-up is.
        already_provided_inputs: What the service already knows of the signer.
        is_recurrent: Whether the signer may sign again without a new set-up; one-off otherwise.
        signer_profile_id: The signer's profile (version 4).
        seal_claims: Which seals the signer may approve (version 4).
        from_user_id: The user of the console that the signer is (version 4).
        certificate_dissemination_agreement: Whether the signer agreed that certificates are passed on (version 4).
    """

    READ_WITH: ClassVar[str] = "signers.get(signer_id)"

    signer_id: str = always()
    external_id: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    status: SignerStatus | None = None
    already_provided_inputs: list[SignerInput] = several()
    is_recurrent: bool | None = None
    signer_profile_id: str | None = None
    seal_claims: list[ClaimRef] = several()
    from_user_id: str | None = None
    certificate_dissemination_agreement: bool | None = None


@model
class SignerClaim(IgnisignModel):
    """Something that a signer claims.

    Attributes:
        claim_ref: What is claimed.
        status: How far it is believed.
    """

    claim_ref: ClaimRef | None = None
    status: ClaimStatus | None = None


@model
class InputsNeeded(IgnisignModel):
    """What a profile needs to know of a signer.

    Attributes:
        inputs_needed: What must be known.
        signer_profile_id: The profile (version 4).
        optional_inputs: What may be known (version 4).
    """

    inputs_needed: list[SignerInput] = several()
    signer_profile_id: str | None = None
    optional_inputs: list[SignerInput] = several()


@model
class SignerReadiness(IgnisignModel):
    """How ready a signer is for the requests of a profile.

    Attributes:
        signer_is_setup: Whether the signer can sign without a set-up first.
        inputs_needed: What must still be known of the signer.
        id_proofing_refs: How the signer's identity will be checked.
    """

    signer_is_setup: bool = always()
    inputs_needed: list[SignerInput] = several()
    id_proofing_refs: list[IdProofingMethod] = several()


@model
class SignerCreated(IgnisignModel):
    """The answer to creating a signer.

    Attributes:
        signer_id: The service's id.
        entity_type: Kind of person; `NATURAL` in practice.
        auth_secret: The signer's secret for embedded signing. Keep it: it cannot be read later, only replaced.
        success: Version 4.
        already_exists: Whether a signer of that kind was there already (version 4).
    """

    SECRETS: ClassVar[frozenset[str]] = frozenset({"auth_secret"})

    signer_id: str = always()
    entity_type: EntityType = always()
    auth_secret: Secret | None = None
    success: bool | None = None
    already_exists: bool | None = None


@model
class PublishedSigner(IgnisignModel):
    """A signer of a request that was just published.

    Attributes:
        signer_id: The service's id.
        signer_external_id: Your own reference.
        token: Opens the embedded signing session; None for signers whom Ignisign writes to.
    """

    SECRETS: ClassVar[frozenset[str]] = frozenset({"token"})

    signer_id: str = always()
    signer_external_id: str | None = None
    token: Secret | None = None
