from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.sandboxes import running_sandbox

if TYPE_CHECKING:
    from esignkit.sandbox import Sandbox, SandboxAccount

# A loaded machine is no reason for a failure; a run that decides about a change is the same each time.
settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.register_profile("mutation", max_examples=15, deadline=None, derandomize=True, database=None)
settings.load_profile("house")

gc.disable()  # thousands of tests are collected first, and none of them is garbage


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Two more than there are processors: many tests wait for a server that keeps silent, by their own design."""
    return (os.cpu_count() or 1) + 2


def pytest_collection_finish() -> None:
    """Collect garbage from here on, and never walk the tests themselves again: a pass would take 0.2 s."""
    gc.freeze()
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
