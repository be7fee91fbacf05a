"""Deterministic mode: two processes with one seed answer the same requests with the same bytes."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from esignkit.sandbox import Sandbox, pdf
from tests import local_http
from tests.free_ports import free_ports
from tests.sandbox.constellation1.support import Client, tagged
from tests.sandbox.esl import at, client_of, sent
from tests.sandbox.ignisign.support import Application
from tests.sandbox.sink import Sink


@contextmanager
def served(seed, port, hash_seed):
    """A sandbox in a process of its own."""
    command = [
        sys.executable,
        "-m",
        "esignkit",
        "sandbox",
        "--port",
        str(port),
        "--ports",
        "--deterministic",
        str(seed),
    ]
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert any("is ready at" in line for line in process.stdout)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def accounts_of(url):
    env = local_http.get(f"{url}/_sandbox/accounts").json()[0]["env"]
    return SimpleNamespace(
        tenant="default",
        esignlive=SimpleNamespace(base_url=env["ESIGNLIVE_BASE_URL"], api_key=env["ESIGNLIVE_API_KEY"]),
        ignisign=SimpleNamespace(
            base_url=env["IGNISIGN_BASE_URL"],
            app_id=env["IGNISIGN_APP_ID"],
            app_env=env["IGNISIGN_APP_ENV"],
            app_secret=env["IGNISIGN_APP_SECRET"],
        ),
        constellation1=SimpleNamespace(
            base_url=env["CONSTELLATION1_BASE_URL"],
            api_key=env["CONSTELLATION1_API_KEY"],
            salt=env["CONSTELLATION1_SALT"],
            username=env["CONSTELLATION1_USERNAME"],
        ),
    )


def answers_of(url, sink):
    """Use all three services, and return every answer: status, headers and bytes by request."""
    found: list[tuple[str, int, list[tuple[str, str]], bytes]] = []

    def note(response):
        response.read()
        request = f"{len(found)} {response.request.method} {response.request.url.path}"
        found.append((request, response.status_code, list(response.headers.multi_items()), response.content))

    hooks = {"response": [note]}
    account = accounts_of(url)
    with local_http.Client(base_url=f"{url}/_sandbox", event_hooks=hooks) as control:
        control.post("/accounts")
        for provider in ("esignlive", "ignisign", "constellation1"):
            settings = {"events": ["PACKAGE_CREATE", "PACKAGE_COMPLETE"]} if provider == "esignlive" else {}
            control.post("/webhooks", json={"provider": provider, "url": sink.url, "settings": settings})
        control.post("/faults", json={"effect": "503", "provider": "esignlive", "probability": 0.4, "times": None})
        with client_of(SimpleNamespace(account=account)) as esl:
            esl.event_hooks = hooks
            for _ in range(12):
                esl.get("/packages/overview")
            control.delete("/faults")
            made = sent(esl)
            control.post(f"/transactions/{made}/sign", json={"signer": "ann@example.com"})
            control.post("/clock/advance", json={"seconds": 3600})
            control.post(f"/transactions/{made}/sign-all")
            for path in ("documents/doc1/pdf", "documents/zip", "evidence/summary", "audit"):
                esl.get(at(made, *path.split("/")), headers={"Accept": "*/*"})
            esl.get(at(made))
        with Application(None, account) as ignisign:
            ignisign.http.event_hooks = hooks
            asked = ignisign.published()
            control.post(f"/transactions/{asked}/sign-all")
            document = ignisign.context(asked)["documents"][0]["_id"]
            signatures = ignisign.ok("GET", f"documents/{document}/signatures")
            for path in ("file", "signature-proof", "asics", "img-signatures"):
                ignisign.call("GET", f"documents/{document}/{path}")
            ignisign.call("GET", f"documents/{document}/signatures/{signatures[0]['_id']}/xades")
            ignisign.call("GET", "A/signature-requests")
        client = Client(account.constellation1)
        client.http.event_hooks = hooks
        content = tagged("Seller 1", "Buyer 1")
        session = client.create(
            signers=("Seller 1", "Buyer 1"), documents=[{"FileName": "a.pdf", "FileBytes": [*content]}]
        )
        client.start(session)
        control.post(f"/transactions/{session}/sign-all")
        client.get(session)
        client.call("GET", f"/v1/sessions/{session}/actionlogs")
        client.close()
        for made_id in (made, asked, session):
            control.get(f"/transactions/{made_id}/signed")
            control.get(f"/transactions/{made_id}")
        while any(one["state"] == "pending" for one in control.get("/deliveries").json()):
            found.pop()  # how often it is asked is the weather's
        # Not /requests: the client chooses the boundaries of its multipart bodies by chance.
        for path in ("/transactions", "/ledger", "/clock", "/ca.pem"):
            control.get(path)
        control.post("/snapshot")
    return found


@pytest.fixture(scope="module")
def runs():
    """The answers of two runs with seed 1, each in a process of its own, on the same port."""
    port = free_ports(4)  # its own, and one for each service
    with Sink() as sink:
        found = []
        for hash_seed in ("11", "22"):
            sink.got.clear()
            with served(1, port, hash_seed) as url:
                answers = answers_of(url, sink)
            found.append((answers, list(sink.got)))
    return found


def test_one_seed_gives_the_same_bytes_in_two_processes(runs):
    (first, first_posts), (second, second_posts) = runs
    assert [line[:2] for line in first] == [line[:2] for line in second]
    for one, two in zip(first, second, strict=True):
        assert one == two, one[0]
    assert sorted(map(repr, first_posts)) == sorted(map(repr, second_posts))
    assert len(first_posts) > 5
    pdfs = [content for _, status, _, content in first if status == 200 and content.startswith(b"%PDF")]
    assert len(pdfs) >= 6
    assert {status for _, status, _, _ in first[:20]} == {200, 503}


def test_another_seed_gives_other_ids_and_keys():
    def made(seed):
        with Sandbox(seed=seed) as sandbox, client_of(sandbox) as esl:
            return esl.post("/packages", json={"name": "x"}).json()["id"], sandbox.ca_certificate

    one, two = made(1), made(2)
    assert one[0] != two[0]
    assert one[1] != two[1]


def test_the_certificate_says_that_the_key_is_public():
    with Sandbox(seed=7) as sandbox, client_of(sandbox) as esl:
        made = sent(esl)
        sandbox.sign_all(made)
        assert pdf.verify_pdf(sandbox.signed_file(made), [sandbox.ca_certificate]).ok
        from cryptography.x509 import load_pem_x509_certificate

        subject = load_pem_x509_certificate(sandbox.ca_certificate).subject.rfc4514_string()
        assert "PUBLIC TEST KEY" in subject


def test_a_run_that_goes_on_with_a_folder_makes_new_ids(tmp_path):
    def made():
        with Sandbox(seed=1, data=tmp_path) as sandbox, client_of(sandbox) as esl:
            return esl.post("/packages", json={"name": "x"}).json()["id"]

    assert made() != made()


def test_when_a_receiver_refuses_makes_no_difference_to_what_comes_after():
    def made(*, answers_before):
        with Sink() as sink, Sandbox(seed=7) as sandbox, client_of(sandbox) as esl:
            sink.status = 500
            if not answers_before:
                sink.semaphore.clear()
            sandbox.webhooks.register("esignlive", sink.url, events=["PACKAGE_CREATE"])
            esl.post("/packages", json={"name": "one"})
            if answers_before:
                assert [one.state for one in sandbox.deliveries()] == ["failed"]
            second = esl.post("/packages", json={"name": "two"}).json()["id"]
            sink.semaphore.set()
            sandbox.deliveries()
            return second, sorted(mail.id for mail in sandbox.outbox)

    early, late = made(answers_before=True), made(answers_before=False)
    assert early == late
    assert len(early[1]) == 2


@pytest.mark.parametrize("seed", ["people.toml", {"esignlive": {}}, True, 1.0])
def test_what_is_no_number_is_refused_and_told_where_files_go(seed):
    with pytest.raises(TypeError, match=r"seed= takes a whole number.*sandbox\.seed\(…\) reads a file or a dictionary"):
        Sandbox(seed=seed)
