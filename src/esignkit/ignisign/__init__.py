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
    from esignkit.ignisign.client import AsyncIgnisign, Ignisign
    from esignkit.ignisign.codes import ErrorCode
    from esignkit.ignisign.documents import Documents
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
        EntityType,
        IdProofingMethod,
        IntegrationMode,
        Language,
        SignatureMethod,
        SignatureProfileStatus,
        SignatureProofStatus,
        SignatureRequestStatus,
        SignatureRequestType,
        SignerInput,
        SignerStatus,
        StatementTarget,
    )
    from esignkit.ignisign.errors import SignatureRequestEndedError
    from esignkit.ignisign.models.application import PALETTE_KEYS, ApplicationColors, ApplicationMetadata
    from esignkit.ignisign.models.documents import (
        Document,
        DocumentContext,
        DocumentRequest,
        DocumentRequestUser,
        SignatureSummary,
    )
    from esignkit.ignisign.models.profiles import SignatureProfile
    from esignkit.ignisign.models.signature_requests import (
        PublishResult,
        SignatureRequest,
        SignatureRequestContext,
        SignatureRequestItem,
        SignatureRequestState,
    )
    from esignkit.ignisign.models.signers import PublishedSigner, SignerCreated, SignerSummary
    from esignkit.ignisign.models.statements import Statement
    from esignkit.ignisign.signature_profiles import SignatureProfiles
    from esignkit.ignisign.signature_requests import SignatureRequests
    from esignkit.ignisign.signers import Signers

_PLACES = {
    "client": ("AsyncIgnisign", "Ignisign"),
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
        "EntityType",
        "IdProofingMethod",
        "IntegrationMode",
        "Language",
        "SignatureMethod",
        "SignatureProfileStatus",
        "SignatureProofStatus",
        "SignatureRequestStatus",
        "SignatureRequestType",
        "SignerInput",
        "SignerStatus",
        "StatementTarget",
    ),
    "errors": ("SignatureRequestEndedError",),
    "models.application": ("PALETTE_KEYS", "ApplicationColors", "ApplicationMetadata"),
    "models.documents": ("Document", "DocumentContext", "DocumentRequest", "DocumentRequestUser", "SignatureSummary"),
    "models.profiles": ("SignatureProfile",),
    "models.signature_requests": (
        "PublishResult",
        "SignatureRequest",
        "SignatureRequestContext",
        "SignatureRequestItem",
        "SignatureRequestState",
    ),
    "models.signers": ("PublishedSigner", "SignerCreated", "SignerSummary"),
    "models.statements": ("Statement",),
    "signature_profiles": ("SignatureProfiles",),
    "signature_requests": ("SignatureRequests",),
    "signers": ("Signers",),
}
_PLACE = {name: module for module, names in _PLACES.items() for name in names}

__all__ = [
    "PALETTE_KEYS",
    "ApplicationColors",
    "ApplicationEnvironment",
    "ApplicationMetadata",
    "AsyncIgnisign",
    "AuthMechanism",
    "ClaimRef",
    "ClaimStatus",
    "DiffusionMode",
    "Document",
    "DocumentContext",
    "DocumentRequest",
    "DocumentRequestStatus",
    "DocumentRequestTarget",
    "DocumentRequestUser",
    "DocumentStatus",
    "DocumentType",
    "Documents",
    "EntityType",
    "ErrorCode",
    "IdProofingMethod",
    "Ignisign",
    "IntegrationMode",
    "Language",
    "PublishResult",
    "PublishedSigner",
    "SignatureMethod",
    "SignatureProfile",
    "SignatureProfileStatus",
    "SignatureProfiles",
    "SignatureProofStatus",
    "SignatureRequest",
    "SignatureRequestContext",
    "SignatureRequestEndedError",
    "SignatureRequestItem",
    "SignatureRequestState",
    "SignatureRequestStatus",
    "SignatureRequestType",
    "SignatureRequests",
    "SignatureSummary",
    "SignerCreated",
    "SignerInput",
    "SignerStatus",
    "SignerSummary",
    "Signers",
    "Statement",
    "StatementTarget",
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
