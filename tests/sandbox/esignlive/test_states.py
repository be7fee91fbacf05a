"""The table of states: every cell, as a request."""

from __future__ import annotations

import json

import pytest

from esignkit.sandbox.domain.model import transaction_from_json, transaction_to_json
from esignkit.sandbox.emulators.esignlive.emulator import ESignLiveEmulator
from esignkit.sandbox.emulators.esignlive.states import DELETED, RULES, STATUSES, markdown
from tests.sandbox.esl import AGREEMENT, approval, at, client_of, create, role, send
from tests.tables import in_one_test

from .support import root_of

DOC = ("documents", "doc1")
APPROVAL = (*DOC, "approvals", "approval0")
FIELD = (*APPROVAL, "fields", "city")
ROLE = ("roles", "role0")
FILE = ("attachment", "passport", "file", "1")
TEXT = ("n.txt", b"new", "text/plain")
CONDITION = {
    "id": "c1",
    "condition": "document['doc1'].field['city'].value == 'X'",
    "action": "document['doc1'].field['town'].disabled = false",
}
SIGNER = {"packageId": "{id}", "signerId": "role0"}
SCHEDULE = {"startInDaysDelay": 1, "intervalInDays": 2, "repetitionsCount": 3}


def call(method, *path, body=None, files=None, query="", signer=False, root=""):
    return {
        "method": method,
        "path": path,
        "body": body,
        "files": files,
        "query": query,
        "signer": signer,
        "root": root,
    }


def payload(document):
    return [("payload", (None, json.dumps(document))), ("file", TEXT)]


