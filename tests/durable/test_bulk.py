"""Many plans at once, in threads: what is begun, what is taken up again, how it ends."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esignkit.durable.bulk_report import BulkState
from esignkit.durable.bulk_sync import BulkResults, bulk
from esignkit.durable.errors import LeaseLostError, PlanChangedError, RunBusyError
from esignkit.durable.values import RunState
from esignkit.errors import (
    ConfigurationError,
    ESignError,
    NotSentError,
    OutcomeUnknownError,
    RateLimitedError,
    ServerError,
    ValidationError,
)
from tests.clocks import until
from tests.durable.fakes import FakeClient, FakeJournal, FlakyJournal


def carry_out(plans: Any, journal: Any = None, **more: Any) -> Any:
    return bulk(plans, journal=journal or FakeJournal(), client=more.pop("client", FakeClient()), **more)


def raising(*errors: Exception) -> Any:
    """A plan that fails with one error after the other, and then succeeds."""
    left = list(errors)

    def plan(client: FakeClient, key: str) -> str:
        if left:
            raise left.pop(0)
        return "done"

    return plan


def test_results_come_with_their_keys_and_values() -> None:
    results = list(carry_out({f"k{n}": n for n in range(50)}, workers=4))
    assert sorted((result.key, result.value) for result in results) == sorted((f"k{n}", n) for n in range(50))
    assert {result.state for result in results} == {BulkState.DONE}


def test_pairs_and_a_pool_of_the_callers_do_as_well() -> None:
    with ThreadPoolExecutor(2) as pool:
        report = carry_out(((f"k{n}", n) for n in range(5)), executor=pool, workers=2).report()
        assert report.keys(BulkState.DONE)
        assert pool.submit(int).result() == 0  # it stays the caller's


def take_all(results: BulkResults[Any]) -> None:
    assert results.report().all_done


def take_one(results: BulkResults[Any]) -> None:
    with results:
        next(results)


def take_none(results: BulkResults[Any]) -> None:
    results.close()


@pytest.mark.parametrize("take", [take_all, take_one, take_none])
@pytest.mark.parametrize("has_own_pool", [True, False])
def test_a_client_that_a_function_makes_is_closed_at_the_end(
    take: Callable[[BulkResults[Any]], None], has_own_pool: bool
) -> None:
    made: list[FakeClient] = []

    def connect() -> FakeClient:
        made.append(FakeClient())
        return made[-1]

    with ThreadPoolExecutor(1) as pool:
        executor = None if has_own_pool else pool
        take(bulk({"a": 1, "b": 2}, journal=FakeJournal(), connect=connect, executor=executor))
    assert [client.is_closed for client in made] == [True]


def test_a_client_of_the_callers_stays_open() -> None:
    client = FakeClient()
    assert bulk({"a": 1}, journal=FakeJournal(), client=client).report().all_done
    assert not client.is_closed


def test_plans_are_taken_as_they_are_needed() -> None:
    taken = 0

    def plans() -> Iterator[tuple[str, object]]:
        nonlocal taken
        for n in range(100):
            taken += 1
            yield f"k{n}", n

    most = 0
    for number, _ in enumerate(carry_out(plans(), workers=3), 1):
        most = max(most, taken - number)
    assert taken == 100
    assert most <= 3


ERRORS: dict[str, tuple[Exception, RunState | None, BulkState]] = {
    "refused": (ValidationError("no", operation="packages.create"), RunState.STOPPED, BulkState.REFUSED),
    "changed": (PlanChangedError("other"), RunState.DONE, BulkState.REFUSED),
    "misuse": (ConfigurationError("wrong"), None, BulkState.REFUSED),
    "its own error": (LookupError("no such row"), RunState.FAILED, BulkState.REFUSED),
    "no run": (TypeError("what is this"), None, BulkState.REFUSED),
    "unknown": (OutcomeUnknownError("lost"), RunState.UNKNOWN, BulkState.UNKNOWN),
    "not sent": (NotSentError("no route"), RunState.STOPPED, BulkState.STOPPED),
    "server": (ServerError("boom"), RunState.STOPPED, BulkState.STOPPED),
    "busy": (RunBusyError("busy", retry_after=0.01), RunState.RUNNING, BulkState.BUSY),
    "lost": (LeaseLostError("gone"), RunState.RUNNING, BulkState.BUSY),
}


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_is_told_and_stops_nobody_else(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("esignkit.durable.bulk_tasks.TRIES", 1)
    error, stored, state = ERRORS[name]
    journal = FakeJournal(**({"bad": stored} if stored else {}))
    results = {one.key: one for one in carry_out({"a": 1, "bad": raising(*[error] * 1000), "b": 2}, journal)}
    assert (results["bad"].state, results["bad"].error) == (state, error)
    assert results["bad"].what_to_do
    assert results["a"].state is results["b"].state is BulkState.DONE


def test_the_step_in_doubt_is_named() -> None:
    journal = FakeJournal("documents.create", a=RunState.UNKNOWN)
    (result,) = carry_out({"a": raising(OutcomeUnknownError("lost", operation="documents.find"))}, journal)
    assert result.call == "documents.create"
    assert "documents.create" in result.what_to_do


def test_a_journal_that_cannot_be_read_stops_the_plan() -> None:
    class Broken(FakeJournal):
        def get(self, key: str) -> None:
            raise ESignError("the database is gone")

    results = carry_out({"a": raising(*[OutcomeUnknownError("lost")] * 9)}, Broken())
    (result,) = results
    assert result.state is BulkState.STOPPED
    assert "the database is gone" in str(result.error.__notes__)


AGAIN = {
    "a lost answer": OutcomeUnknownError("lost"),
    "busy": RunBusyError("busy", retry_after=0.001),
    "throttled": RateLimitedError("slow down", retry_after=0.001),
}


@pytest.mark.parametrize("name", AGAIN)
def test_what_another_try_may_help_is_taken_up_again(name: str) -> None:
    journal = FakeJournal(a=RunState.STOPPED)
    (result,) = carry_out({"a": raising(AGAIN[name], AGAIN[name])}, journal)
    assert (result.state, result.value) == (BulkState.DONE, "done")


def test_plans_that_wait_for_another_worker_keep_nobody_from_work() -> None:
    free = threading.Event()

    def held(client: FakeClient, key: str) -> str:
        if not free.is_set():
            raise RunBusyError("busy", retry_after=0.001)
        return "at last"

    journal = FakeJournal()
    journal.lease = 600.0
    order = []
    for result in carry_out({"held": held, **{f"k{n}": n for n in range(20)}}, journal, workers=1):
        order.append(result.key)
        if len(order) == 20:
            free.set()
    assert order[-1] == "held"


def test_a_key_that_comes_twice_is_refused_by_name() -> None:
    results = list(carry_out([("lease-17", 1), ("lease-18", 2), ("lease-17", 3)]))
    assert sorted(one.value for one in results if one.state is BulkState.DONE) == [1, 2]
    (refused,) = [one for one in results if one.state is BulkState.REFUSED]
    assert refused.key == "lease-17"
    assert "'lease-17' came twice" in str(refused.error)


WHERE: dict[str, Any] = {
    "threads": dict,
    "a function": lambda: {"client": None, "connect": FakeClient},
    "a rate": lambda: {"rate": 1e9},
}


@pytest.mark.parametrize("where", WHERE)
@given(keys=st.text("abcd", max_size=12), workers=st.integers(1, 4))
@settings(max_examples=25, deadline=None)
def test_every_key_is_begun_once_however_often_it_comes(where: str, keys: str, workers: int) -> None:
    begun: list[str] = []

    def plan(client: FakeClient, key: str) -> None:
        begun.append(key)

    results = list(carry_out(((key, plan) for key in keys), workers=workers, **WHERE[where]()))
    assert sorted(begun) == sorted(set(keys))
    assert sorted(one.key for one in results) == sorted(keys)
    assert {one.key for one in results if one.state is BulkState.DONE} == set(keys)


@pytest.mark.parametrize(("key", "said"), [(1, "key is int"), ("", "0 characters"), ("a\n", "control")])
def test_what_is_no_key_is_refused_and_the_others_go_on(key: object, said: str) -> None:
    results = list(carry_out({key: 1, "b": 2}, workers=1))
    (refused,) = [one for one in results if one.state is BulkState.REFUSED]
    assert refused.key == str(key)
    assert said in str(refused.error)
    assert [one.key for one in results if one.state is BulkState.DONE] == ["b"]


def test_progress_is_told() -> None:
    told: list[tuple[int, int | None]] = []
    carry_out({"a": 1, "b": 2}, on_progress=lambda done, total: told.append((done, total))).report()
    assert told == [(1, 2), (2, 2)]
    carry_out(iter([("a", 1)]), on_progress=lambda done, total: told.append((done, total))).report()
    assert told[-1] == (1, None)


@pytest.mark.parametrize("wrong", [[1], [("a",)], [("a", 1, 2)], ["ab"]])
def test_what_is_no_pair_ends_the_run_after_what_was_begun(wrong: list[object]) -> None:
    results = carry_out([("first", 1), *wrong, ("never", 2)])
    assert next(results).key == "first"
    with pytest.raises(ConfigurationError, match="lease-17"):
        next(results)
    assert results.report().keys(BulkState.DONE) == ["first"]


def test_an_error_of_the_callers_iterator_is_the_callers_after_what_was_begun() -> None:
    def plans() -> Iterator[tuple[str, object]]:
        yield "a", 1
        raise OSError("the file broke off")

    results = carry_out(plans())
    assert [next(results).key] == ["a"]
    with pytest.raises(OSError, match="broke off"):
        next(results)
    assert list(results) == []


class Begun:
    """Plans that end when they are told to."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.free = threading.Event()

    def __call__(self, client: FakeClient, key: str) -> str:
        self.keys.append(key)
        self.free.wait(60)
        return key


