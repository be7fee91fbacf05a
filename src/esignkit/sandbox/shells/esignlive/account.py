"""What belongs to the account: stored JSON, under the paths and with the shapes that are known.

Lists are kept element by element. Nothing here has an effect on packages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen
from starlette.responses import Response

from esignkit.sandbox.shells.base import Call, Routes, json_answer
from esignkit.sandbox.shells.esignlive import listing
from esignkit.sandbox.shells.esignlive.answers import done, list_or_one, window
from esignkit.sandbox.shells.esignlive.refusals import invalid, not_found
from esignkit.sandbox.shells.esignlive.switches import PROVIDER
from esignkit.sandbox.shells.esignlive.users import user_by_id, users_of
from esignkit.sandbox.wire import JSONObject, as_object, as_text, objects

if TYPE_CHECKING:
    from collections.abc import Callable


ROUTES = Routes()


# Collections: elements with ids


@frozen
class Collection:
    """Elements with ids of their own, kept as they come."""

    path: str
    kind: str
    name: str
    """The word in `messageKey`s and operations."""
    plain: bool = False
    """Whether the list answers as an array, not in the envelope with `count`."""
    update_at: str = "one"
    """Where PUT goes: to `one` element's path or to `all`, the id then being in the body."""
    fill: Callable[[Call, JSONObject], JSONObject] = lambda _, body: body
    """Complete a new element."""

    def all(self, call: Call) -> list[JSONObject]:
        """Return the elements of the caller's account."""
        return call.work.records(PROVIDER, self.kind, call.account.tenant)

    def one(self, call: Call, identity: str) -> JSONObject:
        """Return an element.

        Raises:
            Refusal: There is none.
        """
        for element in self.all(call):
            if element["id"] == identity:
                return element
        raise not_found(self.name, identity)

    def keep(self, call: Call, element: JSONObject) -> Response:
        """Keep an element and answer it."""
        key = f"{call.account.tenant}/{as_text(element['id'])}"
        call.work.put_record(PROVIDER, self.kind, key, element, call.account.tenant)
        call.record(call.operation)
        return json_answer(element)


def _declare_collection(of: Collection) -> None:
    def list_all(call: Call) -> Response:
        found = of.all(call)
        if of.plain:
            return json_answer(list_or_one(call, found) if of.update_at == "all" else found)
        return json_answer(window(call, found))

    def create(call: Call) -> Response:
        body = call.json_object()
        identity = as_text(body.get("id")) or call.work.ids.uuid()
        if any(one["id"] == identity for one in of.all(call)):
            raise invalid(f"{of.name}.duplicateId", f"There is a {of.name} with id {identity} already.")
        return of.keep(call, of.fill(call, {**body, "id": identity}))

    def get(call: Call) -> Response:
        return json_answer(of.one(call, call.params["id"]))

    def update(call: Call) -> Response:
        body = call.json_object()
        identity = call.params.get("id") or as_text(body.get("id"))
        return of.keep(call, {**of.one(call, identity), **body, "id": identity})

    def delete(call: Call) -> Response:
        of.one(call, call.params["id"])
        call.work.delete_record(PROVIDER, of.kind, f"{call.account.tenant}/{call.params['id']}")
        call.record(call.operation)
        return done(call)

    one = of.path + "/{id}"
    ROUTES.get(of.path, f"{of.kind}.list")(list_all)
    ROUTES.post(of.path, f"{of.kind}.create")(create)
    ROUTES.get(one, f"{of.kind}.get")(get)
    ROUTES.put(one if of.update_at == "one" else of.path, f"{of.kind}.update")(update)
    ROUTES.delete(one, f"{of.kind}.delete")(delete)


def _new_role(_: Call, body: JSONObject) -> JSONObject:
    return {"permissions": [], "description": "", "enabled": True, "inherited": False, "predefined": False, **body}


ACCOUNT_ROLES = Collection("/api/account/roles", "account_roles", "accountRole", fill=_new_role)

