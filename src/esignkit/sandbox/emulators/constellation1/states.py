"""The statuses of a session and the calls that each allows: one table, which decides every error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from esignkit.sandbox.emulators.constellation1.behaviour_switches import Switches
from esignkit.sandbox.emulators.constellation1.responses import NO_SESSION, refuse, switches_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esignkit.sandbox.domain.model import Transaction
    from esignkit.sandbox.emulators.call import Call

# The core keeps a status as text. 1 to 7 are the vendor's numbers; it names the last three without a number.
DRAFT, SENT, COMPLETED, CANCELLED, DELETED, PAUSED, EXPIRED = "1", "2", "3", "4", "5", "6", "7"
TO_BE_PURGED, PURGED, ARCHIVED = "8", "9", "10"

NAMES: dict[str, str] = {
    DRAFT: "InDraft",
    SENT: "InSent",
    COMPLETED: "Completed",
    CANCELLED: "Cancelled",
    DELETED: "Deleted",
    PAUSED: "InPaused",
    EXPIRED: "Expired",
    TO_BE_PURGED: "To Be Purged",
    PURGED: "Purged",
    ARCHIVED: "Archived",
}

SIGNER_STATUSES: dict[int, str] = {
    1: "PendingInvite",
    2: "Invited",
    3: "InProgress",
    4: "Completed",
    5: "Cancelled",
    6: "Declined",
    7: "Delegated",
    8: "AuthenticationFailed",
}
PENDING_INVITE, INVITED, IN_PROGRESS, SIGNED, SIGNER_CANCELLED, SIGNER_DECLINED, DELEGATED, FAILED = SIGNER_STATUSES

BEFORE_THE_PURGE = "before the purge"
"""The target of CancelPurgingSession: the status before."""


@frozen
class Rule:
    """The statuses in which a call is allowed, and the status after it."""

    operation: str
    call: str
    """The vendor's name of the call."""
    action: str
    """The verb for errors: "The session is Completed and cannot be …"."""
    leads: dict[str, str]
    """The status after the call, by the status before; the call is refused in all others."""
    mark: str
    """The source: D documented, R release note, I inferred by the sandbox."""
    note: str = ""


@frozen
class Cell:
    """One call in one status."""

    call: str
    operation: str
    number: int
    status: str
    allowed: bool
    leads_to: str
    """Name of the status afterwards; empty when the call is refused."""
    mark: str
    note: str


def _stays(*statuses: str) -> dict[str, str]:
    return {status: status for status in statuses}


def _all_to(target: str, *besides: str) -> dict[str, str]:
    return {status: target for status in NAMES if status not in besides}


_ALIVE = (DRAFT, SENT, PAUSED)
_ENDED = (COMPLETED, EXPIRED, CANCELLED)
_COPIED = tuple(status for status in NAMES if status not in {DELETED, PURGED})

RULES: tuple[Rule, ...] = (
    Rule("sessions.get", "GetSession", "read", _stays(*NAMES), "D"),
    Rule("sessions.action_logs", "GetSessionActionLogs", "read", _stays(*NAMES), "D"),
    Rule("sessions.update", "UpdateSession", "updated", _stays(*_ALIVE), "D/I", "To Be Purged counts as ended"),
    Rule("sessions.copy", "CopySigningSession", "copied", _stays(*_COPIED), "D/R/I", "the copy is InDraft"),
    Rule("sessions.start", "StartSession", "started", {DRAFT: SENT, PAUSED: SENT}, "I"),
    Rule("sessions.edit", "Edit/Pause", "edited", {DRAFT: DRAFT, SENT: PAUSED, PAUSED: PAUSED}, "D/R/I"),
    Rule("sessions.cancel", "CancelSession", "cancelled", dict.fromkeys(_ALIVE, CANCELLED), "I"),
    Rule("sessions.close", "CloseSession", "closed", {SENT: COMPLETED}, "I", "seals the signatures there are"),
    Rule("sessions.delete", "DeleteSession", "deleted", _all_to(DELETED, DELETED), "I"),
    Rule(
        "sessions.purge",
        "PurgeSessionDocs",
        "purged",
        dict.fromkeys(_ENDED, TO_BE_PURGED),
        "D",
        "with purgeNow=true: Purged",
    ),
    Rule(
        "sessions.cancel_purging",
        "CancelPurgingSession",
        "kept from purging",
        {TO_BE_PURGED: BEFORE_THE_PURGE},
        "D",
    ),
    Rule(
        "sessions.update_transaction_id",
        "UpdateTransactionId",
        "given another transaction id",
        _stays(*_ALIVE),
        "D",
    ),
    Rule("signers.token", "GetSignerInviteToken", "signed", _stays(SENT), "I"),
    Rule("signers.invite", "SendSignerEmailInvites", "signed", _stays(SENT), "I"),
    Rule("signers.update", "UpdateSigners", "changed", _stays(*_ALIVE), "I"),
    Rule("signers.documents", "GetSignerDocuments", "read", _stays(*NAMES), "I"),
)
_BY_OPERATION = {rule.operation: rule for rule in RULES}


