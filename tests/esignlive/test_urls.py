"""Addresses for a browser, and an authorization server of its own."""

from __future__ import annotations

import pytest
from pytest_httpx import HTTPXMock

from esignkit.esignlive import (
    ESignLive,
    access_url,
    designer_page,
    login_url,
    package_page,
    signing_page,
)
from esignkit.esignlive.urls import dashboard_page
from esignkit.types import Secret
from tests.tables import in_one_test


def test_an_authorization_server_elsewhere_gets_the_client_and_nobody_else(httpx_mock: HTTPXMock):
    from esignkit.esignlive import OAuthClient

    httpx_mock.add_response(url="https://login.example/oauth/token", json={"access_token": "one", "expires_in": 300})
    httpx_mock.add_response(url="https://apps.esignlive.com/api/session", json={})
    oauth = OAuthClient(client_id="cl", client_secret="s", token_url="https://login.example/oauth/token")
    with ESignLive(oauth=oauth, environment="us2") as client:
        client.sessions.current()
    first, second = httpx_mock.get_requests()
    assert first.headers["authorization"].startswith("Basic ")
    assert first.headers["host"] == "login.example"
    assert second.headers["authorization"] == "Bearer one"
    assert second.headers["host"] == "apps.esignlive.com"


# Addresses for a browser ---------------------------------------------------------------------------------------------
BASE = "https://apps.esignlive.com/api"


@in_one_test(
    "made, wanted",
    [
        (
            login_url(BASE, designer_page("p="), user_token="t+/"),
            "https://apps.esignlive.com/auth?authenticationToken=t%2B%2F&target=%2Fa%2Ftransaction%2Fp%253D%2Fdesigner",
        ),
        (
            login_url("https://apps.esignlive.com/", package_page("p"), sender_token="t"),
            "https://apps.esignlive.com/auth?senderAuthenticationToken=t&target=%2Fa%2Ftransaction%2Fp",
        ),
        (
            login_url(BASE, signing_page("p"), signer_token="t"),
            "https://apps.esignlive.com/auth?signerAuthenticationToken=t&target=%2Ftransaction%2Fp%2Fsign",
        ),
        (
            login_url(BASE, dashboard_page(), user_token="t"),
            "https://apps.esignlive.com/auth?authenticationToken=t&target=%2Fa%2Fdashboard",
        ),
        (designer_page("p", classic=True), "/designer/p"),
        (access_url(BASE, "t&"), "https://apps.esignlive.com/access?sessionToken=t%26"),
    ],
)
def test_addresses_for_a_browser(made, wanted):
    """One with a token in it is a credential, which hides itself."""
    if "oken=" in wanted:
        assert isinstance(made, Secret)
        made = made.reveal()
    assert made == wanted


def test_an_address_takes_one_token():
    for given in ({}, {"user_token": "a", "signer_token": "b"}):
        with pytest.raises(ValueError, match="exactly one"):
            login_url(BASE, "/a/dashboard", **given)
