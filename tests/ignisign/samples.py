"""Answers of the service with every member that its pages print, and settings to run calls with."""

from __future__ import annotations

import base64
import json
from typing import Any

from esignkit.core.settings import Settings
from esignkit.ignisign.settings import resolve

APP = "appId_11111111-2222-3333-4444-555555555555"
REQUEST = "672d206d10e44e00125eac63"
DOCUMENT = "672d206d10e44e00125eac64"
SIGNER = "672d206d10e44e00125eac65"
PROFILE = "672d206d10e44e00125eac66"


def settings(**changes: Any) -> Settings:
    given: dict[str, Any] = {
        "app_id": APP,
        "app_env": "DEVELOPMENT",
        "app_secret": None,
        "token": "a-token",
        "auth": None,
        "base_url": None,
        "api_version": None,
        "timeout": 60.0,
        "retry": None,
    }
    return resolve("Ignisign", **{**given, **changes})


def jwt(**claims: Any) -> str:
    """A JWT as the service issues it; its signature is of no interest to a client."""

    def part(value: Any) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part(claims)}.c2lnbmF0dXJl"


_OWNER = {"appId": APP, "appEnv": "DEVELOPMENT"}
PALETTE = {
    shade: f"#{n:02d}{n:02d}{n:02d}"
    for n, shade in enumerate(
        ["50", "100", "200", "300", "400", "500", "600", "700", "800", "900", "A100", "A200", "A400", "A700"]
    )
}
STATEMENT = {
    "_id": "statement-1",
    **_OWNER,
    "signatureRequestId": REQUEST,
    "documentId": DOCUMENT,
    "target": "DOCUMENT",
    "labelMd": "I have **read** it",
}
SIGNER_SUMMARY = {
    "signerId": SIGNER,
    "externalId": "crm-7",
    "firstName": "Ada",
    "lastName": "Lovelace",
    "email": "ada@example.com",
    "status": "ACTIVE",
    "alreadyProvidedInputs": ["firstName", "lastName", "email"],
    "isRecurrent": True,
}
DOCUMENT_REQUEST = {
    "_id": "document-request-1",
    **_OWNER,
    "signatureRequestId": REQUEST,
    "documentId": DOCUMENT,
    "target": "USER",
    "status": "WAITING_CONFIRMATION",
    "externalId": "crm-8",
    "user": {"firstName": "Grace", "lastName": "Hopper", "email": "grace@example.com"},
}
PLAIN_DOCUMENT = {
    "_id": DOCUMENT,
    **_OWNER,
    "externalId": "crm-9",
    "documentNature": "PDF",
    "fileName": "lease.pdf",
    "fileSize": 12345,
    "label": "Lease",
    "description": "The lease",
    "mimeType": "application/pdf",
    "documentHash": "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=",
    "status": "PROVIDED",
    "documentRequestId": "document-request-1",
    "signatureRequestId": REQUEST,
    "_createdAt": "2030-01-31T12:00:00.000Z",
}
DOCUMENT_CONTEXT = {
    **PLAIN_DOCUMENT,
    "statements": [STATEMENT],
    "documentRequest": DOCUMENT_REQUEST,
    "signatureSummaries": [{"signatureId": "signature-1", "signerId": SIGNER, "date": "2030-02-01T09:30:00.250Z"}],
}
SIGNATURE_PROFILE = {
    "_id": PROFILE,
    **_OWNER,
    "orgId": "org-1",
    "name": "Simple",
    "status": "PUBLISHED",
    "integrationMode": "BY_SIDE",
    "signatureMethodRef": "SIMPLE_STD",
    "signatureRequestType": "STANDARD",
    "idProofings": ["VIDEO_ROBOT_AES"],
    "authMethods": ["SIMPLE", "PHONE_SMS"],
    "documentTypes": ["PDF", "FILE"],
    "documentRequestActivated": True,
    "defaultLanguage": "EN",
    "languageCanBeChanged": True,
    "statementsEnabled": True,
    "templateDisplayerId": "template-1",
    "createdByDefault": False,
    "extendedAuthSessionEnabled": False,
    "approverEnabled": True,
    "recipientEnabled": True,
    "individualizeRequests": False,
    "sharingRestricted": True,
}
SCALARS: dict[str, Any] = {
    "_id": REQUEST,
    **_OWNER,
    "signatureProfileId": PROFILE,
    "title": "Lease",
    "description": "The lease of the flat",
    "expirationDate": "2030-03-01T00:00:00.000Z",
    "expirationDateIsActivated": True,
    "status": "IN_PROGRESS",
    "language": "FR",
    "documentIds": [DOCUMENT],
    "externalId": "crm-1",
    "diffusionMode": "SCHEDULED",
    "diffusionDate": "2030-02-01T00:00:00.000Z",
    "signerIds": [SIGNER],
    "signedBy": [SIGNER],
    "_createdAt": "2030-01-31T12:00:00.000Z",
    "creatorId": "user-1",
    "templateDisplayerId": "template-1",
    "templateDisplayerVersion": 3,
    "signatureProofsUrl": "https://sign.example/proofs",
    "signatureProofStatus": "NOT_INITIALIZED",
    "initialSignatureRequestId": "672d206d10e44e00125eac60",
    "signersAsApprover": [SIGNER],
    "recipients": ["copy@example.com"],
}
CONTEXT: dict[str, Any] = {
    **SCALARS,
    "signers": [SIGNER_SUMMARY],
    "documents": [DOCUMENT_CONTEXT],
    "statements": [{**STATEMENT, "documentId": None, "target": "SIGNATURE_REQUEST"}],
    "signatureProfile": SIGNATURE_PROFILE,
    "applicationMetadata": {
        "appName": "Flats",
        "logoB64": "aGVsbG8=",
        "colors": {"primary": PALETTE, "secondary": PALETTE},
    },
}
