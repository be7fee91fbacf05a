"""Users and group users. Passwords are sent encrypted, with their salt; only a digest is stored."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call
from esignkit.sandbox.emulators.constellation1 import authentication, schema
from esignkit.sandbox.emulators.constellation1 import behaviour_switches as switchboard
from esignkit.sandbox.emulators.constellation1.behaviour_switches import PROVIDER
from esignkit.sandbox.emulators.constellation1.responses import (
    BAD_ACCOUNT,
    BAD_STATUS,
    NO_USER,
    NO_USER_ID,
    done,
    needed_body,
    refuse,
    response,
    switches_of,
    user_response,
)
from esignkit.sandbox.json_values import JSON, JSONObject, as_int, as_text

if TYPE_CHECKING:
    from starlette.responses import Response

    from esignkit.sandbox.domain.accounts import Account
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork

ROUTES = Routes()

INACTIVE, ACTIVE = 0, 1
ROLES = {"admin": "Admin", "manager": "Manager", "user": "User"}

_KIND = "user"
_NEEDED = ("FirstName", "LastName", "Username", "Password")
_HIDDEN = {"Password", "Role"}


def set_up(work: UnitOfWork, account: Account) -> None:
    """Make the integration administrator's own user; the password is the API key."""
    if _by_name(work, account.tenant, account.email) is None:
        user: JSONObject = {
            "SystemUserId": work.ids.uuid(),
            "Username": account.email,
            "FirstName": account.first_name,
            "LastName": account.last_name,
            "Password": _digest(account.constellation1_key),
            "StatusCode": ACTIVE,
            "UserGroupId": work.ids.uuid(),
            "Role": "Admin",
        }
        _keep(work, account.tenant, user)


def require_user(call: Call, username: JSON) -> str:
    """Return the SystemUserId of a user of the account, by name.

    Raises:
        ErrorResponse: Nobody has this name.
    """
    return as_text(_named(call, username)["SystemUserId"])


@ROUTES.get("/rest/v1/authenticateuser/{userName}/{salt}", "users.authenticate", public=True)
def authenticate(call: Call) -> Response:
    """Check a user's password, which follows the token and a colon in the header."""
    token, _, encrypted = call.headers.get("authorization", "").partition(":")
    call.identify(authentication.account_of(call, token))
    user = _named(call, call.params["userName"])
    if not _opens(user, encrypted, call.params["salt"]) or user.get("StatusCode") != ACTIVE:
        raise refuse(call, BAD_ACCOUNT)
    return user_response(call, [_user_to_json(user)])


@ROUTES.get("/rest/v1/tokenusernamepassword/{userName}/{salt}", "users.token", public=True)
def token(call: Call) -> Response:
    """Give a token for a user's encrypted password: the older way, which the vendor plans to remove."""
    matches = [
        (account, user)
        for account in call.work.accounts.all()
        if (user := _by_name(call.work, account.tenant, call.params["userName"])) is not None
    ]
    switches = switchboard.load(call.work, matches[0][0].tenant if matches else call.work.accounts.default.tenant)
    if not matches:
        raise refuse(call, "Username not found", switches)
    for account, user in matches:
        if _opens(user, call.headers.get("authorization", ""), call.params["salt"]) and user["StatusCode"] == ACTIVE:
            issued = authentication.issue(call.work, account)
            return response(call, {"ReturnValue": issued, "Details": None}, switches)
    raise refuse(call, "Username/Password is incorrect.", switches)


@ROUTES.post("/rest/v1/users", "users.create")
def create(call: Call) -> Response:
    """Create a user; e-mail addresses are unique."""
    return _created(call, _read(call, "user"))


@ROUTES.post("/rest/v1/groupusers", "groups.create_user")
def create_group_user(call: Call) -> Response:
    """Create a user in a group."""
    user = _read(call, "groupUser")
    user.setdefault("UserGroupId", call.work.ids.uuid())
    return _created(call, {**user, "Role": "User"})


@ROUTES.get("/rest/v1/users/{id}", "users.get")
def get(call: Call) -> Response:
    """Get a user by SystemUserId."""
    return user_response(call, [_user_to_json(_by_id(call, call.params["id"]))])


@ROUTES.get("/rest/v1/users", "users.get_by_username")
def get_by_username(call: Call) -> Response:
    """Get a user by name; clients call it before they create one."""
    names = [value for key, value in call.query_items() if key.casefold() == "username"]
    user = _by_name(call.work, call.account.tenant, names[0] if names else "")
    if user is None and switches_of(call).unknown_user == "empty":
        return user_response(call, [])
    return user_response(call, [_user_to_json(_named(call, names[0] if names else ""))])


