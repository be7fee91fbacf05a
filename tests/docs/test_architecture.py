"""The architecture page is true: its diagram, its table, import-linter's contracts and the code say the same."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable
from importlib.util import resolve_name
from itertools import product
from pathlib import Path

import pytest

from tests.source import CHECKOUT as PACKAGE
from tests.source import Imports

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text()
FACADE = {"__init__", "__main__", "lazy"}  # what names are taken from and how, and what `python -m` starts
STUB = ast.parse((PACKAGE / "__init__.pyi").read_text())
HOMES = {alias.name: node.module for node in STUB.body if isinstance(node, ast.ImportFrom) for alias in node.names}
UNITS = {
    one.stem for one in PACKAGE.iterdir() if one.suffix == ".py" or (one.is_dir() and (one / "__init__.py").exists())
} - FACADE


def diagram() -> list[list[str]]:
    """The lines of the diagram, highest first: the modules that each begins with."""
    (drawing,) = re.findall(r"^## Layers\n+```text\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    layers = []
    for line in drawing.splitlines():
        names = []
        for word in re.split(r"  +", line):
            if not re.fullmatch(r"[a-z]\w*", word):
                break
            names.append(word)
        layers.append(names)
    return layers


def table() -> dict[str, set[str]]:
    """What each module may import, as the page says it."""
    (rows,) = re.findall(r"^\| Module \| May import \|\n\| --- \| --- \|\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    allowed: dict[str, set[str]] = {}
    for row in rows.splitlines():
        left, right = row.strip("| ").split(" | ")
        who = re.findall(r"`(\w+)`", left)
        named = set(re.findall(r"`(\w+)`", right))
        if not named:
            named = {"everything": set(UNITS), "nothing": set[str](), "each other": set(who)}[right]
        for one in who:
            assert one not in allowed, f"{one} has two rows"
            allowed[one] = named - {one}
    return allowed


def imported_names(path: Path, nodes: Iterable[ast.Import | ast.ImportFrom]) -> set[str]:
    """Every module of the package that a file imports, wherever in the file; `from esignkit import X` is X's home."""
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        else:
            around = ".".join(("esignkit", *path.relative_to(PACKAGE).parent.parts))
            home = resolve_name("." * node.level + (node.module or ""), around)
            found.update([home] if home != "esignkit" else [f"esignkit.{alias.name}" for alias in node.names])
    return {name for name in found if name.startswith("esignkit.")}


def unit_of(name: str) -> str:
    first = name.split(".")[1]
    return first if first in UNITS | FACADE else HOMES[first].split(".")[1]


def pairs(imports: Imports) -> dict[tuple[str, str], Path]:
    """Who imports whom, with a file that does."""
    found = {}
    for path, nodes in imports.items():
        where = path.relative_to(PACKAGE)
        importer = where.parts[0].partition(".")[0]
        if importer not in FACADE:
            found.update({(importer, unit_of(name)): where for name in imported_names(path, nodes)})
    return {(one, other): where for (one, other), where in found.items() if one != other and other not in FACADE}


def contracts() -> set[tuple[str, str]]:
    """The pairs that import-linter refuses."""
    refused = set()
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]:
        if contract["type"] == "independence":
            pairs = product(contract["modules"], repeat=2)
        else:
            pairs = product(contract["source_modules"], contract["forbidden_modules"])
        for one, other in pairs:
            if one.startswith("esignkit.") and other.startswith("esignkit.") and one != other:
                refused.add((one.removeprefix("esignkit."), other.removeprefix("esignkit.")))
    return refused


def test_the_diagram_and_the_table_name_every_module_once():
    drawn = [name for layer in diagram() for name in layer]
    assert sorted(drawn) == sorted(UNITS)
    assert set(table()) == UNITS
    assert set().union(*table().values()) <= UNITS


def test_who_may_import_whom_goes_down_in_the_diagram():
    height = {name: -number for number, layer in enumerate(diagram()) for name in layer}
    common = set(diagram()[-1]) | set(diagram()[-2])  # the two lowest know each other
    up = [
        (one, other)
        for one, others in table().items()
        for other in others
        if height[other] > height[one] and not {one, other} <= common
    ]
    assert not up


def test_the_code_imports_what_the_table_allows(imports: Imports):
    allowed = table()
    found = pairs(imports)
    assert len(found) > 20
    assert not {pair: str(where) for pair, where in found.items() if pair[1] not in allowed[pair[0]]}


def test_import_linter_refuses_exactly_what_the_table_does_not_allow():
    allowed = table()
    wanted = {(one, other) for one, other in product(UNITS, repeat=2) if one != other and other not in allowed[one]}
    assert contracts() == wanted


@pytest.mark.parametrize(
    ("module", "words"),
    [("core", "no httpx"), ("runners", "httpx is used only here"), ("sandbox", "not the client code")],
)
def test_what_the_diagram_says_of_a_layer_is_in_its_line(module: str, words: str):
    (line,) = [one for one in PAGE.partition("## Layers")[2].splitlines() if re.match(rf"(?:\w+  )*{module}  ", one)]
    assert words in line
