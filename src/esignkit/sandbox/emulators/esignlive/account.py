"""Resources of the account: stored JSON, with the known paths and shapes.

Lists are kept element by element. Nothing here has an effect on packages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen
from starlette.responses import Response

from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call, empty_response, json_response
from esignkit.sandbox.emulators.esignlive import listings
from esignkit.sandbox.emulators.esignlive.authentication import user_of
from esignkit.sandbox.emulators.esignlive.behaviour_switches import PROVIDER
from esignkit.sandbox.emulators.esignlive.dates import date_text
from esignkit.sandbox.emulators.esignlive.response_defaults import as_account
from esignkit.sandbox.emulators.esignlive.response_schemas import in_full
from esignkit.sandbox.emulators.esignlive.responses import as_openapi, done, list_or_one, window
from esignkit.sandbox.emulators.esignlive.rows import find, refuse_duplicate
from esignkit.sandbox.emulators.esignlive.users import user_by_id, users_of
from esignkit.sandbox.json_values import JSONObject, as_object, as_text, objects

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from esignkit.sandbox.json_values import JSON


ROUTES = Routes()


# Collections: elements with ids


@frozen
class Collection:
    """A collection of elements with ids, stored as they are sent."""

    path: str
    kind: str
    name: str
    """The word in `messageKey`s and operations."""
    plain: bool = False
    """Whether the list is returned as an array, not in the envelope with `count`."""
    update_at: str = "one"
    """The path of PUT: that of `one` element, or that of `all`, with the id in the body."""
    absent: bool = False
    """Whether an unknown id gives a success without a body."""
    lists: Callable[[Call, JSONObject], bool] = lambda _call, _element: True
    """Whether the list that the query asks for has an element."""
    silent: bool = False
    """Whether creating returns no body."""
    fill: Callable[[Call, JSONObject], JSONObject] = lambda _, body: body
    """Complete a new or a changed element."""

    def all(self, call: Call) -> list[JSONObject]:
        """Return the elements of the caller's account."""
        return call.work.records(PROVIDER, self.kind, call.account.tenant)

    def one(self, call: Call, identity: str) -> JSONObject:
        """Return an element.

        Raises:
            ErrorResponse: There is none.
        """
        return find(self.all(call), self.name, identity)

    def keep(self, call: Call, element: JSONObject) -> Response:
        """Store an element and return it."""
        key = f"{call.account.tenant}/{as_text(element['id'])}"
        call.work.put_record(PROVIDER, self.kind, key, element, call.account.tenant)
        call.record(call.operation)
        return json_response(element)


def _declare_collection(collection: Collection) -> None:
    def list_all(call: Call) -> Response:
        everything = [element for element in collection.all(call) if collection.lists(call, element)]
        if call.query("dir") == "desc":
            everything.reverse()
        page_body = window(call, everything)
        if collection.plain:
            rows = objects(as_object(page_body)["results"])
            return json_response(list_or_one(call, rows) if collection.absent else rows)
        return json_response(page_body)

    def create(call: Call) -> Response:
        body = call.json_object()
        identity = as_text(body.get("id")) or call.work.ids.uuid()
        refuse_duplicate(collection.all(call), collection.name, identity, call.work, call.tenant)
        response = collection.keep(call, collection.fill(call, {**body, "id": identity}))
        return done(call) if collection.silent else response

    def get(call: Call) -> Response:
        if collection.absent and not any(row["id"] == call.params["id"] for row in collection.all(call)):
            return empty_response(200)
        return json_response(collection.one(call, call.params["id"]))

    def update(call: Call) -> Response:
        body = call.json_object()
        identity = call.params.get("id") or as_text(body.get("id"))
        element: JSONObject = {**collection.one(call, identity), **body, "id": identity}
        return collection.keep(call, collection.fill(call, element))

    def delete(call: Call) -> Response:
        collection.one(call, call.params["id"])
        call.work.delete_record(PROVIDER, collection.kind, f"{call.account.tenant}/{call.params['id']}")
        call.record(call.operation)
        return done(call)

    row_path = collection.path + "/{id}"
    ROUTES.get(collection.path, f"{collection.kind}.list")(list_all)
    ROUTES.post(collection.path, f"{collection.kind}.create")(create)
    ROUTES.get(row_path, f"{collection.kind}.get")(get)
    ROUTES.put(row_path if collection.update_at == "one" else collection.path, f"{collection.kind}.update")(update)
    ROUTES.delete(row_path, f"{collection.kind}.delete")(delete)


def _new_role(_: Call, body: JSONObject) -> JSONObject:
    return in_full("AccountRole", body)


def _custom_fields(path: str, kind: str, name: str) -> Collection:
    schema = name[0].upper() + name[1:]
    return Collection(
        path, kind, name, plain=True, update_at="all", absent=True, fill=lambda _, body: in_full(schema, body)
    )


def _new_subaccount(call: Call, body: JSONObject) -> JSONObject:
    return as_account(call.account, body)


ACCOUNT_ROLES = Collection("/api/account/roles", "account_roles", "accountRole", fill=_new_role, silent=True)

for _collection in (
    ACCOUNT_ROLES,
    _custom_fields("/api/account/customfields", "custom_fields", "customField"),
    _custom_fields("/api/user/customfields", "user_custom_fields", "userCustomField"),
    Collection("/api/account/subaccounts", "subaccounts", "subaccount", plain=True, fill=_new_subaccount),
):
    _declare_collection(_collection)


