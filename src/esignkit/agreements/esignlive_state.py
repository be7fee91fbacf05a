"""Where a package of eSignLive stands, in the words of agreements."""

from __future__ import annotations

from esignkit.agreements.esignlive_package import REFERENCE
from esignkit.agreements.reading import items_of, text_of
from esignkit.agreements.results import PartyState, PartyStatus, State, Status
from esignkit.esignlive.enums import PackageStatus
from esignkit.esignlive.models.document import Approval, Document
from esignkit.esignlive.models.package import Message, Package
from esignkit.esignlive.models.role import Role, Signer

__all__ = ["state_of"]

_STATUSES = {
    PackageStatus.DRAFT: Status.DRAFT,
    PackageStatus.SENT: Status.OPEN,
    PackageStatus.COMPLETED: Status.COMPLETED,
    PackageStatus.DECLINED: Status.DECLINED,
    PackageStatus.OPTED_OUT: Status.DECLINED,
    PackageStatus.EXPIRED: Status.EXPIRED,
}
_DECLINED = (PackageStatus.DECLINED, PackageStatus.OPTED_OUT)


def state_of(package: Package) -> State:
    """Return where a package stands, in the words of agreements."""
    native: PackageStatus | None = getattr(package, "status", None)
    parties = _parties(package)
    status = _STATUSES.get(native, Status.OTHER) if native is not None else Status.OTHER
    if native == PackageStatus.ARCHIVED and package.completed is not None:
        status = Status.COMPLETED
    if status is Status.OPEN and parties and all(party.status is PartyStatus.DONE for party in parties):
        status = Status.FINISHING
    data = package.data or {}
    reference = data.get(REFERENCE)
    return State(
        id=package.id,
        service="esignlive",
        status=status,
        native_status=None if native is None else str(native),
        title=text_of(package, "name"),
        parties=parties,
        reference=reference if isinstance(reference, str) else None,
        archived=bool(package.trashed) or native == PackageStatus.ARCHIVED,
        reason=_reason(package) if native in _DECLINED else None,
        created_at=getattr(package, "created", None),
        expires_at=package.due,
        completed_at=package.completed,
        native=package,
    )


def _parties(package: Package) -> tuple[PartyState, ...]:
    """Return where the roles stand that somebody fills and that sign or accept something."""
    approvals: dict[str, list[Approval]] = {}
    for document in items_of(package, "documents", Document):
        for approval in items_of(document, "approvals", Approval):
            approvals.setdefault(approval.role, []).append(approval)
    roles = [role for role in items_of(package, "roles", Role) if role.id in approvals]
    done = {role.id: all(one.signed or one.accepted or one.optional for one in approvals[role.id]) for role in roles}
    turn = min((role.index or 0 for role in roles if not done[role.id]), default=0)
    is_open = getattr(package, "status", None) == PackageStatus.SENT
    decliner = _decliner(package)
    states: list[PartyState] = []
    for role in roles:
        signer = next(iter(items_of(role, "signers", Signer)), None)
        email = text_of(signer, "email")
        if done[role.id]:
            status = PartyStatus.DONE
        elif decliner is not None and decliner == email:
            status = PartyStatus.DECLINED
        else:
            status = PartyStatus.OPEN if is_open and (role.index or 0) <= turn else PartyStatus.WAITING
        moments = [moment for one in approvals[role.id] if (moment := one.signed or one.accepted) is not None]
        first, last = text_of(signer, "first_name") or "", text_of(signer, "last_name") or ""
        states.append(
            PartyState(
                id=role.id,
                name=f"{first} {last}".strip(),
                email=email,
                status=status,
                done_at=max(moments) if status is PartyStatus.DONE and moments else None,
                reason=_reason(package) if status is PartyStatus.DECLINED else None,
            )
        )
    return tuple(states)


def _last_message(package: Package) -> Message | None:
    messages = items_of(package, "messages", Message)
    return messages[-1] if messages else None


def _decliner(package: Package) -> str | None:
    """Return the address of who declined: the last message is theirs."""
    message = _last_message(package) if getattr(package, "status", None) in _DECLINED else None
    return None if message is None else text_of(message.from_, "email")


def _reason(package: Package) -> str | None:
    message = _last_message(package)
    return None if message is None else text_of(message, "content")
