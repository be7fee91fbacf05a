"""Signature requests. Source: Ignisign's API documentation 3.0.0, *update-signature-request*."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import ClassVar

from esignkit.core.field_specifiers import always, several
from esignkit.core.model import model
from esignkit.ignisign.enums import (
    ApplicationEnvironment,
    DiffusionMode,
    Language,
    SignatureMethod,
    SignatureProofStatus,
    SignatureRequestStatus,
    SignatureRequestType,
)
from esignkit.ignisign.models.application import ApplicationMetadata
from esignkit.ignisign.models.documents import DocumentContext
from esignkit.ignisign.models.profiles import SignatureProfile, SignerProfile, SignerProfileUsed
from esignkit.ignisign.models.signers import PublishedSigner, SignerClaim, SignerSummary
from esignkit.ignisign.models.statements import Statement
from esignkit.ignisign.wire_format import IgnisignModel, number
from esignkit.types import JSON, Secret

__all__ = [
    "PublishResult",
    "SignatureRequest",
    "SignatureRequestContext",
    "SignatureRequestItem",
    "SignatureRequestState",
    "SignerDetails",
]


@model
class SignatureRequest(IgnisignModel):
    """A signature request: what lists and contexts have in common."""

    READ_WITH: ClassVar[str] = "signature_requests.get(signature_request_id)"
    SECRETS: ClassVar[frozenset[str]] = frozenset({"signature_proofs_url"})
    ALIASES: ClassVar[Mapping[str, str]] = {"signerIdsAsApprover": "signers_as_approver"}
    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {
        "template_displayer_version": number,
        "app_env_setting_version": number,
    }

    id: str = always()
    """The service's id."""
    app_id: str = always()
    """Id of the application."""
    app_env: ApplicationEnvironment = always()
    """Environment of the application, such as `PRODUCTION`."""
    signature_profile_id: str | None = None
    """Id of the profile that it was made from (version 3)."""
    title: str | None = None
    """Title that signers see, at most 1024 characters; needed before publishing."""
    description: str | None = None
    """Longer text about the request, at most 4096 characters."""
    expiration_date: datetime | None = None
    """When it expires, if `expiration_date_is_activated`."""
    expiration_date_is_activated: bool | None = None
    """Whether it expires at `expiration_date`."""
    status: SignatureRequestStatus = always()
    """Where the request is in its life."""
    language: Language | None = None
    """Language of the signing pages."""
    document_ids: list[str] = several()
    """Ids of its documents; an update replaces the list."""
    external_id: str | None = None
    """Your own reference; the service keeps it and does not interpret it."""
    diffusion_mode: DiffusionMode | None = None
    """Whether it goes out as soon as it is ready, or at `diffusion_date`."""
    diffusion_date: datetime | None = None
    """When it goes out to its signers, with `SCHEDULED`."""
    signer_ids: list[str] = several()
    """Ids of its signers; an update replaces the list."""
    signed_by: list[str] = several()
    """Ids of the signers who have signed."""
    created_at: datetime | None = None
    """When the request was created."""
    creator_id: str | None = None
    """Id of whoever created it."""
    template_displayer_id: str | None = None
    """Id of the template that shows `DATA_JSON` documents."""
    template_displayer_version: int | float | None = None
    """Version of the template that shows `DATA_JSON` documents."""
    signature_proofs_url: Secret | None = None
    """Address of the page with the proofs; it holds a token, so `repr` hides it."""
    signature_proof_status: SignatureProofStatus | None = None
    """How far the proof document is."""
    initial_signature_request_id: str | None = None
    """Id of the request that this one was split off, when each signer got their own."""
    signers_as_approver: list[str] = several()
    """Ids of the signers who approve; `signerIdsAsApprover` in version 4."""
    recipients: list[str] = several()
    """E-mail addresses that get a copy; an update replaces the list."""
    signature_request_type: SignatureRequestType | None = None
    """What the request is for; `STANDARD` when not given."""
    default_signature_method: SignatureMethod | None = None
    """Signature method that counts where none is set for a signer profile (version 4)."""
    individualize_requests: bool | None = None
    """Whether each signer gets a request of their own (version 4)."""
    closed_at: datetime | None = None
    """When the request was closed (version 4)."""
    signer_profiles_used: list[SignerProfileUsed] = several()
    """Profiles of its signers, each with its signature method (version 4)."""
    m2m_id: str | None = None
    """Id of the machine that asked for a seal (version 4)."""
    app_env_setting_version: int | float | None = None
    """Version of the environment's settings (version 4)."""
    high_level_proof_cleaned: bool | None = None
    """Whether its proofs have been removed (version 4)."""
    original_files_cleaned: bool | None = None
    """Whether its original files have been removed (version 4)."""
    full_privacy: bool | None = None
    """Whether the service gets only the hashes of its documents (version 4)."""


@model
class SignatureRequestItem(SignatureRequest):
    """A signature request as lists show it."""

    doc_file_name: str | None = None
    """File name of the request's document."""
    doc_label: str | None = None
    """Label of the request's document."""


@model
class SignatureRequestContext(SignatureRequest):
    """A signature request with everything that belongs to it."""

    signers: list[SignerSummary] = several()
    """The signers, with what is known of each."""
    documents: list[DocumentContext] = several()
    """The documents, with their statements and signatures."""
    statements: list[Statement] = several()
    """Statements that signers are asked to agree to."""
    signature_profile: SignatureProfile | None = None
    """The profile it was made from (version 3)."""
    application_metadata: ApplicationMetadata | None = None
    """How the application presents itself to signers."""
    signer_profiles: list[SignerProfile] = several()
    """The profiles of its signers (version 4)."""


@model
class SignerDetails(SignerSummary):
    """What is known of a signer, with claims and requests."""

    claims: list[SignerClaim] = several()
    """What the signer claims about identity and possessions, and how far it is verified."""
    latest_signature_requests: list[SignatureRequestItem] = several()
    """The latest requests of the signer."""


@model
class SignatureRequestState(IgnisignModel):
    """Where one of several requests is."""

    signature_request_id: str = always()
    """Id of the signature request."""
    status: SignatureRequestStatus = always()
    """Where the request is in its life."""


@model
class PublishResult(IgnisignModel):
    """The response to publishing, in all its forms."""

    signature_request_id: str = always()
    """Id of the signature request."""
    signers: list[PublishedSigner] = several()
    """Signers with the tokens of their embedded sessions (version 3, profile `EMBEDDED`)."""
    signers_by_side: list[PublishedSigner] = several()
    """Signers whom Ignisign writes to (version 4)."""
    signers_embedded: list[PublishedSigner] = several()
    """Signers with the tokens of their embedded sessions (version 4)."""
    context: SignatureRequestContext | None = None
    """The request as it was found when the response to publishing was lost and had to be looked up; None when it
    came. Tokens of embedded sessions are then not known: they come by webhook (`LAUNCHED`)."""

    @property
    def embedded(self) -> list[PublishedSigner]:
        """The signers who sign in your own pages, each with a token, whatever the version."""
        own: list[PublishedSigner] = getattr(self, "signers", None) or []
        others: list[PublishedSigner] = getattr(self, "signers_embedded", None) or []
        return [signer for signer in [*own, *others] if signer and signer.token]
