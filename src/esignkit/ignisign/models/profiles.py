"""Signature profiles. Source: Ignisign's API documentation 3.0.0, *get-signature-profiles*."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from esignkit.core.field_specifiers import always, several
from esignkit.core.model import model
from esignkit.ignisign.enums import (
    ApplicationEnvironment,
    DocumentType,
    IntegrationMode,
    Language,
    SignatureMethod,
    SignatureProfileStatus,
    SignatureRequestType,
)
from esignkit.ignisign.signer_enums import AuthMechanism, IdProofingMethod, SignerProfileStatus
from esignkit.ignisign.wire_format import IgnisignModel, number
from esignkit.types import JSON

__all__ = ["SignatureAuthMethods", "SignatureProfile", "SignerProfile", "SignerProfileUsed"]


@model
class SignatureProfile(IgnisignModel):
    """How the requests made from it are signed."""

    READ_WITH: ClassVar[str] = "signature_profiles.list()"

    id: str = always()
    """The service's id."""
    app_id: str = always()
    """Id of the application."""
    app_env: ApplicationEnvironment = always()
    """Environment of the application, such as `PRODUCTION`."""
    org_id: str = always()
    """Id of the organisation."""
    name: str = always()
    """Name of the profile."""
    status: SignatureProfileStatus = always()
    """Whether the profile is published or archived."""
    integration_mode: IntegrationMode = always()
    """Who hosts the signing page: Ignisign, or your own pages."""
    signature_method_ref: SignatureMethod = always()
    """Signature method of its requests, which sets the legal level."""
    signature_request_type: SignatureRequestType | None = None
    """What its requests are for; `STANDARD` when not given."""
    id_proofings: list[IdProofingMethod] = several()
    """Ways in which the identity of signers is checked."""
    auth_methods: list[AuthMechanism] = several()
    """Ways in which signers prove that they are present."""
    document_types: list[DocumentType] = several()
    """Kinds of documents that its requests may hold."""
    document_request_activated: bool | None = None
    """Whether others may be asked for documents."""
    default_language: Language = always()
    """Language of requests that name none."""
    language_can_be_changed: bool | None = None
    """Whether requests may name a language of their own."""
    statements_enabled: bool | None = None
    """Whether requests may hold statements."""
    template_displayer_id: str | None = None
    """Id of the template that shows `DATA_JSON` documents."""
    created_by_default: bool | None = None
    """Whether the service made the profile by itself."""
    extended_auth_session_enabled: bool | None = None
    """Whether signers may sign again for 30 minutes on the same device and browser."""
    approver_enabled: bool | None = None
    """Whether requests may have approvers."""
    recipient_enabled: bool | None = None
    """Whether requests may have recipients of a copy."""
    individualize_requests: bool | None = None
    """Whether each signer gets a request of their own."""
    sharing_restricted: bool | None = None
    """Whether the proof page is open to the people involved only."""


@model
class SignatureAuthMethods(IgnisignModel):
    """What one level of the signature asks of a signer (version 4)."""

    id_proofings: list[IdProofingMethod] = several()
    """Ways in which the signer's identity is checked."""
    auth_methods: list[AuthMechanism] = several()
    """Ways in which the signer proves to be present."""


@model
class SignerProfileUsed(IgnisignModel):
    """A signer profile as one request uses it (version 4)."""

    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"version": number}

    signer_profile_id: str = always()
    """Id of the profile."""
    signature_method_ref: SignatureMethod = always()
    """Signature method of its signers in this request."""
    version: int | float | None = None
    """Version of the profile."""
    signer_ids: list[str] = several()
    """Ids of its signers in this request."""


@model
class SignerProfile(IgnisignModel):
    """How its signers are handled; takes the place of signature profiles in version 4."""

    WIRE: ClassVar[Mapping[str, str]] = {"id": "_id", "accept_2fa_delegation": "accept2FADelegation"}
    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"version": number}

    id: str = always()
    """The service's id."""
    app_id: str = always()
    """Id of the application."""
    app_env: ApplicationEnvironment = always()
    """Environment of the application, such as `PRODUCTION`."""
    name: str = always()
    """Name of the profile."""
    description: str | None = None
    """What the profile is for."""
    status: SignerProfileStatus = always()
    """Whether the profile is active or archived."""
    version: int | float = always()
    """Version of the profile."""
    is_email_proof_sent_by_ignisign: bool | None = None
    """Whether Ignisign sends its signers the proofs by e-mail."""
    is_recurrent: bool | None = None
    """Whether its signers may sign again without a new set-up."""
    integration_mode: IntegrationMode = always()
    """Who hosts the signing page: Ignisign, or your own pages."""
    sso_config_id: str | None = None
    """Id of the single sign-on that it uses."""
    signature_auth_methods_configuration: dict[str, SignatureAuthMethods] | None = None
    """What each signature method asks of a signer, by its name."""
    email_domains: list[str] = several()
    """Domains of its signers' e-mail addresses."""
    signer_ids: list[str] = several()
    """Ids of its signers."""
    accept_2fa_delegation: bool | None = None
    """Whether a second factor may be left to others."""
