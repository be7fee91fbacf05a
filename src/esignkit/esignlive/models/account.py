"""What belongs to an account and its users."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import ClassVar

from esignkit.core.members import always, several
from esignkit.core.model import model
from esignkit.esignlive.models.base import EslModel
from esignkit.esignlive.models.lenient import date_or_text
from esignkit.esignlive.models.shared import Translation
from esignkit.types import JSON, Secret

__all__ = [
    "AccessibleAccount",
    "AccountRole",
    "AccountUsage",
    "CustomField",
    "DataManagementPolicy",
    "DelegationUser",
    "ExpiryTimeConfiguration",
    "NotaryCommission",
    "NotaryJournalEntry",
    "NotarySeal",
    "PasswordPolicy",
    "SignatureImage",
    "SubAccount",
    "SubAccountApiKey",
    "TransactionRetention",
    "UserAccountRole",
]


@model
class DelegationUser(EslModel):
    """Somebody who acts for a sender, for a time."""

    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {
        "start_date": date_or_text,
        "expiry_date": date_or_text,
    }

    id: str = always()
    name: str = always()
    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    start_date: datetime | str | None = None
    expiry_date: datetime | str | None = None
    send_email_copies: bool | None = None
    data: dict[str, JSON] | None = None


@model
class AccountRole(EslModel):
    """A set of permissions."""

    id: str = always()
    name: str | None = None
    permissions: list[str] = several()
    description: str | None = None
    enabled: bool | None = None
    inherited: bool | None = None
    predefined: bool | None = None


@model
class UserAccountRole(EslModel):
    """Which roles a user has in an account."""

    account_id: str | None = None
    user_id: str | None = None
    account_roles: list[AccountRole] = several()


@model
class CustomField(EslModel):
    """A field that an account adds to its users."""

    id: str = always()
    name: str = always()
    value: str | None = None
    required: bool | None = None
    translations: list[Translation] = several()
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
class NotaryCommission(EslModel):
    """What a notary is commissioned by: licence number, until when, and where it is good."""

    name: str | None = None
    number: int | None = None
    expiration_date: datetime | None = None
    jurisdiction: str | None = None
    country: str | None = None
    confirmed: bool | None = None


@model
class NotarySeal(SignatureImage):
    """A notary's seal; `content` is the image in base64."""

    type: str | None = None


@model
class AccountUsage(EslModel):
    """How many senders and packages an account has."""

    senders: int | None = None
    packages: int | None = None


@model
class AccessibleAccount(EslModel):
    """An account that the credentials reach."""

    account_uid: str = always()
    account_name: str = always()


@model
class SubAccount(EslModel):
    """A sub-account as it is created or changed."""

    name: str | None = None
    parent_account_id: str | None = None
    timezone_id: str | None = None
    language: str | None = None


@model
class SubAccountApiKey(AccessibleAccount):
    """The API key of a sub-account. It is a credential: `repr` hides it."""

    SECRETS: ClassVar[frozenset[str]] = frozenset({"api_key"})

    api_key: Secret = always()


@model
class PasswordPolicy(EslModel):
    """What passwords must be like.

    `age` is the least number of days that a password is kept, `history` how many new ones come before an old one may
    be used again, `length` the least length, `required_rules` how many of the four `include_…` rules must be met.
    Passwords end after `expiry` days; `first_reminder` days before that the first of `repeat_reminder_count`
    notifications is sent. After `max_invalid_login_attempts` failures a user is locked.
    """

    age: int | None = None
    history: int | None = None
    length: int | None = None
    include_uppercase: bool | None = None
    include_lowercase: bool | None = None
    include_numbers: bool | None = None
    include_special_characters: bool | None = None
    required_rules: int | None = None
    expiry: int | None = None
    enable_expiry_notifications: bool | None = None
    first_reminder: int | None = None
    repeat_reminder_count: int | None = None
    max_invalid_login_attempts: int | None = None
