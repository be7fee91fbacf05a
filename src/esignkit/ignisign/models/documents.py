"""Documents and requests for their content.

Source: Ignisign's published models (`ignisign-public-models`, branch `v3`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import ClassVar

from esignkit.core.members import always, several
from esignkit.core.model import model
from esignkit.ignisign.enums import (
    ApplicationEnvironment,
    DocumentRequestStatus,
    DocumentRequestTarget,
    DocumentStatus,
    DocumentType,
)
from esignkit.ignisign.models.statements import Statement
from esignkit.ignisign.wire import IgnisignModel, number
from esignkit.types import JSON

__all__ = ["Document", "DocumentContext", "DocumentRequest", "DocumentRequestUser", "SignatureSummary"]


@model
class Document(IgnisignModel):
    """A document of a signature request.

    Attributes:
        id: The service's id.
        app_id: Application.
        app_env: Environment of the application.
        external_id: Your own reference.
        document_nature: What it is made of; not fixed before it has content.
        file_name: Name of the file.
        file_size: Bytes.
        label: Name shown to people.
        description: Longer description shown to people.
        mime_type: MIME type.
        document_hash: Hash of the content; empty before there is any.
        status: Where it is in its life.
        document_request_id: The request that somebody else give the content.
        signature_request_id: The signature request it belongs to.
        created_at: When it was created.
        data_json_content: Content of a `DATA_JSON` document, as JSON text.
        related_document_id: A document this one was made from.
        related_document_type: How it was made from it.
        template_displayer_id: Template that shows a `DATA_JSON` document (version 4; in 3 it is the request's).
        template_displayer_version: Version of that template (version 4).
        data_visualization_available: Whether its data can be shown by a template (version 4).
    """

    READ_WITH: ClassVar[str] = "documents.get(document_id)"
    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {
        "file_size": number,
        "template_displayer_version": number,
    }

    id: str = always()
    app_id: str | None = None
    app_env: ApplicationEnvironment | None = None
    external_id: str | None = None
    document_nature: DocumentType | None = None
    file_name: str | None = None
    file_size: int | float | None = None
    label: str | None = None
    description: str | None = None
    mime_type: str | None = None
    document_hash: str | None = None
    status: DocumentStatus = always()
    document_request_id: str | None = None
    signature_request_id: str = always()
    created_at: datetime | None = None
    data_json_content: JSON = None
    related_document_id: str | None = None
    related_document_type: str | None = None
    template_displayer_id: str | None = None
    template_displayer_version: int | float | None = None
    data_visualization_available: bool | None = None


@model
class DocumentRequestUser(IgnisignModel):
    """The person who is asked for a document.

    Attributes:
        first_name: First name.
        last_name: Last name.
        email: E-mail address.
    """

    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None


@model
class DocumentRequest(IgnisignModel):
    """A request that somebody else give a document's content.

    Attributes:
        id: The service's id.
        app_id: Application.
        app_env: Environment of the application.
        signature_request_id: The signature request.
        document_id: The document.
        target: Who is asked.
        status: Where it is in its life.
        external_id: Your own reference.
        user: The person asked, when `target` is `USER`.
    """

    id: str = always()
    app_id: str = always()
    app_env: ApplicationEnvironment = always()
    signature_request_id: str = always()
    document_id: str = always()
    target: DocumentRequestTarget = always()
    status: DocumentRequestStatus = always()
    external_id: str | None = None
    user: DocumentRequestUser | None = None


@model
class SignatureSummary(IgnisignModel):
    """One signature on a document.

    Attributes:
        signature_id: The service's id.
        signer_id: Who signed.
        date: When.
    """

    signature_id: str = always()
    signer_id: str = always()
    date: datetime = always()


@model
class DocumentContext(Document):
    """A document with what hangs on it.

    Attributes:
        statements: What signers are asked to agree to about this document.
        document_request: The request that somebody else give the content.
        signature_summaries: The signatures so far.
    """

    statements: list[Statement] = several()
    document_request: DocumentRequest | None = None
    signature_summaries: list[SignatureSummary] = several()
