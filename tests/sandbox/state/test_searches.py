"""Lists and searches by columns of the store: every kind of text is found, and only what was asked for."""

from __future__ import annotations

import pytest

from tests.sandbox.esl import at, client_of, role
from tests.sandboxes import emptied, running_sandbox

sandbox = running_sandbox(scope="module")

NAMES = (
    "Straße",
    "ÉTÉ 2026",
    "a\x1fb",
    "two\nlines",
    "100% _sure_",
    "\U0001f600 done",
    "'; DROP TABLE transactions; --",
)


@pytest.fixture(autouse=True)
def _empty(sandbox):
    emptied(sandbox)


@pytest.fixture
def esl(sandbox):
    with client_of(sandbox) as client:
        yield client


def found(esl, **query):
    response = esl.get("/packages", params={"sort": "created", "dir": "asc", **query})
    assert response.status_code == 200, response.text
    body = response.json()
    assert body["count"] == len(body["results"])
    return [one["name"] for one in body["results"]]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", [None, "exact", "exactname"])
def test_a_name_is_found_whatever_is_in_it(esl, name, kind):
    for each in NAMES:
        esl.post("/packages", json={"name": each})
    query = {"searchtype": kind} if kind else {}
    assert found(esl, search=name.upper(), **query) == [name]


def test_half_of_a_surrogate_pair_breaks_nothing(esl):
    made = esl.post("/packages", content=b'{"name": "half \\ud83d", "description": "\\udc00"}').json()["id"]
    assert esl.get("/packages/overview").json()["draft"] == 1
    assert [one["id"] for one in esl.get("/packages?search=half").json()["results"]] == [made]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"search": "ANN@"}, ["with Ann", "both"]),
        ({"search": "lee"}, ["with Ann", "both"]),
        ({"search": "bob@example.com"}, ["both"]),
        ({"search": "secret"}, ["described"]),
        ({"search": "a secret", "searchtype": "exact"}, ["described"]),
        ({"search": "secret", "searchtype": "exact"}, []),
        ({"search": "a secret", "searchtype": "exactname"}, []),
        ({"search": "ann", "searchtype": "exact"}, []),
        ({"search": "with ann", "searchtype": "exact"}, ["with Ann"]),
        ({"ownerEmail": "SANDY.box@example.com"}, ["with Ann", "both", "described"]),
        ({"ownerEmail": "box@example.com"}, []),
        ({"query": "trashed"}, ["gone"]),
        ({"type": "template"}, ["form"]),
    ],
)
def test_what_is_asked_for_is_found(esl, query, names):
    esl.post("/packages", json={"name": "with Ann", "roles": [role(0)]})
    esl.post("/packages", json={"name": "both", "roles": [role(0), role(1)]})
    esl.post("/packages", json={"name": "described", "description": "A secret"})
    esl.post("/packages", json={"name": "form", "type": "TEMPLATE"})
    gone = esl.post("/packages", json={"name": "gone"}).json()["id"]
    esl.post(at(gone), json={"trashed": True})
    assert found(esl, **query) == names


def test_what_has_changed_is_found_by_what_it_is_now(esl):
    made = esl.post("/packages", json={"name": "before"}).json()["id"]
    esl.put(at(made), json={"name": "after"})
    assert found(esl, search="before") == []
    assert found(esl, search="after") == ["after"]
    esl.delete(at(made))
    assert found(esl, search="after") == []
