"""A PostgreSQL server for as long as a command runs, which finds its address in `ESIGNKIT_POSTGRES`.

`python -m tests.postgres python -m pytest tests/inbox` starts one in a folder of its own, and removes it afterwards. A
server that `ESIGNKIT_POSTGRES` names already is used as it is.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.clocks import until

VARIABLE = "ESIGNKIT_POSTGRES"
PLAIN_USER = "nobody"
"""Who runs the server where root runs the tests: it refuses to be run by root."""
SETTINGS = {"listen_addresses": "", "fsync": "off", "full_page_writes": "off", "max_connections": "200"}


def find_program(name: str) -> str | None:
    """The path of one of the server's programs; Debian has them in a folder for each version."""
    return shutil.which(name) or next(
        (str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)), None
    )


@contextlib.contextmanager
def temporary_server() -> Iterator[str]:
    """Start a server that only this user reaches, at a socket in its folder, and yield its address."""
    initdb, postgres, is_ready = (find_program(name) for name in ("initdb", "postgres", "pg_isready"))
    if not (initdb and postgres and is_ready):
        sys.exit("there is no PostgreSQL on this machine: install it (Debian's package `postgresql`)")
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # the path of a socket must be short
    plain: dict[str, Any] = {}
    if os.geteuid() == 0:
        shutil.chown(folder, PLAIN_USER)
        plain = {"user": PLAIN_USER, "extra_groups": []}
    try:
        make = [initdb, "--pgdata", str(folder / "data"), "--username", "test", "--auth", "trust", "--no-sync"]
        subprocess.run(
            [*make, "--encoding", "UTF8", "--locale", "C"], cwd=folder, check=True, capture_output=True, **plain
        )
        settings = {**SETTINGS, "unix_socket_directories": str(folder)}
        start = [postgres, "-D", str(folder / "data"), *(f"--{name}={value}" for name, value in settings.items())]
        with (folder / "log").open("wb") as log, subprocess.Popen(start, cwd=folder, stderr=log, **plain) as server:
            try:
                ask = [is_ready, "--quiet", "--host", str(folder)]
                assert until(lambda: subprocess.run(ask, check=False).returncode == 0, 30), (folder / "log").read_text()
                yield f"postgresql://test@/postgres?host={folder}"
            finally:
                server.send_signal(signal.SIGINT)  # ends it without waiting for its clients
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main(command: list[str]) -> int:
    """Run a command while there is a server, and return its exit status."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("terminated"))  # a server must not stay behind
    with contextlib.nullcontext(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else temporary_server() as address:
        return subprocess.run(command, env={**os.environ, VARIABLE: address}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
