"""The transitions of a transaction: open, sign, decline, complete, cancel, reopen.

Each transition checks that the stage allows it, changes the neutral state, lets the service's life cycle react,
appends its event and saves, all inside the store transaction of the unit of work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from esignkit.sandbox.domain import document_store
from esignkit.sandbox.domain.form_fields import WRITTEN, Entries, Problem, problems, without_disabled
from esignkit.sandbox.domain.model import PartyState, Stage
from esignkit.sandbox.domain.refused_entries import sentences

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from esignkit.sandbox.domain.form_fields import FormField
    from esignkit.sandbox.domain.model import Party, Transaction
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork


class TransitionNotAllowed(ValueError):
    """The transaction's state does not allow the transition; the text says why."""


class EntriesRefused(TransitionNotAllowed):
    """Values that the fields do not take, or that are missing.

    Args:
        problems: What is wrong, by the ids of the fields.
        fields: All fields of the signer.
    """

    def __init__(self, problems: Mapping[str, Problem], fields: Sequence[FormField]) -> None:
        super().__init__("; ".join(sentences(fields, problems)))
        self.problems: dict[str, Problem] = dict(problems)


def open_for_signing(work: UnitOfWork, transaction: Transaction) -> None:
    """Open a draft for signing: every document becomes a PDF with one signature field for each of its signers."""
    _require(transaction, Stage.DRAFT, "opened for signing")
    for document in transaction.documents:
        document_store.prepare(work, transaction, document)
    transaction.stage, transaction.opened = Stage.OPEN, work.now
    transaction.status = work.life_cycle(transaction).opened
    work.life_cycle(transaction).on_opened(work, transaction)
    work.event(transaction, "opened")
    work.save(transaction)


def find_party(transaction: Transaction, signer: str | None) -> Party:
    """Return the party with an id or an e-mail address, or the next party due.

    Raises:
        TransitionNotAllowed: There is no such party, or nobody is due.
    """
    if signer is None:
        due = transaction.due_parties()
        if not due:
            raise TransitionNotAllowed(f"nobody is left to sign {transaction.id}")
        return due[0]
    folded = signer.casefold()
    matching = [party for party in transaction.parties if party.id == signer or party.email.casefold() == folded]
    if not matching:
        raise TransitionNotAllowed(f"{transaction.id} has no signer {signer!r}")
    return next((party for party in matching if party.state is PartyState.PENDING), matching[0])


def accepted_values(
    work: UnitOfWork, transaction: Transaction, party: Party, values: Mapping[str, str], documents: Container[str]
) -> dict[str, str]:
    """Return the values with which a party may sign some documents: those of fields that are not disabled.

    Args:
        work: The unit of work.
        transaction: The open transaction.
        party: Who signs.
        values: What the party has entered, by the ids of the fields.
        documents: Ids of the documents.

    Raises:
        EntriesRefused: A field of the documents does not take its value.
    """
    fields = document_store.fields_of(work, transaction, party)
    filled = {one.id for one in fields if one.document_id in documents and one.kind not in WRITTEN}
    wrong = {name: problem for name, problem in problems(fields, values, whole=False).items() if name in filled}
    if wrong:
        raise EntriesRefused(wrong, fields)
    return without_disabled(fields, values)


