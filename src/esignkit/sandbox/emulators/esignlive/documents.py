"""Documents of a package: add, change, order, delete, download."""

from __future__ import annotations

from starlette.responses import Response

from esignkit.sandbox.domain.model import Document
from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call, file_response, json_response
from esignkit.sandbox.emulators.esignlive.archive import zip_of
from esignkit.sandbox.emulators.esignlive.consent import consent_pdf
from esignkit.sandbox.emulators.esignlive.content import add_documents, clean_name, decoded, give_file, read_payload
from esignkit.sandbox.emulators.esignlive.errors import invalid, not_found
from esignkit.sandbox.emulators.esignlive.package import Package
from esignkit.sandbox.emulators.esignlive.packages import open_package
from esignkit.sandbox.emulators.esignlive.responses import BYTES, TEXT_JSON, done, list_or_one
from esignkit.sandbox.json_values import JSONObject, as_bool, as_object, as_text, objects, texts

ROUTES = Routes()


@ROUTES.post("/api/packages/{packageId}/documents", "documents.add")
def add(call: Call) -> Response:
    """`POST /packages/{packageId}/documents`: one document or a list, JSON or multipart."""
    package = open_package(call)
    payload, files = read_payload(call)
    several = not isinstance(payload, dict)
    added = add_documents(call.work, package, objects(payload) if several else [as_object(payload)], files)
    call.work.save(package.keep())
    call.record("documents.add", package.id)
    rows = [package.document_on_the_wire(document) for document in added]
    return json_response(list_or_one(call, rows) if several else rows[0], media_type=TEXT_JSON)


@ROUTES.put("/api/packages/{packageId}/documents", "documents.reorder")
def reorder(call: Call) -> Response:
    """`PUT /packages/{packageId}/documents`: metadata and order of several documents; the consent stays the first."""
    package = open_package(call)
    for body in objects(call.json()):
        _change(package, package.document(as_text(body.get("id"))), body)
    package.number_documents()
    call.work.save(package.keep())
    call.record("documents.reorder", package.id)
    return json_response({"documents": [package.document_on_the_wire(document) for document in package.all_documents]})


@ROUTES.delete("/api/packages/{packageId}/documents", "documents.delete_several")
def delete_several(call: Call) -> Response:
    """`DELETE /packages/{packageId}/documents` with a list of document ids in the body."""
    package = open_package(call)
    for document_id in texts(call.json()):
        package.remove_document(document_id)
    call.work.save(package.keep())
    call.record("documents.delete", package.id)
    return done(call)


@ROUTES.get("/api/packages/{packageId}/documents/zip", "documents.zip")
def download_all(call: Call) -> Response:
    """`GET /packages/{packageId}/documents/zip`: all documents as PDFs."""
    package = open_package(call)
    files = [(document.name, _pdf(call, document)) for document in package.transaction.documents if document.pdf]
    content = zip_of([(_pdf_name(name), content) for name, content in files], call.work.now)
    call.work.event(package.transaction, "downloaded_zip")
    return file_response(content, "application/zip", f"{package.name}.zip")


@ROUTES.get("/api/packages/{packageId}/documents/{documentId}", "documents.get")
def get(call: Call) -> Response:
    """`GET /packages/{packageId}/documents/{documentId}`."""
    package = open_package(call)
    return json_response(package.document_on_the_wire(package.document(call.params["documentId"])))


@ROUTES.put("/api/packages/{packageId}/documents/{documentId}", "documents.update")
def update(call: Call) -> Response:
    """`PUT /packages/{packageId}/documents/{documentId}`: metadata."""
    package = open_package(call)
    document = package.document(call.params["documentId"])
    _change(package, document, call.json_object())
    package.number_documents()
    call.work.save(package.keep())
    call.record("documents.update", package.id)
    return json_response(package.document_on_the_wire(document))


@ROUTES.post("/api/packages/{packageId}/documents/{documentId}", "documents.replace")
def replace(call: Call) -> Response:
    """`POST /packages/{packageId}/documents/{documentId}`: metadata, or new content as multipart or inside the JSON."""
    package = open_package(call)
    document = package.document(call.params["documentId"])
    payload, files = read_payload(call)
    body = as_object(payload)
    _change(package, document, body)
    if body.get("base64Content"):
        files.append(decoded(body))
    if len(files) > 1:
        raise invalid("documents.count", "One document takes one file.")
    if files:
        stored = package.transaction.document(as_text(document["id"]))
        if stored is None:  # it was the default consent, or a document of another provider
            stored = Document(as_text(document["id"]), as_text(document["name"]))
            package.transaction.documents.append(stored)
        give_file(call.work, package, document, stored, files[0])
    package.number_documents()
    call.work.save(package.keep())
    call.record("documents.update", package.id)
    return json_response(package.document_on_the_wire(document), media_type=TEXT_JSON)


@ROUTES.delete("/api/packages/{packageId}/documents/{documentId}", "documents.delete")
def delete(call: Call) -> Response:
    """`DELETE /packages/{packageId}/documents/{documentId}`."""
    package = open_package(call)
    package.remove_document(call.params["documentId"])
    call.work.save(package.keep())
    call.record("documents.delete", package.id)
    return done(call)


@ROUTES.get("/api/packages/{packageId}/documents/{documentId}/pdf", "documents.pdf")
def download(call: Call) -> Response:
    """`GET /packages/{packageId}/documents/{documentId}/pdf`: always a PDF, with the signatures so far."""
    package = open_package(call)
    document = package.document(call.params["documentId"])
    stored = package.transaction.document(as_text(document["id"]))
    content = _default_consent(package, document) or _pdf(call, _with_content(stored, document))
    return file_response(content, BYTES, _pdf_name(as_text(document["name"])))


@ROUTES.get("/api/packages/{packageId}/documents/{documentId}/original", "documents.original")
def download_original(call: Call) -> Response:
    """`GET /packages/{packageId}/documents/{documentId}/original`: the bytes as uploaded."""
    package = open_package(call)
    document = package.document(call.params["documentId"])
    if content := _default_consent(package, document):
        return file_response(content, BYTES, _pdf_name(as_text(document["name"])))
    stored = _with_content(package.transaction.document(as_text(document["id"])), document)
    return file_response(call.work.blob(stored.original or ""), BYTES, stored.name)


def _default_consent(package: Package, document: JSONObject) -> bytes | None:
    """Return the default consent; None for a document that has a file of its own."""
    is_default = document is package.consent and package.transaction.document(as_text(document["id"])) is None
    return consent_pdf() if is_default else None


def _with_content(stored: Document | None, document: JSONObject) -> Document:
    if stored is None or stored.pdf is None:
        raise not_found("document", as_text(document["id"]))
    return stored


def _pdf(call: Call, document: Document) -> bytes:
    return call.work.blob(document.current or document.pdf or "")


def _change(package: Package, document: JSONObject, body: JSONObject) -> None:
    for key in ("description", "data", "index"):
        if key in body:
            document[key] = body[key]
    if "extract" in body:
        document["extract"] = as_bool(body["extract"])
    if name := as_text(body.get("name")):
        document["name"] = clean_name(name)
        stored = package.transaction.document(as_text(document["id"]))
        if stored is not None:
            stored.name = as_text(document["name"])


def _pdf_name(name: str) -> str:
    return name if name.lower().endswith(".pdf") else f"{name}.pdf"
