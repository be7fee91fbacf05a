"""Signing sessions: their settings, documents, and how they are copied."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, BinaryIO, ClassVar

from esignkit.constellation1.enums import EmailOptions, SessionStatus, UseSequence
from esignkit.constellation1.models.signers import Signer
from esignkit.constellation1.wire_format import C1Model, no_text, read_bytes, read_moment
from esignkit.core.field_specifiers import Choice, choice, several
from esignkit.core.model import model
from esignkit.errors import MissingMemberError
from esignkit.types import JSON, Secret

if TYPE_CHECKING:
    from esignkit.core.serialization import Writer

__all__ = ["CopyOptions", "Document", "Session", "SessionInfo"]


def _read_addresses(value: JSON) -> list[str]:
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    if isinstance(value, list):
        return [str(item) for item in value if item]
    msg = "e-mail addresses joined by commas were expected"
    raise ValueError(msg)


def _write_addresses(value: object, writer: Writer) -> object:
    written = writer.write(value, "SessionInfo.copy_to")
    return ",".join(str(item) for item in written if item) if isinstance(written, list) else written


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
    """The settings of a session.

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
    WRITE: ClassVar[Mapping[str, Callable[..., object]]] = {
        "copy_to": _write_addresses,
        "expires_on": _write_expiry,
    }

    title: str | None = None
    """Title of the session that signers see."""
    return_url: str | None = None
    """Address of your own host."""
    transaction_id: str | None = None
    """Your own key; `sessions.list_lite_by_transaction_id` finds sessions by it."""
    transaction_title: str | None = None
    """Title of the transaction, which copies carry; not the session's `title`."""
    use_sequence: Choice[UseSequence | None, int] = choice()
    """Whether signers sign one after the other, all at once, or without invitations."""
    allow_delegation: bool | None = None
    """Whether a signer may name somebody else to sign."""
    copy_to: list[str] = several()
    """E-mail addresses that receive copies; one text with commas in the service's JSON."""
    description: str | None = None
    r"""Text of the e-mail to signers; `\n` begins a new line."""
    email_options: Choice[EmailOptions | None, int] = choice()
    """Whether those in `copy_to` receive links or attachments."""
    first_signer: bool | None = None
    """Whether the owner is the first signer."""
    password: Secret | str | None = None
    """Password of the session; `repr` hides it."""
    client_id: str | None = None
    """Id of the client."""
    owner_id: str | None = None
    """Id of the owner."""
    owner_name: str | None = None
    """Name of the owner."""
    owner_email: str | None = None
    """E-mail address of the owner."""
    owner_signature: str | None = None
    """Signature below the owner's e-mails."""
    expires_on: datetime | None = None
    """When the session ends, at most 90 days ahead; takes effect at 00:00 UTC of that day."""
    reminder_frequency_days: int | None = None
    """Days between reminders; the server makes anything above 30 to 30."""
    send_signer_invites: bool | None = None
    """Whether signers are invited by e-mail when the session starts; true when not given."""
    send_session_redirect_url: str | None = None
    """Address that Send on step 2 of eSign 2.0 leads to; it needs no scheme."""
    remove_unassigned_signer_roles: bool | None = None
    """Whether a template's roles that nobody holds are dropped; seen in updates."""
    application_key: str | None = None
    """Id of your application, which webhooks use."""
    id: str | None = None
    """Id of the session, in some calls."""
    status_code: Choice[SessionStatus | None, int] = choice()
    """Where the session stands; in responses only."""


@model
class Document(C1Model):
    """A file to sign, or a template that stands for one.

    Source: Constellation1's REST documentation, Appendix B.
    """

    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"file_bytes": read_bytes}
    WRITE: ClassVar[Mapping[str, Callable[..., object]]] = {"file_bytes": no_text}
    FILES: ClassVar[frozenset[str]] = frozenset({"file_bytes"})

    file_name: str | None = None
    """Name of the file with its suffix."""
    file_bytes: bytes | os.PathLike[str] | BinaryIO | None = None
    """The content: bytes, a path object or a file opened in binary mode, which is read while it is sent; bytes in
    responses. Text is refused, because it could mean a path or content. Each of a list of integers is checked."""
    form_id: str | None = None
    """Template to use in place of a file, as its configuration names it (*Form ID* in the user interface)."""
    form_tag: str | None = None
    """Tag of the form. The documentation does not explain it."""
    has_anchor_tags: bool | None = None
    """Whether the service looks for anchor tags, which is slow; false when not given."""
    anchor_tags_adjustment_category: str | None = None
    """Name of a predefined set of offsets for anchor tags."""
    sequence: int | None = None
    """Place in the order of documents."""


@model
class Session(C1Model):
    """A signing session: settings, documents and signers.

    The methods of `sessions` take a session's id as an argument of its own and put it where each call wants it;
    `id` and `signing_session_id` are there for answers.

    Source: Constellation1's REST documentation, Appendix B.
    """

    READ_WITH: ClassVar[str] = "sessions.get(session_id)"
    ALIASES: ClassVar[Mapping[str, str]] = {"Status": "status_code"}

    id: str | None = None
    """Id of the session, where the service calls it so."""
    signing_session_id: str | None = None
    """Id of the session, where the service calls it so; `session_id` reads all places."""
    session_info: SessionInfo | None = None
    """Settings of the session."""
    documents: list[Document] = several()
    """Files to sign and templates."""
    signers: list[Signer] = several()
    """The people who sign."""
    status_code: Choice[SessionStatus | None, int] = choice()
    """Where the session stands; in responses only."""

    @property
    def session_id(self) -> str:
        """The session's id, wherever the response put it.

        Raises:
            MissingMemberError: It is nowhere.
        """
        session_id = self.found_id
        if session_id is None:
            msg = "Session.session_id is missing: neither signing_session_id, id nor session_info.id is set"
            raise MissingMemberError(msg, Session, "session_id")
        return session_id

    @property
    def found_id(self) -> str | None:
        """The same, or None."""
        return self.signing_session_id or self.id or (self.session_info.id if self.session_info else None)

    @property
    def status(self) -> SessionStatus | None:
        """Where the session stands, wherever the response put it."""
        if self.status_code is not None:
            return self.status_code
        return self.session_info.status_code if self.session_info else None


@model
class CopyOptions(C1Model):
    """How a session is copied.

    Source: Constellation1's REST documentation, Appendix B.
    """

    version: int | None = None
    """Which documents are copied; only 0 is documented, presumably the original ones."""
    retain_fields: bool | None = None
    """Whether fields that were placed are kept."""
