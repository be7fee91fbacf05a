"""Reports of an account: `client.reports`."""

from __future__ import annotations

from datetime import date, datetime

from esignkit.core.endpoint import PLANNER, Mode, Plan, endpoint
from esignkit.core.readers import read
from esignkit.esignlive.enums import PackageStatus
from esignkit.esignlive.in_app_reports import InAppReports
from esignkit.esignlive.models.report import (
    CompletionReport,
    DelegationReport,
    PackageCompletion,
    TransactionSummary,
    UsageReport,
)
from esignkit.esignlive.operation import Operation
from esignkit.esignlive.pages import window
from esignkit.esignlive.report_files import ReportFiles
from esignkit.esignlive.wire import query_date
from esignkit.types import CallOptions

__all__ = ["Reports"]


class Reports(ReportFiles[Mode], InAppReports[Mode]):
    """Reports of an account. Dates are the days a report begins and ends with."""

    @property
    def plan(self) -> Reports[Plan]:
        """The same calls as values, not carried out."""
        return Reports(PLANNER)

    @endpoint
    def completion(
        self,
        *,
        from_: datetime | date | str | None = None,
        to: datetime | date | str | None = None,
        sender_id: str | None = None,
        status: PackageStatus | str | None = None,
        summary: bool | None = None,
        options: CallOptions | None = None,
    ) -> Operation[CompletionReport]:
        """Retrieve a report of how far packages are.

        Args:
            from_: Its first day.
            to: Its last day.
            sender_id: Only those of this sender.
            status: Of packages in one state.
            summary: Numbers in place of packages.
            options: Options of this call.

        Returns:
            The report.

        Raises:
            ApiError: The service refused.

        HTTP: `GET /reports/completion`
        Source: OneSpan Sign's OpenAPI 11.51, `api.reports.completion.get`.
        """
        return Operation(
            "reports.completion",
            "GET",
            "/reports/completion",
            read(CompletionReport),
            query={
                "from": query_date("from_", from_),
                "to": query_date("to", to),
                "senderId": sender_id,
                "status": status,
                "summary": summary,
            },
            options=options,
        )

    @endpoint
    def usage(
        self,
        *,
        from_: datetime | date | str | None = None,
        to: datetime | date | str | None = None,
        options: CallOptions | None = None,
    ) -> Operation[UsageReport]:
        """Retrieve a report of how many packages senders have.

        Args:
            from_: Its first day.
            to: Its last day.
            options: Options of this call.

        Returns:
            The report.

        Raises:
            ApiError: The service refused.

        HTTP: `GET /reports/usage`
        Source: OneSpan Sign's OpenAPI 11.51, `api.reports.usage.get`.
        """
        return Operation(
            "reports.usage",
            "GET",
            "/reports/usage",
            read(UsageReport),
            query={"from": query_date("from_", from_), "to": query_date("to", to)},
            options=options,
        )

    @endpoint
    def delegation(
        self,
        *,
        sender_id: str | None = None,
        from_: datetime | date | str | None = None,
        to: datetime | date | str | None = None,
        options: CallOptions | None = None,
    ) -> Operation[DelegationReport]:
        """Retrieve a report of who acted for whom.

        Args:
            sender_id: Only those of this sender.
            from_: Its first day.
            to: Its last day.
            options: Options of this call.

        Returns:
            The report.

        Raises:
            ApiError: The service refused.

        HTTP: `GET /reports/delegation`
        Source: OneSpan Sign's OpenAPI 11.51, `api.reports.delegation.get`.
        """
        return Operation(
            "reports.delegation",
            "GET",
            "/reports/delegation",
            read(DelegationReport),
            query={"senderId": sender_id, "from": query_date("from_", from_), "to": query_date("to", to)},
            options=options,
        )

    @endpoint
    def sender_transaction_summary(
        self,
        *,
        from_: int | None = None,
        to: int | None = None,
        start_date: datetime | date | str | None = None,
        end_date: datetime | date | str | None = None,
        sender_id: str | None = None,
        options: CallOptions | None = None,
    ) -> Operation[UsageReport]:
        """Retrieve how many packages senders have, over a time.

        Args:
            from_: The first record, counted from 1.
            to: The last record, included.
            start_date: Its first day.
            end_date: Its last day.
            sender_id: Only those of this sender.
            options: Options of this call.

        Returns:
            The report.

        Raises:
            ApiError: The service refused.

        HTTP: `GET /reports/sender-transaction-summary`
        Source: OneSpan Sign's OpenAPI 11.51, `api.reports.sender-transaction-summary.get`.
        """
        return Operation(
            "reports.sender_transaction_summary",
            "GET",
            "/reports/sender-transaction-summary",
            read(UsageReport),
            query={
                **window(from_, to, None),
                "startDate": query_date("start_date", start_date),
                "endDate": query_date("end_date", end_date),
                "senderId": sender_id,
            },
            options=options,
        )

    @endpoint
    def transaction_summary(
        self,
        *,
        from_: int | None = None,
        to: int | None = None,
        start_date: datetime | date | str | None = None,
        end_date: datetime | date | str | None = None,
        sender_id: str | None = None,
        status: PackageStatus | str | None = None,
        options: CallOptions | None = None,
    ) -> Operation[TransactionSummary]:
        """Retrieve packages of a time, in an envelope of their own.

        Args:
            from_: The first record, counted from 1.
            to: The last record, included.
            start_date: Its first day.
            end_date: Its last day.
            sender_id: Only those of this sender.
            status: Of packages in one state.
            options: Options of this call.

        Returns:
            The packages, and how many there are.

        Raises:
            ApiError: The service refused.

        HTTP: `GET /reports/transaction-summary`
        Source: OneSpan Sign's OpenAPI 11.51, `api.reports.transaction-summary.get`.
        """
        return Operation(
            "reports.transaction_summary",
            "GET",
            "/reports/transaction-summary",
            read(TransactionSummary),
            query={
                **window(from_, to, None),
                "startDate": query_date("start_date", start_date),
                "endDate": query_date("end_date", end_date),
                "senderId": sender_id,
                "status": status,
            },
            options=options,
        )

    @endpoint
    def transaction_detail(
        self,
        package_id: str,
        *,
        options: CallOptions | None = None,
    ) -> Operation[PackageCompletion]:
        """Retrieve how far one package is.

        Args:
            package_id: The package.
            options: Options of this call.

        Returns:
            The package, its documents and its signers.

        Raises:
            NotFoundError: There is no such package.
            ApiError: The service refused.

        HTTP: `GET /reports/transaction-detail/{packageId}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.reports.transaction-detail._transactionId.get`.
        """
        return Operation(
            "reports.transaction_detail",
            "GET",
            "/reports/transaction-detail/{packageId}",
            read(PackageCompletion),
            {"packageId": package_id},
            options=options,
        )
