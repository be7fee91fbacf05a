"""Private attributes of other libraries are touched in one module only, which says what for and what is done without."""

from __future__ import annotations

import ast
import pathlib
from collections.abc import Iterator

import pytest

import esignkit

PACKAGE = pathlib.Path(esignkit.__file__).parent
ALLOWED = PACKAGE / "sandbox" / "pdf" / "pyhanko_private.py"
TREES = {path: ast.parse(path.read_text("utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}
ENUM_PROTOCOL = {"_name_", "_value_", "_missing_"}  # documented for classes that derive from Enum


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def defined(tree: ast.Module) -> Iterator[str]:
    """The private names that a module gives to attributes of its own classes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            if isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"):
                yield node.attr
        elif isinstance(node, ast.ClassDef):
            for statement in node.body:
                if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield statement.name
                targets = (
                    statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
                )
                for target in targets:
                    if isinstance(target, ast.Name):
                        yield target.id
                        if target.id == "__slots__" and isinstance(statement, ast.Assign):
                            yield from ast.literal_eval(statement.value)


OWN = {name for tree in TREES.values() for name in defined(tree)} | ENUM_PROTOCOL


def foreign(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """The private names that a module uses and that no class of the package has, with their lines."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Attribute):
            names = [node.attr]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("getattr", "setattr", "hasattr", "delattr"):
            names = [str(node.args[1].value)] if isinstance(node.args[1], ast.Constant) else []
        yield from ((name, node.lineno) for name in names if is_private(name) and name not in OWN)
        yield from ((name, node.lineno) for name in imported(node) if is_private(name))


def imported(node: ast.AST) -> list[str]:
    """The names in an import from outside the package, modules taken apart."""
    if isinstance(node, ast.Import):
        return [part for name in node.names for part in name.name.split(".")]
    if isinstance(node, ast.ImportFrom) and not node.level and not (node.module or "").startswith("esignkit"):
        return [*(node.module or "").split("."), *(name.name for name in node.names)]
    return []


@pytest.mark.parametrize("path", TREES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_other_module_touches_a_private_attribute_of_another_library(path):
    assert path == ALLOWED or not list(foreign(TREES[path]))


def test_the_one_module_says_what_it_uses():
    names = {name for name, _ in foreign(TREES[ALLOWED])}
    assert names == {"_update_meta"}
    assert all(f"`{name}`" in (ast.get_docstring(TREES[ALLOWED]) or "") for name in names)


@pytest.mark.parametrize(
    "code",
    [
        "client._transport_for_url(url)",
        "writer._update_meta = nothing",
        "getattr(client, '_transport')",
        "setattr(client, '_transport', None)",
        "from httpx._client import Client",
        "from httpx import _client",
        "import httpcore._sync.connection",
    ],
)
def test_the_rule_sees(code):
    assert list(foreign(ast.parse(code)))


@pytest.mark.parametrize(
    "code", ["self._value_", "client.transport", "from __future__ import annotations", "x.__dict__"]
)
def test_the_rule_lets_pass(code):
    assert not list(foreign(ast.parse(code)))
