"""Servers and credentials."""

from __future__ import annotations

import pickle

import pytest

from esignkit.core.auth import StaticHeader, Token
from esignkit.errors import AuthenticationError, ConfigurationError
from esignkit.esignlive import ENVIRONMENTS, AsyncESignLive, ESignLive, Package
from esignkit.types import Secret
from tests.esignlive.helper import KEY, packages, sent_by, settings
from tests.support import reply
from tests.tables import in_one_test

HOSTS = {
    "us2-sandbox": "sandbox.esignlive.com",
    "us2": "apps.esignlive.com",
    "us1-sandbox": "sandbox.e-signlive.com",
    "us1": "apps.e-signlive.com",
    "ca-sandbox": "sandbox.e-signlive.ca",
    "ca": "apps.e-signlive.ca",
    "eu": "apps.esignlive.eu",
    "au": "apps.esignlive.com.au",
    "us-gov-sandbox": "signer-sandbox-gov.esignlive.com",
    "us-gov": "signer-gov.esignlive.com",
    "preview": "preview.esignlive.com",
}


@in_one_test("name, host", HOSTS.items())
def test_environments(name, host):
    made = settings(api_key=KEY, environment=name)
    assert (made.base_url, made.root_url) == (f"https://{host}/api", f"https://{host}")


def test_there_are_no_others():
    assert set(ENVIRONMENTS) == set(HOSTS)


@in_one_test(
    "given, base, root",
    [
        ("https://h.example", "https://h.example/api", "https://h.example"),
        ("https://h.example/", "https://h.example/api", "https://h.example"),
        ("https://h.example/api", "https://h.example/api", "https://h.example"),
        ("https://h.example/api/", "https://h.example/api", "https://h.example"),
        ("https://h.example/esl/", "https://h.example/esl/api", "https://h.example/esl"),
        (
            "http://127.0.0.1:8000/esignlive/api",
            "http://127.0.0.1:8000/esignlive/api",
            "http://127.0.0.1:8000/esignlive",
        ),
        ("https://h.example/myapi", "https://h.example/myapi/api", "https://h.example/myapi"),
    ],
)
def test_base_urls(given, base, root):
    made = settings(api_key=KEY, base_url=given)
    assert (made.base_url, made.root_url) == (base, root)


@in_one_test(
    "given, words",
    [
        ({"environment": "us2"}, "no credentials"),
        ({"api_key": KEY}, "no default"),
        ({"api_key": KEY, "environment": "us2", "base_url": "https://h.example"}, "not both"),
        ({"api_key": KEY, "environment": "sandbox"}, r"several servers.*us2-sandbox.*us1-sandbox"),
        ({"api_key": KEY, "environment": "production"}, r"several servers.*'us2' \(apps.esignlive.com\)"),
        ({"api_key": KEY, "environment": "moon"}, "no environment 'moon'"),
        ({"api_key": KEY, "base_url": "http://h.example"}, "unencrypted"),
        ({"api_key": KEY, "base_url": "https://me:pw@h.example"}, "user name"),
        ({"api_key": KEY, "session_id": "s", "environment": "us2"}, "api_key and session_id"),
        ({"api_key": "Basic " + KEY, "environment": "us2"}, "leave out the word Basic"),
        ({"api_key": "basic " + KEY, "environment": "us2"}, "leave out the word Basic"),
        ({"token": "Bearer abc", "environment": "us2"}, "leave out the word Bearer"),
        ({"api_key": "", "environment": "us2"}, "api_key is empty"),
        ({"api_key": KEY + "\n", "environment": "us2"}, "api_key"),
        ({"session_id": "ESIGNLIVE_SESSION_ID=abc", "environment": "us2"}, "the value alone"),
        ({"session_id": "abc; admin=1", "environment": "us2"}, "no cookie value"),
        ({"token": 7, "environment": "us2"}, "token= takes"),
        ({"api_key": KEY, "environment": "us2", "api_version": "11; x=y"}, "not a version"),
    ],
)
@in_one_test("client", [ESignLive, AsyncESignLive])
def test_what_is_refused(given, words, client):
    with pytest.raises(ConfigurationError, match=words) as caught:
        client(**given)
    assert "WVdE" not in str(caught.value)
    assert "abc" not in str(caught.value)


