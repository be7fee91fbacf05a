"""What both databases keep to: nobody claims what another has, one of an agreement at a time, in the order of receipt."""

from __future__ import annotations

import os
import random
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from esignkit.extras import MissingExtraError
from esignkit.inbox import PostgresStorage, SQLiteStorage, Storage
from esignkit.inbox.storage import Transaction
from esignkit.inbox.values import CHECKED, NewEvent, StoredEvent
from tests.inbox.databases import DATABASES, new_database

SERVICES = ("esignlive",)


def new_event(n: int, agreement: str | None = "p1", unique: bool = True) -> NewEvent:
    return NewEvent(
        service="esignlive",
        key=f"k{n}",
        kind="completed",
        native_name="PACKAGE_COMPLETE",
        agreement_id=agreement,
        unique=f"k{n}" if unique else None,
        body=b"\0\xff",
        verified=True,
        checked=CHECKED,
    )


def opened(address: str) -> Storage:
    return PostgresStorage(address) if address.startswith("postgres") else SQLiteStorage(address)


@pytest.fixture(params=DATABASES)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return new_database(request.param, tmp_path)


@pytest.fixture
def storage(address: str) -> Iterator[Storage]:
    made = opened(address)
    yield made
    made.close()


def test_an_event_is_kept_as_it_came(storage: Storage) -> None:
    assert [storage.add(new_event(1)), storage.add(new_event(1)), storage.add(new_event(1, unique=False))] == [
        True,
        False,
        True,
    ]
    event = storage.claim(SERVICES, 60)
    assert event is not None
    assert (event.key, event.body, event.verified, event.attempts) == ("k1", b"\0\xff", True, 1)
    assert storage.claim(SERVICES, 60) is None  # the other one is of the same agreement
    storage.finish(event, True)
    assert storage.counts() == {"handled": 1, "waiting": 1}


def test_events_of_other_services_are_left_alone(storage: Storage) -> None:
    storage.add(new_event(1))
    assert storage.claim(("ignisign", "constellation1"), 60) is None
    assert storage.claim(("ignisign", "esignlive"), 60) is not None


def test_events_of_no_agreement_do_not_wait_for_each_other(storage: Storage) -> None:
    storage.add(new_event(1, None))
    storage.add(new_event(2, None))
    assert [storage.claim(SERVICES, 60) is None for _ in range(3)] == [False, False, True]


def test_a_dead_letter_that_is_taken_up_again_is_not_handed_over_beside_a_later_event(storage: Storage) -> None:
    for n in (1, 2, 3):
        storage.add(new_event(n))
    first = storage.claim(SERVICES, 60)
    assert first is not None
    storage.move_to_dead_letters(first, "a reason")
    second = storage.claim(SERVICES, 60)
    assert second is not None
    assert storage.retry("k1") == 1
    assert storage.claim(SERVICES, 60) is None
    storage.finish(second, True)
    again = storage.claim(SERVICES, 60)
    assert again is not None
    assert (again.key, again.attempts) == ("k1", 1)


