"""Webhooks: registration, the log of deliveries, and verification."""

from __future__ import annotations

import builtins
from typing import ClassVar, Literal, TypeAlias

from esignkit.core.deserialization import structure
from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, endpoint, paged
from esignkit.core.flow import Response, Steps, client_value, sleep
from esignkit.core.operation import FromClient, Json, Reconcile, Repeat
from esignkit.core.paging import Paging, one_page
from esignkit.core.response_readers import OtherShape, ReadList, parsed, read
from esignkit.errors import ApiError, NotSentError, UnreadableEventError
from esignkit.ignisign.errors import WebhookVerificationError
from esignkit.ignisign.event_enums import WebhookEventFilter
from esignkit.ignisign.models.notifications import Notification
from esignkit.ignisign.models.webhooks import TokenCheck, WebhookEndpoint, WebhookEvent
from esignkit.ignisign.notifications import parse_event
from esignkit.ignisign.operation import PROVIDER, Operation
from esignkit.ignisign.pages import NextPage, ReadPage
from esignkit.ignisign.response_readers import UnlessGone
from esignkit.ignisign.wire_format import APPLICATION, without_none
from esignkit.types import UNSET, CallOptions, Maybe, Secret

__all__ = ["BodyKey", "Webhooks"]

BodyKey: TypeAlias = Literal["token", "verificationToken", "both"]
"""Under which name a delivery's token is sent to be checked: the service's code says one thing, its pages another."""

_TRIES = 3
_PAUSE = 0.5
_ONE_ATTEMPT: CallOptions = {"attempts": 1}
_INVALID_TOKEN_CODES = frozenset({"TOKEN_NOT_FOUND", "TOKEN_INVALID", "TOKEN_EXPIRED", "TOKEN_ALREADY_CONSUMED"})
"""Codes of a refusal that says the same as a response whose `isValid` is false."""


def _endpoints(response: Response) -> list[WebhookEndpoint]:
    """Read all webhooks, or the one that the service answers with instead."""
    value = parsed(response)
    if isinstance(value, dict) and "webhooks" not in value:
        return [structure(value, WebhookEndpoint)]
    return ReadList(WebhookEndpoint, ("webhooks",))(response)


def _some_endpoints(response: Response) -> list[WebhookEndpoint]:
    """Read the same after one was added or changed, which is then among them."""
    endpoints = _endpoints(response)
    if not endpoints:
        msg = "the response names no webhook"
        raise OtherShape(msg)
    return endpoints


def _ignored(response: Response) -> None:
    """Return None: what this response holds is not published."""


