"""The error that the caller sees: its kind, its words, all that is known, and nothing that is to be hidden."""

from __future__ import annotations

from typing import Any, ClassVar

import attrs

from esignkit.core.flow import Response, SendFailed
from esignkit.core.model import Model, model
from esignkit.core.operation import Form, FromClient, Json, Multipart, Operation, Part, Repeat, Upload
from esignkit.core.outcomes import Failure
from esignkit.core.provider import Problem, Provider
from esignkit.core.reporting import make_error, secrets_of
from esignkit.errors import (
    ApiError,
    ConflictError,
    DeadlineExceededError,
    DecodeError,
    ESignError,
    NotFoundError,
    NotSentError,
    OutcomeUnknownError,
    RateLimitedError,
    ServerError,
    UnreadableResponseError,
    ValidationError,
)
from esignkit.types import OpenEnum, Outcome, Secret
from tests.support import IF_LOST, reply
from tests.tables import in_one_test

NOT_SENT, REJECTED, AMBIGUOUS, DONE = Outcome.NOT_SENT, Outcome.REJECTED, Outcome.AMBIGUOUS, Outcome.DONE
READ, IDEMPOTENT, NEVER = Repeat.READ, Repeat.IDEMPOTENT, Repeat.NEVER
BODY = 8192
"""How much of a body an error keeps."""


@attrs.define
class Service(Provider):
    """Gives credentials of its own: whatever comes after `key:`."""

    name: str = "Service"
    asked: Operation[Any] | None = None

    def redact(self, operation: Operation[Any], text: str) -> str:
        assert operation is self.asked
        return text.replace("own-key", "***")


def call(repeat: Repeat = READ, **changes: Any) -> Operation[Any]:
    args = {"id": "7", "app": FromClient("app")}
    return Operation(
        "things.make", "POST", "/apps/{app}/things/{id}", str, args, repeat=repeat, if_lost=IF_LOST, **changes
    )


def told(
    operation: Operation[Any],
    failure: Failure,
    outcome: Outcome,
    *,
    attempts: int = 1,
    secrets: tuple[str, ...] = (),
) -> ESignError:
    service = Service(asked=operation)
    return make_error(operation, failure, attempts, outcome, service, {"app": "a-1"}, list(secrets))


def refused(status: int, content: Any = None, problem: Problem | None = None, **more: Any) -> Failure:
    answer = reply(status, content, {"x-request-id": "r-1"})
    return Failure("no", REJECTED, False, status, answer, problem, **more)


# Its kind --------------------------------------------------------------------------------------------------------------
UNSENT = Failure("no", NOT_SENT, True)
BROKEN = Failure("no", AMBIGUOUS, True)
CUT = Failure("no", AMBIGUOUS, True, status=200)
ODD = Failure("no", AMBIGUOUS, False, 200, reply(200), decode_error="no")
LATE = Failure("no", NOT_SENT, False, timed_out=True)


@in_one_test(
    "repeat, failure, outcome, kind",
    [
        (READ, UNSENT, NOT_SENT, NotSentError),
        (READ, UNSENT, REJECTED, NotSentError),
        (READ, UNSENT, AMBIGUOUS, ServerError),
        (READ, BROKEN, AMBIGUOUS, ServerError),
        (READ, CUT, AMBIGUOUS, ServerError),
        (READ, ODD, AMBIGUOUS, DecodeError),
        (READ, LATE, NOT_SENT, DeadlineExceededError),
        (READ, LATE, AMBIGUOUS, DeadlineExceededError),
        (READ, refused(500), AMBIGUOUS, ServerError),
        (READ, refused(404), REJECTED, NotFoundError),
        (READ, refused(404, problem=Problem("no")), REJECTED, NotFoundError),
        (READ, refused(404, problem=Problem("no", error=ConflictError)), REJECTED, ConflictError),
        *(
            row
            for repeat in (IDEMPOTENT, NEVER)
            for row in [
                (repeat, UNSENT, NOT_SENT, NotSentError),
                (repeat, UNSENT, AMBIGUOUS, OutcomeUnknownError),
                (repeat, BROKEN, AMBIGUOUS, OutcomeUnknownError),
                (repeat, ODD, AMBIGUOUS, UnreadableResponseError),
                (repeat, ODD, DONE, DecodeError),
                (repeat, LATE, NOT_SENT, DeadlineExceededError),
                (repeat, LATE, AMBIGUOUS, OutcomeUnknownError),
                (repeat, refused(404), REJECTED, NotFoundError),
                (repeat, refused(404), AMBIGUOUS, OutcomeUnknownError),
            ]
        ),
    ],
)
def test_its_kind(repeat: Repeat, failure: Failure, outcome: Outcome, kind: type[ESignError]) -> None:
    error = told(call(repeat), failure, outcome)
    assert type(error) is kind
    assert (error.outcome, error.read) == (outcome, repeat is READ)


