"""Client apps and OAuth clients: how tokens are fetched, kept, renewed; and that nothing of them shows."""

from __future__ import annotations

import base64
import pickle
import threading
import traceback
from typing import Any

import pytest

from esignkit.core.exchange import interpret
from esignkit.core.flow import Locked, Send, SendFailed
from esignkit.errors import AuthenticationError, ConfigurationError, DecodeError
from esignkit.esignlive import AsyncESignLive, ClientApp, ESignLive, OAuthClient, Package
from esignkit.types import Secret
from tests.esignlive.helper import context, packages, run, settings
from tests.support import LOST, Record, reply
from tests.tables import in_one_test

APP = ClientApp(client_id="app", secret="s3cr3t")
OAUTH = OAuthClient(client_id="cl ient", client_secret="s3c:r3t")
DATE = {"date": "Tue, 14 Nov 2023 22:13:20 GMT"}  # 1 700 000 000 s
ENDS = 1_700_000_300_000


def app_token(value: str = "one", ends: Any = ENDS) -> Any:
    return reply(200, {"accessToken": value, "expiresAt": ends}, DATE)


def oauth_token(value: str = "one", life: Any = 300) -> Any:
    return reply(200, {"access_token": value, "token_type": "bearer", "scope": "s", "expires_in": life})


def test_a_client_app_fetches_a_token_below_the_host():
    result, record = run(packages.get("p"), app_token(), reply(200, {"id": "p"}), client_app=APP, environment="us2")
    fetch, call = record.sent
    assert (fetch.method, fetch.target, fetch.send.at_root) == ("POST", "/apitoken/clientApp/accessToken", True)
    assert fetch.json == {"clientId": "app", "secret": "s3cr3t", "type": "OWNER"}
    assert "authorization" not in fetch.headers
    assert call.headers["authorization"] == "Bearer one"
    assert result.id == "p"


def test_a_client_app_for_a_sender_names_the_address():
    app = ClientApp(client_id="app", secret=Secret("s"), email="a@example.com")
    _, record = run(packages.get("p"), app_token(), reply(200, {}), client_app=app, environment="us2")
    assert record.sent[0].json == {"clientId": "app", "secret": "s", "type": "SENDER", "email": "a@example.com"}


def test_an_oauth_client_fetches_a_token_with_a_form():
    oauth = OAuthClient(client_id="cl", client_secret="s:c", sender_id="se", delegator_id="de", scope="a b")
    _, record = run(packages.get("p"), oauth_token(), reply(200, {}), oauth=oauth, environment="us2")
    fetch, call = record.sent
    assert (fetch.method, fetch.target, fetch.send.at_root) == ("POST", "/oauth2/token", True)
    assert fetch.headers["content-type"] == "application/x-www-form-urlencoded"
    assert fetch.headers["authorization"] == "Basic " + base64.b64encode(b"cl:s:c").decode()
    assert fetch.body == b"grant_type=client_credentials&sender_id=se&delegator_id=de&scope=a+b"
    assert call.headers["authorization"] == "Bearer one"


def test_an_authorization_server_of_the_accounts_own():
    oauth = OAuthClient(client_id="cl", client_secret="s", token_url="https://login.example/oauth/token/")
    _, record = run(packages.get("p"), oauth_token(), reply(200, {}), oauth=oauth, environment="us2")
    assert record.sent[0].send.at_root == "https://login.example/oauth/token"
    assert record.sent[0].target == ""
    assert record.sent[1].send.at_root is False


def walk(given: dict[str, Any], *steps: Any) -> list[str]:
    """Make calls with one client; numbers pass time, answers are given in order. Return the tokens that were sent."""
    record = Record()
    made = context(record, environment="us2", **given)
    answers = [step for step in steps if not isinstance(step, float)]
    sent: list[str] = []

    def call() -> None:
        run_with(made, record, answers)

    for step in [step for step in steps if isinstance(step, float)]:
        record.now += step
        call()
    sent += [one.headers["authorization"] for one in record.sent if one.target == "/packages/p"]
    return sent


def run_with(made: Any, record: Record, answers: list[Any]) -> Any:
    from tests.support import drive

    def give(_: Any) -> Any:
        return answers.pop(0)

    return drive(packages.get("p"), [give] * 10, made, record)[0]


OK = reply(200, {"id": "p"})


@in_one_test("given, token", [({"client_app": APP}, app_token), ({"oauth": OAUTH}, oauth_token)])
def test_a_token_is_kept_and_renewed_a_tenth_of_its_life_before_its_end(given, token):
    answers = [token("one"), OK, OK, token("two"), OK]
    assert walk(given, 0.0, 269.0, 2.0, *answers) == ["Bearer one", "Bearer one", "Bearer two"]


@in_one_test("given, token", [({"client_app": APP}, app_token), ({"oauth": OAUTH}, oauth_token)])
def test_a_refused_token_is_renewed_once_and_the_call_made_again(given, token):
    answers = [token("one"), reply(401), token("two"), OK]
    assert walk(given, 0.0, *answers) == ["Bearer one", "Bearer two"]
    with pytest.raises(AuthenticationError):
        walk(given, 0.0, token("one"), reply(401), token("two"), reply(401))


@in_one_test(
    "given, answer",
    [
        ({"client_app": APP}, reply(200, {"accessToken": "one", "expiresAt": ENDS})),  # no date: whose clock?
        ({"client_app": APP}, reply(200, {"accessToken": "one", "expiresAt": "soon"}, DATE)),
        ({"client_app": APP}, reply(200, {"accessToken": "one"}, DATE)),
        ({"oauth": OAUTH}, oauth_token("one", None)),
        ({"oauth": OAUTH}, oauth_token("one", "soon")),
    ],
)
def test_a_token_of_unknown_life_is_used_until_it_is_refused(given, answer):
    answers = [answer, OK, OK, OK]
    assert walk(given, 0.0, 86_400.0, 86_400.0, *answers) == ["Bearer one"] * 3


