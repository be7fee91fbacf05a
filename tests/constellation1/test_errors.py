"""Refusals: what the server's words mean, and what is known of the call afterwards."""

from __future__ import annotations

from typing import Any

import pytest

from esignkit.constellation1.models import Session, Signer, User
from esignkit.constellation1.sessions import Sessions
from esignkit.constellation1.signers import Signers
from esignkit.constellation1.tokens import Tokens
from esignkit.constellation1.users import Users
from esignkit.core.endpoint import PLANNER
from esignkit.errors import (
    ApiError,
    AuthenticationError,
    ConflictError,
    DecodeError,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitedError,
    ServerError,
    UnreadableResponseError,
    ValidationError,
)
from esignkit.types import Outcome
from tests.constellation1.operations import SERVICE
from tests.constellation1.refusals import TEXTS
from tests.constellation1.samples import SESSION_ID, settings, small_session
from tests.support import context_of, drive, reply
from tests.tables import in_one_test

plan = Sessions(PLANNER)
SIGNERS = Signers(PLANNER)
GET = plan.get(SESSION_ID)
CREATE = plan.create(small_session())
UPDATE = plan.update(SESSION_ID, Session())
CANCEL = plan.cancel(SESSION_ID, return_url="x")


SHAPES = {
    "ReturnValue": lambda text: {"ReturnValue": text},
    "Details": lambda text: {"ReturnValue": None, "Details": text},
    "Details as a list": lambda text: {"Details": ["", text]},
    "Message": lambda text: {"Message": text},
    "lower case": lambda text: {"message": text},
    "bare": lambda text: text,
    "wrapped": lambda text: {"GetSessionResult": {"ReturnValue": text}},
    "wrapped bare": lambda text: {"d": text},
}


@pytest.mark.parametrize("shape", SHAPES)
@in_one_test("text, kind", TEXTS)
def test_documented_texts(text: str, kind: type[ApiError], shape: str) -> None:
    for flow in (GET, CREATE):
        error, record = SERVICE.failure(flow, reply(200, SHAPES[shape](text)))
        assert type(error) is (ValidationError if flow is CREATE and text.endswith("documented") else kind)
        assert text.strip() in error.message
        assert (error.outcome, error.status, len(record.sent)) == (Outcome.REJECTED, 200, 1)


@pytest.mark.parametrize("status", [400, 401, 403, 404])
@in_one_test("text, kind", TEXTS[:-1])
def test_documented_texts_beat_the_status(text: str, kind: type[ApiError], status: int) -> None:
    error, record = SERVICE.failure(CREATE, reply(status, {"Message": text}))
    assert type(error) is kind
    assert (error.outcome, len(record.sent)) == (Outcome.REJECTED, 1)


@pytest.mark.parametrize("status", [408, 500, 503, 507, 599, 600])
@in_one_test("text, kind", TEXTS[:-1])
def test_no_text_makes_a_refusal_of_a_status_that_proves_nothing(text: str, kind: type[ApiError], status: int) -> None:
    """A proxy may have put it there after the service has acted; a read is told what the words say all the same."""
    error, record = SERVICE.failure(CREATE, reply(status, {"Message": text}))
    assert type(error) is OutcomeUnknownError
    assert (error.outcome, len(record.sent)) == (Outcome.AMBIGUOUS, 1)
    error, record = SERVICE.failure(GET, reply(status, {"Message": text}))
    assert type(error) is kind
    assert (error.outcome, error.maybe_applied, len(record.sent)) == (Outcome.AMBIGUOUS, False, 1)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (302, ApiError),
        (400, ValidationError),
        (401, AuthenticationError),
        (403, AuthenticationError),
        (404, NotFoundError),
        (409, ConflictError),
        (418, ApiError),
    ],
)
@in_one_test("body", [b"", b"<html>no</html>", {"Message": "No, thank you"}, "Error: nobody knows this"])
def test_statuses(status: int, kind: type[ApiError], body: Any) -> None:
    error, record = SERVICE.failure(CREATE, reply(status, body))
    assert type(error) is kind
    assert (error.outcome, len(record.sent)) == (Outcome.REJECTED, 1)
    if isinstance(body, dict):
        assert "No, thank you" in error.message


def test_a_server_that_fails_leaves_a_write_open_and_a_read_repeated() -> None:
    error, record = SERVICE.failure(CREATE, reply(500, {"Message": "Object reference not set"}))
    assert type(error) is OutcomeUnknownError
    assert len(record.sent) == 1
    error, record = SERVICE.failure(GET, *[reply(500, b"")] * 3)
    assert type(error) is ServerError
    assert len(record.sent) == 3
    error, record = SERVICE.failure(CREATE, *[reply(429, b"", {"retry-after": "1"})] * 3)
    assert type(error) is RateLimitedError
    assert record.slept == [1.0, 1.0]


WRITES = {
    "create": CREATE,
    "update": UPDATE,
    "copy": plan.copy(SESSION_ID),
    "start": plan.start(SESSION_ID, return_url="x"),
    "cancel": CANCEL,
    "close": plan.close(SESSION_ID, return_url="x"),
}


