"""Signers: invitations and their tokens, changes, and the files signers upload."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.domain.model import PartyState, Stage
from esignkit.sandbox.domain.signing_links import signing_token
from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call
from esignkit.sandbox.emulators.constellation1 import mails, schema, states, webhooks
from esignkit.sandbox.emulators.constellation1 import session as sessions
from esignkit.sandbox.emulators.constellation1.listings import page_of
from esignkit.sandbox.emulators.constellation1.responses import (
    done,
    failed,
    messages,
    needed_body,
    refuse,
    request_response,
    response,
    switches_of,
)
from esignkit.sandbox.emulators.constellation1.users import require_user
from esignkit.sandbox.json_values import JSONObject, as_object, as_text, objects
from esignkit.sandbox.transaction_queries import all_of, of_service, with_tag

if TYPE_CHECKING:
    from starlette.responses import Response

    from esignkit.sandbox.domain.model import Party, Transaction
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork

ROUTES = Routes()

_READ_ONLY = ("SignerId", "SigningSessionId", "StateCode", "StatusCode")


def find(work: UnitOfWork, provider: str, tenant: str | None, signer_id: str) -> tuple[Transaction, Party] | None:
    """Return the session and the party of a signer."""
    for session in work.find(all_of(of_service(provider, tenant, deleted=None), with_tag(f"party={signer_id}"))):
        if (party := session.party(signer_id)) is not None:
            return session, party
    return None


@ROUTES.get("/rest/v1/signers/{signerId}/token", "signers.token")
def token(call: Call) -> Response:
    """Return the token for an invitation that the caller sends: `/sign/{token}` is the signer's page."""
    pair = find(call.work, call.provider, call.account.tenant, call.params["signerId"])
    if pair is None:
        raise refuse(call, f"Error: Signer {call.params['signerId']} not found.")
    states.require(call, pair[0])
    return request_response(call, signing_token(call.work, *pair, mark=call.work.ids.word(8)))


@ROUTES.put("/rest/v1/signers/invite", "signers.invite")
def invite(call: Call) -> Response:
    """Invite signers of a session that has been sent; Details names those that cannot be invited."""
    body = needed_body(call, "signerList", "returnURL")
    session = sessions.load(call, as_text(body.get("signingSessionId")))
    states.require(call, session)
    invited: list[Party] = []
    errors: list[str] = []
    for signer in objects(body.get("signerList")):
        party = _pending(session, signer, errors)
        if party is not None:
            invited.append(party)
    sessions.invite(session, invited)
    mails.invite(call.work, session, invited)
    webhooks.save(call.work, session)
    call.record(call.operation, session.id)
    if switches_of(call).invite_value == "null":
        return request_response(call, None, errors)
    return failed(call, errors) if errors else done(call)


@ROUTES.put("/rest/v1/signers", "signers.update")
def update(call: Call) -> Response:
    """Change signers, each named by its SignerId; those who have signed are unchanged, and Details says so."""
    body = needed_body(call, "signers")
    require_user(call, body.get("username"))
    session = sessions.load(call, as_text(body.get("signingSessionId")))
    states.require(call, session)
    switches = switches_of(call)
    errors: list[str] = []
    for signer in sessions.read_signers(body.get("signers"), switches):
        party = _pending(session, signer, errors)
        if party is not None:
            changes = {name: value for name, value in signer.items() if name not in _READ_ONLY}
            sessions.check_signers(call, [{**sessions.signer_of(session, party), **changes}])
            sessions.set_signer(session, party, changes)
    if session.stage is Stage.OPEN:
        mails.invite_due(call.work, session)
    webhooks.save(call.work, session)
    call.record(call.operation, session.id)
    return response(
        call,
        {
            "SigningSessionId": session.id,
            "Signers": [sessions.signer_to_json(session, party, switches) for party in session.parties],
            "ReturnValue": None,
            "Details": messages(errors, switches),
        },
        switches,
    )


@ROUTES.get(
    "/rest/v1/signer/docs/{username}/{signingSessionId}/{signerId}/{pageNumber}/{pageSize}", "signers.documents"
)
def documents(call: Call) -> Response:
    """List the files a signer has uploaded; in its path the page number comes before the size."""
    require_user(call, call.params["username"])
    session = sessions.load(call, call.params["signingSessionId"])
    states.require(call, session)
    if session.party(call.params["signerId"]) is None:
        raise refuse(call, f"Error: Signer {call.params['signerId']} not found.")
    size, number = page_of(call, "pageNumber", first=1 if switches_of(call).signer_pages == "one" else 0)
    uploads = objects(as_object(session.wire.get("uploads")).get(call.params["signerId"]))
    form = switches_of(call).file_bytes
    lines: list[JSONObject] = []
    for uploaded in uploads[number * size : (number + 1) * size]:
        content = call.work.blob(as_text(uploaded["sha256"]))
        file_json = schema.file_to_json(content, form)
        lines.append(
            {"DocumentId": uploaded["id"], "FileName": uploaded["name"], "Size": len(content), "FileBytes": file_json}
        )
    return response(call, {"TotalCount": len(uploads), "Documents": lines})


def _pending(session: Transaction, signer: JSONObject, errors: list[str]) -> Party | None:
    """Return the party that a signer in a request means, if it may still be changed; else say why not."""
    signer_id = as_text(signer.get("SignerId"))
    party = session.party(signer_id)
    if party is None:
        errors.append(f"Signer {signer_id} not found." if signer_id else "A signer has no SignerId.")
    elif party.state is not PartyState.PENDING:
        errors.append(f"{party.name} has {party.state} already.")
        return None
    return party