@ROUTES.put("/rest/v1/users", "users.update")
def update(call: Call) -> Response:
    """Change some of a user's members; the user is named by SystemUserId or by Username."""
    changes = _read(call, "user")
    if user_id := as_text(changes.pop("SystemUserId", None)):
        user = _by_id(call, user_id)
    else:
        user = _named(call, changes.pop("Username", None))
    return _changed(call, user, changes)


@ROUTES.put("/rest/v1/users/updateByUsername", "users.update_by_username")
def update_by_username(call: Call) -> Response:
    """Change some of a user's members, the name included."""
    changes = _read(call, "user")
    user = _named(call, call.json_object().get("oldUsername"))
    changes.pop("SystemUserId", None)
    return _changed(call, user, changes)


@ROUTES.put("/rest/v1/users/provisionUser", "users.provision")
def provision(call: Call) -> Response:
    """Make a user active (1) or inactive (0)."""
    body = needed_body(call, "salt")
    user = _by_id(call, as_text(body.get("systemUserId")))
    status = as_int(body.get("userStatus"), -1)
    if status not in {INACTIVE, ACTIVE}:
        raise refuse(call, BAD_STATUS)
    return _changed(call, user, {"StatusCode": status})


@ROUTES.put("/rest/v1/groupuser", "groups.update_user_role")
def update_role(call: Call) -> Response:
    """Give a group user another role."""
    body = call.json_object()
    require_user(call, body.get("username"))
    user = _named(call, body.get("groupUser"))
    role = ROLES.get(as_text(body.get("userRole")).casefold())
    if role is None or not user.get("UserGroupId"):
        raise refuse(call, "Error: The user is in no group, or userRole is not Admin, Manager or User.")
    _keep(call.work, call.account.tenant, {**user, "Role": role})
    call.record(call.operation)
    return done(call)


def _created(call: Call, user: JSONObject) -> Response:
    missing = [name for name in _NEEDED if not as_text(user.get(name)).strip()]
    if missing:
        raise refuse(call, f"Error: A user needs {', '.join(missing)}.")
    if _by_name(call.work, call.account.tenant, as_text(user["Username"])) is not None:
        raise refuse(call, "Error: Username already exists.")
    created = {"StatusCode": ACTIVE, **user, "SystemUserId": call.work.ids.uuid()}
    _keep(call.work, call.account.tenant, created)
    call.record(call.operation)
    return user_response(call, [_user_to_json(created)])


def _changed(call: Call, user: JSONObject, changes: JSONObject) -> Response:
    name = as_text(changes.get("Username"))
    namesake = _by_name(call.work, call.account.tenant, name) if name else None
    if namesake is not None and namesake["SystemUserId"] != user["SystemUserId"]:
        raise refuse(call, "Error: Username already exists.")
    changed = {**user, **changes}
    _keep(call.work, call.account.tenant, changed)
    call.record(call.operation)
    return user_response(call, [_user_to_json(changed)])


def _read(call: Call, name: str) -> JSONObject:
    """Return the user in the body, with the password replaced by its digest.

    Raises:
        ErrorResponse: There is no salt, or the password is not encrypted with it.
    """
    body = needed_body(call, "salt")
    user = schema.read(body.get(name), schema.USER, switches_of(call))
    if "Password" in user:
        plain = authentication.decrypt(as_text(user["Password"]), as_text(body.get("salt")))
        if plain is None:
            raise refuse(call, "Error: The password is not encrypted with the salt.")
        user["Password"] = _digest(plain)
    return user


def _opens(user: JSONObject, encrypted: str, salt: str) -> bool:
    plain = authentication.decrypt(encrypted, salt)
    return plain is not None and user.get("Password") == _digest(plain)


def _named(call: Call, username: JSON) -> JSONObject:
    user = _by_name(call.work, call.account.tenant, as_text(username))
    if user is None:
        raise refuse(call, NO_USER)
    return user


def _by_name(work: UnitOfWork, tenant: str, username: str) -> JSONObject | None:
    folded = username.casefold()
    users = work.records(PROVIDER, _KIND, tenant)
    return next((user for user in users if as_text(user["Username"]).casefold() == folded), None)


def _by_id(call: Call, user_id: str) -> JSONObject:
    user = call.work.record(PROVIDER, _KIND, user_id.strip("{}").lower(), call.account.tenant)
    if user is None:
        raise refuse(call, NO_USER_ID)
    return user


def _keep(work: UnitOfWork, tenant: str, user: JSONObject) -> None:
    work.put_record(PROVIDER, _KIND, as_text(user["SystemUserId"]), user, tenant)


def _user_to_json(user: JSONObject) -> JSONObject:
    return {name: user.get(name) for name in schema.USER if name not in _HIDDEN}


def _digest(password: str) -> str:
    return hashlib.sha256(password.encode()).hexdigest()
