"""Publishing of a draft: each precondition has its own error code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.domain.model import Party
from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call, json_response
from esignkit.sandbox.emulators.ignisign import life_cycle
from esignkit.sandbox.emulators.ignisign.errors import ErrorCode, ServiceError
from esignkit.sandbox.emulators.ignisign.individualized_requests import make_individualized_requests
from esignkit.sandbox.emulators.ignisign.profile_rules import require_allowed_by_profile
from esignkit.sandbox.emulators.ignisign.requests import profile_of
from esignkit.sandbox.emulators.ignisign.signer_profiles import find_signer_profile
from esignkit.sandbox.emulators.ignisign.signers import find_signer, missing_inputs
from esignkit.sandbox.emulators.ignisign.states import require_allowed
from esignkit.sandbox.emulators.ignisign.storage import fields_of, find_request, is_requested, listed_documents
from esignkit.sandbox.emulators.ignisign.validation import read_moment
from esignkit.sandbox.emulators.ignisign.views import signer_ids
from esignkit.sandbox.emulators.ignisign.webhook_events import invited, new_token
from esignkit.sandbox.json_values import as_object, as_text, objects, texts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from starlette.responses import Response

    from esignkit.sandbox.domain.model import Transaction
    from esignkit.sandbox.json_values import JSONObject

ROUTES = Routes()


@ROUTES.post("/signature-requests/{signatureRequestId}/publish", "signature_requests.publish")
def publish(call: Call) -> Response:
    """Publish a draft; it goes to its signers at once or at its diffusion date."""
    return json_response(publish_request(call, find_request(call, call.params["signatureRequestId"])))


def publish_request(call: Call, request: Transaction) -> JSONObject:
    """Check a draft and publish it; return the body of the response.

    Raises:
        ServiceError: A precondition is not met.
    """
    version = call.params["apiVersion"]
    profile = profile_of(call, request)
    signers = [find_signer(call, signer_id) for signer_id in signer_ids(request)]
    require_allowed("signature_requests.publish", request)
    if profile is None and version == "v3":
        raise ServiceError(ErrorCode.NO_PROFILE, "the request has no signature profile")
    _require_basics(request)
    _require_dates(request, call.work.now)
    _require_documents(request, version)
    _require_signers(signers, profile)
    if profile is not None:
        require_allowed_by_profile(request, profile)
    if version == "v4":
        _require_methods(request, signers, profile)
        _require_privacy(call, request, signers, profile)
    _require_setup(request, signers)
    request.wire = {**request.wire, "apiVersion": version}
    call.record("signature_requests.publish", request.id)
    individual = request.wire.get("individualizeRequests") or (profile or {}).get("individualizeRequests")
    if individual:
        make_individualized_requests(call, request, signers, lambda child, people: send(call, child, people, profile))
        return {"signatureRequestId": request.id}
    send(call, request, signers, profile)
    return {"signatureRequestId": request.id, **_invited(call, request, version)}


def send(call: Call, request: Transaction, signers: Sequence[JSONObject], profile: JSONObject | None) -> None:
    """Send a checked draft to its signers; embedded signers get a token each."""
    documents = texts(request.wire.get("documentIds"))
    request.parties = [
        Party(as_text(signer["signerId"]), _name(signer), as_text(signer.get("email")), documents=documents)
        for signer in signers
    ]
    tokens: JSONObject = {
        as_text(signer["signerId"]): new_token(call.work, call.tenant, "session")
        for signer in signers
        if integration_mode(call, signer, profile) == "EMBEDDED"
    }
    request.wire = {**request.wire, "tokens": tokens}
    life_cycle.publish(call.work, request)


def integration_mode(call: Call, signer: JSONObject, profile: JSONObject | None) -> str:
    """Return the integration mode: of the signature profile in API 3, else of the signer's own profile."""
    if profile is not None:
        return as_text(profile["integrationMode"])
    signer_profile = find_signer_profile(call, as_text(signer.get("signerProfileId")))
    return as_text((signer_profile or {}).get("integrationMode"), "BY_SIDE")


def _invited(call: Call, request: Transaction, version: str) -> JSONObject:
    """Return the signers in the response to publishing: in API 3 only embedded ones, in API 4 all."""
    signers = invited(call.work, request)
    if version == "v4":
        return as_object(signers)
    return {} if signers is None else {"signers": signers}


def _name(signer: JSONObject) -> str:
    return f"{as_text(signer.get('firstName'))} {as_text(signer.get('lastName'))}".strip()


def _require_basics(request: Transaction) -> None:
    for field, code in (
        ("documentIds", ErrorCode.NO_DOCUMENTS),
        ("signerIds", ErrorCode.NO_SIGNERS),
        ("title", ErrorCode.NO_TITLE),
        ("diffusionMode", ErrorCode.NO_DIFFUSION_MODE),
    ):
        if not request.wire.get(field):
            raise ServiceError(code, f"{field} must have been given before", field=field)


