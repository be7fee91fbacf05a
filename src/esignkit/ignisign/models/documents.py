"""Documents and requests for their content.

Source: Ignisign's published models (`ignisign-public-models`, branch `v3`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import ClassVar

from esignkit.core.field_specifiers import always, several
from esignkit.core.model import model
from esignkit.ignisign.enums import (
    ApplicationEnvironment,
    DocumentRequestStatus,
    DocumentRequestTarget,
    DocumentStatus,
    DocumentType,
)
from esignkit.ignisign.models.statements import Statement
from esignkit.ignisign.wire_format import IgnisignModel, number
from esignkit.types import JSON

__all__ = ["Document", "DocumentContext", "DocumentRequest", "DocumentRequestUser", "SignatureSummary"]


@model
class Document(IgnisignModel):
    """A document of a signature request."""

    READ_WITH: ClassVar[str] = "documents.get(document_id)"
    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {
        "file_size": number,
        "template_displayer_version": number,
    }

    id: str = always()
    """The service's id."""
    app_id: str | None = None
    """Id of the application."""
    app_env: ApplicationEnvironment | None = None
    """Environment of the application, such as `PRODUCTION`."""
    external_id: str | None = None
    """Your own reference; the service keeps it and does not interpret it."""
    document_nature: DocumentType | None = None
    """What kind of content it has; not fixed before it has content."""
    file_name: str | None = None
    """Name of the file."""
    file_size: int | float | None = None
    """Size of the file in bytes."""
    label: str | None = None
    """Name shown to people."""
    description: str | None = None
    """Longer description shown to people."""
    mime_type: str | None = None
    """MIME type of the content."""
    document_hash: str | None = None
    """Hash of the content; empty before there is any content."""
    status: DocumentStatus = always()
    """Where the document is in its life."""
    document_request_id: str | None = None
    """Id of the request that somebody else gives the content."""
    signature_request_id: str = always()
    """Id of the signature request that it belongs to."""
    created_at: datetime | None = None
    """When the document was created."""
    data_json_content: JSON = None
    """Content of a `DATA_JSON` document, as JSON text."""
    related_document_id: str | None = None
    """Id of a document that this one was made from."""
    related_document_type: str | None = None
    """How the document was made from the related one."""
    template_displayer_id: str | None = None
    """Id of the template that shows a `DATA_JSON` document (version 4; in 3 it is the request's)."""
    template_displayer_version: int | float | None = None
    """Version of the template (version 4)."""
    data_visualization_available: bool | None = None
    """Whether its data can be shown by a template (version 4)."""


@model
class DocumentRequestUser(IgnisignModel):
    """The person who is asked for a document."""

    first_name: str | None = None
    """First name of the person."""
    last_name: str | None = None
    """Last name of the person."""
    email: str | None = None
    """E-mail address that the request goes to."""


@model
class DocumentRequest(IgnisignModel):
    """A request that somebody else give a document's content."""

    id: str = always()
    """The service's id."""
    app_id: str = always()
    """Id of the application."""
    app_env: ApplicationEnvironment = always()
    """Environment of the application, such as `PRODUCTION`."""
    signature_request_id: str = always()
    """Id of the signature request."""
    document_id: str = always()
    """Id of the document."""
    target: DocumentRequestTarget = always()
    """Whether the application is asked, by a webhook, or a person, by e-mail."""
    status: DocumentRequestStatus = always()
    """How far the request is."""
    external_id: str | None = None
    """Your own reference; the service keeps it and does not interpret it."""
    user: DocumentRequestUser | None = None
    """The person asked, when `target` is `USER`."""


@model
class SignatureSummary(IgnisignModel):
    """One signature on a document."""

    signature_id: str = always()
    """The service's id of the signature."""
    signer_id: str = always()
    """Id of the signer who signed."""
    date: datetime = always()
    """When it was signed."""


@model
class DocumentContext(Document):
    """A document with what hangs on it."""

    statements: list[Statement] = several()
    """Statements about this document that signers are asked to agree to."""
    document_request: DocumentRequest | None = None
    """The request that somebody else gives the content."""
    signature_summaries: list[SignatureSummary] = several()
    """The signatures so far."""
