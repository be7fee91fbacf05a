"""Callbacks (event notifications): one registration of the account, one for each connector, no resending."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call, json_response
from esignkit.sandbox.emulators.esignlive.behaviour_switches import PROVIDER, switch
from esignkit.sandbox.emulators.esignlive.errors import invalid, not_found
from esignkit.sandbox.emulators.esignlive.response_schemas import in_full
from esignkit.sandbox.json_values import JSONObject, as_text, texts, without_nulls

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esignkit.sandbox.domain.model import Transaction
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork
    from esignkit.sandbox.domain.webhooks import Webhook
    from esignkit.sandbox.json_values import JSON

ROUTES = Routes()

EVENTS = (
    "PACKAGE_CREATE",
    "PACKAGE_ACTIVATE",
    "PACKAGE_DEACTIVATE",
    "PACKAGE_READY_FOR_COMPLETE",
    "PACKAGE_COMPLETE",
    "PACKAGE_TRASH",
    "PACKAGE_RESTORE",
    "PACKAGE_DELETE",
    "PACKAGE_DECLINE",
    "PACKAGE_EXPIRE",
    "PACKAGE_OPT_OUT",
    "PACKAGE_ATTACHMENT",
    "PACKAGE_ARCHIVE",
    "TEMPLATE_CREATE",
    "SIGNER_COMPLETE",
    "SIGNER_LOCKED",
    "DOCUMENT_SIGNED",
    "DOCUMENT_VIEWED",
    "ROLE_REASSIGN",
    "EMAIL_BOUNCE",
    "KBA_FAILURE",
    "COBROWSE_REQUEST",
)

ORIGINS = (
    "dynamics",
    "dynamics2011",
    "dynamics2013",
    "dynamics2015",
    "sharepoint",
    "sharepoint2010",
    "sharepoint2013",
    "salesforceOauth2",
)

_CLASS = "com.silanis.esl.packages.event.ESLProcessEvent"


def send_event(
    work: UnitOfWork,
    transaction: Transaction,
    name: str,
    user: str,
    *,
    document: str | None = None,
    message: str | None = None,
    members: Mapping[str, JSON] | None = None,
) -> None:
    """Post an event to the registrations that include it.

    Args:
        work: The unit of work.
        transaction: The package concerned.
        name: The event's name on the wire.
        user: Id of the user or signer who acted.
        document: Id of the document, for events about one.
        message: The reason, the attachment's name, the kind of bounce.
        members: Further members of the event.
    """
    for webhook in work.webhooks.all(PROVIDER, transaction.tenant):
        event_names = texts(webhook.settings.get("events"))
        if name in event_names or (not event_names and switch(work, transaction.tenant, "empty_events") == "all"):
            _post(
                work, webhook, transaction, name, _body(work, transaction, name, user, document, message, members or {})
            )


def _body(
    work: UnitOfWork,
    transaction: Transaction,
    name: str,
    user: str,
    document: str | None,
    message: str | None,
    members: Mapping[str, JSON],
) -> JSONObject:
    moment = f"{work.now:%Y-%m-%dT%H:%M:%S}.{work.now.microsecond // 1000:03d}Z"
    body: JSONObject = {
        "@class": _CLASS,
        "name": name,
        "sessionUser": user,
        "packageId": transaction.id,
        "documentId": document,
        "message": message,
        "newRoleId": None,
        "createdDate": moment,
        **members,
    }
    return body if switch(work, transaction.tenant, "callback_nulls") == "null" else without_nulls(body)


def _post(work: UnitOfWork, webhook: Webhook, transaction: Transaction, name: str, body: JSONObject) -> None:
    # The key goes out as it was registered: it is not base64 of a name and a password.
    key = as_text(webhook.settings.get("key"))
    headers = {"Authorization": f"Basic {key}"} if key else {}
    work.webhooks.send(webhook, body, name=name, transaction_id=transaction.id, headers=headers)


def registered(work: UnitOfWork, tenant: str, origin: str = "") -> Webhook | None:
    """Return the registration of an account, or of one of its connectors."""
    return next(
        (webhook for webhook in work.webhooks.all(PROVIDER, tenant) if webhook.settings.get("origin") == origin), None
    )


def register(work: UnitOfWork, tenant: str, url: str, settings: JSONObject, origin: str = "") -> Webhook:
    """Replace the registration of an account, or of one of its connectors."""
    stored: JSONObject = {
        "origin": origin,
        "key": as_text(settings.get("key")),
        "events": texts(settings.get("events")),
    }
    current = registered(work, tenant, origin)
    if current is not None:
        return work.webhooks.change(current.id, url=url, settings=stored)
    return work.webhooks.add(PROVIDER, tenant, url, stored)


def _origin(call: Call) -> str:
    origin = call.params.get("origin", "")
    if origin and origin not in ORIGINS:
        raise not_found("origin", origin)
    return origin


@ROUTES.get("/api/callback", "callbacks.get")
@ROUTES.get("/api/callback/connectors/{origin}", "callbacks.get_connector")
def get(call: Call) -> Response:
    """`GET /callback`: the one registration; without one it has no events."""
    return _answered(registered(call.work, call.account.tenant, _origin(call)))


def _answered(webhook: Webhook | None) -> Response:
    """Return a registration; what it does not have is left out, since clients cannot read a null."""
    members: JSONObject = {}
    if webhook is not None:
        key = as_text(webhook.settings.get("key")) or None
        members = {"url": webhook.url, "key": key, "events": texts(webhook.settings.get("events"))}
    return json_response(in_full("Callback", members))


@ROUTES.post("/api/callback", "callbacks.register")
@ROUTES.post("/api/callback/connectors/{origin}", "callbacks.register_connector")
def register_callback(call: Call) -> Response:
    """`POST /callback`: replace the registration and return it; unknown event names are stored, too."""
    body = call.json_object()
    origin = _origin(call)
    url = as_text(body.get("url"))
    if not url.startswith(("http://", "https://")):
        raise invalid("callback.url", "A callback needs a URL that begins with http:// or https://.")
    webhook = register(call.work, call.account.tenant, url, body, origin)
    call.record(call.operation)
    return _answered(webhook)
