"""Reads tell the truth too: promise 56. What failed after it was sent is neither unsent nor refused."""

from __future__ import annotations

import itertools
import socket
from typing import Any

import attrs
import pytest

from esignkit import DeadlineExceededError, ESignError, NotFoundError, NotSentError, Outcome, ServerError
from esignkit.errors import DecodeError, RateLimitedError
from esignkit.esignlive import PackageEndedError
from esignkit.ignisign import SignatureRequestEndedError
from tests.reliability import report
from tests.reliability.test_fault_matrix import CALLS, MODES
from tests.reliability.world import PATHS, PROVIDERS, Driver, World
from tests.tables import in_one_test


@attrs.frozen
class Weather:
    """What becomes of a read, the error that is raised, and its outcome."""

    rule: dict[str, Any]
    kind: type[ESignError]
    outcome: Outcome
    timeout: float | None = None


WEATHER = {
    "deadline after sending": Weather({"effect": "stall"}, DeadlineExceededError, Outcome.AMBIGUOUS, 0.2),
    "deadline in the body": Weather({"effect": "drip"}, DeadlineExceededError, Outcome.AMBIGUOUS, 0.2),
    "reset": Weather({"effect": "reset"}, ServerError, Outcome.AMBIGUOUS),
    "closed": Weather({"effect": "close"}, ServerError, Outcome.AMBIGUOUS),
    "cut off": Weather({"effect": "short-length"}, ServerError, Outcome.AMBIGUOUS),
    "garbage": Weather({"effect": "garbage"}, ServerError, Outcome.AMBIGUOUS),
    "HTML": Weather({"effect": "html"}, DecodeError, Outcome.AMBIGUOUS),
    "500": Weather({"effect": "500"}, ServerError, Outcome.AMBIGUOUS),
    "503 with a hint": Weather({"effect": "503-retry-after"}, ServerError, Outcome.AMBIGUOUS),
    "507": Weather({"effect": "status", "status": 507}, ServerError, Outcome.AMBIGUOUS),
    "999": Weather({"effect": "status", "status": 999}, ServerError, Outcome.AMBIGUOUS),
    "404": Weather({"effect": "status", "status": 404}, NotFoundError, Outcome.REJECTED),
    "429": Weather({"effect": "429"}, RateLimitedError, Outcome.REJECTED),
}


def failure(driver: Driver, plan: Any, timeout: float | None) -> ESignError:
    with pytest.raises(ESignError) as caught:
        driver.run(plan, timeout=timeout)
    return caught.value


@in_one_test("mode", MODES)
@in_one_test("provider", PROVIDERS)
def test_what_is_said_of_a_read_that_failed(world: World, provider: str, mode: str) -> None:
    call, things = CALLS[provider]["read"], world.things[provider]
    driver = world.driver(provider, mode)
    driver.run(call.plan(driver.client, things))  # signed in
    try:
        for name, weather in WEATHER.items():
            world.sandbox.faults.clear()
            world.sandbox.faults.add(provider=provider, operation=call.operation, times=None, **weather.rule)
            error = failure(driver, call.plan(driver.client, things), weather.timeout)
            while not world.sandbox.faults.fired():  # a busy machine had not even sent it in that time
                assert error.outcome is Outcome.NOT_SENT, name
                error = failure(driver, call.plan(driver.client, things), weather.timeout)
            assert (type(error), error.outcome) == (weather.kind, weather.outcome), name
            assert (error.read, error.maybe_applied) == (True, False), name
            report.note("56", reads=1, untrue=0)
    finally:
        world.sandbox.faults.clear()
        driver.close()


@in_one_test("provider, mode", list(itertools.product(PROVIDERS, MODES)))
def test_what_did_not_leave_is_not_sent(world: World, provider: str, mode: str) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound, but nobody listens
        driver = world.driver(provider, mode, f"http://127.0.0.1:{closed.getsockname()[1]}{PATHS[provider]}")
        with pytest.raises(NotSentError) as caught:
            driver.run(CALLS[provider]["read"].plan(driver.client, world.things[provider]))
        driver.close()
    assert (caught.value.outcome, caught.value.maybe_applied) == (Outcome.NOT_SENT, False)


def test_a_wait_that_ran_out_has_looked_and_changed_nothing(world: World) -> None:
    waits = {
        "esignlive": lambda c, t: c.packages.plan.wait_until_complete(t["package"], timeout=0),
        "ignisign": lambda c, t: c.signature_requests.plan.wait(t["request"], timeout=0),
    }
    for provider, wait in waits.items():
        driver = world.driver(provider, "sync")
        with pytest.raises(DeadlineExceededError) as caught:
            driver.run(wait(driver.client, world.things[provider]))
        driver.close()
        assert (caught.value.outcome, caught.value.read, caught.value.maybe_applied) == (Outcome.DONE, True, False)


@in_one_test("kind", [PackageEndedError, SignatureRequestEndedError])
def test_a_wait_that_found_an_end_has_changed_nothing(kind: Any) -> None:
    error = kind("it ended", context=None) if kind is SignatureRequestEndedError else kind("it ended")
    assert (error.outcome, error.read, error.maybe_applied) == (Outcome.DONE, True, False)
