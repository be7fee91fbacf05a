from __future__ import annotations

from datetime import UTC, datetime

import pytest

from esignkit.sandbox import Sandbox
from esignkit.sandbox.clock import SetClock
from esignkit.sandbox.shells.esignlive.shell import ESignLiveShell
from tests.sandbox.esl import client_of
from tests.sandbox.sink import Sink


@pytest.fixture(scope="session")
def sandbox():
    """One sandbox whose clock the tests put forward; each test is a tenant of its own."""
    clock = SetClock(datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC))
    with Sandbox(clock=clock, shells=[ESignLiveShell()]) as running:
        yield running


@pytest.fixture
def account(sandbox):
    return sandbox.create_account()


@pytest.fixture
def esl(sandbox, account):
    with client_of(sandbox, account) as client:
        yield client


@pytest.fixture
def switch(sandbox, account):
    def set_switches(**values):
        return sandbox.switch("esignlive", account.tenant, **values)

    return set_switches


@pytest.fixture
def sink():
    with Sink() as running:
        yield running
