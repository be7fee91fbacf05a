"""Change what stands outside functions: defaults of attributes, tables, limits, patterns. mutmut leaves these alone.

Each change needs an interpreter of its own, for a constant is read when its module is imported.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

LIMIT = 60.0
"""Seconds for the tests of a group; a change that makes them wait longer counts as noticed."""


def changes(source: str) -> Iterator[tuple[str, str, str]]:
    """The line as it was, the line as it became, and the whole module with it, for each constant of a module."""
    import libcst as cst
    from libcst.metadata import MetadataWrapper, PositionProvider
    from mutmut.mutation.file_mutation import deep_replace
    from mutmut.mutation.mutators import operator_name, operator_number, operator_string

    found: list[tuple[cst.CSTNode, cst.CSTNode]] = []

    class Visitor(cst.CSTVisitor):
        def on_visit(self, node: cst.CSTNode) -> bool:
            made: Any = ()
            if isinstance(node, cst.Integer | cst.Float):
                made = operator_number(node)
            elif isinstance(node, cst.SimpleString):
                made = operator_string(node)
            elif isinstance(node, cst.Name):
                made = operator_name(node)
            found.extend((node, one) for one in made)
            return not self.passed_over(node)

        @staticmethod
        def passed_over(node: cst.CSTNode) -> bool:
            if isinstance(
                node, cst.Subscript | cst.FunctionDef | cst.Annotation | cst.Import | cst.ImportFrom | cst.Decorator
            ):
                return True
            if isinstance(node, cst.Expr):  # docstrings
                return True
            if isinstance(node, cst.Call) and isinstance(node.func, cst.Name):
                return node.func.value in ("TypeVar", "ParamSpec")
            if isinstance(node, cst.AnnAssign):
                return (
                    isinstance(node.annotation.annotation, cst.Name) and node.annotation.annotation.value == "TypeAlias"
                )
            targets = node.targets if isinstance(node, cst.Assign) else ()
            return any(isinstance(one.target, cst.Name) and one.target.value == "__all__" for one in targets)

    wrapper = MetadataWrapper(cst.parse_module(source))
    wrapper.module.visit(Visitor())
    positions = wrapper.resolve(PositionProvider)
    for old, new in found:
        changed = deep_replace(wrapper.module, old, new)
        assert isinstance(changed, cst.Module)
        at = positions[old].start.line - 1
        was, now = source.splitlines()[at].strip(), changed.code.splitlines()[at].strip()
        yield was, now, changed.code


def examine(module: Path, tests: Sequence[str], folder: Path) -> Iterator[tuple[str, str, str]]:
    """The line as it was, the line as it became and `killed`, `timeout` or `survived`, for each constant.

    Args:
        module: Path of the module below `folder`, which is a copy of the project that may be spoilt.
        tests: What shall notice.
        folder: The copy.
    """
    whole = module.read_text()
    place = folder / module
    before = place.read_text()
    python = [
        sys.executable,
        "-B",
        "-m",
        "pytest",
        "-x",
        "-q",
        "-p",
        "no:cacheprovider",
        "--hypothesis-profile=mutation",
    ]
    env = {**os.environ, "PYTHONPATH": str((folder / "src").resolve()), "MUTANT_UNDER_TEST": ""}

    def fails() -> str:
        try:
            done = subprocess.run(
                [*python, *tests], cwd=folder, env=env, capture_output=True, timeout=LIMIT, check=False
            )
        except subprocess.TimeoutExpired:
            return "timeout"
        return "killed" if done.returncode else "survived"

    try:
        place.write_text(whole)
        if (how := fails()) != "survived":
            msg = f"the tests of {module} fail without any change: {how}"
            raise RuntimeError(msg)
        for was, now, code in changes(whole):
            place.write_text(code)
            yield was, now, fails()
    finally:
        place.write_text(before)
