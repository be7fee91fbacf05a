"""Reminders of a package."""

from __future__ import annotations

from datetime import datetime

from esignkit.core.field_specifiers import always, several
from esignkit.core.model import model
from esignkit.esignlive.wire_format import EslModel

__all__ = ["PackageReminder", "PackageReminderSchedule"]


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
