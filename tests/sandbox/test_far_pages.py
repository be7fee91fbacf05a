"""Pages far beyond the end of a list: as empty as any other there, whatever their numbers."""

from __future__ import annotations

from contextlib import closing
from urllib.parse import quote

import pytest

from esignkit.sandbox.emulators.registry import all_emulators
from esignkit.sandbox.json_values import LARGEST, as_position
from tests.sandboxes import running_sandbox

from . import esl as esignlive
from .constellation1 import support as constellation1
from .ignisign.support import Application
from .web.support import sent

sandbox = running_sandbox(scope="module")

FAR = ["9" * 5000, str(2**63)]
far_pages = pytest.mark.parametrize("far", FAR, ids=["5000 digits", "one too many for SQLite"])
ROUTES = {
    emulator.provider: [route for route in emulator.routes() if route.method == "GET" and not route.public]
    for emulator in all_emulators()
}


@pytest.fixture(scope="module")
def listed(sandbox):
    """Something in the lists of each service."""
    return {service: sent(sandbox, sandbox.account, service) for service in ROUTES}


def filled(route, base, **known):
    """The path of a route, with ids that are known where it names some."""
    template = route.template.removeprefix(base)
    names = [part[1:-1] for part in template.split("/") if part.startswith("{")]
    return template.format(**{name: quote(known.get(name, "x"), safe="") for name in names})


@far_pages
def test_of_esignlive(sandbox, listed, far):
    with esignlive.client_of(sandbox) as esl:
        for route in ROUTES["esignlive"]:
            if route.template.startswith("/api/"):
                path = filled(route, "/api", packageId=listed["esignlive"])
                assert esl.get(path, params={"from": far, "to": far}).status_code != 500, path
        page = esl.get("/packages", params={"from": far}).json()
        assert (page["count"] > 0, page["results"]) == (True, [])
        assert esl.get("/account/senders", params={"from": far, "to": far}).json()["results"] == []
        assert esl.get("/packages", params={"from": "\u00b2"}).status_code == 400


@far_pages
@pytest.mark.parametrize("api", ["v3", "v4"])
def test_of_ignisign(sandbox, listed, api, far):
    with Application(sandbox, sandbox.account, api) as app:
        webhook = app.ok("POST", "A/webhooks", {"url": "http://127.0.0.1:9/"})
        known = {
            "apiVersion": api,
            "appId": app.account.app_id,
            "appEnv": app.account.app_env,
            "webhookId": webhook[0]["_id"],
            "signatureRequestId": listed["ignisign"],
        }
        for route in ROUTES["ignisign"]:
            path = filled(route, "", **known)
            assert app.http.get(path, params={"page": far}).status_code != 500, path
        page = app.ok("GET", "A/signature-requests", params={"page": far})
        assert (page["paginationData"]["total"] > 0, page["signatureRequests"]) == (True, [])


@far_pages
def test_of_constellation1(sandbox, listed, far):
    known = {"username": sandbox.constellation1.username, "signingSessionId": listed["constellation1"]}
    paged = [route for route in ROUTES["constellation1"] if "{pageSize}" in route.template]
    assert len(paged) > 4
    with closing(constellation1.Client(sandbox.constellation1)) as client:
        for route in paged:
            for size, number in (("1", far), (far, "0"), (far, far)):
                numbers = {"pageSize": size, "pageNum": number, "pageNumber": number}
                answer = client.send("GET", filled(route, "/rest", **known, **numbers))
                assert answer.status_code == 200, (route.template, answer.text)


@pytest.mark.parametrize(
    ("text", "position"),
    [("0", 0), ("007", 7), ("0" * 50 + "1", 1), *((far, LARGEST) for far in FAR), (str(LARGEST), LARGEST)]
    + [(text, None) for text in ("", "-1", "+1", "1.0", " 1", "\u00b2", "\u0663", "x")],
)
def test_a_position(text, position):
    assert as_position(text) == position
