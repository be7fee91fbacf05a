"""Signers: create, add inputs, list, revoke."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call, json_response
from esignkit.sandbox.emulators.ignisign.behaviour_switches import switches_of
from esignkit.sandbox.emulators.ignisign.errors import ErrorCode, ServiceError, wire_moment
from esignkit.sandbox.emulators.ignisign.profiles import APPLICATION, INPUTS, find_profile, inputs_needed
from esignkit.sandbox.emulators.ignisign.signer_profiles import find_signer_profile
from esignkit.sandbox.emulators.ignisign.validation import email, flag, matching, moment, read_page, require_valid, text
from esignkit.sandbox.emulators.ignisign.views import list_item
from esignkit.sandbox.emulators.ignisign.webhook_events import send_signer_event
from esignkit.sandbox.json_values import as_bool, as_text, without_nulls
from esignkit.sandbox.transaction_queries import all_of, of_service, with_tag

if TYPE_CHECKING:
    from starlette.responses import Response

    from esignkit.sandbox.json_values import JSON, JSONObject

_PROFILE = f"{APPLICATION}/signature-profiles/{{signatureProfileId}}"
_SIGNER = f"{APPLICATION}/signers/{{signerId}}"

_country = matching("[A-Z]{2}", "a valid ISO31661 Alpha2 code")

_CHECKS = {
    "signatureProfileId": text(),
    "externalId": text(),
    "firstName": text(),
    "lastName": text(),
    "email": email,
    "phoneNumber": matching(r"\+[1-9][0-9]{5,14}", "a valid phone number"),
    "nationality": _country,
    "birthDate": moment,
    "birthPlace": text(),
    "birthCountry": _country,
    "isRecurrent": flag,
    "signerProfileId": text(),
}

_OF_THE_OTHER_VERSION = {"v3": "signerProfileId", "v4": "signatureProfileId"}

_CLAIM_OF_INPUT = {
    "email": "EMAIL_POSSESSION",
    "phoneNumber": "PHONE_NUMBER_POSSESSION",
    "nationality": "NATIONALITY",
    "birthDate": "BIRTH_DATE",
    "birthPlace": "BIRTH_PLACE",
    "birthCountry": "BIRTH_COUNTRY",
}

ROUTES = Routes()

ROUTES_V3 = Routes()
"""Calls about signature profiles, which API 4 does not have."""


def find_signer(call: Call, signer_id: str) -> JSONObject:
    """Return a signer of the account.

    Raises:
        ServiceError: There is none with this id.
    """
    signer = call.work.record("ignisign", "signer", signer_id, call.tenant)
    if signer is None:
        raise ServiceError(ErrorCode.SIGNER_NOT_FOUND, "there is no such signer", signerId=signer_id)
    return signer


def provided_inputs(signer: JSONObject) -> list[str]:
    """Return the inputs that a signer has given."""
    return [name for name in INPUTS if as_text(signer.get(name))]


def missing_inputs(profile: JSONObject, signer: JSONObject) -> list[str]:
    """Return the inputs that a profile needs and a signer lacks."""
    provided = provided_inputs(signer)
    return [name for name in inputs_needed(profile) if name not in provided]


def summary(signer: JSONObject, version: str) -> JSONObject:
    """Return the SignerSummary; in API 4 with the signer's profile."""
    return without_nulls(
        {
            "signerId": signer["signerId"],
            "externalId": signer.get("externalId"),
            "firstName": signer.get("firstName"),
            "lastName": signer.get("lastName"),
            "email": signer.get("email"),
            "status": signer["status"],
            "alreadyProvidedInputs": provided_inputs(signer),
            "isRecurrent": as_bool(signer.get("isRecurrent")),
            "signerProfileId": signer.get("signerProfileId") if version == "v4" else None,
        }
    )


@ROUTES.post(f"{APPLICATION}/signers", "signers.create")
def create_signer(call: Call) -> Response:
    """Create a signer. When the `externalId` exists, the inputs are added to that signer, which keeps its secret."""
    body = _body(call)
    existing = call.work.record("ignisign", "signer-by-external-id", _external_key(call, body))
    if existing is not None:
        signer = _enriched(call, find_signer(call, as_text(existing["signerId"])), body)
        call.record("signers.create")
        return json_response(_created(call, {"signerId": signer["signerId"]}, existed=True))
    signer = new_signer(call, body)
    return json_response(_created(call, {name: signer[name] for name in ("signerId", "authSecret")}, existed=False))


