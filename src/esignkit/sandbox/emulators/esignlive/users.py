"""The users of an account: its owner, and the senders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from esignkit.sandbox.emulators.esignlive.behaviour_switches import PROVIDER
from esignkit.sandbox.emulators.esignlive.errors import not_found
from esignkit.sandbox.emulators.esignlive.package_parts import owner_of
from esignkit.sandbox.emulators.esignlive.response_defaults import memberships
from esignkit.sandbox.emulators.esignlive.response_schemas import in_full
from esignkit.sandbox.json_values import JSON, JSONObject, as_object, as_text, objects

if TYPE_CHECKING:
    from esignkit.sandbox.domain.accounts import Account
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork
    from esignkit.sandbox.emulators.call import Call


def users_of(work: UnitOfWork, account: Account) -> list[JSONObject]:
    """Return all users of an account, the owner first."""
    groups = work.records(PROVIDER, "groups", account.tenant)
    users = [owner_of(account), *work.records(PROVIDER, "sender", account.tenant)]
    for user in users:
        user_id = as_text(user["id"])
        delegates = as_object(work.record(PROVIDER, "delegates", user_id, account.tenant))
        user["memberships"] = memberships(groups, user_id)
        user["hasDelegates"] = bool(objects(delegates.get("all")))
    return users


def find_user(work: UnitOfWork, account: Account, email: str) -> JSONObject | None:
    """Return the user with an e-mail address."""
    folded = email.casefold()
    return next((user for user in users_of(work, account) if as_text(user["email"]).casefold() == folded), None)


def user_by_email(call: Call, email: str) -> JSONObject:
    """Return the user with this e-mail address.

    Raises:
        ErrorResponse: The account has no such user.
    """
    user = find_user(call.work, call.account, email)
    if user is None:
        raise not_found("user", email)
    return user


def user_by_id(call: Call, user_id: str) -> JSONObject:
    """Return the user with this id.

    Raises:
        ErrorResponse: The account has no such user.
    """
    user = next((user for user in users_of(call.work, call.account) if user["id"] == user_id), None)
    if user is None:
        raise not_found("user", user_id)
    return user


def declare_sender(user_id: str, body: Mapping[str, JSON], status: str = "ACTIVE") -> JSONObject:
    """Return a user as the service stores it."""
    first, last = as_text(body.get("firstName")), as_text(body.get("lastName"))
    sender: JSONObject = {
        **body,
        "id": user_id,
        "email": as_text(body.get("email")),
        "firstName": first,
        "lastName": last,
        "name": f"{first} {last}".strip(),
        "type": as_text(body.get("type"), "REGULAR"),
        "status": status,
    }
    return in_full("Sender", sender)
