"""A client and a journal for tests of what goes on around runs: plans are functions, and nothing is sent or stored."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from esignkit.core.context import ResponseInfo
from esignkit.core.flow import Steps
from esignkit.core.named_flow import FlowPlan
from esignkit.durable import JournalError, flow
from esignkit.durable.values import RunInfo, RunState

NOW = datetime(2026, 11, 29, tzinfo=UTC)


class FakeJournal:
    """Says of runs what the test wants."""

    lease = 0.05

    def __init__(self, step: str = "", **states: RunState) -> None:
        self.step = step
        self.states = states

    def get(self, key: str) -> RunInfo | None:
        state = self.states.get(key)
        return state and RunInfo(key, state, "esignlive", "", "", "", "", self.step, False, NOW, NOW)


class FlakyJournal(FakeJournal):
    """Its database goes away for a moment."""

    asked = 0

    def get(self, key: str) -> RunInfo | None:
        self.asked += 1
        if self.asked == 2:
            raise JournalError("the journal cannot be used: server closed the connection")
        return super().get(key)


class FakeClient:
    """Calls what it is given as a plan, with itself and the key, when it is a function."""

    def __init__(self) -> None:
        self.observe: Callable[[ResponseInfo], None] | None = None
        self.is_closed = False

    def close(self) -> None:
        self.is_closed = True

    def _with_context(self, *, observe: Callable[[ResponseInfo], None]) -> FakeClient:
        self.observe = observe
        return self

    def run(self, plan: object, *, journal: object, key: str, accept_orphans: bool) -> object:
        return steps_of(plan) if isinstance(plan, FlowPlan) else plan(self, key) if callable(plan) else plan

    def throttle(self, seconds: int) -> None:
        """Observe a 429."""
        assert self.observe
        self.observe(ResponseInfo("packages.get", 429, {"retry-after": str(seconds)}, None, 1, 0.0))


class AsyncFakeClient(FakeClient):
    """The same to await; what a function returns is awaited where that can be."""

    async def run(self, plan: object, *, journal: object, key: str, accept_orphans: bool) -> object:
        value = super().run(plan, journal=journal, key=key, accept_orphans=accept_orphans)
        return await value if hasattr(value, "__await__") else value


def connect() -> FakeClient:
    return FakeClient()


def steps_of(plan: FlowPlan[object]) -> object:
    """The result of a flow that makes no call."""
    try:
        next(iter(plan))
    except StopIteration as stop:
        return stop.value
    raise AssertionError("the flow makes a call")


@flow
def process_id() -> Steps[int]:
    yield from ()
    return os.getpid()


@flow
def same(value: int) -> Steps[int]:
    yield from ()
    return value


@flow
def dies_once(marker: str) -> Steps[str]:
    """Its first worker is killed."""
    yield from ()
    if not Path(marker).exists():
        Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "in the second"


@flow
def always_dies() -> Steps[None]:
    yield from ()
    os.kill(os.getpid(), signal.SIGKILL)


@flow
def unpicklable_value() -> Steps[object]:
    yield from ()
    return lambda: None


class OddError(Exception):
    """Cannot be unpickled: its arguments are not those of its constructor."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(f"{one} and {two}")


@flow
def raises_odd_error() -> Steps[None]:
    yield from ()
    raise OddError("one", "two")