def new_signer(call: Call, body: JSONObject) -> JSONObject:
    """Create a signer from the inputs in a body, and post its webhook event."""
    signer: JSONObject = {
        "signerId": call.work.ids.hex24(),
        "authSecret": call.work.ids.word(40),
        "status": "CREATED",
        "_createdAt": wire_moment(call.work.now),
        "isRecurrent": False,
        **_given(body),
    }
    if call.params["apiVersion"] == "v4":  # the profile decides
        profile = find_signer_profile(call, as_text(body.get("signerProfileId"))) or {}
        signer = {**signer, "isRecurrent": as_bool(profile.get("isRecurrent"))}
    _require_inputs(call, body, signer)
    _keep(call, signer)
    send_signer_event(call.work, call.tenant, signer)
    call.record("signers.create")
    return signer


@ROUTES.put(_SIGNER, "signers.update")
def update_signer(call: Call) -> Response:
    """Add inputs to a signer."""
    body = _body(call)
    signer = find_signer(call, call.params["signerId"])
    if body.get("signerId") not in (None, signer["signerId"]):
        raise ServiceError(ErrorCode.BODY_INVALID, "signerId differs from the one in the path")
    _enriched(call, signer, body)
    call.record("signers.update")
    return json_response(_created(call, {"signerId": signer["signerId"]}, existed=True))


@ROUTES.delete(f"{_SIGNER}/revoke", "signers.revoke")
def revoke_signer(call: Call) -> Response:
    """Block a signer."""
    signer = find_signer(call, call.params["signerId"])
    _keep(call, {**signer, "status": "BLOCKED"})
    call.record("signers.revoke")
    return json_response({"signerId": signer["signerId"]})


@ROUTES.put(f"{_SIGNER}/regenerate-auth-secret", "signers.regenerate_auth_secret")
def regenerate_auth_secret(call: Call) -> Response:
    """Give a signer a new embedded secret; the old one becomes void."""
    signer = {**find_signer(call, call.params["signerId"]), "authSecret": call.work.ids.word(40)}
    _keep(call, signer)
    call.record("signers.regenerate_auth_secret")
    return json_response({"authSecret": signer["authSecret"]})


@ROUTES.get(_SIGNER, "signers.get")
def get_signer(call: Call) -> Response:
    """Show a signer's summary."""
    return json_response(summary(find_signer(call, call.params["signerId"]), call.params["apiVersion"]))


@ROUTES.get(f"{_SIGNER}/details", "signers.get_details")
def get_signer_details(call: Call) -> Response:
    """Show a signer with its claims and its latest signature requests."""
    signer = find_signer(call, call.params["signerId"])
    provided = provided_inputs(signer)
    names = ["NATURAL_PERSON_NAME"] if {"firstName", "lastName"} <= set(provided) else []
    claims = names + [_CLAIM_OF_INPUT[name] for name in provided if name in _CLAIM_OF_INPUT]
    own = all_of(of_service("ignisign", call.tenant), with_tag(f"signer={as_text(signer['signerId'])}"))
    requests = [
        list_item(transaction, call.params["apiVersion"])
        for transaction in call.work.find(own, descending=True, limit=10)
    ]
    return json_response(
        {
            **summary(signer, call.params["apiVersion"]),
            "claims": [{"claimRef": claim, "status": "DECLARED"} for claim in claims],
            "latestSignatureRequests": requests,
        }
    )


@ROUTES.get(f"{APPLICATION}/signers-paginate", "signers.list")
def list_signers(call: Call) -> Response:
    """Show a page of the signers."""
    return json_response(_page(call, _signers(call)))


def search_signers(call: Call) -> Response:
    """Find signers by a part of a name, of the e-mail address or of the external id."""
    search = call.query("filter")
    if search is None:
        raise ServiceError(ErrorCode.SIGNER_FILTER_INVALID, "the query needs a filter")
    fields = ("firstName", "lastName", "email", "externalId")
    matching = [
        signer
        for signer in _signers(call)
        if any(search.casefold() in as_text(signer.get(name)).casefold() for name in fields)
    ]
    return json_response(_page(call, matching))


# Documents and client disagree on the method, so both are served.
for _method in ("GET", "POST"):
    ROUTES.add(_method, f"{APPLICATION}/signers-search", "signers.search")(search_signers)


@ROUTES_V3.get(f"{_PROFILE}/signer-inputs-constraints", "signature_profiles.inputs_constraints")
def inputs_constraints(call: Call) -> Response:
    """Show the inputs a profile needs of a signer."""
    constraints: JSONObject = {"inputsNeeded": inputs_needed(find_profile(call, call.params["signatureProfileId"]))}
    return json_response([constraints] if switches_of(call.work, call.tenant).wrapped_inputs else constraints)


