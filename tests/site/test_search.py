"""The search box finds what its users look for, by typing as they would."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest

from tests.site.browser import visit, widen

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TERMS = {
    "CopyOptions": "reference/constellation1/models/sessions/",
    "signatureRequestId": "reference/ignisign/signature-requests/",
    "evidence summary": "reference/esignlive/packages/",
    "OutcomeUnknownError": "reference/errors/",
}
"""What is typed, and a page that must be among those found."""

SERVICES = {"esignlive/", "ignisign/", "constellation1/"}
WORDS = {
    "async": {"guides/async/"},
    "authentication": SERVICES,
    "bulk send": {"esignlive/"},
    "callback": {"esignlive/"},
    "certificate": {"guides/proxies-and-tls/"},
    "concurrency": {"guides/async/"},
    "credentials": SERVICES,
    "deadline": {"guides/retries-and-deadlines/"},
    "deprecated": {"compatibility/"},
    "download": {"guides/send-wait-download/"},
    "embedded signing": {"ignisign/"},
    "errors": {"guides/errors/"},
    "exception": {"guides/errors/"},
    "file upload": {"guides/files/"},
    "fixture": {"guides/testing/"},
    "idempotency": {"guides/retries-and-deadlines/"},
    "install": {""},
    "life cycle": SERVICES,
    "logging": {"guides/logging/"},
    "mock": {"guides/testing/"},
    "null": {"guides/partial-updates/"},
    "pagination": {"guides/lists/"},
    "pandas": {"guides/notebooks/"},
    "polling": {"guides/send-wait-download/"},
    "proxy": {"guides/proxies-and-tls/"},
    "pytest": {"guides/testing/"},
    "rate limit": {"guides/retries-and-deadlines/"},
    "reminder": {"reference/esignlive/reports/"},
    "retry": {"guides/retries-and-deadlines/"},
    "sandbox": {"guides/sandbox/"},
    "signature verification": {"guides/webhooks/"},
    "template": {"esignlive/"},
    "testing": {"guides/testing/"},
    "threads": {"guides/async/"},
    "timeout": {"guides/retries-and-deadlines/"},
    "webhook": {"guides/webhooks/"},
}
"""What people search for, and the pages of which one must come first."""


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
        widen(page, width)
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


def test_the_first_result_of_a_word_is_its_page(browser: Browser, address: str):
    """All in one visit: the box is emptied before each word, so that no result is that of the word before."""
    with visit(browser, address) as visited:
        box = visited.page.locator("input[data-md-component=search-query]")
        first = visited.page.locator(".md-search-result__item > a.md-search-result__link").first
        box.click()
        wrong = []
        for word, pages in WORDS.items():
            box.fill("")
            box.press("End")  # the box looks at its text when a key is released
            visited.page.get_by_text("Type to start searching").wait_for(state="visible")
            box.fill(word)
            box.press("End")
            first.wait_for(state="visible")
            found = urlsplit(first.evaluate("one => one.href")).path.lstrip("/")
            if found not in pages:
                wrong.append(f"{word!r} leads to {found!r}, not to {' or '.join(sorted(pages))}")
    assert not wrong, "\n".join(wrong)


def test_search_says_when_there_is_nothing(browser: Browser, address: str):
    with visit(browser, address) as visited:
        box = visited.page.locator("input[data-md-component=search-query]")
        box.click()
        box.press_sequentially("qqzzxxvv")
        visited.page.get_by_text("No matching documents").wait_for(state="visible")
        assert visited.page.locator(".md-search-result__item").count() == 0
