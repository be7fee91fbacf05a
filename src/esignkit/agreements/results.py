"""Where an agreement stands, what happened to it, and what proves it."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from attrs import field, frozen

from esignkit.agreements.capabilities import Feature
from esignkit.core.suggestions import with_suggestions
from esignkit.names import EnumNames
from esignkit.runners.atomic_download import write_whole
from esignkit.types import Secret

if TYPE_CHECKING:
    from attrs import AttrsInstance

__all__ = [
    "Event",
    "EventKind",
    "Evidence",
    "EvidenceFile",
    "EvidenceKind",
    "MissingEvidence",
    "PartyState",
    "PartyStatus",
    "SentAgreement",
    "SentParty",
    "State",
    "Status",
]

_PART = 1 << 16
"""Bytes of a file that are copied at a time."""


class Status(enum.StrEnum, metaclass=EnumNames):
    """Where an agreement stands."""

    DRAFT = "draft"
    """Made, and not sent."""
    PREPARING = "preparing"
    """Sent; the service has yet to invite the parties."""
    OPEN = "open"
    """The parties can sign."""
    FINISHING = "finishing"
    """Everybody has signed; the service, or its owner, has yet to complete it."""
    COMPLETED = "completed"
    """Signed."""
    DECLINED = "declined"
    """A party declined, or opted out of signing electronically."""
    EXPIRED = "expired"
    """Its time ran out."""
    CANCELLED = "cancelled"
    """It was called off."""
    FAILED = "failed"
    """The service could not carry it through."""
    SPLIT = "split"
    """It became one request for each party."""
    OTHER = "other"
    """A status that this version does not know; `native_status` is the service's word."""

    @property
    def has_ended(self) -> bool:
        """Whether it can no longer be signed."""
        return self in _ENDED


_ENDED = frozenset({Status.COMPLETED, Status.DECLINED, Status.EXPIRED, Status.CANCELLED, Status.FAILED, Status.SPLIT})


class PartyStatus(enum.StrEnum, metaclass=EnumNames):
    """Where a party stands."""

    WAITING = "waiting"
    """Not invited yet, or it is not their turn."""
    OPEN = "open"
    """They can sign."""
    DONE = "done"
    """They have done their part."""
    DECLINED = "declined"
    """They declined."""
    OTHER = "other"
    """Something else, or the service does not say; `native_status` is its word, where it has one."""


class EventKind(enum.StrEnum, metaclass=EnumNames):
    """What happened."""

    SENT = "sent"
    """It was sent."""
    VIEWED = "viewed"
    """A party looked at a document."""
    PARTY_DONE = "party_done"
    """A party has done their part; with Ignisign, of one document."""
    COMPLETED = "completed"
    """It is signed."""
    DECLINED = "declined"
    """A party declined."""
    EXPIRED = "expired"
    """Its time ran out."""
    CANCELLED = "cancelled"
    """It was called off."""
    OTHER = "other"
    """Something else; `native_name` is the service's word."""


class EvidenceKind(enum.StrEnum, metaclass=EnumNames):
    """What a file of the evidence is."""

    SIGNED_DOCUMENT = "signed document"
    """The document with its signatures."""
    CERTIFICATE = "certificate"
    """The service's own account of who signed what and when."""
    AUDIT_TRAIL = "audit trail"
    """What happened, entry by entry."""
    SIGNATURES = "signatures"
    """The signatures on their own, to be checked beside the document."""


class _Displayed:
    """What notebooks show as a table."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        from esignkit.display import model_html  # only notebooks need it

        return model_html(cast("AttrsInstance", self))


@with_suggestions
@frozen(kw_only=True)
class PartyState(_Displayed):
    """Where one party stands."""

    id: str | None = None
    """The service's id of the signer or role; None where it does not say."""
    name: str = ""
    """First and last name, as far as the service says."""
    email: str | None = None
    """E-mail address."""
    status: PartyStatus = PartyStatus.OTHER
    """Where they stand."""
    native_status: str | None = None
    """The service's own word for it; None where it has none."""
    done_at: datetime | None = None
    """When they had done their part, where the service says."""
    reason: str | None = None
    """Why they declined, in their words, where the service says."""


@with_suggestions
@frozen(kw_only=True)
class State(_Displayed):
    """Where an agreement stands."""

    id: str
    """The service's id."""
    service: str
    """The service: `constellation1`, `ignisign` or `esignlive`."""
    status: Status
    """Where it stands."""
    native_status: str | None = None
    """The service's own word or number for it."""
    title: str | None = None
    """Title that people see."""
    parties: tuple[PartyState, ...] = ()
    """The parties; none where a list of the service does not name them: `state(id)` does."""
    reference: str | None = None
    """Your own reference, where the service says it."""
    paused: bool = False
    """Whether it is open and nobody can sign for now."""
    archived: bool = False
    """Whether it was archived, deleted, purged or put into the bin."""
    partial: bool = False
    """Whether it completed although not every party has signed."""
    reason: str | None = None
    """Why it was declined, in the party's words, where the service says."""
    created_at: datetime | None = None
    """When it was made, where the service says."""
    expires_at: datetime | None = None
    """When it expires, where the service says."""
    completed_at: datetime | None = None
    """When it was completed, where the service says."""
    native: object = field(default=None, repr=False, eq=False)
    """The service's own model that this was read from."""


