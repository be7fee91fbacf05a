"""What callers' code infers, and what it must not get away with, as three type checkers see it.

`tests/typing` is right: no checker may find anything there. `tests/typing_errors` is wrong: every checker must find
something on each line that ends in `# error: …`, and nothing anywhere else. README, the docs and the examples are right
as well, as programs that people paste. Where a checker is not installed (it comes with the extra `lint`) its tests are
skipped, unless `ESIGNKIT_CHECKERS=all` says that it has to be there.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.docs.programs import write_programs

ROOT = Path(__file__).parents[1]
RIGHT = sorted((ROOT / "tests" / "typing").glob("*.py"))
UNTYPED = {"inbox_django.py"}  # Django has no types
EXAMPLES = sorted(path for path in (ROOT / "examples").glob("*.py") if path.name not in UNTYPED)
WRONG = sorted((ROOT / "tests" / "typing_errors").glob("*.py"))
Found = list[tuple[Path, int, str]]


def tool(name: str) -> str:
    beside = shutil.which(name, path=str(Path(sys.executable).parent))
    if beside is None and os.environ.get("ESIGNKIT_CHECKERS") == "all":
        pytest.fail(f"{name} is not installed")
    if beside is None:
        pytest.skip(f"{name} is not installed")
    return beside


def carried_out(*command: str) -> str:
    """What a checker printed, once it is sure that it ended with a verdict (0 nothing found, 1 something found)."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment["MYPYPATH"] = "src"  # this checkout is read, not an installed copy; the others find `src` by themselves
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=1700, check=False)
    assert done.returncode in (0, 1), done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


def mypy(files: list[Path]) -> Found:
    out = carried_out(tool("mypy"), "--output", "json", "--no-error-summary", *map(str, files))
    rows = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    return [(ROOT / row["file"], row["line"], row["message"]) for row in rows if row["severity"] == "error"]


def pyright(files: list[Path]) -> Found:
    out = carried_out(tool("pyright"), "--pythonpath", sys.executable, "--outputjson", *map(str, files))
    rows = json.loads(out)["generalDiagnostics"]
    kinds = {"error", "warning"}
    return [
        (Path(row["file"]), row["range"]["start"]["line"] + 1, row["message"])
        for row in rows
        if row["severity"] in kinds
    ]


def pyrefly(files: list[Path]) -> Found:
    command = [tool("pyrefly"), "check", "--output-format", "json", "--python-interpreter-path", sys.executable]
    rows = json.loads(carried_out(*command, *map(str, files)))["errors"]
    return [(ROOT / row["path"], row["line"], row["description"]) for row in rows]


pytestmark = pytest.mark.timeout(1800)  # the checkers want both processors for a minute, and may not get them
CHECKERS: list[Callable[[list[Path]], Found]] = [mypy, pyright, pyrefly]


@pytest.mark.parametrize("checker", CHECKERS, ids=lambda one: one.__name__)
def test_right_code_is_right(checker: Callable[[list[Path]], Found]):
    assert len(RIGHT) > 2
    assert not checker(RIGHT)


@pytest.mark.parametrize("checker", CHECKERS, ids=lambda one: one.__name__)
def test_misuse_is_refused_where_it_happens_and_nowhere_else(checker: Callable[[list[Path]], Found]):
    expected = {
        (path, number): text.partition("# error: ")[2]
        for path in WRONG
        for number, text in enumerate(path.read_text().splitlines(), 1)
        if "  # error: " in text
    }
    assert len(expected) > 40
    found = {(path, line): message for path, line, message in checker(WRONG)}
    assert not {key: why for key, why in expected.items() if key not in found}, "not seen"
    assert not {key: message for key, message in found.items() if key not in expected}, "seen where nothing is wrong"


@pytest.mark.parametrize("checker", CHECKERS[:2], ids=lambda one: one.__name__)
def test_readme_docs_and_examples_are_right(checker: Callable[[list[Path]], Found], tmp_path: Path):
    pages = write_programs(tmp_path)
    assert len(pages) > 100
    assert len(EXAMPLES) > 10
    assert not {(pages.get(path, path), line, message) for path, line, message in checker([*pages, *EXAMPLES])}


def test_readme_docs_and_examples_need_no_assert_and_no_cast(tmp_path: Path):
    needed = re.compile(r"^\s*assert .+ is not None|\bcast\(", re.MULTILINE)
    files = [*write_programs(tmp_path), *EXAMPLES]
    assert not {file.name: needed.findall(file.read_text()) for file in files if needed.search(file.read_text())}
