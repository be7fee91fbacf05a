"""The control API answers wrong values with what is wrong and what is allowed, and never with an error of its own."""

from __future__ import annotations

import json

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from esignkit.sandbox import Sandbox
from esignkit.sandbox.control_api import ControlApi
from esignkit.sandbox.emulators.registry import all_emulators
from tests import local_http
from tests.sandboxes import running_sandbox
from tests.unicode_text import CHARACTERS

from .constellation1.support import Client
from .esl import client_of, sent

sandbox = running_sandbox(scope="module")

ROUTES = [
    *((route.method, f"/_sandbox{route.template}") for route in ControlApi().routes()),
    *(
        (route.method, emulator.mount + route.template)
        for emulator in all_emulators()
        for route in emulator.routes()
        if "/_sandbox/" in route.template
    ),
]
SERVICES = ["esignlive", "ignisign", "constellation1"]


@pytest.fixture(scope="module")
def http(sandbox):
    headers = {"Authorization": f"Basic {sandbox.esignlive.api_key}"}
    with local_http.Client(base_url=sandbox.url, headers=headers) as client:
        yield client


@pytest.fixture
def package(sandbox):
    with client_of(sandbox) as esl:
        return sent(esl)


@pytest.fixture
def signer(sandbox):
    """A signer of Constellation1 who is due."""
    client = Client(sandbox.constellation1)
    with client.http:
        session = client.create(AllowDelegation=True)
        client.start(session)
        return client.get(session)["Signers"][0]["SignerId"]


def refused(answer, *words):
    assert answer.status_code == 400, answer.text
    message = answer.json()["message"]
    assert [word for word in words if word not in message] == [], message
    return message


WRONG = {
    "a fault's effect": ("POST", "/faults", {"effect": "explode"}, ("effect", "explode", "502")),
    "a fault without one": ("POST", "/faults", {}, ("effect", "missing", "502")),
    "a member that no fault has": ("POST", "/faults", {"effect": "502", "nht": 2}, ("nht", "nth")),
    "a fault's number": ("POST", "/faults", {"effect": "502", "times": "two"}, ("times", "two", "whole number")),
    "a truth for a number": ("POST", "/faults", {"effect": "502", "nth": True}, ("nth", "true", "whole number")),
    "a chance of two": ("POST", "/faults", {"effect": "502", "probability": 2}, ("probability", "from 0 to 1")),
    "a pause without end": ("POST", "/faults", {"effect": "502", "seconds": 10**400}, ("seconds", "to 1e+06")),
    "a status without a body": ("POST", "/faults", {"effect": "status", "status": 204, "body": "x"}, ("204", "body")),
    "half a letter": ("POST", "/faults", {"effect": "502", "body": "\ud800"}, ("body", "Unicode")),
    "a location of two lines": ("POST", "/faults", {"effect": "redirect-302", "location": "a\r\nb"}, ("location", "ASCII")),
    "lost too often": ("POST", "/lose-response", {"times": 0}, ("times", "1")),
    "a service that there is not": ("POST", "/lose-response", {"provider": "docusign"}, ("docusign", "esignlive")),
    "back in time": ("POST", "/clock/advance", {"seconds": -1}, ("seconds", "-1", "from 0")),
    "no time at all": ("POST", "/clock/advance", {}, ("seconds", "missing")),
    "a text for seconds": ("POST", "/clock/advance", {"seconds": "60"}, ("seconds", "60", "a number")),
    "beyond all years": ("POST", "/clock/advance", {"seconds": 10**12}, ("year", "8999")),
    "a date that is none": ("PUT", "/clock", {"time": "2026-02-30T00:00:00Z"}, ("time", "2026-02-30", "offset")),
    "a date without an offset": ("PUT", "/clock", {"time": "2026-02-03T00:00:00"}, ("time", "offset")),
    "a date before all": ("PUT", "/clock", {"time": "0001-01-01T00:00:00Z"}, ("year", "1970")),
    "a date after all": ("PUT", "/clock", {"time": "9999-12-31T23:59:59Z"}, ("year", "8999")),
    "half frozen": ("PUT", "/clock", {"frozen": "yes"}, ("frozen", "yes", "true or false")),
    "a signer of another kind": ("POST", "/transactions/x/sign", {"signer": ["ann"]}, ("signer", "ann", "string")),
    "a tenant that there is not": ("POST", "/reset?tenant=nobody", None, ("tenant", "nobody")),
    "a parameter that there is not": ("POST", "/reset?tennant=x", None, ("tennant", "tenant")),
    "a webhook without a URL": ("POST", "/webhooks", {"provider": "ignisign"}, ("url", "missing")),
    "a webhook elsewhere": ("POST", "/webhooks", {"provider": "ignisign", "url": "http://[::1"}, ("this machine",)),
    "settings of a webhook": (
        "POST", "/webhooks", {"provider": "ignisign", "url": "http://localhost/", "settings": []}, ("settings", "object")
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_value_is_named_with_what_is_allowed(http, case):
    method, path, body, words = WRONG[case]
    content = None if body is None else json.dumps(body)
    refused(http.request(method, f"/_sandbox{path}", content=content), *words)
    assert http.get("/_sandbox/faults").json()["rules"] == []


@pytest.mark.parametrize("body", ["[]", "[{}]", "1", '"text"', "{", "nul", '{"a": NaN}', "[" * 20_000, b"\xff\xfe"])
def test_what_is_no_object_is_refused(http, body):
    refused(http.post("/_sandbox/faults", content=body))
    refused(http.put("/_sandbox/switches/ignisign", content=body))


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/transactions/none"),
        ("POST", "/transactions/none/sign"),
        ("POST", "/transactions/none/decline"),
        ("GET", "/transactions/none/signed"),
        ("DELETE", "/webhooks/none"),
        ("POST", "/deliveries/none/resend"),
    ],
)
def test_an_unknown_id_is_not_found(http, method, path):
    assert http.request(method, f"/_sandbox{path}").status_code == 404


