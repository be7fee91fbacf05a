"""Reports as CSV: a part of `client.reports`."""

from __future__ import annotations

from datetime import date, datetime

from esignkit.core.endpoint import Mode, Resource, endpoint
from esignkit.core.flow import Saved
from esignkit.core.operation import Into
from esignkit.core.readers import contents, saved
from esignkit.esignlive.enums import PackageStatus
from esignkit.esignlive.operation import Operation
from esignkit.esignlive.wire import query_date
from esignkit.types import CallOptions, FileTarget, Progress

__all__ = ["ReportFiles"]


class ReportFiles(Resource[Mode]):
    """The part of `client.reports` that downloads CSV."""

    @endpoint
    def completion_csv(
        self,
        *,
        from_: datetime | date | str | None = None,
        to: datetime | date | str | None = None,
        sender_id: str | None = None,
        status: PackageStatus | str | None = None,
        summary: bool | None = None,
        options: CallOptions | None = None,
    ) -> Operation[bytes]:
        """Download a report of how far packages are, as CSV.

        Args:
            from_: Its first day.
            to: Its last day.
            sender_id: Of one sender alone.
            status: Of packages in one state.
            summary: Numbers in place of packages.
            options: Options of this call.

        Returns:
            The content.

        Raises:
            ApiError: The service refused.

        HTTP: `GET /reports/completion`
        Source: eSignLive section 4.5
        """
        return Operation(
            "reports.completion_csv",
            "GET",
            "/reports/completion",
            contents,
            query={
                "from": query_date("from_", from_),
                "to": query_date("to", to),
                "senderId": sender_id,
                "status": status,
                "summary": summary,
            },
            accept="text/csv",
            options=options,
        )

    @endpoint
    def completion_csv_to(
        self,
        target: FileTarget,
        *,
        from_: datetime | date | str | None = None,
        to: datetime | date | str | None = None,
        sender_id: str | None = None,
        status: PackageStatus | str | None = None,
        summary: bool | None = None,
        progress: Progress | None = None,
        overwrite: bool = True,
        options: CallOptions | None = None,
    ) -> Operation[Saved]:
        """Download a report of how far packages are, as CSV into a file, whole or not at all.

        Args:
            target: A path, or a file opened for binary writing.
            from_: Its first day.
            to: Its last day.
            sender_id: Of one sender alone.
            status: Of packages in one state.
            summary: Numbers in place of packages.
            progress: Called with the bytes done and, when known, the bytes in all.
            overwrite: Replace a file that is there.
            options: Options of this call.

        Returns:
            Size, path, content type and the name that the service suggests.

        Raises:
            FileExistsError: The path is taken, and `overwrite` is false.
            ApiError: The service refused.

        HTTP: `GET /reports/completion`
        Source: eSignLive section 4.5
        """
        return Operation(
            "reports.completion_csv_to",
            "GET",
            "/reports/completion",
            saved,
            query={
                "from": query_date("from_", from_),
                "to": query_date("to", to),
                "senderId": sender_id,
                "status": status,
                "summary": summary,
            },
            sink=Into(target, progress, None, overwrite),
            accept="text/csv",
            options=options,
        )

    @endpoint
    def usage_csv(
        self,
        *,
        from_: datetime | date | str | None = None,
        to: datetime | date | str | None = None,
        options: CallOptions | None = None,
    ) -> Operation[bytes]:
        """Download a report of how many packages senders have, as CSV.

        Args:
            from_: Its first day.
            to: Its last day.
            options: Options of this call.

        Returns:
            The content.

        Raises:
            ApiError: The service refused.

        HTTP: `GET /reports/usage`
        Source: eSignLive section 4.5
        """
        return Operation(
            "reports.usage_csv",
            "GET",
            "/reports/usage",
            contents,
            query={"from": query_date("from_", from_), "to": query_date("to", to)},
            accept="text/csv",
            options=options,
        )

    @endpoint
    def usage_csv_to(
        self,
        target: FileTarget,
        *,
        from_: datetime | date | str | None = None,
        to: datetime | date | str | None = None,
        progress: Progress | None = None,
        overwrite: bool = True,
        options: CallOptions | None = None,
    ) -> Operation[Saved]:
        """Download a report of how many packages senders have, as CSV into a file, whole or not at all.

        Args:
            target: A path, or a file opened for binary writing.
            from_: Its first day.
            to: Its last day.
            progress: Called with the bytes done and, when known, the bytes in all.
            overwrite: Replace a file that is there.
            options: Options of this call.

        Returns:
            Size, path, content type and the name that the service suggests.

        Raises:
            FileExistsError: The path is taken, and `overwrite` is false.
            ApiError: The service refused.

        HTTP: `GET /reports/usage`
        Source: eSignLive section 4.5
        """
        return Operation(
            "reports.usage_csv_to",
            "GET",
            "/reports/usage",
            saved,
            query={"from": query_date("from_", from_), "to": query_date("to", to)},
            sink=Into(target, progress, None, overwrite),
            accept="text/csv",
            options=options,
        )

    @endpoint
    def delegation_csv(
        self,
        *,
        sender_id: str | None = None,
        from_: datetime | date | str | None = None,
        to: datetime | date | str | None = None,
        options: CallOptions | None = None,
    ) -> Operation[bytes]:
        """Download a report of who acted for whom, as CSV.

        Args:
            sender_id: Of one sender alone.
            from_: Its first day.
            to: Its last day.
            options: Options of this call.

        Returns:
            The content.

        Raises:
            ApiError: The service refused.

        HTTP: `GET /reports/delegation`
        Source: eSignLive section 4.5
        """
        return Operation(
            "reports.delegation_csv",
            "GET",
            "/reports/delegation",
            contents,
            query={"senderId": sender_id, "from": query_date("from_", from_), "to": query_date("to", to)},
            accept="text/csv",
            options=options,
        )

    @endpoint
    def delegation_csv_to(
        self,
        target: FileTarget,
        *,
        sender_id: str | None = None,
        from_: datetime | date | str | None = None,
        to: datetime | date | str | None = None,
        progress: Progress | None = None,
        overwrite: bool = True,
        options: CallOptions | None = None,
    ) -> Operation[Saved]:
        """Download a report of who acted for whom, as CSV into a file, whole or not at all.

        Args:
            target: A path, or a file opened for binary writing.
            sender_id: Of one sender alone.
            from_: Its first day.
            to: Its last day.
            progress: Called with the bytes done and, when known, the bytes in all.
            overwrite: Replace a file that is there.
            options: Options of this call.

        Returns:
            Size, path, content type and the name that the service suggests.

        Raises:
            FileExistsError: The path is taken, and `overwrite` is false.
            ApiError: The service refused.

        HTTP: `GET /reports/delegation`
        Source: eSignLive section 4.5
        """
        return Operation(
            "reports.delegation_csv_to",
            "GET",
            "/reports/delegation",
            saved,
            query={"senderId": sender_id, "from": query_date("from_", from_), "to": query_date("to", to)},
            sink=Into(target, progress, None, overwrite),
            accept="text/csv",
            options=options,
        )
