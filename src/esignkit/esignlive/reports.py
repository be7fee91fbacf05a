"""Reports of an account: `client.reports`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Generic, TypeVar

from attrs import frozen

from esignkit.core.endpoint import PLANNER, Mode, Plan, downloaded, endpoint
from esignkit.core.model import Model
from esignkit.core.response_readers import read
from esignkit.esignlive.enums import PackageStatus
from esignkit.esignlive.in_app_reports import InAppReports
from esignkit.esignlive.models.report import (
    CompletionReport,
    DelegationReport,
    PackageCompletion,
    TransactionSummary,
    UsageReport,
)
from esignkit.esignlive.operation import Operation, download
from esignkit.esignlive.pages import window
from esignkit.esignlive.query import query_date
from esignkit.types import CallOptions, QueryValue

__all__ = ["Reports"]

M = TypeVar("M", bound=Model)


@frozen
class _Report(Generic[M]):
    """A report that the service writes as JSON and as CSV.

    Attributes:
        path: Where it is.
        model: What its JSON is.
    """

    path: str
    model: type[M]

    def read(self, name: str, query: Mapping[str, QueryValue], options: CallOptions | None) -> Operation[M]:
        """Return the call that reads it."""
        return Operation(name, "GET", self.path, read(self.model), query=query, options=options)

    def csv(self, name: str, query: Mapping[str, QueryValue], options: CallOptions | None) -> Operation[bytes]:
        """Return the call that downloads it as CSV."""
        return download(name, self.path, query=query, accept="text/csv", options=options)


_COMPLETION = _Report("/reports/completion", CompletionReport)
_USAGE = _Report("/reports/usage", UsageReport)
_DELEGATION = _Report("/reports/delegation", DelegationReport)


class Reports(InAppReports[Mode]):
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

        Returns:
            The report.

        HTTP: `GET /reports/completion`
        Source: OneSpan Sign's OpenAPI 11.51, `api.reports.completion.get`.
        """
        query = {**_days(from_, to), "senderId": sender_id, "status": status, "summary": summary}
        return _COMPLETION.read("reports.completion", query, options)

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

        Returns:
            The content, as a `Download`.

        HTTP: `GET /reports/completion`
        Source: OneSpan Sign's OpenAPI 11.51, `api.reports.completion.get`.
        """
        query = {**_days(from_, to), "senderId": sender_id, "status": status, "summary": summary}
        return _COMPLETION.csv("reports.completion_csv", query, options)

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

        Returns:
            The report.

        HTTP: `GET /reports/usage`
        Source: OneSpan Sign's OpenAPI 11.51, `api.reports.usage.get`.
        """
        return _USAGE.read("reports.usage", _days(from_, to), options)

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

        Returns:
            The content, as a `Download`.

        HTTP: `GET /reports/usage`
        Source: OneSpan Sign's OpenAPI 11.51, `api.reports.usage.get`.
        """
        return _USAGE.csv("reports.usage_csv", _days(from_, to), options)

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

        Returns:
            The report.

        HTTP: `GET /reports/delegation`
        Source: OneSpan Sign's OpenAPI 11.51, `api.reports.delegation.get`.
        """
        return _DELEGATION.read("reports.delegation", {"senderId": sender_id, **_days(from_, to)}, options)

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

        Returns:
            The content, as a `Download`.

        HTTP: `GET /reports/delegation`
        Source: OneSpan Sign's OpenAPI 11.51, `api.reports.delegation.get`.
        """
        return _DELEGATION.csv("reports.delegation_csv", {"senderId": sender_id, **_days(from_, to)}, options)

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

        Returns:
            The report.

        HTTP: `GET /reports/sender-transaction-summary`
        Source: OneSpan Sign's OpenAPI 11.51, `api.reports.sender-transaction-summary.get`.
        """
        return Operation(
            "reports.sender_transaction_summary",
            "GET",
            "/reports/sender-transaction-summary",
            read(UsageReport),
            query={
                **_time(from_, to, start_date, end_date),
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

        Returns:
            The packages, and how many there are.

        HTTP: `GET /reports/transaction-summary`
        Source: OneSpan Sign's OpenAPI 11.51, `api.reports.transaction-summary.get`.
        """
        return Operation(
            "reports.transaction_summary",
            "GET",
            "/reports/transaction-summary",
            read(TransactionSummary),
            query={
                **_time(from_, to, start_date, end_date),
                "senderId": sender_id,
                "status": status,
            },
            options=options,
        )

    @endpoint
    def transaction_detail(
        self, package_id: str, *, options: CallOptions | None = None
    ) -> Operation[PackageCompletion]:
        """Retrieve how far one package is.

        Args:
            package_id: The package.

        Returns:
            The package, its documents and its signers.

        Raises:
            NotFoundError: There is no such package.

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


def _days(from_: datetime | date | str | None, to: datetime | date | str | None) -> dict[str, QueryValue]:
    """Return the first and the last day of a report."""
    return {"from": query_date("from_", from_), "to": query_date("to", to)}


def _time(
    from_: int | None, to: int | None, start_date: datetime | date | str | None, end_date: datetime | date | str | None
) -> dict[str, QueryValue]:
    """Return which records of which days a report has."""
    days = {"startDate": query_date("start_date", start_date), "endDate": query_date("end_date", end_date)}
    return {**window(from_, to, None), **days}
