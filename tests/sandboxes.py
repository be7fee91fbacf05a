"""Sandboxes for tests: how one is started, and how it becomes empty again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

import pytest

from tests.inside import inside_sandbox

if TYPE_CHECKING:  # the conftest of all tests is read by those that need no server
    from esignkit.sandbox import Sandbox


def running_sandbox(
    *shells: Any, start: datetime | None = None, scope: Literal["session", "module", "function"] = "session"
) -> Callable[..., Iterator[Sandbox]]:
    """Return a fixture: a sandbox that runs for a scope.

    Args:
        shells: The services it plays; none for all of them.
        start: Where its clock stands until a test moves it; None for a clock that goes.
        scope: The fixture's scope.
    """

    @pytest.fixture(scope=scope)
    def sandbox() -> Iterator[Sandbox]:
        from esignkit.sandbox.clock import Clock, SetClock

        clock = SetClock(start) if start else Clock()
        with inside_sandbox(emulators=list(shells) or None, clock=clock) as running:
            yield running

    return sandbox


def emptied(sandbox: Sandbox, start: datetime | None = None) -> Sandbox:
    """Return a sandbox after taking everything out of it; its clock stands at `start` then, if one is given."""
    if start:
        sandbox.clock.set(start)
    sandbox.reset()
    return sandbox
