from __future__ import annotations

import pytest

from esignkit.sandbox import Sandbox
from esignkit.sandbox.clock import SetClock
from esignkit.sandbox.shells.ignisign.shell import IgnisignShell

from .support import START, Application


@pytest.fixture(scope="session")
def sandbox():
    with Sandbox(shells=[IgnisignShell()]) as running:
        yield running


@pytest.fixture
def app(sandbox):
    """An application of its own for each test, on one server."""
    with Application(sandbox, sandbox.create_account()) as application:
        yield application


@pytest.fixture(scope="session")
def timed_sandbox():
    with Sandbox(clock=SetClock(START), shells=[IgnisignShell()]) as running:
        yield running


@pytest.fixture
def clock(timed_sandbox):
    """A clock that the test sets; nothing is left of what happened at other times."""
    timed_sandbox.reset()
    timed_sandbox.clock.set(START)
    return timed_sandbox.clock


@pytest.fixture
def timed(timed_sandbox, clock):
    """The default application on the sandbox with that clock."""
    del clock
    with Application(timed_sandbox, timed_sandbox.account) as made:
        yield made
