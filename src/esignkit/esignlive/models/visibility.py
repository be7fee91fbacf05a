"""Documents as they are signed, who sees them, and their consent."""

from __future__ import annotations

from typing import ClassVar

from esignkit.core.field_specifiers import several
from esignkit.core.model import model
from esignkit.esignlive.models.document import Document
from esignkit.esignlive.wire_format import EslModel
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
    """The drawn signature in base64; `repr` hides it."""


@model
class DocumentVisibilityConfiguration(EslModel):
    """Which roles see one document."""

    document_uid: str | None = None
    """Id of the document."""
    role_uids: list[str] = several()
    """Ids of the roles that see it."""
    id: str | None = None
    """Id of the entry."""
    name: str | None = None
    """Name of the entry."""
    data: dict[str, JSON] | None = None
    """Values of your own, by name."""


@model
class DocumentVisibility(EslModel):
    """Who sees which document. What is not listed is seen by all; the owner always sees all."""

    configurations: list[DocumentVisibilityConfiguration] = several()
    """One entry for each document that not everybody sees."""
    id: str | None = None
    """Id of the visibility settings as a whole."""
    name: str | None = None
    """Name of the visibility settings as a whole."""
    data: dict[str, JSON] | None = None
    """Values of your own, by name."""


@model
class ConsentPackage(EslModel):
    """The package that a consent belongs to, and its language."""

    uid: str | None = None
    """Id of the package."""
    language: str | None = None
    """Language of the package, such as `fr`."""


@model
class ConsentOwner(EslModel):
    """The account that a text is from, and its language."""

    account_id: str | None = None
    """Id of the account that the text is from."""
    language: str | None = None
    """Language of the text, such as `fr`."""


@model
class ConsentMetadata(EslModel):
    """Where the texts of a consent come from."""

    package_info: ConsentPackage | None = None
    """The package, and its language."""
    properties: ConsentOwner | None = None
    """Account and language of the consent's properties."""
    document: ConsentOwner | None = None
    """Account and language of the consent's document."""


@model
class LocalizedConsent(EslModel):
    """The consent in another language."""

    consent_id: str | None = None
    """Id of the document: `default-consent`."""
    consent_metadata: ConsentMetadata | None = None
    """Where its texts come from."""
