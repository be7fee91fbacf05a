"""Look up the result of a write at Ignisign after its response was lost.

Each operation names its function in `if_lost`. It takes the operation as it was sent, and an id that this service has
no place for; it returns None when nothing would tell.
"""

from __future__ import annotations

import binascii
import hashlib
import json
import os
from base64 import b64decode
from functools import partial
from typing import Any, cast

from attrs import field, frozen

from esignkit.core.bodies import said_of
from esignkit.core.comparing import Sent, sent_by
from esignkit.core.endpoint import PLANNER, Plan
from esignkit.core.flow import Call, Flow, Steps
from esignkit.core.operation import Multipart, Operation, Upload
from esignkit.core.reconciliation import BySearch, ByStatus, Question
from esignkit.errors import NotFoundError
from esignkit.ignisign.documents import Documents
from esignkit.ignisign.enums import DocumentStatus, SignatureRequestStatus
from esignkit.ignisign.models.documents import Document
from esignkit.ignisign.models.signature_requests import SignatureRequestContext, SignatureRequestItem
from esignkit.ignisign.models.signers import SignerSummary
from esignkit.ignisign.request_calls import RequestCalls
from esignkit.ignisign.signers import Signers
from esignkit.runners.hashing import sha256
from esignkit.types import Candidate, Finding, Verdict

__all__ = [
    "closed",
    "hash_provided",
    "json_provided",
    "published",
    "sealed",
    "signer_created",
    "uploaded",
]

_REQUESTS: RequestCalls[Plan] = RequestCalls(PLANNER)
_DOCUMENTS: Documents[Plan] = Documents(PLANNER)
_SIGNERS: Signers[Plan] = Signers(PLANNER)
_MOST = 5000
"""How many rows are looked through: the lists say nothing of their order."""
_INPUTS = (
    *("firstName", "lastName", "email", "phoneNumber"),
    *("nationality", "birthDate", "birthPlace", "birthCountry"),
)

_S = SignatureRequestStatus
_STATUSES = frozenset(_S)
_CLOSED = frozenset(status for status in _S if status.is_closed)
_EMPTY = frozenset({DocumentStatus.CREATED, DocumentStatus.DOCUMENT_REQUEST})


# Signature requests and signers ---------------------------------------------------------------------------------------
def published(operation: Operation[Any], request_id: str | None) -> Question | None:
    """A draft says nothing: the service may still be at work. Nor does a cancelled one: a draft can be closed, too."""
    request = _request(str(operation.args["signatureRequestId"]))
    return ByStatus(request, _STATUSES - {_S.DRAFT, _S.CANCELLED}, frozenset())


def closed(operation: Operation[Any], request_id: str | None) -> Question | None:
    """A request that is still open was not closed, unless its parts are just being made."""
    request = _request(str(operation.args["signatureRequestId"]))
    return ByStatus(request, _CLOSED, _STATUSES - _CLOSED - {_S.CHILDREN_GENERATED})


def signer_created(operation: Operation[Any], request_id: str | None) -> Question | None:
    """The service keeps one signer to an external id: creating it again adds to that one."""
    said = said_of(operation)
    own = said.get("externalId")
    if not isinstance(own, str):
        return None
    given: list[object] = [name for name in _INPUTS if said.get(name) is not None]
    sent = Sent.of({**said, "alreadyProvidedInputs": given})
    rows = (_SIGNERS.list(limit=_MOST),)
    return BySearch(rows, (("external_id", own),), "signer_id", sent, mark=own, marked=_reference)


def sealed(operation: Operation[Any], request_id: str | None) -> Question | None:
    """A seal is in the list of requests, with its title and the caller's reference."""
    sent = sent_by(operation)
    own = sent.get("externalId")
    if not isinstance(own, str):
        return None
    rows = (_REQUESTS.list(limit=_MOST),)
    named = Sent({name: sent.get(name) for name in ("externalId", "title", "description")})
    fits = (("external_id", own),)
    return BySearch(rows, fits, "id", named, mark=own, marked=_reference, unique=False, created="created_at")


