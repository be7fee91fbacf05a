"""Members of responses that are worked out: those of signers and accounts, and a user's memberships."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.emulators.esignlive.response_schemas import in_full
from esignkit.sandbox.json_values import JSON, JSONObject, objects

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esignkit.sandbox.domain.accounts import Account


def as_signer(
    signer: Mapping[str, JSON], role: Mapping[str, JSON], created: str | None, updated: str | None
) -> JSONObject:
    """Return a signer with the members that follow from others; its dates are those of the package."""
    kind = "ACCOUNT_SENDER" if role.get("type") == "SENDER" else "EXTERNAL_SIGNER"
    follow: JSONObject = {
        "signerType": "GROUP_SIGNER" if signer.get("group") else kind,
        "created": created,
        "updated": updated,
        "knowledgeBasedAuthentication": None,
    }
    return {**follow, **{name: value for name, value in signer.items() if name not in follow or value is not None}}


def as_account(account: Account, members: Mapping[str, JSON] | None = None) -> JSONObject:
    """Return an account with all its members.

    Args:
        account: Whose it is.
        members: What is said of it, when it is a sub-account.
    """
    company: JSONObject = {"id": f"company-{account.tenant}", "name": "Sandbox"}
    always: JSONObject = {"owner": f"user-{account.tenant}", "company": company}
    return in_full("Account", {**always, **(members or {"id": account.tenant, "name": account.name})})


def memberships(groups: list[JSONObject], user_id: str) -> list[JSON]:
    """Return the groups of a user, with the kind of membership."""
    return [
        {"groupId": group["id"], "groupName": group["name"], "memberType": member["memberType"]}
        for group in groups
        for member in objects(group.get("members"))
        if member["userId"] == user_id
    ]
