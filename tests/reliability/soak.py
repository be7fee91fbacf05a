"""A soak: threads and tasks share clients for a long time while one call in twenty fails, and the ledger judges.

`python -m tests.reliability.soak --minutes 30` (or `nox -s soak`). The services run in this process and the SDK in a
child, so that what grows is told apart: memory and file descriptors are the child's.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio

from esignkit import ESignError, OutcomeUnknownError, Steps, Verdict
from esignkit import constellation1 as c1
from esignkit import esignlive as esl
from tests.reliability import report
from tests.reliability.storm import rain
from tests.reliability.world import KINDS, PROVIDERS, QUICK, making_a_world, settings

THREADS, TASKS, FAULTS, WARM_UP = 16, 200, 0.05, 0.15
DRIFT_MIB = 10.0


# The child: the SDK ---------------------------------------------------------------------------------------------------
class Diary:
    """What was said of each write, straight into a file: a list would grow, and be taken for a leak."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("w")
        self.lock = threading.Lock()
        self.calls = self.wrong = self.failed = self.untyped = 0

    def write(self, provider: str, name: str, outcome: str, verdict: str) -> None:
        with self.lock:
            self.file.write(json.dumps([provider, name, outcome, verdict]) + "\n")

    def count(self, *, wrong: bool = False, failed: bool = False) -> None:
        with self.lock:
            self.calls += 1
            self.wrong += wrong
            self.failed += failed

    def surprise(self, error: Exception) -> None:
        """Count what came out and is no error of the SDK's."""
        traceback.print_exception(error)
        with self.lock:
            self.untyped += 1


def read_flow(provider: str, client: Any, thing: str) -> Steps[bool]:
    """Read one thing; whether it is the one that was asked for."""
    if provider == "esignlive":
        return (yield from client.packages.plan.get(thing)).id == thing
    if provider == "ignisign":
        return (yield from client.signature_requests.plan.get(thing)).id == thing
    return (yield from client.sessions.plan.get(thing)).session_id == thing


def write_flow(provider: str, client: Any, name: str, profile: str) -> Steps[str]:
    """Make something that bears the name."""
    if provider == "esignlive":
        return (yield from client.packages.plan.create(esl.Package(name=name)))
    if provider == "ignisign":
        return (yield from client.signature_requests.plan.create(profile))
    info = c1.SessionInfo(title=name, transaction_id=name)
    signer = c1.Signer(first_name="A", last_name="Example", email_address="a@example.com", signer_role="Seller 1")
    made = yield from client.sessions.plan.create(c1.Session(session_info=info, signers=[signer]))
    return made.session_id or ""


def one_step(provider: str, client: Any, name: str, thing: str, profile: str, dice: random.Random) -> Steps[Any]:
    """One in ten calls writes; the result is (what was done, what is known of it)."""
    client.context.budget.level = 500  # 5 % of faults for ever would use it up, and then prove less
    if dice.random() >= 0.1:
        return "read", (yield from read_flow(provider, client, thing)), ""
    try:
        yield from write_flow(provider, client, name, profile)
    except OutcomeUnknownError as error:
        verdict = "" if dice.random() > 0.2 else (yield from error.find_out(settle=0)).verdict.value
        return "write", error.outcome.value, verdict
    except ESignError as error:
        return "write", error.outcome.value, ""
    return "write", "done", ""


def note(diary: Diary, provider: str, name: str, result: Any) -> None:
    what, said, verdict = result
    if what == "write":
        diary.write(provider, name, said, verdict)
    diary.count(wrong=what == "read" and not said)


