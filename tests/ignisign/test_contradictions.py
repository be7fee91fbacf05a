"""Where the service's pages and its own code differ: the reading that is built, and the way to the other one.

The numbers are those of the rows in section 13 of the provider's description.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest

from esignkit.core.endpoint import PLANNER
from esignkit.core.operation import Operation
from esignkit.errors import ESignError, UnreadableEventError, ValidationError
from esignkit.ignisign import (
    ApplicationMetadata,
    AuthMechanism,
    ClaimRef,
    DocumentType,
    IdProofingMethod,
    IntegrationMode,
    Language,
    ProofType,
    Seal,
    SignatureMethod,
    SignatureProofNotification,
    SignatureRequestContext,
    SignatureRequestStatus,
    Statement,
    WebhookTopic,
    m2m_file_hash,
    parse_event,
    private_file_hash,
)
from esignkit.ignisign.documents import Documents
from esignkit.ignisign.signature_requests import SignatureRequests
from esignkit.ignisign.signers import Signers
from esignkit.ignisign.v4 import V4
from esignkit.ignisign.webhooks import Webhooks
from tests.ignisign.samples import APP, CHECK, CONTEXT, DOCUMENT, PLAIN_DOCUMENT, PROFILE, REQUEST, SIGNER, settings
from tests.multipart import parts_of
from tests.support import Record, context_of, drive, reply
from tests.tables import in_one_test

requests, documents, signers = SignatureRequests(PLANNER), Documents(PLANNER), Signers(PLANNER)
webhooks, v4 = Webhooks(PLANNER), V4(PLANNER)
ROWS: dict[int, Callable[..., None]] = {}


def pins(*numbers: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    def note(test: Callable[..., None]) -> Callable[..., None]:
        ROWS.update(dict.fromkeys(numbers, test))
        return test

    return note


def run(plan: Any, answer: Any, **changes: Any) -> tuple[Any, Any]:
    record = Record()
    result, _ = drive(plan, [reply(200, answer)], context_of(settings(**changes), record), record)
    return result, record.sent[0]


def news(**body: Any) -> Any:
    given = {"appId": APP, "appEnv": "DEVELOPMENT", "msgNature": "INFO", "verificationToken": "t"}
    return parse_event({}, json.dumps({**given, **body}))


@pins(1, 2, 3, 4, 5, 22, 29)
@pytest.mark.parametrize(
    ("enum", "seed", "later"),
    [
        (SignatureRequestStatus, 10, ["CHILDREN_GENERATED"]),
        (DocumentType, 4, ["PDF_ENCRYPTED"]),
        (IntegrationMode, 2, ["MACHINE_TO_MACHINE"]),
        (SignatureMethod, 3, ["AUTOMATE_AVANCED"]),
        (IdProofingMethod, 9, ["ORG_SSO", "AUTOMATE_ONBOARDING"]),
        (AuthMechanism, 7, ["ORG_SSO", "AUTOMATE"]),
        (Language, 3, ["HE", "ES"]),
        (ClaimRef, 0, ["BIRTH_INFO", "BIRTH_DATE", "BIRTH_PLACE", "BIRTH_COUNTRY", "BANK_ACCOUNT_POSSESSION"]),
    ],
)
def test_enums_know_both_lists_and_stay_open(enum: Any, seed: int, later: list[str]) -> None:
    assert len(enum) >= seed + len(later)
    assert all(enum(value).is_known for value in later)
    assert not enum("ZZ").is_known
    assert enum("ZZ") == "ZZ"


@pins(6)
def test_application_metadata_keeps_extras() -> None:
    wire = {"appName": "n", "appId": "a", "appEnv": "STAGING", "logoDarkB64": "b", "rootUrl": "u", "later": 1}
    found = ApplicationMetadata.from_wire(wire)
    assert (found.logo_dark_b64, found.root_url, found.extra) == ("b", "u", {"later": 1})
    assert found.to_wire() == wire


@pins(7)
@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({}, {"token"}),
        ({"body_key": "token"}, {"token"}),
        ({"body_key": "verificationToken"}, {"verificationToken"}),
        ({"body_key": "both"}, {"token", "verificationToken"}),
    ],
)
def test_the_name_of_a_token_that_is_checked(given: Any, names: set[str]) -> None:
    for plan in (webhooks.check_token("t", **given), webhooks.verify(_delivery(), **given)):
        _, sent = run(plan, CHECK)
        assert sent.json == {**dict.fromkeys(names, "t"), "appId": APP, "appEnv": "DEVELOPMENT"}


def _delivery(**changes: Any) -> bytes:
    body = {"appId": APP, "appEnv": "DEVELOPMENT", "msgNature": "INFO", "topic": "SIGNER", "action": "CREATED"}
    return json.dumps({**body, "verificationToken": "t", **changes}).encode()


@pins(8)
def test_bulk_status_is_a_post() -> None:
    _, sent = run(requests.statuses([REQUEST]), {"signatureRequests": []})
    assert (sent.method, sent.json) == ("POST", {"signatureRequestIds": [REQUEST]})


@pins(9)
@pytest.mark.parametrize(
    ("version", "given", "method"),
    [("v3", None, "GET"), ("v4", None, "POST"), ("v3", "POST", "POST"), ("v4", "GET", "GET")],
)
def test_a_search_has_its_filter_in_the_query(version: str, given: Any, method: str) -> None:
    _, sent = run(signers.search("ada", method=given), {"signers": [], "total": 0}, api_version=version)
    assert sent.method == method
    assert sent.target.endswith("/signers-search?filter=ada")
    assert sent.body == (b"{}" if method == "POST" else b"")


@pins(10)
@pytest.mark.parametrize("answer", [{"inputsNeeded": ["email"]}, [{"inputsNeeded": ["email"]}]])
def test_inputs_constraints_in_both_forms(answer: Any) -> None:
    assert run(signers.inputs_constraints(PROFILE), answer)[0].inputs_needed == ["email"]


@in_one_test("answer", [[], [{"inputsNeeded": []}] * 2])
def test_inputs_constraints_in_a_third_form_are_not_guessed_at(answer: Any) -> None:
    with pytest.raises(ESignError, match="one object was expected, not"):
        drive(signers.inputs_constraints(PROFILE), [reply(200, answer)] * 3, context_of(settings()))


@pins(11)
def test_a_signers_status_is_below_the_version() -> None:
    _, sent = run(signers.status(PROFILE, SIGNER), {})
    assert sent.target.startswith("/v3/applications/")


@pins(12)
def test_version_4_proofs_are_by_signature_type() -> None:
    _, sent = run(v4.proof(DOCUMENT, "SIGNED_DATA").bytes(), b"x", api_version="v3")
    assert sent.target == f"/v4/documents/{DOCUMENT}/signature-type/SIGNED_DATA"


@pins(13)
def test_the_words_about_the_path_parameter_are_a_slip() -> None:
    plan = requests.update(REQUEST, title="t")
    assert isinstance(plan, Operation)
    assert plan.args == {"signatureRequestId": REQUEST}
    _, sent = run(plan, CONTEXT)
    assert not sent.target.endswith("/close")


@pins(14)
def test_the_service_decides_what_publishing_needs() -> None:
    _, sent = run(requests.publish(REQUEST), {"signatureRequestId": REQUEST})
    assert sent.json == {}
    refusal = reply(400, {"code": "CANNOT_PUBLISH_SIGNATURE_REQUEST__NO_DIFFUSION_MODE", "message": "m"})
    with pytest.raises(ValidationError, match="NO_DIFFUSION_MODE"):
        drive(requests.publish(REQUEST), [refusal], context_of(settings()))


@pins(15)
def test_a_statement_may_be_without_text() -> None:
    found = Statement.from_wire({"target": "DOCUMENT"})
    assert found.label_md is None
    _, sent = run(requests.update(REQUEST, statements=[found]), CONTEXT)
    assert "labelMd" not in sent.json["statements"][0]


@pins(16)
def test_updating_a_signer_names_the_signer_twice() -> None:
    _, sent = run(signers.update(SIGNER, first_name="Ada"), {"signerId": SIGNER})
    assert sent.target.endswith(SIGNER)
    assert sent.json == {"signerId": SIGNER, "firstName": "Ada"}


@pins(17)
def test_a_signer_may_be_created_recurrent() -> None:
    assert run(signers.create(is_recurrent=True), {"signerId": SIGNER})[1].json == {"isRecurrent": True}


@pins(18)
@pytest.mark.parametrize(
    ("spelt", "topic"),
    [
        ("APP", WebhookTopic.APP),
        ("APPLICATION", WebhookTopic.APP),
        ("SIGNATURE_SIGNER_IMAGE", WebhookTopic.SIGNATURE_SIGNER_IMAGE),
        ("SIGNATURE_IMAGE", WebhookTopic.SIGNATURE_SIGNER_IMAGE),
    ],
)
def test_topics_in_both_spellings(spelt: str, topic: WebhookTopic) -> None:
    found, canonical = (news(topic=t, action="GENERATED", content={}) for t in (spelt, str(topic)))
    assert found.topic is topic
    assert type(found) is type(canonical)


@pins(19)
@pytest.mark.parametrize(
    ("content", "ids"),
    [
        ({"documents": [{"documentId": "a"}, {"documentId": "b"}]}, ["a", "b"]),
        ({"documentId": "a"}, ["a"]),
        ({}, []),
    ],
)
def test_proof_notifications_in_both_forms(content: Any, ids: list[str]) -> None:
    found = news(topic="SIGNATURE_PROOF", action="GENERATED", content=content)
    assert isinstance(found, SignatureProofNotification)
    assert found.content.document_ids == ids


@pins(20)
def test_a_delivery_needs_its_token() -> None:
    with pytest.raises(UnreadableEventError, match="verificationToken"):
        drive(webhooks.verify(_delivery(verificationToken=None)), [], context_of(settings()))


@pins(21)
@pytest.mark.parametrize("stamp", ["2030-01-31 12:00:00 +00:00", "2030-01-31T12:00:00.000Z", 7, None])
def test_the_time_of_an_error_is_left_as_it_is(stamp: Any) -> None:
    refusal = reply(400, {"message": "m", "timestamp": stamp, "status": 400, "code": "X", "context": None})
    with pytest.raises(ValidationError) as caught:
        drive(requests.get(REQUEST), [refusal], context_of(settings()))
    assert json.loads(caught.value.body)["timestamp"] == stamp


@pins(23)
def test_the_type_of_a_request_is_optional() -> None:
    assert SignatureRequestContext.from_wire({}).signature_request_type is None
    assert SignatureRequestContext.from_wire({"signatureRequestType": "STANDARD"}).signature_request_type == "STANDARD"


@pins(24)
def test_the_extended_session_is_written_and_not_read() -> None:
    _, sent = run(requests.update(REQUEST, extended_auth_session_enabled=False), CONTEXT)
    assert sent.json == {"extendedAuthSessionEnabled": False}
    assert not hasattr(SignatureRequestContext(), "extended_auth_session_enabled")


@pins(25)
def test_the_slips_of_the_services_own_client_are_not_copied() -> None:
    from esignkit.ignisign.applications import Application

    assert run(documents.update(DOCUMENT, label="l"), PLAIN_DOCUMENT)[1].json == {"label": "l"}
    assert run(Application(PLANNER).context(), {})[1].target == f"/v3/applications/{APP}/context"
    plan = v4.one_call_sign("t", signature_method="SIMPLE_STD", signers=[], documents=[])
    assert run(plan, {"signatureRequestId": REQUEST})[1].json["title"] == "t"


@pins(26)
def test_the_path_of_publish() -> None:
    _, sent = run(requests.publish(REQUEST), {"signatureRequestId": REQUEST})
    assert sent.target == f"/v3/signature-requests/{REQUEST}/publish"


@pins(27)
def test_a_private_hash_is_base64_and_a_machines_is_hexadecimal() -> None:
    assert private_file_hash(b"test") == "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg="
    assert m2m_file_hash(b"test") == hashlib.sha256(b"test").hexdigest()
    for text in (private_file_hash(b"test"), m2m_file_hash(b"test")):
        _, sent = run(documents.set_private_hash(DOCUMENT, text), PLAIN_DOCUMENT)
        assert sent.json == {"documentHash": text}


@pins(28)
def test_an_upload_is_multipart() -> None:
    _, sent = run(documents.upload(DOCUMENT, ("a.pdf", b"%PDF")), PLAIN_DOCUMENT)
    assert [part.name for part in parts_of(sent)] == ["file"]


@pins(30)
def test_a_reader_asks_nothing_of_application_metadata() -> None:
    assert ApplicationMetadata.from_wire({}).app_name is None
    found = ApplicationMetadata.from_wire({"appId": "a", "appEnv": "STAGING", "appName": "n", "appType": "SEAL"})
    assert (found.app_type, found.extra) == ("SEAL", {})


@pins(31)
def test_the_signer_profiles_that_a_request_uses_are_objects() -> None:
    wire = {"signerProfileId": "sp", "signatureMethodRef": "SIMPLE_STD", "version": 1.0, "signerIds": ["s"]}
    (used,) = SignatureRequestContext.from_wire({"signerProfilesUsed": [wire]}).signer_profiles_used or []
    assert (used.signer_profile_id, used.version, used.signer_ids) == ("sp", 1, ["s"])


@pins(32)
def test_the_client_secret_of_a_bare_signature_is_the_whole_key() -> None:
    key = "skv2_staging_1_the_rest"
    plan = v4.proofs_token("code", code_verifier="v", redirect_uri="https://example.com", client_secret=key)
    _, sent = run(plan, {"access_token": "t"})
    assert sent.json["client_secret"] == key
    assert "authorization" not in sent.headers


@pins(33)
def test_the_proof_of_a_seal_is_of_the_high_level() -> None:
    for kind in ("PDF_WITH_SIGNATURES", "SIGNED_DATA"):
        assert (found := Seal.from_wire({"proofType": kind}).proof_type)
        assert found is ProofType(kind)
        assert found.is_known
    assert not ProofType("XADESDET").is_known


def test_all_33_are_pinned() -> None:
    assert sorted(ROWS) == list(range(1, 34))
