"""Look up the result of a write at eSignLive after its response was lost.

Each operation names its function in `if_lost`. It takes the operation as it was sent and the id that was put into the
package's `data`, and returns None when nothing would tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast

from esignkit.core.comparing import Sent, sent_by
from esignkit.core.endpoint import PLANNER, Plan
from esignkit.core.flow import Flow
from esignkit.core.operation import Operation
from esignkit.core.reconciliation import ByParts, BySearch, ByStatus, Question
from esignkit.core.request_body import body_of
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
from esignkit.esignlive.models.role import Role
from esignkit.esignlive.models.user import Sender
from esignkit.esignlive.packages import Packages
from esignkit.esignlive.request_ids import request_id_of
from esignkit.esignlive.senders import Senders
from esignkit.types import JSON

__all__ = [
    "approval_added",
    "created",
    "document_field_added",
    "documents_added",
    "field_added",
    "imprint_field_added",
    "layout_created",
    "moved",
    "role_added",
    "sender_created",
]

_PACKAGES: Packages[Plan] = Packages(PLANNER)
_LAYOUTS: Layouts[Plan] = Layouts(PLANNER)
_DOCUMENTS: Documents[Plan] = Documents(PLANNER)
_APPROVALS: Approvals[Plan] = Approvals(PLANNER)
_SENDERS: Senders[Plan] = Senders(PLANNER)

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
    said = body_of(operation)
    if not isinstance(said, Package) or said.sender is not None:
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
    fits = () if name is None else (("name", name),)
    return BySearch(
        rows, fits, "id", sent, _whole, request_id, request_id_of, copied=True, created="created", newest_first=True
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


# What is inside packages ---------------------------------------------------------------------------------------------
def documents_added(operation: Operation[Any], request_id: str | None) -> Question | None:
    """The package lists its documents, under the ids that the call chose or by name."""
    said = body_of(operation)
    items = cast("list[object]", said) if isinstance(said, list) else [said]
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
    chosen = operation.args.get("fieldId")
    if chosen is None:
        return _inside(read, _fields_of, [body_of(operation)], frozenset(), _kind)
    said = sent_by(operation).members
    sent = Sent({**said, "id": str(chosen)} if isinstance(said, dict) else said)  # the id in the path counts
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
    if all(one.get("id") for one in sent):
        return ByParts(read, parts, _id, sent, own=True)
    return ByParts(read, parts, key, sent, own=False) if all(key(one.members) for one in sent) else None


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


def _fields_of(whole: Document | Approval) -> Iterable[object]:
    return whole.fields


def _imprint_fields_of(document: Document) -> Iterable[object]:
    return document.imprint_fields


def _text(part: JSON, member: str) -> str | None:
    found = part.get(member) if isinstance(part, dict) else None
    return found if isinstance(found, str) and found else None


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
    said = body_of(operation)
    if not isinstance(said, Sender) or not said.email:
        return None
    rows = (_SENDERS.list(search=said.email),)
    sent = sent_by(operation)
    return BySearch(rows, (("email", said.email),), "id", sent, mark=said.email.casefold(), marked=_address)


def _address(sender: Sender) -> str | None:
    return None if sender.email is None else sender.email.casefold()
