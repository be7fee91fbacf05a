"""From a PDF to checked signatures on each service, over real HTTP, in every mode; the ledger is the judge."""

from __future__ import annotations

import pytest

from esignkit import OutcomeUnknownError
from esignkit import constellation1 as c1
from esignkit import esignlive as esl
from esignkit import ignisign as ign
from esignkit.constellation1.sessions import Sessions
from esignkit.core.endpoint import PLANNER
from esignkit.esignlive.documents import Documents as EslDocuments
from esignkit.esignlive.packages import Packages
from esignkit.ignisign.documents import Documents as IgnDocuments
from esignkit.ignisign.signature_profiles import SignatureProfiles
from esignkit.ignisign.signature_requests import SignatureRequests
from esignkit.ignisign.signers import Signers
from esignkit.sandbox.pdf import sample_agreement, verify_pdf

PDF = sample_agreement()
PEOPLE = (("Alice", "alice@example.com"), ("Bob", "bob@example.com"))

PACKAGES, DOCUMENTS = Packages(PLANNER), EslDocuments(PLANNER)
PROFILES, SIGNERS = SignatureProfiles(PLANNER), Signers(PLANNER)
REQUESTS, PAPERS = SignatureRequests(PLANNER), IgnDocuments(PLANNER)
SESSIONS = Sessions(PLANNER)


def executed(sandbox, provider, transaction_id):
    return [e.operation for e in sandbox.ledger(provider) if e.transaction_id == transaction_id]


def lease(**changes) -> esl.Package:
    def approval(role: str, top: float) -> esl.Approval:
        field = esl.Field(
            type=esl.FieldType.SIGNATURE,
            subtype=esl.FieldSubtype.FULLNAME,
            page=1,
            left=60.0,
            top=top,
            width=200.0,
            height=50.0,
        )
        return esl.Approval(role=role, fields=[field])

    return esl.Package(
        name="Lease é",
        autocomplete=True,
        documents=[esl.Document(name="Lease", approvals=[approval("alice", 200.0), approval("bob", 350.0)])],
        roles=[
            esl.Role(id=n.lower(), index=i, signers=[esl.Signer(first_name=n, last_name="Example", email=e)])
            for i, (n, e) in enumerate(PEOPLE, 1)
        ],
        **changes,
    )


def check(sandbox, content: bytes) -> None:
    report = verify_pdf(content, [sandbox.ca_certificate])
    assert report.ok, report.problems
    assert [s.signer for s in report.signatures][:2] == ["Alice Example", "Bob Example"]
    assert report.signatures[-1].is_seal


def test_esignlive(sandbox, using, tmp_path):
    client = using("esignlive")
    (tmp_path / "lease.pdf").write_bytes(PDF)
    package_id = client.run(PACKAGES.create(lease(), files=[tmp_path / "lease.pdf"]))
    assert client.run(PACKAGES.get(package_id)).status is esl.PackageStatus.DRAFT
    client.run(PACKAGES.send(package_id))
    assert client.run(PACKAGES.signing_url(package_id, "alice")).url
    assert str(client.run(PACKAGES.signing_status(package_id))) == "SIGNING_PENDING"
    for _, email in PEOPLE:
        sandbox.sign(package_id, email)
    done = client.run(PACKAGES.wait_until_complete(package_id, timeout=60.0))
    assert done.status is esl.PackageStatus.COMPLETED
    assert str(client.run(PACKAGES.signing_status(package_id))) == "COMPLETED"
    document_id = next(d.id for d in done.documents if d.name == "Lease")
    signed = client.run(DOCUMENTS.download(package_id, document_id).bytes())
    check(sandbox, signed)
    saved = client.run(DOCUMENTS.download(package_id, document_id).save(tmp_path / "signed.pdf"))
    assert saved.size == (tmp_path / "signed.pdf").stat().st_size
    assert (tmp_path / "signed.pdf").read_bytes() == signed
    assert client.run(PACKAGES.evidence_summary(package_id).bytes()).startswith(b"%PDF-")
    assert client.run(PACKAGES.download_zip(package_id).bytes()).startswith(b"PK")
    assert client.run(PACKAGES.list(search="Lease"))[0].id == package_id
    assert client.run(PACKAGES.overview()).completed == 1
    assert executed(sandbox, "esignlive", package_id).count("packages.create") == 1
    assert sum("sen" in o or "status" in o for o in executed(sandbox, "esignlive", package_id)) == 1


def test_ignisign(sandbox, using, tmp_path):
    client = using("ignisign")
    profiles = client.run(PROFILES.list())
    profile = next(p for p in profiles if p.integration_mode is ign.IntegrationMode.BY_SIDE)
    signers = [
        client.run(SIGNERS.create(profile.id, first_name=n, last_name="Example", email=e)).signer_id for n, e in PEOPLE
    ]
    request_id = client.run(REQUESTS.create(profile.id))
    document_id = client.run(PAPERS.create(request_id, label="Lease"))
    (tmp_path / "lease.pdf").write_bytes(PDF)
    assert client.run(PAPERS.upload(document_id, tmp_path / "lease.pdf")).document_nature is ign.DocumentType.PDF
    context = client.run(
        REQUESTS.update(request_id, title="Lease é", document_ids=[document_id], signer_ids=signers, external_id="x-1")
    )
    assert (context.title, context.external_id, context.signer_ids) == ("Lease é", "x-1", signers)
    assert client.run(REQUESTS.publish(request_id)).signature_request_id == request_id
    for signer_id in signers:
        sandbox.sign(request_id, signer_id)
    done = client.run(REQUESTS.wait(request_id, timeout=60.0))
    assert done.status is ign.SignatureRequestStatus.COMPLETED
    assert done.signed_by == signers
    assert client.run(PAPERS.signature_proof(document_id).bytes()).startswith(b"%PDF-")
    saved = client.run(PAPERS.signature_proof(document_id).save(tmp_path / "proof.pdf"))
    assert saved.size == (tmp_path / "proof.pdf").stat().st_size
    check(sandbox, sandbox.signed_file(request_id, document_id))
    assert [r.id for r in client.run(REQUESTS.list())] == [request_id]
    done = executed(sandbox, "ignisign", request_id)
    assert [sum(word in o for o in done) for word in ("signature_requests.create", "publish")] == [1, 1]


