"""Reminders, signing rooms, and small responses around a package."""

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
    """When the reminder is due."""
    sent_date: datetime | None = None
    """When it was sent; None before."""


@model
class PackageReminderSchedule(EslModel):
    """When signers are reminded."""

    package_id: str = always()
    """Id of the package."""
    start_in_days_delay: int | None = None
    """Days to wait before the first reminder."""
    interval_in_days: int | None = None
    """Days between two reminders."""
    repetitions_count: int | None = None
    """How many times the reminder is repeated."""
    reminders: list[PackageReminder] = several()
    """The single reminders; read only."""


@model
class VirtualRoom(EslModel):
    """The video room of a package; `host_uid` is the user who leads the call."""

    video: bool | None = None
    """Whether there is video; false when not given."""
    video_recording: bool | None = None
    """Whether the video is recorded; false when not given."""
    start_datetime: datetime | None = None
    """When the meeting begins."""
    host_uid: str | None = None
    """Id of the user who leads the meeting."""


@model
class Recording(EslModel):
    """A recording of a video room."""

    uid: str = always()
    """Id of the recording."""
    file_name: str = always()
    """Name of the video file."""
    creation_date: datetime | None = None
    """When it was made; the service writes milliseconds since 1970."""
    file_size: str | None = None
    """Size of the file as text, such as `176475`."""
    file_format: str | None = None
    """Format of the file, such as `mp4`."""


@model
class ThankYouDialog(EslModel):
    """What a signer reads at the end."""

    body: str | None = None
    """Text of the dialog that signers see when they are done."""


@model
class SupportInformation(EslModel):
    """Whom signers can ask."""

    email: str | None = None
    """E-mail address of the support."""
    phone: str | None = None
    """Phone number of the support."""


@model
class Verification(EslModel):
    """How a signer is verified; `type_id` is case-sensitive, such as `personalCertificateSigning`."""

    type_id: str = always()
    """Id of the way of verification, case-sensitive, such as `personalCertificateSigning`."""
    payload: JSON = None
    """Values that this way needs, as it defines them."""


@model
class VerificationType(EslModel):
    """A way of verification that an account has."""

    id: str = always()
    """Id of the way of verification; goes into `Verification.type_id`."""
    name: str | None = None
    """Name shown to people."""
    method: str | None = None
    """Method behind it. The documentation lists none."""
