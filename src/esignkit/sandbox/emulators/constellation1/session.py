"""A session: a transaction whose service-specific members are in its `wire`."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from mimetypes import guess_type
from typing import TYPE_CHECKING

from esignkit.sandbox import pdf
from esignkit.sandbox.domain import document_store
from esignkit.sandbox.domain.file_kinds import Kind, kind_of
from esignkit.sandbox.domain.model import Document, Party, PartyState, Stage
from esignkit.sandbox.emulators.constellation1 import anchors, schema, states
from esignkit.sandbox.emulators.constellation1.responses import (
    BAD_SIGNERS,
    NO_SESSION,
    refuse,
    size_error,
    switches_of,
)
from esignkit.sandbox.json_values import JSON, JSONObject, as_bool, as_int, as_list, as_object, as_text, objects, texts
from esignkit.sandbox.pdf import PdfRefused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from esignkit.sandbox.domain.model import Transaction
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork
    from esignkit.sandbox.emulators.call import Call
    from esignkit.sandbox.emulators.constellation1.behaviour_switches import Switches

NON_SEQUENTIAL, SEQUENTIAL, SUSPENDED = 0, 1, 2

MAX_DAYS = 90
MAX_REMINDER_DAYS = 30
MAX_TOTAL = 100 * 1024 * 1024

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_NOT_CONVERTED = {Kind.WEB_PAGE, Kind.OTHER}
_OVER = "ExpiresOn has passed: it takes effect at 00:00 UTC of its day."
_MANDATE = "MandateDocUpload"
"""Also a key of Properties; the vendor says so without printing it."""
_SECRETS = {"Password", "AuthenticationSettings"}


def load(call: Call, session_id: str) -> Transaction:
    """Return a session of this account.

    Raises:
        ErrorResponse: There is none.
    """
    session = call.transaction(session_id.strip("{}").lower())
    if session is None:
        raise refuse(call, NO_SESSION)
    return session


def set_info(call: Call, session: Transaction, info: JSONObject) -> None:
    """Set the given members of a SessionInfo; the others stay.

    Raises:
        ErrorResponse: The expiration date is more than 90 days ahead, or has passed.
    """
    if "ReminderFrequencyDays" in info:
        info["ReminderFrequencyDays"] = min(as_int(info["ReminderFrequencyDays"]), MAX_REMINDER_DAYS)
    if "ExpiresOn" in info:
        expires = datetime.fromisoformat(as_text(info["ExpiresOn"]))
        if expires > call.work.now + timedelta(days=MAX_DAYS):
            raise refuse(call, f"Error: ExpiresOn may be at most {MAX_DAYS} days ahead.")
        session.due = expires.replace(hour=0, minute=0, second=0, microsecond=0)
        if _is_over(call.work, session, switches_of(call)):
            raise refuse(call, f"Error: {_OVER}")
    info.pop("Id", None)
    merged = {**info_of(session), **info}
    session.title = as_text(merged.get("Title"), session.title)
    session.wire["info"] = merged


def info_of(session: Transaction) -> JSONObject:
    """Return the members of SessionInfo that have been given."""
    return as_object(session.wire.get("info"))


def signer_of(session: Transaction, party: Party) -> JSONObject:
    """Return the members of Signer that have been given for a party."""
    return as_object(as_object(session.wire.get("signers")).get(party.id))


def document_of(session: Transaction, document: Document) -> JSONObject:
    """Return the members of Document that have been given."""
    return as_object(as_object(session.wire.get("documents")).get(document.id))


def check_signers(call: Call, signers: Sequence[JSONObject]) -> None:
    """Refuse signers without a last name or with no usable e-mail address.

    Raises:
        ErrorResponse: There is one.
    """
    for signer in signers:
        if not as_text(signer.get("LastName")).strip() or not _EMAIL.fullmatch(as_text(signer.get("EmailAddress"))):
            raise refuse(call, BAD_SIGNERS)


def add_signers(call: Call, session: Transaction, signers: Sequence[JSONObject]) -> list[str]:
    """Add signers, except those whose role is taken.

    Returns:
        One message for each signer that was left out.
    """
    left_out: list[str] = []
    for signer in signers:
        role = as_text(signer.get("SignerRole"))
        if role and role in held_roles(session):
            left_out.append(f"{_name(signer)} was not added: the role {role} is held by another signer already.")
            continue
        set_signer(session, Party(call.work.ids.uuid(), ""), signer)
    return left_out


def set_signer(session: Transaction, party: Party, signer: JSONObject) -> None:
    """Set the members of a signer, and add the party to the session if it is new."""
    merged = {**signer_of(session, party), **signer, "SignerId": party.id, "SigningSessionId": session.id}
    party.name, party.email = _name(merged), as_text(merged.get("EmailAddress"))
    session.wire["signers"] = {**as_object(session.wire.get("signers")), party.id: merged}
    if party not in session.parties:
        session.parties.append(party)
    for position, member in enumerate(session.parties, 1):
        sequential = as_int(info_of(session).get("UseSequence")) == SEQUENTIAL
        member.order = (as_int(signer_of(session, member).get("Sequence")) or position) if sequential else 0


def add_documents(call: Call, session: Transaction, documents: Sequence[JSONObject], switches: Switches) -> None:
    """Add documents with their files, or with the template that `FormId` names.

    Raises:
        ErrorResponse: A file is missing, cannot be read or cannot be signed; or all together are too large.
    """
    stored = as_object(session.wire.get("documents"))
    for body in documents:
        members = schema.read(body, schema.DOCUMENT, switches)
        form = as_text(members.get("FormId"))
        name = as_text(members.get("FileName")) or (f"{form}.pdf" if form else "")
        document = Document(call.work.ids.uuid(), name)
        try:
            content = schema.read_file(body, switches) or _template(form)
            if content is None:
                raise refuse(call, f"Error: {name or 'A document without a name'} did not upload.")
            if kind_of(content) in _NOT_CONVERTED:
                raise refuse(call, f"Error: {name} did not upload.")
            if sum(other.size for other in session.documents) + len(content) > MAX_TOTAL:
                raise size_error(call)
            document_store.require_what_it_claims(content, name)
            document_store.set_content(call.work, document, content, guess_type(name)[0] or "")
            if members.get("HasAnchorTags"):
                members["Roles"] = anchors.roles_in(content)
                members["Tags"] = anchors.tags_in(content)
        except (schema.BadFile, PdfRefused) as error:
            raise refuse(call, f"Error: {name} did not upload.") from error
        if members.get("HasAnchorTags"):
            session.wire["processing"] = {"since": call.work.now.isoformat(), "tries": 0}
        stored[document.id] = members
        session.documents.append(document)
    session.wire["documents"] = stored
    _put_in_sequence(session)


def held_roles(session: Transaction) -> set[str]:
    """Return the roles of the signers."""
    return {as_text(signer_of(session, party).get("SignerRole")) for party in session.parties} - {""}


def start_problems(work: UnitOfWork, session: Transaction, switches: Switches) -> list[str]:
    """Return the problems that prevent a start.

    While anchor tags are being processed, and when nobody holds a tag's role, the messages are the same: only time
    tells one from the other. A start counts as one of `race_tries`, so the session has to be saved.
    """
    problems = [] if session.parties else ["The session has no signers."]
    problems += [] if session.documents else ["The session has no documents."]
    problems += [_OVER] if _is_over(work, session, switches) else []
    busy = _is_processing(work, session, switches)
    signer_roles = held_roles(session)
    refused = switches.unmapped_roles == "refused"
    for document in session.documents:
        members = document_of(session, document)
        if not members.get("HasAnchorTags"):
            continue
        roles = texts(members.get("Roles"))
        if busy and not roles:
            problems.append(f"{document.name}: the anchor tags are not assigned to a signer.")
        problems += [
            f"{document.name}: the anchor tags of the role {role} are not assigned to a signer."
            for role in roles
            if busy or (refused and role not in signer_roles)
        ]
    return problems


def _is_over(work: UnitOfWork, session: Transaction, switches: Switches) -> bool:
    """Return whether a session's expiration date has passed, and its service minds."""
    return switches.past_expiry == "refused" and session.due is not None and session.due <= work.now


