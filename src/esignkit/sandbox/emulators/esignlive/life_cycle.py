"""The statuses, dates, callbacks and mails in the life cycle of a package."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from esignkit.sandbox.domain.mails import MailKind
from esignkit.sandbox.domain.model import PartyState, SearchKeys, Stage
from esignkit.sandbox.domain.unit_of_work import LifeCycle
from esignkit.sandbox.domain.webhooks import DeliveryState
from esignkit.sandbox.emulators.esignlive import bulk, bulk_waiting, listings, mails, reminders
from esignkit.sandbox.emulators.esignlive.behaviour_switches import PROVIDER
from esignkit.sandbox.emulators.esignlive.dates import date_text
from esignkit.sandbox.emulators.esignlive.form_fields import disabled_signatures, field_id, form_fields, keep_values
from esignkit.sandbox.emulators.esignlive.package import Package
from esignkit.sandbox.emulators.esignlive.package_parts import as_user, signature_field
from esignkit.sandbox.emulators.esignlive.webhooks import send_event
from esignkit.sandbox.json_values import as_bool, as_object, as_text, objects, texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from esignkit.sandbox.domain.form_fields import FormField
    from esignkit.sandbox.domain.model import Job, Party, Transaction
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork
    from esignkit.sandbox.domain.webhooks import Delivery
    from esignkit.sandbox.json_values import JSONObject


class ESignLiveLifeCycle(LifeCycle):
    """DRAFT, SENT, COMPLETED, DECLINED, OPTED_OUT, EXPIRED. `autocomplete` false waits for the owner."""

    opened = "SENT"
    completed = "COMPLETED"
    declined = "DECLINED"
    cancelled = "CANCELED"
    expired = "EXPIRED"
    cancellable = False
    job_words: ClassVar[Mapping[str, str]] = {
        bulk_waiting.JOB: "a bulk send is carried out",
        reminders.JOB: "a reminder is sent",
    }

    def completes_itself(self, transaction: Transaction) -> bool:
        """Return whether `autocomplete` is on."""
        return as_bool(as_object(transaction.wire.get("package")).get("autocomplete"))

    def form_fields(self, work: UnitOfWork, transaction: Transaction) -> list[FormField]:
        """Return the fields of the approvals."""
        return form_fields(transaction, work.now)

    def language(self, work: UnitOfWork, transaction: Transaction, party: Party) -> str:
        """Return the signer's language, or the package's."""
        package = Package(transaction)
        role = as_object(package.role_of_signer(party.id))
        signers = objects(role.get("signers"))
        signer = signers[0] if signers else as_object(None)
        chosen = as_text(as_object(role.get("data")).get("localLanguage")) or as_text(signer.get("language"))
        return chosen or as_text(package.data.get("language"))

    def offers_decline(self, transaction: Transaction) -> bool:
        """Return whether `declineButton` is on."""
        return as_bool(Package(transaction).ceremony.get("declineButton"))

    def decline_reasons(self, work: UnitOfWork, transaction: Transaction, language: str) -> tuple[list[str], bool]:
        """Return the package's `declineReasons`, or the account's in this language; `disableDeclineOther` closes them.

        That the account's are for packages without a list of their own is inferred.
        """
        ceremony = Package(transaction).ceremony
        key = f"{transaction.tenant}/account_config.decline_reasons/{language}"
        of_account = as_object(work.record(PROVIDER, "setting", key)).get("value")
        reasons = texts(ceremony.get("declineReasons")) or texts(of_account)
        return reasons, not (reasons and as_bool(ceremony.get("disableDeclineOther")))

    def in_person(self, transaction: Transaction) -> bool:
        """Return whether `inPerson` is on."""
        return as_bool(Package(transaction).ceremony.get("inPerson"))

    def on_filled(self, work: UnitOfWork, transaction: Transaction, party: Party, values: Mapping[str, str]) -> None:
        """Set the values in the fields of the approvals."""
        package = Package(transaction)
        keep_values(package.documents, party, values)
        package.keep()

    def search_keys(self, transaction: Transaction) -> SearchKeys:
        """Return names, addresses and owner of the package."""
        return listings.search_keys(transaction)

    def on_opened(self, work: UnitOfWork, transaction: Transaction) -> None:
        """Post the event, invite the first signers and plan the reminders."""
        package = Package(transaction)
        reminders.plan(work, package)
        package.keep()
        mails.invite_due(work, transaction)
        send_event(work, transaction, "PACKAGE_ACTIVATE", package.owner_id)

    def on_signed(self, work: UnitOfWork, transaction: Transaction, party: Party) -> None:
        """Set the signing date in the approvals of the role that has signed, and invite who is next."""
        package = Package(transaction)
        user = signer_id(package, party.id)
        for document in package.all_documents:
            date_approvals(work, package, document, party, user)
        package.keep()
        mails.invite_due(work, transaction)
        send_event(work, transaction, "SIGNER_COMPLETE", user)

    def on_all_signed(self, work: UnitOfWork, transaction: Transaction) -> None:
        """Tell that the package must be completed by its owner."""
        mails.announce_ready(work, transaction)
        send_event(work, transaction, "PACKAGE_READY_FOR_COMPLETE", _last_signer(transaction))

    def on_completed(self, work: UnitOfWork, transaction: Transaction) -> None:
        """Tell of the completion."""
        mails.announce_completion(work, transaction)
        by_hand = not self.completes_itself(transaction)
        user = Package(transaction).owner_id if by_hand else _last_signer(transaction)
        send_event(work, transaction, "PACKAGE_COMPLETE", user)

    def on_declined(self, work: UnitOfWork, transaction: Transaction, party: Party) -> None:
        """Store the reason as a message of the package."""
        leave_reason(work, transaction, party)
        mails.announce_end(work, transaction, MailKind.DECLINE, party)
        send_event(
            work, transaction, "PACKAGE_DECLINE", signer_id(Package(transaction), party.id), message=party.reason
        )

    def on_expired(self, work: UnitOfWork, transaction: Transaction) -> None:
        """Tell of the expiry."""
        mails.announce_end(work, transaction, MailKind.EXPIRY)
        send_event(work, transaction, "PACKAGE_EXPIRE", owner_id(transaction))

    def on_attempt(self, work: UnitOfWork, delivery: Delivery) -> None:
        """Send the sender a mail about a callback that failed."""
        if delivery.state is DeliveryState.FAILED:
            mails.announce_failed_callback(work, delivery)

    def on_job(self, work: UnitOfWork, job: Job) -> None:
        """Send a delayed bulk batch or reminder."""
        if job.name == bulk_waiting.JOB:
            bulk.send_batch(work, job)
        elif job.name == reminders.JOB:
            reminders.remind(work, job)


def date_approvals(work: UnitOfWork, package: Package, document: JSONObject, party: Party, user: str) -> None:
    """Set the signing date in a role's approvals of a document, and post the event."""
    approvals = objects(document.get("approvals"))
    pending = pending_approvals(work, package, document, approvals, party)
    for approval in pending:
        approval["accepted"] = date_text(work.now)
        # An approval without a SIGNATURE field is accepted and never signed.
        approval["signed"] = approval["accepted"] if signature_field(approval) else None
    document["approvals"] = approvals
    if pending and document is not package.consent:
        send_event(work, package.transaction, "DOCUMENT_SIGNED", user, document=as_text(document["id"]))


