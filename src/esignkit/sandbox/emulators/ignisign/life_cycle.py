"""The life of a published signature request: sent to its signers, signed, completed or ended early."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from esignkit.sandbox import pdf
from esignkit.sandbox.domain import transitions
from esignkit.sandbox.domain.mails import MailKind
from esignkit.sandbox.domain.model import PartyState, SearchKeys, Stage
from esignkit.sandbox.domain.transitions import TransitionNotAllowed
from esignkit.sandbox.domain.unit_of_work import LifeCycle
from esignkit.sandbox.emulators.ignisign import delays, mails, states, webhook_events
from esignkit.sandbox.emulators.ignisign.behaviour_switches import switches_of
from esignkit.sandbox.emulators.ignisign.errors import ErrorCode, wire_moment
from esignkit.sandbox.emulators.ignisign.storage import (
    fields_of,
    listed_documents,
    put_fields,
    set_request_status,
    signed_by,
)
from esignkit.sandbox.emulators.ignisign.validation import read_moment
from esignkit.sandbox.json_values import JSON, as_object, as_text, objects, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from esignkit.sandbox.domain.model import Document, Job, Party, Transaction
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork

_TICK = timedelta(minutes=5)
_EXPIRY = "ignisign.expiry"


class IgnisignLifeCycle(LifeCycle):
    """DRAFT → READY → IN_PROGRESS → PROCESSING → COMPLETED, or CANCELLED, or EXPIRED.

    READY lasts only for requests scheduled for later; PROCESSING is over at once unless a switch says otherwise.
    """

    opened = states.READY
    completed = states.COMPLETED
    cancelled = states.CANCELLED
    expired = states.EXPIRED
    declinable = False
    job_words: ClassVar[Mapping[str, str]] = {
        delays.JOB: "work of the service ends",
        _EXPIRY: "it expires, if documents are still missing",
    }

    def language(self, work: UnitOfWork, transaction: Transaction, party: Party) -> str:
        """Return the request's language, or its profile's."""
        del party
        profile_id = as_text(transaction.wire.get("signatureProfileId"))
        profile = work.record("ignisign", "profile", profile_id, transaction.tenant) or {}
        return as_text(transaction.wire.get("language")) or as_text(profile.get("defaultLanguage"))

    def document_name(self, transaction: Transaction, document: Document) -> str:
        """Return the document's label, or the name of its file."""
        return as_text(fields_of(transaction, document.id).get("label")) or super().document_name(transaction, document)

    def completes_itself(self, transaction: Transaction) -> bool:
        """Return whether the work after the last signature ends at once."""
        return not delays.waits_for(transaction, delays.PROCESSING)

    def search_keys(self, transaction: Transaction) -> SearchKeys:
        """Return the signers of the request."""
        signers = texts(transaction.wire.get("signerIds"))
        return SearchKeys(tags=[f"signer={signer_id}" for signer_id in signers])

    def on_opened(self, work: UnitOfWork, transaction: Transaction) -> None:
        """Send a request that is ready to its signers, or wait for the date it is scheduled for."""
        webhook_events.send_request_event(work, transaction, "READY", status=states.READY)
        work.event(transaction, "READY")
        date = read_moment(transaction.wire.get("diffusionDate"))
        if transaction.wire.get("diffusionMode") == "SCHEDULED" and date is not None and date > work.now:
            transaction.due = date
        else:
            _launch(work, transaction)

    def on_signed(self, work: UnitOfWork, transaction: Transaction, party: Party) -> None:
        """Record a signature for each listed document; a signer who has signed becomes active."""
        if transaction.status == states.READY:
            raise TransitionNotAllowed(
                f"{transaction.id} is sent to its signers at {transaction.wire.get('diffusionDate')}"
            )
        signatures: list[JSON] = []
        session = work.ids.hex24()
        webhook_events.send_session_event(work, transaction, party.id)
        for document in listed_documents(transaction):
            signature_id = work.ids.hex24()
            signatures.append(
                {
                    "signatureId": signature_id,
                    "signerId": party.id,
                    "documentId": document.id,
                    "date": wire_moment(work.now),
                    "signerKeyId": work.ids.hex24(),
                    "sessionId": session,
                }
            )
            webhook_events.send_signature_event(work, transaction, document.id, party.id, signature_id)
        transaction.wire = {
            **transaction.wire,
            "signatures": [*objects(transaction.wire.get("signatures")), *signatures],
        }
        signer = work.record("ignisign", "signer", party.id, transaction.tenant)
        if signer is not None and signer["status"] != "BLOCKED":
            work.put_record("ignisign", "signer", party.id, {**signer, "status": "ACTIVE"}, transaction.tenant)
        if all(other.state is PartyState.SIGNED for other in transaction.parties):
            transaction.status, transaction.due = states.PROCESSING, None
            work.event(transaction, "PROCESSING")
            delays.begin(work, transaction, delays.PROCESSING)

    def on_completed(self, work: UnitOfWork, transaction: Transaction) -> None:
        """Post the webhook events of the end, and begin to make the proofs."""
        delays.end(transaction, delays.PROCESSING)
        webhook_events.send_request_event(work, transaction, "COMPLETED", status=states.COMPLETED)
        if delays.begin(work, transaction, delays.PROOFS):
            _make_proofs(work, transaction)

    def on_cancelled(self, work: UnitOfWork, transaction: Transaction) -> None:
        """Tell of the end."""
        _end_unsigned(work, transaction, MailKind.CANCELLATION)

    def on_expired(self, work: UnitOfWork, transaction: Transaction) -> None:
        """Tell of the end."""
        _end_unsigned(work, transaction, MailKind.EXPIRY)

    def on_declined(self, work: UnitOfWork, transaction: Transaction, party: Party) -> None:
        """Refuse: signers cannot decline at this service."""
        raise TransitionNotAllowed(
            f"Ignisign knows no declining: {party.name or party.id} can only sign; close the request"
        )

    def cancel(
        self, work: UnitOfWork, transaction: Transaction, cancel: Callable[[UnitOfWork, Transaction], None]
    ) -> None:
        """Close a request as the service's own call does: one that somebody has signed is completed."""
        close_by_signatures(work, transaction, cancel)

    def expire(self, work: UnitOfWork, transaction: Transaction) -> None:
        """Send a scheduled request that is due, or end one that has expired."""
        if transaction.status == states.READY:
            _launch(work, transaction)
            work.save(transaction)
        else:
            close_by_signatures(work, transaction, super().expire)

    def on_job(self, work: UnitOfWork, job: Job) -> None:
        """End the steps that are due, or a request that expired while it waited for documents."""
        request = work.transaction(as_text(job.detail.get("request")))
        if request is None or request.deleted:
            return
        if job.name == delays.JOB:
            for step in delays.over_by_now(request, work.now):
                end_step(work, request, step)
        elif job.name == _EXPIRY and request.status in states.WAITING:
            _expire_unopened(work, request)


