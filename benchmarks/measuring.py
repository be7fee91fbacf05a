"""How a case is measured: two programs in turn, and the memory of this process."""

from __future__ import annotations

import gc
import pathlib
import random
import time
from collections.abc import Awaitable, Callable, Iterator

KEY = "YmVuY2htYXJrOmtleQ=="
HEADERS = {"Authorization": f"Basic {KEY}", "Accept": "application/json"}
MIB = 1 << 20
TURNS = 8
Pairs = list[list[float]]
"""For each round, our figure and theirs."""


class Size:
    """How much of a case is done: the whole, or a small part that only shows that it works."""

    part = 1.0

    @classmethod
    def of(cls, whole: int, least: int = 1) -> int:
        """Return how many there are, of a whole that many."""
        return max(least, int(whole * cls.part))


def turns() -> Iterator[int]:
    """Give 0 and 1 in turn, `TURNS` times each, the first by chance: short turns see the same weather."""
    first = random.randrange(2)
    for _ in range(Size.of(TURNS)):
        yield first
        yield 1 - first


def pairs(rounds: int, ours: Callable[[], object], theirs: Callable[[], object], calls: int) -> Pairs:
    """Return CPU seconds per call, of ours and of theirs, for each round of `TURNS` short turns each."""
    found: Pairs = []
    for n in range(-1, rounds):
        one = [0.0, 0.0]
        for which in turns():
            run = (ours, theirs)[which]
            gc.collect()
            begin = time.process_time()
            for _ in range(calls):
                run()
            one[which] += (time.process_time() - begin) / calls / TURNS
        if n >= 0:  # the first round warms up
            found.append(one)
    return found


async def async_pairs(
    rounds: int, ours: Callable[[], Awaitable[object]], theirs: Callable[[], Awaitable[object]], calls: int
) -> Pairs:
    """Do the same, awaiting."""
    found: Pairs = []
    for n in range(-1, rounds):
        one = [0.0, 0.0]
        for which in turns():
            run = (ours, theirs)[which]
            gc.collect()
            begin = time.process_time()
            for _ in range(calls):
                await run()
            one[which] += (time.process_time() - begin) / calls / TURNS
        if n >= 0:
            found.append(one)
    return found


def in_turn(rounds: int, ours: Callable[[], float], theirs: Callable[[], float]) -> Pairs:
    """Return what both say of themselves, one after the other, the first by chance; the first round warms up."""
    found: Pairs = []
    for n in range(-1, rounds):
        one = [0.0, 0.0]
        for which in random.sample((0, 1), 2):
            gc.collect()
            one[which] = (ours, theirs)[which]()
        if n >= 0:
            found.append(one)
    return found


def cpu_seconds(run: Callable[[], object]) -> float:
    """Return the CPU time of one run."""
    begin = time.process_time()
    run()
    return time.process_time() - begin


def memory(name: str) -> float:
    """Return one of this process's memory figures, in MiB."""
    for line in pathlib.Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) / 1024
    raise LookupError(name)


def memory_reset() -> float:
    """Forget the peak so far, and return the present level in MiB."""
    gc.collect()
    pathlib.Path("/proc/self/clear_refs").write_text("5")
    return memory("VmRSS")