def fit_documents(work: UnitOfWork, session: Transaction) -> None:
    """Prepare signers and documents that were added after the start.

    Who has signed stays as they are, and a document that carries a signature takes no new signers: whoever has not
    signed yet signs all documents that nobody has signed.
    """
    signed = {party.id for party in session.parties if party.state is PartyState.SIGNED}
    untouched = [document for document in session.documents if not signed & document.fields.keys()]
    for party in session.parties:
        party.documents = [
            document.id
            for document in session.documents
            if party.id in document.fields or (party.id not in signed and document in untouched)
        ]
    for document in untouched:
        document_store.prepare(work, session, document)


def sends_invitations(session: Transaction) -> bool:
    """Return whether the service invites the signers by itself."""
    info = info_of(session)
    return as_bool(info.get("SendSignerInvites"), default=True) and info.get("UseSequence") != SUSPENDED


def invite_due(session: Transaction) -> None:
    """Note that the signers who are due have been invited, unless invitations are turned off."""
    if sends_invitations(session):
        invite(session, session.due_parties())


def invite(session: Transaction, parties: Sequence[Party]) -> None:
    """Note that these signers have been invited."""
    invited = texts(session.wire.get("invited"))
    session.wire["invited"] = [*invited, *(party.id for party in parties if party.id not in invited)]


