"""What to ask Ignisign when the answer to a write was lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from esignkit.core.endpoint import PLANNER, Plan
from esignkit.core.finding import BySearch, ByStatus, Question, said_of
from esignkit.core.flow import Flow
from esignkit.core.operation import Operation
from esignkit.ignisign.documents import Documents
from esignkit.ignisign.enums import DocumentStatus, SignatureRequestStatus
from esignkit.ignisign.models.signature_requests import SignatureRequestContext
from esignkit.ignisign.request_calls import RequestCalls
from esignkit.ignisign.signers import Signers

__all__ = ["question"]

_REQUESTS: RequestCalls[Plan] = RequestCalls(PLANNER)
_DOCUMENTS: Documents[Plan] = Documents(PLANNER)
_SIGNERS: Signers[Plan] = Signers(PLANNER)
_MOST = 500
"""How many signers are looked through: the list says nothing of its order."""

_S = SignatureRequestStatus
_STATUSES = frozenset(_S)
_CLOSED = frozenset(status for status in _S if status.is_closed)


def question(operation: Operation[Any]) -> Question | None:
    """Return what to ask to find out whether a call was carried out; None when nothing would tell."""
    ask = _ASK.get(operation.name)
    return None if ask is None else ask(operation)


def _published(operation: Operation[Any]) -> Question | None:
    """A draft says nothing: the service may still be at work. Whatever is no draft was published."""
    return ByStatus(_request(str(operation.args["signatureRequestId"])), _STATUSES - {_S.DRAFT}, frozenset())


def _closed(operation: Operation[Any]) -> Question | None:
    request = _request(str(operation.args["signatureRequestId"]))
    return ByStatus(request, _CLOSED, _STATUSES - _CLOSED - {_S.CHILDREN_GENERATED})


def _filled(operation: Operation[Any]) -> Question | None:
    read = _DOCUMENTS.get(str(operation.args["documentId"]))
    return ByStatus(
        read, frozenset({DocumentStatus.PROVIDED}), frozenset({DocumentStatus.CREATED, DocumentStatus.DOCUMENT_REQUEST})
    )


def _signer(operation: Operation[Any]) -> Question | None:
    own = said_of(operation).get("externalId")
    if not isinstance(own, str):
        return None
    return BySearch(_SIGNERS.list(limit=_MOST), (("external_id", own),), "signer_id", most=_MOST)


def _request(request_id: str) -> Flow[SignatureRequestContext]:
    return _REQUESTS.get(request_id)


_ASK: dict[str, Callable[[Operation[Any]], Question | None]] = {
    "signature_requests.publish": _published,
    "signature_requests.close": _closed,
    **dict.fromkeys(("documents.upload", "documents.set_json_content", "documents.set_private_hash"), _filled),
    "signers.create": _signer,
}
