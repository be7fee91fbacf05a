from __future__ import annotations

from datetime import UTC, datetime

import pytest

from esignkit.sandbox.emulators.esignlive.emulator import ESignLiveEmulator
from tests.sandbox.esl import client_of
from tests.sandbox.sink import Sink
from tests.sandboxes import running_sandbox

# One sandbox whose clock the tests put forward; each test is a tenant of its own.
sandbox = running_sandbox(ESignLiveEmulator(), start=datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC))


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
