from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.reliability import report
from tests.reliability.world import World, making_a_world
from tests.runners.conftest import server

__all__ = ["server"]  # a fixture


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with making_a_world() as made:
        yield made


def pytest_sessionfinish() -> None:
    report.save()
