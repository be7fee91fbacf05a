"""The audit trail and the reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, cast

from esignkit.core.deserialization import structure
from esignkit.core.field_specifiers import always, several
from esignkit.core.model import model
from esignkit.core.response_readers import as_object
from esignkit.esignlive.enums import PackageStatus
from esignkit.esignlive.event_enums import AuditEventType, AuditTargetType
from esignkit.esignlive.models.lenient import date_or_text, flag_or_date, map_or_text
from esignkit.esignlive.models.package import Package
from esignkit.esignlive.models.user import Sender
from esignkit.esignlive.wire_format import EslModel
from esignkit.types import JSON

if TYPE_CHECKING:
    from esignkit.display import Plain

__all__ = [
    "AuditEvent",
    "AuditTrail",
    "CompletionReport",
    "DelegationEvent",
    "DelegationReport",
    "DocumentCompletion",
    "PackageCompletion",
    "SenderCompletion",
    "SenderUsage",
    "SignerCompletion",
    "TransactionSummary",
    "UsageReport",
]


@model
class AuditEvent(EslModel):
    """Something that somebody did to a package."""

    WIRE: ClassVar[Mapping[str, str]] = {
        "date_time": "date-time",
        "target_type": "target-type",
        "user_email": "user-email",
        "user_ip": "user-ip",
    }
    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"date_time": date_or_text}

    type: AuditEventType | None = None
    """What was done."""
    date_time: datetime | str | None = None
    """When it was done; text when it is no date."""
    target: str | None = None
    """What it was done to, as text."""
    target_type: AuditTargetType | None = None
    """Kind of thing that it was done to."""
    user: str | None = None
    """Full name of the person who did it."""
    user_email: str | None = None
    """E-mail address of the person."""
    user_ip: str | None = None
    """IP address that the person used."""
    data: JSON = None
    """What the person entered, as the service sends it."""


@model
class AuditTrail(EslModel):
    """Everything that was done to a package, in order."""

    WIRE: ClassVar[Mapping[str, str]] = {"package_id": "package-id", "audit_events": "audit-events"}

    package_id: str | None = None
    """Id of the package."""
    audit_events: list[AuditEvent] = several()
    """The entries, in order."""

    def to_dicts(self, *, mask: bool | None = None) -> list[dict[str, Plain]]:
        """Return the entries as dictionaries of plain values, for pandas or polars.

        Args:
            mask: Whether what is personal becomes `•••`; when not given, as `display.settings` says.
        """
        from esignkit.display import to_dicts

        return to_dicts(self.audit_events, mask=mask)


@model
class DocumentCompletion(EslModel):
    """How far one document is."""

    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"completed": flag_or_date}

    id: str = always()
    """Id of the document."""
    name: str | None = None
    """Name of the document."""
    completed: bool | datetime | str | None = None
    """Whether, or when, it was completed; the service's sources differ."""
    first_signed: datetime | None = None
    """When the first signature was made."""
    last_signed: datetime | None = None
    """When the last signature was made."""


@model
class SignerCompletion(EslModel):
    """How far one signer is."""

    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"completed": flag_or_date}

    id: str = always()
    """Id of the signer."""
    email: str | None = None
    """E-mail address of the signer."""
    first_name: str | None = None
    """First name of the signer."""
    last_name: str | None = None
    """Last name of the signer."""
    completed: bool | datetime | str | None = None
    """Whether, or when, the signer was done; the service's sources differ."""
    first_signed: datetime | None = None
    """When the signer signed first."""
    last_signed: datetime | None = None
    """When the signer signed last."""


