"""Signing sessions: from their creation to what is left of them."""

from __future__ import annotations

from typing import Any

from esignkit.constellation1 import Document, Signer, WebhookEvent
from tests.constellation1.operations.shared import OWNER_PATH, YES
from tests.constellation1.refusals import IN_WORDS, NO_ID, NO_SESSION, NOT_CHANGED, NOT_DONE
from tests.constellation1.samples import (
    COPY_JSON,
    COPY_OPTIONS,
    OWNER,
    SESSION_ID,
    UPDATE_JSON,
    copy_session,
    small_session,
    update_session,
)
from tests.operations import NEVER, Row, call, has

SESSION_JSON = {"SigningSessionId": SESSION_ID, "SessionInfo": {"Title": "Lease"}, "Signers": []}
NAMED = {"SigningSessionId": SESSION_ID, "Details": None}
BOTH = {"userName": OWNER, "signingSessionId": SESSION_ID}


def _ids(found: Any) -> bool:
    return [row.signing_session_id for row in found] == ["a", "b"]


ROWS: list[Row] = [
    Row(
        call.sessions.create(small_session()),
        "POST /v1/sessions",
        body={
            "userName": OWNER,
            "session": {
                "SessionInfo": {"Title": "Lease"},
                "Signers": [
                    {"LastName": "Doe", "EmailAddress": "doe@example.com", "AuthMethods": [], "Properties": []}
                ],
            },
        },
        response=NAMED,
        result=has("session_id", SESSION_ID),
        refused=NO_ID,
    ),
    Row(
        call.sessions.update(SESSION_ID, update_session()),
        "POST /v1/sessions/updatesession",
        body=UPDATE_JSON,
        response={"UpdateSessionResult": {"SigningSessionId": SESSION_ID, "Details": "a role is taken"}},
        result=has("session_id", SESSION_ID, "details", ["a role is taken"]),
        asks=f"GET /v1/sessions/{SESSION_ID}",
        refused=NOT_CHANGED,
    ),
    Row(
        call.sessions.add_signers_and_documents(
            SESSION_ID,
            signers=[Signer(last_name="Doe", signer_role="Buyer 1")],
            documents=[Document(file_name="a.pdf", file_bytes=b"\x00\xff", sequence=2)],
        ),
        "POST /v1/sessions/updatesession",
        body={
            "userName": OWNER,
            "session": {
                "SessionInfo": {"Id": SESSION_ID},
                "Documents": [{"FileName": "a.pdf", "FileBytes": [0, 255], "Sequence": 2}],
                "Signers": [{"LastName": "Doe", "SignerRole": "Buyer 1"}],
            },
        },
        response=YES,
        result=has("return_value", "True"),
        refused=NOT_CHANGED,
    ),
    Row(
        call.sessions.copy(SESSION_ID, copy_session(), copy_options=COPY_OPTIONS),
        "POST /v1/sessions/copy",
        body=COPY_JSON,
        response={"Sessions": [SESSION_JSON]},
        result=has("session_id", SESSION_ID),
        asks=f"GET /v1/sessions/lite/{OWNER_PATH}/Copy%20Sign%20Session/50/0/sortBy?colName=CreatedOn&sortOrder=asc",
        refused=NO_ID,
    ),
    Row(
        call.sessions.start(SESSION_ID, return_url="https://www.mysite.com/back?a=1&b=2", ready_timeout=0.0),
        f"PUT /v1/sessions/{SESSION_ID}/start?returnUrl=https%3A%2F%2Fwww.mysite.com%2Fback%3Fa%3D1%26b%3D2",
        response=YES,
        result=has("succeeded", True),
        repeat=NEVER,
        asks=f"GET /v1/sessions/{SESSION_ID}",
        refused=NOT_DONE,
    ),
    Row(
        call.sessions.wait(SESSION_ID),
        f"GET /v1/sessions/{SESSION_ID}",
        response={"Sessions": [{**SESSION_JSON, "StatusCode": 3}]},
        result=has("session_id", SESSION_ID),
        refused=NO_SESSION,
        operation="sessions.get",
    ),
    Row(
        call.sessions.resume(SESSION_ID, return_url="x"),
        f"PUT /v1/sessions/{SESSION_ID}/start?returnUrl=x",
        response={"StartSessionResult": YES},
        result=has("succeeded", True),
        repeat=NEVER,
        asks=f"GET /v1/sessions/{SESSION_ID}",
        refused=NOT_DONE,
    ),
    Row(
        call.sessions.pause(SESSION_ID),
        f"PUT /v1/sessions/EditSession/{SESSION_ID}?username={OWNER_PATH}",
        response={"Session": SESSION_JSON},
        result=has("session_id", SESSION_ID),
        repeat=NEVER,
        asks=f"GET /v1/sessions/{SESSION_ID}",
        refused=NOT_CHANGED,
    ),
    Row(
        call.sessions.pause(SESSION_ID, username="me@example.com", username_in="body"),
        f"PUT /v1/sessions/EditSession/{SESSION_ID}",
        body={"username": "me@example.com"},
        response=True,
        result=lambda r: r.return_value in ("True", "true"),
        repeat=NEVER,
        asks=f"GET /v1/sessions/{SESSION_ID}",
        refused=NOT_CHANGED,
        note="in body",
    ),
    Row(
        call.sessions.cancel(SESSION_ID, return_url="https://x.example/"),
        f"PUT /v1/sessions/{SESSION_ID}/cancel?returnURL=https%3A%2F%2Fx.example%2F",
        response=YES,
        result=has("succeeded", True),
        repeat=NEVER,
        asks=f"GET /v1/sessions/{SESSION_ID}",
        refused=NOT_DONE,
    ),
    Row(
        call.sessions.close(SESSION_ID, return_url="x"),
        f"PUT /v1/sessions/{SESSION_ID}/close?returnURL=x",
        response=YES,
        result=has("succeeded", True),
        repeat=NEVER,
        asks=f"GET /v1/sessions/{SESSION_ID}",
        refused=NOT_DONE,
    ),
    Row(
        call.sessions.delete(SESSION_ID),
        f"DELETE /v1/sessions/{SESSION_ID}",
        response=YES,
        result=has("succeeded", True),
        refused=NOT_DONE,
    ),
    Row(
        call.sessions.get("a/b+c=%"),
        "GET /v1/sessions/a%2Fb%2Bc%3D%25",
        response={"Sessions": [SESSION_JSON]},
        result=has("session_id", SESSION_ID, "session_info.title", "Lease"),
        refused=NO_SESSION,
    ),
    Row(
        call.sessions.action_logs(SESSION_ID),
        f"GET /v1/sessions/{SESSION_ID}/actionlogs",
        response={"Actionlog": [{"Date": "/Date(0)/", "IPAddress": "192.0.2.1", "Description": "Signed", "By": "Ada"}]},
        result=has(
            "action_logs.0.date.year",
            1970,
            "action_logs.0.ip_address",
            "192.0.2.1",
            "action_logs.0.extra",
            {"By": "Ada"},
        ),
        refused=IN_WORDS,
    ),
    Row(
        call.sessions.purge(SESSION_ID, return_url="x", purge_now=False),
        f"PUT /v1/sessions/{SESSION_ID}/purge?returnURL=x&purgeNow=false",
        response=YES,
        result=has("succeeded", True),
        repeat=NEVER,
        refused=NOT_DONE,
    ),
    Row(
        call.sessions.purge(SESSION_ID, return_url="x"),
        f"PUT /v1/sessions/{SESSION_ID}/purge?returnURL=x",
        response=YES,
        result=has("succeeded", True),
        repeat=NEVER,
        refused=NOT_DONE,
        note="by default",
    ),
    Row(
        call.sessions.cancel_purge(SESSION_ID),
        f"PUT /v1/sessions/cancelPurging/{SESSION_ID}",
        response=YES,
        result=has("succeeded", True),
        repeat=NEVER,
        refused=NOT_DONE,
    ),
    Row(
        call.sessions.list_archived(),
        "GET /v1/sessions/archived/50/0",
        response={"SessionIds": ["a", "b"], "TotalCount": 2},
        result=_ids,
        refused=NO_SESSION,
    ),
    Row(
        call.sessions.list_deleted(page_size=2),
        "GET /v1/sessions/deleted/2/0",
        response={"d": {"Total": "2", "Rows": [{"SigningSessionId": "a"}, {"sessionid": "b", "Why": 1}]}},
        result=lambda r: _ids(r) and r[1].extra == {"Why": 1},
        refused=NO_SESSION,
    ),
    Row(
        call.sessions.list_expired(limit=2),
        "GET /v1/sessions/expired/50/0",
        response={"Bucket": {"Ids": ["a", "b", "c"]}, "totalCount": 9},
        result=_ids,
        refused=NO_SESSION,
    ),
    Row(
        call.sessions.list_lite_by_transaction_id("tx/1", sort_order="desc", page_size=10),
        f"GET /v1/sessions/lite/{OWNER_PATH}/tx%2F1/10/0/sortBy?colName=CreatedOn&sortOrder=desc",
        response={
            "TotalCount": 2,
            "Sessions": [
                {"SigningSessionId": "a", "Title": "T", "StatusCode": 3, "CreatedOn": "/Date(0)/"},
                {"SigningSessionId": "b", "TransactionId": "tx/1"},
            ],
        },
        result=lambda r: _ids(r) and r[0].status_code.name == "COMPLETED" and r[0].created_on.year == 1970,
        refused=NO_SESSION,
    ),
    Row(
        call.sessions.list_by_transaction_id("tx 1", username="me@example.com"),
        "GET /v1/users/me%40example.com/transactions/tx%201",
        response={"Sessions": [SESSION_JSON, SESSION_JSON]},
        result=lambda r: [one.session_id for one in r] == [SESSION_ID] * 2,
        refused=NO_SESSION,
    ),
    Row(
        call.sessions.list_metadata_by_transaction_id("tx"),
        f"GET /v2/users/{OWNER_PATH}/transactions/tx",
        response=[SESSION_JSON],
        result=lambda r: [one.session_id for one in r] == [SESSION_ID],
        refused=NO_SESSION,
    ),
    Row(
        call.sessions.update_transaction_id(SESSION_ID, "tx-2"),
        "PUT /v1/transaction/UpdateTxId",
        body={**BOTH, "newTransactionId": "tx-2"},
        response={"Success": True, "Code": 0},
        result=has("extra", {"Success": True, "Code": 0}),
        refused=NOT_DONE,
    ),
    Row(
        call.sessions.refetch(WebhookEvent(signing_session_id=SESSION_ID)),
        f"GET /v1/sessions/{SESSION_ID}",
        response={"Session": SESSION_JSON},
        result=has("session.session_id", SESSION_ID, "confirmed", None),
        refused=NO_SESSION,
        operation="sessions.get",
    ),
]
