"""Bodies that create packages and add documents: JSON, or files and JSON; checked before anything is sent."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import cast

from esignkit.core.arguments import several
from esignkit.core.files import upload
from esignkit.core.operation import Json, Multipart, Part, Upload
from esignkit.esignlive.enums import PackageType
from esignkit.esignlive.field_conditions import refuse_conditions, with_conditions_of_fields
from esignkit.esignlive.models.document import Document
from esignkit.esignlive.models.package import Package
from esignkit.esignlive.models.user import Sender
from esignkit.types import FileInput, Progress

__all__ = ["documents_body", "from_sender", "one_document_body", "package_body", "retyped", "with_documents"]


def package_body(package: Package, files: Sequence[Upload], progress: Progress | None) -> Json | Multipart:
    """Return the body: JSON, or the files and then the package, which has the rules of its fields.

    The JSON is written with ASCII escapes, so that no reading of the part as another character set spoils a name.
    """
    package = with_conditions_of_fields(package)
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
        ValueError: The document has neither a file nor other content, or both; or a field of it has conditions.
    """
    refuse_conditions(document)
    if (file is None) == (not document.external and not document.base64_content):
        contents = "no content: give file=, or a document with" if file is None else "two contents: file= and"
        msg = f"the document {getattr(document, 'name', None)!r} has {contents} base64_content or external"
        raise ValueError(msg)
    if file is None:
        return Json([document] if listed else document)
    return Multipart((Part("file", upload(file)), Part("payload", Json(document, ascii=True))), progress)


def documents_body(
    documents: Sequence[Document], files: Sequence[FileInput] | None, progress: Progress | None
) -> Json | Multipart:
    """Return the body that adds several documents; files belong to documents by their order.

    Raises:
        ValueError: The number of files is not that of the documents that take one; or a field has conditions.
    """
    refuse_conditions(*documents)
    if not documents:
        msg = "there is no document to add"
        raise ValueError(msg)
    package, uploads = with_documents(Package(documents=list(documents)), files or [])
    if not uploads:
        return Json(package.documents)
    payload = Part("payload", Json(package.documents, ascii=True))
    return Multipart((*(Part("file", file) for file in uploads), payload), progress)
