"""Signers, and the profiles that say how they sign."""

from __future__ import annotations

from esignkit.types import Secret
from tests.ignisign.refusals import refused
from tests.ignisign.samples import (
    DETAILS,
    HERE,
    PERSON,
    PERSON_WIRE,
    PROFILE,
    SIGNATURE_PROFILE,
    SIGNER,
    SIGNER_SUMMARY,
)
from tests.operations import NEVER, Row, call, has

ON = f"{HERE}/signature-profiles/{PROFILE}"

ROWS: list[Row] = [
    Row(
        call.signers.create(PROFILE, **PERSON),
        f"POST {HERE}/signers",
        body={"signatureProfileId": PROFILE, **PERSON_WIRE},
        response={"signerId": SIGNER, "entityType": "NATURAL", "authSecret": "s"},
        result=has("signer_id", SIGNER, "auth_secret", Secret("s")),
        asks=f"GET {HERE}/signers-paginate",
        refused=refused("SIGNER_CREATION__INPUT_FIELD_MISSING"),
    ),
    Row(
        call.signers.create(),
        f"POST {HERE}/signers",
        body={},
        response={"signerId": SIGNER},
        result=has("signer_id", SIGNER),
        note="of whom nothing is known",
    ),
    Row(
        call.signers.update(SIGNER, **PERSON, signature_profile_id=PROFILE),
        f"PUT {HERE}/signers/{SIGNER}",
        body={"signerId": SIGNER, "signatureProfileId": PROFILE, **PERSON_WIRE},
        response={"signerId": SIGNER, "entityType": "NATURAL"},
        result=has("entity_type", "NATURAL"),
        refused=refused("SIGNER_BAD_STATUS"),
    ),
    Row(
        call.signers.revoke(SIGNER),
        f"DELETE {HERE}/signers/{SIGNER}/revoke",
        response={"signerId": SIGNER},
        refused=refused("SIGNER_BAD_STATUS"),
    ),
    Row(
        call.signers.get(SIGNER),
        f"GET {HERE}/signers/{SIGNER}",
        response=SIGNER_SUMMARY,
        result=has("email", "ada@example.com"),
        refused=refused("SIGNER_NOT_FOUND", 404),
    ),
    Row(
        call.signers.details(SIGNER),
        f"GET {HERE}/signers/{SIGNER}/details",
        response=DETAILS,
        result=has("claims.1.claim_ref.is_known", True, "latest_signature_requests.0.doc_file_name", "lease.pdf"),
        refused=refused("SIGNER_NOT_FOUND", 404),
    ),
    Row(
        call.signers.list(),
        f"GET {HERE}/signers-paginate",
        response={"signers": [SIGNER_SUMMARY], "total": 1},
        result=lambda r: len(r) == 1,
    ),
    Row(
        call.signers.search("ada & co"),
        f"GET {HERE}/signers-search?filter=ada%20%26%20co",
        response={"signers": [SIGNER_SUMMARY], "total": 7},
        result=has("items.0.first_name", "Ada", "total", 7),
        refused=refused("SEARCH_APPLICATION_SIGNERS_INVALID_FILTER"),
    ),
    Row(
        call.signers.regenerate_auth_secret(SIGNER),
        f"PUT {HERE}/signers/{SIGNER}/regenerate-auth-secret",
        body={},
        response={"authSecret": "s2"},
        result=Secret("s2"),
        repeat=NEVER,
        refused=refused("SIGNER_NOT_FOUND", 404),
    ),
    Row(
        call.signers.inputs_constraints(PROFILE),
        f"GET {ON}/signer-inputs-constraints",
        response={"inputsNeeded": ["firstName", "birthCountry"]},
        result=has("inputs_needed", ["firstName", "birthCountry"]),
        refused=refused("SIGNATURE_PROFILE_NOT_FOUND", 404),
    ),
    Row(
        call.signers.missing_inputs(PROFILE, SIGNER, for_recurrent=True),
        f"GET {ON}/signers/{SIGNER}/missing-inputs?forRecurrent=true",
        response=["email"],
        result=["email"],
        refused=refused("SIGNER_NOT_FOUND", 404),
    ),
    Row(
        call.signers.status(PROFILE, SIGNER, force_recurrent=False),
        f"GET {ON}/signers/{SIGNER}/status?forceRecurrent=false",
        response={"signerIsSetup": False, "inputsNeeded": ["email"], "idProofingRefs": ["ORG_SSO"]},
        result=has("signer_is_setup", False, "id_proofing_refs", ["ORG_SSO"]),
        refused=refused("SIGNER_NOT_FOUND", 404),
    ),
    Row(
        call.signature_profiles.list(),
        f"GET {HERE}/signature-profiles",
        response=[SIGNATURE_PROFILE],
        result=has("0.integration_mode", "BY_SIDE"),
    ),
    Row(
        call.signature_profiles.set_status(PROFILE, "ARCHIVED"),
        f"PUT {ON}/status",
        body={"status": "ARCHIVED"},
        response={**SIGNATURE_PROFILE, "status": "ARCHIVED"},
        result=has("status", "ARCHIVED"),
        refused=refused("SIGNATURE_PROFILE_NOT_FOUND", 404),
    ),
]