def _request(request_id: str) -> Flow[SignatureRequestContext]:
    return _REQUESTS.get(request_id)


def _reference(row: SignerSummary | SignatureRequestItem) -> str | None:
    return row.external_id


# Documents ------------------------------------------------------------------------------------------------------------
@frozen
class _ByContent:
    """Judge by the content that a document has: what was there before the call counts only if it is the same.

    Attributes:
        read: Reads the document.
        digest: SHA-256 of the content that was sent; None where it is not known yet, or never.
        path: The file to take it from.
        text: JSON that was sent as content, as text.
    """

    read: Flow[Document]
    digest: bytes | None = field(default=None, repr=False)
    path: str | None = field(default=None, repr=False)
    text: str | None = field(default=None, repr=False)

    def look(self, sent: object) -> Steps[Finding]:
        """Look once."""
        try:
            found = yield from self.read
        except NotFoundError as gone:
            return Finding(Verdict.UNKNOWN, f"the document is not to be found: {gone}")
        status: DocumentStatus | None = getattr(found, "status", None)
        text = f"its status is {getattr(status, 'name', status)}"
        if status in _EMPTY:
            return Finding(Verdict.NOT_DONE, text, found)
        same = (yield from self._same(found)) if status == DocumentStatus.PROVIDED else None
        if same:
            return Finding(Verdict.DONE, "the document has the content that was sent", found)
        why = "it has other content than was sent" if same is False else f"{text}, and it does not show the content"
        differs = ("documentHash",) if same is False else ()
        return Finding(Verdict.UNKNOWN, why, found, candidates=(Candidate(getattr(found, "id", None), found, differs),))

    def _same(self, found: Document) -> Steps[bool | None]:
        """Whether the content is what was sent; None when that cannot be told."""
        if self.text is not None:
            held = found.data_json_content
            return None if held is None else _json_of(held) == _json_of(self.text)
        digest, kept = self.digest, _digest_of(found.document_hash)
        if digest is None and self.path is not None:
            try:
                digest = yield from _hashed(self.path)
            except OSError:
                return None
        return None if digest is None or kept is None else digest == kept


def _hashed(path: str) -> Steps[bytes]:
    digest: bytes = yield Call(partial(sha256, path))
    return digest


def _digest_of(text: str | None) -> bytes | None:
    """Read a SHA-256 in hexadecimal digits or in base64: the service's pages do not say how it is written."""
    try:
        found = bytes.fromhex(text or "") if len(text or "") == 64 else b64decode(text or "", validate=True)
    except (ValueError, binascii.Error):
        return None
    return found if len(found) == 32 else None


def _json_of(content: object) -> object:
    try:
        return cast("object", json.loads(content)) if isinstance(content, str) else content
    except ValueError:
        return content


def uploaded(operation: Operation[Any], request_id: str | None) -> Question | None:
    """The document shows the hash of its content."""
    body = operation.body
    parts = body.parts if isinstance(body, Multipart) else ()
    content = next((part.content.content for part in parts if isinstance(part.content, Upload)), None)
    read = _document(operation)
    if isinstance(content, bytes):
        return _ByContent(read, hashlib.sha256(content).digest())
    # an open file is read already, and may be gone when the question is asked
    return _ByContent(read, path=os.fspath(content) if isinstance(content, os.PathLike) else None)


def json_provided(operation: Operation[Any], request_id: str | None) -> Question | None:
    """The document shows its JSON."""
    return _ByContent(_document(operation), text=json.dumps(sent_by(operation).get("jsonContent")))


def hash_provided(operation: Operation[Any], request_id: str | None) -> Question | None:
    """The document shows the hash that the call gave it."""
    return _ByContent(_document(operation), _digest_of(cast("str", said_of(operation).get("documentHash"))))


def _document(operation: Operation[Any]) -> Flow[Document]:
    return _DOCUMENTS.get(str(operation.args["documentId"]))
