"""Every call: what goes out, what comes back, what is refused, what is not known, and the three modes."""

from __future__ import annotations

import json
import pickle
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from esignkit import AsyncConstellation1, Constellation1
from esignkit.constellation1 import Groups, Sessions, Signers, Tokens, Users
from esignkit.core.endpoint import PLANNER, downloaded, endpoint, paged
from esignkit.core.flow import Response
from esignkit.core.operation import Operation, Repeat
from esignkit.core.readers import open_json
from esignkit.errors import (
    ApiError,
    AuthenticationError,
    DecodeError,
    ESignError,
    NotFoundError,
    OutcomeUnknownError,
    ServerError,
    UnreadableResponseError,
    ValidationError,
)
from esignkit.types import Outcome
from tests.constellation1.operations import CASES, Case
from tests.constellation1.samples import OWNER, SESSION_ID, TOKEN, settings
from tests.constellation1.test_errors import TEXTS
from tests.operations import operation_of
from tests.support import LOST, Record, Sent, context_of, drive, reply
from tests.tables import in_one_test

RESOURCES = {"sessions": Sessions, "signers": Signers, "users": Users, "groups": Groups, "tokens": Tokens}
PLANS = SimpleNamespace(**{name: cls(PLANNER) for name, cls in RESOURCES.items()})
every_call = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


def run(case: Case, *answers: Any) -> tuple[Any, Record]:
    record = Record()
    return drive(case.call(PLANS), answers, context_of(settings(), record), record)


def failure(case: Case, *answers: Any) -> tuple[ESignError, Record]:
    record = Record()
    with pytest.raises(ESignError) as caught:
        drive(case.call(PLANS), answers, context_of(settings(), record), record)
    return caught.value, record


def check_request(case: Case, sent: Sent) -> None:
    assert (sent.method, sent.target) == (case.method, case.target)
    expected = None if case.authorization is None else case.authorization.replace("client", TOKEN)
    assert sent.headers.get("authorization") == expected
    assert sent.headers["content-type"] == "application/json"
    if case.body is None:
        assert sent.body == b""
    else:
        assert sent.json == case.body


def test_every_call_has_a_case() -> None:
    found = {
        f"{name}.{call}"
        for name, cls in RESOURCES.items()
        for base in cls.__mro__
        for call, value in vars(base).items()
        if isinstance(value, endpoint | paged | downloaded)
    }
    assert found == {name.split(" ")[0] for name in CASES}
    assert len(found) == 40, "35 operations, the alias, the legacy token call, resume, refetch and wait"


@every_call
def test_request_and_answer(case: Case) -> None:
    result, record = run(case, reply(200, case.answer))
    assert len(record.sent) == 1
    check_request(case, record.sent[0])
    assert case.expect(result)


@every_call
def test_whoever_has_to_look_is_told_where(case: Case) -> None:
    if case.repeat is Repeat.NEVER:
        error, _ = failure(case, LOST)
        resource = error.message.partition("Look before you repeat ")[2].partition(": ")[2]
        assert resource.startswith(("sessions.get(", "sessions.list_lite_by_transaction_id(", "users.get_by_username("))


@every_call
def test_plans_travel_unless_they_hold_secrets(case: Case) -> None:
    plan = case.call(PLANS)
    if case.secret:
        with pytest.raises(TypeError, match="not pickled"):
            pickle.dumps(plan)
        for secret in ("s4lt", "ciph", "ci/pher", "k/y"):
            assert secret not in repr(plan)
        return
    copied = pickle.loads(pickle.dumps(plan))
    result, record = drive(copied, [reply(200, case.answer)], context_of(settings()))
    check_request(case, record.sent[0])
    assert case.expect(result)


@every_call
def test_repeat_safety(case: Case) -> None:
    assert operation_of(case.call(PLANS)).repeat is case.repeat


@every_call
@in_one_test("text, kind", TEXTS)
def test_documented_errors(case: Case, text: str, kind: type[ApiError]) -> None:
    for answer in ({"ReturnValue": text}, {"Details": [text]}, text, text.encode()):
        if isinstance(answer, bytes) and not text.lower().startswith("error:"):
            continue
        error, record = failure(case, reply(200, answer))
        unknown = text.endswith("documented") and case.kind in CHANGES
        assert type(error) is (ValidationError if unknown else kind)
        assert text.strip() in error.message
        assert (error.outcome, len(record.sent)) == (Outcome.REJECTED, 1)


