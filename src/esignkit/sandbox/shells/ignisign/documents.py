"""Documents: initialised for a signature request, given content in one of four forms, read back."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING

from esignkit.sandbox import pdf
from esignkit.sandbox.domain import papers
from esignkit.sandbox.domain.model import Document
from esignkit.sandbox.shells.base import Call, Routes, file_answer, json_answer
from esignkit.sandbox.shells.ignisign.checks import mongo_id, require_valid, text
from esignkit.sandbox.shells.ignisign.problems import Code, Problem, wire_moment
from esignkit.sandbox.shells.ignisign.profiles import APPLICATION
from esignkit.sandbox.shells.ignisign.state import (
    fields_of,
    find_document,
    find_request,
    put_fields,
    require_draft,
)
from esignkit.sandbox.shells.ignisign.views import document_context, document_view
from esignkit.sandbox.wire import as_object, as_text, texts

if TYPE_CHECKING:
    from starlette.responses import Response

    from esignkit.sandbox.domain.model import Transaction
    from esignkit.sandbox.wire import JSON, JSONObject

_DOCUMENT = "/documents/{documentId}"
_INFO = {"externalId": text(), "label": text(), "description": text()}
_CONTENT = ("documentNature", "documentHash", "fileName", "fileSize", "mimeType", "dataJsonContent")

ROUTES = Routes()


@ROUTES.post(f"{APPLICATION}/init-documents", "documents.create")
def init_document(call: Call) -> Response:
    """Make a document, still without content, for a signature request."""
    body = call.json_object()
    require_valid(body, {**_INFO, "signatureRequestId": mongo_id}, ("signatureRequestId",))
    request = find_request(call, as_text(body["signatureRequestId"]))
    require_draft(request, Code.REQUEST_BAD_STATUS)
    document = Document(call.work.ids.hex24(), as_text(body.get("label")) or "document")
    request.documents.append(document)
    put_fields(request, document.id, {**_info(body), "_createdAt": wire_moment(call.work.now)})
    call.work.put_record("ignisign", "document", document.id, {"signatureRequestId": request.id}, call.tenant)
    call.work.save(request)
    call.record("documents.create", request.id)
    return json_answer({"documentId": document.id})


@ROUTES.put(_DOCUMENT, "documents.update")
def update_document(call: Call) -> Response:
    """Change external id, label or description."""
    body = call.json_object()
    require_valid(body, _INFO)
    request, document = find_document(call)
    require_draft(request, Code.DOCUMENT_LOCKED)
    put_fields(request, document.id, {**fields_of(request, document.id), **_info(body)})
    return _changed(call, request, document)


@ROUTES.delete(_DOCUMENT, "documents.delete")
def delete_document(call: Call) -> Response:
    """Delete a document; the request lists it no more."""
    request, document = find_document(call)
    require_draft(request, Code.DOCUMENT_LOCKED)
    request.documents.remove(document)
    kept = as_object(request.wire.get("documents"))
    del kept[document.id]
    listed = [one for one in texts(request.wire.get("documentIds")) if one != document.id]
    request.wire = {**request.wire, "documents": kept, "documentIds": listed}
    call.work.delete_record("ignisign", "document", document.id)
    call.work.save(request)
    call.record("documents.delete", request.id)
    return json_answer({"documentId": document.id})


@ROUTES.get(_DOCUMENT, "documents.get")
def get_document(call: Call) -> Response:
    """Show a document's own fields."""
    return json_answer(document_view(*find_document(call)))


@ROUTES.get(f"{_DOCUMENT}/context", "documents.context")
def get_document_context(call: Call) -> Response:
    """Show a document with its statements and signatures."""
    return json_answer(document_context(*find_document(call)))


