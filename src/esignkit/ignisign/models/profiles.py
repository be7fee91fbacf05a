"""Signature profiles. Source: Ignisign's API documentation 3.0.0, *get-signature-profiles*."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from esignkit.core.members import always, several
from esignkit.core.model import model
from esignkit.ignisign.enums import (
    ApplicationEnvironment,
    AuthMechanism,
    DocumentType,
    IdProofingMethod,
    IntegrationMode,
    Language,
    SignatureMethod,
    SignatureProfileStatus,
    SignatureRequestType,
    SignerProfileStatus,
)
from esignkit.ignisign.wire import IgnisignModel, number
from esignkit.types import JSON

__all__ = ["SignatureAuthMethods", "SignatureProfile", "SignerProfile", "SignerProfileUsed"]


@model
class SignatureProfile(IgnisignModel):
    """How the requests made from it are signed.

    Attributes:
        id: The service's id.
        app_id: Application.
        app_env: Environment of the application.
        org_id: Organisation.
        name: Name.
        status: Whether it can be used.
        integration_mode: Who hosts the signing page.
        signature_method_ref: Level of the signature.
        signature_request_type: What its requests are for.
        id_proofings: How signers' identity is checked.
        auth_methods: How signers prove to be present.
        document_types: What documents may be made of.
        document_request_activated: Whether others may be asked for documents.
        default_language: Language of requests that name none.
        language_can_be_changed: Whether requests may name one.
        statements_enabled: Whether requests may hold statements.
        template_displayer_id: Template that shows `DATA_JSON` documents.
        created_by_default: Whether the service made the profile by itself.
        extended_auth_session_enabled: Whether signers may sign again for 30 minutes on the same device and browser.
        approver_enabled: Whether requests may have approvers.
        recipient_enabled: Whether requests may have recipients of a copy.
        individualize_requests: Whether each signer gets a request of his own.
        sharing_restricted: Whether the proof page is open to the people involved only.
    """

    READ_WITH: ClassVar[str] = "signature_profiles.list()"

    id: str = always()
    app_id: str = always()
    app_env: ApplicationEnvironment = always()
    org_id: str = always()
    name: str = always()
    status: SignatureProfileStatus = always()
    integration_mode: IntegrationMode = always()
    signature_method_ref: SignatureMethod = always()
    signature_request_type: SignatureRequestType | None = None
    id_proofings: list[IdProofingMethod] = several()
    auth_methods: list[AuthMechanism] = several()
    document_types: list[DocumentType] = several()
    document_request_activated: bool | None = None
    default_language: Language = always()
    language_can_be_changed: bool | None = None
    statements_enabled: bool | None = None
    template_displayer_id: str | None = None
    created_by_default: bool | None = None
    extended_auth_session_enabled: bool | None = None
    approver_enabled: bool | None = None
    recipient_enabled: bool | None = None
    individualize_requests: bool | None = None
    sharing_restricted: bool | None = None


@model
class SignatureAuthMethods(IgnisignModel):
    """What one level of the signature asks of a signer (version 4).

    Attributes:
        id_proofings: How the signer's identity is checked.
        auth_methods: How the signer proves to be present.
    """

    id_proofings: list[IdProofingMethod] = several()
    auth_methods: list[AuthMechanism] = several()


@model
class SignerProfileUsed(IgnisignModel):
    """A signer profile as one request uses it (version 4).

    Attributes:
        signer_profile_id: The profile.
        signature_method_ref: Level of the signature of its signers.
        version: Version of the profile.
        signer_ids: Its signers in this request.
    """

    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"version": number}

    signer_profile_id: str = always()
    signature_method_ref: SignatureMethod = always()
    version: int | float | None = None
    signer_ids: list[str] = several()


@model
class SignerProfile(IgnisignModel):
    """How its signers are handled; takes the place of signature profiles in version 4.

    Attributes:
        id: The service's id.
        app_id: Application.
        app_env: Environment of the application.
        name: Name.
        description: Description.
        status: Whether it can be used.
        version: Version of the profile.
        is_email_proof_sent_by_ignisign: Whether Ignisign sends the proofs to its signers.
        is_recurrent: Whether its signers sign again without a new set-up.
        integration_mode: Who hosts the signing page.
        sso_config_id: The single sign-on that it uses.
        signature_auth_methods_configuration: What each level of the signature asks of a signer, by its name.
        email_domains: Domains of its signers' addresses.
        signer_ids: Its signers.
        accept_2fa_delegation: Whether a second factor may be left to others.
    """

    WIRE: ClassVar[Mapping[str, str]] = {"id": "_id", "accept_2fa_delegation": "accept2FADelegation"}
    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"version": number}

    id: str = always()
    app_id: str = always()
    app_env: ApplicationEnvironment = always()
    name: str = always()
    description: str | None = None
    status: SignerProfileStatus = always()
    version: int | float = always()
    is_email_proof_sent_by_ignisign: bool | None = None
    is_recurrent: bool | None = None
    integration_mode: IntegrationMode = always()
    sso_config_id: str | None = None
    signature_auth_methods_configuration: dict[str, SignatureAuthMethods] | None = None
    email_domains: list[str] = several()
    signer_ids: list[str] = several()
    accept_2fa_delegation: bool | None = None
