"""Roles and their signers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from esignkit.sandbox.domain.model import PartyState, Stage
from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call, empty_response, json_response
from esignkit.sandbox.emulators.esignlive import mails
from esignkit.sandbox.emulators.esignlive.errors import invalid, not_found
from esignkit.sandbox.emulators.esignlive.package import Package
from esignkit.sandbox.emulators.esignlive.package_parts import new_role
from esignkit.sandbox.emulators.esignlive.packages import keep, open_package
from esignkit.sandbox.emulators.esignlive.response_schemas import in_full
from esignkit.sandbox.emulators.esignlive.responses import done, image_response, results
from esignkit.sandbox.json_values import JSONObject, as_int, as_object, as_text, objects

if TYPE_CHECKING:
    from collections.abc import Sequence

ROUTES = Routes()

_ALL = "/api/packages/{packageId}/roles"
_ONE = _ALL + "/{roleId}"

VERIFICATION_TYPES: list[JSONObject] = [
    {"id": "personalCertificateSigning", "name": "Personal Certificate Signing", "method": "CERTIFICATE"},
    {"id": "digipassAuthentication", "name": "Digipass", "method": "TOKEN"},
]


@ROUTES.get(_ALL, "roles.list")
def list_roles(call: Call) -> Response:
    """`GET /packages/{packageId}/roles`."""
    package = open_package(call)
    return json_response(results([package.role_on_the_wire(role) for role in package.roles]))


@ROUTES.post(_ALL, "roles.add")
def add(call: Call) -> Response:
    """`POST /packages/{packageId}/roles`."""
    package = open_package(call)
    role = package.add_role(call.json_object(), call.work)
    keep(call, package)
    return json_response(package.role_on_the_wire(role))


@ROUTES.put(_ALL, "roles.reorder")
def reorder(call: Call) -> Response:
    """`PUT /packages/{packageId}/roles`: the signing order; full roles may be sent; only their index is used."""
    package = open_package(call)
    for body in objects(call.json()):
        package.role(as_text(body.get("id")))["index"] = as_int(body.get("index"))
    package.roles.sort(key=lambda role: as_int(role.get("index")))
    keep(call, package)
    return json_response(results([package.role_on_the_wire(role) for role in package.roles]))


@ROUTES.get(_ONE, "roles.get")
def get(call: Call) -> Response:
    """`GET /packages/{packageId}/roles/{roleId}`."""
    package = open_package(call)
    return json_response(package.role_on_the_wire(package.role(call.params["roleId"])))


@ROUTES.put(_ONE, "roles.update")
def update(call: Call) -> Response:
    """`PUT /packages/{packageId}/roles/{roleId}`: changed members; once sent, only for a signer who has not signed.

    Attachments may be accepted or rejected as long as the package is out.
    """
    package = open_package(call)
    role = package.role(call.params["roleId"])
    body = call.json_object()
    if "attachmentRequirements" in body:
        requirements = objects(body["attachmentRequirements"])
        body["attachmentRequirements"] = _with_files(requirements, objects(role.get("attachmentRequirements")))
    if not package.is_draft:
        body = {key: value for key, value in body.items() if key != "index"}
        if set(body) - {"attachmentRequirements", "id"}:
            _require_pending(package, role)
    new_state = new_role({**role, **body, "id": role["id"]}, call.work, call.tenant)
    package.roles[package.roles.index(role)] = new_state
    party = package.transaction.party(as_text(role["id"]))
    if party is not None and not package.is_draft:
        signers = objects(new_state["signers"])
        if not signers:
            raise invalid("role.signers", "A role of a package that has been sent keeps a signer.")
        party.name = f"{as_text(signers[0]['firstName'])} {as_text(signers[0]['lastName'])}".strip()
        party.email = as_text(signers[0]["email"])
        package.keep()
        if package.transaction.stage is Stage.OPEN:
            mails.invite_due(call.work, package.transaction)
    keep(call, package)
    return json_response(package.role_on_the_wire(new_state))


def _with_files(requirements: Sequence[JSONObject], current: Sequence[JSONObject]) -> list[JSONObject]:
    """Return attachment requirements with the files attached so far, which a client cannot change."""
    current_by_id = {as_text(requirement.get("id")): requirement for requirement in current}
    merged: list[JSONObject] = []
    for requirement in requirements:
        previous = current_by_id.get(as_text(requirement.get("id")), {})
        merged.append({**previous, **requirement, "files": objects(previous.get("files"))})
    return merged


def _require_pending(package: Package, role: JSONObject) -> None:
    party = package.transaction.party(as_text(role["id"]))
    if package.transaction.stage is not Stage.OPEN or party is None or party.state is not PartyState.PENDING:
        raise invalid("role.locked", f"The role cannot be changed: the package is in status {package.status}.")


@ROUTES.delete(_ONE, "roles.delete")
def delete(call: Call) -> Response:
    """`DELETE /packages/{packageId}/roles/{roleId}`: its approvals are deleted, too."""
    package = open_package(call)
    package.remove_role(call.params["roleId"])
    keep(call, package)
    return done(call)


@ROUTES.post(_ONE + "/unlock", "roles.unlock")
def unlock(call: Call) -> Response:
    """`POST /packages/{packageId}/roles/{roleId}/unlock`."""
    package = open_package(call)
    role = package.role(call.params["roleId"])
    role["locked"] = False
    keep(call, package)
    return json_response(package.role_on_the_wire(role))


@ROUTES.get(_ONE + "/signatureImage", "roles.signature_image")
def signature_image(call: Call) -> Response:
    """`GET …/roles/{roleId}/signatureImage`: a plain picture of the usual size."""
    open_package(call).role(call.params["roleId"])
    return image_response(350, 100)


# Verification of a signer


@ROUTES.get("/api/account/{accountId}/verificationTypes", "verification_types.list")
def verification_types(_: Call) -> Response:
    """`GET /account/{accountId}/verificationTypes`."""
    return json_response(results(VERIFICATION_TYPES))


@ROUTES.get(_ONE + "/verification", "roles.get_verification")
def get_verification(call: Call) -> Response:
    """`GET …/roles/{roleId}/verification`: 204 when there is none."""
    verification = _verifications(open_package(call), call).get(call.params["roleId"])
    return json_response(verification) if verification else empty_response(204)


@ROUTES.post(_ONE + "/verification", "roles.add_verification")
@ROUTES.put(_ONE + "/verification", "roles.update_verification")
def put_verification(call: Call) -> Response:
    """`POST` and `PUT …/roles/{roleId}/verification`."""
    package = open_package(call)
    verifications = _verifications(package, call)
    body = call.json_object()
    current = as_object(verifications.get(call.params["roleId"]))
    if call.method == "PUT" and not current:
        raise not_found("verification", call.params["roleId"])
    kind = as_text(body.get("typeId")) or as_text(current.get("typeId"))
    if not any(verification_type["id"] == kind for verification_type in VERIFICATION_TYPES):
        raise invalid("verification.typeId", f"{kind!r} is none of the account's verification types.")
    verification = in_full("Verification", {"typeId": kind, "payload": body.get("payload", current.get("payload"))})
    package.extras["verifications"] = {**verifications, call.params["roleId"]: verification}
    keep(call, package)
    return json_response(verification)


@ROUTES.delete(_ONE + "/verification", "roles.delete_verification")
def delete_verification(call: Call) -> Response:
    """`DELETE …/roles/{roleId}/verification`."""
    package = open_package(call)
    verifications = _verifications(package, call)
    if verifications.pop(call.params["roleId"], None) is None:
        raise not_found("verification", call.params["roleId"])
    package.extras["verifications"] = verifications
    keep(call, package)
    return done(call)


def _verifications(package: Package, call: Call) -> JSONObject:
    package.role(call.params["roleId"])
    return as_object(package.extras.get("verifications"))
