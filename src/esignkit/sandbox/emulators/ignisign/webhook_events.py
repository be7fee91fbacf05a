"""The webhook events: a delivery for each event and endpoint, with a single-use token in its body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.emulators.ignisign.behaviour_switches import switches_of
from esignkit.sandbox.emulators.ignisign.storage import fields_of, listed_documents
from esignkit.sandbox.emulators.ignisign.views import signatures_of
from esignkit.sandbox.json_values import JSON, JSONObject, as_bool, as_object, as_text, texts, without_nulls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from esignkit.sandbox.domain.model import Transaction
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork

REQUEST, SIGNATURE, SESSION, SIGNER = "SIGNATURE_REQUEST", "SIGNATURE", "SIGNATURE_SESSION", "SIGNER"
PROOF, IMAGE, PROFILE, DOCUMENT_REQUEST = (
    "SIGNATURE_PROOF",
    "SIGNATURE_SIGNER_IMAGE",
    "SIGNATURE_PROFILE",
    "DOCUMENT_REQUEST",
)

NATURES: dict[tuple[str, str], str] = {
    (REQUEST, "INITIALIZED"): "INFO",
    (REQUEST, "UPDATED"): "INFO",
    (REQUEST, "READY"): "INFO",
    (REQUEST, "WAITING_DOCUMENTS"): "INFO",
    (REQUEST, "LAUNCHED"): "SUCCESS",
    (REQUEST, "FAILED"): "ERROR",
    (REQUEST, "CANCELLED"): "WARNING",
    (REQUEST, "EXPIRED"): "WARNING",
    (REQUEST, "COMPLETED"): "SUCCESS",
    (REQUEST, "CHILDREN_GENERATED"): "SUCCESS",
    (SIGNATURE, "FINALIZED"): "SUCCESS",
    (SESSION, "INITIALIZED"): "INFO",
    (SIGNER, "CREATED"): "SUCCESS",
    (SIGNER, "INPUTS_ADDED"): "INFO",
    (PROOF, "GENERATED"): "SUCCESS",
    (PROOF, "ADV_GENERATED"): "SUCCESS",
    (IMAGE, "GENERATED"): "SUCCESS",
    (PROFILE, "ARCHIVED"): "INFO",
    (DOCUMENT_REQUEST, "PROVIDED"): "SUCCESS",
}
"""Every event that is posted, with its nature, which is our inference."""

_DOCS_NAMES = {IMAGE: "SIGNATURE_IMAGE", "APP": "APPLICATION"}


def send_event(
    work: UnitOfWork,
    tenant: str,
    event: tuple[str, str],
    content: JSONObject,
    error: JSONObject | None = None,
    request_id: str = "",
) -> None:
    """Post an event to the account's webhooks, after the commit.

    Args:
        work: The unit of work.
        tenant: Whose event it is.
        event: Topic and action, one of `NATURES`.
        content: What the topic says; nulls are left out.
        error: What went wrong.
        request_id: The signature request it is about, if any.
    """
    topic, action = event
    account = work.accounts.get(tenant)
    for webhook in work.webhooks.all("ignisign", tenant):
        disabled = texts(webhook.settings.get("disabledTopics"))
        if account is None or as_bool(webhook.settings.get("isDisabled")) or topic in disabled:
            continue
        topic_name = _DOCS_NAMES.get(topic, topic) if switches_of(work, tenant).topic_names == "docs" else topic
        body: JSONObject = {
            "appId": account.ignisign_app_id,
            "appEnv": account.ignisign_app_env,
            "topic": topic_name,
            "action": action,
            "msgNature": NATURES[event],
            "verificationToken": new_token(work, tenant, "webhook"),
            "content": without_nulls(content),
            **({} if error is None else {"error": error}),
        }
        work.webhooks.send(webhook, body, name=f"{topic}.{action}", transaction_id=request_id)


def new_token(work: UnitOfWork, tenant: str, kind: str) -> str:
    """Return a new token: of a delivery (`webhook`, for one use) or of a signing session (`session`)."""
    token = work.ids.word(48)
    record: JSONObject = {"kind": kind, "made": work.now.timestamp(), "consumed": False}
    work.put_record("ignisign", "token", token, record, tenant)
    return token


def send_request_event(
    work: UnitOfWork, request: Transaction, action: str, *, status: str | None = None, error: JSONObject | None = None
) -> None:
    """Post the event of a signature request's status."""
    content = _of_request(request, initial=True)
    send_event(
        work, request.tenant, (REQUEST, action), {**content, "status": status or request.status}, error, request.id
    )


def send_launched_event(work: UnitOfWork, request: Transaction) -> None:
    """Post the event of a launched request, which holds the session tokens of its signers."""
    content = {**_of_request(request, initial=True), "status": request.status, "signers": invited(work, request)}
    send_event(work, request.tenant, (REQUEST, "LAUNCHED"), content, None, request.id)


def invited(work: UnitOfWork, request: Transaction) -> JSON:
    """Return the signers of a launched request: in API 3 those with a token, in API 4 all."""
    by_side: list[JSON] = []
    embedded: list[JSON] = []
    tokens = as_object(request.wire.get("tokens"))
    for party in request.parties:
        signer: JSONObject = {"signerId": party.id, "signerExternalId": _external_id(work, request, party.id)}
        if party.id in tokens:
            embedded.append({**signer, "token": tokens[party.id]})
        else:
            by_side.append(signer)
    if request.wire.get("apiVersion") == "v4":
        return {"signersBySide": by_side, "signersEmbedded": embedded}
    return embedded or None


