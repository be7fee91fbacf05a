"""Documents: created for a signature request, filled in one of four forms, and read."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING

from esignkit.sandbox import pdf
from esignkit.sandbox.domain import document_store
from esignkit.sandbox.domain.file_kinds import Kind, kind_of
from esignkit.sandbox.domain.model import Document
from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call, file_response, json_response
from esignkit.sandbox.emulators.ignisign import life_cycle, webhook_events
from esignkit.sandbox.emulators.ignisign.errors import ErrorCode, ServiceError, wire_moment
from esignkit.sandbox.emulators.ignisign.profiles import APPLICATION
from esignkit.sandbox.emulators.ignisign.states import WAITING_DOCUMENTS, require_allowed
from esignkit.sandbox.emulators.ignisign.storage import (
    fields_of,
    find_document,
    find_request,
    is_requested,
    listed_documents,
    put_fields,
    set_request_status,
)
from esignkit.sandbox.emulators.ignisign.validation import Check, email, mongo_id, number, one_of, require_valid, text
from esignkit.sandbox.emulators.ignisign.views import document_context, document_view
from esignkit.sandbox.json_values import as_object, as_text, texts, without_nulls

if TYPE_CHECKING:
    from starlette.responses import Response

    from esignkit.sandbox.domain.model import Transaction
    from esignkit.sandbox.emulators.multipart import Part
    from esignkit.sandbox.json_values import JSON, JSONObject

_DOCUMENT = "/documents/{documentId}"
_INFO: dict[str, Check] = {"externalId": text(), "label": text(), "description": text()}
_INFO_OF = {"v3": _INFO, "v4": {**_INFO, "templateDisplayerId": text(), "templateDisplayerVersion": number(0, 10**9)}}
"""Members of a document besides its content, by API version."""
_CONTENT = ("documentNature", "documentHash", "fileName", "fileSize", "mimeType", "dataJsonContent")

_REQUEST = {
    "target": one_of("APPLICATION", "USER"),
    "documentId": text(),
    "externalId": text(),
    "firstName": text(),
    "lastName": text(),
    "email": email,
}

ROUTES = Routes()

ROUTES_V3 = Routes()
"""Calls that API 4 does not have."""


@ROUTES.post(f"{APPLICATION}/init-documents", "documents.create")
def init_document(call: Call) -> Response:
    """Create a document without content for a signature request."""
    body = call.json_object()
    checks = _INFO_OF[call.params["apiVersion"]]
    require_valid(body, {**checks, "signatureRequestId": mongo_id}, ("signatureRequestId",))
    request = find_request(call, as_text(body["signatureRequestId"]))
    require_allowed(call.operation, request)
    document = Document(call.work.ids.hex24(), as_text(body.get("label")) or "document")
    request.documents.append(document)
    members = {name: body[name] for name in checks if name in body}
    put_fields(request, document.id, {**members, "_createdAt": wire_moment(call.work.now)})
    call.work.put_record("ignisign", "document", document.id, {"signatureRequestId": request.id}, call.tenant)
    call.work.save(request)
    call.record("documents.create", request.id)
    return json_response({"documentId": document.id})


@ROUTES.put(_DOCUMENT, "documents.update")
def update_document(call: Call) -> Response:
    """Change external id, label or description; in API 4 also the template."""
    body = call.json_object()
    checks = _INFO_OF[call.params["apiVersion"]]
    require_valid(body, checks)
    request, document = find_document(call)
    require_allowed(call.operation, request)
    changes = {name: body[name] for name in checks if name in body}
    put_fields(request, document.id, {**fields_of(request, document.id), **changes})
    return _changed(call, request, document)


@ROUTES.delete(_DOCUMENT, "documents.delete")
def delete_document(call: Call) -> Response:
    """Delete a document, and remove it from its request."""
    request, document = find_document(call)
    require_allowed(call.operation, request)
    request.documents.remove(document)
    stored = as_object(request.wire.get("documents"))
    del stored[document.id]
    listed = [document_id for document_id in texts(request.wire.get("documentIds")) if document_id != document.id]
    request.wire = {**request.wire, "documents": stored, "documentIds": listed}
    call.work.delete_record("ignisign", "document", document.id)
    call.work.save(request)
    call.record("documents.delete", request.id)
    return json_response({"documentId": document.id})


@ROUTES.get(_DOCUMENT, "documents.get")
def get_document(call: Call) -> Response:
    """Show a document's own fields."""
    return json_response(document_view(*find_document(call), call.params["apiVersion"]))


