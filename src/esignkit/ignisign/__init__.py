"""Ignisign: clients, models and enums; each is loaded when it is named.

```python
from esignkit.ignisign import Ignisign

with Ignisign(app_id="appId_…", app_env="DEVELOPMENT", app_secret="…") as client:
    profile = client.signature_profiles.list()[0]
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from esignkit.ignisign.application_enums import (
        ApiKeyStatus,
        ApplicationStatus,
        ApplicationType,
        InvitationStatus,
        SsoStatus,
        SsoType,
        UserRole,
    )
    from esignkit.ignisign.applications import (
        Application,
        UserInvitations,
    )
    from esignkit.ignisign.client import (
        AsyncIgnisign,
        Ignisign,
    )
    from esignkit.ignisign.codes import (
        ErrorCode,
    )
    from esignkit.ignisign.documents import (
        Documents,
    )
    from esignkit.ignisign.enums import (
        ApplicationEnvironment,
        AuthMechanism,
        ClaimRef,
        ClaimStatus,
        DiffusionMode,
        DocumentRequestStatus,
        DocumentRequestTarget,
        DocumentStatus,
        DocumentType,
        EidasLevel,
        EntityType,
        IdProofingMethod,
        IntegrationMode,
        Language,
        ProofType,
        SignatureFormat,
        SignatureMethod,
        SignatureMode,
        SignatureProfileStatus,
        SignatureProofStatus,
        SignatureRequestStatus,
        SignatureRequestType,
        SignatureStatus,
        SignerInput,
        SignerProfileStatus,
        SignerStatus,
        StatementTarget,
    )
    from esignkit.ignisign.errors import (
        Reason,
        SendInterruptedError,
        SignatureRequestEndedError,
        WebhookVerificationError,
    )
    from esignkit.ignisign.event_enums import (
        TOPIC_ACTIONS,
        MessageNature,
        WebhookAction,
        WebhookEventFilter,
        WebhookEventStatus,
        WebhookTopic,
    )
    from esignkit.ignisign.hashing import (
        m2m_file_hash,
        private_file_hash,
    )
    from esignkit.ignisign.models.application import (
        PALETTE_KEYS,
        ApplicationColors,
        ApplicationMetadata,
    )
    from esignkit.ignisign.models.application_context import (
        ApiKey,
        ApplicationConfig,
        ApplicationContext,
        ApplicationEnvironmentSettings,
        ApplicationSettings,
        GoogleDriveSettings,
        InvitedUser,
        SsoConfig,
    )
    from esignkit.ignisign.models.documents import (
        Document,
        DocumentContext,
        DocumentRequest,
        DocumentRequestUser,
        SignatureSummary,
    )
    from esignkit.ignisign.models.notifications import (
        AppContent,
        AppNotification,
        DocumentRequestContent,
        DocumentRequestNotification,
        Notification,
        ProvedDocument,
        SignatureContent,
        SignatureImageContent,
        SignatureImageNotification,
        SignatureNotification,
        SignatureProfileContent,
        SignatureProfileNotification,
        SignatureProofContent,
        SignatureProofNotification,
        SignatureRequestContent,
        SignatureRequestNotification,
        SignatureSessionContent,
        SignatureSessionNotification,
        SignerContent,
        SignerNotification,
        UnknownNotification,
    )
    from esignkit.ignisign.models.profiles import (
        SignatureAuthMethods,
        SignatureProfile,
        SignerProfile,
        SignerProfileUsed,
    )
    from esignkit.ignisign.models.signature_requests import (
        PublishResult,
        SignatureRequest,
        SignatureRequestContext,
        SignatureRequestItem,
        SignatureRequestState,
        SignerDetails,
    )
    from esignkit.ignisign.models.signatures import (
        Authenticity,
        Signature,
        SignatureFile,
        SignatureImage,
        SignatureImages,
    )
    from esignkit.ignisign.models.signers import (
        InputsNeeded,
        PublishedSigner,
        SignerClaim,
        SignerCreated,
        SignerReadiness,
        SignerSummary,
    )
    from esignkit.ignisign.models.statements import (
        Statement,
    )
    from esignkit.ignisign.models.webhooks import (
        NotifiedError,
        TokenCheck,
        WebhookEndpoint,
        WebhookEvent,
        WebhookResponse,
    )
    from esignkit.ignisign.notifications import (
        parse_webhook,
        read_event,
    )
    from esignkit.ignisign.sending import (
        NewDocument,
        NewSigner,
        SendProgress,
        SentRequest,
    )
    from esignkit.ignisign.signature_profiles import (
        SignatureProfiles,
    )
    from esignkit.ignisign.signature_requests import (
        SignatureRequests,
    )
    from esignkit.ignisign.signers import (
        Signers,
    )
    from esignkit.ignisign.urls import (
        MIN_FRAME_HEIGHT,
        MIN_FRAME_WIDTH,
        SIGN_URL,
        embedded_signing_url,
        proofs_page_url,
    )
    from esignkit.ignisign.v4 import (
        V4,
    )
    from esignkit.ignisign.v4.bare_signatures import (
        bare_signature_url,
        code_challenge,
    )
    from esignkit.ignisign.v4.models import (
        BareProof,
        BareSignatureProofs,
        BareSignaturesConfiguration,
        BareSigner,
        LogCapsule,
        OneCallSigner,
        ProofsToken,
        RemoteDocument,
        Seal,
    )
    from esignkit.ignisign.webhooks import (
        BodyKey,
        Webhooks,
    )

_PLACES = {
    "application_enums": (
        "ApiKeyStatus",
        "ApplicationStatus",
        "ApplicationType",
        "InvitationStatus",
        "SsoStatus",
        "SsoType",
        "UserRole",
    ),
    "applications": (
        "Application",
        "UserInvitations",
    ),
    "client": (
        "AsyncIgnisign",
        "Ignisign",
    ),
    "codes": ("ErrorCode",),
    "documents": ("Documents",),
    "enums": (
        "ApplicationEnvironment",
        "AuthMechanism",
        "ClaimRef",
        "ClaimStatus",
        "DiffusionMode",
        "DocumentRequestStatus",
        "DocumentRequestTarget",
        "DocumentStatus",
        "DocumentType",
        "EidasLevel",
        "EntityType",
        "IdProofingMethod",
        "IntegrationMode",
        "Language",
        "ProofType",
        "SignatureFormat",
        "SignatureMethod",
        "SignatureMode",
        "SignatureProfileStatus",
        "SignatureProofStatus",
        "SignatureRequestStatus",
        "SignatureRequestType",
        "SignatureStatus",
        "SignerInput",
        "SignerProfileStatus",
        "SignerStatus",
        "StatementTarget",
    ),
    "errors": (
        "Reason",
        "SendInterruptedError",
        "SignatureRequestEndedError",
        "WebhookVerificationError",
    ),
    "event_enums": (
        "MessageNature",
        "TOPIC_ACTIONS",
        "WebhookAction",
        "WebhookEventFilter",
        "WebhookEventStatus",
        "WebhookTopic",
    ),
    "hashing": (
        "m2m_file_hash",
        "private_file_hash",
    ),
    "models.application": (
        "ApplicationColors",
        "ApplicationMetadata",
        "PALETTE_KEYS",
    ),
    "models.application_context": (
        "ApiKey",
        "ApplicationConfig",
        "ApplicationContext",
        "ApplicationEnvironmentSettings",
        "ApplicationSettings",
        "GoogleDriveSettings",
        "InvitedUser",
        "SsoConfig",
    ),
    "models.documents": (
        "Document",
        "DocumentContext",
        "DocumentRequest",
        "DocumentRequestUser",
        "SignatureSummary",
    ),
    "models.notifications": (
        "AppContent",
        "AppNotification",
        "DocumentRequestContent",
        "DocumentRequestNotification",
        "Notification",
        "ProvedDocument",
        "SignatureContent",
        "SignatureImageContent",
        "SignatureImageNotification",
        "SignatureNotification",
        "SignatureProfileContent",
        "SignatureProfileNotification",
        "SignatureProofContent",
        "SignatureProofNotification",
        "SignatureRequestContent",
        "SignatureRequestNotification",
        "SignatureSessionContent",
        "SignatureSessionNotification",
        "SignerContent",
        "SignerNotification",
        "UnknownNotification",
    ),
    "models.profiles": (
        "SignatureAuthMethods",
        "SignatureProfile",
        "SignerProfile",
        "SignerProfileUsed",
    ),
    "models.signature_requests": (
        "PublishResult",
        "SignatureRequest",
        "SignatureRequestContext",
        "SignatureRequestItem",
        "SignatureRequestState",
        "SignerDetails",
    ),
    "models.signatures": (
        "Authenticity",
        "Signature",
        "SignatureFile",
        "SignatureImage",
        "SignatureImages",
    ),
    "models.signers": (
        "InputsNeeded",
        "PublishedSigner",
        "SignerClaim",
        "SignerCreated",
        "SignerReadiness",
        "SignerSummary",
    ),
    "models.statements": ("Statement",),
    "models.webhooks": (
        "NotifiedError",
        "TokenCheck",
        "WebhookEndpoint",
        "WebhookEvent",
        "WebhookResponse",
    ),
    "notifications": (
        "parse_webhook",
        "read_event",
    ),
    "sending": (
        "NewDocument",
        "NewSigner",
        "SendProgress",
        "SentRequest",
    ),
    "signature_profiles": ("SignatureProfiles",),
    "signature_requests": ("SignatureRequests",),
    "signers": ("Signers",),
    "urls": (
        "MIN_FRAME_HEIGHT",
        "MIN_FRAME_WIDTH",
        "SIGN_URL",
        "embedded_signing_url",
        "proofs_page_url",
    ),
    "v4": ("V4",),
    "v4.bare_signatures": (
        "bare_signature_url",
        "code_challenge",
    ),
    "v4.models": (
        "BareProof",
        "BareSignatureProofs",
        "BareSignaturesConfiguration",
        "BareSigner",
        "LogCapsule",
        "OneCallSigner",
        "ProofsToken",
        "RemoteDocument",
        "Seal",
    ),
    "webhooks": (
        "BodyKey",
        "Webhooks",
    ),
}
_PLACE = {name: module for module, names in _PLACES.items() for name in names}

__all__ = [
    "MIN_FRAME_HEIGHT",
    "MIN_FRAME_WIDTH",
    "PALETTE_KEYS",
    "SIGN_URL",
    "TOPIC_ACTIONS",
    "V4",
    "ApiKey",
    "ApiKeyStatus",
    "AppContent",
    "AppNotification",
    "Application",
    "ApplicationColors",
    "ApplicationConfig",
    "ApplicationContext",
    "ApplicationEnvironment",
    "ApplicationEnvironmentSettings",
    "ApplicationMetadata",
    "ApplicationSettings",
    "ApplicationStatus",
    "ApplicationType",
    "AsyncIgnisign",
    "AuthMechanism",
    "Authenticity",
    "BareProof",
    "BareSignatureProofs",
    "BareSignaturesConfiguration",
    "BareSigner",
    "BodyKey",
    "ClaimRef",
    "ClaimStatus",
    "DiffusionMode",
    "Document",
    "DocumentContext",
    "DocumentRequest",
    "DocumentRequestContent",
    "DocumentRequestNotification",
    "DocumentRequestStatus",
    "DocumentRequestTarget",
    "DocumentRequestUser",
    "DocumentStatus",
    "DocumentType",
    "Documents",
    "EidasLevel",
    "EntityType",
    "ErrorCode",
    "GoogleDriveSettings",
    "IdProofingMethod",
    "Ignisign",
    "InputsNeeded",
    "IntegrationMode",
    "InvitationStatus",
    "InvitedUser",
    "Language",
    "LogCapsule",
    "MessageNature",
    "NewDocument",
    "NewSigner",
    "Notification",
    "NotifiedError",
    "OneCallSigner",
    "ProofType",
    "ProofsToken",
    "ProvedDocument",
    "PublishResult",
    "PublishedSigner",
    "Reason",
    "RemoteDocument",
    "Seal",
    "SendInterruptedError",
    "SendProgress",
    "SentRequest",
    "Signature",
    "SignatureAuthMethods",
    "SignatureContent",
    "SignatureFile",
    "SignatureFormat",
    "SignatureImage",
    "SignatureImageContent",
    "SignatureImageNotification",
    "SignatureImages",
    "SignatureMethod",
    "SignatureMode",
    "SignatureNotification",
    "SignatureProfile",
    "SignatureProfileContent",
    "SignatureProfileNotification",
    "SignatureProfileStatus",
    "SignatureProfiles",
    "SignatureProofContent",
    "SignatureProofNotification",
    "SignatureProofStatus",
    "SignatureRequest",
    "SignatureRequestContent",
    "SignatureRequestContext",
    "SignatureRequestEndedError",
    "SignatureRequestItem",
    "SignatureRequestNotification",
    "SignatureRequestState",
    "SignatureRequestStatus",
    "SignatureRequestType",
    "SignatureRequests",
    "SignatureSessionContent",
    "SignatureSessionNotification",
    "SignatureStatus",
    "SignatureSummary",
    "SignerClaim",
    "SignerContent",
    "SignerCreated",
    "SignerDetails",
    "SignerInput",
    "SignerNotification",
    "SignerProfile",
    "SignerProfileStatus",
    "SignerProfileUsed",
    "SignerReadiness",
    "SignerStatus",
    "SignerSummary",
    "Signers",
    "SsoConfig",
    "SsoStatus",
    "SsoType",
    "Statement",
    "StatementTarget",
    "TokenCheck",
    "UnknownNotification",
    "UserInvitations",
    "UserRole",
    "WebhookAction",
    "WebhookEndpoint",
    "WebhookEvent",
    "WebhookEventFilter",
    "WebhookEventStatus",
    "WebhookResponse",
    "WebhookTopic",
    "WebhookVerificationError",
    "Webhooks",
    "bare_signature_url",
    "code_challenge",
    "embedded_signing_url",
    "m2m_file_hash",
    "parse_webhook",
    "private_file_hash",
    "proofs_page_url",
    "read_event",
]


def __getattr__(name: str) -> object:
    if name not in _PLACE:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    from importlib import import_module

    value: object = getattr(import_module(f"{__name__}.{_PLACE[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
