"""JSON can carry half of a surrogate pair. Every page shows a transaction whose texts have one, and can be searched."""

from __future__ import annotations

import pytest

from tests import local_http
from tests.sandbox.esl import at, client_of, package, role, sent
from tests.sandboxes import running_sandbox

HALF = "a\ud800b"

sandbox = running_sandbox(scope="module")


@pytest.fixture(scope="module")
def made(sandbox):
    with client_of(sandbox) as esl:
        [signer] = role(0)["signers"]
        given = package(1, name=HALF, description=HALF)
        given["roles"] = [{**role(0), "name": HALF, "signers": [{**signer, "firstName": HALF}]}]
        given["documents"][0]["name"] = HALF
        return sent(esl, **given)


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/?q=a", "/console/transactions/{id}", "/console/clock", "/console/outbox", "/console/requests"),
        *("/_sandbox/transactions", "/_sandbox/transactions/{id}", "/_sandbox/outbox", "/_sandbox/ledger"),
        *("{page}", "{page}/documents/0"),
    ],
)
def test_everything_can_be_seen(sandbox, made, path):
    where = path.format(id=made, page=sandbox.signing_url(made).removeprefix(sandbox.url))
    answer = local_http.get(sandbox.url + where, headers={"Accept": "text/html"}, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    if path in {"/", "/?q=a", "/console/transactions/{id}", "{page}"}:
        assert "a?b" in answer.text


def test_the_service_answers_what_it_was_given(sandbox, made):
    with client_of(sandbox) as esl:
        found = esl.get(at(made)).json()
    assert (found["name"], found["description"], found["roles"][0]["name"]) == (HALF, HALF, HALF)
    assert found["roles"][0]["signers"][0]["firstName"] == HALF
    assert HALF in [one["name"] for one in found["documents"]]


def test_it_can_be_signed_and_fetched(sandbox, made):
    assert sandbox.sign_all(made).status == "COMPLETED"
    with client_of(sandbox) as esl:
        for rest in (("documents", "doc1", "pdf"), ("documents", "zip"), ("evidence", "summary"), ("audit",)):
            assert esl.get(at(made, *rest)).status_code == 200
    answer = local_http.get(f"{sandbox.url}/_sandbox/transactions/{made}/signed")
    assert answer.content.startswith(b"%PDF")