def mark(session: Transaction, party: Party, status: int) -> None:
    """Set a signer status that only a browser leads to (in progress, authentication failed)."""
    session.wire["marks"] = {**as_object(session.wire.get("marks")), party.id: status}


def may_sign(session: Transaction, party: Party) -> str:
    """Return the problem that prevents a signature; empty when there is none."""
    signer = signer_of(session, party)
    property_value = as_text(as_object(signer.get("Properties")).get(_MANDATE)).lower()
    is_required = as_bool(signer.get(_MANDATE)) or property_value in {"1", "true"}
    if not is_required or as_list(as_object(session.wire.get("uploads")).get(party.id)):
        return ""
    return f"{party.name} has to upload a file first: POST it to /c1/_sandbox/signers/{party.id}/documents"


def delegate(session: Transaction, party: Party, successor: Party, signer: JSONObject) -> None:
    """Replace a signer by another person, with the same role, order and fields."""
    delegating = {**signer_of(session, party), "StatusCode": states.DELEGATED}
    session.wire["delegated"] = [*as_list(session.wire.get("delegated")), delegating]
    inherited: JSONObject = {name: delegating[name] for name in ("SignerRole", "Sequence") if name in delegating}
    session.parties[session.parties.index(party)] = successor
    successor.documents = party.documents
    for document in session.documents:
        if party.id in document.fields:
            document.fields[successor.id] = document.fields.pop(party.id)
    set_signer(session, successor, {**inherited, **signer})


def purge(work: UnitOfWork, session: Transaction) -> None:
    """Remove the documents' files."""
    for document in session.documents:
        document.original = document.pdf = document.current = None
    session.wire.pop("purge", None)
    session.status = states.PURGED
    work.event(session, "purged")


def to_json(session: Transaction, switches: Switches, work: UnitOfWork | None = None) -> JSONObject:
    """Return a Session as in the service's responses.

    Args:
        session: The session.
        switches: The account's switches.
        work: The unit of work, when the files may be part of the response.
    """
    return {
        "Id": None,
        "SigningSessionId": session.id,
        "StatusCode": states.spelt(session.status, switches),
        "SessionInfo": info_to_json(session, switches),
        "Documents": [_document_to_json(session, document, switches, work) for document in session.documents],
        "Signers": [
            *(signer_to_json(session, party, switches) for party in session.parties),
            *(_signer_to_json(signer, states.DELEGATED, "", switches) for signer in delegated(session)),
        ],
    }


def info_to_json(session: Transaction, switches: Switches) -> JSONObject:
    """Return a SessionInfo, with nulls for what is not set and without the password."""
    info: JSONObject = {name: None for name in schema.SESSION_INFO if name not in {"Id", *_SECRETS}}
    info |= {name: value for name, value in info_of(session).items() if name not in _SECRETS}
    if expires := as_text(info["ExpiresOn"]):
        info["ExpiresOn"] = schema.date_to_json(datetime.fromisoformat(expires), switches.dates)
    info["StatusCode"] = states.spelt(session.status, switches)
    info["CreatedOn"] = schema.date_to_json(session.created, switches.dates)
    return info


