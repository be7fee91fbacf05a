"""Approvals (signatures) and their fields."""

from __future__ import annotations

from starlette.responses import Response

from esignkit.sandbox.emulators.base import Call, Routes, json_response
from esignkit.sandbox.emulators.esignlive.errors import invalid, not_found
from esignkit.sandbox.emulators.esignlive.package import Package
from esignkit.sandbox.emulators.esignlive.packages import open_package
from esignkit.sandbox.emulators.esignlive.parts import new_approval, new_condition, new_field
from esignkit.sandbox.emulators.esignlive.responses import as_openapi, done, results
from esignkit.sandbox.wire import JSONObject, as_text, objects

ROUTES = Routes()

_OF_DOCUMENT = "/api/packages/{packageId}/documents/{documentId}/approvals"
_ONE = _OF_DOCUMENT + "/{approvalId}"
_FIELD = _ONE + "/fields/{fieldId}"


def _find(found: list[JSONObject], kind: str, identity: str) -> JSONObject:
    for one in found:
        if one["id"] == identity:
            return one
    raise not_found(kind, identity)


def _put(found: list[JSONObject], one: JSONObject) -> list[JSONObject]:
    """Return a list in which an element of the same id is replaced, or the element is appended."""
    if any(other["id"] == one["id"] for other in found):
        return [one if other["id"] == one["id"] else other for other in found]
    return [*found, one]


def _opened(call: Call) -> tuple[Package, JSONObject, list[JSONObject]]:
    package = open_package(call)
    document = package.document(call.params["documentId"])
    return package, document, objects(document.get("approvals"))


def _keep(call: Call, package: Package, document: JSONObject, approvals: list[JSONObject], operation: str) -> None:
    document["approvals"] = approvals
    call.work.save(package.keep())
    call.record(operation, package.id)


@ROUTES.post(_OF_DOCUMENT, "approvals.add")
def add(call: Call) -> Response:
    """`POST …/approvals`."""
    package, document, approvals = _opened(call)
    approval = new_approval(call.json_object(), package.roles, call.work.ids)
    if any(one["id"] == approval["id"] for one in approvals):
        raise invalid("approval.duplicateId", f"There is an approval with id {approval['id']} already.")
    _keep(call, package, document, [*approvals, approval], "approvals.add")
    return json_response(approval)


@ROUTES.put(_OF_DOCUMENT, "approvals.replace")
def replace(call: Call) -> Response:
    """`PUT …/approvals`: the document's approvals are those of the list."""
    package, document, _ = _opened(call)
    approvals = [new_approval(body, package.roles, call.work.ids) for body in objects(call.json())]
    _keep(call, package, document, approvals, "approvals.replace")
    return json_response(approvals)


@ROUTES.get(_ONE, "approvals.get")
def get(call: Call) -> Response:
    """`GET …/approvals/{approvalId}`."""
    _, _, approvals = _opened(call)
    return json_response(_find(approvals, "approval", call.params["approvalId"]))


@ROUTES.put(_ONE, "approvals.update")
def update(call: Call) -> Response:
    """`PUT …/approvals/{approvalId}`."""
    package, document, approvals = _opened(call)
    old = _find(approvals, "approval", call.params["approvalId"])
    approval = new_approval({**old, **call.json_object(), "id": old["id"]}, package.roles, call.work.ids)
    _keep(call, package, document, _put(approvals, approval), "approvals.update")
    return json_response(approval)


@ROUTES.delete(_ONE, "approvals.delete")
def delete(call: Call) -> Response:
    """`DELETE …/approvals/{approvalId}`."""
    package, document, approvals = _opened(call)
    gone = _find(approvals, "approval", call.params["approvalId"])
    _keep(call, package, document, [one for one in approvals if one is not gone], "approvals.delete")
    return done(call)


@ROUTES.post(_ONE + "/fields", "fields.add")
def add_field(call: Call) -> Response:
    """`POST …/approvals/{approvalId}/fields`."""
    package, document, approvals = _opened(call)
    approval = _find(approvals, "approval", call.params["approvalId"])
    field = new_field(call.json_object(), call.work.ids)
    approval["fields"] = [*objects(approval["fields"]), field]
    _keep(call, package, document, approvals, "fields.add")
    return json_response(field)


@ROUTES.post(_FIELD, "fields.add_with_id")
def add_field_with_id(call: Call) -> Response:
    """`POST …/fields/{fieldId}`: a field whose id the path chooses; answers nothing."""
    package, document, approvals = _opened(call)
    approval = _find(approvals, "approval", call.params["approvalId"])
    fields = objects(approval["fields"])
    field = new_field({**call.json_object(), "id": call.params["fieldId"]}, call.work.ids)
    if any(one["id"] == field["id"] for one in fields):
        raise invalid("field.duplicateId", f"There is a field with id {field['id']} already.")
    approval["fields"] = [*fields, field]
    _keep(call, package, document, approvals, "fields.add_with_id")
    return done(call)


