"""Signing in: an application's key becomes a token that is renewed early, once for all who wait."""

from __future__ import annotations

import copy
import pickle
from email.utils import formatdate
from typing import Any

import pytest

from esignkit.core.auth import StaticHeader
from esignkit.core.endpoint import PLANNER
from esignkit.core.exchange import interpret
from esignkit.core.flow import Locked
from esignkit.errors import AuthenticationError, ConfigurationError, DecodeError, ESignError
from esignkit.ignisign.auth import login, read_login
from esignkit.ignisign.settings import BASE_URL, variables
from esignkit.ignisign.signature_requests import SignatureRequests
from esignkit.types import Secret
from tests.ignisign.samples import APP, CONTEXT, REQUEST, get, jwt, settings
from tests.support import Record, context_of, drive, reply
from tests.tables import in_one_test

requests = SignatureRequests(PLANNER)
KEY = "sk_development_canary"
OK = reply(200, CONTEXT)


def with_key(**changes: Any) -> Any:
    return settings(**{"token": None, "app_secret": KEY, **changes})


def signed_in(token: str) -> Any:
    return reply(200, {"jwtToken": token})


def stale(code: str | None) -> Any:
    return reply(401, {"message": "no", "code": code})


def test_the_login_call() -> None:
    record = Record()
    context = context_of(with_key(), record)
    get(record, context, signed_in("t1"), OK)
    first = record.sent[0]
    assert (first.method, first.target) == ("POST", "/v3/auth/app-api")
    assert first.json == {"appId": APP, "appEnv": "DEVELOPMENT", "secret": KEY}
    assert "authorization" not in first.headers
    assert record.sent[1].headers["authorization"] == "Bearer t1"


def test_a_token_is_kept_until_shortly_before_its_end() -> None:
    record = Record()
    context = context_of(with_key(), record)
    first, second = jwt(iat=1000, exp=4600), jwt(iat=4590, exp=8190)
    assert get(record, context, signed_in(first), OK) == [("app-api", None), ("context", f"Bearer {first}")]
    record.now += 3600 - 61
    assert get(record, context, OK) == [("context", f"Bearer {first}")]
    record.now += 2
    assert get(record, context, signed_in(second), OK) == [("app-api", None), ("context", f"Bearer {second}")]


def test_without_an_issue_date_the_servers_clock_tells_the_lifetime() -> None:
    answer = signed_in(jwt(exp=1_800_000_600))
    answer.headers["date"] = formatdate(1_800_000_000, usegmt=True)
    assert read_login(answer).lifetime == 600


@in_one_test(
    "token",
    [
        "opaque",
        "a.b.c",
        "a.!!!.c",
        jwt(),
        jwt(exp="soon"),
        jwt(exp=True, iat=1),
        jwt(iat=5, exp=5),
        "a.bnVsbA.c",
        "a.gICA.c",
    ],
)
def test_a_token_that_does_not_tell_its_end_is_used_until_it_is_refused(token: str) -> None:
    assert read_login(signed_in(token)).lifetime is None
    record = Record()
    context = context_of(with_key(), record)
    get(record, context, signed_in(token), OK)
    record.now += 1e9
    assert get(record, context, OK) == [("context", f"Bearer {token}")]


@in_one_test(
    "code",
    [
        "OUTDATED_AUTH_JWT_TOKEN",
        "INVALID_AUTH_JWT_TOKEN",
        "INVALID_TOKEN",
        "AUTH_HEADER_NOT_FOUND",
        "AUTH_HEADER_NO_TOKEN",
        None,
    ],
)
def test_a_refused_token_is_renewed_once_and_the_call_made_again(code: str | None) -> None:
    record = Record()
    context = context_of(with_key(), record)
    sent = get(record, context, signed_in("t1"), stale(code), signed_in("t2"), OK)
    assert sent == [("app-api", None), ("context", "Bearer t1"), ("app-api", None), ("context", "Bearer t2")]
    with pytest.raises(AuthenticationError):
        get(record, context, stale(code), signed_in("t3"), stale(code))


def test_a_write_is_made_again_after_a_stale_token_because_nothing_was_done() -> None:
    record = Record()
    context = context_of(with_key(), record)
    created = reply(200, {"signatureRequestId": REQUEST})
    plan = requests.create("p")
    result, _ = drive(plan, [signed_in("t1"), stale("INVALID_TOKEN"), signed_in("t2"), created], context, record)
    assert result == REQUEST


@in_one_test("code", ["UNAUTHORIZED_ERROR", "AUTHENTICATION_FAILED", "USER_BLOCKED"])
def test_other_refusals_are_not_about_the_token(code: str) -> None:
    record = Record()
    with pytest.raises(AuthenticationError) as caught:
        get(record, context_of(with_key(), record), signed_in("t1"), stale(code))
    assert caught.value.code == code
    assert len(record.sent) == 2


def test_a_given_token_is_sent_as_it_is_and_not_renewed() -> None:
    record = Record()
    with pytest.raises(AuthenticationError):
        get(record, context_of(settings(token="t0"), record), stale("OUTDATED_AUTH_JWT_TOKEN"))
    assert [s.headers["authorization"] for s in record.sent] == ["Bearer t0"]


def test_a_token_function_is_asked_before_every_call_and_again_after_a_refusal() -> None:
    tokens = iter(["t1", "t2", "t3"])
    record = Record()
    context = context_of(settings(token=lambda: next(tokens)), record)
    assert get(record, context, OK) == [("context", "Bearer t1")]
    assert get(record, context, stale("INVALID_TOKEN"), OK) == [("context", "Bearer t2"), ("context", "Bearer t3")]


