"""Runs against the sandbox, over real connections; its ledger says what really happened."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest

from esignkit import AsyncESignLive, ESignLive, Ignisign, RetryPolicy
from esignkit.durable import Journal, RunBusyError
from esignkit.errors import DeadlineExceededError
from esignkit.esignlive import Package
from esignkit.sandbox import Sandbox, SandboxAccount
from esignkit.types import Secret
from tests.clocks import until
from tests.inside import watch_writes


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path / "runs.sqlite", settle=0) as made:
        yield made


@pytest.fixture
def env(account: SandboxAccount) -> dict[str, str]:
    return account.env()


def made(sandbox: Sandbox, provider: str = "esignlive", operation: str = "packages.create") -> int:
    return len(sandbox.ledger(provider, operation))


def test_a_run_is_done_once_whatever_carries_it_out(sandbox: Sandbox, env: dict[str, str], journal: Journal) -> None:
    """Sync, asyncio and trio: each begins one run, and gives the results of the others without a request."""
    plans = {
        mode: ESignLive.from_env(env).packages.plan.create(Package(name=mode)) for mode in ("sync", "asyncio", "trio")
    }

    async def run(key: str) -> str:
        async with AsyncESignLive.from_env(env) as client:
            return await client.run(plans[key], journal=journal, key=key)

    with ESignLive.from_env(env) as client:
        results = {"sync": client.run(plans["sync"], journal=journal, key="sync")}
        results |= {mode: anyio.run(run, mode, backend=mode) for mode in ("asyncio", "trio")}
        requests = len(sandbox.requests())
        assert {key: client.run(plan, journal=journal, key=key) for key, plan in plans.items()} == results
        assert anyio.run(run, "sync", backend="trio") == results["sync"]
    assert len(sandbox.requests()) == requests
    assert len(set(results.values())) == 3


def test_lost_answers_are_looked_up(sandbox: Sandbox, env: dict[str, str], journal: Journal) -> None:
    before = made(sandbox)
    with ESignLive.from_env(env) as client:
        for number in range(3):
            sandbox.lose_response("esignlive", "packages.create")
            plan = client.packages.plan.create(Package(name="Same name"))
            assert client.run(plan, journal=journal, key=f"lost-{number}")
    assert made(sandbox) - before == 3


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_two_hundred_cancelled_tasks_leave_nothing_doubled(
    sandbox: Sandbox, env: dict[str, str], journal: Journal, backend: str
) -> None:
    """Trap 5: a thread that is still at work for a cancelled task neither keeps the run nor leaves it in doubt."""
    rng = random.Random(5)
    before = made(sandbox)
    results: Counter[str] = Counter()

    async def main() -> None:
        async with AsyncESignLive.from_env(env) as client:
            plans = {f"c-{n}": client.packages.plan.create(Package(name=f"Cancelled {n}")) for n in range(100)}

            async def one(key: str, seconds: float) -> None:
                with anyio.move_on_after(seconds):
                    await client.run(plans[key], journal=journal, key=key)
                    results["in time"] += 1

            for start in range(0, 100, 20):
                async with anyio.create_task_group() as group:
                    for key in list(plans)[start : start + 20]:
                        group.start_soon(one, key, rng.uniform(0.0, 0.1))

            async def again(key: str) -> None:
                assert await client.run(plans[key], journal=journal, key=key)

            for start in range(0, 100, 20):
                async with anyio.create_task_group() as group:
                    for key in list(plans)[start : start + 20]:
                        group.start_soon(again, key)

    anyio.run(main, backend=backend)
    assert made(sandbox) - before == 100
    assert results["in time"] < 100
    assert {state.value for state in journal.counts()} == {"done"}


def worker(name: str, path: Path, key: str, lease: float, env: dict[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.durable.dying_program", name, str(path), key, str(lease)]
    return subprocess.Popen(command, env={**os.environ, **env}, stdout=subprocess.PIPE, text=True)


def test_a_worker_that_was_killed_is_taken_over_at_once(
    sandbox: Sandbox, env: dict[str, str], journal: Journal, tmp_path: Path
) -> None:
    before = made(sandbox)
    with worker("SIGKILL", tmp_path / "runs.sqlite", "killed", 60, env) as process:
        assert process.wait(60) == -signal.SIGKILL
    with ESignLive.from_env(env) as client:
        assert client.run(client.packages.plan.create(Package(name="killed")), journal=journal, key="killed")
    assert made(sandbox) - before == 1


def test_a_worker_that_was_frozen_beyond_its_lease_sends_nothing_any_more(
    sandbox: Sandbox, env: dict[str, str], journal: Journal, tmp_path: Path
) -> None:
    """Trap 3: it stands still between its intent and its request, and wakes up when another has done its work."""
    before = made(sandbox)
    results: list[str] = []

    def taken_over() -> bool:
        try:
            results.append(client.run(plan, journal=journal, key="frozen"))
        except RunBusyError:
            return False
        return True

    with worker("SIGSTOP", tmp_path / "runs.sqlite", "frozen", 0.5, env) as process, ESignLive.from_env(env) as client:
        plan = client.packages.plan.create(Package(name="frozen"))
        try:
            assert os.waitpid(process.pid, os.WUNTRACED)[1] & 0xFF == 0x7F
            assert until(taken_over)
        finally:
            process.send_signal(signal.SIGCONT)
        assert process.communicate(timeout=60)[0].strip() in ("LeaseLostError", "DeadlineExceededError")
    assert made(sandbox) - before == 1


def test_a_journal_on_a_slow_disk_has_nothing_sent_behind_its_lease(
    sandbox: Sandbox, env: dict[str, str], account: SandboxAccount, tmp_path: Path
) -> None:
    """Writing the intent down took longer than the lease lasts: another worker may have the run by now."""
    slow = [True]

    def take_long(steps: Any) -> None:
        if slow[0] and any(step.state == "intent" for step in steps):
            threading.Event().wait(0.3)

    with Journal(tmp_path / "slow.sqlite", lease=0.2, settle=0) as journal:
        watch_writes(journal, after=take_long)
        with ESignLive.from_env(env, retry=RetryPolicy(attempts=1)) as client:
            plan = client.packages.plan.create(Package(name="slow disk"))
            with pytest.raises(DeadlineExceededError):
                client.run(plan, journal=journal, key="slow")
            assert created(sandbox, account) == []
            slow[0] = False
            journal_with_time = Journal(tmp_path / "slow.sqlite", settle=0)
            assert client.run(plan, journal=journal_with_time, key="slow")
            journal_with_time.close()
    assert created(sandbox, account) == ["packages.create"]


def created(sandbox: Sandbox, account: SandboxAccount) -> list[str]:
    return [one.operation for one in sandbox.ledger("esignlive") if one.tenant == account.tenant]


def test_no_credential_is_in_the_journals_file(
    sandbox: Sandbox, env: dict[str, str], account: SandboxAccount, journal: Journal, tmp_path: Path
) -> None:
    with Ignisign.from_env(env) as client:
        plan = client.signers.plan.create(
            first_name="Ada", last_name="Byron", email="ada@example.com", external_id="a-1"
        )
        signer = client.run(plan, journal=journal, key="signer")
    content = b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.name.startswith("runs"))
    secrets = [Secret(signer.auth_secret or "").reveal(), env["IGNISIGN_APP_SECRET"]]
    assert signer.signer_id.encode() in content
    assert all(secret and secret.encode() not in content for secret in secrets)
