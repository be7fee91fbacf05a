"""Models of version 4. Source: Ignisign's Node.js client (`ignisign-node`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import ClassVar

from attrs import frozen

from esignkit.core.members import always, several
from esignkit.core.model import model
from esignkit.ignisign.enums import ApplicationEnvironment, EidasLevel, ProofType
from esignkit.ignisign.wire import IgnisignModel, number
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


@frozen(kw_only=True)
class RemoteDocument:
    """A document that the service fetches by itself.

    Attributes:
        url: Where it is.
        name: Name of the file.
        mime_type: MIME type.
    """

    url: str
    name: str
    mime_type: str = "application/pdf"


@model
class OneCallSigner(IgnisignModel):
    """A signer of a request made in one call.

    Attributes:
        email: E-mail address.
        first_name: First name.
        last_name: Last name.
        signer_profile_id: The profile.
    """

    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    signer_profile_id: str | None = None


@model
class Seal(IgnisignModel):
    """The answer to sealing a document.

    Attributes:
        signature_request_id: The request that was made for it.
        document_id: The document.
        document_hash: Its hash.
        proof_base64: The proof, base64: a PDF, or text for JSON and XML.
        proof_type: What the proof is.
    """

    signature_request_id: str = always()
    document_id: str = always()
    document_hash: str = always()
    proof_base64: str | None = None
    proof_type: ProofType | None = None


@model
class LogCapsule(IgnisignModel):
    """A hash with its timestamp.

    Attributes:
        hash_sha256_b64: The hash, base64.
        timestamp_b64: The timestamp, base64.
    """

    WIRE: ClassVar[Mapping[str, str]] = {"hash_sha256_b64": "hashSha256_b64", "timestamp_b64": "timestamp_b64"}

    hash_sha256_b64: str = always()
    timestamp_b64: str = always()


@model
class ProofsToken(IgnisignModel):
    """What opens the proofs of one bare signature.

    Attributes:
        access_token: The token.
        token_type: `Bearer`.
        expires_in: Seconds until it ends.
        scope: What it is good for.
    """

    WIRE: ClassVar[Mapping[str, str]] = {
        "access_token": "access_token",
        "token_type": "token_type",
        "expires_in": "expires_in",
    }
    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"expires_in": number}
    SECRETS: ClassVar[frozenset[str]] = frozenset({"access_token"})

    access_token: Secret = always()
    token_type: str | None = None
    expires_in: int | float | None = None
    scope: str | None = None


@model
class BareSignaturesConfiguration(IgnisignModel):
    """How an application's bare signatures are set up.

    Attributes:
        app_id: Application.
        app_env: Environment of the application.
        redirect_uris: Where signers may be sent back to.
        authorized_origins: Pages that may send them.
        eidas_level: Level of the signatures.
    """

    app_id: str = always()
    app_env: ApplicationEnvironment = always()
    redirect_uris: list[str] = several()
    authorized_origins: list[str] = several()
    eidas_level: EidasLevel | None = None


@model
class BareProof(IgnisignModel):
    """The proof of one bare signature.

    Attributes:
        document_id: The document.
        type: What the proof is.
        document_hash: Hash of the document.
        proof_b64: The proof, base64.
        timestamp_sequence: Timestamp.
        signing_time: When it was made.
    """

    document_id: str = always()
    type: ProofType | None = None
    document_hash: str | None = None
    proof_b64: str | None = None
    timestamp_sequence: JSON = None
    signing_time: datetime | None = None


@model
class BareSigner(IgnisignModel):
    """Who made a bare signature.

    Attributes:
        full_name: Name.
        last_name: Last name.
        first_name: First name.
    """

    full_name: str | None = None
    last_name: str | None = None
    first_name: str | None = None


@model
class BareSignatureProofs(IgnisignModel):
    """The proofs of a bare signature.

    Attributes:
        app_id: Application.
        app_env: Environment of the application.
        signature_request_id: The request.
        external_id: Your own reference.
        signer_id: Who signed.
        proofs: One proof for each document.
        signer_information: The signer's names.
    """

    app_id: str = always()
    app_env: ApplicationEnvironment = always()
    signature_request_id: str = always()
    external_id: str | None = None
    signer_id: str = always()
    proofs: list[BareProof] = several()
    signer_information: BareSigner | None = None
