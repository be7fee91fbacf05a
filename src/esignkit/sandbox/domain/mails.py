"""Mails: what the services send to signers, senders and others. None leaves the sandbox.

A mail is written in the same store transaction as the event that causes it, once for each occasion and recipient.
Which mails there are, to whom they go and what they say is the emulator's business.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from attrs import field, frozen

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class MailKind(StrEnum):
    """What a mail is for."""

    INVITATION = "invitation"
    """Asks a signer to sign."""
    REMINDER = "reminder"
    """Asks a signer once more."""
    READY = "ready"
    """Says that all have signed, and the sender has to complete the transaction."""
    COMPLETION = "completion"
    """Says that a transaction is complete."""
    DECLINE = "decline"
    """Says that a signer has declined or opted out."""
    EXPIRY = "expiry"
    """Says that a transaction has expired."""
    CANCELLATION = "cancellation"
    """Says that a transaction was taken back before all had signed."""
    PURGE = "purge"
    """Says when the documents of a transaction will be removed."""
    DOCUMENT_REQUEST = "document_request"
    """Asks a person for a document."""
    USER_INVITATION = "user_invitation"
    """Invites a user into an account."""
    PASSWORD_RESET = "password_reset"  # noqa: S105  # a kind of mail
    """Says that a user's password was reset."""
    WEBHOOK_FAILURE = "webhook_failure"
    """Says that a webhook was not delivered, and what it said."""


class UnknownMail(LookupError):
    """The outbox holds no mail with this id."""


@frozen
class Mailbox:
    """A name and an e-mail address; either may be empty."""

    name: str
    address: str


@frozen
class Link:
    """A link of a mail. It has no host: the sandbox may listen on another port when the mail is read."""

    label: str
    path: str
    """Path and query on the sandbox."""


@frozen
class Attachment:
    """A file that comes with a mail."""

    name: str
    content_type: str
    sha256: str
    """SHA-256 of the bytes, which the store keeps."""


@frozen
class Letter:
    """What a mail says, before it becomes text and HTML."""

    subject: str
    paragraphs: tuple[str, ...]
    links: tuple[Link, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    language: str = "en"


@frozen
class StoredMail:
    """A mail as the store keeps it."""

    id: str
    kind: MailKind
    provider: str
    tenant: str
    transaction_id: str
    time: datetime
    sender: Mailbox
    to: Mailbox
    letter: Letter
    sequence: int = 0


@frozen
class MailFilter:
    """Which mails are wanted; None does not restrict."""

    to: str | None = None
    transaction_id: str | None = None
    kind: str | None = None
    provider: str | None = None
    tenant: str | None = None
    search: str | None = None
    """Words that recipient, subject, text and id of the transaction have, all of them, in any case."""
    after: int = 0
    """Only mails that came after the one with this number."""


@frozen
class Outgoing:
    """A mail to be sent: what is said to whom, and why."""

    kind: MailKind
    occasion: str
    """What the mail is sent for. For one occasion, a recipient gets one mail."""
    sender: Mailbox
    to: Mailbox
    letter: Letter = field(repr=False)
    transaction_id: str = ""


class MailTable(Protocol):
    """Where mails are kept."""

    def put(self, mail: StoredMail, occasion: str) -> bool:
        """Keep a mail, unless there is one for this occasion and recipient; return whether it was kept."""
        ...

    def get(self, mail_id: str) -> StoredMail | None:
        """Return a mail by its id."""
        ...

    def newest(self, mail_filter: MailFilter, limit: int | None = None, skipped: int = 0) -> list[StoredMail]:
        """Return mails, newest first."""
        ...

    def count(self, mail_filter: MailFilter) -> int:
        """Return how many mails there are."""
        ...


class Mails:
    """The mails of all services, inside one unit of work."""

    def __init__(self, table: MailTable, now: datetime) -> None:
        self._table = table
        self.now: datetime = now
        """The moment at which what is sent comes about."""
        self.sent: int = 0
        """How many mails this work has sent."""

    def send(self, provider: str, tenant: str, mail: Outgoing) -> bool:
        """Send a mail, unless its recipient has no address or got one for the same occasion.

        Args:
            provider: The service.
            tenant: The tenant in whose name it is sent.
            mail: The mail.

        Returns:
            Whether it was sent.
        """
        to = _clean_mailbox(mail.to)
        if not to.address:
            return False
        letter = Letter(
            one_line(mail.letter.subject),
            tuple(text for paragraph in mail.letter.paragraphs if (text := plain(paragraph).strip())),
            mail.letter.links,
            tuple(Attachment(one_line(one.name), one.content_type, one.sha256) for one in mail.letter.attachments),
            mail.letter.language,
        )
        sender = _clean_mailbox(mail.sender)
        occasion = f"{mail.transaction_id} {mail.kind} {mail.occasion}"
        mail_id = _id_of(provider, tenant, occasion, to.address.casefold())
        stored = StoredMail(mail_id, mail.kind, provider, tenant, mail.transaction_id, self.now, sender, to, letter)
        is_new = self._table.put(stored, occasion)
        self.sent += is_new
        return is_new

    def newest(self, mail_filter: MailFilter, limit: int | None = None, skipped: int = 0) -> list[StoredMail]:
        """Return mails, newest first.

        Args:
            mail_filter: Which.
            limit: At most so many; None for all.
            skipped: How many newer ones are left out.
        """
        return self._table.newest(mail_filter, limit, skipped)

    def count(self, mail_filter: MailFilter) -> int:
        """Return how many mails fit."""
        return self._table.count(mail_filter)

    def get(self, mail_id: str, tenant: str | None = None) -> StoredMail:
        """Return a mail.

        Raises:
            UnknownMail: There is none (of this tenant).
        """
        mail = self._table.get(mail_id)
        if mail is None or tenant not in {None, mail.tenant}:
            raise UnknownMail(f"the outbox has no mail {mail_id!r}")
        return mail


def _id_of(*cause: str) -> str:
    """Return the id of the mail for an occasion and a recipient.

    It is not taken from the random source: some mails are caused by what a webhook's receiver answers, which may come
    at any moment, and what comes after them is to have the same ids in two runs with one seed.
    """
    return hashlib.sha256("\n".join(cause).encode("utf-8", "surrogatepass")).hexdigest()[:24]


def one_line(text: str) -> str:
    """Return text that a header can hold: in one line, without control characters."""
    return " ".join(plain(text).split())


def plain(text: str) -> str:
    """Return text without control characters and halves of characters; lines end in a line feed."""
    if text.isascii() and text.isprintable():
        return text  # most are
    return _CONTROL.sub("", "\n".join(text.encode("utf-8", "replace").decode().splitlines()))


def _clean_mailbox(mailbox: Mailbox) -> Mailbox:
    return Mailbox(one_line(mailbox.name), one_line(mailbox.address))