@in_one_test("name", WRITES)
def test_an_object_without_members_is_no_usable_answer(name: str) -> None:
    error, record = SERVICE.failure(WRITES[name], reply(200, {}))
    assert type(error) is UnreadableResponseError
    assert (error.outcome, error.maybe_applied, len(record.sent)) == (Outcome.AMBIGUOUS, True, 1)
    good = reply(200, {"Session": {"Id": SESSION_ID}, "ReturnValue": "True"})
    for flow in (GET, plan.delete(SESSION_ID)):
        assert len(SERVICE.run(flow, reply(200, {}), good)[1].sent) == 2


@in_one_test("value", ["False", "false", False])
@in_one_test("flow", [CANCEL, plan.delete(SESSION_ID)])
def test_false_is_a_refusal_with_the_servers_words(value: Any, flow: Any) -> None:
    error, record = SERVICE.failure(
        flow, reply(200, {"ReturnValue": value, "Details": ["Session is completed", "Sorry"]})
    )
    assert type(error) is ValidationError
    assert "Session is completed; Sorry" in error.message
    assert error.details == ["Session is completed", "Sorry"]
    assert (error.outcome, len(record.sent)) == (Outcome.REJECTED, 1)
    error, _ = SERVICE.failure(flow, reply(200, value))
    assert "False" in error.message


def test_an_unknown_error_of_a_yes_or_no_call_is_a_validation_answer() -> None:
    error, _ = SERVICE.failure(CANCEL, reply(200, {"ReturnValue": "Error: not in this state"}))
    assert type(error) is ValidationError


@in_one_test("flow", [CREATE, UPDATE, plan.copy(SESSION_ID)])
def test_words_in_place_of_a_session_are_a_refusal(flow: Any) -> None:
    empty = "00000000-0000-0000-0000-000000000000"
    for answer in ({"Details": "Session is expired"}, {"SigningSessionId": empty, "Details": ["Session is expired"]}):
        error, _ = SERVICE.failure(flow, reply(200, answer))
        assert type(error) is ValidationError
        assert "Session is expired" in error.message
        assert error.outcome is Outcome.REJECTED


def test_words_beside_a_session_are_kept_and_errors_say_that_it_was_done() -> None:
    words = "Signer email1 already holds Seller 1"
    response = drive(UPDATE, [reply(200, {"SigningSessionId": SESSION_ID, "Details": words})], context_of(settings()))[
        0
    ]
    assert response.details == [words]
    error, record = SERVICE.failure(CREATE, reply(200, {"SigningSessionId": SESSION_ID, "Details": f"Error: {words}"}))
    assert isinstance(error, ApiError)
    assert words in error.message
    assert (error.outcome, error.maybe_applied, len(record.sent)) == (Outcome.DONE, True, 1)
    assert SESSION_ID in (error.body or "")


ALSO_TRUE = {
    **WRITES,
    "delete": plan.delete(SESSION_ID),
    "purge": plan.purge(SESSION_ID, return_url="x"),
    "transaction id": plan.update_transaction_id(SESSION_ID, "x"),
    "invite": SIGNERS.send_invites(SESSION_ID, [Signer(signer_id="1")], return_url="x"),
    "user": Users(PLANNER).create(User(username="a@x.example", first_name="A", last_name="B", password="p"), salt="s"),
}


@in_one_test("name", ALSO_TRUE)
@in_one_test("words", ["Error: One e-mail was not delivered", "Error: Invalid token", ["Error: x", "y"]])
def test_true_beside_an_error_text_was_done_and_is_never_sent_again(name: str, words: Any) -> None:
    error, record = SERVICE.failure(ALSO_TRUE[name], *[reply(200, {"ReturnValue": "True", "Details": words})] * 9)
    assert isinstance(error, ApiError)
    assert (error.outcome, error.maybe_applied, len(record.sent)) == (Outcome.DONE, True, 1)


@in_one_test(
    "answer",
    [
        {"ReturnValue": None, "Details": "Signer 2 has no address"},
        {"ReturnValue": "False", "Details": ["Signer 2 has no address"]},
        {"ReturnValue": "False", "Details": "Error: signer 2 has no address"},
    ],
)
@in_one_test("success", ["details", "return_value"])
def test_who_complains_of_one_may_have_invited_the_others(answer: Any, success: Any) -> None:
    for count, outcome in ((1, Outcome.REJECTED), (2, Outcome.AMBIGUOUS)):
        signers = [Signer(signer_id=str(n)) for n in range(count)]
        error, record = SERVICE.failure(
            SIGNERS.send_invites(SESSION_ID, signers, return_url="x", success=success), reply(200, answer)
        )
        assert type(error) is ValidationError
        assert error.details == answer["Details"]
        assert ("do not repeat the whole list" in error.message) is (count > 1)
        assert (error.outcome, error.maybe_applied, len(record.sent)) == (outcome, count > 1, 1)


