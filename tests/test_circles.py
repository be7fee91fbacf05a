"""No module imports itself through others: not at the top, not in a function, not for type checkers, not in a stub."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from importlib.util import resolve_name
from pathlib import Path

import pytest

from tests.source import CHECKOUT as SOURCE
from tests.source import nodes_in


def dotted(path: Path) -> str:
    names = ("esignkit", *path.relative_to(SOURCE).with_suffix("").parts)
    return ".".join(names[:-1] if names[-1] == "__init__" else names)


Imports = Iterable[ast.Import | ast.ImportFrom]


def imported(nodes: Imports, package: str) -> Iterator[str]:
    """Every dotted name that a module imports, wherever in it; of `from a import b` that is `a.b`."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        else:
            home = resolve_name("." * node.level + (node.module or ""), package)
            yield from (f"{home}.{alias.name}" for alias in node.names)


def imports_in(text: str) -> Imports:
    return [node for node in nodes_in(ast.parse(text)) if isinstance(node, ast.Import | ast.ImportFrom)]


def graph(files: Mapping[Path, Imports]) -> dict[str, set[str]]:
    """Who imports whom; a package is its `__init__.py` and its stub together."""
    arrows: dict[str, set[str]] = {dotted(path): set() for path in files}
    for path, nodes in files.items():
        module = dotted(path)
        package = module if path.stem == "__init__" else module.rpartition(".")[0]
        for wanted in imported(nodes, package):
            home = wanted if wanted in arrows else wanted.rpartition(".")[0]  # a module, or a name in one
            if home in arrows and home != module:
                arrows[module].add(home)
    return arrows


def circles(arrows: dict[str, set[str]]) -> list[str]:
    """The shortest way round for each module that imports itself through others, each circle once."""
    found: dict[frozenset[str], str] = {}
    for start in arrows:
        ways = [[start]]
        seen = set()
        while ways:
            way = ways.pop(0)
            for following in sorted(arrows[way[-1]]):
                if following == start:
                    found.setdefault(frozenset(way), " → ".join((*way, start)))
                    ways.clear()
                    break
                if following not in seen:
                    seen.add(following)
                    ways.append([*way, following])
    return sorted(found.values(), key=len)


def test_no_module_imports_itself_through_others(imports: Mapping[Path, Imports]):
    arrows = graph(imports)
    assert len(arrows) > 300
    assert sum(map(len, arrows.values())) > 2000
    assert not circles(arrows), "\n".join(circles(arrows))


@pytest.mark.parametrize(
    "back",
    [
        "import esignkit.a",
        "from esignkit import a",
        "from esignkit.a import thing",
        "from . import a",
        "from .a import thing",
        "def f():\n    from esignkit.a import thing",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from esignkit.a import thing",
    ],
)
def test_every_way_of_importing_counts(back: str):
    files = {SOURCE / "a.py": "from esignkit import b", SOURCE / "b.py": "import esignkit.c", SOURCE / "c.py": back}
    assert circles(graph({path: imports_in(text) for path, text in files.items()})) == [
        "esignkit.a → esignkit.b → esignkit.c → esignkit.a"
    ]


def test_a_stub_counts_as_its_package():
    files = {
        SOURCE / "p" / "__init__.py": "",
        SOURCE / "p" / "__init__.pyi": "from esignkit.p.m import X as X",
        SOURCE / "p" / "m.py": "from esignkit.p import X",
    }
    assert circles(graph({path: imports_in(text) for path, text in files.items()})) == [
        "esignkit.p → esignkit.p.m → esignkit.p"
    ]


def test_what_goes_down_only_is_no_circle():
    files = {
        SOURCE / "a.py": "from esignkit import b, c",
        SOURCE / "b.py": "from esignkit import c",
        SOURCE / "c.py": "",
    }
    assert circles(graph({path: imports_in(text) for path, text in files.items()})) == []
