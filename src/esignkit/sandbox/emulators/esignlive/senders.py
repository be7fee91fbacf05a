"""Senders: users of the account, their signatures, delegates, roles and commissions."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from starlette.responses import Response

from esignkit.sandbox.domain.mails import MailKind
from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call, file_response, json_response
from esignkit.sandbox.emulators.esignlive import mails
from esignkit.sandbox.emulators.esignlive.account import ACCOUNT_ROLES, roles_of
from esignkit.sandbox.emulators.esignlive.authentication import forbidden, user_of
from esignkit.sandbox.emulators.esignlive.behaviour_switches import PROVIDER
from esignkit.sandbox.emulators.esignlive.dates import date_text, read_date
from esignkit.sandbox.emulators.esignlive.errors import invalid, not_found
from esignkit.sandbox.emulators.esignlive.responses import (
    TEXT_JSON,
    as_openapi,
    done,
    image_response,
    list_or_one,
    window,
)
from esignkit.sandbox.emulators.esignlive.rows import distinct, without
from esignkit.sandbox.emulators.esignlive.users import declare_sender, find_user, user_by_id, users_of
from esignkit.sandbox.json_values import JSON, JSONObject, as_bool, as_object, as_text, objects, texts

if TYPE_CHECKING:
    from esignkit.sandbox.emulators.multipart import Part

ROUTES = Routes()

_ONE = "/api/account/senders/{senderId}"


def _sender(call: Call) -> JSONObject:
    return user_by_id(call, call.params["senderId"])


def _keep(call: Call, user: JSONObject) -> None:
    call.work.put_record(PROVIDER, "sender", as_text(user["id"]), user, call.account.tenant)
    call.record(call.operation)


def _of(call: Call, kind: str) -> JSONObject:
    """Return the record of a kind that is stored for a user."""
    return as_object(call.work.record(PROVIDER, kind, as_text(_sender(call)["id"]), call.account.tenant))


def _keep_of(call: Call, kind: str, body: JSONObject) -> None:
    call.work.put_record(PROVIDER, kind, as_text(_sender(call)["id"]), body, call.account.tenant)
    call.record(call.operation)


def _forget_of(call: Call, kind: str) -> Response:
    call.work.delete_record(PROVIDER, kind, as_text(_sender(call)["id"]))
    call.record(call.operation)
    return done(call)


@ROUTES.get("/api/account/senders", "senders.list")
def list_senders(call: Call) -> Response:
    """`GET /account/senders`: one user without `from` and `to`, as at the service."""
    users = users_of(call.work, call.account)
    if search := (call.query("search") or "").casefold():
        users = [user for user in users if search in f"{user['name']} {user['email']}".casefold()]
    if role := call.query("roleId"):
        users = [user for user in users if role in roles_of(call, as_text(user["id"]))]
    if call.query("dir") == "desc":
        users.reverse()
    return json_response(window(call, users, default=1))


@ROUTES.post("/api/account/senders", "senders.create")
def create(call: Call) -> Response:
    """`POST /account/senders`: invite a user into the account; here the invitation is accepted at once."""
    body = call.json_object()
    email = as_text(body.get("email"))
    if "@" not in email:
        raise invalid("user.email", "A sender needs an e-mail address.")
    if find_user(call.work, call.account, email) is not None:
        raise invalid("user.exists", f"The account has a user {email} already.")
    sender = declare_sender(call.work.ids.uuid(), body)
    _keep(call, sender)
    mails.write_to_user(call.work, call.account, sender, MailKind.USER_INVITATION)
    return json_response(sender)


@ROUTES.get("/api/users", "senders.contacts")
def contacts(call: Call) -> Response:
    """`GET /users`: all users as a plain list."""
    return json_response(users_of(call.work, call.account))


@ROUTES.get(_ONE, "senders.get")
def get(call: Call) -> Response:
    """`GET /account/senders/{senderId}`."""
    return json_response(_sender(call))


@ROUTES.post(_ONE, "senders.update")
def update(call: Call) -> Response:
    """`POST /account/senders/{senderId}`: changed members."""
    user = _declared(call)
    changes = {key: value for key, value in call.json_object().items() if key not in {"id", "email"}}
    members = {**user, **changes}
    changed_user = declare_sender(as_text(user["id"]), members, as_text(members["status"], "ACTIVE"))
    _keep(call, changed_user)
    return json_response(changed_user)


@ROUTES.delete(_ONE, "senders.delete")
def delete(call: Call) -> Response:
    """`DELETE /account/senders/{senderId}`."""
    call.work.delete_record(PROVIDER, "sender", as_text(_declared(call)["id"]))
    call.record(call.operation)
    return done(call)


def _declared(call: Call) -> JSONObject:
    user = _sender(call)
    if call.work.record(PROVIDER, "sender", as_text(user["id"])) is None:
        raise invalid("user.owner", "The owner of the account cannot be changed or deleted here.")
    return user


@ROUTES.post(_ONE + "/invite", "senders.invite")
def invite(call: Call) -> Response:
    """`POST …/invite`: the invitation again."""
    user = _sender(call)
    mails.write_to_user(call.work, call.account, user, MailKind.USER_INVITATION)
    call.record(call.operation)
    return json_response(user)


@ROUTES.post(_ONE + "/resetpassword", "senders.reset_password")
def reset_password(call: Call) -> Response:
    """`POST …/resetpassword`: the password becomes the account's API key."""
    mails.write_to_user(call.work, call.account, _sender(call), MailKind.PASSWORD_RESET)
    _forget_of(call, "password")
    return json_response(_sender(call))


