"""The model of a signing transaction, common to the three services, and its JSON form in the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum

from attrs import define, field, frozen

from esignkit.sandbox.json_values import (
    JSON,
    JSONObject,
    as_bool,
    as_float,
    as_int,
    as_list,
    as_object,
    as_text,
    objects,
    texts,
)


class Stage(StrEnum):
    """The stage of a transaction, independent of the service's own status names."""

    DRAFT = "draft"
    OPEN = "open"
    COMPLETED = "completed"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class PartyState(StrEnum):
    """Whether a party has signed, declined, or done nothing yet."""

    PENDING = "pending"
    SIGNED = "signed"
    DECLINED = "declined"


@define
class Party:
    """A signer. Parties of equal `order` sign in parallel, lower orders first."""

    id: str
    """Id of the party, as its service calls it."""
    name: str
    """Full name of the party."""
    email: str = ""
    """E-mail address; empty where there is none."""
    order: int = 0
    """Place in the signing order; equal ones sign in parallel."""
    documents: list[str] | None = None
    """Ids of the documents this party signs; None means all of them."""
    state: PartyState = PartyState.PENDING
    """Whether the party has signed or declined."""
    signed_at: datetime | None = None
    """When the party signed; None before."""
    reason: str = ""
    """Why the party declined, in its own words."""

    def signs(self, document_id: str) -> bool:
        """Return whether the party signs this document.

        Args:
            document_id: The document.
        """
        return self.documents is None or document_id in self.documents


@define
class SignaturePosition:
    """Where a party's signature is drawn: a page from 0, and a box in points from the page's upper left corner."""

    party_id: str
    page: int
    left: float
    top: float
    width: float
    height: float
    field: str = ""
    """Name of a signature field that the PDF already holds; empty makes a new one."""


@define
class Document:
    """A document: the bytes that were uploaded, and the PDF with the signatures so far."""

    id: str
    """Id of the document, as its service calls it."""
    name: str
    """Name of the document or its file."""
    content_type: str = "application/pdf"
    """MIME type of the bytes as given."""
    original: str | None = None
    """SHA-256 of the uploaded bytes; None while there is no content."""
    size: int = 0
    """Bytes as given."""
    pdf: str | None = None
    """SHA-256 of the PDF to sign: the original, or a placeholder page for other formats."""
    current: str | None = None
    """SHA-256 of the PDF with the signatures so far; None before the transaction opens."""
    pages: int = 0
    """Number of pages of the PDF."""
    places: list[SignaturePosition] = field(factory=list[SignaturePosition])
    """Where signatures are drawn."""
    fields: dict[str, str] = field(factory=dict[str, str])
    """Name of each party's signature field in the PDF, by party id; filled when the transaction opens."""


@define
class Transaction:
    """One package, signature request or session."""

    id: str
    """Id of the transaction, as its service calls it."""
    provider: str
    """The service that it belongs to, such as `esignlive`."""
    tenant: str
    """The tenant that owns it."""
    status: str
    """The status, as the service names it."""
    created: datetime
    """When it was created, by the sandbox's clock."""
    updated: datetime
    """When it was last changed."""
    title: str = ""
    """Title of the transaction."""
    stage: Stage = Stage.DRAFT
    """Where it stands, whatever its service calls it."""
    opened: datetime | None = None
    """When it was sent to its parties; None before."""
    completed: datetime | None = None
    """When it was completed; None before."""
    due: datetime | None = None
    """When it expires; None for never."""
    deleted: bool = False
    """Whether it was deleted."""
    shelf: str = ""
    """A group that the emulator chooses. It has a column of its own, so that a list need not read everything."""
    parties: list[Party] = field(factory=list[Party])
    """The people who sign."""
    documents: list[Document] = field(factory=list[Document])
    """The documents to sign."""
    wire: JSONObject = field(factory=dict[str, JSON], repr=False)
    """Data that only the service's emulator reads and writes."""

    def party(self, party_id: str) -> Party | None:
        """Return the party with this id.

        Args:
            party_id: The party's id; None is returned when there is none.
        """
        return next((party for party in self.parties if party.id == party_id), None)

    def document(self, document_id: str) -> Document | None:
        """Return the document with this id.

        Args:
            document_id: The document's id; None is returned when there is none.
        """
        return next((document for document in self.documents if document.id == document_id), None)

    def due_parties(self) -> list[Party]:
        """Return the parties whose turn it is."""
        pending = [party for party in self.parties if party.state is PartyState.PENDING]
        first = min((party.order for party in pending), default=0)
        return [party for party in pending if party.order == first]


@frozen
class SearchKeys:
    """What lists and searches of a service find a transaction by; the store has columns for it."""

    words: Sequence[str] = ()
    """Texts that a search looks into."""
    tags: Sequence[str] = ()
    """Texts that a list asks for as a whole, such as `owner=…`."""


