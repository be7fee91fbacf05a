"""Every public object has a docstring of its own: what `help()`, an editor and the reference show."""

from __future__ import annotations

import enum
import functools
import importlib.util
import inspect
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

import esignkit
from esignkit.core.endpoint import PLANNER, downloaded, endpoint, paged

ROOT = Path(__file__).parents[2]
PROVIDERS = ("constellation1", "ignisign", "esignlive")
PUBLIC = (
    "esignkit",
    "esignkit.types",
    "esignkit.errors",
    "esignkit.testing",
    "esignkit.webhook_relays",
    "esignkit.display",
    "esignkit.agreements",
    "esignkit.durable",
    "esignkit.inbox",
    "esignkit.otel",
    "esignkit.sandbox",
    "esignkit.sandbox.pdf",
    *(f"esignkit.{provider}" for provider in PROVIDERS),
)
CLIENTS = (esignkit.Constellation1, esignkit.Ignisign, esignkit.ESignLive)
PLANNED = SimpleNamespace(_runner=PLANNER)
NO_STATEMENT = {"esignkit.NULL", "esignkit.UNSET", "esignkit.__version__"}  # said on their classes, or plain


def named() -> Iterator[tuple[str, object]]:
    """Every name that a public module exports."""
    for name in PUBLIC:
        module: ModuleType = importlib.import_module(name)
        assert module.__all__
        for public in module.__all__:
            yield f"{name}.{public}", getattr(module, public)


def public_classes() -> dict[type, str]:
    """Every class that is exported, or that a client hands out under a name; by its first public name."""
    found: dict[type, str] = {}
    for name, value in named():
        if inspect.isclass(value):
            found.setdefault(value, name)
    for client in CLIENTS:
        for member in dir(client):
            held = inspect.getattr_static(client, member)
            if isinstance(held, cached_property) and not member.startswith("_"):
                found.setdefault(type(held.func(PLANNED)), f"esignkit.{client.__name__}.{member}")
    return found


def function_of(value: object) -> object:
    """What carries the docstring of a member; None for a member that is no kind of function."""
    if isinstance(value, endpoint | paged | downloaded):
        return value.build
    if isinstance(value, classmethod | staticmethod):
        return value.__func__
    if isinstance(value, cached_property):
        return value.func
    if isinstance(value, property):
        return value.fget
    return value if inspect.isfunction(value) else None


def members(cls: type) -> Iterator[tuple[str, object]]:
    """The public methods and properties of a class that are ours, inherited ones too.

    Names in capitals are a model's settings (how its names are spelt, how its moments are read), of which some happen
    to be functions.
    """
    for name in dir(cls):
        if name.startswith("_") or name.isupper():
            continue
        owner = next((one for one in cls.__mro__ if name in vars(one)), None)
        if owner is not None and owner.__module__.startswith("esignkit"):
            function = function_of(vars(owner)[name])
            if function is not None:
                yield name, function


CLASSES = public_classes()


def complaint(text: str | None) -> str | None:
    first = (text or "").strip().split("\n", 1)[0]
    if not first:
        return "has no docstring"
    return None if first.endswith((".", ":", "?")) else f"begins with no sentence: {first!r}"


def test_there_is_something_to_check():
    assert len(CLASSES) > 400
    assert sum(1 for cls in CLASSES for _ in members(cls)) > 1000
    assert {"Packages", "Sessions", "SignatureRequests"} <= {cls.__name__ for cls in CLASSES}
    assert any(issubclass(cls, enum.Enum) for cls in CLASSES)


def test_what_is_documented_is_what_is_looked_at_and_what_is_promised():
    """A package that the reference shows is public: its docstrings are looked at, and its names stay."""
    pages = (page.read_text() for page in (ROOT / "docs" / "reference").rglob("*.md"))
    shown = {name for page in pages for name in re.findall(r"^::: (esignkit\.\w+)", page, re.MULTILINE)}
    assert shown - {"esignkit.core", "esignkit.runners"} <= set(PUBLIC)  # of these, the packages export some names
    promises = (ROOT / "docs" / "compatibility.md").read_text()
    promise = re.search(r"^- Every name in the `__all__` of (.*?):", promises, re.MULTILINE | re.DOTALL)
    assert promise
    assert sorted(re.findall(r"`([\w.]+)`", promise[1])) == sorted(PUBLIC)


def test_every_module_says_what_it_is_for():
    lacking = [name for name in PUBLIC if complaint(importlib.import_module(name).__doc__)]
    assert not lacking


