"""In-app reports, which the service prepares as CSV files: a part of `client.reports`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from esignkit.core.arguments import several
from esignkit.core.endpoint import Mode, Resource, downloaded, endpoint, paged
from esignkit.core.paging import Paging
from esignkit.esignlive.event_enums import InAppReportType
from esignkit.esignlive.models.in_app_report import InAppReport, InAppReportSummary
from esignkit.esignlive.operation import Operation, deletion, download, listing
from esignkit.esignlive.query import query_date
from esignkit.esignlive.response_readers import ReadMany
from esignkit.types import CallOptions, QueryValue

__all__ = ["InAppReports"]


class InAppReports(Resource[Mode]):
    """The part of `client.reports` about files that the service has made ready."""

    @paged
    def in_app_list(
        self,
        *,
        from_date: datetime | date | str | None = None,
        to_date: datetime | date | str | None = None,
        report_type: InAppReportType | str | None = None,
        options: CallOptions | None = None,
    ) -> Paging[InAppReport]:
        """List where the reports are that the service has made ready.

        Args:
            from_date: The first moment.
            to_date: The last moment.
            report_type: Which reports; the service's default is `ALL`.

        Returns:
            The reports.

        Raises:
            ValueError: A datetime has no time zone.

        HTTP: `GET /inappreports/reports`
        Source: OneSpan Sign's OpenAPI 11.51, `api.inappreports.reports.get`.
        """
        return listing(
            "reports.in_app_list",
            "/inappreports/reports",
            ReadMany(InAppReport),
            query=_span(from_date, to_date, report_type),
            options=options,
        )

    @paged
    def in_app_summaries(
        self,
        *,
        from_date: datetime | date | str | None = None,
        to_date: datetime | date | str | None = None,
        report_type: InAppReportType | str | None = None,
        options: CallOptions | None = None,
    ) -> Paging[InAppReportSummary]:
        """List size and date of the reports that the service has made ready.

        Args:
            from_date: The first moment.
            to_date: The last moment.
            report_type: Which reports; the service's default is `ALL`.

        Returns:
            The summaries.

        Raises:
            ValueError: A datetime has no time zone.

        HTTP: `GET /inappreports/reports/summaries`
        Source: OneSpan Sign's OpenAPI 11.51, `api.inappreports.reports.summaries.get`.
        """
        return listing(
            "reports.in_app_summaries",
            "/inappreports/reports/summaries",
            ReadMany(InAppReportSummary),
            query=_span(from_date, to_date, report_type),
            options=options,
        )

    @downloaded
    def in_app_file(self, file_name: str, *, options: CallOptions | None = None) -> Operation[bytes]:
        """Download a report that the service has made ready, as CSV.

        Args:
            file_name: Its name.

        Returns:
            The content, as a `Download`.

        Raises:
            NotFoundError: There is no such file.

        HTTP: `GET /inappreports/reports/{fileName}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.inappreports.reports._fileName.get`.
        """
        return download(
            "reports.in_app_file",
            "/inappreports/reports/{fileName}",
            {"fileName": file_name},
            accept="text/csv",
            options=options,
        )

    @downloaded
    def in_app_zip(self, file_names: str | Sequence[str], *, options: CallOptions | None = None) -> Operation[bytes]:
        """Download reports that the service has made ready, as a zip archive.

        Args:
            file_names: Their names; one alone may be given as text.

        Returns:
            The content, as a `Download`.

        Raises:
            ValueError: There is no name.
            NotFoundError: There is no such file.
            DecodeError: What came is not a whole zip archive.

        HTTP: `GET /inappreports/zip/reports`
        Source: OneSpan Sign's OpenAPI 11.51, `api.inappreports.zip.reports.get`.
        """
        return download(
            "reports.in_app_zip",
            "/inappreports/zip/reports",
            query=_named(file_names),
            accept="application/zip",
            options=options,
        )

    @endpoint
    def delete_in_app_file(self, file_name: str, *, options: CallOptions | None = None) -> Operation[None]:
        """Delete a report that the service has made ready.

        Args:
            file_name: Its name.

        Raises:
            NotFoundError: There is no such file.

        HTTP: `DELETE /inappreports/reports/{fileName}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.inappreports.reports._fileName.delete`.
        """
        return deletion(
            "reports.delete_in_app_file", "/inappreports/reports/{fileName}", {"fileName": file_name}, options=options
        )

    @endpoint
    def delete_in_app_files(
        self, file_names: str | Sequence[str], *, options: CallOptions | None = None
    ) -> Operation[None]:
        """Delete reports that the service has made ready.

        Args:
            file_names: Their names; one alone may be given as text.

        Raises:
            ValueError: There is no name.
            NotFoundError: There is no such file.

        HTTP: `DELETE /inappreports/reports`
        Source: OneSpan Sign's OpenAPI 11.51, `api.inappreports.reports.delete`.
        """
        return deletion(
            "reports.delete_in_app_files", "/inappreports/reports", query=_named(file_names), options=options
        )


def _span(
    from_date: datetime | date | str | None, to_date: datetime | date | str | None, report_type: str | None
) -> dict[str, QueryValue]:
    """Return the query of a list.

    Raises:
        ValueError: A datetime has no time zone.
    """
    return {
        "fromDate": query_date("from_date", from_date),
        "toDate": query_date("to_date", to_date),
        "reportType": report_type,
    }


def _named(file_names: str | Sequence[str]) -> dict[str, QueryValue]:
    """Return the query that names files.

    Raises:
        TypeError: It is neither a name nor a list of them.
        ValueError: There is no name.
    """
    names = [file_names] if isinstance(file_names, str) else several("file_names", file_names, "name at least one")
    if not all(names):
        msg = "file_names: a name is empty; give the files' names as the service has them"
        raise ValueError(msg)
    return {"fileName": tuple(names)}
