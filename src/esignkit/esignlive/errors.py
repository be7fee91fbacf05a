"""Errors that only eSignLive has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.errors import AuthenticationError, ESignError, ValidationError
from esignkit.esignlive.operation import PROVIDER
from esignkit.types import Outcome

if TYPE_CHECKING:
    from esignkit.esignlive.models.package import BulkSendError

__all__ = ["BulkSendErrors", "BulkSendFailed", "PackageEndedError", "SessionExpiredError"]

_COLUMNS = ("row_number", "column_name", "role_name", "message_key")
_TITLES = ("row", "column", "role", "what is wrong")


class BulkSendErrors(list["BulkSendError"]):
    """What is wrong with a CSV file, row by row; shows itself as a table."""

    def _cells(self) -> list[tuple[str, ...]]:
        def text(value: object) -> str:
            shown = "" if value is None else str(value)
            return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in shown)

        return [tuple(text(getattr(row, name)) for name in _COLUMNS) for row in self]

    def __repr__(self) -> str:
        rows = [_TITLES, *self._cells()]
        widths = [max(len(row[n]) for row in rows) for n in range(len(_TITLES))]
        return "\n".join("  ".join(cell.ljust(widths[n]) for n, cell in enumerate(row)).rstrip() for row in rows)

    def _repr_html_(self) -> str:
        import html

        head = "".join(f"<th>{title}</th>" for title in _TITLES)
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in self._cells()
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


class BulkSendFailed(ValidationError):
    """A bulk send was refused because of what stands in its CSV file; nothing was created."""

    @property
    def rows(self) -> BulkSendErrors:
        """What is wrong, row by row; the service lists at most 20. Shown as a table."""
        from esignkit.esignlive.models.package import BulkSendError

        rows = self.details if isinstance(self.details, list) else []
        return BulkSendErrors(BulkSendError.from_wire(row) for row in rows if isinstance(row, dict))


class SessionExpiredError(AuthenticationError):
    """The session behind `session_id=` has ended; open another one."""


class PackageEndedError(ESignError):
    """A package that was waited for ended in a way that can no longer become complete.

    Attributes:
        package_id: The package.
        package_status: How it ended: `DECLINED`, `OPTED_OUT`, `EXPIRED`, or `TRASHED` when it is in the trash.
    """

    default_outcome = Outcome.DONE
    read = True

    def __init__(
        self,
        message: str,
        *,
        package_id: str = "",
        package_status: str = "",
        operation: str = "packages.wait_until_complete",
    ) -> None:
        super().__init__(message, operation=operation, provider=PROVIDER)
        self.package_id = package_id
        self.package_status = package_status
