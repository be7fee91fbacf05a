"""What clients ask about webhooks. No deliveries are made here: there are no endpoints, and no token is a known one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.shells.base import Call, Routes, json_answer
from esignkit.sandbox.shells.ignisign.checks import require_valid, text
from esignkit.sandbox.shells.ignisign.profiles import APPLICATION

if TYPE_CHECKING:
    from starlette.responses import Response

ROUTES = Routes()


@ROUTES.get(f"{APPLICATION}/webhooks", "webhooks.list")
def list_webhooks(call: Call) -> Response:
    """Answer the list that clients ask for when they start."""
    del call
    return json_answer([])


@ROUTES.post("/tokens/webhook-verification/checking-consumption", "webhooks.verify")
def check_token(call: Call) -> Response:
    """Say whether a delivery's token is good; the client's key for it is `token`, whatever the documents print."""
    require_valid(call.json_object(), {"token": text(), "appId": text(512), "appEnv": text()}, ("token",))
    return json_answer(
        {
            "isValid": False,
            "context": None,
            "notFound": True,
            "alreadyConsumed": False,
            "badTarget": False,
            "isExpired": False,
            "badRelatedId": False,
            "haveBeenConsumed": False,
        }
    )
