"""The recipes for Celery and DBOS: a worker is killed in the middle of its work, and nothing is sent twice or lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import pytest

from esignkit.durable import Journal, RunState
from esignkit.sandbox import Sandbox, SandboxAccount
from esignkit.sandbox.pdf import sample_agreement
from tests.clocks import until

EXAMPLES = Path(__file__).parents[2] / "examples"
COUNT = 12
SECONDS = 90.0


class Recipe:
    """A recipe in a folder of its own, with people to send to."""

    def __init__(self, name: str, sandbox: Sandbox, account: SandboxAccount, folder: Path) -> None:
        self.sandbox = sandbox
        self.account = account
        self.folder = folder
        (folder / name).write_bytes((EXAMPLES / name).read_bytes())
        (folder / "lease.pdf").write_bytes(sample_agreement())
        people = [f"lease-{number},Ada Byron,ada{number}@example.com" for number in range(COUNT)]
        (folder / "people.csv").write_text("\n".join(["key,name,email", *people, ""]))
        self.started: list[subprocess.Popen[str]] = []
        self.environment = {**os.environ, **account.env(), "ESIGNKIT_SERVICE": "esignlive"}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.started.append(process)
        return process

    def close(self) -> None:
        for process in self.started:
            if process.poll() is None:
                kill(process)

    def run(self, *arguments: str) -> str:
        process = self.start(*arguments)
        said, _ = process.communicate(timeout=SECONDS)
        assert process.returncode == 0, said
        return said

    def calls(self, name: str) -> int:
        return sum(one.tenant == self.account.tenant for one in self.sandbox.ledger("esignlive", name))

    def wait_for_calls(self, number: int) -> None:
        assert until(lambda: self.calls("packages.create") >= number, SECONDS)

    def judge(self) -> None:
        """Each agreement was sent once, as the service and the journal say."""
        mine = [one for one in self.sandbox.transactions() if one.tenant == self.account.tenant]
        assert Counter(one.stage.name for one in mine) == {"OPEN": COUNT}
        assert (self.calls("packages.create"), self.calls("packages.send")) == (COUNT, COUNT)
        with Journal(self.folder / "runs.sqlite") as journal:
            assert journal.counts() == {RunState.DONE: COUNT}


def kill(process: subprocess.Popen[str]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


@pytest.mark.skipif(find_spec("celery") is None, reason="celery is not installed")
def test_celery(sandbox: Sandbox, account: SandboxAccount, tmp_path: Path) -> None:
    worker = ("-m", "celery", "--app", "bulk_celery", "worker", "--concurrency", "2")
    with closing(Recipe("bulk_celery.py", sandbox, account, tmp_path)) as recipe:
        recipe.run("bulk_celery.py", "people.csv", "lease.pdf")
        first = recipe.start(*worker)
        recipe.wait_for_calls(COUNT // 2)
        kill(first)
        recipe.run("bulk_celery.py", "people.csv", "lease.pdf")
        recipe.start(*worker)
        with Journal(tmp_path / "runs.sqlite") as journal:
            assert until(lambda: journal.counts() == {RunState.DONE: COUNT}, SECONDS)
    recipe.judge()


@pytest.mark.skipif(find_spec("dbos") is None, reason="dbos is not installed")
def test_dbos(sandbox: Sandbox, account: SandboxAccount, tmp_path: Path) -> None:
    with closing(Recipe("bulk_dbos.py", sandbox, account, tmp_path)) as recipe:
        first = recipe.start("bulk_dbos.py", "people.csv", "lease.pdf")
        recipe.wait_for_calls(COUNT // 2)
        kill(first)
        assert f"{COUNT} sent" in recipe.run("bulk_dbos.py", "people.csv", "lease.pdf")
    recipe.judge()
