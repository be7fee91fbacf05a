"""Reports that the service makes ready as CSV files: the sandbox has two each day, until they are deleted.

Both show the account as it is when they are read: nobody published their columns.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from attrs import frozen
from starlette.responses import Response

from esignkit.sandbox.emulators.base import Call, Routes, file_response, json_response
from esignkit.sandbox.emulators.esignlive import listings
from esignkit.sandbox.emulators.esignlive.archive import zip_of
from esignkit.sandbox.emulators.esignlive.dates import date_text, read_date
from esignkit.sandbox.emulators.esignlive.errors import invalid, not_found
from esignkit.sandbox.emulators.esignlive.responses import done
from esignkit.sandbox.emulators.esignlive.states import STATUSES
from esignkit.sandbox.emulators.esignlive.switches import PROVIDER, switch
from esignkit.sandbox.wire import JSONObject, as_object

if TYPE_CHECKING:
    from collections.abc import Iterable

ROUTES = Routes()

_ALL = "/api/inappreports/reports"
_KINDS = {"TRANSACTION": "transactions", "ACCOUNT": "accounts"}
_CSV = "text/csv;charset=UTF-8"


@frozen
class Report:
    """A file of a report."""

    kind: str
    made: datetime
    content: bytes

    @property
    def name(self) -> str:
        """Its file name."""
        return f"{_KINDS[self.kind]}-{self.made:%Y-%m-%d}.csv"


@ROUTES.get(_ALL, "in_app_reports.list")
def list_reports(call: Call) -> Response:
    """`GET /inappreports/reports`: where they are."""
    found = _wanted(call)
    if _as_one(call, found):
        return json_response({"url": _address(call, found)})
    return json_response([{"url": _address(call, [one])} for one in found])


@ROUTES.get(_ALL + "/summaries", "in_app_reports.summaries")
def summaries(call: Call) -> Response:
    """`GET /inappreports/reports/summaries`: date and size."""
    found = _wanted(call)
    if _as_one(call, found):
        return json_response(_summary(call, found))
    return json_response([_summary(call, [one]) for one in found])


@ROUTES.get(_ALL + "/{fileName}", "in_app_reports.get")
def get_report(call: Call) -> Response:
    """`GET /inappreports/reports/{fileName}`."""
    [report] = _named(call, [call.params["fileName"]])
    return Response(report.content, headers={"content-type": _CSV})


@ROUTES.delete(_ALL, "in_app_reports.delete_several")
def delete_reports(call: Call) -> Response:
    """`DELETE /inappreports/reports?fileName=…`: all that are named, or none."""
    return _delete(call, _named(call, _file_names(call)))


@ROUTES.delete(_ALL + "/{fileName}", "in_app_reports.delete")
def delete_report(call: Call) -> Response:
    """`DELETE /inappreports/reports/{fileName}`."""
    return _delete(call, _named(call, [call.params["fileName"]]))


@ROUTES.get("/api/inappreports/zip/reports", "in_app_reports.zip")
def zip_reports(call: Call) -> Response:
    """`GET /inappreports/zip/reports?fileName=…`: those that are named, as an archive."""
    found = _named(call, _file_names(call))
    content = zip_of([(one.name, one.content) for one in found], call.work.now)
    return file_response(content, "application/zip", "reports.zip")


def _reports(call: Call) -> list[Report]:
    """Return the reports of the day that were not deleted."""
    packages = [one for one in listings.packages_of(call) if one.type == "PACKAGE"]
    counts = Counter(one.status for one in packages)
    lines = {
        "TRANSACTION": [
            ["id", "name", "status", "created"],
            *([one.id, one.name, one.status, date_text(one.transaction.created) or ""] for one in packages),
        ],
        "ACCOUNT": [["account", *STATUSES], [call.account.name, *(str(counts[status]) for status in STATUSES)]],
    }
    today = call.work.now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    deleted = as_object(call.work.record(PROVIDER, "deletedReports", call.account.tenant))
    made = [Report(kind, today, _csv(rows)) for kind, rows in lines.items()]
    return [one for one in made if one.name not in deleted]


def _csv(rows: Iterable[list[str]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode()


def _wanted(call: Call) -> list[Report]:
    """Return the reports of the kind and time that the query names.

    Raises:
        ErrorResponse: There is no such kind, or a date is none.
    """
    kind = call.query("reportType") or "ALL"
    if kind not in {"ALL", *_KINDS}:
        raise invalid("inAppReports.reportType", f"{kind} is not one of ALL, {', '.join(_KINDS)}.")
    first, last = call.query("fromDate"), call.query("toDate")
    after = read_date(first, "fromDate") if first else None
    before = read_date(last, "toDate", end=True) if last else None
    return [
        one
        for one in _reports(call)
        if kind in {"ALL", one.kind} and (after is None or one.made >= after) and (before is None or one.made <= before)
    ]


def _as_one(call: Call, found: list[Report]) -> bool:
    """Tell whether one object stands for all reports that were found.

    Raises:
        ErrorResponse: It does, and there are none.
    """
    one = switch(call.work, call.account.tenant, "in_app_reports") == "one"
    if one and not found:
        raise invalid("inAppReports.notFound", "The specified resource was not found.")
    return one


def _address(call: Call, found: list[Report]) -> str:
    """Return where reports can be downloaded: a file alone, several as an archive."""
    root = f"{call.base_url}/esl/api/inappreports"
    if len(found) == 1:
        return f"{root}/reports/{quote(found[0].name)}"
    return f"{root}/zip/reports?{urlencode([('fileName', one.name) for one in found])}"


def _summary(call: Call, found: list[Report]) -> JSONObject:
    return {
        "lastModified": date_text(max(one.made for one in found)),
        "size": sum(len(one.content) for one in found),
        "uri": _address(call, found),
        "contentType": _CSV if len(found) == 1 else "application/zip",
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
    kept = {one.name: one for one in _reports(call)}
    for name in names:
        if name not in kept:
            raise not_found("report", name)
    return [kept[name] for name in names]


def _delete(call: Call, reports: list[Report]) -> Response:
    deleted = as_object(call.work.record(PROVIDER, "deletedReports", call.account.tenant))
    more: JSONObject = {one.name: True for one in reports}
    call.work.put_record(PROVIDER, "deletedReports", call.account.tenant, {**deleted, **more}, call.account.tenant)
    call.record(call.operation)
    return done(call)
