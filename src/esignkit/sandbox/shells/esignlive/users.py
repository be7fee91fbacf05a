"""Who may use the service: the owner behind the API key and the senders declared beside them."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

from esignkit.sandbox.shells.base import Call, Routes, json_answer
from esignkit.sandbox.shells.esignlive.package import owner_of
from esignkit.sandbox.shells.esignlive.refusals import invalid, not_found
from esignkit.sandbox.wire import JSON, JSONObject, as_int, as_text

ROUTES = Routes()


def senders(call: Call) -> list[JSONObject]:
    """Return all users of the account, the owner first."""
    return [owner_of(call.account), *call.work.records(call.provider, "sender", call.account.tenant)]


def user_by_email(call: Call, email: str) -> JSONObject:
    """Return the user with this e-mail address.

    Raises:
        Refusal: The account has no such user.
    """
    for user in senders(call):
        if as_text(user["email"]).casefold() == email.casefold():
            return user
    raise not_found("user", email)


@ROUTES.get("/api/account/senders", "senders.list")
def list_senders(call: Call) -> Response:
    """`GET /account/senders`: one user when no window is asked for, as the service does."""
    found = senders(call)
    first = max(as_int(call.query("from"), 1), 1)
    last = as_int(call.query("to"), first)
    return json_answer({"count": len(found), "results": found[first - 1 : last]})


@ROUTES.post("/api/account/senders", "senders.create")
def create_sender(call: Call) -> Response:
    """`POST /account/senders`: declare a user of the account."""
    body = call.json_object()
    email = as_text(body.get("email"))
    if "@" not in email:
        raise invalid("user.email", "A sender needs an e-mail address.")
    if any(as_text(user["email"]).casefold() == email.casefold() for user in senders(call)):
        raise invalid("user.exists", f"The account has a user {email} already.")
    sender = declare_sender(call.work.ids.uuid(), body)
    call.work.put_record(call.provider, "sender", as_text(sender["id"]), sender, call.account.tenant)
    call.record("senders.create")
    return json_answer(sender)


def declare_sender(user_id: str, body: Mapping[str, JSON]) -> JSONObject:
    """Return a user as the service keeps it."""
    first, last = as_text(body.get("firstName")), as_text(body.get("lastName"))
    return {
        **body,
        "id": user_id,
        "email": as_text(body.get("email")),
        "firstName": first,
        "lastName": last,
        "name": f"{first} {last}".strip(),
        "type": as_text(body.get("type"), "REGULAR"),
        "status": "ACTIVE",
    }