def test_null_is_as_good_as_absent(http, package):
    assert http.put("/_sandbox/clock", json={"time": None, "frozen": None}).status_code == 200
    assert http.post(f"/_sandbox/transactions/{package}/sign", json={"signer": None}).status_code == 200


@pytest.mark.parametrize("service", SERVICES)
class TestSwitches:
    VALUES = (None, True, 0.5, -1, 10**400, 1e999, "no such value", "\ud800", [], {}, ["immediate"], {"a": 1})

    def test_each_refuses_what_it_does_not_take(self, sandbox, http, service):
        """And what it takes it answers as it was given: nothing is rounded or read as something else."""
        before = sandbox.switch(service)
        taken = []
        for name in before:
            for value in self.VALUES:
                content = json.dumps({name: value}, allow_nan=True).replace("Infinity", "1e999")
                answer = http.put(f"/_sandbox/switches/{service}", content=content)
                if answer.status_code == 200:
                    taken.append((name, value))
                    assert (type(answer.json()[name]), answer.json()[name]) == (type(value), value)
                    sandbox.switch(service, **{name: before[name]})
                else:
                    refused(answer, name)
        assert all(type(before[name]) is bool or isinstance(value, float) for name, value in taken), taken
        assert sandbox.switch(service) == before

    def test_one_that_there_is_not_is_answered_with_those_there_are(self, sandbox, http, service):
        message = refused(http.put(f"/_sandbox/switches/{service}", json={"switcheroo": 1}), "switcheroo")
        assert [name for name in sandbox.switch(service) if name not in message] == []


WORDS = st.text(CHARACTERS, max_size=12) | st.sampled_from(
    (
        *("\ud800", "\r\n", "\x00", "esignlive", "constellation1", "default", "ann@example.com", "doc1", "role0"),
        *("502", "status", "drip", "reset", "redirect-302", "after-commit", "packages.create", "GET /packages"),
        *("9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00-23:59", "2026-01-01T00:00:00"),
        *("http://127.0.0.1:1/x", "http://localhost:99999"),
    )
)
NUMBERS = st.integers() | st.floats() | st.sampled_from([0, -1, 10**30, 10**400, 1e308, 204, 999, 2**63])
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=4,
)
MEMBERS = st.sampled_from(
    [
        "effect",
        "provider",
        "operation",
        "tenant",
        "stage",
        "times",
        "nth",
        "probability",
        "seed",
        "seconds",
        "retry_after",
        "location",
        "status",
        "body",
        "time",
        "frozen",
        "signer",
        "reason",
        "url",
        "settings",
        "key",
        "events",
        "act",
        "document",
        "message",
        "to",
        "ids",
        "token_life",
        "error_status",
    ]
)
BODIES = st.one_of(
    st.dictionaries(MEMBERS, VALUES, max_size=5).map(json.dumps),
    VALUES.map(json.dumps),
    st.binary(max_size=20),
)
QUERIES = st.dictionaries(
    st.sampled_from(["tenant", "provider", "operation", "document", "transaction", "name", "x"]),
    st.text(CHARACTERS, max_size=8),
)


@pytest.mark.parametrize(("method", "path"), ROUTES, ids=" ".join)
def test_nothing_makes_it_fail(sandbox: Sandbox, http, request, method, path):
    package = request.getfixturevalue("package") if "{" in path else "none"
    ids = st.sampled_from([package, "none", "default", "\x00", "a/b", "\u2603", *SERVICES])

    @settings(max_examples=8, suppress_health_check=list(HealthCheck))
    @given(an_id=ids, query=QUERIES, body=BODIES)
    def holds(an_id, query, body):
        place = "/".join(
            str(httpx.URL("http://h", params={"x": an_id}).query.partition(b"=")[2], "ascii").replace("+", "%20")
            if segment.startswith("{")
            else segment
            for segment in path.split("/")
        )
        answer = http.request(method, place, params=query, content=body)
        assert answer.status_code < 500, answer.text

    try:
        holds()
        assert http.get("/_sandbox/health").status_code == 200
    finally:
        sandbox.faults.clear()
        sandbox.clock.resume()


ACTS = st.sampled_from(["view", "lock", "fail_kba", "bounce", "ask_for_help", "reassign"])


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(
    body=st.fixed_dictionaries(
        {"act": ACTS},
        optional={
            "signer": VALUES,
            "document": VALUES,
            "message": VALUES,
            "phone": VALUES,
            "to": VALUES | st.dictionaries(st.sampled_from(["email", "firstName", "lastName", "id"]), VALUES),
        },
    )
)
def test_no_act_of_a_signer_makes_it_fail(http, package, body):
    answer = http.post(f"/esl/_sandbox/packages/{package}/signer", content=json.dumps(body))
    assert answer.status_code < 500, answer.text
    assert http.get(f"/esl/api/packages/{package}").status_code == 200


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(
    what=st.sampled_from(["status", "delegate", "documents"]),
    body=st.dictionaries(st.sampled_from(["status", "FirstName", "LastName", "EmailAddress"]), VALUES),
    name=st.text(CHARACTERS),
)
def test_no_act_of_a_signer_of_a_session_makes_it_fail(sandbox, http, signer, what, body, name):
    url = f"/c1/_sandbox/signers/{signer}/{what}"
    answer = http.post(url, params={"name": name}, content=json.dumps(body))
    assert answer.status_code < 500, answer.text
