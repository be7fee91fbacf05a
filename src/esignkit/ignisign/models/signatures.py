"""Signatures and their images. Source: Ignisign's API documentation 3.0.0, *get-document-signatures*."""

from __future__ import annotations

from datetime import datetime

from esignkit.core.field_specifiers import always, several
from esignkit.core.model import model
from esignkit.ignisign.enums import (
    ApplicationEnvironment,
    EidasLevel,
    SignatureFormat,
    SignatureMode,
    SignatureStatus,
)
from esignkit.ignisign.wire_format import IgnisignModel
from esignkit.types import JSON

__all__ = ["Authenticity", "Signature", "SignatureFile", "SignatureImage", "SignatureImages"]


@model
class SignatureFile(IgnisignModel):
    """One form of a signature (version 4)."""

    type: SignatureFormat | None = None
    """Form of the signature, such as `PADES_ATTACHED`."""
    signature_file_path: str | None = None
    """Path under which the service keeps it."""
    signing_time: datetime | None = None
    """When the signature was made."""


@model
class Signature(IgnisignModel):
    """A signature on a document."""

    id: str = always()
    """The service's id."""
    app_id: str = always()
    """Id of the application."""
    app_env: ApplicationEnvironment = always()
    """Environment of the application, such as `PRODUCTION`."""
    signer_id: str = always()
    """Id of the signer who signed."""
    signer_key_id: str = always()
    """Id of the key that was used."""
    session_id: str | None = None
    """Id of the signing session."""
    document_id: str = always()
    """Id of the document that was signed."""
    status: SignatureStatus = always()
    """Whether the signature was begun, is made or has failed."""
    mode: SignatureMode = always()
    """Whether the service or the signer's device holds the key."""
    ocsp_check_value: JSON = None
    """Answer about the certificate's revocation (OCSP), as the service writes it."""
    content_hash: str | None = None
    """Hash of the content that was signed."""
    signature: str | None = None
    """The signature, as text (version 3)."""
    signature_value: str | None = None
    """Value of the signature, as text (version 3)."""
    signed_properties: str | None = None
    """Properties that were signed with the content, as text (version 3)."""
    signed_properties_hash: str | None = None
    """Hash of the signed properties."""
    signing_ip: str | None = None
    """IP address of the signer."""
    signing_time: str | None = None
    """When it was signed, as text of the service's own form (version 3)."""
    certificate: str | None = None
    """Certificate of the signer, as text (version 3)."""
    signatures: list[SignatureFile] = several()
    """The signature in its forms (version 4)."""
    eidas_level: EidasLevel | None = None
    """Legal level of the signature: SES, AES or QES (version 4)."""


@model
class SignatureImage(IgnisignModel):
    """The picture of one signer's signature."""

    signer_id: str = always()
    """Id of the signer whose signature it shows."""
    img_b64: str | None = None
    """The picture in base64; it may begin with `data:`. `image()` gives its bytes."""

    def image(self) -> bytes:
        """Return the picture itself.

        Raises:
            ValueError: There is none, or it is not base64.
        """
        from base64 import b64decode

        if not self.img_b64:
            msg = "there is no picture"
            raise ValueError(msg)
        return b64decode(self.img_b64.rpartition(",")[2], validate=True)


@model
class SignatureImages(IgnisignModel):
    """The pictures of the signatures on a document."""

    document_id: str = always()
    """Id of the document."""
    signatures: list[SignatureImage] = several()
    """One picture for each signer."""


@model
class Authenticity(IgnisignModel):
    """Whether a copy is the document."""

    document_id: str = always()
    """Id of the document."""
    authenticity_validated: bool = always()
    """Whether the copy that was sent is the same as the document."""
