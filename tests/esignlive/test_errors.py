"""What the service says when it refuses, and what the caller sees of it."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from esignkit.core.endpoint import PLANNER
from esignkit.errors import (
    ApiError,
    AuthenticationError,
    ConflictError,
    DecodeError,
    ESignError,
    NotFoundError,
    OutcomeUnknownError,
    PermissionDeniedError,
    RateLimitedError,
    ServerError,
    ValidationError,
)
from esignkit.esignlive import BulkSendFailed, Package, PackageEndedError, SessionExpiredError
from esignkit.esignlive.callbacks import Callbacks
from esignkit.esignlive.sessions import AuthenticationTokens, Sessions
from esignkit.types import Outcome
from tests.esignlive import samples
from tests.esignlive.helper import PEOPLE, packages, run
from tests.support import reply
from tests.tables import in_one_test


def envelope(status: int, key: str, message: str = "No.") -> dict[str, Any]:
    return {
        "code": status,
        "name": "Some Error",
        "message": message,
        "messageKey": key,
        "technical": None,
        "entity": None,
    }


def failure(flow: Any, *answers: Any) -> Any:
    with pytest.raises(Exception) as caught:
        run(flow, *answers)
    return caught.value


# status, messageKey, error
FAMILIES = [
    (400, "error.validation.invalidParameter", ValidationError),
    (401, "error.unauthorised.sessionExpired", SessionExpiredError),
    (401, "error.unauthorised", AuthenticationError),
    (403, "error.forbidden.noPermission", PermissionDeniedError),
    (404, "error.notFound.accountNotFound", NotFoundError),
    (406, "error.notAcceptable", ValidationError),
    (409, "error.conflict", ConflictError),
    (422, "error.unprocessableEntity.defaultConsent.notExist", ValidationError),
    (418, "error.teapot", ApiError),
]


@in_one_test("status, key, kind", FAMILIES)
def test_the_envelope(status, key, kind):
    error = failure(packages.create(Package(name="n")), reply(status, envelope(status, key)))
    assert type(error) is kind
    assert error.code == key
    assert error.status == status
    assert error.outcome is Outcome.REJECTED
    assert error.provider == "eSignLive"
    assert error.operation == "packages.create"
    assert error.attempts == 1
    assert "No." in str(error)
    assert key in str(error)
    assert error.details["messageKey"] == key
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert (type(twin), str(twin), twin.code, twin.details) == (kind, str(error), key, error.details)


@in_one_test("status", [400, 406, 409, 422])
def test_what_the_service_will_not_take_is_a_validation_error(status):
    error = failure(packages.create(Package(name="n")), reply(status, envelope(status, "error.validation.any")))
    assert isinstance(error, ValidationError)


@in_one_test("key, message", samples.ADA_ERRORS.items())
def test_errors_of_accessible_packages(key, message):
    body = {"messageKey": key, "message": message, "code": 400, "name": "Validation Error"}
    error = failure(packages.create_accessible(Package(name="n")), reply(400, body))
    assert type(error) is ValidationError
    assert error.code == key
    assert message in str(error)


@in_one_test(
    "status, body, kind, words",
    [
        (
            401,
            {"code": 401, "messageKey": "error.unauthorised", "technical": None},
            AuthenticationError,
            "exactly one server",
        ),
        (401, None, AuthenticationError, "without a word"),
        (403, b"<html><body>Request blocked</body></html>", PermissionDeniedError, "HTML"),
        (400, b"plain text", ValidationError, "HTTP 400"),
        (400, {"message": None, "messageKey": 7, "name": []}, ValidationError, "HTTP 400"),
        (400, {}, ValidationError, "HTTP 400"),
        (400, [1, 2], ValidationError, "HTTP 400"),
        (400, b"\xff\xfe{", ValidationError, "HTTP 400"),
        (404, {"name": "Not Found"}, NotFoundError, "Not Found"),
        (302, None, ApiError, "redirect"),
        (500, b"<html>", OutcomeUnknownError, "HTML"),
        (520, b"<html>", OutcomeUnknownError, "HTML"),
        (429, None, RateLimitedError, "429"),
    ],
)
def test_bodies_that_are_not_the_envelope(status, body, kind, words):
    error = failure(packages.create(Package(name="n")), *[reply(status, body)] * 3)
    assert type(error) is kind
    assert error.status == status
    assert words in str(error)


def test_a_reads_server_error_is_repeated_and_then_said():
    error = failure(packages.get("p"), *[reply(503, b"<html>")] * 3)
    assert type(error) is ServerError
    assert error.attempts == 3


@in_one_test("status", [408, 500, 503, 600])
def test_row_errors_prove_nothing_where_the_status_does_not(status):
    error = failure(packages.bulk_send("t", PEOPLE), reply(status, [samples.ROW_ERROR]))
    assert type(error) is OutcomeUnknownError
    assert error.details == [samples.ROW_ERROR]
    assert "row 3, column EMAIL" in str(error)


@in_one_test("status", [200, 201, 400, 406, 422])
def test_row_errors_of_a_bulk_send_are_a_failure_at_any_status_that_refuses(status):
    rows = [samples.ROW_ERROR, {"messageKey": "error.bulk.role", "rowNumber": "7"}]
    error = failure(packages.bulk_send("t", PEOPLE), reply(status, rows, {"content-type": "text/html"}))
    assert type(error) is BulkSendFailed
    assert isinstance(error, ValidationError)
    assert error.outcome is Outcome.REJECTED
    assert error.status == status
    assert error.attempts == 1
    assert [(r.message_key, r.row_number, r.column_name, r.role_name) for r in error.rows] == [
        ("error.bulk.email", 3, "EMAIL", "Customer"),
        ("error.bulk.role", 7, None, None),
    ]
    assert error.code == "error.bulk.email"
    assert "row 3, column EMAIL" in str(error)
    assert pickle.loads(pickle.dumps(error)).rows == error.rows


def test_row_errors_as_the_seed_prints_them():
    error = failure(packages.bulk_send("t", PEOPLE), reply(400, samples.SEED_ROWS))
    assert [row.to_wire() for row in error.rows] == samples.SEED_ROWS


@in_one_test("rows", [[], [None], ["text"], [{}], [{"rowNumber": None}], [samples.ROW_ERROR] * 20])
def test_row_errors_of_any_shape(rows):
    error = failure(packages.bulk_send("t", PEOPLE), reply(400, rows))
    assert type(error) is BulkSendFailed
    assert len(error.rows) == sum(isinstance(row, dict) for row in rows)
    assert len(str(error)) < 300


def test_a_bulk_send_may_be_refused_like_anything_else():
    error = failure(packages.bulk_send("t", PEOPLE), reply(404, envelope(404, "error.notFound.templateNotFound")))
    assert type(error) is NotFoundError
    assert error.code == "error.notFound.templateNotFound"


def test_an_array_elsewhere_is_not_a_bulk_send():
    assert type(failure(packages.get("p"), reply(200, [1]))) is DecodeError


def test_the_key_is_never_in_an_error():
    from tests.esignlive.helper import KEY

    body = {"messageKey": "error.unauthorised", "message": f"unknown key {KEY}"}
    error = failure(packages.get("p"), reply(401, body))
    assert KEY not in "".join((str(error), repr(error), str(error.details), str(error.body), str(vars(error))))


def test_ended_error_survives_pickle():
    error = PackageEndedError("over", package_id="p", package_status="DECLINED")
    twin = pickle.loads(pickle.dumps(error))
    assert (twin.package_id, twin.package_status, str(twin)) == ("p", "DECLINED", "over")


TOKENS, SESSIONS = AuthenticationTokens(PLANNER), Sessions(PLANNER)


@in_one_test(
    "flow, answer",
    [
        (TOKENS.create_user_token(), {"value": "canary", "packageId": {"x": 1}}),
        (TOKENS.create_sender_token("p"), b'{"packageId": "p", "value" : "canary'),
        (TOKENS.create_signer_token("p", "s"), {"value": ["canary"], "packageId": "p"}),
        (SESSIONS.create(), b'{"packageId": "p", "sessionToken": "can\\"ary canary'),
        (SESSIONS.create(), [{"sessionToken": "canary", "packageId": "p"}]),
        (packages.signing_url("p", "r"), {"url": "https://sign.example/access?x=canary", "packageId": {"x": 1}}),
        (packages.get("p"), {"id": {"packageId": 1}, "link": "https://sign.example/access?sessionToken=canary&x=1"}),
        (Callbacks(PLANNER).get(), {"key": "canary", "url": {"packageId": 1}}),
    ],
)
@in_one_test("status", [200, 400, 500])
def test_what_the_service_gives_is_not_in_an_error(flow, answer, status):
    error = failure(flow, *[reply(status, answer)] * 3)
    assert isinstance(error, ESignError)
    assert "ary" not in f"{error} {error.details} {error.body} {vars(error)}"
    assert "packageId" in (error.body or "")


def test_values_of_fields_are_shown():
    error = failure(packages.get("p"), reply(200, {"id": {"x": 1}, "value": "Berlin", "key": "city", "url": "u"}))
    for word in ("Berlin", "city", '"u"'):
        assert word in error.body
