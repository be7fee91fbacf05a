"""The evidence page of a transaction: who signed what and when, with the digests of the files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from attrs import field, frozen

from .writer import write_pdf


@frozen
class EvidenceDocument:
    """A document of the transaction."""

    name: str
    """Name of the document."""
    original_sha256: str
    """SHA-256 of the bytes that were uploaded, hexadecimal."""
    signed_sha256: str = ""
    """SHA-256 of the signed and sealed bytes, empty while there are none."""
    pages: int = 0
    """Number of pages, 0 when not known."""


@frozen
class EvidenceSigner:
    """A signer of the transaction."""

    name: str
    """Full name of the signer."""
    email: str = ""
    """E-mail address of the signer."""
    state: str = ""
    """The provider's word for how far the signer got."""
    signed_at: datetime | None = None
    """When the signer signed, an aware datetime."""
    details: str = ""
    """Anything else, such as how the signer was identified."""


@frozen
class EvidenceEvent:
    """An event in the history of the transaction."""

    at: datetime
    """When it happened, an aware datetime."""
    what: str
    """What happened."""
    who: str = ""
    """Who did it."""
    details: str = ""
    """Anything else."""


@frozen
class Evidence:
    """The content of the evidence page."""

    ids: Mapping[str, str]
    """The transaction's identifiers by what they are called."""
    documents: Sequence[EvidenceDocument] = field(factory=tuple[EvidenceDocument, ...])
    """Documents of the transaction."""
    signers: Sequence[EvidenceSigner] = field(factory=tuple[EvidenceSigner, ...])
    """Signers of the transaction."""
    events: Sequence[EvidenceEvent] = field(factory=tuple[EvidenceEvent, ...])
    """What happened, oldest first."""
    status: str = ""
    """The provider's word for the transaction's state."""
    made_at: datetime | None = None
    """When this page was made, an aware datetime."""


def evidence_pdf(title: str, evidence: Evidence) -> bytes:
    """Write the evidence of a transaction as a PDF.

    Args:
        title: The heading, such as "Evidence Summary".
        evidence: What to tell.

    Returns:
        An unsigned PDF; `seal` makes it a signed one.
    """
    lines = [f"# {title}"]
    lines += [f"{label}: {value}" for label, value in evidence.ids.items()]
    lines += [f"Status: {evidence.status}"] if evidence.status else []
    lines += [f"Made: {_instant(evidence.made_at)}"] if evidence.made_at else []
    lines += ["", "## Documents", *(line for document in evidence.documents for line in _document(document))]
    lines += ["", "## Signers", *(line for signer in evidence.signers for line in _signer(signer))]
    lines += ["", "## Events", *(_event(event) for event in evidence.events)]
    return write_pdf([lines], title=title)


def _document(document: EvidenceDocument) -> list[str]:
    pages = f" ({document.pages} pages)" if document.pages else ""
    lines = [f"{document.name}{pages}", f"    SHA-256 original: {document.original_sha256}"]
    return [*lines, f"    SHA-256 signed: {document.signed_sha256}"] if document.signed_sha256 else lines


def _signer(signer: EvidenceSigner) -> list[str]:
    signer_text = f"{signer.name} <{signer.email}>" if signer.email else signer.name
    lines = [f"{signer_text}: {signer.state}" if signer.state else signer_text]
    if signer.signed_at:
        lines.append(f"    signed {_instant(signer.signed_at)}")
    return [*lines, f"    {signer.details}"] if signer.details else lines


def _event(event: EvidenceEvent) -> str:
    return "  ".join(part for part in (_instant(event.at), event.what, event.who, event.details) if part)


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
