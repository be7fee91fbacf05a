"""Plans in bulk on a Dask cluster, with the journal in PostgreSQL, while a worker and the scheduler are killed."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from esignkit.sandbox import Sandbox
from esignkit.sandbox.pdf import sample_agreement
from tests.clocks import until
from tests.docs.test_code_blocks import blocks_of
from tests.durable.servers import ROOT, Cluster, accepts, free_port, kill
from tests.durable.trial import FULL, LONGEST, Trial
from tests.durable.trial_plans import SERVICES

pytest.importorskip("distributed", reason="distributed, of the extra `dask`, is not installed")
pytestmark = pytest.mark.timeout(2 * LONGEST)
COUNT = 300 if FULL else 30


@pytest.mark.parametrize("service", SERVICES if FULL else ["esignlive"])
def test_a_worker_and_the_scheduler_are_killed(
    service: str, postgres_address: str, sandbox: Sandbox, tmp_path: Path
) -> None:
    trial = Trial(service, sandbox, tmp_path, COUNT, postgres_address, {"lease": 5.0})
    total = COUNT * sum(SERVICES[service].calls.values())
    with closing(Cluster(trial.environment, tmp_path)) as cluster:
        trial.settings["how"] = cluster.address
        process = trial.start()
        trial.wait_for_writes(total // 4, process)
        cluster.kill_worker(0)
        trial.wait_for_writes(total // 2, process)
        cluster.restart()
        said = trial.said_by(process)
    assert {row["call"] for row in said} <= SERVICES[service].no_question, [dict(row) for row in said]
    found = trial.judge()
    print(service, "on Dask", dict(found))


def test_readme_past_one_machine(postgres_address: str, sandbox: Sandbox, tmp_path: Path) -> None:
    """The section's two commands start a cluster, and its program sends on it; run again, it sends nothing more."""
    account, port = sandbox.create_account(), free_port()
    environment = {**os.environ, **account.env(), "ESIGNKIT_SERVICE": "esignlive"}
    (tmp_path / "lease.pdf").write_bytes(sample_agreement())
    _, _, section = (ROOT / "README.md").read_text().partition("## Past one machine\n")
    commands, program = [block.code for block in blocks_of(section.partition("\n## ")[0])]
    local = program.replace("8786", str(port)).replace("postgresql://leases@db.example.com/leases", postgres_address)
    assert local.count(postgres_address) == 1

    def send() -> str:
        done = subprocess.run(
            [sys.executable, "-"],
            input=local,
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    with ExitStack() as stack, (tmp_path / "dask.log").open("w") as log:
        for command in commands.strip().splitlines():
            given = command.replace("8786", str(port)).split()
            more = ["--port", str(port), "--no-dashboard"] if "scheduler" in given else ["--no-dashboard"]
            process = subprocess.Popen(
                [sys.executable, "-m", *given, *more], cwd=tmp_path, env=environment, stdout=log, stderr=log
            )
            stack.callback(process.wait)
            stack.callback(process.terminate)
        assert until(lambda: accepts(port))
        assert send() == "1 ended\n2 ended\n2 done\n"
        assert send() == "1 ended\n2 ended\n2 done\n"
    sent = [one for one in sandbox.ledger("esignlive", "packages.send") if one.tenant == account.tenant]
    assert len(sent) == 2
    assert (tmp_path / "report.csv").read_text().splitlines()[0] == "key,state,id,call,error,what_to_do"


def test_an_executor_of_the_callers(postgres_address: str, sandbox: Sandbox, tmp_path: Path) -> None:
    trial = Trial("ignisign", sandbox, tmp_path, COUNT, postgres_address)
    with closing(Cluster(trial.environment, tmp_path)) as cluster:
        trial.settings["how"] = f"client of {cluster.address}"
        process = trial.start()
        trial.wait_for_writes(COUNT, process)
        kill(cluster.workers[1])
        said = trial.said_by(process)
    assert {row["call"] for row in said} <= SERVICES["ignisign"].no_question
    trial.judge()