@every_call
@in_one_test(
    "status, kind",
    [(400, ValidationError), (401, AuthenticationError), (403, AuthenticationError), (404, NotFoundError)],
)
def test_statuses(case: Case, status: int, kind: type[ApiError]) -> None:
    error, record = failure(case, reply(status, b"<html>"))
    assert type(error) is kind
    assert (error.status, error.outcome, len(record.sent)) == (status, Outcome.REJECTED, 1)


@every_call
@in_one_test("body", [b"null", b" null\n", b"\xef\xbb\xbfnull"])
def test_null_is_a_refused_token(case: Case, body: bytes) -> None:
    error, record = failure(case, reply(200, body))
    assert type(error) is AuthenticationError
    assert len(record.sent) == 1


WORDS = "Session is Completed"
CHANGES = {"yes", "new", "changed", "unopposed", "generic", "users"}
"""What the kinds of calls that change something answer: a refusal that nobody documented is a `ValidationError`."""
REFUSED = {
    "yes": ({"ReturnValue": "False", "Details": WORDS}, ValidationError),
    "new": ({"Details": WORDS}, ValidationError),
    "changed": ({"ReturnValue": "False", "Details": [WORDS]}, ValidationError),
    "unopposed": ({"ReturnValue": None, "Details": [WORDS]}, ValidationError),
    "generic": ({"ReturnValue": "False", "Details": WORDS}, ValidationError),
    "users": ({"ReturnValue": "False", "Details": WORDS}, ValidationError),
    "user": ({"Users": [], "Details": WORDS}, NotFoundError),
    "authenticated": ({"Users": None, "Details": WORDS}, AuthenticationError),
    "session": ({"Details": WORDS}, ApiError),
    "sessions": ({"Details": WORDS}, ApiError),
    "page": ({"Details": WORDS}, ApiError),
    "value": ({"ReturnValue": None, "Details": WORDS}, ApiError),
    "token": ({"ReturnValue": None, "Details": WORDS}, AuthenticationError),
    "object": ({"Message": f"Error: {WORDS}"}, ApiError),
}


@every_call
def test_a_refusal_by_status_keeps_the_servers_words(case: Case) -> None:
    answer, kind = REFUSED[case.kind]
    error, record = failure(case, reply(200, answer))
    assert type(error) is kind
    assert WORDS in error.message
    assert (error.outcome, len(record.sent)) == (Outcome.REJECTED, 1)


@every_call
@in_one_test("place", [{"Details": WORDS, "ReturnValue": None}, {"ReturnValue": WORDS}, {"Message": WORDS}, WORDS])
def test_words_without_a_prefix_are_never_taken_for_a_result(case: Case, place: Any) -> None:
    error, record = failure(case, reply(200, place))
    assert isinstance(error, ApiError)
    assert WORDS in error.message
    assert (error.outcome, len(record.sent)) == (Outcome.REJECTED, 1)


@every_call
@in_one_test("answer", [LOST, reply(200, b""), reply(200, b"<html>"), reply(502, b"")])
def test_a_lost_answer(case: Case, answer: Any) -> None:
    if case.repeat is Repeat.NEVER:
        error, record = failure(case, answer)
        unreadable = isinstance(answer, Response) and answer.status == 200
        assert type(error) is (UnreadableResponseError if unreadable else OutcomeUnknownError)
        assert (error.outcome, len(record.sent)) == (Outcome.AMBIGUOUS, 1)
        return
    result, record = run(case, answer, reply(200, case.answer))
    assert case.expect(result)
    assert len(record.sent) == 2
    check_request(case, record.sent[1])
    error, record = failure(case, *[answer] * 3)
    assert isinstance(error, ServerError | DecodeError | OutcomeUnknownError)
    assert len(record.sent) == 3


def _seen(request: httpx.Request, body: bytes) -> Any:
    return SimpleNamespace(
        method=request.method,
        target=request.url.raw_path.decode().removeprefix("/rest"),
        headers=dict(request.headers),
        body=body,
        json=json.loads(body or b"null"),
    )


def _handler(case: Case, seen: list[Any]) -> Any:
    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(_seen(request, b"".join(request.stream)))  # type: ignore[arg-type]  # a sync client's stream
        return httpx.Response(200, content=json.dumps(case.answer).encode())

    return handle


def _async_handler(case: Case, seen: list[Any]) -> Any:
    async def handle(request: httpx.Request) -> httpx.Response:
        body = b"".join([chunk async for chunk in request.stream])  # type: ignore[union-attr]  # an async client's
        seen.append(_seen(request, body))
        return httpx.Response(200, content=json.dumps(case.answer).encode())

    return handle


