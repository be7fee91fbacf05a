"""The page for the state: what its forms do, and what it says of what cannot be done."""

from __future__ import annotations

import html
import re

import pytest

from tests import local_http
from tests.sandbox.esl import client_of
from tests.sandboxes import emptied, running_sandbox

sandbox = running_sandbox(scope="module")

SEED = '[[esignlive.packages]]\ntitle = "From a page"\n'


@pytest.fixture
def browser(sandbox):
    emptied(sandbox)
    with local_http.Client(base_url=sandbox.url, headers={"Origin": sandbox.url}, follow_redirects=True) as client:
        yield client


def test_seed_save_reset_load(sandbox, browser):
    added = browser.post("/console/state/seed", data={"seed": SEED}).text
    assert "Added what the seed says, with 1 transaction." in added
    assert "1 transaction and 1 account." in added
    saved = browser.post("/console/state/save")
    assert "sandbox.snapshot" in saved.headers["content-disposition"]
    assert "0 transactions" in browser.post("/console/state/reset", data={"sure": "yes"}).text
    loaded = browser.post("/console/state/load", files={"snapshot": ("a", saved.content)})
    assert "Loaded the snapshot." in loaded.text
    assert "1 transaction and" in loaded.text
    assert [one.title for one in sandbox.transactions()] == ["From a page"]
    assert "personal data" in browser.get("/console/state").text


def test_the_example_can_be_added(sandbox, browser):
    example = re.search("<pre>(.*?)</pre>", browser.get("/console/state").text, re.DOTALL)
    seed = html.unescape(example[1])
    assert "1 transaction" in browser.post("/console/state/seed", data={"seed": seed}).text
    assert [one.status for one in sandbox.transactions()] == ["SENT"]


@pytest.mark.parametrize("query", ["done=added&transactions=<b>", "done=nothing", "done=added", "transactions=2"])
def test_the_page_says_nothing_that_its_forms_do_not_say(browser, query):
    assert 'id="message"' not in browser.get(f"/console/state?{query}").text


@pytest.mark.parametrize(
    ("form", "fields", "problem"),
    [
        ("load", {"files": {"snapshot": ("a", b"<b>")}}, "this is not a snapshot of a sandbox"),
        ("load", {}, "this is not a snapshot of a sandbox"),
        ("reset", {}, "check the box to say that you mean it"),
        ("seed", {"data": {"seed": " # nothing"}}, "the seed: there is nothing in it"),
        ("seed", {"data": {"seed": "[esignlive]"}}, "there is nothing in it"),
        (
            "seed",
            {"data": {"seed": '[[esignlive.packages]]\ntitl = "</textarea><b>"'}},
            "line 2: esignlive.packages[0].titl",
        ),
        ("seed", {"data": {"seed": SEED + '[[accounts]]\nname = "default"'}}, "there is an account default already"),
        ("seed", {"data": {"seed": "[clock]\nfrozen = true"}}, "leaves the clock alone"),
        ("seed", {"data": {"seed": SEED + 'documents = [{ file = "/etc/passwd" }]'}}, "a page takes no files"),
        (
            "seed",
            {"data": {"seed": '[[accounts]]\nname = "half"\n[[faults]]\neffect = "none"'}},
            "effect cannot be none",
        ),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(sandbox, browser, form, fields, problem):
    with client_of(sandbox) as esl:
        esl.post("/packages", json={"name": "kept"})
    answer = browser.post(f"/console/state/{form}", **fields)
    assert answer.status_code == 400
    assert problem in answer.text
    assert "<b>" not in answer.text
    assert [one.title for one in sandbox.transactions()] == ["kept"]
    tenants = [one["tenant"] for one in browser.get("/_sandbox/accounts").json()]
    assert tenants == ["default"]


def test_a_page_of_another_site_can_do_nothing(browser):
    for form in ("save", "load", "seed", "reset"):
        assert browser.post(f"/console/state/{form}", headers={"Origin": "http://evil.example"}).status_code == 403
