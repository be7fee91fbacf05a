"""The sandbox's benchmark runs, with next to nothing in it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BENCHMARK = Path(__file__).parents[3] / "benchmarks" / "sandbox.py"


def test_every_row_is_measured():
    command = [sys.executable, str(BENCHMARK), "--packages", "20", "--rounds", "1", "--calls", "32"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr
    for what in ("creates/s", "overview", "search", "list", "snapshot", "restart", "reset", "90 days on, 2 expire"):
        assert what in done.stdout
