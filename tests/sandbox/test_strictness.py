"""What a service would certainly not take: a warning in the request log, or with the switch `strict` a refusal."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from esignkit.core.endpoint import downloaded, paged
from esignkit.errors import ApiError, ESignError
from esignkit.sandbox import Sandbox
from esignkit.sandbox.emulators.constellation1 import bodies as constellation1
from esignkit.sandbox.emulators.esignlive import bodies as esignlive
from esignkit.sandbox.emulators.ignisign import bodies as ignisign
from esignkit.sandbox.emulators.registry import all_emulators
from tests import local_http
from tests.esignlive.full_calls import FULL
from tests.operations import Row, Service
from tests.services import CONSTELLATION1, ESIGNLIVE, IGNISIGN, SERVICES

from .esl import AGREEMENT, approval, at, create, multipart, package, role

each_service = pytest.mark.parametrize("service", SERVICES.values(), ids=str)

NO_TABLE = {"oauth2.token", "signing_page.sign"}  # forms, no JSON


def client_of(service: Service, sandbox: Sandbox) -> Any:
    """Return a blocking client of a service for the sandbox's account."""
    return service.clients[0].from_env(sandbox.env())


def warnings_of(sandbox: Sandbox) -> list[str]:
    """Return the warnings of all requests so far."""
    return [f"{entry.operation}: {warning}" for entry in sandbox.requests() for warning in entry.warnings]


def carry_out(service: Service, row: Row, client: Any) -> None:
    """Make a row's call; that the sandbox has nothing of the row's ids is no matter."""
    with suppress(ESignError):
        made = row.call.on(client)
        if service.kind(row) is paged:
            list(made)
        elif service.kind(row) is downloaded:
            made.bytes()


# All that is right ----------------------------------------------------------------------------------------------------
@each_service
def test_a_strict_service_takes_all_that_the_client_sends(service, sandbox):
    sandbox.switch(service.name.lower(), strict=True)
    with client_of(service, sandbox) as client:
        for row in service.rows:
            carry_out(service, row, client)
    assert len({entry.operation for entry in sandbox.requests()}) > 0.8 * len({row.name for row in service.rows})
    assert warnings_of(sandbox) == []


def test_a_strict_service_takes_bodies_with_all_their_members(sandbox):
    sandbox.switch("esignlive", strict=True)
    with client_of(ESIGNLIVE, sandbox) as client:
        for plan in FULL:
            with suppress(ESignError):
                client.run(plan)
    assert warnings_of(sandbox) == []


def test_the_body_of_every_operation_is_known():
    known = {
        "constellation1": set(constellation1.OPERATIONS),
        "ignisign": {name for operations in ignisign.OPERATIONS.values() for name in operations},
        "esignlive": set(esignlive.OPERATIONS),
    }
    for emulator in all_emulators():
        writing = {
            route.operation
            for route in emulator.routes()
            if route.method in {"POST", "PUT", "PATCH"} and "_sandbox" not in route.template
        }
        assert writing - known[emulator.provider] <= NO_TABLE
        assert known[emulator.provider] <= {route.operation for route in emulator.routes()}


@pytest.mark.parametrize("module", [constellation1, esignlive], ids=lambda one: one.__name__)
def test_each_schema_and_kind_of_value_exists(module):
    check_kinds(module.SCHEMAS, module.OPERATIONS)


@pytest.mark.parametrize("version", ["v3", "v4"])
def test_each_schema_of_ignisign_exists(version):
    check_kinds({"v3": ignisign.V3_SCHEMAS, "v4": ignisign.V4_SCHEMAS}[version], ignisign.OPERATIONS[version])


def check_kinds(schemas, operations):
    used = {word.partition(":")[2] for row in schemas.values() for word in row.split()} | set(operations.values())
    named = {name.strip("[]{}") for kind in used for name in kind.replace("[", "").split("/")} - {"", "*"}
    assert {name for name in named if name[0].isupper()} <= set(schemas)
    assert set(schemas) - named <= {"Nothing"}


# What is wrong --------------------------------------------------------------------------------------------------------
def c1(**session):
    title = {"Title": "Lease", **session.pop("SessionInfo", {})}
    return {"userName": "sandy.box@example.com", "session": {"SessionInfo": title, **session}}


