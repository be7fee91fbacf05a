"""The audit trail and reports."""

from __future__ import annotations

import esignkit.esignlive as esl
from tests.esignlive.operations.shared import AN_ID, ID, ZIP
from tests.operations import Row, call, has

ROWS: list[Row] = [
    Row(
        call.audit.get("p"),
        "GET /packages/p/audit",
        response={
            "package-id": "p",
            "audit-events": [
                {
                    "type": "Click To Sign",
                    "date-time": "2030-01-01 10:00",
                    "target-type": "AuthMethod",
                    "user-email": "x",
                }
            ],
        },
        result=has("audit_events.0.user_email", "x"),
    ),
    Row(call.audit.get_xml("p"), "GET /packages/p/audit", response=b"<a/>", result=b"<a/>", accept="application/xml"),
    Row(
        call.reports.completion(
            from_="2018-12-12Z", to="2018-01-01T12:30:00+01:30", sender_id="s", status="SENT", summary=False
        ),
        "GET /reports/completion?from=2018-12-12Z&to=2018-01-01T12%3A30%3A00%2B01%3A30&senderId=s&status=SENT&summary=false",
        response={"senders": [{"packages": [{"id": "x", "trashed": False, "signers": [{"completed": True}]}]}]},
        result=has("senders.0.packages.0.id", "x"),
    ),
    Row(
        call.reports.usage(from_="2018-12-12Z"),
        "GET /reports/usage?from=2018-12-12Z",
        response={"senders": [{"packages": {"ACTIVE": 3}}]},
        result=has("senders.0.packages", {"ACTIVE": 3}),
    ),
    Row(
        call.reports.delegation(sender_id="s"),
        "GET /reports/delegation?senderId=s",
        response={"delegationEvents": {"s": [{"eventUser": "x"}]}},
        result=has("events.0.event_user", "x"),
    ),
    Row(
        call.reports.completion_csv(sender_id="s"),
        "GET /reports/completion?senderId=s",
        response=b"a,b",
        result=b"a,b",
        accept="text/csv",
    ),
    Row(call.reports.usage_csv(), "GET /reports/usage", response=b"a,b", result=b"a,b", accept="text/csv"),
    Row(call.reports.delegation_csv(), "GET /reports/delegation", response=b"a,b", result=b"a,b", accept="text/csv"),
    Row(
        call.reports.sender_transaction_summary(start_date="a", end_date="b"),
        "GET /reports/sender-transaction-summary?startDate=a&endDate=b",
        response={"senders": [{"packages": {"SENT": 1}}], "totalCount": 1},
        result=has("senders.0.packages", {"SENT": 1}),
    ),
    Row(
        call.reports.transaction_summary(sender_id="s", from_=1, to=50),
        "GET /reports/transaction-summary?from=1&to=50&senderId=s",
        response={"content": [ID], "totalElements": 1},
        result=has("content.0.id", "x"),
    ),
    Row(call.reports.transaction_detail("p"), "GET /reports/transaction-detail/p", **AN_ID),
    Row(call.reports.in_app_list(), "GET /inappreports/reports", response={"url": "x"}, result=has("0.url", "x")),
    Row(
        call.reports.in_app_list(from_date="2018-12-12Z", to_date="2018-12-13Z", report_type="ACCOUNT"),
        "GET /inappreports/reports?fromDate=2018-12-12Z&toDate=2018-12-13Z&reportType=ACCOUNT",
        response=[{"url": "w"}, {"url": "x"}],
        result=has("1.url", "x"),
    ),
    Row(
        call.reports.in_app_summaries(
            from_date="2018-12-12Z", to_date="2018-12-13Z", report_type=esl.InAppReportType.TRANSACTION
        ),
        "GET /inappreports/reports/summaries?fromDate=2018-12-12Z&toDate=2018-12-13Z&reportType=TRANSACTION",
        response=[{"size": 9, "contentType": "x"}],
        result=has("0.content_type", "x"),
    ),
    Row(
        call.reports.in_app_file("a b.csv"),
        "GET /inappreports/reports/a%20b.csv",
        response=b"a,b",
        result=b"a,b",
        accept="text/csv",
    ),
    Row(
        call.reports.in_app_zip("a b.csv"),
        "GET /inappreports/zip/reports?fileName=a%20b.csv",
        response=ZIP,
        result=ZIP,
        accept="application/zip",
        file="zip",
    ),
    Row(
        call.reports.in_app_zip(["a", "b&c"]),
        "GET /inappreports/zip/reports?fileName=a&fileName=b%26c",
        response=ZIP,
        result=ZIP,
        accept="application/zip",
        file="zip",
    ),
    Row(call.reports.delete_in_app_file("a.csv"), "DELETE /inappreports/reports/a.csv"),
    Row(call.reports.delete_in_app_files(["a", "b"]), "DELETE /inappreports/reports?fileName=a&fileName=b"),
]
