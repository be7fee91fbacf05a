"""A process that dies between any two statements to its journal and any two bytes to the service, twice in a row.

The first dies at each moment of its life. The second dies at one moment of its own, each time at another; in the trials
(`nox -s trials`, and continuous integration) at a tenth of them.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field

from esignkit.core.flow import Response
from esignkit.databases import SQLiteDatabase
from esignkit.durable import Journal, RunState
from esignkit.durable.values import ClaimedRun
from tests.durable import recorded_flows as flows
from tests.durable.runs import ESIGNLIVE, IGNISIGN, Killed, Runs
from tests.durable.test_fates import PLANS, Service
from tests.support import Sent
from tests.trials import SIZE

LONGER = 10_000


@define(eq=False)
class Process:
    """Dies at a moment of its life, and does nothing any more."""

    dies_at: int = LONGER
    moments: int = 0

    def live(self) -> None:
        """Let a moment go by."""
        self.moments += 1
        if self.moments > self.dies_at:
            raise Killed


@define(eq=False)
class Machine:
    """Runs one process after the other, with one journal and one service."""

    path: Path
    plan: str
    service: Service = field(factory=lambda: Service([], []))
    process: Process = field(factory=Process)

    def answer(self, sent: Sent) -> Response:
        self.process.live()
        response = self.service.answer(sent)
        self.process.live()
        return response

    def run(self, dies_at: int = LONGER) -> Process:
        """Carry the plan out in a new process."""
        self.process = Process(dies_at)
        with contextlib.suppress(Killed):
            journal = Journal(self.path, settle=0)
            runs = Runs(journal, IGNISIGN if self.plan == "publish" else ESIGNLIVE)
            runs.run(PLANS[self.plan](), *[self.answer] * 20)
        return self.process


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Machine]:
    """Return a function that gets a machine ready on which the processes die that claim runs."""
    machines: list[Machine] = []
    transaction = SQLiteDatabase.transaction

    @define
    class Mortal:
        """A transaction of a process that may die."""

        inner: Any

        def execute(self, *arguments: Any) -> Any:
            machines[-1].process.live()
            return self.inner.execute(*arguments)

    @contextlib.contextmanager
    def mortal(self: SQLiteDatabase, **how: bool) -> Iterator[Mortal]:
        machines[-1].process.live()
        with transaction(self, **how) as inner:
            yield Mortal(inner)
            machines[-1].process.live()
        machines[-1].process.live()

    def claimed(key: str) -> ClaimedRun:
        host, machine, pid, start, _ = ClaimedRun(key).owner.split("|")
        return ClaimedRun(key, owner="|".join((host, machine, pid, str(int(start) - 1), uuid.uuid4().hex)))

    monkeypatch.setattr(SQLiteDatabase, "transaction", mortal)
    monkeypatch.setattr("esignkit.durable.recorder.ClaimedRun", claimed)

    def begin(plan: str) -> Machine:
        machines.append(Machine(tmp_path / f"{len(machines)}.sqlite", plan))
        return machines[-1]

    return begin


@pytest.mark.parametrize("plan", ["create", "create and send", "publish"])
def test_a_process_may_die_at_any_moment_and_the_next_one_as_well(start: Callable[[str], Machine], plan: str) -> None:
    alive = start(plan).run().moments
    assert alive > 15
    for first in range(alive):
        # Neighbours die the second time at moments that are none.
        seconds = range(first % 10, LONGER, 10) if SIZE else [first * 7 % alive]
        for second in seconds:
            machine = start(plan)
            assert machine.run(first).moments > first
            died = machine.run(second)
            machine.run()
            ledger = machine.service.ledger
            assert ledger == [call for call in ("create", "send", "publish") if call in (*plan.split(), plan)]
            with Journal(machine.path) as journal:
                machine.process = Process()
                run = journal.get("run-1")
                assert run is not None
                assert (run.state, run.step, run.made_nothing) == (RunState.DONE, "", False)
            if died.moments <= second:
                break


@pytest.mark.parametrize("what", ["trash", "function"])
def test_what_may_be_repeated_is_known_to_have_been_begun(
    start: Callable[[str], Machine], monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """However early its process dies, a run that has changed something never says that it has made nothing."""
    plan = {"trash": lambda: flows.PACKAGES.trash("p-1"), "function": lambda: flows.calls_a_function("it fails")}[what]
    monkeypatch.setitem(PLANS, what, plan)
    for dies_at in range(LONGER):
        machine = start(what)
        machine.service.packages["p-1"] = {"id": "p-1"}
        flows.CALLS.clear()
        with contextlib.suppress(ValueError):
            machine.run(dies_at)
        has_changed = bool(machine.service.ledger or flows.CALLS)
        moments = machine.process.moments
        machine.process = Process()
        with Journal(machine.path) as journal:
            run = journal.get("run-1")
            assert not has_changed or (run is not None and not run.made_nothing)
        if moments <= dies_at:
            break
    assert has_changed
