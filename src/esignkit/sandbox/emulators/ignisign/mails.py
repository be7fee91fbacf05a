"""The mails of a signature request: which there are, and to whom they go.

Documented are the mails to signers by side, the request of a document from a person, the copies to `recipients`, and
the invitations of users; Ignisign does not mail to signers whom the integrator embeds. The rest is inferred, and a
switch says otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.domain.mails import MailKind
from esignkit.sandbox.domain.model import PartyState
from esignkit.sandbox.domain.signing_links import signing_path
from esignkit.sandbox.emulators import mailing
from esignkit.sandbox.emulators.ignisign.behaviour_switches import switches_of
from esignkit.sandbox.emulators.ignisign.storage import fields_of, listed_documents
from esignkit.sandbox.emulators.ignisign.views import APP_NAME
from esignkit.sandbox.emulators.mailing import Recipient, Service
from esignkit.sandbox.json_values import as_bool, as_object, as_text, texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from esignkit.sandbox.domain.accounts import Account
    from esignkit.sandbox.domain.model import Party, Transaction
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork

SERVICE = Service("ignisign", "Ignisign")


def invite(work: UnitOfWork, request: Transaction) -> None:
    """Invite the signers by side of a request that is sent to its signers."""
    for party in _by_side(request):
        occasion = mailing.invitation(work, request, party)
        _tell(work, request, MailKind.INVITATION, [_signer(work, request, party)], occasion=occasion)


def ask_for_documents(work: UnitOfWork, request: Transaction) -> None:
    """Ask the persons from whom documents are requested, and who have not been asked yet."""
    for document in listed_documents(request):
        document_request = as_object(fields_of(request, document.id).get("documentRequest"))
        if document_request.get("target") != "USER" or document_request.get("status") != "CREATED":
            continue
        person = as_object(document_request.get("user"))
        name = f"{as_text(person.get('firstName'))} {as_text(person.get('lastName'))}".strip()
        recipient = Recipient(name, as_text(person.get("email")), languages=_languages(request))
        facts = {"document": as_text(fields_of(request, document.id).get("label")) or document.name}
        _tell(work, request, MailKind.DOCUMENT_REQUEST, [recipient], facts, as_text(document_request.get("_id")))


def announce_completion(work: UnitOfWork, request: Transaction, proofs_path: str) -> None:
    """Send the address of the proofs to signers by side and to the recipients of copies, once there are proofs."""
    choice = switches_of(work, request.tenant).completion_mail
    signers = {"by_side": _by_side(request), "everyone": request.parties}.get(choice, [])
    recipients = [
        Recipient(party.name, party.email, proofs_path, _languages(request))
        for party in signers
        if _gets_proofs(work, request, party)
    ]
    copies = texts(request.wire.get("recipients"))
    recipients += [Recipient("", address, proofs_path, _languages(request)) for address in copies]
    _tell(work, request, MailKind.COMPLETION, recipients)


def announce_end(work: UnitOfWork, request: Transaction, kind: MailKind) -> None:
    """Tell the signers by side that a request was cancelled or has expired."""
    if switches_of(work, request.tenant).end_mail == "by_side":
        pending = [party for party in _by_side(request) if party.state is PartyState.PENDING]
        _tell(work, request, kind, [_signer(work, request, party) for party in pending])


def invite_user(work: UnitOfWork, account: Account, address: str) -> None:
    """Invite a person to the application."""
    mailing.send_to_user(
        work, SERVICE, account, MailKind.USER_INVITATION, Recipient("", address), {"owner": APP_NAME}, work.ids.hex24()
    )


def _gets_proofs(work: UnitOfWork, request: Transaction, party: Party) -> bool:
    """Return whether a signer's profile of API 4 has the service send the proofs."""
    signer = work.record("ignisign", "signer", party.id, request.tenant) or {}
    profile = work.record("ignisign", "signer-profile", as_text(signer.get("signerProfileId")), request.tenant) or {}
    return as_bool(profile.get("isEmailProofSentByIgnisign"), default=True)


def _by_side(request: Transaction) -> list[Party]:
    embedded = as_object(request.wire.get("tokens"))
    return [party for party in request.parties if party.id not in embedded]


def _tell(
    work: UnitOfWork,
    request: Transaction,
    kind: MailKind,
    recipients: Iterable[Recipient],
    facts: Mapping[str, str] | None = None,
    occasion: str = "once",
) -> None:
    mailing.send(work, SERVICE, request, kind, recipients, {"owner": APP_NAME, **(facts or {})}, occasion)


def _signer(work: UnitOfWork, request: Transaction, party: Party) -> Recipient:
    return Recipient(party.name, party.email, signing_path(work, request, party), _languages(request))


def _languages(request: Transaction) -> tuple[str, ...]:
    return (as_text(request.wire.get("language")),)
