"""Parts of documents other than approvals: pages, visibility, QR codes, imprints, the consent's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call, json_response
from esignkit.sandbox.emulators.esignlive.consent import CONSENT_ID
from esignkit.sandbox.emulators.esignlive.errors import error_response, invalid, not_found
from esignkit.sandbox.emulators.esignlive.package_parts import new_field, new_fields
from esignkit.sandbox.emulators.esignlive.packages import keep, open_package
from esignkit.sandbox.emulators.esignlive.response_schemas import in_full
from esignkit.sandbox.emulators.esignlive.responses import done, image_response
from esignkit.sandbox.emulators.esignlive.rows import find, put, refuse_duplicate, without
from esignkit.sandbox.json_values import JSONObject, as_float, as_object, as_text, objects, texts

if TYPE_CHECKING:
    from esignkit.sandbox.emulators.esignlive.package import Package

ROUTES = Routes()

_DOCUMENT = "/api/packages/{packageId}/documents/{documentId}"

LANGUAGES = ("en", "fr", "it", "ru", "es", "pt", "de", "nl", "da", "el", "zh-CN", "zh-TW", "ja", "ko")


@ROUTES.get(_DOCUMENT + "/pages/{index}", "documents.page")
def page(call: Call) -> Response:
    """`GET …/documents/{documentId}/pages/{index}`: an empty picture of the page's size; the sandbox draws no pages."""
    package = open_package(call)
    document = package.document_on_the_wire(package.document(call.params["documentId"]))
    for row in objects(document["pages"]):
        if as_text(row["index"]) == call.params["index"]:
            return image_response(int(as_float(row["width"])), int(as_float(row["height"])))
    raise not_found("page", call.params["index"])


@ROUTES.get("/api/documents", "documents.from_providers")
def from_providers(_: Call) -> Response:
    """`GET /documents`: documents of external providers; the sandbox has none."""
    return json_response([])


# Visibility


@ROUTES.get("/api/packages/{packageId}/documents/visibility", "documents.get_visibility")
def get_visibility(call: Call) -> Response:
    """`GET …/documents/visibility`: documents that are not listed are visible to all."""
    visibility = as_object(open_package(call).extras.get("visibility"))
    return json_response({"configurations": objects(visibility.get("configurations"))})


@ROUTES.post("/api/packages/{packageId}/documents/visibility", "documents.set_visibility")
def set_visibility(call: Call) -> Response:
    """`POST …/documents/visibility`."""
    package = open_package(call)
    configurations = objects(call.json_object().get("configurations"))
    for configuration in configurations:
        package.document(as_text(configuration.get("documentUid")))
        for role_id in texts(configuration.get("roleUids")):
            package.role(role_id)
    package.extras["visibility"] = {"configurations": configurations}
    keep(call, package)
    return done(call)


# The consent's language


@ROUTES.post("/api/packages/{packageId}/documents/localize-consent", "documents.localize_consent")
def localize_consent(call: Call) -> Response:
    """`POST …/documents/localize-consent`: the default consent in another language."""
    package = open_package(call)
    language = as_text(call.json_object().get("language"))
    is_replaced = package.transaction.document(CONSENT_ID) is not None
    if package.consent is None or is_replaced or package.data.get("consent") is not None:
        raise error_response(
            422, "unprocessableEntity.defaultConsent.notExist", "The package has a consent of its own, not the default."
        )
    if language not in LANGUAGES:
        raise error_response(
            422, "unprocessableEntity.i18nConfiguration.notFound", f"There is no consent in the language {language!r}."
        )
    if any(as_text(approval.get("accepted")) for approval in objects(package.consent["approvals"])):
        raise error_response(409, "conflict.defaultConsent.accepted", "A signer has accepted the consent already.")
    package.extras["consentLanguage"] = language
    keep(call, package)
    of_account: JSONObject = {"accountId": call.account.tenant, "language": language}
    metadata: JSONObject = {"packageInfo": {"uid": package.id, "language": language}}
    return json_response(
        {"consentId": CONSENT_ID, "consentMetadata": {**metadata, "properties": of_account, "document": of_account}}
    )


# Fields outside approvals: QR codes and imprints

_SCHEMAS = {"fields": "Field", "imprintFields": "ImprintField"}


def _new(key: str, body: JSONObject, call: Call) -> JSONObject:
    field = new_field(body, call.work.ids)
    return field if key == "fields" else {name: value for name, value in field.items() if name != "extract"}


def _listed(package: Package, call: Call, key: str) -> tuple[JSONObject, list[JSONObject]]:
    document = package.document(call.params["documentId"])
    return document, objects(document.get(key))


