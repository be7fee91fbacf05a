"""Where a request of Ignisign stands, in the words of agreements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.agreements.reading import items_of, text_of
from esignkit.agreements.results import PartyState, PartyStatus, State, Status
from esignkit.ignisign.enums import SignatureRequestStatus
from esignkit.ignisign.models.documents import DocumentContext, SignatureSummary
from esignkit.ignisign.models.signature_requests import SignatureRequest, SignatureRequestContext
from esignkit.ignisign.models.signers import SignerSummary

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["state_of"]

_STATUSES = {
    SignatureRequestStatus.DRAFT: Status.DRAFT,
    SignatureRequestStatus.WAITING_DOCUMENTS: Status.PREPARING,
    SignatureRequestStatus.WAITING_DOCUMENTS_GENERATION: Status.PREPARING,
    SignatureRequestStatus.READY: Status.PREPARING,
    SignatureRequestStatus.LAUNCHING: Status.PREPARING,
    SignatureRequestStatus.IN_PROGRESS: Status.OPEN,
    SignatureRequestStatus.PROCESSING: Status.FINISHING,
    SignatureRequestStatus.COMPLETED: Status.COMPLETED,
    SignatureRequestStatus.EXPIRED: Status.EXPIRED,
    SignatureRequestStatus.CANCELLED: Status.CANCELLED,
    SignatureRequestStatus.FAILED: Status.FAILED,
    SignatureRequestStatus.LAUNCH_ERROR: Status.FAILED,
    SignatureRequestStatus.CHILDREN_GENERATED: Status.SPLIT,
}


def state_of(request: SignatureRequest) -> State:
    """Return where a request stands, in the words of agreements; items of lists do not name the signers."""
    native: SignatureRequestStatus | None = getattr(request, "status", None)
    status = _STATUSES.get(native, Status.OTHER) if native is not None else Status.OTHER
    parties = _parties(request, status) if isinstance(request, SignatureRequestContext) else ()
    signed = items_of(request, "signed_by", str)
    invited = items_of(request, "signer_ids", str) or [party.id or "" for party in parties]
    return State(
        id=request.id,
        service="ignisign",
        status=status,
        native_status=None if native is None else str(native),
        title=request.title,
        parties=parties,
        reference=request.external_id,
        partial=status is Status.COMPLETED and bool(invited) and len(set(signed)) < len(set(invited)),
        created_at=request.created_at,
        expires_at=request.expiration_date if request.expiration_date_is_activated else None,
        native=request,
    )


def _parties(request: SignatureRequestContext, status: Status) -> tuple[PartyState, ...]:
    signed = set(items_of(request, "signed_by", str))
    moments: dict[str, list[datetime]] = {}
    for document in items_of(request, "documents", DocumentContext):
        for summary in items_of(document, "signature_summaries", SignatureSummary):
            if hasattr(summary, "date"):
                moments.setdefault(summary.signer_id, []).append(summary.date)
    parties: list[PartyState] = []
    for signer in items_of(request, "signers", SignerSummary):
        signer_id = text_of(signer, "signer_id")
        done = signer_id in signed
        open_now = status is Status.OPEN and not done
        parties.append(
            PartyState(
                id=signer_id,
                name=f"{signer.first_name or ''} {signer.last_name or ''}".strip(),
                email=signer.email,
                status=PartyStatus.DONE if done else PartyStatus.OPEN if open_now else PartyStatus.WAITING,
                done_at=max(moments[signer_id]) if done and signer_id in moments else None,
            )
        )
    return tuple(parties)