def home_sale() -> c1.Session:
    return c1.Session(
        session_info=c1.SessionInfo(title="Sale é", transaction_id="t-1"),
        documents=[c1.Document(file_name="sale.pdf", file_bytes=PDF)],
        signers=[
            c1.Signer(first_name=n, last_name="Example", email_address=e, signer_role=r)
            for (n, e), r in zip(PEOPLE, ("Seller 1", "Buyer 1"), strict=True)
        ],
    )


@pytest.mark.parametrize("form", ["integers", "base64"])
def test_constellation1(sandbox, using, form):
    client = using("constellation1", file_bytes=form)
    session_id = client.run(SESSIONS.create(home_sale())).session_id
    assert client.run(SESSIONS.get(session_id)).session_info.title == "Sale é"
    client.run(SESSIONS.start(session_id, return_url="https://example.com/back?a=b"))
    for _, email in PEOPLE:
        sandbox.sign(session_id, email)
    found = client.run(SESSIONS.get(session_id))
    assert found.status_code is c1.SessionStatus.COMPLETED
    assert [s.status_code for s in found.signers] == [c1.SignerStatus.COMPLETED] * 2
    check(sandbox, sandbox.signed_file(session_id))
    assert sandbox.original_file(session_id) == PDF
    copied = client.run(SESSIONS.copy(session_id, copy_options=c1.CopyOptions(version=0, retain_fields=True)))
    assert copied.session_id not in (None, session_id)
    client.run(SESSIONS.cancel(copied.session_id, return_url="https://example.com"))
    done = executed(sandbox, "constellation1", session_id)
    assert [sum(word in o for o in done) for word in ("sessions.create", "start")] == [1, 1]


# A lost answer ----------------------------------------------------------------------------------------------------


def count(sandbox, account, provider, operation):
    return sum(1 for e in sandbox.ledger(provider) if e.tenant == account.tenant and operation in e.operation)


def test_a_create_whose_answer_is_lost_is_not_sent_again(sandbox, using, account):
    for provider, operation, plan in (
        ("esignlive", "packages.create", PACKAGES.create(lease(), files=[("l.pdf", PDF)])),
        ("constellation1", "sessions.create", SESSIONS.create(home_sale())),
    ):
        sandbox.lose_response(provider, operation)
        with pytest.raises(OutcomeUnknownError) as caught:
            using(provider).run(plan)
        assert caught.value.attempts == 1
        assert "not sent again" in str(caught.value)
        assert count(sandbox, account, provider, operation) == 1


def test_a_send_whose_answer_is_lost_is_not_sent_again(sandbox, using, account):
    client = using("esignlive")
    package_id = client.run(PACKAGES.create(lease(), files=[("l.pdf", PDF)]))
    before = len(executed(sandbox, "esignlive", package_id))
    sandbox.lose_response("esignlive")
    with pytest.raises(OutcomeUnknownError):
        client.run(PACKAGES.send(package_id))
    assert len(executed(sandbox, "esignlive", package_id)) == before + 1
    assert client.run(PACKAGES.get(package_id)).status is esl.PackageStatus.SENT


def test_a_start_whose_answer_is_lost_is_not_sent_again(sandbox, using):
    client = using("constellation1")
    session_id = client.run(SESSIONS.create(home_sale())).session_id
    sandbox.lose_response("constellation1", "sessions.start")
    with pytest.raises(OutcomeUnknownError):
        client.run(SESSIONS.start(session_id, return_url="https://example.com"))
    assert executed(sandbox, "constellation1", session_id).count("sessions.start") == 1
    assert client.run(SESSIONS.get(session_id)).status_code is c1.SessionStatus.IN_SENT


def test_a_publish_whose_answer_is_lost_is_looked_up_and_not_sent_again(sandbox, using):
    client = using("ignisign")
    profile = client.run(PROFILES.list())[0]
    signer = client.run(SIGNERS.create(profile.id, first_name="A", last_name="B", email="a@example.com"))
    request_id = client.run(REQUESTS.create(profile.id))
    document_id = client.run(PAPERS.create(request_id, label="L"))
    client.run(PAPERS.upload(document_id, ("l.pdf", PDF)))
    client.run(REQUESTS.update(request_id, title="T", document_ids=[document_id], signer_ids=[signer.signer_id]))
    sandbox.lose_response("ignisign", "signature_requests.publish")
    assert client.run(REQUESTS.publish(request_id)).signature_request_id == request_id
    assert sum("publish" in o for o in executed(sandbox, "ignisign", request_id)) == 1
