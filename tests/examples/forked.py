"""Programs in processes of their own, forked from one that has imported what they need: most of them do little else."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from attrs import frozen

SDK = """
import argparse, asyncio, csv, ssl, warnings
import anyio, attrs, cattrs, httpx
import esignkit.agreements, esignkit.constellation1, esignkit.esignlive, esignkit.ignisign
from esignkit import AsyncConstellation1, AsyncESignLive, AsyncIgnisign, Constellation1, ESignLive, Ignisign

for module in (esignkit.agreements, esignkit.constellation1, esignkit.esignlive, esignkit.ignisign):
    for name in module.__all__:
        getattr(module, name)  # these packages import a part of theirs when it is first asked for
"""
"""What is imported once for programs that use the SDK."""

SERVER = """
import atexit, gc, json, os, runpy, sys, threading

exec(sys.argv[1])
gc.freeze()  # a child whose collector goes through all this copies its memory, and saves nothing
for line in sys.stdin:
    order = json.loads(line)
    child = os.fork()
    if not child:
        break
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
else:
    sys.exit()

for number, (name, flags) in enumerate((
    (order["stdin"], os.O_RDONLY),
    (order["stdout"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
    (order["stderr"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
)):
    opened = os.open(name, flags)
    os.dup2(opened, number)
    os.close(opened)
os.chdir(order["folder"])
os.environ.clear()
os.environ.update(order["environment"])
sys.argv = order["command"]
sys.path[0] = os.path.dirname(sys.argv[0])
status = 0
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
except SystemExit as end:
    status = end.code if isinstance(end.code, int) else int(end.code is not None)
    if status and status is not end.code:
        print(end.code, file=sys.stderr)
except BaseException:
    sys.excepthook(*sys.exc_info())
    status = 1
# The end of an interpreter, but for the modules that were imported before the fork: to clear these takes ten times as
# long as all else. What the program made and left in them is asked here whether it was closed; but nothing ever asks
# what a daemon thread holds that is at work to the end.
threading._shutdown()
atexit._run_exitfuncs()
gc.collect()
if threading.active_count() == 1:
    for one in gc.get_objects():
        if hasattr(type(one), "__del__"):
            one.__del__()
sys.stdout.flush()
sys.stderr.flush()
os._exit(status)
"""


@frozen
class Done:
    """What a program left: its status and what it printed."""

    returncode: int
    stdout: str
    stderr: str


class Forks:
    """Runs programs, one after another. What a program imports beyond `imports` it imports itself."""

    def __init__(self, imports: str = SDK) -> None:
        self.server = subprocess.Popen(
            [sys.executable, "-W", "error::ResourceWarning", "-c", SERVER, imports],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(
        self, command: list[str], folder: Path, environment: Mapping[str, str], output: Path, given: str = ""
    ) -> Done:
        """Run a program.

        Args:
            command: Its path and its arguments.
            folder: Where it runs.
            environment: Its environment variables.
            output: A folder for what it prints.
            given: What it reads from its standard input.
        """
        printed = {name: output / name for name in ("stdout", "stderr")}
        (output / "stdin").write_text(given)
        order = {"command": command, "folder": str(folder), "environment": dict(environment)}
        assert self.server.stdin
        assert self.server.stdout
        files = {name: str(output / name) for name in ("stdin", *printed)}
        self.server.stdin.write(json.dumps(order | files) + "\n")
        self.server.stdin.flush()
        status = self.server.stdout.readline()
        assert status, "the server of programs is gone"
        return Done(int(status), *(file.read_text() for file in printed.values()))

    def close(self) -> None:
        self.server.communicate(timeout=60)