CALLS = {
    "packages.send": call("POST", body={"status": "SENT"}),
    "packages.revert_to_draft": call("POST", body={"status": "DRAFT"}),  # PUT of what is the status already is no move
    "packages.complete": call("POST", body={"status": "COMPLETED"}),
    "packages.archive": call("POST", body={"status": "ARCHIVED"}),
    "packages.trash": call("POST", body={"trashed": True}),
    "packages.restore": call("POST", body={"trashed": False}),
    "packages.delete": call("DELETE"),
    "packages.clone": call("POST", "clone", body={}),
    "packages.update": call("PUT", body={"name": "New"}),
    "packages.get": call("GET"),
    "packages.signing_status": call("GET", "signingStatus"),
    "packages.audit": call("GET", "audit"),
    "packages.field_summary": call("GET", "fieldSummary"),
    "packages.referenced_conditions": call("GET", "referencedConditions"),
    "packages.thank_you_dialog": call("GET", "thank_you_dialog"),
    "packages.support_information": call("GET", root="/api/package_information/{id}/support_information"),
    "packages.evidence_summary": call("GET", "evidence", "summary"),
    "packages.notify": call("POST", "notifications", body={"email": "ann@example.com"}),
    "documents.add": call("POST", "documents", files=payload({"id": "n"})),
    "documents.reorder": call("PUT", "documents", body=[{"id": "doc1", "index": 1}]),
    "documents.delete_several": call("DELETE", "documents", body=["doc1"]),
    "documents.get": call("GET", *DOC),
    "documents.update": call("PUT", *DOC, body={"name": "New"}),
    "documents.replace": call("POST", *DOC, files=payload({})),
    "documents.delete": call("DELETE", *DOC),
    "documents.pdf": call("GET", *DOC, "pdf"),
    "documents.original": call("GET", *DOC, "original"),
    "documents.page": call("GET", *DOC, "pages", "0"),
    "documents.zip": call("GET", "documents", "zip"),
    "documents.get_visibility": call("GET", "documents", "visibility"),
    "documents.set_visibility": call("POST", "documents", "visibility", body={"configurations": []}),
    "documents.apply_layout": call("POST", *DOC, "layout", query="?layoutName=Layout"),
    "documents.localize_consent": call("POST", "documents", "localize-consent", body={"language": "fr"}),
    "documents.sign": call("POST", "documents", "signConfirm", body={"id": "doc1"}, signer=True),
    "documents.sign_all": call("POST", "documents", "signed_documents", body={"documents": []}, signer=True),
    "document_fields.add": call("POST", *DOC, "fields", body={"id": "qr2"}),
    "document_fields.put": call("PUT", *DOC, "fields", body={"id": "qr"}),
    "document_fields.get": call("GET", *DOC, "fields", "qr"),
    "document_fields.update": call("PUT", *DOC, "fields", "qr", body={"left": 4}),
    "document_fields.delete": call("DELETE", *DOC, "fields", "qr"),
    "imprint_fields.add": call("POST", *DOC, "imprint-fields", body={"id": "im2"}),
    "imprint_fields.delete_all": call("DELETE", *DOC, "imprint-fields"),
    "imprint_fields.get": call("GET", *DOC, "imprint-fields", "im"),
    "imprint_fields.update": call("PUT", *DOC, "imprint-fields", "im", body={"value": "x"}),
    "imprint_fields.delete": call("DELETE", *DOC, "imprint-fields", "im"),
    "approvals.add": call("POST", *DOC, "approvals", body={"id": "a9", "role": "role1"}),
    "approvals.replace": call("PUT", *DOC, "approvals", body=[approval(1)]),
    "approvals.get": call("GET", *APPROVAL),
    "approvals.update": call("PUT", *APPROVAL, body={"name": "x"}),
    "approvals.delete": call("DELETE", *APPROVAL),
    "approvals.of_signer": call("GET", "signers", "signer0", "approvals"),
    "approvals.signable": call("GET", *DOC, "signers", "signer0", "approvals"),
    "approvals.notify_mobile": call("POST", *APPROVAL, "mobile_notification"),
    "fields.add": call("POST", *APPROVAL, "fields", body={"id": "new"}),
    "fields.add_with_id": call("POST", *APPROVAL, "fields", "new", body={}),
    "fields.get": call("GET", *FIELD),
    "fields.update": call("PUT", *FIELD, body={"value": "x"}),
    "fields.delete": call("DELETE", *FIELD),
    "fields.set_conditions": call("PUT", *FIELD, "conditionalFields", body={"conditions": [CONDITION]}),
    "roles.list": call("GET", "roles"),
    "roles.add": call("POST", "roles", body={"id": "r9"}),
    "roles.reorder": call("PUT", "roles", body=[{"id": "role0", "index": 3}]),
    "roles.get": call("GET", *ROLE),
    "roles.update": call("PUT", *ROLE, body={"name": "Tenant"}),
    "roles.delete": call("DELETE", *ROLE),
    "roles.unlock": call("POST", *ROLE, "unlock"),
    "roles.signing_url": call("GET", *ROLE, "signingUrl"),
    "roles.notify": call("POST", *ROLE, "notifications"),
    "roles.notify_by_sms": call("POST", *ROLE, "sms_notification"),
    "roles.signature_image": call("GET", *ROLE, "signatureImage"),
    "roles.get_verification": call("GET", *ROLE, "verification"),
    "roles.add_verification": call("POST", *ROLE, "verification", body={"typeId": "personalCertificateSigning"}),
    "roles.update_verification": call("PUT", *ROLE, "verification", body={"payload": "x"}),
    "roles.delete_verification": call("DELETE", *ROLE, "verification"),
    "authentication_tokens.sender": call("POST", root="/api/authenticationTokens/sender", body={"packageId": "{id}"}),
    "authentication_tokens.signer_multi_use": call(
        "POST", root="/api/authenticationTokens/signer/multiUse", body=SIGNER
    ),
    "authentication_tokens.signer_single_use": call(
        "POST", root="/api/authenticationTokens/signer/singleUse", body=SIGNER
    ),
    "sessions.create_for_signer": call("POST", root="/api/sessions?package={id}&signer=role0"),
    "attachments.upload": call(
        "POST", "attachment", "passport", files=[("payload", (None, b"")), ("file", TEXT)], signer=True
    ),
    "attachments.get": call("GET", "attachment", "passport"),
    "attachments.get_file": call("GET", *FILE),
    "attachments.delete_file": call("DELETE", *FILE),
    "attachments.zip": call("GET", "attachment", "zip"),
    "attachments.zip_of_role": call("GET", "attachment", "zip", "role0"),
    "attachments.exists": call("GET", "attachment", "passport", "exists"),
    "attachments.file_exists": call("GET", *FILE, "exists"),
    "attachments.zip_of_role_exists": call("GET", "attachment", "zip", "role0", "exists"),
    "attachments.verifications": call("GET", "attachment", "verifications"),
    "supporting_documents.list": call("GET", root="/api/supporting-documents/v1/transactions/{id}"),
    "supporting_documents.add": call(
        "POST", root="/api/supporting-documents/v1/transactions/{id}", files=[("files", TEXT)]
    ),
    "supporting_documents.download": call(
        "GET", root="/api/supporting-documents/v1/transactions/{id}/documents/1/download"
    ),
    "supporting_documents.download_all": call("GET", root="/api/supporting-documents/v1/transactions/{id}/download"),
    "supporting_documents.update": call(
        "PUT", root="/api/supporting-documents/v1/transactions/{id}/documents/1", body={"fileName": "x"}
    ),
    "supporting_documents.delete": call("DELETE", root="/api/supporting-documents/v1/transactions/{id}/documents/1"),
    "reminders.get": call("GET", "reminders"),
    "reminders.create": call("POST", "reminders", body=SCHEDULE),
    "reminders.update": call("PUT", "reminders", body=SCHEDULE),
    "reminders.delete": call("DELETE", "reminders"),
    "virtual_room.get": call("GET", "virtual-room", "config"),
    "virtual_room.update": call("PUT", "virtual-room", "config", body={"video": True}),
    "virtual_room.masked_fields": call("GET", "virtual-room", "config", "masked-fields"),
    "virtual_room.set_masked_fields": call(
        "POST", "virtual-room", "config", "masked-fields", body=["doc1-approval0-city"]
    ),
    "virtual_room.mask": call("PUT", "virtual-room", "config", "masked-fields", "doc1-approval0-city"),
    "virtual_room.unmask": call("DELETE", "virtual-room", "config", "masked-fields", "doc1-approval0-city"),
    "virtual_room.recordings": call("GET", root="/virtual-room-video/{id}/recordings"),
    "virtual_room.download_recording": call("GET", root="/virtual-room-video/{id}/download-recording/r1"),
    "vault.get": call("GET", "eOriginalVault", "vaultingData"),
    "vault.update": call("PUT", "eOriginalVault", "vaultingData", body={"a": 1}),
    "vault.revault": call("POST", "eOriginalVault", "revault"),
    "reports.transaction_detail": call("GET", root="/api/reports/transaction-detail/{id}"),
}
"""One request that succeeds, for every call of the table."""

