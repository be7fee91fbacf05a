"""Each page shows what is there, to keyboard and screen reader too, and no credential."""

from __future__ import annotations

import gc
import re
import weakref

import httpx
import pytest

from esignkit.sandbox import Sandbox
from esignkit.sandbox.clock import Clock
from esignkit.sandbox.domain.model import Stage
from tests.sandboxes import running_sandbox

from .support import CLIENTS, PAGES, PDF, Page, client_of, page_of, sent

sandbox = running_sandbox(scope="module")


@pytest.fixture(scope="module")
def browser(sandbox):
    with client_of(sandbox) as client:
        yield client


@pytest.fixture(scope="module")
def ids(sandbox):
    """An agreement at each service, of which the first has been signed by one."""
    sandbox.webhooks.register("esignlive", "http://127.0.0.1:9/hook", key="key-of-the-callback")
    made = {service: sent(sandbox.account, service, title=f"Lease at {service}") for service in CLIENTS}
    sandbox.sign(made["esignlive"])
    sandbox.faults.add("503", "ignisign", "signers.list", times=3)
    return made


@pytest.fixture(scope="module")
def pages(ids):
    return [*PAGES, *map(page_of, ids.values())]


def get(browser, path: str) -> Page:
    response = browser.get(path)
    assert response.status_code == 200
    return Page(response.text)


def test_every_page_is_safe_and_usable(browser, pages):
    for path in pages:
        response = browser.get(path)
        assert response.status_code == 200, path
        assert "default-src 'self'" in response.headers["content-security-policy"]
        page = Page(response.text)
        assert page.hits() == []
        assert len(page.all("h1")) == 1
        labels = {one.get("for") for one in page.all("label")}
        for tag in ("input", "select", "textarea"):
            for one in page.all(tag):
                assert one.get("type") == "hidden" or one.get("id") in labels, (path, one)
        named = [one["id"] for _, one in page.elements if "id" in one]
        assert len(named) == len(set(named)), (path, "an id twice")
        assert all(one["aria-describedby"] in named for _, one in page.elements if one.get("aria-describedby"))
        assert all(one["aria-labelledby"] in named for _, one in page.elements if one.get("aria-labelledby"))
        keys = [one["data-key"] for _, one in page.elements if "data-key" in one]
        assert len(keys) == len(set(keys)), (path, "a key twice: the focus would jump")


def test_the_navigation_leads_to_every_page(browser, pages):
    for path in pages:
        links = [one for one in get(browser, path).all("a") if "href" in one]
        current = [one["href"] for one in links if one.get("aria-current") == "page"]
        assert current == [path if path in PAGES else "/"]
        assert set(PAGES) <= {one["href"] for one in links}
    for one in get(browser, "/").all("a"):
        if one["href"].startswith("/"):
            assert browser.get(one["href"]).status_code == 200, one["href"]


def test_what_is_not_there_leads_back(browser):
    response = browser.get("/console")
    assert (response.status_code, response.headers["location"]) == (303, "/")
    for path in ("/console/nothing", "/console/transactions/none"):
        response = browser.get(path)
        assert response.status_code == 404
        assert set(PAGES) <= {one["href"] for one in Page(response.text).all("a") if "href" in one}


def test_no_page_but_accounts_has_a_credential(sandbox, browser, pages):
    secrets = [*sandbox.work(lambda work: work.accounts.default.secrets), "key-of-the-callback"]
    for path in pages:
        text = browser.get(path).text
        assert [secret for secret in secrets if secret in text and path != "/console/accounts"] == [], path


def test_accounts_have_the_variables(sandbox, browser):
    page = get(browser, "/console/accounts")
    for name, value in sandbox.env().items():
        assert f"export {name}={value}" in page.text
    response = browser.post("/console/accounts")
    assert response.status_code == 303
    tenant = response.headers["location"].partition("#")[2]
    assert tenant in get(browser, "/console/accounts").text
    assert browser.get("/", params={"tenant": tenant}).status_code == 200


class TestOverview:
    @pytest.mark.parametrize(
        ("query", "services"),
        [
            ({}, set(CLIENTS)),
            ({"service": "ignisign"}, {"ignisign"}),
            ({"stage": "open"}, set(CLIENTS)),
            ({"stage": "draft"}, set()),
            ({"q": "lease constellation1"}, {"constellation1"}),
            ({"q": "SIGNER1@example.com", "service": "esignlive"}, {"esignlive"}),
            ({"q": "nowhere"}, set()),
            ({"tenant": "default"}, set(CLIENTS)),
            ({"tenant": "nobody"}, set()),
            ({"page": "2"}, set()),
            ({"page": "x", "stage": "y"}, set(CLIENTS)),
        ],
    )
    def test_it_finds(self, browser, ids, query, services):
        page = Page(browser.get("/", params=query).text)
        links = {one["href"] for one in page.all("a")}
        assert {service for service, made in ids.items() if page_of(made) in links} == services

    def test_it_counts(self, browser, ids):
        labels = [one.get("aria-label", "") for one in get(browser, "/").all("a")]
        assert [label for label in labels if label] == [
            f"1 {Stage.OPEN.value} of {name}" for name in ("eSignLive", "Ignisign", "Constellation1")
        ]


