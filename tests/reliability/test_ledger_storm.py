"""Nothing done twice, nothing lost: what the client says of each call, against what the ledger says happened.

`ESIGNKIT_STORM=10000` makes it as long as a release wants it.
"""

from __future__ import annotations

import os
from typing import Any

import pytest

from esignkit import DecodeError, Outcome
from tests.reliability import report
from tests.reliability.soak import write_flow
from tests.reliability.storm import DEEDS, Verdict, judge, storm
from tests.reliability.world import PDF, World, new_package
from tests.tables import in_one_test

TOTAL = int(os.environ.get("ESIGNKIT_STORM", "150"))


def test_promise_01_what_must_not_happen_twice_does_not(world: World) -> None:
    verdict = storm(world, TOTAL, seed=1)
    report.note(
        "storm",
        deeds=verdict.deeds,
        faults=verdict.faults,
        twice=len(verdict.twice),
        done_but_absent=len(verdict.absent),
        failed_but_present=len(verdict.present),
        **verdict.outcomes,
    )
    assert verdict.twice == []
    assert verdict.absent == []
    assert verdict.present == []
    assert verdict.deeds == TOTAL
    assert verdict.faults >= TOTAL * 0.1, "the weather was too fair to prove anything"
    assert verdict.outcomes["ambiguous"] > 0
    assert verdict.outcomes["done"] > TOTAL / 2


def test_the_judge_sees_what_is_wrong(world: World) -> None:
    driver = world.driver("esignlive", "sync")
    for name in ("told false", "twice", "twice"):
        driver.client.packages.create(new_package(name), files=[("l.pdf", PDF)])
    driver.close()
    verdict = Verdict()
    said = [("told false", "rejected"), ("twice", "ambiguous"), ("never made", "done"), ("never made", "ambiguous")]
    judge(world, [(DEEDS[0], name, None, outcome) for name, outcome in said], verdict)
    assert (len(verdict.present), len(verdict.twice), len(verdict.absent)) == (1, 1, 1)


@in_one_test("mode", ["sync", "async"])
@in_one_test("effect", ["html", "empty", "no-length", "deep-json"])
@in_one_test("provider, log_in", [("ignisign", "auth.login"), ("constellation1", "encrypt")])
def test_a_token_that_cannot_be_read_says_nothing_of_the_call_it_was_for(
    world: World, provider: str, log_in: str, effect: Any, mode: str
) -> None:
    """A soak found it, once in 93,000 writes: the create was said to be done, and had never been sent."""
    driver = world.driver(provider, mode)
    name = f"{effect} {mode}"
    world.sandbox.faults.add(effect, provider, log_in, times=None)
    before = len(world.sandbox.ledger(provider))
    try:
        with pytest.raises(DecodeError) as caught:
            driver.run(write_flow(provider, driver.client, name, world.things["ignisign"]["profile"]))
    finally:
        world.sandbox.faults.clear()
        driver.close()
    assert (caught.value.outcome, caught.value.maybe_applied) == (Outcome.NOT_SENT, False)
    assert len(world.sandbox.ledger(provider)) == before
