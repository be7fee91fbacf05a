"""The life of a published signature request: sent to its signers, signed, completed or ended early."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from esignkit.sandbox.domain import acts
from esignkit.sandbox.domain.acts import ActRefused
from esignkit.sandbox.domain.life_cycle import LifeCycle
from esignkit.sandbox.shells.ignisign.checks import read_moment
from esignkit.sandbox.shells.ignisign.problems import wire_moment
from esignkit.sandbox.shells.ignisign.state import listed_documents, signed_by
from esignkit.sandbox.wire import JSON, objects

if TYPE_CHECKING:
    from collections.abc import Callable

    from esignkit.sandbox.domain.model import Party, Transaction
    from esignkit.sandbox.domain.work import Work

_TICK = timedelta(minutes=5)


class IgnisignLife(LifeCycle):
    """DRAFT → READY → IN_PROGRESS → PROCESSING → COMPLETED, or CANCELLED, or EXPIRED.

    READY lasts only for requests scheduled for later; PROCESSING is over at once and seen in the history alone.
    """

    opened = "READY"
    completed = "COMPLETED"
    cancelled = "CANCELLED"
    expired = "EXPIRED"

    def on_opened(self, work: Work, transaction: Transaction) -> None:
        """Send a request that is ready to its signers, or wait for the date it is scheduled for."""
        work.event(transaction, "READY")
        if transaction.wire.get("diffusionMode") == "SCHEDULED":
            transaction.due = read_moment(transaction.wire.get("diffusionDate"))
        else:
            self._launch(work, transaction)

    def on_signed(self, work: Work, transaction: Transaction, party: Party) -> None:
        """Note a signature for each listed document; a signer who has signed is active."""
        if transaction.status == "READY":
            raise ActRefused(f"{transaction.id} is sent to its signers at {transaction.wire.get('diffusionDate')}")
        session = work.ids.hex24()
        made: list[JSON] = [
            {
                "signatureId": work.ids.hex24(),
                "signerId": party.id,
                "documentId": document.id,
                "date": wire_moment(work.now),
                "signerKeyId": work.ids.hex24(),
                "sessionId": session,
            }
            for document in listed_documents(transaction)
        ]
        transaction.wire = {**transaction.wire, "signatures": [*objects(transaction.wire.get("signatures")), *made]}
        signer = work.record("ignisign", "signer", party.id, transaction.tenant)
        if signer is not None and signer["status"] != "BLOCKED":
            work.put_record("ignisign", "signer", party.id, {**signer, "status": "ACTIVE"}, transaction.tenant)

    def on_completed(self, work: Work, transaction: Transaction) -> None:
        """Tell of the server's work between the last signature and the end."""
        work.event(transaction, "PROCESSING")

    def on_declined(self, work: Work, transaction: Transaction, party: Party) -> None:
        """Refuse: a signer of this service signs or does nothing."""
        raise ActRefused(f"Ignisign knows no declining: {party.name or party.id} can only sign; close the request")

    def expire(self, work: Work, transaction: Transaction) -> None:
        """Do what the moment was waited for: send a scheduled request, or end one that has expired."""
        if transaction.status == "READY":
            self._launch(work, transaction)
            work.save(transaction)
        else:
            close_by_signatures(work, transaction, acts.expire)

    def _launch(self, work: Work, transaction: Transaction) -> None:
        transaction.status = "IN_PROGRESS"
        transaction.due = _expiry(transaction)
        work.event(transaction, "LAUNCHED")


def close_by_signatures(work: Work, transaction: Transaction, otherwise: Callable[[Work, Transaction], None]) -> None:
    """End a request before everybody has signed: one signature completes it, none leads to the act given."""
    if signed_by(transaction):
        acts.complete(work, transaction)
    else:
        otherwise(work, transaction)


def _expiry(transaction: Transaction) -> datetime | None:
    """Return when the request expires: the service looks every five minutes."""
    date = read_moment(transaction.wire.get("expirationDate"))
    if date is None or not transaction.wire.get("expirationDateIsActivated"):
        return None
    start = datetime(1970, 1, 1, tzinfo=UTC)
    return start - (start - date) // _TICK * _TICK
