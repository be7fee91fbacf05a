"""The statuses, dates and callbacks in the life cycle of a package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.domain.model import PartyState, Stage
from esignkit.sandbox.domain.unit_of_work import LifeCycle
from esignkit.sandbox.emulators.esignlive import bulk, reminders
from esignkit.sandbox.emulators.esignlive.dates import date_text
from esignkit.sandbox.emulators.esignlive.package import Package
from esignkit.sandbox.emulators.esignlive.package_parts import signature_field
from esignkit.sandbox.emulators.esignlive.webhooks import send_event
from esignkit.sandbox.wire import as_bool, as_object, as_text, objects

if TYPE_CHECKING:
    from esignkit.sandbox.domain.model import Job, Party, Transaction
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork
    from esignkit.sandbox.wire import JSONObject


class ESignLiveLifeCycle(LifeCycle):
    """DRAFT, SENT, COMPLETED, DECLINED, OPTED_OUT, EXPIRED. `autocomplete` false waits for the owner."""

    opened = "SENT"
    completed = "COMPLETED"
    declined = "DECLINED"
    cancelled = "CANCELED"
    expired = "EXPIRED"

    def completes_itself(self, transaction: Transaction) -> bool:
        """Return whether `autocomplete` is on."""
        return as_bool(as_object(transaction.wire.get("package")).get("autocomplete"))

    def on_opened(self, work: UnitOfWork, transaction: Transaction) -> None:
        """Post the event and plan the reminders."""
        package = Package(transaction)
        reminders.plan(work, package)
        package.keep()
        send_event(work, transaction, "PACKAGE_ACTIVATE", package.owner_id)

    def on_signed(self, work: UnitOfWork, transaction: Transaction, party: Party) -> None:
        """Set the signing date in the approvals of the role that has signed."""
        package = Package(transaction)
        user = signer_id(package, party.id)
        for document in package.documents:
            date_approvals(work, package, document, party.id, user)
        package.keep()
        send_event(work, transaction, "SIGNER_COMPLETE", user)

    def on_all_signed(self, work: UnitOfWork, transaction: Transaction) -> None:
        """Post the event that the package must be completed by its owner."""
        send_event(work, transaction, "PACKAGE_READY_FOR_COMPLETE", _last_signer(transaction))

    def on_completed(self, work: UnitOfWork, transaction: Transaction) -> None:
        """Post the event of completion."""
        by_hand = not self.completes_itself(transaction)
        user = Package(transaction).owner_id if by_hand else _last_signer(transaction)
        send_event(work, transaction, "PACKAGE_COMPLETE", user)

    def on_declined(self, work: UnitOfWork, transaction: Transaction, party: Party) -> None:
        """Store the reason as a message of the package."""
        leave_reason(work, transaction, party)
        send_event(
            work, transaction, "PACKAGE_DECLINE", signer_id(Package(transaction), party.id), message=party.reason
        )

    def on_expired(self, work: UnitOfWork, transaction: Transaction) -> None:
        """Post the event of expiry."""
        send_event(work, transaction, "PACKAGE_EXPIRE", Package(transaction).owner_id)

    def on_job(self, work: UnitOfWork, job: Job) -> None:
        """Send a delayed bulk batch or reminder."""
        if job.name == bulk.JOB:
            bulk.send_batch(work, job)
        elif job.name == reminders.JOB:
            reminders.remind(work, job)


def date_approvals(work: UnitOfWork, package: Package, document: JSONObject, role_id: str, user: str) -> None:
    """Set the signing date in a role's approvals of a document, and post the event."""
    approvals = objects(document.get("approvals"))
    pending = [
        approval for approval in approvals if approval.get("role") == role_id and not as_text(approval.get("accepted"))
    ]
    for approval in pending:
        approval["accepted"] = date_text(work.now)
        # An approval without a SIGNATURE field is accepted and never signed.
        approval["signed"] = approval["accepted"] if signature_field(approval) else None
    document["approvals"] = approvals
    if pending:
        send_event(work, package.transaction, "DOCUMENT_SIGNED", user, document=as_text(document["id"]))


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
            "from": {"id": signer_id(package, party.id), "name": party.name, "email": party.email},
            "to": [as_object(package.data.get("sender"))],
            "documents": [],
        }
    )
    package.keep()


def opt_out(work: UnitOfWork, transaction: Transaction, party: Party, reason: str) -> None:
    """Opt out for a signer, which ends the package as OPTED_OUT."""
    party.state, party.reason = PartyState.DECLINED, reason
    transaction.stage, transaction.status = Stage.DECLINED, "OPTED_OUT"
    leave_reason(work, transaction, party)
    work.event(transaction, "opted_out", party=party.id, reason=reason)
    work.save(transaction)
    send_event(work, transaction, "PACKAGE_OPT_OUT", signer_id(Package(transaction), party.id), message=reason)


def _last_signer(transaction: Transaction) -> str:
    signed = [party for party in transaction.parties if party.signed_at is not None]
    last = max(signed, key=lambda party: (party.signed_at, transaction.parties.index(party)), default=None)
    package = Package(transaction)
    return signer_id(package, last.id) if last else package.owner_id
