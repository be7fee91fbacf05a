"""Answers of the service with every member that its pages print, and settings to run calls with."""

from __future__ import annotations

import base64
import json
from datetime import date
from typing import Any

from esignkit.core.endpoint import PLANNER
from esignkit.core.settings import Settings
from esignkit.ignisign.settings import resolve
from esignkit.ignisign.signature_requests import SignatureRequests
from tests.support import Record, drive

APP = "appId_11111111-2222-3333-4444-555555555555"
REQUEST = "672d206d10e44e00125eac63"
DOCUMENT = "672d206d10e44e00125eac64"
SIGNER = "672d206d10e44e00125eac65"
PROFILE = "672d206d10e44e00125eac66"
HOOK, EVENT, SIGNATURE_ID, INVITATION = "hook-1", "event-1", "signature-1", "invitation-1"
HERE = f"/v3/applications/{APP}/envs/DEVELOPMENT"


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

PDF = b"%PDF-1.7 proof %%EOF\n"
FILE = ("lease.pdf", b"%PDF-1.7 %%EOF")
SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
SIGNATURE = {
    "_id": SIGNATURE_ID,
    "appId": APP,
    "appEnv": "DEVELOPMENT",
    "signerId": SIGNER,
    "signerKeyId": "key-1",
    "sessionId": "session-1",
    "documentId": DOCUMENT,
    "status": "SIGNED",
    "mode": "SERVER_SIDE_SIGNATURE",
    "ocspCheckValue": {"good": True},
    "contentHash": "aGFzaA==",
    "signature": "c2ln",
    "signatureValue": "dmFs",
    "signedProperties": "<xml/>",
    "signedPropertiesHash": "aA==",
    "signingIp": "192.0.2.1",
    "signingTime": "Fri Jan 31 2030",
    "certificate": "-----",
}
DETAILS = {
    **SIGNER_SUMMARY,
    "claims": [{"claimRef": "EMAIL_POSSESSION", "status": "VERIFIED"}, {"claimRef": "BIRTH_INFO", "status": "NEW"}],
    "latestSignatureRequests": [{**SCALARS, "docFileName": "lease.pdf"}],
}
WEBHOOK = {
    "_id": HOOK,
    "url": "https://example.com/hook",
    "description": "mine",
    "isDisabled": False,
    "_createdAt": "2030-01-31T12:00:00.000Z",
}
LOGGED = {
    "_id": EVENT,
    "appId": APP,
    "appEnv": "DEVELOPMENT",
    "webhookId": HOOK,
    "topic": "SIGNATURE_REQUEST",
    "action": "LAUNCHED",
    "msgNature": "SUCCESS",
    "content": {
        "signatureRequestId": REQUEST,
        "status": "IN_PROGRESS",
        "signers": [{"signerId": SIGNER, "token": "t"}],
    },
    "response": {"status": 200, "statusText": "OK"},
    "status": "SUCCESS",
    "_createdAt": "2030-01-31T12:00:00.000Z",
}
INVITED_USER = {
    "_id": INVITATION,
    "email": "ada@example.com",
    "appId": APP,
    "status": "CANCELED",
    "roles": {"DEVELOPMENT": ["ADMIN", "USER"], "PRODUCTION": ["READER"]},
}
APPLICATION = {
    "_createdAt": "2030-01-31T12:00:00.000Z",
    "appId": APP,
    "orgId": "org-1",
    "appName": "Flats",
    "status": "ACTIVE",
    "ignisignApiVersion": "V3",
    "config": {"appId": APP, "orgId": "org-1"},
    "envSettings": {
        "DEVELOPMENT": {
            "appId": APP,
            "orgId": "org-1",
            "appEnv": "DEVELOPMENT",
            "webhooks": [WEBHOOK],
            "appRootUrl": "https://example.com",
            "authorizedRedirectionUrls": ["https://example.com/back"],
            "isApiKeyGenerated": True,
            "defaultSignatureProfileId": PROFILE,
            "oAuth2": {"clientSecret": "canary"},
            "saml": None,
        }
    },
    "settings": {"appId": APP, "orgId": "org-1", "defaultLanguage": "EN", "primaryColor": "#000"},
    "signatureProfiles": {"DEVELOPMENT": [SIGNATURE_PROFILE]},
}
CHECK = {
    "isValid": True,
    "context": None,
    "notFound": False,
    "alreadyConsumed": False,
    "badTarget": False,
    "isExpired": False,
    "badRelatedId": False,
    "haveBeenConsumed": True,
}
SIGNER_PROFILE = {
    "_id": "sp-1",
    "appId": APP,
    "appEnv": "DEVELOPMENT",
    "name": "Embedded",
    "status": "ACTIVE",
    "version": 2,
    "integrationMode": "EMBEDDED",
    "signatureAuthMethodsConfiguration": {"SIMPLE_STD": {"authMethods": ["SIMPLE"]}},
    "accept2FADelegation": True,
}
PERSON: dict[str, Any] = {
    "external_id": "crm-7",
    "first_name": "Ada",
    "last_name": "Lovelace",
    "email": "ada@example.com",
    "phone_number": "+33612345678",
    "nationality": "GB",
    "birth_date": date(1815, 12, 10),
    "birth_place": "London",
    "birth_country": "GB",
    "is_recurrent": False,
}
PERSON_WIRE = {
    "externalId": "crm-7",
    "firstName": "Ada",
    "lastName": "Lovelace",
    "email": "ada@example.com",
    "phoneNumber": "+33612345678",
    "nationality": "GB",
    "birthDate": "1815-12-10",
    "birthPlace": "London",
    "birthCountry": "GB",
    "isRecurrent": False,
}
CREATED = {"signatureRequestId": REQUEST}


def get(record: Record, context: Any, *answers: Any) -> list[tuple[str, str | None]]:
    """Make a call and return (path, authorization) of what went out."""
    before = len(record.sent)
    drive(SignatureRequests(PLANNER).get(REQUEST), answers, context, record)
    return [(s.target.rsplit("/", 1)[1], s.headers.get("authorization")) for s in record.sent[before:]]
