"""Private attributes: of other libraries they are touched in one module of the package, of ours in no test but a few.

The module says what for and what is done without; the tests are listed below, each with its reason. What many tests
must look at is shown by `tests/inside.py`.
"""

from __future__ import annotations

import ast
import functools
import pathlib
import re
from collections.abc import Collection, Iterator

import pytest

from tests.source import PACKAGE, nodes_in, nodes_of, tree_of
from tests.tables import in_one_test

ALLOWED = PACKAGE / "sandbox" / "pdf" / "pyhanko_private.py"
MODULES = sorted(PACKAGE.rglob("*.py"))
ENUM_PROTOCOL = {"_name_", "_value_", "_missing_"}  # documented for classes that derive from Enum


BY_NAME = {"getattr", "setattr", "hasattr", "delattr"}

Nodes = Collection[ast.AST]


def called(node: ast.Call) -> str:
    """The name of what is called, without what it belongs to."""
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def defined(nodes: Nodes) -> Iterator[str]:
    """The private names that a module gives to attributes of its own classes."""
    for node in nodes:
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


def written(module: ast.Module) -> Iterator[str]:
    """The private names that a module gives to functions, classes and values of its own."""
    for node in module.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (target.id for target in targets if isinstance(target, ast.Name))


@functools.cache
def own() -> set[str]:
    """The private names that the package's own classes have."""
    return {name for path in MODULES for name in defined(nodes_of(path))} | ENUM_PROTOCOL


def foreign(nodes: Nodes) -> Iterator[tuple[str, int]]:
    """The private names that a module uses and that no class of the package has, with their lines."""
    for node in nodes:
        names: list[str] = []
        if isinstance(node, ast.Attribute):
            names = [node.attr]
        elif isinstance(node, ast.Call) and called(node) in BY_NAME:
            names = [str(node.args[1].value)] if isinstance(node.args[1], ast.Constant) else []
        yield from ((name, node.lineno) for name in names if is_private(name) and name not in own())
        yield from ((name, node.lineno) for name in imported(node) if is_private(name))


def imported(node: ast.AST) -> list[str]:
    """The names in an import from outside the package, modules taken apart."""
    if isinstance(node, ast.Import):
        return [part for name in node.names for part in name.name.split(".")]
    if isinstance(node, ast.ImportFrom) and not node.level and not (node.module or "").startswith("esignkit"):
        return [*(node.module or "").split("."), *(name.name for name in node.names)]
    return []


@in_one_test("path", MODULES, ids=lambda path: path.relative_to(PACKAGE))
def test_no_other_module_touches_a_private_attribute_of_another_library(path):
    assert path == ALLOWED or not list(foreign(nodes_of(path)))


def test_the_one_module_says_what_it_uses():
    names = {name for name, _ in foreign(nodes_of(ALLOWED))}
    ways = {"_load_reverse_xref_cache", "_get_usages_of_ref", "_indirect_object_access_cache"}
    assert names == {"_update_meta", *ways}
    assert all(f"`{name}`" in (ast.get_docstring(tree_of(ALLOWED)) or "") for name in names)


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
    assert list(foreign(tuple(nodes_in(ast.parse(code)))))


@pytest.mark.parametrize(
    "code", ["self._value_", "client.transport", "from __future__ import annotations", "x.__dict__"]
)
def test_the_rule_lets_pass(code):
    assert not list(foreign(tuple(nodes_in(ast.parse(code)))))


