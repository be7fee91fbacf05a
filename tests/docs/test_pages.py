"""The pages are complete: every call, every public name, every page in the navigation; and they speak of the project."""

from __future__ import annotations

import importlib
import re
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from esignkit.core.endpoint import PLANNER
from tests.docs.hooks import hook, shown
from tests.operations import Service
from tests.services import SERVICES
from tests.tables import in_one_test

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
OPERATIONS = hook("operation_table")
CLIENTS = OPERATIONS.CLIENTS
PLANNED = SimpleNamespace(_runner=PLANNER)
DIRECTIVE = re.compile(r"^::: (?P<name>[\w.]+)\n(?P<options>(?:    .*\n?)*)", re.MULTILINE)
MEMBERS = re.compile(r"members: \[(.*?)\]")


def calls(service: str) -> dict[str, str]:
    """The requests of a service's calls, by `resource.call`, as its page writes them."""
    return {f"{resource}.{name}": OPERATIONS.request_of(build) for resource, name, build in OPERATIONS.calls(service)}


def rows_of(service: str) -> dict[str, list[str]]:
    """The rows of a service's page of operations, by `resource.call`."""
    text = shown(f"reference/{service}/operations.md").partition("## Only in version 3")[0]
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if match := OPERATIONS.CALL.match(line):
            found.setdefault(match[1], []).append(line)
    return found


@pytest.mark.parametrize("service", SERVICES.values(), ids=str)
def test_every_call_is_on_its_page_of_operations_with_its_request(service: Service):
    name = service.name.lower()
    rows, found = rows_of(name), calls(name)
    assert len(found) > 10
    assert set(rows) == set(found) == set(service.endpoints), f"groups of calls in reference/{name}/operations.md"
    assert not [call for call, several in rows.items() if len(several) != 1]
    for call, request_line in found.items():
        made_of_others = (name, call) == ("esignlive", "sessions.start")  # its two calls have rows of their own
        assert made_of_others or f"`{request_line}`" in rows[call][0], rows[call]


@pytest.mark.parametrize("service", SERVICES.values(), ids=str)
def test_the_pages_of_operations_say_of_each_call_whether_it_is_repeated(service: Service):
    rows = rows_of(service.name.lower())
    for row in service.rows:
        operation, (line,) = service.operation(row), rows[row.name]
        said = line.rpartition(" | ")[2]
        assert operation.repeat.value in said or said == "as they are |", line
        assert re.search(rf"`{operation.method}\b", line) or said == "as they are |", line


def directives() -> dict[str, list[str] | None]:
    """What the reference shows: a module or object, and which of its members (None: all)."""
    found: dict[str, list[str] | None] = {}
    for page in sorted((DOCS / "reference").rglob("*.md")):
        for match in DIRECTIVE.finditer(page.read_text()):
            members = MEMBERS.search(match["options"])
            found[match["name"]] = [name.strip() for name in members[1].split(",")] if members else None
    return found


def documented() -> dict[str, list[object]]:
    """Every object that the reference shows, by name."""
    shown: dict[str, list[object]] = {}
    for name, members in directives().items():
        home, _, last = name.rpartition(".")
        try:
            module = importlib.import_module(name)
        except ModuleNotFoundError:
            shown.setdefault(last, []).append(getattr(importlib.import_module(home), last))
            continue
        for member in members or [one for one in vars(module) if not one.startswith("_")]:
            shown.setdefault(member, []).append(getattr(module, member))
    return shown


def public() -> list[tuple[str, str]]:
    packages = ["esignkit", *(f"esignkit.{service}" for service in CLIENTS)]
    packages += [f"esignkit.{name}" for name in ("sandbox", "types", "webhook_relays")]
    return [
        (package, name)
        for package in (*packages, "esignkit.errors")
        for name in importlib.import_module(package).__all__
        if not name.startswith("__")
    ]


def test_every_public_name_is_in_the_reference():
    shown = documented()
    missing = [
        f"{package}.{name}"
        for package, name in public()
        if not any(getattr(importlib.import_module(package), name) is one for one in shown.get(name, ()))
    ]
    assert not missing


def test_every_page_is_in_the_navigation():
    nav = (ROOT / "mkdocs.yml").read_text().partition("\nnav:")[2].partition("\nmarkdown_extensions:")[0]
    named = re.findall(r"([\w/-]+\.md)$", nav, re.MULTILINE)
    assert sorted(named) == sorted(str(page.relative_to(DOCS)) for page in PAGES)


@in_one_test("page", [*PAGES, ROOT / "README.md"], ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_names_no_place_outside_the_project(page: Path):
    text = page.read_text()
    assert not re.search(r"(?<![\w.:/])/(?:home|root|tmp|var|opt)/", text)
    prose = re.sub(r"^ *```.*?^ *```$", "", text, flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", prose):
        assert (page.parent / target).exists(), f"{page.name} links to {target}, which is not there"


SHOWN = [
    *("__init__.py", "esignlive/__init__.py", "esignlive/packages.py", "esignlive/documents.py"),
    *("sandbox/__init__.py", "sandbox/sandbox.py"),
]


def test_the_reference_shows_what_a_caller_gets(tmp_path: Path):
    griffe = pytest.importorskip("griffe", reason="the docs extra is not installed")
    extensions = griffe.load_extensions(str(DOCS / "_ext" / "modes.py"))
    for name in SHOWN:  # these alone: reading the whole package takes longer than the rest of this file
        place = tmp_path / "esignkit" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "src" / "esignkit" / name, place)
    loaded = griffe.load("esignkit", search_paths=[tmp_path], extensions=extensions)
    packages = loaded["esignlive.packages.Packages"]
    assert str(packages["get"].returns) == "Package"
    assert str(packages["list"].returns) == "Items[Package]"
    assert packages["get"].labels == {"await it on the async client"}
    assert str(loaded["esignlive.documents.Documents.download"].returns) == "Download"
    assert str(loaded["esignlive.packages.Packages.plan"].annotation) == "Packages[Plan]"
    assert "**HTTP** `GET /packages/{packageId}`" in packages["get"].docstring.value
    assert [one.name for one in loaded["sandbox.sandbox.Sandbox"].parameters][1:] == [
        "port",
        "data",
        "seed",
        "clock",
        "emulators",
        "ports",
        "strict",
        "document_seconds",
    ]
