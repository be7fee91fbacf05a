"""Signature requests. Source: Ignisign's API documentation 3.0.0, *update-signature-request*."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import ClassVar

from esignkit.core.members import always, several
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
from esignkit.ignisign.wire import IgnisignModel, number
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
    """A signature request: what lists and contexts have in common.

    Attributes:
        id: The service's id.
        app_id: Application.
        app_env: Environment of the application.
        signature_profile_id: The profile it was made from (version 3).
        title: Title, at most 1024 characters.
        description: Description, at most 4096 characters.
        expiration_date: When it runs out, if `expiration_date_is_activated`.
        expiration_date_is_activated: Whether it runs out.
        status: Where it is in its life.
        language: Language of the signing pages.
        document_ids: Its documents.
        external_id: Your own reference.
        diffusion_mode: When it goes out to its signers.
        diffusion_date: When it does if that is `SCHEDULED`.
        signer_ids: Its signers.
        signed_by: Ids of the signers who have signed.
        created_at: When it was created.
        creator_id: Who created it.
        template_displayer_id: Template that shows `DATA_JSON` documents.
        template_displayer_version: Version of that template.
        signature_proofs_url: Page with the proofs; it holds a token, so `repr` does not show it.
        signature_proof_status: How far the proof document is.
        initial_signature_request_id: The request that this one was split off.
        signers_as_approver: Ids of the signers who approve; `signerIdsAsApprover` in version 4.
        recipients: E-mail addresses that get a copy.
        signature_request_type: What it is for.
        default_signature_method: Level of the signature (version 4).
        individualize_requests: Whether each signer gets a request of his own (version 4).
        closed_at: When it was closed (version 4).
        signer_profiles_used: The signer profiles of its signers, each with the level it signs at (version 4).
        m2m_id: The machine that asked for a seal (version 4).
        app_env_setting_version: Version of the environment's settings (version 4).
        high_level_proof_cleaned: Whether its proofs were removed (version 4).
        original_files_cleaned: Whether its original files were removed (version 4).
        full_privacy: Whether its documents stay with you (version 4).
    """

    READ_WITH: ClassVar[str] = "signature_requests.get(signature_request_id)"
    SECRETS: ClassVar[frozenset[str]] = frozenset({"signature_proofs_url"})
    ALIASES: ClassVar[Mapping[str, str]] = {"signerIdsAsApprover": "signers_as_approver"}
    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {
        "template_displayer_version": number,
        "app_env_setting_version": number,
    }

    id: str = always()
    app_id: str = always()
    app_env: ApplicationEnvironment = always()
    signature_profile_id: str | None = None
    title: str | None = None
    description: str | None = None
    expiration_date: datetime | None = None
    expiration_date_is_activated: bool | None = None
    status: SignatureRequestStatus = always()
    language: Language | None = None
    document_ids: list[str] = several()
    external_id: str | None = None
    diffusion_mode: DiffusionMode | None = None
    diffusion_date: datetime | None = None
    signer_ids: list[str] = several()
    signed_by: list[str] = several()
    created_at: datetime | None = None
    creator_id: str | None = None
    template_displayer_id: str | None = None
    template_displayer_version: int | float | None = None
    signature_proofs_url: Secret | None = None
    signature_proof_status: SignatureProofStatus | None = None
    initial_signature_request_id: str | None = None
    signers_as_approver: list[str] = several()
    recipients: list[str] = several()
    signature_request_type: SignatureRequestType | None = None
    default_signature_method: SignatureMethod | None = None
    individualize_requests: bool | None = None
    closed_at: datetime | None = None
    signer_profiles_used: list[SignerProfileUsed] = several()
    m2m_id: str | None = None
    app_env_setting_version: int | float | None = None
    high_level_proof_cleaned: bool | None = None
    original_files_cleaned: bool | None = None
    full_privacy: bool | None = None


@model
class SignatureRequestItem(SignatureRequest):
    """A signature request as lists show it.

    Attributes:
        doc_file_name: File name of its document.
        doc_label: Label of its document.
    """

    doc_file_name: str | None = None
    doc_label: str | None = None


@model
class SignatureRequestContext(SignatureRequest):
    """A signature request with everything that belongs to it.

    Attributes:
        signers: Its signers.
        documents: Its documents.
        statements: What signers are asked to agree to.
        signature_profile: The profile it was made from (version 3).
        application_metadata: How the application presents itself.
        signer_profiles: The profiles of its signers (version 4).
    """

    signers: list[SignerSummary] = several()
    documents: list[DocumentContext] = several()
    statements: list[Statement] = several()
    signature_profile: SignatureProfile | None = None
    application_metadata: ApplicationMetadata | None = None
    signer_profiles: list[SignerProfile] = several()


@model
class SignerDetails(SignerSummary):
    """What is known of a signer, with claims and requests.

    Attributes:
        claims: What the signer claims.
        latest_signature_requests: The signer's latest requests.
    """

    claims: list[SignerClaim] = several()
    latest_signature_requests: list[SignatureRequestItem] = several()


@model
class SignatureRequestState(IgnisignModel):
    """Where one of several requests is.

    Attributes:
        signature_request_id: The request.
        status: Where it is in its life.
    """

    signature_request_id: str = always()
    status: SignatureRequestStatus = always()


@model
class PublishResult(IgnisignModel):
    """The answer to publishing, in all its forms.

    Attributes:
        signature_request_id: The request.
        signers: Signers with the tokens of their embedded sessions (version 3, profile `EMBEDDED`).
        signers_by_side: Signers whom Ignisign writes to (version 4).
        signers_embedded: Signers with the tokens of their embedded sessions (version 4).
        context: The request as it was found when the answer to publishing was lost and had to be looked up; None
            when the answer came. Tokens of embedded sessions are then not known: they come by webhook (`LAUNCHED`).
    """

    signature_request_id: str = always()
    signers: list[PublishedSigner] = several()
    signers_by_side: list[PublishedSigner] = several()
    signers_embedded: list[PublishedSigner] = several()
    context: SignatureRequestContext | None = None

    @property
    def embedded(self) -> list[PublishedSigner]:
        """The signers who sign in your own pages, each with a token, whatever the version."""
        own: list[PublishedSigner] = getattr(self, "signers", None) or []
        others: list[PublishedSigner] = getattr(self, "signers_embedded", None) or []
        return [signer for signer in [*own, *others] if signer and signer.token]
