"""The responses of the service: RequestResponse, SessionResponse and error texts, in the form that the switches set."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from attrs import frozen
from starlette.responses import Response

from esignkit.sandbox.emulators.call import ErrorResponse
from esignkit.sandbox.emulators.constellation1 import behaviour_switches as switchboard
from esignkit.sandbox.json_values import JSON, JSONObject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from esignkit.sandbox.emulators.call import Call
    from esignkit.sandbox.emulators.constellation1.behaviour_switches import Switches

NO_ID = "00000000-0000-0000-0000-000000000000"

_JSON = "application/json; charset=utf-8"

BAD_TOKEN = "Error: Bad Token Information. Please authenticate."  # noqa: S105  # an error text, no secret
INVALID_TOKEN = "Error: Invalid token"  # noqa: S105  # the same
INVALID_KEY = "Error: Invalid API key"
NO_USER = "Error: Username not found."
NO_USER_ID = "Error: User with that systemUserId doesn\u2019t exist."
BAD_STATUS = "Error: Failed to change user status."
BAD_ACCOUNT = "Error: Invalid user account information"
TOO_LARGE = "Error: The documents of a session may have 100 MB together."
NO_SESSION = "Error: Session not found."
"""The vendor documents no text for these two; they follow its other texts."""
BAD_SIGNERS = "Error: All signers must have a last name and valid email address."


@frozen
class Shape:
    """The name of an operation in the service's own code, and the kind of its response."""

    name: str
    kind: str = "value"
    """`session`, `user`, `bool` or `value`."""


SHAPES = {
    "encrypt": Shape("EncryptString"),
    "gettoken": Shape("GetToken"),
    "landing_url": Shape("GetLandingURL"),
    "sessions.create": Shape("CreateSession", "session"),
    "sessions.update": Shape("UpdateSession", "session"),
    "sessions.copy": Shape("CopySigningSession", "session"),
    "sessions.get": Shape("GetSession", "session"),
    "sessions.edit": Shape("EditSession", "session"),
    "sessions.start": Shape("StartSession", "bool"),
    "sessions.cancel": Shape("CancelSession", "bool"),
    "sessions.close": Shape("CloseSession", "bool"),
    "sessions.delete": Shape("DeleteSession", "bool"),
    "sessions.purge": Shape("PurgeSessionDocs", "bool"),
    "sessions.cancel_purging": Shape("CancelPurgingSession", "bool"),
    "sessions.action_logs": Shape("GetSessionActionLogs"),
    "sessions.archived": Shape("GetArchivedSessions"),
    "sessions.deleted": Shape("GetDeletedSessions"),
    "sessions.expired": Shape("GetExpiredSessions"),
    "sessions.lite": Shape("GetSessionsLiteByTransactionId"),
    "sessions.by_transaction": Shape("GetSessionsByTransactionId", "session"),
    "sessions.by_transaction_v2": Shape("GetSessionsByTransactionIdMetadata", "session"),
    "sessions.update_transaction_id": Shape("UpdateTransactionId", "bool"),
    "signers.token": Shape("GetSignerInviteToken"),
    "signers.invite": Shape("SendSignerEmailInvites", "bool"),
    "signers.update": Shape("UpdateSigners"),
    "signers.documents": Shape("GetSignerDocuments"),
    "users.authenticate": Shape("AuthenticateUser", "user"),
    "users.create": Shape("CreateUser", "user"),
    "users.get": Shape("GetUserById", "user"),
    "users.get_by_username": Shape("GetUserByUsername", "user"),
    "users.update": Shape("UpdateUser", "user"),
    "users.update_by_username": Shape("UpdateUserByUsername", "user"),
    "users.provision": Shape("ProvisionUser", "user"),
    "users.token": Shape("GetTokenUsernamePassword"),
    "groups.create_user": Shape("CreateGroupUser", "user"),
    "groups.update_user_role": Shape("UpdateGroupUserRole", "bool"),
}


def switches_of(call: Call) -> Switches:
    """Return the switches of the caller's account."""
    return switchboard.load(call.work, call.account.tenant)


def response(call: Call, value: JSON, switches: Switches | None = None, status: int = 200) -> Response:
    """Return a response in the form that the switches set."""
    switches = switches or switches_of(call)
    if switches.casing == "camel":
        value = _camel(value)
    if switches.wrapper == "d":
        value = {"d": value}
    elif switches.wrapper == "result":
        shape = SHAPES.get(call.operation)
        value = {f"{shape.name if shape else 'Call'}Result": value}
    return _raw(value, status)


def done(call: Call) -> Response:
    """Return the RequestResponse of a bool call that succeeded."""
    return request_response(call, _spelt(value=True, switches=switches_of(call)))


def request_response(call: Call, value: JSON, details: Sequence[str] = ()) -> Response:
    """Return a RequestResponse: a value, and messages if there are any."""
    switches = switches_of(call)
    return response(call, {"ReturnValue": value, "Details": messages(details, switches)}, switches)


