"""One program for three services: only the service's name differs."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from esignkit.agreements import AsyncAgreements, Evidence, EvidenceKind, Status
from tests.agreements.support import ADA, BOB, SERVICES, Case, document, lease, open_case

if TYPE_CHECKING:
    from esignkit.sandbox import Sandbox, SandboxAccount

pytestmark = pytest.mark.parametrize("service", SERVICES)

KINDS = {
    "constellation1": {EvidenceKind.AUDIT_TRAIL},
    "ignisign": {EvidenceKind.CERTIFICATE, EvidenceKind.SIGNATURES},
    "esignlive": {EvidenceKind.SIGNED_DOCUMENT, EvidenceKind.CERTIFICATE, EvidenceKind.AUDIT_TRAIL},
}
NAMES = {
    "constellation1": ["action log.json"],
    "ignisign": ["lease proof.pdf", "lease signatures.asice"],
    "esignlive": ["lease.pdf", "evidence summary.pdf", "audit trail.json"],
}


def assert_complete(service: str, evidence: Evidence) -> None:
    """Each kind is there, or it is said why not."""
    there, missing = {file.kind for file in evidence.files}, {one.kind for one in evidence.missing}
    assert there == KINDS[service]
    assert there | missing | {EvidenceKind.SIGNATURES} == set(EvidenceKind)
    assert not there & missing
    assert all(len(one.reason) > 20 and "; instead: " in one.reason for one in evidence.missing)
    assert all(file.content for file in evidence.files)
    assert len({file.name for file in evidence.files}) == len(evidence.files)


def test_it_sends_waits_and_fetches_the_evidence(service: str, sandbox: Sandbox, tmp_path: Path):
    case = open_case(service, sandbox)
    with case.sign as sign:
        sent = sign.send(lease(parties=[ADA, BOB]))
        assert [party.email for party in sent.parties] == [ADA.email, BOB.email]
        assert (sent.service, sent.lost) == (service, frozenset())
        assert sign.state(sent.id).status is Status.OPEN
        sandbox.sign_all(sent.id)
        state = sign.wait(sent.id, timeout=30)
        assert (state.status, state.title, state.reference) == (Status.COMPLETED, "Lease", "lease-17")
        assert {(party.name, party.status.value) for party in state.parties} == {
            ("Ada Byron", "done"),
            ("Bob Stone", "done"),
        }
        evidence = sign.evidence(sent.id)
    assert_complete(service, evidence)
    paths = evidence.save(tmp_path / "lease")
    assert [path.read_bytes() for path in paths] == [file.content for file in evidence.files]
    with pytest.raises(FileExistsError, match="choose another folder"):
        evidence.save(tmp_path / "lease")


def test_evidence_is_written_to_a_folder_while_it_is_fetched(service: str, sandbox: Sandbox, tmp_path: Path):
    case, folder = open_case(service, sandbox), tmp_path / "new" / "lease"
    with case.sign as sign:
        sent = sign.send(lease(parties=[ADA, BOB]))
        sandbox.sign_all(sent.id)
        evidence = sign.evidence(sent.id, into=folder)
        assert_complete(service, evidence)
        in_memory = sign.evidence(sent.id)
        with pytest.raises(FileExistsError, match="choose another folder"):
            sign.evidence(sent.id, into=folder)
    assert [file.path for file in evidence.files] == [folder / file.name for file in in_memory.files]
    assert [file.name for file in evidence.files] == NAMES[service]
    assert sorted(folder.iterdir()) == sorted(folder / file.name for file in evidence.files)
    assert [file.size for file in evidence.files] == [len(file.content) for file in evidence.files]
    assert [(one.name, one.kind, one.document_id) for one in evidence.files] == [
        (one.name, one.kind, one.document_id) for one in in_memory.files
    ]
    copies = evidence.save(tmp_path / "copy")
    assert [path.read_bytes() for path in copies] == [file.content for file in evidence.files]


async def test_it_does_on_an_event_loop(
    service: str, sandbox: Sandbox, account: SandboxAccount, anyio_backend: str, tmp_path: Path
):
    async with AsyncAgreements.from_env(account.env(), service=service) as sign:
        sent = await sign.send(lease())
        sandbox.sign_all(sent.id)
        assert (await sign.wait(sent.id, timeout=30)).status is Status.COMPLETED
        assert_complete(service, await sign.evidence(sent.id))
        assert_complete(service, await sign.evidence(sent.id, into=tmp_path))
        assert [state.id for state in await sign.find("lease-17")] == [sent.id]
        if service != "constellation1":  # which has no list of all sessions
            assert [state.id async for state in sign.list()] == [sent.id]


def carried(plan: Any) -> Any:
    """A plan after it went somewhere else."""
    return pickle.loads(pickle.dumps(plan))


def test_its_plans_run_on_another_client_of_the_service(service: str, sandbox: Sandbox):
    case: Case = open_case(service, sandbox)
    plan = case.sign.plan
    with case.sign, open_case(service, sandbox, case.account).sign.client as other:
        sent = other.run(carried(plan.send(lease())))
        assert [state.id for state in other.run(carried(plan.find("lease-17")))] == [sent.id]
        sandbox.sign_all(sent.id)
        assert other.run(carried(plan.wait(sent.id, timeout=30))).status is Status.COMPLETED
        assert_complete(service, other.run(carried(plan.evidence(sent.id))))
        assert other.run(carried(plan.state(sent.id))).native is not None
        if service != "constellation1":  # which has no list of all sessions
            assert [state.id for state in other.run(carried(plan.list(limit=1)))] == [sent.id]
        draft = other.run(carried(plan.create(lease(title="Draft"))))
        assert case.sign.state(draft.id).status is Status.DRAFT
        other.run(carried(plan.send(draft.id)))
        assert case.sign.state(draft.id).status is Status.OPEN
        other.run(carried(plan.cancel(draft.id)))
        assert case.sign.state(draft.id).status is not Status.OPEN


def test_what_is_not_there_yet_is_missing_with_a_reason(service: str, sandbox: Sandbox):
    case = open_case(service, sandbox)
    with case.sign as sign:
        documents = [document([ADA, BOB], name) for name in ("lease.pdf", "annex.pdf")]
        sent = sign.send(lease(parties=[ADA, BOB], documents=documents))
        evidence = sign.evidence(sent.id)
    assert EvidenceKind.SIGNED_DOCUMENT not in {file.kind for file in evidence.files}
    reasons = {one.kind: one.reason for one in evidence.missing}
    assert EvidenceKind.SIGNED_DOCUMENT in reasons
    assert service != "ignisign" or "the service refused it" in reasons[EvidenceKind.CERTIFICATE]
    assert service != "esignlive" or "the agreement is open" in reasons[EvidenceKind.SIGNED_DOCUMENT]
    named = [one.document for one in evidence.missing if one.kind is EvidenceKind.SIGNED_DOCUMENT]
    assert named == ([None] if service == "constellation1" else ["lease.pdf", "annex.pdf"])
    for reason in reasons.values():
        assert not reason.endswith(".")
        assert "documents." not in reason  # the call's name says nothing to whoever misses a file