NEVER_THERE = {"virtual_room.download_recording"}
"""Calls that no status refuses and that still find nothing."""


@pytest.fixture(scope="module")
def bases(sandbox):
    """A package in every status, kept as JSON: cells work on copies."""
    account = sandbox.create_account()
    with client_of(sandbox, account) as esl:
        made = {status: package_in(sandbox, esl, status) for status in (*STATUSES, "SIGNED")}
        source = create(esl, name="Source")
        layout = {"id": source, "name": "Layout", "documents": [{"id": "doc1"}]}
        assert esl.post("/layouts", json=layout).status_code == 200
        bodies = {
            status: enrich(sandbox, transaction_to_json(sandbox.transaction(one))) for status, one in made.items()
        }
        yield sandbox, esl, account.tenant, bodies


def package_in(sandbox, esl, status):
    owed = {"id": "passport", "name": "Passport"}
    signed = approval(0)
    signed["fields"].append({"id": "city", "type": "INPUT", "subtype": "TEXTFIELD"})
    document = {"id": "doc1", "name": "Agreement", "approvals": [signed, approval(1)]}
    made = create(
        esl,
        autocomplete=status != "SIGNED",
        roles=[role(0, attachmentRequirements=[owed]), role(1)],
        documents=[document],
        due=f"{sandbox.clock.now().year + 1}-01-01T00:00:00Z",
    )
    if status != "DRAFT":
        send(esl, made)
    if status in {"SIGNED", "COMPLETED", "ARCHIVED"}:
        sandbox.sign_all(made)
    if status == "ARCHIVED":
        esl.post(at(made), json={"status": "ARCHIVED"})
    if status == "DECLINED":
        sandbox.decline(made)
    if status == "OPTED_OUT":
        esl.post(root_of(esl) + f"/_sandbox/packages/{made}/signer", json={"act": "opt_out"})
    if status == "EXPIRED":
        expire(sandbox, made)
    return made


def expire(sandbox, made):
    def let_pass(work):
        found = work.transaction(made)
        found.due = work.now
        work.save(found)

    sandbox.work(let_pass)


