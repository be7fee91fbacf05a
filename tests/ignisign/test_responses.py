"""Every member of every answer becomes a typed attribute, and odd answers do not break a parse."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest

from esignkit.core.deserialization import structure
from esignkit.core.model import Model
from esignkit.core.record import wire_name
from esignkit.errors import DecodeError
from esignkit.ignisign import (
    PALETTE_KEYS,
    ApplicationEnvironment,
    ApplicationType,
    AuthMechanism,
    DiffusionMode,
    Document,
    DocumentRequestStatus,
    DocumentRequestTarget,
    DocumentStatus,
    DocumentType,
    IdProofingMethod,
    IntegrationMode,
    Language,
    PublishResult,
    SignatureImage,
    SignatureMethod,
    SignatureProfileStatus,
    SignatureProofStatus,
    SignatureRequestContext,
    SignatureRequestItem,
    SignatureRequestStatus,
    SignatureRequestType,
    SignerCreated,
    SignerInput,
    SignerStatus,
    StatementTarget,
)
from esignkit.types import OpenEnum, Secret
from tests.ignisign.samples import APP, CONTEXT, PALETTE, REQUEST, SCALARS, SIGNER
from tests.tables import in_one_test

# The enumerations the seed prints, by the name it gives them.
SEED_ENUMS: dict[type[OpenEnum], str] = {
    ApplicationEnvironment: "DEVELOPMENT STAGING PRODUCTION",
    Language: "EN FR DE",
    DiffusionMode: "WHEN_READY SCHEDULED",
    StatementTarget: "SIGNATURE_REQUEST DOCUMENT",
    SignatureRequestStatus: "DRAFT WAITING_DOCUMENTS WAITING_DOCUMENTS_GENERATION READY IN_PROGRESS COMPLETED EXPIRED "
    "FAILED CANCELLED PROCESSING",
    SignerStatus: "CREATED PENDING BLOCKED ACTIVE",
    SignerInput: "firstName lastName email phoneNumber nationality birthDate birthPlace birthCountry",
    DocumentType: "PDF FILE DATA_JSON PRIVATE_FILE",
    DocumentStatus: "CREATED DOCUMENT_REQUEST PROVIDED ARCHIVED",
    DocumentRequestTarget: "APPLICATION USER",
    DocumentRequestStatus: "CREATED IN_PROGRESS PROVIDED WAITING_CONFIRMATION CANCELLED VALIDATED REJECTED",
    SignatureProfileStatus: "PUBLISHED ARCHIVED",
    IntegrationMode: "BY_SIDE EMBEDDED",
    SignatureMethod: "SIMPLE_STD ADVANCED_STD QUALIFIED_STD",
    SignatureRequestType: "STANDARD SIGNER_SETUP",
    IdProofingMethod: "VIDEO_ROBOT_AES VIDEO_ROBOT_QES BANK_ACCOUNT_CHECK E_ID_AES E_ID_QES RA_NATURAL_QES "
    "RA_NATURAL_AES SOCIAL_SECURITY_NUMBER BIND_ADDITIONAL_AUTH_METHOD",
    AuthMechanism: "SIMPLE PHONE_SMS PHONE_CALL TOTP PASS_KEY_POSSESSION AES_EID QES_EID",
    SignatureProofStatus: "NOT_INITIALIZED IN_PROGRESS WAITING_IMAGES ON_ERROR CREATED",
}
SEED_VALUES = [(kind, value) for kind, values in SEED_ENUMS.items() for value in values.split()]
LATER_VALUES = [
    (SignatureRequestStatus, "CHILDREN_GENERATED"),
    (SignatureRequestStatus, "LAUNCHING"),
    (SignatureRequestStatus, "LAUNCH_ERROR"),
    (DocumentType, "PDF_ENCRYPTED"),
    (DocumentType, "DATA_XML"),
    (IntegrationMode, "MACHINE_TO_MACHINE"),
    (SignatureMethod, "AUTOMATE_AVANCED"),
    (SignatureMethod, "ADVANCED_SMS"),
    (IdProofingMethod, "ORG_SSO"),
    (IdProofingMethod, "AUTOMATE_ONBOARDING"),
    (AuthMechanism, "AUTOMATE"),
    (AuthMechanism, "EXTENDED_SESSION"),
    (SignatureProofStatus, "CLEANED"),
    (DocumentStatus, "CLEANED"),
    (Language, "HE"),
    *((ApplicationType, value) for value in ["SIGNATURE", "SEAL", "LOG_CAPSULE", "BARE_SIGNATURE", "WEB3"]),
    (ApplicationType, "IGNISIGN_RIGHT_DELEGATION"),
]


def test_the_seed_prints_71_values() -> None:
    assert len({value for _, value in SEED_VALUES}) == 71


@in_one_test("kind, value", [*SEED_VALUES, *LATER_VALUES])
def test_values_are_known(kind: type[OpenEnum], value: str) -> None:
    assert kind(value).is_known
    assert kind(value) == value


def walk(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every place in a JSON value, with what is there."""
    yield path, value
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in members:
        yield from walk(member, (*path, name))


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for name in path:
        value = value[name]
    return value


