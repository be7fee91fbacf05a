"""Errors that only eSignLive has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.errors import ESignError, ValidationError

if TYPE_CHECKING:
    import builtins

    from esignkit.esignlive.models.package import BulkSendError

__all__ = ["BulkSendFailed", "PackageEndedError"]


class BulkSendFailed(ValidationError):
    """A bulk send was refused because of what stands in its CSV file; nothing was created."""

    @property
    def rows(self) -> builtins.list[BulkSendError]:
        """What is wrong, row by row; the service lists at most 20."""
        from esignkit.esignlive.models.package import BulkSendError

        rows = self.details if isinstance(self.details, list) else []
        return [BulkSendError.from_wire(row) for row in rows if isinstance(row, dict)]


class PackageEndedError(ESignError):
    """A package that was waited for ended in a way that can no longer become complete.

    Attributes:
        package_id: The package.
        package_status: How it ended: `DECLINED`, `OPTED_OUT`, `EXPIRED`, or `TRASHED` when it lies in the bin.
    """

    def __init__(self, message: str, *, package_id: str = "", package_status: str = "") -> None:
        super().__init__(message, operation="packages.wait_until_complete", provider="eSignLive")
        self.package_id = package_id
        self.package_status = package_status
