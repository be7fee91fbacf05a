"""The search box finds what its users look for, by typing as they would."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest

from tests.site.browser import visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TERMS = {
    "CopyOptions": "reference/constellation1-models/",
    "signatureRequestId": "reference/ignisign/",
    "evidence summary": "reference/esignlive/",
    "OutcomeUnknownError": "reference/errors/",
}
"""What is typed, and a page that must be among those found."""


class Words(HTMLParser):
    """The text of a page's article."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = ""
        self._in_article = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_article = self._in_article or tag == "article"

    def handle_endtag(self, tag: str) -> None:
        self._in_article = self._in_article and tag != "article"

    def handle_data(self, data: str) -> None:
        if self._in_article:
            self.text += data


def found_by_typing(browser: Browser, address: str, term: str, width: int) -> list[str]:
    """The pages that the box lists for a term, below the site's address."""
    with visit(browser, address) as visited:
        page = visited.page
        page.set_viewport_size({"width": width, "height": 900})
        if width < 960:
            page.locator("label.md-header__button[for=__search]").click()
        box = page.locator("input[data-md-component=search-query]")
        box.click()
        box.press_sequentially(term, delay=20)
        results = page.locator(".md-search-result__item > a.md-search-result__link")
        results.first.wait_for(state="visible")
        page.wait_for_function("() => /matching/.test(document.querySelector('.md-search-result__meta').textContent)")
        links = results.evaluate_all("all => all.map(one => one.href)")
        assert not visited.elsewhere(address)
    return list(dict.fromkeys(unquote(urlsplit(link).path).lstrip("/") for link in links))


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("term", TERMS)
def test_search_finds(browser: Browser, address: str, site: Path, term: str, width: int):
    found = found_by_typing(browser, address, term, width)
    holding = [one for one in found if term.lower() in Words((site / one / "index.html").read_text()).text.lower()]
    assert holding, f"no page found for {term!r} holds it: {found}"
    assert TERMS[term] in holding, f"{TERMS[term]} is not among {holding}"


def test_search_says_when_there_is_nothing(browser: Browser, address: str):
    with visit(browser, address) as visited:
        box = visited.page.locator("input[data-md-component=search-query]")
        box.click()
        box.press_sequentially("qqzzxxvv")
        visited.page.get_by_text("No matching documents").wait_for(state="visible")
        assert visited.page.locator(".md-search-result__item").count() == 0
