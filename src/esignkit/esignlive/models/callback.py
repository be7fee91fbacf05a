"""Callbacks: their registration and their events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from esignkit.core.field_specifiers import several
from esignkit.core.model import model
from esignkit.esignlive.event_enums import BounceType, CallbackEventName
from esignkit.esignlive.wire_format import EslModel
from esignkit.types import JSON, Secret

__all__ = [
    "AttachmentAdded",
    "Callback",
    "CallbackEvent",
    "CobrowseRequested",
    "DocumentEvent",
    "EmailBounced",
    "PackageDeclined",
    "PackageEvent",
    "RoleReassigned",
    "SignerEvent",
]


@model
class Callback(EslModel):
    """Where the service reports events, with which key, and which of them."""

    SECRETS: ClassVar[frozenset[str]] = frozenset({"key"})

    url: str | None = None
    """Address that events are posted to."""
    key: Secret | str | None = None
    """Key that each event bears, as `Authorization: Basic {key}`; `repr` hides it."""
    events: list[CallbackEventName] = several()
    """Events that are posted; the list replaces the one before."""


@model
class CallbackEvent(EslModel):
    """Something that happened. An event that this version does not know is of this class itself.

    `session_user` is the id of the sender or signer who did it.
    """

    WIRE: ClassVar[Mapping[str, str]] = {"class_": "@class"}

    class_: str | None = None
    """Name of the service's class; `@class` in its JSON."""
    name: CallbackEventName | None = None
    """What happened."""
    session_user: str | None = None
    """Id of the sender or signer who did it."""
    package_id: str | None = None
    """Id of the package."""
    document_id: str | None = None
    """Id of the document, for events about one."""
    message: str | None = None
    """What goes with the event: the reason of a decline, an attachment's name or the kind of a bounce."""
    new_role_id: str | None = None
    """Id of the new role, when a role was handed on."""
    created_date: datetime | None = None
    """When it happened."""
    phone: str | None = None
    """Phone number to call, when a signer asks for help."""
    comment: str | None = None
    """What the signer wrote, when asking for help."""
    selected_support_business_hours: JSON = None
    """Support hours that the signer chose, as the service sends them."""


@model
class PackageEvent(CallbackEvent):
    """A package or template moved: created, sent, completed, put into the bin and so on."""


@model
class PackageDeclined(PackageEvent):
    """A signer declined or opted out."""

    @property
    def reason(self) -> str | None:
        """Why, in the signer's words."""
        return self.message


@model
class AttachmentAdded(PackageEvent):
    """A signer attached a file."""

    @property
    def attachment_name(self) -> str | None:
        """Its name."""
        return self.message


@model
class DocumentEvent(CallbackEvent):
    """A document was signed or looked at; `document_id` says which."""


@model
class SignerEvent(CallbackEvent):
    """A signer is done, was locked out, or failed to prove who they are; `session_user` says who."""


@model
class RoleReassigned(CallbackEvent):
    """A signer handed the role on; `new_role_id` is the new one."""


@model
class EmailBounced(CallbackEvent):
    """A mail to a signer came back."""

    @property
    def bounce_type(self) -> BounceType | None:
        """Why it came back."""
        return None if self.message is None else BounceType(self.message)


@model
class CobrowseRequested(CallbackEvent):
    """A signer asks for help; see `phone`, `comment` and `selected_support_business_hours`."""
