"""The calls that only version 4 has."""

from __future__ import annotations

from esignkit.ignisign import OneCallSigner, RemoteDocument
from esignkit.types import Secret
from tests.ignisign.refusals import BAD_STATUS, refused
from tests.ignisign.samples import (
    APP,
    CREATED,
    DOCUMENT,
    FILE,
    HERE,
    PDF,
    PERSON,
    PERSON_WIRE,
    REQUEST,
    SHA256,
    SIGNER,
    SIGNER_PROFILE,
)
from tests.operations import Row, call, has

HERE4 = f"/v4/applications/{APP}/envs/DEVELOPMENT"

ROWS: list[Row] = [
    Row(call.v4.create_request(), f"POST {HERE4}/signature-requests", body={}, response=CREATED, result=REQUEST),
    Row(
        call.v4.update_request(
            REQUEST,
            signer_ids_as_approver=[SIGNER],
            full_privacy=True,
            default_signature_method="ADVANCED_SMS",
            signer_profiles_signature_method={"sp-1": "QUALIFIED_STD"},
            individualize_requests=None,
        ),
        f"PUT /v4/signature-requests/{REQUEST}",
        body={
            "signerIdsAsApprover": [SIGNER],
            "fullPrivacy": True,
            "defaultSignatureMethod": "ADVANCED_SMS",
            "signerProfilesSignatureMethod": [{"signerProfileId": "sp-1", "signatureMethodRef": "QUALIFIED_STD"}],
            "individualizeRequests": None,
        },
        response={"_id": REQUEST, "signerIdsAsApprover": [SIGNER], "signerProfiles": [SIGNER_PROFILE], "m2mId": "m"},
        result=has("signers_as_approver", [SIGNER], "signer_profiles.0.accept_2fa_delegation", True),
        refused=refused(BAD_STATUS),
    ),
    Row(
        call.v4.create_document(
            REQUEST,
            label="Lease",
            description="The lease",
            external_id="crm-9",
            template_displayer_id="t",
            template_displayer_version=3,
        ),
        f"POST {HERE4}/init-documents",
        body={
            "signatureRequestId": REQUEST,
            "label": "Lease",
            "description": "The lease",
            "externalId": "crm-9",
            "templateDisplayerId": "t",
            "templateDisplayerVersion": 3,
        },
        response={"documentId": DOCUMENT},
        result=DOCUMENT,
    ),
    Row(
        call.v4.update_document(
            DOCUMENT, label="Lease", description=None, template_displayer_id="t", template_displayer_version=3
        ),
        f"PUT /v4/documents/{DOCUMENT}",
        body={"label": "Lease", "description": None, "templateDisplayerId": "t", "templateDisplayerVersion": 3},
        response={"_id": DOCUMENT, "label": "Lease", "templateDisplayerId": "t", "templateDisplayerVersion": 3},
        result=has("template_displayer_id", "t", "template_displayer_version", 3),
        refused=refused("DOCUMENT_LOCKED"),
    ),
    Row(
        call.v4.create_signer("sp-1", **{name: value for name, value in PERSON.items() if name != "is_recurrent"}),
        f"POST {HERE4}/signers",
        body={
            "signerProfileId": "sp-1",
            **{name: value for name, value in PERSON_WIRE.items() if name != "isRecurrent"},
        },
        response={"signerId": SIGNER, "entityType": "SEAL", "success": True, "alreadyExists": True},
        result=has("already_exists", True, "entity_type.is_known", True),
        asks=f"GET {HERE}/signers-paginate",
        refused=refused("SIGNER_PROFILE_NOT_FOUND", 404),
    ),
    Row(
        call.v4.update_signer(SIGNER, **PERSON, signer_profile_id="sp-1"),
        f"PUT {HERE4}/signers/{SIGNER}",
        body={"signerId": SIGNER, "signerProfileId": "sp-1", **PERSON_WIRE},
        response={"signerId": SIGNER, "entityType": "NATURAL", "success": True, "alreadyExists": True},
        result=has("signer_id", SIGNER, "auth_secret", None),
        refused=refused("SIGNER_NOT_FOUND", 404),
    ),
    Row(call.v4.setup_signer(), f"POST {HERE4}/signer-setup", body={}, response=CREATED, result=REQUEST),
    Row(
        call.v4.one_call_sign(
            "Lease",
            signature_method="SIMPLE_STD",
            signers=[OneCallSigner(email="ada@example.com", signer_profile_id="sp-1")],
            documents=[FILE, RemoteDocument(url="https://example.com/a.pdf", name="a.pdf")],
        ),
        "POST /v4/signature-requests/one-call-sign",
        body={
            "title": "Lease",
            "signatureMethod": "SIMPLE_STD",
            "signers": [{"email": "ada@example.com", "signerProfileId": "sp-1"}],
            "documents": [
                {"originalName": "lease.pdf", "mimeType": "application/pdf", "base64": "JVBERi0xLjcgJSVFT0Y="},
                {"originalName": "a.pdf", "mimeType": "application/pdf", "url": "https://example.com/a.pdf"},
            ],
        },
        response={
            **CREATED,
            "signersBySide": [{"signerId": "a"}],
            "signersEmbedded": [{"signerId": "b", "signerExternalId": None, "token": "t"}],
        },
        result=lambda r: r.signers_by_side[0].signer_id == "a" and [one.signer_id for one in r.embedded] == ["b"],
    ),
    Row(
        call.v4.signer_profiles(),
        f"GET {HERE4}/signer-profiles",
        response=[SIGNER_PROFILE],
        result=has("0.status", "ACTIVE"),
    ),
    Row(
        call.v4.signer_profile("sp-1"),
        f"GET {HERE4}/signer-profiles/sp-1",
        response=SIGNER_PROFILE,
        result=has("version", 2),
        refused=refused("SIGNER_PROFILE_NOT_FOUND", 404),
    ),
    Row(
        call.v4.inputs_needed("sp-1"),
        f"GET {HERE4}/signer-profiles/sp-1/inputs-needed",
        response={"signerProfileId": "sp-1", "inputsNeeded": ["email"], "optionalInputs": ["phoneNumber"]},
        result=has("optional_inputs", ["phoneNumber"]),
        refused=refused("SIGNER_PROFILE_NOT_FOUND", 404),
    ),
    Row(
        call.v4.proof(DOCUMENT, "PDF_WITH_SIGNATURES", signer_id=SIGNER),
        f"GET /v4/documents/{DOCUMENT}/signature-type/PDF_WITH_SIGNATURES/signers/{SIGNER}",
        response=PDF,
        result=PDF,
        refused=refused("SIGNATURE_PROOF_TYPE_NOT_AVAILABLE"),
        accept="*/*",
        file="pdf",
    ),
    Row(
        call.v4.seal(
            "m2m-1",
            SHA256,
            signed_hash="3045",
            document_type="DATA_JSON",
            json_content=None,
            title="Log",
            external_id="crm-1",
            label="Log",
        ),
        f"POST {HERE4}/m2m/m2m-1/sign",
        body={
            "m2mId": "m2m-1",
            "title": "Log",
            "externalId": "crm-1",
            "documentHashSignedByM2MPrivateKey": "3045",
            "document": {"documentType": "DATA_JSON", "documentHash": SHA256, "label": "Log", "jsonContent": None},
        },
        response={
            **CREATED,
            "documentId": DOCUMENT,
            "documentHash": SHA256,
            "proofBase64": "cA==",
            "proofType": "SIGNED_DATA",
        },
        result=has("proof_base64", "cA==", "proof_type.is_known", True),
        asks=f"GET {HERE}/signature-requests",
    ),
    Row(
        call.v4.log_capsule("n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg="),
        f"POST {HERE4}/log-capsules",
        body={"hashSha256_b64": "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg="},
        response={"hashSha256_b64": "n4bQ", "timestamp_b64": "dHM="},
        result=has("hash_sha256_b64", "n4bQ", "timestamp_b64", "dHM="),
    ),
    Row(
        call.v4.bare_signatures_configuration(),
        f"GET {HERE4}/bare-signatures-configuration",
        response={
            "appId": APP,
            "redirectUris": ["https://example.com/back"],
            "authorizedOrigins": [],
            "eidasLevel": "AES",
        },
        result=has("redirect_uris", ["https://example.com/back"], "eidas_level", "AES"),
    ),
    Row(
        call.v4.proofs_token(
            "the-code", code_verifier="verifier", redirect_uri="https://example.com/back", client_secret="sk"
        ),
        "POST /v4/envs/DEVELOPMENT/oauth2/proofs-token",
        body={
            "client_id": APP,
            "client_secret": "sk",
            "code_verifier": "verifier",
            "redirect_uri": "https://example.com/back",
            "grant_type": "authorization_code",
            "code": "the-code",
        },
        response={"access_token": "canary", "token_type": "Bearer", "expires_in": 60, "scope": "proofs"},
        result=lambda r: r.access_token == Secret("canary") and "canary" not in repr(r) and r.expires_in == 60,
        refused=refused("OAUTH2_INVALID_CODE_CHALLENGE"),
        auth=None,
        secrets=("the-code", "sk"),
    ),
    Row(
        call.v4.bare_signature_proofs("access"),
        "GET /v4/envs/DEVELOPMENT/bare-signatures/proofs",
        response={
            "appId": APP,
            "appEnv": "DEVELOPMENT",
            "signatureRequestId": REQUEST,
            "signerId": SIGNER,
            "proofs": [{"documentId": DOCUMENT, "type": "SIGNED_DATA", "documentHash": "h", "proofB64": "cA=="}],
            "signerInformation": {"fullName": "Ada Lovelace"},
        },
        result=has("proofs.0.proof_b64", "cA==", "signer_information.full_name", "Ada Lovelace"),
        refused=refused("INVALID_AUTH_JWT_TOKEN", 401),
        auth="Bearer access",
        secrets=("access",),
    ),
]