def bare(value: Any) -> Any:
    """JSON without its nulls."""
    if isinstance(value, dict):
        return {k: bare(v) for k, v in value.items() if v is not None}
    return [bare(v) for v in value] if isinstance(value, list) else value


def read(value: Any) -> SignatureRequestContext:
    return structure(value, SignatureRequestContext)


def unread(model: Model) -> Iterator[str]:
    """Members anywhere in a model that landed in `extra`, or attributes of a known kind that are still plain text."""
    yield from model.extra
    for a in attrs.fields(type(model)):
        value = getattr(model, a.name)
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, Model):
                yield from unread(item)


def test_every_member_of_the_seed_is_an_attribute() -> None:
    names = {path[-1] for path, _ in walk(CONTEXT) if path and isinstance(path[-1], str)}
    assert len(names - set(PALETTE_KEYS)) == 75  # a name counts once, wherever it stands; shades are keys of a map
    assert list(unread(read(CONTEXT))) == []


def test_attributes_are_typed() -> None:
    context = read(CONTEXT)
    assert (context.id, context.app_id, context.status) == (REQUEST, APP, SignatureRequestStatus.IN_PROGRESS)
    assert context.expiration_date == datetime(2030, 3, 1, tzinfo=UTC)
    assert isinstance(context.language, Language)
    assert context.template_displayer_version == 3
    assert context.signers is not None
    assert context.signers[0].already_provided_inputs == [
        SignerInput.FIRST_NAME,
        SignerInput.LAST_NAME,
        SignerInput.EMAIL,
    ]
    assert context.documents is not None
    document = context.documents[0]
    assert document.created_at == datetime(2030, 1, 31, 12, tzinfo=UTC)
    assert document.file_size == 12345
    assert document.document_request is not None
    assert document.document_request.user is not None
    assert document.document_request.user.email == "grace@example.com"
    assert document.signature_summaries is not None
    assert document.signature_summaries[0].date == datetime(2030, 2, 1, 9, 30, 0, 250000, tzinfo=UTC)
    assert document.statements is not None
    assert document.statements[0].target is StatementTarget.DOCUMENT
    assert context.signature_profile is not None
    assert context.signature_profile.auth_methods == [AuthMechanism.SIMPLE, AuthMechanism.PHONE_SMS]
    assert context.application_metadata is not None
    assert context.application_metadata.colors is not None
    assert context.application_metadata.colors.primary == PALETTE
    assert tuple(PALETTE) == PALETTE_KEYS


def test_decode_and_encode_give_the_same_back() -> None:
    context = read(CONTEXT)
    assert context.to_wire() == bare(CONTEXT)
    assert pickle.loads(pickle.dumps(context)) == context == copy.deepcopy(context)


PLACES = [path for path, _ in walk(CONTEXT) if path]


@in_one_test("path", PLACES, ids=lambda p: ".".join(map(str, p)))
def test_a_null_or_a_gap_anywhere_does_not_fail_a_parse(path: tuple[Any, ...]) -> None:
    nulled = copy.deepcopy(CONTEXT)
    at(nulled, path[:-1])[path[-1]] = None
    gone = copy.deepcopy(CONTEXT)
    del at(gone, path[:-1])[path[-1]]
    for answer in (nulled, gone):
        context = read(answer)
        repr(context)
    assert read(gone).to_wire() == bare(gone)


@in_one_test("path", [p for p, v in walk(CONTEXT) if isinstance(v, dict)], ids=lambda p: ".".join(map(str, p)) or "top")
def test_an_unknown_member_anywhere_is_kept(path: tuple[Any, ...]) -> None:
    more = copy.deepcopy(CONTEXT)
    at(more, path)["brandNew"] = "kept"
    assert read(more).to_wire() == bare(more)


ENUM_PLACES = [p for p, v in walk(CONTEXT) if isinstance(v, str) and any(v == known for _, known in SEED_VALUES)]


