"""Servers of the tests: PostgreSQL, and a Dask cluster whose scheduler and workers are processes of their own."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from uuid import uuid4

import pytest

from tests.clocks import until

ROOT = Path(__file__).parents[2]
DEBIAN = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def accepts(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def program(name: str) -> str | None:
    """The path of one of PostgreSQL's programs."""
    return shutil.which(name) or next((str(one / name) for one in DEBIAN if (one / name).exists()), None)


HAS_POSTGRES = bool(os.environ.get("ESIGNKIT_POSTGRES") or (program("initdb") and program("postgres")))


@contextlib.contextmanager
def running_postgres() -> Iterator[str]:
    """The address of a PostgreSQL server: the one that `ESIGNKIT_POSTGRES` names, or one of our own, empty."""
    if named := os.environ.get("ESIGNKIT_POSTGRES"):
        yield named
        return
    user = "postgres" if os.getuid() == 0 else None  # it refuses to run as root
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        if user:
            shutil.chown(folder, user)
        data = f"{folder}/data"
        made = [program("initdb") or "", "-D", data, "-U", "esignkit", "-A", "trust", "-N"]
        subprocess.run(made, check=True, cwd=folder, user=user, stdout=subprocess.DEVNULL)
        options = ["-p", str(port), "-k", folder, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]
        server = subprocess.Popen(
            [program("postgres") or "", "-D", data, *options], cwd=folder, user=user, stderr=subprocess.DEVNULL
        )
        try:
            assert until(lambda: accepts(port))
            yield f"postgresql://esignkit@127.0.0.1:{port}/postgres"
        finally:
            server.send_signal(signal.SIGINT)  # at once, whoever is connected
            server.wait()


@pytest.fixture(scope="module")
def postgres_server() -> Iterator[str]:
    if not HAS_POSTGRES:
        pytest.skip("there is no PostgreSQL on this machine")
    with running_postgres() as address:
        yield address


@pytest.fixture
def postgres_address(postgres_server: str) -> str:
    """A schema of the test's own."""
    schema = f"bulk_{uuid4().hex}"
    with import_module("psycopg").connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
    return f"{postgres_server}{'&' if '?' in postgres_server else '?'}options=-csearch_path%3D{schema}"


class Cluster:
    """A scheduler and workers of Dask, each a process that a test may kill."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self.port = free_port()
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.environment = {**environment, "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "5s"}
        self.folder = folder
        self.scheduler = self.start_scheduler()
        self.workers = [self.start_worker() for _ in range(2)]

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder / "dask.log").open("a") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "dask", *arguments, "--host", "127.0.0.1", "--no-dashboard"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
            )

    def start_scheduler(self) -> subprocess.Popen[bytes]:
        self.scheduler = self._start("scheduler", "--port", str(self.port))
        assert until(lambda: accepts(self.port))
        return self.scheduler

    def start_worker(self) -> subprocess.Popen[bytes]:
        return self._start("worker", self.address, "--nthreads", "4", "--no-nanny")

    def kill_worker(self, number: int) -> None:
        """Kill a worker; another one takes its place."""
        kill(self.workers[number])
        self.workers[number] = self.start_worker()

    def restart(self) -> None:
        """Kill the scheduler, with which its workers end, and start all of them anew."""
        self.close()
        self.start_scheduler()
        self.workers = [self.start_worker() for _ in range(2)]

    def close(self) -> None:
        for process in (self.scheduler, *self.workers):
            kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
