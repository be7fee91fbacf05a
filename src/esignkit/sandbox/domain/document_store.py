"""The documents of a transaction: stored, prepared for signing, signed by each party, and sealed."""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import TYPE_CHECKING

from esignkit.sandbox import pdf
from esignkit.sandbox.domain.file_kinds import TYPES, Kind, claimed_kind, kind_of, media_type
from esignkit.sandbox.domain.form_fields import Entries, for_pdf, pdf_inputs, settled
from esignkit.sandbox.domain.model import Document, SignaturePosition
from esignkit.sandbox.domain.rehearsals import by_name, facts_of, in_turn_or_beside

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from esignkit.sandbox.domain.form_fields import FormField
    from esignkit.sandbox.domain.model import Party, Transaction
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork

_REMEMBERED = 64
# Free places by the PDF's checksum and their number: the same document is often sent many times.
_free_places: dict[tuple[str, int], list[pdf.Place]] = {}
_lock = threading.Lock()


def set_content(work: UnitOfWork, document: Document, content: bytes, content_type: str = "") -> None:
    """Set the content of a document. Formats other than PDF get a placeholder page to sign.

    Args:
        work: The unit of work.
        document: The document that gets the content.
        content: The bytes as uploaded.
        content_type: Their media type, where the content itself shows none.

    Raises:
        PdfRefused: The bytes are a PDF that cannot be signed (encrypted, truncated, XFA …).
    """
    kind = kind_of(content)
    if kind is Kind.PDF:
        document.content_type, document.pages = TYPES[kind], facts_of(content, document.name).pages
    document.original, document.size = work.put_blob(content), len(content)
    if kind is Kind.PDF:
        document.pdf = document.original
    else:
        document.content_type = media_type(content) or content_type or "application/octet-stream"
        document.pdf = work.put_blob(pdf.placeholder_pdf(document.name, document.content_type, document.size))
        document.pages = 1
    document.current = None


def require_what_it_claims(content: bytes, name: str) -> None:
    """Refuse a file whose name says that it is a PDF, and which is none.

    Args:
        content: The file's bytes.
        name: Its name.

    Raises:
        PdfRefused: It is something else; the error says what.
    """
    kind = kind_of(content)
    if kind is not Kind.PDF and claimed_kind(name) is Kind.PDF:
        raise pdf.PdfRefused(name, pdf.RefusalReason.NOT_A_PDF, f" but {kind.value}")


def prepare(work: UnitOfWork, transaction: Transaction, document: Document) -> None:
    """Make the PDF that will be signed: one signature field for each party that signs this document."""
    if document.pdf is None:
        return
    document.fields = {}
    slots: list[pdf.SignatureField] = []
    signers = [(number, party) for number, party in enumerate(transaction.parties) if party.signs(document.id)]
    fields = [
        one for one in work.life_cycle(transaction).form_fields(work, transaction) if one.document_id == document.id
    ]
    chosen = {one.party_id: _position(one) for one in reversed(fields) if one.main and one.box is not None}
    chosen |= {position.party_id: position for position in reversed(document.places)}
    inputs = pdf_inputs(fields)
    taken = [pdf.Place(one.page, pdf.Box(one.left, one.top, one.width, one.height)) for one in chosen.values()]
    taken += [pdf.Place(one.page, one.box) for one in inputs]
    with by_name(document.name or document.id):
        free = iter(_find_places(work, document, sum(party.id not in chosen for _, party in signers), taken))
    for number, party in signers:
        position = chosen.get(party.id) or _place_for(party, next(free, None))
        # A document may come with signatures of an earlier transaction, whose fields have names of their own.
        name = position.field or f"Signature {number + 1} of {transaction.id}"
        document.fields[party.id] = name
        box = (
            pdf.Box(position.left, position.top, position.width, position.height)
            if position.width and position.height
            else None
        )
        slots.append(pdf.SignatureField(name, position.page, box))
    with by_name(document.name or document.id):
        prepared = in_turn_or_beside(pdf.prepare, work.blob(document.pdf), slots, inputs=inputs)
    document.current = work.put_blob(prepared)


