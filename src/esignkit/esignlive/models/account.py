"""What belongs to an account and its users."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import ClassVar

from esignkit.core.field_specifiers import always, several
from esignkit.core.model import model
from esignkit.esignlive.models.lenient import date_or_text
from esignkit.esignlive.models.shared import Translation
from esignkit.esignlive.wire_format import EslModel
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
    """Id of the user."""
    name: str = always()
    """Full name."""
    email: str | None = None
    """E-mail address."""
    first_name: str | None = None
    """First name of the user."""
    last_name: str | None = None
    """Last name of the user."""
    start_date: datetime | str | None = None
    """When the delegation begins; text when it is no date."""
    expiry_date: datetime | str | None = None
    """When the delegation ends; text when it is no date."""
    send_email_copies: bool | None = None
    """Whether the delegate gets copies of all e-mails to the user they act for."""
    data: dict[str, JSON] | None = None
    """Values of your own, by name."""


@model
class AccountRole(EslModel):
    """A set of permissions."""

    id: str = always()
    """Id of the role, made by the service."""
    name: str | None = None
    """Name of the role."""
    permissions: list[str] = several()
    """What the role allows, by the service's names."""
    description: str | None = None
    """What the role is for."""
    enabled: bool | None = None
    """Whether the role counts; false when not given."""
    inherited: bool | None = None
    """Whether it was created in a parent account."""
    predefined: bool | None = None
    """Whether OneSpan has defined the role, which cannot be changed then."""


@model
class UserAccountRole(EslModel):
    """Which roles a user has in an account."""

    account_id: str | None = None
    """Id of the account; required."""
    user_id: str | None = None
    """Id of the user."""
    account_roles: list[AccountRole] = several()
    """Roles that the user has there."""


@model
class CustomField(EslModel):
    """A field that an account adds to its users."""

    id: str = always()
    """Id of the field."""
    name: str = always()
    """Name of the field."""
    value: str | None = None
    """What stands in it at first."""
    required: bool | None = None
    """Whether users must fill it in in their profiles."""
    translations: list[Translation] = several()
    """Name and description in other languages."""
    data: dict[str, JSON] | None = None
    """Values of your own, by name."""


@model
class TransactionRetention(EslModel):
    """How many days packages are kept, by state; `lifetime_…` count from their beginning."""

    draft: int | None = None
    """Days that drafts are kept."""
    sent: int | None = None
    """Days that sent packages are kept."""
    completed: int | None = None
    """Days that completed packages are kept."""
    archived: int | None = None
    """Days that archived packages are kept."""
    declined: int | None = None
    """Days that declined packages are kept."""
    opted_out: int | None = None
    """Days that packages are kept whose signer opted out."""
    expired: int | None = None
    """Days that expired packages are kept."""
    lifetime_total: int | None = None
    """Days that a package is kept in all, from its creation."""
    lifetime_until_completion: int | None = None
    """Days that a package is kept from its creation until it is complete."""
    include_sent: bool | None = None
    """Whether sent packages are included."""


@model
class DataManagementPolicy(EslModel):
    """How long an account keeps its packages."""

    transaction_retention: TransactionRetention | None = None
    """How many days packages are kept, by state."""


@model
class ExpiryTimeConfiguration(EslModel):
    """When packages expire that say nothing of their own, in days."""

    remaining_days: int | None = None
    """Days until a package expires that says nothing of its own."""
    maximum_remaining_days: int | None = None
    """Most days that a package may be given."""


@model
class SignatureImage(EslModel):
    """A sender's stored signature; `content` is the image in base64."""

    SECRETS: ClassVar[frozenset[str]] = frozenset({"content"})

    file_name: str | None = None
    """Name of the image file."""
    media_type: str | None = None
    """MIME type of the image."""
    content: str | None = None
    """The image in base64; `repr` hides it."""


