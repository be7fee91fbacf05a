"""The application: its settings, who may work on it, and its webhooks."""

from __future__ import annotations

from tests.ignisign.refusals import refused
from tests.ignisign.samples import APP, APPLICATION, CHECK, EVENT, HERE, HOOK, INVITATION, INVITED_USER, LOGGED, WEBHOOK
from tests.operations import Row, call, has

INVITED = f"/v3/applications/{APP}/users-invitations"

ROWS: list[Row] = [
    Row(
        call.application.context(),
        f"GET /v3/applications/{APP}/context",
        response=APPLICATION,
        result=lambda r: (
            r.env_settings["DEVELOPMENT"].webhooks[0].id == HOOK
            and r.signature_profiles["DEVELOPMENT"][0].name == "Simple"
            and "canary" not in repr(r)
        ),
        refused=refused("APP_NOT_FOUND", 404),
    ),
    Row(call.user_invitations.list(), f"GET {INVITED}", response=[INVITED_USER], result=has("0.status.is_known", True)),
    Row(
        call.user_invitations.create("ada@example.com", {"DEVELOPMENT": ["ADMIN", "USER"]}),
        f"POST {INVITED}",
        body={"email": "ada@example.com", "roles": {"DEVELOPMENT": ["ADMIN", "USER"]}},
        response=INVITED_USER,
        result=has("roles.DEVELOPMENT", ["ADMIN", "USER"]),
        refused=refused("USER_ALREADY_INVITED_BY_ORGANIZATION"),
    ),
    Row(
        call.user_invitations.resend(INVITATION),
        f"POST {INVITED}/{INVITATION}/resend",
        body={},
        response=INVITED_USER,
        result=has("id", INVITATION),
        refused=refused("NO_PENDING_USER_INVITATION"),
    ),
    Row(
        call.user_invitations.cancel(INVITATION),
        f"DELETE {INVITED}/{INVITATION}",
        response=INVITED_USER,
        result=has("status", "CANCELED"),
        refused=refused("INVITED_USER_NOT_FOUND", 404),
    ),
    Row(
        call.user_invitations.update(INVITATION, {"PRODUCTION": ["READER"]}),
        f"PUT {INVITED}/{INVITATION}",
        body={"roles": {"PRODUCTION": ["READER"]}},
        response=INVITED_USER,
        result=has("email", "ada@example.com"),
        refused=refused("INVITED_USER_NOT_FOUND", 404),
    ),
    Row(
        call.webhooks.create("https://example.com/hook", description="mine"),
        f"POST {HERE}/webhooks",
        body={"url": "https://example.com/hook", "description": "mine"},
        response=[WEBHOOK],
        result=has("0.id", HOOK),
        refused=refused("BODY_VALIDATION_FAILED"),
    ),
    Row(
        call.webhooks.create("https://x.example/"),
        f"POST {HERE}/webhooks",
        body={"url": "https://x.example/"},
        response=[WEBHOOK],
        result=has("0.id", HOOK),
        note="without a description",
    ),
    Row(call.webhooks.list(), f"GET {HERE}/webhooks", response=[], result=[]),
    Row(
        call.webhooks.update(HOOK, "https://example.com/other", description="mine"),
        f"PUT /v3/webhooks/{HOOK}",
        body={"url": "https://example.com/other", "description": "mine"},
        response=WEBHOOK,
        result=lambda r: [one.is_disabled for one in r] == [False],
        refused=refused("WEBHOOK_NOT_FOUND", 404),
    ),
    Row(
        call.webhooks.delete(HOOK),
        f"DELETE /v3/webhooks/{HOOK}",
        response=[],
        result=[],
        refused=refused("WEBHOOK_NOT_FOUND", 404),
    ),
    Row(
        call.webhooks.events(HOOK, filter="FAILED", page=2),
        f"GET /v3/webhooks/{HOOK}/events?filter=FAILED&page=2",
        response={"events": [LOGGED], "searchData": {"total": 1, "page": 2, "nbEventsPerPage": 10}},
        result=has("0.response.status", 200),
        refused=refused("WEBHOOK_NOT_FOUND", 404),
    ),
    Row(
        call.webhooks.event(HOOK, EVENT),
        f"GET /v3/webhooks/{HOOK}/events/{EVENT}",
        response=LOGGED,
        result=has("topic", "SIGNATURE_REQUEST", "action", "LAUNCHED", "status", "SUCCESS"),
        refused=refused("WEBHOOK_EVENT_NOT_FOUND", 404),
    ),
    Row(
        call.webhooks.resend(HOOK, EVENT),
        f"POST /v3/webhooks/{HOOK}/events/{EVENT}/resend",
        body={},
        response=b"whatever it may be",
        refused=refused("WEBHOOK_EVENT_NOT_FOUND", 404),
    ),
    Row(
        call.webhooks.check_token("the-token"),
        "POST /v3/tokens/webhook-verification/checking-consumption",
        body={"token": "the-token", "appId": APP, "appEnv": "DEVELOPMENT"},
        response=CHECK,
        result=has("is_valid", True, "reasons", []),
        refused=refused("TOKEN_NOT_FOUND", 404),
        attempts=1,
        secrets=("the-token",),
    ),
]
