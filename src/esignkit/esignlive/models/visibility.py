"""Documents as they are signed, who sees them, and their consent."""

from __future__ import annotations

from typing import ClassVar

from esignkit.core.model import model
from esignkit.esignlive.models.base import EslModel
from esignkit.esignlive.models.document import Document
from esignkit.types import JSON

__all__ = ["DocumentVisibility", "DocumentVisibilityConfiguration", "LocalizedConsent", "SignedDocument"]


@model
class SignedDocument(Document):
    """A document as its signer confirms it; `handdrawn` is the drawn signature in base64."""

    SECRETS: ClassVar[frozenset[str]] = Document.SECRETS | {"handdrawn"}

    handdrawn: str | None = None


@model
class DocumentVisibilityConfiguration(EslModel):
    """Which roles see one document."""

    document_uid: str | None = None
    role_uids: list[str] | None = None
    id: str | None = None
    name: str | None = None
    data: dict[str, JSON] | None = None


@model
class DocumentVisibility(EslModel):
    """Who sees which document. What is not listed is seen by all; the owner always sees all."""

    configurations: list[DocumentVisibilityConfiguration] | None = None
    id: str | None = None
    name: str | None = None
    data: dict[str, JSON] | None = None


@model
class LocalizedConsent(EslModel):
    """The consent in another language."""

    consent_id: str | None = None
    consent_metadata: dict[str, JSON] | None = None