def resident() -> float:
    """Resident memory in MiB."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


class Gauge(threading.Thread):
    """Looks at memory and descriptors, some hundred times in all."""

    def __init__(self, seconds: float) -> None:
        super().__init__(daemon=True)
        self.every, self.seconds = max(0.5, seconds / 300), seconds
        self.samples: list[tuple[float, float, int]] = []
        self.over = threading.Event()

    def run(self) -> None:
        begin = time.monotonic()
        while not self.over.wait(self.every):
            self.samples.append((time.monotonic() - begin, resident(), descriptors()))

    def figures(self) -> dict[str, float]:
        """Growth from the fifth of the time after the warm-up to the last fifth."""
        warm = [s for s in self.samples if self.seconds * WARM_UP <= s[0] <= self.seconds * (WARM_UP + 0.2)]
        last = [s for s in self.samples if self.seconds * 0.8 <= s[0] <= self.seconds]
        return {
            "drift": statistics.median(s[1] for s in last) - statistics.median(s[1] for s in warm),
            "fds_drift": statistics.median(s[2] for s in last) - statistics.median(s[2] for s in warm),
            "mebibytes": max(s[1] for s in self.samples),
        }


def child(task: dict[str, Any]) -> None:
    """Soak, and print what came of it."""
    end = time.monotonic() + task["seconds"]
    clients: dict[str, Any] = {
        name: KINDS[name][0](timeout=20.0, retry=QUICK, **task["settings"][name]) for name in PROVIDERS
    }
    before = descriptors()
    diary, gauge = Diary(Path(task["diary"])), Gauge(task["seconds"])
    gauge.start()
    profile, things = task["profile"], task["things"]

    def thread(number: int) -> None:
        dice, n = random.Random(number), 0
        while time.monotonic() < end:
            provider, name, n = PROVIDERS[n % 3], f"soak t{number} {n}", n + 1
            step = one_step(provider, clients[provider], name, dice.choice(things[provider]), profile, dice)
            try:
                note(diary, provider, name, clients[provider].run(step))
            except ESignError:
                diary.count(failed=True)
            except Exception as error:
                diary.surprise(error)

    async def tasks() -> None:
        async with (
            KINDS["esignlive"][1](timeout=20.0, retry=QUICK, **task["settings"]["esignlive"]) as a,
            KINDS["ignisign"][1](timeout=20.0, retry=QUICK, **task["settings"]["ignisign"]) as b,
            KINDS["constellation1"][1](timeout=20.0, retry=QUICK, **task["settings"]["constellation1"]) as c,
            anyio.create_task_group() as group,
        ):
            mine: dict[str, Any] = dict(zip(("esignlive", "ignisign", "constellation1"), (a, b, c), strict=True))

            async def one(number: int) -> None:
                dice, n = random.Random(1000 + number), number
                while time.monotonic() < end:
                    provider, name, n = PROVIDERS[n % 3], f"soak a{number} {n}", n + 1
                    step = one_step(provider, mine[provider], name, dice.choice(things[provider]), profile, dice)
                    try:
                        note(diary, provider, name, await mine[provider].run(step))
                    except ESignError:
                        diary.count(failed=True)
                    except Exception as error:
                        diary.surprise(error)
                    await anyio.sleep(dice.random() * 0.1)

            for number in range(TASKS):
                group.start_soon(one, number)

    threads = [threading.Thread(target=thread, args=(n,)) for n in range(THREADS)]
    threads.append(threading.Thread(target=lambda: anyio.run(tasks)))
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    gauge.over.set()
    gauge.join()
    for client in clients.values():
        client.close()
    diary.file.close()
    gc.collect()
    print(json.dumps({
        "calls": diary.calls, "wrong": diary.wrong, "untyped": diary.untyped, "failed_reads": diary.failed, "fds_left": descriptors() - before,
        **gauge.figures(),
    }))  # fmt: skip


# The parent: the services and their ledger ----------------------------------------------------------------------------
def soak(minutes: float) -> dict[str, float]:
    """Soak for so many minutes and return the figures."""
    with making_a_world() as world, tempfile.TemporaryDirectory() as folder:
        things: dict[str, list[str]] = {name: [] for name in PROVIDERS}
        for name, make in MAKERS.items():
            driver = world.driver(name, "sync")
            things[name] = [make(driver.client, n) for n in range(20)]
            driver.close()
        ready = {name: Counter(e.transaction_id for e in world.sandbox.ledger(name)) for name in PROVIDERS}
        profile_client = world.driver("ignisign", "sync")
        profile = profile_client.client.signature_profiles.list()[0].id
        profile_client.close()
        rules = rain(world, FAULTS / 0.55, 35)  # half of the rules see all calls, half only the tenth that writes
        diary = Path(folder) / "diary"
        task = {
            "seconds": minutes * 60, "diary": str(diary), "things": things, "profile": profile,
            "settings": {name: settings(name, world.account) for name in PROVIDERS},
        }  # fmt: skip
        command = [sys.executable, "-m", "tests.reliability.soak", "--child"]
        done = subprocess.run(command, input=json.dumps(task), stdout=subprocess.PIPE, text=True, check=True)
        figures: dict[str, float] = {"minutes": float(minutes), **json.loads(done.stdout)}
        figures["faults"] = sum(rule.fired for rule in rules)
        world.sandbox.faults.clear()
        figures |= judge(world, diary, ready)
    return figures


def judge(world: Any, diary: Path, ready: dict[str, Counter[str]]) -> dict[str, int]:
    """Compare what was said of each write with what was done."""
    named: dict[tuple[str, str], int] = Counter(
        (transaction.provider, transaction.title) for transaction in world.sandbox.transactions()
    )
    writes = twice = lies = wrong_verdicts = asked = ambiguous = 0
    ignisign = Counter[str]()
    for line in diary.read_text().splitlines():
        provider, name, outcome, verdict = json.loads(line)
        writes += 1
        ambiguous += outcome == "ambiguous"
        if provider == "ignisign":  # a draft bears no name, so these are judged by their number
            ignisign[outcome] += 1
            continue
        count = named[provider, name]
        twice += count > 1
        if (outcome == "done" and count != 1) or (outcome in ("rejected", "not_sent") and count > 0):
            lies += 1
            print(f"{provider}: {name} was said to be {outcome}, and was done {count} times", file=sys.stderr)
        asked += verdict != ""
        wrong_verdicts += (verdict == Verdict.DONE.value and count != 1) or (
            verdict == Verdict.NOT_DONE.value and count != 0
        )
    made = sum(1 for e in world.sandbox.ledger("ignisign", "signature_requests.create"))
    made -= sum(ready["ignisign"][e.transaction_id] > 0 for e in world.sandbox.ledger("ignisign", "signature_requests.create"))  # fmt: skip
    if not ignisign["done"] <= made <= ignisign["done"] + ignisign["ambiguous"]:
        lies += 1
        print(f"ignisign: {made} were done, and was said: {dict(ignisign)}", file=sys.stderr)
    return {
        "writes": writes, "ambiguous": ambiguous, "duplicates": twice, "lies": lies, "found_out": asked,
        "wrong_verdicts": wrong_verdicts,
    }  # fmt: skip


MAKERS: dict[str, Callable[[Any, int], str]] = {
    "esignlive": lambda client, n: client.packages.create(esl.Package(name=f"thing {n}")),
    "ignisign": lambda client, n: client.signature_requests.create(client.signature_profiles.list()[0].id),
    "constellation1": lambda client, n: client.run(write_flow("constellation1", client, f"thing {n}", "")),
}


SINS = ("wrong", "untyped", "duplicates", "lies", "wrong_verdicts")


def verdict(figures: dict[str, float]) -> list[str]:
    """What is not as promised."""
    wrong = [f"{name} {figures[name]}" for name in SINS if figures[name]]
    if figures["drift"] > DRIFT_MIB:
        wrong.append(f"memory grew by {figures['drift']:.1f} MiB")
    if figures["fds_drift"] > 5 or figures["fds_left"] > 2:
        wrong.append(f"descriptors: {figures['fds_drift']:+g} while it ran, {figures['fds_left']:+g} afterwards")
    return wrong


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--figures", help="keep the figures in this file")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        child(json.loads(sys.stdin.read()))
        return 0
    figures = soak(given.minutes)
    print(json.dumps(figures, indent=1))
    wrong = verdict(figures)
    for line in wrong:
        print("broken:", line)
    if given.figures and not wrong:
        os.environ["ESIGNKIT_FIGURES"] = given.figures
        report.note("soak", **figures)
        report.save()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
