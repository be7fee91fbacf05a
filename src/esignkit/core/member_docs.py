"""What `help()` says of the members of an attrs class: the sentence that stands below each of them in the source."""

from __future__ import annotations

import functools
import sys
from collections.abc import Mapping

__all__ = ["document_members"]


def document_members(cls: type) -> None:
    """Let `help()`, `inspect.getdoc` and notebooks show the sentence below each member, as editors do.

    Args:
        cls: A class with slots; others are left as they are.
    """
    slots: object = vars(cls).get("__slots__")
    if isinstance(slots, tuple):
        setattr(cls, "__slots__", _Sentences(cls))  # noqa: B010 - checkers take an assignment for a mistake


class _Sentences(dict[str, str | None]):
    """Stands for the `__slots__` of a class: Python looks up there what a slot is for.

    The source is read when somebody asks, so that importing costs nothing.
    """

    def __init__(self, cls: type) -> None:
        super().__init__(dict.fromkeys(vars(cls)["__slots__"]))
        self._module, self._class = cls.__module__, cls.__qualname__

    def __getitem__(self, name: str) -> str | None:
        return _sentences(self._module).get((self._class, name))


@functools.cache
def _sentences(module: str) -> Mapping[tuple[str, str], str]:
    """Return the sentences below the members of a module's classes, by class and member."""
    import ast  # only who asks needs them
    import inspect

    try:
        tree = ast.parse(inspect.getsource(sys.modules[module]))
    except (OSError, TypeError, KeyError):  # the package came without its source
        return {}
    sentences: dict[tuple[str, str], str] = {}
    for node in tree.body:
        if not isinstance(node, ast.ClassDef):
            continue
        for member, below in zip(node.body, node.body[1:], strict=False):
            text = below.value.value if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant) else None
            if isinstance(member, ast.AnnAssign) and isinstance(member.target, ast.Name) and isinstance(text, str):
                sentences[node.name, member.target.id] = inspect.cleandoc(text)
    return sentences
