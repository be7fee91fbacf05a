"""A table test over every operation: what goes out, what comes back, how it is refused, in every mode."""

from __future__ import annotations

import json
import pathlib
import pickle
import re
from typing import Any

import anyio
import httpx
import pytest

from esignkit import AsyncIgnisign, Ignisign
from esignkit.core.endpoint import PLANNER, downloaded, paged
from esignkit.core.flow import Saved
from esignkit.core.operation import Open, Operation, Repeat
from esignkit.errors import (
    ApiError,
    AuthenticationError,
    ESignError,
    NotFoundError,
    OutcomeUnknownError,
    PermissionDeniedError,
    ServerError,
    ValidationError,
)
from esignkit.ignisign.documents import Documents
from esignkit.ignisign.signature_requests import SignatureRequests
from esignkit.ignisign.v4 import V4
from esignkit.types import Outcome
from tests.ignisign.calls import (
    ANYTHING,
    DOC,
    DOCUMENT,
    ELSEWHERE,
    REQUEST,
    RESOURCES,
    ROWS,
    SHA256,
    SIGNATURE_ID,
    Row,
    endpoints,
)
from tests.ignisign.samples import APP, CONTEXT, settings
from tests.operations import operation_of
from tests.support import LOST, Record, context_of, drive, reply
from tests.tables import in_one_test

every = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)


def run(row: Row, *answers: Any, **changes: Any) -> tuple[Any, Record]:
    record = Record()
    result, _ = drive(row.plan(), answers, context_of(settings(**changes), record), record)
    return result, record


def test_every_call_is_in_the_table_or_tested_elsewhere() -> None:
    assert {row.name for row in ROWS} | set(ELSEWHERE) == endpoints()
    here = pathlib.Path(__file__).parent
    for name, file in ELSEWHERE.items():
        assert name.split(".")[1] + "(" in (here / file).read_text()


@every
def test_what_goes_out_and_what_comes_back(row: Row) -> None:
    result, record = run(row, reply(200, row.answer))
    (sent,) = record.sent
    assert (sent.method, sent.target) == (row.method, row.target)
    if row.body is None:
        assert sent.body == b""
        assert "content-type" not in sent.headers
    elif row.body is ANYTHING:
        assert sent.headers["content-type"].startswith("multipart/form-data; boundary=")
    else:
        assert sent.headers["content-type"] == "application/json"
        assert sent.json == row.body
    if row.authenticated:
        assert sent.headers["authorization"] == "Bearer a-token"
    else:
        assert "a-token" not in str(sent.headers)
    assert row.check(result)


@every
def test_how_safe_it_is_to_repeat(row: Row) -> None:
    assert operation_of(row.plan()).repeat is row.repeat


@every
def test_plans_are_values(row: Row) -> None:
    if row.name in ("webhooks.check_token", "v4.proofs_token", "v4.bare_signature_proofs"):
        with pytest.raises(TypeError, match="credential"):
            pickle.dumps(row.plan())
        return
    again = pickle.loads(pickle.dumps(row.plan()))
    assert again == row.plan() or row.body is not None  # models inside a body compare by value, files by content
    result, record = Record(), Record()
    drive(again, [reply(200, row.answer)], context_of(settings(), record), record)
    assert record.sent[0].target == row.target
    del result


@every
def test_the_clients_plans_are_the_same(row: Row) -> None:
    with Ignisign(**GIVEN) as client:
        made = row.of(getattr(client, row.resource).plan)
    if row.kind is downloaded:
        made = made.bytes()
    if isinstance(made, Operation):
        assert (made.name, made.path, made.args) == (
            operation_of(row.plan()).name,
            operation_of(row.plan()).path,
            operation_of(row.plan()).args,
        )
    else:
        assert type(made) is type(row.plan())


@every
def test_the_version_is_a_prefix_except_for_what_only_version_4_has(row: Row) -> None:
    _, record = run(row, reply(200, row.answer), api_version="v4", app_env="STAGING")
    assert record.sent[0].target == row.target.replace("/v3/", "/v4/").replace("DEVELOPMENT", "STAGING")


FAMILIES = {400: ValidationError, 401: AuthenticationError, 403: PermissionDeniedError, 404: NotFoundError}


def refuse(row: Row, status: int, code: str | None) -> ESignError:
    body = {"message": "No.", "timestamp": "x", "status": status, "code": code, "context": {"why": 1}}
    with pytest.raises(ESignError) as caught:
        run(row, *[reply(status, body)] * 4)
    return caught.value


@every
def test_the_refusal_that_the_service_names(row: Row) -> None:
    status, code = row.refused
    error = refuse(row, status, code)
    assert isinstance(error, FAMILIES[status])
    assert (error.code, error.status, error.outcome) == (code, status, Outcome.REJECTED)
    assert error.operation.split(".")[0] == row.resource
    assert error.details == {"why": 1}


