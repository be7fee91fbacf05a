"""What the mails of the three services have in common: to whom they go, once for each occasion."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from attrs import field, frozen

from esignkit.sandbox.domain.mails import Attachment, Mailbox, Outgoing
from esignkit.sandbox.emulators.mail_wording import language_of, write_letter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from esignkit.sandbox.domain.accounts import Account
    from esignkit.sandbox.domain.mails import Letter, MailKind
    from esignkit.sandbox.domain.model import Party, Transaction
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork


@frozen
class Service:
    """A service as its mails name it."""

    provider: str
    name: str

    @property
    def mailbox(self) -> Mailbox:
        """Where its mails come from; no such address exists."""
        return Mailbox(self.name, f"no-reply@{self.provider}.example")


@frozen
class Recipient:
    """One to whom a mail goes, with what is said to nobody else."""

    name: str
    address: str
    path: str = ""
    """Path of the link that is theirs."""
    languages: tuple[str, ...] = ()
    """Language codes that they or their transaction ask for, the foremost first."""
    subject: str = ""
    """A subject of the caller's own."""
    message: str = field(default="", repr=False)
    """What the caller says to them."""
    attached: bool = False
    """Whether the documents come with the mail."""


def send(
    work: UnitOfWork,
    service: Service,
    transaction: Transaction,
    kind: MailKind,
    recipients: Iterable[Recipient],
    facts: Mapping[str, str],
    occasion: str,
) -> None:
    """Send a mail about a transaction to each recipient who has an address and no mail for the occasion yet.

    Args:
        work: The unit of work.
        service: Who sends it.
        transaction: What it is about.
        kind: What it is for.
        recipients: To whom.
        facts: What it says, by the names in `mail_wording.Words`.
        occasion: What makes it one mail and no other, among those of the kind and the transaction.
    """
    for recipient in recipients:
        attachments = _documents(transaction) if recipient.attached else ()
        letter = _letter(service, kind, recipient, {"title": transaction.title, **facts}, attachments)
        to = Mailbox(recipient.name, recipient.address)
        mail = Outgoing(kind, occasion, service.mailbox, to, letter, transaction.id)
        work.mails.send(service.provider, transaction.tenant, mail)


def send_to_user(
    work: UnitOfWork,
    service: Service,
    account: Account,
    kind: MailKind,
    recipient: Recipient,
    facts: Mapping[str, str],
    occasion: str,
) -> None:
    """Send a mail about an account to one of its users.

    Args:
        work: The unit of work.
        service: Who sends it.
        account: The account.
        kind: What it is for.
        recipient: The user.
        facts: What it says, by the names in `mail_wording.Words`.
        occasion: What makes it one mail and no other, among those of the kind.
    """
    letter = _letter(service, kind, recipient, facts)
    to = Mailbox(recipient.name, recipient.address)
    work.mails.send(service.provider, account.tenant, Outgoing(kind, occasion, service.mailbox, to, letter))


def round_of(work: UnitOfWork, transaction: Transaction) -> int:
    """Return how often a transaction was taken back: what is sent anew is announced anew."""
    return work.count_events(transaction.id, "reopened")


def invitation(work: UnitOfWork, transaction: Transaction, party: Party) -> str:
    """Return the occasion of a party's invitation: one for each time that the transaction is sent."""
    return f"{round_of(work, transaction)} {party.id}"


def signed_file_path(transaction: Transaction) -> str:
    """Return where those who do not sign find the signed document."""
    return f"/_sandbox/transactions/{quote(transaction.id, safe='')}/signed"


def _letter(
    service: Service,
    kind: MailKind,
    recipient: Recipient,
    facts: Mapping[str, str],
    attachments: Sequence[Attachment] = (),
) -> Letter:
    return write_letter(
        kind,
        language_of(*recipient.languages),
        {"service": service.name, "name": recipient.name or recipient.address, **facts},
        subject=recipient.subject,
        message=recipient.message,
        path=recipient.path,
        attachments=attachments,
    )


def _documents(transaction: Transaction) -> tuple[Attachment, ...]:
    return tuple(
        Attachment(_pdf_name(document.name), "application/pdf", document.current)
        for document in transaction.documents
        if document.current is not None
    )


def _pdf_name(name: str) -> str:
    return name if name.casefold().endswith(".pdf") else f"{name}.pdf"
