"""Webhooks and the log of their events. Source: Ignisign's published models (`ignisign-public-models`, branch `v3`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import ClassVar

from esignkit.core.members import always
from esignkit.core.model import model
from esignkit.ignisign.enums import ApplicationEnvironment
from esignkit.ignisign.event_enums import (
    MessageNature,
    WebhookAction,
    WebhookEventStatus,
    WebhookTopic,
)
from esignkit.ignisign.wire import IgnisignModel, number
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
    """A URL that notifications are sent to.

    Attributes:
        id: The service's id.
        url: The URL.
        description: Your description.
        is_disabled: Whether nothing is sent there.
        created_at: When it was registered.
    """

    id: str = always()
    url: str = always()
    description: str | None = None
    is_disabled: bool | None = None
    created_at: datetime | None = None


@model
class NotifiedError(IgnisignModel):
    """What went wrong, as a notification tells it.

    Attributes:
        error_code: The code; compare it with `ErrorCode`. Error answers of calls name it `code`.
        message: Words.
        context: More about it.
    """

    error_code: str = always()
    message: str | None = None
    context: JSON = None


@model
class WebhookResponse(IgnisignModel):
    """What your server answered to a delivery.

    Attributes:
        status: HTTP status.
        status_text: Its text.
    """

    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"status": number}

    status: int | float | None = None
    status_text: str | None = None


@model
class WebhookEvent(IgnisignModel):
    """One notification in a webhook's log.

    Attributes:
        id: The service's id.
        app_id: Application.
        app_env: Environment of the application.
        webhook_id: The webhook.
        topic: What it is about.
        action: What happened.
        msg_nature: How good or bad the news is.
        content: What was sent; it may hold tokens, so `repr` does not show it; `read_event` reads it.
        error: What went wrong.
        response: What your server answered.
        status: Whether it was delivered.
        created_at: When it was made.
    """

    SECRETS: ClassVar[frozenset[str]] = frozenset({"content"})
    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"topic": read_topic}

    id: str = always()
    app_id: str = always()
    app_env: ApplicationEnvironment = always()
    webhook_id: str = always()
    topic: WebhookTopic = always()
    action: WebhookAction = always()
    msg_nature: MessageNature = always()
    content: JSON = None
    error: NotifiedError | None = None
    response: WebhookResponse | None = None
    status: WebhookEventStatus = always()
    created_at: datetime | None = None


@model
class TokenCheck(IgnisignModel):
    """What the service says of the token of a delivery. Asking consumes it.

    Attributes:
        is_valid: Whether it was good.
        context: More about it.
        not_found: There is no such token.
        already_consumed: It was checked before.
        bad_target: It is not for this.
        is_expired: It has ended.
        bad_related_id: It belongs to another application or environment.
        error_str: Words.
        have_been_consumed: Whether this check has consumed it.
    """

    is_valid: bool = always()
    context: JSON = None
    not_found: bool | None = None
    already_consumed: bool | None = None
    bad_target: bool | None = None
    is_expired: bool | None = None
    bad_related_id: bool | None = None
    error_str: str | None = None
    have_been_consumed: bool | None = None

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