@model
class PackageCompletion(EslModel):
    """How far one package is. `trashed` says whether, or since when: the service's sources differ."""

    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"trashed": flag_or_date, "data": map_or_text}

    id: str = always()
    """Id of the package."""
    name: str | None = None
    """Name of the package."""
    status: PackageStatus | None = None
    """Where it is in its life; reports also know `TRASHED`."""
    created: datetime | None = None
    """When it was created."""
    updated: datetime | None = None
    """When it was last changed."""
    trashed: bool | datetime | str | None = None
    """Whether, or since when, it is in the bin; the service's sources differ."""
    documents: list[DocumentCompletion] = several()
    """How far each document is."""
    signers: list[SignerCompletion] = several()
    """How far each signer is."""
    data: dict[str, JSON] | str | None = None
    """Values of the package: by name, or as one text."""


@model
class SenderCompletion(EslModel):
    """The packages of one sender."""

    sender: Sender | None = None
    """The sender whose packages these are."""
    packages: list[PackageCompletion] = several()
    """How far the sender's packages are."""


@model
class CompletionReport(EslModel):
    """How far the packages of an account are, by sender."""

    WIRE: ClassVar[Mapping[str, str]] = {"from_": "from"}

    from_: datetime | None = None
    """First day of the report; `from` in the service's JSON."""
    to: datetime | None = None
    """Last day of the report."""
    senders: list[SenderCompletion] = several()
    """One entry for each sender."""


@model
class SenderUsage(EslModel):
    """How many packages of each kind one sender has; the names are those of `PackageStatus`, and `ACTIVE`."""

    sender: Sender | None = None
    """The sender whose packages are counted."""
    packages: dict[str, int] | None = None
    """Number of packages by category: the names of `PackageStatus`, and `ACTIVE`."""


@model
class UsageReport(EslModel):
    """How many packages of each kind the senders of an account have; `total_count` comes with lists in parts."""

    WIRE: ClassVar[Mapping[str, str]] = {"from_": "from"}

    from_: datetime | None = None
    """First day of the report; `from` in the service's JSON."""
    to: datetime | None = None
    """Last day of the report."""
    senders: list[SenderUsage] = several()
    """One entry for each sender."""
    total_count: int | None = None
    """Number of entries in all, where a list comes in parts."""


@model
class DelegationEvent(EslModel):
    """A delegation that began or ended."""

    event_date: datetime | None = None
    """When it happened."""
    event_type: str | None = None
    """What kind of event it is. The documentation lists none."""
    event_description: str | None = None
    """What happened, in words."""
    event_user: str | None = None
    """The user whom the event names."""


def _events(rows: JSON) -> object:
    """Read a list of events; what is no list is kept as it came."""
    return [structure(row, DelegationEvent) for row in rows if row is not None] if isinstance(rows, list) else rows


def _delegation_events(value: JSON) -> object:
    """Read a list of events, or a map of such lists."""
    return _events(value) if isinstance(value, list) else {k: _events(v) for k, v in as_object(value).items()}


@model
class DelegationReport(EslModel):
    """Delegations of an account: events by sender, or a plain list of them; the service's sources differ."""

    WIRE: ClassVar[Mapping[str, str]] = {"from_": "from"}
    ALIASES: ClassVar[Mapping[str, str]] = {"delegationEventReports": "delegation_events"}
    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"delegation_events": _delegation_events}

    from_: datetime | None = None
    """First day of the report; `from` in the service's JSON."""
    to: datetime | None = None
    """Last day of the report."""
    delegation_events: dict[str, list[DelegationEvent]] | list[DelegationEvent] | None = None
    """The events as they came: by sender, or as one list; `events` reads both."""

    @property
    def events(self) -> list[DelegationEvent]:
        """All events, in whichever form they came."""
        reported = self.delegation_events or []
        if isinstance(reported, dict):
            reported = [event for sender_events in reported.values() for event in sender_events or ()]
        return [event for event in reported if isinstance(cast("object", event), DelegationEvent)]


@model
class TransactionSummary(EslModel):
    """Packages of a report, in an envelope of its own."""

    content: list[Package] = several()
    """The packages of this part."""
    total_elements: int | None = None
    """Number of packages in all."""
