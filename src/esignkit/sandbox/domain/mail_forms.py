"""The forms of a mail: as the owner of the sandbox sees it, in text and HTML, and as a message file (`.eml`)."""

from __future__ import annotations

import email.errors
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING

from attrs import field, frozen

from esignkit.sandbox.domain.mails import MailKind, StoredMail
from esignkit.sandbox.domain.model import moment_to_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from esignkit.sandbox.domain.mails import Letter, Mailbox
    from esignkit.sandbox.json_values import JSONObject

FOOTER = "esignkit sandbox: this mail has not left this machine, and nothing signed here is legally binding."

HTML_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
"""The content security policy of a mail as a page: no script, nothing loaded; links open in a tab of their own."""

_STYLE = "font-family:system-ui,sans-serif;font-size:16px;line-height:1.5;color:#1b1b1b;background:#ffffff;margin:24px"
_BUTTON = "display:inline-block;padding:10px 18px;border-radius:6px;background:#1d4ed8;color:#ffffff"


@frozen
class Mail:
    """A mail that a service has sent."""

    sequence: int
    """Number of the mail; later ones are greater."""
    id: str
    """Id of the mail."""
    kind: MailKind
    """What it is for."""
    provider: str
    """The service that sent it."""
    tenant: str
    """The tenant in whose name it was sent."""
    transaction_id: str
    """Id of the transaction that it is about; empty when it is about none."""
    time: datetime
    """When it was sent, by the sandbox's clock."""
    sender: str
    """Address that it comes from."""
    to: str
    """Address of its one recipient."""
    to_name: str
    """Name of its recipient; empty when the service knows none."""
    subject: str
    """What it is about, in one line."""
    text: str = field(repr=False)
    """The text, with its links."""
    html: str = field(repr=False)
    """The same as an HTML page."""
    links: tuple[str, ...]
    """Addresses of its links, which work while this sandbox runs; the first is the one to follow."""
    attachments: tuple[str, ...] = ()
    """File names of what comes with it."""
    language: str = "en"
    """Language of its text: `en`, `fr` or `de`."""


def mail_of(stored: StoredMail, base_url: str) -> Mail:
    """Return a mail with working links.

    Args:
        stored: The mail as the store keeps it.
        base_url: Scheme, host and port of the sandbox.
    """
    letter = stored.letter
    return Mail(
        stored.sequence,
        stored.id,
        stored.kind,
        stored.provider,
        stored.tenant,
        stored.transaction_id,
        stored.time,
        stored.sender.address,
        stored.to.address,
        stored.to.name,
        letter.subject,
        text_of(letter, base_url),
        html_of(letter, base_url),
        tuple(base_url + link.path for link in letter.links),
        tuple(one.name for one in letter.attachments),
        letter.language,
    )


def mail_to_json(mail: Mail) -> JSONObject:
    """Return a mail as a JSON object."""
    return {
        "sequence": mail.sequence,
        "id": mail.id,
        "kind": mail.kind.value,
        "provider": mail.provider,
        "tenant": mail.tenant,
        "transaction_id": mail.transaction_id,
        "time": moment_to_text(mail.time),
        "sender": mail.sender,
        "to": mail.to,
        "to_name": mail.to_name,
        "subject": mail.subject,
        "text": mail.text,
        "html": mail.html,
        "links": list(mail.links),
        "attachments": list(mail.attachments),
        "language": mail.language,
    }


def text_of(letter: Letter, base_url: str) -> str:
    """Return the text of a mail."""
    links = [f"{link.label}:\n{base_url}{link.path}" for link in letter.links]
    return "\n\n".join((*letter.paragraphs, *links, f"-- \n{FOOTER}")) + "\n"


def html_of(letter: Letter, base_url: str) -> str:
    """Return a mail as an HTML page without script; whatever people wrote is escaped."""
    paragraphs = [f"<p>{escape(text).replace(chr(10), '<br>')}</p>" for text in letter.paragraphs]
    links = [
        f'<p><a href="{escape(base_url + link.path)}" target="_blank" rel="noopener noreferrer" style="{_BUTTON}">'
        f"{escape(link.label)}</a></p>"
        for link in letter.links
    ]
    content = "\n".join((*paragraphs, *links, f"<hr>\n<p><small>{FOOTER}</small></p>"))
    return (
        f'<!doctype html>\n<html lang="{escape(letter.language)}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(letter.subject)}</title></head>\n'
        f'<body style="{_STYLE}">\n{content}\n</body></html>\n'
    )


def message_of(stored: StoredMail, base_url: str, blob: Callable[[str], bytes]) -> bytes:
    """Return a mail as a message file, with text, HTML and attachments.

    Args:
        stored: The mail.
        base_url: Scheme, host and port of the sandbox.
        blob: Returns the bytes with a SHA-256.
    """
    message = EmailMessage(policy=SMTP)
    message["Date"] = format_datetime(stored.time)
    message["From"] = _address(stored.sender)
    message["To"] = _address(stored.to)
    message["Subject"] = _header_text(stored.letter.subject)
    message["Message-ID"] = f"<{stored.id}@sandbox.invalid>"
    message["X-Esignkit-Kind"] = stored.kind.value
    message.set_content(text_of(stored.letter, base_url))
    message.add_alternative(html_of(stored.letter, base_url), subtype="html")
    for one in stored.letter.attachments:
        kind, _, subtype = one.content_type.partition("/")
        message.add_attachment(blob(one.sha256), maintype=kind, subtype=subtype, filename=_header_text(one.name))
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"{stored.id}-{number}")  # the same for the same mail, where a random one is usual
    return message.as_bytes()


def _address(mailbox: Mailbox) -> Address:
    """Return an address for a header; one that no header can hold stands in the name."""
    name, address = _header_text(mailbox.name), _header_text(mailbox.address)
    try:
        return Address(name, addr_spec=address)
    except (ValueError, IndexError, email.errors.MessageError):
        return Address(f"{name} {address}".strip(), "undeliverable", "sandbox.invalid")


def _header_text(text: str) -> str:
    """Return text that says in a header what it says here: `=?` would begin an encoded word, e.g. for a line end."""
    return text.replace("=?", "= ?")