def signer(**members):
    ann = {"LastName": "Lee", "EmailAddress": "ann@example.com", "SignerRole": "a", "AuthMethods": [], "Properties": []}
    return {**ann, **members}


SESSIONS = ("POST", "/v1/sessions")
PACKAGES = ("POST", "/packages")
ENVIRONMENT = "/v3/applications/{app_id}/envs/{app_env}"

WRONG: list[tuple[Service, tuple[str, str], Any, str]] = [
    (CONSTELLATION1, SESSIONS, {**c1(), "username": "x"}, "username is not known here; did you mean 'userName'?"),
    (CONSTELLATION1, SESSIONS, c1(SessionInfo={"ExpireOn": None}), "session.SessionInfo.ExpireOn is not known here"),
    (CONSTELLATION1, SESSIONS, c1(SessionInfo={"CopyTo": "a@example.com,bob"}), "CopyTo 'bob' is not an e-mail"),
    (CONSTELLATION1, SESSIONS, c1(SessionInfo={"UseSequence": 4}), "UseSequence 4 is none of 0, 1, 2"),
    (CONSTELLATION1, SESSIONS, c1(Signers=[signer(Role="a")]), r"Signers\[0\].Role is not known here"),
    (CONSTELLATION1, SESSIONS, c1(Signers={}), "session.Signers must be a list"),
    (CONSTELLATION1, ("PUT", "/v1/users"), {"salt": "s", "user": {"Username": "bob"}}, "'bob' is not an e-mail"),
    (
        IGNISIGN,
        ("POST", f"{ENVIRONMENT}/signers"),
        {"fistName": "A"},
        "fistName is not known here; did you mean 'firstName'?",
    ),
    (
        IGNISIGN,
        ("POST", f"{ENVIRONMENT}/webhooks"),
        {"url": "http://127.0.0.1:9/", "topic": "ALL"},
        "topic is not known",
    ),
    (IGNISIGN, ("POST", f"{ENVIRONMENT}/signers"), {"signerProfileId": None}, "signerProfileId is not known here"),
    (
        ESIGNLIVE,
        PACKAGES,
        {"name": "n", "emailMesage": "m"},
        "emailMesage is not known here; did you mean 'emailMessage'?",
    ),
    (ESIGNLIVE, PACKAGES, {"name": "n", "roles": [role(0, signer=[])]}, r"roles\[0\].signer is not known here"),
    (ESIGNLIVE, PACKAGES, {"name": "n", "settings": {"ceremony": {"ADA": True}}}, "ceremony.ADA is not known here"),
    (ESIGNLIVE, PACKAGES, {"name": "n", "roles": {}}, "roles must be a list"),
    (ESIGNLIVE, PACKAGES, {"name": "n", "visibility": "ALL"}, "visibility 'ALL' is none of ACCOUNT, SENDER"),
]


@pytest.mark.parametrize(("service", "request_line", "body", "words"), WRONG)
def test_what_is_wrong_is_a_warning_or_refused(service, request_line, body, words, sandbox):
    method, path = request_line
    path = path.format(app_id=sandbox.ignisign.app_id, app_env=sandbox.ignisign.app_env)
    with client_of(service, sandbox) as client:
        with suppress(ApiError):  # for another reason: a user that is not there
            client.request(method, path, json=body)
        (warning,) = warnings_of(sandbox)
        sandbox.reset()
        sandbox.switch(service.name.lower(), strict=True)
        with pytest.raises(ApiError, match=words) as refused:
            client.request(method, path, json=body)
    assert refused.value.status == {"Constellation1": 200}.get(service.name, 400)
    assert sandbox.ledger() == []
    assert warnings_of(sandbox) == [warning]


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ({"page": 7}, "Agreement: the field sig is on page 7, and its pages are 0 to"),
        ({"top": -1}, "not wholly on page 0"),
        ({"subtype": "FULL_NAME"}, "subtype 'FULL_NAME' is none of FULLNAME"),
        ({"page": -1}, "page -1 is not a whole number from 0"),
    ],
)
def test_places_and_kinds_of_fields(field, words, esl, sandbox):
    wrong = approval(0, id="sig", **field)
    payload = package(1, documents=[{"id": "doc1", "name": "Agreement", "approvals": [wrong]}])
    good = create(esl)
    for strict in (False, True):
        sandbox.switch("esignlive", strict=strict)
        before = len(sandbox.ledger())
        for send in (
            lambda: multipart(esl, "/packages", payload, ("a.pdf", AGREEMENT, "application/pdf")),
            lambda: esl.put(at(good, "documents", "doc1", "approvals", "approval0"), json=wrong),
            lambda: esl.put(at(good, "documents", "doc1", "approvals"), json=[wrong]),
        ):
            answer = send()
            assert any(words in warning for warning in sandbox.requests()[-1].warnings)
            assert answer.status_code == (400 if strict else 200)
            if strict:
                assert words in answer.json()["message"]
                assert answer.json()["messageKey"].startswith("error.validation.")
        assert len(sandbox.ledger()) == before + (0 if strict else 3)


