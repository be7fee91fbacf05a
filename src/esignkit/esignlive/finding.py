"""What to ask eSignLive when the answer to a write was lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast

from esignkit.core.endpoint import PLANNER, Plan
from esignkit.core.finding import ByNames, BySearch, ByStatus, Question, body_of
from esignkit.core.flow import Flow
from esignkit.core.operation import Operation
from esignkit.esignlive.enums import PackageStatus, PackageType, SearchType
from esignkit.esignlive.models.document import Document
from esignkit.esignlive.models.package import Package
from esignkit.esignlive.models.role import Role
from esignkit.esignlive.models.user import Sender
from esignkit.esignlive.packages import Packages
from esignkit.esignlive.senders import Senders

__all__ = ["question"]

_PACKAGES: Packages[Plan] = Packages(PLANNER)
_SENDERS: Senders[Plan] = Senders(PLANNER)
_MOST = 100
"""A search gives at most so many."""

_S = PackageStatus
_ENDED = frozenset({_S.DECLINED, _S.OPTED_OUT, _S.EXPIRED})
_MOVES: dict[str, tuple[frozenset[PackageStatus], frozenset[PackageStatus]]] = {
    # every other status than draft lies behind sending
    "packages.send": (frozenset({_S.SENT, _S.COMPLETED, _S.ARCHIVED}) | _ENDED, frozenset({_S.DRAFT})),
    "packages.complete": (frozenset({_S.COMPLETED, _S.ARCHIVED}), frozenset({_S.DRAFT, _S.SENT}) | _ENDED),
    "packages.archive": (frozenset({_S.ARCHIVED}), frozenset({_S.DRAFT, _S.SENT, _S.COMPLETED}) | _ENDED),
    "packages.revert_to_draft": (frozenset({_S.DRAFT}), frozenset({_S.SENT, _S.COMPLETED, _S.ARCHIVED}) | _ENDED),
}
_BY_TARGET = {
    _S.SENT: "packages.send",
    _S.COMPLETED: "packages.complete",
    _S.ARCHIVED: "packages.archive",
    _S.DRAFT: "packages.revert_to_draft",
}


def question(operation: Operation[Any]) -> Question | None:
    """Return what to ask to find out whether a call was carried out; None when nothing would tell."""
    ask = _ASK.get(operation.name)
    return None if ask is None else ask(operation)


def _move(operation: Operation[Any]) -> Question | None:
    done, undone = _MOVES[operation.name]
    return ByStatus(_package(operation), done, undone)


def _update(operation: Operation[Any]) -> Question | None:
    """An update that moves the package is judged as the move; one that does not may be repeated."""
    said = body_of(operation)
    name = _BY_TARGET.get(said.status) if isinstance(said, Package) and said.status is not None else None
    return None if name is None else ByStatus(_package(operation), *_MOVES[name])


def _created(operation: Operation[Any]) -> Question | None:
    said = body_of(operation)
    if not isinstance(said, Package) or not said.name or said.sender is not None:
        return None  # without a name there is nothing to search for; another user's packages are not in our list
    template = said.type == PackageType.TEMPLATE or operation.name.startswith("templates.")
    rows = _PACKAGES.list(
        type=PackageType.TEMPLATE if template else None, search=said.name, search_type=SearchType.EXACT_NAME
    )
    return BySearch(rows, (("name", said.name),), "id", "created", _MOST)


def _documents(operation: Operation[Any]) -> Question | None:
    said = body_of(operation)
    items = cast("list[object]", said) if isinstance(said, list) else [said]
    documents = [item for item in items if isinstance(item, Document)]
    if documents and all(document.id for document in documents):
        wanted = frozenset(document.id for document in documents if document.id)
        return ByNames(_package(operation), _document_ids, wanted, own=True)
    if documents and all(document.name for document in documents):
        wanted = frozenset(document.name for document in documents if document.name)
        return ByNames(_package(operation), _document_names, wanted, own=False)
    return None


def _role(operation: Operation[Any]) -> Question | None:
    said = body_of(operation)
    if not isinstance(said, Role):
        return None
    if said.id:
        return ByNames(_package(operation), _role_ids, frozenset({said.id}), own=True)
    emails = frozenset(signer.email for signer in said.signers or () if signer.email)
    return ByNames(_package(operation), _role_emails, emails, own=False) if emails else None


def _sender(operation: Operation[Any]) -> Question | None:
    said = body_of(operation)
    if not isinstance(said, Sender) or not said.email:
        return None
    rows = _SENDERS.list(search=said.email)
    return BySearch(rows, (("email", said.email),), "id")  # an address that is taken is refused


def _package(operation: Operation[Any]) -> Flow[Package]:
    return _PACKAGES.get(str(operation.args["packageId"]))


def _document_ids(package: Package) -> Iterable[str | None]:
    return (document.id for document in package.documents or ())


def _document_names(package: Package) -> Iterable[str | None]:
    return (document.name for document in package.documents or ())


def _role_ids(package: Package) -> Iterable[str | None]:
    return (role.id for role in package.roles or ())


def _role_emails(package: Package) -> Iterable[str | None]:
    return (signer.email for role in package.roles or () for signer in role.signers or ())


_ASK: dict[str, Callable[[Operation[Any]], Question | None]] = {
    **dict.fromkeys(_MOVES, _move),
    "packages.update": _update,
    **dict.fromkeys(
        (
            "packages.create",
            "packages.create_accessible",
            "packages.clone",
            "templates.create",
            "templates.create_from",
        ),
        _created,
    ),
    **dict.fromkeys(("documents.create", "documents.create_many"), _documents),
    "roles.create": _role,
    "senders.create": _sender,
}