@ROUTES.get(f"{_DOCUMENT}/context", "documents.context")
def get_document_context(call: Call) -> Response:
    """Show a document with its statements and signatures."""
    return json_response(document_context(*find_document(call), call.params["apiVersion"]))


@ROUTES.post(f"{_DOCUMENT}/file", "documents.upload")
def upload(call: Call) -> Response:
    """Set the file of a document. Its bytes decide whether it is a PDF, not its name or type."""
    request, document = find_document(call)
    require_allowed(call.operation, request, requested=is_requested(request, document.id))
    part = _file(call)
    if not part.content:
        raise ServiceError(ErrorCode.DOCUMENT_NOT_PROVIDED, "the file is empty")
    document.name = part.filename or document.name
    document_store.require_what_it_claims(part.content, document.name)
    document_store.set_content(call.work, document, part.content, part.content_type)
    _provide(call, request, document, content_fields(document, part.content))
    return _changed(call, request, document)


@ROUTES.post(f"{_DOCUMENT}/data-json-content", "documents.set_json")
def set_json(call: Call) -> Response:
    """Set the JSON data of a document."""
    body = call.json_object()
    if "jsonContent" not in body:
        raise ServiceError(ErrorCode.JSON_INVALID, "jsonContent is missing")
    request, document = find_document(call)
    require_allowed(call.operation, request, requested=is_requested(request, document.id))
    json_text = json.dumps(body["jsonContent"], separators=(",", ":"), ensure_ascii=False)
    content = json_text.encode("utf-8", "surrogatepass")
    document_store.set_content(call.work, document, content, "application/json")
    _provide(
        call,
        request,
        document,
        {
            "documentNature": "DATA_JSON",
            "documentHash": _digest(content),
            "fileSize": len(content),
            "mimeType": "application/json",
            "dataJsonContent": json_text,
        },
    )
    return _changed(call, request, document)


@ROUTES.post(f"{_DOCUMENT}/private-content", "documents.set_private")
def set_private(call: Call) -> Response:
    """Set the hash of a file that stays with its owner; signers sign a page that shows the hash."""
    body = call.json_object()
    require_valid(body, {"documentHash": text()}, ("documentHash",))
    digest = as_text(body["documentHash"])
    request, document = find_document(call)
    require_allowed(call.operation, request, requested=is_requested(request, document.id))
    page = ["# Private file", "The sandbox has never seen this file. What is signed here is its hash:", digest]
    document.original, document.size, document.pages, document.current = None, 0, 1, None
    document.pdf = call.work.put_blob(pdf.write_pdf([page], title="Private file"))
    _provide(call, request, document, {"documentNature": "PRIVATE_FILE", "documentHash": digest})
    return _changed(call, request, document)


@ROUTES.delete(f"{_DOCUMENT}/content", "documents.remove_content")
def remove_content(call: Call) -> Response:
    """Remove the content of a document."""
    request, document = find_document(call)
    require_allowed(call.operation, request)
    document.original = document.pdf = document.current = None
    document.size = document.pages = 0
    empty = _without_content(request, document)
    if is_requested(request, document.id):
        empty = {**empty, "status": "DOCUMENT_REQUEST"}
    put_fields(request, document.id, empty)
    set_request_status(request, "CREATED", when=("PROVIDED",), document_id=document.id)
    return _changed(call, request, document)


