"""What belongs to an account and its users."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from esignkit.core.model import model
from esignkit.esignlive.models.base import EslModel
from esignkit.esignlive.models.user import Translation
from esignkit.types import JSON

__all__ = [
    "AccountRole",
    "AccountUsage",
    "CustomField",
    "DataManagementPolicy",
    "DelegationUser",
    "ExpiryTimeConfiguration",
    "NotaryJournalEntry",
    "SignatureImage",
    "TransactionRetention",
    "UserAccountRole",
]


@model
class DelegationUser(EslModel):
    """Somebody who acts for a sender, for a time."""

    id: str | None = None
    name: str | None = None
    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    start_date: datetime | None = None
    expiry_date: datetime | None = None
    send_email_copies: bool | None = None


@model
class AccountRole(EslModel):
    """A set of permissions."""

    id: str | None = None
    name: str | None = None
    permissions: list[str] | None = None
    description: str | None = None
    enabled: bool | None = None
    inherited: bool | None = None
    predefined: bool | None = None


@model
class UserAccountRole(EslModel):
    """Which roles a user has in an account."""

    account_id: str | None = None
    user_id: str | None = None
    account_roles: list[AccountRole] | None = None


@model
class CustomField(EslModel):
    """A field that an account adds to its users."""

    id: str | None = None
    name: str | None = None
    value: str | None = None
    required: bool | None = None
    translations: list[Translation] | None = None
    data: dict[str, JSON] | None = None


@model
class TransactionRetention(EslModel):
    """How many days packages are kept, by state; `lifetime_…` count from their beginning."""

    draft: int | None = None
    sent: int | None = None
    completed: int | None = None
    archived: int | None = None
    declined: int | None = None
    opted_out: int | None = None
    expired: int | None = None
    lifetime_total: int | None = None
    lifetime_until_completion: int | None = None
    include_sent: bool | None = None


@model
class DataManagementPolicy(EslModel):
    """How long an account keeps its packages."""

    transaction_retention: TransactionRetention | None = None


@model
class ExpiryTimeConfiguration(EslModel):
    """When packages expire that say nothing of their own, in days."""

    remaining_days: int | None = None
    maximum_remaining_days: int | None = None


@model
class SignatureImage(EslModel):
    """A sender's stored signature; `content` is the image in base64."""

    SECRETS: ClassVar[frozenset[str]] = frozenset({"content"})

    file_name: str | None = None
    media_type: str | None = None
    content: str | None = None


@model
class NotaryJournalEntry(EslModel):
    """A line of a notary's journal."""

    SECRETS: ClassVar[frozenset[str]] = frozenset({"id_value"})

    sequence_number: int | None = None
    creation_date: datetime | None = None
    document_type: str | None = None
    document_name: str | None = None
    signer_name: str | None = None
    signature_type: str | None = None
    id_type: str | None = None
    id_value: str | None = None
    jurisdiction: str | None = None
    comment: str | None = None


@model
class AccountUsage(EslModel):
    """How much of an account is used; the form of the two parts is not published."""

    senders: JSON = None
    packages: JSON = None