@ROUTES.get("/api/account/roles/{id}/users", "account_roles.users")
def users_of_role(call: Call) -> Response:
    """`GET /account/roles/{id}/users`: the ids of the users who have this role."""
    role = ACCOUNT_ROLES.one(call, call.params["id"])
    users = (as_text(user["id"]) for user in users_of(call.work, call.account))
    members: list[JSON] = [user for user in users if role["id"] in roles_of(call, user)]
    return json_response(members if as_openapi(call) else {"count": len(members), "results": members})


def roles_of(call: Call, user_id: str) -> set[str]:
    """Return the ids of the account roles of a user."""
    record = as_object(call.work.record(PROVIDER, "userRoles", user_id, call.account.tenant))
    return {as_text(account_role.get("id")) for account_role in objects(record.get("accountRoles"))}


@ROUTES.get("/api/account/usage", "account.usage")
def usage(call: Call) -> Response:
    """`GET /account/usage`."""
    senders = len(users_of(call.work, call.account))
    return json_response({"senders": senders, "packages": listings.count_packages(call)})


@ROUTES.get("/api/account/accessibleaccounts", "account.accessible_accounts")
def accessible_accounts(call: Call) -> Response:
    """`GET /account/accessibleaccounts`."""
    return json_response([{"accountUid": call.account.tenant, "accountName": call.account.name}])


@ROUTES.get("/api/account/subaccountApiKeys", "account.subaccount_api_keys")
def subaccount_api_keys(_: Call) -> Response:
    """`GET /account/subaccountApiKeys`: subaccounts of the sandbox have no keys of their own."""
    return json_response([])


@ROUTES.get("/api/sysinfo", "sysinfo")
def sysinfo(_: Call) -> Response:
    """`GET /sysinfo`."""
    return json_response({"version": "sandbox", "buildNumber": "0"})


# Groups


def _new_group(call: Call, body: JSONObject) -> JSONObject:
    members = [  # one who is in the group stays in it, a user of the account or not
        member if {"userId", "pending"} <= member.keys() else _new_member(call, member)
        for member in objects(body.get("members"))
    ]
    now = date_text(call.work.now)
    created: JSONObject = {"created": as_text(body.get("created")) or now, "account": as_account(call.account)}
    return in_full("Group", {**body, "members": members, **created, "updated": now})


def _new_member(call: Call, body: JSONObject, others: Sequence[JSONObject] = ()) -> JSONObject:
    """Return a member: a user of the account, or somebody else by e-mail address, who has still to join the account."""
    user_id, email = as_text(body.get("userId")), as_text(body.get("email"))
    matching = [user for user in users_of(call.work, call.account) if user_id == user["id"] or email == user["email"]]
    if not matching and (user_id or not email):
        user_by_id(call, user_id)
    known = [*matching, *({**one, "id": one["userId"]} for one in others if one["email"] == email), body]
    names: JSONObject = {key: as_text(known[0].get(key)) for key in ("email", "firstName", "lastName")}
    kind = as_text(body.get("memberType"), "REGULAR")
    member_id = as_text(known[0].get("id")) or call.work.ids.uuid()
    return {"userId": member_id, **names, "memberType": kind, "pending": not matching}


def _is_asked_for(call: Call, group: JSONObject) -> bool:
    """Whether a group has a part of the `name`, and with `requestType=manager` the caller for a manager."""
    if (call.query("name") or "").casefold() not in as_text(group.get("name")).casefold():
        return False
    managers = (one["userId"] for one in objects(group.get("members")) if one.get("memberType") == "MANAGER")
    return call.query("requestType") != "manager" or user_of(call)["id"] in managers


GROUPS = Collection("/api/groups", "groups", "group", lists=_is_asked_for, fill=_new_group)
_declare_collection(GROUPS)


@ROUTES.get("/api/groups/summary", "groups.summary")
def groups_summary(call: Call) -> Response:
    """`GET /groups/summary`."""
    summaries: list[JSONObject] = [
        {**{key: group[key] for key in ("id", "name", "email")}, "data": ""} for group in GROUPS.all(call)
    ]
    return json_response(window(call, summaries))


@ROUTES.post("/api/groups/{id}/members", "groups.add_member")
def add_member(call: Call) -> Response:
    """`POST /groups/{id}/members`: somebody joins; returns the member, or the group."""
    group, member = _join(call)
    return json_response(group if as_openapi(call) else member)


@ROUTES.post("/api/groups/{id}/invite", "groups.invite")
def invite(call: Call) -> Response:
    """`POST /groups/{id}/invite` with a GroupMember or a User: the same; returns the group."""
    return json_response(_join(call)[0])


def _join(call: Call) -> tuple[JSONObject, JSONObject]:
    """Add the user in the body to the group in the path; return both."""
    group = GROUPS.one(call, call.params["id"])
    body = call.json_object()
    member = _new_member(call, {"userId": body.get("id"), **body}, objects(group.get("members")))
    other_members: list[JSON] = [
        other for other in objects(group.get("members")) if other["userId"] != member["userId"]
    ]
    group = {**group, "members": [*other_members, member]}
    GROUPS.keep(call, group)
    return group, member
