"""Each service's sandbox, driven through the SDK at random, against a small model of what the service documents.

The model says which moves are allowed and how often each effect has happened; the sandbox's ledger and status must
agree after every step, lost answers included. An ordinary run is short; `ESIGNKIT_MACHINE=200x50` is the long one.
"""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule, run_state_machine_as_test

from esignkit import ApiError, ESignError, Outcome
from esignkit.sandbox import TransitionNotAllowed
from tests.reliability import report
from tests.reliability.world import PDF, World, making_a_world, new_package, new_session, ready_request
from tests.tables import in_one_test

RUNS, STEPS = map(int, os.environ.get("ESIGNKIT_MACHINE", "4x12").split("x"))
AFTER = ["reset", "reset-mid-body", "close", "502", "503-retry-after", "html", "short-length"]
BEFORE = [*AFTER, "429", "redirect-302"]


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with making_a_world() as made:
        Machine.world = made
        yield made


class Machine(RuleBasedStateMachine):
    """What the three have in common: effects counted by the model, and the ledger beside it."""

    world: ClassVar[World]
    provider: ClassVar[str]
    steps: ClassVar[int] = 0
    looks_up: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self.client = self.world.driver(self.provider, "sync", timeout=10.0).client
        self.model: dict[str, str] = {}
        """Status of each transaction."""
        self.effects: Counter[tuple[str, str]] = Counter()
        self.weather: tuple[str, str] | None = None

    things = Bundle("things")

    @rule(effect=st.sampled_from(AFTER))
    def the_next_answer_will_be_spoilt(self, effect: str) -> None:
        self.weather = effect, "after-commit"

    @rule(effect=st.sampled_from(BEFORE))
    def the_next_call_will_fail(self, effect: str) -> None:
        self.weather = effect, "before-commit"

    @contextlib.contextmanager
    def storm(self, effect: str) -> Iterator[None]:
        """Put the weather on a call that has an effect."""
        if self.weather is not None:
            self.world.sandbox.faults.add(self.weather[0], self.provider, effect, stage=self.weather[1])
            self.weather = None
        try:
            yield
        finally:
            self.world.sandbox.faults.clear()

    def happened(self, effect: str, thing: str) -> int:
        return sum(1 for e in self.world.sandbox.ledger(self.provider, effect) if e.transaction_id == thing)

    def move(self, effect: str, plan: Any, thing: str, *, allowed: bool, becomes: str) -> None:
        """Make a call and hold the model to what it says: done, refused, or look and see."""
        type(self).steps += 1
        with self.storm(effect):
            try:
                self.client.run(plan)
                outcome = Outcome.DONE
            except ESignError as error:
                outcome = error.outcome
                assert outcome is not Outcome.DONE, error
                assert not (isinstance(error, ApiError) and allowed and error.status in (400, 403, 404, 409)), error
        count = self.happened(effect, thing)
        expected = self.effects[effect, thing]
        if outcome is Outcome.DONE:
            # A refusal that gets lost is looked up, and what was published before then counts as published.
            assert allowed or (self.looks_up and expected == 1), f"{effect} went through from {self.model[thing]}"
            expected += allowed
        elif outcome is Outcome.AMBIGUOUS:
            assert count in (expected, expected + 1)
            assert allowed or count == expected
            expected = count
        assert count == expected
        if count > self.effects[effect, thing]:
            self.model[thing] = becomes
        self.effects[effect, thing] = expected

    @invariant()
    def the_sandbox_agrees(self) -> None:
        for thing, status in self.model.items():
            assert self.world.sandbox.transaction(thing).status == status

    def teardown(self) -> None:
        self.world.sandbox.faults.clear()
        self.client.close()


