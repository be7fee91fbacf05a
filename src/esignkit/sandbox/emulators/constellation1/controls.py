"""The sandbox's own calls, under `/c1/_sandbox`, for what otherwise only the vendor's pages and people can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox import given_values as given
from esignkit.sandbox.domain.model import Party, PartyState, Stage
from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call, ErrorResponse, json_response
from esignkit.sandbox.emulators.constellation1 import mails, signers, states, webhooks
from esignkit.sandbox.emulators.constellation1 import session as sessions
from esignkit.sandbox.json_values import JSONObject, as_int, as_object, objects

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response

    from esignkit.sandbox.domain.model import Transaction

ROUTES = Routes()


@ROUTES.post("/_sandbox/sessions/{sessionId}/archive", "archive", public=True)
def archive(call: Call) -> Response:
    """Archive a completed session, which no call of the service does."""
    session = call.work.transaction(call.params["sessionId"])
    if session is None or session.provider != call.provider or session.stage is not Stage.COMPLETED:
        raise _unknown("there is no completed session with this id")
    session.status = states.ARCHIVED
    call.work.event(session, "archived")
    webhooks.save(call.work, session)
    return json_response({"id": session.id, "StatusCode": int(session.status)})


@ROUTES.post("/_sandbox/signers/{signerId}/status", "signer_status", public=True)
def signer_status(call: Call) -> Response:
    """Set a signer status that only a browser leads to: 3 InProgress, 8 AuthenticationFailed."""
    session, party = _due(call)
    status = as_int(_body(call, {"status": given.one_of(states.IN_PROGRESS, states.FAILED)})["status"])
    sessions.mark(session, party, status)
    call.work.event(session, "viewed" if status == states.IN_PROGRESS else "authentication_failed", party=party.id)
    webhooks.save(call.work, session)
    return json_response({"id": party.id, "StatusCode": status})


@ROUTES.post("/_sandbox/signers/{signerId}/delegate", "delegate", public=True)
def delegate(call: Call) -> Response:
    """Delegate signing to another person: `{"FirstName", "LastName", "EmailAddress"}`."""
    session, party = _due(call)
    body = _body(call, dict.fromkeys(("FirstName", "LastName", "EmailAddress"), given.text))
    if not sessions.info_of(session).get("AllowDelegation") or not all(body.values()):
        raise ErrorResponse(json_response({"message": f"AllowDelegation and {', '.join(body)} are needed"}, 400))
    successor = Party(call.work.ids.uuid(), "")
    sessions.delegate(session, party, successor, body)
    mails.invite_due(call.work, session)
    call.work.event(session, "delegated", party=successor.id)
    webhooks.save(call.work, session)
    return json_response({"id": successor.id, "StatusCode": sessions.signer_status(session, successor)})


@ROUTES.post("/_sandbox/signers/{signerId}/documents", "upload", public=True)
def upload(call: Call) -> Response:
    """Upload a file as a signer: the body is the file, `?name=` its name."""
    session, party = _due(call)
    uploads = as_object(session.wire.get("uploads"))
    uploaded: JSONObject = {
        "id": call.work.ids.uuid(),
        "name": call.query("name") or "upload",
        "sha256": call.work.put_blob(call.body),
    }
    session.wire["uploads"] = {**uploads, party.id: [*objects(uploads.get(party.id)), uploaded]}
    call.work.event(session, "uploaded", party=party.id)
    call.work.save(session)
    return json_response({"id": uploaded["id"]})


def _due(call: Call) -> tuple[Transaction, Party]:
    """Return the session and the party of a signer who is due."""
    pair = signers.find(call.work, call.provider, None, call.params["signerId"])
    if pair is None or pair[0].stage is not Stage.OPEN or pair[1].state is not PartyState.PENDING:
        raise _unknown("there is no signer with this id who can sign now")
    return pair


def _body(call: Call, checks: Mapping[str, given.Check]) -> JSONObject:
    """Return the body, of which every member is needed."""
    body = call.json_object()
    try:
        given.read(body, checks, tuple(checks))
    except given.WrongValue as error:
        raise ErrorResponse(json_response({"message": str(error)}, 400)) from error
    return body


def _unknown(reason: str) -> ErrorResponse:
    return ErrorResponse(json_response({"message": reason}, 404))
