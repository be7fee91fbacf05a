"""Approvals (signatures) and their fields."""

from __future__ import annotations

from starlette.responses import Response

from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call, json_response
from esignkit.sandbox.emulators.esignlive.package import Package
from esignkit.sandbox.emulators.esignlive.package_parts import (
    new_approval,
    new_approvals,
    new_condition,
    new_field,
    refuse_same_signature,
)
from esignkit.sandbox.emulators.esignlive.packages import open_package
from esignkit.sandbox.emulators.esignlive.response_schemas import in_full
from esignkit.sandbox.emulators.esignlive.responses import as_openapi, done, results
from esignkit.sandbox.emulators.esignlive.rows import distinct, find, put, refuse_duplicate, without
from esignkit.sandbox.json_values import JSONObject, as_text, objects

ROUTES = Routes()

_OF_DOCUMENT = "/api/packages/{packageId}/documents/{documentId}/approvals"
_ONE = _OF_DOCUMENT + "/{approvalId}"
_FIELD = _ONE + "/fields/{fieldId}"


def _opened(call: Call) -> tuple[Package, JSONObject, list[JSONObject]]:
    package = open_package(call)
    document = package.document(call.params["documentId"])
    return package, document, objects(document.get("approvals"))


def _keep(call: Call, package: Package, document: JSONObject, approvals: list[JSONObject], operation: str) -> None:
    document["approvals"] = approvals
    call.work.save(package.keep())
    call.record(operation, package.id)


def _set_fields(call: Call, approval: JSONObject, fields: list[JSONObject]) -> None:
    fields = distinct(fields, "field", call.work, call.tenant)
    refuse_same_signature(fields, call.work, call.tenant)
    approval["fields"] = fields


@ROUTES.post(_OF_DOCUMENT, "approvals.add")
def add(call: Call) -> Response:
    """`POST …/approvals`."""
    package, document, approvals = _opened(call)
    approval = new_approval(call.json_object(), package.roles, call.work, call.tenant)
    refuse_duplicate(approvals, "approval", approval["id"], call.work, call.tenant)
    _keep(call, package, document, put(approvals, approval), "approvals.add")
    return json_response(in_full("Approval", approval))


@ROUTES.put(_OF_DOCUMENT, "approvals.replace")
def replace(call: Call) -> Response:
    """`PUT …/approvals`: the document's approvals are those of the list."""
    package, document, _ = _opened(call)
    approvals = new_approvals(objects(call.json()), package.roles, call.work, call.tenant)
    _keep(call, package, document, approvals, "approvals.replace")
    return json_response([in_full("Approval", approval) for approval in approvals])


@ROUTES.get(_ONE, "approvals.get")
def get(call: Call) -> Response:
    """`GET …/approvals/{approvalId}`."""
    _, _, approvals = _opened(call)
    return json_response(in_full("Approval", find(approvals, "approval", call.params["approvalId"])))


@ROUTES.put(_ONE, "approvals.update")
def update(call: Call) -> Response:
    """`PUT …/approvals/{approvalId}`."""
    package, document, approvals = _opened(call)
    current = find(approvals, "approval", call.params["approvalId"])
    approval = new_approval(
        {**current, **call.json_object(), "id": current["id"]}, package.roles, call.work, call.tenant
    )
    _keep(call, package, document, put(approvals, approval), "approvals.update")
    return json_response(in_full("Approval", approval))


@ROUTES.delete(_ONE, "approvals.delete")
def delete(call: Call) -> Response:
    """`DELETE …/approvals/{approvalId}`."""
    package, document, approvals = _opened(call)
    removed = find(approvals, "approval", call.params["approvalId"])
    _keep(call, package, document, [approval for approval in approvals if approval is not removed], "approvals.delete")
    return done(call)


@ROUTES.post(_ONE + "/fields", "fields.add")
def add_field(call: Call) -> Response:
    """`POST …/approvals/{approvalId}/fields`."""
    package, document, approvals = _opened(call)
    approval = find(approvals, "approval", call.params["approvalId"])
    field = new_field(call.json_object(), call.work.ids)
    _set_fields(call, approval, [*objects(approval["fields"]), field])
    _keep(call, package, document, approvals, "fields.add")
    return json_response(in_full("Field", field))


@ROUTES.post(_FIELD, "fields.add_with_id")
def add_field_with_id(call: Call) -> Response:
    """`POST …/fields/{fieldId}`: a field with the id in the path; returns no body."""
    package, document, approvals = _opened(call)
    approval = find(approvals, "approval", call.params["approvalId"])
    fields = objects(approval["fields"])
    field = new_field({**call.json_object(), "id": call.params["fieldId"]}, call.work.ids)
    _set_fields(call, approval, [*fields, field])
    _keep(call, package, document, approvals, "fields.add_with_id")
    return done(call)


