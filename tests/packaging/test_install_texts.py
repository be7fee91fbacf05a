"""No text sends people to a package index for a name that may be somebody else's there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from esignkit.extras import MissingExtraError, missing_extra

ROOT = Path(__file__).parents[2]
INSTALL = r"(?:pip3?|pipx|uv|uvx|poetry|conda|pdm|rye)\b[^\n`&;|]*?"
BY_NAME = re.compile(rf"\b{INSTALL}\b(?:install|add|run|with)\b[^\n`&;|]*?[\s'\"\\]esignkit\b(?![./])", re.IGNORECASE)
FOLDERS = {"src": (".py", ".pyi"), "docs": (".md", ".txt", ".py"), "examples": (".py", ".ipynb")}


def texts() -> list[Path]:
    found = [path for folder, ends in FOLDERS.items() for path in (ROOT / folder).rglob("*") if path.suffix in ends]
    return [*found, *ROOT.glob("*.md")]


def test_nobody_is_told_to_install_the_name_from_an_index():
    assert len(texts()) > 200
    told = {f"{path.relative_to(ROOT)}: {match[0]}" for path in texts() for match in BY_NAME.finditer(path.read_text())}
    assert told == set()


@pytest.mark.parametrize(
    "text",
    ['pip install "esignkit[sandbox]"', "pip install esignkit", r"pip install \"esignkit[x]\"", "uv add esignkit==1"],
)
def test_the_search_sees_what_it_looks_for(text):
    assert BY_NAME.search(text)


def test_the_error_for_an_extra_names_the_packages_themselves():
    error = missing_extra("A thing", "sandbox", "starlette", "python_multipart")
    assert isinstance(error, MissingExtraError)
    assert "A thing needs what the extra `sandbox` of the installed esignkit lists." in str(error)
    commands = str(error).partition("pip install ")[2]
    assert re.fullmatch(r"'starlette>=[\d.]+' 'python-multipart>=[\d.]+'", commands)


def test_a_copy_of_the_source_folder_has_an_error_too(monkeypatch):
    import importlib.metadata

    def absent(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "requires", absent)
    assert str(missing_extra("A thing", "thumbnails", "no_such_module")).endswith("pip install 'no-such-module'")
