"""What the package says of itself, in pyproject and in the installed metadata, is complete and true."""

from __future__ import annotations

import ast
import datetime as dt
import re
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import metadata, requires
from pathlib import Path

import pytest

import esignkit
from esignkit.version import __version__
from tests.source import CHECKOUT, Imports

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
RUNTIME = {"httpx", "anyio", "h11", "attrs", "cattrs", "typing-extensions"}


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


@pytest.mark.parametrize("extra", ["orjson", "httpx2", "sandbox", "fonts", "thumbnails"])
def test_the_weight_of_each_extra_is_documented(extra: str):
    assert re.search(rf"`esignkit\[{extra}\]` \| \d+ \| \d+ MB \|", (ROOT / "docs" / "compatibility.md").read_text())


KINDS = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"]


def faults_of_a_changelog(text: str) -> list[str]:
    """What is wrong with a changelog, by the rules of Keep a Changelog."""
    faults = [] if re.match(r"# Changelog\n", text) else ["it does not begin with its title"]
    faults += [] if "keepachangelog.com" in text and "semver.org" in text else ["it does not name its rules"]
    head, *sections = re.split(r"^## ", text, flags=re.MULTILINE)
    faults += ["an entry before the first version"] if re.search(r"^(-|###) ", head, re.MULTILINE) else []
    versions, dates = [], []
    for number, section in enumerate(sections):
        title, _, body = section.partition("\n")
        found = re.fullmatch(r"\[(\d+)\.(\d+)\.(\d+)\] - (\d{4}-\d\d-\d\d)(?: \[YANKED\])?", title)
        if found:
            versions.append(tuple(map(int, found.groups()[:3])))
            dates.append(dt.date.fromisoformat(found[4]))
        elif title != "[Unreleased]" or number:
            faults.append(f"a heading that is neither [Unreleased], first, nor a version with its date: {title}")
        before, *kinds = re.split(r"^### ", body, flags=re.MULTILINE)
        names = [kind.partition("\n")[0] for kind in kinds]
        faults += [f"{title}: {name} is no kind of change" for name in names if name not in KINDS]
        if names != sorted(set(names), key=lambda name: KINDS.index(name) if name in KINDS else -1):
            faults.append(f"{title}: kinds are not in their order, each once")
        entries = [kind.partition("\n")[2] for kind in kinds]
        faults += [f"{title}: a kind without an entry" for one in entries if not re.search(r"^- \S", one, re.MULTILINE)]
        if before.strip():
            faults.append(f"{title}: an entry of no kind")
        lines = [line for one in entries for line in one.splitlines() if line.strip()]
        faults += [
            f"{title}: neither an entry nor its continuation: {x}" for x in lines if not re.match(r"- |  \S|\[", x)
        ]
    faults += [] if versions == sorted(set(versions), reverse=True) else ["versions are not newest first, each once"]
    faults += [] if dates == sorted(dates, reverse=True) else ["dates are not newest first"]
    return faults


def test_the_changelog_keeps_its_form():
    text = (ROOT / "CHANGELOG.md").read_text()
    assert not faults_of_a_changelog(text)
    released = re.findall(r"^## \[(\d+\.\d+\.\d+)\]", text, re.MULTILINE)
    assert not released or released[0] == PROJECT["version"]
    assert released or "## [Unreleased]" in text


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ("## [0.1.0]\n\n### Added\n\n- One.\n", "a heading that is neither"),
        ("## [0.1.0] - 2026-13-01x\n\n### Added\n\n- One.\n", "a heading that is neither"),
        ("## [0.1.0] - 2026-01-01\n\n### Added\n\n- One.\n\n## [Unreleased]\n", "a heading that is neither"),
        ("## [Unreleased]\n\n### New\n\n- One.\n", "New is no kind"),
        ("## [Unreleased]\n\n### Fixed\n\n- One.\n\n### Added\n\n- One.\n", "not in their order"),
        ("## [Unreleased]\n\n### Added\n\n### Fixed\n\n- One.\n", "a kind without an entry"),
        ("## [Unreleased]\n\n- One.\n", "an entry of no kind"),
        ("## [0.1.0] - 2026-01-01\n\n## [0.2.0] - 2026-02-01\n", "versions are not newest first"),
    ],
)
def test_a_changelog_out_of_form_is_noticed(wrong: str, fault: str):
    head = "# Changelog\n\nIn the form of keepachangelog.com, versions as semver.org has them.\n\n"
    assert not faults_of_a_changelog(head + "## [Unreleased]\n\n### Added\n\n- One,\n  two.\n")
    assert any(fault in one for one in faults_of_a_changelog(head + wrong))


def imported(nodes: Iterable[ast.Import | ast.ImportFrom]) -> set[str]:
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif not node.level:
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
    "opentelemetry": "opentelemetry-api",
}


def test_nothing_is_imported_that_is_not_declared(imports: Imports):
    sandbox = {name_of(one) for one in EXTRAS["sandbox"]}
    optional = {"orjson", "httpx2"}
    undeclared = []
    for path, nodes in imports.items():
        where = path.relative_to(CHECKOUT)
        allowed = RUNTIME | optional
        if where.parts[0] in ("sandbox", "demo"):
            allowed |= sandbox
        if where.parts[0] == "cli":  # it asks a keyring and reads workbooks where there is what that needs
            allowed |= {name_of(one) for one in EXTRAS["cli"]} | sandbox | {"keyring", "openpyxl"}
        if where.name == "otel.py":
            allowed |= {name_of(one) for one in EXTRAS["otel"]}
        if where.parts[0] == "testing":
            allowed |= {"pytest"}
        undeclared += [f"{where}: {one}" for one in imported(nodes) if MODULES.get(one, one) not in allowed]
    assert not undeclared
