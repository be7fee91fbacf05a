"""Webhooks and the log of their events. Source: Ignisign's published models (`ignisign-public-models`, branch `v3`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import ClassVar

from esignkit.core.field_specifiers import always
from esignkit.core.model import model
from esignkit.ignisign.enums import ApplicationEnvironment
from esignkit.ignisign.event_enums import (
    MessageNature,
    WebhookAction,
    WebhookEventStatus,
    WebhookTopic,
)
from esignkit.ignisign.wire_format import IgnisignModel, number
from esignkit.types import JSON

__all__ = ["NotifiedError", "TokenCheck", "WebhookEndpoint", "WebhookEvent", "WebhookResponse", "read_topic"]

_SPELLINGS = {"APPLICATION": WebhookTopic.APP, "SIGNATURE_IMAGE": WebhookTopic.SIGNATURE_SIGNER_IMAGE}


def read_topic(value: JSON) -> WebhookTopic:
    """Read a topic in either of its spellings."""
    if not isinstance(value, str):
        msg = "a topic was expected"
        raise TypeError(msg)
    return _SPELLINGS.get(value) or WebhookTopic(value)


@model
class WebhookEndpoint(IgnisignModel):
    """A URL that notifications are sent to."""

    id: str = always()
    """The service's id."""
    url: str = always()
    """Address that notifications are posted to."""
    description: str | None = None
    """Your own description."""
    is_disabled: bool | None = None
    """Whether no notifications are sent there."""
    created_at: datetime | None = None
    """When the webhook was registered."""


@model
class NotifiedError(IgnisignModel):
    """What went wrong, as a notification tells it."""

    error_code: str = always()
    """Code of the error, to compare with `ErrorCode`; calls name it `code`."""
    message: str | None = None
    """What went wrong, in words."""
    context: JSON = None
    """More about the error, as the service sends it."""


@model
class WebhookResponse(IgnisignModel):
    """What your server answered to a delivery."""

    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"status": number}

    status: int | float | None = None
    """HTTP status of your server's response."""
    status_text: str | None = None
    """Text of the HTTP status."""


@model
class WebhookEvent(IgnisignModel):
    """One notification in a webhook's log."""

    SECRETS: ClassVar[frozenset[str]] = frozenset({"content"})
    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"topic": read_topic}

    id: str = always()
    """The service's id."""
    app_id: str = always()
    """Id of the application."""
    app_env: ApplicationEnvironment = always()
    """Environment of the application, such as `PRODUCTION`."""
    webhook_id: str = always()
    """Id of the webhook."""
    topic: WebhookTopic = always()
    """What kind of thing the notification is about."""
    action: WebhookAction = always()
    """What has happened to it."""
    msg_nature: MessageNature = always()
    """Whether it is information, a success, a warning or an error."""
    content: JSON = None
    """What was sent; `read_event` reads it. It may hold tokens, so `repr` hides it."""
    error: NotifiedError | None = None
    """What went wrong, if it tells of a failure."""
    response: WebhookResponse | None = None
    """What your server answered."""
    status: WebhookEventStatus = always()
    """Whether it was delivered, waits or has failed."""
    created_at: datetime | None = None
    """When the event was made."""


@model
class TokenCheck(IgnisignModel):
    """What the service says of the token of a delivery. Asking consumes it."""

    is_valid: bool = always()
    """Whether the token was good, so that Ignisign sent the delivery."""
    context: JSON = None
    """More about the check, as the service sends it."""
    not_found: bool | None = None
    """Whether there is no such token."""
    already_consumed: bool | None = None
    """Whether the token was checked before."""
    bad_target: bool | None = None
    """Whether the token is for something else."""
    is_expired: bool | None = None
    """Whether the token has expired."""
    bad_related_id: bool | None = None
    """Whether the token belongs to another application or environment."""
    error_str: str | None = None
    """What is wrong, in words."""
    have_been_consumed: bool | None = None
    """Whether this check has consumed it."""

    @property
    def reasons(self) -> list[str]:
        """Why it was refused, in the service's own words."""
        flags = {
            "notFound": self.not_found,
            "alreadyConsumed": self.already_consumed,
            "badTarget": self.bad_target,
            "isExpired": self.is_expired,
            "badRelatedId": self.bad_related_id,
        }
        return [name for name, told in flags.items() if told] + ([self.error_str] if self.error_str else [])
