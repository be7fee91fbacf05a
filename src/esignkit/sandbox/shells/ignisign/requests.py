"""Signature requests: made, changed while drafts, read, listed, closed. Publishing has a module of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.domain import acts
from esignkit.sandbox.domain.model import Stage
from esignkit.sandbox.shells.base import Call, Routes, json_answer
from esignkit.sandbox.shells.ignisign.agreement import require_agreement
from esignkit.sandbox.shells.ignisign.checks import (
    Check,
    email,
    flag,
    list_of,
    matching,
    moment,
    object_with,
    one_of,
    read_moment,
    read_page,
    require_valid,
    text,
)
from esignkit.sandbox.shells.ignisign.life_cycle import close_by_signatures
from esignkit.sandbox.shells.ignisign.problems import Code, Problem, wire_moment
from esignkit.sandbox.shells.ignisign.profiles import APPLICATION, find_profile
from esignkit.sandbox.shells.ignisign.signers import find_signer, summary
from esignkit.sandbox.shells.ignisign.state import find_request, request_of_document, require_draft
from esignkit.sandbox.shells.ignisign.switches import switches_of
from esignkit.sandbox.shells.ignisign.tokens import ENVIRONMENTS
from esignkit.sandbox.shells.ignisign.views import list_item, request_context, signatures_of, signer_ids
from esignkit.sandbox.wire import JSON, JSONObject, as_object, as_text, objects, texts

if TYPE_CHECKING:
    from starlette.responses import Response

    from esignkit.sandbox.domain.model import Transaction

_REQUEST = "/signature-requests/{signatureRequestId}"

_STATEMENT: dict[str, Check] = {
    "_id": text(),
    "appId": text(512),
    "appEnv": one_of(*ENVIRONMENTS),
    "signatureRequestId": text(),
    "documentId": text(),
    "target": one_of("SIGNATURE_REQUEST", "DOCUMENT"),
    "labelMd": text(),
}
_STATEMENT_NEEDS = ("appId", "appEnv", "signatureRequestId")

_UPDATE: dict[str, Check] = {
    "title": text(1024),
    "description": text(4096),
    "expirationDate": moment,
    "expirationDateIsActivated": flag,
    "language": one_of("EN", "FR", "DE"),
    "documentIds": list_of(text()),
    "externalId": text(),
    "diffusionMode": one_of("WHEN_READY", "SCHEDULED"),
    "diffusionDate": moment,
    "statements": list_of(object_with(_STATEMENT, (*_STATEMENT_NEEDS, "target"))),
    "signerIds": list_of(text()),
    "extendedAuthSessionEnabled": flag,
    "initialSignatureRequestId": text(),
    "signersAsApprover": list_of(text()),
    "recipients": list_of(email),
}

# API 4 has more languages than any list of it agrees on, renames the approvers, and knows no target of a statement.
_UPDATE_V4: dict[str, Check] = {
    **_UPDATE,
    "language": matching("[A-Z]{2}", "two upper case letters"),
    "statements": list_of(object_with(_STATEMENT, _STATEMENT_NEEDS)),
    "signerIdsAsApprover": list_of(text()),
}

_DATES = ("expirationDate", "diffusionDate")
_LISTS = ("documentIds", "signerIds", "signersAsApprover", "recipients", "statements")

ROUTES = Routes()


@ROUTES.post(f"{APPLICATION}/signature-requests", "signature_requests.create")
def init_request(call: Call) -> Response:
    """Make a draft. API 3 names a signature profile; API 4 sends an empty body."""
    body = call.json_object()
    require_valid(body, {"signatureProfileId": text()}, ("signatureProfileId",) if _version(call) == "v3" else ())
    request = call.new_transaction(call.work.ids.hex24(), "DRAFT")
    wire: dict[str, JSON] = {
        "appId": call.account.ignisign_app_id,
        "appEnv": call.account.ignisign_app_env,
        "language": "EN",
        "diffusionMode": "WHEN_READY",
        "expirationDateIsActivated": False,
        "signatureRequestType": "STANDARD",
        **{name: [] for name in _LISTS},
    }
    profile_id = as_text(body.get("signatureProfileId"))
    if profile_id:
        profile = find_profile(call, profile_id)
        if profile["status"] == "ARCHIVED":
            raise Problem(Code.PROFILE_ARCHIVED, "the signature profile is archived", signatureProfileId=profile_id)
        wire["signatureProfileId"] = profile_id
        wire["language"] = profile["defaultLanguage"]
        wire["signatureRequestType"] = profile["signatureRequestType"]
    request.wire = wire
    call.work.event(request, "INITIALIZED")
    call.work.save(request)
    call.record("signature_requests.create", request.id)
    return json_answer({"signatureRequestId": request.id})


@ROUTES.put(_REQUEST, "signature_requests.update")
def update_request(call: Call) -> Response:
    """Change the named fields of a draft: lists are replaced as a whole, null clears."""
    request = find_request(call, call.params["signatureRequestId"])
    body = call.json_object()
    require_valid(body, _UPDATE if _version(call) == "v3" else _UPDATE_V4)
    require_draft(request, Code.REQUEST_BAD_STATUS)
    if _version(call) == "v4" and "signerIdsAsApprover" in body:
        body["signersAsApprover"] = body.pop("signerIdsAsApprover")
    changes = {name: _canonical(call, name, value) for name, value in body.items() if name in _UPDATE}
    for signer_id in [*texts(changes.get("signerIds")), *texts(changes.get("signersAsApprover"))]:
        find_signer(call, signer_id)
    for document_id in texts(changes.get("documentIds")):
        _require_usable(call, request, document_id)
    profile = profile_of(call, request)
    request.wire = {**request.wire, **changes}
    if profile is not None:
        require_agreement(request, profile, set(changes))
    request.title = as_text(request.wire.get("title"))
    call.work.event(request, "UPDATED")
    call.work.save(request)
    call.record("signature_requests.update", request.id)
    return json_answer(context_of(call, request))


@ROUTES.get(f"{_REQUEST}/context", "signature_requests.get")
def get_context(call: Call) -> Response:
    """Show a signature request with its signers, documents and profile."""
    return json_answer(context_of(call, find_request(call, call.params["signatureRequestId"])))


@ROUTES.post(f"{_REQUEST}/close", "signature_requests.close")
def close_request(call: Call) -> Response:
    """End a request early: cancelled if nobody has signed, else completed with the signatures there are."""
    request = find_request(call, call.params["signatureRequestId"])
    if request.stage is Stage.COMPLETED:
        raise Problem(Code.REQUEST_COMPLETED, "the signature request is completed")
    if request.stage is Stage.EXPIRED:
        raise Problem(Code.REQUEST_BAD_STATUS, "the signature request has expired", status=request.status)
    if request.stage is not Stage.CANCELLED:
        close_by_signatures(call.work, request, acts.cancel)
        call.record("signature_requests.close", request.id)
    return json_answer({"signatureRequestId": request.id})


@ROUTES.get(f"{APPLICATION}/signature-requests", "signature_requests.list")
def list_requests(call: Call) -> Response:
    """Show a page of the requests, newest first."""
    page = read_page(call.query("page"))
    size = switches_of(call.work, call.tenant).page_size
    found = [one for one in reversed(call.work.transactions("ignisign", call.tenant)) if not one.deleted]
    shown = [list_item(one, _version(call)) for one in found[(page - 1) * size : page * size]]
    paging: JSONObject = {"total": len(found), "page": page, "nbEventsPerPage": size}
    return json_answer({"signatureRequests": shown, "paginationData": paging})


@ROUTES.post(f"{APPLICATION}/signature-requests/status", "signature_requests.status")
def bulk_status(call: Call) -> Response:
    """Show the status of several requests; unknown ones are left out."""
    body = call.json_object()
    require_valid(body, {"signatureRequestIds": list_of(text())}, ("signatureRequestIds",))
    found = (call.transaction(request_id) for request_id in texts(body["signatureRequestIds"]))
    statuses: list[JSON] = [{"signatureRequestId": one.id, "status": one.status} for one in found if one is not None]
    return json_answer({"signatureRequests": statuses})


def profile_of(call: Call, request: Transaction) -> JSONObject | None:
    """Return the request's signature profile; one made through API 4 may have none."""
    profile_id = as_text(request.wire.get("signatureProfileId"))
    return find_profile(call, profile_id) if profile_id else None