def _add(call: Call, key: str, body: JSONObject, *, replace: bool = False) -> Response:
    package = open_package(call)
    document, fields = _listed(package, call, key)
    field = _new(key, body, call)
    if not replace:
        refuse_duplicate(fields, "field", field["id"], call.work, call.tenant)
    document[key] = [*without(fields, field["id"]), field]
    keep(call, package)
    return json_response(in_full(_SCHEMAS[key], field))


def _get(call: Call, key: str) -> Response:
    _, fields = _listed(open_package(call), call, key)
    return json_response(in_full(_SCHEMAS[key], find(fields, "field", call.params["fieldId"])))


def _update(call: Call, key: str) -> Response:
    package = open_package(call)
    document, fields = _listed(package, call, key)
    current = find(fields, "field", call.params["fieldId"])
    field = _new(key, {**current, **call.json_object(), "id": current["id"]}, call)
    document[key] = put(fields, field)
    keep(call, package)
    return json_response(in_full(_SCHEMAS[key], field))


def _delete(call: Call, key: str) -> Response:
    package = open_package(call)
    document, fields = _listed(package, call, key)
    removed = find(fields, "field", call.params["fieldId"])
    document[key] = without(fields, removed["id"])
    keep(call, package)
    return done(call)


@ROUTES.post(_DOCUMENT + "/fields", "document_fields.add")
def add_qr_code(call: Call) -> Response:
    """`POST …/documents/{documentId}/fields`: a QR code."""
    return _add(call, "fields", _qr_code(call.json_object()))


@ROUTES.put(_DOCUMENT + "/fields", "document_fields.put")
def put_qr_code(call: Call) -> Response:
    """`PUT …/documents/{documentId}/fields`: a QR code, new or changed; a list replaces all."""
    bodies = call.json()
    if not isinstance(bodies, list):
        return _add(call, "fields", _qr_code(call.json_object()), replace=True)
    package = open_package(call)
    document, _ = _listed(package, call, "fields")
    fields = new_fields(map(_qr_code, objects(bodies)), call.work, call.tenant)
    document["fields"] = fields
    keep(call, package)
    return json_response([in_full("Field", field) for field in fields])


def _qr_code(members: JSONObject) -> JSONObject:
    body = {"type": "IMAGE", "subtype": "QRCODE", **members}
    if (body["type"], body["subtype"]) != ("IMAGE", "QRCODE"):
        raise invalid("field.type", "Outside approvals a field has the type IMAGE and the subtype QRCODE.")
    return body


@ROUTES.get(_DOCUMENT + "/fields/{fieldId}", "document_fields.get")
def get_qr_code(call: Call) -> Response:
    """`GET …/documents/{documentId}/fields/{fieldId}`."""
    return _get(call, "fields")


@ROUTES.put(_DOCUMENT + "/fields/{fieldId}", "document_fields.update")
def update_qr_code(call: Call) -> Response:
    """`PUT …/documents/{documentId}/fields/{fieldId}`."""
    return _update(call, "fields")


@ROUTES.delete(_DOCUMENT + "/fields/{fieldId}", "document_fields.delete")
def delete_qr_code(call: Call) -> Response:
    """`DELETE …/documents/{documentId}/fields/{fieldId}`."""
    return _delete(call, "fields")


@ROUTES.post(_DOCUMENT + "/imprint-fields", "imprint_fields.add")
def add_imprint(call: Call) -> Response:
    """`POST …/documents/{documentId}/imprint-fields`."""
    return _add(call, "imprintFields", {"type": "INPUT", "subtype": "LABEL", **call.json_object()})


@ROUTES.delete(_DOCUMENT + "/imprint-fields", "imprint_fields.delete_all")
def delete_imprints(call: Call) -> Response:
    """`DELETE …/documents/{documentId}/imprint-fields`."""
    package = open_package(call)
    package.document(call.params["documentId"])["imprintFields"] = []
    keep(call, package)
    return done(call)


@ROUTES.get(_DOCUMENT + "/imprint-fields/{fieldId}", "imprint_fields.get")
def get_imprint(call: Call) -> Response:
    """`GET …/documents/{documentId}/imprint-fields/{fieldId}`."""
    return _get(call, "imprintFields")


@ROUTES.put(_DOCUMENT + "/imprint-fields/{fieldId}", "imprint_fields.update")
def update_imprint(call: Call) -> Response:
    """`PUT …/documents/{documentId}/imprint-fields/{fieldId}`."""
    return _update(call, "imprintFields")


@ROUTES.delete(_DOCUMENT + "/imprint-fields/{fieldId}", "imprint_fields.delete")
def delete_imprint(call: Call) -> Response:
    """`DELETE …/documents/{documentId}/imprint-fields/{fieldId}`."""
    return _delete(call, "imprintFields")
