"""Creates, starts, publishes and sends under faults at every stage, and the ledger's verdict on each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import attrs

from esignkit import ESignError, Outcome
from esignkit.sandbox.fault_rules import Fault
from tests.reliability.world import PDF, PROVIDERS, Driver, World, new_package, new_session, ready_request

BEFORE = (
    "reset", "reset-mid-body", "close", "garbage", "short-length", "short-chunked", "conflicting-lengths", "no-length",
    "408", "429", "500", "502", "503", "503-retry-after", "504", "520", "html", "corrupt-gzip", "deep-json",
)  # fmt: skip
AFTER = (
    "reset", "reset-mid-body", "close", "garbage", "short-length", "short-chunked", "conflicting-lengths", "no-length",
    "408", "500", "502", "503", "503-retry-after", "504", "520", "html", "empty", "corrupt-gzip", "deep-json",
)  # fmt: skip


def rain(world: World, probability: float, seed: int) -> list[Fault]:
    """Make every call fail with this probability before the commit, and every change with it after the commit."""
    share, rules = probability / 2, list[Fault]()
    for number, (stage, effect) in enumerate(
        [*(("before-commit", e) for e in BEFORE), *(("after-commit", e) for e in AFTER)]
    ):
        of = len(BEFORE) if stage == "before-commit" else len(AFTER)
        chance = share / of
        rules.append(
            world.sandbox.faults.add(effect, stage=stage, times=None, probability=chance, seed=seed * 1000 + number)
        )
    return rules


@attrs.frozen
class Deed:
    """A call that must be executed at most once."""

    provider: str
    effect: str
    prepare: Callable[[Any, str], Any]
    """Makes what is acted on, without faults; gives the transaction's id, or None for a create."""
    plan: Callable[[Any, str, Any], Any]


DEEDS = [
    Deed("esignlive", "packages.create", lambda c, name: None, lambda c, name, _: c.packages.plan.create(new_package(name), files=[("l.pdf", PDF)])),
    Deed("esignlive", "packages.send", lambda c, name: c.packages.create(new_package(name), files=[("l.pdf", PDF)]), lambda c, name, t: c.packages.plan.send(t)),
    Deed("ignisign", "signature_requests.publish", lambda c, name: ready_request(c, name)["request"], lambda c, name, t: c.signature_requests.plan.publish(t)),
    Deed("ignisign", "signature_requests.close", lambda c, name: _published(c, name), lambda c, name, t: c.signature_requests.plan.close(t)),
    Deed("constellation1", "sessions.create", lambda c, name: None, lambda c, name, _: c.sessions.plan.create(new_session(name))),
    Deed("constellation1", "sessions.start", lambda c, name: c.sessions.create(new_session(name)).session_id, lambda c, name, t: c.sessions.plan.start(t, return_url="https://example.com")),
]  # fmt: skip


def _published(client: Any, name: str) -> str:
    request = ready_request(client, name)["request"]
    client.signature_requests.publish(request)
    return request


Said = tuple[Deed, str, Any, str]
"""A deed, its name, what it acted on, and the outcome that the client told."""
BATCH = 60


@attrs.define
class Verdict:
    """What the ledger says of all deeds."""

    outcomes: Counter[str] = attrs.field(factory=Counter)
    twice: list[str] = attrs.field(factory=list)
    absent: list[str] = attrs.field(factory=list)
    present: list[str] = attrs.field(factory=list)
    faults: int = 0
    deeds: int = 0


def storm(world: World, total: int, seed: int, *, probability: float = 0.2, threads: int = 4) -> Verdict:
    """Do `total` deeds under faults and compare what was said with what was done."""
    verdict = Verdict()
    said: list[Said] = []
    clean = {provider: world.driver(provider, "sync") for provider in PROVIDERS}
    drivers = {(p, m): world.driver(p, m, timeout=20.0) for p in PROVIDERS for m in ("sync", "async")}
    for begin in range(0, total, BATCH):
        world.sandbox.faults.clear()  # the things to act on are made in fair weather
        todo: list[tuple[Deed, str, Any, Driver]] = []
        for number in range(begin, min(begin + BATCH, total)):
            deed = DEEDS[number % len(DEEDS)]
            name = f"storm {seed} {number}"
            thing = deed.prepare(clean[deed.provider].client, name)
            mode = ("sync", "async")[number // len(DEEDS) % 2]
            todo.append((deed, name, thing, drivers[deed.provider, mode]))
        rules = rain(world, probability, seed * 1_000_000 + begin)
        with ThreadPoolExecutor(threads) as pool:
            said += pool.map(_do, todo)
        verdict.faults += sum(rule.fired for rule in rules)
    world.sandbox.faults.clear()
    for driver in (*clean.values(), *drivers.values()):
        driver.close()
    judge(world, said, verdict)
    return verdict


def _do(task: tuple[Deed, str, Any, Driver]) -> Said:
    deed, name, thing, driver = task
    driver.client.context.budget.level = 500  # the storm would use it up, and then prove less
    try:
        driver.run(deed.plan(driver.client, name, thing))
    except ESignError as error:
        return deed, name, thing, error.outcome.value
    return deed, name, thing, "done"


def judge(world: World, said: list[Said], verdict: Verdict) -> None:
    executed = Counter((e.operation, e.transaction_id) for e in world.sandbox.ledger())
    by_title: dict[str, list[str]] = {}
    for transaction in world.sandbox.transactions():
        by_title.setdefault(transaction.title, []).append(transaction.id)
    for deed, name, thing, outcome in said:
        ids = [thing] if thing is not None else by_title.get(name, [])
        count = sum(executed[deed.effect, one] for one in ids)
        verdict.outcomes[outcome] += 1
        what = f"{deed.effect} {name}: {outcome}, executed {count} times"
        if count > 1:
            verdict.twice.append(what)
        if outcome == Outcome.DONE.value and count != 1:
            verdict.absent.append(what)
        if outcome in (Outcome.REJECTED.value, Outcome.NOT_SENT.value) and count:
            verdict.present.append(what)
    verdict.deeds += len(said)
