"""The sandbox's console in Chromium: on a telephone and a desk, light and dark, by keyboard, live, without script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.pictures import SCALE, check_picture
from tests.inside import inside_sandbox
from tests.sandbox.web.console.support import CLIENTS, PAGES, page_of, sent
from tests.site import axe
from tests.site.browser import Scheme, need, read

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SCHEMES: tuple[Scheme, ...] = ("light", "dark")


@pytest.fixture(scope="module")
def sandbox() -> Iterator:
    with inside_sandbox() as running:
        running.webhooks.register("esignlive", "http://127.0.0.1:9/hook", key="k")
        running.webhooks.register("constellation1", "http://127.0.0.1:9/a/rather/long/path/for/a/hook/of/a/session")
        running.faults.add("reset", "ignisign", "signers.list", stage="after-commit", probability=0.5, times=None)
        running.faults.add("502", "esignlive", "packages.overview")
        with CLIENTS["esignlive"].from_env(running.env()) as client:
            client.packages.overview()
        running.create_account()
        yield running


@pytest.fixture(scope="module")
def ids(sandbox) -> dict[str, str]:
    made = {service: sent(sandbox.account, service, title="Lease of 5 Elm Street") for service in CLIENTS}
    for service in CLIENTS:
        sandbox.sign_all(sent(sandbox.account, service, title="Offer for the roof"))
    sandbox.sign(made["esignlive"])
    sandbox.deliveries()
    return made


def addresses(ids: dict[str, str]) -> list[str]:
    return [*PAGES, page_of(ids["esignlive"])]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_page_fits_and_can_be_read_and_used(browser: Browser, sandbox, ids, scheme: Scheme):
    need(axe.source(), "axe-core (npm)")
    for path in addresses(ids):
        with visited(browser, sandbox.url + path, scheme) as opened:
            page = opened.page
            for width in (390, 1280):
                page.set_viewport_size({"width": width, "height": 900})
                assert read(page).problems() == [], (path, width)
                assert axe.violations(page) == [], (path, width)
            assert opened.elsewhere(sandbox.url) == []
            assert opened.errors == []


class Opened:
    """A page whose stream of events stays open, so that the network is never idle."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[str] = []
        self.errors: list[str] = []
        page.context.on("request", lambda request: self.asked.append(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)

    def elsewhere(self, own: str) -> list[str]:
        return [url for url in self.asked if not url.startswith(own + "/")]


class visited:
    def __init__(self, browser: Browser, url: str, scheme: Scheme = "light", **options) -> None:
        self.context = browser.new_context(
            viewport={"width": 1280, "height": 900}, color_scheme=scheme, reduced_motion="reduce", **options
        )
        self.url = url

    def __enter__(self) -> Opened:
        page = self.context.new_page()
        page.set_default_timeout(30_000)
        opened = Opened(page)
        page.goto(self.url, wait_until="load")
        return opened

    def __exit__(self, *_: object) -> None:
        self.context.close()


def listening(page: Page) -> None:
    page.wait_for_selector("html[data-listening]", state="attached")


class TestLive:
    def test_a_new_transaction_appears_and_the_reader_stays_where_he_was(self, browser: Browser, sandbox, ids):
        with visited(browser, sandbox.url + "/") as opened:
            page = opened.page
            listening(page)
            page.set_viewport_size({"width": 1280, "height": 500})
            link = page.locator(f'[data-key="{ids["ignisign"]}"]')
            link.focus()
            page.evaluate("window.scrollTo(0, 200)")
            sent(sandbox.account, "constellation1", title="A lease that has just come")
            page.get_by_role("link", name="A lease that has just come").wait_for()
            assert page.evaluate("document.activeElement.dataset.key") == ids["ignisign"]
            assert page.evaluate("window.scrollY") == 200

    def test_what_is_being_typed_stays(self, browser: Browser, sandbox, ids):
        made = sent(sandbox.account, "esignlive", title="To be declined")
        with visited(browser, sandbox.url + page_of(made)) as opened:
            page = opened.page
            listening(page)
            page.locator("summary", has_text="Decline").first.click()
            page.get_by_label("Reason").first.fill("Too dear")
            sandbox.clock.advance(0)
            page.wait_for_selector("html[data-refreshed]", state="attached")
            assert page.get_by_label("Reason").first.input_value() == "Too dear"
            page.get_by_role("button", name="Decline").first.click()
            page.get_by_text("declined", exact=True).first.wait_for()
        assert sandbox.transaction(made).parties[0].reason == "Too dear"

    def test_requests_faults_and_clock_are_live_too(self, browser: Browser, sandbox, ids):
        for path, change, text in (
            ("/console/requests", lambda: sent(sandbox.account, "ignisign"), "signature_requests.publish"),
            ("/console/faults", lambda: sandbox.faults.add("504", "ignisign", "signers.get"), "signers.get"),
            ("/console/clock", lambda: sandbox.clock.advance(86400), "moved, and going"),
        ):
            with visited(browser, sandbox.url + path) as opened:
                listening(opened.page)
                change()
                opened.page.get_by_text(text).first.wait_for(state="attached")


def test_by_keyboard_alone(browser: Browser, sandbox, ids):
    made = sent(sandbox.account, "constellation1", title="By keyboard")
    with visited(browser, sandbox.url + "/") as opened:
        page = opened.page
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
        page.keyboard.press("Enter")
        tab_to(page, "q")
        page.keyboard.type("by keyboard")
        page.keyboard.press("Enter")
        page.wait_for_url("**/?q=by+keyboard*")
        tab_to(page, made)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{page_of(made)}")
        for _ in range(2):
            tab_to(page, "sign-" + next(p.id for p in sandbox.transaction(made).due_parties()))
            with page.expect_navigation():
                page.keyboard.press("Enter")
    assert [party.state.value for party in sandbox.transaction(made).parties] == ["signed", "signed"]


def tab_to(page: Page, key: str) -> None:
    for _ in range(120):
        page.keyboard.press("Tab")
        one = page.evaluate("[document.activeElement.dataset.key, document.activeElement.id]")
        if key in one:
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    raise AssertionError(f"Tab does not lead to {key}")


def test_without_script(browser: Browser, sandbox, ids):
    made = sent(sandbox.account, "esignlive", title="Without script")
    with visited(browser, sandbox.url + "/", java_script_enabled=False) as opened:
        page = opened.page
        page.get_by_label("Search").fill("without script")
        page.get_by_role("button", name="Search").click()
        page.get_by_role("link", name="Without script").click()
        page.get_by_role("button", name="Sign for all").click()
        page.get_by_role("heading", level=1).get_by_text("COMPLETED").wait_for()
        page.get_by_role("link", name="Clock").click()
        page.get_by_role("button", name="+1 hour").click()
        page.get_by_role("link", name="Faults").click()
        page.get_by_label("Effect", exact=True).select_option("500")
        page.get_by_label("Operation").fill("packages.get")
        page.get_by_role("button", name="Add the rule").click()
        assert page.locator("code", has_text="packages.get").count() == 1
    assert sandbox.transaction(made).status == "COMPLETED"


def test_an_open_page_does_not_keep_the_sandbox_from_stopping(browser: Browser):
    running = inside_sandbox().start()
    with visited(browser, running.url + "/") as opened:
        listening(opened.page)
        running.stop()  # ends: the server waits for no stream


def test_the_picture_in_readme(browser: Browser, sandbox, ids):
    with visited(browser, sandbox.url + page_of(ids["esignlive"]), device_scale_factor=SCALE) as opened:
        check_picture(opened.page, "console.webp")
