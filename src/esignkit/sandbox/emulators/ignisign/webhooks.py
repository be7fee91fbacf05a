"""Webhook endpoints, the log of their deliveries, and the check of a delivery's single-use token."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from esignkit.sandbox.domain.webhooks import DeliveryState
from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call, json_response
from esignkit.sandbox.emulators.ignisign.behaviour_switches import switches_of
from esignkit.sandbox.emulators.ignisign.errors import ErrorCode, ServiceError, wire_moment
from esignkit.sandbox.emulators.ignisign.profiles import APPLICATION
from esignkit.sandbox.emulators.ignisign.validation import flag, object_of, read_page, require_valid, text
from esignkit.sandbox.emulators.ignisign.webhook_events import new_token
from esignkit.sandbox.json_values import JSON, JSONObject, as_bool, as_float, as_object, as_text, texts, without_nulls

if TYPE_CHECKING:
    from starlette.responses import Response

    from esignkit.sandbox.domain.unit_of_work import UnitOfWork
    from esignkit.sandbox.domain.webhooks import Delivery, Webhook

_WEBHOOK = "/webhooks/{webhookId}"
_EVENT = f"{_WEBHOOK}/events/{{eventId}}"

_STATUS = {
    DeliveryState.PENDING: "PENDING",
    DeliveryState.DELIVERED: "SUCCESS",
    DeliveryState.FAILED: "FAILED",
}

_TOKEN_ERRORS = {
    "notFound": "TOKEN_NOT_FOUND",
    "alreadyConsumed": "TOKEN_ALREADY_CONSUMED",
    "badTarget": "TOKEN_INVALID",
    "isExpired": "TOKEN_EXPIRED",
    "badRelatedId": "TOKEN_INVALID",
}

ROUTES = Routes()

ROUTES_V4 = Routes()
"""Used by other clients, in API 4 only."""


def _url(value: JSON) -> str | None:
    try:
        parts = urlsplit(value) if isinstance(value, str) else None
    except ValueError:
        parts = None
    return None if parts and parts.scheme in {"http", "https"} and parts.hostname else "must be a URL address"


_CHECKS = {"url": _url, "description": text()}


@ROUTES.post(f"{APPLICATION}/webhooks", "webhooks.create")
def add_webhook(call: Call) -> Response:
    """Add an endpoint."""
    body = call.json_object()
    require_valid(body, _CHECKS, ("url",))
    settings = without_nulls({"description": body.get("description")})
    webhook = call.work.webhooks.add("ignisign", call.tenant, as_text(body["url"]), settings)
    call.record("webhooks.create", webhook.id)
    return _changed(call, webhook)


@ROUTES.get(f"{APPLICATION}/webhooks", "webhooks.list")
def list_webhooks(call: Call) -> Response:
    """List the endpoints; clients call it when they start."""
    return json_response(_all(call))


@ROUTES.put(_WEBHOOK, "webhooks.update")
def update_webhook(call: Call) -> Response:
    """Change an endpoint's address or description."""
    webhook = _find(call)
    body = call.json_object()
    require_valid(body, _CHECKS, ("url",))
    settings = {**webhook.settings, **({"description": body["description"]} if "description" in body else {})}
    webhook = call.work.webhooks.change(webhook.id, url=as_text(body["url"]), settings=without_nulls(settings))
    call.record("webhooks.update", webhook.id)
    return _changed(call, webhook)


@ROUTES.delete(_WEBHOOK, "webhooks.delete")
def remove_webhook(call: Call) -> Response:
    """Remove an endpoint."""
    webhook = _find(call)
    call.work.webhooks.remove(webhook.id)
    call.record("webhooks.delete", webhook.id)
    return _changed(call, webhook)


@ROUTES.get(f"{_WEBHOOK}/events", "webhooks.events")
def list_events(call: Call) -> Response:
    """Show a page of the deliveries of an endpoint, newest first."""
    webhook = _find(call)
    status = call.query("filter") or "ALL"
    if status not in {"ALL", "SUCCESS", "FAILED"}:
        raise ServiceError(ErrorCode.QUERY_INVALID, "filter must be one of ALL, SUCCESS, FAILED")
    page, size = read_page(call.query("page")), switches_of(call.work, call.tenant).page_size
    events = [_event(delivery) for delivery in reversed(_deliveries(call, webhook))]
    matching = [event for event in events if status in ("ALL", event["status"])]
    paging: JSONObject = {"total": len(matching), "page": page, "nbEventsPerPage": size}
    return json_response({"events": matching[(page - 1) * size : page * size], "searchData": paging})


@ROUTES.get(_EVENT, "webhooks.event")
def get_event(call: Call) -> Response:
    """Show one event of an endpoint."""
    return json_response(_event(_find_delivery(call)))


@ROUTES.post(f"{_EVENT}/resend", "webhooks.resend")
def resend_event(call: Call) -> Response:
    """Post an event again, with a new token."""
    delivery = resend(call.work, _find_delivery(call))
    call.record("webhooks.resend", delivery.id)
    return json_response(_event(delivery))