def publish(work: UnitOfWork, request: Transaction) -> None:
    """Continue with a published request: wait for its documents, or send it."""
    if any(fields_of(request, document.id).get("status") != "PROVIDED" for document in listed_documents(request)):
        _wait_in(work, request, states.WAITING_DOCUMENTS)
        webhook_events.send_request_event(work, request, "WAITING_DOCUMENTS")
        mails.ask_for_documents(work, request)
        set_request_status(request, "IN_PROGRESS", when=("CREATED",))
        work.save(request)
        return
    set_request_status(request, "VALIDATED", when=("PROVIDED",))
    if any(_has_template(request, document) for document in listed_documents(request)):
        _wait_in(work, request, states.WAITING_GENERATION)
        if not delays.begin(work, request, delays.GENERATION):
            work.save(request)
            return
        _generate(work, request)
        return
    transitions.open_for_signing(work, request)


def end_step(work: UnitOfWork, request: Transaction, step: str) -> None:
    """Do the work after a step, and save the request."""
    delays.end(request, step)
    if step == delays.GENERATION:
        if request.status == states.WAITING_GENERATION:
            _generate(work, request)
    elif step == delays.PROCESSING:
        if request.stage is Stage.OPEN:
            transitions.complete(work, request)
    elif step == delays.PROOFS:
        _make_proofs(work, request)
    else:
        webhook_events.send_advanced_proof_event(work, request, step.removeprefix(delays.ADVANCED))
    work.save(request)


def shown(work: UnitOfWork, request: Transaction) -> None:
    """Count a response that shows the request, and end the steps that waited for that many responses."""
    if as_object(request.wire.get("waits")):
        for step in delays.read_once(request):
            end_step(work, request, step)
        work.save(request)


