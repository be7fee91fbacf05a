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

from esignkit.core.body_members import body_members
from esignkit.core.comparing import Sent, sent_by
from esignkit.core.endpoint import PLANNER, Plan
from esignkit.core.flow import Call, Flow, Steps
from esignkit.core.operation import Multipart, Operation, Upload
from esignkit.core.reconciliation import BySearch, ByStatus, Question
from esignkit.core.time_window import TimeWindow
from esignkit.core.value_objects import Value, field, frozen
from esignkit.errors import NotFoundError
from esignkit.ignisign.documents import Documents
from esignkit.ignisign.enums import DocumentStatus, SignatureRequestStatus
from esignkit.ignisign.models.documents import Document
from esignkit.ignisign.models.signature_requests import SignatureRequestContext, SignatureRequestItem
from esignkit.ignisign.models.signers import SignerSummary
from esignkit.ignisign.signature_requests import SignatureRequests
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

_REQUESTS: SignatureRequests[Plan] = SignatureRequests(PLANNER)
_DOCUMENTS: Documents[Plan] = Documents(PLANNER)
_SIGNERS: Signers[Plan] = Signers(PLANNER)
_INPUTS = (
    *("firstName", "lastName", "email", "phoneNumber"),
    *("nationality", "birthDate", "birthPlace", "birthCountry"),
)

_S = SignatureRequestStatus
_STATUSES = frozenset(_S)
_CLOSED = frozenset(status for status in _S if status.is_closed)
_EMPTY = frozenset({DocumentStatus.CREATED, DocumentStatus.DOCUMENT_REQUEST})


# Signature requests and signers --------------------------------------------------------------------------------------
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
    body = body_members(operation)
    external_id = body.get("externalId")
    if not isinstance(external_id, str):
        return None
    provided_inputs: list[object] = [name for name in _INPUTS if body.get(name) is not None]
    sent = Sent.of({**body, "alreadyProvidedInputs": provided_inputs})
    rows = (_SIGNERS.list(),)
    return BySearch(rows, (("external_id", external_id),), "signer_id", sent, mark=external_id, marked=_reference)


def sealed(operation: Operation[Any], request_id: str | None) -> Question | None:
    """A seal is in the list of requests, with its title and the caller's reference: that it is there is inferred."""
    sent = sent_by(operation)
    external_id = sent.get("externalId")
    if not isinstance(external_id, str):
        return None
    rows = (_REQUESTS.list(),)
    shown_members = Sent({name: sent.get(name) for name in ("externalId", "title", "description")})
    fits = (("external_id", external_id),)
    search = BySearch(
        rows, fits, "id", shown_members, mark=external_id, marked=_reference, unique=False, created="created_at"
    )
    return _OfInferredList(search)


@frozen(eq=False, repr=False)
class _OfInferredList(Value):
    """Judge by a list of which it is inferred that it holds what the call made: what is not there may have been made.

    Attributes:
        search: Looks through the list.
    """

    search: BySearch

    def look(self, sent: TimeWindow) -> Steps[Finding]:
        """Look once."""
        finding = yield from self.search.look(sent)
        if finding.verdict is Verdict.NOT_DONE:
            reason = f"{finding.reason}, and the service does not document that it would be in the list"
            return Finding(Verdict.UNKNOWN, reason)
        return finding


def _request(request_id: str) -> Flow[SignatureRequestContext]:
    return _REQUESTS.get(request_id)


def _reference(row: SignerSummary | SignatureRequestItem) -> str | None:
    return row.external_id


# Documents -----------------------------------------------------------------------------------------------------------
@frozen(eq=False, repr=False)
class _ByContent(Value):
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
            document = yield from self.read
        except NotFoundError as error:
            return Finding(Verdict.UNKNOWN, f"the document is not to be found: {error}")
        status: DocumentStatus | None = getattr(document, "status", None)
        text = f"its status is {getattr(status, 'name', status)}"
        if status in _EMPTY:
            return Finding(Verdict.NOT_DONE, text, document)
        has_same_content = (yield from self._has_same_content(document)) if status == DocumentStatus.PROVIDED else None
        if has_same_content:
            return Finding(Verdict.DONE, "the document has the content that was sent", document)
        reason = (
            "it has other content than was sent"
            if has_same_content is False
            else f"{text}, and it does not show the content"
        )
        differing = ("documentHash",) if has_same_content is False else ()
        candidate = Candidate(getattr(document, "id", None), document, differing)
        return Finding(Verdict.UNKNOWN, reason, document, candidates=(candidate,))

    def _has_same_content(self, document: Document) -> Steps[bool | None]:
        """Whether the content is what was sent; None when that cannot be told."""
        if self.text is not None:
            json_content = document.data_json_content
            return None if json_content is None else _json_of(json_content) == _json_of(self.text)
        digest, stored_digest = self.digest, _digest_of(document.document_hash)
        if digest is None and self.path is not None:
            try:
                digest = yield from _hashed(self.path)
            except OSError:
                return None
        return None if digest is None or stored_digest is None else digest == stored_digest


def _hashed(path: str) -> Steps[bytes]:
    digest: bytes = yield Call(partial(sha256, path))
    return digest


def _digest_of(text: str | None) -> bytes | None:
    """Read a SHA-256 in hexadecimal digits or in base64: the service's pages do not say how it is written."""
    try:
        digest = bytes.fromhex(text or "") if len(text or "") == 64 else b64decode(text or "", validate=True)
    except (ValueError, binascii.Error):
        return None
    return digest if len(digest) == 32 else None


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
    return _ByContent(_document(operation), _digest_of(cast("str", body_members(operation).get("documentHash"))))


def _document(operation: Operation[Any]) -> Flow[Document]:
    return _DOCUMENTS.get(str(operation.args["documentId"]))
