"""Changes of the status, and the trash: what `POST` and `PUT /packages/{packageId}` do besides changing members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.domain import transitions
from esignkit.sandbox.emulators.esignlive import mails
from esignkit.sandbox.emulators.esignlive.authentication import user_of
from esignkit.sandbox.emulators.esignlive.errors import invalid
from esignkit.sandbox.emulators.esignlive.states import require_allowed
from esignkit.sandbox.emulators.esignlive.webhooks import send_event
from esignkit.sandbox.json_values import as_text, objects

if TYPE_CHECKING:
    from collections.abc import Callable

    from esignkit.sandbox.emulators.call import Call
    from esignkit.sandbox.emulators.esignlive.package import Package


def _send(call: Call, package: Package) -> None:
    package.assign()
    transitions.open_for_signing(call.work, package.keep())


def _back_to_draft(call: Call, package: Package) -> None:
    mails.announce_withdrawal(call.work, package.transaction)
    clear_signatures(package)
    transitions.reopen_draft(call.work, package.keep(), "DRAFT")
    send_event(call.work, package.transaction, "PACKAGE_DEACTIVATE", as_text(user_of(call)["id"]))


def _complete(call: Call, package: Package) -> None:
    if package.transaction.due_parties():
        raise invalid("package.notReadyForComplete", "The package still waits for signatures.")
    transitions.complete(call.work, package.keep())


def _archive(call: Call, package: Package) -> None:
    package.transaction.status = "ARCHIVED"
    call.work.event(package.transaction, "archived")
    call.work.save(package.keep())
    send_event(call.work, package.transaction, "PACKAGE_ARCHIVE", as_text(user_of(call)["id"]))


_STATUS_CHANGES: dict[str, tuple[str, Callable[[Call, Package], None]]] = {
    "SENT": ("packages.send", _send),
    "DRAFT": ("packages.revert_to_draft", _back_to_draft),
    "COMPLETED": ("packages.complete", _complete),
    "ARCHIVED": ("packages.archive", _archive),
}
"""By new status: the name of the change in the table of states and in the ledger, and its function."""
STATUS_CHANGES = (*(name for name, _ in _STATUS_CHANGES.values()), "packages.trash", "packages.restore")
"""The operations of an update of a package, by their names in the ledger."""


def change_status(call: Call, package: Package, status: str) -> None:
    """Change the status of a package.

    Raises:
        ErrorResponse: There is no such move from where the package stands.
    """
    if status not in _STATUS_CHANGES:
        raise invalid("package.status", f"{status!r} is not a status a package can be moved to.")
    name, act = _STATUS_CHANGES[status]
    require_allowed(name, package.transaction)
    act(call, package)
    call.record(name, package.id)


def trash(call: Call, package: Package, *, trashed: bool) -> None:
    """Move a package into or out of the trash; its status stays."""
    name = "packages.trash" if trashed else "packages.restore"
    require_allowed(name, package.transaction)
    if trashed:
        mails.announce_withdrawal(call.work, package.transaction)
    package.trashed = trashed
    call.work.event(package.transaction, "trashed" if trashed else "restored")
    call.work.save(package.keep())
    event = "PACKAGE_TRASH" if trashed else "PACKAGE_RESTORE"
    send_event(call.work, package.transaction, event, as_text(user_of(call)["id"]))
    call.record(name, package.id)


def clear_signatures(package: Package) -> None:
    """Remove the signing dates from all approvals."""
    for document in package.all_documents:
        approvals = objects(document.get("approvals"))
        for approval in approvals:
            approval["accepted"] = approval["signed"] = None
        document["approvals"] = approvals
