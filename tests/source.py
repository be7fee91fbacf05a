"""What the source says of its calls: read from the syntax, so that a call no test makes is seen, too."""

from __future__ import annotations

import ast
import functools
import gc
import importlib.util
import os
import pathlib
import pickle
import re
from collections.abc import Iterator

import pytest

import esignkit
from tests.shared import made_once

PACKAGE = pathlib.Path(esignkit.__file__).parent
CHECKOUT = pathlib.Path(__file__).parents[1] / "src" / "esignkit"
GUEST = os.environ.get("ESIGNKIT_PROVIDER")
"""A provider package that lies elsewhere: the rules of the house are looked at for it, in place of our own."""
PROVIDERS = (
    {GUEST: GUEST} if GUEST else {name: f"esignkit.{name}" for name in ("constellation1", "ignisign", "esignlive")}
)
"""Providers, and the packages they are in."""
Imports = dict[pathlib.Path, tuple[ast.Import | ast.ImportFrom, ...]]
_NAME = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


def folder_of(package: str) -> pathlib.Path:
    """Return where a package lies."""
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return pathlib.Path(spec.submodule_search_locations[0])


@functools.cache
def tree_of(path: pathlib.Path) -> ast.Module:
    """Return a module's syntax tree; it is parsed once for all rules.

    The garbage collector does not walk it meanwhile, which would take as long again, nor later: the trees of the whole
    package would add 0.3 s to each full collection.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        tree = ast.parse(path.read_text("utf-8"))
    finally:
        if was_enabled:
            gc.enable()
    gc.freeze()
    return tree


def nodes_in(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield all nodes of a syntax tree as `ast.walk` does, in another order and in half the time."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for value in vars(node).values():
            if isinstance(value, ast.AST):
                waiting.append(value)
            elif isinstance(value, list):
                waiting.extend(one for one in value if isinstance(one, ast.AST))


@functools.cache
def nodes_of(path: pathlib.Path) -> tuple[ast.AST, ...]:
    """Return all nodes of a module's syntax tree; it is walked once for all rules."""
    return tuple(nodes_in(tree_of(path)))


@functools.cache
def imports_of(path: pathlib.Path) -> tuple[ast.Import | ast.ImportFrom, ...]:
    """Return all imports of a module, wherever in it."""
    return tuple(node for node in nodes_in(tree_of(path)) if isinstance(node, ast.Import | ast.ImportFrom))


@pytest.fixture(scope="session")
def imports(tmp_path_factory: pytest.TempPathFactory) -> Imports:
    """The imports of each module and stub of this checkout; one worker parses them for all."""

    def find(folder: pathlib.Path) -> None:
        files = (*CHECKOUT.rglob("*.py"), *CHECKOUT.rglob("*.pyi"))
        (folder / "imports").write_bytes(pickle.dumps({path: imports_of(path) for path in files}))

    imports: Imports = pickle.loads((made_once(tmp_path_factory, "imports", find) / "imports").read_bytes())
    return imports


def _calls(provider: str) -> Iterator[tuple[str, ast.Call]]:
    """Yield each call whose first argument is the name of an operation: the class's own, and those of helpers."""
    for path in folder_of(PROVIDERS[provider]).rglob("*.py"):
        for node in nodes_of(path):
            first = node.args[0] if isinstance(node, ast.Call) and node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str) and _NAME.fullmatch(first.value):
                assert isinstance(node, ast.Call)
                yield first.value, node


@functools.cache
def operation_names(provider: str) -> set[str]:
    """Return the names of all operations of a service."""
    return {name for name, _ in _calls(provider)}


def reconciled(provider: str) -> set[str]:
    """Return the names of the operations that say in their constructor how to find out what became of them."""
    return {name for name, call in _calls(provider) if any(keyword.arg == "if_lost" for keyword in call.keywords)}
