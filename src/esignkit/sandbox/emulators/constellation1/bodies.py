"""The members of the service's request bodies. What they hold, `schema.read` checks and always refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.emulators.body_members import BodyTable, email, one_of
from esignkit.sandbox.emulators.constellation1 import schema

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esignkit.sandbox.json_values import JSON


# Only answers have these; who changes what was answered sends them back.
_ANSWERED = {"Session": "StatusCode", "SessionInfo": "StatusCode CreatedOn", "Signer": "DeclinedReason declinedReason"}


def _row(table: Mapping[str, str], answered: str = "", **kinds: str) -> str:
    """Return a class as a row, with the other spellings of its members that the vendor prints."""
    aliases = [alias for alias, name in schema.ALIASES.items() if name in table]
    return " ".join(f"{name}:{kinds.get(name, '*')}" for name in (*table, *aliases, *answered.split()))


SCHEMAS: dict[str, str] = {
    "Nothing": "",
    "Session": (
        f"Id SigningSessionId SessionInfo:SessionInfo Documents:[Document] Signers:[Signer] {_ANSWERED['Session']}"
    ),
    "SessionInfo": _row(
        schema.SESSION_INFO,
        _ANSWERED["SessionInfo"],
        CopyTo="emails",
        OwnerEmail="email",
        UseSequence="sequence",
        EmailOptions="email_options",
    ),
    "Document": _row(schema.DOCUMENT),
    "Signer": _row(schema.SIGNER, _ANSWERED["Signer"], EmailAddress="email"),
    "CopyOptions": _row(schema.COPY_OPTIONS),
    "User": _row(schema.USER, Username="email", StatusCode="user_status"),
    "WithSession": "userName session:Session",
    "Copying": "copyOptions:CopyOptions session:Session",
    "NewTransactionId": "userName signingSessionId newTransactionId",
    "Owner": "username",
    "Inviting": "signerList:[Signer] signingSessionId returnURL",
    "Signers": "username signingSessionId signers:[Signer]",
    "WithUser": "salt user:User",
    "WithGroupUser": "salt groupUser:User",
    "NewName": "salt oldUsername user:User",
    "Provisioning": "salt systemUserId userStatus:user_status",
    "NewRole": "username groupUser userRole",
}
"""Members of the vendor's classes, and of the objects around them."""

OPERATIONS: dict[str, str] = {
    "sessions.create": "WithSession",
    "sessions.update": "WithSession",
    "sessions.copy": "Copying",
    "sessions.update_transaction_id": "NewTransactionId",
    "sessions.edit": "Owner",
    "signers.invite": "Inviting",
    "signers.update": "Signers",
    "users.create": "WithUser",
    "users.update": "WithUser",
    "users.update_by_username": "NewName",
    "users.provision": "Provisioning",
    "groups.create_user": "WithGroupUser",
    "groups.update_user_role": "NewRole",
    **dict.fromkeys(
        (
            "sessions.start",
            "sessions.cancel",
            "sessions.close",
            "sessions.purge",
            "sessions.cancel_purging",
        ),
        "Nothing",
    ),
}
"""The form of each operation's body."""


def _emails(value: JSON) -> str | None:
    addresses = value.split(",") if isinstance(value, str) else []
    return next((problem for address in addresses if (problem := email(address.strip())) is not None), None)


BODIES = BodyTable(
    SCHEMAS,
    OPERATIONS,
    {
        "email": email,
        "emails": _emails,
        "sequence": one_of("0 1 2"),
        "email_options": one_of("0 3"),
        "user_status": one_of("0 1"),
    },
)
