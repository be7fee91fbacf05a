"""Bodies that create packages, checked before anything is sent."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import TypeVar, cast

from esignkit.core.arguments import several
from esignkit.core.files import upload
from esignkit.core.operation import Json, Multipart, Part, Upload
from esignkit.esignlive.enums import PackageType
from esignkit.esignlive.field_enums import FieldType
from esignkit.esignlive.models.ceremony import CeremonySettings, PackageSettings
from esignkit.esignlive.models.document import Approval, Document, Field
from esignkit.esignlive.models.package import Package
from esignkit.esignlive.models.user import Sender
from esignkit.types import FileInput, Progress

__all__ = [
    "accessible",
    "body",
    "documents_body",
    "from_sender",
    "one_document_body",
    "one_of",
    "retyped",
    "with_documents",
]

T = TypeVar("T")


def body(package: Package, files: Sequence[Upload], progress: Progress | None) -> Json | Multipart:
    """Return the body: JSON, or the files and then the package.

    The JSON is written with ASCII escapes, so that no reading of the part as another character set spoils a name.
    """
    if not files:
        return Json(package)
    parts = [Part("file", file) for file in files]
    return Multipart((*parts, Part("payload", Json(package, ascii=True))), progress)


def with_documents(package: Package, files: Sequence[FileInput] | None) -> tuple[Package, list[Upload]]:
    """Pair files with documents, which the service does by their order.

    A package without any document gets one for each file, named after it.

    Raises:
        ValueError: There are more files than documents to take them, or fewer.
        TypeError: `files` is one file and not a list of them.
    """
    if files is None:
        return package, []
    uploads = [upload(file) for file in several("files", files)]
    documents: list[Document] = getattr(package, "documents", None) or []
    if uploads and not documents:
        package = copy.copy(package)
        package.documents = [Document(name=file.name) for file in uploads]
        return package, uploads
    if isinstance(cast("object", documents), Document):
        msg = "Package.documents is a list: write documents=[…], also for a single one"
        raise TypeError(msg)
    waiting = [d for d in documents if not d.external and not d.base64_content]
    if len(waiting) != len(uploads):
        names = ", ".join(repr(getattr(d, "name", None)) for d in waiting) or "none"
        msg = (
            f"{_count(len(uploads), 'file')} for {_count(len(waiting), 'document')} ({names}): the n-th file belongs "
            "to the n-th document that has neither external nor base64_content"
        )
        raise ValueError(msg)
    return package, uploads


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def from_sender(package: Package, sender: Sender | None) -> Package:
    """Return the package with another sender; the caller's own object stays as it is."""
    if sender is None:
        return package
    package = copy.copy(package)
    package.sender = sender
    return package


def retyped(package: Package, type: PackageType) -> Package:
    """Return the package as another type; the caller's own object stays as it is."""
    package = copy.copy(package)
    package.type = type
    return package


def one_document_body(
    document: Document, file: FileInput | None, progress: Progress | None, *, listed: bool = False
) -> Json | Multipart:
    """Return the body that adds or replaces one document: its file and what is said of it, or JSON alone.

    Args:
        document: What is said of it.
        file: Its file.
        progress: Called while it is sent.
        listed: Whether JSON without a file is a list of one, as adding wants it.

    Raises:
        ValueError: The document has neither a file nor other content, or both.
    """
    if (file is None) == (not document.external and not document.base64_content):
        has = "no content: give file=, or a document with" if file is None else "two contents: file= and"
        msg = f"the document {getattr(document, 'name', None)!r} has {has} base64_content or external"
        raise ValueError(msg)
    if file is None:
        return Json([document] if listed else document)
    return Multipart((Part("file", upload(file)), Part("payload", Json(document, ascii=True))), progress)


