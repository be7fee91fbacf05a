"""What signers attach, and papers kept beside a package."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from esignkit.core.model import model
from esignkit.esignlive.models.lenient import number_or_text
from esignkit.esignlive.wire_format import EslModel
from esignkit.types import JSON

__all__ = ["AttachmentVerificationResult", "DocumentInfo", "SupportingDocument"]


@model
class AttachmentVerificationResult(EslModel):
    """What the service found out about an attached file."""

    attachment_uuid: str | None = None
    """Id of the attachment."""
    file_name: str | None = None
    """Name of the file."""
    extension: str | None = None
    """Suffix of the file's name, such as `pdf`."""
    classification_result: JSON = None
    """What kind of document it was taken for, as the service sends it."""
    extraction_result: JSON = None
    """What was read from it, as the service sends it."""
    type_match: bool | None = None
    """Whether it is of the kind that was asked for."""


@model
class DocumentInfo(EslModel):
    """What is known of a supporting document."""

    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"file_size": number_or_text}

    id: int | None = None
    """The service's number of the document."""
    transaction_uid: str | None = None
    """Id of the package that it belongs to."""
    document_ref_id: str | None = None
    """The service's reference of the file."""
    document_name: str | None = None
    """Name of the file."""
    version: int | None = None
    """Version of the file."""
    file_size: int | str | None = None
    """Size of the file; the documentation does not give the unit."""


@model
class SupportingDocument(EslModel):
    """A supporting document with its content, in base64."""

    SECRETS: ClassVar[frozenset[str]] = frozenset({"content"})

    document_name: str | None = None
    """Name of the file."""
    content: str | None = None
    """The file in base64; `repr` hides it."""
    media_type: str | None = None
    """MIME type of the file."""