def pending_approvals(
    work: UnitOfWork, package: Package, document: JSONObject, approvals: Sequence[JSONObject], party: Party
) -> list[JSONObject]:
    """Return what a party has still to sign or to accept in a document: not what the package's conditions disable.

    Args:
        work: The unit of work.
        package: The package, whose transaction has all of its values.
        document: The document.
        approvals: Its approvals.
        party: The role's party.
    """
    pending = [one for one in approvals if one.get("role") == party.id and not as_text(one.get("accepted"))]
    disabled: set[str] = set()
    if package.data.get("conditions"):
        disabled = disabled_signatures(package.transaction, party, work.now)
    return [
        one
        for one in pending
        if (signature := signature_field(one)) is None or field_id(document, one, signature) not in disabled
    ]


def owner_id(transaction: Transaction) -> str:
    """Return the id of a package's owner, without a look at the rest of it."""
    return as_text(as_object(as_object(transaction.wire.get("package")).get("sender")).get("id"))


def signer_id(package: Package, role_id: str) -> str:
    """Return the id of a role's signer."""
    role = package.role_of_signer(role_id)
    signers = objects(role.get("signers")) if role else []
    return as_text(signers[0].get("id")) if signers else role_id


def leave_reason(work: UnitOfWork, transaction: Transaction, party: Party) -> None:
    """Store a signer's reason for declining or opting out as a message of the package."""
    package = Package(transaction)
    package.messages.append(
        {
            "content": party.reason,
            "created": date_text(work.now),
            "status": "NEW",
            "from": _signer(package, party),
            "to": [as_user(as_object(package.data.get("sender")))],
            "documents": [],
        }
    )
    package.keep()


def _signer(package: Package, party: Party) -> JSONObject:
    """Return a party as the user who writes a message."""
    members: JSONObject = {"id": signer_id(package, party.id), "name": party.name, "email": party.email}
    role = package.role_of_signer(party.id)
    for signer in objects(role.get("signers")) if role else []:
        members |= {name: signer.get(name) for name in ("firstName", "lastName")}
    return members


def opt_out(work: UnitOfWork, transaction: Transaction, party: Party, reason: str) -> None:
    """Opt out for a signer, which ends the package as OPTED_OUT."""
    party.state, party.reason = PartyState.DECLINED, reason
    transaction.stage, transaction.status = Stage.DECLINED, "OPTED_OUT"
    leave_reason(work, transaction, party)
    mails.announce_end(work, transaction, MailKind.DECLINE, party)
    work.event(transaction, "opted_out", party=party.id, reason=reason)
    work.save(transaction)
    send_event(work, transaction, "PACKAGE_OPT_OUT", signer_id(Package(transaction), party.id), message=reason)


def _last_signer(transaction: Transaction) -> str:
    signed = [party for party in transaction.parties if party.signed_at is not None]
    last = max(signed, key=lambda party: (party.signed_at, transaction.parties.index(party)), default=None)
    package = Package(transaction)
    return signer_id(package, last.id) if last else package.owner_id
