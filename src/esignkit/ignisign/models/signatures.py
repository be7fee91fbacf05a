"""Signatures and their images. Source: Ignisign's API documentation 3.0.0, *get-document-signatures*."""

from __future__ import annotations

from datetime import datetime

from esignkit.core.members import always, several
from esignkit.core.model import model
from esignkit.ignisign.enums import ApplicationEnvironment, EidasLevel, SignatureFormat, SignatureMode, SignatureStatus
from esignkit.ignisign.wire import IgnisignModel
from esignkit.types import JSON

__all__ = ["Authenticity", "Signature", "SignatureFile", "SignatureImage", "SignatureImages"]


@model
class SignatureFile(IgnisignModel):
    """One form of a signature (version 4).

    Attributes:
        type: The form, such as `PADES_ATTACHED`.
        signature_file_path: Where the service keeps it.
        signing_time: When it was made.
    """

    type: SignatureFormat | None = None
    signature_file_path: str | None = None
    signing_time: datetime | None = None


@model
class Signature(IgnisignModel):
    """A signature on a document.

    Attributes:
        id: The service's id.
        app_id: Application.
        app_env: Environment of the application.
        signer_id: Who signed.
        signer_key_id: With which key.
        session_id: In which session.
        document_id: What was signed.
        status: Where it is in its life.
        mode: Where the key is.
        ocsp_check_value: What was asked about the certificate, and answered.
        content_hash: Hash of the content.
        signature: The signature.
        signature_value: Its value.
        signed_properties: What else was signed.
        signed_properties_hash: Hash of that.
        signing_ip: Address of the signer.
        signing_time: When, as the service writes it; it is text and not a date.
        certificate: Certificate of the signer.
        signatures: The forms of the signature (version 4).
        eidas_level: Its level (version 4).
    """

    id: str = always()
    app_id: str = always()
    app_env: ApplicationEnvironment = always()
    signer_id: str = always()
    signer_key_id: str = always()
    session_id: str | None = None
    document_id: str = always()
    status: SignatureStatus = always()
    mode: SignatureMode = always()
    ocsp_check_value: JSON = None
    content_hash: str | None = None
    signature: str | None = None
    signature_value: str | None = None
    signed_properties: str | None = None
    signed_properties_hash: str | None = None
    signing_ip: str | None = None
    signing_time: str | None = None
    certificate: str | None = None
    signatures: list[SignatureFile] = several()
    eidas_level: EidasLevel | None = None


@model
class SignatureImage(IgnisignModel):
    """The picture of one signer's signature.

    Attributes:
        signer_id: Who signed.
        img_b64: The picture, base64; it may begin with `data:`.
    """

    signer_id: str = always()
    img_b64: str | None = None

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
    """The pictures of the signatures on a document.

    Attributes:
        document_id: The document.
        signatures: One picture for each signer.
    """

    document_id: str = always()
    signatures: list[SignatureImage] = several()


@model
class Authenticity(IgnisignModel):
    """Whether a copy is the document.

    Attributes:
        document_id: The document.
        authenticity_validated: Whether the copy that was sent is the same.
    """

    document_id: str = always()
    authenticity_validated: bool = always()