SIGNED_BY = {"id": "r", "signers": [{"firstName": "A", "lastName": "L", "email": "ann@example.com"}]}
DOUBTFUL = [
    ("/packages", {"name": "n", "language": "hu"}, "language 'hu' is none of en"),
    (
        "/packages",
        {"name": "n", "roles": [{**SIGNED_BY, "signers": [{**SIGNED_BY["signers"][0], "auth": {"scheme": "PALM"}}]}]},
        "roles[0].signers[0].auth.scheme 'PALM' is none of",
    ),
    ("/callback", {"url": "http://127.0.0.1:9/", "events": ["PACKAGE_FRAMED"]}, "'PACKAGE_FRAMED' is none of"),
]


@pytest.mark.parametrize(("path", "body", "words"), DOUBTFUL)
def test_an_open_enumeration_is_a_warning_even_of_a_strict_service(path, body, words, esl, sandbox):
    sandbox.switch("esignlive", strict=True)
    assert esl.post(path, json=body).status_code == 200
    (warning,) = sandbox.requests()[-1].warnings
    assert words in warning
    assert esl.post(path, json={**body, "naem": "n"}).status_code == 400  # what is certain is refused as ever


def test_how_large_a_pixel_is_nobody_says(esl, sandbox):
    sandbox.switch("esignlive", strict=True)
    wide = package(1, documents=[{"id": "d", "name": "Agreement", "approvals": [approval(0, id="sig", left=560)]}])
    assert multipart(esl, "/packages", wide, ("a.pdf", AGREEMENT, "application/pdf")).status_code == 200
    (warning,) = sandbox.requests()[-1].warnings
    assert warning.startswith("Agreement: the field sig is not wholly on page 0, which is 595")


def named(field, document="doc1"):
    return f"document['{document}'].field['{field}']"


def rule(source="box", target="line", **changes):
    """A condition of a package, as the service spells it."""
    return {
        "id": "r",
        "condition": f"{named(source)}.value == 'X'",
        "action": f"{named(target)}.disabled = false",
        **changes,
    }


UNKNOWN_FORM = "the condition 'r' has no effect in the sandbox: "
CONDITIONS = [
    (rule(), None),
    (rule(source="nobody"), "the condition 'r' names the field 'nobody', which the document 'doc1' has not"),
    (rule(target="nobody"), "the condition 'r' names the field 'nobody', which the document 'doc1' has not"),
    (rule("nobody", "nobody"), "the condition 'r' names the field 'nobody', which the document 'doc1' has not"),
    (
        rule(condition=f"{named('box', 'lease')}.value == 'X'"),
        "the condition 'r' names the document 'lease', which is not there",
    ),
    (rule(condition=f"{named('box')}.value > 3"), UNKNOWN_FORM),
    (rule(action=f"{named('line')}.visible = true"), UNKNOWN_FORM),
]


def ruled_fields(*names):
    made = approval(0, id="sig")
    made["fields"] += [
        {"id": name, "type": "INPUT", "subtype": "CHECKBOX", "page": 0, "left": 60, "top": 60, "width": 9, "height": 9}
        for name in names
    ]
    return made


