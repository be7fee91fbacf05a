"""Many plans at once, in processes: they are replaced when they die, and what does not travel breaks nothing."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from esignkit.durable.bulk_dask import DaskExecutor
from esignkit.durable.bulk_report import BulkState
from esignkit.durable.bulk_sync import bulk
from tests.durable import fakes


@pytest.fixture(scope="module")
def pool() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        yield pool


def test_plans_are_carried_out_in_other_processes(pool: ProcessPoolExecutor) -> None:
    plans = {f"k{n}": fakes.process_id() for n in range(4)}
    results = list(bulk(plans, journal=fakes.FakeJournal(), connect=fakes.connect, executor=pool, workers=2))
    assert {result.state for result in results} == {BulkState.DONE}
    assert os.getpid() not in {result.value for result in results}


def test_what_cannot_be_pickled_breaks_nothing(pool: ProcessPoolExecutor) -> None:
    plans = {
        "value": fakes.unpicklable_value(),
        "error": fakes.raises_odd_error(),
        "form": "no form",
        "good": fakes.same(1),
    }
    journal = fakes.FakeJournal()
    results = {one.key: one for one in bulk(plans, journal=journal, connect=fakes.connect, executor=pool)}
    assert (results["value"].state, results["value"].value) == (BulkState.DONE, None)
    assert results["error"].state is BulkState.REFUSED
    assert "OddError: one and two" in str(results["error"].error)
    assert (results["form"].state, results["good"].value) == (BulkState.REFUSED, 1)


def test_plans_that_are_refused_are_taken_as_they_are_needed_too(pool: ProcessPoolExecutor) -> None:
    taken = 0

    def plans() -> Iterator[tuple[str, object]]:
        nonlocal taken
        for taken in range(1, 51):
            yield f"k{taken}", "no form"

    most = 0
    results = bulk(plans(), journal=fakes.FakeJournal(), connect=fakes.connect, executor=pool, workers=3)
    for number, result in enumerate(results, 1):
        assert result.state is BulkState.REFUSED
        most = max(most, taken - number)
    assert (taken, most) == (50, 0)


def test_a_process_that_dies_is_replaced_and_its_plan_taken_up_again(tmp_path: Path) -> None:
    plans = {"a": fakes.same(1), "dies": fakes.dies_once(str(tmp_path / "died")), "b": fakes.same(2)}
    journal = fakes.FakeJournal()
    report = bulk(plans, journal=journal, connect=fakes.connect, executor="processes", workers=1).report()
    assert (tmp_path / "died").exists()
    assert report.all_done, report.to_rows()


def test_a_plan_that_kills_each_worker_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("esignkit.durable.bulk_tasks.DEATHS", 2)
    plans = {"a": fakes.same(1), "kills": fakes.always_dies(), "b": fakes.same(2)}
    journal = fakes.FakeJournal()
    report = bulk(plans, journal=journal, connect=fakes.connect, executor="processes", workers=1).report()
    assert report.keys(BulkState.STOPPED) == ["kills"]
    assert report.keys(BulkState.DONE) == ["a", "b"]


def test_a_pool_of_the_callers_that_broke_is_reported_and_stays_the_callers() -> None:
    plans = {"kills": fakes.always_dies(), **{f"k{n}": fakes.same(n) for n in range(20)}}
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        results = bulk(plans, journal=fakes.FakeJournal(), connect=fakes.connect, executor=pool, workers=1)
        assert next(results).state is BulkState.STOPPED
        with pytest.raises(BrokenExecutor):
            list(results)
    assert results.report().keys(BulkState.STOPPED) == ["kills", "k0"]


class Lazy(Executor):
    """Carries the first call out, and never gets to the others: nor does it say of them that they were cancelled."""

    is_first = True

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        if self.is_first:
            future.set_result(fn(*args, **kwargs))
        self.is_first = False
        return future


def test_closing_does_not_wait_for_what_an_executor_never_began() -> None:
    plans = {key: fakes.same(1) for key in "ab"}
    results = bulk(plans, journal=fakes.FakeJournal(), connect=fakes.connect, executor=Lazy(), workers=2)
    assert next(results).state is BulkState.DONE
    with ThreadPoolExecutor(1) as threads:
        (late,) = threads.submit(results.close).result(60)
    assert (late.key, late.state) == ("b", BulkState.STOPPED)


def test_a_scheduler_that_dies_while_it_is_connected_to_is_looked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    distributed = pytest.importorskip("distributed", reason="distributed, of the extra `dask`, is not installed")
    asked: list[float] = []

    def client(address: str, *, timeout: float, set_as_default: bool) -> object:
        asked.append(timeout)
        if len(asked) < 3:
            raise distributed.comm.CommClosedError("connection reset by peer")
        return "connected"

    monkeypatch.setattr(distributed, "Client", client)
    DaskExecutor("tcp://127.0.0.1:1")
    assert len(asked) == 3
    assert 60 >= asked[0] > asked[1] > asked[2]
    asked.clear()
    monkeypatch.setattr("esignkit.durable.bulk_dask.SCHEDULER", 0.0)
    with pytest.raises(OSError, match="reset by peer"):
        DaskExecutor("tcp://127.0.0.1:1")
