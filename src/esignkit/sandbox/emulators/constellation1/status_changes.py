"""Calls that change the status of a session: start, pause, cancel, close, delete, purge. None has a body."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from esignkit.sandbox.domain import transitions
from esignkit.sandbox.domain.model import Stage
from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call, ErrorResponse
from esignkit.sandbox.emulators.constellation1 import mails, states, webhooks
from esignkit.sandbox.emulators.constellation1 import session as sessions
from esignkit.sandbox.emulators.constellation1.responses import (
    done,
    failed,
    html,
    refuse,
    session_response,
    switches_of,
)
from esignkit.sandbox.emulators.constellation1.users import require_user
from esignkit.sandbox.json_values import as_bool, as_object, as_text

if TYPE_CHECKING:
    from starlette.responses import Response

    from esignkit.sandbox.domain.model import Job, Transaction
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork

ROUTES = Routes()


@ROUTES.put("/rest/v1/sessions/{signingSessionId}/start", "sessions.start")
def start(call: Call) -> Response:
    """Start a session, or resume a paused one."""
    session = _target(call, "signingSessionId")
    states.require(call, session)
    problems = sessions.start_problems(call.work, session, switches_of(call))
    if problems:
        webhooks.save(call.work, session)
        return failed(call, problems)
    session.wire.pop("processing", None)
    if session.opened is None:
        transitions.open_for_signing(call.work, session)
    else:
        _resume(call.work, session)
    return _done(call, session)


@ROUTES.put("/rest/v1/sessions/EditSession/{signingSessionId}", "sessions.edit")
def edit(call: Call) -> Response:
    """Pause a session that has been sent; its signatures stay. A draft needs no pause to be edited."""
    _require_length(call)
    require_user(call, _username(call))
    session = sessions.load(call, call.params["signingSessionId"])
    states.require(call, session)
    if session.status == states.SENT:
        session.stage, session.status = Stage.DRAFT, states.PAUSED
        call.work.event(session, "paused")
        webhooks.save(call.work, session)
    call.record(call.operation, session.id)
    return session_response(call, session.id, [sessions.to_json(session, switches_of(call))])


@ROUTES.put("/rest/v1/sessions/{sessionId}/cancel", "sessions.cancel")
def cancel(call: Call) -> Response:
    """Cancel a session that has not ended."""
    session = _target(call, "sessionId")
    states.require(call, session)
    transitions.cancel(call.work, session)
    return _done(call, session)


@ROUTES.put("/rest/v1/sessions/{signingSessionId}/close", "sessions.close")
def close(call: Call) -> Response:
    """Close a session that has been sent: it is completed with the signatures it has.

    The page does not say what closing does; this is the reading that differs from cancelling.
    """
    session = _target(call, "signingSessionId")
    states.require(call, session)
    if switches_of(call).close == "cancels":
        transitions.cancel(call.work, session)
    else:
        transitions.complete(call.work, session)
    return _done(call, session)


@ROUTES.delete("/rest/v1/sessions/{sessionId}", "sessions.delete")
def delete(call: Call) -> Response:
    """Delete a session; it can still be read, but not deleted again."""
    session = sessions.load(call, call.params["sessionId"])
    states.require(call, session)
    if session.stage in {Stage.DRAFT, Stage.OPEN}:
        session.stage = Stage.CANCELLED
        mails.announce_cancellation(call.work, session)
    session.status = states.DELETED
    call.work.event(session, "deleted")
    webhooks.save(call.work, session)
    return _done(call, session)


@ROUTES.put("/rest/v1/sessions/{sessionId}/purge", "sessions.purge")
def purge(call: Call) -> Response:
    """Remove the files of an ended session, at once or (the default) after some days."""
    session = _target(call, "sessionId")
    states.require(call, session)
    if as_bool(_query(call, "purgeNow"), default=switches_of(call).purge_default == "now"):
        sessions.purge(call.work, session)
    else:
        due = call.work.now + timedelta(hours=switches_of(call).purge_hours)
        session.wire["purge"] = {"at": due.isoformat(), "before": session.status}
        session.status = states.TO_BE_PURGED
        mails.announce_purge(call.work, session, due)
        call.work.schedule(due, call.provider, session.tenant, "purge", {"session": session.id, "at": due.isoformat()})
    webhooks.save(call.work, session)
    return _done(call, session)


@ROUTES.put("/rest/v1/sessions/cancelPurging/{sessionId}", "sessions.cancel_purging")
def cancel_purging(call: Call) -> Response:
    """Cancel the purge of a session, which returns to its earlier status."""
    _require_length(call)
    session = sessions.load(call, call.params["sessionId"])
    states.require(call, session)
    session.status = as_text(as_object(session.wire.pop("purge")).get("before"))
    webhooks.save(call.work, session)
    return _done(call, session)


def purge_at_last(work: UnitOfWork, job: Job) -> None:
    """Purge a session that is due, unless its purge was cancelled or requested again."""
    session = work.transaction(as_text(job.detail["session"]))
    if session is not None and as_object(session.wire.get("purge")).get("at") == job.detail["at"]:
        sessions.purge(work, session)
        webhooks.save(work, session)


def _username(call: Call) -> str:
    """Return the session owner's name, from the place that the account's switch sets."""
    position = switches_of(call).edit_username
    query, body = _query(call, "username"), as_text(call.json_object().get("username"))
    if position == "query":
        return query or ""
    if position == "body":
        return body
    return query or body or call.account.email


def _resume(work: UnitOfWork, session: Transaction) -> None:
    sessions.fit_documents(work, session)
    session.stage, session.status = Stage.OPEN, states.SENT
    mails.invite_due(work, session)
    work.event(session, "resumed")
    webhooks.save(work, session)


def _target(call: Call, name: str) -> Transaction:
    """Return the session of a call that needs the caller's host URL."""
    _require_length(call)
    spelling = switches_of(call).start_query if call.operation == "sessions.start" else "any"
    if (_query(call, "returnUrl") if spelling == "any" else call.query(spelling)) is None:
        raise refuse(call, "Error: returnURL is required.")
    return sessions.load(call, call.params[name])


def _query(call: Call, name: str) -> str | None:
    """Return a query parameter; the vendor's pages spell `returnUrl` and `returnURL`, so case is ignored."""
    values = [value for key, value in call.query_items() if key.casefold() == name.casefold() and value]
    return values[0] if values else None


def _require_length(call: Call) -> None:
    """Refuse an empty PUT without `Content-Length`, as the service's host does."""
    if "content-length" not in call.headers:
        raise ErrorResponse(html("Length Required", "HTTP Error 411. The request must have a content length.", 411))


def _done(call: Call, session: Transaction) -> Response:
    call.record(call.operation, session.id)
    return done(call)