def send_session_event(work: UnitOfWork, request: Transaction, signer_id: str) -> None:
    """Post the event of a signer who has begun to sign."""
    content = {**_of_request(request), **_of_signer(work, request, signer_id)}
    send_event(work, request.tenant, (SESSION, "INITIALIZED"), content, None, request.id)


def send_signature_event(
    work: UnitOfWork, request: Transaction, document_id: str, signer_id: str, signature_id: str
) -> None:
    """Post the event of a signed document."""
    content: JSONObject = {
        **_of_document(request, document_id),
        **_of_signer(work, request, signer_id),
        "documentNature": fields_of(request, document_id).get("documentNature"),
        "signatureId": signature_id,
    }
    send_event(work, request.tenant, (SIGNATURE, "FINALIZED"), content, None, request.id)


def send_images_event(work: UnitOfWork, request: Transaction) -> None:
    """Post the event of the signature images."""
    for document in listed_documents(request):
        for signature in signatures_of(request, document.id):
            content = {
                **_of_document(request, document.id),
                **_of_signer(work, request, as_text(signature["signerId"])),
            }
            send_event(work, request.tenant, (IMAGE, "GENERATED"), content, None, request.id)


def send_proofs_event(work: UnitOfWork, request: Transaction) -> None:
    """Post the event of the proofs: all documents in one delivery, or one delivery each, as the documentation shows."""
    signed = [document for document in listed_documents(request) if signatures_of(request, document.id)]
    if switches_of(work, request.tenant).proof_webhook == "document":
        for document in signed:
            send_event(work, request.tenant, (PROOF, "GENERATED"), _of_document(request, document.id), None, request.id)
        return
    token = as_text(request.wire.get("proofToken"))
    documents: list[JSON] = [
        without_nulls(
            {
                "documentId": document.id,
                "documentExternalId": fields_of(request, document.id).get("externalId"),
                "token": token,
                "url": f"{request.wire.get('base')}/documents/{document.id}/proofs?t={token}",
            }
        )
        for document in signed
    ]
    content: JSONObject = {
        **_of_account(request),
        **_of_request(request),
        "documents": documents,
        "signatureProofToken": token,
        "signatureProofUrl": proofs_url(request),
    }
    send_event(work, request.tenant, (PROOF, "GENERATED"), content, None, request.id)


def proofs_url(request: Transaction) -> str | None:
    """Return the address of the page with a request's proofs; None before there are any."""
    page = _proofs_page(request)
    return f"{as_text(request.wire.get('base'))}{page}" if page else None


def proofs_path(request: Transaction) -> str:
    """Return the path of that page on the port of all services; empty before there are any proofs."""
    page = _proofs_page(request)
    return f"/ignisign{page}" if page else ""


def _proofs_page(request: Transaction) -> str:
    token = as_text(request.wire.get("proofToken"))
    return f"/signature-requests/{request.id}/proofs?t={token}" if token else ""


def send_advanced_proof_event(work: UnitOfWork, request: Transaction, document_id: str) -> None:
    """Post the event of a document's advanced proof."""
    send_event(work, request.tenant, (PROOF, "ADV_GENERATED"), _of_document(request, document_id), None, request.id)


def send_provided_event(work: UnitOfWork, request: Transaction, document_id: str) -> None:
    """Post the event of a requested document that was provided."""
    fields = fields_of(request, document_id)
    content: JSONObject = {
        **_of_document(request, document_id),
        "documentNature": fields.get("documentNature"),
        "mimeType": fields.get("mimeType"),
    }
    send_event(work, request.tenant, (DOCUMENT_REQUEST, "PROVIDED"), content, None, request.id)


def send_signer_event(work: UnitOfWork, tenant: str, signer: JSONObject, inputs: Sequence[str] | None = None) -> None:
    """Post the event of a new signer, or of inputs that were added."""
    account = work.accounts.get(tenant)
    content: JSONObject = {
        "appId": account.ignisign_app_id if account else None,
        "appEnv": account.ignisign_app_env if account else None,
        "signerId": signer["signerId"],
        "signerExternalId": signer.get("externalId"),
        "inputsAdded": None if inputs is None else list(inputs),
    }
    send_event(work, tenant, (SIGNER, "CREATED" if inputs is None else "INPUTS_ADDED"), content)


def send_profile_archived_event(work: UnitOfWork, tenant: str, profile_id: str) -> None:
    """Post the event of an archived signature profile."""
    send_event(work, tenant, (PROFILE, "ARCHIVED"), {"signatureProfileId": profile_id})


def _of_account(request: Transaction) -> JSONObject:
    return {"appId": request.wire["appId"], "appEnv": request.wire["appEnv"]}


def _of_request(request: Transaction, *, initial: bool = False) -> JSONObject:
    return {
        "signatureRequestId": request.id,
        "signatureRequestExternalId": request.wire.get("externalId"),
        **({"initialSignatureRequestId": request.wire.get("initialSignatureRequestId")} if initial else {}),
    }


def _of_document(request: Transaction, document_id: str) -> JSONObject:
    external_id = fields_of(request, document_id).get("externalId")
    return {
        **_of_account(request),
        **_of_request(request),
        "documentId": document_id,
        "documentExternalId": external_id,
    }


def _of_signer(work: UnitOfWork, request: Transaction, signer_id: str) -> JSONObject:
    return {"signerId": signer_id, "signerExternalId": _external_id(work, request, signer_id)}


def _external_id(work: UnitOfWork, request: Transaction, signer_id: str) -> JSON:
    signer = work.record("ignisign", "signer", signer_id, request.tenant)
    return None if signer is None else signer.get("externalId")
