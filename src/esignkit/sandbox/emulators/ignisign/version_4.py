"""Calls that exist in API 4 only: sign in one call, the setup of a signer, log capsules."""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING

from esignkit.sandbox.domain import document_store
from esignkit.sandbox.domain.model import Document
from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call, json_response
from esignkit.sandbox.emulators.ignisign.documents import content_fields
from esignkit.sandbox.emulators.ignisign.errors import ErrorCode, ServiceError, wire_moment
from esignkit.sandbox.emulators.ignisign.profiles import APPLICATION
from esignkit.sandbox.emulators.ignisign.request_publishing import publish_request
from esignkit.sandbox.emulators.ignisign.requests import keep_new, new_request
from esignkit.sandbox.emulators.ignisign.signer_profiles import find_signer_profile
from esignkit.sandbox.emulators.ignisign.signers import new_signer
from esignkit.sandbox.emulators.ignisign.storage import put_fields
from esignkit.sandbox.emulators.ignisign.validation import (
    email,
    list_of,
    matching,
    object_with,
    require_valid,
    text,
)
from esignkit.sandbox.json_values import JSON, as_text, objects, without_nulls

if TYPE_CHECKING:
    from starlette.responses import Response

    from esignkit.sandbox.domain.model import Transaction
    from esignkit.sandbox.json_values import JSONObject

_SIGNER = {"email": email, "firstName": text(), "lastName": text(), "signerProfileId": text()}
_DOCUMENT = {"originalName": text(), "mimeType": text(), "base64": text(), "url": text()}
_ONE_CALL = {
    "title": text(1024),
    "signatureMethod": text(),
    "signers": list_of(object_with(_SIGNER, ("email",))),
    "documents": list_of(object_with(_DOCUMENT, ("originalName", "mimeType"))),
}

ROUTES_V4 = Routes()


@ROUTES_V4.post("/signature-requests/one-call-sign", "signature_requests.one_call_sign")
def one_call_sign(call: Call) -> Response:
    """Make signers, a request and its documents, and publish it."""
    body = call.json_object()
    require_valid(body, _ONE_CALL, tuple(_ONE_CALL))
    request = new_request(call)
    signers: list[JSON] = []
    for signer in objects(body["signers"]):
        find_signer_profile(call, as_text(signer.get("signerProfileId")))
        signers.append(new_signer(call, signer)["signerId"])
    documents: list[JSON] = [_document(call, request, document) for document in objects(body["documents"])]
    request.title = as_text(body["title"])
    members: dict[str, JSON] = {
        "title": body["title"],
        "defaultSignatureMethod": body["signatureMethod"],
        "signerIds": signers,
        "documentIds": documents,
    }
    request.wire = {**request.wire, **members}
    keep_new(call, request)
    return json_response(publish_request(call, request))


@ROUTES_V4.post(f"{APPLICATION}/signer-setup", "signature_requests.signer_setup")
def signer_setup(call: Call) -> Response:
    """Make a request that sets up a signer instead of signing documents."""
    request = new_request(call)
    request.wire = {**request.wire, "signatureRequestType": "SIGNER_SETUP"}
    keep_new(call, request)
    return json_response({"signatureRequestId": request.id})


@ROUTES_V4.post("/applications/{appId}/envs/{appEnv}/log-capsules", "log_capsules.create")
def create_log_capsule(call: Call) -> Response:
    """Return a placeholder for a timestamp of a hash: JSON in base64, no standard token."""
    body = call.json_object()
    require_valid(body, {"hashSha256_b64": matching(r"[A-Za-z0-9+/]{43}=", "a SHA-256 in base64")}, ("hashSha256_b64",))
    timestamp: JSONObject = {
        "note": "esignkit sandbox, no real timestamp",
        "hash": body["hashSha256_b64"],
        "time": wire_moment(call.work.now),
    }
    call.record("log_capsules.create")
    stamped = base64.b64encode(json.dumps(timestamp).encode()).decode()
    return json_response({"hashSha256_b64": body["hashSha256_b64"], "timestamp_b64": stamped})


def _document(call: Call, request: Transaction, body: JSONObject) -> str:
    if body.get("base64") is None:
        # The sandbox asks no other machine for anything.
        raise ServiceError(ErrorCode.DOWNLOAD_FAILED, "the sandbox takes documents as base64 only")
    try:
        content = base64.b64decode(as_text(body["base64"]), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ServiceError(ErrorCode.BODY_INVALID, "base64 is not valid") from error
    if not content:
        raise ServiceError(ErrorCode.DOCUMENT_NOT_PROVIDED, "the file is empty")
    document = Document(call.work.ids.hex24(), as_text(body["originalName"]) or "document")
    request.documents.append(document)
    document_store.require_what_it_claims(content, document.name)
    document_store.set_content(call.work, document, content, as_text(body["mimeType"]))
    fields = without_nulls({**content_fields(document, content), "_createdAt": wire_moment(call.work.now)})
    put_fields(request, document.id, {**fields, "status": "PROVIDED"})
    call.work.put_record("ignisign", "document", document.id, {"signatureRequestId": request.id}, call.tenant)
    return document.id
