"""Reports as CSV: a part of `client.reports`."""

from __future__ import annotations

from datetime import date, datetime

from esignkit.core.endpoint import Mode, Resource, downloaded
from esignkit.core.readers import contents
from esignkit.esignlive.enums import PackageStatus
from esignkit.esignlive.operation import Operation
from esignkit.esignlive.wire import query_date
from esignkit.types import CallOptions

__all__ = ["ReportFiles"]


class ReportFiles(Resource[Mode]):
    """The part of `client.reports` that downloads CSV."""

    @downloaded
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
            sender_id: Only those of this sender.
            status: Of packages in one state.
            summary: Numbers in place of packages.
            options: Options of this call.

        Returns:
            The content, as a `Download`.

        Raises:
            ApiError: The service refused.

        HTTP: `GET /reports/completion`
        Source: OneSpan Sign's OpenAPI 11.51, `api.reports.completion.get`.
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

    @downloaded
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
            The content, as a `Download`.

        Raises:
            ApiError: The service refused.

        HTTP: `GET /reports/usage`
        Source: OneSpan Sign's OpenAPI 11.51, `api.reports.usage.get`.
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

    @downloaded
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
            sender_id: Only those of this sender.
            from_: Its first day.
            to: Its last day.
            options: Options of this call.

        Returns:
            The content, as a `Download`.

        Raises:
            ApiError: The service refused.

        HTTP: `GET /reports/delegation`
        Source: OneSpan Sign's OpenAPI 11.51, `api.reports.delegation.get`.
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
