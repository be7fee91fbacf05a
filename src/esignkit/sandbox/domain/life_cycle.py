"""What differs between the services in the life of a transaction: words, dates on the wire, and who completes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.domain import acts

if TYPE_CHECKING:
    from esignkit.sandbox.domain.model import Job, Party, Transaction
    from esignkit.sandbox.domain.work import Work


class LifeCycle:
    """One service's names for the stages, and its hooks.

    A shell subclasses this, names the five words, and overrides the hooks it needs. A hook runs inside the act's own
    store transaction, after the neutral state has changed and before it is saved; it may change the transaction
    (its `wire` above all) and append events.
    """

    opened = "OPEN"
    completed = "COMPLETED"
    declined = "DECLINED"
    cancelled = "CANCELLED"
    expired = "EXPIRED"

    def completes_itself(self, transaction: Transaction) -> bool:
        """Tell whether the last signature completes the transaction; if not, `acts.complete` has to be called."""
        del transaction
        return True

    def on_signing(self, work: Work, transaction: Transaction, party: Party) -> None:
        """Refuse a signature that the service would not take yet, with `acts.ActRefused`."""

    def on_opened(self, work: Work, transaction: Transaction) -> None:
        """React to a transaction that has been opened for signing."""

    def on_signed(self, work: Work, transaction: Transaction, party: Party) -> None:
        """React to a party that has signed."""

    def on_all_signed(self, work: Work, transaction: Transaction) -> None:
        """React to the last signature of a transaction that does not complete itself."""

    def on_completed(self, work: Work, transaction: Transaction) -> None:
        """React to completion: the documents are sealed."""

    def on_declined(self, work: Work, transaction: Transaction, party: Party) -> None:
        """React to a party that has declined; `party.reason` says why."""

    def on_cancelled(self, work: Work, transaction: Transaction) -> None:
        """React to a cancelled transaction."""

    def on_expired(self, work: Work, transaction: Transaction) -> None:
        """React to an expired transaction."""

    def on_time(self, work: Work, job: Job) -> None:
        """Do what `work.later` put off until now."""

    def expire(self, work: Work, transaction: Transaction) -> None:
        """Do what this service does when the due moment has passed."""
        acts.expire(work, transaction)