def sign(
    work: UnitOfWork, transaction: Transaction, document: Document, party: Party, entries: Entries | None = None
) -> None:
    """Sign a party's field of the document, and fill in what the party has entered.

    A document whose signature is disabled by what was entered stays as it is.
    """
    if document.current is None:
        return
    entries = entries or Entries()
    fields = settled(fields_of(work, transaction, party), entries.values)
    fields = [one for one in fields if one.document_id == document.id]
    if any(one.main and one.disabled for one in fields):
        return
    signer = pdf.Signer(party.name or party.email or party.id, party.email)
    written = for_pdf(fields, entries, signer.name)
    content, name, pem = work.blob(document.current), document.fields[party.id], work.ca.to_pem()
    with by_name(document.name or document.id):
        signed = in_turn_or_beside(_sign, content, name, signer, pem, written, at=work.now)
    document.current = work.put_blob(signed)


def _sign(
    content: bytes, field_name: str, signer: pdf.Signer, pem: bytes, entries: pdf.Entries, *, at: datetime
) -> bytes:
    return pdf.sign(content, field_name, signer, _authority(pem), at, entries)


def _seal(content: bytes, pem: bytes, *, at: datetime) -> bytes:
    return pdf.seal(content, _authority(pem), at)


@lru_cache(maxsize=8)
def _authority(pem: bytes) -> pdf.SandboxCA:
    """Return the authority of a sandbox, also in the process that works on documents."""
    return pdf.SandboxCA.from_pem(pem)


def fields_of(
    work: UnitOfWork, transaction: Transaction, party: Party, document_id: str | None = None
) -> list[FormField]:
    """Return what a party fills in, in all documents or in one."""
    return [
        one
        for one in work.life_cycle(transaction).form_fields(work, transaction)
        if one.party_id == party.id and document_id in (None, one.document_id)
    ]


def seal(work: UnitOfWork, document: Document) -> None:
    """Seal the document with the sandbox's own signature, which allows no further change."""
    if document.current is not None:
        document.current = work.put_blob(sealed(work, work.blob(document.current), document.name or document.id))


def sealed(work: UnitOfWork, content: bytes, name: str) -> bytes:
    """Return a PDF with the sandbox's own signature; its name is for the text of an error."""
    with by_name(name):
        return in_turn_or_beside(_seal, content, work.ca.to_pem(), at=work.now)


def evidence(work: UnitOfWork, transaction: Transaction, title: str) -> bytes:
    """Return the sealed evidence PDF of a transaction: ids, checksums, signers and events."""
    names = {party.id: party.name or party.email for party in transaction.parties}
    evidence_data = pdf.Evidence(
        ids={"Service": transaction.provider, "Id": transaction.id, "Title": transaction.title},
        documents=[
            pdf.EvidenceDocument(document.name, document.original or "", document.current or "", document.pages)
            for document in transaction.documents
        ],
        signers=[
            pdf.EvidenceSigner(party.name, party.email, party.state.value, party.signed_at, party.reason)
            for party in transaction.parties
        ],
        events=[
            pdf.EvidenceEvent(event.time, event.kind, names.get(str(event.detail.get("party", "")), ""))
            for event in work.events(transaction.id)
        ],
        status=transaction.status,
        made_at=work.now,
    )
    return pdf.seal(pdf.evidence_pdf(title, evidence_data), work.ca, work.now)


def _find_places(work: UnitOfWork, document: Document, count: int, taken: Sequence[pdf.Place]) -> list[pdf.Place]:
    """Find places for the signers whom nobody gave one."""
    if document.pdf is None or not count:
        return []
    if taken:
        return in_turn_or_beside(pdf.find_places, work.blob(document.pdf), count, taken)
    key = (document.pdf, count)
    places = _free_places.get(key)
    if places is None:
        places = in_turn_or_beside(pdf.find_places, work.blob(document.pdf), count)
        with _lock:  # all sandboxes of a process remember here
            if len(_free_places) >= _REMEMBERED:
                _free_places.clear()
            _free_places[key] = places
    return places


def _position(one: FormField) -> SignaturePosition:
    box = one.box or pdf.Box(0, 0, 0, 0)
    return SignaturePosition(one.party_id, one.page, box.left, box.top, box.width, box.height)


def _place_for(party: Party, free: pdf.Place | None) -> SignaturePosition:
    """Return a signer's place; where no paper is free, the signature does not show and covers nothing."""
    if free is None:
        return SignaturePosition(party.id, 0, 0, 0, 0, 0)
    box = free.box
    return SignaturePosition(party.id, free.page, box.left, box.top, box.width, box.height)