def sign(
    work: UnitOfWork,
    transaction: Transaction,
    party: Party,
    entries: Entries | None = None,
    *,
    whole: bool = False,
    unchecked: bool = False,
) -> None:
    """Sign all documents of a party.

    Args:
        work: The unit of work.
        transaction: The open transaction.
        party: Who signs.
        entries: What the party has entered; None leaves the fields as they are.
        whole: Whether what the service requires must have been filled in.
        unchecked: Whether the fields take any value.

    Raises:
        TransitionNotAllowed: It is not open, or it is not the party's turn.
        EntriesRefused: A value is missing, or the field does not take it.
    """
    _require_turn(transaction, party, "sign")
    entries = entries or Entries()
    fields = document_store.fields_of(work, transaction, party)
    wrong = problems(fields, entries.values, whole=whole)
    if unchecked:
        wrong = {name: problem for name, problem in wrong.items() if problem is Problem.DISABLED}
    if wrong:
        raise EntriesRefused(wrong, fields)
    entries = evolve(entries, values=without_disabled(fields, entries.values))
    work.life_cycle(transaction).on_signing(work, transaction, party)
    for document in transaction.documents:
        if party.id in document.fields:
            document_store.sign(work, transaction, document, party, entries)
    if entries.values:
        work.life_cycle(transaction).on_filled(work, transaction, party, entries.values)
    party.state, party.signed_at = PartyState.SIGNED, work.now
    work.life_cycle(transaction).on_signed(work, transaction, party)
    work.event(transaction, "signed", party=party.id)
    if any(other.state is PartyState.PENDING for other in transaction.parties):
        work.save(transaction)
    elif work.life_cycle(transaction).completes_itself(transaction):
        complete(work, transaction)
    else:
        work.life_cycle(transaction).on_all_signed(work, transaction)
        work.event(transaction, "ready_to_complete")
        work.save(transaction)


def decline(work: UnitOfWork, transaction: Transaction, party: Party, reason: str = "") -> None:
    """Decline for a party, which ends the transaction."""
    _require_turn(transaction, party, "decline")
    party.state, party.reason = PartyState.DECLINED, reason
    transaction.stage = Stage.DECLINED
    transaction.status = work.life_cycle(transaction).declined
    work.life_cycle(transaction).on_declined(work, transaction, party)
    work.event(transaction, "declined", party=party.id, reason=reason)
    work.save(transaction)


def complete(work: UnitOfWork, transaction: Transaction) -> None:
    """Complete an open transaction: seal each document."""
    _require(transaction, Stage.OPEN, "completed")
    for document in transaction.documents:
        document_store.seal(work, document)
    transaction.stage, transaction.completed = Stage.COMPLETED, work.now
    transaction.status = work.life_cycle(transaction).completed
    work.life_cycle(transaction).on_completed(work, transaction)
    work.event(transaction, "completed")
    work.save(transaction)


def cancel(work: UnitOfWork, transaction: Transaction) -> None:
    """Cancel a draft or an open transaction."""
    if transaction.stage not in {Stage.DRAFT, Stage.OPEN}:
        raise TransitionNotAllowed(f"{transaction.id} is {transaction.stage} and cannot be cancelled")
    transaction.stage = Stage.CANCELLED
    transaction.status = work.life_cycle(transaction).cancelled
    work.life_cycle(transaction).on_cancelled(work, transaction)
    work.event(transaction, "cancelled")
    work.save(transaction)


def reopen_draft(work: UnitOfWork, transaction: Transaction, status: str) -> None:
    """Turn an open transaction back into a draft; its signatures become void.

    Args:
        work: The unit of work.
        transaction: The open transaction.
        status: The service's word for a draft.
    """
    _require(transaction, Stage.OPEN, "taken back to a draft")
    for document in transaction.documents:
        document.current = None
        document.fields = {}
    for party in transaction.parties:
        party.state, party.signed_at = PartyState.PENDING, None
    transaction.stage, transaction.status, transaction.opened = Stage.DRAFT, status, None
    work.event(transaction, "reopened")
    work.save(transaction)


def _require(transaction: Transaction, stage: Stage, action: str) -> None:
    if transaction.stage is not stage:
        raise TransitionNotAllowed(f"{transaction.id} is {transaction.stage}, only what is {stage} can be {action}")


def _require_turn(transaction: Transaction, party: Party, action: str) -> None:
    _require(transaction, Stage.OPEN, f"{action}ed".replace("eed", "ed"))
    if party.state is not PartyState.PENDING:
        raise TransitionNotAllowed(f"{party.name or party.id} has {party.state} {transaction.id} already")
    if party not in transaction.due_parties():
        raise TransitionNotAllowed(f"it is not yet the turn of {party.name or party.id} to {action} {transaction.id}")
