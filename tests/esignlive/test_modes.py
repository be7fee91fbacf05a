"""The same table over real clients, blocking and awaiting, and the small helpers around them."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from pytest_httpx import HTTPXMock

from esignkit.esignlive import (
    AsyncESignLive,
    ESignLive,
    access_url,
    designer_page,
    login_url,
    package_page,
    signing_page,
)
from esignkit.esignlive.urls import dashboard_page
from tests.esignlive.calls import ROWS, Row
from tests.esignlive.helper import KEY

TIMES_TWO = pytest.mark.httpx_mock(can_send_already_matched_responses=True)


class Answers:
    """Answers each call of the table in turn, and notes what came."""

    def __init__(self) -> None:
        self.row: Row = ROWS[0]
        self.seen: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(f"{request.method} {request.url.raw_path.decode().removeprefix('/api')}")
        answer = self.row.answer
        content = answer if isinstance(answer, bytes) else b"" if answer is None else json.dumps(answer).encode()
        return httpx.Response(200, content=content, headers={"content-type": "text/html"})


def check(row: Row, result: Any) -> None:
    assert (row.read(result) if row.read else result) == row.result, row.name


@TIMES_TWO
def test_every_call_on_the_blocking_client(httpx_mock: HTTPXMock):
    answers = Answers()
    httpx_mock.add_callback(answers)
    with ESignLive(api_key=KEY, environment="us2") as client:
        for row in ROWS:
            answers.row = row
            check(row, client.run(row.flow))
    assert answers.seen == [row.request for row in ROWS]


@TIMES_TWO
@pytest.mark.anyio
async def test_every_call_on_the_awaiting_client(httpx_mock: HTTPXMock, anyio_backend: Any):
    answers = Answers()
    httpx_mock.add_callback(answers)
    async with AsyncESignLive(api_key=KEY, environment="us2") as client:
        for row in ROWS:
            answers.row = row
            check(row, await client.run(row.flow))
    assert answers.seen == [row.request for row in ROWS]


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


@pytest.mark.parametrize(
    ("made", "wanted"),
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
    assert made == wanted


def test_an_address_takes_one_token():
    for given in ({}, {"user_token": "a", "signer_token": "b"}):
        with pytest.raises(ValueError, match="exactly one"):
            login_url(BASE, "/a/dashboard", **given)
