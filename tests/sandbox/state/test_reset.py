"""A reset of a large sandbox: it leaves what a small one leaves, is all or nothing, and costs little."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from esignkit.sandbox import emptying
from esignkit.sandbox.clock import SetClock
from esignkit.sandbox.domain.mails import Letter, Mailbox, MailFilter, MailKind, Outgoing
from esignkit.sandbox.domain.model import Transaction
from esignkit.sandbox.domain.unit_of_work import Engine, LifeCycle
from esignkit.sandbox.ids import Ids
from esignkit.sandbox.store import Store

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LARGE = 1_100
ADA = Mailbox("Ada", "ada@example.com")


def new_engine(folder=None) -> Engine:
    return Engine(Store(folder), SetClock(NOW), Ids(), {"toy": LifeCycle()})


@pytest.fixture
def engine():
    engine = new_engine()
    yield engine
    engine.store.close()


def fill(engine: Engine, count: int) -> str:
    """Put transactions with events, lines of the ledger, and one of all else into a store; return the file's hash."""
    with engine.work() as work:
        for number in range(count):
            one = Transaction(f"t{number}", "toy", "default", "DRAFT", NOW, NOW, f"Lease {number}")
            one.wire = {"text": "x" * 1500}
            work.save(one)
            work.event(one, "created")
            work.record_effect("toy", "default", "things.create", one.id)
        letter = Letter("Hello", ("Text",))
        work.mails.send("toy", "default", Outgoing(MailKind.INVITATION, "once", ADA, ADA, letter))
        work.put_record("toy", "thing", "1", {"kept": False}, "default")
        work.put_record("toy", "thing", "2", {"kept": True}, "")
        work.schedule(NOW + timedelta(days=1), "toy", "default", "later", {})
        return work.put_blob(b"content")


def left(engine: Engine, blob: str) -> list[object]:
    with engine.work() as work:
        try:
            content = work.blob(blob)
        except KeyError:
            content = None
        return [
            len(work.transactions()),
            work.overview.transactions().total,
            work.overview.next_due(),
            work.events("t1"),
            work.records("toy", "thing"),
            work.mails.count(MailFilter()),
            content,
        ]


@pytest.mark.parametrize("count", [3, LARGE])
def test_what_is_left_does_not_depend_on_how_much_there_was(count, engine):
    blob = fill(engine, count)
    with engine.work() as work:
        accounts, last = work.accounts.all(), work.ledger()[-1].sequence
        work.clear()
        work.record_effect("toy", "default", "things.create", "new")
    assert left(engine, blob) == [0, 0, None, [], [{"kept": True}], 0, None]
    with engine.work() as work:
        assert work.accounts.all() == accounts
        assert [(entry.sequence, entry.transaction_id) for entry in work.ledger()] == [(last + 1, "new")]
    fill(engine, count)
    assert left(engine, blob)[0] == count


def fail_after_clear(engine: Engine) -> None:
    with engine.work() as work:
        work.clear()
        work.put_record("toy", "thing", "3", {}, "")
        raise RuntimeError("on purpose")


@pytest.mark.parametrize("count", [3, LARGE])
def test_a_reset_that_fails_has_not_been(count, engine):
    blob = fill(engine, count)
    before = left(engine, blob)
    changes = engine.store.changes
    with pytest.raises(RuntimeError, match="on purpose"):
        fail_after_clear(engine)
    assert left(engine, blob) == before
    assert engine.store.changes >= changes
    with engine.work() as work:
        work.clear()
        work.clear()
    assert left(engine, blob)[0] == 0


def test_everything_is_gone_from_a_folder_too(tmp_path):
    engine = new_engine(tmp_path)
    blob = fill(engine, LARGE)
    with engine.work() as work:
        work.clear()
    engine.store.close()
    engine = new_engine(tmp_path)
    assert left(engine, blob)[:2] == [0, 0]
    engine.store.close()


def test_a_large_one_costs_less_than_deleting_row_by_row(engine, monkeypatch):
    def cost() -> float:
        fill(engine, 3 * LARGE)
        with engine.work() as work:
            begin = time.process_time()
            work.clear()
        return time.process_time() - begin

    costs: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(3):
        for is_large in (True, False):
            monkeypatch.setattr(emptying, "is_large", lambda connection, is_large=is_large: is_large)
            costs[is_large].append(cost())
        if min(costs[True]) < min(costs[False]) / 2:
            return
    pytest.fail(f"{costs}")