def documents_body(
    documents: Sequence[Document], files: Sequence[FileInput] | None, progress: Progress | None
) -> Json | Multipart:
    """Return the body that adds several documents; files belong to documents by their order.

    Raises:
        ValueError: The number of files is not that of the documents that take one.
    """
    if not documents:
        msg = "there is no document to add"
        raise ValueError(msg)
    package, uploads = with_documents(Package(documents=list(documents)), files or [])
    if not uploads:
        return Json(package.documents)
    payload = Part("payload", Json(package.documents, ascii=True))
    return Multipart((*(Part("file", file) for file in uploads), payload), progress)


def one_of(**given: object) -> None:
    """Check that exactly one of several arguments was given.

    Raises:
        ValueError: None was, or several were.
    """
    if sum(value is not None for value in given.values()) != 1:
        msg = f"give exactly one of {' and '.join(f'{name}=' for name in given)}"
        raise ValueError(msg)


# Accessible packages -------------------------------------------------------------------------------------------------
def accessible(package: Package) -> Package:
    """Return a copy that says all an accessible package must, or refuse what the service would.

    Sets `settings.ceremony.ada`, `extract` of each document and field, and completes ids and names from each other:
    a field's are those of its tag in the PDF, an approval's those of its signature field.

    Raises:
        ValueError: Something contradicts that; all faults are listed.
    """
    faults: list[str] = []
    made = copy.copy(package)
    made.settings = copy.copy(package.settings) or PackageSettings()
    made.settings.ceremony = ceremony = copy.copy(made.settings.ceremony) or CeremonySettings()
    ceremony.ada = _on(ceremony.ada, "settings.ceremony.ada", faults)
    made.type = getattr(made, "type", PackageType.PACKAGE)
    if getattr(package, "documents", None):
        made.documents = [_document(d, f"documents[{n}]", faults) for n, d in enumerate(package.documents)]
    if faults:
        msg = "this cannot become an accessible package: " + "; ".join(faults)
        raise ValueError(msg)
    return made


def _on(value: bool | None, where: str, faults: list[str]) -> bool:
    if value is False:
        faults.append(f"{where} is False and has to be True")
    return True


def _document(document: Document, where: str, faults: list[str]) -> Document:
    made = copy.copy(document)
    made.extract = _on(document.extract, f"{where}.extract", faults)
    if getattr(document, "fields", None):
        made.fields = _fields(document.fields, where, faults)
    if getattr(document, "approvals", None):
        made.approvals = [_approval(a, f"{where}.approvals[{n}]", faults) for n, a in enumerate(document.approvals)]
    return made


def _approval(approval: Approval, where: str, faults: list[str]) -> Approval:
    made = copy.copy(approval)
    if getattr(approval, "fields", None):
        made.fields = _fields(approval.fields, where, faults)
    fields: list[Field] = getattr(made, "fields", None) or []
    signature = next((f for f in fields if f.type == FieldType.SIGNATURE), None)
    of_field: str | None = getattr(signature, "id", None)
    own: str | None = getattr(approval, "id", None) or approval.name or of_field
    if own is None:
        return made
    made.id, made.name = own, approval.name or own
    if made.id != made.name:
        faults.append(f"{where}: id {made.id!r} and name {made.name!r} must be the same")
    elif of_field is not None and made.id != of_field:
        faults.append(f"{where}: id and name {made.id!r} must be those of its signature field, {of_field!r}")
    return made


def _fields(fields: Sequence[Field], where: str, faults: list[str]) -> list[Field]:
    return [_field(field, f"{where}.fields[{n}]", faults) for n, field in enumerate(fields)]


def _field(field: Field, where: str, faults: list[str]) -> Field:
    made = copy.copy(field)
    made.extract = _on(field.extract, f"{where}.extract", faults)
    own: str | None = getattr(field, "id", None) or getattr(field, "name", None)
    if own is None:
        faults.append(f"{where} has neither id nor name; they are those of the tag in the PDF")
    else:
        made.id, made.name = own, getattr(field, "name", None) or own
        if made.id != made.name:
            both = f"id {made.id!r} and name {made.name!r}"
            faults.append(f"{where}: {both} must be the same, those of the tag in the PDF")
    faults += [f"{where} has no {word}" for word in ("type", "subtype") if getattr(field, word) is None]
    return made
