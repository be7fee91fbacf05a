"""Programs that are tried again and again: what they import is imported once, and each try is a process by itself."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
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
    seconds: float
    """How long an answer may take."""
    group: int
    """The process group of all its processes."""

    def __call__(self, *arguments: str) -> str:
        """Begin a process, and return the first line that it prints."""
        self.told.write(json.dumps(arguments) + "\n")
        self.told.flush()
        return self._line()

    def ended(self) -> int:
        """Wait for the process, and return its exit code; that is negative when a signal ended it."""
        return int(self._line())

    def _line(self) -> str:
        """Return the next line; a program that hangs is ended, and so is what it began.

        Raises:
            TimeoutError: It took too long.
            EOFError: The program has ended.
        """
        is_late = threading.Event()

        def end() -> None:
            is_late.set()
            os.killpg(self.group, signal.SIGKILL)

        limit = threading.Timer(self.seconds, end)
        limit.start()
        try:
            line = self.said.readline()
        finally:
            limit.cancel()
            limit.join()
        if is_late.is_set():
            raise TimeoutError(f"the program said nothing within {self.seconds:g} s")
        if not line:
            raise EOFError("the program has ended")
        return line


@contextlib.contextmanager
def forking(program: str, seconds: float = 120.0) -> Iterator[Forking]:
    """Start a program; it and all that it has begun are ended when an answer takes longer, or a test fails.

    Args:
        program: Defines `run(...)`.
        seconds: How long each answer may take.
    """
    command = [sys.executable, "-W", "ignore", "-c", program + LOOP]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield Forking(process.stdin, process.stdout, seconds, process.pid)
            process.stdin.close()
            assert process.wait(seconds) == 0
        except BaseException:
            with contextlib.suppress(ProcessLookupError):  # nothing of it is left
                os.killpg(process.pid, signal.SIGKILL)
            raise