class Webhooks(Resource[Mode]):
    """The URLs that notifications are sent to."""

    NOT_STORED: ClassVar[frozenset[str]] = frozenset({"verify"})

    @property
    def plan(self) -> Webhooks[Plan]:
        """The same calls as values, not carried out."""
        return Webhooks(PLANNER)

    @endpoint
    def create(
        self, url: str, *, description: str | None = None, options: CallOptions | None = None
    ) -> Operation[builtins.list[WebhookEndpoint]]:
        """Register a URL for notifications.

        Args:
            url: The URL.
            description: Your description.

        Returns:
            The webhooks: all of them, or the new one alone, as the service answers.

        Raises:
            ValidationError: The URL is not accepted.
            OutcomeUnknownError: The response was lost; it may be registered.

        HTTP: `POST /v3/applications/{appId}/envs/{appEnv}/webhooks`
        Source: Ignisign's Node.js client (`ignisign-node`, branch `v3`).
        """
        return Operation(
            "webhooks.create",
            "POST",
            APPLICATION + "/webhooks",
            _some_endpoints,
            body=Json(without_none(url=url, description=description)),
            repeat=Repeat.NEVER,
            if_lost=Reconcile("webhooks.list() shows it"),
            options=options,
        )

    @paged
    def list(self, *, options: CallOptions | None = None) -> Paging[WebhookEndpoint]:
        """List the webhooks.

        Returns:
            The webhooks.

        HTTP: `GET /v3/applications/{appId}/envs/{appEnv}/webhooks`
        Source: Ignisign's Node.js client (`ignisign-node`, branch `v3`).
        """
        return one_page(Operation("webhooks.list", "GET", APPLICATION + "/webhooks", _endpoints, options=options))

    @endpoint
    def update(
        self, webhook_id: str, url: str, *, description: Maybe[str | None] = UNSET, options: CallOptions | None = None
    ) -> Operation[builtins.list[WebhookEndpoint]]:
        """Change a webhook.

        Args:
            webhook_id: The webhook.
            url: The URL.
            description: Your description.

        Returns:
            The webhooks: all of them, or the changed one alone, as the service answers.

        Raises:
            NotFoundError: There is no such webhook.

        HTTP: `PUT /v3/webhooks/{webhookId}`
        Source: Ignisign's Node.js client (`ignisign-node`, branch `v3`).
        """
        return Operation(
            "webhooks.update",
            "PUT",
            "/{api}/webhooks/{webhookId}",
            _some_endpoints,
            {"webhookId": webhook_id},
            body=Json({"url": url, "description": description}),
            repeat=Repeat.IDEMPOTENT,
            options=options,
        )

    @endpoint
    def delete(
        self, webhook_id: str, *, options: CallOptions | None = None
    ) -> Operation[builtins.list[WebhookEndpoint] | None]:
        """Remove a webhook.

        Args:
            webhook_id: The webhook.

        Returns:
            The webhooks that are left, or the removed one alone, as the service answers; None when a response was
            lost and the webhook is found gone.

        Raises:
            NotFoundError: There is no such webhook.

        HTTP: `DELETE /v3/webhooks/{webhookId}`
        Source: Ignisign's Node.js client (`ignisign-node`, branch `v3`).
        """
        return Operation(
            "webhooks.delete",
            "DELETE",
            "/{api}/webhooks/{webhookId}",
            UnlessGone(_endpoints),
            {"webhookId": webhook_id},
            repeat=Repeat.IDEMPOTENT,
            gone_is_done=True,
            options=options,
        )

    # What was sent ----------------------------------------------------------------------------------------------------
    @paged
    def events(
        self,
        webhook_id: str,
        *,
        filter: WebhookEventFilter | str | None = None,
        page: int | None = None,
        limit: int | None = None,
        options: CallOptions | None = None,
    ) -> Paging[WebhookEvent]:
        """List what was sent to a webhook, page by page while you walk through it.

        Args:
            webhook_id: The webhook.
            filter: `ALL`, `SUCCESS` or `FAILED`.
            page: Number of the page to begin with, from 1; the first one when not given.
            limit: How many events at most.

        Returns:
            A list that is fetched while it is walked; `read_event` reads an event as the notification it was.

        Raises:
            NotFoundError: There is no such webhook.

        HTTP: `GET /v3/webhooks/{webhookId}/events`
        Source: Ignisign's API documentation, *get-webhook-events*.
        """
        operation = Operation(
            "webhooks.events",
            "GET",
            "/{api}/webhooks/{webhookId}/events",
            ReadPage(WebhookEvent, "events"),
            {"webhookId": webhook_id},
            query={"filter": None if filter is None else str(filter), "page": page},
            options=options,
        )
        return Paging(operation, NextPage(page), limit)

    @endpoint
    def event(self, webhook_id: str, event_id: str, *, options: CallOptions | None = None) -> Operation[WebhookEvent]:
        """Retrieve one event of a webhook's log.

        Args:
            webhook_id: The webhook.
            event_id: The event.

        Returns:
            The event.

        Raises:
            NotFoundError: There is no such webhook or event.

        HTTP: `GET /v3/webhooks/{webhookId}/events/{eventId}`
        Source: Ignisign's API documentation 4, webhooks.
        """
        return Operation(
            "webhooks.event",
            "GET",
            "/{api}/webhooks/{webhookId}/events/{eventId}",
            read(WebhookEvent),
            {"webhookId": webhook_id, "eventId": event_id},
            options=options,
        )

    @endpoint
    def resend(self, webhook_id: str, event_id: str, *, options: CallOptions | None = None) -> Operation[None]:
        """Have an event delivered again; it is also the way to try a webhook out.

        Args:
            webhook_id: The webhook.
            event_id: The event.

        Raises:
            NotFoundError: There is no such webhook or event.
            OutcomeUnknownError: The response was lost; it may have been delivered.

        HTTP: `POST /v3/webhooks/{webhookId}/events/{eventId}/resend`
        Source: Ignisign's Node.js client (`ignisign-node`, branch `v3`).
        """
        return Operation(
            "webhooks.resend",
            "POST",
            "/{api}/webhooks/{webhookId}/events/{eventId}/resend",
            _ignored,
            {"webhookId": webhook_id, "eventId": event_id},
            body=Json({}),
            repeat=Repeat.NEVER,
            if_lost=Reconcile("webhooks.event(webhook_id, event_id) shows how the delivery went"),
            options=options,
        )

    # Whose delivery it is ---------------------------------------------------------------------------------------------
    @endpoint
    def verify(
        self,
        delivery: bytes | str | Notification,
        *,
        body_key: BodyKey = "token",
        options: CallOptions | None = None,
    ) -> Steps[Notification]:
        """Make sure that a delivery is Ignisign's and for this application; act on it only when this returns.

        The delivery's token is good for one check, so verify each delivery once, before anything else. Application
        and environment are compared first: a delivery for another one does not cost its token. The check is never
        sent again once a response to it has come; only a refused bearer token is renewed.

        Args:
            delivery: The body of the request as it came, or what `parse_event` made of it.
            body_key: Name of the token in the check; `token` unless the service says otherwise.
            options: Options of the check.

        Returns:
            The notification.

        Raises:
            UnreadableEventError: It is no notification, or lacks something that each one has.
            WebhookVerificationError: It is not Ignisign's, or not for this application and environment; `reason` says
                which. A delivery that was verified before is refused too (`check.already_consumed`).
            ApiError: The check itself was refused, so nothing is known of the delivery.
            TypeError: `delivery` is what another parser made of the body.
            OutcomeUnknownError: The response to the check was lost, so nothing is known; the token may be consumed.

        HTTP: `POST /v3/tokens/webhook-verification/checking-consumption`
        Source: Ignisign's API documentation 3.0.0, *webhooks*.
        """
        notification = delivery if isinstance(delivery, Notification) else parse_event({}, delivery)
        token = _token(notification)
        for name, expected, actual in (
            ("app_id", (yield from client_value("appId")), notification.app_id),
            ("app_env", (yield from client_value("appEnv")), notification.app_env),
        ):
            # a client without one is another service's, which is refused below
            if expected is not None and expected != actual:
                target = "application" if name == "app_id" else "environment"
                msg = f"Ignisign webhooks.verify: the delivery is for another {target}; it was not checked further"
                raise WebhookVerificationError(msg, reason="app_id" if name == "app_id" else "app_env")
        try:
            check = yield from self._check(token, body_key, (options or {}) | _ONE_ATTEMPT)
        except ApiError as error:
            if error.code not in _INVALID_TOKEN_CODES:
                raise
            raise _not_confirmed([error.code or ""], None) from error
        if getattr(check, "is_valid", None) is not True:
            raise _not_confirmed(check.reasons, check)
        return notification

    def _check(self, token: Secret, body_key: BodyKey, options: CallOptions) -> Steps[TokenCheck]:
        """Ask once; only what has not left this machine, and so cannot have consumed the token, is asked again."""
        for _ in range(_TRIES - 1):
            try:
                return (yield from self.plan.check_token(token, body_key=body_key, options=options))
            except NotSentError:
                yield from sleep(_PAUSE)
        return (yield from self.plan.check_token(token, body_key=body_key, options=options))

    @endpoint
    def check_token(
        self, token: str | Secret, *, body_key: BodyKey = "token", options: CallOptions | None = None
    ) -> Operation[TokenCheck]:
        """Ask whether a delivery's token is good, which consumes it; `verify` does this and everything around it.

        It is tried once, whatever is answered, unless `options` say otherwise.

        Args:
            token: The delivery's `verification_token`.
            body_key: Name of the token in the call; `token` unless the service says otherwise.

        Returns:
            What the service says.

        Raises:
            OutcomeUnknownError: The response was lost; the token may be consumed.

        HTTP: `POST /v3/tokens/webhook-verification/checking-consumption`
        Source: Ignisign's API documentation 3.0.0, *webhooks*.
        """
        secret = Secret(token)
        names = ("token", "verificationToken") if body_key == "both" else (body_key,)
        body = {**dict.fromkeys(names, secret), "appId": FromClient("appId"), "appEnv": FromClient("appEnv")}
        return Operation(
            "webhooks.check_token",
            "POST",
            "/{api}/tokens/webhook-verification/checking-consumption",
            read(TokenCheck),
            body=Json(body),
            repeat=Repeat.NEVER,
            if_lost=Reconcile(
                "the token may be consumed; read what the notification is about from the service, as in "
                "signature_requests.get(signature_request_id)",
            ),
            options=_ONE_ATTEMPT | (options or {}),
        )


def _not_confirmed(reasons: builtins.list[str], check: TokenCheck | None) -> WebhookVerificationError:
    reason_text = f": {', '.join(reasons)}" if reasons else ""
    msg = f"Ignisign webhooks.verify: the service does not vouch for the delivery{reason_text}"
    return WebhookVerificationError(msg, reason="token", check=check)


def _token(notification: Notification) -> Secret:
    """Return the token of a delivery that has everything it must have.

    Raises:
        UnreadableEventError: Something is missing.
    """
    required = {
        "topic": "topic",
        "action": "action",
        "msgNature": "msg_nature",
        "verificationToken": "verification_token",
        "appId": "app_id",
        "appEnv": "app_env",
    }
    missing = [wire for wire, name in required.items() if not getattr(notification, name, None)]
    if missing:
        msg = f"Ignisign webhooks.verify: the delivery lacks {', '.join(missing)}"
        raise UnreadableEventError(msg, operation="webhooks.verify", provider=PROVIDER)
    return Secret(notification.verification_token or "")
