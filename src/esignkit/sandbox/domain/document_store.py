"""The documents of a transaction: stored, prepared for signing, signed by each party, and sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox import pdf
from esignkit.sandbox.domain.model import Document, SignaturePosition

if TYPE_CHECKING:
    from esignkit.sandbox.domain.model import Party, Transaction
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork

PDF_TYPE = "application/pdf"

_REMEMBERED = 64
# Free places by the PDF's checksum and their number: the same document is often sent many times.
_free_places: dict[tuple[str, int], list[pdf.Place]] = {}


def is_pdf(content: bytes) -> bool:
    """Return whether bytes have a PDF header; readers accept some bytes before it."""
    return b"%PDF-" in content[:1024]


def set_content(
    work: UnitOfWork, document: Document, content: bytes, content_type: str = "", facts: pdf.PdfFacts | None = None
) -> None:
    """Set the content of a document. Formats other than PDF get a placeholder page to sign.

    Args:
        work: The unit of work.
        document: The document that gets the content.
        content: The bytes as uploaded.
        content_type: Their media type; a PDF is recognised by itself.
        facts: What is known of the PDF if it has been looked at before.

    Raises:
        PdfRefused: The bytes are a PDF that cannot be signed (encrypted, truncated, XFA …).
    """
    document.original, document.size = work.put_blob(content), len(content)
    if is_pdf(content):
        facts = facts or pdf.check_usable(content, document.name)
        document.content_type, document.pdf, document.pages = PDF_TYPE, document.original, facts.pages
    else:
        document.content_type = content_type or "application/octet-stream"
        document.pdf = work.put_blob(pdf.placeholder_pdf(document.name, document.content_type, document.size))
        document.pages = 1
    document.current = None


def prepare(work: UnitOfWork, transaction: Transaction, document: Document) -> None:
    """Make the PDF that will be signed: one signature field for each party that signs this document."""
    if document.pdf is None:
        return
    document.fields = {}
    slots: list[pdf.SignatureField] = []
    signers = [(number, party) for number, party in enumerate(transaction.parties) if party.signs(document.id)]
    chosen = {position.party_id: position for position in reversed(document.places)}
    free = iter(_find_places(work, document, sum(party.id not in chosen for _, party in signers)))
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
    document.current = work.put_blob(pdf.prepare(work.blob(document.pdf), slots))


def sign(work: UnitOfWork, document: Document, party: Party) -> None:
    """Sign a party's field of the document."""
    if document.current is None:
        return
    signer = pdf.Signer(party.name or party.email or party.id, party.email)
    signed = pdf.sign(work.blob(document.current), document.fields[party.id], signer, work.ca, work.now)
    document.current = work.put_blob(signed)


def seal(work: UnitOfWork, document: Document) -> None:
    """Seal the document with the sandbox's own signature, which allows no further change."""
    if document.current is not None:
        document.current = work.put_blob(pdf.seal(work.blob(document.current), work.ca, work.now))


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


def _find_places(work: UnitOfWork, document: Document, count: int) -> list[pdf.Place]:
    """Find places for the signers whom nobody gave one."""
    if document.pdf is None or not count:
        return []
    if document.places:
        boxes = [(place.page, pdf.Box(place.left, place.top, place.width, place.height)) for place in document.places]
        return pdf.find_places(work.blob(document.pdf), count, [pdf.Place(page, box) for page, box in boxes])
    key = (document.pdf, count)
    if key not in _free_places:
        if len(_free_places) >= _REMEMBERED:
            _free_places.clear()
        _free_places[key] = pdf.find_places(work.blob(document.pdf), count)
    return _free_places[key]


def _place_for(party: Party, free: pdf.Place | None) -> SignaturePosition:
    """Return a signer's place; where no paper is free, the signature does not show and covers nothing."""
    if free is None:
        return SignaturePosition(party.id, 0, 0, 0, 0, 0)
    box = free.box
    return SignaturePosition(party.id, free.page, box.left, box.top, box.width, box.height)