def test_closing_begins_nothing_more_and_lets_what_was_begun_end() -> None:
    begun = Begun()
    results = carry_out([("first", 1), *((f"k{n}", begun) for n in range(10))], workers=2)
    with results:
        assert next(results).key == "first"
        begun.free.set()
    assert list(results) == []
    report = results.report()
    assert set(report.keys(BulkState.DONE)) == {"first", *begun.keys}
    assert len(begun.keys) <= 2


def test_what_ends_while_it_is_closed_is_told() -> None:
    begun = Begun()

    def lost(client: FakeClient, key: str) -> None:
        begun(client, key)
        raise OutcomeUnknownError("lost")

    results = carry_out(
        {"first": 1, "lost": lost, "good": begun, "never": 4}, FakeJournal(lost=RunState.UNKNOWN), workers=3
    )
    assert next(results).key == "first"
    assert until(lambda: len(begun.keys) == 2)
    begun.free.set()
    assert {one.key: one.state for one in results.close()} == {"lost": BulkState.UNKNOWN, "good": BulkState.DONE}
    assert len(results.close()) == 2
    assert str(results.report()).startswith("2 done, 1 unknown")


def test_ctrl_c_stops_cleanly() -> None:
    def interrupt(done: int, total: int | None) -> None:
        raise KeyboardInterrupt

    results = carry_out({f"k{n}": n for n in range(100)}, workers=2, on_progress=interrupt)
    with pytest.raises(KeyboardInterrupt):
        next(results)
    assert list(results) == []
    report = results.report()
    assert len(report) <= 3
    assert report.not_begun == 100 - len(report)
    assert str(report).endswith(f"{report.not_begun} not begun")
    assert not report.all_done
    assert {*report.keys(BulkState.DONE), *report.keys(BulkState.STOPPED)} == {f"k{n}" for n in range(len(report))}


