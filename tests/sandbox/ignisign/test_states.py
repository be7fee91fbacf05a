"""Every call in every status: what the table says is what the server does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from esignkit.sandbox import TransitionNotAllowed, pdf
from esignkit.sandbox.emulators.ignisign import states
from esignkit.sandbox.emulators.ignisign.emulator import IgnisignEmulator
from tests.docs.hooks import shown

from .support import ANN, ASKED, INDIVIDUAL, PUBLISH, SIMPLE, TEMPLATE

CALLS = {
    "signature_requests.update": ("PUT", "signature-requests/{request}", {"description": "new"}),
    "signature_requests.publish": ("POST", "signature-requests/{request}/publish", {}),
    "signature_requests.close": ("POST", "signature-requests/{request}/close", {}),
    "signature_requests.get": ("GET", "signature-requests/{request}/context", None),
    "documents.create": ("POST", "A/init-documents", {"signatureRequestId": "{request}"}),
    "documents.update": ("PUT", "documents/{document}", {"label": "new"}),
    "documents.delete": ("DELETE", "documents/{document}", None),
    "documents.get": ("GET", "documents/{document}", None),
    "documents.context": ("GET", "documents/{document}/context", None),
    "documents.upload": ("POST", "documents/{document}/file", "file"),
    "documents.set_json": ("POST", "documents/{document}/data-json-content", {"jsonContent": {"a": 1}}),
    "documents.set_private": ("POST", "documents/{document}/private-content", {"documentHash": "hash"}),
    "documents.remove_content": ("DELETE", "documents/{document}/content", None),
    "documents.request": (
        "POST",
        "documents/{document}/requests",
        {"target": "APPLICATION", "documentId": "{document}"},
    ),
    "documents.download": ("GET", "documents/{document}/file", None),
    "documents.check_authenticity": ("POST", "documents/{document}/check-authenticity", "file"),
    "documents.signatures": ("GET", "documents/{document}/signatures", None),
    "documents.signature": ("GET", "documents/{document}/signatures/{signature}", None),
    "documents.xades": ("GET", "documents/{document}/signatures/{signature}/xades", None),
    "documents.asic": ("GET", "documents/{document}/asics", None),
    "documents.signature_proof": ("GET", "documents/{document}/signature-proof", None),
    "documents.advanced_proof": ("POST", "documents/{document}/generate-advanced-signature-proof", {}),
    "documents.signature_images": ("GET", "documents/{document}/img-signatures", None),
    "documents.signature_type": ("GET", "v4:documents/{document}/signature-type/PDF_WITH_SIGNATURES", None),
    "documents.signature_type_of_signer": (
        "GET",
        "v4:documents/{document}/signature-type/XADESDET/signers/{signer}",
        None,
    ),
}
"""By operation: method, path and body; ids stand in braces."""

LEAVES_THE_DOCUMENT_ALONE = ("signature_requests.", "documents.create", "documents.check", "documents.advanced")


def draft(app, profile=SIMPLE, fields=None, **info):
    """Two signers, and two documents: the first one listed first; the second is one that may be asked for."""
    request_id = app.draft(profile)
    first = app.document(request_id, pdf.sample_agreement(), label="first", **info)
    signers = [app.signer(**ANN), app.signer(firstName="Bob", lastName="Baker", email="bob@example.com")]
    app.update(request_id, title="Lease", documentIds=[first], signerIds=signers, **(fields or {}))
    return request_id


def waiting_for_documents(app):
    request_id = draft(app, ASKED)
    asked = app.document(request_id, label="asked")
    app.ok("POST", f"documents/{asked}/requests", {"target": "APPLICATION", "documentId": asked})
    app.update(request_id, documentIds=[*app.context(request_id)["documentIds"], asked])
    app.publish(request_id)
    return request_id


def with_data(app, **switches):
    app.switch(**switches)
    request_id = draft(app, TEMPLATE)
    data = app.document(request_id, label="data")
    app.ok("POST", f"documents/{data}/data-json-content", {"jsonContent": {"rent": 900}})
    app.update(request_id, documentIds=[*app.context(request_id)["documentIds"], data])
    app.publish(request_id)
    return request_id


def published(app, profile=SIMPLE, **fields):
    request_id = draft(app, profile, fields)
    app.publish(request_id)
    return request_id


def processing(app):
    app.switch(processing="time", after_seconds=10**6)
    request_id = in_progress(app)
    app.sandbox.sign_all(request_id)
    return request_id


def in_progress(app):
    """Signed by one of two, so that there is a signature to look at."""
    request_id = published(app)
    app.sandbox.sign(request_id, "ann@example.com")
    return request_id


def completed(app):
    request_id = published(app)
    app.sandbox.sign_all(request_id)
    return request_id


def expired(app):
    clock = app.sandbox.clock
    date = clock.now() + timedelta(seconds=2)
    request_id = published(app, expirationDateIsActivated=True, expirationDate=date.isoformat())
    clock.advance(303)  # the service looks every five minutes
    assert app.status(request_id) == "EXPIRED"
    clock.set(datetime.now(UTC))
    return request_id


def cancelled(app):
    request_id = published(app)
    app.ok("POST", f"signature-requests/{request_id}/close", {})
    return request_id


MAKE = {
    "DRAFT": draft,
    "WAITING_DOCUMENTS": waiting_for_documents,
    "WAITING_DOCUMENTS_GENERATION": lambda app: with_data(app, generation="time", after_seconds=10**6),
    "READY": lambda app: published(app, diffusionMode="SCHEDULED", diffusionDate="2099-01-01T00:00:00Z"),
    "IN_PROGRESS": in_progress,
    "PROCESSING": processing,
    "COMPLETED": completed,
    "EXPIRED": expired,
    "FAILED": lambda app: with_data(app, generation_fails=True),
    "CANCELLED": cancelled,
    "CHILDREN_GENERATED": lambda app: published(app, INDIVIDUAL),
}

AFTER = {
    ("signature_requests.publish", "DRAFT"): "IN_PROGRESS",
    ("signature_requests.close", "DRAFT"): "CANCELLED",
    ("signature_requests.close", "WAITING_DOCUMENTS"): "CANCELLED",
    ("signature_requests.close", "WAITING_DOCUMENTS_GENERATION"): "CANCELLED",
    ("signature_requests.close", "READY"): "CANCELLED",
    ("signature_requests.close", "IN_PROGRESS"): "COMPLETED",
    ("signature_requests.close", "PROCESSING"): "COMPLETED",
}
"""The status after a call, where it is another one; IN_PROGRESS has a signature here."""

TABLE = list(states.state_table())

OPEN = {"WAITING_DOCUMENTS", "WAITING_DOCUMENTS_GENERATION", "READY", "IN_PROGRESS", "PROCESSING"}
EVERYWHERE = {"DRAFT", "COMPLETED", "EXPIRED", "FAILED", "CANCELLED", "CHILDREN_GENERATED", *OPEN}
ONLY_DRAFT, ONLY_COMPLETED = {"DRAFT"}, {"COMPLETED"}
SIGNED = {"IN_PROGRESS", "PROCESSING", "COMPLETED"}
ALLOWED = {
    "signature_requests": {
        "update": {"DRAFT"},
        "publish": {"DRAFT"},
        "close": {"DRAFT", "CANCELLED", *OPEN},
        "get": EVERYWHERE,
    },
    "documents": {
        **dict.fromkeys(("create", "update", "delete", "remove_content", "request"), ONLY_DRAFT),
        **dict.fromkeys(("upload", "set_json", "set_private"), ONLY_DRAFT),
        **dict.fromkeys(("get", "context", "download", "check_authenticity", "signatures"), EVERYWHERE),
        **dict.fromkeys(("signature", "xades"), SIGNED),
        **dict.fromkeys(("asic", "signature_proof", "advanced_proof", "signature_images"), ONLY_COMPLETED),
        **dict.fromkeys(("signature_type", "signature_type_of_signer"), ONLY_COMPLETED),
    },
}
"""What the reference says in words, read once more and apart from the table: calls by resource, with their statuses."""

CODES = {
    "update": "SIGNATURE_REQUEST_BAD_STATUS",
    "create": "SIGNATURE_REQUEST_BAD_STATUS",
    "upload": "DOCUMENT_LOCKED",
    "delete": "DOCUMENT_LOCKED",
    "signature": "SIGNATURE_NOT_FOUND",
    "signature_proof": "DOCUMENT_PROOF_NOT_CREATED",
    "signature_images": "NO_SIGNATURE_IMAGES_FOUND",
}


class Target:
    """One request with its first document, to which calls can be made."""

    def __init__(self, app, status, which=0):
        self.app = app
        self.id = MAKE[status](app)
        context = app.context(self.id)
        assert context["status"] == status
        self.document = context["documentIds"][which]
        signatures = app.ok("GET", f"documents/{self.document}/signatures")
        self.ids = {
            "request": self.id,
            "document": self.document,
            "signature": signatures[0]["_id"] if signatures else "0" * 24,
            "signer": context["signerIds"][0],
        }

    def call(self, operation):
        method, path, body = CALLS[operation]
        self.app.api = "v4" if path.startswith("v4:") else "v3"
        more = {"files": {"file": ("a.txt", b"text")}} if body == "file" else {}
        if isinstance(body, dict):
            body = {name: self.ids.get(str(value).strip("{}"), value) for name, value in body.items()}
        try:
            return self.app.call(method, path.removeprefix("v4:").format(**self.ids), None if more else body, **more)
        finally:
            self.app.api = "v3"


def test_the_table_has_a_row_for_each_call_about_a_request():
    about = ("{signatureRequestId}", "{documentId}")
    served = {
        route.operation
        for route in IgnisignEmulator().routes()
        if route.template.startswith(("/v3/", "/v4/")) and any(name in route.template for name in about)
    }
    assert set(states.RULES) == served | {"documents.create"} == set(CALLS)
    assert len(TABLE) == len(CALLS) * len(states.STATUSES)
    assert set(MAKE) == set(states.STATUSES)


def test_the_table_allows_what_the_reference_does():
    for resource, calls in ALLOWED.items():
        for name, allowed in calls.items():
            cells = [cell for cell in TABLE if cell.operation == f"{resource}.{name}"]
            assert {cell.status for cell in cells if not cell.code} == allowed, name
            if f"{resource}.{name}" != "documents.update" and name in CODES:
                assert {cell.code for cell in cells} == {CODES[name], ""}, name
    assert sum(len(calls) for calls in ALLOWED.values()) == len(CALLS)
    closing = {cell.status: cell.code for cell in TABLE if cell.operation == "signature_requests.close" and cell.code}
    assert closing == {
        "COMPLETED": "SIGNATURE_REQUEST_ALREADY_COMPLETED",
        "EXPIRED": "SIGNATURE_REQUEST_BAD_STATUS",
        "FAILED": "SIGNATURE_REQUEST_FAILED",
        "CHILDREN_GENERATED": "SIGNATURE_REQUEST_BAD_STATUS",
    }
    publishing = {cell.status: cell.code for cell in TABLE if cell.operation == "signature_requests.publish"}
    already = PUBLISH + "REQUEST_ALREADY_PUBLISHED"
    assert publishing == dict.fromkeys(EVERYWHERE, already) | {"DRAFT": ""} | dict.fromkeys(
        ("CANCELLED", "FAILED"), "SIGNATURE_REQUEST_BAD_STATUS"
    )


@pytest.mark.parametrize("status", states.STATUSES)
def test_refused_calls_change_nothing(app, status):
    target = Target(app, status)
    before = app.context(target.id)
    for cell in (cell for cell in TABLE if cell.status == status and cell.code):
        response = target.call(cell.operation)
        assert response.json()["code"] == cell.code, (cell, response.text)
        assert response.status_code == (404 if cell.code.endswith("_NOT_FOUND") else 400)
        assert response.json()["context"] == {"status": status}
    if status != "IN_PROGRESS":
        with pytest.raises(TransitionNotAllowed):
            app.sandbox.sign(target.id)
    assert app.context(target.id) == before


@pytest.mark.parametrize("status", states.STATUSES)
def test_allowed_calls_lead_where_the_table_says(app, status):
    shared = None
    for cell in (cell for cell in TABLE if cell.status == status and not cell.code):
        one = shared or Target(app, status)
        response = one.call(cell.operation)
        assert response.status_code == 200, (cell, response.text)
        after = AFTER.get((cell.operation, status), status)
        assert after in cell.leads_to, cell
        assert app.status(one.id) == after, cell
        harmless = cell.operation.startswith(LEAVES_THE_DOCUMENT_ALONE) or CALLS[cell.operation][0] == "GET"
        shared = one if harmless and after == status else None


def test_a_document_that_was_asked_for_may_come_while_the_request_waits(app):
    requested = [cell for cell in TABLE if cell.requested]
    assert {cell.status for cell in requested} == {"WAITING_DOCUMENTS"}
    for cell in requested:
        target = Target(app, cell.status, which=1)
        assert target.call(cell.operation).status_code == 200
        assert app.status(target.id) == "IN_PROGRESS"


def test_the_table_in_the_documents_is_this_one():
    assert states.state_table_markdown() in shown("ignisign.md")


def test_the_table_in_words():
    rows = {line.split(" | ")[0]: line for line in states.state_table_markdown().splitlines()}
    assert len(rows) == len(CALLS) + 2
    assert rows["| `documents.get`"] == "| `documents.get` | every status |  |"
    upload = "DRAFT; WAITING_DOCUMENTS for a document that somebody else has been asked for | `DOCUMENT_LOCKED` |"
    assert rows["| `documents.upload`"].endswith(upload)
    assert "PROCESSING → COMPLETED; CANCELLED |" in rows["| `signature_requests.close`"]
    assert "; FAILED: `SIGNATURE_REQUEST_FAILED`" in rows["| `signature_requests.close`"]
