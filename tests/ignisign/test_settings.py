"""Which version of the API a client speaks, what its base URL may end in, and tokens that are handed to it."""

from __future__ import annotations

from typing import Any

import pytest

from esignkit.core.auth import Token
from esignkit.core.endpoint import PLANNER
from esignkit.errors import AuthenticationError, ConfigurationError
from esignkit.ignisign import AsyncIgnisign, Ignisign
from esignkit.ignisign.settings import resolve, variables
from esignkit.ignisign.signature_requests import SignatureRequests
from esignkit.types import Secret
from tests.ignisign.samples import APP, CONTEXT, REQUEST, get, jwt, settings
from tests.support import Record, context_of, drive, reply
from tests.tables import in_one_test

requests = SignatureRequests(PLANNER)
KEY = "skv2_production_11111111-2222-3333-4444-555555555555_canary"
OF_KEY: dict[str, Any] = {"app_id": None, "app_env": None, "token": KEY}
HERE = "https://api.example/ignisign"
LONG_AGO, FAR_AHEAD = 1, 4_102_444_800
OK = reply(200, CONTEXT)


def spoken(**changes: Any) -> tuple[str, str | None]:
    """Base URL and version."""
    made = settings(**{"api_version": None, **changes})
    return made.base_url, made.values["api"]


# Version ---------------------------------------------------------------------------------------------------------------
@in_one_test(
    "changes, expected",
    [
        ({}, "v3"),
        ({"api_version": "v3"}, "v3"),
        ({"api_version": "v4"}, "v4"),
        ({"api_version": "V4"}, "v4"),  # as the service's own answers spell it
        (OF_KEY, "v4"),
        ({**OF_KEY, "token": Secret(KEY)}, "v4"),
        ({**OF_KEY, "token": Token(Secret(KEY))}, "v4"),
        ({**OF_KEY, "api_version": "v4"}, "v4"),
        ({"token": "skv2_opaque"}, "v4"),
    ],
)
def test_a_key_that_begins_with_skv2_means_version_4(changes: dict[str, Any], expected: str) -> None:
    assert spoken(**changes)[1] == expected


@in_one_test("said", [{"api_version": "v3"}, {"base_url": f"{HERE}/v3"}])
def test_version_3_with_such_a_key_is_refused_with_a_sentence(said: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError, match=r"begins with skv2_ .* version 4") as caught:
        settings(**{"api_version": None, **OF_KEY, **said})
    assert "canary" not in str(caught.value)


def test_a_function_that_gives_such_a_key_to_a_client_of_version_3_is_refused_before_anything_is_sent() -> None:
    record = Record()
    with pytest.raises(ConfigurationError, match=r"begins with skv2_ .* version 4"):
        drive(requests.get(REQUEST), [], context_of(settings(token=lambda: KEY), record), record)
    assert record.sent == []
    in_4 = settings(token=lambda: KEY, api_version="v4")
    drive(requests.get(REQUEST), [OK], context_of(in_4, record), record)
    assert record.sent[0].headers["authorization"] == f"Bearer {KEY}"


@in_one_test("version", ["v5", "4", "", 4])
def test_another_version_is_refused(version: Any) -> None:
    with pytest.raises(ConfigurationError, match="'v3' nor 'v4'"):
        settings(api_version=version)


# Base URL --------------------------------------------------------------------------------------------------------------
@in_one_test(
    "base_url, expected",
    [
        (None, ("https://api.ignisign.io", "v3")),
        ("https://api.ignisign.io/v3", ("https://api.ignisign.io", "v3")),
        ("https://api.ignisign.io/v4/", ("https://api.ignisign.io", "v4")),
        (f"{HERE}/v4", (HERE, "v4")),
        (HERE, (HERE, "v3")),
        ("https://v4", ("https://v4", "v3")),  # a host of that name says nothing
        (f"{HERE}/xv4", (f"{HERE}/xv4", "v3")),
    ],
)
def test_a_version_at_the_end_of_the_base_url_is_taken_from_there(base_url: str | None, expected: Any) -> None:
    assert spoken(base_url=base_url) == expected
    assert spoken(base_url=base_url, api_version=expected[1]) == expected


@in_one_test("end, version", [("v3", "v4"), ("v4", "v3")])
def test_a_base_url_that_contradicts_the_version_is_refused(end: str, version: str) -> None:
    with pytest.raises(ConfigurationError, match=f"base_url ends in /{end}.*'{version}'.*leave one"):
        settings(base_url=f"{HERE}/{end}", api_version=version)


def test_calls_go_below_the_base_url_once() -> None:
    record = Record()
    made = settings(base_url=f"{HERE}/v4", api_version=None)
    drive(requests.get(REQUEST), [OK], context_of(made, record), record)
    assert record.sent[0].target == f"/v4/signature-requests/{REQUEST}/context"


# Environment -----------------------------------------------------------------------------------------------------------
ENV = {"IGNISIGN_APP_ID": APP, "IGNISIGN_APP_ENV": "STAGING", "IGNISIGN_TOKEN": "canary"}


@pytest.mark.parametrize("kind", [Ignisign, AsyncIgnisign])
@pytest.mark.parametrize(
    ("env", "given", "version"),
    [
        ({}, {}, "v3"),
        ({"IGNISIGN_API_VERSION": "v4"}, {}, "v4"),
        ({"IGNISIGN_API_VERSION": "V4"}, {}, "v4"),
        ({"IGNISIGN_API_VERSION": ""}, {}, "v3"),
        ({"IGNISIGN_API_VERSION": "v4"}, {"api_version": "v3"}, "v3"),
        ({}, {"api_version": "v4"}, "v4"),
        ({"IGNISIGN_BASE_URL": f"{HERE}/v4"}, {}, "v4"),
    ],
)
def test_the_version_from_the_environment(
    kind: Any, env: Any, given: Any, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Any] = []

    def note(*args: Any, **kwargs: Any) -> Any:
        made.append(resolve(*args, **kwargs))
        return made[-1]

    monkeypatch.setattr("esignkit.ignisign.client.resolve", note)
    kind.from_env({**ENV, **env}, **given)
    assert [one.values["api"] for one in made] == [version]