# Tests and our own private attributes ---------------------------------------------------------------------------------
TESTS = pathlib.Path(__file__).parent
NOTEBOOKS = re.compile(r"_(repr|ipython)_\w+_")
"""What notebooks look for: a protocol, not a secret."""
REASONS = {
    ("durable/test_leases.py", "_lock"): "a fork, and the garbage collector, that come while it is held",
    ("inside.py", "_claims"): "what carries a run out is within its journal, and tests make journals in many ways",
    ("inbox/test_storage.py", "_lock_lane"): "another worker acts between a claim's look and its lock, as by chance",
    ("reliability/mutation.py", "_run"): "mutmut's, which has no other way to be run by a program",
    ("reliability/test_promises_core.py", "_log"): "what a line costs that nobody logs, without the call around it",
    ("runners/test_exchanges_alone.py", "_connections"): "whose settings a library's client is made with",
    ("runners/test_exchanges_cut.py", "_body"): "that nothing but the list for the parent keeps a connection",
    ("runners/test_semaphore.py", "_free"): "that a queue goes with its semaphore",
    ("runners/test_streams_alone.py", "_take"): "records that come together, which no socket does on command",
    ("runners/test_streams_alone.py", "_incoming"): "records that come together, which no socket does on command",
    ("runners/test_streams_alone.py", "_outgoing"): "what OpenSSL says of itself, which Python's cannot be made to",
    ("test_house.py", "_inner"): "the types of all members, as the codec reads them",
}


def reached(nodes: Nodes) -> Iterator[str]:
    """The private names of ours that a test module touches from outside."""
    its_own = set(defined(nodes))
    for node in nodes:
        names: list[str] = []
        if isinstance(node, ast.Attribute) and is_private(node.attr):
            names = [] if ast.unparse(node.value) in ("self", "cls", "super()") else [node.attr]
        elif isinstance(node, ast.Call) and called(node) in BY_NAME:
            texts = [one.value for one in node.args[:2] if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            names = [text.rpartition(".")[2] for text in texts]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("esignkit"):
            names = [*(node.module or "").split("."), *(name.name for name in node.names)]
        private = (name for name in names if is_private(name) and not NOTEBOOKS.fullmatch(name))
        yield from (name for name in private if name in ours() and name not in its_own)


PRIVATE = re.compile(r"(?<!\w)_(?!_)\w*")
"""A private name wherever it stands: a file without one of ours need not be parsed."""
FOLDERS = sorted({path.parent for path in TESTS.rglob("*.py")})


@functools.cache
def ours() -> set[str]:
    """The private names of the package: of attributes, of what its modules define, and of the modules."""
    names = {name for path in MODULES for name in written(tree_of(path))}
    return own() - ENUM_PROTOCOL | names | {path.stem for path in MODULES}


@in_one_test("folder", FOLDERS, ids=lambda folder: folder.relative_to(TESTS))
def test_no_test_touches_a_private_attribute_of_ours_without_a_reason(folder: pathlib.Path) -> None:
    touched = {
        (str(path.relative_to(TESTS)), name)
        for path in folder.glob("*.py")
        if not ours().isdisjoint(PRIVATE.findall(path.read_text("utf-8")))
        for name in reached(nodes_of(path))
    }
    listed = {one for one in REASONS if (TESTS / one[0]).parent == folder}
    assert touched == listed


@pytest.mark.parametrize(
    "code",
    [
        "client._runner.run(flow)",
        "getattr(client, '_connections')",
        "monkeypatch.setattr(connections, '_proxy', nothing)",
        "monkeypatch.setattr('esignkit.runners.connections.Connections._proxy', nothing)",
        "from esignkit.core.deserialization import _inner",
        "from esignkit.sandbox.pdf._pyhanko import open_reader",
    ],
)
def test_the_rule_for_tests_sees(code: str) -> None:
    assert list(reached(tuple(nodes_in(ast.parse(code)))))


@pytest.mark.parametrize(
    "code",
    [
        "self._runner",
        "package._repr_html_()",
        "os._exit(0)",
        "from esignkit import __version__",
        "class Own:\n    def __init__(self):\n        self._way = 1\nOwn()._way",
    ],
)
def test_the_rule_for_tests_lets_pass(code: str) -> None:
    assert not list(reached(tuple(nodes_in(ast.parse(code)))))
