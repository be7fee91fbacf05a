"""The sandbox's pages in Chromium, as people use them.

These tests need the extra `browser` and a Chromium. Without them they are skipped; with `ESIGNKIT_BROWSER=required`
(`nox -s site`) they fail instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.sandboxes import running_sandbox
from tests.site.browser import browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

__all__ = ["browser"]  # a fixture of these tests too

sandbox = running_sandbox(scope="module")


@pytest.fixture
def person(browser: Browser, sandbox: Any) -> Iterator[Callable[..., BrowserContext]]:
    """Make the browser of one person; no page of it may ask another host for anything, nor break its own policy."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def make(**options: Any) -> BrowserContext:
        options = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce", "locale": "en", **options}
        context = browser.new_context(**options)
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
