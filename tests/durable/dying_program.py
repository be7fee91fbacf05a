"""A worker that dies, or is frozen, right after it wrote down what it is about to send.

python -m tests.durable.dying_program SIGNAL JOURNAL NAME LEASE   (the client's variables come from the environment)
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from esignkit import ESignLive
from esignkit.durable import Journal
from esignkit.esignlive import Package
from tests.inside import watch_writes


def main() -> None:
    name, path, key, lease = sys.argv[1:]
    journal = Journal(path, lease=float(lease), settle=0)

    def die(steps: Any) -> None:
        if any(step.state == "intent" for step in steps):
            os.kill(os.getpid(), signal.Signals[name])

    watch_writes(journal, after=die)
    with ESignLive.from_env() as client:
        try:
            made = client.run(client.packages.plan.create(Package(name=key)), journal=journal, key=key)
        except Exception as error:
            print(type(error).__name__, flush=True)
        else:
            print(made, flush=True)


if __name__ == "__main__":
    main()
