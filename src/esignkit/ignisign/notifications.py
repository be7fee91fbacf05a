"""Parsing of webhook notifications. They are not verified here; see `webhooks.verify`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from esignkit.core.deserialization import structure
from esignkit.core.json_text import loads
from esignkit.errors import DecodeError
from esignkit.ignisign.errors import WebhookVerificationError
from esignkit.ignisign.event_enums import WebhookTopic
from esignkit.ignisign.models.notifications import (
    AppNotification,
    DocumentRequestNotification,
    Notification,
    SignatureImageNotification,
    SignatureNotification,
    SignatureProfileNotification,
    SignatureProofNotification,
    SignatureRequestNotification,
    SignatureSessionNotification,
    SignerNotification,
    UnknownNotification,
)
from esignkit.ignisign.models.webhooks import WebhookEvent, read_topic
from esignkit.types import JSONObject

__all__ = ["parse_webhook", "read_event"]

_CLASSES: Mapping[WebhookTopic, type[Notification]] = {
    WebhookTopic.SIGNATURE_REQUEST: SignatureRequestNotification,
    WebhookTopic.SIGNATURE: SignatureNotification,
    WebhookTopic.SIGNATURE_SESSION: SignatureSessionNotification,
    WebhookTopic.SIGNER: SignerNotification,
    WebhookTopic.SIGNATURE_PROOF: SignatureProofNotification,
    WebhookTopic.SIGNATURE_SIGNER_IMAGE: SignatureImageNotification,
    WebhookTopic.SIGNATURE_PROFILE: SignatureProfileNotification,
    WebhookTopic.DOCUMENT_REQUEST: DocumentRequestNotification,
    WebhookTopic.APP: AppNotification,
}


def parse_webhook(body: bytes | str) -> Notification:
    """Read a notification. It is not verified yet: anybody can post one.

    Args:
        body: The body of the request, as it came.

    Returns:
        A notification of its topic's class; `UnknownNotification` for topics and contents that cannot be told.

    Raises:
        WebhookVerificationError: It is no notification (`reason` is `malformed`).
        TypeError: It is no body but what another parser made of it.

    Source: Ignisign's API documentation 3.0.0, *webhooks*.
    """
    delivery = cast("object", body)
    if not isinstance(delivery, bytes | bytearray | memoryview | str):
        kind = type(delivery).__name__
        msg = f"give the delivery, the body of the request as it came, bytes or text, not a {kind} made of it"
        raise TypeError(msg)
    if not (body if isinstance(body, str) else bytes(body)).strip():
        raise _malformed("it is empty; give the body as it came, before anything else has read it")
    try:
        value = loads(body.encode() if isinstance(body, str) else bytes(body))
    except (ValueError, TypeError):
        raise _malformed("it is not JSON") from None
    if not isinstance(value, dict):
        raise _malformed("it is not an object")
    return _notification(value)


def read_event(event: WebhookEvent) -> Notification:
    """Read an event of a webhook's log as the notification it was sent as, without its token.

    Args:
        event: The event.

    Source: Ignisign's API documentation 3.0.0, *webhooks*.
    """
    event_members = event.to_wire()
    members = ("appId", "appEnv", "topic", "action", "msgNature", "content", "error")
    return _notification({name: event_members[name] for name in members if name in event_members})


def _notification(value: JSONObject) -> Notification:
    try:
        topic = read_topic(value.get("topic"))
    except TypeError:
        raise _malformed("it has no topic") from None
    try:
        return structure(value, _CLASSES.get(topic, UnknownNotification))
    except DecodeError:
        pass  # a content of another form than known: what came is kept as it is
    try:
        return structure(value, UnknownNotification)
    except DecodeError as error:
        raise _malformed(error.message) from None


def _malformed(reason: str) -> WebhookVerificationError:
    return WebhookVerificationError(f"this is no notification of Ignisign's: {reason}", reason="malformed")
