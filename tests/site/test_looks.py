"""Every page fits a telephone and a desk, and can be read in the light and in the dark; nothing comes from elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.site.browser import Scheme, read, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DOCS = Path(__file__).parents[2] / "docs"
WIDTHS = (390, 1280)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
MATERIAL = {"light": "default", "dark": "slate"}


def pages() -> list[str]:
    """The address of every page, as mkdocs makes it from the page's file."""
    found = []
    for path in sorted(DOCS.rglob("*.md")):
        name = str(path.relative_to(DOCS).with_suffix(""))
        found.append("" if name == "index" else f"{name.removesuffix('/index')}/")
    return [*found, "404.html"]


@pytest.mark.parametrize("page", pages(), ids=lambda page: page or "start")
def test_a_page_fits_and_can_be_read(browser: Browser, address: str, page: str):
    problems = []
    for scheme in SCHEMES:
        with visit(browser, address + page, scheme=scheme) as visited:
            assert visited.page.locator("body").get_attribute("data-md-color-scheme") == MATERIAL[scheme]
            for width in WIDTHS:
                visited.page.set_viewport_size({"width": width, "height": 900})
                reading = read(visited.page)
                assert reading.seen > 20
                problems += [f"{width} {scheme}: {one}" for one in reading.problems()]
            problems += [f"asks elsewhere: {url}" for url in visited.elsewhere(address)]
    assert not problems, "\n".join(problems)
