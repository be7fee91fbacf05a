"""Every member of every public class has its sentence: what an editor shows on hover, and the reference beside it.

The sentence is a string right below the member. Editors read it where it stands; griffe, which the reference is made
with, reads it too. A class that inherits a member inherits its sentence.
"""

from __future__ import annotations

import ast
import enum
import functools
import importlib.util
import inspect
import re
import sys
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

import esignkit.inbox
from esignkit.core.member_docs import document_members
from esignkit.core.model import Model
from tests.docs.test_docstrings import CLASSES, ROOT

BESIDE_THE_NAME = {"a", "an", "the", "its", "of", "this", "it", "is"}


def own_members(cls: type) -> list[str]:
    """The members that a class adds to what it inherits, without those that begin with an underscore."""
    if issubclass(cls, enum.Enum):
        names = list(cls.__members__)
    elif attrs.has(cls):
        names = [one.name for one in attrs.fields(cls) if not one.inherited]
    elif typing.is_typeddict(cls):
        names = list(vars(cls).get("__annotations__", {}))
    else:
        names = []
    return [name for name in names if not name.startswith("_")]


@functools.cache
def classes_of(module: str) -> dict[str, dict[str, str | None]]:
    """The classes of a module: each of their members with the string below it, or None where there is none."""
    spec = importlib.util.find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    found: dict[str, dict[str, str | None]] = {}
    for node in ast.parse(Path(spec.origin).read_text()).body:
        if isinstance(node, ast.ClassDef):
            found[node.name] = dict(strings_below(node))
    return found


def strings_below(node: ast.ClassDef) -> Iterator[tuple[str, str | None]]:
    for statement, after in zip(node.body, [*node.body[1:], None], strict=True):
        target = statement.target if isinstance(statement, ast.AnnAssign) else None
        if isinstance(statement, ast.Assign):
            (target,) = statement.targets
        if isinstance(target, ast.Name):
            text = after.value if isinstance(after, ast.Expr) else None
            said = text.value if isinstance(text, ast.Constant) and isinstance(text.value, str) else None
            yield target.id, None if said is None else inspect.cleandoc(said)


def sentences(*, enums: bool) -> Iterator[tuple[str, str, str | None]]:
    """Every member of a public class: its place, its name and its sentence."""
    for cls, public in CLASSES.items():
        if issubclass(cls, enum.Enum) == enums:
            said = classes_of(cls.__module__)[cls.__name__]
            for name in own_members(cls):
                yield f"{public}.{name}", name, said[name]


def only_the_name(name: str, sentence: str) -> bool:
    """Whether a sentence says no more than the member's name does."""
    words = re.findall(r"[a-z0-9]+", sentence.lower().replace("-", "").replace("'s", ""))
    told = [word for word in words if word not in BESIDE_THE_NAME]
    return "".join(told) == name.replace("_", "").lower()


def complaint(name: str, sentence: str | None) -> str | None:
    if sentence is None:
        return "has no sentence"
    if not sentence.endswith((".", "?")) or not re.match(r"[A-Z`0-9]", sentence):
        return f"is explained by no sentence: {sentence!r}"
    return f"is only named: {sentence!r}" if only_the_name(name, sentence) else None


def test_there_is_something_to_check():
    models = [cls for cls in CLASSES if issubclass(cls, Model)]
    assert len(models) > 200
    assert sum(len(own_members(cls)) for cls in models) > 1300
    assert sum(1 for _ in sentences(enums=True)) > 800


def test_every_member_of_every_public_class_has_its_sentence():
    found = [(place, complaint(name, said)) for place, name, said in sentences(enums=False)]
    lacking = [f"{place} {said}" for place, said in found if said]
    assert not lacking, f"{len(lacking)} of {len(found)}:\n" + "\n".join(lacking)


def test_what_is_said_of_values_are_sentences():
    """A value may go without one where its name says all that is known of it."""
    found = [(place, name, said) for place, name, said in sentences(enums=True) if said is not None]
    assert len(found) > 250
    wrong = [f"{place} {text}" for place, name, said in found if (text := complaint(name, said))]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("name", "sentence", "wrong"),
    [
        ("name", "Name.", True),
        ("name", "The name.", True),
        ("email", "E-mail.", True),
        ("file_name", "Its file name.", True),
        ("name", "Title that the signers see.", False),
        ("name", "title that the signers see", True),
        ("name", None, True),
    ],
)
def test_a_sentence_says_more_than_the_name(name: str, sentence: str | None, wrong: bool):
    assert (complaint(name, sentence) is not None) == wrong


def test_no_class_says_it_a_second_time():
    """A section `Attributes:` beside the sentences would stand twice in the reference, and fall behind."""
    twice = [
        f"{public}: {name}"
        for cls, public in CLASSES.items()
        if own_members(cls)
        for section in re.findall(r"^ *Attributes:\n((?: {4,}.*\n)+)", cls.__doc__ or "", re.MULTILINE)
        for name in re.findall(r"^ *([a-z_][a-z0-9_]*): ", section, re.MULTILINE)
        if name in own_members(cls)
    ]
    assert not twice, "\n".join(twice)


def test_the_reference_says_what_the_editor_says():
    griffe = pytest.importorskip("griffe", reason="griffelib is not installed")
    modules = {cls.__module__ for cls in CLASSES if own_members(cls) and issubclass(cls, Model)}
    differing = []
    for module in modules:
        spec = importlib.util.find_spec(module)
        assert spec is not None
        assert spec.origin is not None
        read = griffe.visit(module, Path(spec.origin), Path(spec.origin).read_text())
        for name, members in classes_of(module).items():
            shown = {one: read[name].attributes[one].docstring for one in members}
            differing += [
                f"{module}.{name}.{one}"
                for one, said in members.items()
                if said != (None if (docstring := shown[one]) is None else docstring.value)
            ]
    assert not differing


def test_help_says_what_the_editor_says():
    """The sandbox imports nothing of the rest, so its values go without."""
    inbox = {getattr(esignkit.inbox, name): f"esignkit.inbox.{name}" for name in esignkit.inbox.__all__}
    differing = [
        f"{public}.{name}"
        for cls, public in {**CLASSES, **inbox}.items()
        if attrs.has(cls) and not public.startswith("esignkit.sandbox.")
        for name in own_members(cls)
        if inspect.getdoc(inspect.getattr_static(cls, name)) != classes_of(cls.__module__)[cls.__name__][name]
    ]
    assert not differing, "\n".join(differing)


def test_help_of_a_class_without_its_source_says_nothing(monkeypatch: pytest.MonkeyPatch):
    scope: dict[str, Any] = {"__name__": "no_source"}
    code = 'import attrs\n@attrs.frozen\nclass Made:\n    one: int\n    """A number."""\n'
    exec(code, scope)
    document_members(scope["Made"])
    monkeypatch.setitem(sys.modules, "no_source", types.ModuleType("no_source"))
    assert inspect.getdoc(scope["Made"].one) is None


def test_modules_of_models_stay_short():
    sizes = {path: path.read_text().count("\n") for path in (ROOT / "src").glob("esignkit/*/models/*.py")}
    assert len(sizes) > 30
    assert not {path.relative_to(ROOT): size for path, size in sizes.items() if size >= 400}