def test_a_pause_that_the_service_asks_for_holds_everybody() -> None:
    taken, begun = threading.Event(), list[str]()

    def throttled(client: FakeClient, key: str) -> None:
        begun.append(key)
        client.throttle(1000)

    def waiting(client: FakeClient, key: str) -> None:
        begun.append(key)
        taken.wait(60)

    def plans() -> Iterator[tuple[str, object]]:
        yield "waiting", waiting
        yield "throttled", throttled
        taken.set()
        yield "held", waiting

    results = carry_out(plans(), workers=2)
    with results:
        assert {next(results).key, next(results).key} == {"throttled", "waiting"}
    assert set(begun) == {"throttled", "waiting"}
    assert results.report().keys(BulkState.STOPPED) == ["held"]


def test_what_is_done_already_needs_no_place_in_the_rate() -> None:
    keys = [f"k{n}" for n in range(1000)]
    journal = FakeJournal(**dict.fromkeys(keys, RunState.DONE))
    assert carry_out(dict.fromkeys(keys, 1), journal, rate="1/h").report().all_done


@pytest.mark.parametrize("workers", [1, 4])
def test_a_journal_that_fails_for_a_moment_stops_nobody(workers: int) -> None:
    report = carry_out(dict.fromkeys("abcd", 1), FlakyJournal(), rate=1e9, workers=workers).report()
    assert report.all_done, report.to_rows()
    assert len(report) == 4


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({}, "client="),
        ({"client": FakeClient(), "connect": FakeClient}, "not both"),
        ({"client": FakeClient(), "executor": "processes"}, "does not travel"),
        ({"executor": "processes"}, "does not travel"),
        ({"connect": lambda: FakeClient(), "executor": "processes"}, "a function that stands in a module"),
        ({"connect": FakeClient, "executor": "threads"}, "'processes'"),
        ({"client": FakeClient(), "rate": "fast"}, "100/min"),
        ({"client": FakeClient(), "workers": 0}, "workers"),
    ],
)
def test_misuse_is_refused_before_anything_begins(
    arguments: dict[str, Any], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "cloudpickle", raising=False)  # with it, as Dask brings it, a lambda travels
    with pytest.raises(ValueError, match=said):
        bulk({"a": 1}, journal=FakeJournal(), **arguments)


def test_a_path_is_no_journal() -> None:
    with pytest.raises(TypeError, match=r"Journal\('runs.sqlite'\)"):
        carry_out({"a": 1}, "runs.sqlite")
