from __future__ import annotations

import pytest

from esignkit.sandbox.emulators.ignisign.emulator import IgnisignEmulator
from tests.sandboxes import emptied, running_sandbox

from .support import START, Application

sandbox = running_sandbox(IgnisignEmulator())
timed_sandbox = running_sandbox(IgnisignEmulator(), start=START)


@pytest.fixture
def app(sandbox, account):
    """An application of its own for each test, on one server."""
    with Application(sandbox, account) as application:
        yield application


@pytest.fixture
def clock(timed_sandbox):
    """A clock that the test sets; nothing is left of what happened at other times."""
    return emptied(timed_sandbox, START).clock


@pytest.fixture
def timed(timed_sandbox, clock):
    """The default application on the sandbox with that clock."""
    del clock
    with Application(timed_sandbox, timed_sandbox.account) as made:
        yield made
