"""The life cycle on each service: create, send, sign, wait, fetch, check."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import define, field

from esignkit.demo.folder import InputFile, free_path
from esignkit.demo.places import places_of

if TYPE_CHECKING:
    from esignkit.sandbox import Sandbox
    from esignkit.sandbox.pdf import Place

__all__ = ["SERVICES", "Result"]

Progress = Callable[[str], None]
PEOPLE = (("Alice", "alice@example.com"), ("Bob", "bob@example.com"))
PER_DOCUMENT = len(PEOPLE) + 1
"""Digital signatures expected in each signed document: one of each person, and the sandbox's seal."""


@define
class Result:
    """What became of one service's run."""

    service: str
    id: str = ""
    status: str = ""
    pages: int = 0
    valid: int = 0
    expected: int = 0
    seconds: float = 0.0
    files: list[Path] = field(factory=list[Path])
    notes: list[str] = field(factory=list[str])
    problems: list[str] = field(factory=list[str])

    @property
    def ok(self) -> bool:
        """Whether everything was signed and every signature is good."""
        return not self.problems and self.valid == self.expected > 0


def _keep(result: Result, folder: Path, name: str, content: bytes) -> Path:
    path = free_path(folder, name)
    with path.open("xb") as file:
        file.write(content)
    result.files.append(path)
    return path


def _check(result: Result, sandbox: Sandbox, path: Path, progress: Progress) -> None:
    """Check a signed file as anybody could: with nothing but the file and the authority's certificate."""
    from esignkit.sandbox.pdf import verify_pdf

    report = verify_pdf(path.read_bytes(), [sandbox.ca_certificate])
    valid = [
        signature
        for signature in report.signatures
        if not signature.earlier and signature.valid and signature.intact and signature.trusted
    ]
    result.pages += report.pages
    result.expected += PER_DOCUMENT
    result.valid += len(valid)
    result.problems += report.problems
    names = ", ".join(signature.signer for signature in valid)
    verdict = "unchanged since" if report.ok else "; ".join(report.problems)
    progress(f"checked {path.name}: {len(valid)} signatures ({names}), {verdict}")


def esignlive(sandbox: Sandbox, documents: Sequence[InputFile], folder: Path, progress: Progress) -> Result:
    """eSignLive: signed PDFs and the evidence come through the API."""
    from esignkit.esignlive import (
        Approval,
        Document,
        ESignLive,
        Field,
        FieldSubtype,
        FieldType,
        Package,
        Role,
        Signer,
    )

    result = Result("eSignLive")

    def approvals(document: InputFile) -> list[Approval]:
        places = places_of(document, len(PEOPLE))
        if None in places:
            result.notes.append(
                f"{document.name} has no free place for every signature: the ones without a place are there, but do "
                "not show."
            )
        return [
            Approval(role=first.lower(), fields=[signature(place)])
            for (first, _), place in zip(PEOPLE, places, strict=True)
        ]

    def signature(place: Place | None) -> Field:
        kind, style = FieldType.SIGNATURE, FieldSubtype.FULLNAME
        if place is None:
            return Field(type=kind, subtype=style)
        box = place.box
        return Field(
            type=kind, subtype=style, page=place.page, left=box.left, top=box.top, width=box.width, height=box.height
        )

    with ESignLive(base_url=sandbox.esignlive.base_url, api_key=sandbox.esignlive.api_key) as client:
        package = Package(
            name="Demo package",
            autocomplete=True,
            documents=[Document(name=one.name, approvals=approvals(one)) for one in documents],
            roles=[
                Role(id=first.lower(), index=n, signers=[Signer(first_name=first, last_name="Example", email=email)])
                for n, (first, email) in enumerate(PEOPLE, 1)
            ],
        )
        result.id = client.packages.create(package, files=[(one.name, one.content) for one in documents])
        progress(f"created package {result.id} with {len(documents)} document(s)")
        client.packages.send(result.id)
        progress("sent it")
        for first, email in PEOPLE:
            sandbox.sign(result.id, email)
            progress(f"{first} signed")
        done = client.packages.wait_until_complete(result.id, timeout=30.0)
        result.status = str(done.status)
        progress(f"the package is {done.status}")
        own_documents = [one for one in done.documents if one.id != "default-consent"]
        for document in own_documents:
            path = free_path(folder, f"esignlive-{document.name}")
            client.documents.download(result.id, document.id).save(path, overwrite=False)
            result.files.append(path)
            _check(result, sandbox, path, progress)
        evidence = free_path(folder, "esignlive-evidence.pdf")
        client.packages.evidence_summary(result.id).save(evidence, overwrite=False)
        result.files.append(evidence)
        progress("fetched the evidence summary")
    if len(own_documents) != len(documents):
        result.problems.append("a document is missing")
    return result