def session_response(
    call: Call, session_id: str | None, sessions: Sequence[JSONObject], details: Sequence[str] = ()
) -> Response:
    """Return a SessionResponse: the id of one session, an array of sessions, and messages if there are any."""
    switches = switches_of(call)
    single = switches.sessions_form == "object" and len(sessions) == 1
    body: JSONObject = {
        "SigningSessionId": session_id or NO_ID,
        switches.sessions_member: sessions[0] if single else list(sessions),
        **_inherited(details, switches),
    }
    return response(call, body, switches)


def user_response(call: Call, users: Sequence[JSONObject]) -> Response:
    """Return a UserResponse: an array of users."""
    switches = switches_of(call)
    return response(call, {"Users": list(users), **_inherited((), switches)}, switches)


def _inherited(details: Sequence[str], switches: Switches) -> JSONObject:
    """Return what a response inherits from RequestResponse."""
    members: JSONObject = {"ReturnValue": None, "Details": messages(details, switches)}
    return members if switches.inherited or details else {}


def failed(call: Call, details: Sequence[str]) -> Response:
    """Return the RequestResponse of a bool call that failed."""
    return request_response(call, _spelt(value=False, switches=switches_of(call)), details)


def _spelt(*, value: bool, switches: Switches) -> JSON:
    if switches.booleans == "json":
        return value
    return str(value).lower() if switches.booleans == "lower" else str(value)


def messages(lines: Sequence[str], switches: Switches) -> JSON:
    """Return messages as the member Details holds them; None when there are none."""
    if not lines:
        return None
    return list(lines) if switches.details == "list" else "\n".join(lines)


def refuse(call: Call, message: str, switches: Switches | None = None) -> ErrorResponse:
    """Return a failure with an error text, which by default comes under status 200."""
    switches = switches or switches_of(call)
    shape = SHAPES.get(call.operation, Shape(""))
    value = _spelt(value=False, switches=switches) if shape.kind == "bool" else None
    body: JSONObject = {"ReturnValue": value, "Details": None}
    if shape.kind == "session":
        body = {"SigningSessionId": NO_ID, switches.sessions_member: None, **body}
    if shape.kind == "user":
        body = {"Users": None, **body}
    if not switches.error_prefix:
        message = message.removeprefix("Error: ")
    if switches.error_place == "string":
        return ErrorResponse(response(call, message, switches, switches.error_status))
    body[switches.error_place] = message
    return ErrorResponse(response(call, body, switches, switches.error_status))


def needed_body(call: Call, *names: str) -> JSONObject:
    """Return the body, of which these members are needed: the vendor's pages say "Required" of each.

    Raises:
        ErrorResponse: One of them is missing, or null.
    """
    body = call.json_object()
    if missing := next((name for name in names if body.get(name) is None), None):
        raise refuse(call, f"Error: {missing} is required.")
    return body


def token_error(call: Call, message: str, switches: Switches) -> ErrorResponse:
    """Return the error for a missing, bad or expired token."""
    if switches.auth_refusal in {"401", "403"}:
        return ErrorResponse(_raw({"Message": message}, int(switches.auth_refusal)))
    if switches.auth_refusal == "empty":
        return ErrorResponse(Response(status_code=200, headers={"content-type": _JSON}))
    if switches.auth_refusal == "text":
        return refuse(call, message, switches)
    return ErrorResponse(_raw(None, 200))


def key_error(call: Call, switches: Switches) -> ErrorResponse:
    """Return GetToken's error for a wrong encrypted key, or one that was encrypted with another salt."""
    if switches.key_refusal == "401":
        return ErrorResponse(_raw({"Message": INVALID_KEY}, 401))
    if switches.key_refusal == "null":
        return ErrorResponse(response(call, {"ReturnValue": None, "Details": None}, switches))
    return refuse(call, INVALID_KEY, switches)


def size_error(call: Call) -> ErrorResponse:
    """Return the error for documents that are too large together, or for a request that could only hold such."""
    switches = switchboard.load(call.work, call.tenant)
    if switches.size_refusal == "text":
        return refuse(call, TOO_LARGE, switches)
    return ErrorResponse(_raw({"Message": TOO_LARGE}, int(switches.size_refusal)))


def html(title: str, text: str, status: int) -> Response:
    """Return an HTML page, as the service's host sends it for errors before the service is reached."""
    page = f"<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>"
    return Response(page, status_code=status, headers={"content-type": "text/html; charset=utf-8"})


def _raw(value: JSON, status: int) -> Response:
    # .NET escapes every slash, and a slash can only stand inside a string.
    text = json.dumps(value, separators=(",", ":")).replace("/", "\\/")
    return Response(text, status_code=status, headers={"content-type": _JSON})


def _camel(value: JSON) -> JSON:
    if isinstance(value, dict):
        return {
            # The keys of merge fields are the caller's own words.
            key[:1].lower() + key[1:]: item if key == "MergeFieldMapping" else _camel(item)
            for key, item in value.items()
        }
    return [_camel(item) for item in value] if isinstance(value, list) else value
