"""Layouts: the approvals of one document, stored to be applied to other documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call, json_response
from esignkit.sandbox.emulators.esignlive import listings
from esignkit.sandbox.emulators.esignlive.consent import CONSENT_ID, new_consent
from esignkit.sandbox.emulators.esignlive.errors import invalid, not_found
from esignkit.sandbox.emulators.esignlive.package import Package
from esignkit.sandbox.emulators.esignlive.package_parts import new_approval
from esignkit.sandbox.emulators.esignlive.packages import copy_package, keep, open_package
from esignkit.sandbox.emulators.esignlive.responses import done
from esignkit.sandbox.json_values import JSONObject, as_bool, as_float, as_int, as_list, as_text, objects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from esignkit.sandbox.json_values import JSON

ROUTES = Routes()


@ROUTES.get("/api/layouts", "layouts.list")
def list_layouts(call: Call) -> Response:
    """`GET /layouts`."""
    return json_response(listings.page(call, "LAYOUT"))


@ROUTES.post("/api/layouts", "layouts.create")
def create(call: Call) -> Response:
    """`POST /layouts`: one document of a package becomes a layout."""
    body = call.json_object()
    source_id = as_text(body.get("id"))
    transaction = call.transaction(source_id)
    if transaction is None:
        raise not_found("package", source_id)
    document_bodies = objects(body.get("documents"))
    if len(document_bodies) != 1:
        raise invalid("layout.documents", f"A layout is made of exactly one document, not of {len(document_bodies)}.")
    source = Package(transaction)
    document_id = as_text(source.document(as_text(document_bodies[0].get("id")))["id"])
    if document_id == CONSENT_ID:
        raise invalid("layout.documents", "A layout is made of a document that is signed, not of the consent.")
    members: JSONObject = {key: body[key] for key in ("name", "description", "visibility") if key in body}
    layout = copy_package(call, source, {**members, "type": "LAYOUT"})
    layout.consent = new_consent({})
    layout.documents = [document for document in layout.documents if document["id"] == document_id]
    layout.transaction.documents = [document for document in layout.transaction.documents if document.id == document_id]
    layout.roles = [{**role, "signers": []} for role in layout.roles]
    layout.number_documents()
    keep(call, layout)
    return json_response(layout.on_the_wire())


@ROUTES.post("/api/packages/{packageId}/documents/{documentId}/layout", "documents.apply_layout")
def apply(call: Call) -> Response:
    """`POST …/documents/{documentId}/layout?layoutId=` or `?layoutName=`: the layout's approvals are added.

    Roles are matched by name; those the package lacks are added as placeholders.
    """
    package = open_package(call)
    document = package.document(call.params["documentId"])
    layout = _layout(call)
    names = {as_text(role["id"]): as_text(role["name"]) for role in layout.roles}
    role_ids = {as_text(role["name"]).casefold(): as_text(role["id"]) for role in package.roles}
    sizes = as_list(document.get("_page_sizes"))
    removes_out_of_bound = as_bool(call.query("removeOutOfBound"))
    approvals = objects(document.get("approvals"))
    used_ids = {as_text(approval["id"]) for approval in approvals}
    for approval in objects(layout.documents[0].get("approvals")):
        name = names[as_text(approval["role"])]
        if name.casefold() not in role_ids:
            role_ids[name.casefold()] = as_text(package.add_role({"name": name}, call.work)["id"])
        fields = [
            field for field in objects(approval["fields"]) if not removes_out_of_bound or _is_inside(field, sizes)
        ]
        if fields or not objects(approval["fields"]):
            approval_id = None if approval["id"] in used_ids else approval["id"]
            body: JSONObject = {**approval, "id": approval_id, "role": role_ids[name.casefold()], "fields": fields}
            approvals.append(new_approval(body, package.roles, call.work, call.tenant))
    document["approvals"] = approvals
    keep(call, package)
    return done(call)


def _layout(call: Call) -> Package:
    layout_id, name = call.query("layoutId"), call.query("layoutName")
    if layout_id is None and name is None:
        raise invalid("layout.id", "layoutId or layoutName is needed.")
    for layout in listings.packages_of(call, "LAYOUT"):
        if layout.id == layout_id or (layout_id is None and layout.name == name):
            return layout
    raise not_found("layout", layout_id or name or "")


def _is_inside(field: JSONObject, sizes: Sequence[JSON]) -> bool:
    page = as_int(field.get("page"))
    if page >= len(sizes):
        return not sizes
    width, height = (as_float(side) for side in as_list(sizes[page]))
    right = as_float(field.get("left")) + as_float(field.get("width"))
    bottom = as_float(field.get("top")) + as_float(field.get("height"))
    return right <= width and bottom <= height
