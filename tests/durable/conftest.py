"""A journal of each kind, and a clock for leases that tests set."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from esignkit.databases import PostgresDatabase, SQLiteDatabase
from esignkit.durable import Journal
from tests.durable import recorded_flows
from tests.durable.runs import Runs
from tests.durable.servers import postgres_address, postgres_server  # noqa: F401 - fixtures
from tests.inbox.databases import DATABASES, new_database


@pytest.fixture(params=DATABASES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return new_database(request.param, tmp_path)


@pytest.fixture
def journal(place: str) -> Iterator[Journal]:
    with Journal(place) as made:
        yield made


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    recorded_flows.CALLS.clear()
    recorded_flows.CHANGED.clear()
    return Runs(Journal(tmp_path / "runs.sqlite", settle=0))


class Clock:
    """What the databases say that the time is."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0
        self.lease = 1000.0

    def advance(self, seconds: float) -> None:
        self.now += seconds
        self.lease += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    for cls in (SQLiteDatabase, PostgresDatabase):
        monkeypatch.setattr(cls, "now", lambda self, transaction: made.now)
        monkeypatch.setattr(cls, "clocks", lambda self, transaction: (made.now, made.lease))
    monkeypatch.setattr("esignkit.durable.clock_readings.seconds_since_start", lambda: made.lease)
    return made
