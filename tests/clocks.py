"""Time on a machine that does other things as well: what a test may say about seconds.

A busy machine makes everything late, and a test must not take that for a fault. `stopwatch()` measures beside the
seconds that passed those for which the machine kept this process from running, and leaves them out. Work is better
measured as work (`took.cpu`), and order by events.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterator

import attrs

TICK = 0.02


@attrs.define
class Took:
    """How long something took.

    Attributes:
        wall: Seconds that passed.
        kept: Seconds of them for which a thread of this process was ready to run, and something else ran; also those
            for which the whole machine stood still.
        cpu: Seconds of work that this process did.
    """

    wall: float = 0.0
    kept: float = 0.0
    cpu: float = 0.0

    @property
    def seconds(self) -> float:
        """The seconds that it took by itself, as on a machine that does nothing else."""
        return max(0.0, self.wall - self.kept)


def waits() -> dict[int, float]:
    """Seconds that each thread of this process has waited for a processor so far; empty where nobody counts them."""
    found = {}
    with contextlib.suppress(OSError), os.scandir("/proc/self/task") as threads:
        for thread in threads:
            with contextlib.suppress(OSError):  # it may end just now
                found[int(thread.name)] = _waited(f"{thread.path}/schedstat")
    return found


def _waited(schedstat: str) -> float:
    """Read it without a file object: a stopwatch does this fifty times a second for each thread."""
    descriptor = os.open(schedstat, os.O_RDONLY)
    try:
        return int(os.read(descriptor, 100).split()[1]) / 1e9
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def stopwatch() -> Iterator[Took]:
    """Measure a block; the figures are there when it has ended, however it ended."""
    took, over, last, stood = Took(), threading.Event(), dict[int, float](), [0.0]

    def watch() -> None:  # sees the threads that end on the way, and machines that stand still
        me = threading.get_native_id()
        mine, cpu, since = waits().get(me, 0.0), time.process_time(), time.monotonic()
        while not over.wait(TICK):
            before = {**first, **last}
            last.update(waits())
            waited, worked, now = last.pop(me, mine), time.process_time(), time.monotonic()
            # Who waits for a processor with the interpreter's lock keeps this thread as well: that counts once.
            others = max((wait - before.get(thread, 0.0) for thread, wait in last.items()), default=0.0)
            stood[0] += max(0.0, now - since - TICK - (waited - mine) - (worked - cpu) - others)
            mine, cpu, since = waited, worked, now

    first, cpu, begin = waits(), time.process_time(), time.monotonic()
    watcher = threading.Thread(target=watch, name="stopwatch", daemon=True)
    watcher.start()
    try:
        yield took
    finally:
        took.wall, took.cpu = time.monotonic() - begin, time.process_time() - cpu
        over.set()
        watcher.join()
        last.update(waits())
        last.pop(watcher.native_id or 0, None)
        took.kept = stood[0] + sum(waited - first.get(thread, 0.0) for thread, waited in last.items())


LEAST = 0.001
"""Seconds below which a difference says nothing."""


def growth(
    work: Callable[[int], object], small: int, large: int, clock: Callable[[], float] = time.thread_time
) -> float:
    """Say how many times as much `work(large)` costs as `work(small)`, each at its best of at least three.

    Both are done in turn, for a machine is quicker at one moment than at another; what takes little is done more often,
    until the best of five show that it grows as its size does.

    Args:
        work: What is to be measured, for a size.
        small: The size of the control.
        large: The size that is compared with it.
        clock: What counts the work: this thread's, or `time.process_time` for what other threads do.
    """
    tries: list[tuple[float, float]] = []
    while len(tries) < 3 or (sum(map(sum, tries)) < ENOUGH and len(tries) < MOST_TRIES):
        tries.append((_cost(work, small, clock), _cost(work, large, clock)))
        if len(tries) >= FEW_TRIES and _ratio(tries) <= 1.2 * large / small:
            break
    return _ratio(tries)


def _ratio(tries: list[tuple[float, float]]) -> float:
    least, most = (max(min(costs), LEAST) for costs in zip(*tries, strict=True))
    return most / least


def _cost(work: Callable[[int], object], size: int, clock: Callable[[], float]) -> float:
    begin = clock()
    work(size)
    return clock() - begin


def until(condition: Callable[[], object], within: float = 60.0) -> bool:
    """Wait until something is so; it is looked at again and again, and given up only when it can be no matter of load.

    Returns:
        Whether it came to be so.
    """
    end = time.monotonic() + within
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.005)
    return True


ENOUGH, FEW_TRIES, MOST_TRIES = 0.3, 5, 20
"""Seconds of work after which it is measured no more often; how often it is at least when it grows as its size; and how
often at most."""
