"""Events of the three services, in the words of agreements: pure translation.

A word that is not in the tables gives `EventKind.OTHER`; `native_name` is then all there is to go by.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from esignkit.agreements.results import Event, EventKind
from esignkit.errors import UnverifiedEventError
from esignkit.esignlive.event_enums import CallbackEventName
from esignkit.ignisign.event_enums import MessageNature, WebhookAction, WebhookTopic
from esignkit.types import Secret

if TYPE_CHECKING:
    from esignkit.esignlive.models.callback import CallbackEvent
    from esignkit.ignisign.models.notifications import Notification
    from esignkit.types import Headers

__all__ = ["constellation1_event", "esignlive_event", "event_key", "ignisign_event", "token_digest"]


def event_key(service: str, *parts: object) -> str:
    """Return a key: the service's name and a digest (SHA-256) of what tells an event from others.

    Args:
        service: The service: `constellation1`, `ignisign` or `esignlive`.
        parts: JSON values; a digest does not give them away.
    """
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"), default=str)
    return f"{service}-{hashlib.sha256(text.encode()).hexdigest()}"


# eSignLive -----------------------------------------------------------------------------------------------------------
_ESIGNLIVE = {
    CallbackEventName.PACKAGE_ACTIVATE: EventKind.SENT,
    CallbackEventName.DOCUMENT_VIEWED: EventKind.VIEWED,
    CallbackEventName.SIGNER_COMPLETE: EventKind.PARTY_DONE,
    CallbackEventName.PACKAGE_COMPLETE: EventKind.COMPLETED,
    CallbackEventName.PACKAGE_DECLINE: EventKind.DECLINED,
    CallbackEventName.PACKAGE_OPT_OUT: EventKind.DECLINED,
    CallbackEventName.PACKAGE_EXPIRE: EventKind.EXPIRED,
}
_SIGNER_EVENTS = frozenset(
    {
        CallbackEventName.SIGNER_COMPLETE,
        CallbackEventName.SIGNER_LOCKED,
        CallbackEventName.KBA_FAILURE,
        CallbackEventName.DOCUMENT_SIGNED,
        CallbackEventName.DOCUMENT_VIEWED,
        CallbackEventName.PACKAGE_DECLINE,
        CallbackEventName.PACKAGE_OPT_OUT,
    }
)
"""Events whose `sessionUser` is the signer; with others it is the sender."""
_IDENTITY = ("name", "package_id", "document_id", "session_user", "created_date", "message", "new_role_id")
"""Members of a callback that tell it from others: the service gives events no id."""


def esignlive_event(headers: Headers, body: bytes, key: Secret | None) -> Event:
    """Translate a callback of eSignLive.

    Args:
        headers: The request's headers.
        body: The request's body as it came.
        key: The key that the callback was registered with; None when it was registered without one.

    Returns:
        The event. `verified` says whether it bears the key, and is None where there is no key to compare. `party_id` is
        the id of the signer's user, which is all that the service says; states name parties by their roles' ids.

    Raises:
        UnreadableEventError: The body is no event of this service.
        ValueError: `key` is empty.
    """
    from esignkit.esignlive.callback_parsing import parse_event

    try:
        callback = parse_event(headers, body, key=key)
    except UnverifiedEventError:
        return _from_callback(parse_event(headers, body, key=None), verified=False)
    return _from_callback(callback, verified=None if key is None else True)


def _from_callback(callback: CallbackEvent, *, verified: bool | None) -> Event:
    name = callback.name
    kind = EventKind.OTHER if name is None else _ESIGNLIVE.get(name, EventKind.OTHER)
    return Event(
        kind=kind,
        service="esignlive",
        key=event_key("esignlive", *(getattr(callback, member) for member in _IDENTITY)),
        agreement_id=callback.package_id,
        native_name=str(name or ""),
        party_id=callback.session_user if name in _SIGNER_EVENTS else None,
        document_id=callback.document_id,
        reason=callback.message if kind is EventKind.DECLINED else None,
        occurred_at=callback.created_date,
        verified=verified,
        native=callback,
    )


# Ignisign ------------------------------------------------------------------------------------------------------------
_REQUEST, _SIGNATURE, _PROFILE = WebhookTopic.SIGNATURE_REQUEST, WebhookTopic.SIGNATURE, WebhookTopic.SIGNATURE_PROFILE
_IGNISIGN = {
    (_REQUEST, WebhookAction.LAUNCHED): EventKind.SENT,
    (_SIGNATURE, WebhookAction.FINALIZED): EventKind.PARTY_DONE,
    (_REQUEST, WebhookAction.COMPLETED): EventKind.COMPLETED,
    (_REQUEST, WebhookAction.EXPIRED): EventKind.EXPIRED,
    (_REQUEST, WebhookAction.CANCELLED): EventKind.CANCELLED,
}
_HAPPEN_ONCE = frozenset(
    {
        *_IGNISIGN,
        (_REQUEST, WebhookAction.INITIALIZED),
        (_REQUEST, WebhookAction.FAILED),
        (_REQUEST, WebhookAction.CHILDREN_GENERATED),
        (WebhookTopic.SIGNER, WebhookAction.CREATED),
        (WebhookTopic.SIGNATURE_PROOF, WebhookAction.GENERATED),
        (_PROFILE, WebhookAction.CREATED),
        (_PROFILE, WebhookAction.ARCHIVED),
        (WebhookTopic.APP, WebhookAction.ARCHIVED),
    }
)
"""What can happen once to the same ids. Of anything else, two deliveries with two tokens may be two events."""


def ignisign_event(notification: Notification, verified: bool | None, *, log_id: str | None = None) -> Event:
    """Translate a notification of Ignisign.

    Args:
        notification: The notification.
        verified: Whether its token was good; None where it was not checked.
        log_id: The event's id in the webhook's log, where it was read there: it has no token then.

    Returns:
        The event. Its key says topic, action and ids; where an action can happen again to the same ids, such as
        `UPDATED` or one that failed, a digest of the token as well, so that a delivery that was sent again with another
        token has another key. A notification of nature `ERROR` says that the action failed: it is `OTHER`, and
        `native_name` ends with `ERROR`.
    """
    topic, action = getattr(notification, "topic", None), getattr(notification, "action", None)
    content = getattr(notification, "content", None)
    identity: tuple[object, ...] = notification.key
    token = notification.verification_token
    failed = getattr(notification, "msg_nature", None) == MessageNature.ERROR
    if failed or (topic, action) not in _HAPPEN_ONCE:
        identity = (*identity, token_digest(token) if token else log_id)
    kind = _IGNISIGN.get(cast("tuple[WebhookTopic, WebhookAction]", (topic, action)), EventKind.OTHER)
    return Event(
        kind=EventKind.OTHER if failed else kind,
        service="ignisign",
        key=event_key("ignisign", *identity),
        agreement_id=_text(content, "signature_request_id"),
        native_name=f"{topic or ''} {action or ''}{' ERROR' if failed else ''}".strip(),
        party_id=_text(content, "signer_id"),
        document_id=_text(content, "document_id"),
        reference=_text(content, "signature_request_external_id"),
        verified=verified,
        native=notification,
    )


def token_digest(token: str | Secret) -> str:
    """Return a digest (SHA-256) of a notification's token, by which a delivery that comes again is known.

    Args:
        token: The token.
    """
    return hashlib.sha256(Secret(token).reveal().encode("utf-8", "surrogatepass")).hexdigest()


def _text(content: object, member: str) -> str | None:
    """Return a member of a notification's content, which may be of a form that is not known."""
    if isinstance(content, Mapping):  # what came, as it came
        first, *rest = member.split("_")
        content_members = cast("Mapping[str, object]", content)
        value = content_members.get(first + "".join(word.title() for word in rest))
    else:
        value = getattr(content, member, None)
    return value if isinstance(value, str) and value else None


