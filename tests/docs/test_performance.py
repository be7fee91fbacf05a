"""The performance page shows the figures of a whole run, targets that were missed included, and nothing else."""

from __future__ import annotations

import copy
import importlib
import importlib.metadata
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree as ET

import pytest

from tests.examples.forked import Forks

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
FIGURES = BENCHMARKS / "figures.json"


def load(name: str) -> ModuleType:
    sys.path.insert(0, str(BENCHMARKS))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(BENCHMARKS))


render, peers, rows = load("render"), load("peers"), load("rows")
PEERS = BENCHMARKS / "peers.json"
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
    "load": 0.5,
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


SPREAD = {"median": 0.8512, "quartiles": [0.84, 0.8731]}
SDK = {"version": "1.2", **dict.fromkeys(peers.COLUMNS, SPREAD)}
SLOW = {**SDK, "get": {"median": 4.2, "quartiles": [4, 5]}}
MADE_PEERS = {
    **{name: MADE[name] for name in ("python", "system", "cores", "load", "rounds")},
    "sdks": {"other": SLOW, "absent": {"reason": "not installed: no such version"}, "esignkit": SDK, "httpx": SDK},
}


def test_the_page_shows_the_figures_that_are_kept():
    page = render.PAGE.read_text()
    assert render.section(json.loads(FIGURES.read_text())) in page
    assert page.count(render.BEGIN) == page.count(render.END) == 1


def test_the_page_and_the_plot_show_the_sdks_that_were_measured():
    page, kept = render.PAGE.read_text(), json.loads(PEERS.read_text())
    assert render.peers_section(kept) in page
    assert page.count(render.PEERS_BEGIN) == page.count(render.PEERS_END) == 1
    assert render.PLOT.read_text() == load("plot").svg(render.by_get(kept["sdks"]))
    assert set(kept["sdks"]) == {sdk.package for sdk in peers.SDKS}


def test_every_row_that_is_measured_is_kept_with_its_target():
    kept = json.loads(FIGURES.read_text())["rows"]
    assert set(kept) == set(rows.ROWS)


def test_each_target_that_is_missed_has_its_reason():
    _, _, reasons = render.PAGE.read_text().partition("## Targets that are missed")
    reasons, _, _ = reasons.partition("\n## ")
    explained = set(re.findall(r"^\| (.+?) \|", reasons, re.MULTILINE)[1:])
    missed = {row["what"] for row in json.loads(FIGURES.read_text())["rows"].values() if row["met"] == "no"}
    assert missed - explained == set()


