"""Sessions: create, update, copy and get."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.domain.model import Document, Party, Stage
from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call
from esignkit.sandbox.emulators.constellation1 import mails, schema, states, webhooks
from esignkit.sandbox.emulators.constellation1 import session as sessions
from esignkit.sandbox.emulators.constellation1.responses import (
    needed_body,
    refuse,
    session_response,
    switches_of,
)
from esignkit.sandbox.emulators.constellation1.users import require_user
from esignkit.sandbox.emulators.multipart import MalformedBody
from esignkit.sandbox.json_values import JSON, JSONObject, as_int, as_object, as_text, objects

if TYPE_CHECKING:
    from starlette.responses import Response

    from esignkit.sandbox.domain.model import Transaction
    from esignkit.sandbox.emulators.constellation1.behaviour_switches import Switches

ROUTES = Routes()


@ROUTES.post("/rest/v1/sessions", "sessions.create")
def create(call: Call) -> Response:
    """Create a session from documents and signers."""
    body, session_body, switches = _read(call)
    owner = require_user(call, body.get("userName"))
    info = schema.read(session_body.get("SessionInfo"), schema.SESSION_INFO, switches)
    if not as_text(info.get("Title")).strip():
        raise refuse(call, "Error: A session must have a title.")
    for signer in objects(session_body.get("Signers")):
        if signer.get("AuthMethods") is None or signer.get("Properties") is None:
            raise refuse(call, "Error: AuthMethods and Properties of a signer must not be null.")
    signers = sessions.read_signers(session_body.get("Signers"), switches)
    sessions.check_signers(call, signers)
    session = call.new_transaction(call.work.ids.uuid(), states.DRAFT)
    session.wire["owner"] = owner
    sessions.set_info(call, session, info)
    left_out = sessions.add_signers(call, session, signers)
    sessions.add_documents(call, session, objects(session_body.get("Documents")), switches)
    webhooks.save(call.work, session)
    call.work.event(session, "created")
    call.record("sessions.create", session.id)
    return session_response(call, session.id, [sessions.to_json(session, switches)], left_out)


@ROUTES.post("/rest/v1/sessions/updatesession", "sessions.update")
def update(call: Call) -> Response:
    """Add documents and signers to a session; the target is `Id`, on one of the vendor's pages `SessionInfo.Id`."""
    body, session_body, switches = _read(call)
    require_user(call, body.get("userName"))
    info = schema.read(session_body.get("SessionInfo"), schema.SESSION_INFO, switches)
    session = sessions.load(call, as_text(session_body.get("Id")) or as_text(info.get("Id")))
    states.require(call, session)
    signers = sessions.read_signers(session_body.get("Signers"), switches)
    sessions.check_signers(call, signers)
    sessions.set_info(call, session, info)
    left_out = sessions.add_signers(call, session, signers)
    if switches.taken_role == "error":
        left_out = [f"Error: {line}" for line in left_out]
    sessions.add_documents(call, session, objects(session_body.get("Documents")), switches)
    if session.stage is Stage.OPEN:
        sessions.fit_documents(call.work, session)
        mails.invite_due(call.work, session)
        mails.plan_reminder(call.work, session)
    webhooks.save(call.work, session)
    call.work.event(session, "updated")
    call.record("sessions.update", session.id)
    return session_response(call, session.id, [sessions.to_json(session, switches)], left_out)


@ROUTES.post("/rest/v1/sessions/copy", "sessions.copy")
def copy(call: Call) -> Response:
    """Copy a session into a new draft."""
    body, session_body, switches = _read(call)
    needed_body(call, "copyOptions")
    options = schema.read(body.get("copyOptions"), schema.COPY_OPTIONS, switches)
    source = sessions.load(call, as_text(session_body.get("SigningSessionId")))
    states.require(call, source)
    session = call.new_transaction(call.work.ids.uuid(), states.DRAFT, source.title)
    copied_info = {name: value for name, value in sessions.info_of(source).items() if name != "ExpiresOn"}
    session.wire |= {"info": copied_info, "owner": source.wire.get("owner")}
    sessions.set_info(call, session, schema.read(session_body.get("SessionInfo"), schema.SESSION_INFO, switches))
    _copy_signers(call, source, session, sessions.read_signers(session_body.get("Signers"), switches), switches)
    original = as_int(options.get("Version"), switches.original_version) == switches.original_version
    _copy_documents(call, source, session, original=original, retain_fields=bool(options.get("RetainFields")))
    sessions.add_documents(call, session, objects(session_body.get("Documents")), switches)
    webhooks.save(call.work, session)
    call.work.event(session, "created", copy_of=source.id)
    call.record("sessions.copy", session.id)
    return session_response(call, session.id, [sessions.to_json(session, switches)])


@ROUTES.get("/rest/v1/sessions/{sessionId}", "sessions.get")
def get(call: Call) -> Response:
    """Get a session with its signers and their statuses."""
    switches = switches_of(call)
    session = sessions.load(call, call.params["sessionId"])
    return session_response(call, session.id, [sessions.to_json(session, switches, call.work)])


def _read(call: Call) -> tuple[JSONObject, JSONObject, Switches]:
    """Return the envelope, the session in it, and the switches."""
    body = call.json_object()
    schema.check_dates(call.body)
    session: JSON = body.get("session")
    if not isinstance(session, dict):
        raise MalformedBody("the body has no session")
    return body, as_object(session), switches_of(call)


def _copy_signers(
    call: Call, source: Transaction, session: Transaction, given_signers: list[JSONObject], switches: Switches
) -> None:
    """Copy signers: an id with an address changes the address, an id alone keeps the signer, an address alone adds one.

    Without signers in the request, all are copied. Those that the request leaves out are copied if a switch says so.
    """
    given_ids = {as_text(signer.get("SignerId")) for signer in given_signers}
    other_signers: list[JSONObject] = [{"SignerId": party.id} for party in source.parties if party.id not in given_ids]
    copied = [*given_signers, *other_signers] if switches.copy_signers == "all" or not given_signers else given_signers
    for signer in copied:
        party = Party(call.work.ids.uuid(), "")
        if signer_id := as_text(signer.get("SignerId")):
            original = source.party(signer_id)
            if original is None:
                raise refuse(call, f"Error: Signer {signer_id} not found.")
            signer = {**sessions.signer_of(source, original), **signer}
        sessions.set_signer(session, party, signer)


def _copy_documents(
    call: Call, source: Transaction, session: Transaction, *, original: bool, retain_fields: bool
) -> None:
    """Copy the documents: as uploaded, or with their signatures so far.

    The documents of a completed session are sealed and cannot be signed any more, so they are copied as uploaded.
    """
    sealed = source.stage is Stage.COMPLETED
    stored: JSONObject = {}
    for source_document in source.documents:
        signed = None if original or sealed else source_document.current
        document = Document(
            call.work.ids.uuid(),
            source_document.name,
            source_document.content_type if signed is None else "application/pdf",
            signed or source_document.original,
            source_document.size,
            signed or source_document.pdf,
            pages=source_document.pages,
        )
        members = sessions.document_of(source, source_document)
        if not retain_fields:
            members |= {"HasAnchorTags": False, "Roles": [], "Tags": []}
        session.documents.append(document)
        stored[document.id] = members
    session.wire["documents"] = stored
