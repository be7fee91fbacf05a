"""Test a web application that sends contracts, with the fixtures that esignkit's pytest plugin brings.

python -m pytest test_web_application.py
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from esignkit import ESignLive
from esignkit.sandbox import Sandbox
from esignkit.sandbox.pdf import sample_agreement, verify_pdf
from esignkit.testing import TenantFaults, TenantLedger
from esignkit.testing.webhooks import WebhookSink
from web_application import app

TENANT = {"first_name": "Ada", "last_name": "Byron", "email": "ada@example.com"}
FILES = {"pdf": ("lease.pdf", sample_agreement(), "application/pdf")}


@pytest.fixture
def browser(
    esign_env: dict[str, str], esign_webhooks: WebhookSink, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[TestClient]:
    monkeypatch.setenv("CALLBACK_KEY", esign_webhooks.key)
    monkeypatch.setenv("SIGNED_FOLDER", str(tmp_path))
    with TestClient(app) as client:
        yield client


def test_the_signed_lease_is_filed(
    browser: TestClient, esign_sandbox: Sandbox, esign_webhooks: WebhookSink, tmp_path: Path
) -> None:
    package_id = browser.post("/leases", data=TENANT, files=FILES).json()
    esign_sandbox.sign(package_id, "ada@example.com")
    for event in esign_webhooks.received("esignlive") * 2:  # each comes twice
        assert browser.post("/events", content=event.body, headers=event.headers).status_code == 204
    (filed,) = tmp_path.iterdir()
    report = verify_pdf(filed.read_bytes(), [esign_sandbox.ca_certificate])
    assert report.ok
    assert report.signatures[0].signer == "Ada Byron"


def test_a_forged_event_is_refused(browser: TestClient) -> None:
    event = {"name": "PACKAGE_COMPLETE", "packageId": "anything"}
    assert browser.post("/events", json=event, headers={"Authorization": "Basic guessed"}).status_code == 401


def test_a_lease_is_sent_once_when_the_answer_is_lost(
    browser: TestClient, esignlive: ESignLive, esign_faults: TenantFaults, esign_ledger: TenantLedger
) -> None:
    esign_faults.add("reset", "esignlive", "packages.send", stage="after-commit")
    assert browser.post("/leases", data=TENANT, files=FILES).status_code == 502
    assert len(esign_ledger.entries(operation="packages.send")) == 1
    assert len(esignlive.packages.list(query="SENT").all()) == 1
