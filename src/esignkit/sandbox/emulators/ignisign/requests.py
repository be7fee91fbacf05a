"""Signature requests: create, update, get, list, close. Publishing has a module of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.domain import transitions
from esignkit.sandbox.domain.model import Stage
from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call, json_response
from esignkit.sandbox.emulators.ignisign.applications import SETTINGS_VERSION
from esignkit.sandbox.emulators.ignisign.authentication import ENVIRONMENTS
from esignkit.sandbox.emulators.ignisign.behaviour_switches import switches_of
from esignkit.sandbox.emulators.ignisign.errors import ErrorCode, ServiceError, wire_moment
from esignkit.sandbox.emulators.ignisign.life_cycle import close_by_signatures, shown
from esignkit.sandbox.emulators.ignisign.profile_rules import require_allowed_by_profile
from esignkit.sandbox.emulators.ignisign.profiles import APPLICATION, find_profile
from esignkit.sandbox.emulators.ignisign.signer_profiles import find_signer_profile
from esignkit.sandbox.emulators.ignisign.signers import find_signer, summary
from esignkit.sandbox.emulators.ignisign.states import require_allowed
from esignkit.sandbox.emulators.ignisign.storage import find_request, request_of_document
from esignkit.sandbox.emulators.ignisign.validation import (
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
from esignkit.sandbox.emulators.ignisign.views import (
    list_item,
    request_context,
    shown_status,
    signatures_of,
    signer_ids,
)
from esignkit.sandbox.emulators.ignisign.webhook_events import proofs_url, send_request_event
from esignkit.sandbox.json_values import JSON, JSONObject, as_list, as_object, as_text, objects, texts, without_nulls
from esignkit.sandbox.transaction_queries import of_service

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
    **{name: check for name, check in _UPDATE.items() if name != "signersAsApprover"},
    "language": matching("[A-Z]{2}", "two upper case letters"),
    "statements": list_of(object_with(_STATEMENT, _STATEMENT_NEEDS)),
    "signerIdsAsApprover": list_of(text()),
    "fullPrivacy": flag,
    "defaultSignatureMethod": text(),
    "signerProfilesSignatureMethod": list_of(
        object_with({"signerProfileId": text(), "signatureMethodRef": text()}, ())
    ),
    "individualizeRequests": flag,
}

_ENDS = ("completed", "cancelled", "expired", "FAILED")
_DATES = ("expirationDate", "diffusionDate")
_V4_ONLY = ("fullPrivacy", "defaultSignatureMethod", "signerProfilesSignatureMethod", "individualizeRequests")
_LISTS = ("documentIds", "signerIds", "signersAsApprover", "recipients", "statements")

ROUTES = Routes()


@ROUTES.post(f"{APPLICATION}/signature-requests", "signature_requests.create")
def init_request(call: Call) -> Response:
    """Create a draft. API 3 names a signature profile; API 4 sends an empty body."""
    body = call.json_object()
    require_valid(body, {"signatureProfileId": text()}, ("signatureProfileId",) if _version(call) == "v3" else ())
    request = new_request(call)
    profile_id = as_text(body.get("signatureProfileId"))
    if profile_id and _version(call) == "v3":
        profile = find_profile(call, profile_id)
        if profile["status"] == "ARCHIVED":
            raise ServiceError(
                ErrorCode.PROFILE_ARCHIVED, "the signature profile is archived", signatureProfileId=profile_id
            )
        of_profile: dict[str, JSON] = {
            "signatureProfileId": profile_id,
            "language": profile["defaultLanguage"],
            "signatureRequestType": profile["signatureRequestType"],
        }
        if profile.get("templateDisplayerId"):
            of_profile |= {"templateDisplayerId": profile["templateDisplayerId"], "templateDisplayerVersion": 1}
        request.wire = {**request.wire, **of_profile}
    keep_new(call, request)
    return json_response({"signatureRequestId": request.id})


def new_request(call: Call) -> Transaction:
    """Return a new draft of the account, not yet stored."""
    request = call.new_transaction(call.work.ids.hex24(), "DRAFT")
    request.wire = {
        "appId": call.account.ignisign_app_id,
        "appEnv": call.account.ignisign_app_env,
        "apiVersion": _version(call),
        "base": call.root_url,
        "language": "EN",
        "diffusionMode": "WHEN_READY",
        "expirationDateIsActivated": False,
        "signatureRequestType": "STANDARD",
        "defaultSignatureMethod": switches_of(call.work, call.tenant).default_signature_method or None,
        **{name: [] for name in _LISTS},
    }
    return request


def keep_new(call: Call, request: Transaction) -> None:
    """Store a new draft, and post its webhook event."""
    call.work.event(request, "INITIALIZED")
    send_request_event(call.work, request, "INITIALIZED")
    call.work.save(request)
    call.record("signature_requests.create", request.id)


@ROUTES.put(_REQUEST, "signature_requests.update")
def update_request(call: Call) -> Response:
    """Change the named fields of a draft: lists are replaced as a whole, null clears."""
    request = find_request(call, call.params["signatureRequestId"])
    body = call.json_object()
    require_valid(body, _UPDATE if _version(call) == "v3" else _UPDATE_V4)
    require_allowed(call.operation, request)
    if _version(call) == "v4":  # both are kept under the older name
        body.pop("signersAsApprover", None)
        if "signerIdsAsApprover" in body:
            body["signersAsApprover"] = body.pop("signerIdsAsApprover")
    changes = _changes(call, request, body)
    _require_dates(changes)
    for signer_id in [*texts(changes.get("signerIds")), *texts(changes.get("signersAsApprover"))]:
        find_signer(call, signer_id)
    for document_id in texts(changes.get("documentIds")):
        _require_usable(call, request, document_id)
    profile = profile_of(call, request)
    request.wire = {**request.wire, **changes}
    if profile is not None:
        require_allowed_by_profile(request, profile, set(changes))
    request.title = as_text(request.wire.get("title"))
    call.work.event(request, "UPDATED")
    send_request_event(call.work, request, "UPDATED")
    call.work.save(request)
    call.record("signature_requests.update", request.id)
    return json_response(context_of(call, request))


@ROUTES.get(f"{_REQUEST}/context", "signature_requests.get")
def get_context(call: Call) -> Response:
    """Show a signature request with its signers, documents and profile."""
    request = find_request(call, call.params["signatureRequestId"])
    response = context_of(call, request)
    shown(call.work, request)
    return json_response(response)


@ROUTES.post(f"{_REQUEST}/close", "signature_requests.close")
def close_request(call: Call) -> Response:
    """End a request early: cancelled if nobody has signed, else completed with the signatures there are."""
    request = find_request(call, call.params["signatureRequestId"])
    require_allowed(call.operation, request)
    if request.stage is Stage.CANCELLED and not switches_of(call.work, call.tenant).close_again:
        raise ServiceError(ErrorCode.REQUEST_CANCELLED, "the signature request is cancelled", status=request.status)
    if request.stage is not Stage.CANCELLED:
        close_by_signatures(call.work, request, transitions.cancel)
        call.record("signature_requests.close", request.id)
    return json_response({"signatureRequestId": request.id})


@ROUTES.get(f"{APPLICATION}/signature-requests", "signature_requests.list")
def list_requests(call: Call) -> Response:
    """Show a page of the requests, newest first."""
    page = read_page(call.query("page"))
    size = switches_of(call.work, call.tenant).page_size
    mine = of_service("ignisign", call.tenant)
    requests = call.work.find(mine, descending=True, limit=size, offset=(page - 1) * size)
    items = [list_item(request, _version(call)) for request in requests]
    paging: JSONObject = {"total": call.work.count(mine), "page": page, "nbEventsPerPage": size}
    return json_response({"signatureRequests": items, "paginationData": paging})


@ROUTES.post(f"{APPLICATION}/signature-requests/status", "signature_requests.status")
def bulk_status(call: Call) -> Response:
    """Show the status of several requests; unknown ones are left out."""
    body = call.json_object()
    require_valid(body, {"signatureRequestIds": list_of(text())}, ("signatureRequestIds",))
    statuses: list[JSON] = []
    for request_id in dict.fromkeys(texts(body["signatureRequestIds"])):
        request = call.transaction(request_id)
        if request is not None:
            statuses.append({"signatureRequestId": request.id, "status": shown_status(request, _version(call))})
            shown(call.work, request)
    return json_response({"signatureRequests": statuses})


def profile_of(call: Call, request: Transaction) -> JSONObject | None:
    """Return the request's signature profile; a request of API 4 may have none."""
    profile_id = as_text(request.wire.get("signatureProfileId"))
    return find_profile(call, profile_id) if profile_id else None


