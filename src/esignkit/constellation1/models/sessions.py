"""Signing sessions: their settings, documents, and how they are copied."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, BinaryIO, ClassVar, cast

from esignkit.constellation1.enums import EmailOptions, SessionStatus, UseSequence
from esignkit.constellation1.models.signers import Signer
from esignkit.constellation1.wire import C1Model, no_text, read_bytes, read_moment
from esignkit.core.members import several
from esignkit.core.model import model
from esignkit.core.writing import Writer
from esignkit.errors import MissingMemberError
from esignkit.types import JSON, Secret

__all__ = ["CopyOptions", "Document", "Session", "SessionInfo"]


def _read_addresses(value: JSON) -> list[str]:
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    if isinstance(value, list):
        return [str(item) for item in value if item]
    msg = "e-mail addresses joined by commas were expected"
    raise ValueError(msg)


def _write_addresses(value: object, writer: Writer) -> object:
    if not isinstance(value, list | tuple):
        return value
    addresses = cast("list[object]", value)
    for n, address in enumerate(addresses):
        if not isinstance(address, str):
            msg = f"copy_to[{n}] is {type(address).__name__}; give an e-mail address, as text"
            raise TypeError(msg)
    return ",".join(map(str, addresses))


def _write_expiry(value: object, writer: Writer) -> object:
    if isinstance(value, str | date) and not isinstance(value, datetime):
        msg = (
            f"expires_on is {value!r}; give a datetime with a time zone, such as datetime(2030, 1, 31, tzinfo=UTC): "
            "the session ends at 00:00 UTC of that day"
        )
        raise TypeError(msg)
    return value


@model
class SessionInfo(C1Model):
    r"""The settings of a session.

    Attributes:
        title: Title of the session.
        return_url: URL of your host.
        transaction_id: Your own key, by which sessions are listed.
        transaction_title: Title of the transaction, which copies carry; not the session's `title`.
        use_sequence: Whether signers sign one after the other.
        allow_delegation: Whether a signer may name somebody else.
        copy_to: E-mail addresses that receive copies.
        description: Text of the e-mail to signers; `\n` begins a new line.
        email_options: Whether copies are links or attachments.
        first_signer: Whether the owner signs first.
        password: The session's password.
        client_id: The client's id.
        owner_id: The owner's id.
        owner_name: The owner's name.
        owner_email: The owner's e-mail address.
        owner_signature: The owner's e-mail signature.
        expires_on: When the session ends, at most 90 days ahead; takes effect at 00:00 UTC of that day.
        reminder_frequency_days: Days between reminders; the server makes 30 of whatever is more.
        send_signer_invites: False starts the session without e-mails; the server's default is true.
        send_session_redirect_url: Where Send on step 2 of eSign 2.0 leads; need not have a scheme.
        remove_unassigned_signer_roles: Whether roles of a template that nobody holds are dropped.
        application_key: Application id for webhooks.
        id: The session's id, in some calls.
        status_code: Where the session stands, in answers.

    Source: Constellation1's REST documentation, Appendix B.
    """

    WIRE: ClassVar[Mapping[str, str]] = {
        "return_url": "ReturnURL",
        "client_id": "ClientID",
        "owner_id": "OwnerID",
    }
    ALIASES: ClassVar[Mapping[str, str]] = {"Status": "status_code"}
    SECRETS: ClassVar[frozenset[str]] = frozenset({"password"})
    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"copy_to": _read_addresses, "expires_on": read_moment}
    WRITE: ClassVar[Mapping[str, Callable[[Any, Writer], object]]] = {
        "copy_to": _write_addresses,
        "expires_on": _write_expiry,
    }

    title: str | None = None
    return_url: str | None = None
    transaction_id: str | None = None
    transaction_title: str | None = None
    use_sequence: UseSequence | int | None = None
    allow_delegation: bool | None = None
    copy_to: list[str] = several()
    description: str | None = None
    email_options: EmailOptions | int | None = None
    first_signer: bool | None = None
    password: Secret | str | None = None
    client_id: str | None = None
    owner_id: str | None = None
    owner_name: str | None = None
    owner_email: str | None = None
    owner_signature: str | None = None
    expires_on: datetime | None = None
    reminder_frequency_days: int | None = None
    send_signer_invites: bool | None = None
    send_session_redirect_url: str | None = None
    remove_unassigned_signer_roles: bool | None = None
    application_key: str | None = None
    id: str | None = None
    status_code: SessionStatus | None = None


@model
class Document(C1Model):
    """A file to sign, or a template that stands for one.

    Attributes:
        file_name: Name with its suffix.
        file_bytes: The content: bytes, a path object or a file opened in binary mode; files are read while they are
            sent. Text is refused, because it could mean a path or content. In answers: bytes.
        form_id: Template to use, as its configuration names it (the user interface says *Form ID*).
        form_tag: Tag of the form; the documentation does not explain it.
        has_anchor_tags: Whether the service looks for anchor tags; set it only where there are any, it is slow.
        anchor_tags_adjustment_category: Name of a predefined set of offsets for anchor tags.
        sequence: Place in the order of documents.

    Source: Constellation1's REST documentation, Appendix B.
    """

    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"file_bytes": read_bytes}
    WRITE: ClassVar[Mapping[str, Callable[[Any, Writer], object]]] = {"file_bytes": no_text}
    FILES: ClassVar[frozenset[str]] = frozenset({"file_bytes"})

    file_name: str | None = None
    file_bytes: bytes | os.PathLike[str] | BinaryIO | None = None
    form_id: str | None = None
    form_tag: str | None = None
    has_anchor_tags: bool | None = None
    anchor_tags_adjustment_category: str | None = None
    sequence: int | None = None


@model
class Session(C1Model):
    """A signing session: settings, documents and signers.

    The methods of `sessions` take a session's id as an argument of its own and put it where each call wants it;
    `id` and `signing_session_id` are there for answers.

    Attributes:
        id: The session's id, where it is called so.
        signing_session_id: The session's id, where it is called so.
        session_info: The settings.
        documents: The documents.
        signers: The signers.
        status_code: Where the session stands, in answers.

    Source: Constellation1's REST documentation, Appendix B.
    """

    READ_WITH: ClassVar[str] = "sessions.get(session_id)"
    ALIASES: ClassVar[Mapping[str, str]] = {"Status": "status_code"}

    id: str | None = None
    signing_session_id: str | None = None
    session_info: SessionInfo | None = None
    documents: list[Document] = several()
    signers: list[Signer] = several()
    status_code: SessionStatus | None = None

    @property
    def session_id(self) -> str:
        """The session's id, wherever the answer put it.

        Raises:
            MissingMemberError: It is nowhere.
        """
        found = self.found_id
        if found is None:
            msg = "Session.session_id is missing: neither signing_session_id, id nor session_info.id is set"
            raise MissingMemberError(msg, Session, "session_id")
        return found

    @property
    def found_id(self) -> str | None:
        """The same, or None."""
        return self.signing_session_id or self.id or (self.session_info.id if self.session_info else None)

    @property
    def status(self) -> SessionStatus | None:
        """Where the session stands, wherever the answer put it."""
        if self.status_code is not None:
            return self.status_code
        return self.session_info.status_code if self.session_info else None


@model
class CopyOptions(C1Model):
    """How a session is copied.

    Attributes:
        version: Which documents are copied; 0, the only number documented, presumably the original ones.
        retain_fields: Whether fields that were placed are kept.

    Source: Constellation1's REST documentation, Appendix B.
    """

    version: int | None = None
    retain_fields: bool | None = None
