"""Plans of all kinds, for tests: each call of the three services and of agreements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from esignkit.agreements import (
    Agreement,
    Anchor,
    Box,
    Delivery,
    Document,
    Field,
    FieldKind,
    InFile,
    Kba,
    Party,
    PartyRole,
    SendProgress,
    Sms,
)
from esignkit.agreements.calls import AgreementCalls
from esignkit.agreements.constellation1 import Constellation1Service
from esignkit.agreements.esignlive import ESignLiveService
from esignkit.agreements.ignisign import IgnisignService
from esignkit.core.endpoint import PLANNER, Plan
from esignkit.esignlive import Attachments, Package, Packages, Sessions, Signer, Templates
from esignkit.ignisign import NewDocument, NewSigner, SignatureRequests, Statement

AGREEMENTS: Mapping[str, AgreementCalls[Plan]] = {
    "constellation1": AgreementCalls(PLANNER, Constellation1Service("https://sign.example/{token}")),
    "ignisign": AgreementCalls(PLANNER, IgnisignService("profile-1")),
    "esignlive": AgreementCalls(PLANNER, ESignLiveService()),
}


def lease(file: Any) -> Agreement:
    """An agreement that has a bit of everything."""
    ada = Party(
        "Ada Byron",
        "ada@example.com",
        sign=[
            Box(page=1, left=100, top=200.5),
            Field(Anchor("Tenant:", offset=(10.0, -2.5)), kind=FieldKind.INITIALS, name="initials"),
            InFile("form_field"),
        ],
        auth=Sms("+15145550100"),
        step=1,
        delivery=Delivery.EMBEDDED,
        native={"language": "fr", "tags": ("a", "b")},
    )
    bob = Party("Bob Stone", "bob@example.com", role=PartyRole.VIEWER, auth=Kba(), message="Bonjour, ça va ?")
    return Agreement(
        title="Lease 17",
        documents=[Document(file, name="Lease"), b"%PDF-1.4 the second", ("third.pdf", b"%PDF-1.4 the third")],
        parties=[ada, bob],
        reference="lease-17",
        expires_at=datetime(2030, 1, 31, 12, tzinfo=timezone(timedelta(hours=-5))),
        remind_every=3,
        copy_to=["copy@example.com"],
        native={"data": {"$odd": 1, "none": None}},
    )


def of_agreements(file: Path) -> Iterator[tuple[str, Any]]:
    """Every call of agreements, as a plan of each service."""
    for name, calls in AGREEMENTS.items():
        yield f"{name} create", calls.create(lease(file), allow_loss={"reminders", "kba"})
        yield f"{name} send", calls.send(lease(str(file)), allow_loss=["reminders"], options={"timeout": 30.0})
        progress = SendProgress(
            service=name, digest="0" * 64, done={"create": "p-1", "ids": ("a", 1)}, agreement_id="p-1"
        )
        yield f"{name} send again", calls.send(lease(file), resume=progress)
        yield f"{name} send draft", calls.send("draft-1")
        yield f"{name} state", calls.state("a-1")
        yield f"{name} find", calls.find("lease-17", title="Lease 17")
        yield f"{name} wait", calls.wait("a-1", timeout=3600, interval=10)
        yield f"{name} remind", calls.remind("a-1", party="ada@example.com", message="Please sign")
        yield f"{name} cancel", calls.cancel("a-1")
        yield f"{name} sign_url", calls.sign_url("a-1", "ada@example.com")
        yield f"{name} evidence", calls.evidence("a-1")
        if name != "constellation1":  # it has no list
            yield f"{name} list", calls.list(limit=10)


def of_several_steps(file: Path) -> Iterator[tuple[str, Any]]:
    """The services' own calls of several steps, which the tables have no rows for."""
    packages: Packages[Plan] = Packages(PLANNER)
    requests: SignatureRequests[Plan] = SignatureRequests(PLANNER)
    yield "packages.wait_until_complete", packages.wait_until_complete("p-1", timeout=60.0)
    yield "packages.wait_until_signed", packages.wait_until_signed("p-1", interval=5.0)
    yield "packages.download_all", packages.download_all("p-1", file.parent / "evidence")
    yield (
        "templates.create_package",
        Templates(PLANNER).create_package(
            "t-1", {"Tenant": Signer(email="ada@example.com")}, changes=Package(name="Lease")
        ),
    )
    yield "attachments.accept", Attachments(PLANNER).accept("p-1", "r-1", attachment_id="a-1")
    yield (
        "attachments.reject",
        Attachments(PLANNER).reject("p-1", "r-1", attachment_id="a-1", comment="It cannot be read"),
    )
    yield (
        "signature_requests.send",
        requests.send(
            "profile-1",
            title="Lease",
            documents=[file, str(file), NewDocument(file=file, label="Lease"), ("b.pdf", b"%PDF-1.4")],
            signers=(signer for signer in ["signer-1", NewSigner(email="ada@example.com", first_name="Ada")]),
            statements=[Statement(label_md="I agree")],
            expiration_date=datetime(2030, 1, 31, tzinfo=UTC),
        ),
    )
    yield "signature_requests.wait", requests.wait("request-1")
    yield "sessions.start", Sessions(PLANNER).start()
