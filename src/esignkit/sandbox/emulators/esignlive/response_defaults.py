"""Members that responses always have, whether or not they were set: clients of the service rely on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.wire import JSON, JSONObject, as_text, objects

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esignkit.sandbox.domain.accounts import Account

SINCE = "2020-01-01T00:00:00Z"
"""The creation date of the sandbox's accounts and users."""

_USER: Mapping[str, JSON] = {
    "company": "",
    "timezoneId": "GMT",
    "professionalIdentityFields": [],
    "userCustomFields": [],
    "specialTypes": [],
}
_SENDER: Mapping[str, JSON] = {**_USER, "memberships": [], "hasDelegates": False}
_DELIVERY: JSONObject = {"email": False, "download": False, "provider": False}


def completed(members: Mapping[str, JSON], always: Mapping[str, JSON]) -> JSONObject:
    """Return an object with default values for members that are missing or null."""
    return {**members, **{name: value for name, value in always.items() if members.get(name) is None}}


def as_sender(user: Mapping[str, JSON]) -> JSONObject:
    """Return a user of the account with all its members."""
    return completed(user, {**_SENDER, "created": SINCE, "updated": SINCE})


def as_signer(
    signer: Mapping[str, JSON], role: Mapping[str, JSON], created: str | None, updated: str | None
) -> JSONObject:
    """Return a signer with all its members; its dates are those of the package."""
    kind = "ACCOUNT_SENDER" if role.get("type") == "SENDER" else "EXTERNAL_SIGNER"
    complete = completed(
        signer,
        {
            **_USER,
            "name": f"{as_text(signer.get('firstName'))} {as_text(signer.get('lastName'))}".strip(),
            "signerType": "GROUP_SIGNER" if signer.get("group") else kind,
            "delivery": _DELIVERY,
            "created": created or SINCE,
            "updated": updated or SINCE,
        },
    )
    return {"knowledgeBasedAuthentication": None, **complete}


def as_document(document: Mapping[str, JSON]) -> JSONObject:
    """Return a document with all its members."""
    return completed(document, {"description": "", "extract": False, "extractionTypes": [], "tagged": False})


def as_account(account: Account, members: Mapping[str, JSON] | None = None) -> JSONObject:
    """Return an account with all its members.

    Args:
        account: Whose it is.
        members: What is said of it, when it is a sub-account.
    """
    account_members: JSONObject = dict(members or {"id": account.tenant, "name": account.name})
    company: JSONObject = {"id": f"company-{account.tenant}", "name": "Sandbox"}
    always: JSONObject = {"owner": f"user-{account.tenant}", "company": company, "timezoneId": "GMT", "licenses": []}
    return completed(account_members, {**always, "customFields": [], "created": SINCE, "updated": SINCE})


def memberships(groups: list[JSONObject], user_id: str) -> list[JSON]:
    """Return the groups of a user, with the kind of membership."""
    return [
        {"groupId": group["id"], "groupName": group["name"], "memberType": member["memberType"]}
        for group in groups
        for member in objects(group.get("members"))
        if member["userId"] == user_id
    ]
