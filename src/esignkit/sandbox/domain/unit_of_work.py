"""A unit of work: everything done in it is committed together, or rolled back.

Each service's life cycle says how it reacts to what is done.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar

from esignkit.sandbox.domain.accounts import Accounts
from esignkit.sandbox.domain.authorities import Authority
from esignkit.sandbox.domain.due_work import catch_up
from esignkit.sandbox.domain.mails import Mails
from esignkit.sandbox.domain.model import Job, SearchKeys, Stage
from esignkit.sandbox.domain.stored_transactions import StoredTransactions
from esignkit.sandbox.domain.webhooks import Webhooks
from esignkit.sandbox.json_values import as_int

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence
    from datetime import datetime

    from esignkit.sandbox import pdf
    from esignkit.sandbox.clock import Clock
    from esignkit.sandbox.domain.form_fields import FormField
    from esignkit.sandbox.domain.model import Document, Event, LedgerEntry, Party, Transaction
    from esignkit.sandbox.domain.overview import Overview
    from esignkit.sandbox.domain.webhooks import Attempt, Delivery
    from esignkit.sandbox.ids import Ids
    from esignkit.sandbox.json_values import JSON, JSONObject
    from esignkit.sandbox.store import Store

_OWN = "sandbox"


class LifeCycle:
    """The status names and the hooks of a service.

    An emulator's subclass names the five words and overrides the hooks it needs. A hook runs after the neutral state
    has changed and before it is saved; it may change the transaction (its `wire` above all) and append events.
    """

    opened = "OPEN"
    completed = "COMPLETED"
    declined = "DECLINED"
    cancelled = "CANCELLED"
    expired = "EXPIRED"
    cancellable = True
    """Whether an open transaction can be cancelled at this service."""
    declinable = True
    """Whether a signer can decline at this service."""
    job_words: ClassVar[Mapping[str, str]] = {}
    """What the jobs of the service do, by their names, for people."""

    def completes_itself(self, transaction: Transaction) -> bool:
        """Return whether the last signature completes the transaction; if False, call `transitions.complete` later."""
        del transaction
        return True

    def form_fields(self, work: UnitOfWork, transaction: Transaction) -> Sequence[FormField]:
        """Return the fields that signers fill in, in the order of the documents."""
        del work, transaction
        return ()

    def language(self, work: UnitOfWork, transaction: Transaction, party: Party) -> str:
        """Return the language that the service has for a signer, e.g. `fr`; empty when it has none."""
        del work, transaction, party
        return ""

    def document_name(self, transaction: Transaction, document: Document) -> str:
        """Return what signers read as the name of a document."""
        del transaction
        return document.name or document.id

    def offers_decline(self, transaction: Transaction) -> bool:
        """Return whether the page where people sign lets them decline."""
        del transaction
        return self.declinable

    def decline_reasons(self, work: UnitOfWork, transaction: Transaction, language: str) -> tuple[list[str], bool]:
        """Return the reasons for declining that the page offers, and whether it takes others."""
        del work, transaction, language
        return [], True

    def in_person(self, transaction: Transaction) -> bool:
        """Return whether signers sign on one machine, which they hand to each other."""
        del transaction
        return False

    def on_filled(self, work: UnitOfWork, transaction: Transaction, party: Party, values: Mapping[str, str]) -> None:
        """Called before `on_signed` with what a party has filled in, by the ids of the fields."""

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

    def on_attempt(self, work: UnitOfWork, delivery: Delivery) -> None:
        """Called after each attempt of a delivery; it is the last one of `delivery.attempts`."""

    def search_keys(self, transaction: Transaction) -> SearchKeys:
        """Return what the service's lists and searches find a transaction by."""
        del transaction
        return SearchKeys()

    def on_job(self, work: UnitOfWork, job: Job) -> None:
        """Called for a job of `work.later` when it is due."""

    def cancel(
        self, work: UnitOfWork, transaction: Transaction, cancel: Callable[[UnitOfWork, Transaction], None]
    ) -> None:
        """Called when the sandbox's owner cancels an open transaction; `cancel` does what all services share."""
        cancel(work, transaction)

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
        self.strict: bool = False
        """Whether the services refuse what they would otherwise warn of, where a switch does not say so."""
        self.post: Callable[[list[Delivery]], None] | None = None
        """Posts the deliveries of committed work; set by the application."""
        self.committed: Callable[[], None] | None = None
        """Called after each commit that changed something; set by the application."""
        self.on_mail: Callable[[], None] | None = None
        """Called when mails of committed work have come; set by the application."""
        self._caught_up: datetime | None = None
        self.authority: Authority = Authority(store, ids)
        with store.transaction():
            if store.lacks_search_keys:
                self._fill_search_keys()
            if ids.seed is not None:
                self._begin_run()

    def reload(self) -> None:
        """Read anew what is kept in memory of the store, after all of it has changed."""
        self.accounts.reload()
        self.authority.reload()
        if self.store.lacks_search_keys:
            self._fill_search_keys()

    def may_be_due(self) -> bool:
        """Return whether something could be due by now; any thread may ask."""
        return self.store.may_be_due(self.clock.now())

    @contextmanager
    def work(self) -> Generator[UnitOfWork]:
        """Run a block as one unit of work. Due dates that have passed are handled first."""
        before = self.store.changes
        try:
            with self.store.transaction():
                work = UnitOfWork(self)
                present = work.now
                if self.store.is_due(present):
                    catch_up(work, self.store, self._caught_up)
                yield work
        except BaseException:
            self.rolled_back()
            raise
        self.accounts.committed()
        self.authority.committed()
        self._caught_up = present
        for step in work.after_commit:
            step()
        if work.webhooks.outgoing and self.post is not None:
            self.post(work.webhooks.outgoing)
        if work.mails.sent and self.on_mail is not None:
            self.on_mail()
        if self.committed is not None and self.store.changes != before:
            self.committed()

    def rolled_back(self) -> None:
        """Forget what is kept in memory of the store and was made in work, or a part of it, that was rolled back.

        The store itself forgets the records that it has read.
        """
        self.accounts.rolled_back()
        self.authority.rolled_back()

    def life_cycle_of(self, provider: str) -> LifeCycle:
        """Return the life cycle of a service."""
        return self.life_cycles.get(provider) or LifeCycle()

    def _begin_run(self) -> None:
        runs = as_int((self.store.record(_OWN, "runs", "runs") or {}).get("count"))
        self.ids.begin(runs)
        self.store.put_record(_OWN, "runs", "runs", {"count": runs + 1}, "")

    def _fill_search_keys(self) -> None:
        for transaction in self.store.transactions():
            self.store.put(transaction, self.life_cycle_of(transaction.provider).search_keys(transaction))


