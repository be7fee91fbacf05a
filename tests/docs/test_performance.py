"""The performance page shows the figures of a whole run, targets that were missed included, and nothing else."""

from __future__ import annotations

import copy
import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
FIGURES = BENCHMARKS / "figures.json"


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"benchmarks_{name}", BENCHMARKS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # attrs looks a class's module up
    spec.loader.exec_module(module)
    return module


render = load("render")
ROW = {
    "what": "a call",
    "target": 0.95,
    "at_least": False,
    "unit": "x",
    "median": 0.8512,
    "quartiles": [0.84, 0.8731],
    "met": "yes",
    "remark": "300 against 350 µs",
}
MADE = {
    "python": "CPython 3.11.7",
    "system": "Linux x86_64",
    "cores": 2,
    "libraries": {"httpx": "0.28.1"},
    "rounds": 15,
    "whole": True,
    "slack": 0.05,
    "rows": {
        "good": ROW,
        "bad": {**ROW, "what": "a slow call", "median": 1.234, "met": "no"},
        "near": {**ROW, "what": "a near call", "median": 0.98, "met": "edge"},
        "many": {**ROW, "what": "calls", "target": 1, "at_least": True, "median": 1.2},
        "known": {**ROW, "what": "another", "target": None, "met": ""},
        "memory": {**ROW, "what": "peak", "unit": "MiB", "target": 4, "median": 1.5},
    },
}


def test_the_page_shows_the_figures_that_are_kept():
    page = render.PAGE.read_text()
    assert render.section(json.loads(FIGURES.read_text())) in page
    assert page.count(render.BEGIN) == page.count(render.END) == 1


def test_every_row_that_is_measured_is_kept_with_its_target():
    sys.path.insert(0, str(BENCHMARKS))
    try:
        names = load("run").measured("http://127.0.0.1:1", 1)
    finally:
        sys.path.remove(str(BENCHMARKS))
    assert set(json.loads(FIGURES.read_text())["rows"]) == set(names)


@pytest.mark.parametrize(
    "line",
    [
        "| a call | ≤ 0.95 | 0.851 | 0.84 to 0.873 | yes | 300 against 350 µs |",
        "| a slow call | ≤ 0.95 | 1.23 | 0.84 to 0.873 | **no** | 300 against 350 µs |",
        "| a near call | ≤ 0.95 | 0.98 | 0.84 to 0.873 | within the noise | 300 against 350 µs |",
        "| calls | ≥ 1 | 1.2 | 0.84 to 0.873 | yes | 300 against 350 µs |",
        "| another |  | 0.851 | 0.84 to 0.873 |  | 300 against 350 µs |",
        "| peak | ≤ 4 MiB | 1.5 MiB | 0.84 to 0.873 | yes | 300 against 350 µs |",
        "**Missed in this run:** a slow call.",
        "Medians of 15 rounds; CPython 3.11.7 on Linux x86_64, 2 cores; httpx 0.28.1.",
    ],
)
def test_a_line_of_it(line: str):
    assert line in render.section(MADE).splitlines()


def test_nothing_missed_is_said_too():
    good = copy.deepcopy(MADE)
    del good["rows"]["bad"]
    assert "no target was missed" in render.section(good)


def test_a_part_of_a_run_is_refused():
    with pytest.raises(ValueError, match="--only"):
        render.section({**MADE, "whole": False})


def test_the_rest_of_the_page_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    page, figures = tmp_path / "page.md", tmp_path / "figures.json"
    page.write_text(f"Before\n{render.BEGIN}\nold \\1\n{render.END}\nAfter\n")
    figures.write_text(json.dumps(MADE))
    monkeypatch.setattr(render, "PAGE", page)
    monkeypatch.setattr(render, "FIGURES", figures)
    render.main()
    assert page.read_text() == f"Before\n{render.section(MADE)}\nAfter\n"


def test_a_run_writes_what_the_page_needs(tmp_path: Path):
    file = tmp_path / "figures.json"
    command = [sys.executable, str(BENCHMARKS / "run.py"), "--quick", "--only", "import", "--json", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    made = json.loads(file.read_text())
    assert set(made) == set(MADE)
    assert made["whole"] is False
    (row,) = made["rows"].values()
    assert set(row) == set(ROW)
    assert row["median"] > 0
    section = render.section({**made, "whole": True})
    assert "import esignkit" in section
    assert "| import |" not in section  # names are for programs