def test_every_class_has_a_docstring_of_its_own():
    lacking = []
    for cls, name in CLASSES.items():
        own = vars(cls).get("__doc__")
        made_by_python = own is not None and own.startswith(f"{cls.__name__}(")  # what dataclass writes
        if said := "has only the one that Python made" if made_by_python else complaint(own):
            lacking.append(f"{name} {said}")
    assert not lacking, "\n".join(lacking)


def test_every_method_and_property_has_one():
    lacking = {
        f"{name}.{member} {said}"
        for cls, name in CLASSES.items()
        for member, function in members(cls)
        if (said := complaint(function.__doc__))
    }
    assert not lacking, "\n".join(sorted(lacking))


def test_every_function_has_one():
    functions = {name: value for name, value in named() if inspect.isfunction(value)}
    assert len(functions) > 30
    lacking = [f"{name} {said}" for name, value in functions.items() if (said := complaint(value.__doc__))]
    assert not lacking, "\n".join(lacking)


def test_every_constant_and_alias_is_explained():
    """They carry no docstring at run time, so their text is read where they are assigned."""
    griffe = pytest.importorskip("griffe", reason="griffelib is not installed")

    @functools.cache
    def read(module: str):
        """What is written in one module: most of the package has none of these names."""
        spec = importlib.util.find_spec(module)
        assert spec is not None
        assert spec.origin is not None
        stub = Path(spec.origin).with_suffix(".pyi")
        path = stub if stub.exists() else Path(spec.origin)
        return griffe.visit(module, path, path.read_text())

    lacking = []
    for name, value in named():
        if inspect.isclass(value) or inspect.isfunction(value) or name in NO_STATEMENT:
            continue
        home, _, member = name.rpartition(".")
        while (found := read(home)[member]).is_alias:
            home, _, member = found.target_path.rpartition(".")
        if found.docstring is None or complaint(found.docstring.value):
            lacking.append(name)
    assert not lacking, "\n".join(lacking)


SOURCE = re.compile(r"\bSource: (?P<text>[^\n\"]*)")
READERS_HAVE = re.compile(
    r"OneSpan Sign's OpenAPI 11\.51|OneSpan's (documentation|Java SDK|\.NET SDK)|the TypeScript SDK `|"
    r"Constellation1's REST documentation, |Ignisign's (API documentation|Node\.js client|browser client|published models)|"
    r"the vendor's example|the names of the codes in Ignisign's published models|a public tool by an engineer of OneSpan|"
    r"Standard Webhooks|not a provider's call"
)
NOT_PUBLISHED = re.compile(
    r"\b(eSignLive|Ignisign|Constellation1) sections?\b|\(section \d|\bseed 0?0\d\b|\(rows? \d|"
    r"providers/(esignlive|ignisign|constellation1)\.md|design(-next)?\.md",
    re.IGNORECASE,
)


def test_a_source_is_one_that_a_reader_has():
    """The vendor's documentation, OpenAPI, SDKs and examples."""
    files = sorted((ROOT / "src").rglob("*.py"))
    sources = [(path, one["text"]) for path in files for one in SOURCE.finditer(path.read_text())]
    assert len(sources) > 400
    assert not [f"{path.name}: {text}" for path, text in sources if not READERS_HAVE.match(text)]


def test_nothing_cites_what_is_not_published():
    files = [*(ROOT / "src").rglob("*.py"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").iterdir()]
    files += ROOT.glob("*.md")
    texts = [(path, path.read_text()) for path in files if path.is_file()]
    assert not [f"{path.name}: {one[0]}" for path, text in texts for one in NOT_PUBLISHED.finditer(text)]


def test_every_argument_is_explained():
    """Of functions and of methods; a call's are in tests/test_house.py, a constructor's stand with its class.

    A call's `options` are explained once, where their type is.
    """
    lacking = []
    callables = [(name, value) for name, value in named() if inspect.isfunction(value)]
    callables += [(f"{name}.{member}", function) for cls, name in CLASSES.items() for member, function in members(cls)]
    for name, function in callables:
        arguments = (inspect.getdoc(function) or "").partition("Args:")[2]
        for one in inspect.signature(function).parameters.values():
            if one.name in ("self", "cls") or one.name.startswith("_"):
                continue
            if one.name == "options" and "CallOptions" in str(one.annotation):
                continue
            if not re.search(rf"^\s+\**{one.name}(?: \(.*\))?: ", arguments, re.MULTILINE):
                lacking.append(f"{name}({one.name})")
    assert not lacking, "\n".join(sorted(set(lacking)))
