"""Parsing of webhook notifications. They are not verified here; see `webhooks.verify`."""

from __future__ import annotations

from collections.abc import Mapping

from esignkit.core.deserialization import structure
from esignkit.core.event_body import event_object, unreadable
from esignkit.errors import DecodeError
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
from esignkit.ignisign.operation import PROVIDER
from esignkit.types import Headers, JSONObject

__all__ = ["parse_event", "read_event"]

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


def parse_event(headers: Headers, body: bytes | bytearray | memoryview | str) -> Notification:
    """Read a notification. It is not verified yet, as anybody can post one: `client.webhooks.verify` does that.

    Args:
        headers: The request's headers; this service says nothing in them.
        body: The request's body as it came.

    Returns:
        A notification of its topic's class; `UnknownNotification` for topics and contents that cannot be told.

    Raises:
        UnreadableEventError: It is no notification.
        TypeError: `body` is what another parser made of it.

    Source: Ignisign's API documentation 3.0.0, *webhooks*.
    """
    return _notification(event_object(body, PROVIDER))


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
        raise unreadable(PROVIDER, "it has no topic") from None
    try:
        return structure(value, _CLASSES.get(topic, UnknownNotification))
    except DecodeError:
        pass  # a content of another form than known: what came is kept as it is
    try:
        return structure(value, UnknownNotification)
    except DecodeError as error:
        raise unreadable(PROVIDER, error.message) from None
