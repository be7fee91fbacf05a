"""A killed sandbox loses nothing that it acknowledged; `nox -s trials` tries more of it."""

from __future__ import annotations

import collections
import subprocess
import sys
import threading

import httpx
import pytest

from esignkit.sandbox import Sandbox, pdf
from tests import local_http
from tests.trials import trial

from .esl import at, client_of, create, send, sent

SERVER = """
import sys, time
from esignkit.sandbox import Sandbox
with Sandbox(data=sys.argv[1]) as sandbox:
    print(sandbox.url, flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("enough", [3, pytest.param(100, marks=trial)])
def test_killed_under_load(tmp_path, enough):
    acknowledged: list[str] = []
    tried = [0]
    killing_time = threading.Event()

    with Sandbox(data=tmp_path) as first, client_of(first) as esl:
        account = first.account
        early = sent(esl)

    server = subprocess.Popen([sys.executable, "-c", SERVER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    with server:
        url = server.stdout.readline().strip()

        def write():
            headers = {"Authorization": f"Basic {account.esignlive.api_key}"}
            with local_http.Client(base_url=url + "/esl/api", headers=headers) as client:
                while True:
                    tried[0] += 1
                    try:
                        response = client.post("/packages", json={"name": "x"})
                    except httpx.TransportError:
                        return
                    acknowledged.append(response.json()["id"])
                    if len(acknowledged) >= enough:
                        killing_time.set()

        def sign():
            with local_http.Client(timeout=10) as client:
                while True:
                    try:
                        client.post(f"{url}/_sandbox/transactions/{early}/sign")
                    except httpx.TransportError:
                        return

        threads = [threading.Thread(target=write) for _ in range(8)] + [threading.Thread(target=sign)]
        for thread in threads:
            thread.start()
        assert killing_time.wait(20)
        server.kill()
        for thread in threads:
            thread.join()
    with Sandbox(data=tmp_path) as again, client_of(again) as esl:
        kept = {one.id for one in again.transactions("esignlive")}
        assert set(acknowledged) <= kept
        # Nothing is half done: what was executed is in the ledger, and what is in the ledger exists.
        assert {entry.transaction_id for entry in again.ledger(operation="packages.create")} == kept
        assert len(kept) <= tried[0] + 1
        if again.transaction(early).stage == "open":
            again.sign_all(early)
        report = pdf.verify_pdf(again.signed_file(early), [again.ca_certificate])
        assert report.ok, report.problems
        made = create(esl)
        send(esl, made)
        assert esl.get(at(made)).json()["status"] == "SENT"


@trial
def test_no_mail_is_lost_or_doubled_by_a_kill(tmp_path):
    with Sandbox(data=tmp_path) as first, client_of(first) as esl:
        account, packages = first.account, [create(esl) for _ in range(24)]

    acknowledged: list[str] = []
    killing_time = threading.Event()
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    with server:
        url = server.stdout.readline().strip()

        def send_some(chosen):
            headers = {"Authorization": f"Basic {account.esignlive.api_key}"}
            settings = {"headers": headers}
            with local_http.Client(base_url=url + "/esl/api", **settings) as client:
                for package_id in chosen:
                    try:
                        client.post(at(package_id), json={"status": "SENT"}).raise_for_status()
                    except httpx.TransportError:
                        return
                    acknowledged.append(package_id)
                    if len(acknowledged) >= 8:
                        killing_time.set()

        threads = [threading.Thread(target=send_some, args=(packages[number::4],)) for number in range(4)]
        for thread in threads:
            thread.start()
        assert killing_time.wait(60)
        server.kill()
        for thread in threads:
            thread.join()
    with Sandbox(data=tmp_path) as again, client_of(again) as esl:
        invitations = collections.Counter(mail.transaction_id for mail in again.outbox)
        # Sent or not, with all its mails or none; what was acknowledged was sent.
        assert invitations == {one.id: 2 for one in again.transactions() if one.status == "SENT"}
        assert set(acknowledged) <= set(invitations)
        for package_id in packages:  # nobody knows which were sent, so all are sent again
            esl.post(at(package_id), json={"status": "SENT"})
        assert collections.Counter(mail.transaction_id for mail in again.outbox) == dict.fromkeys(packages, 2)
        assert len({(mail.transaction_id, mail.to) for mail in again.outbox}) == len(again.outbox) == 48


def test_a_certificate_authority_of_work_that_was_rolled_back_is_not_signed_with(tmp_path):
    with Sandbox(data=tmp_path) as first, client_of(first) as esl:
        made = sent(esl)
        first.faults.add("500", "esignlive")
        assert esl.get(at(made, "evidence", "summary")).status_code == 500  # the first call that needs an authority
        first.sign_all(made)
        signed_by = first.ca_certificate
    with Sandbox(data=tmp_path) as second:
        assert second.ca_certificate == signed_by