def _require_dates(request: Transaction, now: datetime) -> None:
    wire = request.wire
    expires, scheduled = wire.get("expirationDateIsActivated"), wire.get("diffusionMode") == "SCHEDULED"
    expiration = read_moment(wire.get("expirationDate")) if expires else None
    diffusion = read_moment(wire.get("diffusionDate")) if scheduled else None
    if expires and expiration is None:
        raise ServiceError(ErrorCode.NO_EXPIRATION_DATE, "the expiration is activated and has no date")
    if scheduled and diffusion is None:
        raise ServiceError(ErrorCode.NO_DIFFUSION_DATE, "the diffusion is scheduled and has no date")
    if expiration is not None and expiration <= now:
        raise ServiceError(ErrorCode.EXPIRATION_PAST, "the expiration date has passed")
    if diffusion is not None and diffusion <= now:
        raise ServiceError(ErrorCode.DIFFUSION_PAST, "the diffusion date has passed")
    if expiration is not None and diffusion is not None and expiration <= diffusion:
        raise ServiceError(ErrorCode.EXPIRATION_BEFORE_DIFFUSION, "the expiration date is not after the diffusion date")


def _require_documents(request: Transaction, version: str) -> None:
    documents = {document.id: fields_of(request, document.id) for document in listed_documents(request)}
    for document_id, fields in documents.items():
        if fields.get("status") != "PROVIDED" and not is_requested(request, document_id):
            code = ErrorCode.DOCUMENT_EMPTY if version == "v3" else ErrorCode.DOCUMENT_EMPTY_V4
            raise ServiceError(code, "a document has no content", documentId=document_id)
        private = fields.get("documentNature") == "PRIVATE_FILE"
        if (private or is_requested(request, document_id)) and not fields.get("label"):
            raise ServiceError(
                ErrorCode.DOCUMENT_NO_LABEL, "a private or requested document has no label", documentId=document_id
            )
    if sum(fields.get("documentNature") == "DATA_JSON" for fields in documents.values()) > 1:
        raise ServiceError(ErrorCode.SECOND_JSON, "a request can have one JSON document only")


def _require_signers(signers: Sequence[JSONObject], profile: JSONObject | None) -> None:
    for signer in signers:
        signer_id = as_text(signer["signerId"])
        if signer["status"] == "BLOCKED":
            raise ServiceError(ErrorCode.SIGNER_BAD_STATUS, "a signer is blocked", signerId=signer_id)
        missing = missing_inputs(profile, signer) if profile is not None else []
        if missing:
            raise ServiceError(_missing_code(missing), f"a signer lacks {', '.join(missing)}", signerId=signer_id)


def _require_methods(request: Transaction, signers: Sequence[JSONObject], profile: JSONObject | None) -> None:
    """API 4: refuse when neither the request nor the signer's profile sets the level of a signature."""
    if profile is not None or request.wire.get("defaultSignatureMethod"):
        return
    profiles_with_method = {
        as_text(choice.get("signerProfileId"))
        for choice in map(as_object, objects(request.wire.get("signerProfilesSignatureMethod")))
        if choice.get("signatureMethodRef")
    }
    for signer in signers:
        profile_id = as_text(signer.get("signerProfileId"))
        if not profile_id or profile_id not in profiles_with_method:
            raise ServiceError(
                ErrorCode.NO_DEFAULT_METHOD, "no level of the signature is named", signerId=signer["signerId"]
            )


def _require_privacy(
    call: Call, request: Transaction, signers: Sequence[JSONObject], profile: JSONObject | None
) -> None:
    """API 4: refuse private files for embedded signers, for the service cannot show them."""
    natures = {as_text(fields_of(request, document.id).get("documentNature")) for document in listed_documents(request)}
    if request.wire.get("fullPrivacy") or "PRIVATE_FILE" in natures:
        for signer in signers:
            if integration_mode(call, signer, profile) == "EMBEDDED":
                raise ServiceError(ErrorCode.PRIVATE_AND_EMBEDDED, "a signer of a private document signs embedded")


def _require_setup(request: Transaction, signers: Sequence[JSONObject]) -> None:
    if request.wire.get("signatureRequestType") == "SIGNER_SETUP":
        for signer in signers:
            if signer["status"] == "ACTIVE":
                raise ServiceError(ErrorCode.SETUP_DONE, "a signer is set up already", signerId=signer["signerId"])


def _missing_code(missing: Sequence[str]) -> ErrorCode:
    if "firstName" in missing or "lastName" in missing:
        return ErrorCode.NAMES_MISSING
    if "email" in missing:
        return ErrorCode.EMAIL_MISSING
    return ErrorCode.PHONE_MISSING if "phoneNumber" in missing else ErrorCode.CLAIMS_MISSING