@with_suggestions
@frozen(kw_only=True)
class SentParty(_Displayed):
    """A party of an agreement that was made."""

    id: str
    """The service's id of the signer or role; the e-mail address with Constellation1, which gives ids to `state` only.
    Calls that take a party take either."""
    email: str
    """E-mail address."""
    sign_url: Secret | None = None
    """Address where they sign, where the service gives it with the answer; whoever has it can sign."""


@with_suggestions
@frozen(kw_only=True)
class SentAgreement(_Displayed):
    """An agreement that was made, and sent where `send` made it."""

    id: str
    """The service's id."""
    service: str
    """The service: `constellation1`, `ignisign` or `esignlive`."""
    parties: tuple[SentParty, ...] = ()
    """Those who sign or approve, in the order of the agreement."""
    document_ids: tuple[str, ...] = ()
    """The service's ids of the documents, in the order of the agreement, as far as it gave them."""
    lost: frozenset[Feature] = frozenset()
    """What was left out, as `allow_loss` allowed."""
    signature_profile_id: str | None = None
    """Ignisign's signature profile that was used, yours or the one that was chosen; None with the other services."""


@with_suggestions
@frozen(kw_only=True)
class Event(_Displayed):
    """Something that happened to an agreement."""

    kind: EventKind
    """What happened."""
    service: str
    """The service: `constellation1`, `ignisign` or `esignlive`."""
    key: str
    """Text that is the same each time that the service delivers this event; record it to handle an event once."""
    agreement_id: str | None = None
    """The service's id of the agreement; None for events about something else."""
    native_name: str = ""
    """The service's own word for what happened."""
    party_id: str | None = None
    """The service's id of the party; with eSignLive the user id of whoever did it, which is the id of no party."""
    document_id: str | None = None
    """The service's id of the document."""
    reference: str | None = None
    """Your own reference, where the service says it."""
    reason: str | None = None
    """Why it was declined, in the party's words."""
    occurred_at: datetime | None = None
    """When it happened, where the service says."""
    verified: bool | None = None
    """Whether it is certain that the service sent it; None where that was not checked."""
    state: State | None = field(default=None, repr=False, eq=False)
    """Where the agreement stands, where it was asked for in order to confirm the event."""
    native: object = field(default=None, repr=False, eq=False)
    """The service's own model of the event."""


@with_suggestions
@frozen(kw_only=True)
class EvidenceFile(_Displayed):
    """One file of the evidence."""

    name: str
    """Name to save it under, safe for any file system and unique in the evidence."""
    kind: EvidenceKind
    """What it is."""
    _content: bytes | None = field(default=None, alias="content", repr=False)
    document_id: str | None = None
    """The service's id of the document that it belongs to; None where it is about all of them."""
    path: Path | None = None
    """Where `evidence(…, into=folder)` wrote it; None where it is held in memory."""

    @property
    def content(self) -> bytes:
        """The file's bytes, read from `path` where it was written there."""
        if self.path is not None:
            return self.path.read_bytes()
        return self._content or b""

    @property
    def size(self) -> int:
        """Length in bytes."""
        return len(self._content or b"") if self.path is None else self.path.stat().st_size

    def write(self, path: str | Path) -> None:
        """Write it to a file of its own, which is complete or not there.

        Args:
            path: The file.

        Raises:
            FileExistsError: There is one already; it is left alone.
        """
        refuse_taken(Path(path))
        write_whole(path, self._parts())

    def _parts(self) -> Iterator[bytes]:
        if self.path is None:
            yield self._content or b""
            return
        with self.path.open("rb") as source:
            while part := source.read(_PART):
                yield part


def refuse_taken(path: Path) -> None:
    """Refuse to overwrite a file.

    Raises:
        FileExistsError: There is one.
    """
    if path.exists():
        msg = f"{path} exists; choose another folder"
        raise FileExistsError(msg)


@with_suggestions
@frozen(kw_only=True)
class MissingEvidence(_Displayed):
    """Something that a service has no call for, or does not have yet."""

    kind: EvidenceKind
    """What it is."""
    reason: str
    """Why it is not there, and what to do instead."""
    document_id: str | None = None
    """The service's id of the document; None where it is about all of them."""
    document: str | None = None
    """The document's name; None where it is about all of them."""


@with_suggestions
@frozen(kw_only=True)
class Evidence(_Displayed):
    """What proves an agreement: signed documents, certificates, audit trails, as far as the service has them."""

    agreement_id: str
    """The service's id of the agreement."""
    service: str
    """The service: `constellation1`, `ignisign` or `esignlive`."""
    files: tuple[EvidenceFile, ...] = ()
    """What could be downloaded, each file with its kind."""
    missing: tuple[MissingEvidence, ...] = ()
    """What is not there, each with its reason."""

    def save(self, folder: str | Path) -> list[Path]:
        """Write the files into a folder, which is made when it is not there. No file is overwritten.

        Args:
            folder: The folder.

        Returns:
            The files' paths.

        Raises:
            FileExistsError: One of the files is there already; none was written.
        """
        target = Path(folder)
        target.mkdir(parents=True, exist_ok=True)
        paths = [target / file.name for file in self.files]
        for path in paths:
            refuse_taken(path)
        for path, file in zip(paths, self.files, strict=True):
            file.write(path)
        return paths
