"""Plans in bulk while their processes are killed: nothing is sent twice, nothing is lost, and what is unknown is named.

`ESIGNKIT_TRIALS=sample` (`nox -s trials`, and continuous integration) runs a sample of 15 plans with 2 kills;
`ESIGNKIT_TRIALS=full` (`nox -s durable`) runs 300 plans with 25 kills of each kind. The ordinary suite runs neither.
"""

from __future__ import annotations

import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from esignkit.durable import RunState
from esignkit.sandbox import Sandbox
from tests.clocks import until
from tests.durable.trial import LONGEST, Trial, kill
from tests.durable.trial_plans import SERVICES
from tests.trials import FULL, trial

COUNT, KILLS = (300, 25) if FULL else (15, 2)
pytestmark = [pytest.mark.timeout(LONGEST + 60), trial]


@pytest.mark.parametrize("service", SERVICES)
def test_a_program_that_is_killed_again_and_again(service: str, sandbox: Sandbox, tmp_path: Path) -> None:
    trial = Trial(service, sandbox, tmp_path, COUNT)
    assert trial.kill_often(KILLS) == KILLS
    said = trial.finish()
    found = trial.judge()
    assert {row["state"] for row in said} <= {"unknown"}
    assert len(said) == found["unknown"]
    assert all(row["call"] in SERVICES[service].no_question and row["what_to_do"] for row in said)
    assert found["unknown"] <= KILLS * trial.settings["workers"], "more than were in flight"
    print(service, dict(found))


@pytest.mark.skipif(not FULL, reason="ESIGNKIT_TRIALS is not full")
@pytest.mark.parametrize("how", ["async", "processes"])
@pytest.mark.parametrize("place", ["SQLite", "PostgreSQL"])
@pytest.mark.parametrize("service", SERVICES)
def test_the_same_in_tasks_and_in_processes(
    service: str, place: str, how: str, sandbox: Sandbox, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    address: str = "" if place == "SQLite" else request.getfixturevalue("postgres_address")
    trial = Trial(service, sandbox, tmp_path, COUNT, address, settings={"how": how, "workers": 4})
    assert trial.kill_often(KILLS) == KILLS
    trial.finish()
    print(service, how, "in", place, dict(trial.judge()))


@pytest.mark.skipif(not FULL, reason="ESIGNKIT_TRIALS is not full")
@pytest.mark.parametrize("service", SERVICES)
def test_the_same_in_postgresql(service: str, postgres_address: str, sandbox: Sandbox, tmp_path: Path) -> None:
    trial = Trial(service, sandbox, tmp_path, COUNT, postgres_address)
    assert trial.kill_often(KILLS) == KILLS
    trial.finish()
    print(service, "in PostgreSQL", dict(trial.judge()))


@pytest.mark.parametrize("service", SERVICES if FULL else ["ignisign"])
def test_the_same_with_faults_on_the_wire(service: str, sandbox: Sandbox, tmp_path: Path) -> None:
    """A fifth of the calls fails. A run stops where its look-up fails as well; it goes on when it is run again."""
    trial = Trial(service, sandbox, tmp_path, COUNT)
    trial.rain(0.2)
    trial.kill_often(KILLS)
    trial.finish()
    trial.sandbox.faults.clear()
    trial.finish()
    print(service, "with faults", dict(trial.judge()))


def test_accepted_orphans_leave_nothing_unknown(sandbox: Sandbox, tmp_path: Path) -> None:
    """A second empty draft is all that a repeated call of these leaves; nothing that was sent is doubled."""
    trial = Trial("ignisign", sandbox, tmp_path, COUNT, settings={"accept_orphans": True})
    trial.kill_often(KILLS)
    assert trial.finish() == []
    found = trial.judge()
    assert (found["done"], found["signature_requests.publish"], found["signers.create"]) == (COUNT, COUNT, COUNT)
    print("ignisign, orphans accepted", dict(found))


def test_ctrl_c(sandbox: Sandbox, tmp_path: Path) -> None:
    """What is being carried out ends; nothing is in doubt, and the next run does the rest."""
    trial = Trial("ignisign", sandbox, tmp_path, COUNT, settings={"workers": 2})
    process = trial.start()
    trial.wait_for_writes(COUNT // 2, process)
    process.send_signal(signal.SIGINT)
    assert process.wait(LONGEST) == -signal.SIGINT
    with trial.journal() as journal:
        assert set(journal.counts()) == {RunState.DONE}
        assert journal.counts()[RunState.DONE] < COUNT
    assert trial.finish() == []
    assert trial.judge()["done"] == COUNT


def test_a_process_of_a_pool_that_is_killed(sandbox: Sandbox, tmp_path: Path) -> None:
    """The pool is replaced and the plan taken up again, within the same run."""
    trial = Trial("esignlive", sandbox, tmp_path, COUNT, settings={"how": "processes", "workers": 2})
    process = trial.start()
    trial.wait_for_writes(COUNT // 2, process)
    os.kill(workers_of(process.pid)[0], signal.SIGKILL)
    assert trial.said_by(process) == []
    assert trial.judge()["done"] == COUNT


def test_a_worker_that_is_frozen_beyond_its_lease(sandbox: Sandbox, tmp_path: Path) -> None:
    """Another one takes its runs over; when it wakes up, it sends nothing more for them."""
    trial = Trial("esignlive", sandbox, tmp_path, COUNT, settings={"lease": 3.0})
    frozen = trial.start()
    try:
        trial.wait_for_writes(COUNT // 2, frozen)
        freeze(frozen.pid, trial.address)
        assert trial.finish() == []
        os.killpg(frozen.pid, signal.SIGCONT)
        trial.said_by(frozen)
    finally:
        if frozen.poll() is None:
            kill(frozen)
    found = trial.judge()
    assert found["done"] == COUNT
    print("esignlive, frozen", dict(found))


def freeze(pid: int, address: str) -> None:
    """Freeze a program, but not in the middle of a transaction: that would keep a SQLite file locked."""

    def is_frozen() -> bool:
        os.killpg(pid, signal.SIGSTOP)
        assert until(lambda: states_of(pid) == {"T"})
        with closing(sqlite3.connect(address, timeout=0.1, isolation_level=None)) as database:
            try:
                database.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                os.killpg(pid, signal.SIGCONT)
                return False
        return True

    assert until(is_frozen)


def states_of(pid: int) -> set[str]:
    """The states of a process's threads; `T` is stopped."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    return {(thread / "stat").read_text().rpartition(")")[2].split()[0] for thread in threads}


def workers_of(pid: int) -> list[int]:
    """The processes of a program's pool."""
    found: list[int] = []

    def found_some() -> bool:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        found[:] = [int(one) for one in children if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()]
        return bool(found)

    assert until(found_some)
    return found
