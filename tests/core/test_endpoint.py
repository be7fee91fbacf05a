"""One method in three modes, and lists."""

from __future__ import annotations

import inspect
import pydoc

import anyio
import pytest

from esignkit.core.download import AsyncDownload, Download, DownloadPlan
from esignkit.core.endpoint import Async, Planned, Sync
from esignkit.core.flow import Flow
from esignkit.core.operation import Operation
from esignkit.core.paging import AsyncItems, Items, Page, Paging
from esignkit.esignlive import Packages as ESignLivePackages
from tests.core.sample import Package, Packages
from tests.support import Record, context_of, drive, reply
from tests.tables import in_one_test


class HandRunner:
    """A runner that feeds canned answers."""

    def __init__(self, mode: str, answers: list) -> None:
        self.mode = mode
        self.answers = answers
        self.record = Record()

    def _now(self, flow: Flow):
        taken = iter(lambda: self.answers.pop(0), None)
        return drive(flow, taken, context_of(record=self.record), self.record)[0]

    def run(self, flow: Flow):
        if self.mode == "sync":
            return self._now(flow)

        async def later():
            await anyio.lowlevel.checkpoint()
            return self._now(flow)

        return later()

    def items(self, paging: Paging):
        return Items(self.run, paging) if self.mode == "sync" else AsyncItems(self.run, paging)

    def download(self, call: Operation[bytes]):
        return Download(self, call) if self.mode == "sync" else AsyncDownload(self, call)

    def stream(self, operation: Operation):
        return operation


def pages(total: int, size: int = 10, claim: int | None = None):
    rows = [{"id": str(n)} for n in range(1, total + 1)]
    count = total if claim is None else claim
    return [reply(200, {"count": count, "results": rows[i : i + size]}) for i in range(0, max(total, 1), size)] + [
        reply(200, {"count": count, "results": []})
    ] * 3


def test_a_call_on_a_sync_client_is_plain():
    packages: Packages[Sync] = Packages(HandRunner("sync", [reply(200, {"id": "a"})]))
    assert packages.get("a") == Package(id="a")
    assert not inspect.iscoroutinefunction(packages.get)


@pytest.mark.anyio
async def test_a_call_on_an_async_client_is_awaitable():
    packages = Packages(HandRunner("async", [reply(200, {"id": "a"})]))
    assert inspect.iscoroutinefunction(packages.get)
    assert await packages.get("a") == Package(id="a")


def test_a_forgotten_await_is_told_with_the_name_that_the_caller_knows():
    """Not with that of the base class where the method is written, and each of two classes has its own."""

    class OtherPackages(Packages[Async]):
        pass

    assert "send" not in vars(ESignLivePackages)
    for cls, method in ((Packages, "get"), (OtherPackages, "get"), (Packages, "wait"), (ESignLivePackages, "send")):
        with pytest.warns(RuntimeWarning, match=f"^coroutine '{cls.__name__}.{method}' was never awaited"):
            getattr(cls(HandRunner("async", [])), method)("a")


def test_a_call_on_plan_is_a_value():
    plan = Packages(HandRunner("sync", [])).plan
    assert isinstance(plan.get("a"), Operation)
    assert isinstance(plan.wait("a"), Planned)
    assert isinstance(plan.list(), Paging)
    assert isinstance(plan.download("a"), DownloadPlan)


def test_a_flow_of_several_steps_waits_between_them():
    runner = HandRunner("sync", [reply(200, {"status": "SENT"}), reply(200, {"status": "COMPLETED"})])
    assert Packages(runner).wait("a", every=3.0).status == "COMPLETED"
    assert runner.record.slept == [3.0]


def test_a_plan_can_be_run_twice():
    plan = Packages(HandRunner("sync", [])).plan.wait("a")
    for _ in range(2):
        assert HandRunner("sync", [reply(200, {"status": "COMPLETED"})]).run(plan).status == "COMPLETED"


@in_one_test("total", [0, 1, 9, 10, 11, 100, 101])
def test_a_list_neither_loses_nor_repeats(total):
    packages = Packages(HandRunner("sync", pages(total)))
    assert [p.id for p in packages.list()] == [str(n) for n in range(1, total + 1)]


def test_paging_asks_for_windows_and_stops_at_the_total():
    runner = HandRunner("sync", pages(25))
    assert [len(page.items) for page in Packages(runner).list().pages()] == [10, 10, 5]
    assert [s.target for s in runner.record.sent] == [
        "/packages?from=1&to=10",
        "/packages?from=11&to=20",
        "/packages?from=21&to=30",
    ]


def test_limit_stops_early_and_zero_asks_nothing():
    runner = HandRunner("sync", pages(25))
    assert len(Packages(runner).list(limit=12).all()) == 12
    assert len(runner.record.sent) == 2
    idle = HandRunner("sync", [])
    assert Packages(idle).list(limit=0).all() == []


def test_a_count_that_lies_does_not_loop():
    assert len(Packages(HandRunner("sync", pages(5, claim=10**6))).list().all()) == 5


def test_first():
    assert Packages(HandRunner("sync", pages(3))).list().first() == Package(id="1")
    assert Packages(HandRunner("sync", pages(0))).list().first() is None


@pytest.mark.anyio
async def test_async_lists():
    packages = Packages(HandRunner("async", pages(25)))
    assert [p.id async for p in packages.list()] == [str(n) for n in range(1, 26)]
    packages = Packages(HandRunner("async", pages(25)))
    assert [len(page.items) async for page in packages.list().pages()] == [10, 10, 5]
    assert await Packages(HandRunner("async", pages(3))).list().first() == Package(id="1")
    assert len(await Packages(HandRunner("async", pages(25))).list(limit=3).all()) == 3


def test_a_list_inside_a_flow_is_everything_in_it():
    runner = HandRunner(
        "sync",
        [
            reply(200, {"count": 3, "results": [{"name": "a"}, {"name": "b"}]}),
            reply(200, {"count": 3, "results": [{"name": "c"}]}),
        ],
    )
    assert Packages(runner).names() == ["a", "b", "c"]


def test_help_and_signatures_tell_the_truth():
    sync, aio = Packages(HandRunner("sync", [])), Packages(HandRunner("async", []))
    assert str(inspect.signature(sync.get)).endswith("-> 'Package'")
    assert str(inspect.signature(sync.list)).endswith("-> 'Items[Package]'")
    assert str(inspect.signature(aio.list)).endswith("-> 'AsyncItems[Package]'")
    assert str(inspect.signature(sync.download)).endswith("-> 'Download'")
    assert str(inspect.signature(aio.download)).endswith("-> 'AsyncDownload'")
    assert str(inspect.signature(sync.plan.download)).endswith("-> 'DownloadPlan'")
    assert str(inspect.signature(sync.plan.get)).endswith("-> 'StorablePlan[Package]'")
    assert (sync.get.__doc__ or "").startswith("Retrieve")
    assert "get(package_id" in pydoc.plain(pydoc.render_doc(sync.get))
    assert "get(self, package_id" in pydoc.plain(pydoc.render_doc(Packages))
    with pytest.raises(TypeError, match="'feilds'; it takes package_id, options"):
        sync.get("x", feilds=1)


def test_page_is_comparable():
    assert Page([1], 2) == Page([1], 2) != Page([1], 3)
