"""What is due and fails does not keep anything else from happening."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from esignkit.sandbox import Stage
from tests.sandboxes import running_sandbox

from .test_core import client_of, create, two_signers
from .toy import ToyEmulator, ToyLife

START = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


class FragileLife(ToyLife):
    def on_job(self, work, job):
        work.accounts.create(f"made by {job.name}")
        work.put_record("toy", "done", job.name, {"at": work.now.isoformat()}, job.tenant)
        if job.name == "poisoned":
            raise ZeroDivisionError

    def on_expired(self, work, transaction):
        work.put_record("toy", "done", transaction.title, {}, transaction.tenant)
        if transaction.title == "poisoned":
            raise ZeroDivisionError


class FragileEmulator(ToyEmulator):
    life_cycle = FragileLife()


sandbox = running_sandbox(FragileEmulator(), start=START)


def test_a_job_that_fails_is_dropped_and_the_others_are_done(sandbox, caplog):
    def plan(work):
        for minutes, name in enumerate(["first", "poisoned", "last"], 1):
            work.schedule(START + timedelta(minutes=minutes), "toy", "default", name, {})

    sandbox.work(plan)
    sandbox.clock.advance(timedelta(hours=1))
    done = sandbox.work(lambda work: work.records("toy", "done", "default"))
    assert [one["at"][14:16] for one in done] == ["05", "07"]
    assert [one.getMessage() for one in caplog.records] == ["the job poisoned at toy failed and is not tried again"]
    tenants = {one.tenant for one in sandbox.work(lambda work: work.accounts.all())}
    assert {"made by first", "made by last"} <= tenants
    assert "made by poisoned" not in tenants


@pytest.mark.parametrize("title", ["sound", "poisoned"])
def test_an_expiry_that_fails_is_set_aside(sandbox, title, caplog):
    with client_of(sandbox) as toy:
        made = create(toy, **two_signers(title=title, due=(sandbox.clock.now() + timedelta(minutes=1)).isoformat()))
        other = create(toy, **two_signers(title="other", due=(sandbox.clock.now() + timedelta(minutes=2)).isoformat()))
        sandbox.clock.advance(timedelta(hours=1))
        assert toy.get("/things/all").status_code == 200
    assert sandbox.transaction(other).stage is Stage.EXPIRED
    assert (sandbox.transaction(made).stage is Stage.OPEN) is (title == "poisoned")
    assert len(caplog.records) == (title == "poisoned")


def test_what_was_saved_by_work_that_failed_is_not_gone_on_with(sandbox):
    with client_of(sandbox) as toy:
        made = create(toy, **two_signers(title="as stored"))

    def save_and_fail(work):
        transaction = work.transaction(made)
        transaction.title = "of the attempt"
        work.save(transaction)
        assert work.saved(made) is transaction
        raise ZeroDivisionError

    def attempt(work):
        with pytest.raises(ZeroDivisionError), work.attempt():
            save_and_fail(work)
        return work.saved(made), work.transaction(made).title

    assert sandbox.work(attempt) == (None, "as stored")