@ROUTES.post(_ONE + "/password", "senders.set_password")
def set_password(call: Call) -> Response:
    """`POST …/password`: `{email, password, newPassword}`, of the caller's own."""
    body = call.json_object()
    if _sender(call)["id"] != user_of(call)["id"]:
        raise forbidden()
    current = as_text(_of(call, "password").get("password"), call.account.esignlive_key)
    if as_text(body.get("password")) != current or not as_text(body.get("newPassword")):
        raise invalid("user.password", "The old password is wrong, or there is no new one.")
    _keep_of(call, "password", {"password": as_text(body["newPassword"])})
    return json_response(_sender(call))


# Signature images


@ROUTES.get(_ONE + "/signature/image", "senders.get_signature")
def get_signature(call: Call) -> Response:
    """`GET …/signature/image`."""
    signature = _of(call, "signatureImage")
    if not signature:
        raise not_found("signatureImage", call.params["senderId"])
    return json_response(signature)


@ROUTES.post(_ONE + "/signature/image", "senders.set_signature")
def set_signature(call: Call) -> Response:
    """`POST …/signature/image`: multipart with one part named `file`."""
    image = _image(one_file(call))
    _keep_of(call, "signatureImage", image)
    return json_response(image, media_type=TEXT_JSON)


def _image(file: Part) -> JSONObject:
    """Return an image as in responses: the content in base64."""
    content = base64.b64encode(file.content).decode()
    return {"fileName": file.filename or "", "mediaType": file.content_type, "content": content}


def one_file(call: Call, name: str = "file") -> Part:
    """Return the one file of a multipart body.

    Raises:
        ErrorResponse: There is none, or more than one.
    """
    files = [part for part in call.parts() if part.name == name]
    if len(files) != 1:
        raise invalid("multipart.file", f"Exactly one part named {name} is needed; there are {len(files)}.")
    return files[0]


@ROUTES.delete(_ONE + "/signature/image", "senders.delete_signature")
def delete_signature(call: Call) -> Response:
    """`DELETE …/signature/image`."""
    return _forget_of(call, "signatureImage")


