"""Keeping leases: after a fork, and where the garbage collector steps in."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Sequence

import pytest

from esignkit.durable.leases import Leases
from esignkit.durable.values import ClaimedRun


class _Extended:
    """Leases whose extended runs can be looked at."""

    def __init__(self) -> None:
        self.runs: list[Sequence[ClaimedRun]] = []
        self.came = threading.Event()
        self.leases = Leases(self._extend, 0.001)

    def _extend(self, runs: Sequence[ClaimedRun]) -> None:
        self.runs.append(runs)
        self.came.set()

    def keys(self) -> set[str]:
        """Return the keys of the runs that are extended the next time but one."""
        for _ in range(2):
            self.came.clear()
            assert self.came.wait(10)
        return {run.key for run in self.runs[-1]}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_process_that_is_forked_off_keeps_its_own_runs_alone() -> None:
    """However many threads of it begin at once, and whatever the parent's threads held at the fork."""
    extended = _Extended()
    parents = ClaimedRun("parent's")
    extended.leases.add(parents)
    assert extended.keys() == {"parent's"}
    with extended.leases._lock:
        pid = os.fork()
        if not pid:
            os._exit(0 if _child_keeps_all(extended) else 1)
    assert os.waitpid(pid, 0)[1] == 0
    assert extended.keys() == {"parent's"}
    extended.leases.end()


def _child_keeps_all(extended: _Extended) -> bool:
    sys.setswitchinterval(1e-6)
    runs = [ClaimedRun(str(number)) for number in range(8)]
    barrier = threading.Barrier(len(runs))

    def add(run: ClaimedRun) -> None:
        barrier.wait()
        extended.leases.add(run)

    threads = [threading.Thread(target=add, args=(run,)) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    return extended.keys() == {run.key for run in runs}


def test_a_run_may_be_closed_while_its_thread_holds_the_lock() -> None:
    """As the garbage collector does that finds an abandoned run at any moment."""
    leases = Leases(lambda runs: None, 1000)
    run = ClaimedRun("k")
    leases.add(run)
    ended = threading.Event()

    def close() -> None:
        with leases._lock:
            leases.discard(run)
        ended.set()

    threading.Thread(target=close, daemon=True).start()
    assert ended.wait(5)
    leases.end()
