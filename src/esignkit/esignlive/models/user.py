"""People and groups."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from esignkit.core.codec import Later
from esignkit.core.members import always, several
from esignkit.core.model import model
from esignkit.esignlive.enums import MemberType, SenderStatus, SenderType, SpecialType
from esignkit.esignlive.models.base import EslModel
from esignkit.esignlive.models.shared import Address, Translation
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
    provider: str | None = None
    provider_name: str | None = None
    data: dict[str, JSON] | None = None


@model
class TextualSignature(EslModel):
    """How a typed signature looks."""

    font: str | None = None
    color: str | None = None


@model
class UserSignature(EslModel):
    """A stored signature: drawn (base64) or typed."""

    SECRETS: ClassVar[frozenset[str]] = frozenset({"handdrawn"})

    handdrawn: str | None = None
    textual: TextualSignature | None = None


@model
class UserCustomField(EslModel):
    """An account's own field, as one user fills it."""

    id: str = always()
    name: str = always()
    value: str | None = None
    translations: list[Translation] = several()
    data: dict[str, JSON] | None = None


@model
class ProfessionalIdentityField(EslModel):
    """What a profession knows a person by, such as the number of a bar member."""

    id: str = always()
    name: str = always()
    value: str | None = None
    type: str | None = None
    category: str | None = None
    translations: list[Translation] = several()
    data: dict[str, JSON] | None = None


@model
class User(EslModel):
    """A person."""

    id: str = always()
    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    name: str | None = None
    company: str | None = None
    title: str | None = None
    phone: str | None = None
    language: str | None = None
    timezone_id: str | None = None
    address: Address | None = None
    external: External | None = None
    signature: UserSignature | None = None
    professional_identity_fields: list[ProfessionalIdentityField] = several()
    user_custom_fields: list[UserCustomField] = several()
    special_types: list[SpecialType | str] = several()
    created: datetime | None = None
    updated: datetime | None = None
    data: dict[str, JSON] | None = None


@model
class Membership(EslModel):
    """A sender's place in a group."""

    group_id: str = always()
    group_name: str = always()
    member_type: MemberType | str | None = None


_ACCOUNT: Mapping[str, Callable[[JSON], object]] = {
    "account": Later("esignkit.esignlive.models.company", "AccountInfo")
}


@model
class Sender(User):
    """A user of the account, who may send packages."""

    READ_WITH: ClassVar[str] = "senders.get(sender_id)"
    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = _ACCOUNT

    type: SenderType | str = always()
    status: SenderStatus = always()
    account: AccountInfo | None = None
    activated: datetime | None = None
    locked: datetime | None = None
    memberships: list[Membership] = several()
    has_delegates: bool | None = None


@model
class GroupMember(EslModel):
    """A person in a group."""

    user_id: str = always()
    email: str = always()
    first_name: str | None = None
    last_name: str | None = None
    member_type: MemberType | str | None = None
    pending: bool | None = None


@model
class Group(EslModel):
    """A group that may sign as one."""

    READ_WITH: ClassVar[str] = "groups.get(group_id)"
    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = _ACCOUNT

    id: str = always()
    name: str = always()
    email: str | None = None
    email_members: bool | None = None
    members: list[GroupMember] = several()
    account: AccountInfo | None = None
    reciprocal_delegation: bool | None = None
    created: datetime | None = None
    updated: datetime | None = None
    data: dict[str, JSON] | None = None


@model
class GroupSummary(EslModel):
    """A group in few words; here `data` is text."""

    id: str = always()
    name: str = always()
    email: str | None = None
    data: str | None = None