@ROUTES.get(_ONE + "/signatureImage", "senders.signature_image")
def signature_image(call: Call) -> Response:
    """`GET …/signatureImage`: as an image."""
    _sender(call)
    return image_response(350, 100)


# Delegation


@ROUTES.get(_ONE + "/delegates", "delegates.list")
def list_delegates(call: Call) -> Response:
    """`GET …/delegates`."""
    return json_response(list_or_one(call, objects(_of(call, "delegates").get("all"))))


@ROUTES.put(_ONE + "/delegates", "delegates.replace")
def replace_delegates(call: Call) -> Response:
    """`PUT …/delegates`: ids, or users with dates."""
    body = call.json()
    bodies_by_id: list[JSONObject] = [{"id": delegate_id} for delegate_id in texts(body)]
    bodies = [*bodies_by_id, *objects(body)]
    delegates = [_delegate(call, item) for item in bodies]
    return _keep_delegates(call, distinct(delegates, "delegate", call.work, call.tenant))


@ROUTES.delete(_ONE + "/delegates", "delegates.clear")
def clear_delegates(call: Call) -> Response:
    """`DELETE …/delegates`."""
    _keep_delegates(call, [])
    return done(call)


@ROUTES.post(_ONE + "/delegates/{delegateId}", "delegates.add")
def add_delegate(call: Call) -> Response:
    """`POST …/delegates/{delegateId}`."""
    delegate = _delegate(call, {**call.json_object(), "id": call.params["delegateId"]})
    delegates = objects(_of(call, "delegates").get("all"))
    return _keep_delegates(call, [*without(delegates, delegate["id"]), delegate])


@ROUTES.delete(_ONE + "/delegates/{delegateId}", "delegates.remove")
def remove_delegate(call: Call) -> Response:
    """`DELETE …/delegates/{delegateId}`."""
    delegates = objects(_of(call, "delegates").get("all"))
    remaining = without(delegates, call.params["delegateId"])
    if len(remaining) == len(delegates):
        raise not_found("delegate", call.params["delegateId"])
    _keep_delegates(call, remaining)
    return done(call)


def _delegate(call: Call, body: JSONObject) -> JSONObject:
    user = user_by_id(call, as_text(body.get("id")))
    who = {key: user.get(key) for key in ("id", "name", "email", "firstName", "lastName")}
    dates: JSONObject = {
        name: date_text(read_date(text, name, end=name == "expiryDate"))
        for name in ("startDate", "expiryDate")
        if (text := as_text(body.get(name)))
    }
    return {**who, **dates, "sendEmailCopies": as_bool(body.get("sendEmailCopies"))}


def _keep_delegates(call: Call, delegates: list[JSONObject]) -> Response:
    history = objects(_of(call, "delegates").get("history"))
    names = ", ".join(as_text(delegate["name"]) for delegate in delegates)
    event: JSONObject = {
        "eventDate": date_text(call.work.now),
        "eventType": "DELEGATES_CHANGED",
        "eventDescription": f"Delegates are now: {names or 'nobody'}",
        "eventUser": call.account.name,
    }
    _keep_of(call, "delegates", {"all": delegates, "history": [*history, event]})
    return json_response(delegates)


def delegation_events(call: Call) -> dict[str, JSON]:
    """Return the delegation history of each user, by the user's id."""
    events_by_user: dict[str, JSON] = {}
    for user in users_of(call.work, call.account):
        user_id = as_text(user["id"])
        record = as_object(call.work.record(PROVIDER, "delegates", user_id, call.account.tenant))
        if history := objects(record.get("history")):
            events_by_user[user_id] = history
    return events_by_user


# Roles, commissions, journal


@ROUTES.get(_ONE + "/roles", "senders.get_roles")
def get_roles(call: Call) -> Response:
    """`GET …/roles`, also `?accountId=`: a list with a UserAccountRole for each account."""
    account = call.query("accountId")
    record = _of(call, "userRoles")
    is_of_account = bool(record) and (account is None or account == record["accountId"])
    return json_response([_assigned(call, record)] if is_of_account else [])


