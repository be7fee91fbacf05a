"""Webhooks: the URLs that are registered, and what was posted to them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from attrs import frozen

from esignkit.sandbox import webhook_controls
from esignkit.sandbox.domain.webhooks import UnknownDelivery, delivery_from_json
from esignkit.sandbox.json_values import JSON, JSONObject, as_list, as_object
from esignkit.sandbox.request_log import redacted
from esignkit.sandbox.web.console.layout import Pager, console_page, not_found, sentence, services, transaction_address
from esignkit.sandbox.web.forms import form
from esignkit.sandbox.web.rendering import redirect
from esignkit.sandbox.web.routes import PageRoutes

if TYPE_CHECKING:
    from starlette.responses import Response

    from esignkit.sandbox.app import SandboxApp
    from esignkit.sandbox.domain.webhooks import Delivery
    from esignkit.sandbox.emulators.call import Call

_PATH = "/console/webhooks"
_SECRET_WORDS = ("token", "secret", "key", "password", "authorization", "url")
"""What the name of a member of a body contains that may hold a credential; a URL may hold a token."""

ROUTES = PageRoutes()


@frozen
class ShownDelivery:
    """A delivery with what a page shows of its content."""

    delivery: Delivery
    headers: dict[str, str]
    """Its headers, without credentials."""
    body: str
    """Its body, indented, without credentials."""


@ROUTES.get(_PATH, "console.webhooks")
def show(call: Call, app: SandboxApp) -> Response:
    """Show the webhooks and a page of the deliveries."""
    return _page(call, app)


@ROUTES.post(_PATH, "console.register_webhook")
def register(call: Call, app: SandboxApp) -> Response:
    """Register a URL, or say why it is not taken."""
    fields = form(call)
    try:
        webhook_controls.register(
            app, call.work, fields.get("service", ""), fields.get("url", ""), fields.get("tenant") or None, {}
        )
    except ValueError as error:
        return _page(call, app, dict(fields), sentence(error), 422)
    return redirect(_PATH)


@ROUTES.post(_PATH + "/{id}/remove", "console.remove_webhook")
def remove(call: Call, app: SandboxApp) -> Response:
    """Post nothing more to a URL."""
    del app
    if not call.work.webhooks.remove(call.params["id"]):
        raise not_found("There is no such webhook.")
    return redirect(_PATH)


@ROUTES.post("/console/deliveries/{id}/resend", "console.resend")
def resend(call: Call, app: SandboxApp) -> Response:
    """Post a delivery again, and go back to the page whose button it was."""
    try:
        delivery = app.resend(call.work, call.params["id"])
    except UnknownDelivery as error:
        raise not_found(sentence(error)) from error
    to_transaction = form(call).get("from") == "transaction"
    return redirect(f"{transaction_address(delivery.transaction_id) if to_transaction else _PATH}#deliveries")


def shown_delivery(body: JSONObject) -> ShownDelivery:
    """Return a delivery, as the store has it, as a page shows it."""
    delivery = delivery_from_json(body)
    return ShownDelivery(
        delivery, redacted(delivery.headers), json.dumps(_without_secrets(delivery.body), indent=2, ensure_ascii=False)
    )


def _page(
    call: Call, app: SandboxApp, entered: dict[str, str] | None = None, error: str = "", status: int = 200
) -> Response:
    pager = Pager(call)
    total, deliveries = call.work.overview.deliveries(first=pager.first, size=pager.size)
    return console_page(
        call,
        app,
        "console_webhooks.html",
        status=status,
        at=_PATH,
        webhooks=call.work.webhooks.all(),
        deliveries=[shown_delivery(delivery) for delivery in deliveries],
        pager=pager.links(total),
        providers=[emulator.provider for emulator in services(app)],
        tenants=[account.tenant for account in call.work.accounts.all()],
        entered=entered or {},
        error=error,
    )


def _without_secrets(value: JSON) -> JSON:
    if isinstance(value, list):
        return [_without_secrets(item) for item in as_list(value)]
    if not isinstance(value, dict):
        return value
    return {
        name: "(hidden)" if member and _is_secret(name, member) else _without_secrets(member)
        for name, member in as_object(value).items()
    }


def _is_secret(name: str, member: JSON) -> bool:
    return not isinstance(member, dict | list) and any(word in name.casefold() for word in _SECRET_WORDS)
