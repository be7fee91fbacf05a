"""The order of the sandbox's work, and what is kept in memory of it."""

from __future__ import annotations

import asyncio
import threading

import pytest

from esignkit.sandbox.record_cache import RecordCache
from esignkit.sandbox.worker import Worker
from tests.sandboxes import emptied, running_sandbox

sandbox = running_sandbox(scope="module")


def test_a_turn_here_waits_for_all_that_was_given_before():
    worker, gate, done = Worker(), threading.Event(), list[str]()

    async def here(name):
        assert await worker.turn_here()
        done.append(name)
        worker.done_here()

    async def several():
        waiting = [asyncio.create_task(here("here")), asyncio.create_task(here("here too"))]
        await asyncio.sleep(0)
        assert not done
        gate.set()
        await asyncio.gather(*waiting)

    first = worker.submit(lambda: (gate.wait(10), done.append("first")))
    second = worker.submit(done.append, "second")
    asyncio.run(several())
    assert first.done()
    assert second.done()
    assert done == ["first", "second", "here", "here too"]
    worker.shutdown()


def test_no_turn_is_taken_here_where_other_work_has_been_given_meanwhile():
    worker, gate = Worker(), threading.Event()

    async def overtaken():
        waiting = asyncio.create_task(worker.turn_here())
        await asyncio.sleep(0)
        worker.submit(lambda: None).add_done_callback(lambda _: worker.submit(last.wait, 10))
        gate.set()
        return await waiting

    last = threading.Event()
    worker.submit(gate.wait, 10)
    assert not asyncio.run(overtaken())
    last.set()
    worker.shutdown()


def test_work_waits_for_what_is_done_here():
    worker = Worker()
    assert asyncio.run(worker.turn_here())
    done: list[str] = []
    future = worker.submit(done.append, "worker")
    done.append("here")
    worker.done_here()
    future.result(10)
    assert done == ["here", "worker"]
    worker.shutdown()
    with pytest.raises(RuntimeError):
        worker.submit(done.append, "late")
    assert asyncio.run(worker.turn_here())


def test_what_was_rolled_back_is_not_remembered(sandbox):
    emptied(sandbox)
    sandbox.work(lambda work: work.put_record("toy", "kind", "id", {"value": 1}, "default"))

    def change_and_fail(work):
        work.put_record("toy", "kind", "id", {"value": 2}, "default")
        assert work.record("toy", "kind", "id") == {"value": 2}
        assert work.records("toy", "kind") == [{"value": 2}]
        work.accounts.create("half")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        sandbox.work(change_and_fail)
    assert sandbox.work(lambda work: work.record("toy", "kind", "id")) == {"value": 1}
    assert sandbox.work(lambda work: work.records("toy", "kind")) == [{"value": 1}]
    assert sandbox.work(lambda work: work.accounts.get("half")) is None
    assert sandbox.work(lambda work: work.record("toy", "kind", "id", "another")) is None


def test_a_record_is_the_readers_own(sandbox):
    emptied(sandbox)
    sandbox.work(lambda work: work.put_record("toy", "kind", "id", {"list": []}, "default"))
    sandbox.work(lambda work: work.record("toy", "kind", "id")["list"].append(1))
    assert sandbox.work(lambda work: work.record("toy", "kind", "id")) == {"list": []}


def test_a_long_list_is_read_anew():
    cache, read = RecordCache(), []

    def several(number):
        return cache.several("toy", "kind", None, lambda: read.append(number) or ["x"] * number)

    assert [len(several(3)), len(several(3))] == [3, 3]
    cache.forget("toy", "kind", "id")
    assert [len(several(100)), len(several(100))] == [100, 100]
    assert read == [3, 100, 100]
