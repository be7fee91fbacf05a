"""What goes into requests; the calls themselves are rows of `operations`."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from esignkit.core.endpoint import PLANNER
from esignkit.core.flow import Saved
from esignkit.ignisign import DiffusionMode, Language, SignatureMethod, Statement, StatementTarget
from esignkit.ignisign.auth import login
from esignkit.ignisign.documents import Documents
from esignkit.ignisign.signature_profiles import SignatureProfiles
from esignkit.ignisign.signature_requests import SignatureRequests
from esignkit.ignisign.signers import Signers
from esignkit.ignisign.v4 import V4
from esignkit.types import NULL, Secret
from tests.ignisign.samples import (
    APP,
    CONTEXT,
    DOCUMENT,
    PLAIN_DOCUMENT,
    REQUEST,
    SIGNER,
    settings,
)
from tests.multipart import SentPart, parts_of
from tests.operations import READ, operation_of
from tests.support import context_of, drive, reply
from tests.tables import in_one_test

requests = SignatureRequests(PLANNER)
documents = Documents(PLANNER)
signers = Signers(PLANNER)
profiles = SignatureProfiles(PLANNER)

UPDATE = f"/v3/signature-requests/{REQUEST}"
HERE = f"/v3/applications/{APP}/envs/DEVELOPMENT"
NOON = datetime(2030, 1, 31, 12, 0, 0, 123456, tzinfo=UTC)
PARIS = datetime(2030, 1, 31, 13, 0, tzinfo=timezone(timedelta(hours=1)))
FILLED = {"appId": APP, "appEnv": "DEVELOPMENT", "signatureRequestId": REQUEST}

EACH: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"title": "Lease"}, {"title": "Lease"}),
    ({"description": "The lease"}, {"description": "The lease"}),
    ({"expiration_date": NOON}, {"expirationDate": "2030-01-31T12:00:00.123Z"}),
    ({"expiration_date_is_activated": False}, {"expirationDateIsActivated": False}),
    ({"language": Language.FR}, {"language": "FR"}),
    ({"document_ids": [DOCUMENT]}, {"documentIds": [DOCUMENT]}),
    ({"external_id": "crm-1"}, {"externalId": "crm-1"}),
    ({"diffusion_mode": DiffusionMode.WHEN_READY}, {"diffusionMode": "WHEN_READY"}),
    ({"diffusion_date": PARIS}, {"diffusionDate": "2030-01-31T12:00:00.000Z"}),
    (
        {"statements": [Statement(target=StatementTarget.SIGNATURE_REQUEST, label_md="I agree")]},
        {"statements": [{**FILLED, "target": "SIGNATURE_REQUEST", "labelMd": "I agree"}]},
    ),
    ({"signer_ids": (SIGNER,)}, {"signerIds": [SIGNER]}),
    ({"extended_auth_session_enabled": True}, {"extendedAuthSessionEnabled": True}),
    ({"initial_signature_request_id": "r0"}, {"initialSignatureRequestId": "r0"}),
    ({"signers_as_approver": [SIGNER]}, {"signersAsApprover": [SIGNER]}),
    ({"recipients": ["copy@example.com"]}, {"recipients": ["copy@example.com"]}),
]
ALL = ({k: v for given, _ in EACH for k, v in given.items()}, {k: v for _, body in EACH for k, v in body.items()})


def send(plan: Any, answer: Any, **changes: Any) -> Any:
    """Run a plan of one exchange and return what went out."""
    _, record = drive(plan, [answer], context_of(settings(**changes)))
    (sent,) = record.sent
    return sent


@pytest.mark.parametrize(("given", "body"), [*EACH, ALL, ({}, {})], ids=lambda v: "+".join(v) or "nothing")
def test_update_sends_what_is_given_and_nothing_else(given: dict[str, Any], body: dict[str, Any]) -> None:
    sent = send(requests.update(REQUEST, **given), reply(200, CONTEXT))
    assert (sent.method, sent.target) == ("PUT", UPDATE)
    assert sent.json == body
    assert sent.headers["content-type"] == sent.headers["accept"] == "application/json"
    assert sent.headers["authorization"] == "Bearer a-token"


def test_the_seed_names_fifteen_members_and_all_are_there() -> None:
    assert len(EACH) == len(ALL[1]) == 15


FOUR = [
    *((given, body) for given, body in EACH if "signers_as_approver" not in given),
    ({"signer_ids_as_approver": [SIGNER]}, {"signerIdsAsApprover": [SIGNER]}),
    ({"full_privacy": True}, {"fullPrivacy": True}),
    ({"default_signature_method": SignatureMethod.SIMPLE_STD}, {"defaultSignatureMethod": "SIMPLE_STD"}),
    (
        {"signer_profiles_signature_method": {"p": SignatureMethod.QUALIFIED_STD}},
        {"signerProfilesSignatureMethod": [{"signerProfileId": "p", "signatureMethodRef": "QUALIFIED_STD"}]},
    ),
    ({"individualize_requests": True}, {"individualizeRequests": True}),
]


@pytest.mark.parametrize(("given", "body"), [*FOUR, ({}, {})], ids=lambda v: "+".join(v) or "nothing")
def test_update_in_version_4_sends_what_is_given_and_nothing_else(given: dict[str, Any], body: dict[str, Any]) -> None:
    sent = send(V4(PLANNER).update_request(REQUEST, **given), reply(200, CONTEXT))
    assert (sent.method, sent.target, sent.json) == ("PUT", UPDATE.replace("v3", "v4"), body)
    for name in given:
        (wire,) = body
        cleared = send(V4(PLANNER).update_request(REQUEST, **{name: None}), reply(200, CONTEXT))
        assert cleared.json == {wire: None}


@in_one_test("name", ALL[0])
def test_none_clears(name: str) -> None:
    (wire,) = next(body for given, body in EACH if name in given)
    assert send(requests.update(REQUEST, **{name: None}), reply(200, CONTEXT)).json == {wire: None}


@in_one_test("name", ["document_ids", "signer_ids", "signers_as_approver", "recipients", "statements"])
def test_an_empty_list_is_sent_as_one(name: str) -> None:
    (wire,) = next(body for given, body in EACH if name in given)
    assert send(requests.update(REQUEST, **{name: []}), reply(200, CONTEXT)).json == {wire: []}


@in_one_test("name", ["document_ids", "signer_ids", "signers_as_approver", "recipients"])
def test_a_text_in_place_of_a_list_is_refused(name: str) -> None:
    with pytest.raises(TypeError, match=name):
        requests.update(REQUEST, **{name: "abc"})


def test_statements_keep_what_the_caller_says() -> None:
    own = Statement(
        id="s1", app_id="appId_other", app_env="STAGING", signature_request_id="r9", document_id=DOCUMENT, label_md=NULL
    )
    sent = send(requests.update(REQUEST, statements=[own]), reply(200, CONTEXT))
    assert sent.json["statements"] == [
        {
            "_id": "s1",
            "appId": "appId_other",
            "appEnv": "STAGING",
            "signatureRequestId": "r9",
            "documentId": DOCUMENT,
            "labelMd": None,
        }
    ]


@pytest.mark.parametrize("name", ["expiration_date", "diffusion_date"])
@pytest.mark.parametrize("update", [requests.update, V4(PLANNER).update_request], ids=["version 3", "version 4"])
def test_a_date_without_a_zone_is_refused_before_anything_is_sent(update: Any, name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} has no time zone"):
        update(REQUEST, **{name: datetime(2030, 1, 1)}, check=False)


@pytest.mark.parametrize("update", [requests.update, V4(PLANNER).update_request], ids=["version 3", "version 4"])
@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"expiration_date": date(2030, 1, 2)}, r"write expiration_date=datetime\(2030, 1, 2, tzinfo=UTC\)"),
        ({"diffusion_date": date(2030, 1, 2)}, "diffusion_date is a moment, not a day"),
        ({"statements": "I agree"}, "statements is a list of Statement, not one text"),
        ({"statements": Statement(label_md="I agree")}, "not one statement: write statements="),
        ({"statements": [{"labelMd": "I agree"}]}, "not a dict in it: write statements="),
    ],
)
def test_one_thing_for_another_is_told_what_to_write(update: Any, given: Any, text: str) -> None:
    with pytest.raises(TypeError, match=text):
        update(REQUEST, **given)


def test_a_plan_holds_the_lists_as_they_were() -> None:
    ids = [DOCUMENT]
    plan = requests.update(REQUEST, document_ids=ids)
    ids.append("later")
    assert send(plan, reply(200, CONTEXT)).json == {"documentIds": [DOCUMENT]}


def test_downloads_do_not_insist_on_json_and_land_where_they_are_told(tmp_path: Any) -> None:
    for plan, kind in (
        (documents.download(DOCUMENT).save(tmp_path / "a", overwrite=False), None),
        (documents.signature_proof(DOCUMENT).save(tmp_path / "b"), "pdf"),
    ):
        landed = Saved(20)
        answer = reply(200, b"")
        answer.saved = landed
        result, record = drive(plan, [answer], context_of(settings()))
        assert result is landed
        assert record.sent[0].headers["accept"] == "*/*"
        assert record.sent[0].send.sink.expect == kind


def test_upload_is_one_part_named_file() -> None:
    sent = send(documents.upload(DOCUMENT, ("lease.pdf", b"%PDF-1.7 \r\n%%EOF")), reply(200, PLAIN_DOCUMENT))
    assert (sent.method, sent.target) == ("POST", f"/v3/documents/{DOCUMENT}/file")
    assert parts_of(sent) == [SentPart("file", "lease.pdf", "application/pdf", b"%PDF-1.7 \r\n%%EOF")]


def test_signing_in_is_a_read() -> None:
    assert operation_of(login(Secret("x"))).repeat is READ