def test_lives_come_as_numbers_or_text_and_dates_as_either():
    assert walk({"oauth": OAUTH}, 0.0, 31.0, oauth_token("one", "30"), OK, oauth_token("two"), OK)[1] == "Bearer two"
    text = app_token("one", "2023-11-14T22:14:20Z")
    assert walk({"client_app": APP}, 0.0, 61.0, text, OK, app_token("two"), OK)[1] == "Bearer two"


def test_a_lost_answer_to_the_fetch_is_asked_for_again():
    _, record = run(packages.get("p"), LOST, reply(503), app_token(), OK, client_app=APP, environment="us2")
    assert [sent.target for sent in record.sent] == ["/apitoken/clientApp/accessToken"] * 3 + ["/packages/p"]


@in_one_test("body", [b"", b"null", b"[]", b"<html>", b"{}", b'{"accessToken": ""}', b'{"accessToken": 7}'])
def test_an_answer_without_a_token_is_an_error(body):
    with pytest.raises((DecodeError, AuthenticationError)):
        run(packages.get("p"), *[reply(200, body, DATE)] * 3, client_app=APP, environment="us2")


@in_one_test("given, secret", [({"client_app": APP}, "s3cr3t"), ({"oauth": OAUTH}, "s3c:r3t")])
def test_a_refused_credential_says_so_and_shows_nothing(given, secret):
    echo = {"messageKey": "error.unauthorised", "message": f"bad {secret}"}
    with pytest.raises(AuthenticationError) as caught:
        run(packages.get("p"), reply(401, echo), environment="us2", **given)
    told = str(vars(caught.value)) + "".join(
        traceback.TracebackException.from_exception(caught.value, capture_locals=False).format()
    )
    assert secret not in told
    assert base64.b64encode(b"cl ient:s3c:r3t").decode() not in told


def test_many_callers_share_one_fetch():
    """Threads that need a token at once: the lock lets one fetch, and the others take what it got."""
    made = context(client_app=APP, environment="us2")
    lock, fetches = threading.Lock(), []

    def perform(effect: Any) -> Any:
        if isinstance(effect, Locked):
            with lock:
                return walk_through(effect.flow)
        assert isinstance(effect, Send)
        if b"accessToken" in effect.target:
            fetches.append(1)
            return app_token()
        return OK

    def walk_through(flow: Any) -> Any:
        steps = interpret(flow, made)
        value = None
        try:
            while True:
                effect = steps.send(value)
                value = perform(effect)
        except StopIteration as stop:
            return stop.value

    threads = [threading.Thread(target=walk_through, args=(packages.get("p"),)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(fetches) == 1


@in_one_test("client", [ESignLive, AsyncESignLive])
@in_one_test(
    "given, words",
    [
        ({"client_app": ClientApp(client_id="", secret="s")}, "client_id is empty"),
        ({"client_app": ClientApp(client_id="a", secret="")}, "secret is empty"),
        ({"oauth": OAuthClient(client_id="", client_secret="s")}, "client_id is empty"),
        ({"oauth": OAuthClient(client_id="a:b", client_secret="s")}, "colon"),
        ({"oauth": OAuthClient(client_id="a", client_secret="s", token_url="http://h.example/t")}, "unencrypted"),
        ({"client_app": APP, "oauth": OAUTH}, "client_app and oauth"),
        ({"client_app": APP, "api_key": "k"}, "api_key and client_app"),
    ],
)
def test_what_is_refused(client, given, words):
    with pytest.raises(ConfigurationError, match=words):
        client(environment="us2", **given)


def test_from_env():
    place = {"ESIGNLIVE_ENVIRONMENT": "us2"}
    app = {"ESIGNLIVE_CLIENT_APP_ID": "app", "ESIGNLIVE_CLIENT_APP_SECRET": "s", "ESIGNLIVE_CLIENT_APP_EMAIL": "e"}
    oauth = {"ESIGNLIVE_OAUTH_CLIENT_ID": "cl", "ESIGNLIVE_OAUTH_CLIENT_SECRET": "s"}
    for client in (ESignLive, AsyncESignLive):
        assert client.from_env({**place, **app})
        assert client.from_env({**place, **oauth, "ESIGNLIVE_OAUTH_TOKEN_URL": "https://h.example/t"})
        with pytest.raises(ConfigurationError, match=r"CLIENT_APP_SECRET is not set"):
            client.from_env({**place, "ESIGNLIVE_CLIENT_APP_ID": "app"})
        with pytest.raises(ConfigurationError, match=r"OAUTH_CLIENT_ID is not set"):
            client.from_env({**place, "ESIGNLIVE_OAUTH_CLIENT_SECRET": "s"})
        with pytest.raises(ConfigurationError, match="give only one"):
            client.from_env({**place, **app, **oauth})


def test_credentials_show_nothing_and_do_not_pickle():
    for given in (APP, OAUTH):
        assert "s3c" not in repr(given) + str(given)
        with pytest.raises(TypeError):
            pickle.dumps(given)
    made = settings(client_app=APP, environment="us2")
    assert "s3cr3t" not in repr(made) + repr(made.auth)


def test_a_failed_fetch_leaves_a_write_unsent():
    record = Record()
    refused = SendFailed("refused", sent=False, fatal=True)
    with pytest.raises(Exception, match=r"api_tokens\.create") as caught:
        run(packages.create(Package(name="n")), refused, record=record, client_app=APP, environment="us2")
    assert not caught.value.maybe_applied