@pytest.mark.parametrize(("condition", "warning"), CONDITIONS)
def test_a_condition_that_has_no_effect(condition, warning, esl, sandbox):
    sandbox.switch("esignlive", strict=True)  # what the service makes of it nobody says, so that it is not refused
    document = {"id": "doc1", "name": "Agreement", "approvals": [ruled_fields("box", "line")]}

    def check(response):
        assert response.status_code == 200, response.text
        warnings = sandbox.requests()[-1].warnings
        assert (warnings == ()) if warning is None else (len(warnings) == 1 and warnings[0].startswith(warning))
        return response.json() if response.content else None

    whole = package(1, documents=[document], conditions=[condition])
    check(multipart(esl, "/packages", whole, ("a.pdf", AGREEMENT, "application/pdf")))
    bare = multipart(esl, "/packages", package(1, documents=[document]), ("a.pdf", AGREEMENT, "application/pdf"))
    path = f"/packages/{bare.json()['id']}"
    field = {**document["approvals"][0]["fields"][2], "conditions": [condition]}
    check(esl.put(f"{path}/documents/doc1/approvals/approval0/fields/line/conditionalFields", json=field))
    check(esl.put(path, json={"conditions": [condition]}))
    check(esl.put(path, json={"status": "SENT"}))


def test_taking_a_field_away_that_a_condition_names(esl, sandbox):
    document = {"id": "doc1", "name": "Agreement", "approvals": [ruled_fields("box", "line", "other")]}
    whole = package(1, documents=[document], conditions=[rule()])
    made = multipart(esl, "/packages", whole, ("a.pdf", AGREEMENT, "application/pdf")).json()["id"]
    fields = f"/packages/{made}/documents/doc1/approvals/approval0/fields"
    for name, warnings in (
        ("other", ()),
        ("box", ("the condition 'r' names the field 'box', which the document 'doc1' has not",)),
    ):
        assert esl.delete(f"{fields}/{name}").status_code == 200
        assert sandbox.requests()[-1].warnings == warnings
    esl.delete(f"/packages/{made}/documents/doc1")
    assert sandbox.requests()[-1].warnings == ("the condition 'r' names the document 'doc1', which is not there",) * 2


def test_a_strict_service_takes_the_vendor_s_own_spellings(sandbox):
    sandbox.switch("constellation1", strict=True)
    with client_of(CONSTELLATION1, sandbox) as client:
        client.request("POST", SESSIONS[1], json=c1(Signers=[signer(AuthenticateSigner=None)]))
    assert warnings_of(sandbox) == []


@pytest.mark.parametrize("address", ["ann", "ann@", "a" * 250 + "@example.com"])
def test_an_address_that_is_none(address, esl, sandbox):
    people = [{"id": "r", "signers": [{"firstName": "A", "lastName": "L", "email": address}]}]
    assert esl.post("/packages", json=package(1, documents=[], roles=people)).status_code == 200
    (warning,) = sandbox.requests()[-1].warnings
    assert warning.startswith("roles[0].signers[0].email ")
    assert "an e-mail address" in warning


# The switch -----------------------------------------------------------------------------------------------------------
def test_strict_for_all_services_and_over_http():
    with Sandbox(strict=True) as sandbox:
        assert sandbox.switch("ignisign")["strict"] is True
        body = {"name": "n", "emailMesage": "m"}
        headers = {"Authorization": f"Basic {sandbox.esignlive.api_key}"}
        with local_http.Client(base_url=sandbox.url) as http:
            assert http.post("/esl/api/packages", json=body, headers=headers).status_code == 400
            assert http.put("/_sandbox/switches/esignlive", json={"strict": False}).json()["strict"] is False
            assert http.post("/esl/api/packages", json=body, headers=headers).status_code == 200
            entries = [one for one in http.get("/_sandbox/requests").json() if one["operation"] == "packages.create"]
            assert [one["warnings"] for one in entries] == [
                ["emailMesage is not known here; did you mean 'emailMessage'?"]
            ] * 2
            refused = http.put("/_sandbox/switches/esignlive", json={"strict": "yes"})
            assert (refused.status_code, "true or false" in refused.json()["message"]) == (400, True)


def test_a_tenant_may_be_strict_alone(sandbox):
    other = sandbox.create_account()
    sandbox.switch("esignlive", other.tenant, strict=True)
    assert sandbox.switch("esignlive")["strict"] is False
    assert sandbox.switch("esignlive", other.tenant)["strict"] is True
    assert sandbox.switch("ignisign", other.tenant)["strict"] is False