def rule_of(operation: str, switches: Switches) -> Rule:
    """Return the rule of an operation, as the switches set it."""
    rule = _BY_OPERATION[operation]
    if operation == "sessions.copy" and not switches.copy_expired:
        rule = _without(rule, EXPIRED)
    if operation == "sessions.edit" and switches.edit_statuses != "all":
        rule = _without(rule, *((DRAFT, PAUSED) if switches.edit_statuses == "sent" else (SENT,)))
    if operation == "sessions.close" and switches.close == "cancels":
        rule = evolve(rule, leads={SENT: CANCELLED}, note="")
    return rule


def require(call: Call, session: Transaction, operation: str | None = None) -> None:
    """Refuse a call that the session's status does not allow.

    Raises:
        ErrorResponse: It does not.
    """
    rule = rule_of(operation or call.operation, switches_of(call))
    if session.status in rule.leads:
        return
    if session.status == DELETED and rule.operation == "sessions.delete":
        raise refuse(call, NO_SESSION)
    raise refuse(call, f"Error: The session is {NAMES[session.status]} and cannot be {rule.action}.")


def spelt(status: str, switches: Switches) -> int | str:
    """Return a status as StatusCode has it; statuses without a published number get one of our own."""
    return NAMES[status] if switches.unnumbered == "names" and int(status) > int(EXPIRED) else int(status)


def state_table(switches: Switches | None = None) -> Iterator[Cell]:
    """Yield every call that takes a session, in every status.

    Args:
        switches: The positions of the switches; the defaults when None.
    """
    for declared in RULES:
        rule = rule_of(declared.operation, switches or Switches())
        for status, name in NAMES.items():
            target = rule.leads.get(status, "")
            yield Cell(
                rule.call,
                rule.operation,
                int(status),
                name,
                status in rule.leads,
                NAMES.get(target, target),
                rule.mark,
                rule.note if status in rule.leads else "",
            )


def markdown(switches: Switches | None = None) -> str:
    """Return the state table as a Markdown table: a line for each call, a column for each status.

    Args:
        switches: The positions of the switches; the defaults when None.
    """
    heads = ["Call", *(f"{int(number)} {name}" for number, name in NAMES.items()), "Mark", "Note"]
    lines = [heads, ["---"] * len(heads)]
    rows: dict[str, list[Cell]] = {}
    for cell in state_table(switches):
        rows.setdefault(cell.call, []).append(cell)
    for name, cells in rows.items():
        note = next((cell.note for cell in cells if cell.note), "")
        lines.append([name, *map(_spelt, cells), cells[0].mark, note])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _spelt(cell: Cell) -> str:
    if not cell.allowed:
        return "refused"
    return "yes" if cell.leads_to == cell.status else f"→ {cell.leads_to}"


def _without(rule: Rule, *statuses: str) -> Rule:
    return evolve(rule, leads={status: to for status, to in rule.leads.items() if status not in statuses})
