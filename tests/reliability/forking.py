"""Programs that are tried again and again: what they import is imported once, and each try is a process by itself."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from typing import IO

import attrs

LOOP = """
import json, os, sys
for line in sys.stdin:
    process = os.fork()
    if process == 0:
        try:
            run(*json.loads(line))
        except BaseException:
            sys.excepthook(*sys.exc_info())
            os._exit(1)
        sys.stdout.flush()
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)
"""


@attrs.frozen
class Forking:
    """A program that defines `run(...)`, and waits to be told with what it is to be called, in a process of its own."""

    told: IO[str]
    said: IO[str]

    def __call__(self, *arguments: str) -> str:
        """Begin a process, and return the first line that it prints."""
        self.told.write(json.dumps(arguments) + "\n")
        self.told.flush()
        return self.said.readline()

    def ended(self) -> int:
        """Wait for the process, and return its exit code; that is negative when a signal ended it."""
        return int(self.said.readline())


@contextlib.contextmanager
def forking(program: str) -> Iterator[Forking]:
    command = [sys.executable, "-W", "ignore", "-c", program + LOOP]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Forking(process.stdin, process.stdout)
        process.stdin.close()
        assert process.wait() == 0