@ROUTES_V3.get(f"{_PROFILE}/signers/{{signerId}}/missing-inputs", "signers.missing_inputs")
def signer_missing_inputs(call: Call) -> Response:
    """Show the inputs that a signer lacks for a profile."""
    _require_flag(call, "forRecurrent")
    profile = find_profile(call, call.params["signatureProfileId"])
    return json_response(missing_inputs(profile, find_signer(call, call.params["signerId"])))


@ROUTES_V3.get(f"{_PROFILE}/signers/{{signerId}}/status", "signers.status")
def signer_status(call: Call) -> Response:
    """Show whether a signer is set up for a profile."""
    _require_flag(call, "forceRecurrent")
    profile = find_profile(call, call.params["signatureProfileId"])
    missing = missing_inputs(profile, find_signer(call, call.params["signerId"]))
    return json_response(
        {"signerIsSetup": not missing, "inputsNeeded": missing, "idProofingRefs": profile["idProofings"]}
    )


def _require_flag(call: Call, name: str) -> None:
    # What the flags change is not documented: here they are looked at and change nothing.
    if call.query(name) not in {None, "true", "false"}:
        raise ServiceError(ErrorCode.QUERY_INVALID, f"{name} must be true or false")


def _signers(call: Call) -> list[JSONObject]:
    return call.work.records("ignisign", "signer", call.tenant)


def _keep(call: Call, signer: JSONObject) -> None:
    call.work.put_record("ignisign", "signer", as_text(signer["signerId"]), signer, call.tenant)
    if signer.get("externalId"):
        index: JSONObject = {"signerId": signer["signerId"]}
        call.work.put_record("ignisign", "signer-by-external-id", _external_key(call, signer), index, call.tenant)


def _external_key(call: Call, signer: JSONObject) -> str:
    return f"{call.tenant}/{as_text(signer.get('externalId'))}"


def _body(call: Call) -> JSONObject:
    """Return the members of a signer in a body; the profile of the other API version is ignored."""
    body = call.json_object()
    require_valid(body, {**_CHECKS, "signerId": text()})
    body.pop(_OF_THE_OTHER_VERSION[call.params["apiVersion"]], None)
    find_signer_profile(call, as_text(body.get("signerProfileId")))
    return body


def _given(body: JSONObject) -> JSONObject:
    names = (*INPUTS, "externalId", "isRecurrent", "signerProfileId")
    return {name: body[name] for name in names if body.get(name) is not None}


def _enriched(call: Call, signer: JSONObject, body: JSONObject) -> JSONObject:
    """Add new inputs; existing inputs stay, and only external id and recurrence may change."""
    if as_bool(signer.get("isRecurrent")) and body.get("isRecurrent") is False:
        raise ServiceError(ErrorCode.BAD_REQUEST, "a recurrent signer cannot become a one-off")
    values = _given(body)
    added: dict[str, JSON] = {
        name: value for name, value in values.items() if name not in INPUTS or not as_text(signer.get(name))
    }
    enriched: JSONObject = {**signer, **added}
    _require_inputs(call, body, enriched)
    _keep(call, enriched)
    new_inputs = [name for name in INPUTS if name in added]
    if new_inputs:
        send_signer_event(call.work, call.tenant, enriched, new_inputs)
    return enriched


def _created(call: Call, response: JSONObject, *, existed: bool) -> JSONObject:
    version_members: JSONObject = (
        {"success": True, "alreadyExists": existed} if call.params["apiVersion"] == "v4" else {}
    )
    return {**response, "entityType": "NATURAL", **version_members}


def _require_inputs(call: Call, body: JSONObject, signer: JSONObject) -> None:
    profile_id = as_text(body.get("signatureProfileId"))
    missing = missing_inputs(find_profile(call, profile_id), signer) if profile_id else []
    if missing:
        raise ServiceError(ErrorCode.SIGNER_INPUT_MISSING, f"the profile needs {', '.join(missing)}", inputs=missing)


def _page(call: Call, signers: list[JSONObject]) -> JSONObject:
    switches = switches_of(call.work, call.tenant)
    first = switches.first_signer_page
    number = read_page(call.query("page"), first) - first
    rows = signers[number * switches.page_size : (number + 1) * switches.page_size]
    return {"signers": [summary(signer, call.params["apiVersion"]) for signer in rows], "total": len(signers)}