@in_one_test("words", ["Error: Invalid token", "Error: Session not found."])
def test_what_concerns_the_whole_call_has_invited_nobody(words: str) -> None:
    flow = SIGNERS.send_invites(SESSION_ID, [Signer(signer_id="1"), Signer(signer_id="2")], return_url="x")
    error, _ = SERVICE.failure(flow, reply(200, {"ReturnValue": None, "Details": words}))
    assert error.outcome is Outcome.REJECTED


def test_no_session_where_one_was_asked_for() -> None:
    error, _ = SERVICE.failure(GET, reply(200, {"Details": "No such session"}))
    assert type(error) is ApiError
    assert "No such session" in error.message


def test_the_file_that_did_not_upload_is_named() -> None:
    error, _ = SERVICE.failure(CREATE, reply(200, {"ReturnValue": "Error: lease 2.pdf did not upload."}))
    assert error.details == {"FileName": "lease 2.pdf"}


@in_one_test("body", [b"null", {"ReturnValue": None}, {"ReturnValue": ""}, {"GetTokenResult": {}}])
def test_no_token_is_a_refused_key(body: Any) -> None:
    error, _ = SERVICE.failure(Tokens(PLANNER).create("cipher", salt="salt"), reply(200, body))
    assert type(error) is AuthenticationError
    assert error.body is None


def test_an_answer_of_another_shape_is_a_typed_error() -> None:
    error, _ = SERVICE.failure(GET, reply(200, {"Session": "text"}))
    assert type(error) is DecodeError
    assert error.status == 200
    assert error.body


@in_one_test(
    "answer",
    [
        {"Success": True, "Message": "It was updated"},
        {"Updated": ["x"], "Details": "One signer is unknown"},
        {"ReturnValue": "True", "Message": "It was updated"},
    ],
)
@in_one_test("flow", [SIGNERS.update(SESSION_ID, [Signer(signer_id="1")]), plan.update_transaction_id(SESSION_ID, "x")])
def test_words_beside_members_nobody_published_are_no_refusal(flow: Any, answer: Any) -> None:
    response = drive(flow, [reply(200, answer)], context_of(settings()))[0]
    assert set(response.to_wire()) >= set(answer) - {"Details"}


def test_words_beside_true_are_a_refusal_of_invitations_only_as_details() -> None:
    flow = SIGNERS.send_invites(SESSION_ID, [Signer(signer_id="1")], return_url="x")
    sent = reply(200, {"ReturnValue": "True", "Message": "Two were invited"})
    assert drive(flow, [sent], context_of(settings()))[0].succeeded
    error, _ = SERVICE.failure(flow, reply(200, {"ReturnValue": "True", "Details": ["One has no address"]}))
    assert type(error) is ValidationError


def test_a_user_that_comes_with_an_error_exists() -> None:
    flow = ALSO_TRUE["user"]
    error, _ = SERVICE.failure(
        flow, reply(200, {"Users": [{"SystemUserId": "1"}], "Details": "Error: no mail was sent"})
    )
    assert (error.outcome, error.maybe_applied) == (Outcome.DONE, True)


@in_one_test("flow", [CREATE, GET, Users(PLANNER).get("x")])
def test_words_in_an_answer_of_another_shape_do_not_hide_where_it_is(flow: Any) -> None:
    for answer in (
        {"Session": "x", "Users": 3, "Details": "Error: broken"},
        {"Session": "x", "Users": 3, "Details": "odd"},
    ):
        error, _ = SERVICE.failure(flow, reply(200, answer))
        assert error.status == 200
        assert error.operation


@in_one_test(
    "answer",
    [
        {"ReturnValue": "canary", "Details": "Error: the invitation was replaced"},
        {"InviteTokenResult": {"returnvalue": ["canary"], "Message": "not now, please"}},
        {"ReturnValue": {"Token": "canary"}, "Other": 1},
        b'"canary',
        b'{"ReturnValue" : "can\\"ary',
    ],
)
def test_the_token_of_an_invitation_is_in_no_error(answer: Any) -> None:
    error, _ = SERVICE.failure(SIGNERS.invite_token("s"), *[reply(200, answer)] * 3)
    assert "ary" not in f"{error} {error.details} {error.body} {vars(error)}"
    status, _ = SERVICE.failure(SIGNERS.invite_token("s"), *[reply(500, answer)] * 3)
    assert "ary" not in f"{status} {status.details} {status.body} {vars(status)}"


def test_the_words_of_a_refused_invitation_token_are_kept() -> None:
    error, _ = SERVICE.failure(SIGNERS.invite_token("s"), reply(200, {"ReturnValue": "Error: Invalid signer"}))
    assert "Invalid signer" in error.message
    assert "Invalid signer" in (error.body or "")


def test_a_password_in_an_answer_that_cannot_be_read_is_not_shown() -> None:
    body = {"Session": {"Id": {"x": 1}, "SessionInfo": {"Password": "canary", "Title": "Lease"}}}
    error, _ = SERVICE.failure(GET, *[reply(200, body)] * 3)
    assert "canary" not in f"{error} {error.body} {vars(error)}"
    assert "Lease" in (error.body or "")
