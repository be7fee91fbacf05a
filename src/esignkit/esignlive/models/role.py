"""Roles, the signers who fill them, and what they are asked to attach."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from esignkit.core.codec import Later
from esignkit.core.members import always, several
from esignkit.core.model import model
from esignkit.core.writing import Writer
from esignkit.esignlive.enums import AttachmentStatus, NotificationMethod, RoleType, SignerType, SpecialType
from esignkit.esignlive.models.base import EslModel
from esignkit.esignlive.models.lenient import flag_or_text
from esignkit.esignlive.models.user import Group, User
from esignkit.types import JSON

if TYPE_CHECKING:
    from esignkit.esignlive.models.auth import Auth, KnowledgeBasedAuthentication

__all__ = [
    "AttachmentFile",
    "AttachmentRequirement",
    "Delivery",
    "EmailMessage",
    "NotificationMethods",
    "Role",
    "Signer",
]


@model
class Delivery(EslModel):
    """How the signed documents reach a signer."""

    email: bool | None = None
    download: bool | None = None
    provider: bool | None = None


@model
class NotificationMethods(EslModel):
    """How a signer is told that there is something to sign."""

    primary: list[NotificationMethod | str] = several()


@model
class Signer(User):
    """A person who signs."""

    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {
        "auth": Later("esignkit.esignlive.models.auth", "Auth"),
        "knowledge_based_authentication": Later("esignkit.esignlive.models.auth", "KnowledgeBasedAuthentication"),
    }

    auth: Auth | None = None
    delivery: Delivery | None = None
    group: Group | None = None
    signer_type: SignerType | str | None = None
    knowledge_based_authentication: KnowledgeBasedAuthentication | None = None
    notification_methods: NotificationMethods | None = None
    digipass_authentication: JSON = None


@model
class EmailMessage(EslModel):
    """The text of an invitation."""

    content: str | None = None


def _milliseconds(value: object, writer: Writer) -> object:
    """Write an instant as eSignLive does here: milliseconds since 1970."""
    if not isinstance(value, datetime) or value.utcoffset() is None:
        return writer.write(value, "AttachmentFile.insert_date")  # refuses it, in the words used everywhere
    return round(value.astimezone(UTC).timestamp() * 1000)


@model
class AttachmentFile(EslModel):
    """A file that a signer attached."""

    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"preview": flag_or_text}
    WRITE: ClassVar[Mapping[str, Callable[[object, Writer], object]]] = {"insert_date": _milliseconds}

    id: int = always()
    name: str | None = None
    insert_date: datetime | None = None
    preview: bool | str | None = None


@model
class AttachmentRequirement(EslModel):
    """A file that a signer is asked for."""

    id: str = always()
    name: str = always()
    description: str | None = None
    comment: str | None = None
    required: bool | None = None
    status: AttachmentStatus = always()
    files: list[AttachmentFile] = several()
    attachment_type: str | None = None
    extraction_enabled: bool | None = None
    data: dict[str, JSON] | None = None


@model
class Role(EslModel):
    """A place in the signing order, filled by at most one signer; without one it is a placeholder.

    Roles of equal `index` sign in parallel.
    """

    READ_WITH: ClassVar[str] = "roles.get(package_id, role_id)"

    id: str = always()
    name: str = always()
    type: RoleType | str | None = None
    index: int | None = None
    signers: list[Signer] = several()
    reassign: bool | None = None
    locked: bool | None = None
    email_message: EmailMessage | None = None
    attachment_requirements: list[AttachmentRequirement] = several()
    special_types: list[SpecialType | str] = several()
    data: dict[str, JSON] | None = None