def enrich(sandbox, body):
    """Give a package what calls look for: a file attached, a QR code, an imprint, a verification, a further document."""
    digest = sandbox.work(lambda work: work.put_blob(AGREEMENT))
    wire = body["wire"]
    wire["roles"][0]["attachmentRequirements"][0]["files"] = [{"id": 1, "name": "p.pdf"}]
    wire["documents"][0]["fields"] = [{"id": "qr", "name": "qr", "type": "IMAGE", "subtype": "QRCODE"}]
    wire["documents"][0]["imprintFields"] = [{"id": "im", "name": "im", "type": "INPUT", "subtype": "LABEL"}]
    supporting = {"id": 1, "documentName": "s.txt", "version": 1, "_blob": digest, "_type": "text/plain"}
    wire["extras"] = {
        "attachments": {"1": digest},
        "verifications": {"role0": {"typeId": "personalCertificateSigning", "payload": None}},
        "supporting": [supporting],
        **wire["extras"],
    }
    return json.dumps(body)


def fresh(bases, status):
    """Return a copy of the package in a status, and the session of its first signer."""
    sandbox, _, tenant, bodies = bases

    def copy(work):
        made = transaction_from_json(json.loads(bodies[status]))
        made.id = work.ids.base64_28()
        work.save(made)
        session = {"tenant": tenant, "user": "signer0", "package": made.id, "role": "role0"}
        work.put_record("esignlive", "session", made.id, {**session, "expires": "9999-01-01T00:00:00+00:00"}, tenant)
        return made.id

    return sandbox.work(copy)


def ask(esl, package_id, one):
    path = root_of(esl) + one["root"].replace("{id}", package_id) if one["root"] else at(package_id, *one["path"])
    headers = {"Accept": "*/*"}
    if one["signer"]:
        headers["Cookie"] = f"ESIGNLIVE_SESSION_ID={package_id}"
    else:
        headers["Authorization"] = esl.headers["authorization"]
    body = json.loads(json.dumps(one["body"]).replace("{id}", package_id))
    content = {"files": one["files"]} if one["files"] else {"json": body} if body is not None else {}
    plain = esl.build_request(one["method"], path + one["query"])
    return esl.send(type(plain)(one["method"], plain.url, headers=headers, **content))


@pytest.mark.parametrize("operation", RULES)
@in_one_test("status", STATUSES)
def test_cell(bases, operation, status):
    sandbox, esl = bases[:2]
    to = RULES[operation].leads_to.get(status)
    package_id = fresh(bases, "SIGNED" if (operation, status) == ("packages.complete", "SENT") else status)
    response = ask(esl, package_id, CALLS[operation])
    after = sandbox.work(lambda work: work.transaction(package_id))
    if to is None:
        assert response.status_code == 400, response.text
        assert response.json()["messageKey"] == f"error.validation.{RULES[operation].key}"
        assert (after.status, after.deleted) == (status, False)
        return
    if operation in NEVER_THERE:
        assert response.status_code == 404
    else:
        assert response.status_code in {200, 204}, response.text
    assert (DELETED if after.deleted else after.status) == to


def test_every_call_about_a_package_is_in_the_table():
    routes = ESignLiveEmulator().routes()
    about_one = {one.operation for one in routes if "{packageId}" in one.template}
    besides = {"packages.move", "fast_track.url", "signing_page", "sandbox.signer_acts"}
    assert about_one - set(RULES) == besides
    assert set(CALLS) == set(RULES)


def test_a_move_by_the_other_method(bases):
    esl = bases[1]
    for operation, method in [
        ("packages.send", "PUT"),
        ("packages.archive", "PUT"),
        ("packages.revert_to_draft", "PUT"),
    ]:
        for status in STATUSES:
            to = RULES[operation].leads_to.get(status)
            if (operation, status) == ("packages.revert_to_draft", "DRAFT"):
                continue
            package_id = fresh(bases, status)
            response = ask(esl, package_id, {**CALLS[operation], "method": method})
            assert response.status_code == (200 if to else 400), (operation, status)


def test_the_table_as_markdown():
    lines = markdown().splitlines()
    assert len(lines) == len(RULES) + 2
    assert lines[0] == f"| call | {' | '.join(STATUSES)} |"
    assert "| `packages.send` | → SENT | no | no | no | no | no | no |" in lines