def close_by_signatures(
    work: UnitOfWork, transaction: Transaction, otherwise: Callable[[UnitOfWork, Transaction], None]
) -> None:
    """End a request early: it is completed when there is a signature, and otherwise ends with the given transition."""
    if signed_by(transaction):
        transitions.complete(work, transaction)
    else:
        otherwise(work, transaction)


def fail(work: UnitOfWork, request: Transaction, code: ErrorCode, message: str) -> None:
    """End a request because of a fault."""
    request.stage, request.status, request.due = Stage.CANCELLED, states.FAILED, None
    request.wire = {**request.wire, "waits": {}}
    work.event(request, "FAILED", code=code.value)
    webhook_events.send_request_event(work, request, "FAILED", error={"errorCode": code.value, "message": message})
    work.save(request)


def _launch(work: UnitOfWork, request: Transaction) -> None:
    request.status, request.due = states.IN_PROGRESS, expiry_of(request)
    work.event(request, "LAUNCHED")
    webhook_events.send_launched_event(work, request)
    mails.invite(work, request)


def _wait_in(work: UnitOfWork, request: Transaction, status: str) -> None:
    request.status = status
    work.event(request, status)
    expiry = expiry_of(request)
    if expiry is not None:
        work.schedule(expiry, "ignisign", request.tenant, _EXPIRY, {"request": request.id})


def _expire_unopened(work: UnitOfWork, request: Transaction) -> None:
    # The core expires what is open; this request never was, as its documents were missing.
    request.stage, request.status = Stage.EXPIRED, states.EXPIRED
    _end_unsigned(work, request, MailKind.EXPIRY)
    work.event(request, "expired")
    work.save(request)


def _end_unsigned(work: UnitOfWork, request: Transaction, kind: MailKind) -> None:
    request.wire = {**request.wire, "waits": {}}
    set_request_status(request, "CANCELLED", when=("CREATED", "IN_PROGRESS"))
    webhook_events.send_request_event(work, request, request.status)
    if request.opened is not None:
        mails.announce_end(work, request, kind)


def _has_template(request: Transaction, document: Document) -> bool:
    fields = fields_of(request, document.id)
    template = fields.get("templateDisplayerId") or request.wire.get("templateDisplayerId")
    return fields.get("documentNature") == "DATA_JSON" and bool(template)


def _generate(work: UnitOfWork, request: Transaction) -> None:
    """Make a PDF of each JSON document that has a template; the layout of the template is not known."""
    if switches_of(work, request.tenant).generation_fails:
        fail(work, request, ErrorCode.GENERATION_FAILED, "the document could not be made from its data")
        return
    for document in listed_documents(request):
        if not _has_template(request, document):
            continue
        fields = fields_of(request, document.id)
        data = json.loads(as_text(fields.get("dataJsonContent")) or "null")
        lines = json.dumps(data, indent=2, ensure_ascii=False).splitlines()
        heading = [
            "# Document made from data",
            "The sandbox knows no templates: these are the data as they were given.",
        ]
        document.pdf, document.pages = work.put_blob(pdf.write_pdf([[*heading, *lines]], title=document.name)), 1
        document.pages = pdf.inspect_pdf(work.blob(document.pdf)).pages
        put_fields(request, document.id, {**fields, "generated": True})
    work.event(request, "GENERATED")
    transitions.open_for_signing(work, request)


def _make_proofs(work: UnitOfWork, request: Transaction) -> None:
    token = as_text(request.wire.get("proofToken")) or work.ids.word(48)
    request.wire = {**request.wire, "proofToken": token}
    webhook_events.send_images_event(work, request)
    webhook_events.send_proofs_event(work, request)
    mails.announce_completion(work, request, webhook_events.proofs_path(request))


def expiry_of(request: Transaction) -> datetime | None:
    """Return when the request expires; the service checks every five minutes."""
    date = read_moment(request.wire.get("expirationDate"))
    if date is None or not request.wire.get("expirationDateIsActivated"):
        return None
    start = datetime(1970, 1, 1, tzinfo=UTC)
    try:
        return start - (start - date) // _TICK * _TICK
    except OverflowError:  # there is no next look after the last five minutes of the year 9999
        return date
