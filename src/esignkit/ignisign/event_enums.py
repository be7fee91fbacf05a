"""Ignisign's enumerations about webhooks; open, like the others. Source: Ignisign sections 3.6, 6.7, 8 and 9.1."""

from __future__ import annotations

from collections.abc import Mapping

from esignkit.types import OpenEnum

__all__ = [
    "TOPIC_ACTIONS",
    "MessageNature",
    "WebhookAction",
    "WebhookEventFilter",
    "WebhookEventStatus",
    "WebhookTopic",
]


class WebhookTopic(OpenEnum):
    """What a notification is about."""

    SIGNATURE_REQUEST = "SIGNATURE_REQUEST"
    """What happens to signature requests."""
    SIGNATURE = "SIGNATURE"
    """What happens to single signatures."""
    SIGNATURE_SESSION = "SIGNATURE_SESSION"
    """What happens to signing sessions."""
    SIGNER = "SIGNER"
    """What happens to signers."""
    SIGNATURE_PROOF = "SIGNATURE_PROOF"
    """What happens to the proofs of signed documents."""
    SIGNATURE_SIGNER_IMAGE = "SIGNATURE_SIGNER_IMAGE"
    """Also read from `SIGNATURE_IMAGE`, as some pages spell it."""
    SIGNATURE_PROFILE = "SIGNATURE_PROFILE"
    """What happens to signature profiles."""
    DOCUMENT_REQUEST = "DOCUMENT_REQUEST"
    """Version 3 only."""
    APP = "APP"
    """Sent to production endpoints only. Also read from `APPLICATION`, as some pages spell it."""
    ALL = "ALL"
    """What a subscriber may say for every topic; no notification has it."""
    ID_PROOFING = "ID_PROOFING"
    """Reserved."""
    SIGNER_AUTH = "SIGNER_AUTH"
    """Reserved."""


class WebhookAction(OpenEnum):
    """What happened; which ones a topic has is in `TOPIC_ACTIONS`."""

    INITIALIZED = "INITIALIZED"
    """A request or a signing session was begun."""
    UPDATED = "UPDATED"
    """A request was changed."""
    READY = "READY"
    """A request has all that it needs."""
    WAITING_DOCUMENTS = "WAITING_DOCUMENTS"
    """A request waits for documents from others (version 3)."""
    LAUNCHED = "LAUNCHED"
    """Sent to the signers; for embedded signing the notification holds their tokens."""
    FAILED = "FAILED"
    """Something went wrong; `error` says what."""
    CANCELLED = "CANCELLED"
    """Closed before anybody signed; afterwards it is `COMPLETED`."""
    EXPIRED = "EXPIRED"
    """Ran out before anybody signed; afterwards it is `COMPLETED`."""
    COMPLETED = "COMPLETED"
    """A request is signed and finished."""
    CHILDREN_GENERATED = "CHILDREN_GENERATED"
    """A request was split into one for each signer."""
    APPROVER_STEP = "APPROVER_STEP"
    """Version 4."""
    FINALIZED = "FINALIZED"
    """A signature was made."""
    CREATED = "CREATED"
    """A signer or a profile was created."""
    INPUTS_ADDED = "INPUTS_ADDED"
    """More is known of a signer."""
    GENERATED = "GENERATED"
    """A proof or a picture is ready."""
    ADV_GENERATED = "ADV_GENERATED"
    """An advanced proof is ready."""
    ARCHIVED = "ARCHIVED"
    """A profile or the application was archived."""
    PROVIDED = "PROVIDED"
    """Somebody has given a document that was asked for."""
    SETTINGS_UPDATED = "SETTINGS_UPDATED"
    """The application's settings have changed."""
    MEMBERSHIP_UPDATED = "MEMBERSHIP_UPDATED"
    """A user's membership has changed."""


_A = WebhookAction
TOPIC_ACTIONS: Mapping[WebhookTopic, tuple[WebhookAction, ...]] = {
    WebhookTopic.SIGNATURE_REQUEST: (
        _A.INITIALIZED,
        _A.UPDATED,
        _A.READY,
        _A.WAITING_DOCUMENTS,
        _A.LAUNCHED,
        _A.FAILED,
        _A.CANCELLED,
        _A.EXPIRED,
        _A.COMPLETED,
        _A.CHILDREN_GENERATED,
        _A.APPROVER_STEP,
    ),
    WebhookTopic.SIGNATURE: (_A.FINALIZED, _A.FAILED),
    WebhookTopic.SIGNATURE_SESSION: (_A.INITIALIZED,),
    WebhookTopic.SIGNER: (_A.CREATED, _A.INPUTS_ADDED),
    WebhookTopic.SIGNATURE_PROOF: (_A.GENERATED, _A.ADV_GENERATED),
    WebhookTopic.SIGNATURE_SIGNER_IMAGE: (_A.GENERATED,),
    WebhookTopic.SIGNATURE_PROFILE: (_A.CREATED, _A.ARCHIVED),
    WebhookTopic.DOCUMENT_REQUEST: (_A.PROVIDED,),
    WebhookTopic.APP: (_A.SETTINGS_UPDATED, _A.MEMBERSHIP_UPDATED, _A.ARCHIVED),
}
"""The actions of each topic that is delivered."""


class MessageNature(OpenEnum):
    """How good or bad a notification's news is."""

    INFO = "INFO"
    SUCCESS = "SUCCESS"
    WARNING = "WARNING"
    ERROR = "ERROR"


class WebhookEventStatus(OpenEnum):
    """Whether a notification was delivered."""

    SUCCESS = "SUCCESS"
    """Your server has confirmed it."""
    PENDING = "PENDING"
    """Not delivered yet."""
    FAILED = "FAILED"
    """Your server has not confirmed it."""


class WebhookEventFilter(OpenEnum):
    """Which events of a webhook's log are listed."""

    ALL = "ALL"
    SUCCESS = "SUCCESS"
    FAILED = "FAILED"