@in_one_test(
    "problem, outcome, expected",
    [
        (None, REJECTED, REJECTED),
        (Problem("no"), REJECTED, REJECTED),
        (Problem("no", partly=True), REJECTED, AMBIGUOUS),
        (Problem("no", done=True), DONE, DONE),
        (Problem("no", partly=True, done=True), DONE, DONE),
    ],
)
def test_a_refusal_of_what_may_be_done_in_part(problem: Problem | None, outcome: Outcome, expected: Outcome) -> None:
    error = told(call(NEVER), refused(400, problem=problem), outcome)
    assert (type(error), error.outcome) == (ValidationError, expected)


# What it holds ---------------------------------------------------------------------------------------------------------
def test_all_that_is_known() -> None:
    problem = Problem("no", "E1", details={"a": [1]})
    error = told(call(NEVER), refused(409, b"said", problem, retry_after=5.0), REJECTED, attempts=2)
    assert vars(error) == {
        "operation": "things.make",
        "provider": "Service",
        "method": "POST",
        "path": "/apps/{app}/things/{id}",
        "status": 409,
        "attempts": 2,
        "outcome": REJECTED,
        "read": False,
        "code": "E1",
        "details": {"a": [1]},
        "request_id": "r-1",
        "retry_after": 5.0,
        "body": "said",
    }


def test_what_is_not_known_is_none() -> None:
    error = told(call(NEVER), CUT, AMBIGUOUS)
    unknown = (error.code, error.details, error.request_id, error.retry_after, error.body)
    assert (error.status, *unknown) == (200, None, None, None, None, None)
    assert told(call(), refused(404), REJECTED).code is None
    nameless = Failure("no", REJECTED, False, 404, Response(404, {}), Problem("no"))
    assert told(call(), nameless, REJECTED).request_id is None


class Code(OpenEnum):
    KNOWN = "E-known"


def test_a_code_that_is_a_member_of_an_enum_stays_one() -> None:
    error = told(call(), refused(404, problem=Problem("no", Code.KNOWN)), REJECTED, secrets=("secret",))
    assert error.code is Code.KNOWN


@in_one_test("hidden", ["secret", "own-key"])
def test_credentials_are_hidden_everywhere(hidden: str) -> None:
    """Those that went out with the call, and those that the service gives itself."""
    problem = Problem("no", f"E-{hidden}", details={"said": [hidden]})
    answer = Response(404, {"x-request-id": f"r-{hidden}"}, f"got {hidden}".encode())
    failure = Failure(f"no {hidden}", REJECTED, False, 404, answer, problem)
    error = told(call(), failure, REJECTED, secrets=("secret",))
    assert hidden not in f"{error} {vars(error)}"
    sign = "…" if hidden == "secret" else "***"
    assert str(error) == f"Service things.make: no {sign}"
    assert (error.code, error.request_id, error.body) == (f"E-{sign}", f"r-{sign}", f"got {sign}")
    assert error.details == {"said": [sign]}