@pytest.mark.parametrize("address", DATABASES[1:], indirect=True)  # SQLite has one transaction at a time
def test_a_dead_letter_that_is_taken_up_during_a_claim_is_not_handed_over_beside_it(
    storage: Storage, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in (1, 2):
        storage.add(new_event(n))
    first = storage.claim(SERVICES, 60)
    assert first is not None
    storage.move_to_dead_letters(first, "a reason")
    other = opened(address)
    claims: list[StoredEvent | None] = []
    lock_lane = storage._lock_lane

    def interfere(transaction: Transaction, lane: str) -> None:
        if not claims:
            other.retry("k1")
            claims.append(other.claim(SERVICES, 60))
        lock_lane(transaction, lane)

    monkeypatch.setattr(storage, "_lock_lane", interfere)
    assert storage.claim(SERVICES, 60) is None
    assert [event and event.key for event in claims] == ["k1"]
    other.close()


def test_many_threads_and_connections_share_events_in_order(storage: Storage, address: str) -> None:
    expected: dict[str, list[str]] = {}
    for n in range(60):
        agreement = f"p{random.randrange(6)}"
        storage.add(new_event(n, agreement))
        expected.setdefault(agreement, []).append(f"k{n}")
    order: dict[str, list[str]] = {}
    busy: set[str] = set()
    problems: list[str] = []

    def work() -> None:
        own = opened(address)
        while (event := own.claim(SERVICES, 60)) is not None or "waiting" in own.counts():
            if event is None:
                continue
            agreement = str(event.agreement_id)
            if agreement in busy:
                problems.append(event.key)
            busy.add(agreement)
            order.setdefault(agreement, []).append(event.key)
            busy.discard(agreement)
            own.finish(event, True)
        own.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems
    assert order == expected


def test_a_commit_that_fails_leaves_no_open_transaction(tmp_path: Path) -> None:
    storage = SQLiteStorage(tmp_path / "i")
    with storage.transaction() as transaction:
        for statement in ("COMMIT", "PRAGMA foreign_keys = ON", "BEGIN", "CREATE TABLE parent (id PRIMARY KEY)"):
            transaction.execute(statement)
        transaction.execute("CREATE TABLE child (id REFERENCES parent DEFERRABLE INITIALLY DEFERRED)")
    with pytest.raises(sqlite3.IntegrityError), storage.transaction() as transaction:
        transaction.execute("INSERT INTO child VALUES (1)")  # which is noticed at the commit
    assert storage.add(new_event(1))
    assert storage.counts() == {"waiting": 1}
    storage.close()


def test_a_closed_storage_opens_again(storage: Storage) -> None:
    storage.close()
    storage.close()
    assert storage.add(new_event(1))


def test_a_process_that_was_forked_has_a_connection_of_its_own(storage: Storage) -> None:
    storage.add(new_event(1))
    child = os.fork()
    if child == 0:
        os._exit(0 if storage.add(new_event(2)) and not storage.add(new_event(1)) else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert storage.add(new_event(3))
    assert storage.counts() == {"waiting": 3}


def swept(agreement: str = "p1", kind: str = "completed") -> NewEvent:
    """What a sweep found."""
    key = f"state {agreement} {kind}"
    return attrs.evolve(new_event(0, agreement), key=key, unique=key, kind=kind, source="state")


def handle(storage: Storage, verified: bool | None = True) -> str:
    """Hand one event over."""
    event = storage.claim(SERVICES, 60)
    assert event is not None
    if event.source == "state" and not storage.note_news(event):
        return "duplicate"
    storage.finish(event, verified)
    return event.key


def test_what_is_known_of_agreements(storage: Storage) -> None:
    storage.add(new_event(1, "p1"))
    assert not storage.add(swept("p1"))
    assert storage.open_agreements("esignlive", ("completed", "expired")) == []
    assert storage.open_agreements("esignlive", ("expired",)) == ["p1"]
    assert storage.add(swept("p1", "sent"))
    assert storage.add(swept("p2"))
    assert not storage.add(swept("p2"))
    assert storage.last_sweep("esignlive") is None
    for at in (1.5, 2.5):
        storage.note_sweep("esignlive", at)
        assert storage.last_sweep("esignlive") == at


def test_what_a_sweep_found_is_known_after_it_was_purged(storage: Storage) -> None:
    storage.add(new_event(1, "p1"))
    storage.add(attrs.evolve(new_event(2, "p1"), kind="other"))
    storage.add(swept("p2"))
    assert [handle(storage) for _ in range(3)] == ["k1", "k2", "state p2 completed"]
    assert [storage.purge(-1), storage.purge(-1)] == [3, 0]
    assert storage.counts() == {}
    assert [storage.add(swept("p1")), storage.add(swept("p2"))] == [False, False]
    storage.add(attrs.evolve(new_event(3, "p1"), kind="other"))
    assert storage.open_agreements("esignlive", ("completed",)) == []
    assert storage.open_agreements("esignlive", ("expired",)) == ["p1"]


@pytest.mark.parametrize("borne_out", [None, False, True])
def test_an_event_that_nothing_vouches_for_does_not_silence_the_sweep(storage: Storage, borne_out: bool | None) -> None:
    storage.add(attrs.evolve(new_event(1), verified=None))
    assert storage.open_agreements("esignlive", ("completed",)) == ["p1"]
    assert storage.add(swept())  # nobody knows yet whether the event before it is true
    assert handle(storage, borne_out) == "k1"
    assert handle(storage) == ("duplicate" if borne_out else "state p1 completed")
    assert storage.claim(SERVICES, 60) is None


def test_an_end_that_a_sweep_found_comes_once_whatever_proves_it(storage: Storage) -> None:
    storage.add(swept())
    assert not storage.add(new_event(1))
    assert not storage.add(new_event(2, unique=False))
    storage.add(swept("p2", "sent"))
    assert storage.add(attrs.evolve(new_event(3, "p2"), kind="sent"))  # it can be sent again
    assert [handle(storage) for _ in range(3)] == ["state p1 completed", "duplicate", "k3"]


def test_a_forgotten_event_is_no_reason_to_ask_for_its_agreement(storage: Storage) -> None:
    storage.add(attrs.evolve(new_event(1, "made up"), verified=None))
    event = storage.claim(SERVICES, 60)
    assert event is not None
    storage.move_to_dead_letters(event, "there is no such agreement")
    assert storage.open_agreements("esignlive", ("completed",)) == ["made up"]
    storage.forget("k1")
    assert storage.open_agreements("esignlive", ("completed",)) == []


def test_postgresql_needs_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)
    with pytest.raises(MissingExtraError, match="postgres"):
        PostgresStorage("postgresql://localhost/canary")
