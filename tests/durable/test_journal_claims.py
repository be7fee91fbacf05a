"""One worker has a run at a time, and that one alone writes to it."""

from __future__ import annotations

import gc
import os
import re
import signal
import subprocess
import sys
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor

import attrs
import pytest

from esignkit.durable import Journal, JournalError, LeaseLostError, PlanChangedError, RunBusyError, RunState
from esignkit.durable.values import ClaimedRun, Step
from esignkit.errors import ConfigurationError
from tests.clocks import until
from tests.durable.conftest import Clock
from tests.durable.journals import PLAN, claimed, elsewhere, step
from tests.inside import claims_of


def test_a_run_goes_on_with_what_was_written(journal: Journal) -> None:
    run = claimed(journal)
    assert (run.state, run.steps) == (None, {})
    claims_of(journal).write(run, [step(0, "intent")])
    claims_of(journal).write(run, [step(0, "answer", b"\0\xff"), step(1)], RunState.STOPPED, note="the network is down")
    again = claimed(journal)
    assert again.state is RunState.STOPPED
    assert again.steps == {0: step(0, "answer", b"\0\xff"), 1: step(1)}
    claims_of(journal).write(again, [step(1, "answer")], RunState.DONE)
    read = claimed(journal)
    assert (read.state, list(read.steps)) == (RunState.DONE, [0, 1])
    assert claimed(journal).state is RunState.DONE  # a run that has ended is nobody's


def test_steps_from_a_number_on_are_replaced(journal: Journal) -> None:
    run = claimed(journal)
    claims_of(journal).write(run, [step(n, "answer") for n in range(4)])
    claims_of(journal).write(run, [step(2)], RunState.STOPPED, cut=1)
    assert claimed(journal).steps == {0: step(0, "answer"), 2: step(2)}


def test_a_run_is_busy_until_its_lease_has_run_out(journal: Journal, clock: Clock) -> None:
    first = claimed(journal, owner=elsewhere())
    clock.advance(40)
    with pytest.raises(RunBusyError, match=r"'a' is being carried out by process 17 on other; its lease") as caught:
        claimed(journal)
    assert caught.value.retry_after == pytest.approx(20)
    claims_of(journal).write(first, [step(0)])
    clock.advance(59)
    with pytest.raises(RunBusyError):
        claimed(journal)
    clock.advance(2)
    second = claimed(journal)
    assert second.steps == {0: step(0)}
    with pytest.raises(LeaseLostError, match="taken the run 'a' over"):
        claims_of(journal).write(first, [step(0, "answer")], RunState.DONE)
    claims_of(journal).drop(first, step(0))
    assert claimed_steps(journal, second) == {0: step(0)}


def claimed_steps(journal: Journal, run: ClaimedRun) -> object:
    """What is written of a run that is somebody's."""
    claims_of(journal).write(run, [], RunState.STOPPED)
    return claimed(journal, run.key).steps


def test_nothing_is_written_where_a_part_cannot_be(journal: Journal) -> None:
    run = claimed(journal)
    claims_of(journal).write(run, [step(0)])
    nameless = attrs.evolve(step(1), name=None)
    with pytest.raises(JournalError) as caught:
        claims_of(journal).write(run, [step(0, "answer"), nameless], RunState.DONE, cut=0)
    assert caught.value.maybe_applied  # what was answered was carried out
    with pytest.raises(JournalError) as caught:
        claims_of(journal).write(run, [nameless])
    assert not caught.value.maybe_applied
    info = journal.get("a")
    assert info is not None
    assert (info.state, info.step) == (RunState.RUNNING, "packages.create")


