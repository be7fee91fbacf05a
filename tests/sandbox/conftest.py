from __future__ import annotations

import pytest

from tests.sandboxes import emptied

from .esl import client_of


@pytest.fixture
def sandbox(sandbox):
    """A sandbox with nothing in it; one server serves a whole module."""
    return emptied(sandbox)


@pytest.fixture
def esl(sandbox):
    """A raw HTTP client with the default account's API key."""
    with client_of(sandbox) as client:
        yield client
