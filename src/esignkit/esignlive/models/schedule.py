"""Reminders, signing rooms, and small answers around a package."""

from __future__ import annotations

from datetime import datetime

from esignkit.core.members import always, several
from esignkit.core.model import model
from esignkit.esignlive.models.base import EslModel
from esignkit.types import JSON

__all__ = [
    "PackageReminder",
    "PackageReminderSchedule",
    "Recording",
    "SupportInformation",
    "ThankYouDialog",
    "Verification",
    "VerificationType",
    "VirtualRoom",
]


@model
class PackageReminder(EslModel):
    """One reminder: when it is due and when it was sent. Read only."""

    date: datetime = always()
    sent_date: datetime | None = None


@model
class PackageReminderSchedule(EslModel):
    """When signers are reminded."""

    package_id: str = always()
    start_in_days_delay: int | None = None
    interval_in_days: int | None = None
    repetitions_count: int | None = None
    reminders: list[PackageReminder] = several()


@model
class VirtualRoom(EslModel):
    """The video room of a package; `host_uid` is the user who leads the call."""

    video: bool | None = None
    video_recording: bool | None = None
    start_datetime: datetime | None = None
    host_uid: str | None = None


@model
class Recording(EslModel):
    """A recording of a video room."""

    uid: str = always()
    file_name: str = always()
    creation_date: datetime | None = None
    file_size: str | None = None
    file_format: str | None = None


@model
class ThankYouDialog(EslModel):
    """What a signer reads at the end."""

    body: str | None = None


@model
class SupportInformation(EslModel):
    """Whom signers can ask."""

    email: str | None = None
    phone: str | None = None


@model
class Verification(EslModel):
    """How a signer is verified; `type_id` is case-sensitive, such as `personalCertificateSigning`."""

    type_id: str = always()
    payload: JSON = None


@model
class VerificationType(EslModel):
    """A way of verification that an account has."""

    id: str = always()
    name: str | None = None
    method: str | None = None
