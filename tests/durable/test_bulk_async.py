"""Many plans at once, awaited, on both event loops."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import anyio
import pytest

from esignkit.durable.bulk_async import abulk
from esignkit.durable.bulk_report import BulkState
from esignkit.durable.errors import RunBusyError
from esignkit.durable.values import RunState
from esignkit.errors import ConfigurationError, ValidationError
from tests.durable.fakes import AsyncFakeClient, FakeClient, FakeJournal, FlakyJournal

pytestmark = pytest.mark.anyio


def carry_out(plans: Any, journal: Any = None, **more: Any) -> Any:
    return abulk(plans, journal=journal or FakeJournal(), client=AsyncFakeClient(), **more)


async def test_results_come_as_they_end() -> None:
    released = anyio.Event()

    async def slow(client: FakeClient, key: str) -> str:
        await released.wait()
        return key

    found = []
    async with carry_out({"slow": slow, **{f"k{n}": n for n in range(20)}}, workers=2) as results:
        async for result in results:
            found.append(result.key)
            if len(found) == 20:
                released.set()
    assert found[-1] == "slow"
    assert set(found) == {"slow", *(f"k{n}" for n in range(20))}


async def test_the_report_carries_out_everything() -> None:
    async def refused(client: FakeClient, key: str) -> str:
        raise ValidationError("no")

    async def pairs() -> AsyncIterator[tuple[str, object]]:
        for pair in [("a", 1), ("b", refused), ("a", 3)]:
            yield pair

    told: list[tuple[int, int | None]] = []
    results = carry_out(pairs(), on_progress=lambda done, total: told.append((done, total)))
    report = await results.report()
    assert report.keys(BulkState.DONE) == ["a"]
    assert sorted(report.keys(BulkState.REFUSED)) == ["a", "b"]
    assert told == [(1, None), (2, None), (3, None)]
    assert await results.report() is report


@pytest.mark.parametrize("workers", [1, 2, 8])
@pytest.mark.parametrize("keys", ["abacd", "aaabbbcd", "aab", "abab"])
async def test_every_key_is_begun_once_however_often_it_comes(keys: str, workers: int) -> None:
    begun: list[str] = []

    async def plan(client: FakeClient, key: str) -> None:
        begun.append(key)

    report = await carry_out(((key, plan) for key in keys), workers=workers).report()
    assert sorted(begun) == sorted(set(keys))
    assert sorted(report.keys(BulkState.DONE)) == sorted(set(keys))
    assert len(report) == len(keys)


async def test_a_path_is_no_journal() -> None:
    with pytest.raises(TypeError, match=r"Journal\('runs.sqlite'\)"):
        carry_out({"a": 1}, "runs.sqlite")


async def test_a_loop_without_its_block_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="async with"):
        async for _ in carry_out({"a": 1}):
            pass


async def test_plans_are_taken_as_they_are_needed() -> None:
    taken = 0

    def plans() -> Iterator[tuple[str, object]]:
        nonlocal taken
        for n in range(50):
            taken += 1
            yield f"k{n}", n

    number = most = 0
    async with carry_out(plans(), workers=3) as results:
        async for _ in results:
            number += 1
            most = max(most, taken - number)
    assert taken == 50
    assert most <= 7  # three that are carried out, three whose results wait, one in hand


async def test_a_busy_plan_is_taken_up_again() -> None:
    errors = [RunBusyError("busy", retry_after=0.001)] * 3

    async def busy(client: FakeClient, key: str) -> str:
        if errors:
            raise errors.pop()
        return "done"

    journal = FakeJournal()
    journal.lease = 600.0
    assert (await carry_out({"a": busy}, journal).report()).all_done


async def test_leaving_the_block_lets_what_was_begun_end() -> None:
    begun = []

    async def slow(client: FakeClient, key: str) -> str:
        begun.append(key)
        await anyio.sleep(0.01)
        return key

    results = carry_out({"first": 1, **{f"k{n}": slow for n in range(100)}}, workers=2)
    async with results:
        async for _ in results:
            break
    report = await results.report()
    assert set(report.keys(BulkState.DONE)) == {"first", *begun}
    assert len(begun) < 10


async def test_a_cancelled_run_says_what_stopped() -> None:
    begun = anyio.Event()

    async def endless(client: FakeClient, key: str) -> None:
        begun.set()
        await anyio.sleep_forever()

    results = carry_out({"a": endless}, workers=2)
    with anyio.CancelScope() as scope:
        async with results:
            await begun.wait()
            scope.cancel()
            await anyio.sleep_forever()
    assert (await results.report()).keys(BulkState.STOPPED) == ["a"]


async def test_an_error_of_the_callers_iterator_is_the_callers_after_what_was_begun() -> None:
    def plans() -> Iterator[tuple[str, object]]:
        yield "a", 1
        raise OSError("the file broke off")

    results = carry_out(plans())
    with pytest.raises(OSError, match="broke off"):
        await results.report()
    assert (await results.report()).keys(BulkState.DONE) == ["a"]


async def test_an_error_in_the_block_is_raised_as_it_is() -> None:
    async def run() -> None:
        async with carry_out({"a": 1, "b": 2}) as results:
            async for _ in results:
                raise LookupError

    with pytest.raises(LookupError):
        await run()


async def test_what_is_done_already_needs_no_place_in_the_rate() -> None:
    keys = [f"k{n}" for n in range(100)]
    journal = FakeJournal(**dict.fromkeys(keys, RunState.DONE))
    assert (await carry_out(dict.fromkeys(keys, 1), journal, rate="1/h").report()).all_done


async def test_a_journal_that_fails_for_a_moment_stops_nobody() -> None:
    report = await carry_out(dict.fromkeys("abcd", 1), FlakyJournal(), rate=1e9, workers=4).report()
    assert (report.all_done, len(report)) == (True, 4), report.to_rows()


async def test_a_rate_holds_all_workers() -> None:
    results = carry_out({f"k{n}": n for n in range(100)}, rate="1/h", workers=4)
    async with results:
        async for _ in results:
            break
    report = await results.report()
    assert (len(report.keys(BulkState.DONE)), len(report.keys(BulkState.STOPPED))) == (1, 1)  # it waited for its place
