"""The clock of a PostgreSQL server is set while runs go on: a run has one worker all the same, and goes on some time.

They wait for leases to run out, so they are run where `ESIGNKIT_POSTGRES` names a server (`nox -s postgres`).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest

from esignkit.durable import Journal, LeaseLostError, RunBusyError, RunState
from esignkit.durable.values import ClaimedRun
from tests.clocks import until
from tests.durable.journals import claimed, elsewhere, step
from tests.durable.runs import Killed, Runs, killed
from tests.durable.test_doubt import CREATE, CREATED, NOTHING
from tests.inbox.databases import SERVER
from tests.inside import claims_of

pytestmark = pytest.mark.skipif(not SERVER, reason="ESIGNKIT_POSTGRES names no server")

LEASES = {
    "test_a_worker_that_is_dead_loses_its_run_all_the_same": 2.0,
    "test_a_lease_that_is_kept_is_kept_whatever_becomes_of_the_clock": 6.0,
    "test_clocks_of_other_machines_may_differ_from_the_servers": 2.0,
}
"""Seconds for tests that wait for a lease to run out, or to be kept; the others have longer ones."""
CLOCK = """
CREATE TABLE shift (seconds DOUBLE PRECISION NOT NULL);
INSERT INTO shift VALUES (0);
CREATE FUNCTION clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
    $$SELECT pg_catalog.clock_timestamp() + seconds * interval '1 second' FROM shift$$
"""
"""A clock of the schema's own, which stands in for the server's where `search_path` names the schema first."""


@pytest.fixture
def address(postgres_address: str) -> str:
    with import_module("psycopg").connect(postgres_address, autocommit=True) as connection:
        connection.execute(CLOCK)
    return f"{postgres_address},pg_catalog"


@pytest.fixture
def shift(address: str) -> Callable[[float], None]:
    def by(seconds: float) -> None:
        with import_module("psycopg").connect(address, autocommit=True) as connection:
            connection.execute("UPDATE shift SET seconds = seconds + %s", (seconds,))

    return by


@pytest.fixture
def lease(request: pytest.FixtureRequest) -> float:
    return LEASES.get(request.node.originalname, 60.0)


@pytest.fixture
def journal(address: str, lease: float) -> Iterator[Journal]:
    """The journal as a worker of this process has it; its leases are kept, or not, as a test says."""
    with Journal(address, lease=lease) as made:
        yield made


@pytest.fixture
def other(address: str, lease: float) -> Iterator[Journal]:
    """The journal as a worker of another machine has it."""
    with Journal(address, lease=lease) as made:
        yield made


def takes_over(journal: Journal, lefts: list[float] | None = None) -> Callable[[], bool]:
    """Return a function that tries to take the run over; it adds to `lefts` how long the lease lasts."""

    def attempt() -> bool:
        try:
            claimed(journal)
        except RunBusyError as error:
            assert error.retry_after is not None
            assert 0 < error.retry_after <= 2 * journal.lease  # and not an hour
            if lefts is not None:
                lefts.append(error.retry_after)
            return False
        return True

    return attempt


@pytest.mark.parametrize("seconds", [3600.0, -3600.0, 0.0], ids=["forward", "back", "not set"])
def test_a_worker_at_work_keeps_its_run(
    journal: Journal, other: Journal, shift: Callable[[float], None], seconds: float
) -> None:
    run = claimed(journal, owner=elsewhere())
    claims_of(journal).write(run, [step(0)])
    claims_of(journal).end()  # between two extensions of its lease
    shift(seconds)
    attempts: list[Callable[[], object]] = [
        lambda: claimed(other),
        lambda: other.resolve("a", again=True),
        lambda: other.retry("a"),
        lambda: other.forget("a"),
    ]
    for attempt in attempts:
        with pytest.raises(RunBusyError):
            attempt()
    claims_of(journal).write(run, [step(0, "answer")], RunState.DONE)
    assert claimed(other).steps == {0: step(0, "answer")}


@pytest.mark.parametrize("seconds", [3600.0, -3600.0, 0.0], ids=["forward", "back", "not set"])
def test_a_worker_that_is_dead_loses_its_run_all_the_same(
    journal: Journal, other: Journal, shift: Callable[[float], None], seconds: float
) -> None:
    run = claimed(journal, owner=elsewhere())
    claims_of(journal).end()
    shift(seconds)
    assert until(takes_over(other), 20 * other.lease)
    with pytest.raises(LeaseLostError):
        claims_of(journal).write(run, [step(0)])


def test_a_lease_that_is_kept_is_kept_whatever_becomes_of_the_clock(
    journal: Journal, other: Journal, shift: Callable[[float], None]
) -> None:
    """For longer than a lease, a worker tries to take the run over while the clock is set again and again."""
    run, attempt = claimed(journal, owner=elsewhere()), takes_over(other)
    for setting in range(40):
        shift(3600.0 if setting % 2 else -1800.0)
        assert not attempt()
        threading.Event().wait(0.2)
    claims_of(journal).write(run, [step(0)])


@pytest.mark.parametrize("theirs", [0.0, 3600.0, -300.0])
def test_clocks_of_other_machines_may_differ_from_the_servers(
    journal: Journal, other: Journal, monkeypatch: pytest.MonkeyPatch, theirs: float
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("esignkit.durable.clock_readings.machine_id", lambda: "another machine")
        patch.setattr("esignkit.durable.clock_readings.time", SimpleNamespace(time=lambda: time.time() + theirs))
        claimed(journal, owner=elsewhere())
    claims_of(journal).end()
    lefts: list[float] = []
    assert until(takes_over(other, lefts), 20 * other.lease)
    anew = [after for before, after in pairwise(lefts) if after > before]
    assert len(anew) == (1 if theirs else 0)  # who cannot tell whether a clock was set waits for a whole lease


def test_a_server_and_a_worker_on_one_machine_whose_clock_is_set(
    journal: Journal, other: Journal, shift: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = claimed(journal, owner=elsewhere())
    claims_of(journal).end()
    shift(3600)
    monkeypatch.setattr("esignkit.durable.clock_readings.time", SimpleNamespace(time=lambda: time.time() + 3600))
    with pytest.raises(RunBusyError):
        claimed(other)
    claims_of(journal).write(run, [], RunState.DONE)


# Steps in doubt -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("let_go", [True, False])
@pytest.mark.parametrize("seconds", [3600.0, -3600.0])
def test_what_was_sent_has_its_time_to_show(
    address: str, shift: Callable[[float], None], monkeypatch: pytest.MonkeyPatch, seconds: float, let_go: bool
) -> None:
    """A worker was killed or stopped a moment ago; by the server's clock, that is long ago, or has not been yet."""
    with Journal(address, lease=60, settle=10) as journal:
        runs = Runs(journal)
        with monkeypatch.context() as patch:
            if not let_go:
                patch.setattr(claims_of(journal), "drop", lambda *_: None)
                owner = ClaimedRun("x").owner.split("|")
                dead = "|".join((*owner[:3], str(int(owner[3]) - 1), owner[4]))
                patch.setattr("esignkit.durable.recorder.ClaimedRun", partial(ClaimedRun, owner=dead))
            with pytest.raises(Killed):
                runs.run(CREATE, killed)
        shift(seconds)
        answers: list[Any] = [NOTHING] * 10
        assert runs.run(CREATE, *answers, CREATED) == "p-1"
        assert sum(runs.record.slept) == pytest.approx(10)