def ignisign(sandbox: Sandbox, documents: Sequence[InputFile], folder: Path, progress: Progress) -> Result:
    """Ignisign: the signature proof comes through the API."""
    from esignkit.ignisign import Ignisign, IntegrationMode

    result = Result("Ignisign")
    account = sandbox.ignisign
    with Ignisign(
        base_url=account.base_url, app_id=account.app_id, app_env=account.app_env, app_secret=account.app_secret
    ) as client:
        profile = next(
            profile
            for profile in client.signature_profiles.list()
            if profile.integration_mode == IntegrationMode.BY_SIDE
        )
        profile_id = profile.id
        signers = [
            client.signers.create(profile_id, first_name=first, last_name="Example", email=email).signer_id
            for first, email in PEOPLE
        ]
        result.id = client.signature_requests.create(profile_id)
        progress(f"created signature request {result.id} with profile {profile.name!r}")
        ids: list[str] = []
        for document in documents:
            document_id = client.documents.create(result.id, label=document.name)
            client.documents.upload(document_id, (document.name, document.content))
            ids.append(document_id)
        client.signature_requests.update(result.id, title="Demo request", document_ids=ids, signer_ids=signers)
        client.signature_requests.publish(result.id)
        progress(f"published it with {len(documents)} document(s)")
        for (first, _), signer_id in zip(PEOPLE, signers, strict=True):
            sandbox.sign(result.id, signer_id)
            progress(f"{first} signed")
        done = client.signature_requests.wait(result.id, timeout=30.0)
        result.status = str(done.status)
        progress(f"the request is {done.status}")
        for document, document_id in zip(documents, ids, strict=True):
            proof = free_path(folder, f"ignisign-proof-{document.name}")
            client.documents.signature_proof(document_id).save(proof, overwrite=False)
            result.files.append(proof)
            path = _keep(result, folder, f"ignisign-{document.name}", sandbox.signed_file(result.id, document_id))
            _check(result, sandbox, path, progress)
    result.notes.append(
        "Ignisign's signature proof came through the API; what its pages hold is not published, so the sandbox's are "
        "our inference. The signed PDF beside it was taken from the sandbox's own control API."
    )
    return result


def constellation1(sandbox: Sandbox, documents: Sequence[InputFile], folder: Path, progress: Progress) -> Result:
    """Constellation1: no download call is documented, so the signed file comes from the sandbox's control API."""
    from esignkit.constellation1 import Constellation1, Document, Session, SessionInfo, SessionStatus, Signer

    result = Result("Constellation1")
    account = sandbox.constellation1
    with Constellation1(
        base_url=account.base_url, api_key=account.api_key, salt=account.salt, username=account.username
    ) as client:
        session = Session(
            session_info=SessionInfo(title="Demo session"),
            documents=[Document(file_name=one.name, file_bytes=one.content) for one in documents],
            signers=[
                Signer(first_name=first, last_name="Example", email_address=email, signer_role=role)
                for (first, email), role in zip(PEOPLE, ("Seller 1", "Buyer 1"), strict=True)
            ],
        )
        result.id = client.sessions.create(session).session_id
        progress(f"created session {result.id} with {len(documents)} document(s)")
        client.sessions.start(result.id, return_url="https://example.com")
        progress("started it")
        for first, email in PEOPLE:
            sandbox.sign(result.id, email)
            progress(f"{first} signed")
        session = client.sessions.get(result.id)
        status = session.status_code
        result.status = status.name.title() if isinstance(status, SessionStatus) else str(status)
        progress(f"the session is {result.status}")
        for one, held in zip(documents, sandbox.transaction(result.id).documents, strict=True):
            path = _keep(result, folder, f"constellation1-{one.name}", sandbox.signed_file(result.id, held.id))
            _check(result, sandbox, path, progress)
    result.notes.append(
        "Constellation1 documents no download call; its signed file was taken from the sandbox's own control API."
    )
    return result


SERVICES: dict[str, Callable[[Sandbox, Sequence[InputFile], Path, Progress], Result]] = {
    "Constellation1 eSign": constellation1,
    "Ignisign": ignisign,
    "eSignLive / OneSpan Sign": esignlive,
}