@ROUTES_V3.post(f"{_DOCUMENT}/requests", "documents.request")
def request_content(call: Call) -> Response:
    """Request the content from the application, by a webhook, or from a person."""
    body = call.json_object()
    required = ("target", "documentId")
    require_valid(body, _REQUEST, required if body.get("target") != "USER" else (*required, "email"))
    request, document = find_document(call)
    if body["documentId"] != document.id:
        raise ServiceError(ErrorCode.BODY_INVALID, "documentId differs from the one in the path")
    require_allowed(call.operation, request)
    fields = fields_of(request, document.id)
    person = without_nulls({name: body.get(name) for name in ("firstName", "lastName", "email")})
    document_request = without_nulls(
        {
            "_id": call.work.ids.hex24(),
            "appId": request.wire["appId"],
            "appEnv": request.wire["appEnv"],
            "signatureRequestId": request.id,
            "documentId": document.id,
            "target": body["target"],
            "status": "PROVIDED" if fields.get("status") == "PROVIDED" else "CREATED",
            "externalId": body.get("externalId"),
            "user": person if body["target"] == "USER" else None,
        }
    )
    status = "PROVIDED" if fields.get("status") == "PROVIDED" else "DOCUMENT_REQUEST"
    changes: JSONObject = {
        "documentRequest": document_request,
        "documentRequestId": document_request["_id"],
        "status": status,
    }
    put_fields(request, document.id, {**fields, **changes})
    return _changed(call, request, document)


@ROUTES.post(f"{_DOCUMENT}/check-authenticity", "documents.check_authenticity")
def check_authenticity(call: Call) -> Response:
    """Return whether a file is the document, as uploaded or as signed."""
    request, document = find_document(call)
    part = _file(call, needs_name=False)
    document_hash = as_text(fields_of(request, document.id).get("documentHash"))
    hexadecimal = hashlib.sha256(part.content).hexdigest()
    authentic = document_hash in {_digest(part.content), hexadecimal} or hexadecimal in {
        document.original,
        document.current,
    }
    return json_response({"documentId": document.id, "authenticityValidated": authentic})


@ROUTES.get(f"{_DOCUMENT}/file", "documents.download")
def download(call: Call) -> Response:
    """Return the file as uploaded."""
    request, document = find_document(call)
    if fields_of(request, document.id).get("documentNature") == "PRIVATE_FILE":
        raise ServiceError(ErrorCode.PRIVATE_FILE, "the file is private: it has never been here")
    if document.original is None:
        raise ServiceError(ErrorCode.DOCUMENT_NOT_PROVIDED, "the document has no content yet")
    return file_response(call.work.blob(document.original), document.content_type, document.name)


def content_fields(document: Document, content: bytes) -> JSONObject:
    """Return the members that show the file of a document."""
    return {
        "documentNature": "PDF" if kind_of(content) is Kind.PDF else "FILE",
        "documentHash": _digest(content),
        "fileName": document.name,
        "fileSize": len(content),
        "mimeType": document.content_type,
    }


def _file(call: Call, *, needs_name: bool = True) -> Part:
    """Return the part with the file; a file that is only compared needs no file name."""
    part = next((part for part in call.parts() if part.name == "file"), None)
    if part is None or (needs_name and part.filename is None):
        raise ServiceError(
            ErrorCode.BODY_INVALID, f"a part named file{', with a file name,' if needs_name else ''} is needed"
        )
    return part


def _changed(call: Call, request: Transaction, document: Document) -> Response:
    call.work.save(request)
    call.record(call.operation, request.id)
    return json_response(document_view(request, document, call.params["apiVersion"]))


def _provide(call: Call, request: Transaction, document: Document, content: JSONObject) -> None:
    """Set the content of a document; a signature request that waited for it may go on."""
    fields: dict[str, JSON] = {**_without_content(request, document), **content, "status": "PROVIDED"}
    put_fields(request, document.id, fields)
    if is_requested(request, document.id):
        set_request_status(request, "PROVIDED", when=("CREATED", "IN_PROGRESS"), document_id=document.id)
        webhook_events.send_provided_event(call.work, request, document.id)
    listed = listed_documents(request)
    if request.status == WAITING_DOCUMENTS and all(_is_provided(request, document_id) for document_id in listed):
        life_cycle.publish(call.work, request)


def _is_provided(request: Transaction, document: Document) -> bool:
    return fields_of(request, document.id).get("status") == "PROVIDED"


def _without_content(request: Transaction, document: Document) -> JSONObject:
    removed = (*_CONTENT, "status", "generated")
    return {name: value for name, value in fields_of(request, document.id).items() if name not in removed}


def _digest(content: bytes) -> str:
    """SHA-256 in base64: what the vendor's own example sends for private files."""
    return base64.b64encode(hashlib.sha256(content).digest()).decode()