@in_one_test(
    "operation",
    [
        call(query={"key": Secret("secret")}),
        call(headers={"key": Secret("secret")}),
        Operation("x.y", "GET", "/a/{id}", str, {"id": Secret("secret")}),
        call(authenticated=False),
    ],
)
def test_a_body_that_may_echo_a_credential_in_any_form_is_not_kept(operation: Operation[Any]) -> None:
    assert told(operation, refused(404, b"said"), REJECTED).body is None


@in_one_test("operation", [call(query={"a": "b"}), call(headers={"a": "b"}), call(body=Json({"a": "b"}))])
def test_other_bodies_are_kept(operation: Operation[Any]) -> None:
    assert told(operation, refused(404, b"said \xff"), REJECTED).body == "said \ufffd"


# A body full of a long credential becomes short when that is replaced, so that what was cut off is seen.
LONG = "canary" * 8
FILLED = LONG * 300


@in_one_test(
    "length, secrets, kept",
    [
        (2 * BODY, (LONG,), 300 + 2 * BODY - len(FILLED)),
        (2 * BODY + 1, (LONG,), 300 + 2 * BODY - len(FILLED) - 6 * len(LONG)),
        (2 * BODY + 1, ("four", LONG), 300 + 2 * BODY - len(FILLED) - 6 * len(LONG)),
        (5 * BODY, (LONG,), 300 + 2 * BODY - len(FILLED) - 6 * len(LONG)),
        (2 * BODY, (), BODY),
        (5 * BODY, (), BODY),
    ],
)
def test_how_much_of_a_body_is_kept(length: int, secrets: tuple[str, ...], kept: int) -> None:
    content = (FILLED + "y" * (length - len(FILLED))).encode()
    error = told(call(), refused(404, content), REJECTED, secrets=secrets)
    assert len(error.body or "") == kept


# Its words -------------------------------------------------------------------------------------------------------------
APART = " — the service may have carried this out"
ONCE_MORE = "The same call may be made again: done twice it is the same as done once."
LOOK = f"{APART}, and it was not sent again. Look before you repeat POST /apps/a-1/things/7"


@in_one_test(
    "repeat, failure, outcome, attempts, words",
    [
        (READ, refused(404), REJECTED, 1, ""),
        (READ, refused(500), AMBIGUOUS, 3, ""),
        (READ, UNSENT, NOT_SENT, 3, ""),
        (READ, BROKEN, AMBIGUOUS, 3, " (3 tries)"),
        (READ, LATE, AMBIGUOUS, 3, " (raise the limit with options={'timeout': seconds} or on the client)"),
        (IDEMPOTENT, BROKEN, AMBIGUOUS, 1, f"{APART} (1 try). {ONCE_MORE}"),
        (IDEMPOTENT, BROKEN, AMBIGUOUS, 2, f"{APART} (2 tries). {ONCE_MORE}"),
        (IDEMPOTENT, ODD, AMBIGUOUS, 2, f"{APART} (2 tries). {ONCE_MORE}"),
        (IDEMPOTENT, refused(404), REJECTED, 1, ""),
        (NEVER, BROKEN, AMBIGUOUS, 1, f"{LOOK}: look there."),
        (NEVER, ODD, AMBIGUOUS, 1, f"{LOOK}: look there."),
        (NEVER, ODD, DONE, 1, ""),
    ],
)
def test_its_words(repeat: Repeat, failure: Failure, outcome: Outcome, attempts: int, words: str) -> None:
    error = told(call(repeat), failure, outcome, attempts=attempts)
    assert str(error) == f"Service things.make: no{words}"


