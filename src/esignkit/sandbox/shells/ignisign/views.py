"""What answers show of a signature request and its documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.domain.model import Stage
from esignkit.sandbox.shells.ignisign.problems import wire_moment
from esignkit.sandbox.shells.ignisign.state import fields_of, listed_documents, signed_by
from esignkit.sandbox.wire import JSON, JSONObject, as_text, objects, texts, without_nulls

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

_SHADES = ("50", "100", "200", "300", "400", "500", "600", "700", "800", "900", "A100", "A200", "A400", "A700")

_METADATA: JSONObject = {
    "appName": "Sandbox application",
    "colors": {
        "primary": {shade: f"#1f6f{80 + 10 * number:02x}" for number, shade in enumerate(_SHADES)},
        "secondary": {shade: f"#8a4b{80 + 10 * number:02x}" for number, shade in enumerate(_SHADES)},
    },
}


def list_item(request: Transaction, version: str = "v3") -> JSONObject:
    """Return a signature request as lists show it: its own fields only."""
    wire = request.wire
    approvers = "signersAsApprover" if version == "v3" else "signerIdsAsApprover"
    documents = listed_documents(request)
    first = fields_of(request, documents[0].id) if documents else {}
    return without_nulls(
        {
            "_id": request.id,
            "appId": wire["appId"],
            "appEnv": wire["appEnv"],
            "signatureProfileId": wire.get("signatureProfileId") if version == "v3" else None,
            "title": wire.get("title"),
            "status": request.status,
            **{name: wire.get(name) for name in _SCALARS},
            approvers: wire.get("signersAsApprover"),
            "signedBy": signed_by(request),
            "signatureProofStatus": "CREATED" if request.stage is Stage.COMPLETED else "NOT_INITIALIZED",
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
        "documents": [document_context(request, document) for document in listed_documents(request)],
        "statements": objects(request.wire.get("statements")),
        "applicationMetadata": _METADATA,
        **({"signatureProfile": profile} if profile is not None and version == "v3" else {}),
    }


def document_view(request: Transaction, document: Document) -> JSONObject:
    """Return a document's own fields. One without content has no nature yet, and an empty hash."""
    fields = fields_of(request, document.id)
    return without_nulls(
        {
            "_id": document.id,
            "appId": request.wire["appId"],
            "appEnv": request.wire["appEnv"],
            "signatureRequestId": request.id,
            "documentHash": "",
            "status": "CREATED",
            **fields,
        }
    )


def document_context(request: Transaction, document: Document) -> JSONObject:
    """Return a document with its statements and signatures."""
    statements: list[JSON] = [
        statement
        for statement in objects(request.wire.get("statements"))
        if statement.get("documentId") == document.id and statement.get("target", "DOCUMENT") == "DOCUMENT"
    ]
    signatures: list[JSON] = [
        {name: signature[name] for name in ("signatureId", "signerId", "date")}
        for signature in signatures_of(request, document.id)
    ]
    return {**document_view(request, document), "statements": statements, "signatureSummaries": signatures}


def signatures_of(request: Transaction, document_id: str) -> list[JSONObject]:
    """Return what has been signed of a document."""
    return [one for one in objects(request.wire.get("signatures")) if one.get("documentId") == document_id]


def signature_view(request: Transaction, signature: JSONObject) -> JSONObject:
    """Return a signature as API 3 shows it."""
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
        "contentHash": as_text(fields_of(request, as_text(signature["documentId"])).get("documentHash")),
        "signingTime": signature["date"],
    }


def signer_ids(request: Transaction) -> list[str]:
    """Return the ids of the request's signers."""
    return texts(request.wire.get("signerIds"))
