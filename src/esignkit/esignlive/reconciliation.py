"""Look up the result of a write at eSignLive after its response was lost.

Each operation names its function in `if_lost`. It takes the operation as it was sent and the id that was put into the
package's `data`, and returns None when nothing would tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast

from attrs import frozen

from esignkit.core.body_members import body_of
from esignkit.core.comparing import Sent, sent_by
from esignkit.core.endpoint import PLANNER, Plan
from esignkit.core.flow import Flow, Steps
from esignkit.core.operation import Operation
from esignkit.core.reconciliation import ByParts, BySearch, ByStatus, Question
from esignkit.core.time_window import TimeWindow
from esignkit.esignlive.approvals import Approvals
from esignkit.esignlive.documents import Documents
from esignkit.esignlive.enums import (
    PackageQuery,
    PackageStatus,
    PackageType,
    SortDirection,
    SortField,
    Visibility,
)
from esignkit.esignlive.layouts import Layouts
from esignkit.esignlive.models.document import Approval, Document
from esignkit.esignlive.models.package import Package
from esignkit.esignlive.models.reminder import PackageReminderSchedule
from esignkit.esignlive.models.role import Role
from esignkit.esignlive.models.user import Sender
from esignkit.esignlive.packages import Packages
from esignkit.esignlive.reminders import Reminders
from esignkit.esignlive.request_ids import request_id_of
from esignkit.esignlive.senders import Senders
from esignkit.types import JSON, Finding, Verdict

__all__ = [
    "approval_added",
    "created",
    "document_field_added",
    "documents_added",
    "field_added",
    "imprint_field_added",
    "layout_created",
    "moved",
    "reminders_created",
    "role_added",
    "sender_created",
]

_PACKAGES: Packages[Plan] = Packages(PLANNER)
_LAYOUTS: Layouts[Plan] = Layouts(PLANNER)
_DOCUMENTS: Documents[Plan] = Documents(PLANNER)
_APPROVALS: Approvals[Plan] = Approvals(PLANNER)
_SENDERS: Senders[Plan] = Senders(PLANNER)
_REMINDERS: Reminders[Plan] = Reminders(PLANNER)

_S = PackageStatus
_ENDED = frozenset({_S.DECLINED, _S.OPTED_OUT, _S.EXPIRED})
_MOVES: dict[PackageStatus, tuple[frozenset[PackageStatus], frozenset[PackageStatus]]] = {
    # every other status than draft lies behind sending
    _S.SENT: (frozenset({_S.SENT, _S.COMPLETED, _S.ARCHIVED}) | _ENDED, frozenset({_S.DRAFT})),
    _S.COMPLETED: (frozenset({_S.COMPLETED, _S.ARCHIVED}), frozenset({_S.DRAFT, _S.SENT}) | _ENDED),
    _S.ARCHIVED: (frozenset({_S.ARCHIVED}), frozenset({_S.DRAFT, _S.SENT, _S.COMPLETED}) | _ENDED),
    _S.DRAFT: (frozenset({_S.DRAFT}), frozenset({_S.SENT, _S.COMPLETED, _S.ARCHIVED}) | _ENDED),
}
"""Where a package is moved to; the statuses that say that it got there, and those that say that it did not."""
_OF_A_DOCUMENT = frozenset({"index", "pages", "size", "status", "signedHash"})
"""What the service makes of a document: it numbers them anew, and puts the consent first."""
_CLEANED = str.maketrans(dict.fromkeys('*/\\:<>|?"', "_"))
_OF_A_PACKAGE = frozenset({"id", "created", "updated", "completed"} | {f"documents.{name}" for name in _OF_A_DOCUMENT})


# Packages ------------------------------------------------------------------------------------------------------------
def moved(operation: Operation[Any], request_id: str | None) -> Question | None:
    """A change that moves the package is judged by where it is; one that does not may be repeated."""
    sent = sent_by(operation, frozenset({"status"}))
    target = PackageStatus(str(sent.get("status")))
    return ByStatus(_package(operation), *_MOVES[target], sent) if target in _MOVES else None


def created(operation: Operation[Any], request_id: str | None) -> Question | None:
    """The list is walked from the newest: a search by name would be cut at 100 hits."""
    package = body_of(operation)
    if not isinstance(package, Package) or package.sender is not None:
        return None  # another user's packages are not in our list
    sent = sent_by(operation, _OF_A_PACKAGE)
    name = sent.get("name")
    if request_id is None and name is None:
        return None
    kind = PackageType.TEMPLATE if sent.get("type") == PackageType.TEMPLATE.value else None
    folders: list[tuple[PackageQuery | None, Visibility | None]] = [(None, None), (PackageQuery.TRASHED, None)]
    if kind is not None:  # templates for their owner alone are in a list of their own
        folders.append((None, Visibility.SENDER))
    rows = tuple(
        _PACKAGES.list(
            query=query,
            type=kind,
            visibility=visibility,
            sort=SortField.CREATED,
            dir=SortDirection.DESCENDING,
            page_size=100,
        )
        for query, visibility in folders
    )
    equal = () if name is None else (("name", name),)
    return BySearch(
        rows, equal, "id", sent, _whole, request_id, request_id_of, copied=True, created="created", newest_first=True
    )


def layout_created(operation: Operation[Any], request_id: str | None) -> Question | None:
    """Nothing proves that a layout is the call's own."""
    sent = sent_by(operation, _OF_A_PACKAGE | {"documents"})
    rows = _LAYOUTS.list(sort=SortField.CREATED, dir=SortDirection.DESCENDING)
    return BySearch((rows,), (("name", sent.get("name")),), "id", sent, created="created", newest_first=True)


def _package(operation: Operation[Any]) -> Flow[Package]:
    return _whole(str(operation.args["packageId"]))


