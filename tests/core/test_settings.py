"""Base URLs and the choice of a server."""

from __future__ import annotations

import pickle

import pytest

from esignkit.core.auth import StaticHeader
from esignkit.core.provider import Provider
from esignkit.core.settings import Settings, check_base_url, choose_base_url, one_credential
from esignkit.errors import ConfigurationError
from tests.tables import in_one_test

ENVIRONMENTS = {"production": "https://api.example/rest", "stage": "https://stage.example/rest"}


@in_one_test(
    "url, kept",
    [
        ("https://api.example", "https://api.example"),
        ("https://api.example/", "https://api.example"),
        ("https://API.Example:8443/rest/", "https://api.example:8443/rest"),
        ("https://api.example//rest//v1/", "https://api.example/rest/v1"),
        ("http://127.0.0.1:8000/x", "http://127.0.0.1:8000/x"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
    ],
)
def test_good_base_urls(url, kept):
    assert check_base_url(url) == kept


@in_one_test(
    "url",
    [
        "",
        " https://api.example",
        "https://api.example ",
        "https://api.exa mple",
        "https://api.example\n",
        "\thttps://api.example",
        "api.example",
        "//api.example",
        "ftp://api.example",
        "file:///etc/passwd",
        "https://",
        "https:///path",
        "https://user:pw@api.example",
        "https://user@api.example",
        "https://api.example?x=1",
        "https://api.example/#f",
        "https://api.example/?",
        "https://api.example:port",
        "https://api.example:99999",
        "https://api.example/../x",
        "https://api.example/./x",
        "http://api.example",
        "http://127.0.0.1.evil.example",
        "https://аpi.example",
        "https://[::1",
    ],
)
def test_bad_base_urls(url):
    with pytest.raises(ConfigurationError) as caught:
        check_base_url(url)
    assert "pw" not in str(caught.value)


def test_plain_http_needs_to_be_asked_for():
    assert check_base_url("http://intern.example", allow_http=True) == "http://intern.example"


@in_one_test(
    "environment, base_url, word",
    [(None, None, "no default"), ("stage", "https://x.example", "not both"), ("staging", None, "'stage'")],
)
def test_there_is_no_silent_choice_of_a_server(environment, base_url, word):
    with pytest.raises(ConfigurationError, match=word):
        choose_base_url("Client", ENVIRONMENTS, environment, base_url, "EXAMPLE")


def test_a_named_server():
    assert choose_base_url("Client", ENVIRONMENTS, "stage", None, "EXAMPLE") == "https://stage.example/rest"
    assert choose_base_url("Client", ENVIRONMENTS, None, "https://x.example/", "EXAMPLE") == "https://x.example"


def test_exactly_one_credential():
    assert one_credential("C", [("a", None), ("b", 1)], "give a=") == "b"
    with pytest.raises(ConfigurationError, match="a and b"):
        one_credential("C", [("a", 1), ("b", 1)], "give a=")
    with pytest.raises(ConfigurationError, match="give a="):
        one_credential("C", [("a", None)], "give a=")


def test_settings_hide_and_keep_their_credential():
    settings = Settings(Provider(), "https://api.example", StaticHeader("X-Key", "CANARY"))
    assert "CANARY" not in repr(settings)
    with pytest.raises(TypeError, match="credential"):
        pickle.dumps(settings)
