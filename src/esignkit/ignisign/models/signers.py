"""Signers. Source: Ignisign's published models (`ignisign-public-models`, branch `v3`)."""

from __future__ import annotations

from typing import ClassVar

from esignkit.core.field_specifiers import always, several
from esignkit.core.model import model
from esignkit.ignisign.signer_enums import (
    ClaimRef,
    ClaimStatus,
    EntityType,
    IdProofingMethod,
    SignerInput,
    SignerStatus,
)
from esignkit.ignisign.wire_format import IgnisignModel
from esignkit.types import Secret

__all__ = ["InputsNeeded", "PublishedSigner", "SignerClaim", "SignerCreated", "SignerReadiness", "SignerSummary"]


@model
class SignerSummary(IgnisignModel):
    """What is known of a signer."""

    READ_WITH: ClassVar[str] = "signers.get(signer_id)"

    signer_id: str = always()
    """The service's id of the signer."""
    external_id: str | None = None
    """Your own reference; the service does not interpret it."""
    first_name: str | None = None
    """First name of the signer."""
    last_name: str | None = None
    """Last name of the signer."""
    email: str | None = None
    """E-mail address of the signer."""
    status: SignerStatus | None = None
    """How far the signer's set-up is."""
    already_provided_inputs: list[SignerInput] = several()
    """Kinds of data that the service already has on the signer."""
    is_recurrent: bool | None = None
    """Whether the signer may sign again without a new set-up; for one request only otherwise."""
    signer_profile_id: str | None = None
    """Id of the signer's profile (version 4)."""
    seal_claims: list[ClaimRef] = several()
    """Which seals the signer may approve (version 4)."""
    from_user_id: str | None = None
    """Id of the console's user that the signer is (version 4)."""
    certificate_dissemination_agreement: bool | None = None
    """Whether the signer agreed that certificates are passed on (version 4)."""


@model
class SignerClaim(IgnisignModel):
    """Something that a signer claims."""

    claim_ref: ClaimRef | None = None
    """What is claimed, such as the possession of an e-mail address."""
    status: ClaimStatus | None = None
    """Whether it is only declared, verified, rejected or out of date."""


@model
class InputsNeeded(IgnisignModel):
    """What a profile needs to know of a signer."""

    inputs_needed: list[SignerInput] = several()
    """Kinds of data that must be given for a signer."""
    signer_profile_id: str | None = None
    """Id of the signer profile (version 4)."""
    optional_inputs: list[SignerInput] = several()
    """Kinds of data that may be given for a signer (version 4)."""


@model
class SignerReadiness(IgnisignModel):
    """How ready a signer is for the requests of a profile."""

    signer_is_setup: bool = always()
    """Whether the signer can sign without a set-up first."""
    inputs_needed: list[SignerInput] = several()
    """Kinds of data that must still be given for the signer."""
    id_proofing_refs: list[IdProofingMethod] = several()
    """Ways in which the signer's identity will be checked."""


@model
class SignerCreated(IgnisignModel):
    """The response to creating a signer."""

    SECRETS: ClassVar[frozenset[str]] = frozenset({"auth_secret"})

    signer_id: str = always()
    """The service's id of the signer."""
    entity_type: EntityType = always()
    """Kind of person; always `NATURAL` so far."""
    auth_secret: Secret | None = None
    """Secret of the signer for embedded signing; `repr` hides it. Keep it: it cannot be read later, only replaced."""
    success: bool | None = None
    """Whether the call succeeded (version 4)."""
    already_exists: bool | None = None
    """Whether the signer was there already (version 4)."""


@model
class PublishedSigner(IgnisignModel):
    """A signer of a request that was just published."""

    SECRETS: ClassVar[frozenset[str]] = frozenset({"token"})

    signer_id: str = always()
    """The service's id of the signer."""
    signer_external_id: str | None = None
    """Your own reference of the signer."""
    token: Secret | None = None
    """Token of the embedded signing session; None for signers whom Ignisign writes to. `repr` hides it."""
