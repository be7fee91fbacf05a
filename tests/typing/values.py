# pyright: strict
"""Read by the type checkers, never run: options, files, secrets, absent values, and what a caller builds on them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import BinaryIO, assert_type

from esignkit import (
    NULL,
    UNSET,
    CallOptions,
    ESignLive,
    FileInput,
    Flow,
    Ignisign,
    JSONObject,
    Maybe,
    Operation,
    RetryPolicy,
    Secret,
    Steps,
    sleep,
)
from esignkit.constellation1 import (
    Document,
    Session,
    SessionInfo,
    SessionStatusEvent,
    Signer,
    SignerStatusEvent,
    UnknownEvent,
    UseSequence,
    parse_event,
)
from esignkit.esignlive import CallbackEventName, Package, PackageStatus, Role, Visibility


def options(client: ESignLive) -> None:
    patient: CallOptions = {"timeout": 120, "attempts": 1}
    patient["extra_headers"] = {"X-Trace": "1"}
    client.packages.get("p", options=patient)
    client.packages.get("p", options={"timeout": 2.5, "extra_query": {"a": 1, "b": None}, "extra_body": {"c": [1]}})
    client.packages.get("p", options=CallOptions(attempts=2))
    assert_type(patient.get("timeout"), float | None)
    assert_type(client.with_options(timeout=3.0, attempts=2), ESignLive)
    ESignLive(api_key="k", environment="us2", retry=RetryPolicy(attempts=5))


def files(client: Ignisign, opened: BinaryIO) -> None:
    several: list[FileInput] = [
        "lease.pdf",
        Path("lease.pdf"),
        b"%PDF",
        opened,
        io.BytesIO(b"%PDF"),
        ("lease.pdf", b"%PDF"),
        ("lease.pdf", Path("x"), "application/pdf"),
        ("lease.pdf", opened, None),
    ]
    for one in several:
        client.documents.upload("d", one)
    client.documents.download("d").save(Path("lease.pdf"), progress=lambda done, total: print(done, total))
    client.documents.download("d").save(opened)
    Document(file_name="lease.pdf", file_bytes=Path("lease.pdf"))


def values(client: ESignLive, name: Maybe[str], package: Package) -> None:
    client.packages.update("p", name=name)
    client.packages.update("p", name=UNSET)
    Package(name="Lease", due=NULL)
    assert_type(Secret("s").reveal(), str)
    assert_type(package.status, PackageStatus)
    assert_type(package.extra, JSONObject)
    assert_type(package.to_wire(), JSONObject)
    assert_type(Package.from_wire({"name": "Lease"}), Package)


def events(body: bytes) -> str | None:
    event = parse_event({}, body)
    assert_type(event, SessionStatusEvent | SignerStatusEvent | UnknownEvent)
    return event.signing_session_id


def a_flow_of_ones_own(client: ESignLive) -> None:
    def send_and_look(package_id: str) -> Steps[Package]:
        plan = client.packages.plan
        yield from plan.send(package_id)
        yield from sleep(0.1)
        return (yield from plan.get(package_id))

    def one(plan: Flow[Package]) -> Package:
        return client.run(plan)

    assert_type(client.run(send_and_look("p")), Package)
    assert_type(one(client.packages.plan.get("p")), Package)
    call: Operation[bytes] = client.documents.plan.download("p", "d").stream()
    assert_type(call.name, str)


def plain_values_where_an_enum_is_taken(client: ESignLive) -> None:
    client.callbacks.register("https://a.example", events=["PACKAGE_COMPLETE", CallbackEventName.PACKAGE_TRASH])
    package = Package(type="PACKAGE", roles=[Role(type="SIGNER", special_types=["NOTARY"])])
    assert_type(PackageStatus.knows(package.status), bool)
    Session(session_info=SessionInfo(use_sequence=1), signers=[Signer(auth_method="KBA", auth_methods=["SMS"])])


def plain_values_that_read_as_the_enum(info: SessionInfo) -> None:
    package = Package(status="SENT", visibility=None)
    package = Package(status=PackageStatus.SENT, visibility=Visibility.SENDER)
    package.status = "SENT"
    package.status = PackageStatus.DRAFT
    package.visibility = "ACCOUNT"
    package.visibility = None
    info.use_sequence = 1
    info.use_sequence = UseSequence.SEQUENTIAL


def members_that_are_values_of_enums(package: Package, info: SessionInfo) -> None:
    assert_type(package.status, PackageStatus)
    assert_type(package.status.is_known, bool)
    assert_type(package.visibility, Visibility | None)
    assert_type(info.use_sequence, UseSequence | None)
