"""Servers of the tests: PostgreSQL, and a Dask cluster whose scheduler and workers are processes of their own."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from uuid import uuid4

import pytest

from tests.clocks import until
from tests.postgres import find_program, temporary_server

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def accepts(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


HAS_POSTGRES = bool(os.environ.get("ESIGNKIT_POSTGRES") or all(map(find_program, ("initdb", "postgres", "pg_isready"))))


@contextlib.contextmanager
def running_postgres() -> Iterator[str]:
    """The address of a PostgreSQL server: the one that `ESIGNKIT_POSTGRES` names, or one of our own, empty."""
    if named := os.environ.get("ESIGNKIT_POSTGRES"):
        yield named
        return
    with temporary_server() as address:
        yield address


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