@every
@in_one_test("status", [400, 401, 403, 404])
def test_refusals_are_classed_by_status(row: Row, status: int) -> None:
    error = refuse(row, status, "SOMETHING_NEW")
    assert type(error) is FAMILIES[status]


@every
def test_a_state_that_does_not_allow_it(row: Row) -> None:
    error = refuse(row, 400, "SIGNATURE_REQUEST_BAD_STATUS")
    assert isinstance(error, ValidationError)
    assert error.outcome is Outcome.REJECTED


@every
@in_one_test("status", [408, 500])
def test_faults_of_the_server(row: Row, status: int) -> None:
    error = refuse(row, status, "INTERNAL_ERROR")
    if row.repeat is Repeat.READ:
        assert type(error) is (ServerError if status == 500 else ApiError)
    else:
        assert isinstance(error, OutcomeUnknownError)


@every
def test_a_lost_answer(row: Row) -> None:
    record = Record()
    looked_up = row.name in ("signature_requests.publish", "signature_requests.close")
    if row.repeat is Repeat.NEVER and not looked_up:
        with pytest.raises(OutcomeUnknownError):
            drive(row.plan(), [LOST], context_of(settings(), record), record)
        assert len(record.sent) == 1
    elif not looked_up:
        result, _ = drive(row.plan(), [LOST, reply(200, row.answer)], context_of(settings(), record), record)
        assert row.check(result)
        assert len(record.sent) == 2


@pytest.mark.parametrize("row", [row for row in ROWS if row.repeat is Repeat.NEVER], ids=lambda row: row.name)
def test_a_lost_answer_says_where_to_look(row: Row) -> None:
    """Every call that is never sent twice; the calls it names are there."""
    draft = reply(200, {**CONTEXT, "status": "DRAFT"})
    with pytest.raises(OutcomeUnknownError) as caught:
        drive(row.plan(), [LOST, draft], context_of(settings()))
    words = re.search(r"Look before you repeat [^:]*: (.+)\.$", str(caught.value))
    assert words, caught.value
    for resource, call in re.findall(r"([a-z_]+)\.([a-z_]+)\(", words[1]):
        assert callable(getattr(RESOURCES[resource], call)), words[1]


@pytest.mark.parametrize("row", [row for row in ROWS if row.method == "DELETE"], ids=lambda row: row.name)
def test_what_is_gone_at_the_second_try_was_deleted_by_the_first(row: Row) -> None:
    gone = reply(404, {"code": "X_NOT_FOUND", "message": "gone", "status": 404})
    result, _ = run(row, LOST, gone)
    assert result is None
    with pytest.raises(NotFoundError):
        run(row, gone)


def serve(row: Row) -> Any:
    def handler(request: httpx.Request) -> httpx.Response:
        assert (request.method, request.url.raw_path.decode()) == (row.method, row.target)
        if isinstance(row.answer, bytes):
            return httpx.Response(200, content=row.answer)
        return httpx.Response(200, json=row.answer)

    return httpx.MockTransport(handler)


GIVEN = {"app_id": APP, "app_env": "DEVELOPMENT", "token": "a-token"}


@every
def test_the_same_in_every_mode(row: Row) -> None:
    with httpx.Client(transport=serve(row)) as http, Ignisign(**GIVEN, http_client=http) as client:
        called = row.of(getattr(client, row.resource))
        if row.kind is downloaded:
            with called.stream() as chunks:
                assert row.check(b"".join(chunks))
            called = called.bytes()
        elif row.kind is paged:
            called = called.all()
        assert row.check(called)
        assert row.check(client.run(row.plan()))

    async def main() -> None:
        async with httpx.AsyncClient(transport=serve(row)) as http, AsyncIgnisign(**GIVEN, http_client=http) as client:
            awaited = row.of(getattr(client, row.resource))
            if row.kind is downloaded:
                async with awaited.stream() as chunks:
                    assert row.check(b"".join([chunk async for chunk in chunks]))
                awaited = await awaited.bytes()
            elif row.kind is paged:
                awaited = await awaited.all()
            else:
                awaited = await awaited
            assert row.check(awaited)

    anyio.run(main)


@pytest.mark.parametrize(
    ("plan", "target", "expect"),
    [
        (Documents(PLANNER).xades(DOCUMENT, SIGNATURE_ID).save("x"), f"{DOC}/signatures/{SIGNATURE_ID}/xades", None),
        (Documents(PLANNER).asic(DOCUMENT).save("x", overwrite=False), f"{DOC}/asics", "zip"),
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


def test_streams_stay_open() -> None:
    rows = [row for row in ROWS if row.kind is downloaded]
    assert len(rows) == 5
    for row in rows:
        plan = row.of(RESOURCES[row.resource](PLANNER)).stream()
        _, record = drive(plan, [reply(200, row.answer)], context_of(settings()))
        assert isinstance(record.sent[0].send.sink, Open)


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


@pytest.mark.parametrize(
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
