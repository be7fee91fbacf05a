"""Processes of a run: the server, and programs whose CPU time is taken."""

from __future__ import annotations

import contextlib
import os
import pathlib
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence

HERE = pathlib.Path(__file__).parent


def pinned() -> None:
    """Keep this process and its children on the first core; the server is on the last."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


@contextlib.contextmanager
def bytecode() -> Iterator[None]:
    """Let the children keep bytecode, as an installed package does, in a folder of the benchmark's own."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = folder
        yield


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Run the local server; gives its URL."""
    command = [sys.executable, str(HERE / "server.py")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.stdin.close()


def python(code: str) -> str:
    """Run a program of its own; return what it prints."""
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=HERE).stdout


def cpu_of(command: Sequence[str]) -> float:
    """Return the CPU seconds of a whole process, interpreter included."""
    process = subprocess.Popen(command, cwd=HERE)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return used.ru_utime + used.ru_stime
