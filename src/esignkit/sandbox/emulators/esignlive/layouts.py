"""Layouts: the approvals of one document, kept to be laid over other documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from esignkit.sandbox.emulators.base import Call, Routes, json_response
from esignkit.sandbox.emulators.esignlive import listings
from esignkit.sandbox.emulators.esignlive.errors import invalid, not_found
from esignkit.sandbox.emulators.esignlive.package import Package
from esignkit.sandbox.emulators.esignlive.packages import copy_package, keep, open_package
from esignkit.sandbox.emulators.esignlive.parts import new_approval
from esignkit.sandbox.emulators.esignlive.responses import done
from esignkit.sandbox.wire import JSONObject, as_bool, as_float, as_int, as_list, as_text, objects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from esignkit.sandbox.wire import JSON

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
    found = call.transaction(source_id)
    if found is None:
        raise not_found("package", source_id)
    wanted = objects(body.get("documents"))
    if len(wanted) != 1:
        raise invalid("layout.documents", f"A layout is made of exactly one document, not of {len(wanted)}.")
    source = Package(found)
    document_id = as_text(source.document(as_text(wanted[0].get("id")))["id"])
    members: JSONObject = {key: body[key] for key in ("name", "description", "visibility") if key in body}
    layout = copy_package(call, source, {**members, "type": "LAYOUT"})
    layout.documents = [one for one in layout.documents if one["id"] == document_id]
    layout.transaction.documents = [one for one in layout.transaction.documents if one.id == document_id]
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
    own = {as_text(role["name"]).casefold(): as_text(role["id"]) for role in package.roles}
    sizes = as_list(document.get("_page_sizes"))
    cut = as_bool(call.query("removeOutOfBound"))
    approvals = objects(document.get("approvals"))
    taken = {as_text(one["id"]) for one in approvals}
    for approval in objects(layout.documents[0].get("approvals")):
        name = names[as_text(approval["role"])]
        if name.casefold() not in own:
            own[name.casefold()] = as_text(package.add_role({"name": name}, call.work.ids)["id"])
        fields = [one for one in objects(approval["fields"]) if not cut or _is_inside(one, sizes)]
        if fields or not objects(approval["fields"]):
            approval_id = None if approval["id"] in taken else approval["id"]
            body: JSONObject = {**approval, "id": approval_id, "role": own[name.casefold()], "fields": fields}
            approvals.append(new_approval(body, package.roles, call.work.ids))
    document["approvals"] = approvals
    keep(call, package)
    return done(call)


def _layout(call: Call) -> Package:
    wanted, name = call.query("layoutId"), call.query("layoutName")
    if wanted is None and name is None:
        raise invalid("layout.id", "layoutId or layoutName is needed.")
    for layout in listings.packages_of(call):
        if layout.type == "LAYOUT" and (layout.id == wanted or (wanted is None and layout.name == name)):
            return layout
    raise not_found("layout", wanted or name or "")


def _is_inside(field: JSONObject, sizes: Sequence[JSON]) -> bool:
    page = as_int(field.get("page"))
    if page >= len(sizes):
        return not sizes
    width, height = (as_float(one) for one in as_list(sizes[page]))
    right = as_float(field.get("left")) + as_float(field.get("width"))
    bottom = as_float(field.get("top")) + as_float(field.get("height"))
    return right <= width and bottom <= height
