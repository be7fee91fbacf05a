from __future__ import annotations

import pytest

from esignkit.sandbox.emulators.constellation1.emulator import Constellation1Emulator
from tests.sandboxes import emptied, running_sandbox

from .support import START, Client

running = running_sandbox(Constellation1Emulator(), start=START)


@pytest.fixture
def sandbox(running):
    """One server for all tests, on a clock that each test sets back."""
    return emptied(running, START)


@pytest.fixture
def client_of():
    """Clients that are closed with the test."""
    made = []

    def make(account):
        made.append(Client(account))
        return made[-1]

    yield make
    for client in made:
        client.close()


@pytest.fixture
def client(sandbox, client_of):
    return client_of(sandbox.constellation1)
