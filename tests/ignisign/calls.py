"""Every operation of the client: how it is called, what goes out, what comes back, and how it is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import attrs

from esignkit.core.endpoint import PLANNER, downloaded, endpoint, paged
from esignkit.core.operation import Repeat
from esignkit.ignisign import OneCallSigner, RemoteDocument
from esignkit.ignisign.applications import Application, UserInvitations
from esignkit.ignisign.documents import Documents
from esignkit.ignisign.signature_profiles import SignatureProfiles
from esignkit.ignisign.signature_requests import SignatureRequests
from esignkit.ignisign.signers import Signers
from esignkit.ignisign.v4 import V4
from esignkit.ignisign.webhooks import Webhooks
from esignkit.types import Secret
from tests.ignisign.samples import (
    APP,
    CONTEXT,
    DOCUMENT,
    DOCUMENT_CONTEXT,
    PLAIN_DOCUMENT,
    PROFILE,
    REQUEST,
    SCALARS,
    SIGNATURE_PROFILE,
    SIGNER,
    SIGNER_SUMMARY,
)

RESOURCES = {
    "signature_requests": SignatureRequests,
    "documents": Documents,
    "signers": Signers,
    "signature_profiles": SignatureProfiles,
    "application": Application,
    "user_invitations": UserInvitations,
    "webhooks": Webhooks,
    "v4": V4,
}
HERE = f"/v3/applications/{APP}/envs/DEVELOPMENT"
HERE4 = f"/v4/applications/{APP}/envs/DEVELOPMENT"
REQ = f"/v3/signature-requests/{REQUEST}"
DOC = f"/v3/documents/{DOCUMENT}"
ON = f"{HERE}/signature-profiles/{PROFILE}"
INVITED = f"/v3/applications/{APP}/users-invitations"
HOOK, EVENT, SIGNATURE_ID, INVITATION = "hook-1", "event-1", "signature-1", "invitation-1"
PDF = b"%PDF-1.7 proof %%EOF\n"
ZIP = b"PK\x03\x04 things PK\x05\x06" + bytes(18)
FILE = ("lease.pdf", b"%PDF-1.7 %%EOF")
SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
ANYTHING: Any = object()

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

Check = Callable[[Any], bool]


@attrs.frozen
class Row:
    """One call."""

    name: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    method: str
    target: str
    body: Any
    answer: Any
    check: Check
    repeat: Repeat
    refused: tuple[int, str]
    authenticated: bool = True

    @property
    def resource(self) -> str:
        return self.name.split(".")[0]

    @property
    def endpoint(self) -> Any:
        for cls in RESOURCES[self.resource].__mro__:
            if (found := vars(cls).get(self.name.split(".")[1])) is not None:
                return found
        raise AssertionError(self.name)

    @property
    def kind(self) -> type:
        return type(self.endpoint)

    def plan(self) -> Any:
        planned = self.of(RESOURCES[self.resource](PLANNER))
        return planned.bytes() if self.kind is downloaded else planned

    def of(self, resource: Any) -> Any:
        return getattr(resource, self.name.split(".")[1])(*self.args, **self.kwargs)


ROWS: list[Row] = []
R, I, N = Repeat.READ, Repeat.IDEMPOTENT, Repeat.NEVER  # noqa: E741


def row(
    name: str,
    *args: Any,
    to: tuple[str, str],
    body: Any = None,
    gives: Any,
    check: Check,
    repeat: Repeat,
    refused: str = "BAD_REQUEST",
    status: int = 400,
    authenticated: bool = True,
    **kwargs: Any,
) -> None:
    ROWS.append(Row(name, args, kwargs, *to, body, gives, check, repeat, (status, refused), authenticated))


# Signature requests ----------------------------------------------------------------------------------------------------
BAD = "SIGNATURE_REQUEST_BAD_STATUS"
GONE = "SIGNATURE_REQUEST_NOT_FOUND"
CREATED = {"signatureRequestId": REQUEST}
row(
    "signature_requests.create",
    PROFILE,
    to=("POST", f"{HERE}/signature-requests"),
    body={"signatureProfileId": PROFILE},
    gives=CREATED,
    check=lambda r: r == REQUEST,
    repeat=N,
    refused="SIGNATURE_PROFILE_ARCHIVED",
)
row(
    "signature_requests.update",
    REQUEST,
    title="Lease",
    to=("PUT", REQ),
    body={"title": "Lease"},
    gives=CONTEXT,
    check=lambda r: r.id == REQUEST and r.documents[0].signature_summaries[0].signer_id == SIGNER,
    repeat=I,
    refused=BAD,
)
row(
    "signature_requests.publish",
    REQUEST,
    to=("POST", f"{REQ}/publish"),
    body={},
    gives={**CREATED, "signers": [{"signerId": SIGNER, "signerExternalId": None, "token": "t"}]},
    check=lambda r: r.signature_request_id == REQUEST and r.embedded[0].token == Secret("t"),
    repeat=N,
    refused="CANNOT_PUBLISH_SIGNATURE_REQUEST__REQUEST_ALREADY_PUBLISHED",
)
row(
    "signature_requests.get",
    REQUEST,
    to=("GET", f"{REQ}/context"),
    gives=CONTEXT,
    check=lambda r: r.status == "IN_PROGRESS",
    repeat=R,
    refused=GONE,
    status=404,
)
row(
    "signature_requests.close",
    REQUEST,
    to=("POST", f"{REQ}/close"),
    body={},
    gives=CREATED,
    check=lambda r: r == REQUEST,
    repeat=N,
    refused="SIGNATURE_REQUEST_ALREADY_COMPLETED",
)
row(
    "signature_requests.list",
    to=("GET", f"{HERE}/signature-requests"),
    gives={
        "signatureRequests": [{**SCALARS, "docLabel": "Lease"}],
        "paginationData": {"total": 1, "page": 1, "nbEventsPerPage": 9},
    },
    check=lambda r: [one.doc_label for one in r] == ["Lease"],
    repeat=R,
)
row(
    "signature_requests.statuses",
    [REQUEST],
    to=("POST", f"{HERE}/signature-requests/status"),
    body={"signatureRequestIds": [REQUEST]},
    gives={"signatureRequests": [{"signatureRequestId": REQUEST, "status": "CHILDREN_GENERATED"}]},
    check=lambda r: r[0].status.is_known,
    repeat=R,
)
# Documents -------------------------------------------------------------------------------------------------------------
row(
    "documents.create",
    REQUEST,
    label="Lease",
    external_id="crm-9",
    description="The lease",
    to=("POST", f"{HERE}/init-documents"),
    body={"signatureRequestId": REQUEST, "externalId": "crm-9", "label": "Lease", "description": "The lease"},
    gives={"documentId": DOCUMENT},
    check=lambda r: r == DOCUMENT,
    repeat=N,
    refused=BAD,
)
row(
    "documents.update",
    DOCUMENT,
    label="Lease",
    description=None,
    external_id="crm-9",
    to=("PUT", DOC),
    body={"label": "Lease", "description": None, "externalId": "crm-9"},
    gives=PLAIN_DOCUMENT,
    check=lambda r: r.label == "Lease",
    repeat=I,
    refused="DOCUMENT_LOCKED",
)
row(
    "documents.delete",
    DOCUMENT,
    to=("DELETE", DOC),
    gives={"documentId": DOCUMENT},
    check=lambda r: r is None,
    repeat=I,
    refused="DOCUMENT_LOCKED",
)
row(
    "documents.get",
    DOCUMENT,
    to=("GET", DOC),
    gives=PLAIN_DOCUMENT,
    check=lambda r: r.file_size == 12345,
    repeat=R,
    refused="DOCUMENT_NOT_FOUND",
    status=404,
)
row(
    "documents.context",
    DOCUMENT,
    to=("GET", f"{DOC}/context"),
    gives=DOCUMENT_CONTEXT,
    check=lambda r: r.document_request.user.email == "grace@example.com",
    repeat=R,
    refused="DOCUMENT_NOT_FOUND",
    status=404,
)
row(
    "documents.upload",
    DOCUMENT,
    FILE,
    to=("POST", f"{DOC}/file"),
    body=ANYTHING,
    gives=PLAIN_DOCUMENT,
    check=lambda r: r.document_nature == "PDF",
    repeat=N,
    refused="DOCUMENT_INFECTED",
)
row(
    "documents.set_json_content",
    DOCUMENT,
    {"rent": 700, "furnished": None},
    to=("POST", f"{DOC}/data-json-content"),
    body={"jsonContent": {"rent": 700, "furnished": None}},
    gives={**PLAIN_DOCUMENT, "documentNature": "DATA_JSON", "dataJsonContent": '{"rent":700}'},
    check=lambda r: r.data_json_content == '{"rent":700}',
    repeat=N,
    refused="ONLY_ONE_JSON_PER_SIGNATURE_REQUEST_IS_ALLOWED",
)
row(
    "documents.set_private_hash",
    DOCUMENT,
    "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=",
    to=("POST", f"{DOC}/private-content"),
    body={"documentHash": "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg="},
    gives=PLAIN_DOCUMENT,
    check=lambda r: r.document_hash is not None,
    repeat=N,
    refused="FULL_PRIVACY_NOT_ENABLED",
)
row(
    "documents.set_private_hash_of_file",
    DOCUMENT,
    ("lease.pdf", b"test"),
    to=("POST", f"{DOC}/private-content"),
    body={"documentHash": "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg="},
    gives=PLAIN_DOCUMENT,
    check=lambda r: r.document_hash is not None,
    repeat=N,
    refused="FULL_PRIVACY_NOT_ENABLED",
)
row(
    "documents.remove_content",
    DOCUMENT,
    to=("DELETE", f"{DOC}/content"),
    gives={**PLAIN_DOCUMENT, "status": "CREATED"},
    check=lambda r: r.status == "CREATED",
    repeat=I,
    refused="DOCUMENT_BAD_STATUS",
)
row(
    "documents.request_content",
    DOCUMENT,
    "USER",
    external_id="crm-8",
    first_name="Grace",
    last_name="Hopper",
    email="grace@example.com",
    to=("POST", f"{DOC}/requests"),
    body={
        "target": "USER",
        "documentId": DOCUMENT,
        "externalId": "crm-8",
        "firstName": "Grace",
        "lastName": "Hopper",
        "email": "grace@example.com",
    },
    gives={**PLAIN_DOCUMENT, "status": "DOCUMENT_REQUEST"},
    check=lambda r: r.status == "DOCUMENT_REQUEST",
    repeat=N,
    refused="SIGNATURE_REQUEST_DTO_NOT_MATCH_WITH_SIGNATURE_PROFILE__DOCUMENT_REQUEST_NOT_ALLOWED",
)
row(
    "documents.check_authenticity",
    DOCUMENT,
    FILE,
    to=("POST", f"{DOC}/check-authenticity"),
    body=ANYTHING,
    gives={"documentId": DOCUMENT, "authenticityValidated": True},
    check=lambda r: r.authenticity_validated is True,
    repeat=R,
    refused="DOCUMENT_NOT_PROVIDED",
)
row(
    "documents.signatures",
    DOCUMENT,
    to=("GET", f"{DOC}/signatures"),
    gives=[SIGNATURE],
    check=lambda r: r[0].signing_time == "Fri Jan 31 2030",
    repeat=R,
)
row(
    "documents.signature",
    DOCUMENT,
    SIGNATURE_ID,
    to=("GET", f"{DOC}/signatures/{SIGNATURE_ID}"),
    gives=SIGNATURE,
    check=lambda r: r.mode == "SERVER_SIDE_SIGNATURE" and r.ocsp_check_value == {"good": True},
    repeat=R,
    refused="SIGNATURE_NOT_FOUND",
    status=404,
)
row(
    "documents.signature_images",
    DOCUMENT,
    to=("GET", f"{DOC}/img-signatures"),
    gives={"documentId": DOCUMENT, "signatures": [{"signerId": SIGNER, "imgB64": "data:image/png;base64,iVBORw=="}]},
    check=lambda r: r.signatures[0].image() == b"\x89PNG",
    repeat=R,
    refused="NO_SIGNATURE_IMAGES_FOUND",
)
row(
    "documents.start_advanced_proof",
    DOCUMENT,
    to=("POST", f"{DOC}/generate-advanced-signature-proof"),
    body={},
    gives={"documentId": DOCUMENT},
    check=lambda r: r == DOCUMENT,
    repeat=N,
    refused="DOCUMENT_PROOF_NOT_CREATED",
)
for _name, _more, _tail, _content, _code in (
    ("download", (), "/file", b"anything", "GET_PRIVATE_FILE_ERRORS__CANNOT_GET_FILE"),
    ("signature_proof", (), "/signature-proof", PDF, "DOCUMENT_PROOF_NOT_CREATED"),
    ("xades", (SIGNATURE_ID,), f"/signatures/{SIGNATURE_ID}/xades", b"<xml/>", "INVALID_SIGNATURE"),
    ("asic", (), "/asics", ZIP, "ASICS_GENERATE_SIGNATURES_FILE_FAILED"),
):
    row(
        f"documents.{_name}",
        DOCUMENT,
        *_more,
        to=("GET", DOC + _tail),
        gives=_content,
        check=lambda r, c=_content: r == c,
        repeat=R,
        refused=_code,
    )
# Signers ---------------------------------------------------------------------------------------------------------------
NO_SIGNER = "SIGNER_NOT_FOUND"
row(
    "signers.create",
    PROFILE,
    **PERSON,
    to=("POST", f"{HERE}/signers"),
    body={"signatureProfileId": PROFILE, **PERSON_WIRE},
    gives={"signerId": SIGNER, "entityType": "NATURAL", "authSecret": "s"},
    check=lambda r: (r.signer_id, r.auth_secret) == (SIGNER, Secret("s")),
    repeat=N,
    refused="SIGNER_CREATION__INPUT_FIELD_MISSING",
)
row(
    "signers.update",
    SIGNER,
    signature_profile_id=PROFILE,
    **PERSON,
    to=("PUT", f"{HERE}/signers/{SIGNER}"),
    body={"signerId": SIGNER, "signatureProfileId": PROFILE, **PERSON_WIRE},
    gives={"signerId": SIGNER, "entityType": "NATURAL"},
    check=lambda r: r.entity_type == "NATURAL",
    repeat=I,
    refused="SIGNER_BAD_STATUS",
)
row(
    "signers.revoke",
    SIGNER,
    to=("DELETE", f"{HERE}/signers/{SIGNER}/revoke"),
    gives={"signerId": SIGNER},
    check=lambda r: r is None,
    repeat=I,
    refused="SIGNER_BAD_STATUS",
)
row(
    "signers.get",
    SIGNER,
    to=("GET", f"{HERE}/signers/{SIGNER}"),
    gives=SIGNER_SUMMARY,
    check=lambda r: r.email == "ada@example.com",
    repeat=R,
    refused=NO_SIGNER,
    status=404,
)
row(
    "signers.details",
    SIGNER,
    to=("GET", f"{HERE}/signers/{SIGNER}/details"),
    gives=DETAILS,
    check=lambda r: r.claims[1].claim_ref.is_known and r.latest_signature_requests[0].doc_file_name == "lease.pdf",
    repeat=R,
    refused=NO_SIGNER,
    status=404,
)
row(
    "signers.list",
    to=("GET", f"{HERE}/signers-paginate"),
    gives={"signers": [SIGNER_SUMMARY], "total": 1},
    check=lambda r: len(r) == 1,
    repeat=R,
)
row(
    "signers.search",
    "ada & co",
    to=("GET", f"{HERE}/signers-search?filter=ada%20%26%20co"),
    gives={"signers": [SIGNER_SUMMARY], "total": 7},
    check=lambda r: (r.items[0].first_name, r.total) == ("Ada", 7),
    repeat=R,
    refused="SEARCH_APPLICATION_SIGNERS_INVALID_FILTER",
)
row(
    "signers.regenerate_auth_secret",
    SIGNER,
    to=("PUT", f"{HERE}/signers/{SIGNER}/regenerate-auth-secret"),
    body={},
    gives={"authSecret": "s2"},
    check=lambda r: r == Secret("s2"),
    repeat=N,
    refused=NO_SIGNER,
    status=404,
)
row(
    "signers.inputs_constraints",
    PROFILE,
    to=("GET", f"{ON}/signer-inputs-constraints"),
    gives={"inputsNeeded": ["firstName", "birthCountry"]},
    check=lambda r: r.inputs_needed == ["firstName", "birthCountry"],
    repeat=R,
    refused="SIGNATURE_PROFILE_NOT_FOUND",
    status=404,
)
row(
    "signers.missing_inputs",
    PROFILE,
    SIGNER,
    for_recurrent=True,
    to=("GET", f"{ON}/signers/{SIGNER}/missing-inputs?forRecurrent=true"),
    gives=["email"],
    check=lambda r: r == ["email"],
    repeat=R,
    refused=NO_SIGNER,
    status=404,
)
row(
    "signers.status",
    PROFILE,
    SIGNER,
    force_recurrent=False,
    to=("GET", f"{ON}/signers/{SIGNER}/status?forceRecurrent=false"),
    gives={"signerIsSetup": False, "inputsNeeded": ["email"], "idProofingRefs": ["ORG_SSO"]},
    check=lambda r: r.signer_is_setup is False and r.id_proofing_refs == ["ORG_SSO"],
    repeat=R,
    refused=NO_SIGNER,
    status=404,
)
# Profiles, application, invitations ------------------------------------------------------------------------------------
row(
    "signature_profiles.list",
    to=("GET", f"{HERE}/signature-profiles"),
    gives=[SIGNATURE_PROFILE],
    check=lambda r: r[0].integration_mode == "BY_SIDE",
    repeat=R,
)
row(
    "signature_profiles.set_status",
    PROFILE,
    "ARCHIVED",
    to=("PUT", f"{ON}/status"),
    body={"status": "ARCHIVED"},
    gives={**SIGNATURE_PROFILE, "status": "ARCHIVED"},
    check=lambda r: r.status == "ARCHIVED",
    repeat=I,
    refused="SIGNATURE_PROFILE_NOT_FOUND",
    status=404,
)
row(
    "application.context",
    to=("GET", f"/v3/applications/{APP}/context"),
    gives=APPLICATION,
    check=lambda r: (
        r.env_settings["DEVELOPMENT"].webhooks[0].id == HOOK
        and r.signature_profiles["DEVELOPMENT"][0].name == "Simple"
        and "canary" not in repr(r)
    ),
    repeat=R,
    refused="APP_NOT_FOUND",
    status=404,
)
row(
    "user_invitations.list",
    to=("GET", INVITED),
    gives=[INVITED_USER],
    check=lambda r: r[0].status.is_known,
    repeat=R,
)
row(
    "user_invitations.create",
    "ada@example.com",
    {"DEVELOPMENT": ["ADMIN", "USER"]},
    to=("POST", INVITED),
    body={"email": "ada@example.com", "roles": {"DEVELOPMENT": ["ADMIN", "USER"]}},
    gives=INVITED_USER,
    check=lambda r: r.roles["DEVELOPMENT"] == ["ADMIN", "USER"],
    repeat=N,
    refused="USER_ALREADY_INVITED_BY_ORGANIZATION",
)
row(
    "user_invitations.resend",
    INVITATION,
    to=("POST", f"{INVITED}/{INVITATION}/resend"),
    body={},
    gives=INVITED_USER,
    check=lambda r: r.id == INVITATION,
    repeat=N,
    refused="NO_PENDING_USER_INVITATION",
)
row(
    "user_invitations.cancel",
    INVITATION,
    to=("DELETE", f"{INVITED}/{INVITATION}"),
    gives=INVITED_USER,
    check=lambda r: r.status == "CANCELED",
    repeat=I,
    refused="INVITED_USER_NOT_FOUND",
    status=404,
)
row(
    "user_invitations.update",
    INVITATION,
    {"PRODUCTION": ["READER"]},
    to=("PUT", f"{INVITED}/{INVITATION}"),
    body={"roles": {"PRODUCTION": ["READER"]}},
    gives=INVITED_USER,
    check=lambda r: r.email == "ada@example.com",
    repeat=I,
    refused="INVITED_USER_NOT_FOUND",
    status=404,
)
# Webhooks --------------------------------------------------------------------------------------------------------------
row(
    "webhooks.create",
    "https://example.com/hook",
    description="mine",
    to=("POST", f"{HERE}/webhooks"),
    body={"url": "https://example.com/hook", "description": "mine"},
    gives=[WEBHOOK],
    check=lambda r: r[0].id == HOOK,
    repeat=N,
    refused="BODY_VALIDATION_FAILED",
)
row("webhooks.list", to=("GET", f"{HERE}/webhooks"), gives=[], check=lambda r: r == [], repeat=R)
row(
    "webhooks.update",
    HOOK,
    "https://example.com/other",
    description="mine",
    to=("PUT", f"/v3/webhooks/{HOOK}"),
    body={"url": "https://example.com/other", "description": "mine"},
    gives=WEBHOOK,
    check=lambda r: [one.is_disabled for one in r] == [False],
    repeat=I,
    refused="WEBHOOK_NOT_FOUND",
    status=404,
)
row(
    "webhooks.delete",
    HOOK,
    to=("DELETE", f"/v3/webhooks/{HOOK}"),
    gives=[],
    check=lambda r: r == [],
    repeat=I,
    refused="WEBHOOK_NOT_FOUND",
    status=404,
)
row(
    "webhooks.events",
    HOOK,
    filter="FAILED",
    page=2,
    to=("GET", f"/v3/webhooks/{HOOK}/events?filter=FAILED&page=2"),
    gives={"events": [LOGGED], "searchData": {"total": 1, "page": 2, "nbEventsPerPage": 10}},
    check=lambda r: r[0].response.status == 200,
    repeat=R,
    refused="WEBHOOK_NOT_FOUND",
    status=404,
)
row(
    "webhooks.event",
    HOOK,
    EVENT,
    to=("GET", f"/v3/webhooks/{HOOK}/events/{EVENT}"),
    gives=LOGGED,
    check=lambda r: (r.topic, r.action, r.status) == ("SIGNATURE_REQUEST", "LAUNCHED", "SUCCESS"),
    repeat=R,
    refused="WEBHOOK_EVENT_NOT_FOUND",
    status=404,
)
row(
    "webhooks.resend",
    HOOK,
    EVENT,
    to=("POST", f"/v3/webhooks/{HOOK}/events/{EVENT}/resend"),
    body={},
    gives=b"whatever it may be",
    check=lambda r: r is None,
    repeat=N,
    refused="WEBHOOK_EVENT_NOT_FOUND",
    status=404,
)
row(
    "webhooks.check_token",
    "the-token",
    to=("POST", "/v3/tokens/webhook-verification/checking-consumption"),
    body={"token": "the-token", "appId": APP, "appEnv": "DEVELOPMENT"},
    gives=CHECK,
    check=lambda r: r.is_valid is True and r.reasons == [],
    repeat=N,
    refused="TOKEN_NOT_FOUND",
    status=404,
)
# Version 4 -------------------------------------------------------------------------------------------------------------
row(
    "v4.create_request",
    to=("POST", f"{HERE4}/signature-requests"),
    body={},
    gives=CREATED,
    check=lambda r: r == REQUEST,
    repeat=N,
)
row(
    "v4.update_request",
    REQUEST,
    signer_ids_as_approver=[SIGNER],
    full_privacy=True,
    default_signature_method="ADVANCED_SMS",
    signer_profiles_signature_method={"sp-1": "QUALIFIED_STD"},
    individualize_requests=None,
    to=("PUT", f"/v4/signature-requests/{REQUEST}"),
    body={
        "signerIdsAsApprover": [SIGNER],
        "fullPrivacy": True,
        "defaultSignatureMethod": "ADVANCED_SMS",
        "signerProfilesSignatureMethod": [{"signerProfileId": "sp-1", "signatureMethodRef": "QUALIFIED_STD"}],
        "individualizeRequests": None,
    },
    gives={"_id": REQUEST, "signerIdsAsApprover": [SIGNER], "signerProfiles": [SIGNER_PROFILE], "m2mId": "m"},
    check=lambda r: r.signers_as_approver == [SIGNER] and r.signer_profiles[0].accept_2fa_delegation is True,
    repeat=I,
    refused=BAD,
)
row(
    "v4.create_document",
    REQUEST,
    label="Lease",
    description="The lease",
    external_id="crm-9",
    template_displayer_id="t",
    template_displayer_version=3,
    to=("POST", f"{HERE4}/init-documents"),
    body={
        "signatureRequestId": REQUEST,
        "label": "Lease",
        "description": "The lease",
        "externalId": "crm-9",
        "templateDisplayerId": "t",
        "templateDisplayerVersion": 3,
    },
    gives={"documentId": DOCUMENT},
    check=lambda r: r == DOCUMENT,
    repeat=N,
)
row(
    "v4.update_document",
    DOCUMENT,
    label="Lease",
    description=None,
    template_displayer_id="t",
    template_displayer_version=3,
    to=("PUT", f"/v4/documents/{DOCUMENT}"),
    body={"label": "Lease", "description": None, "templateDisplayerId": "t", "templateDisplayerVersion": 3},
    gives={"_id": DOCUMENT, "label": "Lease", "templateDisplayerId": "t", "templateDisplayerVersion": 3},
    check=lambda r: (r.template_displayer_id, r.template_displayer_version) == ("t", 3),
    repeat=I,
    refused="DOCUMENT_LOCKED",
)
row(
    "v4.create_signer",
    "sp-1",
    **{name: value for name, value in PERSON.items() if name != "is_recurrent"},
    to=("POST", f"{HERE4}/signers"),
    body={"signerProfileId": "sp-1", **{name: value for name, value in PERSON_WIRE.items() if name != "isRecurrent"}},
    gives={"signerId": SIGNER, "entityType": "SEAL", "success": True, "alreadyExists": True},
    check=lambda r: r.already_exists is True and r.entity_type.is_known,
    repeat=N,
    refused="SIGNER_PROFILE_NOT_FOUND",
    status=404,
)
row(
    "v4.update_signer",
    SIGNER,
    signer_profile_id="sp-1",
    **PERSON,
    to=("PUT", f"{HERE4}/signers/{SIGNER}"),
    body={"signerId": SIGNER, "signerProfileId": "sp-1", **PERSON_WIRE},
    gives={"signerId": SIGNER, "entityType": "NATURAL", "success": True, "alreadyExists": True},
    check=lambda r: r.signer_id == SIGNER and r.auth_secret is None,
    repeat=I,
    refused="SIGNER_NOT_FOUND",
    status=404,
)
row(
    "v4.setup_signer",
    to=("POST", f"{HERE4}/signer-setup"),
    body={},
    gives=CREATED,
    check=lambda r: r == REQUEST,
    repeat=N,
)
row(
    "v4.one_call_sign",
    "Lease",
    signature_method="SIMPLE_STD",
    signers=[OneCallSigner(email="ada@example.com", signer_profile_id="sp-1")],
    documents=[FILE, RemoteDocument(url="https://example.com/a.pdf", name="a.pdf")],
    to=("POST", "/v4/signature-requests/one-call-sign"),
    body={
        "title": "Lease",
        "signatureMethod": "SIMPLE_STD",
        "signers": [{"email": "ada@example.com", "signerProfileId": "sp-1"}],
        "documents": [
            {"originalName": "lease.pdf", "mimeType": "application/pdf", "base64": "JVBERi0xLjcgJSVFT0Y="},
            {"originalName": "a.pdf", "mimeType": "application/pdf", "url": "https://example.com/a.pdf"},
        ],
    },
    gives={
        **CREATED,
        "signersBySide": [{"signerId": "a"}],
        "signersEmbedded": [{"signerId": "b", "signerExternalId": None, "token": "t"}],
    },
    check=lambda r: r.signers_by_side[0].signer_id == "a" and [one.signer_id for one in r.embedded] == ["b"],
    repeat=N,
)
row(
    "v4.signer_profiles",
    to=("GET", f"{HERE4}/signer-profiles"),
    gives=[SIGNER_PROFILE],
    check=lambda r: r[0].status == "ACTIVE",
    repeat=R,
)
row(
    "v4.signer_profile",
    "sp-1",
    to=("GET", f"{HERE4}/signer-profiles/sp-1"),
    gives=SIGNER_PROFILE,
    check=lambda r: r.version == 2,
    repeat=R,
    refused="SIGNER_PROFILE_NOT_FOUND",
    status=404,
)
row(
    "v4.inputs_needed",
    "sp-1",
    to=("GET", f"{HERE4}/signer-profiles/sp-1/inputs-needed"),
    gives={"signerProfileId": "sp-1", "inputsNeeded": ["email"], "optionalInputs": ["phoneNumber"]},
    check=lambda r: r.optional_inputs == ["phoneNumber"],
    repeat=R,
    refused="SIGNER_PROFILE_NOT_FOUND",
    status=404,
)
row(
    "v4.proof",
    DOCUMENT,
    "PDF_WITH_SIGNATURES",
    signer_id=SIGNER,
    to=("GET", f"/v4/documents/{DOCUMENT}/signature-type/PDF_WITH_SIGNATURES/signers/{SIGNER}"),
    gives=PDF,
    check=lambda r: r == PDF,
    repeat=R,
    refused="SIGNATURE_PROOF_TYPE_NOT_AVAILABLE",
)
row(
    "v4.seal",
    "m2m-1",
    SHA256,
    signed_hash="3045",
    document_type="DATA_JSON",
    json_content=None,
    title="Log",
    external_id="crm-1",
    label="Log",
    to=("POST", f"{HERE4}/m2m/m2m-1/sign"),
    body={
        "m2mId": "m2m-1",
        "title": "Log",
        "externalId": "crm-1",
        "documentHashSignedByM2MPrivateKey": "3045",
        "document": {"documentType": "DATA_JSON", "documentHash": SHA256, "label": "Log", "jsonContent": None},
    },
    gives={
        **CREATED,
        "documentId": DOCUMENT,
        "documentHash": SHA256,
        "proofBase64": "cA==",
        "proofType": "SIGNED_DATA",
    },
    check=lambda r: r.proof_base64 == "cA==" and r.proof_type.is_known,
    repeat=N,
)
row(
    "v4.log_capsule",
    "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=",
    to=("POST", f"{HERE4}/log-capsules"),
    body={"hashSha256_b64": "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg="},
    gives={"hashSha256_b64": "n4bQ", "timestamp_b64": "dHM="},
    check=lambda r: (r.hash_sha256_b64, r.timestamp_b64) == ("n4bQ", "dHM="),
    repeat=N,
)
row(
    "v4.bare_signatures_configuration",
    to=("GET", f"{HERE4}/bare-signatures-configuration"),
    gives={"appId": APP, "redirectUris": ["https://example.com/back"], "authorizedOrigins": [], "eidasLevel": "AES"},
    check=lambda r: r.redirect_uris == ["https://example.com/back"] and r.eidas_level == "AES",
    repeat=R,
)
row(
    "v4.proofs_token",
    "the-code",
    code_verifier="verifier",
    redirect_uri="https://example.com/back",
    client_secret="sk",
    to=("POST", "/v4/envs/DEVELOPMENT/oauth2/proofs-token"),
    body={
        "client_id": APP,
        "client_secret": "sk",
        "code_verifier": "verifier",
        "redirect_uri": "https://example.com/back",
        "grant_type": "authorization_code",
        "code": "the-code",
    },
    gives={"access_token": "canary", "token_type": "Bearer", "expires_in": 60, "scope": "proofs"},
    check=lambda r: r.access_token == Secret("canary") and "canary" not in repr(r) and r.expires_in == 60,
    repeat=N,
    refused="OAUTH2_INVALID_CODE_CHALLENGE",
    authenticated=False,
)
row(
    "v4.bare_signature_proofs",
    "access",
    to=("GET", "/v4/envs/DEVELOPMENT/bare-signatures/proofs"),
    gives={
        "appId": APP,
        "appEnv": "DEVELOPMENT",
        "signatureRequestId": REQUEST,
        "signerId": SIGNER,
        "proofs": [{"documentId": DOCUMENT, "type": "SIGNED_DATA", "documentHash": "h", "proofB64": "cA=="}],
        "signerInformation": {"fullName": "Ada Lovelace"},
    },
    check=lambda r: r.proofs[0].proof_b64 == "cA==" and r.signer_information.full_name == "Ada Lovelace",
    repeat=R,
    refused="INVALID_AUTH_JWT_TOKEN",
    status=401,
    authenticated=False,
)

ELSEWHERE = {
    "signature_requests.send": "test_sending.py",
    "signature_requests.wait": "test_flows.py",
    "webhooks.verify": "test_webhooks.py",
}
"""What does not fit a table of single calls."""


def endpoints() -> set[str]:
    """Every call that the client has."""
    return {
        f"{resource}.{name}"
        for resource, cls in RESOURCES.items()
        for base in cls.__mro__
        for name, value in vars(base).items()
        if isinstance(value, endpoint | paged | downloaded)
    }