def context_of(call: Call, request: Transaction) -> JSONObject:
    """Return the request's full context as the API version of the call shows it."""
    signers = [summary(find_signer(call, signer_id)) for signer_id in signer_ids(request)]
    return request_context(request, signers, profile_of(call, request), _version(call))


def _version(call: Call) -> str:
    return call.params["apiVersion"]


def _canonical(call: Call, name: str, value: JSON) -> JSON:
    """Return a field as it is kept: null empties a list, dates in one form, no id twice, statements with ids."""
    if name in _DATES:
        read = read_moment(value)
        return None if read is None else wire_moment(read)
    if name == "statements":
        return [
            {**one, "_id": as_text(one.get("_id")) or call.work.ids.hex24()}
            for one in (as_object(item) for item in objects(value))
        ]
    return list(dict.fromkeys(texts(value))) if name in _LISTS else value


def _require_usable(call: Call, request: Transaction, document_id: str) -> None:
    home = request_of_document(call, document_id)
    if home is not None and home.id != request.id and signatures_of(home, document_id):
        raise Problem(Code.DOCUMENT_SIGNED, "a document has a signature already", documentId=document_id)
    if home is None or home.id != request.id:
        raise Problem(Code.DOCUMENT_INVALID, "a document does not belong to this request", documentId=document_id)
