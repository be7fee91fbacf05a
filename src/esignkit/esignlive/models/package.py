"""Packages, and what is told about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from esignkit.core.deserialization import Later
from esignkit.core.field_specifiers import Choice, always, choice, several
from esignkit.core.model import model
from esignkit.esignlive.enums import AlertSeverity, MessageStatus, PackageStatus, PackageType, Visibility
from esignkit.esignlive.models.document import Document
from esignkit.esignlive.models.role import Role
from esignkit.esignlive.models.user import External, Sender, User
from esignkit.esignlive.wire_format import EslModel
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
    """Text of the message; after a decline or an opt-out, the signer's reason."""
    created: datetime = always()
    """When it was written."""
    status: Choice[MessageStatus | None, str] = choice()
    """Whether it is new, was read, or is in the bin."""
    from_: User | None = None
    """Who wrote it; `from` in the service's JSON."""
    to: list[User] = several()
    """The people it is for."""
    documents: list[Document] = several()
    """Documents that the message is about."""


@model
class PackageLimits(EslModel):
    """How much a package may hold."""

    documents: int | None = None
    """Number of documents that the package may hold."""
    roles: int | None = None
    """Number of roles that the package may hold."""


@model
class SignedDocumentDelivery(EslModel):
    """Where signed documents are delivered to."""

    destinations: list[External] = several()
    """External providers that receive the signed documents."""
    excluded_documents: list[Document] = several()
    """Documents that are not delivered."""
    file_prefix: str | None = None
    """Text that the names of the delivered files begin with."""
    file_suffix: str | None = None
    """Text that the names of the delivered files end with."""


@model
class Condition(EslModel):
    """A rule between fields, in eSignLive's own words."""

    id: str = always()
    """Id of the rule, unique in its package."""
    condition: str | None = None
    """When the rule applies, such as `document['lease'].field['box'].value == 'X'`."""
    action: str | None = None
    """What the rule does when it applies, such as `document['lease'].field['line'].disabled = false`."""


@model
class Alert(EslModel):
    """Something about a package that needs attention."""

    severity_level: Choice[AlertSeverity | None, str] = choice()
    """How serious it is: `INFO`, `WARNING` or `CRITICAL`."""
    code: str | None = None
    """Code of the alert; the documentation lists no codes."""
    default_message: str | None = None
    """Text of the alert."""
    parameters: JSON = None
    """Values that belong to the alert, as the service sends them."""


@model
class Package(EslModel):
    """A package (a "transaction" in newer words), a template or a layout.

    `None` says nothing about a field; `esignkit.NULL` sends an explicit null.
    """

    READ_WITH: ClassVar[str] = "packages.get(package_id)"
    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {
        "settings": Later("esignkit.esignlive.models.ceremony", "PackageSettings")
    }

    INSTEAD: ClassVar[Mapping[str, str]] = {
        "files": "files belong to the call: packages.create(package, files=[…])",
        "signers": "signers belong to roles: roles=[Role(signers=[Signer(…)])]",
        "title": "did you mean 'name'?",
    }

    id: str = always()
    """The service's id of the package; it cannot be chosen."""
    name: str = always()
    """Title that the sender and the signers see; the service asks for one on creation."""
    type: Choice[PackageType, str] = always()
    """Whether it is a package, a template or a layout; the service takes `PACKAGE` when none is given."""
    status: Choice[PackageStatus, str] = always()
    """Where it is in its life; `DRAFT` at first, and `SENT` on creation sends it at once."""
    trashed: bool | None = None
    """Whether it is in the bin, whatever its status."""
    autocomplete: bool | None = None
    """Whether the last signature completes the package; if not, its owner completes it by hand."""
    description: str | None = None
    """Longer text about the package."""
    email_message: str | None = None
    """Text that is added to the e-mails to signers."""
    language: str | None = None
    """Language of the package, such as `en`, `fr` or `zh-CN`."""
    timezone_id: str | None = None
    """Name of the package's time zone, such as `GMT` or `America/New_York`."""
    due: datetime | None = None
    """When the package expires."""
    created: datetime = always()
    """When it was created; set by the service."""
    updated: datetime = always()
    """When it was last changed; set by the service."""
    completed: datetime | None = None
    """When the package was completed; set by the service."""
    consent: str | None = None
    """Text about the consent. The documentation does not say more."""
    sender: Sender | None = None
    """Owner of the package; on creation, the user of the account that it is created for."""
    roles: list[Role] = several()
    """The signing order and the people in it; a role without a signer is a placeholder."""
    documents: list[Document] = several()
    """The documents; answers begin with the consent, `default-consent` at index 0."""
    messages: list[Message] = several()
    """Messages about the package; reasons for declining and opting out arrive here."""
    settings: PackageSettings | None = None
    """How signing looks and behaves; what is left out follows the account's settings."""
    visibility: Choice[Visibility | None, str] = choice()
    """Who sees a template: the whole account, which is the default, or its sender alone."""
    notarized: bool | None = None
    """Whether the package is notarized."""
    notary_role_id: str | None = None
    """Id of the role of the notary."""
    limits: PackageLimits | None = None
    """How many documents and roles the package may hold."""
    signed_document_delivery: SignedDocumentDelivery | None = None
    """Where signed documents are delivered, and under which names."""
    conditions: list[Condition] = several()
    """Rules between fields of the package."""
    alerts: list[Alert] = several()
    """What needs attention; sent only when asked for with `packages.get(…, extensions="alerts")`."""
    bulk_sendable: bool | None = None
    """Whether the template can be used for a bulk send."""
    data: dict[str, JSON] | None = None
    """Values of your own, kept by the service; `esignkitRequestId` is there when the client marks what it creates."""


def _unchanged(name: str) -> str:
    return name


@model
class Overview(EslModel):
    """How many packages are in which state. A counter the service leaves out is None, not 0."""

    CASE: ClassVar[Callable[[str], str]] = staticmethod(_unchanged)

    transactions: int | None = None
    """Number of packages in all."""
    require_my_signature: int | None = None
    """Number of packages that wait for the caller's signature."""
    waiting_on_others: int | None = None
    """Number of packages that wait for somebody else."""
    about_to_expire: int | None = None
    """Number of packages that are about to expire."""
    expired: int | None = None
    """Number of packages whose time has run out."""
    completed: int | None = None
    """Number of completed packages."""
    draft: int | None = None
    """Number of packages that were not sent yet."""
    cancelled: int | None = None
    """Number of cancelled packages."""
    in_progress: int | None = None
    """Number of packages that are being signed."""


@model
class SigningUrl(EslModel):
    """Where one role signs. Whoever has the address can open it, and it does not expire: `repr` hides it."""

    SECRETS: ClassVar[frozenset[str]] = frozenset({"url"})

    package_id: str = always()
    """Id of the package."""
    role_id: str = always()
    """Id of the role that signs there."""
    url: Secret = always()
    """Address of the signing page; it needs no log-in, so `repr` hides it."""


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
    """Code of the problem."""
    row_number: int | str | None = None
    """Number of the row in the CSV file; text that is no number is kept as text."""
    column_name: str | None = None
    """Name of the column."""
    role_name: str | None = None
    """Name of the placeholder role that the column belongs to."""