def test_the_time_of_day_of_a_worker_may_be_wrong(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    claimed(journal, owner=elsewhere())
    for now in (0.0, 4e9):
        monkeypatch.setattr("time.time", lambda now=now: now)
        with pytest.raises(RunBusyError):
            claimed(journal)


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_a_lease_from_before_the_machine_was_started_is_nobodys(journal: Journal, clock: Clock) -> None:
    claimed(journal, owner=elsewhere())
    clock.lease = 5.0
    assert claimed(journal).state is RunState.RUNNING


def test_the_lease_is_that_of_the_worker_who_has_the_run(place: str, clock: Clock) -> None:
    with Journal(place, lease=300) as patient, Journal(place, lease=10) as hasty:
        claimed(patient, owner=elsewhere())
        clock.advance(100)
        with pytest.raises(RunBusyError):
            claimed(hasty)
        clock.advance(201)
        claimed(hasty)


# Who is at work ---------------------------------------------------------------------------------------------------------
CLAIM = """
import os, sys
from esignkit.durable import Journal
from tests.durable.journals import claimed
journal = Journal(sys.argv[1])
claimed(journal)
if sys.argv[2] == "die":
    os._exit(9)
print("claimed", flush=True)
sys.stdin.read()
"""


def test_a_worker_whose_process_was_killed_is_taken_over_from_at_once(journal: Journal, place: str) -> None:
    worker = subprocess.Popen(
        [sys.executable, "-c", CLAIM, place, "stay"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == b"claimed\n"
    with pytest.raises(RunBusyError, match=f"process {worker.pid}"):
        claimed(journal)
    assert journal.unfinished() == []
    worker.kill()
    assert until(lambda: bool(journal.unfinished()))  # a zombie has ended
    assert claimed(journal).state is RunState.RUNNING
    worker.communicate()


def test_a_process_of_the_same_number_is_not_the_same(journal: Journal) -> None:
    host, machine, pid, start, token = ClaimedRun("a").owner.split("|")
    claimed(journal, owner="|".join((host, machine, pid, start, token)))
    with pytest.raises(RunBusyError):
        claimed(journal)
    claimed(journal, "b", owner="|".join((host, machine, pid, str(int(start) - 1), token)))
    assert claimed(journal, "b").state is RunState.RUNNING


@pytest.mark.parametrize("changed", [0, 1])
def test_of_other_machines_and_containers_only_the_lease_tells(journal: Journal, changed: int) -> None:
    parts = ClaimedRun("a").owner.split("|")
    parts[changed], parts[2] = "another", "999999"
    claimed(journal, owner="|".join(parts))
    with pytest.raises(RunBusyError):
        claimed(journal)


FREEZE = """
import sys
from esignkit.durable import Journal, LeaseLostError, RunState
from tests.durable.journals import claimed, step
from tests.inside import claims_of
journal = Journal(sys.argv[1], lease=0.5)
run = claimed(journal)
print("claimed", flush=True)
sys.stdin.readline()
try:
    claims_of(journal).write(run, [step(0)])
except LeaseLostError:
    print("lost", flush=True)
"""


def test_a_frozen_worker_loses_its_run_when_the_lease_has_run_out(journal: Journal, place: str) -> None:
    worker = subprocess.Popen([sys.executable, "-c", FREEZE, place], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert worker.stdout is not None
    assert worker.stdout.readline() == b"claimed\n"
    worker.send_signal(signal.SIGSTOP)
    assert until(lambda: bool(journal.unfinished()))
    run = claimed(journal)
    worker.send_signal(signal.SIGCONT)
    assert worker.communicate(b"go on\n")[0] == b"lost\n"
    claims_of(journal).write(run, [], RunState.DONE)
    assert claimed(journal).steps == {}


def test_exactly_one_thread_gets_a_run(journal: Journal, place: str) -> None:
    journals = [journal, Journal(place)]
    for key in ("a", "b", "c"):
        begin = threading.Barrier(8)

        def attempt(n: int, key: str = key, begin: threading.Barrier = begin) -> bool:
            begin.wait()
            try:
                claimed(journals[n % 2], key)
            except RunBusyError:
                return False
            return True

        with ThreadPoolExecutor(8) as threads:
            assert sorted(threads.map(attempt, range(8))) == [False] * 7 + [True]
    journals[1].close()


RACE = """
import sys
from esignkit.durable import Journal, RunBusyError
from tests.durable.journals import claimed
journal = Journal(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
won = 0
for n in range(20):
    try:
        claimed(journal, f"k{n}")
        won += 1
    except RunBusyError:
        pass
print(won, flush=True)
sys.stdin.readline()
"""


def test_exactly_one_process_gets_a_run(place: str) -> None:
    workers = [
        subprocess.Popen([sys.executable, "-c", RACE, place], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    assert sum(int(worker.stdout.readline()) for worker in workers if worker.stdout) == 20
    for worker in workers:
        worker.communicate("\n")


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_fork_goes_on_with_connections_of_its_own(journal: Journal) -> None:
    mine = claimed(journal)
    claims_of(journal).write(mine, [step(0)])
    child = os.fork()
    if child == 0:  # pragma: no cover - its lines run in another process
        code = 1
        try:
            claimed(journal)
        except RunBusyError:
            other = claimed(journal, "b")
            claims_of(journal).write(other, [step(0)])
            code = 0 if other.owner.split("|")[2] == str(os.getpid()) else 2
        finally:
            os._exit(code)
    journal.close()  # which must not take the log away from the child
    assert os.waitpid(child, 0)[1] == 0
    claims_of(journal).write(mine, [step(0, "answer")], RunState.DONE)
    assert claimed(journal, "b").steps == {0: step(0)}


# Heartbeat --------------------------------------------------------------------------------------------------------------
def test_a_lease_is_kept_while_somebody_holds_the_run(place: str, clock: Clock) -> None:
    with Journal(place, lease=0.3) as journal:
        run = claimed(journal, owner=elsewhere())

        def is_extended() -> bool:
            with pytest.raises(RunBusyError) as caught:
                claimed(journal)
            return caught.value.retry_after == pytest.approx(0.3)

        for _ in range(3):
            clock.advance(0.2)
            assert until(is_extended)
        held = weakref.ref(run)
        del run
        assert until(lambda: gc.collect() >= 0 and held() is None)  # not while it is being extended
        clock.advance(0.4)
        assert [info.key for info in journal.unfinished()] == ["a"]
        assert claimed(journal).state is RunState.RUNNING


@pytest.mark.parametrize("end", ["write", "drop"])
def test_the_thread_that_keeps_leases_ends_with_the_runs(place: str, end: str) -> None:
    others = set(threading.enumerate())

    def is_there() -> bool:
        return any(thread.name == "esignkit-journal-leases" for thread in set(threading.enumerate()) - others)

    with Journal(place, lease=0.3) as journal:
        run = claimed(journal)
        assert is_there()
        if end == "write":
            claims_of(journal).write(run, [], RunState.DONE)
        else:
            claims_of(journal).drop(run, None)
        assert until(lambda: not is_there())
        claimed(journal, "b")
        assert is_there()
    assert until(lambda: not is_there())


# Cancelled tasks --------------------------------------------------------------------------------------------------------
def test_a_thread_of_a_cancelled_task_can_do_nothing_any_more(journal: Journal) -> None:
    run = claimed(journal)
    claims_of(journal).write(run, [step(0, "answer"), step(1)])
    claims_of(journal).drop(run, step(1))
    for late in (
        lambda: claims_of(journal).write(run, [step(2)]),
        lambda: claims_of(journal).claim(run, "d", PLAN, "esignlive", "account-1"),
    ):
        with pytest.raises(LeaseLostError):
            late()
    info = journal.get("a")
    assert info is not None
    assert (info.state, info.step, info.note) == (RunState.STOPPED, "", "its task was cancelled")
    assert claimed(journal).steps == {0: step(0, "answer")}


def test_a_task_cancelled_before_it_has_claimed_leaves_nothing(journal: Journal) -> None:
    run = ClaimedRun("a")
    claims_of(journal).drop(run, None)
    with pytest.raises(LeaseLostError):
        claims_of(journal).claim(run, "d", PLAN, "esignlive", "account-1")
    assert journal.runs() == []


def test_an_intent_that_was_sent_stays_when_its_task_is_cancelled(journal: Journal) -> None:
    run = claimed(journal)
    claims_of(journal).write(run, [step(0)])
    claims_of(journal).drop(run, None)
    assert claimed(journal).steps == {0: step(0)}


def test_dropping_waits_for_what_is_being_written(journal: Journal) -> None:
    run = claimed(journal)
    with ThreadPoolExecutor(1) as threads:
        with run.lock:
            dropping = threads.submit(claims_of(journal).drop, run, None)
            assert not dropping.done()
        dropping.result(20)
    assert run.dropped


# Keys and plans ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("key", ["", "x" * 201, "a\nb", "a\0b", "\ud800", 17, None, b"a"])
def test_keys_that_are_refused(journal: Journal, key: object) -> None:
    with pytest.raises(ConfigurationError, match=r"^key "):
        claimed(journal, key)


@pytest.mark.parametrize("key", ["x", "x" * 200, "Lease 17/ü € 𝄞 'q' \"%s\" ?", "a b"])
def test_keys_that_are_taken(journal: Journal, key: str) -> None:
    claimed(journal, key)
    assert [info.key for info in journal.runs()] == [key]


@pytest.mark.parametrize("state", [RunState.RUNNING, RunState.DONE])
def test_another_plan_is_refused_with_the_difference(journal: Journal, state: RunState) -> None:
    claims_of(journal).write(claimed(journal), [step(0, "answer")], state)
    with pytest.raises(PlanChangedError, match=r"another plan: args\.name: 'Lease 17' → 'Lease 18'") as caught:
        claimed(journal, digest="e", plan=PLAN.replace("17", "18"))
    assert caught.value.differences == ("args.name: 'Lease 17' → 'Lease 18'",)
    with pytest.raises(PlanChangedError, match="the content of a file differs"):
        claimed(journal, digest="e")


@pytest.mark.parametrize(
    ("place_of", "said"),
    [
        (("ignisign", "https://a.example 1f"), "this client is at ignisign https://a.example"),
        (("esignlive", "https://b.example 1f"), "this client is at esignlive https://b.example"),
        (("esignlive", "https://a.example 2f"), "journal.adopt(client, 'https://a.example 1f')"),
    ],
)
def test_another_account_is_refused(journal: Journal, place_of: tuple[str, str], said: str) -> None:
    run = ClaimedRun("a")
    claims_of(journal).claim(run, "d", PLAN, "esignlive", "https://a.example 1f")
    claims_of(journal).write(run, [step(0)])
    with pytest.raises(PlanChangedError, match=re.escape(said)) as caught:
        claims_of(journal).claim(ClaimedRun("a"), "d", PLAN, *place_of)
    assert caught.value.differences == ()


BEFORE = Step(0, "packages.get", "to", "answer", 1.0, 200, "{}")
REFUSED = Step(1, "packages.create", "to/sent", "error", 1.0, 0, '{"error": {"outcome": "rejected"}}')
MADE: dict[str, tuple[list[Step], RunState, bool]] = {
    "nothing was sent": ([], RunState.STOPPED, False),
    "its worker died": ([BEFORE], RunState.RUNNING, False),
    "something was read": ([BEFORE], RunState.STOPPED, False),
    "a write was refused": ([BEFORE, REFUSED], RunState.FAILED, False),
    "a write was answered": ([BEFORE, attrs.evolve(REFUSED, state="answer")], RunState.STOPPED, True),
    "a write that may be repeated": ([attrs.evolve(BEFORE, digest="to/")], RunState.STOPPED, True),
    "a write is in doubt": ([step(0)], RunState.UNKNOWN, True),
    "a function was called": ([Step(0, "a function's value", "", "value", 1.0)], RunState.STOPPED, True),
    "something was read, and it is done": ([BEFORE], RunState.DONE, True),
}


@pytest.mark.parametrize("name", MADE)
def test_a_run_that_has_made_nothing_holds_its_key_to_nothing(journal: Journal, name: str) -> None:
    steps, state, holds = MADE[name]
    run = claimed(journal, owner=elsewhere())
    claims_of(journal).write(run, steps, state)
    if state is RunState.RUNNING:
        claims_of(journal).drop(run, None)
    for digest, account in (("e", "account-1"), ("d", "account-2")):
        again = ClaimedRun("a")
        if holds:
            with pytest.raises(PlanChangedError):
                claims_of(journal).claim(again, digest, PLAN, "esignlive", account)
            continue
        claims_of(journal).claim(again, digest, PLAN, "esignlive", account)
        info = journal.get("a")
        assert info is not None
        assert (info.digest, info.account, info.state, again.steps) == (digest, account, RunState.RUNNING, {})
        claims_of(journal).write(again, steps, RunState.STOPPED)


def test_a_worker_that_has_made_nothing_yet_keeps_its_key(journal: Journal) -> None:
    claimed(journal)
    with pytest.raises(RunBusyError, match="run it again"):
        claimed(journal, digest="e")