@ROUTES.post("/tokens/webhook-verification/checking-consumption", "webhooks.verify")
def check_token(call: Call) -> Response:
    """Return whether a delivery's token is valid, and consume it."""
    switches = switches_of(call.work, call.tenant)
    body = call.json_object()
    key = switches.webhook_token_key
    require_valid(body, {key: text(), "appId": text(512), "appEnv": text()}, (key, "appId", "appEnv"))
    token = as_text(body[key])
    record = call.work.record("ignisign", "token", token, call.tenant)
    account = call.account
    result: dict[str, bool] = {
        "notFound": record is None,
        "alreadyConsumed": record is not None and as_bool(record["consumed"]),
        "badTarget": record is not None and record["kind"] != "webhook",
        "isExpired": record is not None
        and as_float(record["made"]) + switches.webhook_token_life <= call.work.now.timestamp(),
        "badRelatedId": (body["appId"], body["appEnv"]) != (account.ignisign_app_id, account.ignisign_app_env),
    }
    valid = not any(result.values())
    if valid and record is not None:
        call.work.put_record("ignisign", "token", token, {**record, "consumed": True}, call.tenant)
        call.record("webhooks.verify")
    response: JSONObject = {"isValid": valid, "context": None, **result, "haveBeenConsumed": valid}
    if not valid:
        response["errorStr"] = next(_TOKEN_ERRORS[name] for name, is_wrong in result.items() if is_wrong)
    return json_response(response)


@ROUTES_V4.post(f"{_WEBHOOK}/disabled-events", "webhooks.disable_topics")
def disable_topics(call: Call) -> Response:
    """Switch topics off (true) or on again (false) for an endpoint."""
    webhook = _find(call)
    body = call.json_object()
    require_valid(body, {"topics": object_of(flag)}, ("topics",))
    topics = {
        **dict.fromkeys(texts(webhook.settings.get("disabledTopics")), True),
        **{name: as_bool(value) for name, value in as_object(body["topics"]).items()},
    }
    disabled: JSONObject = {"disabledTopics": [name for name, off in topics.items() if off]}
    webhook = call.work.webhooks.change(webhook.id, settings={**webhook.settings, **disabled})
    call.record("webhooks.disable_topics", webhook.id)
    return _changed(call, webhook)


def resend(work: UnitOfWork, delivery: Delivery) -> Delivery:
    """Post a delivery again, with a new token, for the old one may be consumed."""
    body = {**as_object(delivery.body), "verificationToken": new_token(work, delivery.tenant, "webhook")}
    return work.webhooks.resend(delivery.id, body=body)


def _find(call: Call) -> Webhook:
    webhook = call.work.webhooks.get(call.params["webhookId"])
    if webhook is None or (webhook.provider, webhook.tenant) != ("ignisign", call.tenant):
        raise ServiceError(ErrorCode.WEBHOOK_NOT_FOUND, "there is no such webhook", webhookId=call.params["webhookId"])
    return webhook


def _deliveries(call: Call, webhook: Webhook) -> list[Delivery]:
    return call.work.webhooks.deliveries("ignisign", call.tenant, webhook.id)


def _find_delivery(call: Call) -> Delivery:
    webhook = _find(call)
    delivery = call.work.webhooks.delivery(call.params["eventId"])
    if delivery is None or delivery.webhook_id != webhook.id:
        raise ServiceError(ErrorCode.WEBHOOK_EVENT_NOT_FOUND, "there is no such event", eventId=call.params["eventId"])
    return delivery


def _all(call: Call) -> list[JSON]:
    return [_view(webhook) for webhook in call.work.webhooks.all("ignisign", call.tenant)]


def _changed(call: Call, webhook: Webhook) -> Response:
    if switches_of(call.work, call.tenant).webhook_answer == "object":
        return json_response(_view(webhook))
    return json_response(_all(call))


def _view(webhook: Webhook) -> JSONObject:
    return without_nulls(
        {
            "_id": webhook.id,
            "url": webhook.url,
            "description": webhook.settings.get("description"),
            "isDisabled": as_bool(webhook.settings.get("isDisabled")),
            "_createdAt": wire_moment(webhook.created),
        }
    )


def _event(delivery: Delivery) -> JSONObject:
    body = as_object(delivery.body)
    member_names = ("appId", "appEnv", "topic", "action", "msgNature", "content", "error")
    last = delivery.attempts[-1] if delivery.attempts else None
    response: JSONObject = {}
    if last is not None:
        response = without_nulls({"status": last.status, "statusText": last.error or None})
    return without_nulls(
        {
            "_id": delivery.id,
            "webhookId": delivery.webhook_id,
            **{name: body.get(name) for name in member_names},
            "response": response or None,
            "status": _STATUS[delivery.state],
            "_createdAt": wire_moment(delivery.created),
        }
    )