@frozen
class Event:
    """An event in the history of a transaction."""

    sequence: int
    """Number of the event; later ones are greater."""
    time: datetime
    """When it happened, by the sandbox's clock."""
    provider: str
    """The service that it happened in."""
    tenant: str
    """The tenant that it belongs to."""
    transaction_id: str
    """Id of the transaction."""
    kind: str
    """What happened."""
    detail: JSONObject
    """More about it, as JSON."""


@frozen
class Job:
    """Work that a service does later: `LifeCycle.on_job` is called with it when the clock has passed `due`."""

    due: datetime
    provider: str
    tenant: str
    name: str
    detail: JSONObject


@frozen
class LedgerEntry:
    """An operation that the server carried out."""

    sequence: int
    """Number of the entry; later ones are greater."""
    time: datetime
    """When it was done, by the sandbox's clock."""
    provider: str
    """The service that did it."""
    tenant: str
    """The tenant that it was done for."""
    operation: str
    """Name of the operation that was carried out."""
    transaction_id: str
    """Id of the transaction that it was about."""


def moment_to_text(moment: datetime | None) -> str | None:
    """Return a moment as text for the store."""
    return None if moment is None else moment.isoformat()


def utc_text(moment: datetime) -> str:
    """Return a moment as text that sorts as the moments do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def moment_from_text(value: object) -> datetime | None:
    """Return the moment that `moment_to_text` wrote."""
    return datetime.fromisoformat(value) if isinstance(value, str) else None


def transaction_to_json(transaction: Transaction) -> JSONObject:
    """Return a transaction as a JSON object."""
    return {
        "id": transaction.id,
        "provider": transaction.provider,
        "tenant": transaction.tenant,
        "status": transaction.status,
        "stage": transaction.stage.value,
        "title": transaction.title,
        "created": moment_to_text(transaction.created),
        "updated": moment_to_text(transaction.updated),
        "opened": moment_to_text(transaction.opened),
        "completed": moment_to_text(transaction.completed),
        "due": moment_to_text(transaction.due),
        "deleted": transaction.deleted,
        "shelf": transaction.shelf,
        "parties": [
            {
                "id": party.id,
                "name": party.name,
                "email": party.email,
                "order": party.order,
                "documents": party.documents,
                "state": party.state.value,
                "signed_at": moment_to_text(party.signed_at),
                "reason": party.reason,
            }
            for party in transaction.parties
        ],
        "documents": [
            {
                "id": document.id,
                "name": document.name,
                "content_type": document.content_type,
                "original": document.original,
                "size": document.size,
                "pdf": document.pdf,
                "current": document.current,
                "pages": document.pages,
                "places": [
                    {
                        "party_id": place.party_id,
                        "page": place.page,
                        "box": [place.left, place.top, place.width, place.height],
                        "field": place.field,
                    }
                    for place in document.places
                ],
                "fields": document.fields,
            }
            for document in transaction.documents
        ],
        "wire": transaction.wire,
    }


def transaction_from_json(body: JSONObject) -> Transaction:
    """Return the transaction that `transaction_to_json` wrote."""
    return Transaction(
        id=as_text(body["id"]),
        provider=as_text(body["provider"]),
        tenant=as_text(body["tenant"]),
        status=as_text(body["status"]),
        stage=Stage(as_text(body["stage"])),
        title=as_text(body["title"]),
        created=datetime.fromisoformat(as_text(body["created"])),
        updated=datetime.fromisoformat(as_text(body["updated"])),
        opened=moment_from_text(body["opened"]),
        completed=moment_from_text(body["completed"]),
        due=moment_from_text(body["due"]),
        deleted=as_bool(body["deleted"]),
        shelf=as_text(body["shelf"]),
        parties=[_party(item) for item in objects(body["parties"])],
        documents=[_document(item) for item in objects(body["documents"])],
        wire=as_object(body["wire"]),
    )


def _party(body: JSONObject) -> Party:
    return Party(
        id=as_text(body["id"]),
        name=as_text(body["name"]),
        email=as_text(body["email"]),
        order=as_int(body["order"]),
        documents=None if body["documents"] is None else texts(body["documents"]),
        state=PartyState(as_text(body["state"])),
        signed_at=moment_from_text(body["signed_at"]),
        reason=as_text(body["reason"]),
    )


def _document(body: JSONObject) -> Document:
    return Document(
        id=as_text(body["id"]),
        name=as_text(body["name"]),
        content_type=as_text(body["content_type"]),
        original=as_text(body["original"]) or None,
        size=as_int(body["size"]),
        pdf=as_text(body["pdf"]) or None,
        current=as_text(body["current"]) or None,
        pages=as_int(body["pages"]),
        places=[_place(item) for item in objects(body["places"])],
        fields={key: as_text(value) for key, value in as_object(body["fields"]).items()},
    )


def _place(body: JSONObject) -> SignaturePosition:
    left, top, width, height = (as_float(value) for value in as_list(body["box"]))
    return SignaturePosition(
        as_text(body["party_id"]), as_int(body["page"]), left, top, width, height, as_text(body["field"])
    )
