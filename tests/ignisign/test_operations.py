"""What the calls have of their own, beside what a row of the table says."""

from __future__ import annotations

import json
import pathlib
from typing import Any

import pytest

from esignkit.core.endpoint import PLANNER
from esignkit.core.flow import Saved
from esignkit.errors import ApiError, ESignError, OutcomeUnknownError, ServerError
from esignkit.ignisign.documents import Documents
from esignkit.ignisign.signature_requests import SignatureRequests
from esignkit.ignisign.v4 import V4
from tests.ignisign.operations import SERVICE
from tests.ignisign.samples import CONTEXT, DOCUMENT, REQUEST, SHA256, SIGNATURE_ID, settings
from tests.operations import READ, Row
from tests.support import context_of, drive, reply
from tests.tables import in_one_test

every = in_one_test("row", SERVICE.rows, ids=str)


@every
def test_the_version_is_a_prefix_except_for_what_only_version_4_has(row: Row) -> None:
    _, record = SERVICE.run(row, api_version="v4", app_env="STAGING")
    assert record.sent[0].target == row.target.replace("/v3/", "/v4/").replace("DEVELOPMENT", "STAGING")


@every
@in_one_test("status", [408, 500])
def test_faults_of_the_server(row: Row, status: int) -> None:
    """What it says of itself beside such a status makes no refusal of it."""
    body = {"message": "No.", "timestamp": "x", "status": status, "code": "INTERNAL_ERROR", "context": {"why": 1}}
    with pytest.raises(ESignError) as caught:
        SERVICE.run(row, *[reply(status, body)] * 4)
    if row.repeat is READ:
        assert type(caught.value) is (ServerError if status == 500 else ApiError)
    else:
        assert isinstance(caught.value, OutcomeUnknownError)


@in_one_test(
    "plan, target, expect",
    [
        (
            Documents(PLANNER).xades(DOCUMENT, SIGNATURE_ID).save("x"),
            f"/v3/documents/{DOCUMENT}/signatures/{SIGNATURE_ID}/xades",
            None,
        ),
        (Documents(PLANNER).asic(DOCUMENT).save("x", overwrite=False), f"/v3/documents/{DOCUMENT}/asics", "zip"),
        (
            V4(PLANNER).proof(DOCUMENT, "PDF_WITH_SIGNATURES").save("x"),
            f"/v4/documents/{DOCUMENT}/signature-type/PDF_WITH_SIGNATURES",
            "pdf",
        ),
        (V4(PLANNER).proof(DOCUMENT, "CADES").save("x"), f"/v4/documents/{DOCUMENT}/signature-type/CADES", None),
    ],
)
def test_downloads_to_a_file(plan: Any, target: str, expect: str | None) -> None:
    answer = reply(200, b"")
    answer.saved = Saved(20)
    result, record = drive(plan, [answer], context_of(settings()))
    assert result == Saved(20)
    assert record.sent[0].target == target
    assert record.sent[0].headers["accept"] == "*/*"
    assert record.sent[0].send.sink.expect == expect


def test_bodies_are_what_was_sent_also_over_a_file(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF" * 50_000)
    plan = V4(PLANNER).one_call_sign("t", signature_method="SIMPLE_STD", signers=[], documents=[tmp_path / "a.pdf"])
    _, record = drive(plan, [reply(200, {"signatureRequestId": REQUEST})], context_of(settings()))
    (document,) = json.loads(record.sent[0].body)["documents"]
    assert len(document["base64"]) > 260_000
    assert document["originalName"] == "a.pdf"


def test_a_seal_may_send_the_file_along() -> None:
    plan = V4(PLANNER).seal("m", SHA256, signed_hash="3045", document_type="PDF", content=("a.pdf", b"%PDF"))
    _, record = drive(plan, [reply(200, {"documentId": "d"})], context_of(settings()))
    assert record.sent[0].json["document"] == {
        "documentType": "PDF",
        "documentHash": SHA256,
        "mimeType": "application/pdf",
        "contentB64": "JVBERg==",
    }


def test_a_seal_may_send_xml_along() -> None:
    plan = V4(PLANNER).seal("m", SHA256, signed_hash="3045", document_type="DATA_XML", xml_content="<a/>")
    _, record = drive(plan, [reply(200, {"documentId": "d"})], context_of(settings()))
    assert record.sent[0].json["document"] == {
        "documentType": "DATA_XML",
        "documentHash": SHA256,
        "xmlContent": "<a/>",
    }


LONG = {"title": "x" * 1025, "description": "x" * 4097}


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"title": LONG["title"]}, "title has 1025 characters, and 1024"),
        ({"description": LONG["description"]}, "4096"),
        ({"diffusion_mode": "SCHEDULED", "diffusion_date": None}, "diffusion_date is None"),
        ({"expiration_date_is_activated": True, "expiration_date": None}, "expiration_date is None"),
        (LONG, "title.*description"),
    ],
)
@pytest.mark.parametrize(
    "update", [SignatureRequests(PLANNER).update, V4(PLANNER).update_request], ids=["version 3", "version 4"]
)
def test_what_is_certain_to_be_refused_is_refused_here_unless_told_otherwise(
    update: Any, given: Any, text: str
) -> None:
    with pytest.raises(ValueError, match=text):
        update(REQUEST, **given)
    _, record = drive(update(REQUEST, **given, check=False), [reply(200, CONTEXT)], context_of(settings()))
    assert len(record.sent[0].json) == len(given)


@in_one_test(
    "given",
    [
        {"title": "x" * 1024, "description": "x" * 4096},
        {"diffusion_mode": "SCHEDULED"},
        {"expiration_date_is_activated": True},
        {"diffusion_mode": "WHEN_READY", "diffusion_date": None},
        {"expiration_date_is_activated": False, "expiration_date": None},
        {"title": None},
    ],
)
def test_what_may_be_right_is_sent(given: Any) -> None:
    _, record = drive(
        SignatureRequests(PLANNER).update(REQUEST, **given), [reply(200, CONTEXT)], context_of(settings())
    )
    assert len(record.sent[0].json) == len(given)
