"""What people look for is found without reading the transactions' bodies, and agrees with them."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from esignkit.sandbox.clock import SetClock
from esignkit.sandbox.domain import transitions
from esignkit.sandbox.domain.model import Party, Stage, Transaction
from esignkit.sandbox.domain.unit_of_work import Engine, LifeCycle
from esignkit.sandbox.ids import Ids
from esignkit.sandbox.store import FILE_NAME, Store
from tests.sandbox.state.test_versions import SECOND

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def engine():
    engine = Engine(Store(), SetClock(START), Ids(), {"toy": LifeCycle(), "other": LifeCycle()})
    yield engine
    engine.store.close()


def add(work, number: int, *people: tuple[str, str], provider: str = "toy", tenant: str = "default", **members):
    transaction = Transaction(f"t{number}", provider, tenant, "DRAFT", work.now, work.now, f"Lease {number}")
    transaction.parties = [Party(str(n), name, email) for n, (name, email) in enumerate(people)]
    for name, value in members.items():
        setattr(transaction, name, value)
    work.save(transaction)
    return transaction


@pytest.fixture
def filled(engine):
    with engine.work() as work:
        add(work, 1, ("Ada Byron", "ada@example.com"), ("Bob", "bob@example.org"))
        add(work, 2, ("Élodie Müller", "elodie@example.com"), title="Vertrag für Straße 5")
        add(work, 3, provider="other", tenant="second", status="SENT", stage=Stage.OPEN)
        add(work, 4, ("Ada Byron", "ada@example.com"), deleted=True)
        add(work, 5, ("100% _Sure", ""), status="VERY_OPEN", stage=Stage.OPEN)
    return engine


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["t5", "t3", "t2", "t1"]),
        ({"provider": "toy"}, ["t5", "t2", "t1"]),
        ({"stage": Stage.OPEN}, ["t5", "t3"]),
        ({"tenant": "second"}, ["t3"]),
        ({"provider": "toy", "stage": Stage.DRAFT, "tenant": "default"}, ["t2", "t1"]),
        ({"words": "ada"}, ["t1"]),
        ({"words": "BOB@example.org"}, ["t1"]),
        ({"words": "byron lease"}, ["t1"]),
        ({"words": "byron nobody"}, []),
        ({"words": "élodie"}, ["t2"]),
        ({"words": "ÉLODIE müller"}, ["t2"]),
        ({"words": "strasse"}, ["t2"]),
        ({"words": "t3"}, ["t3"]),
        ({"words": "very_open"}, ["t5"]),
        ({"words": "%"}, ["t5"]),
        ({"words": "t3 " * 10_000}, ["t3"]),
        ({"words": "' OR 1=1 --"}, []),
        ({"first": 2, "size": 2}, ["t3", "t2"]),
        ({"first": 5}, []),
    ],
)
def test_transactions_are_found(filled, asked, found):
    with filled.work() as work:
        page = work.overview.transactions(**asked)
        assert [row.id for row in page.rows] == found
        assert page.total == (4 if "first" in asked else len(found))


def test_a_row_says_what_the_transaction_says(filled):
    with filled.work() as work:
        for row in work.overview.transactions().rows:
            transaction = work.transaction(row.id)
            assert (row.title, row.status, row.stage, row.provider, row.tenant, row.created, row.updated, row.due) == (
                transaction.title,
                transaction.status,
                transaction.stage,
                transaction.provider,
                transaction.tenant,
                transaction.created,
                transaction.updated,
                transaction.due,
            )
            assert list(row.parties) == [f"{party.name} {party.email}".strip() for party in transaction.parties]


def test_counts_follow_every_change(filled):
    with filled.work() as work:
        assert work.overview.counts() == {("toy", Stage.DRAFT): 2, ("toy", Stage.OPEN): 1, ("other", Stage.OPEN): 1}
        transitions.cancel(work, work.transaction("t5"))
        assert work.overview.counts("default") == {("toy", Stage.DRAFT): 2, ("toy", Stage.CANCELLED): 1}
        work.clear("default")
        assert work.overview.counts() == {("other", Stage.OPEN): 1}
        work.clear()
        assert work.overview.counts() == {}


def test_a_folder_of_an_earlier_version_is_taken_in(tmp_path):
    store = Store(tmp_path)
    engine = Engine(store, SetClock(START), Ids(), {})
    with engine.work() as work:
        add(work, 1, ("Ada Byron", "ada@example.com"))
    store.close()
    with sqlite3.connect(tmp_path / FILE_NAME) as old:
        old.executescript(SECOND)
    old.close()
    store = Store(tmp_path)
    with Engine(store, SetClock(START), Ids(), {}).work() as work:
        assert [row.id for row in work.overview.transactions(words="byron").rows] == ["t1"]
        add(work, 2, ("Bob", ""))
        assert [row.id for row in work.overview.transactions(words="bob").rows] == ["t2"]
    store.close()


def test_deliveries_come_in_pages_newest_first(filled):
    with filled.work() as work:
        webhook = work.webhooks.add("toy", "default", "http://127.0.0.1:1/")
        made = [work.webhooks.send(webhook, {"n": n}, name="E", transaction_id=f"t{n % 2}").id for n in range(5)]
        work.webhooks.outgoing.clear()
        total, page = work.overview.deliveries(first=2, size=2)
        assert (total, [delivery["id"] for delivery in page]) == (5, [made[3], made[2]])
        total, page = work.overview.deliveries("t1")
        assert (total, [delivery["id"] for delivery in page]) == (2, [made[3], made[1]])


def test_the_ledger_of_one_transaction(filled):
    with filled.work() as work:
        for operation, transaction in (("things.create", "t1"), ("things.create", "t2"), ("things.send", "t1")):
            work.record_effect("toy", "default", operation, transaction)
        assert [entry.operation for entry in work.overview.ledger_of("t1")] == ["things.create", "things.send"]
        assert work.overview.ledger_of("t1") == [entry for entry in work.ledger() if entry.transaction_id == "t1"]


def test_what_is_due_next(filled):
    with filled.work() as work:
        assert work.overview.next_due() is None
        work.schedule(START + timedelta(days=2), "toy", "default", "reminder", {"n": 1, "thing": "t1"})
        due = work.overview.next_due()
        assert (due.time, due.name, due.transaction_id, due.title) == (
            START + timedelta(days=2),
            "reminder",
            "t1",
            "Lease 1",
        )
        transaction = work.transaction("t5")
        transaction.due = START + timedelta(days=1)
        work.save(transaction)
        due = work.overview.next_due()
        assert (due.time, due.provider, due.name, due.transaction_id) == (
            START + timedelta(days=1),
            "toy",
            "expiry",
            "t5",
        )