# Constellation1 ------------------------------------------------------------------------------------------------------
_SESSION = {2: EventKind.SENT, 3: EventKind.COMPLETED, 4: EventKind.CANCELLED, 7: EventKind.EXPIRED}
_SIGNER = {4: EventKind.PARTY_DONE, 6: EventKind.DECLINED}


def constellation1_event(body: bytes) -> Event:
    """Translate an event of Constellation1. Nothing proves who sent it: `verified` is None until it is refetched.

    Args:
        body: The request's body as it came.

    Returns:
        The event. The service gives events no id, so the key is a digest of the content: a session that comes to the
        same status twice, as after a pause, gives the same key twice.

    Raises:
        UnreadableEventError: The body is no event of this service.
    """
    from esignkit.constellation1.webhooks import SessionStatusEvent, SignerStatusEvent, parse_event

    event = parse_event({}, body)
    content = event.to_wire()
    kind = EventKind.OTHER
    if isinstance(event, SessionStatusEvent) and event.status is not None:
        kind = _SESSION.get(event.status, EventKind.OTHER)
    elif isinstance(event, SignerStatusEvent) and event.status is not None:
        kind = _SIGNER.get(event.status, EventKind.OTHER)
    return Event(
        kind=kind,
        service="constellation1",
        key=event_key("constellation1", content),
        agreement_id=event.signing_session_id,
        native_name=" ".join(str(content[name]) for name in ("Type", "Status") if content.get(name) is not None),
        party_id=event.signer_id,
        reason=event.declined_reason if kind is EventKind.DECLINED else None,
        native=event,
    )
