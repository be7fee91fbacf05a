"""Signers: the token of an invitation, and invitations by e-mail. No mail leaves the sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.domain.model import PartyState
from esignkit.sandbox.shells.base import Call, Routes
from esignkit.sandbox.shells.constellation1 import session as sessions
from esignkit.sandbox.shells.constellation1.answers import refuse, request_response
from esignkit.sandbox.wire import as_text, objects

if TYPE_CHECKING:
    from starlette.responses import Response

    from esignkit.sandbox.domain.model import Party

ROUTES = Routes()


@ROUTES.get("/rest/v1/signers/{signerId}/token", "signers.token")
def token(call: Call) -> Response:
    """Give the token for an invitation of the caller's own."""
    wanted = call.params["signerId"]
    for session in call.work.transactions(call.provider, call.account.tenant):
        if session.party(wanted) is not None:
            sessions.require(call, session, {sessions.SENT}, "signed")
            return request_response(call, call.work.ids.secret(32))
    raise refuse(call, f"Error: Signer {wanted} not found.")


@ROUTES.put("/rest/v1/signers/invite", "signers.invite")
def invite(call: Call) -> Response:
    """Invite signers of a session that has been sent; Details names those that cannot be invited."""
    body = call.json_object()
    session = sessions.load(call, as_text(body.get("signingSessionId")))
    sessions.require(call, session, {sessions.SENT}, "signed")
    invited: list[Party] = []
    errors: list[str] = []
    for signer in objects(body.get("signerList")):
        party = session.party(as_text(signer.get("SignerId")))
        if party is None:
            errors.append(f"Signer {as_text(signer.get('SignerId'))} not found.")
        elif party.state is not PartyState.PENDING:
            errors.append(f"{party.name} has {party.state} already.")
        else:
            invited.append(party)
    sessions.invite(session, invited)
    call.work.save(session)
    call.record(call.operation, session.id)
    return request_response(call, "False" if errors else "True", errors)
