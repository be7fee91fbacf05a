"""The built site, served on this machine, and a browser to look at it.

These tests need the extras `docs` and `browser` and a Chromium. Without them they are skipped; with
`ESIGNKIT_BROWSER=required` (`nox -s site`) they fail instead.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.site.browser import QUIET, program

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[2]


def need(available: object, what: str) -> None:
    """Skip, or fail where a skip would hide that nothing was looked at."""
    if available:
        return
    if os.environ.get("ESIGNKIT_BROWSER") == "required":
        pytest.fail(f"{what} is not installed, and ESIGNKIT_BROWSER=required")
    pytest.skip(f"{what} is not installed (nox -s site)")


def need_modules(*names: str, extra: str) -> None:
    for name in names:
        need(importlib.util.find_spec(name), f"{name} (extra `{extra}`)")


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site, built once; `ESIGNKIT_SITE` names one that has been built already, with --strict."""
    if built := os.environ.get("ESIGNKIT_SITE"):
        return Path(built)
    need_modules("mkdocs", "material", "mkdocstrings", extra="docs")
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def serving(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="package")
def address(site: Path) -> Iterator[str]:
    """Where the site is served."""
    yield from serving(site)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A running Chromium. It ends with this package: Playwright's loop would be in the way of other async tests."""
    need_modules("playwright", extra="browser")
    need(program(), "Chromium (Debian's package `chromium`)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program(), args=QUIET)
        yield running
        running.close()
