"""The calls that a signature request allows in each status: one table, which decides every error.

The statuses are the vendor's. Where the vendor says in words which calls a status allows, the table follows; the rest
is our inference: what moves a request on needs the status it moves on from, and looking is always possible.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from esignkit.sandbox.emulators.ignisign.errors import ErrorCode, ServiceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esignkit.sandbox.domain.model import Transaction

DRAFT = "DRAFT"
WAITING_DOCUMENTS = "WAITING_DOCUMENTS"
WAITING_GENERATION = "WAITING_DOCUMENTS_GENERATION"
READY = "READY"
IN_PROGRESS = "IN_PROGRESS"
PROCESSING = "PROCESSING"
COMPLETED = "COMPLETED"
EXPIRED = "EXPIRED"
FAILED = "FAILED"
CANCELLED = "CANCELLED"
CHILDREN_GENERATED = "CHILDREN_GENERATED"
LAUNCHING = "LAUNCHING"
"""The status that API 4 shows for the two waiting statuses."""

STATUSES = (
    DRAFT,
    WAITING_DOCUMENTS,
    WAITING_GENERATION,
    READY,
    IN_PROGRESS,
    PROCESSING,
    COMPLETED,
    EXPIRED,
    FAILED,
    CANCELLED,
    CHILDREN_GENERATED,
)
"""Every status of a request, in the order of the life cycle."""

WAITING = (WAITING_DOCUMENTS, WAITING_GENERATION)
_SIGNED = (IN_PROGRESS, PROCESSING, COMPLETED)
_SENT = "READY, IN_PROGRESS, WAITING_DOCUMENTS, WAITING_DOCUMENTS_GENERATION, CHILDREN_GENERATED or FAILED"


@frozen
class Rule:
    """The statuses in which a call is allowed, and the error in the others."""

    leads_to: dict[str, str]
    """The status after the call, by the status before; the call is refused in all others."""
    otherwise: ErrorCode = ErrorCode.REQUEST_BAD_STATUS
    refusals: dict[str, ErrorCode] = field(factory=dict[str, ErrorCode])
    """The error code in statuses that do not use `otherwise`."""
    requested: bool = False
    """Whether WAITING_DOCUMENTS allows it too, for a document that was requested from somebody else."""


def _stays(*statuses: str) -> dict[str, str]:
    return {status: status for status in statuses}


_ANY = Rule(_stays(*STATUSES))
_DRAFT_ONLY = Rule(_stays(DRAFT))
_DOCUMENT = Rule(_stays(DRAFT), ErrorCode.DOCUMENT_LOCKED)
_CONTENT = Rule(_stays(DRAFT), ErrorCode.DOCUMENT_LOCKED, requested=True)
_SIGNATURE = Rule(_stays(*_SIGNED), ErrorCode.SIGNATURE_NOT_FOUND)
_PROOF = Rule(_stays(COMPLETED), ErrorCode.PROOF_NOT_CREATED)

RULES: dict[str, Rule] = {
    "signature_requests.update": _DRAFT_ONLY,
    "signature_requests.publish": Rule(
        {DRAFT: _SENT},
        ErrorCode.ALREADY_PUBLISHED,
        {CANCELLED: ErrorCode.REQUEST_BAD_STATUS, FAILED: ErrorCode.REQUEST_BAD_STATUS},
    ),
    "signature_requests.close": Rule(
        {
            **dict.fromkeys((DRAFT, *WAITING, READY), CANCELLED),
            IN_PROGRESS: f"{CANCELLED}, or {COMPLETED} if somebody has signed",
            PROCESSING: COMPLETED,
            CANCELLED: CANCELLED,
        },
        refusals={COMPLETED: ErrorCode.REQUEST_COMPLETED, FAILED: ErrorCode.REQUEST_FAILED},
    ),
    "signature_requests.get": _ANY,
    "documents.create": _DRAFT_ONLY,
    "documents.update": _DOCUMENT,
    "documents.delete": _DOCUMENT,
    "documents.get": _ANY,
    "documents.context": _ANY,
    "documents.upload": _CONTENT,
    "documents.set_json": _CONTENT,
    "documents.set_private": _CONTENT,
    "documents.remove_content": _DOCUMENT,
    "documents.request": _DOCUMENT,
    "documents.download": _ANY,
    "documents.check_authenticity": _ANY,
    "documents.signatures": _ANY,
    "documents.signature": _SIGNATURE,
    "documents.xades": _SIGNATURE,
    "documents.asic": _PROOF,
    "documents.signature_proof": _PROOF,
    "documents.advanced_proof": _PROOF,
    "documents.signature_images": Rule(_stays(COMPLETED), ErrorCode.NO_IMAGES),
    "documents.signature_type": _PROOF,
    "documents.signature_type_of_signer": _PROOF,
}
"""By operation: every call whose path names a signature request or a document, and `documents.create`."""


def require_allowed(operation: str, request: Transaction, *, requested: bool = False) -> None:
    """Refuse a call that the request's status does not allow.

    Args:
        operation: The operation's name.
        request: The signature request it concerns.
        requested: Whether it concerns a document that somebody else has been asked for.

    Raises:
        ServiceError: The status does not allow it.
    """
    code = error_response(operation, request.status, requested=requested)
    if code is not None:
        raise ServiceError(code, f"the signature request is {request.status}", status=request.status)


def error_response(operation: str, status: str, *, requested: bool = False) -> ErrorCode | None:
    """Return the error code for an operation in a status; None when it is allowed."""
    rule = RULES[operation]
    if status in rule.leads_to or (requested and rule.requested and status == WAITING_DOCUMENTS):
        return None
    return rule.refusals.get(status, rule.otherwise)


@frozen
class Cell:
    """One cell of the table."""

    operation: str
    status: str
    leads_to: str
    """The status or statuses after the call; empty when it is refused."""
    code: str
    """The error code; empty when the call is allowed."""
    requested: bool
    """Whether it is possible for a document that was requested from somebody else."""


def state_table() -> Iterator[Cell]:
    """Yield all cells of the table, by operation and status."""
    for operation, rule in RULES.items():
        for status in STATUSES:
            code = error_response(operation, status)
            requested = code is not None and error_response(operation, status, requested=True) is None
            yield Cell(operation, status, rule.leads_to.get(status, ""), "" if code is None else code.value, requested)


def state_table_markdown() -> str:
    """Return the table in Markdown: for each operation the statuses that allow it, and the code of the others."""
    rows = ["| Operation | Possible in | Refused elsewhere with |", "| --- | --- | --- |"]
    for operation, rule in RULES.items():
        rows.append(f"| `{operation}` | {_possible(rule)} | {_refused(rule)} |")
    return "".join(f"{row}\n" for row in rows)


def _possible(rule: Rule) -> str:
    if rule.leads_to == _ANY.leads_to:
        return "every status"
    together: dict[str, list[str]] = {}
    for status, target in rule.leads_to.items():
        together.setdefault("" if target == status else f" → {target}", []).append(status)
    groups = [", ".join(statuses) + target for target, statuses in together.items()]
    if rule.requested:
        groups.append(f"{WAITING_DOCUMENTS} for a document that somebody else has been asked for")
    return "; ".join(groups)


def _refused(rule: Rule) -> str:
    if rule.leads_to == _ANY.leads_to:
        return ""
    together: dict[str, list[str]] = {}
    for status, code in rule.refusals.items():
        together.setdefault(code.value, []).append(status)
    exceptions = [f"{', '.join(statuses)}: `{code}`" for code, statuses in together.items()]
    return "; ".join([f"`{rule.otherwise.value}`", *exceptions])