@every_call
def test_sync(case: Case) -> None:
    seen: list[Any] = []
    with (
        httpx.Client(transport=httpx.MockTransport(_handler(case, seen))) as inner,
        Constellation1(token=TOKEN, username=OWNER, environment="stage", http_client=inner) as client,
    ):
        result = case.call(client)
        assert case.expect(result.all() if hasattr(result, "all") else result)
        plan = case.call(SimpleNamespace(**{name: getattr(client, name).plan for name in RESOURCES}))
        assert case.expect(client.run(plan))
    assert len(seen) == 2
    for request in seen:
        check_request(case, request)


@every_call
@pytest.mark.anyio
async def test_async(case: Case) -> None:
    seen: list[Any] = []
    async with (
        httpx.AsyncClient(transport=httpx.MockTransport(_async_handler(case, seen))) as inner,
        AsyncConstellation1(token=TOKEN, username=OWNER, environment="stage", http_client=inner) as client,
    ):
        called = case.call(client)
        result = await (called.all() if hasattr(called, "all") else called)
        assert case.expect(result)
    (request,) = seen
    check_request(case, request)


@pytest.mark.parametrize("first", [LOST, reply(500, b""), reply(200, b"")])
@in_one_test(
    "second",
    [
        reply(404, b""),
        reply(410, {"Message": "gone"}),
        reply(200, {"ReturnValue": "Error: Session not found."}),
        reply(200, {"Details": "Error: Signing session with that id doesn't exist"}),
        reply(200, b"Error: Session not found"),
        reply(400, {"Message": "Error: Session was not found"}),
        reply(200, {"ReturnValue": "True"}),
    ],
)
def test_a_delete_that_finds_nothing_at_its_second_try_is_done(first: Any, second: Any) -> None:
    result, record = run(CASES["sessions.delete"], first, second)
    assert result.succeeded is True
    assert len(record.sent) == 2


def test_a_delete_is_not_done_because_a_proxy_says_so() -> None:
    lying = reply(500, {"Message": "Error: Session was not found"})
    error, record = failure(CASES["sessions.delete"], LOST, lying)
    assert (type(error), len(record.sent)) == (OutcomeUnknownError, 2)


def test_a_delete_that_finds_nothing_at_once_says_so() -> None:
    error, _ = failure(CASES["sessions.delete"], reply(200, {"ReturnValue": "Error: Session not found."}))
    assert type(error) is NotFoundError


def test_what_has_no_method_is_reached_by_request() -> None:
    """Calls that the documentation names without an address."""
    seen: list[Any] = []
    case = CASES["users.landing_url"]
    with (
        httpx.Client(transport=httpx.MockTransport(_handler(case, seen))) as inner,
        Constellation1(token=TOKEN, environment="stage", http_client=inner) as client,
    ):
        assert client.request("GET", f"/v1/sessions/{SESSION_ID}/files") == case.answer
    assert seen[0].target == f"/v1/sessions/{SESSION_ID}/files"
    assert seen[0].headers["authorization"] == TOKEN


@pytest.mark.parametrize(
    "path",
    ["/v1/x", "v1/x", "rest/v1/x", "/rest/v1/x", "rest//v1/x", "/REST/v1/x", "//v1/x", "/rest/rest/v1/x"],
)
@in_one_test("end", ["", "/", "/rest", "/rest/", "/rest/rest", "/rest/v1", "/v1/", "/Rest//"])
def test_there_is_one_rest_in_an_address(path: str, end: str) -> None:
    seen: list[Any] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(str(request.url))
        return httpx.Response(200, content=b"{}")

    with (
        httpx.Client(transport=httpx.MockTransport(handle)) as inner,
        Constellation1(token=TOKEN, base_url="https://c1.example" + end, http_client=inner) as client,
    ):
        client.request("GET", path)
    assert seen == ["https://c1.example/rest/v1/x"]


def test_a_path_of_ones_own_is_left_alone() -> None:
    provider = settings().provider
    assert [provider.raw_path(path) for path in ("/rest/x", "/restful/v1/x", "x", "/v1x")] == [
        "/rest/x",
        "/restful/v1/x",
        "x",
        "/v1x",
    ]


def test_an_error_text_is_an_error_for_request_too() -> None:
    for body, kind in ((b"null", AuthenticationError), ({"ReturnValue": "Error: Username not found."}, NotFoundError)):
        flow = Operation("request", "GET", "/v1/x", open_json)
        with pytest.raises(kind):
            drive(flow, [reply(200, body)], context_of(settings()))
