"""What the package says of itself, in pyproject and in the installed metadata, is complete and true."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import metadata, requires
from pathlib import Path

import pytest

import esignkit
from esignkit.version import __version__

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
RUNTIME = {"httpx", "anyio", "attrs", "cattrs", "typing-extensions"}


def name_of(requirement: str) -> str:
    return re.match(r"[\w.-]+", requirement)[0].lower()


def test_one_version_everywhere():
    assert esignkit.__version__ == __version__ == PROJECT["version"] == metadata("esignkit")["Version"]


def test_there_are_few_runtime_dependencies_and_each_has_a_floor():
    assert {name_of(one) for one in PROJECT["dependencies"]} == RUNTIME
    wanted = [one for one in PROJECT["dependencies"] + EXTRAS["sandbox"] if ">=" not in one]
    assert not wanted
    installed = {name_of(one) for one in requires("esignkit") or [] if "extra ==" not in one}
    assert installed == RUNTIME


def test_the_metadata_says_what_an_index_shows():
    told = metadata("esignkit")
    assert told["Summary"]
    assert told["Requires-Python"] == PROJECT["requires-python"] == ">=3.11"
    assert told["License-Expression"] == "MIT"
    classifiers = told.get_all("Classifier")
    assert "Typing :: Typed" in classifiers
    assert not any(one.startswith("License ::") for one in classifiers)
    assert (ROOT / PROJECT["readme"]).is_file()


def test_every_python_that_is_promised_is_a_nox_session():
    promised = {one.rpartition(" ")[2] for one in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", one)}
    sessions = re.search(r"session\(python=(\[[^\]]*\])\)", (ROOT / "noxfile.py").read_text())
    assert promised == set(ast.literal_eval(sessions[1])) == {"3.11", "3.12", "3.13"}


def test_the_lowest_versions_are_those_that_the_documentation_names():
    page = (ROOT / "docs" / "compatibility.md").read_text()
    for one in PROJECT["dependencies"]:
        name, floor = re.match(r"([\w-]+)>=([\d.]+)", one).groups()
        assert f"| {name} | {floor} |" in page


@pytest.mark.parametrize("extra", ["orjson", "httpx2", "sandbox", "thumbnails"])
def test_the_weight_of_each_extra_is_documented(extra: str):
    assert re.search(rf"`esignkit\[{extra}\]` \| \d+ \| \d+ MB \|", (ROOT / "docs" / "compatibility.md").read_text())


def test_the_changelog_keeps_its_form():
    text = (ROOT / "CHANGELOG.md").read_text()
    assert "keepachangelog.com" in text
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert headings
    for heading in headings:
        assert re.fullmatch(r"\[Unreleased\]|\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", heading)
    kinds = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert set(re.findall(r"^### (.+)$", text, re.MULTILINE)) <= kinds


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").partition(".")[0])
    return found - set(sys.stdlib_module_names) - {"esignkit"}


MODULES = {
    "attr": "attrs",
    "attrs": "attrs",
    "python_multipart": "python-multipart",
    "typing_extensions": "typing-extensions",
    "pyhanko_certvalidator": "pyhanko",
    "asn1crypto": "pyhanko",
    "httpcore": "httpx",
    "certifi": "httpx",
    "idna": "httpx",
}


def test_nothing_is_imported_that_is_not_declared():
    package = ROOT / "src" / "esignkit"
    sandbox = {name_of(one) for one in EXTRAS["sandbox"]}
    optional = {"orjson", "httpx2"}
    undeclared = []
    for path in package.rglob("*.py"):
        where = path.relative_to(package)
        allowed = RUNTIME | optional
        if where.parts[0] in ("sandbox", "demo"):
            allowed |= sandbox
        if where.name == "testing.py":
            allowed |= {"pytest"}
        undeclared += [f"{where}: {one}" for one in imported(path) if MODULES.get(one, one) not in allowed]
    assert not undeclared