@ROUTES.post(f"{_DOCUMENT}/file", "documents.upload")
def upload(call: Call) -> Response:
    """Give a document its file. Whether it is a PDF is decided by looking at the bytes, not at name or type."""
    request, document = find_document(call)
    require_draft(request, Code.DOCUMENT_LOCKED)
    part = next((part for part in call.parts() if part.name == "file" and part.filename is not None), None)
    if part is None:
        raise Problem(Code.BODY_INVALID, "a part named file, with a file name, is needed")
    if not part.content:
        raise Problem(Code.DOCUMENT_NOT_PROVIDED, "the file is empty")
    document.name = part.filename or document.name
    papers.give_content(call.work, document, part.content, part.content_type)
    _provide(
        request,
        document,
        {
            "documentNature": "PDF" if papers.is_pdf(part.content) else "FILE",
            "documentHash": _digest(part.content),
            "fileName": document.name,
            "fileSize": len(part.content),
            "mimeType": document.content_type,
        },
    )
    return _changed(call, request, document)


@ROUTES.post(f"{_DOCUMENT}/data-json-content", "documents.set_json")
def set_json(call: Call) -> Response:
    """Give a document JSON data."""
    body = call.json_object()
    if "jsonContent" not in body:
        raise Problem(Code.JSON_INVALID, "jsonContent is missing")
    request, document = find_document(call)
    require_draft(request, Code.DOCUMENT_LOCKED)
    written = json.dumps(body["jsonContent"], separators=(",", ":"), ensure_ascii=False)
    content = written.encode("utf-8", "surrogatepass")
    papers.give_content(call.work, document, content, "application/json")
    _provide(
        request,
        document,
        {
            "documentNature": "DATA_JSON",
            "documentHash": _digest(content),
            "fileSize": len(content),
            "mimeType": "application/json",
            "dataJsonContent": written,
        },
    )
    return _changed(call, request, document)


@ROUTES.post(f"{_DOCUMENT}/private-content", "documents.set_private")
def set_private(call: Call) -> Response:
    """Tell the hash of a file that stays with its owner; signers sign a page that shows the hash."""
    body = call.json_object()
    require_valid(body, {"documentHash": text()}, ("documentHash",))
    digest = as_text(body["documentHash"])
    request, document = find_document(call)
    require_draft(request, Code.DOCUMENT_LOCKED)
    page = ["# Private file", "The sandbox has never seen this file. What is signed here is its hash:", digest]
    document.original, document.size, document.pages, document.current = None, 0, 1, None
    document.pdf = call.work.put_blob(pdf.write_pdf([page], title="Private file"))
    _provide(request, document, {"documentNature": "PRIVATE_FILE", "documentHash": digest})
    return _changed(call, request, document)


@ROUTES.delete(f"{_DOCUMENT}/content", "documents.remove_content")
def remove_content(call: Call) -> Response:
    """Take a document's content away; the document stays."""
    request, document = find_document(call)
    require_draft(request, Code.DOCUMENT_LOCKED)
    document.original = document.pdf = document.current = None
    document.size = document.pages = 0
    put_fields(request, document.id, _without_content(request, document))
    return _changed(call, request, document)


@ROUTES.get(f"{_DOCUMENT}/file", "documents.download")
def download(call: Call) -> Response:
    """Send the file back as it was given."""
    request, document = find_document(call)
    if fields_of(request, document.id).get("documentNature") == "PRIVATE_FILE":
        raise Problem(Code.PRIVATE_FILE, "the file is private: it has never been here")
    if document.original is None:
        raise Problem(Code.DOCUMENT_NOT_PROVIDED, "the document has no content yet")
    return file_answer(call.work.blob(document.original), document.content_type, document.name)


def _changed(call: Call, request: Transaction, document: Document) -> Response:
    call.work.save(request)
    call.record(call.operation, request.id)
    return json_answer(document_view(request, document))


def _info(body: JSONObject) -> JSONObject:
    return {name: body[name] for name in _INFO if name in body}


def _provide(request: Transaction, document: Document, content: JSONObject) -> None:
    fields: dict[str, JSON] = {**_without_content(request, document), **content, "status": "PROVIDED"}
    put_fields(request, document.id, fields)


def _without_content(request: Transaction, document: Document) -> JSONObject:
    gone = (*_CONTENT, "status")
    return {name: value for name, value in fields_of(request, document.id).items() if name not in gone}


def _digest(content: bytes) -> str:
    """SHA-256 in base64: what the vendor's own example sends for private files."""
    return base64.b64encode(hashlib.sha256(content).digest()).decode()
