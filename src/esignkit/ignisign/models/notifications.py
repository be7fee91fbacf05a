"""Notifications, one class for each topic.

Source: Ignisign's API documentation 3.0.0, *webhooks*.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar, cast

from esignkit.core.field_specifiers import always, several
from esignkit.core.model import model
from esignkit.ignisign.enums import ApplicationEnvironment, DocumentType, SignatureRequestStatus
from esignkit.ignisign.event_enums import MessageNature, WebhookAction, WebhookTopic
from esignkit.ignisign.models.signers import PublishedSigner
from esignkit.ignisign.models.webhooks import NotifiedError, read_topic
from esignkit.ignisign.signer_enums import SignerInput
from esignkit.ignisign.wire_format import IgnisignModel
from esignkit.types import JSON, Secret

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
    rows = (
        [*_rows(value.get("signersBySide")), *_rows(value.get("signersEmbedded"))] if isinstance(value, dict) else value
    )
    return [PublishedSigner.from_wire(one) for one in _rows(rows) if one is not None]


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
    """What a notification about a signature request holds."""

    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"signers": _signers}

    signature_request_id: str = always()
    """Id of the signature request."""
    status: SignatureRequestStatus = always()
    """Where the request is in its life."""
    signature_request_external_id: str | None = None
    """Your own reference of the signature request."""
    initial_signature_request_id: str | None = None
    """Id of the request that it was split off."""
    signers: list[PublishedSigner] = several()
    """The signers; those who sign in your own pages have a token (`LAUNCHED`)."""


@model
class SignatureContent(IgnisignModel):
    """What a notification about one signature holds."""

    app_id: str | None = None
    """Id of the application."""
    app_env: ApplicationEnvironment | None = None
    """Environment of the application, such as `PRODUCTION`."""
    document_nature: DocumentType | None = None
    """What kind of content was signed."""
    signer_id: str = always()
    """Id of the signer who signed."""
    signer_external_id: str | None = None
    """Your own reference of the signer."""
    document_id: str = always()
    """Id of the document."""
    document_external_id: str | None = None
    """Your own reference of the document."""
    signature_request_id: str = always()
    """Id of the signature request."""
    signature_request_external_id: str | None = None
    """Your own reference of the signature request."""
    signature_id: str = always()
    """The service's id of the signature."""


@model
class SignatureSessionContent(IgnisignModel):
    """What a notification about a signing session holds."""

    signer_id: str = always()
    """Id of the signer who is signing."""
    signature_request_id: str = always()
    """Id of the signature request."""
    signature_request_external_id: str | None = None
    """Your own reference of the signature request."""
    signer_external_id: str | None = None
    """Your own reference of the signer."""


@model
class SignerContent(IgnisignModel):
    """What a notification about a signer holds."""

    app_id: str | None = None
    """Id of the application."""
    app_env: ApplicationEnvironment | None = None
    """Environment of the application, such as `PRODUCTION`."""
    signer_id: str = always()
    """Id of the signer."""
    signer_external_id: str | None = None
    """Your own reference of the signer."""
    inputs_added: list[SignerInput] = several()
    """Kinds of data on the signer that are known from now on."""


@model
class ProvedDocument(IgnisignModel):
    """A document whose proof is ready."""

    SECRETS: ClassVar[frozenset[str]] = frozenset({"token", "url"})

    document_id: str = always()
    """Id of the document."""
    document_external_id: str | None = None
    """Your own reference of the document."""
    token: Secret = always()
    """Token that opens the proof; `repr` hides it."""
    url: Secret = always()
    """Address of the proof's page; it holds the token, so `repr` hides it."""


@model
class SignatureProofContent(IgnisignModel):
    """What a notification about a proof holds: several documents, or one."""

    SECRETS: ClassVar[frozenset[str]] = frozenset({"signature_proof_token", "signature_proof_url"})

    app_id: str | None = None
    """Id of the application."""
    app_env: ApplicationEnvironment | None = None
    """Environment of the application, such as `PRODUCTION`."""
    signature_request_id: str = always()
    """Id of the signature request."""
    signature_request_external_id: str | None = None
    """Your own reference of the signature request."""
    documents: list[ProvedDocument] = several()
    """The documents whose proofs are ready."""
    signature_proof_token: Secret | None = None
    """Token that opens the page of proofs; `repr` hides it."""
    signature_proof_url: Secret | None = None
    """Address of the page of proofs; it holds the token, so `repr` hides it."""
    document_id: str | None = None
    """Id of the one document, after a failure and for advanced proofs."""
    document_external_id: str | None = None
    """Your own reference of the one document."""

    @property
    def document_ids(self) -> list[str]:
        """The documents it is about, in whichever form it came."""
        documents: list[ProvedDocument] = getattr(self, "documents", None) or []
        ids = [getattr(one, "document_id", None) for one in documents] + [self.document_id]
        return list(dict.fromkeys(one for one in ids if one))


