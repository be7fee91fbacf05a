"""The mails of a package: which there are, to whom they go, in which language and with whose words.

Documented are the invitation with its message, the reminders, the owner's mail about a callback that failed, and that
new senders are invited. To whom the others go is inferred, and a switch says otherwise.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from attrs import evolve

from esignkit.sandbox.domain.mails import MailKind
from esignkit.sandbox.domain.model import Stage
from esignkit.sandbox.domain.signing_links import signing_path
from esignkit.sandbox.emulators import mailing
from esignkit.sandbox.emulators.esignlive.behaviour_switches import PROVIDER, switch
from esignkit.sandbox.emulators.esignlive.package import Package
from esignkit.sandbox.emulators.mailing import Recipient, Service
from esignkit.sandbox.json_values import JSONObject, as_bool, as_object, as_text, objects, texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from esignkit.sandbox.domain.accounts import Account
    from esignkit.sandbox.domain.model import Party, Transaction
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork
    from esignkit.sandbox.domain.webhooks import Delivery

SERVICE = Service(PROVIDER, "eSignLive")


def invite_due(work: UnitOfWork, transaction: Transaction) -> None:
    """Invite those whose turn it is; who has been invited is not invited again."""
    writer = _Writer(work, transaction)
    for party in transaction.due_parties():
        writer.ask(MailKind.INVITATION, party, mailing.invitation(work, transaction, party))


def remind(
    work: UnitOfWork, package: Package, parties: Iterable[Party], occasion: str, message: str | None = None
) -> None:
    """Remind signers, in the words of the invitation unless there are others."""
    writer = _Writer(work, package.transaction, package)
    for party in parties:
        writer.ask(MailKind.REMINDER, party, f"{occasion} {party.id}", message)


def announce_ready(work: UnitOfWork, transaction: Transaction) -> None:
    """Tell the sender that all have signed and the package waits to be completed."""
    if switch(work, transaction.tenant, "ready_mail") == "sender":
        writer = _Writer(work, transaction)
        writer.tell(MailKind.READY, [writer.sender])


def announce_completion(work: UnitOfWork, transaction: Transaction) -> None:
    """Tell the signers and the sender that the package is complete."""
    choice = switch(work, transaction.tenant, "completion_mail")
    signers = transaction.parties if choice == "everyone" else []
    if choice != "none":
        writer = _Writer(work, transaction)
        recipients = [writer.signer(party, may_attach=True) for party in signers]
        writer.tell(MailKind.COMPLETION, [*recipients, writer.sender])


def announce_end(work: UnitOfWork, transaction: Transaction, kind: MailKind, by: Party | None = None) -> None:
    """Tell the sender that a signer declined or opted out, or that the package expired."""
    choice = switch(work, transaction.tenant, "end_mail")
    others = [party for party in transaction.parties if party is not by] if choice == "everyone" else []
    if choice != "none":
        writer = _Writer(work, transaction)
        facts = {"signer": by.name or by.email, "reason": by.reason} if by else {}
        writer.tell(kind, [*map(writer.signer, others), writer.sender], facts)


def announce_withdrawal(work: UnitOfWork, transaction: Transaction) -> None:
    """Tell those whose turn it is that a package that is out was taken back, trashed or deleted."""
    if transaction.stage is Stage.OPEN and switch(work, transaction.tenant, "withdrawal_mail") == "signers":
        writer = _Writer(work, transaction)
        recipients = [writer.signer(party) for party in transaction.due_parties()]
        writer.tell(MailKind.CANCELLATION, recipients, occasion=work.ids.hex24())


def announce_failed_callback(work: UnitOfWork, delivery: Delivery) -> None:
    """Tell the sender of a package that a callback did not arrive, and what it said."""
    transaction = work.transaction(delivery.transaction_id)
    if transaction is not None:
        attempt = delivery.attempts[-1]
        facts = {
            "url": delivery.url,
            "error": attempt.error or f"HTTP {attempt.status}",
            "payload": json.dumps(delivery.body, indent=2),
        }
        writer = _Writer(work, transaction)
        writer.tell(MailKind.WEBHOOK_FAILURE, [writer.sender], facts, f"{delivery.id} {len(delivery.attempts)}")


def write_to_user(work: UnitOfWork, account: Account, user: JSONObject, kind: MailKind) -> None:
    """Invite a user into the account, or tell them that their password was reset."""
    address, language = as_text(user.get("email")), as_text(user.get("language"))
    recipient = Recipient(_name(user), address, languages=(language,))
    mailing.send_to_user(work, SERVICE, account, kind, recipient, {"owner": account.name}, work.ids.hex24())


class _Writer:
    """Writes the mails about one package."""

    def __init__(self, work: UnitOfWork, transaction: Transaction, package: Package | None = None) -> None:
        self._work = work
        self._transaction = transaction
        self._package = package or Package(transaction)
        self._roles: dict[str, tuple[JSONObject, JSONObject]] = {}

    @property
    def sender(self) -> Recipient:
        """The package's sender, as one who gets mails."""
        data = self._package.data
        user = as_object(data.get("sender"))
        languages = (as_text(user.get("language")), as_text(data.get("language")))
        return Recipient(
            _name(user), as_text(user.get("email")), mailing.signed_file_path(self._transaction), languages
        )

    def signer(self, party: Party, *, may_attach: bool = False) -> Recipient:
        """Return a signer, as one who gets mails."""
        role, signer = self._role(party)
        languages = (
            as_object(role.get("data")).get("localLanguage"),
            signer.get("language"),
            self._package.data.get("language"),
        )
        wants_files = as_bool(as_object(signer.get("delivery")).get("email"))
        return Recipient(
            party.name,
            party.email,
            signing_path(self._work, self._transaction, party),
            tuple(as_text(code) for code in languages),
            attached=may_attach and wants_files,
        )

    def ask(self, kind: MailKind, party: Party, occasion: str, message: str | None = None) -> None:
        """Ask a signer to sign, unless they are to hear of it by SMS only."""
        role, signer = self._role(party)
        methods = texts(as_object(signer.get("notificationMethods")).get("primary"))
        if methods and "EMAIL" not in methods:
            return
        if message is None:
            own_words = as_text(as_object(role.get("emailMessage")).get("content"))
            message = own_words or as_text(self._package.data.get("emailMessage"))
        self.tell(kind, [evolve(self.signer(party), message=message)], occasion=occasion)

    def tell(
        self,
        kind: MailKind,
        recipients: Iterable[Recipient],
        facts: Mapping[str, str] | None = None,
        occasion: str | None = None,
    ) -> None:
        """Send a mail to each recipient, once for each time that the package is sent, or for another occasion."""
        user = as_object(self._package.data.get("sender"))
        all_facts = {"owner": _name(user) or as_text(user.get("email")), **(facts or {})}
        if occasion is None:
            occasion = str(mailing.round_of(self._work, self._transaction))
        mailing.send(self._work, SERVICE, self._transaction, kind, recipients, all_facts, occasion)

    def _role(self, party: Party) -> tuple[JSONObject, JSONObject]:
        """Return a party's role and its signer."""
        if party.id not in self._roles:
            role = self._package.role_of_signer(party.id) or {}
            self._roles[party.id] = role, next(iter(objects(role.get("signers"))), JSONObject())
        return self._roles[party.id]


def _name(user: JSONObject) -> str:
    names = f"{as_text(user.get('firstName'))} {as_text(user.get('lastName'))}".strip()
    return names or as_text(user.get("name"))
