"""Version 4: its members are typed to the last one, and its calls send what only it knows."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest

from esignkit.core.endpoint import PLANNER
from esignkit.core.model import Model
from esignkit.ignisign import (
    ApiKey,
    ApplicationContext,
    ApplicationType,
    BareSignatureProofs,
    BareSignaturesConfiguration,
    ClaimRef,
    Document,
    EidasLevel,
    IdProofingMethod,
    ProofType,
    Seal,
    Signature,
    SignatureFormat,
    SignatureMethod,
    SignatureRequestContext,
    SignatureRequestItem,
    SignerProfile,
    SignerStatus,
    SignerSummary,
    SsoConfig,
    bare_signature_url,
    code_challenge,
)
from esignkit.ignisign.v4 import V4
from esignkit.types import UNSET, Secret
from tests.ignisign.samples import APP, DOCUMENT, PLAIN_DOCUMENT, REQUEST, SIGNER, settings
from tests.support import Record, context_of, drive, reply
from tests.tables import in_one_test

v4 = V4(PLANNER)
OWNER = {"appId": APP, "appEnv": "PRODUCTION"}

SIGNER_PROFILE: dict[str, Any] = {
    "_id": "sp-1",
    **OWNER,
    "name": "Embedded",
    "description": "In our own pages",
    "status": "ACTIVE",
    "version": 2,
    "isEmailProofSentByIgnisign": True,
    "isRecurrent": False,
    "integrationMode": "EMBEDDED",
    "ssoConfigId": "sso-1",
    "signatureAuthMethodsConfiguration": {
        "SIMPLE_STD": {"authMethods": ["SIMPLE"]},
        "ADVANCED_SMS": {"idProofings": ["SIMPLE_DECLARATION_SES_SMS"], "authMethods": ["PHONE_SMS"]},
    },
    "emailDomains": ["example.com"],
    "signerIds": [SIGNER],
    "accept2FADelegation": True,
}
SUMMARY: dict[str, Any] = {
    "signerId": SIGNER,
    "status": "CORRUPTED",
    "signerProfileId": "sp-1",
    "sealClaims": ["CAN_APPROVE_SEAL_AES"],
    "fromUserId": "user-1",
    "certificateDisseminationAgreement": True,
}
TEMPLATE = {"templateDisplayerId": "t", "templateDisplayerVersion": 3, "dataVisualizationAvailable": True}
IN_CONTEXT: dict[str, Any] = {
    "_id": REQUEST,
    **OWNER,
    "status": "LAUNCHING",
    "signatureRequestType": "SEAL_M2M",
    "defaultSignatureMethod": "ADVANCED_SMS",
    "individualizeRequests": True,
    "fullPrivacy": False,
    "m2mId": "m",
    "appEnvSettingVersion": 7,
    "highLevelProofCleaned": False,
    "originalFilesCleaned": True,
    "closedAt": "2030-01-31T12:00:00.000Z",
    "signerIdsAsApprover": [SIGNER],
    "signerProfilesUsed": [
        {"signerProfileId": "sp-1", "signatureMethodRef": "ADVANCED_SMS", "version": 2, "signerIds": [SIGNER]}
    ],
    "signerProfiles": [SIGNER_PROFILE],
    "signers": [SUMMARY],
    "documents": [{"_id": DOCUMENT, **OWNER, **TEMPLATE, "status": "CLEANED", "signatureSummaries": []}],
    "applicationMetadata": {**OWNER, "appName": "Flats", "appType": "SEAL", "orgName": "Flats Ltd"},
}
ENV_SETTINGS: dict[str, Any] = {
    "appId": APP,
    "orgId": "org-1",
    "appEnv": "PRODUCTION",
    "isApiKeyGenerated": True,
    "defaultSignerProfileId": "sp-1",
    "currentVersion": 7,
    "webhooks": [],
    "languageCanBeChanged": True,
    "extendedAuthSessionEnabled": False,
    "apiKeys": [
        {
            "_id": "key-1",
            **OWNER,
            "name": "Server",
            "description": "of the shop",
            "isRestricted": True,
            "permissions": ["SIGN"],
            "displayableSecret": "skv2_…canary",
            "status": "REVOCATED",
        }
    ],
    "ssoConfigs": [
        {
            "_id": "sso-1",
            "name": "Staff",
            "description": "the people of the shop",
            **OWNER,
            "type": "OAUTH2",
            "status": "ACTIVE",
            "settingsOAuth2": {"clientSecret": "canary"},
            "settingsSAML": {"certificate": "canary"},
            "isFromOrg": True,
        }
    ],
    "defaultSignatureLevel": "SIMPLE_STD",
    "defaultApproverIds": [SIGNER],
    "defaultRecipients": ["ada@example.com"],
    "onlineProofsEnabled": True,
    "originalFileRetentionDurationInDays": 30,
    "highLevelProofsRetentionDurationInDays": 365,
    "googleDrive": {"enabled": False, "userId": "user-1", "folderName": "Signed"},
}
APPLICATION: dict[str, Any] = {
    "appId": APP,
    "orgId": "org-1",
    "appName": "Flats",
    "status": "ACTIVE",
    "appType": "SEAL",
    "isDefaultApplication": True,
    "ignisignApiVersion": "V4",
    "envSettings": {"PRODUCTION": ENV_SETTINGS},
    "signerProfiles": {"PRODUCTION": [SIGNER_PROFILE]},
}
SIGNATURE: dict[str, Any] = {
    "_id": "s-1",
    **OWNER,
    "signerId": SIGNER,
    "signerKeyId": "k",
    "documentId": DOCUMENT,
    "status": "SIGNED",
    "mode": "SERVER_SIDE_SIGNATURE",
    "signatures": [
        {"type": "JADESATT", "signatureFilePath": "a/b", "signingTime": "2030-01-31T12:00:00.000Z"},
        {"type": "PKCS7", "signatureFilePath": "a/c", "signingTime": "2030-01-31T12:00:00.000Z"},
    ],
    "eidasLevel": "AES",
}
BARE_CONFIGURATION: dict[str, Any] = {
    **OWNER,
    "redirectUris": ["https://example.com/back"],
    "authorizedOrigins": ["https://example.com"],
    "eidasLevel": "QES",
}
BARE_PROOFS: dict[str, Any] = {
    **OWNER,
    "signatureRequestId": REQUEST,
    "externalId": "crm-1",
    "signerId": SIGNER,
    "proofs": [{"documentId": DOCUMENT, "type": "SIGNED_DATA", "documentHash": "h", "proofB64": "cA=="}],
    "signerInformation": {"fullName": "Ada Lovelace"},
}
SEAL = {
    "signatureRequestId": REQUEST,
    "documentId": DOCUMENT,
    "proofBase64": "cA==",
    "proofType": "PDF_WITH_SIGNATURES",
}
ANSWERS: list[tuple[type[Model], dict[str, Any]]] = [
    (SignatureRequestContext, IN_CONTEXT),
    (SignerSummary, SUMMARY),
    (SignerProfile, SIGNER_PROFILE),
    (ApplicationContext, APPLICATION),
    (Signature, SIGNATURE),
    (BareSignaturesConfiguration, BARE_CONFIGURATION),
    (BareSignatureProofs, BARE_PROOFS),
    (Seal, SEAL),
]


def loose(value: Any, where: str = "") -> list[str]:
    """What an answer holds and no attribute has a type for."""
    if isinstance(value, Model):
        found = [f"{where}.{name}" for name in value.extra]
        return found + [
            one for field in attrs.fields(type(value)) if field.name != "extra"
            for one in loose(getattr(value, field.name), f"{where}.{field.name}")
        ]  # fmt: skip
    if isinstance(value, list):
        return [one for item in value for one in loose(item, where)]
    if isinstance(value, dict):
        return [one for item in value.values() for one in loose(item, where)]
    return []


@pytest.mark.parametrize(("kind", "wire"), ANSWERS, ids=lambda one: getattr(one, "__name__", ""))
def test_every_member_is_an_attribute_and_goes_back_as_it_came(kind: type[Model], wire: dict[str, Any]) -> None:
    found = kind.from_wire(wire)
    assert loose(found) == []
    renamed = {"signerIdsAsApprover": "signersAsApprover"}  # one attribute for both versions, written as version 3 does
    assert found.to_wire() == {renamed.get(name, name): value for name, value in wire.items()}


def test_signer_profiles_used_are_objects() -> None:
    for kind in (SignatureRequestContext, SignatureRequestItem):
        (used,) = kind.from_wire(IN_CONTEXT).signer_profiles_used or []
        assert (used.signer_profile_id, used.signature_method_ref) == ("sp-1", SignatureMethod.ADVANCED_SMS)
        assert (used.version, used.signer_ids) == (2, [SIGNER])


def test_levels_of_a_signer_profile_are_typed() -> None:
    configured = SignerProfile.from_wire(SIGNER_PROFILE).signature_auth_methods_configuration or {}
    assert configured["ADVANCED_SMS"].id_proofings == [IdProofingMethod.SIMPLE_DECLARATION_SES_SMS]
    assert not hasattr(configured["SIMPLE_STD"], "id_proofings")


def test_a_signer_of_version_4() -> None:
    found = SignerSummary.from_wire(SUMMARY)
    assert (found.status, found.seal_claims) == (SignerStatus.CORRUPTED, [ClaimRef.CAN_APPROVE_SEAL_AES])


def test_an_application_of_version_4() -> None:
    found = ApplicationContext.from_wire(APPLICATION)
    assert (found.app_type, found.is_default_application) == (ApplicationType.SEAL, True)
    env = (found.env_settings or {})["PRODUCTION"]
    (api_key,), (sso,) = env.api_keys or [], env.sso_configs or []
    assert isinstance(api_key, ApiKey)
    assert isinstance(sso, SsoConfig)
    assert (str(api_key.status), api_key.displayable_secret) == ("REVOCATED", Secret("skv2_…canary"))
    assert sso.settings_o_auth2 == {"clientSecret": "canary"}
    assert "canary" not in repr(found)
    metadata = SignatureRequestContext.from_wire(IN_CONTEXT).application_metadata
    assert metadata is not None
    assert (metadata.app_type, metadata.org_name) == (ApplicationType.SEAL, "Flats Ltd")


# Proofs ----------------------------------------------------------------------------------------------------------------
def test_proof_types_are_of_two_levels() -> None:
    assert list(ProofType) == ["PDF_WITH_SIGNATURES", "ADVANCED_LEGAL_KIT", "SIGNED_DATA", "C2PA"]
    low = "CADES PKCS7 PADES_ATTACHED JWSDET JWSATT JADESDET JADESATT XADESDET XADESATT XMLDSIGDET XMLDSIGATT"
    assert list(SignatureFormat) == low.split()
    assert Seal.from_wire(SEAL).proof_type is ProofType.PDF_WITH_SIGNATURES
    (proof,) = BareSignatureProofs.from_wire(BARE_PROOFS).proofs or []
    assert proof.type is ProofType.SIGNED_DATA
    first, second = Signature.from_wire(SIGNATURE).signatures or []
    assert (first.type, second.type) == (SignatureFormat.JADESATT, SignatureFormat.PKCS7)
    assert first.signing_time == datetime(2030, 1, 31, 12, tzinfo=UTC)
    assert Signature.from_wire(SIGNATURE).eidas_level is EidasLevel.AES


@in_one_test("kind", [ProofType.SIGNED_DATA, SignatureFormat.XADESDET, "FROM_THE_FUTURE"])
def test_a_proof_of_either_level_goes_into_the_path(kind: Any) -> None:
    record = Record()
    drive(
        v4.proof(DOCUMENT, kind, signer_id=SIGNER).bytes(), [reply(200, b"x")], context_of(settings(), record), record
    )
    assert record.sent[0].target == f"/v4/documents/{DOCUMENT}/signature-type/{kind}/signers/{SIGNER}"


# Bare signatures -------------------------------------------------------------------------------------------------------
def test_how_bare_signatures_are_set_up() -> None:
    record = Record()
    context = context_of(settings(app_env="PRODUCTION"), record)
    found, _ = drive(v4.bare_signatures_configuration(), [reply(200, BARE_CONFIGURATION)], context, record)
    assert found.redirect_uris == ["https://example.com/back"]
    assert found.authorized_origins == ["https://example.com"]
    assert found.eidas_level is EidasLevel.QES
    assert record.sent[0].target == f"/v4/applications/{APP}/envs/PRODUCTION/bare-signatures-configuration"


# Documents -------------------------------------------------------------------------------------------------------------
@in_one_test(
    "given, body",
    [
        ({}, {}),
        ({"template_displayer_id": "t"}, {"templateDisplayerId": "t"}),
        ({"template_displayer_version": 3, "label": None}, {"templateDisplayerVersion": 3, "label": None}),
        (
            {"template_displayer_id": UNSET, "description": "d", "external_id": "e"},
            {"description": "d", "externalId": "e"},
        ),
    ],
)
def test_a_documents_template_can_be_changed(given: dict[str, Any], body: dict[str, Any]) -> None:
    record = Record()
    answer = reply(200, {**PLAIN_DOCUMENT, **TEMPLATE})
    found, _ = drive(v4.update_document(DOCUMENT, **given), [answer], context_of(settings(), record), record)
    assert (record.sent[0].method, record.sent[0].target) == ("PUT", f"/v4/documents/{DOCUMENT}")
    assert record.sent[0].json == body
    assert isinstance(found, Document)
    assert (found.template_displayer_version, found.data_visualization_available) == (3, True)


# Signers ---------------------------------------------------------------------------------------------------------------
def test_a_signers_profile_decides_whether_the_signer_signs_again() -> None:
    """Bodies of version 4 have no `isRecurrent`."""
    with pytest.raises(TypeError, match="is_recurrent"):
        v4.create_signer("sp-1", is_recurrent=True)


# Lists -----------------------------------------------------------------------------------------------------------------
@in_one_test("one", ["lease.pdf", b"%PDF-1.7", Path("lease.pdf")])
def test_one_document_is_not_taken_apart_into_letters(one: Any) -> None:
    with pytest.raises(TypeError, match=r"documents is a list: write documents=\[…\]"):
        v4.one_call_sign("Lease", signature_method="SIMPLE_STD", signers=[], documents=one)


def test_nor_is_one_hash() -> None:
    with pytest.raises(TypeError, match=r"hashes is a list: write hashes=\["):
        bare_signature_url(
            APP,
            "STAGING",
            redirect_uri="https://example.com",
            code_challenge=code_challenge("a verifier"),
            hashes="n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=",
            nonce="n",
        )