def _whole(package_id: str) -> Flow[Package]:
    return _PACKAGES.get(package_id)


@frozen
class _ByReminders:
    """Decide by the reminders that a package has: it has one schedule at most.

    Attributes:
        read: Reads it.
        sent: What the call sent.
    """

    read: Flow[PackageReminderSchedule | None]
    sent: Sent

    def look(self, sent: TimeWindow) -> Steps[Finding]:
        """Look once."""
        schedule = yield from self.read
        if schedule is None:
            return Finding(Verdict.NOT_DONE, "the package has no reminders")
        differing = self.sent.differences(schedule)
        if differing:
            reason = f"the package has reminders, but they differ from what the call sent in {', '.join(differing)}"
            return Finding(Verdict.UNKNOWN, reason, schedule)
        return Finding(Verdict.DONE, "the package has the reminders that the call sent", schedule)


def reminders_created(operation: Operation[Any], request_id: str | None) -> Question | None:
    """The package shows its reminders."""
    return _ByReminders(_REMINDERS.get(str(operation.args["packageId"])), sent_by(operation, frozenset({"packageId"})))


# What is inside packages ---------------------------------------------------------------------------------------------
def documents_added(operation: Operation[Any], request_id: str | None) -> Question | None:
    """The package lists its documents, under the ids that the call chose or by name."""
    body = body_of(operation)
    items = cast("list[object]", body) if isinstance(body, list) else [body]
    return _inside(_package(operation), _documents_of, items, _OF_A_DOCUMENT, _name)


def role_added(operation: Operation[Any], request_id: str | None) -> Question | None:
    """The package lists its roles, under the id that the call chose or by the signer's address."""
    return _inside(_package(operation), _roles_of, [body_of(operation)], frozenset(), _email)


def approval_added(operation: Operation[Any], request_id: str | None) -> Question | None:
    """The document lists its signatures, under the id that the call chose or by role."""
    return _inside(_document(operation), _approvals_of, [body_of(operation)], frozenset(), _role_of)


def document_field_added(operation: Operation[Any], request_id: str | None) -> Question | None:
    """The document lists its fields, under the id that the call chose or by kind."""
    return _inside(_document(operation), _fields_of, [body_of(operation)], frozenset(), _kind)


def imprint_field_added(operation: Operation[Any], request_id: str | None) -> Question | None:
    """The document lists its imprint fields, under the id that the call chose or by kind."""
    return _inside(_document(operation), _imprint_fields_of, [body_of(operation)], frozenset(), _kind)


def field_added(operation: Operation[Any], request_id: str | None) -> Question | None:
    """The signature lists its fields, under the id that the call chose or by kind."""
    read = _APPROVALS.get(*_ids(operation), approval_id=str(operation.args["approvalId"]))
    field_id = operation.args.get("fieldId")
    if field_id is None:
        return _inside(read, _fields_of, [body_of(operation)], frozenset(), _kind)
    members = sent_by(operation).members
    sent = Sent({**members, "id": str(field_id)} if isinstance(members, dict) else members)  # the id in the path counts
    return ByParts(read, _fields_of, _id, (sent,), own=True)


def _inside(
    read: Flow[Any],
    parts: Callable[[Any], Iterable[object]],
    items: list[object],
    skip: frozenset[str],
    key: Callable[[JSON], str | None],
) -> Question | None:
    """Ask for parts by the ids that the call gave them; where it gave none, by what they are alike in."""
    sent = tuple(Sent.of(item, skip) for item in items)
    if not sent:
        return None
    if all(part.get("id") for part in sent):
        return ByParts(read, parts, _id, sent, own=True)
    return ByParts(read, parts, key, sent, own=False) if all(key(part.members) for part in sent) else None


def _ids(operation: Operation[Any]) -> tuple[str, str]:
    return str(operation.args["packageId"]), str(operation.args["documentId"])


def _document(operation: Operation[Any]) -> Flow[Document]:
    return _DOCUMENTS.get(*_ids(operation))


def _documents_of(package: Package) -> list[Document]:
    return package.documents


def _roles_of(package: Package) -> list[Role]:
    return package.roles


def _approvals_of(document: Document) -> list[Approval]:
    return document.approvals


def _fields_of(holder: Document | Approval) -> Iterable[object]:
    return holder.fields


def _imprint_fields_of(document: Document) -> Iterable[object]:
    return document.imprint_fields


def _text(part: JSON, member: str) -> str | None:
    text = part.get(member) if isinstance(part, dict) else None
    return text if isinstance(text, str) and text else None


def _id(part: JSON) -> str | None:
    return _text(part, "id")


def _name(part: JSON) -> str | None:
    """Name a document as the service does, which takes some characters out of names."""
    name = _text(part, "name")
    return None if name is None else name.translate(_CLEANED)


def _role_of(part: JSON) -> str | None:
    return _text(part, "role")


def _kind(part: JSON) -> str | None:
    kind, subtype = _text(part, "type"), _text(part, "subtype")
    return f"{kind} {subtype}" if kind and subtype else None


def _email(part: JSON) -> str | None:
    signers = part.get("signers") if isinstance(part, dict) else None
    return _text(signers[0], "email") if isinstance(signers, list) and signers else None


# Users ---------------------------------------------------------------------------------------------------------------
def sender_created(operation: Operation[Any], request_id: str | None) -> Question | None:
    """The account takes an address once."""
    sender = body_of(operation)
    if not isinstance(sender, Sender) or not sender.email:
        return None
    rows = (_SENDERS.list(search=sender.email),)
    sent = sent_by(operation)
    return BySearch(rows, (("email", sender.email),), "id", sent, mark=sender.email.casefold(), marked=_address)


def _address(sender: Sender) -> str | None:
    return None if sender.email is None else sender.email.casefold()
