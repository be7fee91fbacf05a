"""Ignisign's enumerations about webhooks; open, like the others.

Source: Ignisign's published models (`ignisign-public-models`, branch `v3`).
"""

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
    SIGNATURE = "SIGNATURE"
    SIGNATURE_SESSION = "SIGNATURE_SESSION"
    SIGNER = "SIGNER"
    SIGNATURE_PROOF = "SIGNATURE_PROOF"
    SIGNATURE_SIGNER_IMAGE = "SIGNATURE_SIGNER_IMAGE"
    """Also read from `SIGNATURE_IMAGE`, as some pages spell it."""
    SIGNATURE_PROFILE = "SIGNATURE_PROFILE"
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
    UPDATED = "UPDATED"
    READY = "READY"
    WAITING_DOCUMENTS = "WAITING_DOCUMENTS"
    LAUNCHED = "LAUNCHED"
    """Sent to the signers; for embedded signing the notification holds their tokens."""
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
    """Closed before anybody signed; afterwards it is `COMPLETED`."""
    EXPIRED = "EXPIRED"
    """Ran out before anybody signed; afterwards it is `COMPLETED`."""
    COMPLETED = "COMPLETED"
    CHILDREN_GENERATED = "CHILDREN_GENERATED"
    APPROVER_STEP = "APPROVER_STEP"
    """Version 4."""
    FINALIZED = "FINALIZED"
    CREATED = "CREATED"
    INPUTS_ADDED = "INPUTS_ADDED"
    GENERATED = "GENERATED"
    ADV_GENERATED = "ADV_GENERATED"
    ARCHIVED = "ARCHIVED"
    PROVIDED = "PROVIDED"
    SETTINGS_UPDATED = "SETTINGS_UPDATED"
    MEMBERSHIP_UPDATED = "MEMBERSHIP_UPDATED"


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
    PENDING = "PENDING"
    FAILED = "FAILED"


class WebhookEventFilter(OpenEnum):
    """Which events of a webhook's log are listed."""

    ALL = "ALL"
    SUCCESS = "SUCCESS"
    FAILED = "FAILED"