@in_one_test(
    "given, header, value",
    [
        ({"api_key": KEY}, "authorization", f"Basic {KEY}"),
        ({"api_key": Secret(KEY)}, "authorization", f"Basic {KEY}"),
        ({"session_id": "108259418ff689fc"}, "cookie", "ESIGNLIVE_SESSION_ID=108259418ff689fc"),
        ({"token": "abc.def"}, "authorization", "Bearer abc.def"),
        ({"token": lambda: "fresh"}, "authorization", "Bearer fresh"),
        ({"token": lambda: Token("fresh", 60)}, "authorization", "Bearer fresh"),
        ({"auth": StaticHeader("x-own", "mine")}, "x-own", "mine"),
    ],
)
def test_how_the_caller_signs_in(given, header, value):
    sent = sent_by(packages.get("p"), reply(200, {}), environment="us2", **given)
    assert sent.headers[header] == value
    assert not {"authorization", "cookie", "x-own"} - {header} & set(sent.headers)


def test_a_token_function_is_asked_for_each_call_and_again_when_refused():
    from tests.esignlive.helper import run

    given = iter(["one", "two"])
    _, record = run(packages.get("p"), reply(401), reply(200, {}), environment="us2", token=lambda: next(given))
    assert [sent.headers["authorization"] for sent in record.sent] == ["Bearer one", "Bearer two"]


def test_a_refused_key_is_not_tried_again():
    from tests.esignlive.helper import run

    with pytest.raises(AuthenticationError) as caught:
        run(packages.get("p"), reply(401))
    assert caught.value.attempts == 1


def test_the_api_version_is_in_jsons_media_types_only():
    version = "application/json; esl-api-version=11.68.0"
    given = {"api_key": KEY, "environment": "us2", "api_version": "11.68.0"}
    for flow in (packages.get("p"), packages.create(Package(name="n"))):
        sent = sent_by(flow, reply(200, {"id": "x"}), **given)
        assert (sent.headers["accept"], sent.headers["content-type"]) == (version, version)
    sent = sent_by(packages.evidence_summary("p").bytes(), reply(200, b"%PDF-1.7 %%EOF"), **given)
    assert (sent.headers["accept"], sent.headers["content-type"]) == ("application/pdf", version)
    sent = sent_by(packages.create(Package(name="n"), files=[b"%PDF"]), **given)
    assert sent.headers["accept"] == version
    assert sent.headers["content-type"].startswith("multipart/form-data; boundary=")


@pytest.mark.parametrize("client", [ESignLive, AsyncESignLive])
def test_from_env(client, monkeypatch):
    made = client.from_env({"ESIGNLIVE_API_KEY": KEY, "ESIGNLIVE_ENVIRONMENT": "us2-sandbox", "ESIGNLIVE_BASE_URL": ""})
    assert repr(made) == f"<{client.__name__} at https://sandbox.esignlive.com/api>"
    for name in ("API_KEY", "ENVIRONMENT"):
        monkeypatch.delenv(f"ESIGNLIVE_{name}", raising=False)
    monkeypatch.setenv("ESIGNLIVE_SESSION_ID", "s1")
    monkeypatch.setenv("ESIGNLIVE_BASE_URL", "https://h.example")
    assert "h.example/api" in repr(client.from_env())
    with pytest.raises(ConfigurationError, match="ESIGNLIVE_API_KEY"):
        client.from_env({"ESIGNLIVE_ENVIRONMENT": "us2"})


@in_one_test("client", [ESignLive, AsyncESignLive])
def test_a_client_shows_no_credential_and_does_not_pickle(client):
    made = client(api_key=KEY, environment="us2")
    assert KEY not in repr(made) + str(made) + str(vars(made)) + repr(made.packages)
    with pytest.raises(TypeError):
        pickle.dumps(made)
    with pytest.raises(TypeError):
        pickle.dumps(settings(api_key=KEY, environment="us2"))


def test_both_clients_have_the_same_parts():
    parts = {n for n in dir(ESignLive) if not n.startswith("_")} - {"close"}
    assert parts == {n for n in dir(AsyncESignLive) if not n.startswith("_")} - {"aclose"}
    assert {"packages", "documents", "roles", "sessions", "authentication_tokens"} <= parts
