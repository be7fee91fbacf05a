"""The sandbox's pages in Chromium, as people use them.

These tests need the extra `browser` and a Chromium. Without them they are skipped; with `ESIGNKIT_BROWSER=required`
(`nox -s site`) they fail instead.
"""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.sandboxes import running_sandbox
from tests.site.browser import QUIET, program
from tests.site.conftest import need, need_modules

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

AXE = "axe-core@4.10.3"

sandbox = running_sandbox(scope="module")


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """A running Chromium. It ends with this package: Playwright's loop would be in the way of other async tests."""
    need_modules("playwright", extra="browser")
    need(program(), "Chromium (Debian's package `chromium`)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program(), args=QUIET)
        yield running
        running.close()


@pytest.fixture
def person(chromium: Browser, sandbox: Any) -> Iterator[Callable[..., BrowserContext]]:
    """Make the browser of one person; no page of it may ask another host for anything, nor break its own policy."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def make(**options: Any) -> BrowserContext:
        options = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce", "locale": "en", **options}
        context = chromium.new_context(**options)
        context.set_default_timeout(20_000)
        context.on("request", lambda request: wrong.append(request.url) if is_foreign(request.url) else None)
        context.on(
            "console", lambda message: wrong.append(message.text) if "Content Security" in message.text else None
        )
        contexts.append(context)
        return context

    def is_foreign(url: str) -> bool:
        return not url.startswith((sandbox.url, "blob:", "data:"))

    yield make
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The source of axe-core, fetched from npm: the accessibility rules are not ours to carry along."""
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed, which fetches axe-core")
    folder: Path = tmp_path_factory.mktemp("axe")
    done = subprocess.run(["npm", "pack", AXE], cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    (archive,) = folder.glob("*.tgz")
    with tarfile.open(archive) as packed:
        script = packed.extractfile("package/axe.min.js")
        assert script is not None
        return script.read().decode()
