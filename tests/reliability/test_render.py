"""The table of the promises keeps what a run did not measure."""

from __future__ import annotations

import pytest

from tests.fuzz.targets import TARGETS
from tests.reliability.render import BEGIN, END, with_figures

HEAD = f"Text\n{BEGIN}\n| Promise | | Promised | Reached | Test |\n|---|---|---|---|---|\n"
FUZZED = {"seconds": 60.0, "inputs": 1000, "uncaught": 0}


@pytest.mark.parametrize(
    ("row", "figures", "expected"),
    [
        ("| 2 | a | 0 bytes | cells 1 | `test_render` |", {"02": {"cells": 1200, "fds_left": 0.12345}},
         "| 2 | a | 0 bytes | cells 1,200; file descriptors left 0.123 | `test_render` |"),
        ("| 2 | a | 0 bytes | cells 1 | `test_render` |", {"03": {"cells": 2}}, None),
        ("| 30 | a | by rules | | `runners/test_stalls` |", {}, "| 30 | a | by rules | holds | `runners/test_stalls` |"),
        ("| 2 | a | 0 bytes | cells 1 | `test_gone` |", {}, "| 2 | a | 0 bytes | open, see below | `test_gone` |"),
        ("| 2 | a | 0 bytes | open, see below | `test_render` |", {}, "| 2 | a | 0 bytes | holds | `test_render` |"),
        ("| – | Soak test: 16 threads | 0 | calls 1 | `soak` |", {"soak": {"calls": 2}},
         "| – | Soak test: 16 threads | 0 | calls 2 | `soak` |"),
        ("| 35 | a | 0 | targets 6 | `fuzz/run` |", {"fuzz-webhook": FUZZED}, None),
        ("| 35 | a | 0 | targets 6 | `fuzz/run` |", {f"fuzz-{name}": FUZZED for name in TARGETS},
         "| 35 | a | 0 | targets 6; seconds each at least 60; inputs 6,000; uncaught 0 | `fuzz/run` |"),
    ],
)  # fmt: skip
def test_a_row(row: str, figures: dict[str, dict[str, float]], expected: str | None) -> None:
    assert with_figures(f"{HEAD}{row}\n{END}\nMore", figures) == f"{HEAD}{expected or row}\n{END}\nMore"
