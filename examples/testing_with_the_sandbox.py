"""Test code that sends contracts: against the sandbox, without an account and without a network.

python -m pytest testing_with_the_sandbox.py
"""

from collections.abc import Iterator

import pytest

from esignkit import ESignLive, OutcomeUnknownError
from esignkit.esignlive import Approval, Document, Field, FieldSubtype, FieldType, Package, Role, Signer
from esignkit.sandbox import Sandbox
from esignkit.sandbox.pdf import sample_agreement


def send_lease(client: ESignLive, email: str, pdf: bytes) -> str:
    """The code under test: yours is longer."""
    signature = Field(
        type=FieldType.SIGNATURE, subtype=FieldSubtype.FULLNAME, page=0, left=60, top=600, width=200, height=50
    )
    lease = Package(
        name="Lease",
        autocomplete=True,
        documents=[Document(name="Lease", approvals=[Approval(role="tenant", fields=[signature])])],
        roles=[Role(id="tenant", signers=[Signer(first_name="Ada", last_name="Byron", email=email)])],
    )
    package_id = client.packages.create(lease, files=[("lease.pdf", pdf)])
    client.packages.send(package_id)
    return package_id


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[ESignLive]:
    with ESignLive.from_env(sandbox.create_account().env()) as client:  # a separate account for each test
        yield client


def test_a_lease_is_complete_once_the_tenant_has_signed(sandbox: Sandbox, client: ESignLive) -> None:
    package_id = send_lease(client, "ada@example.com", sample_agreement())
    sandbox.sign(package_id, "ada@example.com")
    assert client.packages.get(package_id).status == "COMPLETED"


def test_a_lease_is_not_sent_twice_when_the_answer_is_lost(sandbox: Sandbox, client: ESignLive) -> None:
    before = len(sandbox.ledger("esignlive", "packages.send"))
    sandbox.lose_response("esignlive", "packages.send")
    with pytest.raises(OutcomeUnknownError):
        send_lease(client, "ada@example.com", sample_agreement())
    assert len(sandbox.ledger("esignlive", "packages.send")) == before + 1
