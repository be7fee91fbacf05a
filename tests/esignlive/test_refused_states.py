"""Every call of the client about a package, in every status that refuses it: what the caller then has in hand.

The statuses are those of the sandbox's table, each package is a real one there, and each call is the client's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import anyio
import attrs
import pytest

import esignkit.esignlive as esl
from esignkit.errors import NotFoundError, ValidationError
from esignkit.esignlive import AsyncESignLive, ESignLive
from esignkit.sandbox import Sandbox
from esignkit.sandbox.emulators.esignlive.emulator import ESignLiveEmulator
from esignkit.sandbox.emulators.esignlive.states import RULES, STATUSES
from esignkit.types import Outcome
from tests.esignlive import helper as h
from tests.inside import inside_sandbox
from tests.sandbox.esignlive.test_states import enrich, fresh, package_in
from tests.sandbox.esl import client_of, create
from tests.tables import in_one_test

TEXT = ("n.txt", b"new")
FIELD = esl.Field(id="city", type=esl.FieldType.INPUT, subtype=esl.FieldSubtype.TEXTFIELD)
TOWN = esl.Field(id="town", type=esl.FieldType.INPUT, subtype=esl.FieldSubtype.TEXTFIELD)
QR = esl.Field(id="qr", type=esl.FieldType.IMAGE, subtype=esl.FieldSubtype.QRCODE)
NEW_QR = esl.Field(id="qr2", type=esl.FieldType.IMAGE, subtype=esl.FieldSubtype.QRCODE)
IMPRINT = esl.ImprintField(value="x")
SIGNATURE = esl.Approval(id="a9", role="role1", fields=[])
RULE = esl.ConditionalField(
    id="city",
    conditions=[
        esl.Condition(
            id="c1",
            condition="document['doc1'].field['city'].value == 'X'",
            action="document['doc1'].field['town'].disabled = false",
        )
    ],
)
SCHEDULE = esl.PackageReminderSchedule(start_in_days_delay=1, interval_in_days=2, repetitions_count=3)
VERIFICATION = esl.Verification(type_id="personalCertificateSigning")
IN_APPROVAL: dict[str, Any] = {"approval_id": "approval0"}
OF_CITY: dict[str, Any] = {"approval_id": "approval0", "field_id": "city"}

Call = Callable[[str], Any]

CALLS: dict[str, list[Call]] = {
    "packages.send": [h.packages.send, lambda p: h.packages.update(p, status="SENT")],
    "packages.revert_to_draft": [h.packages.revert_to_draft],
    "packages.complete": [h.packages.complete],
    "packages.archive": [h.packages.archive, lambda p: h.packages.update(p, status="ARCHIVED")],
    "packages.update": [lambda p: h.packages.update(p, name="New")],
    "documents.add": [
        lambda p: h.documents.create(p, esl.Document(name="n"), file=TEXT),
        lambda p: h.documents.create_many(p, [esl.Document(name="n")], files=[TEXT]),
    ],
    "documents.reorder": [lambda p: h.documents.reorder(p, [esl.Document(id="doc1", index=1)])],
    "documents.delete_several": [lambda p: h.documents.delete_many(p, ["doc1"])],
    "documents.update": [lambda p: h.documents.update(p, "doc1", name="New")],
    "documents.replace": [lambda p: h.documents.replace(p, "doc1", esl.Document(), file=TEXT)],
    "documents.delete": [lambda p: h.documents.delete(p, "doc1")],
    "documents.set_visibility": [lambda p: h.documents.set_visibility(p, esl.DocumentVisibility(configurations=[]))],
    "documents.apply_layout": [lambda p: h.documents.apply_layout(p, "doc1", layout_name="Layout")],
    "documents.localize_consent": [lambda p: h.documents.localize_consent(p, language="fr")],
    "documents.sign": [lambda p: h.documents.sign(p, esl.SignedDocument(id="doc1"))],
    "documents.sign_all": [lambda p: h.documents.sign_all(p, ["doc1"])],
    "document_fields.add": [lambda p: h.document_fields.create(p, "doc1", NEW_QR)],
    "document_fields.put": [lambda p: h.document_fields.replace_all(p, "doc1", [QR])],
    "document_fields.update": [lambda p: h.document_fields.update(p, "doc1", QR, field_id="qr")],
    "document_fields.delete": [lambda p: h.document_fields.delete(p, "doc1", field_id="qr")],
    "imprint_fields.add": [lambda p: h.imprint_fields.create(p, "doc1", IMPRINT)],
    "imprint_fields.delete_all": [lambda p: h.imprint_fields.delete_all(p, "doc1")],
    "imprint_fields.update": [lambda p: h.imprint_fields.update(p, "doc1", IMPRINT, field_id="im")],
    "imprint_fields.delete": [lambda p: h.imprint_fields.delete(p, "doc1", field_id="im")],
    "approvals.add": [lambda p: h.approvals.create(p, "doc1", SIGNATURE)],
    "approvals.replace": [lambda p: h.approvals.replace_all(p, "doc1", [SIGNATURE])],
    "approvals.update": [lambda p: h.approvals.update(p, "doc1", esl.Approval(name="x"), **IN_APPROVAL)],
    "approvals.delete": [lambda p: h.approvals.delete(p, "doc1", **IN_APPROVAL)],
    "approvals.notify_mobile": [lambda p: h.notifications.send_mobile(p, "doc1", **IN_APPROVAL)],
    "fields.add": [lambda p: h.fields.create(p, "doc1", TOWN, **IN_APPROVAL)],
    "fields.add_with_id": [lambda p: h.fields.create_with_id(p, "doc1", FIELD, field_id="new", **IN_APPROVAL)],
    "fields.update": [lambda p: h.fields.update(p, "doc1", FIELD, **OF_CITY)],
    "fields.delete": [lambda p: h.fields.delete(p, "doc1", **OF_CITY)],
    "fields.set_conditions": [lambda p: h.fields.set_conditions(p, "doc1", RULE, **OF_CITY)],
    "roles.add": [lambda p: h.roles.create(p, esl.Role(id="r9"))],
    "roles.reorder": [lambda p: h.roles.reorder(p, [esl.Role(id="role0", index=3)])],
    "roles.update": [lambda p: h.roles.update(p, "role0", name="Tenant")],
    "roles.delete": [lambda p: h.roles.delete(p, "role0")],
    "roles.unlock": [lambda p: h.roles.unlock(p, "role0")],
    "roles.signing_url": [lambda p: h.packages.signing_url(p, "role0")],
    "roles.notify": [lambda p: h.notifications.send(p, "role0")],
    "roles.notify_by_sms": [lambda p: h.notifications.send_sms(p, "role0")],
    "roles.add_verification": [lambda p: h.signer_verification.create(p, "role0", VERIFICATION)],
    "roles.update_verification": [lambda p: h.signer_verification.update(p, "role0", VERIFICATION)],
    "roles.delete_verification": [lambda p: h.signer_verification.delete(p, "role0")],
    "packages.notify": [lambda p: h.notifications.remind(p, email="ann@example.com", message="m")],
    "packages.evidence_summary": [lambda p: h.packages.evidence_summary(p).bytes()],
    "authentication_tokens.signer_multi_use": [lambda p: h.tokens.create_signer_token(p, "role0", multi_use=True)],
    "authentication_tokens.signer_single_use": [lambda p: h.tokens.create_signer_token(p, "role0")],
    "sessions.create_for_signer": [lambda p: h.sessions.create(package=p, signer="role0")],
    "attachments.upload": [lambda p: h.attachments.upload(p, "passport", [TEXT])],
    "attachments.delete_file": [lambda p: h.attachments.delete_file(p, "passport", file_id=1)],
    "reminders.create": [lambda p: h.reminders.create(p, SCHEDULE)],
    "reminders.update": [lambda p: h.reminders.update(p, SCHEDULE)],
    "reminders.delete": [h.reminders.delete],
    "virtual_room.update": [lambda p: h.virtual_rooms.update(p, esl.VirtualRoom(video=True))],
    "virtual_room.set_masked_fields": [lambda p: h.virtual_rooms.set_masked_fields(p, ["doc1-approval0-city"])],
    "virtual_room.mask": [lambda p: h.virtual_rooms.mask_field(p, "doc1-approval0-city")],
    "virtual_room.unmask": [lambda p: h.virtual_rooms.unmask_field(p, "doc1-approval0-city")],
    "vault.revault": [h.packages.revault],
}
"""The client's calls, by the name that the sandbox's table has for them."""

BY_SIGNERS = {"documents.sign", "documents.sign_all", "attachments.upload"}
NO_MOVE = {("packages.revert_to_draft", "DRAFT")}
"""A PUT that names the status there is already moves nothing and is no refusal: renames carry it as ballast."""
REFUSING = {name for name, rule in RULES.items() if len(rule.leads_to) < len(STATUSES)}


@attrs.frozen
class World:
    """Packages in every status, and the clients that call."""

    bases: Any
    sandbox: Sandbox
    env: dict[str, str]

    def package(self, operation: str, status: str, *, refused: bool) -> str:
        signed = (operation, status) == ("packages.complete", "SENT") and not refused
        return fresh(self.bases, "SIGNED" if signed else status)

    def credentials(self, operation: str, package_id: str) -> dict[str, Any]:
        url = self.env["ESIGNLIVE_BASE_URL"]
        if operation in BY_SIGNERS:
            return {"session_id": package_id, "base_url": url}  # `fresh` opens a session under the package's id
        return {"api_key": self.env["ESIGNLIVE_API_KEY"], "base_url": url}


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with inside_sandbox(emulators=[ESignLiveEmulator()]) as sandbox:
        account = sandbox.create_account()
        with client_of(sandbox, account) as raw:
            bodies = {status: enrich_of(sandbox, raw, status) for status in (*STATUSES, "SIGNED")}
            layout = {"id": create(raw, name="Source"), "name": "Layout", "documents": [{"id": "doc1"}]}
            assert raw.post("/layouts", json=layout).status_code == 200
            yield World((sandbox, raw, account.tenant, bodies), sandbox, account.env())


def enrich_of(sandbox: Sandbox, raw: Any, status: str) -> str:
    from esignkit.sandbox.domain.model import transaction_to_json

    made = package_in(sandbox, raw, status)
    return str(enrich(sandbox, transaction_to_json(sandbox.transaction(made))))


def refusing(operation: str) -> list[str]:
    leads_to = RULES[operation].leads_to
    return [one for one in STATUSES if one not in leads_to and (operation, one) not in NO_MOVE]


def check(error: Any, operation: str, status: str, flow: Any) -> None:
    assert type(error) is ValidationError
    assert error.status == 400
    assert error.code == f"error.validation.{RULES[operation].key}"
    assert error.outcome is Outcome.REJECTED
    assert not error.maybe_applied
    assert error.attempts == 1
    assert error.operation == flow.name
    assert status in str(error)


@in_one_test("operation", sorted(CALLS))
def test_refused_in_the_blocking_client(world: World, operation: str):
    for status in refusing(operation):
        for call in CALLS[operation]:
            package_id = world.package(operation, status, refused=True)
            flow = call(package_id)
            with ESignLive(**world.credentials(operation, package_id)) as client:
                with pytest.raises(ValidationError) as caught:
                    client.run(flow)
                check(caught.value, operation, status, flow)
            assert world.sandbox.transaction(package_id).status == status


@in_one_test("operation", sorted(CALLS))
def test_refused_in_the_awaiting_client(world: World, operation: str):
    async def main() -> None:
        for status in refusing(operation):
            for call in CALLS[operation]:
                package_id = world.package(operation, status, refused=True)
                flow = call(package_id)
                async with AsyncESignLive(**world.credentials(operation, package_id)) as client:
                    with pytest.raises(ValidationError) as caught:
                        await client.run(flow)
                    check(caught.value, operation, status, flow)

    anyio.run(main)


@in_one_test("operation", sorted(CALLS))
def test_and_done_where_it_is_allowed(world: World, operation: str):
    for status, to in RULES[operation].leads_to.items():
        for call in CALLS[operation]:
            package_id = world.package(operation, status, refused=False)
            with ESignLive(**world.credentials(operation, package_id)) as client:
                client.run(call(package_id))
            assert world.sandbox.transaction(package_id).status == to


def test_every_call_that_a_status_refuses_is_here():
    assert set(CALLS) == REFUSING


def test_an_unknown_package_is_not_found_by_any_call(world: World):
    for operation, calls in CALLS.items():
        if operation in BY_SIGNERS:
            continue
        for call in calls:
            with (
                ESignLive(**world.credentials(operation, "")) as client,
                pytest.raises(NotFoundError) as caught,
            ):
                client.run(call("nowhere="))
            assert caught.value.code == "error.notFound.packageNotFound", operation
