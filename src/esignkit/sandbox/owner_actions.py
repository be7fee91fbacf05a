"""Control of transactions: sign, decline, inspect, and fetch files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.domain import document_store, signing_links, transitions
from esignkit.sandbox.domain.form_fields import Entries
from esignkit.sandbox.domain.model import Stage
from esignkit.sandbox.domain.transitions import TransitionNotAllowed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from esignkit.sandbox.domain.form_fields import FormField
    from esignkit.sandbox.domain.model import Document, Transaction
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork


class UnknownTransaction(LookupError):
    """The sandbox holds no transaction or document with this id."""


def find(work: UnitOfWork, transaction_id: str) -> Transaction:
    """Return a transaction by the id its service gave it.

    Raises:
        UnknownTransaction: There is none, or it has been deleted.
    """
    transaction = work.transaction(transaction_id)
    if transaction is None or transaction.deleted:
        raise UnknownTransaction(f"the sandbox has no transaction {transaction_id!r}")
    return transaction


def sign(
    work: UnitOfWork, transaction_id: str, signer: str | None = None, values: Mapping[str, str] | None = None
) -> Transaction:
    """Let a signer sign (party id or e-mail address; None is the next one due), with values by the names of fields."""
    transaction = find(work, transaction_id)
    _require_open(transaction)
    party = transitions.find_party(transaction, signer)
    entries = Entries(_by_id(document_store.fields_of(work, transaction, party), values or {}))
    transitions.sign(work, transaction, party, entries)
    return transaction


def _by_id(fields: Sequence[FormField], values: Mapping[str, str]) -> dict[str, str]:
    """Return values by the ids of fields; a field is meant by its id, its name in the PDF, or its label."""
    named: dict[str, str] = {}
    for name, value in values.items():
        meant = [one.id for one in fields if name in (one.id, one.name, one.label)]
        named |= dict.fromkeys(meant or [name], value)
    return named


def signing_path(work: UnitOfWork, transaction_id: str, signer: str | None = None) -> str:
    """Return the path of a signer's page."""
    transaction = find(work, transaction_id)
    return signing_links.signing_path(work, transaction, transitions.find_party(transaction, signer))


def sign_all(work: UnitOfWork, transaction_id: str) -> Transaction:
    """Let all remaining signers sign in their order."""
    transaction = find(work, transaction_id)
    _require_open(transaction)
    while transaction.stage is Stage.OPEN and transaction.due_parties():
        transitions.sign(work, transaction, transaction.due_parties()[0])
    return transaction


def decline(work: UnitOfWork, transaction_id: str, signer: str | None = None, reason: str = "") -> Transaction:
    """Let a signer decline."""
    transaction = find(work, transaction_id)
    _require_open(transaction)
    transitions.decline(work, transaction, transitions.find_party(transaction, signer), reason)
    return transaction


def cancel(work: UnitOfWork, transaction_id: str) -> Transaction:
    """Cancel an open transaction, in the way of its service."""
    transaction = find(work, transaction_id)
    _require_open(transaction, "cancelled")
    life_cycle = work.life_cycle(transaction)
    if not life_cycle.cancellable:
        raise TransitionNotAllowed(f"{transaction.provider} knows no cancelling; delete or decline {transaction.id}")
    life_cycle.cancel(work, transaction, transitions.cancel)
    return transaction


def expire(work: UnitOfWork, transaction_id: str) -> Transaction:
    """Let an open transaction expire now, as if its time had come."""
    transaction = find(work, transaction_id)
    _require_open(transaction, "expired")
    work.life_cycle(transaction).expire(work, transaction)
    if transaction.stage is Stage.OPEN:
        raise TransitionNotAllowed(f"{transaction.id} is not with its signers yet, so it cannot expire")
    return transaction


def document_of(transaction: Transaction, document_id: str | None) -> Document:
    """Return a document by id; None is the first one.

    Raises:
        UnknownTransaction: There is no such document.
    """
    if document_id is None:
        if transaction.documents:
            return transaction.documents[0]
    elif (document := transaction.document(document_id)) is not None:
        return document
    raise UnknownTransaction(f"{transaction.id} has no document {document_id or ''}".rstrip())


def signed_file(work: UnitOfWork, transaction_id: str, document_id: str | None = None) -> bytes:
    """Return the PDF of a document with the signatures it has so far.

    Raises:
        UnknownTransaction: There is no such transaction or document, or it has never been opened for signing.
    """
    document = document_of(find(work, transaction_id), document_id)
    if document.current is None:
        raise UnknownTransaction(f"{document.name} of {transaction_id} has not been opened for signing")
    return work.blob(document.current)


def original_file(work: UnitOfWork, transaction_id: str, document_id: str | None = None) -> bytes:
    """Return the bytes of a document as they were given."""
    document = document_of(find(work, transaction_id), document_id)
    if document.original is None:
        raise UnknownTransaction(f"{document.name} of {transaction_id} has no content")
    return work.blob(document.original)


def _require_open(transaction: Transaction, action: str = "signed") -> None:
    if transaction.stage is not Stage.OPEN:
        raise TransitionNotAllowed(
            f"{transaction.id} is {transaction.stage} ({transaction.status}): only what is open can be {action}"
        )
