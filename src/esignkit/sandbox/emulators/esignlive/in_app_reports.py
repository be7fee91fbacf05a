"""Reports as CSV files: the sandbox has two each day, until they are deleted.

Both show the account as it is when they are read: nobody published their columns.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from attrs import frozen
from starlette.responses import Response

from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call, file_response, json_response
from esignkit.sandbox.emulators.esignlive import listings
from esignkit.sandbox.emulators.esignlive.archive import zip_of
from esignkit.sandbox.emulators.esignlive.behaviour_switches import PROVIDER, switch
from esignkit.sandbox.emulators.esignlive.dates import date_text, read_date
from esignkit.sandbox.emulators.esignlive.errors import invalid, not_found
from esignkit.sandbox.emulators.esignlive.responses import as_csv, done
from esignkit.sandbox.emulators.esignlive.states import STATUSES
from esignkit.sandbox.json_values import JSONObject, as_object

ROUTES = Routes()

_ALL = "/api/inappreports/reports"
_KINDS = {"TRANSACTION": "transactions", "ACCOUNT": "accounts"}
_CSV = "text/csv;charset=UTF-8"


@frozen
class Report:
    """A report file."""

    kind: str
    date: datetime
    content: bytes

    @property
    def name(self) -> str:
        """Its file name."""
        return f"{_KINDS[self.kind]}-{self.date:%Y-%m-%d}.csv"


@ROUTES.get(_ALL, "in_app_reports.list")
def list_reports(call: Call) -> Response:
    """`GET /inappreports/reports`: their URLs."""
    reports = _requested(call)
    if _as_one(call, reports):
        return json_response({"url": _address(call, reports)})
    return json_response([{"url": _address(call, [report])} for report in reports])


@ROUTES.get(_ALL + "/summaries", "in_app_reports.summaries")
def summaries(call: Call) -> Response:
    """`GET /inappreports/reports/summaries`: date and size."""
    reports = _requested(call)
    if _as_one(call, reports):
        return json_response(_summary(call, reports))
    return json_response([_summary(call, [report]) for report in reports])


@ROUTES.get(_ALL + "/{fileName}", "in_app_reports.get")
def get_report(call: Call) -> Response:
    """`GET /inappreports/reports/{fileName}`."""
    [report] = _named(call, [call.params["fileName"]])
    return Response(report.content, headers={"content-type": _CSV})


@ROUTES.delete(_ALL, "in_app_reports.delete_several")
def delete_reports(call: Call) -> Response:
    """`DELETE /inappreports/reports?fileName=…`: all named reports, or none."""
    return _delete(call, _named(call, _file_names(call)))


@ROUTES.delete(_ALL + "/{fileName}", "in_app_reports.delete")
def delete_report(call: Call) -> Response:
    """`DELETE /inappreports/reports/{fileName}`."""
    return _delete(call, _named(call, [call.params["fileName"]]))


@ROUTES.get("/api/inappreports/zip/reports", "in_app_reports.zip")
def zip_reports(call: Call) -> Response:
    """`GET /inappreports/zip/reports?fileName=…`: the named reports, as an archive."""
    reports = _named(call, _file_names(call))
    content = zip_of([(report.name, report.content) for report in reports], call.work.now)
    return file_response(content, "application/zip", "reports.zip")


def _reports(call: Call) -> list[Report]:
    """Return the reports of the day that were not deleted."""
    packages = listings.packages_of(call)
    counts = Counter(package.status for package in packages)
    lines = {
        "TRANSACTION": [
            ["id", "name", "status", "created"],
            *(
                [package.id, package.name, package.status, date_text(package.transaction.created) or ""]
                for package in packages
            ),
        ],
        "ACCOUNT": [["account", *STATUSES], [call.account.name, *(str(counts[status]) for status in STATUSES)]],
    }
    today = call.work.now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    deleted = as_object(call.work.record(PROVIDER, "deletedReports", call.account.tenant))
    reports = [Report(kind, today, as_csv(rows)) for kind, rows in lines.items()]
    return [report for report in reports if report.name not in deleted]


def _requested(call: Call) -> list[Report]:
    """Return the reports of the kind and time that the query names.

    Raises:
        ErrorResponse: There is no such kind, or a date is none.
    """
    kind = call.query("reportType") or "ALL"
    if kind not in {"ALL", *_KINDS}:
        raise invalid("inAppReports.reportType", f"{kind} is not one of ALL, {', '.join(_KINDS)}.")
    first, last = call.query("fromDate"), call.query("toDate")
    earliest = read_date(first, "fromDate") if first else None
    latest = read_date(last, "toDate", end=True) if last else None
    return [
        report
        for report in _reports(call)
        if kind in {"ALL", report.kind}
        and (earliest is None or report.date >= earliest)
        and (latest is None or report.date <= latest)
    ]


def _as_one(call: Call, reports: list[Report]) -> bool:
    """Return whether one object is returned for all reports.

    Raises:
        ErrorResponse: It does, and there are none.
    """
    as_one_object = switch(call.work, call.account.tenant, "in_app_reports") == "one"
    if as_one_object and not reports:
        raise invalid("inAppReports.notFound", "The specified resource was not found.")
    return as_one_object


def _address(call: Call, reports: list[Report]) -> str:
    """Return the download URL of reports: a file, or an archive of several."""
    root = f"{call.root_url}/api/inappreports"
    if len(reports) == 1:
        return f"{root}/reports/{quote(reports[0].name)}"
    return f"{root}/zip/reports?{urlencode([('fileName', report.name) for report in reports])}"


def _summary(call: Call, reports: list[Report]) -> JSONObject:
    return {
        "lastModified": date_text(max(report.date for report in reports)),
        "size": sum(len(report.content) for report in reports),
        "uri": _address(call, reports),
        "contentType": _CSV if len(reports) == 1 else "application/zip",
    }


def _file_names(call: Call) -> list[str]:
    """Return the names in the query.

    Raises:
        ErrorResponse: There are none.
    """
    names = [value for name, value in call.query_items() if name == "fileName" and value]
    if not names:
        raise invalid("inAppReports.fileName", "The parameter fileName is missing.")
    return names


def _named(call: Call, names: list[str]) -> list[Report]:
    """Return reports by their names.

    Raises:
        ErrorResponse: One of them is not there.
    """
    reports_by_name = {report.name: report for report in _reports(call)}
    for name in names:
        if name not in reports_by_name:
            raise not_found("report", name)
    return [reports_by_name[name] for name in names]


def _delete(call: Call, reports: list[Report]) -> Response:
    deleted = as_object(call.work.record(PROVIDER, "deletedReports", call.account.tenant))
    deleted_now: JSONObject = {report.name: True for report in reports}
    call.work.put_record(
        PROVIDER, "deletedReports", call.account.tenant, {**deleted, **deleted_now}, call.account.tenant
    )
    call.record(call.operation)
    return done(call)
