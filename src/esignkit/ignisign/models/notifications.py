"""Notifications, one class for each topic (long: ten topics, and what the notifications of each hold).

Source: Ignisign's API documentation 3.0.0, *webhooks*.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar, cast

from esignkit.core.model import model
from esignkit.ignisign.enums import ApplicationEnvironment, DocumentType, SignatureRequestStatus, SignerInput
from esignkit.ignisign.event_enums import MessageNature, WebhookAction, WebhookTopic
from esignkit.ignisign.models.signers import PublishedSigner
from esignkit.ignisign.models.webhooks import NotifiedError, read_topic
from esignkit.ignisign.wire import IgnisignModel
from esignkit.types import JSON

__all__ = [
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
]


def _signers(value: JSON) -> list[PublishedSigner]:
    """Read the signers of a request: a list in version 3, an object of two lists in version 4."""
    found = (
        [*_rows(value.get("signersBySide")), *_rows(value.get("signersEmbedded"))] if isinstance(value, dict) else value
    )
    return [PublishedSigner.from_wire(one) for one in _rows(found) if one is not None]


def _rows(value: JSON) -> list[JSON]:
    if value is None:
        return []
    if not isinstance(value, list):
        msg = "a list was expected"
        raise TypeError(msg)
    return value


# What notifications hold -------------------------------------------------------------------------------------------
@model
class SignatureRequestContent(IgnisignModel):
    """What a notification about a signature request holds.

    Attributes:
        signature_request_id: The request.
        status: Where it is in its life.
        signature_request_external_id: Your reference to it.
        initial_signature_request_id: The request that it was split off.
        signers: Its signers; those who sign in your own pages have a token (`LAUNCHED`).
    """

    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"signers": _signers}

    signature_request_id: str | None = None
    status: SignatureRequestStatus | None = None
    signature_request_external_id: str | None = None
    initial_signature_request_id: str | None = None
    signers: list[PublishedSigner] | None = None


@model
class SignatureContent(IgnisignModel):
    """What a notification about one signature holds.

    Attributes:
        app_id: Application.
        app_env: Environment of the application.
        document_nature: What was signed.
        signer_id: Who signed.
        signer_external_id: Your reference to the signer.
        document_id: The document.
        document_external_id: Your reference to it.
        signature_request_id: The request.
        signature_request_external_id: Your reference to it.
        signature_id: The signature.
    """

    app_id: str | None = None
    app_env: ApplicationEnvironment | None = None
    document_nature: DocumentType | None = None
    signer_id: str | None = None
    signer_external_id: str | None = None
    document_id: str | None = None
    document_external_id: str | None = None
    signature_request_id: str | None = None
    signature_request_external_id: str | None = None
    signature_id: str | None = None


@model
class SignatureSessionContent(IgnisignModel):
    """What a notification about a signing session holds.

    Attributes:
        signer_id: Who is signing.
        signature_request_id: The request.
        signature_request_external_id: Your reference to it.
        signer_external_id: Your reference to the signer.
    """

    signer_id: str | None = None
    signature_request_id: str | None = None
    signature_request_external_id: str | None = None
    signer_external_id: str | None = None


@model
class SignerContent(IgnisignModel):
    """What a notification about a signer holds.

    Attributes:
        app_id: Application.
        app_env: Environment of the application.
        signer_id: The signer.
        signer_external_id: Your reference to the signer.
        inputs_added: What has become known of the signer.
    """

    app_id: str | None = None
    app_env: ApplicationEnvironment | None = None
    signer_id: str | None = None
    signer_external_id: str | None = None
    inputs_added: list[SignerInput] | None = None


@model
class ProvedDocument(IgnisignModel):
    """A document whose proof is ready.

    Attributes:
        document_id: The document.
        document_external_id: Your reference to it.
        token: Opens the proof.
        url: Page of the proof; it holds the token.
    """

    SECRETS: ClassVar[frozenset[str]] = frozenset({"token", "url"})

    document_id: str | None = None
    document_external_id: str | None = None
    token: str | None = None
    url: str | None = None


@model
class SignatureProofContent(IgnisignModel):
    """What a notification about a proof holds: several documents, or one.

    Attributes:
        app_id: Application.
        app_env: Environment of the application.
        signature_request_id: The request.
        signature_request_external_id: Your reference to it.
        documents: The documents whose proofs are ready.
        signature_proof_token: Opens the page of proofs.
        signature_proof_url: That page; it holds the token.
        document_id: The one document, after a failure and for advanced proofs.
        document_external_id: Your reference to it.
    """

    SECRETS: ClassVar[frozenset[str]] = frozenset({"signature_proof_token", "signature_proof_url"})

    app_id: str | None = None
    app_env: ApplicationEnvironment | None = None
    signature_request_id: str | None = None
    signature_request_external_id: str | None = None
    documents: list[ProvedDocument] | None = None
    signature_proof_token: str | None = None
    signature_proof_url: str | None = None
    document_id: str | None = None
    document_external_id: str | None = None

    @property
    def document_ids(self) -> list[str]:
        """The documents it is about, in whichever form it came."""
        found = [one.document_id for one in self.documents or []] + [self.document_id]
        return list(dict.fromkeys(one for one in found if one))


@model
class SignatureImageContent(IgnisignModel):
    """What a notification about the picture of a signature holds.

    Attributes:
        app_id: Application.
        app_env: Environment of the application.
        document_id: The document.
        document_external_id: Your reference to it.
        signature_request_id: The request.
        signature_request_external_id: Your reference to it.
        signer_id: Who signed.
        signer_external_id: Your reference to the signer.
    """

    app_id: str | None = None
    app_env: ApplicationEnvironment | None = None
    document_id: str | None = None
    document_external_id: str | None = None
    signature_request_id: str | None = None
    signature_request_external_id: str | None = None
    signer_id: str | None = None
    signer_external_id: str | None = None


@model
class SignatureProfileContent(IgnisignModel):
    """What a notification about a signature profile holds.

    Attributes:
        signature_profile_id: The profile.
    """

    signature_profile_id: str | None = None


@model
class DocumentRequestContent(IgnisignModel):
    """What a notification about a document asked of others holds.

    Attributes:
        signature_request_id: The request.
        signature_request_external_id: Your reference to it.
        document_id: The document.
        document_external_id: Your reference to it.
        document_nature: What came.
        mime_type: Its MIME type.
    """

    signature_request_id: str | None = None
    signature_request_external_id: str | None = None
    document_id: str | None = None
    document_external_id: str | None = None
    document_nature: DocumentType | None = None
    mime_type: str | None = None


@model
class AppContent(IgnisignModel):
    """What a notification about the application holds.

    Attributes:
        user_id: Whose membership has changed.
    """

    user_id: str | None = None


# Notifications -----------------------------------------------------------------------------------------------------
@model
class Notification(IgnisignModel):
    """What every notification has; its class says what its `content` is.

    Attributes:
        app_id: Application.
        app_env: Environment of the application.
        topic: What it is about.
        action: What happened.
        msg_nature: How good or bad the news is.
        verification_token: Proves, once, that Ignisign sent it: `webhooks.verify` consumes it.
        error: What went wrong.
    """

    SECRETS: ClassVar[frozenset[str]] = frozenset({"verification_token"})
    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"topic": read_topic}

    app_id: str | None = None
    app_env: ApplicationEnvironment | None = None
    topic: WebhookTopic | None = None
    action: WebhookAction | None = None
    msg_nature: MessageNature | None = None
    verification_token: str | None = None
    error: NotifiedError | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """What tells this piece of news from others, whatever delivery brings it: topic, action and ids.

        Deliveries may repeat. Keep the keys of what you have handled and leave out what comes again.
        """
        content = getattr(self, "content", None)
        members = content.to_wire() if isinstance(content, IgnisignModel) else content
        ids: list[str] = []
        if isinstance(members, dict):
            found = cast("dict[str, JSON]", members)
            ids = [f"{name}={value}" for name, value in sorted(found.items()) if _is_id(name) and value is not None]
            rows = found.get("documents")
            for one in rows if isinstance(rows, list) else ():
                ids += [f"documentId={one.get('documentId')}"] if isinstance(one, dict) else []
            ids += [f"{name}={found[name]}" for name in ("status", "inputsAdded") if found.get(name) is not None]
        return (str(self.topic or ""), str(self.action or ""), *ids)


def _is_id(name: str) -> bool:
    return name.endswith("Id") and not name.endswith("ExternalId")


@model
class SignatureRequestNotification(Notification):
    """News of a signature request.

    Attributes:
        content: What it holds.
    """

    content: SignatureRequestContent | None = None


@model
class SignatureNotification(Notification):
    """News of one signature.

    Attributes:
        content: What it holds.
    """

    content: SignatureContent | None = None


@model
class SignatureSessionNotification(Notification):
    """News of a signing session.

    Attributes:
        content: What it holds.
    """

    content: SignatureSessionContent | None = None


@model
class SignerNotification(Notification):
    """News of a signer.

    Attributes:
        content: What it holds.
    """

    content: SignerContent | None = None


@model
class SignatureProofNotification(Notification):
    """News of a proof.

    Attributes:
        content: What it holds.
    """

    content: SignatureProofContent | None = None


@model
class SignatureImageNotification(Notification):
    """News of the picture of a signature.

    Attributes:
        content: What it holds.
    """

    content: SignatureImageContent | None = None


@model
class SignatureProfileNotification(Notification):
    """News of a signature profile.

    Attributes:
        content: What it holds.
    """

    content: SignatureProfileContent | None = None


@model
class DocumentRequestNotification(Notification):
    """News of a document that was asked of others.

    Attributes:
        content: What it holds.
    """

    content: DocumentRequestContent | None = None


@model
class AppNotification(Notification):
    """News of the application.

    Attributes:
        content: What it holds.
    """

    content: AppContent | None = None


@model
class UnknownNotification(Notification):
    """News of a topic that this version of the SDK does not know, or whose content it cannot read.

    Attributes:
        content: What it holds, as it came; it may hold tokens, so `repr` does not show it.
    """

    SECRETS: ClassVar[frozenset[str]] = frozenset({"verification_token", "content"})

    content: JSON = None
