"""The stopwatch of the tests: load does not count, and waiting and working do. No test uses another clock."""

from __future__ import annotations

import multiprocessing
import os
import pathlib
import re
import threading
import time

import pytest

from tests.clocks import growth, stopwatch, until, waits
from tests.tables import in_one_test


def burn() -> None:
    while True:
        pass


def test_growth_tells_twice_the_work_from_four_times() -> None:
    assert growth(lambda size: sum(range(size)), 200_000, 400_000) < 3
    assert growth(lambda size: [sum(range(size)) for _ in range(size)], 500, 1000) > 3
    assert growth(lambda size: None, 1, 1000) == 1  # what costs nothing says nothing


def test_waiting_counts() -> None:
    with stopwatch() as took:
        time.sleep(0.3)
    assert took.seconds > 0.15
    assert took.wall >= 0.3
    assert took.cpu < 0.3


def test_work_counts() -> None:
    with stopwatch() as took:
        until_then = time.process_time() + 0.2
        while time.process_time() < until_then:
            pass
    assert took.cpu >= 0.2
    assert took.seconds > 0.1


@pytest.mark.skipif(not waits(), reason="this system does not count how long threads wait for a processor")
def test_what_other_processes_take_does_not_count() -> None:
    """All of them want the processor that this thread is kept on meanwhile; the machine's others are left alone."""
    processors = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(processors)})
    others: list[multiprocessing.process.BaseProcess] = []
    try:
        for _ in range(4):
            others.append(multiprocessing.get_context("fork").Process(target=burn, daemon=True))
            others[-1].start()
        with stopwatch() as took:
            until_then = time.process_time() + 0.1
            while time.process_time() < until_then:
                pass
    finally:
        for other in others:
            other.kill()
            other.join()
        os.sched_setaffinity(0, processors)
    assert took.wall > took.seconds
    assert took.seconds < took.cpu + 0.25 * took.wall + 0.1


def test_a_thread_that_ends_meanwhile_is_counted() -> None:
    with stopwatch() as took:
        thread = threading.Thread(target=time.sleep, args=(0.1,))
        thread.start()
        thread.join()
    assert took.seconds > 0.05


def test_until_tells_what_did_not_come() -> None:
    assert until(lambda: True, 0)
    assert not until(lambda: False, 0.01)


TESTS = pathlib.Path(__file__).parent
NOW = r"time\.(?:monotonic|perf_counter|time)(?:_ns)?\(\)"
CLOCK = re.compile(rf"{NOW} - [a-z_]|\w - {NOW}|{NOW} [<>]|append\({NOW}|from time import|\bimport timeit")
IMPATIENT = re.compile(r"\b(?:fail_after|wait_for|asyncio\.timeout)\(.*\b[0-4](?:\.\d+)?\)")
REASONS = {
    "clocks.py": "the stopwatch itself",
    "test_clocks.py": "names what is looked for",
    "fuzz/run.py": "runs for so many seconds; no test waits for it",
    "reliability/soak.py": "runs for so many seconds, by itself",
    "reliability/test_promises_transport.py": "an interrupt at any instant leaves no `with`; less what `waits()` counted",
    "runners/test_proxied_deadlines.py": "compares with a control run",
    "runners/test_name_resolution.py": "compares with a control run",
}
"""Files that measure with a clock of their own, and why that is no assertion that a busy machine breaks."""
PATIENCE = {"runners/test_cancel.py": "the time-out is what cancels"}


@in_one_test("path", sorted(TESTS.rglob("*.py")), ids=lambda path: path.relative_to(TESTS))
def test_no_test_asserts_on_the_wall_clock(path: pathlib.Path) -> None:
    """Measure with `tests.clocks.stopwatch()`, or count, or wait for events with `until()`."""
    name, text = str(path.relative_to(TESTS)), path.read_text()
    used = [line.strip() for line in text.splitlines() if CLOCK.search(line)]
    assert bool(used) == (name in REASONS), used
    hasty = [line.strip() for line in text.splitlines() if IMPATIENT.search(line)]
    assert name == "test_clocks.py" or bool(hasty) == (name in PATIENCE), hasty


def test_the_rule_sees_what_it_is_for() -> None:
    assert CLOCK.search("assert time.perf_counter() - begin < 1")
    assert CLOCK.search("passed.append(time.monotonic())")
    assert CLOCK.search("while not done and time.time() < end:")
    assert not CLOCK.search("took = time.thread_time() - begin")
    assert not CLOCK.search("connection.begin(time.monotonic() + 60, 60)")
    assert IMPATIENT.search("with anyio.fail_after(2):")
    assert IMPATIENT.search("await asyncio.wait_for(client.run(get()), 0.05)")
    assert not IMPATIENT.search("with anyio.fail_after(30):")
