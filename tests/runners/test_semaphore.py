from __future__ import annotations

import gc
import threading
import weakref
from typing import Any

import pytest

from esignkit.runners import forking
from esignkit.runners.pool import Pool
from esignkit.runners.requests import Origin
from esignkit.runners.semaphore import Semaphore
from esignkit.runners.sync_network import BlockingConnection
from tests.clocks import stopwatch


def test_as_many_enter_as_there_are_places() -> None:
    semaphore = Semaphore(2)
    first, second = semaphore.acquire(0), semaphore.acquire(0)
    assert first is not None
    assert second is not None
    assert semaphore.acquire(0.01) is None
    semaphore.release(first)
    assert semaphore.acquire(0) is first


def test_a_place_that_is_dropped_is_free_again() -> None:
    semaphore = Semaphore(1)
    for _ in range(3):
        permit = semaphore.acquire(0)
        assert permit is not None
        assert semaphore.free == 0
        del permit
        assert semaphore.free == 1


def test_a_gate_that_is_dropped_takes_its_places_along() -> None:
    semaphore = Semaphore(20)
    held = semaphore.acquire(0)
    queue = weakref.ref(semaphore._free)
    del semaphore
    gc.collect()
    assert queue() is None
    del held  # there is nothing any more where it could go


def test_one_more_place_wakes_everybody_who_waits_one_after_the_other() -> None:
    semaphore = Semaphore(0)
    passed: list[int] = []

    def wait() -> None:
        permit = semaphore.acquire(10)
        assert permit is not None
        passed.append(1)
        semaphore.release(permit)

    threads = [threading.Thread(target=wait) for _ in range(20)]
    for thread in threads:
        thread.start()
    with stopwatch() as took:
        semaphore.add_permit()
        for thread in threads:
            thread.join(10)
    assert len(passed) == 20
    assert took.seconds < 1
    assert semaphore.free == 1


def test_threads_never_hold_more_places_than_there_are() -> None:
    semaphore, inside, most = Semaphore(3), [0], [0]
    guard = threading.Lock()

    def work() -> None:
        for _ in range(200):
            permit = semaphore.acquire(10)
            assert permit is not None
            with guard:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
            with guard:
                inside[0] -= 1
            semaphore.release(permit)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] <= 3
    assert semaphore.free == 3


def test_a_forked_child_keeps_even_the_first_exchange_of_its_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[Any] = []
    monkeypatch.setattr(forking, "left_to_the_parent", kept)
    pool: Pool[BlockingConnection] = Pool(1)
    connection = BlockingConnection(Origin("http", "127.0.0.1", 80, b"127.0.0.1", b""))
    pool.register(connection.ref)
    pool.reset()
    assert not pool.busy
    assert any(connection in part for one in kept for part in one if isinstance(part, list))


def test_a_place_goes_back_to_its_own_gate() -> None:
    semaphore, other = Semaphore(1), Semaphore(1)
    permit = semaphore.acquire(0)
    assert permit is not None
    assert semaphore.owns(permit)
    assert not other.owns(permit)
    other.release(permit)
    assert other.free == 1
    del permit
    assert semaphore.free == 1
