"""Tokens: where they come from, when they are renewed, and that nobody sees them."""

from __future__ import annotations

import io
import pickle
import traceback
from typing import Any

import pytest

from esignkit import Constellation1
from esignkit.constellation1.sessions import Sessions
from esignkit.constellation1.settings import resolve, variables
from esignkit.constellation1.tokens import Tokens
from esignkit.constellation1.users import Users
from esignkit.core.endpoint import PLANNER
from esignkit.core.operation import Operation
from esignkit.core.settings import Settings
from esignkit.errors import AuthenticationError, ConfigurationError, ESignError, OutcomeUnknownError
from esignkit.types import Outcome, Secret
from tests.constellation1.samples import SESSION_ID, settings, small_session
from tests.support import Record, Sent, context_of, drive, reply
from tests.tables import in_one_test

plan = Sessions(PLANNER)
KEY, SALT = "api/key+1", "abc123"
CREATED = reply(200, {"SigningSessionId": SESSION_ID})
ENCRYPT = "/v1/encrypt/api%2Fkey%2B1/abc123"
TOKEN = "/v1/gettoken/abc123"
CREATE = "/v1/sessions"


class Service:
    """Gives ciphers and tokens, numbered; answers other calls from a list."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.made = 0

    def __call__(self, sent: Sent) -> Any:
        if sent.target.startswith("/v1/encrypt/"):
            assert "authorization" not in sent.headers
            self.made += 1
            return reply(200, {"ReturnValue": f"cipher{self.made}", "Details": None})
        if sent.target.startswith("/v1/gettoken/"):
            self.made += 1
            return reply(200, {"GetTokenResult": {"ReturnValue": f"token{self.made}"}})
        return self.answers.pop(0)


def run(context: Any, service: Service, record: Record, flow: Any = None) -> Any:
    return drive(flow or plan.create(small_session()), [service] * 20, context, record)[0]


def paths(record: Record) -> list[tuple[str, str | None]]:
    return [(s.target, s.headers.get("authorization")) for s in record.sent]


def keyed(record: Record, **changes: Any) -> Any:
    return context_of(settings(api_key=KEY, salt=SALT, **changes), record)


def test_encrypt_then_gettoken_then_the_call_and_the_cipher_is_kept() -> None:
    record = Record()
    context, service = keyed(record), Service(CREATED, CREATED)
    run(context, service, record)
    run(context, service, record)
    assert paths(record) == [
        (ENCRYPT, None),
        (TOKEN, "cipher1"),
        (CREATE, "token2"),
        (TOKEN, "cipher1"),
        (CREATE, "token3"),
    ]
    assert all(s.headers["content-type"] == "application/json" for s in record.sent)


def test_the_cipher_may_be_made_for_each_token() -> None:
    record = Record()
    context, service = keyed(record, keep_encrypted_key=False), Service(CREATED, CREATED)
    run(context, service, record)
    run(context, service, record)
    assert [target for target, _ in paths(record)] == [ENCRYPT, TOKEN, CREATE] * 2


def test_a_password_goes_behind_the_token_and_is_shown_nowhere() -> None:
    record = Record()
    call = Users(PLANNER).authenticate("ada@example.com", "canary-pw==", salt="canary-salt")
    good = reply(200, {"Users": [{"Username": "ada@example.com"}]})
    service = Service(reply(200, b"null"), good)
    assert run(keyed(record), service, record, call).username == "ada@example.com"
    assert [s.headers["authorization"] for s in record.sent[2::2]] == ["token2:canary-pw==", "token3:canary-pw=="]
    assert "canary" not in repr(call)
    with pytest.raises(AuthenticationError) as caught:
        run(
            keyed(Record()),
            Service(reply(200, "Username/Password is incorrect. canary-pw== canary-salt")),
            record,
            call,
        )
    out = io.StringIO()
    traceback.print_exception(caught.value, file=out)
    assert "canary" not in out.getvalue() + repr(caught.value) + str(vars(caught.value))


def test_a_token_may_be_kept_for_a_while() -> None:
    record = Record()
    context, service = keyed(record, token_life=60.0), Service(CREATED, CREATED, CREATED)
    run(context, service, record)
    record.now += 50
    run(context, service, record)
    record.now += 10
    run(context, service, record)
    assert [target for target, _ in paths(record)] == [ENCRYPT, TOKEN, CREATE, CREATE, TOKEN, CREATE]


STALE = {
    "null": reply(200, b"null"),
    "bad token": reply(200, {"ReturnValue": "Error: Bad Token Information. Please authenticate."}),
    "invalid token": reply(200, {"Details": "Error: Invalid token"}),
    "bare": reply(200, "Error: Invalid token"),
    "with a status": reply(400, {"Message": "Error: Invalid token"}),
    "401": reply(401, b""),
    "403": reply(403, b""),
}


def test_a_token_error_beside_true_does_not_send_a_write_again() -> None:
    record = Record()
    done = reply(200, {"ReturnValue": "True", "Details": "Error: Invalid token"})
    flow = Sessions(PLANNER).cancel(SESSION_ID, return_url="x")
    with pytest.raises(AuthenticationError) as caught:
        run(keyed(record), Service(done, done), record, flow)
    assert caught.value.outcome is Outcome.DONE
    assert [s.method for s in record.sent].count("PUT") == 1


@in_one_test("status", [408, 500, 503, 525, 600])
def test_a_token_error_of_a_status_that_proves_nothing_does_not_send_a_write_again(status: int) -> None:
    record = Record()
    stale = reply(status, {"Message": "Error: Bad Token Information. Please authenticate."})
    with pytest.raises(OutcomeUnknownError):
        run(keyed(record), Service(stale, CREATED), record)
    assert [target for target, _ in paths(record)] == [ENCRYPT, TOKEN, CREATE]


def test_a_call_that_may_be_repeated_stays_open_after_such_a_token_error() -> None:
    """It is sent again with a new token; that this is refused says nothing of the first time."""
    record = Record()
    stale = reply(500, {"Message": "Error: Bad Token Information. Please authenticate."})
    flow = Sessions(PLANNER).update_transaction_id(SESSION_ID, "t-2")
    with pytest.raises(OutcomeUnknownError):
        run(keyed(record), Service(stale, reply(400, {"Message": "No"})), record, flow)
    assert len(record.sent) == 5


@in_one_test("life", [0.0, 60.0])
@in_one_test("name", STALE)
def test_a_refused_token_is_replaced_once_and_the_call_repeated_once(name: str, life: float) -> None:
    record = Record()
    context, service = keyed(record, token_life=life), Service(STALE[name], CREATED)
    assert run(context, service, record).session_id == SESSION_ID
    assert [target for target, _ in paths(record)] == [ENCRYPT, TOKEN, CREATE, TOKEN, CREATE]
    assert record.sent[2].headers["authorization"] != record.sent[4].headers["authorization"]
    assert record.sent[2].body == record.sent[4].body

    record = Record()
    with pytest.raises(AuthenticationError):
        run(keyed(record, token_life=life), Service(STALE[name], STALE[name]), record)
    assert [target for target, _ in paths(record)].count(CREATE) == 2


@in_one_test("answer", [reply(200, b""), reply(200, b"  ")])
def test_an_empty_answer_is_no_token_signal(answer: Any) -> None:
    record = Record()
    with pytest.raises(OutcomeUnknownError):
        run(keyed(record), Service(answer), record)
    assert [target for target, _ in paths(record)].count(CREATE) == 1


def test_a_cipher_that_is_refused_is_made_anew_once() -> None:
    record = Record()
    context = keyed(record)
    run(context, Service(CREATED), record)
    refusals = iter([reply(200, b"null"), reply(200, {"ReturnValue": "cipher9"}), reply(200, {"ReturnValue": "t9"})])
    drive(plan.create(small_session()), [*refusals, CREATED], context, record)
    assert paths(record)[3:] == [(TOKEN, "cipher1"), (ENCRYPT, None), (TOKEN, "cipher9"), (CREATE, "t9")]


def test_a_refused_key_is_an_authentication_error_and_the_call_is_not_made() -> None:
    record = Record()
    with pytest.raises(
        AuthenticationError, match=r"Invalid API key; check api_key= and salt=, .* environment="
    ) as caught:
        drive(
            plan.create(small_session()),
            [reply(200, {"ReturnValue": "c"}), reply(200, {"ReturnValue": "Error: Invalid API key"})],
            keyed(record),
            record,
        )
    assert [target for target, _ in paths(record)] == [ENCRYPT, TOKEN]
    assert str(caught.value).count("check api_key=") == 1


def test_the_token_calls_share_the_deadline_of_the_call() -> None:
    record = Record()

    def late(sent: Sent) -> Any:
        record.now += 20
        return reply(200, {"ReturnValue": "x", "SigningSessionId": SESSION_ID})

    drive(plan.create(small_session(), options={"timeout": 50}), [late] * 3, keyed(record), record)
    assert [s.send.deadline for s in record.sent] == [1050.0, 1050.0, 1050.0]


def test_a_function_is_asked_before_every_call() -> None:
    asked = iter(["t1", Secret("t2"), "t3"])
    record = Record()
    context = context_of(settings(token=lambda: next(asked)), record)
    run(context, Service(CREATED), record)
    run(context, Service(reply(200, b"null"), CREATED), record)
    assert paths(record) == [(CREATE, "t1"), (CREATE, "t2"), (CREATE, "t3")]


def test_a_static_token_goes_out_as_it_is_and_cannot_be_renewed() -> None:
    record = Record()
    with pytest.raises(AuthenticationError):
        run(context_of(settings(token="raw token=="), record), Service(reply(200, b"null")), record)
    assert paths(record) == [(CREATE, "raw token==")]


def _arguments(**changes: Any) -> dict[str, Any]:
    names = ("api_key", "salt", "token", "auth", "username", "environment", "base_url", "auth_method_numbers", "retry")
    given = {**dict.fromkeys(names), "file_bytes": "integers", "merge_fields": "object", "dates": "dotnet"}
    return {**given, "token_life": 0.0, "keep_encrypted_key": True, "timeout": 60.0, **changes}


@in_one_test(
    "changes, words",
    [
        ({"token": "t"}, "name the server"),
        ({"token": "t", "environment": "test"}, "no environment 'test'"),
        ({"token": "t", "environment": "stage", "base_url": "https://x.example"}, "not both"),
        ({"token": "t", "api_key": "k", "salt": "s", "environment": "stage"}, "only one way"),
        ({"api_key": "k", "environment": "stage"}, "go together"),
        ({"token": "t", "salt": "s", "environment": "stage"}, "go together"),
        ({"salt": "s", "environment": "stage"}, "go together"),
        ({"token": "", "environment": "stage"}, "token is empty"),
        ({"token": "a\nb", "environment": "stage"}, "line breaks"),
        ({"token": 3, "environment": "stage"}, "not int"),
        ({"api_key": "", "salt": "s", "environment": "stage"}, "api_key is empty"),
        ({"token": "t", "environment": "stage", "file_bytes": "hex"}, "file_bytes"),
        ({"token": "t", "environment": "stage", "merge_fields": "map"}, "merge_fields"),
        ({"token": "t", "environment": "stage", "dates": "unix"}, "dates"),
        ({"token": "t", "environment": "stage", "return_url_name": "url"}, "return_url_name"),
        ({"token": "t", "environment": "stage", "username": " "}, "username is empty"),
        ({"token": "t", "environment": "stage", "token_life": -1.0}, "token_life"),
        ({"token": "t", "base_url": "http://x.example"}, "https"),
    ],
)
def test_a_wrong_set_up_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        resolve("Constellation1", **_arguments(**changes))


@in_one_test(
    "url",
    [
        "https://x.example",
        "https://x.example/",
        "https://x.example/rest",
        "https://x.example/rest/",
        "https://X.example/REST",
        "https://x.example//rest/",
        "https://x.example/rest/v1",
        "https://x.example/rest/v2/",
        "https://x.example/v1",
    ],
)
def test_base_urls_have_one_rest(url: str) -> None:
    found = resolve("Constellation1", **_arguments(token="t", base_url=url))
    assert (found.base_url, found.root_url) == ("https://x.example/rest", "https://x.example")
    deep = url.replace("/rest", "/c1/rest") if "/rest" in url else None
    if deep:
        assert resolve("C", **_arguments(token="t", base_url=deep)).base_url == "https://x.example/c1/rest"


def test_environments() -> None:
    assert settings(environment="production").base_url == "https://api.esignonline.net/rest"
    assert settings(environment="stage").base_url == "https://api.stage.esignonline.net/rest"


def test_environment_variables() -> None:
    names = ("API_KEY", "SALT", "TOKEN", "USERNAME", "ENVIRONMENT", "BASE_URL", "FILE_BYTES", "MERGE_FIELDS", "DATES")
    names += ("RETURN_URL_NAME",)
    found = variables({f"CONSTELLATION1_{name}": name for name in names})
    assert found == {
        "api_key": Secret("API_KEY"),
        "salt": Secret("SALT"),
        "token": Secret("TOKEN"),
        "username": "USERNAME",
        "environment": "ENVIRONMENT",
        "base_url": "BASE_URL",
        "file_bytes": "FILE_BYTES",
        "merge_fields": "MERGE_FIELDS",
        "dates": "DATES",
        "return_url_name": "RETURN_URL_NAME",
    }
    defaults = {"integers", "object", "dotnet", "returnUrl"}
    assert set(variables({"CONSTELLATION1_SALT": ""}).values()) == {None, *defaults}


def test_the_environment_variables_of_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSTELLATION1_USERNAME", "me@example.com")
    assert variables(None)["username"] == "me@example.com"


def test_from_env_without_a_credential_is_told_at_once() -> None:
    with pytest.raises(ConfigurationError, match=r"no credentials.*CONSTELLATION1_API_KEY"):
        Constellation1.from_env({"CONSTELLATION1_ENVIRONMENT": "stage"})


def test_tokens_are_asked_for_without_a_credential_of_the_client() -> None:
    tokens, record, bare = Tokens(PLANNER), Record(), settings_without_credential()
    for flow, answer in (
        (tokens.encrypt("key", salt="s"), "cipher"),
        (tokens.create("cipher", salt="s"), "token"),
        (tokens.create_from_password("me@example.com", "cipher", salt="s"), "token"),
    ):
        assert drive(flow, [reply(200, {"ReturnValue": answer})], context_of(bare), record)[0] == Secret(answer)
    assert [sent.headers.get("authorization") for sent in record.sent] == [None, "cipher", "cipher"]


@in_one_test("flow", [plan.get(SESSION_ID), plan.start(SESSION_ID, return_url="x"), plan.list_expired()])
def test_other_calls_without_a_credential_are_refused_unsent(flow: Any) -> None:
    record = Record()
    with pytest.raises(ConfigurationError, match="no credentials; give api_key=") as caught:
        drive(flow, [], context_of(settings_without_credential(), record), record)
    assert caught.value.outcome is Outcome.NOT_SENT
    assert record.sent == []


def settings_without_credential() -> Settings:
    return resolve("Constellation1", **_arguments(environment="stage"))


def test_secrets_are_hidden_and_refuse_pickle() -> None:
    tokens = Tokens(PLANNER)
    held = settings(api_key="canary-key", salt="canary-salt")
    for operation in (tokens.encrypt("canary-key", salt="canary-salt"), tokens.create("canary-c", salt="canary-salt")):
        assert isinstance(operation, Operation)
        assert "canary" not in repr(operation)
        with pytest.raises(TypeError, match="not pickled"):
            pickle.dumps(operation)
    assert "canary" not in repr(held)
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(held)
    for answers in ([reply(200, {"ReturnValue": "Error: no canary-key here"})], [reply(401, b"canary-key")]):
        with pytest.raises(ESignError) as caught:
            drive(plan.get(SESSION_ID), answers, context_of(held))
        out = io.StringIO()
        traceback.print_exception(caught.value, file=out)
        assert "canary" not in out.getvalue() + repr(caught.value) + str(caught.value.body) + str(vars(caught.value))
