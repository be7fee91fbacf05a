"""Roles, the signers who fill them, and what they are asked to attach."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from esignkit.core.deserialization import Later
from esignkit.core.field_specifiers import Choice, always, choice, several
from esignkit.core.model import model
from esignkit.esignlive.enums import AttachmentStatus
from esignkit.esignlive.models.lenient import flag_or_text
from esignkit.esignlive.models.user import Group, User
from esignkit.esignlive.signer_enums import NotificationMethod, RoleType, SignerType, SpecialType
from esignkit.esignlive.wire_format import EslModel
from esignkit.types import JSON

if TYPE_CHECKING:
    from esignkit.core.serialization import Writer
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
    """Whether the signed documents are sent by e-mail."""
    download: bool | None = None
    """Whether they can be downloaded."""
    provider: bool | None = None
    """Whether they are delivered to an external provider."""


@model
class NotificationMethods(EslModel):
    """How a signer is told that there is something to sign."""

    primary: list[NotificationMethod | str] = several()
    """How the signer is notified; SMS needs `phone`."""


@model
class Signer(User):
    """A person who signs."""

    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {
        "auth": Later("esignkit.esignlive.models.auth", "Auth"),
        "knowledge_based_authentication": Later("esignkit.esignlive.models.auth", "KnowledgeBasedAuthentication"),
    }

    auth: Auth | None = None
    """How the signer proves who they are; an e-mail link alone when nothing else is said."""
    delivery: Delivery | None = None
    """How the signed documents reach the signer."""
    group: Group | None = None
    """The group that signs, in place of a person."""
    signer_type: Choice[SignerType | None, str] = choice()
    """What kind of person or group signs."""
    knowledge_based_authentication: KnowledgeBasedAuthentication | None = None
    """Questions by Equifax or LexisNexis about the person."""
    notification_methods: NotificationMethods | None = None
    """How the signer is notified: by e-mail, SMS or both."""
    digipass_authentication: JSON = None
    """Whether Digipass authentication is on for the signer; kept as it comes."""


@model
class EmailMessage(EslModel):
    """The text of an invitation."""

    content: str | None = None
    """Text of the invitation."""


def _milliseconds(value: object, writer: Writer) -> object:
    """Write an instant as eSignLive does here: milliseconds since 1970."""
    if not isinstance(value, datetime) or value.utcoffset() is None:
        return writer.write(value, "AttachmentFile.insert_date")  # refuses it, in the words used everywhere
    return round(value.astimezone(UTC).timestamp() * 1000)


@model
class AttachmentFile(EslModel):
    """A file that a signer attached."""

    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"preview": flag_or_text}
    WRITE: ClassVar[Mapping[str, Callable[..., object]]] = {"insert_date": _milliseconds}

    id: int = always()
    """The service's number of the file."""
    name: str | None = None
    """Name of the file."""
    insert_date: datetime | None = None
    """When it was uploaded; the service writes milliseconds since 1970."""
    preview: bool | str | None = None
    """Whether a preview can be shown; the sources differ on whether it is a flag or a text."""


@model
class AttachmentRequirement(EslModel):
    """A file that a signer is asked for."""

    id: str = always()
    """Id of the requirement; the service may give another one than was sent."""
    name: str = always()
    """Name of what the signer is asked for."""
    description: str | None = None
    """Longer text about what the signer is asked for."""
    comment: str | None = None
    """Remark on the file, such as why it was rejected."""
    required: bool | None = None
    """Whether the signer must attach a file; the service takes true when nothing is said."""
    status: Choice[AttachmentStatus, str] = always()
    """Whether a file is missing, was rejected or accepted."""
    files: list[AttachmentFile] = several()
    """Files that the signer has uploaded."""
    attachment_type: str | None = None
    """Kind of document that is asked for. The documentation does not list the kinds."""
    extraction_enabled: bool | None = None
    """Whether data are extracted from the file."""
    data: dict[str, JSON] | None = None
    """Values of your own, by name."""


@model
class Role(EslModel):
    """A place in the signing order, filled by at most one signer; without one it is a placeholder.

    Roles of equal `index` sign in parallel.
    """

    READ_WITH: ClassVar[str] = "roles.get(package_id, role_id)"

    id: str = always()
    """Id of the role; you may choose it, and signatures refer to it."""
    name: str = always()
    """Name of the role; a placeholder is found by it."""
    type: Choice[RoleType | None, str] = choice()
    """Whether a signer or the sender fills it."""
    index: int | None = None
    """Place in the signing order, from 0; roles with the same index sign in parallel."""
    signers: list[Signer] = several()
    """The signer, at most one; empty for a placeholder."""
    reassign: bool | None = None
    """Whether the signer may hand the role on to somebody else."""
    locked: bool | None = None
    """Whether the signer is locked out after too many failed authentications; `roles.unlock` opens it again."""
    email_message: EmailMessage | None = None
    """Text of the invitation to this role."""
    attachment_requirements: list[AttachmentRequirement] = several()
    """Files that the signer is asked for."""
    special_types: list[SpecialType | str] = several()
    """Special offices of the role; so far there is only `NOTARY`."""
    data: dict[str, JSON] | None = None
    """Values by name, such as `localLanguage`."""
