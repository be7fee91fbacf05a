"""What mkdocs makes of a page: the hooks of docs/_ext, which mkdocs loads with their folder on the path."""

from __future__ import annotations

import functools
import importlib
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

DOCS = Path(__file__).parents[2] / "docs"


@functools.cache
def hook(name: str) -> ModuleType:
    sys.path.insert(0, str(DOCS / "_ext"))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(DOCS / "_ext"))


def shown(page: str) -> str:
    """Return the Markdown of a page with its tables."""
    made: str = hook("tables").on_page_markdown(
        (DOCS / page).read_text(), page=SimpleNamespace(file=SimpleNamespace(src_uri=page))
    )
    return made