def _assigned(call: Call, record: JSONObject) -> JSONObject:
    """Return a UserAccountRole, its roles as they are now."""
    role_ids = {as_text(account_role.get("id")) for account_role in objects(record.get("accountRoles"))}
    roles: list[JSON] = [role for role in ACCOUNT_ROLES.all(call) if role["id"] in role_ids]
    return {"accountId": record["accountId"], "userId": _sender(call)["id"], "accountRoles": roles}


@ROUTES.post(_ONE + "/roles", "senders.set_roles")
def set_roles(call: Call) -> Response:
    """`POST …/roles`: a UserAccountRole with its account and the ids of the roles."""
    body = call.json_object()
    account, roles = as_text(body.get("accountId")), objects(body.get("accountRoles"))
    if not account or "accountRoles" not in body:
        raise invalid("userAccountRole.accountId", "A UserAccountRole needs an accountId and accountRoles.")
    record: JSONObject = {
        "accountId": account,
        "accountRoles": [ACCOUNT_ROLES.one(call, as_text(r.get("id"))) for r in roles],
    }
    _keep_of(call, "userRoles", record)
    assigned = _assigned(call, record)
    return json_response([assigned] if as_openapi(call) else assigned)


_COMMISSION = frozenset({"name", "number", "expirationDate", "jurisdiction", "country", "confirmed"})


@ROUTES.get(_ONE + "/notaryCommission", "senders.get_commission")
def get_commission(call: Call) -> Response:
    """`GET …/notaryCommission`."""
    return json_response(_of(call, "commission"))


@ROUTES.get(_ONE + "/notaryCommission/seal", "senders.get_seal")
def get_seal(call: Call) -> Response:
    """`GET …/notaryCommission/seal`: without a body where there is none, since a seal has all its members."""
    seal = _of(call, "seal")
    return json_response(seal) if seal else done(call)


@ROUTES.put(_ONE + "/notaryCommission", "senders.set_commission")
def set_commission(call: Call) -> Response:
    """`PUT …/notaryCommission`."""
    body = call.json_object()
    unknown = body.keys() - _COMMISSION
    if unknown:
        raise invalid("notaryCommission", f"A commission has no {', '.join(sorted(unknown))}.")
    if text := as_text(body.get("expirationDate")):
        body["expirationDate"] = date_text(read_date(text, "expirationDate", end=True))
    _keep_of(call, "commission", body)
    return done(call)


@ROUTES.put(_ONE + "/notaryCommission/seal", "senders.set_seal")
def set_seal(call: Call) -> Response:
    """`PUT …/notaryCommission/seal`: multipart with one part named `file`."""
    _keep_of(call, "seal", _image(one_file(call)))
    return done(call)


@ROUTES.delete(_ONE + "/notaryCommission", "senders.delete_commission")
@ROUTES.delete(_ONE + "/notaryCommission/seal", "senders.delete_seal")
def delete_commission(call: Call) -> Response:
    """`DELETE …/notaryCommission` and its `/seal`."""
    return _forget_of(call, call.operation.rpartition("_")[2])


@ROUTES.get("/api/user/{senderId}/journal", "senders.journal")
def journal(call: Call) -> Response:
    """`GET /user/{userId}/journal`: the sandbox notarises nothing, so it is empty."""
    _sender(call)
    return json_response(window(call, []))


@ROUTES.get("/api/user/{senderId}/journal/download", "senders.download_journal")
def download_journal(call: Call) -> Response:
    """`GET /user/{userId}/journal/download`: the header line alone."""
    _sender(call)
    header = "sequenceNumber,creationDate,documentType,documentName,signerName,signatureType,idType,idValue"
    return file_response(f"{header},jurisdiction,comment\n".encode(), "text/csv", "journal.csv")
