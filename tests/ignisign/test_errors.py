"""Refusals become typed errors that carry the service's code, words and context."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from esignkit.core.endpoint import PLANNER
from esignkit.errors import (
    ApiError,
    AuthenticationError,
    DecodeError,
    ESignError,
    NotFoundError,
    OutcomeUnknownError,
    PermissionDeniedError,
    RateLimitedError,
    ServerError,
    ValidationError,
)
from esignkit.ignisign import ErrorCode
from esignkit.ignisign.documents import Documents
from esignkit.ignisign.signature_requests import SignatureRequests
from esignkit.types import Outcome
from tests.ignisign.samples import CONTEXT, DOCUMENT, PROFILE, REQUEST, settings
from tests.support import LOST, REFUSED, Record, context_of, drive, reply
from tests.tables import in_one_test

requests = SignatureRequests(PLANNER)
documents = Documents(PLANNER)


def envelope(status: int, code: Any, message: Any = "No.", **more: Any) -> Any:
    body = {"message": message, "timestamp": "2030-01-31T12:00:00.000Z", "status": status, "code": code, "context": {}}
    return reply(status, {**body, **more})


def fail(plan: Any, *answers: Any) -> tuple[ESignError, Record]:
    record = Record()
    with pytest.raises(ESignError) as caught:
        drive(plan, answers, context_of(settings(), record), record)
    return caught.value, record


@in_one_test(
    "status, code, kind",
    [
        (400, "BODY_VALIDATION_FAILED", ValidationError),
        (400, "SIGNATURE_REQUEST_BAD_STATUS", ValidationError),
        (400, "CANNOT_PUBLISH_SIGNATURE_REQUEST__NO_TITLE", ValidationError),
        (400, "CANNOT_UPDATE_SIGNATURE_REQUEST__SIGNATURE_METHODS_NOT_FOUND", ValidationError),
        (400, "DOCUMENT_LOCKED", ValidationError),
        (400, "A_CODE_FROM_THE_FUTURE", ValidationError),
        (400, "SIGNATURE_REQUEST_NOT_FOUND", NotFoundError),
        (400, "AUTHENTICATION_FAILED", AuthenticationError),
        (400, "AUTH_HEADER_NOT_FOUND", AuthenticationError),
        (400, "INVALID_CONTEXT_RIGHT_NOT_ALLOWED", PermissionDeniedError),
        (400, "APP_BLOCKED", PermissionDeniedError),
        (400, "ORGANIZATION_BILLING_NOT_ACTIVE", PermissionDeniedError),
        (401, "OUTDATED_AUTH_JWT_TOKEN", AuthenticationError),
        (401, "UNAUTHORIZED_ERROR", AuthenticationError),
        (403, "INVALID_CONTEXT_APP_ID_REQUIRED", PermissionDeniedError),
        (403, "DOCUMENT_NOT_FOUND", PermissionDeniedError),
        (404, "DOCUMENT_NOT_FOUND", NotFoundError),
        (409, "SOMETHING", ApiError),
        (429, None, RateLimitedError),
        (500, "INTERNAL_ERROR", ServerError),
        (500, "DOCUMENT_NOT_FOUND", ServerError),
        (503, None, ServerError),
    ],
)
def test_a_refusal_is_classed_by_status_and_refined_by_code(status: int, code: Any, kind: type[ESignError]) -> None:
    error, _ = fail(requests.get(REQUEST), *[envelope(status, code, context={"why": 1})] * 3)
    assert isinstance(error, kind)
    assert (error.status, error.code, error.details) == (status, code, {"why": 1})
    assert error.outcome is (Outcome.REJECTED if status < 500 else Outcome.AMBIGUOUS)
    assert not error.maybe_applied
    assert "No." in str(error)
    assert code is None or code in str(error)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


@in_one_test(
    "answer, text, code",
    [
        (reply(400, {"code": "DOCUMENT_LOCKED"}), "HTTP 400 (DOCUMENT_LOCKED)", "DOCUMENT_LOCKED"),
        (reply(400, {"message": {"title": ["too long"]}, "code": "X"}), '{"title": ["too long"]} (X)', "X"),
        (reply(400, {"message": "says X itself", "code": "X"}), "says X itself", "X"),
        (reply(400, {"message": None, "code": None}), "HTTP 400", None),
        (reply(400, {"message": "m", "code": 7}), "m", None),
        (reply(404, b"<html>nothing here</html>"), "HTTP 404", None),
        (reply(400, b""), "HTTP 400", None),
        (reply(400, b"null"), "HTTP 400", None),
        (reply(400, ["no"]), "HTTP 400", None),
        (reply(302, b"", {"location": "https://elsewhere.example"}), "HTTP 302 (a redirect", None),
    ],
)
def test_the_envelope_in_all_its_forms(answer: Any, text: str, code: str | None) -> None:
    error, _ = fail(requests.get(REQUEST), answer)
    assert str(error).startswith(f"Ignisign signature_requests.get: {text}")
    assert error.code == code
    assert error.status == answer.status


@in_one_test("message", ["No", "No.", None, "NO_TITLE is not there"])
def test_a_refusal_says_what_to_do_about_it(message: str | None) -> None:
    code = "CANNOT_PUBLISH_SIGNATURE_REQUEST__NO_TITLE"
    error, _ = fail(requests.publish(REQUEST), envelope(400, code, message))
    assert str(error).endswith(f"({code}). Give a title in an update.")
    error, _ = fail(requests.publish(REQUEST), envelope(400, "A_CODE_FROM_THE_FUTURE", message))
    assert str(error).endswith("(A_CODE_FROM_THE_FUTURE)")


def test_codes_compare_with_text() -> None:
    error, _ = fail(requests.get(REQUEST), envelope(404, "SIGNATURE_REQUEST_NOT_FOUND"))
    assert error.code == ErrorCode.SIGNATURE_REQUEST_NOT_FOUND
    assert not ErrorCode("A_CODE_FROM_THE_FUTURE").is_known


WRITES = [
    requests.create(PROFILE),
    documents.create(REQUEST),
    documents.upload(DOCUMENT, b"x"),
    documents.set_private_hash(DOCUMENT, "0" * 64),
]


@in_one_test("plan", WRITES)
@in_one_test("broken", [LOST, envelope(500, "INTERNAL_ERROR"), envelope(408, None), reply(200, b"")])
def test_a_write_whose_fate_is_unknown_is_not_sent_again(plan: Any, broken: Any) -> None:
    error, record = fail(plan, broken)
    assert isinstance(error, OutcomeUnknownError)
    assert error.maybe_applied
    assert len(record.sent) == 1


@in_one_test("broken", [LOST, envelope(500, "INTERNAL_ERROR"), reply(200, b""), REFUSED])
def test_an_update_is_sent_again(broken: Any) -> None:
    result, record = drive(requests.update(REQUEST, title="x"), [broken, reply(200, CONTEXT)], context_of(settings()))
    assert result.id == REQUEST
    assert len(record.sent) == 2


def test_an_update_that_was_lost_every_time_may_be_made_again_and_says_so() -> None:
    error, record = fail(requests.update(REQUEST, title="x"), LOST, LOST, LOST)
    assert isinstance(error, OutcomeUnknownError)
    assert len(record.sent) == error.attempts == 3
    assert "(3 tries). The same call may be made again" in str(error)
    assert "not sent again" not in str(error)
    error, _ = fail(requests.update(REQUEST, title="x", options={"attempts": 1}), LOST)
    assert "(1 try). The same call may be made again" in str(error)


def test_a_write_that_never_left_is_sent_again() -> None:
    result, record = drive(
        requests.create(PROFILE), [REFUSED, reply(200, {"signatureRequestId": REQUEST})], context_of(settings())
    )
    assert result == REQUEST
    assert len(record.sent) == 2


@in_one_test("body", [{}, {"signatureRequestId": None}, []])
def test_an_answer_without_the_id_says_that_it_may_have_been_done(body: Any) -> None:
    error, _ = fail(requests.create(PROFILE), reply(200, body))
    assert isinstance(error, DecodeError)
    assert error.outcome is Outcome.AMBIGUOUS


def test_a_proof_that_is_no_pdf_or_cut_off_is_refused() -> None:
    for body, text in ((b"<html>", "not a PDF"), (b"%PDF-1.7 half", "cut off")):
        error, _ = fail(documents.signature_proof(DOCUMENT).bytes(), *[reply(200, body)] * 3)
        assert text in str(error)


@in_one_test(
    "answer",
    [
        {"signatureRequestId": 7, "signers": [{"signerId": {"x": 1}, "token": "canary"}]},
        {"signatureRequestId": {"x": 1}, "signersEmbedded": [{"signerId": "s", "token": 'can"ary canary'}]},
        {"signatureRequestId": {"x": 1}, "authSecret": "canary", "jwtToken": "canary", "access_token": "canary"},
        {"signatureRequestId": {"x": 1}, "signatureProofsUrl": "https://sign.example/proofs?t=canary&x=1"},
        b'{"signatureRequestId": "r", "signers": [{"signerId": "s", "token" : "canary',
    ],
)
def test_an_answer_that_cannot_be_read_does_not_show_what_it_brings(answer: Any) -> None:
    error, _ = fail(requests.publish(REQUEST), reply(200, answer), LOST, LOST, LOST)
    assert "canary" not in f"{error} {error.details} {error.body} {vars(error)}"
    assert "signatureRequestId" in (error.body or "")
    assert "canary" not in repr(pickle.loads(pickle.dumps(error)).body)


def test_an_error_that_echoes_the_token_does_not_show_it() -> None:
    answer = envelope(401, "INVALID_TOKEN", "bad token: canary", context={"got": ["Bearer canary"]})
    record = Record()
    with pytest.raises(AuthenticationError) as caught:
        drive(requests.get(REQUEST), [answer], context_of(settings(token="canary"), record), record)
    error = caught.value
    assert "canary" not in f"{error} {error.details} {error.body} {vars(error)}"
    assert error.details == {"got": ["Bearer …"]}