@model
class SignatureImageContent(IgnisignModel):
    """What a notification about the picture of a signature holds."""

    app_id: str | None = None
    """Id of the application."""
    app_env: ApplicationEnvironment | None = None
    """Environment of the application, such as `PRODUCTION`."""
    document_id: str = always()
    """Id of the document."""
    document_external_id: str | None = None
    """Your own reference of the document."""
    signature_request_id: str = always()
    """Id of the signature request."""
    signature_request_external_id: str | None = None
    """Your own reference of the signature request."""
    signer_id: str = always()
    """Id of the signer who signed."""
    signer_external_id: str | None = None
    """Your own reference of the signer."""


@model
class SignatureProfileContent(IgnisignModel):
    """What a notification about a signature profile holds."""

    signature_profile_id: str = always()
    """Id of the signature profile."""


@model
class DocumentRequestContent(IgnisignModel):
    """What a notification about a document asked of others holds."""

    signature_request_id: str = always()
    """Id of the signature request."""
    signature_request_external_id: str | None = None
    """Your own reference of the signature request."""
    document_id: str = always()
    """Id of the document."""
    document_external_id: str | None = None
    """Your own reference of the document."""
    document_nature: DocumentType | None = None
    """What kind of content was given."""
    mime_type: str | None = None
    """MIME type of the content that was given."""


@model
class AppContent(IgnisignModel):
    """What a notification about the application holds."""

    user_id: str | None = None
    """Id of the user whose membership has changed."""


# Notifications -----------------------------------------------------------------------------------------------------
@model
class Notification(IgnisignModel):
    """What every notification has; its class says what its `content` is."""

    SECRETS: ClassVar[frozenset[str]] = frozenset({"verification_token"})
    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"topic": read_topic}

    app_id: str = always()
    """Id of the application."""
    app_env: ApplicationEnvironment = always()
    """Environment of the application, such as `PRODUCTION`."""
    topic: WebhookTopic = always()
    """What kind of thing the notification is about."""
    action: WebhookAction = always()
    """What has happened to it."""
    msg_nature: MessageNature = always()
    """Whether it is information, a success, a warning or an error."""
    verification_token: Secret | None = None
    """Proves, once, that Ignisign sent it: `webhooks.verify` consumes it."""
    error: NotifiedError | None = None
    """What went wrong, in notifications of failures."""

    @property
    def key(self) -> tuple[str, ...]:
        """What tells this piece of news from others, whatever delivery brings it: topic, action and ids.

        Deliveries may repeat. Keep the keys of what you have handled and leave out what comes again.
        """
        content = getattr(self, "content", None)
        members = content.to_wire() if isinstance(content, IgnisignModel) else content
        ids: list[str] = []
        if isinstance(members, dict):
            values = cast("dict[str, JSON]", members)
            ids = [f"{name}={value}" for name, value in sorted(values.items()) if _is_id(name) and value is not None]
            rows = values.get("documents")
            for one in rows if isinstance(rows, list) else ():
                ids += [f"documentId={one.get('documentId')}"] if isinstance(one, dict) else []
            ids += [f"{name}={values[name]}" for name in ("status", "inputsAdded") if values.get(name) is not None]
        return (str(getattr(self, "topic", "")), str(getattr(self, "action", "")), *ids)


def _is_id(name: str) -> bool:
    return name.endswith("Id") and not name.endswith("ExternalId")


@model
class SignatureRequestNotification(Notification):
    """News of a signature request."""

    content: SignatureRequestContent = always()
    """The request, its status and its signers."""


@model
class SignatureNotification(Notification):
    """News of one signature."""

    content: SignatureContent = always()
    """The signature, its signer and its document."""


@model
class SignatureSessionNotification(Notification):
    """News of a signing session."""

    content: SignatureSessionContent = always()
    """The signer and the request of the session."""


@model
class SignerNotification(Notification):
    """News of a signer."""

    content: SignerContent = always()
    """The signer, and what has become known."""


@model
class SignatureProofNotification(Notification):
    """News of a proof."""

    content: SignatureProofContent = always()
    """The documents whose proofs are ready."""


@model
class SignatureImageNotification(Notification):
    """News of the picture of a signature."""

    content: SignatureImageContent = always()
    """The document and the signer of the picture."""


@model
class SignatureProfileNotification(Notification):
    """News of a signature profile."""

    content: SignatureProfileContent = always()
    """The signature profile."""


@model
class DocumentRequestNotification(Notification):
    """News of a document that was asked of others."""

    content: DocumentRequestContent = always()
    """The document that was asked for."""


@model
class AppNotification(Notification):
    """News of the application."""

    content: AppContent | None = None
    """The user whose membership has changed, if any."""


@model
class UnknownNotification(Notification):
    """News of a topic that this version of the SDK does not know, or whose content it cannot read."""

    SECRETS: ClassVar[frozenset[str]] = frozenset({"verification_token", "content"})

    content: JSON = None
    """What was sent, as it came; it may hold tokens, so `repr` hides it."""
