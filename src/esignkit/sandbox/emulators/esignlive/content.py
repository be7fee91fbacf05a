"""Uploaded documents: multipart or JSON, matched with their files, checked and stored."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING

from attrs import frozen

from esignkit.sandbox import pdf
from esignkit.sandbox.domain import document_store
from esignkit.sandbox.domain.file_kinds import TYPES, Kind, claimed_kind, kind_of
from esignkit.sandbox.domain.model import Document
from esignkit.sandbox.domain.rehearsals import facts_of
from esignkit.sandbox.emulators.call import read_json
from esignkit.sandbox.emulators.esignlive.anchors import place_fields
from esignkit.sandbox.emulators.esignlive.behaviour_switches import switch
from esignkit.sandbox.emulators.esignlive.consent import CONSENT_ID, new_consent
from esignkit.sandbox.emulators.esignlive.errors import error_response, invalid
from esignkit.sandbox.emulators.esignlive.package import Package
from esignkit.sandbox.emulators.esignlive.package_parts import new_approvals, new_fields
from esignkit.sandbox.emulators.esignlive.rows import put, refuse_duplicate
from esignkit.sandbox.emulators.multipart import Part
from esignkit.sandbox.json_values import JSONObject, as_bool, as_int, as_text, objects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from esignkit.sandbox.domain.unit_of_work import UnitOfWork
    from esignkit.sandbox.emulators.call import Call
    from esignkit.sandbox.json_values import JSON

MAX_NAME = 256
MAX_FILE = 16 * 1024 * 1024

_TAKEN = (Kind.PDF, Kind.OLD_WORD, Kind.WORD, Kind.OPEN_TEXT, Kind.RICH_TEXT, Kind.TEXT)


@frozen
class Upload:
    """One uploaded file."""

    content: bytes
    filename: str = ""
    content_type: str = ""


def json_of(call: Call) -> JSON:
    """Return the JSON of a request: its body, or the first `payload` of a multipart one; None where it has none.

    Raises:
        MalformedBody: It cannot be read.
    """
    if not call.is_multipart:
        return call.json()
    return next((read_json(part.content) for part in call.parts() if part.name == "payload"), None)


def read_payload(call: Call) -> tuple[JSON, list[Upload]]:
    """Return the JSON of a request and its files, in either order.

    Raises:
        ErrorResponse: A multipart body has not exactly one `payload`.
        MalformedBody: The body cannot be read.
    """
    if not call.is_multipart:
        return call.json(), []
    parts = call.parts()
    payloads = [part for part in parts if part.name == "payload"]
    if len(payloads) != 1:
        raise invalid("multipart.payload", f"Exactly one part named payload is needed; there are {len(payloads)}.")
    return read_json(payloads[0].content), [_upload(part) for part in parts if part.name == "file"]


def _upload(part: Part) -> Upload:
    return Upload(part.content, part.filename or "", part.content_type.split(";")[0].strip().lower())


def match_files(documents: Sequence[JSONObject], files: Sequence[Upload]) -> list[tuple[JSONObject, Upload | None]]:
    """Return each document with its file: its `base64Content`, or the next file in order.

    Raises:
        ErrorResponse: There are more files than documents that want one, or fewer.
    """
    remaining = list(files)
    matched: list[tuple[JSONObject, Upload | None]] = []
    wanting = _wanting(documents)
    if wanting != len(remaining):
        raise invalid(
            "documents.count", f"The payload names {wanting} documents without content; {len(remaining)} files came."
        )
    for document in documents:
        if document.get("base64Content"):
            matched.append((document, decoded(document)))
        elif document.get("external"):
            matched.append((document, None))
        else:
            matched.append((document, remaining.pop(0)))
    return matched


def decoded(document: JSONObject) -> Upload:
    """Return the file that a document holds in `base64Content`.

    Raises:
        ErrorResponse: It is not base64.
    """
    try:
        content = base64.b64decode(as_text(document["base64Content"]), validate=True)
    except binascii.Error as error:
        raise invalid("document.base64Content", f"base64Content is not base64: {error}") from error
    return Upload(content, as_text(document.get("name")))


def add_documents(
    work: UnitOfWork, package: Package, documents: Sequence[JSONObject], files: Sequence[Upload]
) -> list[JSONObject]:
    """Add documents with their files to a package, in order.

    Returns:
        The documents as the package keeps them.

    Raises:
        ErrorResponse: Counts, names, types, sizes, roles or accessibility tags are not as the service wants them.
    """
    added: list[JSONObject] = []
    for body, upload in match_files(_wanted(documents, files), files):
        document_id = as_text(body.get("id")) or work.ids.randbytes(8).hex()
        is_consent = document_id == CONSENT_ID
        taken = package.transaction.document(document_id) if is_consent else None
        if taken or any(document["id"] == document_id for document in package.documents):
            refuse_duplicate([{"id": document_id}], "document", document_id, work, package.transaction.tenant)
            package.remove_document(document_id)
        stored = Document(document_id, _name(body, upload))
        document: JSONObject = {
            "id": document_id,
            "name": stored.name,
            "description": as_text(body.get("description")),
            "index": body.get("index", len(package.documents) + 1),
            "extract": as_bool(body.get("extract")),
            "extractionTypes": body.get("extractionTypes", []),
            "external": body.get("external"),
            "data": body.get("data"),
            "approvals": new_approvals(objects(body.get("approvals")), package.roles, work, package.transaction.tenant),
            "fields": new_fields(objects(body.get("fields")), work, package.transaction.tenant),
        }
        if upload is not None:
            give_file(work, package, document, stored, upload)
        if is_consent:
            document = package.consent = new_consent(document)
        else:
            package.documents.append(document)
        package.transaction.documents.append(stored)
        added = put(added, document)
    package.number_documents()
    return added


def _wanted(documents: Sequence[JSONObject], files: Sequence[Upload]) -> list[JSONObject]:
    """Return the documents that are new: the consent is one if it comes with a file, and replaces the default then.

    A client that sends back what it read names the consent without one, which changes nothing.
    """
    others = [document for document in documents if document.get("id") != CONSENT_ID]
    has_its_own = any(document.get("base64Content") for document in documents if document not in others)
    return list(documents) if has_its_own or _wanting(others) < len(files) else others


def _wanting(documents: Sequence[JSONObject]) -> int:
    """Return how many documents have no content yet."""
    return sum(1 for document in documents if not document.get("base64Content") and not document.get("external"))


def give_file(work: UnitOfWork, package: Package, document: JSONObject, stored: Document, upload: Upload) -> None:
    """Put an uploaded file into a document.

    Raises:
        ErrorResponse: The file is empty, too large, of a type that is not taken, or not accessible enough, or it lacks
            the text of an anchor.
    """
    if not upload.content:
        raise invalid("document.empty", f"The file of {stored.name} is empty.")
    if len(upload.content) > MAX_FILE:
        status = as_int(switch(work, package.transaction.tenant, "too_large"))
        text = f"The file of {stored.name} is larger than {MAX_FILE >> 20} MB."
        raise error_response(status, "validation.document.tooLarge", text)
    kind = kind_of(upload.content)
    if package.accessible and kind is not Kind.PDF:
        raise not_tagged()
    _require_kind(kind, upload, stored.name)
    if kind is Kind.PDF:
        facts = facts_of(upload.content, stored.name)
        if package.accessible:
            _require_tags(facts)
        document["_signature_fields"] = list(facts.signature_fields)
        document["_page_sizes"] = [[size.width, size.height] for size in facts.page_sizes]
        document["tagged"] = pdf.is_tagged(facts)
        strict = switch(work, package.transaction.tenant, "missing_anchor") == "refused"
        place_fields(document, upload.content, strict=strict)
    document_store.set_content(work, stored, upload.content, TYPES[kind])


def not_tagged() -> Exception:
    """Return the error for a document without accessibility tags."""
    return invalid(
        "ada.notTaggedDocument", "Documents uploaded to accessible transactions must be accessibility enabled."
    )


def _require_tags(facts: pdf.PdfFacts) -> None:
    if not pdf.is_tagged(facts):
        raise not_tagged()
    if not pdf.is_tagged_properly(facts):
        raise invalid(
            "ada.documentNotTaggedProperly",
            "Documents uploaded to accessible transactions must be tagged properly.",
        )


def clean_name(name: str) -> str:
    """Return a document's name as the service stores it.

    Raises:
        ErrorResponse: It is too long, or holds a word the service keeps for itself.
    """
    if len(name) > MAX_NAME:
        raise invalid("document.name", f"A document's name has at most {MAX_NAME} characters.")
    if "esigned" in name.lower():
        raise invalid("document.name", 'A document\'s name must not contain "esigned".')
    return re.sub(r'[*/\\:<>|?"]', "_", name)


def _name(body: JSONObject, upload: Upload | None) -> str:
    return clean_name(as_text(body.get("name")) or (upload.filename if upload else "") or "Document")


def _require_kind(kind: Kind, upload: Upload, name: str) -> None:
    """Refuse what the service does not convert, and what is not what its name says."""
    claimed = claimed_kind(upload.filename) or claimed_kind(name)
    if kind in _TAKEN and claimed in (None, kind):
        return
    is_other = f", not {claimed.value}" if claimed not in (None, kind) else ""
    raise invalid(
        "document.type",
        f"{name} is {kind.value}{is_other}. These are taken: {', '.join(taken.value for taken in _TAKEN)}.",
    )