def signer_to_json(session: Transaction, party: Party, switches: Switches) -> JSONObject:
    """Return a Signer with its status, without its secrets."""
    return _signer_to_json(signer_of(session, party), signer_status(session, party), party.reason, switches)


def delegated(session: Transaction) -> list[JSONObject]:
    """Return the signers who have delegated."""
    return objects(session.wire.get("delegated"))


def _signer_to_json(members: JSONObject, status: int, reason: str, switches: Switches) -> JSONObject:
    signer: JSONObject = {name: None for name in schema.SIGNER if name not in _SECRETS}
    signer |= {name: value for name, value in members.items() if name not in _SECRETS}
    signer["AuthMethods"] = signer["AuthMethods"] or []
    signer["Properties"] = list(schema.pairs(signer["Properties"]))
    if signer["MergeFieldMapping"] and switches.merge_fields == "pairs":
        signer["MergeFieldMapping"] = list(schema.pairs(signer["MergeFieldMapping"]))
    signer["StateCode"], signer["StatusCode"] = 0, status
    signer["DeclinedReason"] = reason or None
    return signer


def signer_status(session: Transaction, party: Party) -> int:
    """Return the number of a signer's status."""
    if party.state is PartyState.SIGNED:
        return states.SIGNED
    if party.state is PartyState.DECLINED:
        return states.SIGNER_DECLINED
    if session.stage in {Stage.CANCELLED, Stage.DECLINED}:
        return states.SIGNER_CANCELLED
    invited = states.INVITED if party.id in texts(session.wire.get("invited")) else states.PENDING_INVITE
    return as_int(as_object(session.wire.get("marks")).get(party.id), invited)


def signer_statuses(session: Transaction) -> dict[str, int]:
    """Return the status of every signer by its id, including those who delegated."""
    statuses = {party.id: signer_status(session, party) for party in session.parties}
    return statuses | {as_text(signer.get("SignerId")): states.DELEGATED for signer in delegated(session)}


def _document_to_json(
    session: Transaction, document: Document, switches: Switches, work: UnitOfWork | None
) -> JSONObject:
    members: JSONObject = dict.fromkeys(schema.DOCUMENT)
    members |= {name: value for name, value in document_of(session, document).items() if name in schema.DOCUMENT}
    members["FileName"] = document.name
    members["HasAnchorTags"] = as_bool(members["HasAnchorTags"])
    if work is not None and document.original is not None and switches.file_bytes != "omit":
        members["FileBytes"] = schema.file_to_json(work.blob(document.original), switches.file_bytes)
    return members


def _is_processing(work: UnitOfWork, session: Transaction, switches: Switches) -> bool:
    """Return whether anchor tags are still being processed, and count the try."""
    processing = as_object(session.wire.get("processing"))
    if not processing:
        return False
    tries = as_int(processing.get("tries"))
    session.wire["processing"] = {**processing, "tries": tries + 1}
    ready = datetime.fromisoformat(as_text(processing.get("since"))) + timedelta(seconds=switches.race_seconds)
    return switches.race_permanent or tries < switches.race_tries or work.now < ready


def _put_in_sequence(session: Transaction) -> None:
    """Order the documents by `Sequence`; those without one come after, in the order they were given."""
    last = len(session.documents) + 1_000_000
    session.documents.sort(key=lambda document: as_int(document_of(session, document).get("Sequence"), last) or last)


def _template(form: str) -> bytes | None:
    """Return the document of a template. The sandbox has no templates, so each `FormId` gives a page with its name."""
    if not form:
        return None
    return pdf.write_pdf(
        [["# Template", form, "The sandbox keeps no templates; this page stands for one."]], title=form
    )


def _name(signer: JSONObject) -> str:
    names = [as_text(signer.get("FirstName")), as_text(signer.get("LastName"))]
    return " ".join(filter(None, names)) or as_text(signer.get("FullName")) or as_text(signer.get("EmailAddress"))


def read_signers(value: JSON, switches: Switches) -> list[JSONObject]:
    """Return the signers of a session in a request; their read-only members are ignored."""
    signers = [schema.read(item, schema.SIGNER, switches) for item in objects(value)]
    for signer in signers:
        for name in ("SigningSessionId", "StateCode", "StatusCode"):
            signer.pop(name, None)
    return signers
