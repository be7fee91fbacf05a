"""Roles and their signers; signing links and reminders."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import PlainTextResponse, Response

from esignkit.sandbox.domain.model import PartyState, Stage
from esignkit.sandbox.shells.base import Call, Routes, empty_answer, json_answer
from esignkit.sandbox.shells.esignlive.package import Package, new_role, results, role_on_the_wire
from esignkit.sandbox.shells.esignlive.packages import open_package, require_sent
from esignkit.sandbox.shells.esignlive.refusals import invalid
from esignkit.sandbox.wire import JSONObject, as_int, as_text, objects

ROUTES = Routes()


@ROUTES.get("/api/packages/{packageId}/roles", "roles.list")
def list_roles(call: Call) -> Response:
    """`GET /packages/{packageId}/roles`."""
    return json_answer(results([role_on_the_wire(role) for role in open_package(call).roles]))


@ROUTES.post("/api/packages/{packageId}/roles", "roles.add")
def add(call: Call) -> Response:
    """`POST /packages/{packageId}/roles`."""
    package = open_package(call)
    body = call.json_object()
    package.require_draft("get roles")
    role = package.add_role(body, call.work.ids)
    call.work.save(package.keep())
    call.record("roles.add", package.id)
    return json_answer(role_on_the_wire(role))


@ROUTES.put("/api/packages/{packageId}/roles", "roles.reorder")
def reorder(call: Call) -> Response:
    """`PUT /packages/{packageId}/roles`: the signing order; full roles may come, their index counts."""
    package = open_package(call)
    package.require_draft("reorder its roles")
    for body in objects(call.json()):
        package.role(as_text(body.get("id")))["index"] = as_int(body.get("index"))
    package.roles.sort(key=lambda role: as_int(role.get("index")))
    call.work.save(package.keep())
    call.record("roles.reorder", package.id)
    return json_answer(results([role_on_the_wire(role) for role in package.roles]))


@ROUTES.get("/api/packages/{packageId}/roles/{roleId}", "roles.get")
def get(call: Call) -> Response:
    """`GET /packages/{packageId}/roles/{roleId}`."""
    return json_answer(role_on_the_wire(open_package(call).role(call.params["roleId"])))


@ROUTES.put("/api/packages/{packageId}/roles/{roleId}", "roles.update")
def update(call: Call) -> Response:
    """`PUT /packages/{packageId}/roles/{roleId}`: changed members; once sent, only of somebody who has not signed."""
    package = open_package(call)
    role = package.role(call.params["roleId"])
    body = call.json_object()
    if not package.is_draft:
        _require_pending(package, role)
        body = {key: value for key, value in body.items() if key != "index"}
    changed = new_role({**role, **body, "id": role["id"]}, call.work.ids)
    package.roles[package.roles.index(role)] = changed
    party = package.transaction.party(as_text(role["id"]))
    if party is not None and not package.is_draft:
        signer = objects(changed["signers"])[0]
        party.name = f"{as_text(signer['firstName'])} {as_text(signer['lastName'])}".strip()
        party.email = as_text(signer["email"])
    call.work.save(package.keep())
    call.record("roles.update", package.id)
    return json_answer(role_on_the_wire(changed))


def _require_pending(package: Package, role: JSONObject) -> None:
    party = package.transaction.party(as_text(role["id"]))
    if package.transaction.stage is not Stage.OPEN or party is None or party.state is not PartyState.PENDING:
        raise invalid("role.locked", f"The role cannot be changed: the package is in status {package.status}.")


@ROUTES.delete("/api/packages/{packageId}/roles/{roleId}", "roles.delete")
def delete(call: Call) -> Response:
    """`DELETE /packages/{packageId}/roles/{roleId}`: the role's approvals go with it."""
    package = open_package(call)
    package.role(call.params["roleId"])
    package.require_draft("lose roles")
    package.remove_role(call.params["roleId"])
    call.work.save(package.keep())
    call.record("roles.delete", package.id)
    return empty_answer()


@ROUTES.post("/api/packages/{packageId}/roles/{roleId}/unlock", "roles.unlock")
def unlock(call: Call) -> Response:
    """`POST /packages/{packageId}/roles/{roleId}/unlock`."""
    package = open_package(call)
    role = package.role(call.params["roleId"])
    require_sent(package, "unlock a signer")
    role["locked"] = False
    call.work.save(package.keep())
    call.record("roles.unlock", package.id)
    return json_answer(role_on_the_wire(role))


@ROUTES.get("/api/packages/{packageId}/roles/{roleId}/signingUrl", "roles.signing_url")
def signing_url(call: Call) -> Response:
    """`GET /packages/{packageId}/roles/{roleId}/signingUrl`: not before sending."""
    package = open_package(call)
    role_id = as_text(package.role(call.params["roleId"])["id"])
    if package.transaction.stage not in {Stage.OPEN, Stage.COMPLETED}:
        require_sent(package, "be signed")
    path = f"/esl/transaction/{quote(package.id, safe='')}/sign"
    url = f"{call.base_url}{path}?role={quote(role_id, safe='')}"
    return json_answer({"packageId": package.id, "roleId": role_id, "url": url})


@ROUTES.get("/transaction/{packageId}/sign", "signing_page", public=True)
def signing_page(call: Call) -> Response:
    """Where a signing URL leads: this sandbox has no browser ceremony, so the page says how to sign."""
    return PlainTextResponse(
        "This package is signed through the sandbox:\n\n"
        f'  sandbox.sign("{call.params["packageId"]}", "{call.query("role") or ""}")\n\n'
        'or POST /_sandbox/transactions/{id}/sign with {"signer": "e-mail address or role id"}.\n'
    )


@ROUTES.post("/api/packages/{packageId}/roles/{roleId}/notifications", "roles.notify")
def notify(call: Call) -> Response:
    """`POST /packages/{packageId}/roles/{roleId}/notifications`: a reminder to the role's signer."""
    package = open_package(call)
    role = package.role(call.params["roleId"])
    require_sent(package, "send notifications")
    call.work.event(package.transaction, "notified", party=role["id"])
    call.record("roles.notify", package.id)
    return empty_answer()