@in_one_test("path", ENUM_PLACES, ids=lambda p: ".".join(map(str, p)))
def test_an_unknown_value_anywhere_survives(path: tuple[Any, ...]) -> None:
    new = copy.deepcopy(CONTEXT)
    at(new, path[:-1])[path[-1]] = "FROM_THE_FUTURE"
    context = read(new)
    assert context.to_wire() == bare(new)
    found: Any = context
    for name in path:
        found = found[name] if isinstance(name, int) else attribute(found, name)
    assert isinstance(found, OpenEnum)
    assert not found.is_known
    assert found == "FROM_THE_FUTURE"


def attribute(model: Model, wire: str) -> Any:
    name = next(
        a.name for a in attrs.fields(type(model)) if a.name != "extra" and wire_name(type(model), a.name) == wire
    )
    return getattr(model, name)


def test_version_4_names_are_taken() -> None:
    context = read({"_id": "r", "signerIdsAsApprover": ["s"], "signerProfiles": [{"_id": "p"}], "closedAt": None})
    assert context.signers_as_approver == ["s"]
    assert context.signer_profiles[0].id == "p"
    assert context.extra == {}
    assert context.to_wire()["signersAsApprover"] == ["s"]


@in_one_test("sent, read_as", [(12, 12), (12.0, 12), (12.5, 12.5), ("12", 12)])
def test_numbers_are_read_as_they_come(sent: Any, read_as: Any) -> None:
    size = structure({"fileSize": sent}, Document).file_size
    assert size == read_as
    assert type(size) is type(read_as)


def test_what_cannot_be_read_is_named() -> None:
    with pytest.raises(DecodeError, match=r"documents\[0\]\.fileSize"):
        read({"documents": [{"fileSize": True}]})


def test_list_items_have_the_scalars() -> None:
    item = structure({**SCALARS, "docFileName": "lease.pdf", "docLabel": "Lease"}, SignatureRequestItem)
    assert (item.doc_file_name, item.doc_label, item.extra) == ("lease.pdf", "Lease", {})
    assert item.to_wire() == {**SCALARS, "docFileName": "lease.pdf", "docLabel": "Lease"}


EMBEDDED = {"signerId": SIGNER, "signerExternalId": None, "token": "canary-token"}


@in_one_test(
    "answer, tokens",
    [
        ({"signatureRequestId": REQUEST}, []),
        ({"signatureRequestId": REQUEST, "signers": [EMBEDDED]}, ["canary-token"]),
        (
            {
                "signatureRequestId": REQUEST,
                "signersBySide": [{"signerId": "b", "signerExternalId": "x"}],
                "signersEmbedded": [EMBEDDED],
            },
            ["canary-token"],
        ),
        ({"signers": None, "signersEmbedded": [None, EMBEDDED]}, ["canary-token"]),
    ],
)
def test_publish_answers_in_all_their_shapes(answer: Any, tokens: list[str]) -> None:
    result = structure(answer, PublishResult)
    assert [signer.token for signer in result.embedded] == [Secret(token) for token in tokens]
    assert "canary" not in repr(result)
    assert pickle.loads(pickle.dumps(result)).to_wire() == bare(answer) or None in answer.get("signersEmbedded", [])


def test_the_page_of_proofs_holds_a_token_that_is_kept_but_not_shown() -> None:
    url = f"https://sign.ignisign.io/signature-requests/{REQUEST}/proofs?t=canary"
    for kind in (SignatureRequestContext, SignatureRequestItem):
        found = structure({"_id": REQUEST, "signatureProofsUrl": url}, kind)
        assert found.signature_proofs_url == Secret(url)
        assert "canary" not in repr(found)
        assert found.to_wire() == {"_id": REQUEST, "signatureProofsUrl": url}


def test_in_version_4_a_document_names_its_own_template() -> None:
    found = structure({"_id": "d", "templateDisplayerId": "t", "templateDisplayerVersion": 2.0}, Document)
    assert (found.template_displayer_id, found.template_displayer_version, found.extra) == ("t", 2, {})


@in_one_test("written", ["aGk=", "data:image/png;base64,aGk="])
def test_a_picture_is_read_from_its_text(written: str) -> None:
    assert SignatureImage(img_b64=written).image() == b"hi"


@in_one_test("written, text", [(None, "no picture"), ("", "no picture"), ("%%", "base64|digit|data")])
def test_what_is_no_picture_says_so(written: Any, text: str) -> None:
    with pytest.raises(ValueError, match=text):
        SignatureImage(img_b64=written).image()


def test_a_signers_secret_is_kept_but_not_shown() -> None:
    signer = structure({"signerId": SIGNER, "entityType": "NATURAL", "authSecret": "canary"}, SignerCreated)
    assert signer.auth_secret == Secret("canary")
    assert "canary" not in repr(signer)
    assert pickle.loads(pickle.dumps(signer)).auth_secret == Secret("canary")
