"""Status moves and the bin: what `POST` and `PUT /packages/{packageId}` do besides changing members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.domain import acts
from esignkit.sandbox.domain.model import Stage
from esignkit.sandbox.shells.esignlive.package import Package
from esignkit.sandbox.shells.esignlive.refusals import invalid, wrong_state
from esignkit.sandbox.wire import objects

if TYPE_CHECKING:
    from esignkit.sandbox.shells.base import Call


def send(call: Call, package: Package) -> None:
    """Move DRAFT to SENT."""
    if not package.is_draft:
        raise wrong_state(package.status, "be sent")
    package.assign()
    acts.open_for_signing(call.work, package.keep())
    call.record("packages.send", package.id)


def back_to_draft(call: Call, package: Package) -> None:
    """Move SENT to DRAFT; signatures given so far are void."""
    if package.transaction.stage is not Stage.OPEN:
        raise wrong_state(package.status, "go back to DRAFT")
    clear_signatures(package)
    acts.reopen_draft(call.work, package.keep(), "DRAFT")
    call.record("packages.revert_to_draft", package.id)


def complete(call: Call, package: Package) -> None:
    """Move SENT to COMPLETED by hand, when everybody has signed."""
    if package.transaction.stage is not Stage.OPEN:
        raise wrong_state(package.status, "be completed")
    if package.transaction.due_parties():
        raise invalid("package.notReadyForComplete", "The package still waits for signatures.")
    acts.complete(call.work, package.keep())
    call.record("packages.complete", package.id)


def archive(call: Call, package: Package) -> None:
    """Move a package that has ended to ARCHIVED."""
    if package.transaction.stage in {Stage.DRAFT, Stage.OPEN} or package.status == "ARCHIVED":
        raise wrong_state(package.status, "be archived")
    package.transaction.status = "ARCHIVED"
    call.work.event(package.transaction, "archived")
    call.work.save(package.keep())
    call.record("packages.archive", package.id)


def trash(call: Call, package: Package, *, trashed: bool) -> None:
    """Put a package into the bin or take it out; its status stays."""
    package.trashed = trashed
    call.work.event(package.transaction, "trashed" if trashed else "restored")
    call.work.save(package.keep())
    call.record("packages.trash" if trashed else "packages.restore", package.id)


def move(call: Call, package: Package, status: str) -> None:
    """Move a package to another status.

    Raises:
        Refusal: There is no such move from where the package stands.
    """
    moves = {"SENT": send, "DRAFT": back_to_draft, "COMPLETED": complete, "ARCHIVED": archive}
    if status not in moves:
        raise invalid("package.status", f"{status!r} is not a status a package can be moved to.")
    moves[status](call, package)


def clear_signatures(package: Package) -> None:
    """Take the dates of signing off all approvals."""
    for document in package.documents:
        approvals = objects(document.get("approvals"))
        for approval in approvals:
            approval["accepted"] = approval["signed"] = None
        document["approvals"] = approvals