def context_of(call: Call, request: Transaction) -> JSONObject:
    """Return the request's full context, in the form of the call's API version."""
    signers = [summary(find_signer(call, signer_id), _version(call)) for signer_id in signer_ids(request)]
    context = request_context(request, signers, profile_of(call, request), _version(call))
    members: JSONObject = {"signatureProofsUrl": proofs_url(request)}
    if _version(call) == "v4":
        app_type = switches_of(call.work, call.tenant).application_type
        members |= {
            **_signer_profiles(call, request),
            "closedAt": _closed_at(call, request),
            "appEnvSettingVersion": SETTINGS_VERSION,
            "applicationMetadata": {**as_object(context["applicationMetadata"]), "appType": app_type},
        }
    return {**context, **without_nulls(members)}


def _signer_profiles(call: Call, request: Transaction) -> JSONObject:
    """Return the profiles of the request's signers, which API 4 shows instead of the signature profile."""
    signers: dict[str, list[JSON]] = {}
    for signer_id in signer_ids(request):
        profile_id = as_text(find_signer(call, signer_id).get("signerProfileId"))
        if profile_id:
            signers.setdefault(profile_id, []).append(signer_id)
    profiles = {profile_id: find_signer_profile(call, profile_id) or {} for profile_id in signers}
    levels = {
        as_text(choice.get("signerProfileId")): choice.get("signatureMethodRef")
        for choice in objects(request.wire.get("signerProfilesSignatureMethod"))
    }
    used: list[JSON] = [
        without_nulls(
            {
                "signerProfileId": profile_id,
                "signatureMethodRef": levels.get(profile_id) or request.wire.get("defaultSignatureMethod"),
                "version": profile.get("version"),
                "signerIds": signers[profile_id],
            }
        )
        for profile_id, profile in profiles.items()
    ]
    return {"signerProfilesUsed": used, "signerProfiles": list(profiles.values())}


