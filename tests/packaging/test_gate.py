"""What continuous integration does, a contributor can do: nox has a session for it, and pre-commit the quick part."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOX = (ROOT / "noxfile.py").read_text()
GATE = ROOT / ".ci" / "run"
HOOKS = ROOT / ".pre-commit-config.yaml"
# What the gate calls, and the call in the noxfile that does the same. A tool that appears in the gate is looked up here.
SAME = {
    "ruff format --check": '"ruff", "format", "--check"',
    "ruff check": '"ruff", "check"',
    "lint-imports": '"lint-imports"',
    "mypy": '"mypy")',
    "mypy --strict examples": '"mypy", "--strict", "examples"',
    "pyright": '"pyright")',
    "pyright --verifytypes": '"pyright", "--verifytypes"',
    "mkdocs build --strict": '"mkdocs", "build", "--strict"',
    "-m build": '"build", "--outdir"',
    "twine check": '"twine", "check"',
    "ESIGNKIT_MATRIX=full": '"ESIGNKIT_MATRIX": "full"',
    "ESIGNKIT_TRIALS=sample": '"ESIGNKIT_TRIALS": "sample"',
    "test_types.py": "tests/test_types.py",
    "esignkit demo": '"esignkit", "demo"',
    "-m tests.postgres": '"-m", "tests.postgres"',
}


def sessions() -> dict[str, list[str]]:
    """The sessions of the noxfile, each with the Pythons it names."""
    found = {}
    for node in ast.parse(NOX).body:
        for decorator in getattr(node, "decorator_list", []):
            if not ast.unparse(decorator).startswith("nox.session"):
                continue
            arguments = decorator.keywords if isinstance(decorator, ast.Call) else []
            pythons = [ast.literal_eval(one.value) for one in arguments if one.arg == "python"]
            found[node.name] = pythons[0] if pythons and isinstance(pythons[0], list) else []
    return found


LONG = {
    "reliability",
    "inbox",
    "durable",
    "soak",
    "fuzz",
    "mutation",
    "benchmarks",
}  # minutes to hours, or measures only


def test_ci_runs_sessions_that_there_are_and_every_one_that_judges():
    (gate,) = re.findall(r"^GATE = (\[.*?\])$", NOX, re.MULTILINE | re.DOTALL)
    named = ast.literal_eval(gate)
    there = {
        f"{name}-{python}" if python else name for name, pythons in sessions().items() for python in pythons or [""]
    }
    assert set(named) == there - {"ci", *LONG}
    assert len(named) == len(set(named))


def test_the_session_of_the_promises_runs_each_test_of_one():
    (alone,) = re.findall(r"^    alone = (\[.*?\])$", NOX, re.MULTILINE)
    files = {f"tests/runners/test_{one}.py" for one in ast.literal_eval(alone)}
    tests = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in ROOT.glob("tests/**/test_*.py")}
    promising = {
        name for name, text in tests.items() if re.search(r"^ *(?:async )?def test_promise_", text, re.MULTILINE)
    }
    elsewhere = {name for name in promising if not name.startswith("tests/reliability/")}
    assert elsewhere
    assert sorted(elsewhere - files) == []


def test_every_session_is_in_the_contributors_table():
    rows = re.findall(r"^\| `nox -s (\w+)` \|", (ROOT / "CONTRIBUTING.md").read_text(), re.MULTILINE)
    assert sorted(rows) == sorted(sessions())


@pytest.mark.skipif(not GATE.exists(), reason="the gate is not in the sdist")
def test_what_the_gate_calls_a_session_calls_too():
    text = GATE.read_text().replace('$tools/"', "").replace('"', "")
    called = [gate for gate in SAME if gate in text]
    assert len(called) > 8
    assert not [gate for gate in called if SAME[gate] not in NOX]
    known = " ".join((*SAME, "nox"))
    tools = set(re.findall(r"\$tools/([\w-]+)", text)) | set(re.findall(r"-m (\w+)", text)) - {
        "pip",
        "pytest",
        "venv",
        "nox",
    }
    assert not [one for one in tools if one not in known], "a tool of the gate that this test does not know"


@pytest.mark.skipif(not HOOKS.exists(), reason="the hooks are not in the sdist")
def test_every_hook_runs_what_the_extra_dev_installs():
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    installed = {re.match(r"[\w-]+", one)[0] for extra in ("test", "lint", "docs", "dev") for one in extras[extra]}
    installed |= {"lint-imports"} if "import-linter" in installed else set()
    entries = re.findall(r"^ +entry: (.+)$", HOOKS.read_text(), re.MULTILINE)
    assert len(entries) > 5
    for entry in entries:
        words = [word for word in entry.split() if word != "env" and "=" not in word]
        tool = words[2] if words[:2] == ["python", "-m"] else words[0]
        assert tool in installed, entry
        for path in re.findall(r"\btests/[\w/.]+", entry):
            assert (ROOT / path).exists(), entry


@pytest.mark.skipif(not HOOKS.exists(), reason="the hooks are not in the sdist")
def test_the_patterns_of_the_hooks_match_files_that_there_are():
    patterns = re.findall(r"^ +files: (.+)$", HOOKS.read_text(), re.MULTILINE)
    assert patterns
    folders = ("src", "tests", "docs", "examples")
    files = [str(one.relative_to(ROOT)) for folder in folders for one in (ROOT / folder).rglob("*") if one.is_file()]
    files += [one.name for one in ROOT.iterdir() if one.is_file()]
    for pattern in patterns:
        assert any(re.search(pattern, one) for one in files), pattern