class ESignLiveMachine(Machine):
    provider = "esignlive"
    things = Bundle("things")

    @rule(target=things)
    def create(self) -> str:
        package = self.client.packages.create(new_package(), files=[("l.pdf", PDF)])
        self.model[package] = "DRAFT"
        return package

    @rule(one=things)
    def send(self, one: str) -> None:
        self.move(
            "packages.send",
            self.client.packages.plan.send(one),
            one,
            allowed=self.model[one] == "DRAFT",
            becomes="SENT",
        )

    @rule(one=things)
    def revert(self, one: str) -> None:
        if self.model[one] == "DRAFT":
            self.client.packages.revert_to_draft(one)  # it is one already
            return
        plan = self.client.packages.plan.revert_to_draft(one)
        self.move("packages.revert_to_draft", plan, one, allowed=self.model[one] == "SENT", becomes="DRAFT")

    @rule(one=things)
    def sign(self, one: str) -> None:
        if self.model[one] != "SENT":
            with pytest.raises(TransitionNotAllowed):
                self.world.sandbox.sign_all(one)
            return
        self.world.sandbox.sign_all(one)
        self.model[one] = self.world.sandbox.transaction(one).status
        assert self.model[one] in ("COMPLETED", "SENT")  # without autocomplete it waits for its sender

    @rule(one=things)
    def decline(self, one: str) -> None:
        if self.model[one] == "SENT" and self.world.sandbox.transaction(one).due_parties():
            self.world.sandbox.decline(one)
            self.model[one] = "DECLINED"

    @rule(one=things)
    def rename(self, one: str) -> None:
        before = self.happened("packages.update", one)
        if self.model[one] == "DRAFT":
            with self.storm("packages.update"), contextlib.suppress(ESignError):
                self.client.packages.update(one, name="Renamed")
            assert before <= self.happened("packages.update", one) <= before + 3

    @rule(one=things)
    def read(self, one: str) -> None:
        assert self.client.packages.get(one).status == self.model[one]

    @rule(one=consumes(things))
    def delete(self, one: str) -> None:
        self.client.packages.delete(one)
        del self.model[one]
        with pytest.raises(ApiError):
            self.client.packages.get(one)


class IgnisignMachine(Machine):
    provider = "ignisign"
    looks_up = True
    things = Bundle("things")

    @rule(target=things)
    def create(self) -> str:
        request = ready_request(self.client)["request"]
        self.model[request] = self.world.sandbox.transaction(request).status
        return request

    @rule(one=things)
    def publish(self, one: str) -> None:
        plan, draft = self.client.signature_requests.plan.publish(one), self.model[one] == "DRAFT"
        self.move("signature_requests.publish", plan, one, allowed=draft, becomes="IN_PROGRESS")
        if draft and self.model[one] == "IN_PROGRESS":
            self.model[one] = self.world.sandbox.transaction(one).status
            assert self.model[one] in ("IN_PROGRESS", "READY")

    @rule(one=things)
    def close(self, one: str) -> None:
        open_ = self.model[one] in ("IN_PROGRESS", "READY", "DRAFT")
        if open_ and self.model[one] != "DRAFT":
            plan = self.client.signature_requests.plan.close(one)
            self.move("signature_requests.close", plan, one, allowed=True, becomes="CANCELLED")

    @rule(one=things)
    def sign(self, one: str) -> None:
        if self.model[one] in ("IN_PROGRESS", "READY"):
            self.world.sandbox.sign_all(one)
            self.model[one] = self.world.sandbox.transaction(one).status
            assert self.model[one] in ("COMPLETED", "PROCESSING")

    @rule(one=things)
    def read(self, one: str) -> None:
        assert self.client.signature_requests.get(one).status == self.model[one]


class Constellation1Machine(Machine):
    provider = "constellation1"
    things = Bundle("things")

    @rule(target=things)
    def create(self) -> str:
        session = self.client.sessions.create(new_session()).session_id
        self.model[session] = self.world.sandbox.transaction(session).status
        return session

    @rule(one=things)
    def start(self, one: str) -> None:
        if self.happened("sessions.start", one) == 0 and self.happened("sessions.cancel", one) == 0:
            plan = self.client.sessions.plan.start(one, return_url="https://example.com", ready_timeout=0.0)
            self.move("sessions.start", plan, one, allowed=True, becomes="")
            self.model[one] = self.world.sandbox.transaction(one).status

    @rule(one=things)
    def cancel(self, one: str) -> None:
        if self.happened("sessions.cancel", one) == 0 and self.happened("sessions.start", one) == 1:
            plan = self.client.sessions.plan.cancel(one, return_url="https://example.com")
            self.move("sessions.cancel", plan, one, allowed=True, becomes="")
            self.model[one] = self.world.sandbox.transaction(one).status

    @rule(one=things)
    def read(self, one: str) -> None:
        assert str(self.client.sessions.get(one).status_code.value) == str(self.model[one])


@in_one_test("machine", [ESignLiveMachine, IgnisignMachine, Constellation1Machine])
def test_promise_33_the_ledger_agrees_with_the_model(world: World, machine: type[Machine]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        ),
    )
    report.note("33", machines=1, runs=RUNS, steps=RUNS * STEPS, moves=machine.steps, divergences=0)
    assert machine.steps > 0
