"""Documents as they are signed, who sees them, and their consent."""

from __future__ import annotations

from typing import ClassVar

from esignkit.core.members import several
from esignkit.core.model import model
from esignkit.esignlive.models.base import EslModel
from esignkit.esignlive.models.document import Document
from esignkit.types import JSON

__all__ = [
    "ConsentMetadata",
    "ConsentOwner",
    "ConsentPackage",
    "DocumentVisibility",
    "DocumentVisibilityConfiguration",
    "LocalizedConsent",
    "SignedDocument",
]


@model
class SignedDocument(Document):
    """A document as its signer confirms it; `handdrawn` is the drawn signature in base64."""

    SECRETS: ClassVar[frozenset[str]] = Document.SECRETS | {"handdrawn"}

    handdrawn: str | None = None


@model
class DocumentVisibilityConfiguration(EslModel):
    """Which roles see one document."""

    document_uid: str | None = None
    role_uids: list[str] = several()
    id: str | None = None
    name: str | None = None
    data: dict[str, JSON] | None = None


@model
class DocumentVisibility(EslModel):
    """Who sees which document. What is not listed is seen by all; the owner always sees all."""

    configurations: list[DocumentVisibilityConfiguration] = several()
    id: str | None = None
    name: str | None = None
    data: dict[str, JSON] | None = None


@model
class ConsentPackage(EslModel):
    """The package that a consent belongs to, and its language."""

    uid: str | None = None
    language: str | None = None


@model
class ConsentOwner(EslModel):
    """The account that a text is from, and its language."""

    account_id: str | None = None
    language: str | None = None


@model
class ConsentMetadata(EslModel):
    """Where the texts of a consent come from."""

    package_info: ConsentPackage | None = None
    properties: ConsentOwner | None = None
    document: ConsentOwner | None = None


@model
class LocalizedConsent(EslModel):
    """The consent in another language."""

    consent_id: str | None = None
    consent_metadata: ConsentMetadata | None = None