def test_the_variable_of_the_version() -> None:
    assert variables({"IGNISIGN_API_VERSION": "v4"})["api_version"] == "v4"
    assert variables({})["api_version"] is None
    with pytest.raises(ConfigurationError, match="'v3' nor 'v4'"):
        Ignisign.from_env({**ENV, "IGNISIGN_API_VERSION": "four"})


# A token that is handed over -------------------------------------------------------------------------------------------
def with_cached(token: Any) -> Any:
    return settings(app_secret="sk_development_canary", token=token)


GOOD, ENDED, OPAQUE = jwt(exp=FAR_AHEAD), jwt(exp=LONG_AGO), "opaque"
FRESH = reply(200, {"jwtToken": "t2"})


@in_one_test("token", [GOOD, OPAQUE, Secret(GOOD), Token(Secret(OPAQUE)), Token(Secret(OPAQUE), 3600.0)])
def test_a_cached_token_is_used_before_any_login(token: Any) -> None:
    record = Record()
    context = context_of(with_cached(token), record)
    text = (token.value if isinstance(token, Token) else Secret(token)).reveal()
    assert get(record, context, OK) == [("context", f"Bearer {text}")]
    assert get(record, context, OK) == [("context", f"Bearer {text}")]


@in_one_test("token", [ENDED, Token(Secret(OPAQUE), 0.0), Token(Secret(OPAQUE), -1.0)])
def test_a_cached_token_that_has_ended_is_not_sent(token: Any) -> None:
    record = Record()
    sent = get(record, context_of(with_cached(token), record), FRESH, OK)
    assert sent == [("app-api", None), ("context", "Bearer t2")]


def test_a_cached_token_is_renewed_before_its_end() -> None:
    record = Record()
    context = context_of(with_cached(Token(Secret(OPAQUE), 3600.0)), record)
    assert get(record, context, OK) == [("context", "Bearer opaque")]
    record.now += 3600.0
    assert get(record, context, FRESH, OK) == [("app-api", None), ("context", "Bearer t2")]


def test_a_cached_token_that_is_refused_is_renewed_once_and_never_offered_again() -> None:
    record = Record()
    context = context_of(with_cached(GOOD), record)
    stale = reply(401, {"message": "no", "code": "OUTDATED_AUTH_JWT_TOKEN"})
    sent = get(record, context, stale, FRESH, OK)
    assert [path for path, _ in sent] == ["context", "app-api", "context"]
    assert sent[-1] == ("context", "Bearer t2")
    with pytest.raises(AuthenticationError):
        get(record, context, stale, reply(200, {"jwtToken": "t3"}), stale)
    assert GOOD not in str([s.headers for s in record.sent[3:]])


@in_one_test(
    "changes, text",
    [
        ({"token": KEY}, "skv2_.*leave app_secret"),
        ({"token": ""}, "token"),
        ({"token": "a\nb"}, "token"),
        ({"token": lambda: "t"}, "app_secret and token"),
        ({"app_secret": KEY, "token": GOOD}, "token="),
    ],
)
def test_what_cannot_be_cached_is_said(changes: dict[str, Any], text: str) -> None:
    given: dict[str, Any] = {"app_secret": "sk_development_canary", "app_env": "PRODUCTION", "api_version": None}
    with pytest.raises(ConfigurationError, match=text) as caught:
        settings(**{**given, **changes})
    assert "canary" not in str(caught.value)


def test_a_cached_token_shows_nowhere() -> None:
    made = with_cached("canary-token")
    assert "canary" not in f"{made!r} {made.auth!r} {made.auth.fetch!r}"


def test_a_cached_token_from_the_environment() -> None:
    with Ignisign.from_env({**ENV, "IGNISIGN_APP_SECRET": "sk_development_canary"}) as client:
        assert "canary" not in repr(client)


# Sentences -------------------------------------------------------------------------------------------------------------
@in_one_test("cut", ["skv2_", "skv2_production_1111", "skv2_production_1111_"])
def test_a_key_that_is_cut_is_told_apart_from_a_missing_application(cut: str) -> None:
    with pytest.raises(
        ConfigurationError, match=r"token= does not name its application .* not whole: .* copy all of it"
    ):
        settings(token=cut, app_id=None, app_env=None)
    assert settings(token=cut, app_id="appId_1", app_env="PRODUCTION").values["api"] == "v4"


def test_a_whole_key_given_as_the_secret_is_told_so_first() -> None:
    with pytest.raises(ConfigurationError, match="give it as token=, not app_secret=") as caught:
        settings(app_secret=KEY, token=None, app_id=None, app_env=None)
    assert "canary" not in str(caught.value)


def test_a_function_beside_the_secret_is_told_what_may_go_there() -> None:
    with pytest.raises(ConfigurationError, match=r"app_secret and token .* leave one out; .* a token that you have"):
        settings(app_secret="s", token=lambda: "t")


@in_one_test("client", [Ignisign, AsyncIgnisign])
def test_a_client_shows_its_version(client: Any) -> None:
    given = {"app_id": "appId_1", "app_env": "PRODUCTION", "app_secret": "s"}
    assert repr(client(**given)) == f"<{client.__name__} at https://api.ignisign.io/v3>"
    assert repr(client(**given, api_version="v4")) == f"<{client.__name__} at https://api.ignisign.io/v4>"
