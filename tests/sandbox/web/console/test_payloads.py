"""Nothing that others write is executed on a page, and no foreign page can make the console do anything."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from esignkit.sandbox.web.console.registry import CONSOLE
from tests.sandboxes import running_sandbox

from .support import PAGES, PDF, Page, client_of, page_of

sandbox = running_sandbox(scope="module")

SCRIPTS = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<ScRiPt/src=//evil.example>",
    "<img src=x onerror=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "<svg><animate onbegin=alert(1)>",
    '" autofocus onfocus=alert(1) x="',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "<a href=javascript:alert(1)>here</a>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<base href=//evil.example/>",
    "<style>@import '//evil.example';</style>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</option></select><script>alert(1)</script>",
    "<!--><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "<object data=//evil.example></object>",
    "<form action=//evil.example><button>x",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "{{ 7*7 }}{% raw %}",
    "{{ ''.__class__.__mro__ }}",
    "\u2028<script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "\uff1cscript\uff1e",
    "x\r\nSet-Cookie: a=b\r\n\r\n<script>alert(1)</script>",
)


@pytest.fixture(scope="module")
def browser(sandbox):
    with client_of(sandbox) as client:
        yield client


@pytest.fixture(scope="module")
def written(sandbox):
    """A transaction of each payload, which stands in everything that others may write."""
    from esignkit.sandbox.domain import document_store
    from esignkit.sandbox.domain.model import Document, Party, PartyState, Stage, Transaction

    def write(work):
        webhook = work.webhooks.add("esignlive", "default", f"http://127.0.0.1:9/{SCRIPTS[4]}")
        for number, text in enumerate(SCRIPTS):
            made = Transaction(f"t{number}{text}", "esignlive", "default", text, work.now, work.now, text)
            made.stage = Stage.OPEN
            made.parties = [
                Party(f"a{text}", text, text),
                Party(f"b{text}", text, text, state=PartyState.DECLINED, reason=text),
            ]
            document = Document(f"d{text}", text, content_type=text)
            if number == 0:
                document_store.set_content(work, document, PDF, "application/pdf")
            made.documents = [document]
            work.event(made, text, **{text: text})
            work.record_effect("esignlive", "default", text, made.id)
            work.webhooks.send(webhook, {text: text}, name=text, transaction_id=made.id, headers={"x-name": text})
            work.save(made)
        work.webhooks.outgoing.clear()
        return [f"t{number}{text}" for number, text in enumerate(SCRIPTS)]

    return sandbox.work(write)


def test_there_are_thirty():
    assert len(set(SCRIPTS)) >= 30


def test_a_transaction_of_each_payload_is_shown_and_executes_nothing(browser, written):
    shown = 0
    for identifier, text in zip(written, SCRIPTS, strict=True):
        response = browser.get(page_of(identifier))
        assert response.status_code == 200, text
        assert "set-cookie" not in response.headers
        page = Page(response.text)
        assert page.hits() == [], text
        assert page.all("meta") == Page(browser.get("/console/clock").text).all("meta")
        shown += " ".join(text.split()) in " ".join(page.text.split())
    assert shown == len(SCRIPTS)  # as it was written: nothing was evaluated, nothing was lost


def test_the_lists_execute_nothing(browser, written):
    for path in ("/", "/console/webhooks"):
        page = Page(browser.get(path).text)
        assert page.hits() == []
        assert sum(" ".join(text.split()) in " ".join(page.text.split()) for text in SCRIPTS) >= 29


def test_what_is_sent_in_a_form_or_address_comes_back_as_text(browser):
    for text in SCRIPTS:
        for response in (
            browser.get("/", params=dict.fromkeys(("q", "service", "stage", "tenant", "page"), text)),
            browser.get("/console/requests", params={"service": text, "only": text}),
            browser.get("/console/switches", params={"tenant": text}),
            browser.get(page_of(text)),
            browser.get(f"/console/{quote(text, safe='')}"),
            browser.post("/console/faults", data=dict.fromkeys(("effect", "operation", "body", "times", "seed"), text)),
            browser.post("/console/webhooks", data=dict.fromkeys(("service", "url", "tenant"), text)),
            browser.post("/console/clock", data={"act": "set", "time": text}),
            browser.post("/console/switches/esignlive", data={"ids": text}),
        ):
            assert response.status_code in {200, 404, 422}
            if "html" in response.headers["content-type"]:
                assert Page(response.text).hits() == [], (response.url, text)


def test_what_was_asked_for_in_vain_is_shown_as_text(sandbox, browser):
    for text in SCRIPTS:
        browser.get(
            f"/esl/api/{quote(text, safe='')}",
            headers={"x-note": "<script>"},
        )
    assert Page(browser.get("/console/requests").text).hits() == []


CHANGES = [
    (route.template.replace("{id}", "t0").replace("{service}", "esignlive").replace("{number}", "1"))
    for routes in CONSOLE
    for route in routes.all
    if route.method == "POST"
]
FOREIGN = [
    {"origin": "http://evil.example"},
    {"origin": "null"},
    {"origin": "http://127.0.0.1:1"},
    {"origin": "http://localhost:8000"},
    {"origin": "https://127.0.0.1"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"host": "evil.example"},
    {"host": "127.0.0.1.evil.example"},
    {"host": "evil.example:80@127.0.0.1"},
]


def test_no_foreign_page_changes_anything(sandbox, browser):
    assert len(CHANGES) >= 9
    before = sandbox.app.changes.sequence
    for path in CHANGES:
        for headers in FOREIGN:
            response = browser.post(path, data={"act": "freeze", "effect": "502", "times": "1"}, headers=headers)
            assert response.status_code == 403, (path, headers)
    assert sandbox.app.changes.sequence == before


def test_every_change_is_a_post(browser, sandbox):
    before = sandbox.app.changes.sequence
    for path in CHANGES:
        assert browser.get(path).status_code in {200, 404}
    assert set(sandbox.app.changes.since(before)[1]) <= {"requests"}  # addresses that are none for a GET


@pytest.mark.parametrize("host", ["evil.example", "rebound.example:1", "[::2]", "127.0.0.1.nip.io"])
def test_no_other_name_reaches_a_page(browser, host):
    for path in PAGES:
        assert browser.get(path, headers={"host": host}).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/console/../_sandbox/health/../../etc/passwd",
        "/_sandbox/static/..%2f..%2fapp.py",
        "/_sandbox/static/%2e%2e%2fpages.py",
        "/_sandbox/static/....//console.js",
        "/console/transactions/..%2f..%2fetc%2fpasswd",
        "/console/transactions/t0/documents/..%2f..%2fx/original",
        "/console/transactions/%00",
        "/console/transactions/%ff%fe",
    ],
)
def test_no_address_leads_out(browser, path):
    response = browser.get(path)
    assert response.status_code == 404
    assert "root:" not in response.text
    assert "import" not in response.text
