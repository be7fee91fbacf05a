"""The order of the sandbox's work, and what is kept in memory of it."""

from __future__ import annotations

import threading

import pytest

from esignkit.sandbox.record_cache import RecordCache
from esignkit.sandbox.worker import Worker
from tests.sandboxes import emptied, running_sandbox

sandbox = running_sandbox(scope="module")


def test_nothing_is_done_here_while_something_waits():
    worker, gate = Worker(), threading.Event()
    first, second = worker.submit(gate.wait, 10), worker.submit(lambda: "second")
    assert not worker.try_here()
    gate.set()
    assert (first.result(10), second.result(10)) == (True, "second")
    worker.submit(lambda: None).result(10)
    worker.shutdown()
    assert worker.try_here()
    worker.done_here()


def test_work_waits_for_what_is_done_here():
    worker = Worker()
    assert worker.try_here()
    assert not worker.try_here()
    done: list[str] = []
    future = worker.submit(done.append, "worker")
    done.append("here")
    worker.done_here()
    future.result(10)
    assert done == ["here", "worker"]
    worker.shutdown()
    with pytest.raises(RuntimeError):
        worker.submit(done.append, "late")
    assert worker.try_here()


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
