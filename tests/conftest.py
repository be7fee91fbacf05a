from __future__ import annotations

import gc
import os
import sys
from collections.abc import Generator
from typing import TYPE_CHECKING

import pytest
from _pytest.runner import (
    runtestprotocol,  # what pytest's own protocol of a test calls; plugins that repeat tests do too
)
from hypothesis import settings

from tests.sandboxes import running_sandbox
from tests.source import imports  # noqa: F401 - a fixture

if TYPE_CHECKING:
    from esignkit.sandbox import Sandbox, SandboxAccount

# A loaded machine is no reason for a failure; a run that decides about a change is the same each time.
settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.register_profile("mutation", max_examples=15, deadline=None, derandomize=True, database=None)
settings.load_profile("house")

gc.disable()  # thousands of tests are collected first, and none of them is garbage


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Leave out of later passes what a module of tests imported, such as the sandbox: each would take 0.05 s."""
    if nextitem is not None and item.path != nextitem.path and len(sys.modules) > walked[0] + MANY:
        gc.collect()  # garbage must not stay for ever
        gc.freeze()
        walked[0] = len(sys.modules)


MANY = 100
walked = [0]
"""How many modules there were when all was left out last."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Two more than there are processors: some tests wait, and each worker spends seconds on the collection."""
    return (os.cpu_count() or 1) + 2


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Give each worker tests that stand together, which share what a module sets up, unless `--dist` says otherwise."""
    if config.getoption("numprocesses", None) and config.getoption("dist") == "no":
        config.option.dist = "worksteal"


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a cell with a whole file in it by its argument: a file may hold the time at which a worker made it."""
    return argname if isinstance(val, bytes | str) and len(val) > 100 else None


class InTurns:
    """Lets each worker begin elsewhere with the collection, so that they share the work of compiling the test files.

    All of them need every file, with pytest's own assertions written into it, which takes three times as long as
    reading it when another worker has left it in `__pycache__`: there it goes, also where PYTHONDONTWRITEBYTECODE keeps
    everything else from being written. They hand the tests over in the usual order.
    """

    def __init__(self, worker: int, workers: int) -> None:
        self.worker, self.workers = worker, workers
        self.writes_none = sys.dont_write_bytecode
        sys.dont_write_bytecode = False

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        report = yield
        if isinstance(collector, pytest.Directory) and report.passed:
            begin = len(report.result) * self.worker // self.workers
            report.result = report.result[begin:] + report.result[:begin]
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: item.path.parts)

    def pytest_collection_finish(self) -> None:
        sys.dont_write_bytecode = self.writes_none


class Outcomes:
    """Lets a worker tell nobody of a setup or teardown that passed: telling takes longer than many a test does."""

    @pytest.hookimpl
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool:
        item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        for report in runtestprotocol(item, nextitem=nextitem, log=False):
            if report.when == "call" or not report.passed:
                item.ihook.pytest_runtest_logreport(report=report)
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        return True


def pytest_configure(config: pytest.Config) -> None:
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        turns = InTurns(int(worker.removeprefix("gw")), int(os.environ["PYTEST_XDIST_WORKER_COUNT"]))
        config.pluginmanager.register(turns, "in-turns")
        if config.getoption("durations") is None and not config.getoption("xmlpath"):  # these want all three of a test
            config.pluginmanager.register(Outcomes(), "outcomes")


def pytest_collection_finish() -> None:
    """Collect garbage from here on, and never walk the tests themselves again: a pass would take 0.2 s.

    What is imported later, the sandbox and its libraries, takes half as long, so passes through all of it are rare too.
    """
    gc.freeze()
    walked[0] = len(sys.modules)
    gc.set_threshold(5_000, 20, 50)
    gc.enable()


sandbox = running_sandbox(scope="module")


@pytest.fixture
def account(sandbox: Sandbox) -> SandboxAccount:
    """An account of the test's own: other tests of the module have theirs on the same sandbox."""
    return sandbox.create_account()


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    """Every async test runs on both event loops that the SDK supports."""
    return request.param
