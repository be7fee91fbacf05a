"""What signers attach, and papers kept beside a package."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from esignkit.core.model import model
from esignkit.esignlive.models.base import EslModel
from esignkit.esignlive.models.lenient import number_or_text
from esignkit.types import JSON

__all__ = ["AttachmentVerificationResult", "DocumentInfo", "SupportingDocument"]


@model
class AttachmentVerificationResult(EslModel):
    """What the service found out about an attached file."""

    attachment_uuid: str | None = None
    file_name: str | None = None
    extension: str | None = None
    classification_result: JSON = None
    extraction_result: JSON = None
    type_match: bool | None = None


@model
class DocumentInfo(EslModel):
    """What is known of a supporting document."""

    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"file_size": number_or_text}

    id: int | None = None
    transaction_uid: str | None = None
    document_ref_id: str | None = None
    document_name: str | None = None
    version: int | None = None
    file_size: int | str | None = None


@model
class SupportingDocument(EslModel):
    """A supporting document with its content, in base64."""

    SECRETS: ClassVar[frozenset[str]] = frozenset({"content"})

    document_name: str | None = None
    content: str | None = None
    media_type: str | None = None
