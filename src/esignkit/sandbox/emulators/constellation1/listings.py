"""Lists of sessions, their action logs, and the transaction id by which they are found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.domain.model import SearchKeys
from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call
from esignkit.sandbox.emulators.constellation1 import schema, states
from esignkit.sandbox.emulators.constellation1 import session as sessions
from esignkit.sandbox.emulators.constellation1.responses import (
    done,
    needed_body,
    refuse,
    response,
    session_response,
    switches_of,
)
from esignkit.sandbox.emulators.constellation1.users import require_user
from esignkit.sandbox.json_values import as_position, as_text
from esignkit.sandbox.transaction_queries import all_of, of_service, with_status, with_tag

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response

    from esignkit.sandbox.domain.model import Transaction
    from esignkit.sandbox.json_values import JSONObject

ROUTES = Routes()

MAX_PAGE_SIZE = 50

_COLUMNS: dict[str, Callable[[Transaction], str]] = {
    "SigningSessionId": lambda one: one.id,
    "Title": lambda one: one.title,
    "TransactionId": lambda one: _transaction_id(one),
    "StatusCode": lambda one: f"{int(one.status):04}",
    "CreatedOn": lambda one: one.created.isoformat(),
}


@ROUTES.get("/rest/v1/sessions/archived/{pageSize}/{pageNum}", "sessions.archived")
def archived(call: Call) -> Response:
    """List the ids of archived sessions."""
    return _bucket(call, states.ARCHIVED)


@ROUTES.get("/rest/v1/sessions/deleted/{pageSize}/{pageNum}", "sessions.deleted")
def deleted(call: Call) -> Response:
    """List the ids of deleted sessions."""
    return _bucket(call, states.DELETED)


@ROUTES.get("/rest/v1/sessions/expired/{pageSize}/{pageNum}", "sessions.expired")
def expired(call: Call) -> Response:
    """List the ids of expired sessions."""
    return _bucket(call, states.EXPIRED)


@ROUTES.get("/rest/v1/sessions/lite/{username}/{transactionId}/{pageSize}/{pageNum}/sortBy", "sessions.lite")
def lite(call: Call) -> Response:
    """List the headers of the sessions with a transaction id."""
    owner = require_user(call, call.params["username"])
    switches = switches_of(call)
    column, order = call.query("colName"), call.query("sortOrder")
    if column not in _COLUMNS or order not in {"asc", "desc"}:
        raise refuse(call, f"Error: colName is one of {', '.join(_COLUMNS)}, and sortOrder is asc or desc.")
    size, number = page_of(call, max_size=MAX_PAGE_SIZE)
    matching = sorted(_of_transaction(call, owner), key=_COLUMNS[column], reverse=order == "desc")
    headers: list[JSONObject] = [
        {"SigningSessionId": session.id, **sessions.info_to_json(session, switches)}
        for session in matching[number * size : (number + 1) * size]
    ]
    members = ("SigningSessionId", "Title", "TransactionId", "StatusCode", "CreatedOn")
    lines: list[JSONObject] = [{name: header[name] for name in members} for header in headers]
    return response(call, {"TotalCount": len(matching), switches.sessions_member: lines}, switches)


@ROUTES.get("/rest/v1/users/{userName}/transactions/{transactionId}", "sessions.by_transaction")
@ROUTES.get("/rest/v2/users/{userName}/transactions/{transactionId}", "sessions.by_transaction_v2")
def by_transaction(call: Call) -> Response:
    """List the sessions with a transaction id in full."""
    owner = require_user(call, call.params["userName"])
    switches = switches_of(call)
    return session_response(
        call, None, [sessions.to_json(session, switches) for session in _of_transaction(call, owner)]
    )


@ROUTES.put("/rest/v1/transaction/UpdateTxId", "sessions.update_transaction_id")
def update_transaction_id(call: Call) -> Response:
    """Change the transaction id of a session."""
    body = needed_body(call, "newTransactionId")
    require_user(call, body.get("userName"))
    session = sessions.load(call, as_text(body.get("signingSessionId")))
    states.require(call, session)
    session.wire["info"] = {**sessions.info_of(session), "TransactionId": as_text(body.get("newTransactionId"))}
    call.work.save(session)
    call.record(call.operation, session.id)
    return done(call)


@ROUTES.get("/rest/v1/sessions/{sessionId}/actionlogs", "sessions.action_logs")
def action_logs(call: Call) -> Response:
    """List the events of a session."""
    switches = switches_of(call)
    session = sessions.load(call, call.params["sessionId"])
    states.require(call, session)
    names = {party.id: f" by {party.name}" for party in session.parties}
    lines: list[JSONObject] = [
        {
            "Date": schema.date_to_json(event.time, switches.dates),
            "IPAddress": "127.0.0.1",
            "Description": f"Session {event.kind}{names.get(as_text(event.detail.get('party')), '')}",
        }
        for event in call.work.events(session.id)
    ]
    return response(call, {switches.action_log_member: lines, "ReturnValue": None, "Details": None}, switches)


def _bucket(call: Call, status: str) -> Response:
    size, number = page_of(call)
    condition = all_of(of_service(call.provider, call.account.tenant, deleted=None), with_status([status]))
    session_ids = [session.id for session in call.work.find(condition, limit=size, offset=number * size)]
    total = call.work.count(condition)
    if switches_of(call).bucket == "objects":
        lines = [{"SigningSessionId": session_id} for session_id in session_ids]
        return response(call, {"SigningSessions": lines, "TotalCount": total})
    return response(call, {"SigningSessionIds": session_ids, "TotalCount": total})


def page_of(call: Call, number_name: str = "pageNum", max_size: int | None = None, first: int = 0) -> tuple[int, int]:
    """Return the size and the number, from 0, of the requested page.

    Raises:
        ErrorResponse: One of them is out of range.
    """
    size, number = as_position(call.params["pageSize"]), as_position(call.params[number_name])
    if not size or number is None or number < first or (max_size is not None and size > max_size):
        limits = "at least 1" if max_size is None else f"from 1 to {max_size}"
        raise refuse(call, f"Error: pageSize is {limits}, and {number_name} at least {first}.")
    return size, number - first


def _transaction_id(session: Transaction) -> str:
    return as_text(sessions.info_of(session).get("TransactionId"))


def _of_transaction(call: Call, owner: str) -> list[Transaction]:
    conditions = all_of(
        of_service(call.provider, call.account.tenant, deleted=None),
        with_tag(f"owner={owner}"),
        with_tag(f"transaction={call.params['transactionId']}"),
    )
    return [session for session in call.work.find(conditions) if session.status != states.DELETED]


def search_keys(session: Transaction) -> SearchKeys:
    """Return what lists find a session by."""
    return SearchKeys(tags=[f"owner={as_text(session.wire.get('owner'))}", f"transaction={_transaction_id(session)}"])
