"""People and groups."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from esignkit.core.deserialization import Later
from esignkit.core.field_specifiers import Choice, always, choice, several
from esignkit.core.model import model
from esignkit.esignlive.models.shared import Address, Translation
from esignkit.esignlive.signer_enums import MemberType, SenderStatus, SenderType, SpecialType
from esignkit.esignlive.wire_format import EslModel
from esignkit.types import JSON

if TYPE_CHECKING:
    from esignkit.esignlive.models.company import AccountInfo

__all__ = [
    "External",
    "Group",
    "GroupMember",
    "GroupSummary",
    "Membership",
    "ProfessionalIdentityField",
    "Sender",
    "TextualSignature",
    "User",
    "UserCustomField",
    "UserSignature",
]


@model
class External(EslModel):
    """Where something lives outside eSignLive."""

    id: str = always()
    """Id of the object at the provider."""
    provider: str | None = None
    """Key of the provider."""
    provider_name: str | None = None
    """Name of the provider, for people."""
    data: dict[str, JSON] | None = None
    """Further values of the provider."""


@model
class TextualSignature(EslModel):
    """How a typed signature looks."""

    font: str | None = None
    """Font of the signature."""
    color: str | None = None
    """Colour of the signature."""


@model
class UserSignature(EslModel):
    """A stored signature: drawn (base64) or typed."""

    SECRETS: ClassVar[frozenset[str]] = frozenset({"handdrawn"})

    handdrawn: str | None = None
    """The drawn signature in base64; `repr` hides it."""
    textual: TextualSignature | None = None
    """How the typed signature looks."""


@model
class UserCustomField(EslModel):
    """An account's own field, as one user fills it."""

    id: str = always()
    """Id of the field."""
    name: str = always()
    """Name of the field."""
    value: str | None = None
    """What the user has filled in."""
    translations: list[Translation] = several()
    """Name and description in other languages."""
    data: dict[str, JSON] | None = None
    """Values of your own, by name."""


@model
class ProfessionalIdentityField(EslModel):
    """What a profession knows a person by, such as the number of a bar member."""

    id: str = always()
    """Id of the field."""
    name: str = always()
    """Name of the field."""
    value: str | None = None
    """The number or text itself."""
    type: str | None = None
    """Type of the field. The documentation lists no types."""
    category: str | None = None
    """Category of the field. The documentation lists none."""
    translations: list[Translation] = several()
    """Name and description in other languages."""
    data: dict[str, JSON] | None = None
    """Values of your own, by name."""


@model
class User(EslModel):
    """A person."""

    id: str = always()
    """Id of the user; a signer's may be chosen."""
    email: str | None = None
    """E-mail address, 6 to 255 characters; invitations go there."""
    first_name: str | None = None
    """First name, 1 to 255 characters."""
    last_name: str | None = None
    """Last name, 1 to 255 characters."""
    name: str | None = None
    """Full name, in responses."""
    company: str | None = None
    """Company that the person works for."""
    title: str | None = None
    """Job title."""
    phone: str | None = None
    """Phone number; needed for notifications by SMS."""
    language: str | None = None
    """Language of e-mails and pages, such as `en`, `fr` or `zh-CN`."""
    timezone_id: str | None = None
    """Name of the time zone, such as `America/New_York`; the service takes `GMT` when none is given."""
    address: Address | None = None
    """Postal address."""
    external: External | None = None
    """Where the person is known outside eSignLive."""
    signature: UserSignature | None = None
    """Stored signature, drawn or typed."""
    professional_identity_fields: list[ProfessionalIdentityField] = several()
    """What the person's profession knows them by."""
    user_custom_fields: list[UserCustomField] = several()
    """The account's own fields, as this user has filled them in."""
    special_types: list[SpecialType | str] = several()
    """Special offices of the user; so far there is only `NOTARY`."""
    created: datetime | None = None
    """When the user was created; set by the service."""
    updated: datetime | None = None
    """When the user was last changed; set by the service."""
    data: dict[str, JSON] | None = None
    """Values of your own, by name."""


@model
class Membership(EslModel):
    """A sender's place in a group."""

    group_id: str = always()
    """Id of the group."""
    group_name: str = always()
    """Name of the group."""
    member_type: Choice[MemberType | None, str] = choice()
    """Rank in the group, such as `MANAGER`."""


_ACCOUNT: Mapping[str, Callable[[JSON], object]] = {
    "account": Later("esignkit.esignlive.models.company", "AccountInfo")
}


@model
class Sender(User):
    """A user of the account, who may send packages."""

    READ_WITH: ClassVar[str] = "senders.get(sender_id)"
    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = _ACCOUNT

    type: Choice[SenderType, str] = always()
    """Rank in the account: `REGULAR` or `MANAGER`."""
    status: Choice[SenderStatus, str] = always()
    """Whether the sender is invited, active or locked."""
    account: AccountInfo | None = None
    """The account that the sender belongs to."""
    activated: datetime | None = None
    """When the sender became active."""
    locked: datetime | None = None
    """When the sender was locked."""
    memberships: list[Membership] = several()
    """Groups that the sender is in."""
    has_delegates: bool | None = None
    """Whether somebody may act for the sender."""


@model
class GroupMember(EslModel):
    """A person in a group."""

    user_id: str = always()
    """Id of the user."""
    email: str = always()
    """E-mail address of the member."""
    first_name: str | None = None
    """First name of the member."""
    last_name: str | None = None
    """Last name of the member."""
    member_type: Choice[MemberType | None, str] = choice()
    """Rank in the group, such as `MANAGER`."""
    pending: bool | None = None
    """Whether the membership is still pending."""


@model
class Group(EslModel):
    """A group that may sign as one."""

    READ_WITH: ClassVar[str] = "groups.get(group_id)"
    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = _ACCOUNT

    id: str = always()
    """Id of the group; you may choose it."""
    name: str = always()
    """Name of the group."""
    email: str | None = None
    """E-mail address of the whole group."""
    email_members: bool | None = None
    """Whether e-mails go to each member."""
    members: list[GroupMember] = several()
    """The people in the group."""
    account: AccountInfo | None = None
    """The account that the group belongs to."""
    reciprocal_delegation: bool | None = None
    """Whether the members may act for each other."""
    created: datetime | None = None
    """When the group was created; set by the service."""
    updated: datetime | None = None
    """When the group was last changed; set by the service."""
    data: dict[str, JSON] | None = None
    """Values of your own, by name."""


@model
class GroupSummary(EslModel):
    """A group in few words; here `data` is text."""

    id: str = always()
    """Id of the group."""
    name: str = always()
    """Name of the group."""
    email: str | None = None
    """E-mail address of the whole group."""
    data: str | None = None
    """Values of the group, as one text."""
