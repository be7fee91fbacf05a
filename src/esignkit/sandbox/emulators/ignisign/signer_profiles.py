"""Signer profiles, which replace signature profiles in API 4; each account has two from the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call, json_response
from esignkit.sandbox.emulators.ignisign.errors import ErrorCode, ServiceError
from esignkit.sandbox.emulators.ignisign.profiles import APPLICATION, INPUTS
from esignkit.sandbox.json_values import as_text

if TYPE_CHECKING:
    from starlette.responses import Response

    from esignkit.sandbox.domain.accounts import Account
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork
    from esignkit.sandbox.json_values import JSONObject

_PROFILES = f"{APPLICATION}/signer-profiles"

_SIMPLE: JSONObject = {
    "status": "ACTIVE",
    "version": 1,
    "isEmailProofSentByIgnisign": True,
    "isRecurrent": False,
    "signatureAuthMethodsConfiguration": {"SIMPLE_STD": {"idProofings": [], "authMethods": ["SIMPLE"]}},
}

ROUTES_V4 = Routes()


def set_up_signer_profiles(work: UnitOfWork, account: Account) -> None:
    """Create the signer profiles of an account, unless they exist."""
    if work.records("ignisign", "signer-profile", account.tenant):
        return
    for mode, name in (("BY_SIDE", "Simple, by side"), ("EMBEDDED", "Simple, embedded")):
        profile: JSONObject = {
            "_id": work.ids.hex24(),
            "appId": account.ignisign_app_id,
            "appEnv": account.ignisign_app_env,
            "name": name,
            "integrationMode": mode,
            **_SIMPLE,
        }
        work.put_record("ignisign", "signer-profile", as_text(profile["_id"]), profile, account.tenant)


def find_signer_profile(call: Call, profile_id: str) -> JSONObject | None:
    """Return a signer profile of the account; None for an empty id.

    Raises:
        ServiceError: There is none with this id.
    """
    if not profile_id:
        return None
    profile = call.work.record("ignisign", "signer-profile", profile_id, call.tenant)
    if profile is None:
        raise ServiceError(
            ErrorCode.SIGNER_PROFILE_NOT_FOUND, "there is no such signer profile", signerProfileId=profile_id
        )
    return profile


@ROUTES_V4.get(_PROFILES, "signer_profiles.list")
def list_signer_profiles(call: Call) -> Response:
    """List the signer profiles."""
    return json_response(call.work.records("ignisign", "signer-profile", call.tenant))


@ROUTES_V4.get(f"{_PROFILES}/{{signerProfileId}}", "signer_profiles.get")
def get_signer_profile(call: Call) -> Response:
    """Show one signer profile."""
    return json_response(find_signer_profile(call, call.params["signerProfileId"]))


@ROUTES_V4.get(f"{_PROFILES}/{{signerProfileId}}/inputs-needed", "signer_profiles.inputs_needed")
def inputs_needed(call: Call) -> Response:
    """Show the inputs a signer profile needs."""
    find_signer_profile(call, call.params["signerProfileId"])
    return json_response(
        {
            "signerProfileId": call.params["signerProfileId"],
            "inputsNeeded": list(INPUTS[:3]),
            "optionalInputs": list(INPUTS[3:]),
        }
    )
