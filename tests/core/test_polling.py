"""Waiting: no look outlasts the wait, and what is raised at the end says what was seen last."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from esignkit.constellation1 import Sessions
from esignkit.core.endpoint import PLANNER
from esignkit.core.flow import Flow, SendFailed
from esignkit.core.settings import Settings
from esignkit.errors import DeadlineExceededError, ESignError, ServerError
from esignkit.esignlive.packages import Packages
from esignkit.ignisign.signature_requests import SignatureRequests
from esignkit.types import Outcome
from tests.constellation1.samples import SESSION_ID
from tests.constellation1.samples import settings as constellation1
from tests.esignlive.helper import settings as esignlive
from tests.ignisign.samples import settings as ignisign
from tests.support import Record, Sent, context_of, drive, reply
from tests.tables import in_one_test

START = Record().now
DONE_AFTER = 0.5
"""Seconds that a look takes here when it is answered."""

WAITS: dict[str, tuple[Any, Any, str]] = {
    "constellation1": (
        lambda **more: Sessions(PLANNER).wait(SESSION_ID, **more),
        {"Sessions": [{"SigningSessionId": SESSION_ID, "StatusCode": 2}]},
        "is still IN_SENT",
    ),
    "esignlive": (
        lambda **more: Packages(PLANNER).wait_until_complete("p", **more),
        {"id": "p", "status": "SENT"},
        "p is still SENT",
    ),
    "esignlive, signed": (
        lambda **more: Packages(PLANNER).wait_until_signed("p", **more),
        {"status": "SIGNING_PENDING"},
        "p is still SIGNING_PENDING",
    ),
    "ignisign": (
        lambda **more: SignatureRequests(PLANNER).wait("r", **more),
        {"status": "IN_PROGRESS"},
        "r is still IN_PROGRESS",
    ),
}


def settings_for(flow: Flow[Any]) -> Settings:
    """The settings of a client of the service that a plan is for."""
    package = flow.resource.__module__.split(".")[1]
    if package == "esignlive":
        return esignlive(api_key="key", environment="us2-sandbox")
    return constellation1() if package == "constellation1" else ignisign()


class Service:
    """A service on a held clock: it answers `looks` times, and then stands still until the call's deadline."""

    def __init__(self, body: Any, looks: int, takes: float = DONE_AFTER) -> None:
        self.record = Record()
        self.body, self.looks, self.takes = body, looks, takes

    def __call__(self, sent: Sent) -> Any:
        if len(self.record.sent) > self.looks:
            self.record.now = max(self.record.now, sent.send.deadline)
            raise SendFailed("the deadline passed", sent=True, timed_out=True)
        self.record.now += self.takes
        return reply(200, self.body)

    def wait(self, flow: Flow[Any], **context: Any) -> ESignError:
        held = context_of(settings_for(flow), self.record, **context)
        with pytest.raises(ESignError) as caught:
            drive(flow, [self] * 99, held, self.record)
        return caught.value


@in_one_test("service", WAITS)
@in_one_test("pickled", [False, True])
def test_a_look_that_hangs_ends_with_the_wait(service: str, pickled: bool) -> None:
    wait, body, seen = WAITS[service]
    plan = wait(timeout=4.0, interval=1.0)
    hanging = Service(body, looks=2)
    error = hanging.wait(pickle.loads(pickle.dumps(plan)) if pickled else plan)
    assert type(error) is DeadlineExceededError
    assert seen in error.message
    assert error.operation.startswith(("sessions.wait", "packages.wait_until_", "signature_requests.wait"))
    assert type(error.__cause__) is DeadlineExceededError
    assert error.__cause__.operation != error.operation
    assert (hanging.record.now, len(hanging.record.sent)) == (START + 4.0, 3)
    assert (error.outcome, error.maybe_applied) == (Outcome.DONE, False)


@in_one_test("service", WAITS)
def test_a_first_look_that_hangs_ends_with_the_wait(service: str) -> None:
    wait, body, _ = WAITS[service]
    hanging = Service(body, looks=0)
    error = hanging.wait(wait(timeout=4.0))
    assert type(error) is DeadlineExceededError
    assert error.message.endswith(f"{error.operation}: no look was answered within 4 s")
    assert error.operation.startswith(("sessions.wait", "packages.wait_until_", "signature_requests.wait"))
    assert hanging.record.now == START + 4.0
    assert error.read
    assert not error.maybe_applied


@in_one_test("service", WAITS)
def test_no_look_has_more_time_than_the_wait(service: str) -> None:
    wait, body, seen = WAITS[service]
    answering = Service(body, looks=99)
    error = answering.wait(wait(timeout=200.0))
    assert seen in error.message
    assert error.__cause__ is None
    limits = [sent.send.deadline for sent in answering.record.sent]
    assert len(limits) > 5
    assert max(limits) <= START + 200.0
    assert limits[0] == START + 60.0  # the client's own time-out is the smaller one
    assert answering.record.now == START + 200.0


def test_the_smaller_limit_counts() -> None:
    wait, body, _ = WAITS["esignlive"]
    hanging = Service(body, looks=0)
    error = hanging.wait(wait(timeout=4.0, options={"timeout": 1.0}))
    assert (error.operation, hanging.record.now) == ("packages.get", START + 1.0)
    hanging = Service(body, looks=0)
    error = hanging.wait(wait(timeout=4.0, options={"timeout": 9.0}))
    assert (error.operation, hanging.record.now) == ("packages.wait_until_complete", START + 4.0)
    hanging = Service(body, looks=0)
    error = hanging.wait(wait(timeout=4.0), timeout=3.0)
    assert (error.operation, hanging.record.now) == ("packages.get", START + 3.0)


def test_a_time_of_nothing_looks_once_and_as_long_as_the_client_does() -> None:
    wait, body, seen = WAITS["esignlive"]
    answering = Service(body, looks=1)
    assert seen in answering.wait(wait(timeout=0)).message
    assert [sent.send.deadline for sent in answering.record.sent] == [START + 60.0]


def test_the_last_look_comes_when_it_can_still_be_answered() -> None:
    wait, body, seen = WAITS["esignlive"]
    answering = Service(body, looks=99, takes=0.2)
    error = answering.wait(wait(timeout=30.0, interval=20.0))
    assert seen in error.message
    assert error.__cause__ is None
    begins = [sent.send.deadline for sent in answering.record.sent]
    assert len(begins) == 3
    assert answering.record.slept == [20.0, pytest.approx(9.2), pytest.approx(0.2)]


def test_a_refusal_on_the_way_is_raised_as_it_is() -> None:
    wait, body, _ = WAITS["esignlive"]
    answering = Service(body, looks=1)
    plan = wait(timeout=8.0)
    with pytest.raises(ServerError):
        drive(plan, [answering, *[reply(503)] * 9], context_of(settings_for(plan), answering.record), answering.record)
