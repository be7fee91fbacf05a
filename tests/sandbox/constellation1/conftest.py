from __future__ import annotations

import pytest

from esignkit.sandbox import Sandbox
from esignkit.sandbox.clock import SetClock
from esignkit.sandbox.shells.constellation1.shell import Constellation1Shell

from .support import START, Client


@pytest.fixture(scope="session")
def running():
    """One server for all tests, on a clock that each test sets back."""
    with Sandbox(shells=[Constellation1Shell()], clock=SetClock(START)) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running):
    running.clock.moment = START
    running.reset()
    return running


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
