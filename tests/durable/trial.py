"""A trial: plans are carried out in bulk by programs that are killed, and the sandbox's ledger is the judge."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from attrs import define, field

from esignkit import Ignisign
from esignkit.durable import Journal, RunState
from esignkit.ignisign import IntegrationMode
from esignkit.sandbox import Sandbox, SandboxAccount
from esignkit.sandbox.domain.rehearsals import rehearse
from esignkit.sandbox.pdf import sample_agreement
from tests.clocks import until
from tests.durable.trial_plans import SERVICES
from tests.trials import FULL as FULL  # test_dask and test_bulk_cost have it from here

ROOT = Path(__file__).parents[2]
LONGEST = 1800.0 if FULL else 120.0
"""Seconds after which a trial gives up."""
RAIN = ("reset", "close", "502", "503", "503-retry-after", "html", "short-length")


@define
class Trial:
    """Plans of one service, an account of their own, and a journal."""

    service: str
    sandbox: Sandbox
    folder: Path
    count: int
    address: str = ""
    settings: dict[str, Any] = field(factory=dict)
    account: SandboxAccount = field(init=False)
    profile: str = ""
    chance: random.Random = field(factory=lambda: random.Random(15))
    outputs: dict[int, Path] = field(factory=dict[int, Path])

    def __attrs_post_init__(self) -> None:
        self.account = self.sandbox.create_account()
        self.address = self.address or str(self.folder / "runs.sqlite")
        defaults = {"how": "threads", "lease": 30.0, "settle": 3.0, "workers": 8, "accept_orphans": False}
        self.settings = defaults | self.settings
        pdf = sample_agreement()
        (self.folder / "lease.pdf").write_bytes(pdf)
        rehearse(pdf)  # on a busy machine, the first time takes longer than `settle`
        if self.service == "ignisign":
            with Ignisign.from_env(self.account.env()) as client:
                profiles = client.signature_profiles.list()
                self.profile = next(one.id for one in profiles if one.integration_mode is IntegrationMode.BY_SIDE)

    @property
    def environment(self) -> dict[str, str]:
        ours = ("ESIGNLIVE_", "IGNISIGN_", "CONSTELLATION1_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        return kept | self.account.env() | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])}

    def journal(self) -> Journal:
        return Journal(self.address, lease=self.settings["lease"], settle=self.settings["settle"])

    # Programs --------------------------------------------------------------------------------------------------------
    def start(self) -> subprocess.Popen[bytes]:
        """Start the program, in a group of processes of its own; return when it begins.

        What it says goes to a file: a pipe that nobody reads would keep it waiting when it has much to say.
        """
        arguments = [self.service, self.address, str(self.count), str(self.folder / "lease.pdf"), self.profile]
        output = self.folder / f"said-{len(self.outputs)}.txt"
        with output.open("wb") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.durable.trial_program", *arguments, json.dumps(self.settings)],
                cwd=ROOT,
                env=self.environment,
                stdout=file,
                start_new_session=True,
            )
        self.outputs[process.pid] = output
        assert until(lambda: output.read_bytes().startswith(b"ready\n") or process.poll() is not None, LONGEST)
        return process

    def said_by(self, process: subprocess.Popen[bytes]) -> list[dict[str, str]]:
        """Wait for the end of a program; return what it says of the plans that are not done."""
        assert process.wait(LONGEST) == 0
        rows: list[dict[str, str]] = json.loads(self.outputs[process.pid].read_text().removeprefix("ready\n"))
        return rows

    def writes(self) -> int:
        """How many writes the service has carried out."""
        return len(self.entries())

    def entries(self) -> list[Any]:
        return [one for one in self.sandbox.ledger(self.service) if one.tenant == self.account.tenant]

    def wait_for_writes(self, number: int, process: subprocess.Popen[bytes]) -> None:
        assert until(lambda: self.writes() >= number or process.poll() is not None, LONGEST)

    def kill_often(self, kills: int) -> int:
        """Start the program and kill it, with everything that it started, at moments spread over the work."""
        total = self.count * sum(SERVICES[self.service].calls.values())
        for number in range(1, kills + 1):
            process = self.start()
            self.wait_for_writes(total * number // (kills + 2), process)
            time.sleep(self.chance.uniform(0.0, 0.01))
            if process.poll() is not None:
                return number - 1
            kill(process)
        return kills

    def finish(self) -> list[dict[str, str]]:
        """Run the program to its end; return what it says of the plans that are not done."""
        return self.said_by(self.start())

    def rain(self, share: float) -> None:
        """Make calls fail, half of them before the service does anything, half after it did it."""
        for seed, effect in enumerate(RAIN):
            for stage in ("before-commit", "after-commit"):
                self.sandbox.faults.add(
                    effect,
                    self.service,
                    stage=stage,
                    tenant=self.account.tenant,
                    times=None,
                    probability=share / 2 / len(RAIN),
                    seed=seed,
                )

    # The judge -------------------------------------------------------------------------------------------------------
    def judge(self) -> Counter[str]:
        """Hold the journal against the ledger: nothing is done twice or lost, and what is unknown cannot be known.

        Returns:
            How many runs there are of each state, and how many writes of each name.
        """
        with self.journal() as journal:  # closed also where what is found is not right
            return self._judge(journal)

    def _judge(self, journal: Journal) -> Counter[str]:
        service, entries = SERVICES[self.service], self.entries()
        runs = {run.key: run for run in journal.runs(limit=100_000)}
        states = Counter(run.state for run in runs.values())
        done = Counter(entry.operation for entry in entries)
        each = Counter((entry.operation, entry.transaction_id) for entry in entries)
        titles = {one.id: one.title for one in self.sandbox.transactions() if one.tenant == self.account.tenant}
        sent = Counter(titles[i] for (name, i), count in each.items() if name == service.sent for _ in range(count))
        doubled = [title for title, count in sent.items() if count > 1]
        assert not doubled, f"sent twice: {doubled}"
        if not self.settings["accept_orphans"]:
            more = {name: done[name] for name, number in service.calls.items() if done[name] > number * self.count}
            assert not more, f"done more often than there are plans: {more}"
        lost = [key for key, run in runs.items() if run.state is RunState.DONE and not sent[key]]
        assert not lost, f"done in the journal, and not sent: {lost}"
        assert set(runs) == {f"Lease {number}" for number in range(self.count)}
        assert set(states) <= {RunState.DONE, RunState.UNKNOWN}, states
        for run in journal.runs(RunState.UNKNOWN, limit=100_000):
            assert run.step in service.no_question, f"{run.key} is unknown at {run.step}: {run.note}"
            assert run.step in run.note or run.note
        return Counter({**{state.value: number for state, number in states.items()}, **done})


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a program and everything that it started."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