@pytest.mark.parametrize(
    "line",
    [
        "| a call | ≤ 0.95 | 0.851 | 0.84 to 0.873 | yes | 300 against 350 µs |",
        "| a slow call | ≤ 0.95 | 1.23 | 0.84 to 0.873 | **no** | 300 against 350 µs |",
        "| a near call | ≤ 0.95 | 0.98 | 0.84 to 0.873 | within the noise | 300 against 350 µs |",
        "| calls | ≥ 1 | 1.2 | 0.84 to 0.873 | yes | 300 against 350 µs |",
        "| another |  | 0.851 | 0.84 to 0.873 |  | 300 against 350 µs |",
        "| peak | ≤ 4 MiB | 1.5 MiB | 0.84 to 0.873 | yes | 300 against 350 µs |",
        "**Missed in this run:** a slow call. [Why](#targets-that-are-missed).",
        "Medians of 15 rounds; CPython 3.11.7 on Linux x86_64, 2 cores, load average 0.5 at its end; httpx 0.28.1.",
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


def test_the_quickest_sdk_comes_first_and_what_is_not_measured_last_with_its_reason():
    lines = [line for line in render.peers_section(MADE_PEERS).splitlines() if line.startswith("| ")][1:]
    figure = "0.85 (0.84 to 0.87)"
    assert lines == [
        f"| **esignkit** | 1.2 | {figure} | {figure} | {figure} | {figure} |",
        f"| httpx | 1.2 | {figure} | {figure} | {figure} | {figure} |",
        f"| other | 1.2 | 4.20 (4.00 to 5.00) | {figure} | {figure} | {figure} |",
        "| absent | | not installed: no such version | | | |",
    ]


def test_the_plot_shows_each_sdk_that_was_measured_and_cuts_long_bars():
    drawn = load("plot").svg(MADE_PEERS["sdks"])
    texts = [text.text for text in ET.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")]
    assert texts.count("0.85") == 5
    assert texts.count("4.20") == 1
    assert {"esignkit", "other"} < set(texts)
    assert not {"absent", "httpx"} & set(texts)
    assert drawn.count('class="cut"') == 1


def test_the_rest_of_the_page_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name, content in (("FIGURES", MADE), ("PEERS", MADE_PEERS)):
        (tmp_path / name).write_text(json.dumps(content))
        monkeypatch.setattr(render, name, tmp_path / name)
    page = tmp_path / "page.md"
    page.write_text(
        f"Before\n{render.BEGIN}\nold \\1\n{render.END}\nBetween\n"
        f"{render.PEERS_BEGIN}\nold\n{render.PEERS_END}\nAfter\n"
    )
    monkeypatch.setattr(render, "PAGE", page)
    monkeypatch.setattr(render, "PLOT", tmp_path / "plot.svg")
    render.main()
    assert page.read_text() == (f"Before\n{render.section(MADE)}\nBetween\n{render.peers_section(MADE_PEERS)}\nAfter\n")
    assert (tmp_path / "plot.svg").read_text().startswith("<svg")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with load("processes").server() as url:
        yield url


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    """Programs that find the SDK imported: each case needs a process of its own, and takes less than an import."""
    running = Forks()
    yield running
    running.close()


@pytest.mark.parametrize("case", load("cases").CASES)
def test_each_case_measures_both(case: str, server: str, forks: Forks, tmp_path: Path):
    if case == "get_async" and any(one.startswith("sniffio") for one in importlib.metadata.requires("anyio") or []):
        pytest.skip("this anyio cannot do without sniffio")
    done = forks.run([str(BENCHMARKS / "cases.py"), case, "1", server, "0.01"], tmp_path, os.environ, tmp_path)
    assert done.returncode == 0, done.stderr
    ((ours, theirs),) = json.loads(done.stdout)
    assert ours > 0
    assert theirs > 0


@pytest.mark.parametrize("module", ["httpx", "esignkit"])
def test_the_rows_of_whole_processes_load_what_an_environment_with_the_sdk_alone_has(module: str):
    """Else the base would be long to load: httpx loads its command line where click and rich are."""
    loaded = "print(*filter(sys.modules.get, ('trio', 'click', 'rich', 'httpx._main')))"
    seconds, *others = load("processes").python(f"{rows.IMPORT.format(module)}; {loaded}").split()
    assert float(seconds) > 0
    assert others == []
    assert rows.COLD_OURS.startswith(rows.ALONE)
    assert rows.COLD_RAW.startswith(rows.ALONE)


def test_each_row_but_those_of_whole_processes_is_a_case():
    assert set(rows.ROWS) - {"import", "cold"} == set(load("cases").CASES)


@pytest.mark.parametrize("name", ["httpx", "httpx_json", "esignkit"])
def test_what_needs_no_environment_makes_its_calls(name: str, server: str, forks: Forks, tmp_path: Path):
    command = [str(BENCHMARKS / "peer.py"), name, server]
    cold = forks.run([*command, "cold"], tmp_path, os.environ, tmp_path)
    assert cold.returncode == 0, cold.stderr
    done = forks.run(command, tmp_path, os.environ, tmp_path, "get 2\n")
    ready, seconds = done.stdout.split()
    assert ready == "ready", done.stderr
    assert float(seconds) > 0


def test_the_answers_of_all_services_are_as_long_as_a_package():
    lengths = {len(body) for (method, _), body in load("peer_answers").answers().items() if method == "GET"}
    assert lengths == {load("peer_answers").LENGTH}
    assert abs(len(load("payloads").nested()) - load("peer_answers").LENGTH) < 50


def test_what_cannot_be_installed_is_named_with_the_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def create(folder: Path, *, with_pip: bool) -> None:
        (folder / "bin").mkdir(parents=True)
        (folder / "bin" / "python").write_text("#!/bin/sh\necho 'ERROR: no such version' >&2; echo bye >&2; exit 1\n")
        (folder / "bin" / "python").chmod(0o700)

    monkeypatch.setattr("venv.create", create)
    monkeypatch.setattr(peers, "SDKS", (peers.Sdk("name", "package", "module"),))
    assert peers.environments(tmp_path) == ({}, {"package": {"reason": "not installed: no such version"}})


def test_what_does_not_work_is_named_with_the_reason(server: str):
    sdks = (peers.Sdk("httpx", "httpx", "httpx"), peers.Sdk("unknown", "unknown", "unknown"))
    found = peers.measured(dict.fromkeys((sdk.name for sdk in sdks), Path(sys.executable)), server, 1, sdks)
    assert found["unknown"]["reason"] == "does not work: KeyError: 'unknown'"
    assert set(found["httpx"]) == {"version", *peers.COLUMNS}
    assert found["httpx"]["get"]["median"] == 1


def test_a_run_writes_what_the_page_needs(tmp_path: Path):
    file = tmp_path / "figures.json"
    command = [sys.executable, str(BENCHMARKS / "run.py"), "--rounds", "1", "--only", "import", "--json", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    made = json.loads(file.read_text())
    for one in (file, FIGURES, PEERS):
        numbers: list[str] = []
        json.loads(one.read_text(), parse_float=numbers.append)
        assert [number for number in numbers if len(number.replace(".", "").lstrip("0")) > 6] == []
    assert set(made) == set(MADE)
    assert made["whole"] is False
    (row,) = made["rows"].values()
    assert set(row) == set(ROW)
    assert row["median"] > 0
    section = render.section({**made, "whole": True})
    assert "import esignkit" in section
    assert "| import |" not in section  # names are for programs