@in_one_test("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_explained(status: int) -> None:
    error = told(call(), refused(status), REJECTED)
    assert type(error) is ApiError
    (note,) = error.__notes__
    assert note.startswith("Redirects are never followed: ")
    assert note.endswith(".")


@in_one_test("status", [300, 304, 305, 306, 309, 400, 429])
def test_other_refusals_need_no_explanation(status: int) -> None:
    assert not hasattr(told(call(), refused(status), REJECTED), "__notes__")


def test_a_broken_answer_is_no_redirect() -> None:
    lost = Failure(str(SendFailed("cut", sent=True)), AMBIGUOUS, False, status=302)
    error = told(call(NEVER), lost, AMBIGUOUS)
    assert type(error) is OutcomeUnknownError
    assert not hasattr(error, "__notes__")


def test_too_many_calls_keep_their_kind() -> None:
    assert type(told(call(NEVER), refused(429, throttled=True), REJECTED)) is RateLimitedError


# Which credentials went out --------------------------------------------------------------------------------------------
@model
class Signer(Model):
    SECRETS: ClassVar = frozenset({"answer", "answers"})

    name: str | None = None
    answer: str | None = None
    answers: Any = None
    friend: Signer | None = None


@in_one_test(
    "body, expected",
    [
        (None, []),
        (Json("plain"), []),
        (Json(7), []),
        (Json(Secret("s1")), ["s1"]),
        (Json({"a": {"b": [1, ("x", Secret("s1")), None]}, "c": Secret("s2")}), ["s1", "s2"]),
        (Json(Signer(name="plain", answer="s1")), ["s1"]),
        (Json(Signer(friend=Signer(name="plain", answer="s1"))), ["s1"]),
        (Json([Signer(answers=["s1", {"a": ("s2",)}, 7])]), ["s1", "s2"]),
        (Json(Signer(answers=Signer(name="s1"))), ["s1"]),
        (Form({"user": "plain", "password": Secret("s1")}), ["s1"]),
        (
            Multipart((
                Part("a", "plain"),
                Part("b", Json({"k": Secret("s1")})),
                Part("f", Upload("f", b"plain")),
                Part("c", Json(Secret("s2"))),
            )),
            ["s1", "s2"],
        ),
        (Json({"a": Secret("s" * 1024), "b": Secret("t" * 1025)}), ["s" * 1024]),
        (Json(Secret("")), []),
    ],
)  # fmt: skip
def test_credentials_in_a_body(body: Any, expected: list[str]) -> None:
    assert secrets_of(call(body=body)) == expected


@in_one_test(
    "operation, expected",
    [
        (Operation("x.y", "GET", "/a/{id}", str, {"id": Secret("s1"), "other": "plain"}), {"s1"}),
        (call(query={"a": Secret("s1"), "b": "plain"}), {"s1"}),
        (call(headers={"a": Secret("s1"), "b": "plain"}), {"s1"}),
        (call(headers={"a": Secret("Basic s1"), "b": Secret("Bearer s2")}), {"Basic s1", "s1", "Bearer s2", "s2"}),
        (call(headers={"a": Secret("Other s1")}), {"Other s1"}),
        (call(options={"timeout": 1.0}), set()),
        (call(options={"extra_query": {"a": "s1", "b": None, "c": True, "d": 7, "e": Secret("s2")}}), {"s1", "7", "s2"}),
        (call(options={"extra_headers": {"a": "s1", "b": Secret("s2")}}), {"s1", "s2"}),
        (call(options={"extra_headers": {"a": "Scheme s1", "b": "s2 and more"}}), {"Scheme s1", "s1", "s2 and more"}),
        (call(options={"extra_headers": {"a": "Bearer s1 and more"}}), {"Bearer s1 and more", "s1 and more"}),
        (call(options={"extra_headers": {"a": ""}, "extra_query": {"a": ""}}), set()),
    ],
)  # fmt: skip
def test_credentials_beside_a_body(operation: Operation[Any], expected: set[str]) -> None:
    assert set(secrets_of(operation)) == expected
    assert set(secrets_of(operation, None, Secret("t1"), Secret("t2"))) == {*expected, "t1", "t2"}
