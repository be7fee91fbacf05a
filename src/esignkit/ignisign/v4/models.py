"""Models of version 4. Source: Ignisign's Node.js client (`ignisign-node`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import ClassVar

from esignkit.core.field_specifiers import always, several
from esignkit.core.model import model
from esignkit.core.suggestions import with_suggestions
from esignkit.core.value_objects import Value, frozen
from esignkit.ignisign.enums import ApplicationEnvironment, EidasLevel, ProofType
from esignkit.ignisign.wire_format import IgnisignModel, number
from esignkit.types import JSON, Secret

__all__ = [
    "BareProof",
    "BareSignatureProofs",
    "BareSignaturesConfiguration",
    "BareSigner",
    "LogCapsule",
    "OneCallSigner",
    "ProofsToken",
    "RemoteDocument",
    "Seal",
]


@with_suggestions
@frozen(eq=False, repr=False, kw_only=True)
class RemoteDocument(Value):
    """A document that the service fetches by itself."""

    url: str
    """Address that the service fetches the file from."""
    name: str
    """Name of the file."""
    mime_type: str = "application/pdf"
    """MIME type of the file; PDF when not given."""


@model
class OneCallSigner(IgnisignModel):
    """A signer of a request made in one call."""

    email: str | None = None
    """E-mail address of the signer."""
    first_name: str | None = None
    """First name of the signer."""
    last_name: str | None = None
    """Last name of the signer."""
    signer_profile_id: str | None = None
    """Id of the signer profile; may be left out."""


@model
class Seal(IgnisignModel):
    """The response to sealing a document."""

    signature_request_id: str = always()
    """Id of the request that was made for the seal."""
    document_id: str = always()
    """Id of the document."""
    document_hash: str = always()
    """Hash of the document."""
    proof_base64: str | None = None
    """The proof in base64: a PDF, or text for JSON and XML."""
    proof_type: ProofType | None = None
    """Kind of the proof."""


@model
class LogCapsule(IgnisignModel):
    """A hash with its timestamp."""

    WIRE: ClassVar[Mapping[str, str]] = {"hash_sha256_b64": "hashSha256_b64", "timestamp_b64": "timestamp_b64"}

    hash_sha256_b64: str = always()
    """The SHA-256 hash in base64, 44 characters."""
    timestamp_b64: str = always()
    """The timestamp in base64."""


@model
class ProofsToken(IgnisignModel):
    """What opens the proofs of one bare signature."""

    WIRE: ClassVar[Mapping[str, str]] = {
        "access_token": "access_token",
        "token_type": "token_type",
        "expires_in": "expires_in",
    }
    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"expires_in": number}
    SECRETS: ClassVar[frozenset[str]] = frozenset({"access_token"})

    access_token: Secret = always()
    """The token itself; `repr` hides it."""
    token_type: str | None = None
    """Kind of the token: `Bearer`."""
    expires_in: int | float | None = None
    """Seconds until the token expires."""
    scope: str | None = None
    """What the token is good for."""


@model
class BareSignaturesConfiguration(IgnisignModel):
    """How an application's bare signatures are set up."""

    app_id: str = always()
    """Id of the application."""
    app_env: ApplicationEnvironment = always()
    """Environment of the application, such as `PRODUCTION`."""
    redirect_uris: list[str] = several()
    """Addresses that signers may be sent back to."""
    authorized_origins: list[str] = several()
    """Origins of the pages that may send signers."""
    eidas_level: EidasLevel | None = None
    """Legal level of the signatures: SES, AES or QES."""


@model
class BareProof(IgnisignModel):
    """The proof of one bare signature."""

    document_id: str = always()
    """Id of the document."""
    type: ProofType | None = None
    """Kind of the proof."""
    document_hash: str | None = None
    """Hash of the document."""
    proof_b64: str | None = None
    """The proof in base64."""
    timestamp_sequence: JSON = None
    """Timestamps, as the service writes them."""
    signing_time: datetime | None = None
    """When it was signed."""


@model
class BareSigner(IgnisignModel):
    """Who made a bare signature."""

    full_name: str | None = None
    """Full name of the signer."""
    last_name: str | None = None
    """Last name of the signer."""
    first_name: str | None = None
    """First name of the signer."""


@model
class BareSignatureProofs(IgnisignModel):
    """The proofs of a bare signature."""

    app_id: str = always()
    """Id of the application."""
    app_env: ApplicationEnvironment = always()
    """Environment of the application, such as `PRODUCTION`."""
    signature_request_id: str = always()
    """Id of the signature request."""
    external_id: str | None = None
    """Your own reference; the service keeps it and does not interpret it."""
    signer_id: str = always()
    """Id of the signer who signed."""
    proofs: list[BareProof] = several()
    """One proof for each document."""
    signer_information: BareSigner | None = None
    """Names of the signer."""
