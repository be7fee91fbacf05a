"""The application itself: its context, and the people invited to it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call, json_response
from esignkit.sandbox.emulators.ignisign import mails
from esignkit.sandbox.emulators.ignisign.authentication import ENVIRONMENTS
from esignkit.sandbox.emulators.ignisign.behaviour_switches import switches_of
from esignkit.sandbox.emulators.ignisign.errors import ErrorCode, ServiceError
from esignkit.sandbox.emulators.ignisign.validation import email, list_of, one_of, require_valid
from esignkit.sandbox.emulators.ignisign.views import APP_NAME
from esignkit.sandbox.json_values import JSON, JSONObject, as_object, as_text, without_nulls

if TYPE_CHECKING:
    from starlette.responses import Response

    from esignkit.sandbox.domain.accounts import Account
    from esignkit.sandbox.emulators.ignisign.behaviour_switches import Switches
    from esignkit.sandbox.emulators.ignisign.validation import Check

_APPLICATION = "/applications/{appId}"
_INVITATIONS = f"{_APPLICATION}/users-invitations"
_INVITATION = f"{_INVITATIONS}/{{userInvitationId}}"

SETTINGS_VERSION = 1
"""Version of an environment's settings in API 4; nothing here changes them."""

ROUTES = Routes()


def _roles(value: JSON) -> str | None:
    """Check a map from environments to roles."""
    if not isinstance(value, dict):
        return "must be an object"
    check: Check = list_of(one_of("ADMIN", "USER", "READER"))
    for environment, roles in as_object(value).items():
        if environment not in ENVIRONMENTS:
            return f"must not have {environment}"
        if (problem := check(roles)) is not None:
            return f"of {environment} {problem}"
    return None


@ROUTES.get(f"{_APPLICATION}/context", "applications.context")
def get_application(call: Call) -> Response:
    """Show the application: settings, environments, profiles."""
    account = call.account
    app_env = account.ignisign_app_env
    profiles = call.work.records("ignisign", "profile", call.tenant)
    organization = profiles[0]["orgId"]
    ids: JSONObject = {"appId": account.ignisign_app_id, "orgId": organization}
    settings: JSONObject = {
        **ids,
        "appEnv": app_env,
        "webhooks": [
            {"_id": webhook.id, "url": webhook.url} for webhook in call.work.webhooks.all("ignisign", call.tenant)
        ],
        "isApiKeyGenerated": True,
    }
    if call.params["apiVersion"] == "v3":
        default = next(profile["_id"] for profile in profiles if profile["createdByDefault"])
        version_members: JSONObject = {}
        settings = {**settings, "authorizedRedirectionUrls": [], "defaultSignatureProfileId": default}
    else:
        signer_profiles = call.work.records("ignisign", "signer-profile", call.tenant)
        switches = switches_of(call.work, call.tenant)
        version_members = {
            "appType": switches.application_type,
            "isDefaultApplication": True,
            "signerProfiles": {app_env: signer_profiles},
        }
        settings = {**settings, **_settings_v4(call.account, switches, as_text(signer_profiles[0]["_id"]))}
    return json_response(
        {
            **ids,
            "appName": APP_NAME,
            "status": "ACTIVE",
            "ignisignApiVersion": call.params["apiVersion"].upper(),
            "config": ids,
            "envSettings": {app_env: settings},
            "settings": {**ids, "defaultLanguage": "EN"},
            "signatureProfiles": {app_env: profiles},
            **version_members,
        }
    )


def _settings_v4(account: Account, switches: Switches, signer_profile_id: str) -> JSONObject:
    """Return how API 4 shows an environment's settings; the defaults of a new application are our inference."""
    key: JSONObject = {
        "_id": hashlib.sha256(account.ignisign_key.encode()).hexdigest()[:24],
        "appId": account.ignisign_app_id,
        "appEnv": account.ignisign_app_env,
        "name": "Sandbox",
        "isRestricted": False,
        "displayableSecret": "skv2_…",
        "status": "ACTIVE",
    }
    return without_nulls(
        {
            "defaultSignerProfileId": signer_profile_id,
            "currentVersion": SETTINGS_VERSION,
            "languageCanBeChanged": True,
            "extendedAuthSessionEnabled": False,
            "apiKeys": [key],
            "ssoConfigs": [],
            "defaultSignatureLevel": switches.default_signature_method or None,
            "defaultApproverIds": [],
            "defaultRecipients": [],
            "onlineProofsEnabled": True,
            "googleDrive": {"enabled": False, "userId": "", "folderName": ""},
        }
    )


@ROUTES.get(_INVITATIONS, "invitations.list")
def list_invitations(call: Call) -> Response:
    """List the people invited."""
    return json_response(call.work.records("ignisign", "invitation", call.tenant))


@ROUTES.post(_INVITATIONS, "invitations.create")
def invite(call: Call) -> Response:
    """Invite a person; a person has at most one pending invitation."""
    body = call.json_object()
    require_valid(body, {"email": email, "roles": _roles}, ("email", "roles"))
    address = as_text(body["email"])
    for pending in call.work.records("ignisign", "invitation", call.tenant):
        if as_text(pending["email"]).casefold() == address.casefold() and pending["status"] == "PENDING":
            raise ServiceError(ErrorCode.INVITED_ALREADY, "this person has an invitation already", email=address)
    invitation: JSONObject = {
        "_id": call.work.ids.hex24(),
        "email": address,
        "appId": call.account.ignisign_app_id,
        "status": "PENDING",
        "roles": _all_roles(body["roles"]),
    }
    mails.invite_user(call.work, call.account, address)
    return _keep(call, invitation)


@ROUTES.post(f"{_INVITATION}/resend", "invitations.resend")
def resend_invitation(call: Call) -> Response:
    """Send an invitation again."""
    invitation = _pending(call)
    mails.invite_user(call.work, call.account, as_text(invitation["email"]))
    return _keep(call, invitation)


@ROUTES.put(_INVITATION, "invitations.update")
def edit_invitation(call: Call) -> Response:
    """Change the roles of an invitation."""
    body = call.json_object()
    require_valid(body, {"roles": _roles}, ("roles",))
    return _keep(call, {**_pending(call), "roles": _all_roles(body["roles"])})


@ROUTES.delete(_INVITATION, "invitations.cancel")
def cancel_invitation(call: Call) -> Response:
    """Cancel an invitation; a second cancellation is refused."""
    try:
        invitation = _pending(call)
    except ServiceError as problem:
        raise ServiceError(ErrorCode.INVITATION_NOT_FOUND, str(problem), **problem.context) from problem
    return _keep(call, {**invitation, "status": "CANCELED"})


def _pending(call: Call) -> JSONObject:
    invitation_id = call.params["userInvitationId"]
    invitation = call.work.record("ignisign", "invitation", invitation_id, call.tenant)
    if invitation is None:
        raise ServiceError(
            ErrorCode.INVITATION_NOT_FOUND, "there is no such invitation", userInvitationId=invitation_id
        )
    if invitation["status"] != "PENDING":
        raise ServiceError(ErrorCode.INVITATION_NOT_PENDING, f"the invitation is {as_text(invitation['status'])}")
    return invitation


def _keep(call: Call, invitation: JSONObject) -> Response:
    call.work.put_record("ignisign", "invitation", as_text(invitation["_id"]), invitation, call.tenant)
    call.record(call.operation)
    return json_response(invitation)


def _all_roles(roles: JSON) -> JSONObject:
    return {environment: as_object(roles).get(environment, []) for environment in ENVIRONMENTS}