@ROUTES.get(_FIELD, "fields.get")
def get_field(call: Call) -> Response:
    """`GET …/fields/{fieldId}`."""
    _, _, approvals = _opened(call)
    approval = find(approvals, "approval", call.params["approvalId"])
    return json_response(in_full("Field", find(objects(approval["fields"]), "field", call.params["fieldId"])))


@ROUTES.put(_FIELD, "fields.update")
def update_field(call: Call) -> Response:
    """`PUT …/fields/{fieldId}`; an id in the body is ignored."""
    package, document, approvals = _opened(call)
    approval = find(approvals, "approval", call.params["approvalId"])
    fields = objects(approval["fields"])
    current = find(fields, "field", call.params["fieldId"])
    field = new_field({**current, **call.json_object(), "id": current["id"]}, call.work.ids)
    _set_fields(call, approval, put(fields, field))
    _keep(call, package, document, approvals, "fields.update")
    return json_response(in_full("Field", field))


@ROUTES.delete(_FIELD, "fields.delete")
def delete_field(call: Call) -> Response:
    """`DELETE …/fields/{fieldId}`."""
    package, document, approvals = _opened(call)
    approval = find(approvals, "approval", call.params["approvalId"])
    fields = objects(approval["fields"])
    removed = find(fields, "field", call.params["fieldId"])
    approval["fields"] = without(fields, removed["id"])
    _keep(call, package, document, approvals, "fields.delete")
    return done(call)


@ROUTES.put(_FIELD + "/conditionalFields", "fields.set_conditions")
def set_conditions(call: Call) -> Response:
    """`PUT …/fields/{fieldId}/conditionalFields`: the whole field, which replaces what it was, with its conditions."""
    package, document, approvals = _opened(call)
    approval = find(approvals, "approval", call.params["approvalId"])
    fields = objects(approval["fields"])
    current = find(fields, "field", call.params["fieldId"])
    body = call.json_object()
    bodies = objects(body.pop("conditions", None))
    conditions = distinct([new_condition(one, call.work.ids) for one in bodies], "condition", call.work, call.tenant)
    field = new_field({**body, "id": current["id"]}, call.work.ids)
    _set_fields(call, approval, put(fields, field))
    ids = [condition["id"] for condition in conditions]
    other_conditions = [
        condition for condition in objects(package.data.get("conditions")) if condition.get("id") not in ids
    ]
    package.data["conditions"] = [*other_conditions, *conditions]
    _keep(call, package, document, approvals, "fields.set_conditions")
    return json_response({**in_full("Field", field), "conditions": conditions})


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
            {"fieldId": field["id"], **(references if flat else {"conditions": references})}
            for approval in objects(document.get("approvals"))
            for field in objects(approval.get("fields"))
            if call.query("fieldId") in (None, field["id"])
            and any((references := _references(conditions, as_text(document["id"]), as_text(field["id"]))).values())
        ]
        if fields:
            documents.append({"documentId": document["id"], "fields": fields})
    return json_response({"packageId": package.id, "documents": documents})


def _references(conditions: list[JSONObject], document_id: str, field_id: str) -> dict[str, list[JSONObject]]:
    name = f"document['{document_id}'].field['{field_id}']."
    return {
        "referencedInCondition": [condition for condition in conditions if name in as_text(condition.get("condition"))],
        "referencedInAction": [condition for condition in conditions if name in as_text(condition.get("action"))],
    }


@ROUTES.get("/api/packages/{packageId}/signers/{signerId}/approvals", "approvals.of_signer")
def of_signer(call: Call) -> Response:
    """`GET /packages/{packageId}/signers/{signerId}/approvals`: an unknown signer has none."""
    package = open_package(call)
    role = package.role_of_signer(call.params["signerId"])
    approvals_of_signer = [
        in_full("Approval", approval)
        for document in package.documents
        for approval in objects(document.get("approvals"))
        if role is not None and approval["role"] == role["id"]
    ]
    return json_response(results(approvals_of_signer))


@ROUTES.get("/api/packages/{packageId}/documents/{documentId}/signers/{signerId}/approvals", "approvals.signable")
def signable(call: Call) -> Response:
    """`GET …/documents/{documentId}/signers/{signerId}/approvals`: what the signer has yet to sign or accept."""
    package, _, approvals = _opened(call)
    role = package.role_of_signer(call.params["signerId"])
    return json_response(
        [
            in_full("Approval", approval)
            for approval in approvals
            if role is not None and approval["role"] == role["id"] and not as_text(approval.get("accepted"))
        ]
    )
