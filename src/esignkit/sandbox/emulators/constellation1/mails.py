"""The mails of a session: which there are, to whom they go and with whose words.

Documented are the invitation and its texts, the reminders, the copies to `CopyTo`, and the mail about a purge to come.
To whom the others go is inferred, and a switch says otherwise. The service has no setting for a language.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from esignkit.sandbox.domain.mails import MailKind
from esignkit.sandbox.domain.model import PartyState, Stage
from esignkit.sandbox.domain.signing_links import signing_path
from esignkit.sandbox.emulators import mailing
from esignkit.sandbox.emulators.constellation1 import behaviour_switches as switchboard
from esignkit.sandbox.emulators.constellation1 import session as sessions
from esignkit.sandbox.emulators.constellation1 import states
from esignkit.sandbox.emulators.constellation1.behaviour_switches import PROVIDER
from esignkit.sandbox.emulators.mailing import Recipient, Service
from esignkit.sandbox.json_values import JSONObject, as_int, as_object, as_text, texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from esignkit.sandbox.domain.model import Job, Party, Transaction
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork

SERVICE = Service(PROVIDER, "Constellation1 eSign")
REMINDER = "reminder"
"""Name of the job of the next reminder."""

_ATTACHED = 3
"""The value of EmailOptions for which copies come with the documents; otherwise with links."""


def invite_due(work: UnitOfWork, session: Transaction) -> None:
    """Invite the signers who are due, unless invitations are turned off; nobody is invited twice by the service."""
    sessions.invite_due(session)
    if sessions.sends_invitations(session):
        for party in session.due_parties():
            _ask(work, session, MailKind.INVITATION, party, mailing.invitation(work, session, party))


def invite(work: UnitOfWork, session: Transaction, parties: Iterable[Party]) -> None:
    """Invite signers because the caller asks for it, also those who have been invited."""
    occasion = work.ids.hex24()
    for party in parties:
        _ask(work, session, MailKind.INVITATION, party, f"{occasion} {party.id}")


def plan_reminder(work: UnitOfWork, session: Transaction) -> None:
    """Plan the next reminder of a session that has been sent, if its frequency is new; the caller saves the session."""
    days = as_int(sessions.info_of(session).get("ReminderFrequencyDays"))
    if days != as_int(as_object(session.wire.get("reminder")).get("days")):
        _plan(work, session, days)


def remind(work: UnitOfWork, job: Job) -> None:
    """Remind those who have been invited and whose turn it is, and plan the next reminder."""
    session = work.transaction(as_text(job.detail["session"]))
    planned = as_object(session.wire.get("reminder")) if session is not None else {}
    if session is None or planned.get("at") != job.detail["at"] or session.status not in {states.SENT, states.PAUSED}:
        return
    if session.stage is Stage.OPEN:
        invited = texts(session.wire.get("invited"))
        for party in session.due_parties():
            if party.id in invited:
                _ask(work, session, MailKind.REMINDER, party, f"{job.detail['at']} {party.id}")
    _plan(work, session, as_int(planned.get("days")))
    work.save(session)


def announce_completion(work: UnitOfWork, session: Transaction) -> None:
    """Tell signers, owner and those in `CopyTo` that a session is complete."""
    choice = switchboard.load(work, session.tenant).completion_mail
    recipients = [_signer(work, session, party) for party in session.parties] if choice == "everyone" else []
    if choice != "none":
        recipients.append(_owner(work, session))
    info = sessions.info_of(session)
    attached = as_int(info.get("EmailOptions")) == _ATTACHED
    path = "" if attached else mailing.signed_file_path(session)
    copies = as_text(info.get("CopyTo")).replace(";", ",").split(",")
    recipients += [Recipient("", address.strip(), path, attached=attached) for address in copies]
    _tell(work, session, MailKind.COMPLETION, recipients)


def announce_end(work: UnitOfWork, session: Transaction, kind: MailKind, by: Party | None = None) -> None:
    """Tell the owner that a signer declined, or that the session expired."""
    choice = switchboard.load(work, session.tenant).end_mail
    others = [party for party in session.parties if party is not by] if choice == "everyone" else []
    if choice != "none":
        facts = {"signer": by.name or by.email, "reason": by.reason} if by else {}
        _tell(work, session, kind, [*(_signer(work, session, party) for party in others), _owner(work, session)], facts)


def announce_cancellation(work: UnitOfWork, session: Transaction) -> None:
    """Tell those who have been invited and have not signed that they need not any more."""
    if switchboard.load(work, session.tenant).cancellation_mail == "invited":
        invited = texts(session.wire.get("invited"))
        pending = [party for party in session.parties if party.id in invited and party.state is PartyState.PENDING]
        _tell(work, session, MailKind.CANCELLATION, [_signer(work, session, party) for party in pending])


def announce_purge(work: UnitOfWork, session: Transaction, due: datetime) -> None:
    """Tell the signers of a completed session when its documents will be removed."""
    if session.stage is Stage.COMPLETED:
        recipients = [_signer(work, session, party) for party in session.parties]
        _tell(work, session, MailKind.PURGE, recipients, {"date": f"{due:%Y-%m-%d}"}, due.isoformat())


def _plan(work: UnitOfWork, session: Transaction, days: int) -> None:
    if days <= 0:
        session.wire.pop("reminder", None)
        return
    due = work.now + timedelta(days=days)
    session.wire["reminder"] = {"days": days, "at": due.isoformat()}
    detail: JSONObject = {"session": session.id, "at": due.isoformat()}
    work.schedule(due, PROVIDER, session.tenant, REMINDER, detail)


def _ask(work: UnitOfWork, session: Transaction, kind: MailKind, party: Party, occasion: str) -> None:
    """Ask a signer to sign, with the subject and the message that the caller has given."""
    signer, info = sessions.signer_of(session, party), sessions.info_of(session)
    message = as_text(signer.get("SignerEmailMessage")) or as_text(info.get("Description"))
    signature = as_text(info.get("OwnerSignature")) or as_text(_owner_user(work, session).get("EmailSignature"))
    recipient = Recipient(
        party.name,
        party.email,
        signing_path(work, session, party),
        subject=as_text(signer.get("SignerEmailSubject")) if kind is MailKind.INVITATION else "",
        message="\n\n".join(filter(None, (message, signature))),
    )
    _tell(work, session, kind, [recipient], occasion=occasion)


def _tell(
    work: UnitOfWork,
    session: Transaction,
    kind: MailKind,
    recipients: Iterable[Recipient],
    facts: Mapping[str, str] | None = None,
    occasion: str = "once",
) -> None:
    owner = _owner(work, session)
    all_facts = {"owner": owner.name or owner.address, **(facts or {})}
    mailing.send(work, SERVICE, session, kind, recipients, all_facts, occasion)


def _signer(work: UnitOfWork, session: Transaction, party: Party) -> Recipient:
    return Recipient(party.name, party.email, signing_path(work, session, party))


def _owner(work: UnitOfWork, session: Transaction) -> Recipient:
    info, user = sessions.info_of(session), _owner_user(work, session)
    name = as_text(info.get("OwnerName")) or f"{as_text(user.get('FirstName'))} {as_text(user.get('LastName'))}".strip()
    address = as_text(info.get("OwnerEmail")) or as_text(user.get("Username"))
    return Recipient(name, address, mailing.signed_file_path(session))


def _owner_user(work: UnitOfWork, session: Transaction) -> JSONObject:
    return work.record(PROVIDER, "user", as_text(session.wire.get("owner")), session.tenant) or {}
