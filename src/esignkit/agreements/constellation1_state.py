"""Where a session of Constellation1 stands, in the words of agreements."""

from __future__ import annotations

from esignkit.agreements.reading import items_of, text_of
from esignkit.agreements.results import PartyState, PartyStatus, State, Status
from esignkit.constellation1.enums import SessionStatus, SignerStatus
from esignkit.constellation1.models.sessions import Session
from esignkit.constellation1.models.signers import Signer

__all__ = ["state_of"]

_STATUSES = {
    SessionStatus.IN_DRAFT: Status.DRAFT,
    SessionStatus.IN_SENT: Status.OPEN,
    SessionStatus.IN_PAUSED: Status.OPEN,
    SessionStatus.COMPLETED: Status.COMPLETED,
    SessionStatus.EXPIRED: Status.EXPIRED,
    SessionStatus.CANCELLED: Status.CANCELLED,
}
_PARTY_STATUSES = {
    SignerStatus.PENDING_INVITE: PartyStatus.WAITING,
    SignerStatus.INVITED: PartyStatus.OPEN,
    SignerStatus.IN_PROGRESS: PartyStatus.OPEN,
    SignerStatus.COMPLETED: PartyStatus.DONE,
    SignerStatus.DECLINED: PartyStatus.DECLINED,
}
_ARCHIVED = {"archived", "purged", "tobepurged"}


def state_of(session: Session) -> State:
    """Return where a session stands, in the words of agreements."""
    native = session.status
    parties = tuple(_party(signer) for signer in items_of(session, "signers", Signer))
    status = _STATUSES.get(native, Status.OTHER) if native is not None else Status.OTHER
    archived = native == SessionStatus.DELETED or (
        native is not None and str(native.value).replace(" ", "").casefold() in _ARCHIVED
    )
    if archived and parties and all(party.status is PartyStatus.DONE for party in parties):
        status = Status.COMPLETED
    info = session.session_info
    return State(
        id=session.session_id,
        service="constellation1",
        status=status,
        native_status=None if native is None else native.name,
        title=info.title if info else None,
        parties=parties,
        reference=info.transaction_id if info else None,
        paused=native == SessionStatus.IN_PAUSED,
        archived=archived,
        reason=next((party.reason for party in parties if party.reason), None),
        expires_at=info.expires_on if info else None,
        native=session,
    )


def _party(signer: Signer) -> PartyState:
    native = signer.status_code
    reason = signer.extra.get("DeclinedReason")
    return PartyState(
        id=text_of(signer, "signer_id"),
        name=f"{signer.first_name or ''} {signer.last_name or ''}".strip(),
        email=signer.email_address,
        status=PartyStatus.OTHER if native is None else _PARTY_STATUSES.get(native, PartyStatus.OTHER),
        native_status=None if native is None else native.name,
        reason=reason if isinstance(reason, str) else None,
    )
