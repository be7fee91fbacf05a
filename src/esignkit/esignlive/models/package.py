"""Packages, and what is told about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from esignkit.core.codec import Later
from esignkit.core.members import always, several
from esignkit.core.model import model
from esignkit.esignlive.enums import AlertSeverity, MessageStatus, PackageStatus, PackageType, Visibility
from esignkit.esignlive.models.base import EslModel
from esignkit.esignlive.models.document import Document
from esignkit.esignlive.models.role import Role
from esignkit.esignlive.models.user import External, Sender, User
from esignkit.types import JSON, Secret

if TYPE_CHECKING:
    from esignkit.esignlive.models.ceremony import PackageSettings

__all__ = [
    "Alert",
    "BulkSendError",
    "Condition",
    "Message",
    "Overview",
    "Package",
    "PackageLimits",
    "SignedDocumentDelivery",
    "SigningUrl",
]


@model
class Message(EslModel):
    """A message about a package; the reason of a refusal arrives as one."""

    WIRE: ClassVar[Mapping[str, str]] = {"from_": "from"}

    content: str = always()
    created: datetime = always()
    status: MessageStatus | None = None
    from_: User | None = None
    to: list[User] = several()
    documents: list[Document] = several()


@model
class PackageLimits(EslModel):
    """How much a package may hold."""

    documents: int | None = None
    roles: int | None = None


@model
class SignedDocumentDelivery(EslModel):
    """Where signed documents are delivered to."""

    destinations: list[External] = several()
    excluded_documents: list[Document] = several()
    file_prefix: str | None = None
    file_suffix: str | None = None


@model
class Condition(EslModel):
    """A rule between fields, in eSignLive's own words."""

    id: str = always()
    condition: str | None = None
    action: str | None = None


@model
class Alert(EslModel):
    """Something about a package that needs attention."""

    severity_level: AlertSeverity | str | None = None
    code: str | None = None
    default_message: str | None = None
    parameters: JSON = None


@model
class Package(EslModel):
    """A package (a "transaction" in newer words), a template or a layout.

    `None` says nothing about a field; `esignkit.NULL` sends an explicit null.
    """

    READ_WITH: ClassVar[str] = "packages.get(package_id)"
    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {
        "settings": Later("esignkit.esignlive.models.ceremony", "PackageSettings")
    }

    id: str = always()
    name: str = always()
    type: PackageType | str = always()
    status: PackageStatus = always()
    trashed: bool | None = None
    autocomplete: bool | None = None
    description: str | None = None
    email_message: str | None = None
    language: str | None = None
    timezone_id: str | None = None
    due: datetime | None = None
    created: datetime = always()
    updated: datetime = always()
    completed: datetime | None = None
    consent: str | None = None
    sender: Sender | None = None
    roles: list[Role] = several()
    documents: list[Document] = several()
    messages: list[Message] = several()
    settings: PackageSettings | None = None
    visibility: Visibility | str | None = None
    notarized: bool | None = None
    notary_role_id: str | None = None
    limits: PackageLimits | None = None
    signed_document_delivery: SignedDocumentDelivery | None = None
    conditions: list[Condition] = several()
    alerts: list[Alert] = several()
    bulk_sendable: bool | None = None
    data: dict[str, JSON] | None = None


def _same(name: str) -> str:
    return name


@model
class Overview(EslModel):
    """How many packages are in which state. A counter the service leaves out is None, not 0."""

    CASE: ClassVar[Callable[[str], str]] = staticmethod(_same)

    transactions: int | None = None
    require_my_signature: int | None = None
    waiting_on_others: int | None = None
    about_to_expire: int | None = None
    expired: int | None = None
    completed: int | None = None
    draft: int | None = None
    cancelled: int | None = None
    in_progress: int | None = None


@model
class SigningUrl(EslModel):
    """Where one role signs. Whoever has the address can open it, and it does not expire: `repr` hides it."""

    SECRETS: ClassVar[frozenset[str]] = frozenset({"url"})

    package_id: str = always()
    role_id: str = always()
    url: Secret = always()


def _row_number(value: JSON) -> object:
    """Read a row number, printed as a number or as text; text that is no number is kept."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    return value


@model
class BulkSendError(EslModel):
    """What is wrong with one row of a bulk send's CSV file."""

    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"row_number": _row_number}

    message_key: str | None = None
    row_number: int | str | None = None
    column_name: str | None = None
    role_name: str | None = None