class TestTransaction:
    def test_it_shows_everything(self, sandbox, browser, ids):
        page = get(browser, page_of(ids["esignlive"]))
        transaction = sandbox.transaction(ids["esignlive"])
        for text in (transaction.title, transaction.id, "Ada Byron", "signer1@example.com", "agreement", "SENT"):
            assert text in page.text
        for event in sandbox.work(lambda work: work.events(transaction.id)):
            assert event.kind in page.text
        for entry in sandbox.ledger("esignlive"):
            assert (entry.operation in page.text) or entry.transaction_id != transaction.id
        sandbox.deliveries()
        assert "SIGNER_COMPLETE" in get(browser, page_of(ids["esignlive"])).text

    def test_its_pages_are_pictures_as_they_are_now(self, sandbox, browser, ids):
        def pictures():
            page = get(browser, page_of(ids["constellation1"]))
            return [browser.get(one["src"]) for one in page.all("img") if "/pages/" in one["src"]]

        before = pictures()
        assert [one.content[:4] for one in before] == [b"\x89PNG"] * 2
        assert {one.headers["content-type"] for one in before} == {"image/png"}
        assert all("immutable" in one.headers["cache-control"] for one in before)
        sandbox.sign(ids["constellation1"])
        after = pictures()
        assert [one.url for one in before] != [one.url for one in after]
        assert before[1].content != after[1].content  # where signatures are

    @pytest.mark.parametrize("rest", ["pages/0", "pages/3", "pages/x", "pages/-1", "pages/99999999999", "other"])
    def test_there_are_no_other_pictures_or_files(self, sandbox, browser, ids, rest):
        document = sandbox.transaction(ids["esignlive"]).documents[0].id
        address = f"{page_of(ids['esignlive'])}/documents/{document}"
        assert browser.get(f"{address}/pages/1").status_code == 303  # to the address of the picture as it is now
        assert browser.get(f"{address}/{rest}").status_code == 404
        assert browser.get(f"{page_of(ids['esignlive'])}/documents/none/pages/1").status_code == 404

    def test_its_files(self, sandbox, browser, ids):
        page = get(browser, page_of(ids["ignisign"]))
        links = [one["href"] for one in page.all("a") if "/documents/" in one.get("href", "")]
        files = {link.rpartition("/")[2]: browser.get(link) for link in links if "/pages/" not in link}
        assert files["original"].content == PDF
        assert files["signed"].content == sandbox.signed_file(ids["ignisign"])
        assert all(one.headers["content-disposition"].startswith("attachment") for one in files.values())

    def test_one_that_is_not_there(self, browser):
        response = browser.get("/console/transactions/none")
        assert response.status_code == 404
        assert Page(response.text).hits() == []


class TestRequests:
    def test_the_log_shows_what_hit_a_call_and_what_an_unknown_one_may_have_meant(self, sandbox, browser, ids):
        key = sandbox.esignlive.api_key
        browser.get("/esl/api/pakages/overview", headers={"authorization": f"Basic {key}"})
        browser.get(f"/c1/rest/v1/encript/{sandbox.constellation1.api_key}/{sandbox.constellation1.salt}")
        sandbox.faults.add("502", "esignlive", "packages.overview")
        browser.get("/esl/api/packages/overview", headers={"authorization": f"Basic {key}"})
        page = get(browser, "/console/requests")
        assert "(hidden)" in page.text
        assert key not in page.text
        assert "GET /esl/api/packages/overview (packages.overview)" in page.text
        assert "GET /c1/rest/v1/encript/(hidden)/(hidden)" in page.text
        for query, shown in (
            ({"only": "faults"}, ["502", "502"]),  # what the client saw, and the effect
            ({"only": "unknown", "service": "esignlive"}, ["404"]),
            ({"only": "refused", "service": "ignisign"}, []),
        ):
            text = browser.get("/console/requests", params=query).text
            assert re.findall(r'<span class="badge (?:warn|bad)">(\d+)</span>', text) == shown

    def test_a_fault_before_the_commit_has_the_status_that_the_client_saw(self, sandbox, browser):
        key = {"authorization": f"Basic {sandbox.esignlive.api_key}"}
        sandbox.faults.add("reset", "esignlive", "packages.list")
        with pytest.raises(httpx.TransportError):
            browser.get("/esl/api/packages", headers=key)
        text = browser.get("/console/requests", params={"only": "faults"}).text
        assert '<span class="badge bad">none</span>' in text
        assert "before anything was done" in text

    def test_warnings_are_shown_and_can_be_looked_for(self, sandbox, browser):
        key = {"authorization": f"Basic {sandbox.esignlive.api_key}"}
        for body in ({"name": "Lease", "emailMesage": "Please <sign>."}, {"name": "Lease"}):
            browser.post("/esl/api/packages", headers=key, json=body)
        page = Page(browser.get("/console/requests", params={"only": "warnings"}).text)
        assert page.text.count("packages.create") == 1
        assert "emailMesage is not known here; did you mean 'emailMessage'?" in page.text

    def test_looking_is_no_request_of_a_service(self, sandbox, browser, pages):
        before = len(sandbox.requests())
        for path in pages:
            browser.get(path)
        assert len(sandbox.requests()) == before


def test_nothing_of_a_sandbox_is_kept_that_was_stopped():
    clock = Clock()
    alive = weakref.ref(clock)
    with Sandbox(clock=clock) as other, client_of(other) as client:
        client.get("/esl/api/pakages")
        assert "Nearest" in client.get("/console/requests").text
    del clock, other
    gc.collect()
    assert alive() is None
