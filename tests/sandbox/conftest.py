from __future__ import annotations

import pytest

from esignkit.sandbox import Sandbox

from .esl import client_of


@pytest.fixture(scope="module")
def shared():
    with Sandbox() as running:
        yield running


@pytest.fixture
def sandbox(shared):
    """A sandbox with nothing in it; one server serves a whole module."""
    shared.reset()
    return shared


@pytest.fixture
def esl(sandbox):
    """A raw HTTP client with the default account's API key."""
    with client_of(sandbox) as client:
        yield client
