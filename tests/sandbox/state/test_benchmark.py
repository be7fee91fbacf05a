"""The sandbox's benchmark runs, with next to nothing in it."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

BENCHMARK = Path(__file__).parents[3] / "benchmarks" / "sandbox.py"


def test_every_row_is_measured(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", [str(BENCHMARK), "--packages", "20", "--rounds", "1", "--calls", "32"])
    runpy.run_path(str(BENCHMARK), run_name="__main__")
    printed = capsys.readouterr().out
    for what in ("creates/s", "overview", "search", "list", "snapshot", "restart", "reset", "90 days on, 2 expire"):
        assert what in printed
