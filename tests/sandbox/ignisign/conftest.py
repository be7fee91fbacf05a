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


@pytest.fixture
def clock():
    return SetClock(START)


@pytest.fixture
def timed(clock):
    """The default application on a sandbox whose clock the test sets."""
    with Sandbox(clock=clock, shells=[IgnisignShell()]) as running, Application(running, running.account) as made:
        yield made
