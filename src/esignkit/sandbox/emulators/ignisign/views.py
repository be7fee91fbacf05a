"""The JSON of signature requests and documents in responses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.emulators.ignisign import delays
from esignkit.sandbox.emulators.ignisign.errors import wire_moment
from esignkit.sandbox.emulators.ignisign.states import LAUNCHING, WAITING
from esignkit.sandbox.emulators.ignisign.storage import fields_of, listed_documents, signed_by
from esignkit.sandbox.json_values import JSON, JSONObject, as_text, objects, texts, without_nulls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from esignkit.sandbox.domain.model import Document, Transaction

_SCALARS = (
    "description",
    "expirationDate",
    "expirationDateIsActivated",
    "language",
    "documentIds",
    "externalId",
    "diffusionMode",
    "diffusionDate",
    "signerIds",
    "initialSignatureRequestId",
    "recipients",
    "signatureRequestType",
)
_ONLY_IN = {
    "v3": ("signatureProfileId", "signersAsApprover", "templateDisplayerId", "templateDisplayerVersion"),
    "v4": ("defaultSignatureMethod", "individualizeRequests", "fullPrivacy", "m2mId"),
}

_NOT_IN_A_DOCUMENT = {"documentRequest", "generated"}

_SHADES = ("50", "100", "200", "300", "400", "500", "600", "700", "800", "900", "A100", "A200", "A400", "A700")

APP_NAME = "Sandbox application"

_COLORS: JSONObject = {
    "primary": {shade: f"#1f6f{80 + 10 * number:02x}" for number, shade in enumerate(_SHADES)},
    "secondary": {shade: f"#8a4b{80 + 10 * number:02x}" for number, shade in enumerate(_SHADES)},
}


def shown_status(request: Transaction, version: str) -> str:
    """Return the status of a request. API 4 has LAUNCHING for both waiting statuses."""
    return LAUNCHING if version == "v4" and request.status in WAITING else request.status


def list_item(request: Transaction, version: str = "v3") -> JSONObject:
    """Return a signature request as in lists: its own fields only."""
    wire = request.wire
    documents = listed_documents(request)
    first = fields_of(request, documents[0].id) if documents else {}
    return without_nulls(
        {
            "_id": request.id,
            "appId": wire["appId"],
            "appEnv": wire["appEnv"],
            "title": wire.get("title"),
            "status": shown_status(request, version),
            **{name: wire.get(name) for name in _SCALARS},
            **{name: wire.get(name) for name in _ONLY_IN[version]},
            "signerIdsAsApprover": wire.get("signersAsApprover") if version == "v4" else None,
            "signedBy": signed_by(request),
            "signatureProofStatus": proof_status(request),
            "_createdAt": wire_moment(request.created),
            "docFileName": first.get("fileName"),
            "docLabel": first.get("label"),
        }
    )


def request_context(
    request: Transaction, signers: Sequence[JSONObject], profile: JSONObject | None, version: str
) -> JSONObject:
    """Return the full context of a signature request.

    Args:
        request: The request.
        signers: Summaries of its signers.
        profile: Its signature profile; a request made through API 4 may have none.
        version: `v3` or `v4`; the latter knows no signature profiles.
    """
    context = list_item(request, version)
    for name in ("docFileName", "docLabel"):
        context.pop(name, None)
    return {
        **context,
        "signers": list(signers),
        "documents": [document_context(request, document, version) for document in listed_documents(request)],
        "statements": _statements(request, version),
        "applicationMetadata": {
            "appId": request.wire["appId"],
            "appEnv": request.wire["appEnv"],
            "appName": APP_NAME,
            "colors": _COLORS,
        },
        **({"signatureProfile": profile} if profile is not None and version == "v3" else {}),
    }


def proof_status(request: Transaction) -> str:
    """Return the status of the proofs of a request."""
    if request.wire.get("proofToken"):
        return "CREATED"
    return "IN_PROGRESS" if delays.waits_for(request, delays.PROOFS) else "NOT_INITIALIZED"


def document_view(request: Transaction, document: Document, version: str) -> JSONObject:
    """Return a document's own fields. One without content has no nature yet, and an empty hash.

    API 4 has no document requests: a document that API 3 has asked somebody for is one without content there.
    """
    fields = fields_of(request, document.id)
    members = {name: value for name, value in fields.items() if name not in _NOT_IN_A_DOCUMENT}
    if version == "v4":
        members.pop("documentRequestId", None)
        members["status"] = "CREATED" if members.get("status") == "DOCUMENT_REQUEST" else members.get("status")
    return without_nulls(
        {
            "_id": document.id,
            "appId": request.wire["appId"],
            "appEnv": request.wire["appEnv"],
            "signatureRequestId": request.id,
            "documentHash": "",
            **members,
            "status": members.get("status") or "CREATED",
        }
    )


def _statements(request: Transaction, version: str, document_id: str | None = None) -> list[JSON]:
    """Return the statements, or those about one document; in API 4 without a target, but always with a text."""
    statements = [
        statement
        for statement in objects(request.wire.get("statements"))
        if document_id is None
        or (statement.get("documentId") == document_id and statement.get("target", "DOCUMENT") == "DOCUMENT")
    ]
    if version == "v3":
        return list(statements)
    return [
        {"labelMd": "", **{name: value for name, value in statement.items() if name != "target"}}
        for statement in statements
    ]


def document_context(request: Transaction, document: Document, version: str) -> JSONObject:
    """Return a document with its statements and signatures."""
    signatures: list[JSON] = [
        {name: signature[name] for name in ("signatureId", "signerId", "date")}
        for signature in signatures_of(request, document.id)
    ]
    document_request = None if version == "v4" else fields_of(request, document.id).get("documentRequest")
    return {
        **document_view(request, document, version),
        "statements": _statements(request, version, document.id),
        "signatureSummaries": signatures,
        **({} if document_request is None else {"documentRequest": document_request}),
    }


def signatures_of(request: Transaction, document_id: str) -> list[JSONObject]:
    """Return the signatures of a document."""
    return [
        signature for signature in objects(request.wire.get("signatures")) if signature.get("documentId") == document_id
    ]


def signature_view(request: Transaction, signature: JSONObject, version: str) -> JSONObject:
    """Return a signature in the form of an API version: with a string in API 3, with a list of files in API 4."""
    fields = fields_of(request, as_text(signature["documentId"]))
    members: JSONObject = {"contentHash": as_text(fields.get("documentHash")), "signingTime": signature["date"]}
    if version == "v4":
        kind = "PADES_ATTACHED" if fields.get("documentNature") == "PDF" else "XADESDET"
        path = f"signatures/{as_text(signature['signatureId'])}"
        file: JSONObject = {"type": kind, "signatureFilePath": path, "signingTime": signature["date"]}
        members = {"signatures": [file], "eidasLevel": "SES"}
    return {
        "_id": signature["signatureId"],
        "appId": request.wire["appId"],
        "appEnv": request.wire["appEnv"],
        "signerId": signature["signerId"],
        "signerKeyId": signature["signerKeyId"],
        "sessionId": signature["sessionId"],
        "documentId": signature["documentId"],
        "status": "SIGNED",
        "mode": "SERVER_SIDE_SIGNATURE",
        **members,
    }


def signer_ids(request: Transaction) -> list[str]:
    """Return the ids of the request's signers."""
    return texts(request.wire.get("signerIds"))
