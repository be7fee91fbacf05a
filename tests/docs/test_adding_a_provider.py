"""The guide for a new provider, followed to the letter in an empty folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "ADDING_A_PROVIDER.md"
FILES = dict(re.findall(r"^`([\w/]+\.pyi?)`\n\n```python\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every file that the page prints, where it says."""
    folder = tmp_path_factory.mktemp("guide")
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return folder


def run_tests(where: Path, *arguments: str, **environment: str) -> str:
    """Run tests in a process of their own; return what was said in the end."""
    plain = ("-p", "no:cacheprovider", "-p", "no:hypothesispytest", "--assert=plain")
    command = [sys.executable, "-m", "pytest", "-q", *plain, *arguments]
    env = {**os.environ, **environment}
    ran = subprocess.run(command, cwd=where, env=env, capture_output=True, text=True, timeout=250, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout.splitlines()[-1]


def test_the_page_prints_all_that_it_names() -> None:
    assert len(FILES) >= 13
    assert {"acme/client.py", "acme/contracts.py", "acme_emulator.py", "test_acme.py"} <= set(FILES)


def test_what_the_page_builds_works(folder: Path) -> None:
    """Blocking, awaiting and planned calls, a paged list, a download, a lost answer, refusals, the environment."""
    assert run_tests(folder, "test_acme.py").startswith("7 passed in")


def test_what_the_page_builds_keeps_the_rules_of_the_house(folder: Path) -> None:
    said = run_tests(ROOT, "tests/test_house.py", ESIGNKIT_PROVIDER="acme", PYTHONPATH=str(folder))
    assert re.match(r"\d\d passed in", said), said


def test_type_checkers_find_nothing_in_it(folder: Path) -> None:
    pytest.importorskip("mypy")
    command = [sys.executable, "-m", "mypy", "--strict", "acme", "acme_emulator.py"]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=250, check=False)
    assert ran.returncode == 0, ran.stdout
