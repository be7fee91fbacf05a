"""Signature profiles: those that each account has from the start, and the inputs that they require of signers."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call, json_response
from esignkit.sandbox.emulators.ignisign.errors import ErrorCode, ServiceError
from esignkit.sandbox.emulators.ignisign.validation import one_of, require_valid
from esignkit.sandbox.emulators.ignisign.webhook_events import send_profile_archived_event
from esignkit.sandbox.json_values import as_text

if TYPE_CHECKING:
    from starlette.responses import Response

    from esignkit.sandbox.domain.accounts import Account
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork
    from esignkit.sandbox.json_values import JSONObject

APPLICATION = "/applications/{appId}/envs/{appEnv}"

INPUTS = (
    "firstName",
    "lastName",
    "email",
    "phoneNumber",
    "nationality",
    "birthDate",
    "birthPlace",
    "birthCountry",
)

_ALL_TYPES = ("PDF", "FILE", "DATA_JSON", "PRIVATE_FILE")

_SIMPLE: JSONObject = {
    "status": "PUBLISHED",
    "integrationMode": "BY_SIDE",
    "signatureMethodRef": "SIMPLE_STD",
    "signatureRequestType": "STANDARD",
    "idProofings": [],
    "authMethods": ["SIMPLE"],
    "documentTypes": list(_ALL_TYPES),
    "documentRequestActivated": False,
    "defaultLanguage": "EN",
    "languageCanBeChanged": True,
    "statementsEnabled": False,
    "createdByDefault": False,
    "extendedAuthSessionEnabled": False,
    "approverEnabled": True,
    "recipientEnabled": True,
    "individualizeRequests": False,
    "sharingRestricted": False,
}

# What the vendor gives a new application is not published: these are chosen so that each rule can be met and broken.
_FROM_THE_FIRST_DAY: tuple[JSONObject, ...] = (
    {**_SIMPLE, "name": "Simple, by side", "createdByDefault": True},
    {**_SIMPLE, "name": "Simple, embedded", "integrationMode": "EMBEDDED"},
    {
        **_SIMPLE,
        "name": "Simple, with statements and long sessions",
        "statementsEnabled": True,
        "extendedAuthSessionEnabled": True,
    },
    {
        **_SIMPLE,
        "name": "Advanced, PDF only, in French",
        "signatureMethodRef": "ADVANCED_STD",
        "idProofings": ["BIND_ADDITIONAL_AUTH_METHOD"],
        "authMethods": ["PHONE_SMS"],
        "documentTypes": ["PDF"],
        "defaultLanguage": "FR",
        "languageCanBeChanged": False,
    },
    {
        **_SIMPLE,
        "name": "Qualified",
        "signatureMethodRef": "QUALIFIED_STD",
        "idProofings": ["VIDEO_ROBOT_QES"],
        "authMethods": ["QES_EID"],
        "documentTypes": ["PDF"],
    },
    {**_SIMPLE, "name": "Documents asked of others", "documentRequestActivated": True},
    {**_SIMPLE, "name": "Documents made from data", "templateDisplayerId": "5a6db0c50000400080000001"},
    {**_SIMPLE, "name": "One request for each signer", "individualizeRequests": True},
    {**_SIMPLE, "name": "Set up a signer", "signatureRequestType": "SIGNER_SETUP"},
)

_INPUTS_OF_METHOD = {
    "SIMPLE_STD": INPUTS[:3],
    "ADVANCED_STD": INPUTS[:4],
    "QUALIFIED_STD": INPUTS,
}

ROUTES = Routes()


def set_up_profiles(work: UnitOfWork, account: Account) -> None:
    """Create the profiles of an account, unless they exist."""
    if work.records("ignisign", "profile", account.tenant):
        return
    organization = hashlib.sha256(account.tenant.encode()).hexdigest()[:24]
    for settings in _FROM_THE_FIRST_DAY:
        profile: JSONObject = {
            "_id": work.ids.hex24(),
            "appId": account.ignisign_app_id,
            "appEnv": account.ignisign_app_env,
            "orgId": organization,
            **settings,
        }
        work.put_record("ignisign", "profile", as_text(profile["_id"]), profile, account.tenant)


def find_profile(call: Call, profile_id: str) -> JSONObject:
    """Return a profile of the account.

    Raises:
        ServiceError: There is none with this id.
    """
    profile = call.work.record("ignisign", "profile", profile_id, call.tenant)
    if profile is None:
        raise ServiceError(
            ErrorCode.PROFILE_NOT_FOUND, "there is no such signature profile", signatureProfileId=profile_id
        )
    return profile


def inputs_needed(profile: JSONObject) -> list[str]:
    """Return the inputs that a profile requires of each signer."""
    return list(_INPUTS_OF_METHOD.get(as_text(profile.get("signatureMethodRef")), INPUTS))


@ROUTES.get(f"{APPLICATION}/signature-profiles", "signature_profiles.list")
def list_profiles(call: Call) -> Response:
    """List the profiles; there is no call for a single one."""
    return json_response(call.work.records("ignisign", "profile", call.tenant))


@ROUTES.put(f"{APPLICATION}/signature-profiles/{{signatureProfileId}}/status", "signature_profiles.set_status")
def set_status(call: Call) -> Response:
    """Publish or archive a profile."""
    body = call.json_object()
    require_valid(body, {"status": one_of("PUBLISHED", "ARCHIVED")}, ("status",))
    profile = {**find_profile(call, call.params["signatureProfileId"]), "status": body["status"]}
    call.work.put_record("ignisign", "profile", as_text(profile["_id"]), profile, call.tenant)
    call.record("signature_profiles.set_status")
    if body["status"] == "ARCHIVED":
        send_profile_archived_event(call.work, call.tenant, as_text(profile["_id"]))
    return json_response(profile)