def test_those_who_wait_take_the_token_that_was_fetched_meanwhile() -> None:
    record = Record()
    made = with_key()
    context = context_of(made, record)
    waiting = [made.auth.authorize(1000.0, 1060.0) for _ in range(3)]
    locks = [next(flow) for flow in waiting]
    assert all(isinstance(lock, Locked) for lock in locks)
    answers = iter([signed_in("t1")])
    tokens = [drive(lock.flow, answers, context, record)[0] for lock in locks]
    assert {token.reveal() for token in tokens} == {"t1"}
    assert len(record.sent) == 1


def test_those_who_wait_share_a_failure_each_with_a_copy_of_its_own() -> None:
    record = Record()
    made = with_key()
    context = context_of(made, record)
    locks = [next(made.auth.authorize(1000.0, 1060.0)) for _ in range(3)]
    answers = iter([stale("AUTHENTICATION_FAILED")])
    failures = []
    for lock in locks:
        with pytest.raises(AuthenticationError) as caught:
            drive(lock.flow, answers, context, record)
        failures.append(caught.value)
    assert len({id(f) for f in failures}) == 3
    assert {f.operation for f in failures} == {"auth.login"}
    assert len(record.sent) == 1


def test_a_login_without_a_token_is_a_typed_error() -> None:
    with pytest.raises(DecodeError, match="jwtToken"):
        drive(requests.get(REQUEST), [reply(200, {})], context_of(with_key()))


def test_the_key_shows_nowhere() -> None:
    plan = login(Secret(KEY))
    made = with_key()
    assert "canary" not in f"{plan!r} {plan} {plan.body!r} {made!r} {made.auth!r} {made.auth.fetch!r}"
    for value in (plan, made, made.auth, made.auth.fetch):
        with pytest.raises(TypeError, match="pickle"):
            pickle.dumps(value)
    copy.copy(plan)
    echo = {"message": f"the secret {KEY} is wrong", "code": "AUTHENTICATION_FAILED", "context": {"secret": KEY}}
    with pytest.raises(AuthenticationError) as caught:
        drive(requests.get(REQUEST), [reply(401, echo)], context_of(made))
    assert "canary" not in f"{caught.value} {vars(caught.value)}"
    assert "canary" not in repr(pickle.dumps(caught.value))
    steps = interpret(requests.get(REQUEST), context_of(made))
    lock = next(steps)
    assert "canary" not in repr(lock)
    send = next(interpret(lock.flow, context_of(made)))
    assert "canary" not in repr(send)


# Settings --------------------------------------------------------------------------------------------------------------
def test_one_server_for_all_environments() -> None:
    made = settings()
    assert made.base_url == BASE_URL == "https://api.ignisign.io"
    assert made.values == {"api": "v3", "appId": APP, "appEnv": "DEVELOPMENT"}
    assert settings(base_url="http://127.0.0.1:8000/ignisign/").base_url == "http://127.0.0.1:8000/ignisign"


SKV2 = "skv2_production_11111111-2222-3333-4444-555555555555_canary"


def test_a_key_that_names_its_application_needs_no_other_word() -> None:
    made = settings(app_id=None, app_env=None, token=SKV2)
    assert made.values == {"api": "v4", "appId": APP, "appEnv": "PRODUCTION"}
    assert isinstance(made.auth, StaticHeader)


@in_one_test(
    "changes, text",
    [
        ({"app_id": None}, "app_id="),
        ({"app_id": ""}, "app_id="),
        ({"app_env": None}, "'DEVELOPMENT', 'STAGING', 'PRODUCTION'"),
        ({"app_env": "development"}, "no 'development'"),
        ({"token": None}, "app_secret="),
        ({"app_secret": "canary", "token": lambda: "canary"}, "app_secret and token"),
        ({"app_secret": "canary", "auth": StaticHeader("x-key", Secret("canary"))}, "app_secret and auth"),
        ({"token": None, "app_secret": " "}, "empty"),
        ({"token": None, "app_secret": SKV2}, "token="),
        ({"token": SKV2}, "DEVELOPMENT|PRODUCTION"),
        ({"token": SKV2, "app_env": "PRODUCTION", "app_id": "appId_other"}, "appId_other|appId_1"),
        ({"token": "a\nb"}, "token"),
        ({"token": ""}, "token"),
        ({"base_url": "http://ignisign.example"}, "https"),
        ({"api_version": "v5"}, "v5"),
    ],
)
def test_what_cannot_be_right_is_said(changes: dict[str, Any], text: str) -> None:
    with pytest.raises(ConfigurationError, match=text) as caught:
        settings(**changes)
    assert "canary" not in str(caught.value)
    assert isinstance(caught.value, ESignError)


def test_environment_variables() -> None:
    found = variables(
        {
            "IGNISIGN_APP_ID": APP,
            "IGNISIGN_APP_ENV": "STAGING",
            "IGNISIGN_APP_SECRET": "canary",
            "IGNISIGN_TOKEN": "",
            "IGNISIGN_BASE_URL": "http://localhost:1",
        }
    )
    assert found == {
        "app_id": APP,
        "app_env": "STAGING",
        "app_secret": Secret("canary"),
        "token": None,
        "base_url": "http://localhost:1",
        "api_version": None,
    }
    assert "canary" not in repr(found)
