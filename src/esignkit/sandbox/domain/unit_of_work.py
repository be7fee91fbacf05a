"""A unit of work: everything done in it is committed together, or rolled back.

Each service's life cycle says how it reacts to what is done.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from esignkit.sandbox import pdf
from esignkit.sandbox.domain.accounts import Accounts
from esignkit.sandbox.domain.model import Stage
from esignkit.sandbox.domain.webhooks import Webhooks

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence
    from datetime import datetime

    from esignkit.sandbox.clock import Clock
    from esignkit.sandbox.domain.model import Event, Job, LedgerEntry, Party, Transaction
    from esignkit.sandbox.domain.webhooks import Delivery
    from esignkit.sandbox.ids import Ids
    from esignkit.sandbox.store import Store
    from esignkit.sandbox.wire import JSON, JSONObject

_OWN = "sandbox"


class LifeCycle:
    """The status names and the hooks of a service.

    An emulator subclasses this, names the five words, and overrides the hooks it needs. A hook runs in the store
    transaction of its transition, after the neutral state has changed and before it is saved; it may change the
    transaction
    (its `wire` above all) and append events.
    """

    opened = "OPEN"
    completed = "COMPLETED"
    declined = "DECLINED"
    cancelled = "CANCELLED"
    expired = "EXPIRED"

    def completes_itself(self, transaction: Transaction) -> bool:
        """Return whether the last signature completes the transaction; if False, call `transitions.complete` later."""
        del transaction
        return True

    def on_signing(self, work: UnitOfWork, transaction: Transaction, party: Party) -> None:
        """Raise `transitions.TransitionNotAllowed` for a signature that the service does not accept yet."""

    def on_opened(self, work: UnitOfWork, transaction: Transaction) -> None:
        """Called when a transaction was opened for signing."""

    def on_signed(self, work: UnitOfWork, transaction: Transaction, party: Party) -> None:
        """Called when a party has signed."""

    def on_all_signed(self, work: UnitOfWork, transaction: Transaction) -> None:
        """Called after the last signature of a transaction that is not completed by it."""

    def on_completed(self, work: UnitOfWork, transaction: Transaction) -> None:
        """Called when a transaction is completed and its documents are sealed."""

    def on_declined(self, work: UnitOfWork, transaction: Transaction, party: Party) -> None:
        """Called when a party has declined; `party.reason` is the reason."""

    def on_cancelled(self, work: UnitOfWork, transaction: Transaction) -> None:
        """Called when a transaction was cancelled."""

    def on_expired(self, work: UnitOfWork, transaction: Transaction) -> None:
        """Called when a transaction has expired."""

    def on_job(self, work: UnitOfWork, job: Job) -> None:
        """Called for a job of `work.later` when it is due."""

    def expire(self, work: UnitOfWork, transaction: Transaction) -> None:
        """Called when an open transaction is past its due date; ends it."""
        transaction.stage, transaction.status = Stage.EXPIRED, self.expired
        self.on_expired(work, transaction)
        work.event(transaction, "expired")
        work.save(transaction)


class Engine:
    """The core of the sandbox: store, clock, ids, accounts, certificate authority and the services' life cycles.

    It does no I/O but the store's and knows no threads: its owner runs all work on one thread.

    Args:
        store: Where everything is kept.
        clock: The one clock.
        ids: The one maker of ids.
        life_cycles: Each service's life cycle, by provider.
    """

    def __init__(self, store: Store, clock: Clock, ids: Ids, life_cycles: Mapping[str, LifeCycle]) -> None:
        self.store = store
        self.clock = clock
        self.ids = ids
        self.life_cycles: dict[str, LifeCycle] = dict(life_cycles)
        self.accounts: Accounts = Accounts(store, ids)
        self.post: Callable[[list[Delivery]], None] | None = None
        """Posts the deliveries of committed work; set by the application."""
        self._ca: pdf.SandboxCA | None = None

    @property
    def ca(self) -> pdf.SandboxCA:
        """The certificate authority of this data folder, made at first use."""
        if self._ca is None:
            record = self.store.record(_OWN, "ca", "ca")
            if record is None:
                self._ca = pdf.SandboxCA.create()
                self.store.put_record(_OWN, "ca", "ca", {"pem": self._ca.to_pem().decode()}, "")
            else:
                self._ca = pdf.SandboxCA.from_pem(str(record["pem"]).encode())
        return self._ca

    @contextmanager
    def work(self) -> Generator[UnitOfWork]:
        """Run a block as one unit of work. Due dates that have passed are handled first."""
        with self.store.transaction():
            work = UnitOfWork(self)
            for transaction in self.store.overdue(work.now):
                work.life_cycle(transaction).expire(work, transaction)
            while (job := self.store.take_job(work.now)) is not None:
                work.life_cycle_of(job.provider).on_job(work, job)
            yield work
        if work.webhooks.outgoing and self.post is not None:
            self.post(work.webhooks.outgoing)


class UnitOfWork:
    """The operations of a transition or a request handler, inside one store transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._store = engine.store
        self.ids: Ids = engine.ids
        self.accounts: Accounts = engine.accounts
        self.now: datetime = engine.clock.now()
        """The time of this work, the same for everything in it."""
        self.executed: list[LedgerLine] = []
        """Operations recorded so far, each with its transaction id."""
        self.webhooks: Webhooks = Webhooks(engine.store, engine.ids, self.now)
        """The webhooks and deliveries of the services."""

    @property
    def ca(self) -> pdf.SandboxCA:
        """The certificate authority that signs for parties and seals."""
        return self._engine.ca

    def life_cycle(self, transaction: Transaction) -> LifeCycle:
        """Return the life cycle of the transaction's service."""
        return self.life_cycle_of(transaction.provider)

    def life_cycle_of(self, provider: str) -> LifeCycle:
        """Return the life cycle of a service."""
        return self._engine.life_cycles.get(provider) or LifeCycle()

    def schedule(self, due: datetime, provider: str, tenant: str, name: str, detail: Mapping[str, JSON]) -> None:
        """Have the life cycle's `on_job` called when the clock has passed a moment.

        Args:
            due: The moment; a past one means before the next call.
            provider: The service.
            tenant: The tenant concerned; a reset of the tenant forgets the job.
            name: What is to be done, a word of the emulator's own.
            detail: What it needs for that.
        """
        self._store.put_job(due, provider, tenant, name, dict(detail))

    # Transactions

    def save(self, transaction: Transaction) -> None:
        """Store a transaction and set `updated`."""
        transaction.updated = self.now
        self._store.put(transaction)

    def transaction(self, transaction_id: str) -> Transaction | None:
        """Return the transaction with this id, whatever its service and tenant, deleted ones included."""
        return self._store.get(transaction_id)

    def transactions(self, provider: str | None = None, tenant: str | None = None) -> list[Transaction]:
        """Return transactions in the order of their creation, deleted ones included."""
        return self._store.transactions(provider, tenant)

    def window(
        self, shelf_key: tuple[str, str, str], statuses: Sequence[str], first: int, last: int, *, newest_first: bool
    ) -> tuple[int, list[Transaction]]:
        """Return the size of a shelf (provider, tenant, shelf) and the transactions from `first` to `last` of it."""
        return self._store.window(shelf_key, statuses, first, last, newest_first=newest_first)

    # Events and ledger

    def event(self, transaction: Transaction, kind: str, **detail: JSON) -> None:
        """Append an event to the transaction's history."""
        self._store.append_event(transaction, kind, self.now, dict(detail))

    def events(self, transaction_id: str) -> list[Event]:
        """Return the history of a transaction, oldest first."""
        return self._store.events(transaction_id)

    def record_effect(self, provider: str, tenant: str, operation: str, transaction_id: str = "") -> None:
        """Record an operation that was carried out in the ledger."""
        self._store.append_ledger(provider, tenant, operation, transaction_id, self.now)
        self.executed.append((operation, transaction_id))

    def ledger(
        self, provider: str | None = None, operation: str | None = None, tenant: str | None = None
    ) -> list[LedgerEntry]:
        """Return the operations that were carried out, oldest first."""
        return self._store.ledger(provider, operation, tenant)

    def clear(self, tenant: str | None = None) -> None:
        """Delete everything except accounts and the certificate authority, or everything of one tenant."""
        self._store.clear(tenant)

    # Records of an emulator

    def put_record(self, provider: str, kind: str, record_id: str, body: Mapping[str, JSON], tenant: str) -> None:
        """Store a record of an emulator (a profile, a signer, a token), replacing an earlier one."""
        self._store.put_record(provider, kind, record_id, body, tenant)

    def record(self, provider: str, kind: str, record_id: str, tenant: str | None = None) -> JSONObject | None:
        """Return a record's body; None when there is none (of this tenant)."""
        return self._store.record(provider, kind, record_id, tenant)

    def records(self, provider: str, kind: str, tenant: str | None = None) -> list[JSONObject]:
        """Return the bodies of all records of a kind, oldest first."""
        return self._store.records(provider, kind, tenant)

    def delete_record(self, provider: str, kind: str, record_id: str) -> bool:
        """Delete a record; return whether it existed."""
        return self._store.delete_record(provider, kind, record_id)

    # Files

    def put_blob(self, content: bytes) -> str:
        """Store bytes and return their SHA-256."""
        return self._store.put_blob(content)

    def blob(self, digest: str) -> bytes:
        """Return stored bytes by their SHA-256."""
        return self._store.blob(digest)


LedgerLine = tuple[str, str]
