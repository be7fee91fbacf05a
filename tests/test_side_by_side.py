"""Tests that run side by side: in a run of their own, where they meet."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = """
import pytest
from tests.side_by_side import SideBySide

def pytest_configure(config):
    config.addinivalue_line("markers", "side_by_side: .")
    config.pluginmanager.register(SideBySide())
"""

TESTS = """
import threading
import pytest

side_by_side = pytest.mark.side_by_side
meeting, running = threading.Barrier(3, timeout=60), []

@pytest.fixture(scope="module", params=["a", "b"])
def shared(request):
    return [request.param]

@pytest.fixture(params=[1, 2, 3])
def number(request):
    return request.param

@pytest.fixture
def made(number, shared, tmp_path):
    tmp_path.joinpath("own").mkdir()
    running.append(number)
    yield shared[0], number
    running.remove(number)

@side_by_side
def test_they_meet(made, shared):
    assert made[0] == shared[0]
    meeting.wait()

@side_by_side
@pytest.mark.parametrize("fails", [False, True])
def test_each_ends_as_it_does(fails):
    assert not fails, "as it was told"

@side_by_side
def test_some_are_skipped():
    pytest.skip("as it was told")

@side_by_side
def test_what_changes_the_process_is_not_for_them(monkeypatch):
    pass

def test_nothing_runs_meanwhile():
    assert running == []

@side_by_side
@pytest.mark.parametrize("n", range(2))
def test_alone(n):
    running.append(n)
    assert running == [n]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "test_them.py").write_text(TESTS)
    return folder


def outcomes(folder: Path, *arguments: str) -> tuple[dict[str, str], str]:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-rA", "-q", "--rootdir=.", "-p", "no:cacheprovider", *arguments],
        cwd=folder, capture_output=True, text=True, env={"PYTHONPATH": str(Path(__file__).parents[1])}, timeout=120,
    )  # fmt: skip
    found = re.findall(r"^(PASSED|FAILED|ERROR) test_them\.py::(\S+)", done.stdout, re.MULTILINE)
    return {name: kind for kind, name in found}, done.stdout


def test_each_is_reported_as_ever(folder: Path) -> None:
    found, text = outcomes(folder, "--deselect=test_them.py::test_alone")
    fails = {"test_each_ends_as_it_does[True]", "test_what_changes_the_process_is_not_for_them"}
    assert {name for name, kind in found.items() if kind != "PASSED"} == fails, text
    assert len(found) == 10, text
    assert "1 skipped" in text
    assert "AssertionError: as it was told" in text
    assert "TypeError: monkeypatch changes the whole process" in text


def test_none_begins_that_was_not_chosen(folder: Path) -> None:
    found, text = outcomes(folder, "test_them.py::test_alone[1]")
    assert found == {"test_alone[1]": "PASSED"}, text
