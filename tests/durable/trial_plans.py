"""The plans of the trials: agreements that are sent in several calls, each with a title of its own."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import frozen

from esignkit import Constellation1, ESignLive, Ignisign, RetryPolicy
from esignkit import constellation1 as c1
from esignkit import esignlive as esl
from esignkit.core.endpoint import PLANNER, Plan
from esignkit.core.flow import Steps
from esignkit.durable import flow
from esignkit.ignisign import NewSigner, SignatureRequests
from esignkit.types import FileInput

CLIENTS = {"esignlive": ESignLive, "ignisign": Ignisign, "constellation1": Constellation1}
PACKAGES = esl.Packages[Plan](PLANNER)
SESSIONS = c1.Sessions[Plan](PLANNER)
REQUESTS = SignatureRequests[Plan](PLANNER)


@frozen
class Service:
    """What is looked for at a service."""

    calls: dict[str, int]
    """How often each write is made for one plan."""
    sent: str
    """The call that sends."""
    no_question: frozenset[str] = frozenset()
    """Calls of which the service does not tell whether they were carried out."""


SERVICES = {
    "esignlive": Service({"packages.create": 1, "packages.send": 1}, "packages.send"),
    "ignisign": Service(
        {
            "signers.create": 1,
            "signature_requests.create": 1,
            "documents.create": 1,
            "documents.upload": 1,
            "signature_requests.publish": 1,
        },
        "signature_requests.publish",
        frozenset({"signature_requests.create", "documents.create"}),
    ),
    "constellation1": Service({"sessions.create": 1, "sessions.start": 1}, "sessions.start"),
}


@flow
def create_and_send(name: str, pdf: FileInput) -> Steps[str]:
    field = esl.Field(
        type=esl.FieldType.SIGNATURE, subtype=esl.FieldSubtype.FULLNAME, page=0, left=60, top=600, width=200, height=50
    )
    package = esl.Package(
        name=name,
        documents=[esl.Document(name="Lease", approvals=[esl.Approval(role="tenant", fields=[field])])],
        roles=[esl.Role(id="tenant", signers=[esl.Signer(first_name="Ada", last_name="B", email="ada@example.com")])],
    )
    package_id = yield from PACKAGES.create(package, files=[pdf])
    yield from PACKAGES.send(package_id)
    return package_id


@flow
def create_and_start(name: str, pdf: FileInput) -> Steps[str]:
    session = c1.Session(
        session_info=c1.SessionInfo(title=name, transaction_id=name),
        documents=[c1.Document(file_name="lease.pdf", file_bytes=pdf)],
        signers=[c1.Signer(first_name="Ada", last_name="B", email_address="a@example.com", signer_role="Seller 1")],
    )
    session_id = (yield from SESSIONS.create(session)).session_id
    yield from SESSIONS.start(session_id, return_url="https://example.com/signed")
    return session_id


def send_request(name: str, pdf: Path, profile: str) -> Any:
    signer = NewSigner(first_name="Ada", last_name="B", email="ada@example.com", external_id=name)
    return REQUESTS.send(profile, title=name, documents=[pdf], signers=[signer])


def plans_of(service: str, count: int, pdf: Path, profile: str) -> Iterator[tuple[str, Any]]:
    """Plans that are made as they are needed; the title of each is its key."""
    for number in range(count):
        key = f"Lease {number}"
        if service == "esignlive":
            yield key, create_and_send(key, pdf)
        elif service == "constellation1":
            yield key, create_and_start(key, pdf)
        else:
            yield key, send_request(key, pdf, profile)


def connect(service: str) -> Any:
    """A client of the sandbox that the environment names."""
    return CLIENTS[service].from_env(retry=RetryPolicy(base_delay=0.001), timeout=10.0)


def connecting(service: str) -> Any:
    """A function that connects and can be pickled."""
    return functools.partial(connect, service)
