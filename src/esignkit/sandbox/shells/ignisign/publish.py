"""Publishing a draft: every precondition has a code of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.domain import acts
from esignkit.sandbox.domain.model import Party, Stage
from esignkit.sandbox.shells.base import Call, Routes, json_answer
from esignkit.sandbox.shells.ignisign.agreement import require_agreement
from esignkit.sandbox.shells.ignisign.checks import read_moment
from esignkit.sandbox.shells.ignisign.problems import Code, Problem
from esignkit.sandbox.shells.ignisign.requests import profile_of
from esignkit.sandbox.shells.ignisign.signers import find_signer, missing_inputs
from esignkit.sandbox.shells.ignisign.state import fields_of, find_request, listed_documents
from esignkit.sandbox.shells.ignisign.views import signer_ids
from esignkit.sandbox.wire import as_text, texts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from starlette.responses import Response

    from esignkit.sandbox.domain.model import Transaction
    from esignkit.sandbox.wire import JSONObject

ROUTES = Routes()


@ROUTES.post("/signature-requests/{signatureRequestId}/publish", "signature_requests.publish")
def publish(call: Call) -> Response:
    """Publish a draft; it goes to its signers at once or at its diffusion date."""
    request = find_request(call, call.params["signatureRequestId"])
    version = call.params["apiVersion"]
    profile = profile_of(call, request)
    signers = [find_signer(call, signer_id) for signer_id in signer_ids(request)]
    _require_draft(request)
    if profile is None and version == "v3":
        raise Problem(Code.NO_PROFILE, "the request has no signature profile")
    _require_basics(request)
    _require_dates(request, call.work.now)
    _require_documents(request, version)
    _require_signers(signers, profile)
    if profile is not None:
        require_agreement(request, profile)
    documents = texts(request.wire.get("documentIds"))
    request.parties = [
        Party(as_text(one["signerId"]), _name(one), as_text(one.get("email")), documents=documents) for one in signers
    ]
    embedded = profile is not None and profile["integrationMode"] == "EMBEDDED"
    if embedded:
        request.wire = {**request.wire, "tokens": {party.id: call.work.ids.word(48) for party in request.parties}}
    acts.open_for_signing(call.work, request)
    call.record("signature_requests.publish", request.id)
    return json_answer({"signatureRequestId": request.id, **_invited(request, signers, version, embedded=embedded)})


def _invited(request: Transaction, signers: Sequence[JSONObject], version: str, *, embedded: bool) -> JSONObject:
    """Return what publish tells of the signers: API 3 only of embedded ones, API 4 of both kinds."""
    tokens = request.wire.get("tokens")
    people: list[JSONObject] = []
    for signer in signers:
        person: JSONObject = {"signerId": signer["signerId"], "signerExternalId": signer.get("externalId")}
        if embedded and isinstance(tokens, dict):
            person["token"] = tokens[as_text(signer["signerId"])]
        people.append(person)
    if version == "v3":
        return {"signers": people} if embedded else {}
    by_side, embedded_ones = ([], people) if embedded else (people, [])
    return {"signersBySide": by_side, "signersEmbedded": embedded_ones}


def _name(signer: JSONObject) -> str:
    return f"{as_text(signer.get('firstName'))} {as_text(signer.get('lastName'))}".strip()


def _require_draft(request: Transaction) -> None:
    if request.opened is not None:
        raise Problem(Code.ALREADY_PUBLISHED, "the request has been published already", status=request.status)
    if request.stage is not Stage.DRAFT:
        raise Problem(Code.REQUEST_BAD_STATUS, f"the request is {request.status}", status=request.status)


def _require_basics(request: Transaction) -> None:
    for field, code in (
        ("documentIds", Code.NO_DOCUMENTS),
        ("signerIds", Code.NO_SIGNERS),
        ("title", Code.NO_TITLE),
        ("diffusionMode", Code.NO_DIFFUSION_MODE),
    ):
        if not request.wire.get(field):
            raise Problem(code, f"{field} must have been given before", field=field)


def _require_dates(request: Transaction, now: datetime) -> None:
    wire = request.wire
    expires, scheduled = wire.get("expirationDateIsActivated"), wire.get("diffusionMode") == "SCHEDULED"
    expiration = read_moment(wire.get("expirationDate")) if expires else None
    diffusion = read_moment(wire.get("diffusionDate")) if scheduled else None
    if expires and expiration is None:
        raise Problem(Code.NO_EXPIRATION_DATE, "the expiration is activated and has no date")
    if scheduled and diffusion is None:
        raise Problem(Code.NO_DIFFUSION_DATE, "the diffusion is scheduled and has no date")
    if expiration is not None and expiration <= now:
        raise Problem(Code.EXPIRATION_PAST, "the expiration date has passed")
    if diffusion is not None and diffusion <= now:
        raise Problem(Code.DIFFUSION_PAST, "the diffusion date has passed")
    if expiration is not None and diffusion is not None and expiration <= diffusion:
        raise Problem(Code.EXPIRATION_BEFORE_DIFFUSION, "the expiration date is not after the diffusion date")


def _require_documents(request: Transaction, version: str) -> None:
    documents = {document.id: fields_of(request, document.id) for document in listed_documents(request)}
    for document_id, fields in documents.items():
        if fields.get("status") != "PROVIDED":
            code = Code.DOCUMENT_EMPTY if version == "v3" else Code.DOCUMENT_EMPTY_V4
            raise Problem(code, "a document has no content", documentId=document_id)
        if fields["documentNature"] == "PRIVATE_FILE" and not fields.get("label"):
            raise Problem(Code.DOCUMENT_NO_LABEL, "a private document has no label", documentId=document_id)
    if sum(fields["documentNature"] == "DATA_JSON" for fields in documents.values()) > 1:
        raise Problem(Code.SECOND_JSON, "a request can have one JSON document only")


def _require_signers(signers: Sequence[JSONObject], profile: JSONObject | None) -> None:
    for signer in signers:
        signer_id = as_text(signer["signerId"])
        if signer["status"] == "BLOCKED":
            raise Problem(Code.SIGNER_BAD_STATUS, "a signer is blocked", signerId=signer_id)
        missing = missing_inputs(profile, signer) if profile is not None else []
        if missing:
            raise Problem(_missing_code(missing), f"a signer lacks {', '.join(missing)}", signerId=signer_id)


def _missing_code(missing: Sequence[str]) -> Code:
    if "firstName" in missing or "lastName" in missing:
        return Code.NAMES_MISSING
    if "email" in missing:
        return Code.EMAIL_MISSING
    return Code.PHONE_MISSING if "phoneNumber" in missing else Code.CLAIMS_MISSING
