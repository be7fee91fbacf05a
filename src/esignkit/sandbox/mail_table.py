"""The table of mails in the sandbox's database."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from esignkit.sandbox.domain.mails import Attachment, Letter, Link, Mailbox, MailFilter, MailKind, StoredMail
from esignkit.sandbox.domain.search import words_of
from esignkit.sandbox.json_values import LARGEST, as_object, as_text, encodable, objects, texts

if TYPE_CHECKING:
    import sqlite3

    from esignkit.sandbox.json_values import JSONObject

SCHEMA = """
CREATE TABLE IF NOT EXISTS mails (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    occasion TEXT NOT NULL,
    recipient TEXT NOT NULL,
    time TEXT NOT NULL,
    provider TEXT NOT NULL,
    tenant TEXT NOT NULL,
    transaction_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    search TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (provider, tenant, occasion, recipient)
);
CREATE INDEX IF NOT EXISTS mails_of ON mails (transaction_id, sequence);
CREATE INDEX IF NOT EXISTS mails_of_tenant ON mails (tenant, sequence);
CREATE INDEX IF NOT EXISTS mails_to ON mails (recipient, sequence);
"""

_encode = json.JSONEncoder(separators=(",", ":")).encode
_COLUMNS = "sequence, id, time, provider, tenant, transaction_id, kind, body"


class MailTable:
    """Keeps mails; one connection serves it and the store.

    Args:
        connection: The store's connection.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection: sqlite3.Connection = connection
        """Where they are read; the store sets another one where it begins anew."""

    def put(self, mail: StoredMail, occasion: str) -> bool:
        """Keep a mail, unless there is one for this occasion and recipient; return whether it was kept."""
        row = (
            mail.id,
            encodable(occasion),
            mail.to.address.casefold(),
            mail.time.astimezone(UTC).isoformat(timespec="microseconds"),
            mail.provider,
            mail.tenant,
            mail.transaction_id,
            mail.kind.value,
            _searched(mail),
            _encode(_to_json(mail)),
        )
        cursor = self.connection.execute(
            "INSERT INTO mails (id, occasion, recipient, time, provider, tenant, transaction_id, kind, search, body)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (provider, tenant, occasion, recipient) DO NOTHING",
            row,
        )
        return cursor.rowcount > 0

    def get(self, mail_id: str) -> StoredMail | None:
        """Return a mail by its id."""
        row = self.connection.execute(f"SELECT {_COLUMNS} FROM mails WHERE id = ?", (mail_id,)).fetchone()
        return None if row is None else _mail(row)

    def newest(self, mail_filter: MailFilter, limit: int | None = None, skipped: int = 0) -> list[StoredMail]:
        """Return mails, newest first."""
        where, values = _where(mail_filter)
        rows = self.connection.execute(
            f"SELECT {_COLUMNS} FROM mails WHERE {where} ORDER BY sequence DESC LIMIT ? OFFSET ?",
            (*values, -1 if limit is None else min(limit, LARGEST), min(skipped, LARGEST)),
        )
        return [_mail(row) for row in rows]

    def count(self, mail_filter: MailFilter) -> int:
        """Return how many mails there are."""
        where, values = _where(mail_filter)
        return cast("int", self.connection.execute(f"SELECT COUNT(*) FROM mails WHERE {where}", values).fetchone()[0])


def _searched(mail: StoredMail) -> str:
    """Return the text in which words are looked for."""
    letter = mail.letter
    return "\n".join(
        (mail.to.name, mail.to.address, letter.subject, *letter.paragraphs, mail.transaction_id)
    ).casefold()


def _where(mail_filter: MailFilter) -> tuple[str, list[str | int]]:
    conditions, values = ["sequence > ?"], list[str | int]([mail_filter.after])
    columns = {
        "recipient": None if mail_filter.to is None else mail_filter.to.strip().casefold(),
        "transaction_id": mail_filter.transaction_id,
        "kind": mail_filter.kind,
        "provider": mail_filter.provider,
        "tenant": mail_filter.tenant,
    }
    for column, value in columns.items():
        if value is not None:
            conditions.append(f"{column} = ?")
            values.append(encodable(value))
    for word in words_of(mail_filter.search or ""):
        conditions.append("instr(search, ?) > 0")
        values.append(encodable(word))
    return " AND ".join(conditions), values


def _to_json(mail: StoredMail) -> JSONObject:
    letter = mail.letter
    return {
        "sender": [mail.sender.name, mail.sender.address],
        "to": [mail.to.name, mail.to.address],
        "subject": letter.subject,
        "paragraphs": list(letter.paragraphs),
        "links": [{"label": link.label, "path": link.path} for link in letter.links],
        "attachments": [
            {"name": one.name, "content_type": one.content_type, "sha256": one.sha256} for one in letter.attachments
        ],
        "language": letter.language,
    }


def _mail(row: tuple[int, str, str, str, str, str, str, str]) -> StoredMail:
    sequence, mail_id, time, provider, tenant, transaction_id, kind, text = row
    body = as_object(json.loads(text))
    letter = Letter(
        as_text(body["subject"]),
        tuple(texts(body["paragraphs"])),
        tuple(Link(as_text(one["label"]), as_text(one["path"])) for one in objects(body["links"])),
        tuple(
            Attachment(as_text(one["name"]), as_text(one["content_type"]), as_text(one["sha256"]))
            for one in objects(body["attachments"])
        ),
        as_text(body["language"]),
    )
    sender, to = (Mailbox(*texts(body[name])) for name in ("sender", "to"))
    moment = datetime.fromisoformat(time)
    return StoredMail(mail_id, MailKind(kind), provider, tenant, transaction_id, moment, sender, to, letter, sequence)
