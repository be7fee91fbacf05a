"""Headless Chromium, as Debian has it, driven by Playwright: opens a page as a reader would, and reads it."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from attrs import field, frozen

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Scheme = Literal["light", "dark"]

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
READING = Path(__file__).with_name("reading.js").read_text()
DRAWN = "() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
STILL = "*, *::before, *::after, *::placeholder {transition: none !important; animation: none !important}"
QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Whatever a page asks for elsewhere is refused before a name is looked up, and seen as a request all the same.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


@frozen
class Visit:
    """A page that is open, and every address that was asked for on its behalf."""

    page: Page
    asked: list[str] = field(factory=list)

    def elsewhere(self, own: str) -> list[str]:
        """The requests that went to other hosts; `data:` and `blob:` go nowhere."""
        return [url for url in self.asked if not url.startswith((own, "data:", "blob:"))]

    def prefer(self, scheme: Scheme) -> None:
        """Open the page anew for a reader who prefers this scheme, unless it is open so."""
        query = f"window.matchMedia('(prefers-color-scheme: {scheme})').matches"
        if not self.page.evaluate(query):
            self.page.add_init_script(
                "localStorage.clear()"
            )  # where the theme remembers the scheme of the visit before
            self.page.emulate_media(color_scheme=scheme)
            self.page.reload(wait_until="load")
            self.page.add_style_tag(content=STILL)


@frozen
class Reading:
    """What reading.js found."""

    wide: int
    """By how many pixels the page is wider than the window; 0 or less is right."""
    cut: list[str]
    """Text that reaches beyond the window in a place that does not scroll."""
    small: list[str]
    """Text of less than 9 pixels, as when a drawing is scaled down."""
    pale: list[dict[str, str | float]]
    """Text whose contrast is below WCAG 2 AA (4.5, large text 3), by selector and colours."""
    seen: int
    """How many pieces of text were looked at."""

    def problems(self) -> list[str]:
        """Everything found, one line each."""
        lines = [f"{self.wide} pixels wider than the window"] if self.wide > 0 else []
        lines += [f"reaches beyond the window: {one}" for one in self.cut]
        lines += [f"too small: {one}" for one in self.small]
        lines += [
            f"contrast {one['ratio']} < {one['least']}: {one['where']} ({one['colours']}, {one['times']} times): "
            f"{one['text']!r}"
            for one in self.pale
        ]
        return lines


def program() -> str | None:
    """Return where Chromium is; None when it is not installed."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


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


@contextmanager
def visit(browser: Browser, url: str, *, scheme: Scheme = "light") -> Iterator[Visit]:
    """Open a page in a profile of its own; the page is loaded, and nothing on it moves.

    Args:
        browser: The browser.
        url: The page.
        scheme: What the reader prefers.
    """
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
    try:
        page = context.new_page()
        page.set_default_timeout(30_000)
        opened = Visit(page)
        context.on("request", lambda request: opened.asked.append(request.url))
        page.goto(url, wait_until="load")
        page.wait_for_load_state("networkidle")
        page.add_style_tag(content=STILL)  # a colour on its way to another is not what a reader reads
        yield opened
    finally:
        context.close()


def widen(page: Page, width: int) -> None:
    """Give a window another width, and wait until the page has been drawn in it.

    Args:
        page: The page.
        width: Pixels.
    """
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate(DRAWN)  # scripts hear of the new width only with the next frame, and move text then


def read(page: Page, within: str | None = None) -> Reading:
    """Read a page: its width, and the size and contrast of its text.

    Args:
        page: The page.
        within: Only text within elements that this selector finds; all text when None.
    """
    return Reading(**page.evaluate(READING, within))
