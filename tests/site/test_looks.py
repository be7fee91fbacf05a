"""Every page fits a telephone and a desk, and can be read in the light and in the dark; nothing comes from elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.site.browser import Scheme, read, visit, widen

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DOCS = Path(__file__).parents[2] / "docs"
WIDTHS = (390, 1280)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
MATERIAL = {"light": "default", "dark": "slate"}
TALLEST = 40_000
"""How many pixels a page may be high: about 45 screens of a desk."""
OVERFLOWING = """(signatures) => signatures
  .filter((one) => one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.textContent.trim().split("\\n")[0])"""


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
    with visit(browser, address + page, scheme=SCHEMES[0]) as visited:
        for scheme, widths in zip(SCHEMES, (WIDTHS, WIDTHS[::-1]), strict=True):  # a long page takes long to lay out
            visited.prefer(scheme)
            visited.page.locator(f"body[data-md-color-scheme={MATERIAL[scheme]}]").wait_for(state="attached")
            for width in widths:
                widen(visited.page, width)
                reading = read(visited.page)
                assert reading.seen > (5 if page == "404.html" else 20)  # the page that is not there says little
                problems += [f"{width} {scheme}: {one}" for one in reading.problems()]
                problems += shape(visited.page, width) if scheme == SCHEMES[0] else []
        problems += [f"asks elsewhere: {url}" for url in visited.elsewhere(address)]
    assert not problems, "\n".join(problems)


def shape(page: Page, width: int) -> list[str]:
    """Say if a page is too tall at the width that it has, and which signatures are wider than their place."""
    height = page.evaluate("document.documentElement.scrollHeight")
    problems = [f"{width}: {height} pixels high"] if height > TALLEST else []
    overflowing = page.locator(".doc-signature pre > code").evaluate_all(OVERFLOWING)
    return problems + [f"{width}: wider than its place: {one}" for one in overflowing]


def test_a_page_that_is_too_tall_or_too_wide_would_be_seen(browser: Browser):
    with visit(browser, "about:blank") as visited:
        visited.page.set_content(
            '<div class="doc-signature"><pre><code style="display: block; overflow: auto">'
            + "x" * 200
            + "</code></pre>"
            '</div><div class="doc-signature"><pre><code>f()</code></pre></div><p style="height: 50000px">'
        )
        widen(visited.page, 390)
        tall, wide = shape(visited.page, 390)
    assert tall.startswith("390: 50")
    assert wide == "390: wider than its place: " + "x" * 200


OVERLAPS = """(drawing) => {
  const frame = drawing.getBoundingClientRect();
  const texts = [...drawing.querySelectorAll("text")].map((one) => [one, one.getBoundingClientRect()]);
  const boxes = [...drawing.querySelectorAll("rect")].map((one) => one.getBoundingClientRect());
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top + 1 < b.bottom && b.top + 1 < a.bottom;
  const holds = (a, b) => a.left <= b.left && b.right <= a.right && a.top <= b.top && b.bottom <= a.bottom;
  const found = [];
  texts.forEach(([one, box], n) => {
    if (!holds(frame, box)) found.push(`${one.textContent} reaches out of the drawing`);
    if (boxes.some((other) => meet(other, box) && !holds(other, box))) found.push(`${one.textContent} crosses a box`);
    for (const [other, place] of texts.slice(n + 1)) {
      if (meet(box, place)) found.push(`${one.textContent} lies on ${other.textContent}`);
    }
  });
  return found;
}"""


@pytest.mark.parametrize("page", ["esignlive/", "ignisign/", "constellation1/"])
def test_nothing_in_a_drawing_lies_on_anything_else(browser: Browser, address: str, page: str):
    with visit(browser, address + page) as visited:
        for width in WIDTHS:
            widen(visited.page, width)
            drawing = visited.page.locator(".life-cycle svg")
            assert drawing.locator("text").count() > 15
            assert drawing.evaluate(OVERLAPS) == []