class UnitOfWork(StoredTransactions):
    """The operations of a transition or a request handler, inside one store transaction."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine.store)
        self._engine = engine
        self.ids: Ids = engine.ids
        self.accounts: Accounts = engine.accounts
        self.now: datetime = engine.clock.now()
        """The time of this work, the same for everything in it but what was due before; see `at`."""
        self.executed: list[LedgerLine] = []
        """Operations recorded so far, each with its transaction id."""
        self.after_commit: list[Callable[[], object]] = []
        """What is done once this work is committed, and never if it is rolled back, such as moving the clock."""
        self.life_cycle_of: Callable[[str], LifeCycle] = engine.life_cycle_of
        """Returns the life cycle of a service."""
        self.webhooks: Webhooks = Webhooks(engine.store, engine.ids, self.now)
        """The webhooks and deliveries of the services."""
        self.overview: Overview = engine.store.overview
        """What people look for, read without the transactions' bodies."""
        self._saved: dict[str, Transaction] = {}
        self.mails: Mails = Mails(engine.store.mails, self.now)
        """The mails that the services send."""

    def at(self, moment: datetime) -> None:
        """Let what follows in this work happen at a moment."""
        self.now = self.webhooks.now = self.mails.now = moment

    @contextmanager
    def attempt(self) -> Generator[None]:
        """Run a block of this work; when it raises, nothing of the block is kept, and the work can go on."""
        executed, after, outgoing = len(self.executed), len(self.after_commit), len(self.webhooks.outgoing)
        try:
            with self._store.savepoint():
                yield
        except BaseException:
            del self.executed[executed:], self.after_commit[after:], self.webhooks.outgoing[outgoing:]
            self._saved.clear()
            self._engine.rolled_back()
            raise

    @property
    def strict(self) -> bool:
        """Whether the services refuse what they would otherwise warn of, where a switch does not say so."""
        return self._engine.strict

    @property
    def ca(self) -> pdf.SandboxCA:
        """The certificate authority that signs for parties and seals."""
        return self._engine.authority.ca

    def life_cycle(self, transaction: Transaction) -> LifeCycle:
        """Return the life cycle of the transaction's service."""
        return self.life_cycle_of(transaction.provider)

    def carry_out(self, due: Transaction | Job) -> None:
        """Do a job, or let a transaction expire."""
        if isinstance(due, Job):
            self.life_cycle_of(due.provider).on_job(self, due)
        else:
            self.life_cycle(due).expire(self, due)

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

    def note_attempt(self, delivery_id: str, attempt: Attempt) -> None:
        """Note the result of posting a delivery, and let the service react to it."""
        delivery = self.webhooks.note(delivery_id, attempt)
        if delivery is not None:
            self.life_cycle_of(delivery.provider).on_attempt(self, delivery)

    # Transactions

    def save(self, transaction: Transaction) -> None:
        """Store a transaction and set `updated`."""
        transaction.updated = self.now
        self._store.put(transaction, self.life_cycle(transaction).search_keys(transaction))
        self._saved[transaction.id] = transaction

    def saved(self, transaction_id: str) -> Transaction | None:
        """Return a transaction as it was saved last in this work, to be looked at or changed and saved again.

        None for one that this work has not saved.
        """
        return self._saved.get(transaction_id)

    # Events and ledger

    def event(self, transaction: Transaction, kind: str, **detail: JSON) -> None:
        """Append an event to the transaction's history."""
        self._store.append_event(transaction, kind, self.now, dict(detail))

    def events(self, transaction_id: str) -> list[Event]:
        """Return the history of a transaction, oldest first."""
        return self._store.events(transaction_id)

    def count_events(self, transaction_id: str, kind: str) -> int:
        """Return how many events of a kind a transaction has."""
        return self._store.count_events(transaction_id, kind)

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