def _closed_at(call: Call, request: Transaction) -> str | None:
    ends = [event.time for event in call.work.events(request.id) if event.kind in _ENDS]
    return wire_moment(ends[-1]) if ends else None


def _version(call: Call) -> str:
    return call.params["apiVersion"]


def _changes(call: Call, request: Transaction, body: JSONObject) -> dict[str, JSON]:
    """Return the fields of an update as they are stored, by the account's switches."""
    switches = switches_of(call.work, call.tenant)
    members = {*_UPDATE, *(_V4_ONLY if _version(call) == "v4" else ())}
    changes = {
        name: _canonical(call, name, value)
        for name, value in body.items()
        if name in members and (value is not None or switches.null_clears)
    }
    if switches.lists_merge:
        for name in _LISTS:
            if as_list(changes.get(name)):
                merged_values = [*as_list(request.wire.get(name)), *as_list(changes[name])]
                changes[name] = merged_values if name == "statements" else list(dict.fromkeys(texts(merged_values)))
    return changes


def _canonical(call: Call, name: str, value: JSON) -> JSON:
    """Return a field as it is stored: null empties a list, dates in one form, no id twice, statements with ids."""
    if name in _DATES:
        read = read_moment(value)
        return None if read is None else wire_moment(read)
    if name == "statements":
        return [
            {**statement, "_id": as_text(statement.get("_id")) or call.work.ids.hex24()}
            for statement in (as_object(item) for item in objects(value))
        ]
    return list(dict.fromkeys(texts(value))) if name in _LISTS else value


def _require_dates(changes: JSONObject) -> None:
    """Refuse an update that turns something on and removes the date that it needs.

    A date that was never given is another matter: it may still come, so only publishing asks for it.
    """
    for on, value, date, code in (
        ("expirationDateIsActivated", True, "expirationDate", ErrorCode.NO_EXPIRATION_DATE_GIVEN),
        ("diffusionMode", "SCHEDULED", "diffusionDate", ErrorCode.NO_DIFFUSION_DATE_GIVEN),
    ):
        if changes.get(on) == value and date in changes and changes[date] is None:
            raise ServiceError(code, f"{on} needs a {date}", field=date)


def _require_usable(call: Call, request: Transaction, document_id: str) -> None:
    owner = request_of_document(call, document_id)
    if owner is not None and owner.id != request.id and signatures_of(owner, document_id):
        raise ServiceError(ErrorCode.DOCUMENT_SIGNED, "a document has a signature already", documentId=document_id)
    if owner is None or owner.id != request.id:
        raise ServiceError(
            ErrorCode.DOCUMENT_INVALID, "a document does not belong to this request", documentId=document_id
        )