@ROUTES.get(_FIELD, "fields.get")
def get_field(call: Call) -> Response:
    """`GET …/fields/{fieldId}`."""
    _, _, approvals = _opened(call)
    approval = _find(approvals, "approval", call.params["approvalId"])
    return json_response(_find(objects(approval["fields"]), "field", call.params["fieldId"]))


@ROUTES.put(_FIELD, "fields.update")
def update_field(call: Call) -> Response:
    """`PUT …/fields/{fieldId}`; an id in the body is ignored."""
    package, document, approvals = _opened(call)
    approval = _find(approvals, "approval", call.params["approvalId"])
    fields = objects(approval["fields"])
    old = _find(fields, "field", call.params["fieldId"])
    field = new_field({**old, **call.json_object(), "id": old["id"]}, call.work.ids)
    approval["fields"] = _put(fields, field)
    _keep(call, package, document, approvals, "fields.update")
    return json_response(field)


@ROUTES.delete(_FIELD, "fields.delete")
def delete_field(call: Call) -> Response:
    """`DELETE …/fields/{fieldId}`."""
    package, document, approvals = _opened(call)
    approval = _find(approvals, "approval", call.params["approvalId"])
    gone = _find(objects(approval["fields"]), "field", call.params["fieldId"])
    approval["fields"] = [one for one in objects(approval["fields"]) if one["id"] != gone["id"]]
    _keep(call, package, document, approvals, "fields.delete")
    return done(call)


@ROUTES.put(_FIELD + "/conditionalFields", "fields.set_conditions")
def set_conditions(call: Call) -> Response:
    """`PUT …/fields/{fieldId}/conditionalFields`: the whole field with its conditions."""
    package, document, approvals = _opened(call)
    approval = _find(approvals, "approval", call.params["approvalId"])
    fields = objects(approval["fields"])
    old = _find(fields, "field", call.params["fieldId"])
    body = call.json_object()
    conditions = [new_condition(one, call.work.ids) for one in objects(body.pop("conditions", None))]
    field = new_field({**old, **body, "id": old["id"]}, call.work.ids)
    approval["fields"] = _put(fields, field)
    ids = [one["id"] for one in conditions]
    others = [one for one in objects(package.data.get("conditions")) if one.get("id") not in ids]
    package.data["conditions"] = [*others, *conditions]
    _keep(call, package, document, approvals, "fields.set_conditions")
    return json_response({**field, "conditions": conditions})


@ROUTES.get("/api/packages/{packageId}/referencedConditions", "packages.referenced_conditions")
def referenced_conditions(call: Call) -> Response:
    """`GET /packages/{packageId}/referencedConditions?documentId=&fieldId=`: which conditions name which fields."""
    package = open_package(call)
    flat = as_openapi(call)
    conditions = objects(package.data.get("conditions"))
    documents: list[JSONObject] = []
    for document in package.documents:
        if call.query("documentId") not in (None, document["id"]):
            continue
        fields = [
            {"fieldId": field["id"], **(found if flat else {"conditions": found})}
            for approval in objects(document.get("approvals"))
            for field in objects(approval.get("fields"))
            if call.query("fieldId") in (None, field["id"])
            and any((found := _references(conditions, as_text(document["id"]), as_text(field["id"]))).values())
        ]
        if fields:
            documents.append({"documentId": document["id"], "fields": fields})
    return json_response({"packageId": package.id, "documents": documents})


def _references(conditions: list[JSONObject], document_id: str, field_id: str) -> dict[str, list[JSONObject]]:
    name = f"document['{document_id}'].field['{field_id}']."
    return {
        "referencedInCondition": [one for one in conditions if name in as_text(one.get("condition"))],
        "referencedInAction": [one for one in conditions if name in as_text(one.get("action"))],
    }


@ROUTES.get("/api/packages/{packageId}/signers/{signerId}/approvals", "approvals.of_signer")
def of_signer(call: Call) -> Response:
    """`GET /packages/{packageId}/signers/{signerId}/approvals`: an unknown signer has none."""
    package = open_package(call)
    role = package.role_of_signer(call.params["signerId"])
    found = [
        approval
        for document in package.documents
        for approval in objects(document.get("approvals"))
        if role is not None and approval["role"] == role["id"]
    ]
    return json_response(results(found))


@ROUTES.get("/api/packages/{packageId}/documents/{documentId}/signers/{signerId}/approvals", "approvals.signable")
def signable(call: Call) -> Response:
    """`GET …/documents/{documentId}/signers/{signerId}/approvals`: what this signer can still sign."""
    package, _, approvals = _opened(call)
    role = package.role_of_signer(call.params["signerId"])
    return json_response(
        [one for one in approvals if role is not None and one["role"] == role["id"] and not as_text(one.get("signed"))]
    )
