"""Error responses: what clients of the service cannot read as null is not null, whatever is wrong with a call."""

from __future__ import annotations

import re

import pytest

from esignkit.sandbox.emulators.esignlive.emulator import ESignLiveEmulator
from tests.sandbox.esignlive.support import root_of
from tests.sandbox.esl import at, create, key_of

ROUTES = [route for route in ESignLiveEmulator().routes() if not route.template.startswith("/_sandbox")]


def complaints(response):
    body = response.json()
    yield from (name for name in ("messageKey", "message", "name") if not isinstance(body[name], str))
    if body["code"] != response.status_code:
        yield "code"
    entity = body.get("entity", {})
    yield from (f"entity.{name}" for name in ("id", "name") if "entity" in body and not isinstance(entity[name], str))


def test_no_call_about_something_unknown_is_answered_with_a_null(esl):
    found = {}
    for route in ROUTES:
        path = root_of(esl) + re.sub(r"{.*?}", "nope", route.template)
        response = esl.request(route.method, path, json={} if route.method != "GET" else None, follow_redirects=False)
        assert response.status_code < 500, (route.method, path)
        if response.status_code >= 400 and "oauth2" not in path:  # OAuth has errors of its own
            found[route.method, path] = list(complaints(response))
    assert {call: names for call, names in found.items() if names} == {}
    assert len(found) > 100


@pytest.mark.parametrize("path", ["/nothing", "/packages/x/nothing"])
def test_a_path_that_there_is_not_has_no_entity(esl, path):
    response = esl.get(path)
    assert key_of(response) == (404, "error.notFound.resourceNotFound")
    assert "entity" not in response.json()


def test_what_is_not_found_is_the_entity(esl):
    made = create(esl)
    assert esl.get(at(made, "roles", "r")).json()["entity"] == {"id": "r", "name": "role"}
    assert "entity" not in esl.post(at(made), json={}).json()
