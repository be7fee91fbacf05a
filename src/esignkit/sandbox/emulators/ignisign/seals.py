"""API 4's other applications: seals of machines, and bare signatures of persons in a browser.

Both are the least that lets a client be tried out. A seal's own signature is not checked, as no machine's key is known
here; a bare signature is given at once by the account's owner, without a page.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.responses import RedirectResponse

from esignkit.sandbox.domain import document_store
from esignkit.sandbox.domain.model import Document, Stage
from esignkit.sandbox.domain.rehearsals import facts_of
from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call, json_response
from esignkit.sandbox.emulators.ignisign import proof_files
from esignkit.sandbox.emulators.ignisign.errors import ErrorCode, ServiceError, wire_moment
from esignkit.sandbox.emulators.ignisign.profiles import APPLICATION
from esignkit.sandbox.emulators.ignisign.requests import new_request
from esignkit.sandbox.emulators.ignisign.states import COMPLETED
from esignkit.sandbox.emulators.ignisign.validation import list_of, matching, object_with, one_of, require_valid, text
from esignkit.sandbox.json_values import JSON, JSONObject, as_object, as_text, texts, without_nulls

if TYPE_CHECKING:
    from starlette.responses import Response

    from esignkit.sandbox.domain.accounts import Account

TOKEN_LIFE = 3600
SIGNED_DATA = "SIGNED_DATA"

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_TYPES = ("PDF", "FILE", "DATA_JSON", "DATA_XML", "PRIVATE_FILE")
_DOCUMENT_NEEDS = ("documentType", "documentHash")
_DOCUMENT = {
    "documentType": one_of(*_TYPES),
    "documentHash": matching("[0-9a-f]{64}", "a SHA-256 in hexadecimal"),
    "label": text(),
    "mimeType": text(),
    "contentB64": text(),
    "xmlContent": text(),
}
_SEAL = {
    "documentHashSignedByM2MPrivateKey": matching("([0-9a-f]{2})+", "hexadecimal"),
    "document": object_with(_DOCUMENT, _DOCUMENT_NEEDS),
    "m2mId": text(),
    "title": text(),
    "externalId": text(),
}
_STATE = {"hashes": list_of(text()), "nonce": text(), "externalId": text()}

ROUTES_V4 = Routes()

ROUTES_PAGES = Routes()
"""Paths below the signing front end."""


@ROUTES_V4.post(f"{APPLICATION}/m2m/{{m2mId}}/sign", "m2m.sign")
def seal(call: Call) -> Response:
    """Seal a document by its hash."""
    body = call.json_object()
    require_valid(body, _SEAL, ("m2mId", "documentHashSignedByM2MPrivateKey", "document"))
    document = as_object(body["document"])
    digest = as_text(document["documentHash"])
    seal_id, document_id = _keep(call, body, document)
    proof = _sealed_pdf(call, document)
    if proof is None:
        proof, kind = _proof(call, call.account, seal_id, bytes.fromhex(digest)), SIGNED_DATA
    else:
        kind = "PDF_WITH_SIGNATURES"
    call.record("m2m.sign", seal_id)
    return json_response(
        {
            "signatureRequestId": seal_id,
            "documentId": document_id,
            "documentHash": digest,
            "proofBase64": proof,
            "proofType": kind,
        }
    )


@ROUTES_V4.get(f"{APPLICATION}/bare-signatures-configuration", "bare_signatures.configuration")
def configuration(call: Call) -> Response:
    """Show how bare signatures are set up. Here any page on this machine may be the redirect URI."""
    account = call.account
    return json_response(
        {
            "appId": account.ignisign_app_id,
            "appEnv": account.ignisign_app_env,
            "redirectUris": [],
            "authorizedOrigins": [],
            "eidasLevel": "SES",
        }
    )


@ROUTES_PAGES.get("/envs/{appEnv}/oauth2/authorize", "bare_signatures.authorize", public=True)
def authorize(call: Call) -> Response:
    """Sign the hashes in the state, and send the browser back with a code; only to this machine."""
    query = dict(call.query_items())
    account = call.work.accounts.find(ignisign_app_id=query.get("client_id", ""))
    if account is None or account.ignisign_app_env != call.params["appEnv"]:
        raise ServiceError(ErrorCode.OAUTH_CLIENT_NOT_FOUND, "there is no such client")
    if query.get("response_type") != "code":
        raise ServiceError(ErrorCode.OAUTH_RESPONSE_TYPE, "response_type must be code")
    if query.get("code_challenge_method") != "S256" or not query.get("code_challenge"):
        raise ServiceError(ErrorCode.OAUTH_CHALLENGE_METHOD, "a code_challenge of the method S256 is needed")
    target = query.get("redirect_uri", "")
    if not _is_here(target):
        raise ServiceError(ErrorCode.OAUTH_REDIRECT, "the sandbox sends browsers to this machine only")
    try:
        state: JSON = json.loads(query.get("state", ""))
    except ValueError as error:
        raise ServiceError(ErrorCode.OAUTH_STATE, "state must be JSON") from error
    try:
        require_valid(as_object(state), _STATE, ("hashes", "nonce"))
    except ServiceError as problem:
        raise ServiceError(ErrorCode.OAUTH_STATE, str(problem)) from problem
    code = call.work.ids.word(40)
    record: JSONObject = {
        "challenge": query["code_challenge"],
        "redirect": target,
        "signed": wire_moment(call.work.now),
        "id": call.work.ids.hex24(),
        **as_object(state),
    }
    call.work.put_record("ignisign", "oauth-code", code, record, account.tenant)
    response = urlencode({"code": code, "state": query["state"]})
    return RedirectResponse(f"{target}{'&' if '?' in target else '?'}{response}", 302)


@ROUTES_V4.post("/envs/{appEnv}/oauth2/proofs-token", "bare_signatures.token", public=True)
def proofs_token(call: Call) -> Response:
    """Exchange a code, once, for a token; the body may be JSON or a form."""
    form = call.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
    body: JSONObject = dict(parse_qsl(call.body.decode("latin-1"))) if form else call.json_object()
    account = call.work.accounts.find(ignisign_app_id=as_text(body.get("client_id")))
    if account is None or account.ignisign_app_env != call.params["appEnv"]:
        raise ServiceError(ErrorCode.OAUTH_CLIENT_NOT_FOUND, "there is no such client")
    client_secret = _bytes(body.get("client_secret"))
    if not any(
        hmac.compare_digest(client_secret, key.encode()) for key in (account.ignisign_secret, account.ignisign_key)
    ):
        raise ServiceError(ErrorCode.LOGIN_FAILED, "the secret is wrong")
    if body.get("grant_type") != "authorization_code":
        raise ServiceError(ErrorCode.OAUTH_GRANT, "grant_type must be authorization_code")
    code = as_text(body.get("code"))
    record = call.work.record("ignisign", "oauth-code", code, account.tenant)
    if record is None:
        raise ServiceError(ErrorCode.OAUTH_CODE_NOT_FOUND, "there is no such code")
    if body.get("redirect_uri") != record["redirect"]:
        raise ServiceError(ErrorCode.OAUTH_REDIRECT, "redirect_uri differs from the one of the code")
    if not _answers(as_text(record["challenge"]), _bytes(body.get("code_verifier"))):
        raise ServiceError(ErrorCode.OAUTH_CHALLENGE, "code_verifier does not answer the challenge")
    call.work.delete_record("ignisign", "oauth-code", code)
    token = call.work.ids.word(48)
    until = call.work.now.timestamp() + TOKEN_LIFE
    call.work.put_record(
        "ignisign", "oauth-token", token, {**record, "tenant": account.tenant, "until": until}, account.tenant
    )
    response: JSONObject = {"access_token": token, "token_type": "Bearer", "expires_in": TOKEN_LIFE, "scope": "proofs"}
    return json_response(response)


@ROUTES_V4.get("/envs/{appEnv}/bare-signatures/proofs", "bare_signatures.proofs", public=True)
def proofs(call: Call) -> Response:
    """Return the proofs for a token."""
    token = call.headers.get("authorization", "").partition(" ")[2]
    record = call.work.record("ignisign", "oauth-token", token)
    account = call.work.accounts.get(as_text(record["tenant"])) if record is not None else None
    if record is None or account is None:
        raise ServiceError(ErrorCode.TOKEN_INVALID, "the token is not one of ours")
    if call.work.now.timestamp() >= float(as_text(record["until"])):
        raise ServiceError(ErrorCode.TOKEN_OUTDATED, "the token is outdated")
    signatures: list[JSON] = [
        {
            "documentId": hashlib.sha256(f"{record['id']}/{number}".encode()).hexdigest()[:24],
            "type": SIGNED_DATA,
            "documentHash": digest,
            "proofB64": _proof(call, account, f"{record['id']}-{number}", _digest(digest)),
            "signingTime": record["signed"],
        }
        for number, digest in enumerate(texts(record["hashes"]))
    ]
    return json_response(
        without_nulls(
            {
                "appId": account.ignisign_app_id,
                "appEnv": account.ignisign_app_env,
                "signatureRequestId": record["id"],
                "externalId": record.get("externalId"),
                "signerId": hashlib.sha256(account.tenant.encode()).hexdigest()[:24],
                "proofs": signatures,
                "signerInformation": {
                    "fullName": account.name,
                    "lastName": account.last_name,
                    "firstName": account.first_name,
                },
            }
        )
    )


def _keep(call: Call, body: JSONObject, document: JSONObject) -> tuple[str, str]:
    """Store the request and the document that a seal makes; return their ids.

    That there are both is published; that the request is completed and in the list, and told by no webhook, is
    inferred.
    """
    request, document_id = new_request(call), call.work.ids.hex24()
    request.stage, request.status, request.completed = Stage.COMPLETED, COMPLETED, call.work.now
    request.title = as_text(body.get("title"))
    request.documents.append(Document(document_id, as_text(document.get("label")) or "document"))
    sealed_fields: JSONObject = {
        "documentNature": document["documentType"],
        **{name: document.get(name) for name in ("documentHash", "label", "mimeType")},
        "status": "PROVIDED",
        "_createdAt": wire_moment(call.work.now),
    }
    members: JSONObject = {name: body.get(name) for name in ("title", "externalId", "m2mId")}
    members |= {"signatureRequestType": "SEAL_M2M", "documentIds": [document_id]}
    request.wire = {**request.wire, **members, "documents": {document_id: sealed_fields}}
    call.work.put_record("ignisign", "document", document_id, {"signatureRequestId": request.id}, call.tenant)
    call.work.event(request, "completed")
    call.work.save(request)
    return request.id, document_id


def _sealed_pdf(call: Call, document: JSONObject) -> str | None:
    """Return the sealed PDF in base64; None when the sealed file is no PDF, or only its hash was sent."""
    if document["documentType"] != "PDF" or document.get("contentB64") is None:
        return None
    try:
        content = base64.b64decode(as_text(document["contentB64"]), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ServiceError(ErrorCode.BODY_INVALID, "contentB64 is not valid") from error
    name = as_text(document.get("label")) or "the document"
    facts_of(content, name)
    return base64.b64encode(document_store.sealed(call.work, content, name)).decode()


def _is_here(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and parts.hostname in _LOOPBACK


def _proof(call: Call, account: Account, signature_id: str, digest: bytes) -> str:
    signer = (account.name, account.email)
    content = proof_files.xades(call.work.ca, signer, signature_id, "document", digest, wire_moment(call.work.now))
    return base64.b64encode(content).decode()


def _digest(text: str) -> bytes:
    """Return the bytes of a hash in hexadecimal or base64; for any other text, the hash of that text."""
    for read in (bytes.fromhex, base64.b64decode):
        try:
            digest = read(text)
        except (ValueError, binascii.Error):
            continue
        if len(digest) == 32:
            return digest
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()


def _answers(challenge: str, verifier: bytes) -> bool:
    """Return whether a verifier matches; the vendor's client sends base64, the standard requires base64url."""
    digest = hashlib.sha256(verifier).digest()
    forms = (base64.b64encode(digest), base64.urlsafe_b64encode(digest))
    return challenge.rstrip("=").encode("utf-8", "replace") in {form.rstrip(b"=") for form in forms}


def _bytes(value: JSON) -> bytes:
    return as_text(value).encode("utf-8", "replace")