@model
class NotaryJournalEntry(EslModel):
    """A line of a notary's journal."""

    SECRETS: ClassVar[frozenset[str]] = frozenset({"id_value"})

    sequence_number: int | None = None
    """Number of the entry."""
    creation_date: datetime | None = None
    """When the entry was made."""
    document_type: str | None = None
    """Kind of the document."""
    document_name: str | None = None
    """Name of the document."""
    signer_name: str | None = None
    """Name of the person who signed."""
    signature_type: str | None = None
    """Kind of the signature."""
    id_type: str | None = None
    """Kind of the identity document that the person showed."""
    id_value: str | None = None
    """Number of the identity document; `repr` hides it."""
    jurisdiction: str | None = None
    """Where the notary acts."""
    comment: str | None = None
    """The notary's remark."""


@model
class NotaryCommission(EslModel):
    """What a notary is commissioned by: licence number, until when, and where it is good."""

    name: str | None = None
    """Name of the notary as commissioned."""
    number: int | None = None
    """Number of the licence."""
    expiration_date: datetime | None = None
    """When the licence ends."""
    jurisdiction: str | None = None
    """Where the licence is good."""
    country: str | None = None
    """Country of the licence."""
    confirmed: bool | None = None
    """Whether the licence was confirmed."""


@model
class NotarySeal(SignatureImage):
    """A notary's seal; `content` is the image in base64."""

    type: str | None = None
    """Type of the image file."""


@model
class AccountUsage(EslModel):
    """How many senders and packages an account has."""

    senders: int | None = None
    """Number of senders in the account."""
    packages: int | None = None
    """Number of packages in the account."""


@model
class AccessibleAccount(EslModel):
    """An account that the credentials reach."""

    account_uid: str = always()
    """Id of the account."""
    account_name: str = always()
    """Name of the account."""


@model
class SubAccount(EslModel):
    """A sub-account as it is created or changed."""

    name: str | None = None
    """Name of the account."""
    parent_account_id: str | None = None
    """Id of the account that it belongs to."""
    timezone_id: str | None = None
    """Name of the account's time zone, such as `GMT`."""
    language: str | None = None
    """Language of the account, such as `en`, `fr` or `zh-CN`."""


@model
class SubAccountApiKey(AccessibleAccount):
    """The API key of a sub-account. It is a credential: `repr` hides it."""

    SECRETS: ClassVar[frozenset[str]] = frozenset({"api_key"})

    api_key: Secret = always()
    """The key, good as `api_key=` of a client; `repr` hides it."""


@model
class PasswordPolicy(EslModel):
    """What passwords must be like.

    `age` is the least number of days that a password is kept, `history` how many new ones come before an old one may
    be used again, `length` the least length, `required_rules` how many of the four `include_…` rules must be met.
    Passwords end after `expiry` days; `first_reminder` days before that the first of `repeat_reminder_count`
    notifications is sent. After `max_invalid_login_attempts` failures a user is locked.
    """

    age: int | None = None
    """Days that a password must be kept at least."""
    history: int | None = None
    """Number of other passwords that must come before an old one may be used again."""
    length: int | None = None
    """Characters of a password at least."""
    include_uppercase: bool | None = None
    """Whether there must be a capital letter."""
    include_lowercase: bool | None = None
    """Whether there must be a small letter."""
    include_numbers: bool | None = None
    """Whether there must be a digit."""
    include_special_characters: bool | None = None
    """Whether there must be a special character."""
    required_rules: int | None = None
    """How many of the four `include_…` rules must be met."""
    expiry: int | None = None
    """Days after which a password ends."""
    enable_expiry_notifications: bool | None = None
    """Whether users are told that their password is about to end."""
    first_reminder: int | None = None
    """Days before the end that the first notification is sent."""
    repeat_reminder_count: int | None = None
    """Number of notifications."""
    max_invalid_login_attempts: int | None = None
    """Failed log-ins after which a user is locked."""