for _collection in (
    ACCOUNT_ROLES,
    Collection("/api/account/customfields", "custom_fields", "customField", plain=True, update_at="all"),
    Collection("/api/user/customfields", "user_custom_fields", "userCustomField", plain=True, update_at="all"),
    Collection("/api/account/subaccounts", "subaccounts", "subaccount", plain=True),
):
    _declare_collection(_collection)


@ROUTES.get("/api/account/roles/{id}/users", "account_roles.users")
def users_of_role(call: Call) -> Response:
    """`GET /account/roles/{id}/users`: the users who have this role."""
    role = ACCOUNT_ROLES.one(call, call.params["id"])
    found = [user for user in users_of(call.work, call.account) if role["id"] in _roles_of(call, as_text(user["id"]))]
    return json_answer(window(call, found))


def _roles_of(call: Call, user_id: str) -> set[str]:
    kept = as_object(call.work.record(PROVIDER, "userRoles", user_id, call.account.tenant))
    return {as_text(one.get("id")) for one in objects(kept.get("accountRoles"))}


@ROUTES.get("/api/account/usage", "account.usage")
def usage(call: Call) -> Response:
    """`GET /account/usage`."""
    packages = sum(1 for one in listing.packages_of(call) if one.type == "PACKAGE")
    return json_answer({"senders": len(users_of(call.work, call.account)), "packages": packages})


@ROUTES.get("/api/account/accessibleaccounts", "account.accessible_accounts")
def accessible_accounts(call: Call) -> Response:
    """`GET /account/accessibleaccounts`."""
    return json_answer([{"accountId": call.account.tenant, "accountName": call.account.name}])


@ROUTES.get("/api/account/subaccountApiKeys", "account.subaccount_api_keys")
def subaccount_api_keys(_: Call) -> Response:
    """`GET /account/subaccountApiKeys`: subaccounts of the sandbox have no keys of their own."""
    return json_answer([])


@ROUTES.get("/api/sysinfo", "sysinfo")
def sysinfo(_: Call) -> Response:
    """`GET /sysinfo`."""
    return json_answer({"version": "sandbox", "buildNumber": "0"})


# Groups


def _new_group(call: Call, body: JSONObject) -> JSONObject:
    members = [_new_member(call, one) for one in objects(body.get("members"))]
    owner = {"id": call.account.tenant, "name": call.account.name}
    return {"name": "", "email": "", "emailMembers": False, **body, "members": members, "account": owner}


def _new_member(call: Call, body: JSONObject) -> JSONObject:
    user_id = as_text(body.get("userId"))
    found = [
        one for one in users_of(call.work, call.account) if user_id == one["id"] or body.get("email") == one["email"]
    ]
    if not found:
        user_by_id(call, user_id or as_text(body.get("email")))
    who = {key: found[0][key] for key in ("email", "firstName", "lastName")}
    kind = as_text(body.get("memberType"), "REGULAR")
    return {"userId": found[0]["id"], **who, "memberType": kind, "pending": False}


GROUPS = Collection("/api/groups", "groups", "group", fill=_new_group)
_declare_collection(GROUPS)


@ROUTES.get("/api/groups/summary", "groups.summary")
def groups_summary(call: Call) -> Response:
    """`GET /groups/summary`."""
    return json_answer(
        window(call, [{key: one.get(key) for key in ("id", "name", "email")} for one in GROUPS.all(call)])
    )


@ROUTES.post("/api/groups/{id}/members", "groups.add_member")
@ROUTES.post("/api/groups/{id}/invite", "groups.invite")
def add_member(call: Call) -> Response:
    """`POST /groups/{id}/members` and `/invite`: a user of the account joins."""
    group = GROUPS.one(call, call.params["id"])
    member = _new_member(call, call.json_object())
    others = [one for one in objects(group.get("members")) if one["userId"] != member["userId"]]
    GROUPS.keep(call, {**group, "members": [*others, member]})
    return json_answer(member)
